// Otsu's threshold of a small image shown step by step: each cut between two levels, and the best of them.
import { DomainError } from '../core/errors.js';
import type { ArrayInput } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression, StepReference } from '../derivation/expression-types.js';
import {
  argmax,
  count,
  divide,
  equal,
  item,
  multiply,
  power,
  subtract,
  sum,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { totalOf } from '../derivation/phrases.js';
import type { Derivation } from '../derivation/types.js';
import { otsuThreshold } from './otsu.js';
import { readSmallImage } from './small-image.js';

const WHITE = 255;

/** Cuts between more levels no one compares by hand. */
const MOST_LEVELS = 12;

const FN = 'explainOtsuThreshold';

/**
 * Otsu's threshold of a small image, worked out: how often each level occurs, for each cut after a level the two classes with
 * their means and the variance between them, and the cut where that is largest.
 *
 * $$\sigma_B^2 = w_0\, w_1\, (\mu_0 - \mu_1)^2,\qquad w_0 = \frac{n_0}{N},\quad w_1 = \frac{n_1}{N}$$
 *
 * A cut between two levels that occur is the same wherever it lies, so it is put at the lower one: what is up to it is dark.
 *
 * @param image - a row or an image of at most 8 rows and columns, whole values from 0 to 255, at most 12 different ones
 * @returns the derivation; its `result` is what `otsuThreshold` returns for one bin a value
 * @throws KindError where the image is no array, ShapeError for an image that is empty, too large or of more axes, DomainError for values
 * that are not whole, outside of 0 to 255, or too many different ones
 * @see N. Otsu, "A threshold selection method from gray-level histograms", IEEE Transactions on Systems, Man, and Cybernetics 9 (1979)
 *
 * @example
 * Three dark pixels and two bright ones.
 * ```ts
 * import { explainOtsuThreshold, renderText, verifyDerivation } from 'fovea';
 * const d = explainOtsuThreshold([10, 12, 14, 200, 210]);
 * d.result // => 14
 * verifyDerivation(d).ok // => true
 * renderText(d).includes('The cut after 14') // => true
 * ```
 */
export function explainOtsuThreshold(image: ArrayInput): Derivation<number> {
  const pixels = readSmallImage(FN, image, WHITE);
  const data = pixels.data as Float64Array;
  const levels = [...new Set(data)].sort((a, b) => a - b);
  const broken = levels.find((level) => !Number.isInteger(level));
  if (broken !== undefined) throw refuse('whole values from 0 to 255', String(broken));
  if (levels.length > MOST_LEVELS) {
    throw refuse(
      `at most ${MOST_LEVELS} levels; cuts between more no one compares by hand`,
      String(levels.length),
    );
  }
  const result = otsuThreshold(pixels, { range: [-0.5, WHITE + 0.5] });
  return createDerivation<number>({
    topic: 'intensity-histogram',
    title: 'Otsu’s threshold',
    given: [
      { id: 'image', symbol: 'x', title: 'Intensities', value: pixels },
      { id: 'levels', symbol: 'v', title: 'Levels that occur', value: levels },
    ],
    steps: [
      {
        id: 'counts',
        symbol: 'h',
        title: 'How often each of them occurs',
        formula: 'h',
        substitution: 'h',
        check: { list: levels.map((_, i) => count(equal(refer('image'), refer('levels', [i])))) },
      },
      {
        id: 'total',
        symbol: 'N',
        title: 'Number of pixels',
        check: sum(refer('counts')),
        value: data.length,
      },
      {
        id: 'weight',
        symbol: 'S',
        title: 'Sum of their intensities',
        check: totalOf(levels.map((_, i) => multiply(refer('counts', [i]), refer('levels', [i])))),
      },
      ...(levels.length === 1 ? [ONLY] : cutSteps(levels, result)),
    ],
    result,
    answer: refer('threshold'),
    conclusion: `Intensities up to ${result} are dark, those above it bright.`,
    sources: [
      'N. Otsu, "A threshold selection method from gray-level histograms", IEEE Transactions on Systems, Man, and Cybernetics 9 (1979), 62–66.',
    ],
  });
}

const ONLY: StepDraft = {
  id: 'threshold',
  symbol: 't',
  title: 'There is one level, so there is nothing to cut: the threshold is that level',
  check: { ref: 'levels', at: [0] },
};

function cutSteps(levels: readonly number[], threshold: number): StepDraft[] {
  const cuts = levels.slice(0, -1);
  return [
    {
      id: 'between',
      symbol: '\\sigma_B^2',
      title: 'The variance between the classes, for a cut after each level but the last',
      note: 'It is large where both classes have many pixels and their means lie far apart; what is left of the variance, within the classes, is then small.',
      formula: '\\sigma_B^2',
      substitution: '\\sigma_B^2',
      check: { list: cuts.map((_, k) => refer(`between-${k}`)) },
      table: {
        corner: 'cut after',
        columns: ['dark', 'bright', 'mean of dark', 'mean of bright', 'variance between'],
        rows: cuts.map((level, k) => ({
          label: String(level),
          cells: ['dark', 'bright', 'mean-dark', 'mean-bright', 'between'].map((id) =>
            refer(`${id}-${k}`),
          ),
        })),
      },
      steps: cuts.map((level, k) => cutStep(level, k)),
    },
    {
      id: 'best',
      symbol: 'k',
      title: 'Where is it largest? The first one of equals, counted from 0',
      check: argmax(refer('between')),
      value: levels.indexOf(threshold),
    },
    {
      id: 'threshold',
      symbol: 't',
      title: 'The threshold is the level before the cut',
      formula: 't = v_k',
      substitution: 't = v_k',
      check: item(refer('levels'), refer('best')),
      value: threshold,
    },
  ];
}

function cutStep(level: number, k: number): StepDraft {
  const at = (id: string): StepReference => refer(`${id}-${k}`);
  const upTo = (term: (i: number) => StepExpression): StepExpression =>
    totalOf(Array.from({ length: k + 1 }, (_, i) => term(i)));
  const [h, v] = [
    (i: number): StepReference => refer('counts', [i]),
    (i: number): StepReference => refer('levels', [i]),
  ];
  return {
    id: `between-${k}`,
    symbol: '\\sigma_B^2',
    title: `The cut after ${level}`,
    // In whole numbers as long as can be: equal variances then come out equal.
    check: divide(
      multiply(at('dark'), at('bright'), power(subtract(at('mean-dark'), at('mean-bright')), 2)),
      power(refer('total'), 2),
    ),
    formula: '\\sigma_B^2 = \\frac{n_0\\, n_1\\, (\\mu_0 - \\mu_1)^2}{N^2}',
    steps: [
      { id: `dark-${k}`, symbol: 'n_0', title: 'Dark pixels', check: upTo(h) },
      {
        id: `bright-${k}`,
        symbol: 'n_1',
        title: 'Bright pixels: the others',
        check: subtract(refer('total'), at('dark')),
      },
      {
        id: `sum-dark-${k}`,
        symbol: 'S_0',
        title: 'Sum of the dark intensities',
        check: upTo((i) => multiply(h(i), v(i))),
      },
      {
        id: `mean-dark-${k}`,
        symbol: '\\mu_0',
        title: 'Mean of the dark ones',
        check: divide(at('sum-dark'), at('dark')),
      },
      {
        id: `mean-bright-${k}`,
        symbol: '\\mu_1',
        title: 'Mean of the bright ones',
        check: divide(subtract(refer('weight'), at('sum-dark')), at('bright')),
      },
    ],
  };
}

function refuse(expected: string, got: string): DomainError {
  return new DomainError({ function: FN, argument: 'image', expected, got });
}
