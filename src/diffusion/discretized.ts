// The likelihood of pixels, which take one of few levels, under a Gaussian decoder.
import { checkNumber, checkOptions } from '../core/check.js';
import { allocate, isNdArray, readArray, wrap } from '../core/create.js';
import { DomainError, ShapeError } from '../core/errors.js';
import { placeOf } from '../core/layout.js';
import type { ArrayInput, FloatNdArray, FloatTypedArray } from '../core/types.js';
import { checkEach, checkedShape, checkSameShape, POSITIVE } from '../divergence/checks.js';
import { add, div, mul, square, sub } from '../gradient/arithmetic.js';
import { exp, sqrt } from '../gradient/functions.js';
import { asArray, dtypeOf, expand, shapeOf } from '../gradient/moves.js';
import { primitive } from '../gradient/primitive.js';
import { sum } from '../gradient/reduce.js';
import { reshape } from '../gradient/shape.js';
import type { Traceable, Traced } from '../gradient/traced.js';
import { where } from '../gradient/where.js';
import type { PerSample } from '../vae/reconstruction.js';
import { HALF_LN_TWO_PI, logIntervalMass, logUpperTail } from './interval-mass.js';

/** Options of `discretizedLogLikelihood`. */
export interface DiscretizedOptions<V extends Traceable = Traceable> {
  /** The variance σ² of the decoder, above 0: one number, or one each, of the shape of the mean. */
  readonly variance: V;
  /** How many levels there are from −1 to 1, at least 2; 256 where left out. */
  readonly levels?: number | undefined;
}

/** The levels that data stand at. */
interface Levels {
  /** Their places: the data, freed of rounding. */
  readonly places: Traceable;
  /** Half the distance of two levels. */
  readonly half: number;
  /** 1 where data stand at the lowest level. */
  readonly lowest: number | FloatNdArray;
  /** 1 where data stand at the highest. */
  readonly highest: number | FloatNdArray;
}

const FN = 'discretizedLogLikelihood';
const BYTES = 256;

/**
 * The log-likelihood of samples made of pixels under Gaussians of independent dimensions, in nats, one number a sample: a
 * true probability, not a density, as each pixel is given the whole of its level.
 *
 * $$\ln p(x_0) = \sum_i \ln \int_{\delta_-(x_i)}^{\delta_+(x_i)} \mathcal N(x; \mu_i, \sigma_i^2) \, dx, \qquad
 * \delta_\pm(x) = x \pm \tfrac{1}{L - 1}$$
 *
 * but $\delta_-(-1) = -\infty$ and $\delta_+(1) = \infty$, so that the probabilities of all levels add up to 1. The L levels
 * stand evenly from −1 to 1: with 256 of them a byte v is v/127.5 − 1. Tails are kept as logarithms: a pixel a thousand
 * standard deviations away has its finite likelihood and its gradient.
 *
 * @param x0 - pixels [n, …] at levels from −1 to 1: n samples along the first axis, of any shape; a number is one sample
 * @param mean - the decoder's means μ of the same shape
 * @param options - `variance`: σ² above 0, required, a number or of the same shape; `levels`: L, 256 where left out
 * @returns [n]; a number for numbers; a traced value where mean or variance is traced
 * @throws KindError where an argument is of another kind or an option unknown, ShapeError where shapes differ or nothing
 * is in them, DomainError where a pixel is at no level, a mean not finite or a variance not above 0
 * @see J. Ho, A. Jain, P. Abbeel, "Denoising diffusion probabilistic models", 2020, equation 13
 *
 * @example
 * With three levels, 0 owns the range from −½ to ½ and 1 all that is above: 68 % and 16 % at a deviation of ½.
 * ```ts
 * import { discretizedLogLikelihood } from 'fovea';
 * const options = { variance: 0.25, levels: 3 };
 * Math.exp(discretizedLogLikelihood(0, 0, options)) // => 0.682689
 * Math.exp(discretizedLogLikelihood(1, 0, options)) // => 0.158655
 * ```
 */
