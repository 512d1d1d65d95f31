import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BorderMode } from '../../../src/kernels/kernels.js';
import { separableFilter as separableScalar } from '../../../src/kernels/scalar/separable-filter.js';
import { exactSeparableFilter } from '../../../src/kernels/simd/exact-separable-filter.js';
import { simd } from '../../laws/simd.js';
import { withCanaries } from './canaries.js';
import { randomFloats } from './numbers.js';
import { BORDERS, taps } from './taps.js';
import { smoothTwin } from './twins/smooth-image.js';

type Task = readonly [
  image: Float32Array,
  height: number,
  width: number,
  kernelY: Float64Array,
  kernelX: Float64Array,
  border: BorderMode,
  constant: number,
];

function smoothed(
  run: typeof exactSeparableFilter,
  [image, ...rest]: Task,
  downFirst?: boolean,
): Float32Array {
  const target = new Float32Array(image.length).fill(Number.NaN);
  run(image, target, ...rest, downFirst);
  return target;
}

function turned(image: Float32Array, height: number, width: number): Float32Array {
  return image.map((_, i) => image[(i % height) * width + Math.floor(i / height)]!);
}

const tasks = fc
  .record({
    height: fc.integer({ min: 1, max: 30 }),
    width: fc.oneof(fc.constantFrom(1, 2, 3, 15, 16, 17), fc.integer({ min: 20, max: 90 })),
    radiusY: fc.integer({ min: 0, max: 13 }),
    radiusX: fc.integer({ min: 0, max: 13 }),
    border: fc.constantFrom(...BORDERS),
  })
  .filter(({ height, width }) => height * width >= 16)
  .map(({ height, width, radiusY, radiusX, border }): Task => {
    const image = randomFloats(height * width, width);
    return [image, height, width, taps(radiusY, 'even'), taps(radiusX, 'even'), border, 0.3];
  });

describe.runIf(simd)('the exact SIMD separable filter', () => {
  it('is its twin, exactly, and leaves alone what is not its own', () => {
    fc.assert(
      fc.property(tasks, (task) => {
        const wanted = smoothTwin(...task);
        const count = withCanaries(() => {
          expect(smoothed(exactSeparableFilter, task)).toEqual(wanted);
        });
        expect(count).toBeGreaterThan(0);
      }),
      { numRuns: 80 },
    );
  });

  it('gives a turned image its turned values, exactly, where the columns come first', () => {
    fc.assert(
      fc.property(tasks, ([image, height, width, kernelY, kernelX, border, constant]) => {
        const rest = [border, constant] as const;
        const task = [image, height, width, kernelY, kernelX, ...rest] as const;
        const other = turned(image, height, width);
        const got = smoothed(exactSeparableFilter, [
          other,
          width,
          height,
          kernelX,
          kernelY,
          ...rest,
        ]);
        let columnsFirst = image;
        withCanaries(() => {
          columnsFirst = smoothed(exactSeparableFilter, task, true);
        });
        expect(turned(columnsFirst, height, width)).toEqual(got);
      }),
      { numRuns: 80 },
    );
  });

  it.each(BORDERS)('goes on from strip to strip: %s', (border) => {
    const [height, width] = [40, 500];
    const image = randomFloats(height * width, 1);
    const task: Task = [image, height, width, taps(6, 'even'), taps(4, 'even'), border, -2];
    expect(smoothed(exactSeparableFilter, task)).toEqual(smoothTwin(...task));
  });

  it('rounds but once where neighbours differ by little', () => {
    const [height, width] = [120, 150];
    const image = Float32Array.from({ length: height * width }, (_, i) => {
      const [y, x] = [Math.floor(i / width), i % width];
      return 0.7 + 0.2 * Math.sin(x / 23 + y / 31) * Math.cos(y / 17);
    });
    for (const radius of [1, 5, 12]) {
      const kernel = taps(radius, 'even');
      const truth = new Float64Array(image.length);
      separableScalar(image, truth, height, width, kernel, kernel, 'reflect', 0);
      const task: Task = [image, height, width, kernel, kernel, 'reflect', 0];
      const got = smoothed(exactSeparableFilter, task);
      // Numbers from ½ to 1 are off by 2⁻²⁵ when they are rounded.
      const errors = truth.map((value, i) => Math.abs(got[i]! - value) * 2 ** 25);
      expect(Math.max(...errors)).toBeLessThan(1.2);
    }
  });

  it('leaves a constant image as it is, to the last bit', () => {
    const image = new Float32Array(900).fill(0.7);
    for (const radius of [1, 5, 13]) {
      const kernel = taps(radius, 'even');
      expect(smoothed(exactSeparableFilter, [image, 30, 30, kernel, kernel, 'reflect', 0])).toEqual(
        image,
      );
    }
  });

  it('leaves to the scalar kernel what overflows in float32', () => {
    const image = Float32Array.from({ length: 900 }, (_, i) => (i % 2 === 0 ? 3e38 : -3e38));
    const kernel = taps(2, 'even');
    const task: Task = [image, 30, 30, kernel, kernel, 'reflect', 0];
    const wanted = smoothed(separableScalar, task);
    for (const downFirst of [false, true]) {
      expect(smoothed(exactSeparableFilter, task, downFirst)).toEqual(wanted);
    }
    expect(wanted.every(Number.isFinite)).toBe(true);
  });

  it('leaves other kernels, float64 and tiny images to the scalar one', () => {
    const image = randomFloats(900, 3);
    const even = taps(2, 'even');
    const tasks: Task[] = [
      [image, 30, 30, taps(2, 'odd'), even, 'wrap', 0],
      [image, 30, 30, even, taps(2, 'any'), 'wrap', 0],
      [image, 30, 30, even, even.map((tap) => 1.01 * tap), 'wrap', 0],
      [image.subarray(0, 15), 5, 3, even, even, 'reflect', 0],
    ];
    const count = withCanaries(() => {
      for (const task of tasks) {
        expect(smoothed(exactSeparableFilter, task)).toEqual(smoothed(separableScalar, task));
      }
      const wide = Float64Array.from(image);
      const [got, wanted] = [wide.slice(), wide.slice()];
      exactSeparableFilter(wide, got, 30, 30, even, even, 'wrap', 0);
      separableScalar(wide, wanted, 30, 30, even, even, 'wrap', 0);
      expect(got).toEqual(wanted);
    });
    expect(count).toBe(0);
  });
});
