// Two functions that are never negative and 0 in one place, where they keep their digits.
import type { FloatNdArray, FloatTypedArray } from '../core/types.js';
import { div, mul, sub } from '../gradient/arithmetic.js';
import { ofAlike, ofEach, ofPairs } from '../gradient/choices.js';
import { exp } from '../gradient/functions.js';
import { innermost, isTraced, type Rule, type Traceable, type Traced } from '../gradient/traced.js';

/** eˣ − 1 − x; below 0.3 by Σ xᵏ/k! over k from 2 to 13. */
export function exponentialExcess(x: number): number {
  if (Math.abs(x) > 0.3) return x === Number.NEGATIVE_INFINITY ? Infinity : Math.expm1(x) - x;
  let sum = 1 + x / 13;
  for (let k = 12; k > 2; k--) sum = 1 + sum * x * (1 / k);
  return (x * x * sum) / 2;
}

const EXPM1: Rule = {
  name: 'expm1',
  forward: ([x]) => expm1(x!),
  pullbacks: [(g, _, [x]) => mul(g, exp(x!))],
};

/** eˣ − 1. */
function expm1(x: Traceable): number | FloatNdArray | Traced {
  return isTraced(x) ? innermost([x]).record(EXPM1, [x], undefined) : ofEach(x, Math.expm1);
}

function excesses(x: FloatTypedArray, _: FloatTypedArray, target: FloatTypedArray): void {
  for (let i = 0; i < target.length; i++) target[i] = exponentialExcess(x[i]!);
}

const EXPONENTIAL: Rule = {
  name: 'exponentialExcess',
  forward: ([x]) => expExcess(x!),
  pullbacks: [(g, _, [x]) => mul(g, expm1(x!))],
};

/** eˣ − 1 − x ≥ 0. */
export function expExcess(x: Traceable): number | FloatNdArray | Traced {
  if (isTraced(x)) return innermost([x]).record(EXPONENTIAL, [x], undefined);
  return ofAlike(x, x, excesses);
}

/** a/b − 1 − ln(a/b) of positive numbers; near equality by Σ (−1)ᵏ dᵏ/k over k ≥ 2, d = (a − b)/b. */
export function quotientExcess(a: number, b: number): number {
  const d = (a - b) / b;
  if (Math.abs(d) > 0.1) return d - (Math.log(a) - Math.log(b));
  let power = d * d;
  let sum = power / 2;
  for (let k = 3; Math.abs(power) > 1e-18 * sum; k++) {
    power *= -d;
    sum += power / k;
  }
  return sum;
}

const RATIO: Rule = {
  name: 'ratioExcess',
  forward: ([a, b]) => ratioExcess(a!, b!),
  pullbacks: [
    // Divided twice: of small or large variances products are no numbers.
    (g, _, [a, b]) => mul(g, div(div(sub(a!, b!), b!), a!)),
    (g, _, [a, b]) => mul(g, div(div(sub(b!, a!), b!), b!)),
  ],
};

/** a/b − 1 − ln(a/b) ≥ 0. */
export function ratioExcess(a: Traceable, b: Traceable): number | FloatNdArray | Traced {
  if (isTraced(a) || isTraced(b)) return innermost([a, b]).record(RATIO, [a, b], undefined);
  return ofPairs(a, b, quotientExcess);
}
