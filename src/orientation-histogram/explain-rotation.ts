// Why angles relative to a dominant one survive a turn of the image, shown step by step.
import { bindShapes, checkNumber, checkOptions } from '../core/check.js';
import { checkFinite, readArray, wrap } from '../core/create.js';
import { DomainError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import {
  abs,
  add,
  divide,
  lessEqual,
  max,
  modulo,
  subtract,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import type { Derivation } from '../derivation/types.js';
import { type PeriodOption, relativeOrientation } from './polar.js';

/** What `explainRotationInvariance` starts from. */
export interface RotationProblem {
  /** The dominant orientation, in the unit of the period. */
  readonly dominant: number;
  /** Orientations in the image, [n], at least one. */
  readonly orientations: ArrayInput;
  /** By how much the image is turned. */
  readonly rotation: number;
}

/** What `explainRotationInvariance` arrives at. */
export interface RotationExplanation {
  /** The orientations relative to the dominant one, [n]. */
  readonly before: FloatNdArray;
  /** The dominant orientation of the turned image. */
  readonly dominant: number;
  /** The orientations of the turned image, [n]. */
  readonly orientations: FloatNdArray;
  /** Those relative to the dominant one of the turned image, [n]. */
  readonly after: FloatNdArray;
  /** Whether `after` is `before`, but for rounding. */
  readonly unchanged: boolean;
}

/** More angles than these no one reads. */
const MOST_ANGLES = 100;
/** Of the numbers that are added, rounding is a share smaller than this. */
const ROUNDING = 1e-14;

const FN = 'explainRotationInvariance';

/**
 * Shows that orientations relative to the dominant one do not change when the image is turned: the turn is added to
 * both, and the difference takes it out again.
 *
 * Differences keep their sign, modulo the period: the absolute value would make an edge 55° before the dominant
 * orientation and one 55° after it the same. After the turn the turned dominant orientation is subtracted.
 *
 * @param problem - `dominant`, `orientations` [n], at most 100, and `rotation`, in the unit of the period
 * @param options - `period` (2π)
 * @returns the derivation; its `result` holds the relative orientations before and after
 * @throws KindError, ShapeError or DomainError where an argument is no such thing
 * @see D. G. Lowe, "Distinctive image features from scale-invariant keypoints", IJCV 2004, section 6
 *
 * @example
 * A course problem: dominant 70°, edges at 15° and 35°, the image turned by 25°.
 * ```ts
 * import { explainRotationInvariance, toNested, verifyDerivation } from 'fovea';
 * const problem = { dominant: 70, orientations: [15, 35], rotation: 25 };
 * const d = explainRotationInvariance(problem, { period: 360 });
 * toNested(d.result.before) // => [305, 325]
 * toNested(d.result.after) // => [305, 325]
 * d.result.unchanged // => true
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainRotationInvariance(
  problem: RotationProblem,
  options?: PeriodOption,
): Derivation<RotationExplanation> {
  const given = checkOptions(FN, problem, ['dominant', 'orientations', 'rotation'], 'problem');
  const { period: asked = 2 * Math.PI } = checkOptions(FN, options, ['period']);
  const period = checkNumber(FN, 'period', asked, { above: 0 });
  const dominant = checkNumber(FN, 'dominant', given.dominant);
  const rotation = checkNumber(FN, 'rotation', given.rotation);
  const orientations = readAngles(given.orientations);
  const turn = (angle: number): number => relativeOrientation(angle + rotation, 0, { period });
  const relative = (angles: Float64Array, to: number): Float64Array =>
    angles.map((angle) => relativeOrientation(angle, to, { period }));
  const before = relative(orientations, dominant);
  const turned = orientations.map(turn);
  const turnedDominant = turn(dominant);
  const after = relative(turned, turnedDominant);
  const vector = (data: Float64Array): FloatNdArray => wrap(data, [data.length]);
  const largest = orientations.reduce((most, angle) => Math.max(most, Math.abs(angle)), 0);
  const rounding = ROUNDING * (largest + Math.abs(dominant) + Math.abs(rotation) + period);
  const result: RotationExplanation = {
    before: vector(before),
    dominant: turnedDominant,
    orientations: vector(turned),
    after: vector(after),
    unchanged: before.every((angle, i) => distance(after[i]!, angle, period) <= rounding),
  };
  return createDerivation<RotationExplanation>({
    topic: 'orientation-histogram',
    title: 'Orientations relative to the dominant one, before and after a turn',
    given: [
      { id: 'dominant', symbol: '\\theta_d', title: 'Dominant orientation', value: dominant },
      { id: 'angles', symbol: '\\theta', title: 'Orientations', value: vector(orientations) },
      { id: 'rotation', symbol: '\\alpha', title: 'Turn of the image', value: rotation },
      { id: 'period', symbol: 'P', title: 'A full turn', value: period },
      {
        id: 'rounding',
        symbol: '\\varepsilon',
        title: 'Differences up to here count as rounding',
        value: rounding,
      },
    ],
    steps: [...relativeSteps(result), unchangedStep(result, dominant)],
    result,
    answer: {
      record: {
        before: refer('before'),
        dominant: refer('turned-dominant'),
        orientations: refer('turned'),
        after: refer('after'),
        unchanged: refer('unchanged'),
      },
    },
    conclusion: conclusionOf(before, period, result.unchanged),
    sources: [
      'D. G. Lowe, "Distinctive image features from scale-invariant keypoints", International Journal of Computer Vision 60 (2004), 91–110, section 6.',
    ],
  });
}

function readAngles(input: ArrayInput): Float64Array {
  const dense = checkFinite(FN, 'orientations', readArray(FN, 'orientations', input, 'float64'));
  const { n } = bindShapes(FN, { orientations: [dense, 'n'] });
  if (n >= 1 && n <= MOST_ANGLES) return Float64Array.from(dense.data);
  throw new DomainError({
    function: FN,
    argument: 'orientations',
    expected: `1 to ${MOST_ANGLES} angles`,
    got: String(n),
  });
}

/** Distance of two angles around the circle. */
function distance(a: number, b: number, period: number): number {
  const half = period / 2;
  return Math.abs(relativeOrientation(a - b, -half, { period }) - half);
}

const inPeriod = (angle: StepExpression): StepExpression => modulo(angle, refer('period'));

function relativeSteps({
  before,
  dominant,
  orientations,
  after,
}: RotationExplanation): StepDraft[] {
  return [
    {
      id: 'before',
      symbol: 'r',
      title: 'Measure the orientations from the dominant one',
      note: 'The difference keeps its sign and is taken modulo a full turn. Its absolute value would not tell an orientation before the dominant one from one as far after it.',
      check: inPeriod(subtract(refer('angles'), refer('dominant'))),
      value: before,
    },
    {
      id: 'turned-dominant',
      symbol: '\\varphi_d',
      title: 'Turn the dominant orientation with the image',
      check: inPeriod(add(refer('dominant'), refer('rotation'))),
      value: dominant,
    },
    {
      id: 'turned',
      symbol: '\\varphi',
      title: 'Turn the orientations with the image',
      note: 'The places at which a descriptor samples must be turned by the dominant orientation as well; here only the angles are.',
      check: inPeriod(add(refer('angles'), refer('rotation'))),
      value: orientations,
    },
    {
      id: 'after',
      symbol: 's',
      title: 'Measure the turned orientations from the turned dominant one',
      note: 'The dominant orientation of the turned image is subtracted, not the old one: the turn is in both and cancels.',
      check: inPeriod(subtract(refer('turned'), refer('turned-dominant'))),
      value: after,
    },
  ];
}

function unchangedStep({ before, unchanged }: RotationExplanation, dominant: number): StepDraft {
  const half = divide(refer('period'), 2);
  const difference = subtract(refer('after'), refer('before'));
  const rows = Array.from(before.data, (_, i) => ({
    label: String(i),
    cells: [refer('angles', [i]), refer('before', [i]), refer('turned', [i]), refer('after', [i])],
  }));
  return {
    id: 'unchanged',
    symbol: '\\text{unchanged}',
    title: 'Compare',
    note: `The largest distance around the circle between an orientation relative to ${dominant} before and its like after the turn.`,
    formula:
      '\\max_i \\left| \\left(s_i - r_i + \\frac{P}{2}\\right) \\bmod P - \\frac{P}{2} \\right| \\le \\varepsilon',
    check: lessEqual(max(abs(subtract(inPeriod(add(difference, half)), half))), refer('rounding')),
    value: unchanged,
    table: {
      corner: 'Orientation',
      columns: ['Before the turn', 'Relative', 'After the turn', 'Relative'],
      rows,
    },
  };
}

function conclusionOf(before: Float64Array, period: number, unchanged: boolean): string {
  const words = Array.from(before, (angle) => {
    const behind = angle > period / 2;
    const away = show(behind ? period - angle : angle);
    return `${show(angle)} (${away} ${behind ? 'before' : 'after'} the dominant orientation)`;
  });
  const change = unchanged
    ? 'The turn changes no relative orientation'
    : 'Relative orientations change';
  return `${change}: ${words.join(', ')}.`;
}

function show(angle: number): string {
  return String(Number(angle.toPrecision(6)));
}
