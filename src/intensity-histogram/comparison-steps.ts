// Steps of a comparison that are numbers of one histogram: totals, means, contrasts, ranges.
import type { StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import { refer, stepOperations } from '../derivation/operations.js';
import type { HistogramComparison } from './comparison-types.js';
import { MEASURE_WORDS } from './comparison-words.js';
import type { ContrastMeasure } from './contrast-measures.js';
import type { Levels } from './relations.js';

type Which = 'a' | 'b';

/**
 * Which of two numbers is less, as an expression.
 *
 * @param x - of the first
 * @param y - of the second
 * @param rounding - differences up to here count as none
 * @returns an expression of the words "a", "b", "neither"
 */
export function lessExpression(
  x: StepExpression,
  y: StepExpression,
  rounding: StepExpression,
): StepExpression {
  const { abs, choose, less, lessEqual, subtract } = stepOperations;
  return choose(lessEqual(abs(subtract(x, y)), rounding), 'neither', choose(less(x, y), 'a', 'b'));
}

/**
 * Number of pixels, and mean.
 *
 * @param which - the histogram
 * @param mean - its mean
 * @returns two steps
 */
export function meanSteps(which: Which, mean: number): StepDraft[] {
  const { divide, multiply, sum } = stepOperations;
  const name = which.toUpperCase();
  return [
    {
      id: `total-${which}`,
      symbol: `N_{${name}}`,
      title: `Pixels of ${name}`,
      check: sum(refer(`counts-${which}`)),
    },
    {
      id: `mean-${which}`,
      symbol: `\\mu_{${name}}`,
      title: `Mean of ${name}`,
      check: divide(
        sum(multiply(refer(`counts-${which}`), refer(`levels-${which}`))),
        refer(`total-${which}`),
      ),
      value: mean,
    },
  ];
}

/**
 * Distances of the outermost levels, and which is larger.
 *
 * @param comparison - the answers
 * @returns three steps
 */
export function rangeSteps({ range, wider }: HistogramComparison): StepDraft[] {
  return [
    { ...rangeStep('a', range.a), id: 'range-a', symbol: 'r_{A}' },
    { ...rangeStep('b', range.b), id: 'range-b', symbol: 'r_{B}' },
    {
      id: 'wider',
      symbol: '\\text{wider}',
      title: 'The one with the larger range',
      note: 'One pixel far out is enough to widen a histogram, and it hardly shows in the image: width is one measure of contrast among others.',
      check: lessExpression(refer('range-b'), refer('range-a'), refer('rounding')),
      value: wider,
    },
  ];
}

/**
 * The contrast of one histogram by a measure.
 *
 * @param which - the histogram
 * @param measure - how contrast is measured
 * @param contrast - its contrast
 * @param levels - the levels that occur
 * @returns a step with the id "contrast-a" or "contrast-b"
 */
export function contrastStep(
  which: Which,
  measure: ContrastMeasure,
  contrast: number,
  levels: Levels,
): StepDraft {
  const { add, divide, max, min, multiply, power, sqrt, subtract, sum } = stepOperations;
  const v = refer(`levels-${which}`);
  const mean = refer(`mean-${which}`);
  const name = which.toUpperCase();
  const title = `Contrast of ${name}: ${MEASURE_WORDS[measure]}`;
  const shared = { id: `contrast-${which}`, symbol: `c_{${name}}`, title, value: contrast };
  const isBlack = levels.values[levels.values.length - 1] === 0;
  if ((measure === 'michelson' || measure === 'weber') && isBlack) {
    return { ...shared, note: 'All pixels are black: the ratio is defined as 0.', check: max(v) };
  }
  switch (measure) {
    case 'rms': {
      const squares = power(subtract(v, mean), 2);
      // A sum breaks into lines, which it would not under the root.
      const added: StepDraft = {
        id: `squares-${which}`,
        symbol: `q_{${name}}`,
        title: 'Add up the squared deviations from the mean, one a pixel',
        check: sum(multiply(refer(`counts-${which}`), squares)),
      };
      const variance = divide(refer(`squares-${which}`), refer(`total-${which}`));
      return {
        ...shared,
        symbol: `\\sigma_{${name}}`,
        check: sqrt(variance),
        steps: [added],
      };
    }
    case 'michelson':
      return { ...shared, check: divide(subtract(max(v), min(v)), add(max(v), min(v))) };
    case 'weber':
      return { ...shared, check: divide(subtract(max(v), mean), mean) };
    case 'range':
      return { ...rangeStep(which, contrast), ...shared };
    case 'interquartile':
      return quartileStep(which, levels, shared);
  }
}

function rangeStep(
  which: Which,
  value: number,
): Pick<StepDraft, 'title'> & {
  readonly check: StepExpression;
  readonly value: number;
} {
  const { max, min, subtract } = stepOperations;
  const v = refer(`levels-${which}`);
  return { title: `Range of ${which.toUpperCase()}`, check: subtract(max(v), min(v)), value };
}

interface SharedFields {
  readonly id: string;
  readonly symbol: string;
  readonly title: string;
  readonly value: number;
}

function quartileStep(which: Which, levels: Levels, shared: SharedFields): StepDraft {
  const { add, subtract } = stepOperations;
  const name = which.toUpperCase();
  const counts = `counts-${which}`;
  const places = Array.from(levels.counts, (_, i) => i);
  const running: StepDraft = {
    id: `running-${which}`,
    symbol: `H_{${name}}`,
    title: `Running sums of ${name}`,
    formula: `H_{${name},i} = h_{${name},0} + \\dots + h_{${name},i}`,
    check: {
      list: places.map((i) => {
        const [first, ...rest] = places.slice(0, i + 1).map((j) => refer(counts, [j]));
        return first === undefined ? 0 : add(first, ...rest);
      }),
    },
  };
  return {
    ...shared,
    check: subtract(refer(`upper-${which}`), refer(`lower-${which}`)),
    steps: [running, ...quartile(which, 'lower', 1 / 4), ...quartile(which, 'upper', 3 / 4)],
  };
}

function quartile(which: Which, side: 'lower' | 'upper', share: number): StepDraft[] {
  const { add, count, floor, item, lessEqual, minimum, multiply, subtract } = stepOperations;
  const name = which.toUpperCase();
  const last = subtract(refer(`total-${which}`), 1);
  const rank = refer(`rank-${side}-${which}`);
  // The first level up to which there are more than so many values.
  const valueAt = (order: StepExpression): StepExpression =>
    item(refer(`levels-${which}`), count(lessEqual(refer(`running-${which}`), order)));
  const below = refer(`below-${side}-${which}`);
  const index = side === 'lower' ? 1 : 3;
  return [
    {
      id: `rank-${side}-${which}`,
      symbol: `k_{${index}}`,
      title: `Rank of the ${side} quartile of ${name} among its sorted values, counted from 0`,
      check: multiply(share, last),
    },
    {
      id: `below-${side}-${which}`,
      symbol: `x_{${index}}`,
      title: 'The value at the whole rank below',
      formula: `x_{${index}} = \\text{value of rank } \\lfloor k_{${index}} \\rfloor`,
      check: valueAt(floor(rank)),
    },
    {
      id: `above-${side}-${which}`,
      symbol: `y_{${index}}`,
      title: 'The value at the next rank',
      formula: `y_{${index}} = \\text{value of rank } \\lfloor k_{${index}} \\rfloor + 1`,
      check: valueAt(minimum(add(floor(rank), 1), last)),
    },
    {
      id: `${side}-${which}`,
      symbol: `q_{${index}}`,
      title: `The ${side} quartile of ${name}`,
      check: add(
        below,
        multiply(subtract(rank, floor(rank)), subtract(refer(`above-${side}-${which}`), below)),
      ),
    },
  ];
}
