// The bound on −ln p(data) that a diffusion is derived from, term by term.
import { checkOneOf, checkOptions } from '../core/check.js';
import { allocate, readArray, wrap } from '../core/create.js';
import { describeValue, KindError, ShapeError } from '../core/errors.js';
import { checkRng, normal } from '../core/random.js';
import type { ArrayInput, FloatNdArray, Rng } from '../core/types.js';
import { quotientExcess } from '../divergence/excess.js';
import { standardNormalKl } from '../divergence/standard-normal.js';
import { add, mul, square, sub } from '../gradient/arithmetic.js';
import { asArray, dtypeOf, expand } from '../gradient/moves.js';
import { mean, sum } from '../gradient/reduce.js';
import { concat, reshape } from '../gradient/shape.js';
import { isTraced, type Traced } from '../gradient/traced.js';
import { discretizedLogLikelihood } from './discretized.js';
import { qSample } from './forward.js';
import { lossWeight } from './losses.js';
import { pMean } from './reverse.js';
import { type ReverseVariance, readVariance } from './reverse-variance.js';
import { at, checkSchedule, readSamples } from './samples.js';
import type { DiffusionSchedule } from './schedule.js';

const FN = 'variationalBound';

/** Options of `variationalBound`. */
export interface VariationalBoundOptions {
  /** ε of each step, [T, n, …]: one array of the data's shape a step; drawn from `rng` where left out. */
  readonly noise?: ArrayInput | undefined;
  /** A stream to draw ε from. */
  readonly rng?: Rng | undefined;
  /** σ² of the model's steps: "beta" where left out, or "posterior". */
  readonly variance?: ReverseVariance | undefined;
  /** The last step: "gaussian" where left out, a density; "discretized" for pixels at 256 levels from −1 to 1. */
  readonly decoder?: 'gaussian' | 'discretized' | undefined;
}

/** The terms of the bound in nats, each the mean over the samples. */
export interface VariationalBound<V = number, S = FloatNdArray> {
  /** The divergence of what is left after T steps from the standard normal. */
  readonly prior: V;
  /** The divergences of the steps' posteriors from the model's, [T − 1]: of the steps 2 to T. */
  readonly steps: S;
  /** −ln p(x₀|x₁). */
  readonly reconstruction: V;
  /** Their sum: the bound. */
  readonly total: V;
}

/**
 * The variational bound of a diffusion, in nats a sample, term by term.
 *
 * $$-\ln p(x_0) \le \underbrace{D(q(x_T|x_0) \,\|\, p(x_T))}_{\text{prior}}
 * + \sum_{t=2}^T \underbrace{D(q(x_{t-1}|x_t,x_0) \,\|\, p_\theta(x_{t-1}|x_t))}_{\text{steps}}
 * \underbrace{- \ln p_\theta(x_0|x_1)}_{\text{reconstruction}}$$
 *
 * Each term is estimated with one draw of xₜ for each sample, independent of the other terms. All divergences are those of
 * Gaussians, in closed form. Data are taken as real numbers, so the reconstruction is a density and may be negative.
 * With the decoder "discretized" they are pixels and it is a probability, as in the paper: divided by ln 2 and by the
 * number of pixels the bound is then one on bits a pixel. With the variance "posterior", step 1 has that of step 2, as
 * in the authors' code.
 *
 * @param x0 - data [n, …]: n samples along the first axis, of any shape
 * @param model - from xₜ [n, …] and t to εθ of the same shape
 * @param schedule - from `diffusionSchedule`
 * @param options - `noise` [T, n, …], or `rng`: a stream to draw it from; one of the two; `variance`: "beta" where left
 * out, or "posterior"; `decoder`: "gaussian" where left out, or "discretized", see `discretizedLogLikelihood`
 * @returns `prior`, `steps` [T − 1], `reconstruction` and their sum `total`, means over the samples; traced values
 * where the model gives such
 * @throws KindError where an argument is of another kind or there is no noise, ShapeError where shapes do not fit or
 * there is no sample, DomainError where the decoder is discretized and data are no pixels
 * @see J. Ho, A. Jain, P. Abbeel, "Denoising diffusion probabilistic models", 2020, equations 5 and 13
 *
 * @example
 * A model that knows the noise leaves the differences of the variances; here it always says 0.
 * ```ts
 * import { diffusionSchedule, toNested, variationalBound } from 'fovea';
 * const schedule = diffusionSchedule([0.1, 0.2, 0.3]);
 * const noise = [[[0]], [[0]], [[0]]];
 * const bound = variationalBound([[1]], () => [[0]], schedule, { noise });
 * bound.prior // => 0.35059
 * toNested(bound.steps) // => [0.193381, 0.0681512]
 * bound.reconstruction // => -0.232354
 * bound.total // => 0.379768
 * ```
 */
