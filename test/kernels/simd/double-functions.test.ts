import { describe, expect, it } from 'vitest';
import type { ShapedUnaryKernel } from '../../../src/kernels/array-kernels.js';
import {
  elu as eluScalar,
  gelu as geluScalar,
  normalCdf as normalCdfScalar,
} from '../../../src/kernels/scalar/activations.js';
import {
  log as logScalar,
  tanh as tanhScalar,
} from '../../../src/kernels/scalar/elementwise-unary.js';
import { elu, gelu, log, normalCdf, tanh } from '../../../src/kernels/simd/elementwise.js';
import { simd } from '../../laws/simd.js';
import { withCanaries } from './canaries.js';
import { randomFloats } from './numbers.js';
import { exp } from './twins/double-exponential.js';
import * as twins from './twins/double-functions.js';

const ALPHA = 0.7;

// The engine's own exponential is part of the scalar gelu.
const fdlibm = randomFloats(2000, 1, -40, 0).every((x) => Math.exp(x) === exp(x));

const CASES = [
  { name: 'log', fast: log, scalar: logScalar, twin: twins.log, exact: true },
  { name: 'tanh', fast: tanh, scalar: tanhScalar, twin: twins.tanh, exact: true },
  {
    ...{ name: 'elu', fast: elu, scalar: eluScalar, exact: true },
    twin: (x: number) => twins.elu(x, ALPHA),
  },
  { name: 'gelu', fast: gelu, scalar: geluScalar, twin: twins.gelu, exact: fdlibm },
  {
    ...{ name: 'normalCdf', fast: normalCdf, scalar: normalCdfScalar },
    ...{ twin: twins.normalCdf, exact: fdlibm },
  },
] as const;

/** Beside each number the two next to it. */
function beside(...numbers: number[]): number[] {
  return numbers.flatMap((x) => [x * (1 - 2 ** -53), x, x * (1 + 2 ** -52)]);
}

/** What is out of the ordinary: ends of ranges, where the kernels go other ways, and what is no number. */
const SPECIAL = [
  ...[0, -0, Infinity, -Infinity, Number.NaN, 5e-324, -5e-324, 1e-310, 1.7976931348623157e308],
  ...beside(2 ** -1022, 1, -1, 22, -22, 40, -40, -37.5, -38.6, -745, 2 ** -20, -56 * Math.LN2),
  ...beside(2 ** -28, -(2 ** -28), 2 ** -54, -(2 ** -54), 1 + 2 ** -20, 1 - 2 ** -20, 2 - 2 ** -19),
  ...beside(1 + 0x6147a / 2 ** 20, 1 + 0x6b852 / 2 ** 20, Math.SQRT2, 1 + 0x6a09c / 2 ** 20),
  ...beside(0.5 * Math.LN2, -0.5 * Math.LN2, 1.5 * Math.LN2, -1.5 * Math.LN2, 10 * Math.LN2),
  ...beside(0.25 * Math.LN2, 0.75 * Math.LN2, 9.75 * Math.LN2, 10.25 * Math.LN2, 28.25 * Math.LN2),
];

/** Float64 numbers up to `range`, and among them what is seldom met. */
function numbers(count: number, range: number): Float64Array {
  const mixed = Float64Array.from(randomFloats(count, count), (x) => (x * range * 7) / 6.9);
  SPECIAL.forEach((x, i) => {
    for (let at = i * 3; at < count; at += 311 + i) mixed[at] = x;
  });
  return mixed;
}

function run(kernel: ShapedUnaryKernel, source: Float64Array): Float64Array {
  const target = new Float64Array(source.length).fill(7);
  kernel(source, target, ALPHA);
  return target;
}

describe.runIf(simd).each(CASES)('the SIMD $name of float64 numbers', (tested) => {
  const { fast, scalar, twin, exact } = tested;

  it.runIf(exact)('is its twin, exactly, whatever the length', () => {
    for (const [count, range] of [
      [256, 1],
      [257, 30],
      [8191, 800],
      [8193, 4],
      [20_001, 1e-5],
      [20_001, 50],
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
    for (const range of [2, 45]) {
      const source = numbers(20_000, range);
      const wanted = run(scalar, source);
      run(fast, source).forEach((value, i) => {
        const truth = wanted[i]!;
        if (!Number.isFinite(truth)) expect(value).toBe(truth);
        else if (!(Math.abs(value - truth) <= Math.abs(truth) * 2 ** -51 + 5e-324)) {
          expect.fail(`${tested.name}(${source[i]}) is ${value}, not ${truth}`);
        }
      });
    }
  });

  it('may write where it reads, and leaves what is short to the scalar one', () => {
    const source = numbers(3000, 9);
    const wanted = run(fast, source);
    fast(source, source, ALPHA);
    expect(source).toEqual(wanted);
    const short = source.subarray(0, 255);
    const count = withCanaries(() => expect(run(fast, short)).toEqual(run(scalar, short)));
    expect(count).toBe(0);
  });
});
