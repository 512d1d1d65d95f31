import { fromNested } from '../array/create.js';
import { checkNumber, checkOptions } from '../core/check.js';
import { readArray, wrap } from '../core/create.js';
import { normal, randomGenerator, SEEDS } from '../core/random.js';
import type { FloatNdArray, Rng } from '../core/types.js';
import { asArray, dtypeOf, shapeOf } from './moves.js';
import { type Run, trace } from './trace.js';
import { type Inner, isTraced, type Traceable } from './traced.js';
import { flatten, type ParameterTree, type TracedTree } from './tree.js';

/** Options of `checkGradient`. */
export interface CheckGradientOptions {
  /** How often to differentiate: 1, or 2 to check the derivatives of the derivatives too; 1 where left out. */
  readonly order?: number | undefined;
  /** The largest error that passes, relative to the largest number in play; 1e-7 where left out, 1e-3 with a float32 array. */
  readonly tolerance?: number | undefined;
  /** Seed of the random directions; 0 where left out. */
  readonly seed?: number | undefined;
}

/** What `checkGradient` finds. */
export interface GradientCheck {
  /** Whether no error is above the tolerance. */
  readonly ok: boolean;
  /** The larger of the two errors below. */
  readonly maxError: number;
  /** How far J·v by the rules is from J·v by finite differences. */
  readonly differenceError: number;
  /** How far ⟨v, Jᵀu⟩ is from ⟨J·v, u⟩. */
  readonly adjointError: number;
  /** What passes. */
  readonly tolerance: number;
}

/** Passes where all numbers are float64: finite differences find about ten digits of smooth functions. */
const FLOAT64_TOLERANCE = 1e-7;
/** Passes where some are float32, which has seven digits. */
const FLOAT32_TOLERANCE = 1e-3;
/** Step of the finite differences, along a direction whose elements are about 1. */
const STEP = 1e-3;

/**
 * Checks the derivatives of a function, in random directions, by two independent witnesses.
 *
 * $$J v \approx \frac{4 D(h/2) - D(h)}{3}, \quad D(h) = \frac{f(x + h v) - f(x - h v)}{2 h}, \qquad
 * \langle v, J^\top u \rangle = \langle J v, u \rangle$$
 *
 * The first compares with finite differences, which are taken in float64 and whose error falls with the
 * fourth power of the step h = 0.001. The second, the adjoint identity, has J v from differentiating the
 * pullback by u. One direction sees every element of the Jacobian, so it misses an error only by
 * accident. Errors are relative to the largest number in J v and in f(x).
 *
 * The function must be smooth within about 0.004 of x: at a kink, as that of `relu` at 0, finite differences
 * know no derivative.
 *
 * @param f - takes traced values in the tree of `x`, returns a value, or a plain record or list of values
 * @param x - where: a number, an array of float64 or float32, or a plain record or list of these
 * @param options - `order`: 1 where left out, or 2, which checks the second derivatives as well; `tolerance`:
 * 1e-7 where left out, 1e-3 where a float32 array is in `x`; `seed`: of the random directions, 0 where left out
 * @returns whether they agree, and the errors
 * @throws KindError where `f` is no function or returns no value, `x` holds what has no derivative or an
 * option is unknown; DomainError where an option is out of range
 *
 * @example
 * A right rule, and one that forgets a factor.
 * ```ts
 * import { mul, square, sum } from 'fovea/array';
 * import { checkGradient, primitive } from 'fovea/gradient';
 * checkGradient((x) => sum(square(x)), [1, 2, 3], { order: 2 }).ok // => true
 * const wrong = primitive('wrong', (x) => square(x), [(gradient, y, x) => mul(gradient, x!)]);
 * checkGradient((x) => wrong(x), [1, 2, 3]).ok // => false
 * ```
 */
export function checkGradient<X extends ParameterTree, Y extends ParameterTree>(
  f: (x: TracedTree<X>) => Y,
  x: X,
  options?: CheckGradientOptions,
): GradientCheck;
export function checkGradient(
  f: (x: never) => unknown,
  x: unknown,
  options?: CheckGradientOptions,
): GradientCheck {
  const fn = 'checkGradient';
  const {
    order = 1,
    tolerance,
    seed = 0,
  } = checkOptions(fn, options, ['order', 'tolerance', 'seed']);
  checkNumber(fn, 'order', order, { integer: true, min: 1, max: 2 });
  if (tolerance !== undefined) checkNumber(fn, 'tolerance', tolerance, { above: 0 });
  const rng = randomGenerator(checkNumber(fn, 'seed', seed, SEEDS));
  const single = flatten(fn, 'x', x).leaves.some((leaf) => dtypeOf(leaf) === 'float32');
  const allowed = tolerance ?? (single ? FLOAT32_TOLERANCE : FLOAT64_TOLERANCE);
  const errors = [checkOnce(f, x, rng)];
  if (order === 2) {
    const u = directions(trace(fn, f, x).values, rng);
    const pulled = (at: unknown): unknown => {
      const { input, pull } = trace(fn, f, at);
      return input.rebuild(pull(u));
    };
    errors.push(checkOnce(pulled, x, rng));
  }
  const differenceError = worst(errors.map(({ difference }) => difference));
  const adjointError = worst(errors.map(({ adjoint }) => adjoint));
  const maxError = worst([differenceError, adjointError]);
  return { ok: maxError <= allowed, maxError, differenceError, adjointError, tolerance: allowed };
}

