// Gradients vote for directions: one vote, and a histogram of many.
import { areFinite } from '../core/are-finite.js';
import { checkNumber, checkOptions } from '../core/check.js';
import { checkFinite, computeDType, readArray, wrap } from '../core/create.js';
import { DomainError, ShapeError } from '../core/errors.js';
import { placeOf } from '../core/layout.js';
import type {
  ArrayInput,
  Dense,
  FloatDType,
  FloatNdArray,
  FloatTypedArray,
} from '../core/types.js';
import { addVotes as addVotesScalar } from '../kernels/scalar/add-votes.js';
import { votePlace } from '../kernels/scalar/circular-votes.js';
import { kernel } from '../kernels/select.js';
import { anchorOffset, checkVotes, type OrientationVotesOptions, VOTE_OPTIONS } from './options.js';

/** What one gradient gives to one bin. */
export interface OrientationVote {
  /** Index of the bin, from 0. */
  readonly bin: number;
  /** Its share of the magnitude. */
  readonly weight: number;
}

/** What `orientationHistogram` may be told. */
export interface OrientationHistogramOptions extends OrientationVotesOptions {
  /** A weight for each gradient, of the same shape, none negative; all 1 by default. */
  weights?: ArrayInput | undefined;
}

/**
 * The votes of one gradient: its magnitude, split linearly between the two bins beside its orientation.
 *
 * $$w_{\text{low}} = m\,\frac{\theta_2 - \theta}{\theta_2 - \theta_1},\qquad w_{\text{high}} = m\,\frac{\theta - \theta_1}{\theta_2 - \theta_1},\qquad \theta_1 \le \theta < \theta_2$$
 *
 * where θ₁ and θ₂ are the places of neighbouring bins: their centres with anchors "centers", as Dalal and
 * Triggs have it (nine bins over 180°: 10°, 30°, …, 170°), or their lower edges with "edges" (0°, 20°, …,
 * 160°). The last bin is the neighbour of the first. Bins count from 0; the weights sum to the magnitude.
 *
 * @param orientation - an angle in the unit of `period`; any number, taken modulo the period
 * @param magnitude - length of the gradient, ≥ 0
 * @param options - `bins` (9), `period` (π), `anchors` ("centers"), `interpolate` (true)
 * @returns the lower bin, then the upper one, also where its weight is 0; a single vote with
 * `interpolate: false` or one bin
 * @throws KindError or DomainError where an argument is no such number, or an option is unknown
 * @see N. Dalal, B. Triggs, "Histograms of oriented gradients for human detection", CVPR 2005, section 6.3
 *
 * @example
 * A gradient of length 8 at 47°, by lower edges and by centres.
 * ```ts
 * import { orientationVotes } from 'fovea';
 * orientationVotes(47, 8, { period: 180, anchors: 'edges' }) // => [{ bin: 2, weight: 5.2 }, { bin: 3, weight: 2.8 }]
 * orientationVotes(47, 8, { period: 180 }) // => [{ bin: 1, weight: 1.2 }, { bin: 2, weight: 6.8 }]
 * ```
 */
export function orientationVotes(
  orientation: number,
  magnitude: number,
  options?: OrientationVotesOptions,
): OrientationVote[] {
  const fn = 'orientationVotes';
  const settings = checkVotes(fn, checkOptions(fn, options, VOTE_OPTIONS));
  const { bins, period, anchors, interpolate } = settings;
  const angle = checkNumber(fn, 'orientation', orientation);
  const weight = checkNumber(fn, 'magnitude', magnitude, { min: 0 });
  const place = votePlace(angle, bins, period, interpolate ? anchorOffset(anchors) : 0);
  const low = Math.floor(place);
  if (!interpolate || bins === 1) return [{ bin: low, weight }];
  const share = place - low;
  return [
    { bin: low, weight: weight * (1 - share) },
    { bin: (low + 1) % bins, weight: weight * share },
  ];
}

