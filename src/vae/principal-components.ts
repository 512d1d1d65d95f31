// The best linear autoencoder.
import { matmul } from '../array/matmul.js';
import { symmetricEigenFor } from '../array/symmetric-eigen.js';
import { bindShapes, checkNumber } from '../core/check.js';
import { allocate, checkFinite, computeDType, readArray, wrap } from '../core/create.js';
import { DomainError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';

/** What `principalComponents` gives. */
export interface PrincipalComponents {
  /** The mean of the samples, [d]. */
  readonly mean: FloatNdArray;
  /** Directions of length 1, at right angles to each other, [k, d]: the rows of the encoder, and of the decoder. */
  readonly components: FloatNdArray;
  /** The samples' coordinates along them, [n, k]. */
  readonly codes: FloatNdArray;
  /** Variance of the samples along each, divided by n, in falling order, [k]. */
  readonly variances: FloatNdArray;
  /** What the codes are decoded to: mean + codes · components, [n, d]. */
  readonly reconstruction: FloatNdArray;
  /** Share of the samples' whole variance that the k directions hold, from 0 to 1; 1 where the samples are all alike. */
  readonly explained: number;
}

/**
 * The k directions along which samples vary most, and what is left of the samples when only those are kept.
 *
 * $$C = \tfrac1n (X - \bar x)^{\top} (X - \bar x) = V \Lambda V^{\top}, \quad z = W (x - \bar x), \quad
 * \hat x = \bar x + W^{\top} z$$
 *
 * The rows of W are the first k columns of V. No linear autoencoder with k hidden units has a smaller squared error; one
 * that is trained finds the same plane, though not these axes in it. The error is the variance along the directions that
 * were left out. Of the two signs of a direction it is the one that makes its largest component positive.
 *
 * @param x - samples [n, d], n ≥ 1, finite
 * @param k - how many directions, from 1 to the smaller of n and d
 * @returns `mean`, `components`, `codes`, `variances`, `reconstruction` and `explained`
 * @throws KindError where an argument is of another kind, ShapeError where x is no matrix, DomainError where a number is
 * not finite or k out of range
 * @see P. Baldi, K. Hornik, "Neural networks and principal component analysis", Neural Networks 2, 1989
 *
 * @example
 * Points along the diagonal need one number each.
 * ```ts
 * import { principalComponents, toNested } from 'fovea';
 * const { components, codes, explained } = principalComponents([[0, 0], [1, 1], [2, 2]], 1);
 * toNested(components) // => [[0.70710678, 0.70710678]]
 * toNested(codes) // => [[-1.41421356], [0], [1.41421356]]
 * explained // => 1
 * ```
 */
export function principalComponents(x: ArrayInput, k: number): PrincipalComponents {
  const fn = 'principalComponents';
  const given = checkFinite(fn, 'x', readArray(fn, 'x', x, 'float64'));
  const { n, d } = bindShapes(fn, { x: [given, 'n d'] });
  const most = Math.min(n, d);
  if (most === 0) {
    const [expected, got] = ['at least one sample of one number', `(${n}, ${d})`];
    throw new DomainError({ function: fn, argument: 'x', expected, got });
  }
  checkNumber(fn, 'k', k, { integer: true, min: 1, max: most });
  const dtype = computeDType(x);
  const unit = unitOf(given.data);
  const samples = unit === 1 ? given.data : given.data.map((value) => value / unit);
  const mean = new Float64Array(d);
  for (let i = 0; i < n; i++) for (let j = 0; j < d; j++) mean[j]! += samples[i * d + j]! / n;
  const data = Float64Array.from(samples);
  for (let i = 0; i < n; i++) for (let j = 0; j < d; j++) data[i * d + j]! -= mean[j]!;
  let whole = 0;
  for (const value of data) whole += (value * value) / n;
  const centred = wrap(data, [n, d]);
  const directions = n < d ? fromSamples(fn, centred, k) : fromFeatures(fn, centred, k);
  const components = wrap(directions, [k, d]);
  const inner = matmul(centred, components.transpose(1, 0));
  const decoded = matmul(inner, components).data;
  const kept = new Float64Array(k);
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < k; c++) kept[c]! += inner.data[i * k + c]! ** 2 / n;
    for (let j = 0; j < d; j++) decoded[i * d + j] = unit * (mean[j]! + decoded[i * d + j]!);
  }
  const share = kept.reduce((sum, variance) => sum + variance, 0) / whole;
  const store = (numbers: ArrayLike<number>, shape: number[], scale: number): FloatNdArray => {
    const target = allocate(dtype, numbers.length);
    for (let at = 0; at < target.length; at++) target[at] = scale * numbers[at]!;
    return wrap(target, shape);
  };
  return {
    mean: store(mean, [d], unit),
    components: store(directions, [k, d], 1),
    codes: store(inner.data, [n, k], unit),
    variances: store(
      kept.map((variance) => unit * variance),
      [k],
      unit,
    ),
    reconstruction: store(decoded, [n, d], 1),
    explained: whole > 0 ? Math.min(1, share) : 1,
  };
}

