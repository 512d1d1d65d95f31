// The loop around an optimizer.
import { checkNumber, checkOptions } from '../core/check.js';
import { DomainError, describeValue, KindError } from '../core/errors.js';
import { differentiate, type ScalarLoss } from '../gradient/grad.js';
import type { TracedTree } from '../gradient/tree.js';
import { normOf } from './norm.js';
import { copyOf, readMatching, readTree, wrapLike } from './read-trees.js';
import type { GradientsOf, Optimizer, OptimizerState, Updated } from './types.js';

/** A function that comes with its own gradient. */
export interface ObjectiveWithGradient<P> {
  /**
   * Value and gradient at the parameters.
   *
   * @param parameters - where
   * @param step - how many updates the parameters have had
   * @returns `value`, a number, and `gradient`, in the tree of the parameters
   */
  valueAndGradient(
    parameters: Updated<P>,
    step: number,
  ): {
    /** The value. */
    readonly value: number;
    /** The derivative by each parameter. */
    readonly gradient: GradientsOf<P>;
  };
}

/** What `minimize` makes small: a differentiable function with one number as its result, or one with its gradient. */
export type Objective<P> =
  | ((parameters: TracedTree<P>, step: number) => ScalarLoss)
  | ObjectiveWithGradient<P>;

/** How far a descent has come. */
export interface Progress<P> {
  /** How many updates these parameters have had. */
  readonly step: number;
  /** The function's value at them. */
  readonly value: number;
  /** The parameters. */
  readonly parameters: Updated<P>;
  /** The Euclidean norm of the gradient, over all of it. */
  readonly gradientNorm: number;
}

/** What `minimize` may be told. */
export interface MinimizeOptions<P> {
  /** The largest number of updates. */
  steps?: number | undefined;
  /** Stop where the norm of the gradient is at most this. */
  tolerance?: number | undefined;
  /** Called with the progress before each update and at the end; `false` or `"stop"` as its answer ends the descent. */
  onStep?: ((progress: Progress<P>) => unknown) | undefined;
  /** Where the optimizer was left, to go on from there. */
  state?: OptimizerState<P> | undefined;
}

/** What `minimize` gives. */
export interface Minimum<P> {
  /** The parameters in the end. */
  readonly parameters: Updated<P>;
  /** The function's value there. */
  readonly value: number;
  /** The values along the way, from the start to the end. */
  readonly history: readonly number[];
  /** Why it ended: all steps were taken, the gradient was small enough, or `onStep` said so. */
  readonly ended: 'steps' | 'tolerance' | 'stopped';
  /** What the optimizer would go on with. */
  readonly state: OptimizerState<P>;
}

/**
 * Makes a function small by the steps of an optimizer.
 *
 * Value and gradient are taken at the start and after every update, so `history` has one entry more than
 * updates were made, and the value in the end belongs to the parameters in the end. They are the last, not
 * the best: follow `onStep` to keep the best.
 *
 * The function also gets the number of updates so far, by which it may choose its samples; then values are
 * those of different batches.
 *
 * @param f - a function of traced values in the tree of `start`, composed of differentiable functions, with
 * one number as its result; or an object with `valueAndGradient(parameters, step)`, whatever computes it
 * @param start - a number, an array of float64 or float32, or a plain record or list, nested as you like
 * @param optimizer - such as `adam()`
 * @param options - `steps`, the largest number of updates (required); `onStep`, called with
 * `{ step, value, parameters, gradientNorm }`, ends the descent by returning `false` or `"stop"`;
 * `tolerance`, the norm of the gradient at which to stop (none); `state`, to go on from an earlier descent
 * @returns `parameters`, `value`, `history`, why it `ended`, and the optimizer's `state`
 * @throws KindError where an argument is of another kind or gradients have another structure, ShapeError
 * where the value is not a single number or gradients have other shapes, DomainError where the value or a
 * gradient is NaN or infinite, with the number of steps: the learning rate may be too large
 *
 * @example
 * A line through three points.
 * ```ts
 * import { add, mean, mul, square, sub } from 'fovea/array';
 * import { minimize, momentum } from 'fovea/optimizer';
 * const x = [0, 1, 2];
 * const y = [1, 3, 5];
 * const { parameters, ended } = minimize(
 *   ({ w, b }) => mean(square(sub(add(mul(w, x), b), y))),
 *   { w: 0, b: 0 },
 *   momentum({ learningRate: 0.1 }),
 *   { steps: 1000, tolerance: 1e-9 },
 * );
 * parameters // => { w: 2, b: 1 }
 * ended // => 'tolerance'
 * ```
 */
