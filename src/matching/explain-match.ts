// The ratio test of one descriptor among a few, shown step by step.
import { bindShapes, checkOptions } from '../core/check.js';
import { checkFinite, readArray, wrap } from '../core/create.js';
import { DomainError, ShapeError } from '../core/errors.js';
import type { ArrayInput, Dense, FloatNdArray, Options } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import {
  argmin,
  divide,
  item,
  less,
  min,
  multiply,
  power,
  sqrt,
  subtract,
  sum,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import type { Derivation } from '../derivation/types.js';
import { type MatchOptions, matchDescriptors, readMatchSettings } from './match-descriptors.js';

/** What `explainDescriptorMatch` arrives at. */
export interface MatchExplanation {
  /** Number of the nearest descriptor, from 0. */
  readonly train: number;
  /** Its distance. */
  readonly distance: number;
  /** The distance of the second nearest. */
  readonly secondDistance: number;
  /** The one divided by the other, 0 to 1; 1 where both are 0. */
  readonly ratio: number;
  /** Whether the match passes the test. */
  readonly kept: boolean;
}

/** Of more descriptors, or longer ones, no one takes distances by hand. */
const MOST_ROWS = 8;
const MOST_NUMBERS = 16;

/** More squares than these are added up before the root is taken: roots do not go over several lines. */
const MOST_BELOW_ROOT = 2;

/** What can be squared without a thought. */
const LARGEST = 1e100;

const FN = 'explainDescriptorMatch';

/**
 * The match of one descriptor among a few, worked out: its distance to each, the two nearest, their ratio, and whether the
 * match passes Lowe's ratio test.
 *
 * Descriptors are counted from 0, as in what `matchDescriptors` returns. Of equally near ones the first counts as the
 * nearest; the ratio is 1 then, and the match is dropped.
 *
 * @param query - one descriptor [d], at most 16 numbers, finite
 * @param train - two to eight others [m, d]
 * @param options - `ratio` 0.8, above 0 and at most 1
 * @returns the derivation; its `result` holds nearest, both distances, ratio and verdict, as `matchDescriptors` has them
 * @throws KindError where an argument is no array or an option is unknown, ShapeError where descriptors differ in length, or
 * are too many or too long, DomainError for NaN, infinite numbers, sizes beyond 10^100 and a ratio out of range
 * @see D. G. Lowe, "Distinctive image features from scale-invariant keypoints", IJCV 2004, section 7.1
 *
 * @example
 * One near neighbour, and another twice as far away.
 * ```ts
 * import { explainDescriptorMatch, renderText, verifyDerivation } from 'fovea';
 * const d = explainDescriptorMatch([0, 0], [[8, 6], [3, 4]]);
 * d.result // => { train: 1, distance: 5, secondDistance: 10, ratio: 0.5, kept: true }
 * verifyDerivation(d).ok // => true
 * renderText(d).includes('5 < 0.8 · 10') // => true
 * ```
 */
export function explainDescriptorMatch(
  query: ArrayInput,
  train: ArrayInput,
  options?: Options<Pick<MatchOptions, 'ratio'>>,
): Derivation<MatchExplanation> {
  const { ratio: limit } = readMatchSettings(FN, checkOptions(FN, options, ['ratio']));
  const own = read('query', query);
  const others = read('train', train);
  const { d, m } = bindShapes(FN, { query: [own, 'd'], train: [others, 'm d'] });
  if (d === 0 || d > MOST_NUMBERS) {
    throw tooMany('query', `1 to ${MOST_NUMBERS} numbers`, own.shape);
  }
  if (m < 2 || m > MOST_ROWS) throw tooMany('train', `2 to ${MOST_ROWS} rows`, others.shape);
  if (limit === Infinity) {
    throw new DomainError({
      function: FN,
      argument: 'ratio',
      expected: 'a number > 0 and <= 1, since the test is what is shown',
      got: 'Infinity',
    });
  }
  const q = wrap(Float64Array.from(own.data), [1, d]);
  const row = (i: number): FloatNdArray =>
    wrap(Float64Array.from(others.data.subarray(i * d, (i + 1) * d)), [1, d]);
  const rows = Array.from({ length: m }, (_, i) => i);
  // One at a time: with a single row there is a distance to it alone.
  const distances = rows.map((i) => matchDescriptors(q, row(i), { ratio: Infinity })[0]!.distance);
  const nearest = distances.indexOf(Math.min(...distances));
  const rest = rows.filter((i) => i !== nearest);
  const distance = distances[nearest]!;
  const secondDistance = Math.min(...rest.map((i) => distances[i]!));
  const ratio = secondDistance === 0 ? 1 : distance / secondDistance;
  const kept = distance < limit * secondDistance;
  return createDerivation<MatchExplanation>({
    topic: 'matching',
    title: 'The ratio test of one descriptor',
    given: [
      {
        id: 'query',
        symbol: 'q',
        title: 'The descriptor',
        value: wrap(Float64Array.from(own.data), [d]),
      },
      ...rows.map((i) => ({
        id: `train-${i}`,
        symbol: `t_{${i}}`,
        title: `Descriptor ${i} of the other image`,
        value: wrap(Float64Array.from(others.data.subarray(i * d, (i + 1) * d)), [d]),
      })),
      { id: 'limit', symbol: '\\rho', title: 'Largest ratio, not itself allowed', value: limit },
    ],
    steps: [
      {
        id: 'distances',
        symbol: 'd',
        title: 'The distance to each of the others',
        formula: 'd',
        check: { list: rows.map((i) => refer(`distance-${i}`)) },
        steps: rows.map(
          (i): StepDraft => ({
            id: `distance-${i}`,
            symbol: `d_{${i}}`,
            title: `To descriptor ${i}`,
            check: sqrt(d > MOST_BELOW_ROOT ? refer(`squares-${i}`) : squaresTo(i)),
            value: distances[i]!,
            ...(d > MOST_BELOW_ROOT ? { steps: [squaresStep(i)] } : {}),
          }),
        ),
      },
      ...testSteps(rest, secondDistance),
    ],
    result: { train: nearest, distance, secondDistance, ratio, kept },
    answer: {
      record: {
        train: refer('nearest'),
        distance: refer('first'),
        secondDistance: refer('second'),
        ratio: refer('ratio'),
        kept: refer('kept'),
      },
    },
    conclusion: kept
      ? `It is matched with descriptor ${nearest}: the next is clearly farther away.`
      : `The match with descriptor ${nearest} is dropped: another is nearly as near.`,
    sources: [
      'D. G. Lowe, "Distinctive image features from scale-invariant keypoints", International Journal of Computer Vision 60 (2004), 91–110, section 7.1.',
    ],
  });
}

function squaresTo(i: number): StepExpression {
  return sum(power(subtract(refer('query'), refer(`train-${i}`)), 2));
}

function squaresStep(i: number): StepDraft {
  return {
    id: `squares-${i}`,
    symbol: `s_{${i}}`,
    title: 'Add up the squared differences',
    check: squaresTo(i),
  };
}

function testSteps(rest: readonly number[], secondDistance: number): StepDraft[] {
  return [
    {
      id: 'nearest',
      symbol: 'j',
      title: 'Which is the nearest?',
      note: 'Counted from 0.',
      check: argmin(refer('distances')),
    },
    {
      id: 'first',
      symbol: 'd_{\\text{first}}',
      title: 'Its distance',
      formula: 'd_{\\text{first}} = d_j',
      substitution: 'd_{\\text{first}} = d_j',
      check: item(refer('distances'), refer('nearest')),
    },
    {
      id: 'second',
      symbol: 'd_{\\text{second}}',
      title: 'The distance of the second nearest: the smallest of the others',
      check: min({ list: rest.map((i) => refer(`distance-${i}`)) }),
    },
    {
      id: 'ratio',
      symbol: 'r',
      title: 'The ratio of the two',
      ...(secondDistance === 0
        ? { note: 'Both distances are 0: they are equally near.', check: 1 }
        : { check: divide(refer('first'), refer('second')) }),
    },
    {
      id: 'kept',
      symbol: '\\text{kept}',
      title: 'Is the nearest clearly nearer than the second?',
      note: 'A wrong match has others at nearly the same distance; a right one stands alone.',
      check: less(refer('first'), multiply(refer('limit'), refer('second'))),
    },
  ];
}

function read(argument: string, input: ArrayInput): Dense {
  const dense = checkFinite(FN, argument, readArray(FN, argument, input, 'float64'));
  const wrong = dense.data.find((x) => x !== 0 && !(Math.abs(Math.log10(Math.abs(x))) <= 100));
  if (wrong === undefined) return dense;
  throw new DomainError({
    function: FN,
    argument,
    expected: `numbers between ${1 / LARGEST} and ${LARGEST} in size, or 0`,
    got: String(wrong),
  });
}

function tooMany(argument: string, expected: string, shape: readonly number[]): ShapeError {
  return new ShapeError({
    function: FN,
    argument,
    expected: `${expected}; more no one works out by hand`,
    got: `(${shape.join(', ')})`,
  });
}
