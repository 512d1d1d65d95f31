import { describe, expect, it } from 'vitest';
import { pow as powScalar } from '../../../src/kernels/scalar/elementwise-binary.js';
import { pow } from '../../../src/kernels/simd/power.js';
import { simd } from '../../laws/simd.js';
import { withCanaries } from './canaries.js';
import { randomFloats } from './numbers.js';
import { power } from './twins/power.js';

const EXPONENTS = [0.45, 2.4, 1 / 2.2, 1 / 3, -0.5, 3, -3, 4, 7.25, -12, 111, -250.5];
/** Those that make numbers too large or small for a float64, and those left to the engine. */
const FAR = [1e9, -1e9, 2 ** 31, -(2 ** 40), Infinity, -Infinity, Number.NaN, 0, 2, 5e-324];

/** Beside each number the two next to it. */
function beside(...numbers: number[]): number[] {
  return numbers.flatMap((x) => [x * (1 - 2 ** -53), x, x * (1 + 2 ** -52)]);
}

const SPECIAL = [
  ...[
    0,
    -0,
    Infinity,
    -Infinity,
    Number.NaN,
    5e-324,
    -5e-324,
    1e-310,
    -3e-320,
    1.7976931348623157e308,
  ],
  ...beside(1, -1, 2, 0.5, -2, 3, 4, 0.25, 2 ** -1022, 2 ** 1023, 1.5, 0.75, Math.SQRT2),
  // Where the kernel takes another base.
  ...beside(1.224745750427246, 1.7320499420166016, 1.224745750427246 / 4, 1.7320499420166016 * 8),
];

/** Numbers of all sizes, many of them from 0 to 1, and among them what is seldom met. */
function numbers(count: number, seed: number): Float64Array {
  const sizes = randomFloats(count, seed + 1, -1, 1);
  const mixed = Float64Array.from(randomFloats(count, seed, 0, 1), (x, i) =>
    i % 3 === 0 ? Math.exp(700 * sizes[i]!) : i % 7 === 0 ? -8 * x : x,
  );
  SPECIAL.forEach((x, i) => {
    for (let at = i * 3; at < count; at += 331 + i) mixed[at] = x;
  });
  return mixed;
}

type Floats = Float32Array | Float64Array;

function run(kernel: typeof pow, source: Floats, y: number): Floats {
  const target = source.slice().fill(7);
  const exponent = source.slice(0, 1).fill(y);
  kernel(source, 0, 1, exponent, 0, 0, target, 0, source.length);
  return target;
}

describe.runIf(simd)('the SIMD power with one exponent', () => {
  it.each(EXPONENTS)('is its twin, exactly, whatever the length: %f', (y) => {
    for (const count of [128, 129, 8191, 8193, 20_001]) {
      const source = numbers(count, count);
      const before = source.slice();
      const calls = withCanaries(() =>
        expect(run(pow, source, y)).toEqual(source.map((x) => power(x, y))),
      );
      expect(calls).toBeGreaterThan(0);
      expect(source).toEqual(before);
    }
  });

  it.each([...EXPONENTS, ...FAR])('is off the engine by two units at most: %f', (y) => {
    const source = numbers(30_000, 3);
    const wanted = run(powScalar, source, y);
    run(pow, source, y).forEach((value, i) => {
      const truth = wanted[i]!;
      if (!Number.isFinite(truth) || truth === 0) {
        // Beside the largest and the least number either may be taken.
        const edge = Number.isFinite(value) && Math.abs(value) > 1e308;
        if (!edge && !(Math.abs(value) <= 5e-324 && truth === 0)) expect(value).toBe(truth);
      } else if (!(Math.abs(value - truth) <= Math.abs(truth) * 2 ** -51 + 5e-324)) {
        expect.fail(`${source[i]} ** ${y} is ${value}, not ${truth}`);
      }
    });
  });

  it.each([...EXPONENTS, ...FAR])('of float32 numbers is the engine rounded: %f', (y) => {
    const source = Float32Array.from(numbers(30_000, 4));
    const wanted = run(powScalar, source, y);
    run(pow, source, y).forEach((value, i) => {
      const truth = wanted[i]!;
      if (Object.is(value, truth)) return;
      // Where the power lies right between two floats, either is as near.
      const power = source[i]! ** Math.fround(y);
      const off = Math.abs(Math.abs(value - power) - Math.abs(truth - power));
      if (!(off <= Math.abs(power) * 2 ** -38)) {
        expect.fail(`${source[i]} ** ${y} is ${value}, not ${truth}`);
      }
    });
  });

  it.each([-1, 0, 0.5, 1])(
    'leaves exponents to the engine for which it takes no logarithm: %f',
    (y) => {
      const source = numbers(300, 5);
      const calls = withCanaries(() =>
        expect(run(pow, source, y)).toEqual(run(powScalar, source, y)),
      );
      expect(calls).toBe(0);
    },
  );

  it('gives whole numbers where powers are', () => {
    const source = Float64Array.from({ length: 200 }, (_, i) => i - 100);
    expect(run(pow, source, 3)).toEqual(source.map((x) => x * x * x));
    expect(run(pow, source, 1)).toEqual(source);
    expect(
      run(
        pow,
        source.map((x) => x * x),
        0.5,
      ),
    ).toEqual(source.map(Math.abs));
  });

  it('may write where it reads, at any place, and leaves few numbers and other steps to the scalar one', () => {
    const source = numbers(3000, 9);
    const wanted = run(pow, source.subarray(5), 0.45);
    pow(source, 5, 1, new Float64Array([9, 0.45]), 1, 0, source, 5, 2995);
    expect(source.subarray(5)).toEqual(wanted);
    const few = source.slice(0, 127);
    expect(withCanaries(() => expect(run(pow, few, 3)).toEqual(run(powScalar, few, 3)))).toBe(0);
    const [many, got, other] = [numbers(600, 2), new Float64Array(300), new Float64Array(300)];
    for (const [aStep, bStep] of [
      [2, 0],
      [0, 1],
      [1, 1],
    ] as const) {
      expect(withCanaries(() => pow(many, 0, aStep, many, 1, bStep, got, 0, 300))).toBe(0);
      powScalar(many, 0, aStep, many, 1, bStep, other, 0, 300);
      expect(got).toEqual(other);
    }
  });
});
