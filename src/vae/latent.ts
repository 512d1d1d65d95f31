// Walks through the space of codes, and which of its dimensions say anything.

import { checkBoolean, checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { allocate, checkFinite, computeDType, readArray, wrap } from '../core/create.js';
import { DomainError, ShapeError } from '../core/errors.js';
import { checkElements } from '../core/limit.js';
import type { ArrayInput, Dense, FloatNdArray } from '../core/types.js';

/** Options of `latentTraversal`. */
export interface TraversalOptions {
  /** Whether values are added to the code instead of put in its place; false where left out. */
  readonly relative?: boolean | undefined;
}

/** Options of `interpolateLatents`. */
export interface InterpolationOptions {
  /** "linear" where left out, or "spherical", along the arc. */
  readonly method?: 'linear' | 'spherical' | undefined;
}

/** Options of `activeUnits`. */
export interface ActiveUnitsOptions {
  /** A dimension whose means vary by more than this is active; 0.01 where left out. */
  readonly threshold?: number | undefined;
}

/** Which dimensions of a code say something about the data. */
export interface ActiveUnits {
  /** How many. */
  readonly count: number;
  /** Which ones, in rising order. */
  readonly active: number[];
  /** The variance of each dimension's means over the data, [d]. */
  readonly variances: FloatNdArray;
}

/** Above this variance a unit counts as active (Burda, Grosse, Salakhutdinov 2016, section 5.2). */
const ACTIVE = 0.01;
/** Below this sine of the angle the arc between two codes is a line. */
const STRAIGHT = 1e-6;

/** A vector [d] with something in it. */
function readVector(fn: string, argument: string, x: ArrayInput, lengths?: number): Dense {
  const vector = checkFinite(fn, argument, readArray(fn, argument, x));
  const fits = vector.shape.length === 1 && vector.data.length > 0;
  if (fits && (lengths === undefined || vector.data.length === lengths)) return vector;
  throw new ShapeError({
    function: fn,
    argument,
    expected: lengths === undefined ? 'a vector, not empty' : `a vector (${lengths})`,
    got: `(${vector.shape.join(', ')})`,
  });
}

/**
 * Codes that differ in one dimension only, to see what the decoder makes of it.
 *
 * $$z^{(k)} = z + (v_k - z_j) \, e_j$$
 *
 * @param z - a code [d]
 * @param dimension - j, the dimension to change, from 0
 * @param values - what the dimension takes one after the other, [m]
 * @param options - `relative`: whether values are added to $z_j$ instead; false where left out
 * @returns the codes [m, d]
 * @throws KindError where an argument is of another kind or an option unknown, ShapeError where z or values are no
 * vectors or empty, DomainError where there is no such dimension or a number is not finite; DomainError for a result
 * of more than 2²⁸ elements
 * @see I. Higgins and others, "beta-VAE", 2017, section 4.1
 *
 * @example
 * The second dimension goes from −1 to 1.
 * ```ts
 * import { latentTraversal, toNested } from 'fovea';
 * toNested(latentTraversal([5, 7], 1, [-1, 0, 1])) // => [[5, -1], [5, 0], [5, 1]]
 * ```
 */
export function latentTraversal(
  z: ArrayInput,
  dimension: number,
  values: ArrayInput,
  options?: TraversalOptions,
): FloatNdArray {
  return latentTraversalFor('latentTraversal', z, dimension, values, options);
}

/** `latentTraversal` for functions that it is a part of, whose name errors tell. */
export function latentTraversalFor(
  fn: string,
  z: ArrayInput,
  dimension: number,
  values: ArrayInput,
  options?: TraversalOptions,
): FloatNdArray {
  const { relative = false } = checkOptions(fn, options, ['relative']);
  checkBoolean(fn, 'relative', relative);
  const { data: code } = readVector(fn, 'z', z);
  const d = code.length;
  checkNumber(fn, 'dimension', dimension, { integer: true, min: 0, max: d - 1 });
  const { data: steps } = readVector(fn, 'values', values);
  checkElements(fn, 'values', [steps.length, d]);
  const target = allocate(computeDType(z, values), steps.length * d);
  steps.forEach((value, k) => {
    target.set(code, k * d);
    target[k * d + dimension] = relative ? code[dimension]! + value : value;
  });
  return wrap(target, [steps.length, d]);
}

/**
 * Codes between two codes, on the line or on the arc.
 *
 * $$(1 - t) \, a + t \, b, \qquad \frac{\sin((1 - t) \omega)}{\sin \omega} a + \frac{\sin(t \omega)}{\sin \omega} b$$
 *
 * Standard normal codes of many dimensions lie near a sphere, whose inside a line crosses and an arc does not: with
 * ω, the angle between the two, codes of one length keep it all along. Codes in one direction are joined by the line.
 *
 * @param a - the first code [d]
 * @param b - the second code [d]
 * @param t - where, from 0 for a to 1 for b, or beyond: one number, or several, [m]
 * @param options - `method`: "linear" where left out, or "spherical"
 * @returns the code [d], or codes [m, d] for several t
 * @throws KindError where an argument is of another kind or an option unknown, ShapeError where codes are no vectors of
 * one length, DomainError where a number is not finite, or no arc is the shortest: for a code 0, and for opposite
 * ones; DomainError for a result of more than 2²⁸ elements
 * @see K. Shoemake, "Animating rotation with quaternion curves", 1985; T. White, "Sampling generative networks", 2016,
 * section 2.1
 *
 * @example
 * Half-way from east to north.
 * ```ts
 * import { interpolateLatents, toNested } from 'fovea';
 * toNested(interpolateLatents([1, 0], [0, 1], 0.5)) // => [0.5, 0.5]
 * toNested(interpolateLatents([1, 0], [0, 1], 0.5, { method: 'spherical' })) // => [0.7071068, 0.7071068]
 * ```
 */
export function interpolateLatents(
  a: ArrayInput,
  b: ArrayInput,
  t: number | ArrayInput,
  options?: InterpolationOptions,
): FloatNdArray {
  return interpolateLatentsFor('interpolateLatents', a, b, t, options);
}

/** `interpolateLatents` for functions that it is a part of, whose name errors tell. */
export function interpolateLatentsFor(
  fn: string,
  a: ArrayInput,
  b: ArrayInput,
  t: number | ArrayInput,
  options?: InterpolationOptions,
): FloatNdArray {
  const { method = 'linear' } = checkOptions(fn, options, ['method']);
  checkOneOf(fn, 'method', method, ['linear', 'spherical']);
  const { data: from } = readVector(fn, 'a', a);
  const d = from.length;
  const { data: to } = readVector(fn, 'b', b, d);
  const single = typeof t !== 'object';
  const times = single ? [checkNumber(fn, 't', t)] : readVector(fn, 't', t).data;
  const share = method === 'linear' ? onLine : onArc(fn, from, to);
  checkElements(fn, 't', [times.length, d]);
  const target = allocate(computeDType(a, b), times.length * d);
  times.forEach((time, k) => {
    const [x, y] = share(time);
    for (let j = 0; j < d; j++) target[k * d + j] = x * from[j]! + y * to[j]!;
  });
  return wrap(target, single ? [d] : [times.length, d]);
}

type Shares = (t: number) => readonly [number, number];

const onLine: Shares = (t) => [1 - t, t];

/** The angle by its half, from the lengths of sum and difference of the directions: exact where it is small. */
function onArc(fn: string, a: Dense['data'], b: Dense['data']): Shares {
  const [m, n] = [lengthOf(a), lengthOf(b)];
  const refuse = (argument: string, expected: string, got: string): never => {
    throw new DomainError({ function: fn, argument, expected, got });
  };
  if (!(m > 0)) refuse('a', 'a code other than 0, for an arc', 'zeros');
  if (!(n > 0)) refuse('b', 'a code other than 0, for an arc', 'zeros');
  let [apart, together] = [0, 0];
  for (let j = 0; j < a.length; j++) {
    apart += (a[j]! / m - b[j]! / n) ** 2;
    together += (a[j]! / m + b[j]! / n) ** 2;
  }
  const omega = 2 * Math.atan2(Math.sqrt(apart), Math.sqrt(together));
  const sine = Math.sin(omega);
  if (Math.abs(sine) > STRAIGHT) {
    return (t) => [Math.sin((1 - t) * omega) / sine, Math.sin(t * omega) / sine];
  }
  if (omega > 1) refuse('b', 'a code that is not opposite to a, for an arc', 'the opposite');
  return onLine;
}

function lengthOf(code: Dense['data']): number {
  let squares = 0;
  for (const value of code) squares += value * value;
  return Math.sqrt(squares);
}

/**
 * The dimensions of a code that say something about the data: those whose means vary from sample to sample.
 *
 * $$A_j = \operatorname{Var}_x \operatorname{E}_{q(z|x)} z_j = \operatorname{Var}_x \mu_j(x) > \text{threshold}$$
 *
 * The others have collapsed on the prior: they cost no divergence, and the decoder learns nothing from them.
 *
 * @param mean - the encoder's means [n, d] of at least one sample
 * @param options - `threshold`: 0.01 where left out
 * @returns `count`, the indices `active`, and the `variances` [d] (of the samples themselves, divided by n)
 * @throws KindError where mean is no array or an option unknown, ShapeError where it is no matrix or empty, DomainError
 * where a number is not finite or the threshold negative
 * @see Y. Burda, R. Grosse, R. Salakhutdinov, "Importance weighted autoencoders", 2016, section 5.2
 *
 * @example
 * The second of two dimensions has collapsed.
 * ```ts
 * import { activeUnits } from 'fovea';
 * const { count, active } = activeUnits([[1, 0.01], [-1, -0.01]]);
 * count // => 1
 * active // => [0]
 * ```
 */
export function activeUnits(mean: ArrayInput, options?: ActiveUnitsOptions): ActiveUnits {
  return activeUnitsFor('activeUnits', mean, options);
}

/** `activeUnits` for functions that it is a part of, whose name errors tell. */
export function activeUnitsFor(
  fn: string,
  mean: ArrayInput,
  options?: ActiveUnitsOptions,
): ActiveUnits {
  const { threshold = ACTIVE } = checkOptions(fn, options, ['threshold']);
  checkNumber(fn, 'threshold', threshold, { min: 0 });
  const { data, shape } = checkFinite(fn, 'mean', readArray(fn, 'mean', mean, 'float64'));
  if (shape.length !== 2 || data.length === 0) {
    const [expected, got] = ['a matrix (n, d), not empty', `(${shape.join(', ')})`];
    throw new ShapeError({ function: fn, argument: 'mean', expected, got });
  }
  const [n, d] = [shape[0]!, shape[1]!];
  const variances = new Float64Array(d);
  for (let j = 0; j < d; j++) {
    let centre = 0;
    for (let i = 0; i < n; i++) centre += data[i * d + j]! / n;
    for (let i = 0; i < n; i++) variances[j]! += (data[i * d + j]! - centre) ** 2 / n;
  }
  const active = Array.from(variances.keys()).filter((j) => variances[j]! > threshold);
  return { count: active.length, active, variances: wrap(variances, [d]) };
}
