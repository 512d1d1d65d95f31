import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FloatTypedArray } from '../../../src/core/types.js';
import type { BorderMode } from '../../../src/kernels/kernels.js';
import { borderIndex } from '../../../src/kernels/scalar/border.js';
import { correlateImage } from '../../../src/kernels/scalar/correlate-image.js';
import { filterAxis } from '../../../src/kernels/scalar/filter-axis.js';
import { separableFilter } from '../../../src/kernels/scalar/separable-filter.js';
import { BORDERS, correlateSlowly, largestDifference, layOut } from '../../filter/slow.js';

const numbers = (count: number): fc.Arbitrary<number[]> =>
  fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: count, maxLength: count });

/** Kernels of every symmetry: the fast sums have a way of their own for symmetric taps. */
const kernels = (maxRadius: number): fc.Arbitrary<number[]> =>
  fc.integer({ min: 0, max: maxRadius }).chain((radius) =>
    fc.tuple(numbers(2 * radius + 1), fc.constantFrom(-1, 0, 1)).map(([taps, symmetry]) => {
      if (symmetry === 0) return taps;
      return taps.map((tap, t) => (t <= radius ? tap : symmetry * taps[2 * radius - t]!));
    }),
  );

const nested = (values: ArrayLike<number>, height: number, width: number): number[][] =>
  Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => values[y * width + x]!),
  );

/** Runs a kernel on storage that must not be written, into storage that is full of NaN. */
function run(
  Storage: Float64ArrayConstructor | Float32ArrayConstructor,
  values: readonly number[],
  filter: (source: FloatTypedArray, target: FloatTypedArray) => void,
): FloatTypedArray {
  const source = Storage.from(values);
  const target = new Storage(source.length).fill(Number.NaN);
  filter(source, target);
  expect(largestDifference(source, Storage.from(values))).toBe(0);
  return target;
}

describe('borderIndex', () => {
  it.each(BORDERS)('goes on as SciPy draws "%s", many lengths out', (border) => {
    for (const length of [1, 2, 3, 7]) {
      const drawn = layOut(length, 40, border);
      const folded = drawn.map((_, i) => borderIndex(i - 40, length, border));
      expect(folded).toEqual(drawn);
    }
  });
});

describe('filterAxis', () => {
  const cases = fc.record({
    outer: fc.integer({ min: 1, max: 3 }),
    // Short and long axes, narrow and wide rows: each kind has its own path.
    length: fc.oneof(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 16, max: 50 })),
    inner: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 64, max: 70 })),
    kernel: fc.oneof(kernels(4), kernels(24)),
    border: fc.constantFrom(...BORDERS),
    constant: fc.double({ min: -2, max: 2, noNaN: true }),
    seed: fc.integer({ min: 0, max: 1000 }),
  });

  it('equals the sum over the drawn-out line, whatever the sizes', () => {
    fc.assert(
      fc.property(cases, ({ outer, length, inner, kernel, border, constant, seed }) => {
        const values = Array.from({ length: outer * length * inner }, (_, i) =>
          Math.sin(seed + i * i),
        );
        const places = layOut(length, kernel.length, border);
        const expected = values.map((_, i) => {
          const x = Math.floor(i / inner) % length;
          const start = i - x * inner;
          return kernel.reduce((sum, tap, t) => {
            const from = places[x + t + kernel.length - (kernel.length >> 1)]!;
            return sum + tap * (from < 0 ? constant : values[start + from * inner]!);
          }, 0);
        });
        const taps = Float64Array.from(kernel);
        const actual = run(Float64Array, values, (source, target) =>
          filterAxis(source, target, outer, length, inner, taps, border, constant),
        );
        expect(largestDifference(actual, expected)).toBeLessThan(1e-13);
        expect(taps).toEqual(Float64Array.from(kernel));
        const single = run(Float32Array, values, (source, target) =>
          filterAxis(source, target, outer, length, inner, taps, border, constant),
        );
        // Inputs and results are rounded to 24 bits, sums are not.
        const mass = kernel.reduce((sum, tap) => sum + Math.abs(tap), 0);
        expect(largestDifference(single, expected)).toBeLessThan(2 ** -23 * (mass + 1));
      }),
    );
  });

  it('covers more columns than one strip holds', () => {
    const [length, inner] = [20, 2000];
    const values = Array.from({ length: length * inner }, (_, i) => Math.sin(i * i));
    const taps = Float64Array.of(0.25, 0.5, 0.125);
    const actual = run(Float64Array, values, (source, target) =>
      filterAxis(source, target, 1, length, inner, taps, 'wrap', 0),
    );
    const expected = values.map((value, i) => {
      const above = values[(i + (length - 1) * inner) % values.length]!;
      const below = values[(i + inner) % values.length]!;
      return 0.25 * above + 0.5 * value + 0.125 * below;
    });
    expect(largestDifference(actual, expected)).toBeLessThan(1e-15);
  });

  it('writes nothing for an empty array', () => {
    const target = new Float64Array(0);
    for (const [outer, length, inner] of [
      [0, 3, 3],
      [3, 0, 3],
      [3, 3, 0],
    ] as const) {
      filterAxis(target, target, outer, length, inner, Float64Array.of(1, 2, 1), 'reflect', 0);
    }
    expect(target.length).toBe(0);
  });
});

