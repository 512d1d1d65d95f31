// How two histograms relate, shown step by step.
import { wrap } from '../core/create.js';
import { DomainError } from '../core/errors.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import { refer, stepOperations } from '../derivation/operations.js';
import type { Derivation, Given } from '../derivation/types.js';
import { type CompareHistogramsOptions, compare } from './compare.js';
import { contrastStep, lessExpression, meanSteps, rangeSteps } from './comparison-steps.js';
import type { HistogramRelations } from './comparison-types.js';
import { MEASURE_WORDS } from './comparison-words.js';
import { isRatio } from './contrast-measures.js';
import type { CountsInput } from './read-histogram.js';
import { movedStep, negativeSteps } from './relation-steps.js';
import { type Levels, levelsOf, mirrorOf, RATIO_ROUNDING, roundingOf } from './relations.js';

/** More levels than these no one reads. */
const MOST_LEVELS = 256;

const FN = 'explainHistogramComparison';

/**
 * Compares two histograms as `compareHistograms` does, and shows the work: both means, both contrasts by the measure
 * named, both ranges, whether the second is the first moved, and whether each is the other's mirror image.
 *
 * Only levels that occur are shown. A histogram of many levels reads better over fewer bins.
 *
 * @param a - what `histogram` returned, counts [bins] and edges [bins + 1], or the counts of the levels 0, 1, 2, …
 * alone; at most 256 levels that occur
 * @param b - another over the same bins
 * @param options - `measure` ("rms")
 * @returns the derivation; its `result` is what `compareHistograms` returns, its `conclusion` the reasons
 * @throws whatever `compareHistograms` throws; DomainError for more than 256 levels that occur
 * @see R. C. Gonzalez and R. E. Woods, "Digital Image Processing", chapter 3
 *
 * @example
 * The second image is the first one, 100 intensities brighter.
 * ```ts
 * import { explainHistogramComparison, histogram, renderText, verifyDerivation } from 'fovea';
 * const a = histogram(new Uint8Array([10, 20, 20]));
 * const b = histogram(new Uint8Array([110, 120, 120]));
 * const d = explainHistogramComparison(a, b);
 * d.result.darker // => 'a'
 * d.result.shifted // => true
 * verifyDerivation(d).ok // => true
 * renderText(d).includes('B is A moved by 100') // => true
 * ```
 */
export function explainHistogramComparison(
  a: CountsInput,
  b: CountsInput,
  options?: CompareHistogramsOptions,
): Derivation<HistogramRelations> {
  const { a: readA, b: readB, comparison } = compare(FN, a, b, options);
  const [levelsA, levelsB] = [levelsOf(readA), levelsOf(readB)];
  checkCount('a', levelsA);
  checkCount('b', levelsB);
  const { reasons, ...relations } = comparison;
  const { measure } = relations;
  const ratio = isRatio(measure);
  const less = (x: string, y: string): StepExpression =>
    lessExpression(refer(x), refer(y), refer('rounding'));
  const isRange = measure === 'range';
  const words = MEASURE_WORDS[measure];
  const steps: StepDraft[] = [
    {
      steps: [...meanSteps('a', comparison.mean.a), ...meanSteps('b', comparison.mean.b)],
      id: 'darker',
      symbol: '\\text{darker}',
      title: 'The darker one has the smaller mean',
      note: reasons.darker,
      check: less('mean-a', 'mean-b'),
      value: comparison.darker,
    },
    {
      steps: [
        contrastStep('a', measure, comparison.contrast.a, levelsA),
        contrastStep('b', measure, comparison.contrast.b, levelsB),
      ],
      id: 'more-contrast',
      symbol: '\\text{more contrast}',
      title: `The one with more contrast, by the ${words}`,
      note: reasons.contrast,
      check: lessExpression(
        refer('contrast-b'),
        refer('contrast-a'),
        ratio ? RATIO_ROUNDING : refer('rounding'),
      ),
      value: comparison.moreContrast,
    },
    ...(isRange ? [] : nested(rangeSteps(comparison))),
    ...nested([
      {
        id: 'shift',
        symbol: 's',
        title: 'From mean to mean',
        check: stepOperations.subtract(refer('mean-b'), refer('mean-a')),
        value: comparison.shift,
      },
      movedStep(levelsA, levelsB, comparison),
    ]),
    ...nested(negativeSteps(levelsA, levelsB, comparison)),
  ];
  const pair = (name: string): StepExpression => ({
    record: { a: refer(`${name}-a`), b: refer(`${name}-b`) },
  });
  return createDerivation<HistogramRelations>({
    topic: 'intensity-histogram',
    title: 'Two histograms compared',
    given: [
      ...givenOf('a', levelsA),
      ...givenOf('b', levelsB),
      {
        id: 'mirror',
        symbol: 'm',
        title: 'What a level and its negative add up to',
        note: 'The first edge of the bins plus the last: 255 for bytes, not 256.',
        value: mirrorOf(readA),
      },
      {
        id: 'rounding',
        symbol: '\\varepsilon',
        title: 'Differences up to here count as rounding',
        value: roundingOf(readA),
      },
    ],
    steps,
    result: relations,
    answer: {
      record: {
        mean: pair('mean'),
        darker: refer('darker'),
        measure,
        contrast: pair('contrast'),
        moreContrast: refer('more-contrast'),
        range: pair(isRange ? 'contrast' : 'range'),
        wider: refer(isRange ? 'more-contrast' : 'wider'),
        shift: refer('shift'),
        shifted: refer('shifted'),
        negative: refer('negative'),
      },
    },
    conclusion: [reasons.darker, reasons.contrast, reasons.shifted, reasons.negative].join(' '),
    sources: ['R. C. Gonzalez and R. E. Woods, "Digital Image Processing", chapter 3.'],
  });
}

/** The last step, with those before it within. */
function nested(steps: readonly StepDraft[]): StepDraft[] {
  const last = steps.at(-1);
  return last === undefined || steps.length === 1
    ? [...steps]
    : [{ ...last, steps: steps.slice(0, -1) }];
}

function checkCount(argument: 'a' | 'b', { values }: Levels): void {
  if (values.length <= MOST_LEVELS) return;
  throw new DomainError({
    function: FN,
    argument,
    expected: `at most ${MOST_LEVELS} levels that occur`,
    got: String(values.length),
  });
}

function givenOf(which: 'a' | 'b', { values, counts }: Levels): Given[] {
  const name = which.toUpperCase();
  return [
    {
      id: `levels-${which}`,
      symbol: `v_{${name}}`,
      title: `Levels that occur in ${name}`,
      value: wrap(values, [values.length]),
    },
    {
      id: `counts-${which}`,
      symbol: `h_{${name}}`,
      title: `How often each occurs in ${name}`,
      value: wrap(counts, [counts.length]),
    },
  ];
}
