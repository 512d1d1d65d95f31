import { describe, expect, it, vi } from 'vitest';
import { exactSeparableFilter } from '../../../src/kernels/simd/exact-separable-filter.js';
import { findDifferenceExtrema } from '../../../src/kernels/simd/extrema.js';
import { imageLevels } from '../../../src/kernels/simd/generated/image-levels.js';
import { type Hold, holding, ordinary } from '../../../src/kernels/simd/hold.js';
import { doubleImage, halveImage } from '../../../src/kernels/simd/octave-resample.js';
import { siftDescriptors, siftOrientations } from '../../../src/kernels/simd/sift-patches.js';
import { inArena } from '../../../src/kernels/simd/wasm-module.js';
import { simd } from '../../laws/simd.js';
import { randomFloats } from './numbers.js';
import { taps } from './taps.js';

const [height, width] = [40, 52];
const area = height * width;
const image = randomFloats(area, 1, 0, 1);
const SPARE = 2 ** 20;

/** Levels of an image that is doubled, smoothed and halved, and what kernels read off them. */
function work(hold: Hold): readonly ArrayLike<number>[] {
  const held = hold('float32', 4 * 4 * area, SPARE);
  const small = hold('float32', area, SPARE);
  const level = (n: number) => held.numbers.subarray(n * 4 * area, (n + 1) * 4 * area);
  doubleImage(image, level(3), height, width);
  const sizes = [2 * height, 2 * width] as const;
  exactSeparableFilter(
    level(3),
    level(0),
    ...sizes,
    taps(3, 'even'),
    taps(2, 'even'),
    'reflect',
    0,
  );
  exactSeparableFilter(
    level(0),
    level(1),
    ...sizes,
    taps(1, 'even'),
    taps(1, 'even'),
    'wrap',
    0,
    true,
  );
  exactSeparableFilter(level(1), level(2), ...sizes, taps(7, 'even'), taps(7, 'even'), 'mirror', 0);
  exactSeparableFilter(
    level(2),
    level(3),
    ...sizes,
    taps(1, 'even'),
    taps(1, 'even'),
    'nearest',
    0,
  );
  halveImage(level(2), small.numbers, ...sizes);
  const found: number[] = [];
  findDifferenceExtrema(held.numbers, 4, ...sizes, 0, true, found);
  const angles: number[] = [];
  const places = Float64Array.from([1, 30.2, 41.7, 3]);
  siftOrientations(held.numbers, ...sizes, places, 3, new Int32Array(1), angles);
  const descriptor = new Float32Array(128);
  const turned = Float64Array.from([2, 30.2, 41.7, 4, 1]);
  siftDescriptors(held.numbers, ...sizes, turned, 'unit', descriptor);
  return [held.numbers.slice(), small.numbers.slice(), found, angles, descriptor];
}

describe.runIf(simd)('numbers in the memory of the SIMD kernels', () => {
  it('come out as those beside it', () => {
    const wanted = work(ordinary);
    expect(wanted[2]!.length).toBeGreaterThan(0);
    expect(holding(imageLevels, work)).toEqual(wanted);
  });

  it('are what kernels write where they lie, and nothing around them', () => {
    inArena(imageLevels, (_, arena) => {
      const before = arena.words(area + 32);
      arena.float32(before, area + 32).fill(7);
      const within = arena.float32(before, area + 32).subarray(16, 16 + area);
      exactSeparableFilter(
        image,
        within,
        height,
        width,
        taps(3, 'even'),
        taps(3, 'even'),
        'wrap',
        0,
      );
      const all = arena.float32(before, area + 32);
      expect([...all.subarray(0, 16), ...all.subarray(16 + area)]).toEqual(Array(32).fill(7));
      const wanted = new Float32Array(area);
      exactSeparableFilter(
        image,
        wanted,
        height,
        width,
        taps(3, 'even'),
        taps(3, 'even'),
        'wrap',
        0,
      );
      expect(all.slice(16, 16 + area)).toEqual(wanted);
    });
  });

  it('leave the memory as large as it was, or a small one where it had grown very large', () => {
    const sizes = (count: number): number => {
      let size = 0;
      holding(imageLevels, (hold) => hold('float32', count, 0));
      inArena(imageLevels, (_, arena) => {
        size = arena.size;
      });
      return size;
    };
    const usual = sizes(2 ** 20);
    expect(usual).toBeGreaterThan(2 ** 22);
    expect(sizes(2 ** 20)).toBe(usual);
    expect(sizes(2 ** 25)).toBe(2 ** 17);
    expect(holding(imageLevels, work)).toEqual(work(ordinary));
  });

  it('lie in a very large memory again, which no other call sees, where it has not been collected', () => {
    const sizes = () =>
      holding(imageLevels, (hold) => {
        hold('float32', 2 ** 25, 0);
        let size = 0;
        inArena(imageLevels, (_, arena) => {
          size = arena.size;
        });
        return size;
      });
    const first = sizes();
    const grow = vi.spyOn(WebAssembly.Memory.prototype, 'grow');
    try {
      expect(sizes()).toBe(first);
      expect(grow).not.toHaveBeenCalled();
    } finally {
      grow.mockRestore();
    }
    inArena(imageLevels, (_, arena) => {
      expect(arena.size).toBeLessThan(2 ** 26);
      // In the middle of another call it is not exchanged.
      arena.words(1);
      const inside = holding(imageLevels, (hold) => {
        return arena.find(hold('float32', 1, 0).numbers as Float32Array) !== undefined;
      });
      expect(inside).toBe(true);
    });
    expect(holding(imageLevels, work)).toEqual(work(ordinary));
  });

  it('lie elsewhere where the memory cannot grow, and float64 always', () => {
    const grow = vi.spyOn(WebAssembly.Memory.prototype, 'grow').mockImplementation(() => {
      throw new RangeError('no more');
    });
    try {
      const held = holding(imageLevels, (hold) => hold('float32', 2 ** 26, 0).numbers);
      expect(held).toHaveLength(2 ** 26);
      expect(holding(imageLevels, (hold) => hold('float64', 3, 0).numbers)).toEqual(
        new Float64Array(3),
      );
    } finally {
      grow.mockRestore();
    }
  });
});

describe('numbers of which the first are kept', () => {
  it('stay as they are, and what is held next lies in the place of the others', () => {
    const places = holding(imageLevels, (hold) => {
      const held = hold('float32', 3000, SPARE);
      held.numbers.fill(7);
      const whole = held.numbers.byteLength;
      held.keep(1001);
      const next = hold('float32', 3000, SPARE);
      next.numbers.fill(9);
      if (simd) {
        expect(held.numbers.length).toBe(1001);
        expect(next.numbers.byteOffset).toBeLessThan(held.numbers.byteOffset + whole);
      }
      expect([...held.numbers].slice(0, 1001).every((value) => value === 7)).toBe(true);
      return next.numbers.byteOffset % 64;
    });
    expect(places).toBe(0);
  });

  it('are all there beside the memory of the kernels', () => {
    const held = ordinary('float64', 10, 0);
    held.numbers.fill(7);
    held.keep(3);
    expect([...held.numbers]).toEqual(Array(10).fill(7));
  });
});
