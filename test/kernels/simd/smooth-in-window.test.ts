import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WindowedLevels } from '../../../src/kernels/kernels.js';
import { findDifferenceExtrema } from '../../../src/kernels/scalar/extrema.js';
import { smoothInWindow as declining } from '../../../src/kernels/scalar/smooth-in-window.js';
import { imageLevels } from '../../../src/kernels/simd/generated/image-levels.js';
import { holding, ordinary } from '../../../src/kernels/simd/hold.js';
import { smoothInWindow } from '../../../src/kernels/simd/smooth-in-window.js';
import { smoothLevels } from '../../../src/kernels/simd/smooth-levels.js';
import { simd } from '../../laws/simd.js';
import { withCanaries } from './canaries.js';
import { randomFloats } from './numbers.js';
import { taps } from './taps.js';

interface Task {
  readonly height: number;
  readonly width: number;
  readonly radii: readonly number[];
  readonly hasFirst: boolean;
  readonly border: 'reflect' | 'mirror';
  readonly downFirst: boolean;
  /** Rows that are asked for again, and those that there is room for beyond the fewest. */
  readonly kept: number;
  readonly spare: number;
}

const tasks: fc.Arbitrary<Task> = fc.record({
  height: fc.integer({ min: 60, max: 200 }),
  width: fc.integer({ min: 32, max: 70 }),
  radii: fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 3, maxLength: 5 }),
  hasFirst: fc.boolean(),
  border: fc.constantFrom('reflect', 'mirror'),
  downFirst: fc.boolean(),
  kept: fc.integer({ min: 1, max: 40 }),
  spare: fc.integer({ min: 0, max: 20 }),
});

const THRESHOLD = 0.01;

/** The rows of a window that suffice: those that wait for others, those that come, and those that are kept. */
function rowsFor({ height, radii, kept, spare }: Task): number {
  return Math.min(height, radii.reduce((sum, radius) => sum + radius + 2, 16) + kept + spare);
}

/** All levels, one after the other, and the extrema of their differences. */
function whole(task: Task, source: Float32Array): { levels: Float32Array; found: number[] } {
  const { height, width, radii, hasFirst, border, downFirst } = task;
  const area = height * width;
  const depth = radii.length + (hasFirst ? 1 : 0);
  const levels = new Float32Array(depth * area);
  if (hasFirst) levels.set(source);
  const targets = radii.map((_, i) => {
    const at = (i + (hasFirst ? 1 : 0)) * area;
    return levels.subarray(at, at + area);
  });
  const kernels = radii.map((radius) => taps(radius, 'even'));
  smoothLevels(source, targets, height, width, kernels, border, downFirst);
  const found: number[] = [];
  findDifferenceExtrema(levels, depth, height, width, THRESHOLD, true, found);
  return { levels, found };
}

/** The task of the kernel, in the storage of a hold. */
function windowed(
  task: Task,
  source: Float32Array,
  hold: typeof ordinary,
  look: (stack: Float32Array, top: number, end: number, found: readonly number[]) => void,
  rows = rowsFor(task),
): WindowedLevels {
  const { height, width, radii, hasFirst, border, downFirst, kept } = task;
  const depth = radii.length + (hasFirst ? 1 : 0);
  const held = hold('float32', depth * rows * width, 2 ** 21);
  return {
    source: (first, end) => source.subarray(first * width, end * width),
    hasFirst,
    stack: held.numbers,
    rows,
    height,
    width,
    kernels: radii.map((radius) => taps(radius, 'even')),
    border,
    downFirst,
    threshold: THRESHOLD,
    look(top, end, found) {
      look(held.numbers as Float32Array, top, end, found);
      return end - kept;
    },
  };
}

describe.runIf(simd)('the SIMD kernel for levels in a window', () => {
  it('has in its windows the rows of whole levels, and finds their extrema', () => {
    fc.assert(
      fc.property(tasks, (task) => {
        const { height, width } = task;
        const source = randomFloats(height * width, height + width, 0, 1);
        const wanted = whole(task, source);
        const rows = rowsFor(task);
        const found: number[] = [];
        const ends: number[] = [];
        let wrong = 0;
        const served = holding(imageLevels, (hold) => {
          const kernel = windowed(task, source, hold, (stack, top, end, some) => {
            found.push(...some);
            ends.push(end);
            const from = ends.length > 1 ? Math.max(0, ends[ends.length - 2]! - task.kept) : 0;
            for (let at = 0, z = 0; at < stack.length; at += rows * width, z++) {
              for (let y = from; y < end; y++) {
                for (let x = 0; x < width; x++) {
                  const value = stack[at + (y - top) * width + x];
                  if (value !== wanted.levels[(z * height + y) * width + x]) wrong++;
                }
              }
            }
          });
          return smoothInWindow(kernel);
        });
        expect(served).toBe(true);
        expect(wrong).toBe(0);
        expect(ends[ends.length - 1]).toBe(height);
        if (rows < height) expect(ends.length).toBeGreaterThan(1);
        expect(found.sort((a, b) => a - b)).toEqual(wanted.found);
      }),
      { numRuns: 60 },
    );
  });

  const task: Task = {
    ...{ height: 150, width: 45, radii: [2, 0, 5], kept: 20, spare: 3 },
    ...{ border: 'reflect', hasFirst: true, downFirst: false },
  };
  const source = randomFloats(150 * 45, 3, 0, 1);

  it('writes nowhere else', () => {
    for (const hasFirst of [false, true]) {
      const count = withCanaries(() => {
        holding(imageLevels, (hold) =>
          smoothInWindow(windowed({ ...task, hasFirst }, source, hold, () => {})),
        );
      });
      expect(count).toBeGreaterThan(10);
    }
  });

  it('gives up where the window is too small for what is asked for again, and at numbers that are not finite', () => {
    const run = (numbers: Float32Array, rows: number): boolean =>
      holding(imageLevels, (hold) => smoothInWindow(windowed(task, numbers, hold, () => {}, rows)));
    const most = rowsFor(task);
    expect(run(source, most)).toBe(true);
    expect(run(source, most - 20)).toBe(false);
    const infinite = source.slice();
    infinite[149 * 45 + 7] = Number.POSITIVE_INFINITY;
    expect(run(infinite, most)).toBe(false);
  });

  it('declines levels that lie elsewhere, and narrow ones; whole levels it takes anywhere', () => {
    const run = (of: Task, rows?: number): boolean =>
      smoothInWindow(windowed(of, source, ordinary, () => {}, rows));
    expect(run(task)).toBe(false);
    expect(run(task, task.height)).toBe(true);
    const narrow = { ...task, width: 31 };
    expect(
      holding(imageLevels, (hold) => smoothInWindow(windowed(narrow, source, hold, () => {}))),
    ).toBe(false);
  });
});

describe('the scalar kernel for levels in a window', () => {
  it('declines', () => {
    const task: Task = {
      ...{ height: 60, width: 40, radii: [1, 2], kept: 5, spare: 0 },
      ...{ border: 'reflect', hasFirst: false, downFirst: false },
    };
    const look = (): never => {
      throw new Error('nothing to look at');
    };
    expect(declining(windowed(task, new Float32Array(2400), ordinary, look))).toBe(false);
  });
});
