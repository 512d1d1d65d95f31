import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ENDS,
  FIT,
  FIT_NUMBERS,
  refineExtrema as refineScalar,
} from '../../../src/kernels/scalar/refine-extrema.js';
import { imageLevels } from '../../../src/kernels/simd/generated/image-levels.js';
import { holding } from '../../../src/kernels/simd/hold.js';
import { refineExtrema } from '../../../src/kernels/simd/refine-extrema.js';
import { simd } from '../../laws/simd.js';
import { withCanaries } from './canaries.js';
import { randomFloats } from './numbers.js';

type Shape = readonly [depth: number, height: number, width: number];

function fitsBy(
  run: typeof refineExtrema,
  levels: Float32Array | Float64Array,
  shape: Shape,
  indices: readonly number[],
): Float64Array {
  const fits = new Float64Array(FIT_NUMBERS * indices.length).fill(7);
  run(levels, ...shape, indices, fits);
  return fits;
}

/** Fits to levels in the memory of the kernels. */
function fitsInside(levels: Float32Array, shape: Shape, indices: readonly number[]): Float64Array {
  return holding(imageLevels, (hold) => {
    const held = hold('float32', levels.length, 2 ** 18);
    held.numbers.set(levels);
    return fitsBy(refineExtrema, held.numbers, shape, indices);
  });
}

/** Indices of all samples of the differences that have neighbours on all sides. */
function interior([depth, height, width]: Shape): number[] {
  const volume = Array.from({ length: (depth - 1) * height * width }, (_, index) => index);
  return volume.filter((index) => {
    const [z, y] = [Math.floor(index / (height * width)), Math.floor(index / width) % height];
    const x = index % width;
    return z > 0 && z < depth - 2 && y > 0 && y < height - 1 && x > 0 && x < width - 1;
  });
}

/** Levels whose differences are smooth enough for fits to settle, or as rough as to run away. */
function levelsOf([depth, height, width]: Shape, seed: number, wave: number): Float32Array {
  const noise = randomFloats(depth * height * width, seed);
  return noise.map((value, i) => {
    const [z, y] = [Math.floor(i / (height * width)), Math.floor(i / width) % height];
    const x = i % width;
    return value * 0.02 + Math.sin(x / wave + seed) * Math.cos(y / wave) * Math.sin(z / 2);
  });
}

const tasks = fc.record({
  shape: fc.tuple(
    fc.integer({ min: 4, max: 8 }),
    fc.integer({ min: 3, max: 14 }),
    fc.integer({ min: 3, max: 14 }),
  ),
  seed: fc.integer({ min: 1, max: 1e6 }),
  wave: fc.constantFrom(0.7, 1.3, 2.5),
});

describe.runIf(simd)('the SIMD fits to extrema', () => {
  it('are those of the scalar kernel, to the last bit, and leave alone what is not their own', () => {
    const ends = ENDS.map(() => 0);
    fc.assert(
      fc.property(tasks, ({ shape, seed, wave }) => {
        const levels = levelsOf(shape, seed, wave);
        const indices = interior(shape);
        const wanted = fitsBy(refineScalar, levels, shape, indices);
        const count = withCanaries(() => {
          expect(fitsInside(levels, shape, indices)).toEqual(wanted);
        });
        expect(count).toBe(4);
        for (let i = 0; i < wanted.length; i += FIT_NUMBERS) ends[wanted[i + FIT.end]!]!++;
      }),
      { numRuns: 100 },
    );
    // No sample of noise has a singular Hessian.
    const [settled, outside, unsettled] = ends;
    expect(Math.min(settled!, outside!, unsettled!)).toBeGreaterThan(100);
  });

  it('tell where there is no single extremum, at once or on the way', () => {
    const shape = [5, 6, 9] as const;
    // A ramp that ends in a plain.
    const levels = Float32Array.from({ length: 5 * 6 * 9 }, (_, i) => {
      const [z, x] = [Math.floor(i / 54), i % 9];
      return x > 4 ? 0 : z * z * (5 - x) + (Math.floor(i / 9) % 6) ** 2 * z;
    });
    const indices = interior(shape);
    const wanted = fitsBy(refineScalar, levels, shape, indices);
    expect(fitsInside(levels, shape, indices)).toEqual(wanted);
    const degenerate = indices.filter((_, i) => wanted[i * FIT_NUMBERS + FIT.end] === 3);
    expect(degenerate.length).toBeGreaterThan(5);
    const flat = fitsInside(new Float32Array(270), shape, indices.slice(0, 1));
    expect([...flat]).toEqual([0, 0, ENDS.indexOf('degenerate'), 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('say what was found, and where, and how', () => {
    // Differences of −(x − 3.2)² − (y − 2)² − (z − 1.1)², times a step that float32 holds.
    const shape = [5, 6, 7] as const;
    const levels = new Float32Array(5 * 42);
    for (let z = 0; z < 4; z++) {
      for (let i = 0; i < 42; i++) {
        const [y, x] = [Math.floor(i / 7), i % 7];
        const value = 64 - (x - 3.25) ** 2 - (y - 2) ** 2 - (z - 1.125) ** 2;
        levels[(z + 1) * 42 + i] = levels[z * 42 + i]! + value;
      }
    }
    const start = 42 + 2 * 7 + 3;
    const fit = [...fitsInside(levels, shape, [start])];
    const value = 64 - 0.0625 - 0.015625;
    expect(fit).toEqual([value, 1, 0, 1, 1, 2, 3, 1.125, 2, 3.25, 64, 4]);
  });

  it('are to the last bit those of whole levels, in a part that begins with a later row', () => {
    const [depth, height, width] = [6, 200, 9];
    const [top, rows] = [170, 25];
    const levels = levelsOf([depth, height, width], 8, 1.3);
    const part = new Float32Array(depth * rows * width);
    for (let z = 0; z < depth; z++) {
      const from = (z * height + top) * width;
      part.set(levels.subarray(from, from + rows * width), z * rows * width);
    }
    // Fits take four steps at most.
    const inner = interior([depth, rows, width]).filter((index) => {
      const y = Math.floor(index / width) % rows;
      return y > 5 && y < rows - 6;
    });
    const starts = inner.map((index) => {
      return index + (Math.floor(index / (rows * width)) * (height - rows) + top) * width;
    });
    const wanted = fitsBy(refineScalar, levels, [depth, height, width], starts);
    expect(wanted.some((value, i) => i % FIT_NUMBERS === FIT.y && value > top + 6)).toBe(true);
    const fits = new Float64Array(wanted.length);
    refineScalar(part, depth, rows, width, inner, fits, top);
    expect(fits).toEqual(wanted);
    holding(imageLevels, (hold) => {
      const held = hold('float32', part.length, 2 ** 18);
      held.numbers.set(part);
      refineExtrema(held.numbers, depth, rows, width, inner, fits.fill(0), top);
    });
    expect(fits).toEqual(wanted);
  });

  it('leave levels of float64, and those that lie elsewhere, to the scalar kernel', () => {
    const shape = [5, 8, 9] as const;
    const levels = levelsOf(shape, 3, 1.3);
    const indices = interior(shape);
    const doubles = Float64Array.from(levels);
    for (const data of [levels, doubles]) {
      expect(fitsBy(refineExtrema, data, shape, indices)).toEqual(
        fitsBy(refineScalar, data, shape, indices),
      );
    }
  });
});
