import { describe, expect, it } from 'vitest';
import type { UnaryKernel } from '../../../src/kernels/array-kernels.js';
import {
  sigmoid as sigmoidScalar,
  silu as siluScalar,
} from '../../../src/kernels/scalar/activations.js';
import { exp as expScalar } from '../../../src/kernels/scalar/elementwise-unary.js';
import { exp, sigmoid, silu } from '../../../src/kernels/simd/elementwise.js';
import { simd } from '../../laws/simd.js';
import { withCanaries } from './canaries.js';
import { randomFloats } from './numbers.js';
import * as twins from './twins/double-exponential.js';

const CASES = [
  { name: 'exp', fast: exp, scalar: expScalar, twin: twins.exp },
  { name: 'sigmoid', fast: sigmoid, scalar: sigmoidScalar, twin: twins.sigmoid },
  { name: 'silu', fast: silu, scalar: siluScalar, twin: twins.silu },
] as const;

/** What is out of the ordinary: beside the ends of the range, beside 0, 1, and half and one and a half ln 2. */
const SPECIAL = [
  ...[0, -0, 1, -1, Infinity, -Infinity, Number.NaN, 5e-324, -5e-324, 1e-310, 1e308, -1e308],
  ...[709.782712893384, 709.7827128933841, 709.5, -708, -708.5, -720.3, -745.1, -745.1332191019411],
  ...[
    -745.1332191019412,
    -745.14,
    708,
    2 ** -28,
    -(2 ** -28),
    2 ** -29,
    1 + 2 ** -52,
    1 - 2 ** -53,
  ],
  ...[-8, -1, 0, 1, 8].map((i) => Math.LN2 / 2 + i * 2 ** -54),
  ...[-8, -1, 0, 1, 8].map((i) => -Math.LN2 / 2 + i * 2 ** -54),
  ...[-9e-11, 9e-11, 3e-10].map((d) => Math.LN2 / 2 + d),
  ...[-1, 0, 1].map((i) => 1.5 * Math.LN2 + i * 2 ** -52),
];

/** Float64 numbers up to `range`, and among them what is seldom met. */
function numbers(count: number, range: number): Float64Array {
  const mixed = Float64Array.from(randomFloats(count, count), (x) => (x * range * 7) / 6.9);
  SPECIAL.forEach((x, i) => {
    for (let at = i * 3; at < count; at += 211 + i) mixed[at] = x;
  });
  return mixed;
}

function run(kernel: UnaryKernel, source: Float64Array): Float64Array {
  const target = new Float64Array(source.length).fill(7);
  kernel(source, target);
  return target;
}

describe.runIf(simd).each(CASES)('the SIMD $name of float64 numbers', ({ fast, scalar, twin }) => {
  it('is its twin, exactly, whatever the length', () => {
    for (const [count, range] of [
      [256, 1],
      [257, 30],
      [8191, 800],
      [8193, 4],
      [20_001, 1e-8],
    ] as const) {
      const source = numbers(count, range);
      const before = source.slice();
      const calls = withCanaries(() =>
        expect(run(fast, source)).toEqual(source.map((x) => twin(x))),
      );
      expect(calls).toBeGreaterThan(0);
      expect(source).toEqual(before);
    }
  });

  it('is off the scalar one by two roundings at most, whatever an engine has', () => {
    const source = numbers(20_000, 50);
    const wanted = run(scalar, source);
    run(fast, source).forEach((value, i) => {
      const truth = wanted[i]!;
      if (!Number.isFinite(truth)) expect(value).toBe(truth);
      else expect(Math.abs(value - truth)).toBeLessThanOrEqual(Math.abs(truth) * 2 ** -51);
    });
  });

  it('may write where it reads, and leaves what is short to the scalar one', () => {
    const source = numbers(3000, 9);
    const wanted = run(fast, source);
    fast(source, source);
    expect(source).toEqual(wanted);
    const short = source.subarray(0, 255);
    const count = withCanaries(() => expect(run(fast, short)).toEqual(run(scalar, short)));
    expect(count).toBe(0);
  });
});