export function minimize<P>(
  f: Objective<P>,
  start: P,
  optimizer: Optimizer,
  options: MinimizeOptions<P> & {
    /** The largest number of updates. */
    readonly steps: number;
  },
): Minimum<P> {
  return minimizeFor('minimize', f, start, optimizer, options);
}

/** `minimize` for functions that it is a part of, whose name errors tell. */
export function minimizeFor<P>(
  fn: string,
  f: Objective<P>,
  start: P,
  optimizer: Optimizer,
  options: MinimizeOptions<P> & {
    /** The largest number of updates. */
    readonly steps: number;
  },
): Minimum<P> {
  const evaluate = readObjective(fn, f);
  const read = readTree(fn, 'start', start);
  checkOptimizer(fn, optimizer);
  const { steps, tolerance, onStep, state: earlier } = readOptions(fn, options);
  let parameters = read.flat.rebuild(
    read.leaves.map((leaf) => wrapLike(leaf, copyOf(leaf))),
  ) as Updated<P>;
  let state: OptimizerState<P> = earlier ?? optimizer.init(start);
  const history: number[] = [];
  for (let step = 0; ; step++) {
    const { value, gradient } = evaluate(parameters, step);
    checkValue(fn, value, step);
    history.push(value);
    const { scale, length } = normOf(readMatching(fn, 'gradient', gradient, read));
    const gradientNorm = scale * length;
    const answer = onStep?.({ step, value, parameters, gradientNorm });
    const ended = endOf(answer === false || answer === 'stop', gradientNorm <= (tolerance ?? -1));
    if (ended !== undefined || step === steps) {
      return { parameters, value, history, ended: ended ?? 'steps', state };
    }
    // After a step the parameters are of the kind that `Updated` says, in the tree of P.
    const next = optimizer.step(state, parameters as P, gradient);
    if (typeof next !== 'object' || next === null || !('parameters' in next)) {
      const parts = { function: fn, argument: 'optimizer.step', got: describeValue(next) };
      throw new KindError({ ...parts, expected: 'a function that gives { parameters, state }' });
    }
    state = next.state;
    parameters = next.parameters;
  }
}

function endOf(stopped: boolean, converged: boolean): 'stopped' | 'tolerance' | undefined {
  if (stopped) return 'stopped';
  return converged ? 'tolerance' : undefined;
}

type Evaluate<P> = (
  parameters: Updated<P>,
  step: number,
) => { readonly value: number; readonly gradient: GradientsOf<P> };

function readObjective<P>(fn: string, f: Objective<P>): Evaluate<P> {
  if (typeof f === 'function') {
    return (parameters, step) => {
      const found = differentiate(fn, (x: TracedTree<P>) => f(x, step), parameters);
      return found as ReturnType<Evaluate<P>>;
    };
  }
  if (typeof f !== 'object' || f === null || typeof f.valueAndGradient !== 'function') {
    throw new KindError({
      function: fn,
      argument: 'f',
      expected: 'a function, or an object with a function valueAndGradient',
      got: describeValue(f),
    });
  }
  return (parameters, step) => f.valueAndGradient(parameters, step);
}

function checkOptimizer(fn: string, optimizer: Optimizer): void {
  const isOne =
    typeof optimizer === 'object' &&
    optimizer !== null &&
    typeof optimizer.init === 'function' &&
    typeof optimizer.step === 'function';
  if (isOne) return;
  throw new KindError({
    function: fn,
    argument: 'optimizer',
    expected: 'an optimizer, such as adam()',
    got: describeValue(optimizer),
  });
}

function readOptions<P>(
  fn: string,
  options: MinimizeOptions<P>,
): MinimizeOptions<P> & { readonly steps: number } {
  const read = checkOptions(fn, options, ['steps', 'tolerance', 'onStep', 'state']);
  const steps = checkNumber(fn, 'steps', read.steps, { integer: true, min: 0 });
  if (read.tolerance !== undefined) {
    checkNumber(fn, 'tolerance', read.tolerance, { min: 0 });
  }
  if (read.onStep !== undefined && typeof read.onStep !== 'function') {
    throw new KindError({
      function: fn,
      argument: 'onStep',
      expected: 'a function',
      got: describeValue(read.onStep),
    });
  }
  return { ...read, steps };
}

function checkValue(fn: string, value: number, step: number): void {
  if (Number.isFinite(value)) return;
  const parts = {
    function: fn,
    argument: 'f',
    expected: 'a finite number at every step (a smaller learning rate may help)',
    got: `${describeValue(value)} after ${step} steps`,
  };
  throw typeof value === 'number' ? new DomainError(parts) : new KindError(parts);
}