export function variationalBound(
  x0: ArrayInput,
  model: (xt: FloatNdArray, t: number) => ArrayInput,
  schedule: DiffusionSchedule,
  options: VariationalBoundOptions,
): VariationalBound;
export function variationalBound(
  x0: ArrayInput,
  model: (xt: FloatNdArray, t: number) => ArrayInput | Traced,
  schedule: DiffusionSchedule,
  options: VariationalBoundOptions,
): VariationalBound<number | Traced, FloatNdArray | Traced>;
export function variationalBound(
  x0: ArrayInput,
  model: (xt: FloatNdArray, t: number) => ArrayInput | Traced,
  schedule: DiffusionSchedule,
  options: VariationalBoundOptions,
): VariationalBound<number | Traced, FloatNdArray | Traced> {
  const read = checkOptions(FN, options, ['noise', 'rng', 'variance', 'decoder']);
  const { noise, rng, variance } = read;
  const decoders = ['gaussian', 'discretized'] as const;
  const decoder = checkOneOf(FN, 'decoder', read.decoder ?? 'gaussian', decoders);
  const { steps: last } = checkSchedule(FN, schedule);
  if (typeof model !== 'function') {
    const expected = 'a function from xt and t to the noise';
    throw new KindError({ function: FN, argument: 'model', expected, got: describeValue(model) });
  }
  const squared = readVariance(FN, variance, schedule);
  const weight = lossWeight(schedule, squared);
  const { data, shape } = readArray(FN, 'x0', x0);
  if (data.length === 0 || shape.length === 0) {
    const [expected, got] = ['at least one sample, (n, …)', `(${shape.join(', ')})`];
    throw new ShapeError({ function: FN, argument: 'x0', expected, got });
  }
  const start = wrap(data, shape);
  const draws = readDraws(noise, rng, last, start);
  const dimensions = data.length / shape[0]!;
  const guessed = (t: number) => {
    const epsilon = draws(t);
    const xt = qSample(start, t, epsilon, schedule);
    const given = { epsilon, 'model(xt, t)': model(xt, t) };
    const { values } = readSamples(FN, given, { each: false, steps: [t] });
    return { epsilon, xt, guess: values['model(xt, t)'] };
  };
  const error = (t: number): number | Traced => {
    const { epsilon, guess } = guessed(t);
    const squares = sum(asArray(square(sub(epsilon, guess))));
    return scalar(mul(squares, weight(t) / shape[0]!));
  };
  const prior = priorTerm(start, schedule);
  const steps: (number | Traced)[] = [];
  for (let t = 2; t <= last; t++) {
    const spread = quotientExcess(at(schedule.posteriorVariances, t), squared(t));
    steps.push(scalar(add(error(t), (dimensions / 2) * spread)));
  }
  const decoded = (): number | FloatNdArray | Traced => {
    if (decoder === 'gaussian') {
      return add(error(1), (dimensions / 2) * Math.log(2 * Math.PI * squared(1)));
    }
    const { xt, guess } = guessed(1);
    const likelihoods = discretizedLogLikelihood(start, pMean(xt, guess, 1, schedule), {
      variance: squared(1),
    });
    return mul(mean(asArray(likelihoods)), -1);
  };
  const reconstruction = scalar(decoded());
  const all = stack([prior, ...steps, reconstruction]);
  return { prior, steps: stack(steps), reconstruction, total: scalar(sum(all)) };
}

/** The divergence of q(x_T|x₀) from the standard normal, averaged. */
function priorTerm(x0: FloatNdArray, schedule: DiffusionSchedule): number {
  const { alphaBars, oneMinusAlphaBars, steps } = schedule;
  const bar = at(alphaBars, steps);
  const n = x0.shape[0]!;
  const flat = mul(reshape(x0, [n, -1]), Math.sqrt(bar));
  // ln(1 − ᾱ) from whichever of the two is small.
  const logVariance = bar < 0.5 ? Math.log1p(-bar) : Math.log(at(oneMinusAlphaBars, steps));
  const spread = allocate(dtypeOf(x0), flat.data.length).fill(logVariance);
  return mean(standardNormalKl(flat, wrap(spread, flat.shape)));
}

/** The noise of each step. */
function readDraws(
  noise: ArrayInput | undefined,
  rng: Rng | undefined,
  steps: number,
  x0: FloatNdArray,
): (t: number) => FloatNdArray {
  const { shape } = x0;
  const size = x0.data.length;
  const dtype = dtypeOf(x0);
  if (noise !== undefined) {
    const read = readArray(FN, 'noise', noise, dtype);
    const expected = [steps, ...shape];
    if (read.shape.length !== expected.length || expected.some((k, i) => k !== read.shape[i])) {
      const got = `(${read.shape.join(', ')})`;
      const words = `one array of the shape of x0 a step, (${expected.join(', ')})`;
      throw new ShapeError({ function: FN, argument: 'noise', expected: words, got });
    }
    return (t) => wrap(read.data.subarray((t - 1) * size, t * size), shape);
  }
  if (rng === undefined) {
    const expected = 'noise, or a stream to draw it from (rng)';
    throw new KindError({ function: FN, argument: 'options', expected, got: 'neither' });
  }
  const stream = checkRng(FN, 'rng', rng);
  return () => {
    const { data } = readArray(FN, 'rng', normal(stream, shape), dtype);
    return wrap(data, shape);
  };
}

function scalar(x: number | FloatNdArray | Traced): number | Traced {
  return typeof x === 'number' || isTraced(x) ? x : x.data[x.offset]!;
}

function stack(terms: readonly (number | Traced)[]): FloatNdArray | Traced {
  if (!terms.some(isTraced)) return wrap(Float64Array.from(terms as number[]), [terms.length]);
  return mul(concat(terms.map((term) => expand(term, [1], 'float64'))), 1);
}
