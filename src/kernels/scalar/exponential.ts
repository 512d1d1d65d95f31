// eˣ inside loops: engines call a function of C for Math.exp, which takes twice as long.
import { roundedOff } from './exact-determinant.js';

/** Parts that a doubling is cut into; 2^(j/64) stands in a table. */
const STEPS = 64;
const STEPS_PER_UNIT = STEPS / Math.LN2;
/** ln 2/64 in two parts: products of the first with whole numbers up to 2²⁰ are exact. */
const STEP_HIGH = 0.6931471803691238 / STEPS;
const STEP_LOW = 1.9082149292705877e-10 / STEPS;
/** 2^(1/64) in two parts. */
const ROOT_HIGH = 1.0108892860517005;
const ROOT_LOW = -1.5234778603368577e-17;
/** Below it powers of two are left to Math.exp. */
const LEAST = -87;

const ROOTS = /* @__PURE__ */ new Float64Array(STEPS);
/** 2⁻ᵏ. */
const HALVINGS = /* @__PURE__ */ new Float64Array(128);
/** `LEAST` once the tables are filled; before, 0 leaves every x ≤ 0 to `rarely`. */
const LIMIT = /* @__PURE__ */ new Float64Array(1);

/** 2^(j/64), correctly rounded from twice the digits: engines round `2 ** (j / 64)` each in its own way. */
function fillRoots(): void {
  let [high, low] = [1, 0];
  for (let j = 0; j < STEPS; j++) {
    ROOTS[j] = high;
    const product = high * ROOT_HIGH;
    const rest = roundedOff(high, ROOT_HIGH, product) + (high * ROOT_LOW + low * ROOT_HIGH);
    high = product + rest;
    low = rest - (high - product);
  }
}

function rarely(x: number): number {
  if (LIMIT[0] === LEAST) return Math.exp(x);
  fillRoots();
  for (let k = 0; k < HALVINGS.length; k++) HALVINGS[k] = 2 ** -k;
  LIMIT[0] = LEAST;
  return exponential(x);
}

/** 2^(j/64) for j from 0 to 63. */
export function exponentialRoots(): Float64Array {
  exponential(-1);
  return ROOTS;
}

/**
 * eˣ for x ≤ 0, to two units in the last place: with n the whole number nearest to 64 x/ln 2 and
 * r = x − n ln 2/64 it is 2^(n/64) (1 + r + r²/2 + … + r⁵/120).
 */
export function exponential(x: number): number {
  if (!(x > LIMIT[0]!)) return rarely(x);
  const n = (x * STEPS_PER_UNIT - 0.5) | 0;
  const r = x - n * STEP_HIGH - n * STEP_LOW;
  const square = r * r;
  const rest = r + square * (1 / 2 + r * (1 / 6) + square * (1 / 24 + r * (1 / 120)));
  const j = n & (STEPS - 1);
  const root = ROOTS[j]!;
  return (root + root * rest) * HALVINGS[(j - n) / STEPS]!;
}