/**
 * The histogram of orientations: the votes of many gradients, each of its magnitude, added up a bin.
 *
 * $$h_b = \sum_i w_i\, m_i\, \max\!\left(0,\; 1 - \frac{d(\theta_i, \theta_b)}{\text{period}/\text{bins}}\right)$$
 *
 * where $d$ is the distance around the circle and θ_b the place of bin b, see `orientationVotes`. The
 * histogram is continuous in every angle, and its sum is that of the weighted magnitudes.
 *
 * @param orientations - angles in the unit of `period`, any shape
 * @param magnitudes - lengths of the gradients, of the same shape, none negative
 * @param options - `bins` (9), `period` (π), `anchors` ("centers"), `interpolate` (true), `weights`
 * @returns [bins]; float32 where every floating input is, else float64
 * @throws KindError, ShapeError or DomainError where an argument is no such thing
 * @see N. Dalal, B. Triggs, "Histograms of oriented gradients for human detection", CVPR 2005, section 6.3
 *
 * @example
 * Three gradients, four bins over 180° that stand at 0°, 45°, 90° and 135°.
 * ```ts
 * import { orientationHistogram, toNested } from 'fovea';
 * const h = orientationHistogram([45, 90, 157.5], [1, 2, 4], { bins: 4, period: 180, anchors: 'edges' });
 * toNested(h) // => [2, 1, 2, 2]
 * ```
 */
export function orientationHistogram(
  orientations: ArrayInput,
  magnitudes: ArrayInput,
  options?: OrientationHistogramOptions,
): FloatNdArray {
  const fn = 'orientationHistogram';
  const given = checkOptions(fn, options, [...VOTE_OPTIONS, 'weights']);
  const settings = checkVotes(fn, given);
  const { weights } = given;
  const inputs = weights === undefined ? [] : [weights];
  const dtype = computeDType(orientations, magnitudes, ...inputs);
  const angles = checkFinite(fn, 'orientations', readArray(fn, 'orientations', orientations));
  let votes = readWeights(fn, 'magnitudes', magnitudes, dtype, angles.shape);
  if (weights !== undefined) {
    const factors = readWeights(fn, 'weights', weights, dtype, angles.shape);
    votes = votes.map((vote, i) => vote * factors[i]!);
    if (!areFinite(votes)) {
      const expected = `weights whose products with the magnitudes are ${dtype} numbers`;
      throw new DomainError({ function: fn, argument: 'weights', expected, got: 'larger ones' });
    }
  }
  const { bins, period, anchors, interpolate } = settings;
  const histogram = new Float64Array(bins);
  kernel('addVotes', addVotesScalar)(
    angles.data,
    votes,
    period,
    anchorOffset(anchors),
    interpolate,
    histogram,
  );
  return wrap(dtype === 'float32' ? Float32Array.from(histogram) : histogram, [bins]);
}

function readWeights(
  fn: string,
  argument: string,
  input: ArrayInput,
  dtype: FloatDType,
  shape: readonly number[],
): FloatTypedArray {
  const read = checkFinite(fn, argument, readArray(fn, argument, input, dtype));
  if (read.shape.length !== shape.length || read.shape.some((n, axis) => n !== shape[axis])) {
    throw new ShapeError({
      function: fn,
      argument,
      expected: `the shape of "orientations", (${shape.join(', ')})`,
      got: `(${read.shape.join(', ')})`,
    });
  }
  return checkNotNegative(fn, argument, read).data;
}

/**
 * Refuses negative elements, naming the first one's position.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the argument
 * @param array - what was read
 * @returns the same array
 * @throws DomainError with value and position
 */
export function checkNotNegative(fn: string, argument: string, array: Dense): Dense {
  const at = array.data.findIndex((value) => value < 0);
  if (at < 0) return array;
  const { data, shape } = array;
  const position = placeOf(at, shape);
  throw new DomainError({
    function: fn,
    argument,
    expected: 'numbers >= 0',
    got: `${data[at]} at [${position.join(', ')}]`,
  });
}
