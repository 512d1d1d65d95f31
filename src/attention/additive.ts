// Attention by other measures of likeness than the dot product: additive, and by kernels.
import { checkOptions } from '../core/check.js';
import { checkFinite, readArray } from '../core/create.js';
import { DomainError, describeValue, KindError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { add, div, neg, square, sub } from '../gradient/arithmetic.js';
import { exp, sqrt, tanh } from '../gradient/functions.js';
import { matmul } from '../gradient/matmul.js';
import { asArray, shapeOf, swapLast } from '../gradient/moves.js';
import { sum } from '../gradient/reduce.js';
import { reshape } from '../gradient/shape.js';
import { softmax } from '../gradient/softmax.js';
import { stopGradient } from '../gradient/stop-gradient.js';
import type { Traced } from '../gradient/traced.js';
import { refuseShape } from './options.js';

/** The parameters of additive attention. */
export interface AdditiveParameters<P extends ArrayInput | Traced = ArrayInput | Traced> {
  /** Multiplies the query: [a, ds]. */
  readonly wQuery: P;
  /** Multiplies each key: [a, dh]. */
  readonly wKeys: P;
  /** Turns the a sums into a score: [a]. */
  readonly v: P;
  /** Added before the tanh: [a]; none where left out. */
  readonly b?: P | undefined;
}

/** What additive attention gives. */
export interface AdditiveAttention<V = FloatNdArray> {
  /** A score for each key, [m]. */
  readonly scores: V;
  /** Their softmax, [m]. */
  readonly weights: V;
  /** The weighted mean of the values, [e]. */
  readonly context: V;
}

/**
 * Additive attention, for one query: scores come from a small network instead of a dot product.
 *
 * $$e_j = v^\top \tanh(W_s s + W_h h_j), \quad \alpha = \mathrm{softmax}(e), \quad c = \sum_j \alpha_j h_j$$
 *
 * Matrices multiply from the left, as in the paper. For translating word i, s is the decoder's state before
 * that word.
 *
 * @param query - the state s, shape [ds]
 * @param keys - the states $h_j$, shape [m, dh]
 * @param parameters - `wQuery` [a, ds], `wKeys` [a, dh], `v` [a], and where wanted `b` [a]
 * @param values - what is averaged, shape [m, e]; the keys where left out
 * @returns `scores` [m], `weights` [m], `context` [e]; traced values where an input is traced
 * @throws KindError where something is no array or left out, ShapeError where shapes do not meet, DomainError for NaN in
 * query or keys
 * @see D. Bahdanau, K. Cho, Y. Bengio, "Neural machine translation by jointly learning to align and translate",
 * 2015, equations 5 and 6, appendix A.1.2
 *
 * @example
 * Three states of an encoder.
 * ```ts
 * import { additiveAttention, toNested } from 'fovea';
 * const parameters = { wQuery: [[1, 0], [0, 1]], wKeys: [[1, 1], [1, -1]], v: [1, 1] };
 * const { weights, context } = additiveAttention([1, 2], [[1, 0], [0, 1], [1, 1]], parameters);
 * toNested(weights) // => [0.358193, 0.283613, 0.358193]
 * toNested(context) // => [0.716387, 0.641807]
 * ```
 */
export function additiveAttention(
  query: ArrayInput,
  keys: ArrayInput,
  parameters: AdditiveParameters<ArrayInput>,
  values?: ArrayInput,
): AdditiveAttention;
export function additiveAttention(
  query: ArrayInput | Traced,
  keys: ArrayInput | Traced,
  parameters: AdditiveParameters,
  values?: ArrayInput | Traced,
): AdditiveAttention<FloatNdArray | Traced>;
export function additiveAttention(
  query: ArrayInput | Traced,
  keys: ArrayInput | Traced,
  parameters: AdditiveParameters,
  values?: ArrayInput | Traced,
): AdditiveAttention<FloatNdArray | Traced> {
  return additiveAttentionFor('additiveAttention', query, keys, parameters, values);
}

/** `additiveAttention` for functions that it is a part of, whose name errors tell. */
export function additiveAttentionFor(
  fn: string,
  query: ArrayInput,
  keys: ArrayInput,
  parameters: AdditiveParameters<ArrayInput>,
  values?: ArrayInput,
): AdditiveAttention;
export function additiveAttentionFor(
  fn: string,
  query: ArrayInput | Traced,
  keys: ArrayInput | Traced,
  parameters: AdditiveParameters,
  values?: ArrayInput | Traced,
): AdditiveAttention<FloatNdArray | Traced>;
export function additiveAttentionFor(
  fn: string,
  query: ArrayInput | Traced,
  keys: ArrayInput | Traced,
  parameters: AdditiveParameters,
  values: ArrayInput | Traced = keys,
): AdditiveAttention<FloatNdArray | Traced> {
  const { wQuery, wKeys, v, b } = checkOptions(
    fn,
    parameters,
    ['wQuery', 'wKeys', 'v', 'b'],
    'parameters',
  );
  const [ds] = checkShapeOf(fn, 'query', query, ['ds']);
  const [m, dh] = checkShapeOf(fn, 'keys', keys, ['m', 'dh']);
  const [a] = checkShapeOf(fn, 'v', v, ['a']);
  checkShapeOf(fn, 'wQuery', wQuery, ['a', 'ds'], [a!, ds!]);
  checkShapeOf(fn, 'wKeys', wKeys, ['a', 'dh'], [a!, dh!]);
  checkShapeOf(fn, 'values', values, ['m', 'e'], [m!]);
  refuseNaN(fn, 'query', query);
  refuseNaN(fn, 'keys', keys);
  const fromQuery = reshape(matmul(wQuery, reshape(query, [ds!, 1])), [1, a!]);
  const sums = add(matmul(keys, swapLast(wKeys)), fromQuery);
  if (b !== undefined) checkShapeOf(fn, 'b', b, ['a'], [a!]);
  const activated = tanh(b === undefined ? sums : add(sums, b));
  const scores = reshape(matmul(activated, reshape(v, [a!, 1])), [m!]) as FloatNdArray | Traced;
  const weights: FloatNdArray | Traced = softmax(scores);
  return { scores, weights, context: average(weights, values) };
}

/** A measure of likeness by name, or a function of the query [d] and the keys [m, d] that gives [m] numbers of at least 0. */
export type Similarity =
  | 'dot'
  | 'inverse-distance'
  | 'gaussian'
  | ((query: FloatNdArray | Traced, keys: FloatNdArray | Traced) => Traced | ArrayInput);

/** What kernel attention may be told. */
export interface KernelAttentionOptions {
  /** How alike a query and a key are. */
  readonly similarity: Similarity;
  /** Width of the Gaussian, above 0; 1 where left out. */
  readonly bandwidth?: number | undefined;
}

/** What kernel attention gives. */
export interface KernelAttention<V = FloatNdArray> {
  /** How alike the query is to each key, [m]. */
  readonly similarities: V;
  /** Their shares, [m]. */
  readonly weights: V;
  /** The weighted mean of the values, [e]. */
  readonly output: V;
}

/**
 * Attention as a soft look-up: the mean of the values, weighted by how alike the query is to each key.
 *
 * $$w_j = \frac{k(q, k_j)}{\sum_i k(q, k_i)}, \quad y = \sum_j w_j v_j$$
 *
 * "inverse-distance" is $1 / \lVert q - k_j \rVert$; a query that is equal to keys takes their mean alone.
 * "gaussian" is $\exp(-\lVert q - k_j \rVert^2 / (2 h^2))$ with bandwidth h. "dot" is $\exp(q \cdot k_j)$, whose
 * shares are a softmax; similarities themselves may then overflow, shares do not.
 *
 * @param query - shape [d]
 * @param keys - shape [m, d]
 * @param values - shape [m, e]
 * @param options - `similarity`; `bandwidth` for "gaussian"
 * @returns `similarities` [m], `weights` [m], `output` [e]; traced values where an input is traced
 * @throws ShapeError where shapes do not meet; DomainError for NaN in query or keys, similarities that are
 * negative or all 0; KindError for an unknown similarity
 * @see E. A. Nadaraya, "On estimating regression", 1964; D. Shepard, 1968, for inverse distances
 *
 * @example
 * The weight of a box of size 360, from boxes of 300 (30 kg) and 400 (40 kg).
 * ```ts
 * import { kernelAttention, toNested } from 'fovea';
 * const { weights, output } = kernelAttention([360], [[300], [400]], [[30], [40]], { similarity: 'inverse-distance' });
 * toNested(weights) // => [0.4, 0.6]
 * toNested(output) // => [36]
 * ```
 */
export function kernelAttention(
  query: ArrayInput,
  keys: ArrayInput,
  values: ArrayInput,
  options: KernelAttentionOptions,
): KernelAttention;
export function kernelAttention(
  query: ArrayInput | Traced,
  keys: ArrayInput | Traced,
  values: ArrayInput | Traced,
  options: KernelAttentionOptions,
): KernelAttention<FloatNdArray | Traced>;
export function kernelAttention(
  query: ArrayInput | Traced,
  keys: ArrayInput | Traced,
  values: ArrayInput | Traced,
  options: KernelAttentionOptions,
): KernelAttention<FloatNdArray | Traced> {
  return kernelAttentionFor('kernelAttention', query, keys, values, options);
}

/** `kernelAttention` for functions that it is a part of, whose name errors tell. */
export function kernelAttentionFor(
  fn: string,
  query: ArrayInput,
  keys: ArrayInput,
  values: ArrayInput,
  options: KernelAttentionOptions,
): KernelAttention;
export function kernelAttentionFor(
  fn: string,
  query: ArrayInput | Traced,
  keys: ArrayInput | Traced,
  values: ArrayInput | Traced,
  options: KernelAttentionOptions,
): KernelAttention<FloatNdArray | Traced>;
export function kernelAttentionFor(
  fn: string,
  query: ArrayInput | Traced,
  keys: ArrayInput | Traced,
  values: ArrayInput | Traced,
  options: KernelAttentionOptions,
): KernelAttention<FloatNdArray | Traced> {
  const { similarity, bandwidth = 1 } = checkOptions(fn, options, ['similarity', 'bandwidth']);
  const [d] = checkShapeOf(fn, 'query', query, ['d']);
  const [m] = checkShapeOf(fn, 'keys', keys, ['m', 'd'], [undefined, d]);
  checkShapeOf(fn, 'values', values, ['m', 'e'], [m]);
  refuseNaN(fn, 'query', query);
  refuseNaN(fn, 'keys', keys);
  const { similarities, weights } = likeness(fn, query, keys, similarity, bandwidth, m!);
  return { similarities, weights, output: average(weights, values) };
}

function likeness(
  fn: string,
  query: ArrayInput | Traced,
  keys: ArrayInput | Traced,
  similarity: unknown,
  bandwidth: number,
  m: number,
): { readonly similarities: FloatNdArray | Traced; readonly weights: FloatNdArray | Traced } {
  const flat = shapeOf(query)[0]!;
  if (similarity === 'dot') {
    const scores = reshape(matmul(keys, reshape(query, [flat, 1])), [m]) as FloatNdArray | Traced;
    return { similarities: exp(scores), weights: softmax(scores) };
  }
  const squares = (): FloatNdArray | Traced =>
    sum(square(sub(keys, query)), { axis: 1 }) as FloatNdArray | Traced;
  if (similarity === 'gaussian') {
    if (!(bandwidth > 0)) refuseBandwidth(fn, bandwidth);
    const exponents = div(neg(squares()), 2 * bandwidth * bandwidth) as FloatNdArray | Traced;
    // Shares as a softmax: far from every key all similarities may round to 0.
    return { similarities: exp(exponents), weights: softmax(exponents) };
  }
  if (similarity === 'inverse-distance') {
    const distances = squares();
    const met = plainOf(distances).map((value) => (value === 0 ? 1 : 0));
    if (met.includes(1)) {
      const count = met.reduce<number>((total, value) => total + value, 0);
      const similarities = met.map((value) => (value === 1 ? Infinity : 0));
      const shares = met.map((value) => value / count);
      return { similarities: asValue(similarities), weights: asValue(shares) };
    }
    return shared(fn, div(1, sqrt(distances)) as FloatNdArray | Traced, m);
  }
  if (typeof similarity === 'function') {
    return shared(
      fn,
      similarity(reshape(query, [flat]), reshape(keys, [m, flat])) as FloatNdArray | Traced,
      m,
    );
  }
  throw new KindError({
    function: fn,
    argument: 'similarity',
    expected: '"dot", "inverse-distance", "gaussian" or a function',
    got: describeValue(similarity),
  });
}

function asValue(numbers: readonly number[]): FloatNdArray | Traced {
  return reshape(numbers, [numbers.length]) as FloatNdArray | Traced;
}

function plainOf(x: ArrayInput | Traced): number[] {
  return [
    ...readArray('kernelAttention', 'similarity', asArray(stopGradient(x)) as ArrayInput).data,
  ];
}

function shared(
  fn: string,
  given: ArrayInput | Traced,
  m: number,
): { readonly similarities: FloatNdArray | Traced; readonly weights: FloatNdArray | Traced } {
  checkShapeOf(fn, 'similarity', given, ['m'], [m]);
  const similarities = reshape(given, [m]) as FloatNdArray | Traced;
  const plain = plainOf(similarities);
  const bad = plain.find((value) => !(value >= 0 && value < Infinity));
  if (bad !== undefined || plain.every((value) => value === 0)) {
    throw new DomainError({
      function: fn,
      argument: 'similarity',
      expected: 'finite numbers of at least 0, not all of them 0',
      got: bad === undefined ? 'zeros alone' : describeValue(bad),
    });
  }
  return { similarities, weights: div(similarities, sum(similarities)) as FloatNdArray | Traced };
}

function refuseBandwidth(fn: string, bandwidth: unknown): never {
  throw new DomainError({
    function: fn,
    argument: 'bandwidth',
    expected: 'a number > 0',
    got: describeValue(bandwidth),
  });
}

function average(
  weights: FloatNdArray | Traced,
  values: ArrayInput | Traced,
): FloatNdArray | Traced {
  const [m, e] = shapeOf(values) as [number, number];
  const mean = matmul(reshape(weights, [1, m]), values);
  return reshape(mean, [e]) as FloatNdArray | Traced;
}

function refuseNaN(fn: string, argument: string, x: ArrayInput | Traced): void {
  checkFinite(fn, argument, readArray(fn, argument, asArray(stopGradient(x)) as ArrayInput));
}

/** The shape, checked for its rank and for the lengths that are known. */
function checkShapeOf(
  fn: string,
  argument: string,
  x: ArrayInput | Traced,
  names: readonly string[],
  known: readonly (number | undefined)[] = [],
): readonly number[] {
  const shape = shapeOf(x, fn, argument);
  const fits =
    shape.length === names.length && shape.every((length, i) => (known[i] ?? length) === length);
  const expected = names.map((name, i) => (known[i] === undefined ? name : `${name}=${known[i]}`));
  return fits ? shape : refuseShape(fn, argument, `(${expected.join(', ')})`, shape);
}
