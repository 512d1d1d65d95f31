// How far mass must be carried on a line.
import { checkOptions } from '../core/check.js';
import { checkFinite, readArray, wrap } from '../core/create.js';
import { DomainError, ShapeError } from '../core/errors.js';
import type { ArrayInput, Dense, FloatNdArray } from '../core/types.js';
import { mul } from '../gradient/arithmetic.js';
import { asArray, shapeOf } from '../gradient/moves.js';
import { reshape } from '../gradient/shape.js';
import { stopGradient } from '../gradient/stop-gradient.js';
import { innermost, isTraced, type Rule, type Traceable, type Traced } from '../gradient/traced.js';
import { checkedShape } from './checks.js';

/** Options of `wassersteinDistance`. */
export interface WassersteinOptions {
  /** Mass of each number of x, at least 0; equal where left out. */
  readonly xWeights?: ArrayInput | undefined;
  /** Mass of each number of y, at least 0; equal where left out. */
  readonly yWeights?: ArrayInput | undefined;
}

const FN = 'wassersteinDistance';

interface Transport {
  readonly distance: number;
  /** The derivative by each x, then by each y. */
  readonly slopes: Float64Array;
}

// The area between the two distribution functions, and how it changes with each number.
function carry(x: Dense, y: Dense, xMass: Float64Array, yMass: Float64Array): Transport {
  const n = x.data.length;
  const values = new Float64Array(n + y.data.length);
  values.set(x.data);
  values.set(y.data, n);
  const order = Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
  const slopes = new Float64Array(values.length);
  let [left, right] = [0, 0];
  let distance = 0;
  let before = 0;
  order.forEach((at, k) => {
    if (at < n) left += xMass[at]!;
    else right += yMass[at - n]!;
    const last = k === order.length - 1;
    const apart = last ? 0 : Math.abs(left - right);
    if (!last) distance += apart * (values[order[k + 1]!]! - values[at]!);
    slopes[at] = before - apart;
    before = apart;
  });
  return { distance, slopes };
}

function readMass(argument: string, mass: ArrayInput | undefined, n: number): Float64Array {
  if (mass === undefined) return new Float64Array(n).fill(1 / n);
  const { data, shape } = checkFinite(FN, argument, readArray(FN, argument, mass, 'float64'));
  if (shape.length !== 1 || shape[0] !== n) {
    const got = `(${shape.join(', ')})`;
    throw new ShapeError({ function: FN, argument, expected: `(${n})`, got });
  }
  const at = data.findIndex((w) => w < 0);
  let total = 0;
  for (const w of data) total += w;
  if (at >= 0 || !(total > 0)) {
    const got = at >= 0 ? `${data[at]} at [${at}]` : 'no mass';
    throw new DomainError({ function: FN, argument, expected: 'masses of at least 0', got });
  }
  return Float64Array.from(data, (w) => w / total);
}

function readSample(argument: string, x: Traceable): Dense {
  const plain = asArray(x);
  const dense = readArray(FN, argument, isTraced(plain) ? [] : plain, 'float64');
  return checkFinite(FN, argument, dense);
}

/**
 * The 1-Wasserstein distance of two samples of numbers, in their unit: how far mass is carried on average to turn one
 * into the other, also called the earth mover's distance.
 *
 * $$\int_{-\infty}^\infty |F(t) - G(t)| \, dt$$
 *
 * F and G are the distribution functions of the samples; their sizes may differ. A metric. Masses are divided by
 * their sum and are constants for the gradient; where numbers are tied the gradient is that of one of their orders.
 *
 * @param x - numbers [n]
 * @param y - numbers [m]
 * @param options - `xWeights` [n] and `yWeights` [m], the masses; equal where left out
 * @returns a traced value where one is traced, else a number
 * @throws KindError where an argument is no array or an option is unknown, ShapeError where it is no vector, is empty
 * or masses do not fit, DomainError where a number is not finite, or masses are negative or all 0
 * @see S. S. Vallender, "Calculation of the Wasserstein distance between probability distributions on the line", 1974
 *
 * @example
 * Two of three are carried by 1, one stays; then all mass is carried by 2.
 * ```ts
 * import { wassersteinDistance } from 'fovea/divergence';
 * wassersteinDistance([0, 1, 5], [1, 2, 5]) // => 0.666666666667
 * wassersteinDistance([0, 9], [2], { xWeights: [1, 0] }) // => 2
 * ```
 */
export function wassersteinDistance<X extends ArrayInput | Traced, Y extends ArrayInput | Traced>(
  x: X,
  y: Y,
  options?: WassersteinOptions,
): X extends Traced ? Traced : Y extends Traced ? Traced : number;
export function wassersteinDistance(
  x: ArrayInput | Traced,
  y: ArrayInput | Traced,
  options?: WassersteinOptions,
): number | FloatNdArray | Traced {
  const { xWeights, yWeights } = checkOptions(FN, options, ['xWeights', 'yWeights']);
  for (const [argument, sample] of [
    ['x', x],
    ['y', y],
  ] as const) {
    const shape = checkedShape(FN, argument, sample);
    if (shape.length === 1 && shape[0]! > 0) continue;
    const got = `(${shape.join(', ')})`;
    throw new ShapeError({ function: FN, argument, expected: 'a vector, not empty', got });
  }
  const [n, m] = [shapeOf(x)[0]!, shapeOf(y)[0]!];
  const [xMass, yMass] = [readMass('xWeights', xWeights, n), readMass('yWeights', yWeights, m)];
  const run = (a: Traceable, b: Traceable): Transport =>
    carry(readSample('x', a), readSample('y', b), xMass, yMass);
  if (isTraced(x) || isTraced(y)) {
    const rule: Rule = ruleOf(run, n);
    return innermost([x, y]).record(rule, [x, y], undefined);
  }
  return run(x, y).distance;
}

function ruleOf(run: (a: Traceable, b: Traceable) => Transport, n: number): Rule {
  const slopesOf = (inputs: readonly Traceable[]): Float64Array => {
    const [x, y] = inputs.map((input) => stopGradient(input));
    return run(x!, y!).slopes;
  };
  const along = (g: Traceable, slopes: Float64Array): Traceable =>
    mul(wrap(slopes, [slopes.length]), reshape(asArray(g), [1]));
  const rule: Rule = {
    name: FN,
    forward: (inputs) =>
      inputs.some(isTraced)
        ? innermost(inputs).record(rule, inputs, undefined)
        : run(inputs[0]!, inputs[1]!).distance,
    pullbacks: [
      (g, _, inputs) => along(g, slopesOf(inputs).slice(0, n)),
      (g, _, inputs) => along(g, slopesOf(inputs).slice(n)),
    ],
  };
  return rule;
}
