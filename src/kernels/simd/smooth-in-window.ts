// The levels of a scale space of a large image, of which only some rows are there at a time.
import type { FloatTypedArray } from '../../core/types.js';
import type { Kernels, WindowedLevels } from '../kernels.js';
import { openScan } from './extrema.js';
import { imageExtrema } from './generated/image-extrema.js';
import { imageLevels } from './generated/image-levels.js';
import { smoothLevels } from './smooth-levels.js';
import { type RowSource, type Smoothing, smoothInWindow as smooth, smooths } from './smoothing.js';
import { inArena } from './wasm-module.js';

/** Numbers of a row below which rows are laid out anew, so that levels are not where they are made: all rows have to be there. */
export const NARROWEST = 32;

/** See `Kernels.smoothInWindow`; declines where the stack is not in the memory of the kernels. */
export const smoothInWindow: Kernels['smoothInWindow'] = (levels) => {
  const { stack, rows, height, width, kernels, border, downFirst, threshold, look } = levels;
  if (rows === height) return smoothWhole(levels);
  if (!(stack instanceof Float32Array) || width < NARROWEST || !kernels.every(smooths)) {
    return false;
  }
  const plane = rows * width;
  const depth = stack.length / plane;
  let smoothed = false;
  inArena(imageLevels, (wasm, arena) => {
    const scanning = threshold === undefined ? undefined : imageExtrema();
    const at = arena.find(stack);
    if (at === undefined || (threshold !== undefined && !scanning)) return;
    const shape = [depth, height, width] as const;
    const scan = scanning && openScan(scanning, arena, stack, shape, threshold!, true, true, plane);
    const smoothings = kernels.map((taps): Smoothing => {
      return { kernelY: taps, kernelX: taps, border, constant: 0, downFirst };
    });
    const planes = Array.from({ length: depth }, (_, i) => at + 4 * i * plane);
    const window = {
      rows,
      withSource: levels.hasFirst,
      look(top: number, done: number) {
        const found: number[] = [];
        scan?.take(found);
        return look(top, done, found);
      },
      moved: (by: number) => scan?.moved(by),
    };
    const source = levels.source as RowSource;
    const follow = (done: number): void => scan?.advance(done);
    smoothed = smooth(wasm, arena, source, planes, height, width, smoothings, window, follow);
  });
  return smoothed;
};

/** Levels that are all there. */
function smoothWhole(task: WindowedLevels): boolean {
  const { source, hasFirst, stack, height, width, kernels, border, downFirst, threshold } = task;
  const area = height * width;
  const levels: FloatTypedArray[] = [];
  for (let at = 0; at < stack.length; at += area) levels.push(stack.subarray(at, at + area));
  let first = source(0, height);
  if (hasFirst) {
    levels[0]!.set(first);
    first = levels.shift()!;
  }
  const found: number[] = [];
  const search = threshold === undefined ? undefined : { stack, threshold, found };
  if (!smoothLevels(first, levels, height, width, kernels, border, downFirst, search)) return false;
  task.look(0, height, found);
  return true;
}