export function discretizedLogLikelihood<M extends Traceable, V extends Traceable>(
  x0: number | ArrayInput,
  mean: M,
  options: DiscretizedOptions<V>,
): PerSample<M, V extends Traced ? Traced : M>;
export function discretizedLogLikelihood(
  pixels: number | ArrayInput,
  centre: Traceable,
  options: DiscretizedOptions,
): number | FloatNdArray | Traced {
  const { variance, levels = BYTES } = checkOptions<DiscretizedOptions>(FN, options, [
    'variance',
    'levels',
  ]);
  checkNumber(FN, 'levels', levels, { integer: true, min: 2 });
  const [x0, mean] = [bare('x0', pixels), bare('mean', centre)];
  checkSameShape(FN, ['x0', 'mean'], x0, mean);
  const spread = bare('variance', variance ?? checkNumber(FN, 'variance', variance));
  const single = checkedShape(FN, 'variance', spread).length === 0;
  if (!single) checkSameShape(FN, ['mean', 'variance'], mean, spread);
  checkEach(FN, 'mean', mean, 'finite numbers', Number.isFinite);
  checkEach(FN, 'variance', spread, 'variances above 0', POSITIVE);
  const { places, half, lowest, highest } = readLevels(x0, levels);
  const sigma = sqrt(spread);
  const middles = div(sub(places, mean), sigma);
  const shape = shapeOf(middles);
  const halves = div(half, sigma);
  const spreadOut = single && shape.length > 0 ? expand(halves, shape, dtypeOf(middles)) : halves;
  const masses = logMasses(lowest, highest)(middles, spreadOut);
  return shape.length === 0 ? masses : sum(reshape(asArray(masses), [shape[0]!, -1]), { axis: 1 });
}

/** An array of one number without an axis is that number. */
function bare<X extends Traceable>(argument: string, x: X): X | number {
  const single = isNdArray(x) && x.shape.length === 0;
  return single ? readArray(FN, argument, x).data[0]! : x;
}

/** The data by their levels. */
function readLevels(x0: number | ArrayInput, levels: number): Levels {
  const half = 1 / (levels - 1);
  const { data, shape } =
    typeof x0 === 'number' ? { data: Float64Array.of(x0), shape: [] } : readArray(FN, 'x0', x0);
  if (data.length === 0) {
    const [expected, got] = ['at least one element', `(${shape.join(', ')})`];
    throw new ShapeError({ function: FN, argument: 'x0', expected, got });
  }
  const dtype = data instanceof Float32Array ? 'float32' : 'float64';
  const allowed = dtype === 'float32' ? 1e-6 : 1e-9;
  const places = allocate(dtype, data.length);
  const lowest = allocate(dtype, data.length);
  const highest = allocate(dtype, data.length);
  data.forEach((x, i) => {
    const level = Math.round((x + 1) / (2 * half));
    const place = level * 2 * half - 1;
    if (!(level >= 0 && level < levels && Math.abs(x - place) <= allowed)) {
      const at = placeOf(i, shape);
      const byte = levels === BYTES ? ', a byte v as v/127.5 − 1' : '';
      const expected = `one of ${levels} levels evenly from −1 to 1${byte}`;
      const got = shape.length === 0 ? `${x}` : `${x} at [${at.join(', ')}]`;
      throw new DomainError({ function: FN, argument: 'x0', expected, got });
    }
    places[i] = place;
    if (level === 0) lowest[i] = 1;
    if (level === levels - 1) highest[i] = 1;
  });
  const as = (numbers: FloatTypedArray): number | FloatNdArray =>
    typeof x0 === 'number' ? numbers[0]! : wrap(numbers, shape);
  return { places: as(places), half, lowest: as(lowest), highest: as(highest) };
}

/** Logarithms of the probabilities of intervals, by their middles and halves; the outermost have one end only. */
function logMasses(
  lowest: number | FloatNdArray,
  highest: number | FloatNdArray,
): (middles: Traceable, halves: Traceable) => number | FloatNdArray | Traced {
  const mass = (middle: number, half: number, low: number, high: number): number => {
    if (low === 1) return logUpperTail(-(middle + half));
    return high === 1 ? logUpperTail(middle - half) : logIntervalMass(middle, half);
  };
  // The density at an end as a part of the mass; an end that is not there has none.
  const edge = (place: Traceable, missing: number | FloatNdArray, y: Traceable): Traceable => {
    const exponent = sub(sub(mul(square(place), -0.5), HALF_LN_TWO_PI), y);
    return where(missing, 0, exp(where(missing, 0, exponent)));
  };
  return primitive(
    FN,
    (m, h) => {
      if (typeof m === 'number') return mass(m, h as number, lowest as number, highest as number);
      const [{ data, shape }, { data: halves }] = [
        readArray(FN, 'm', m),
        readArray(FN, 'h', asArray(h!) as ArrayInput),
      ];
      const [low, high] = [(lowest as FloatNdArray).data, (highest as FloatNdArray).data];
      const target = allocate(dtypeOf(m), data.length);
      for (let i = 0; i < target.length; i++)
        target[i] = mass(data[i]!, halves[i]!, low[i]!, high[i]!);
      return wrap(target, shape);
    },
    [
      (g, y, m, h) => mul(g, sub(edge(add(m!, h!), highest, y), edge(sub(m!, h!), lowest, y))),
      (g, y, m, h) => mul(g, add(edge(add(m!, h!), highest, y), edge(sub(m!, h!), lowest, y))),
    ],
  );
}