type Numbers = readonly ArrayLike<number>[];

function checkOnce(
  f: (x: never) => unknown,
  x: unknown,
  rng: Rng,
): { difference: number; adjoint: number } {
  const run = trace('checkGradient', f, x);
  const u = directions(run.values, rng);
  const v = directions(run.input.leaves, rng);
  const forward = pushForward(run, u, v);
  const differences = finiteDifferences(f, run, v);
  const scale = Math.max(largest(differences), largest(run.values.map(numbersOf))) || 1;
  const difference = worst(
    forward.flatMap((part, i) =>
      Array.from(part, (value, k) => Math.abs(value - differences[i]![k]!) / scale),
    ),
  );
  const left = inner(v.map(numbersOf), run.pull(u).map(numbersOf));
  const right = inner(forward, u.map(numbersOf));
  const size = inner(forward.map(magnitudes), u.map(numbersOf).map(magnitudes)) || 1;
  return { difference, adjoint: Math.abs(left - right) / size };
}

// J·v, from the pullback u ↦ uᵀJ: it is linear, and its own pullback takes v to J·v.
function pushForward(run: Run, u: readonly Traceable[], v: readonly Traceable[]): Numbers {
  // In records, for a list of numbers would be read as an array.
  const record = (values: readonly Traceable[]): { readonly [key: string]: Traceable } =>
    Object.fromEntries(values.map((value, i) => [`_${i}`, value]));
  const pulled = trace(
    'checkGradient',
    (cotangents: { readonly [key: string]: Traceable }) =>
      record(run.pull(Object.values(cotangents))),
    record(u),
  );
  return pulled.pull(v).map(numbersOf);
}

function finiteDifferences(f: (x: never) => unknown, run: Run, v: readonly Traceable[]): Numbers {
  const at = (h: number): Numbers => {
    const moved = run.input.leaves.map((leaf, i) => step(leaf, h, numbersOf(v[i]!)));
    return trace('checkGradient', f, run.input.rebuild(moved)).values.map(numbersOf);
  };
  const central = (h: number): number[][] => {
    const [up, down] = [at(h), at(-h)];
    return up.map((part, i) => Array.from(part, (value, k) => (value - down[i]![k]!) / (2 * h)));
  };
  const [coarse, fine] = [central(STEP), central(STEP / 2)];
  return fine.map((part, i) => part.map((value, k) => (4 * value - coarse[i]![k]!) / 3));
}

function step(leaf: Traceable, h: number, v: ArrayLike<number>): number | FloatNdArray {
  const numbers = Float64Array.from(numbersOf(leaf), (value, i) => value + h * v[i]!);
  return typeof leaf === 'number' ? numbers[0]! : wrap(numbers, shapeOf(leaf));
}

// Random numbers in the shapes and precisions of values.
function directions(values: readonly Traceable[], rng: Rng): Inner[] {
  return values.map((value) => {
    const drawn = normal(rng, shapeOf(value));
    return typeof value === 'number' ? drawn.data[0]! : fromNested(drawn, dtypeOf(value));
  });
}

function numbersOf(value: Traceable): ArrayLike<number> {
  if (isTraced(value)) return numbersOf(value.inner);
  return readArray('checkGradient', 'value', asArray(value), 'float64').data;
}

const magnitudes = (part: ArrayLike<number>): number[] => Array.from(part, Math.abs);

function inner(a: Numbers, b: Numbers): number {
  let sum = 0;
  a.forEach((part, i) => {
    for (let k = 0; k < part.length; k++) sum += part[k]! * b[i]![k]!;
  });
  return sum;
}

function largest(parts: Numbers): number {
  return worst(parts.flatMap(magnitudes));
}

// NaN is the worst of all.
function worst(errors: readonly number[]): number {
  return errors.reduce((a, b) => (Number.isNaN(a) || a > b ? a : b), 0);
}
