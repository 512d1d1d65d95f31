import { describe, expect, it } from 'vitest';
import { gradientPolar as gradientPolarScalar } from '../../../src/kernels/scalar/gradient-polar.js';
import { gradientPolar } from '../../../src/kernels/simd/gradient-polar.js';
import { simd } from '../../laws/simd.js';
import { withCanaries } from './canaries.js';
import { randomFloats } from './numbers.js';

const PERIODS = [
  [2 * Math.PI, 1],
  [Math.PI, 1],
  [360, 180 / Math.PI],
  [180, 180 / Math.PI],
] as const;

/** Each with each: zeros, quarter and eighth turns, ends of the reductions, and the smallest and largest numbers. */
const SIDES = [
  ...[0, -0, 1, -1, 2, -2, 1e-7, -1e-7, 5e-324, -5e-324, 1e-310, 1e308, -1e308, 1.0000000000000002],
  ...[
    0.4375,
    0.6875,
    1.1875,
    2.4375,
    -0.9999999999999999,
    2 ** 60,
    2 ** 61,
    -(2 ** 61),
    3 * 2 ** 59,
  ],
];
const PAIRS = SIDES.flatMap((x) => SIDES.map((y) => [x, y] as const));

function draw(count: number, seed: number, range = 1): Float64Array {
  return Float64Array.from(randomFloats(count, seed), (x) => (x * range * 7) / 6.9);
}

const inputs = [
  [Float64Array.from(PAIRS, ([x]) => x), Float64Array.from(PAIRS, ([, y]) => y)],
  [draw(9000, 7).map((x) => 2 ** (x * 70)), draw(9000, 8).map((x) => 2 ** (x * 70))],
  ...[256, 257, 8191, 8192, 16_385].map((n) => [draw(n, 1, 20), draw(n, 2, 20)] as const),
] as const;

function polar(run: typeof gradientPolar, x: Float64Array, y: Float64Array, n: 0 | 1 | 2 | 3) {
  const magnitude = new Float64Array(x.length).fill(Number.NaN);
  const orientation = magnitude.slice();
  const [period, perRadian] = PERIODS[n];
  const known = run(x, y, period, perRadian, magnitude, orientation);
  return { magnitude, orientation, known };
}

// The arctangent of the scalar kernel is the engine's own; Node has that of fdlibm.
const fdlibm =
  typeof process === 'object' && 'v8' in process.versions && !('bun' in process.versions);

describe.runIf(simd)('the SIMD polar gradients of float64 numbers', () => {
  it.each([0, 1, 2, 3] as const)('are near the scalar ones, around the circle: period %i', (n) => {
    const [period] = PERIODS[n];
    for (const [x, y] of inputs) {
      const wanted = polar(gradientPolarScalar, x, y, n);
      const got = polar(gradientPolar, x, y, n);
      expect(got.magnitude).toEqual(wanted.magnitude);
      let worst = 0;
      got.orientation.forEach((angle, i) => {
        const off = Math.abs(angle - wanted.orientation[i]!);
        worst = Math.max(worst, Math.min(off, period - off));
        if (!(angle >= 0 && angle < period)) expect.fail(`${angle} of (${x[i]}, ${y[i]})`);
      });
      expect(worst).toBeLessThanOrEqual(period * 2 ** -52);
    }
  });

  it.runIf(fdlibm)('are the scalar ones, exactly, and leave alone what is not their own', () => {
    for (const [x, y] of inputs) {
      const before = [x.slice(), y.slice()];
      for (const n of [0, 1, 2, 3] as const) {
        const wanted = { ...polar(gradientPolarScalar, x, y, n), known: true };
        const count = withCanaries(() => expect(polar(gradientPolar, x, y, n)).toEqual(wanted));
        expect(count).toBe(2);
      }
      expect([x, y]).toEqual(before);
    }
  });

  it('say whether all sides are finite, and leave few to the scalar kernel', () => {
    for (const bad of [Number.NaN, Infinity, -Infinity]) {
      for (const at of [0, 255, 8192, 8200]) {
        for (const side of [0, 1]) {
          const sides = [draw(8201, 1), draw(8201, 2)] as const;
          sides[side]![at] = bad;
          expect(polar(gradientPolar, ...sides, 0).known).toBe(false);
        }
      }
    }
    const few = [draw(255, 1), draw(255, 2)] as const;
    const count = withCanaries(() =>
      expect(polar(gradientPolar, ...few, 1)).toEqual(polar(gradientPolarScalar, ...few, 1)),
    );
    expect(count).toBe(0);
  });
});
