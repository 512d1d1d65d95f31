import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { FloatTypedArray } from '../../../src/core/types.js';
import * as scalar from '../../../src/kernels/scalar/nearest-two.js';
import { nearestTwo } from '../../../src/kernels/simd/nearest-two.js';
import { simd } from '../../laws/simd.js';
import { withCanaries } from './canaries.js';
import { randomFloats } from './numbers.js';

vi.mock(import('../../../src/kernels/scalar/nearest-two.js'), async (original) => {
  const kernels = await original();
  return { ...kernels, nearestTwo: vi.fn(kernels.nearestTwo) };
});

const asked = vi.mocked(scalar.nearestTwo);
afterEach(() => asked.mockClear());

type Search = typeof nearestTwo;

function run(
  search: Search,
  a: FloatTypedArray,
  b: FloatTypedArray,
  d: number,
): { nearest: Int32Array; squared: Float64Array } {
  const [n, m] = [a.length / d, b.length / d];
  const nearest = new Int32Array(2 * n).fill(99);
  const squared = new Float64Array(2 * n).fill(99);
  search(a, b, n, m, d, nearest, squared);
  return { nearest, squared };
}

/** Expects what the scalar kernel finds; returns for how many rows it was asked. */
function agree(a: FloatTypedArray, b: FloatTypedArray, d: number): number {
  const wanted = run(scalar.nearestTwo, a, b, d);
  asked.mockClear();
  let got: ReturnType<typeof run> | undefined;
  const allocated = withCanaries(() => {
    got = run(nearestTwo, a, b, d);
  });
  expect(got).toEqual(wanted);
  const rows = asked.mock.calls.reduce((sum, call) => sum + call[2], 0);
  if (rows === 0) expect(allocated).toBeGreaterThan(0);
  return rows;
}

// Beside every multiple of a tile, a panel, a strip and a block.
const sizes: readonly (readonly [number, number, number])[] = [
  [1, 20_000, 1],
  [129, 129, 1],
  [2, 3000, 3],
  [3000, 2, 3],
  [513, 1, 128],
  [1, 513, 128],
  [1025, 1031, 2],
  [61, 67, 127],
  [66, 519, 128],
  [5, 33, 4097],
  [3, 4, 70_001],
];

const kinds: Record<string, (count: number, seed: number) => FloatTypedArray> = {
  float32: (count, seed) => randomFloats(count, seed, -0.3, 1),
  float64: (count, seed) => Float64Array.from(randomFloats(count, seed, -3, 10), (x) => x / 7),
  bytes: (count, seed) => randomFloats(count, seed, 0, 256).map(Math.floor),
};

describe.runIf(simd)('the SIMD search for the two nearest rows', () => {
  it.each(Object.keys(kinds))('finds what the scalar one finds, to the last bit: %s', (kind) => {
    for (const [n, m, d] of sizes) {
      const rows = agree(kinds[kind]!(n * d, n), kinds[kind]!(m * d, m + 1), d);
      // Of very long rows whole numbers are too large for 16 bits; of single numbers too many are alike.
      if (d > 1) expect(rows, `${n} × ${m} × ${d}`).toBe(0);
    }
  });

  it('does so for any size, scale and number of equal rows', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 70 }),
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(1, 1e-30, 1e30, 2 ** -149),
        fc.constantFrom(2, 5, 1000, 0),
        (n, m, d, scale, levels) => {
          fc.pre(n * m * d >= 16384);
          const make = (count: number, seed: number): Float32Array =>
            randomFloats(count, seed, -1, 1).map((x) =>
              levels === 0 ? x * scale : Math.round(x * levels) * scale,
            );
          agree(make(n * d, n), make(m * d, m), d);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('finds descriptors again that were turned a little, without the scalar kernel', () => {
    const [n, d] = [300, 128];
    const train = randomFloats(n * d, 1, 0, 0.15);
    const noise = randomFloats(n * d, 2, -0.01, 0.01);
    expect(
      agree(
        train.map((x, i) => x + noise[i]!),
        train,
        d,
      ),
    ).toBe(0);
  });

  it('takes the first of equal rows, and hands over where too many are nearly equal', () => {
    const d = 16;
    const few = randomFloats(40 * d, 3);
    const row = randomFloats(d, 4);
    const many = Float32Array.from({ length: 300 * d }, (_, i) => row[i % d]! + 1e-6 * (i % 7));
    expect(agree(few, many, d)).toBe(40);
    // In whole numbers equal rows are told apart by their order alone.
    const same = many.map((_, i) => Math.round(8 * row[i % d]!));
    expect(
      agree(
        few.map((x) => Math.round(8 * x)),
        same,
        d,
      ),
    ).toBe(0);
    expect(run(nearestTwo, same, same, d).nearest.every((r, i) => r === i % 2)).toBe(true);
  });

  it('thins out candidates that come in the order of falling distance', () => {
    const [m, d] = [2000, 8];
    const train = Float32Array.from({ length: m * d }, (_, i) => 2 - Math.floor(i / d) / m);
    expect(agree(randomFloats(8 * d, 5, 0, 0.1), train, d)).toBe(0);
  });

  it('hands over rows so short that their squares are lost', () => {
    for (const size of [1.5e-162, 3e-162, 1e-161, 1e-160]) {
      const [a, b] = [1, 2].map((seed) =>
        Float64Array.from(randomFloats(60 * 128, seed, 0.2, 0.95), (x, i) =>
          i % 128 === 0 ? 1.06 * size : x * size,
        ),
      );
      expect(agree(a!, b!, 128)).toBe(60);
    }
  });

  it('hands over all rows where the longest hides the others', () => {
    const d = 32;
    const train = randomFloats(100 * d, 6);
    train.fill(1e9, 50 * d, 51 * d);
    expect(agree(randomFloats(20 * d, 7), train, d)).toBe(20);
    expect(agree(new Float64Array(20 * d).fill(1e300), new Float64Array(100 * d), d)).toBe(20);
  });

  it('writes neither input, and leaves few rows to the scalar kernel', () => {
    const a = randomFloats(64 * 32, 8);
    const before = a.slice();
    run(nearestTwo, a, a, 32);
    expect(a).toEqual(before);
    expect(asked).not.toHaveBeenCalled();
    run(nearestTwo, a.subarray(0, 64), a, 32);
    expect(asked).toHaveBeenCalledOnce();
  });
});