/** A power of two, which rounds nothing, in which squares of the samples are numbers; 1 where they are as they stand. */
function unitOf(data: ArrayLike<number>): number {
  let largest = 0;
  for (let at = 0; at < data.length; at++) largest = Math.max(largest, Math.abs(data[at]!));
  const fits = largest === 0 || (largest > 2 ** -300 && largest < 2 ** 300);
  return fits ? 1 : 2 ** Math.max(-1022, Math.floor(Math.log2(largest)));
}

/** From the covariance of the features. */
function fromFeatures(fn: string, x: FloatNdArray, k: number): Float64Array {
  const d = x.shape[1]!;
  const { vectors } = symmetricEigenFor(fn, 'x', matmul(x.transpose(1, 0), x));
  const directions = new Float64Array(k * d);
  for (let j = 0; j < d; j++) {
    for (let c = 0; c < k; c++) directions[c * d + j] = vectors.data[j * d + c]!;
  }
  return directions;
}

/** From the products of the samples with each other, of which there are fewer: X Xᵀ u = λ u makes Xᵀ u a direction. */
function fromSamples(fn: string, x: FloatNdArray, k: number): Float64Array {
  const [n, d] = [x.shape[0]!, x.shape[1]!];
  const { vectors } = symmetricEigenFor(fn, 'x', matmul(x, x.transpose(1, 0)));
  const own = matmul(vectors.hi(n, k).transpose(1, 0), x);
  const directions = Float64Array.from(own.data);
  for (let c = 0; c < k; c++) makeUnit(directions, c, d);
  return directions;
}

/** Row c at right angles to the rows before it, of length 1, its largest component positive. */
function makeUnit(rows: Float64Array, c: number, d: number): void {
  const row = rows.subarray(c * d, (c + 1) * d);
  const lengthOf = (): number => Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
  const whole = lengthOf();
  for (let candidate = 0; candidate <= d; candidate++) {
    for (let pass = 0; pass < 2; pass++) {
      for (let before = 0; before < c; before++) {
        let along = 0;
        for (let j = 0; j < d; j++) along += row[j]! * rows[before * d + j]!;
        for (let j = 0; j < d; j++) row[j]! -= along * rows[before * d + j]!;
      }
    }
    const length = lengthOf();
    if (length > 1e-8 * (candidate === 0 ? whole : 1) && length > 0) {
      let largest = 0;
      for (const value of row) if (Math.abs(value) > Math.abs(largest)) largest = value;
      const scale = (largest < 0 ? -1 : 1) / length;
      // Adding 0 makes 0 of −0.
      for (let j = 0; j < d; j++) row[j] = scale * row[j]! + 0;
      return;
    }
    // The samples do not vary in so many directions: any other one will do.
    row.fill(0);
    row[candidate] = 1;
  }
}