describe('separableFilter', () => {
  it('equals the correlation with the product of its kernels, on every border', () => {
    fc.assert(
      fc.property(
        fc.record({
          height: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 16, max: 40 })),
          width: fc.integer({ min: 1, max: 12 }),
          kernelY: kernels(9),
          kernelX: kernels(5),
          border: fc.constantFrom(...BORDERS),
          constant: fc.double({ min: -2, max: 2, noNaN: true }),
          seed: fc.integer({ min: 0, max: 1000 }),
        }),
        ({ height, width, kernelY, kernelX, border, constant, seed }) => {
          const values = Array.from({ length: height * width }, (_, i) => Math.sin(seed + i * i));
          const expected = correlateSlowly(
            nested(values, height, width),
            kernelY.map((y) => kernelX.map((x) => y * x)),
            border,
            constant,
          ).flat();
          const [tapsY, tapsX] = [Float64Array.from(kernelY), Float64Array.from(kernelX)];
          for (const [Storage, rounding] of [
            [Float64Array, 1e-13],
            [Float32Array, 1e-5],
          ] as const) {
            const actual = run(Storage, values, (source, target) =>
              separableFilter(source, target, height, width, tapsY, tapsX, border, constant),
            );
            expect(largestDifference(actual, expected)).toBeLessThan(rounding);
          }
        },
      ),
    );
  });

  it('writes nothing for an empty image', () => {
    const target = new Float64Array(0);
    const taps = Float64Array.of(1);
    separableFilter(target, target, 0, 4, taps, taps, 'reflect', 0);
    expect(target.length).toBe(0);
  });
});

describe('correlateImage', () => {
  it('writes nothing for an empty image', () => {
    const target = new Float64Array(0);
    correlateImage(target, target, 4, 0, Float64Array.of(1), 1, 1, 'reflect', 0);
    expect(target.length).toBe(0);
  });

  it('equals the definition for kernels of odd and even sizes, larger than the image too', () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }));
    fc.assert(
      fc.property(
        sizes.chain(([rows, columns]) => fc.tuple(fc.constant(columns), numbers(rows * columns))),
        sizes.chain(([height, width]) => fc.tuple(fc.constant(width), numbers(height * width))),
        fc.constantFrom(...BORDERS),
        ([columns, taps], [width, values], border: BorderMode) => {
          const rows = taps.length / columns;
          const height = values.length / width;
          const expected = correlateSlowly(
            nested(values, height, width),
            nested(taps, rows, columns),
            border,
            0.7,
          ).flat();
          const kernel = Float64Array.from(taps);
          const actual = run(Float64Array, values, (source, target) =>
            correlateImage(source, target, height, width, kernel, rows, columns, border, 0.7),
          );
          expect(largestDifference(actual, expected)).toBeLessThan(1e-13);
        },
      ),
    );
  });
});
