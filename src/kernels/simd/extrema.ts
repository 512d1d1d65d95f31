// Differences and extrema of float32 images, some rows of all levels at a time.
import type { Kernels } from '../kernels.js';
import {
  findDifferenceExtrema as findDifferenceExtremaScalar,
  findExtrema as findExtremaScalar,
  subtract as subtractScalar,
} from '../scalar/extrema.js';
import type { Arena } from './arena.js';
import { type ImageExtremaExports, imageExtrema } from './generated/image-extrema.js';
import { roundUp } from './round-to-float.js';
import { inArena } from './wasm-module.js';

/** Numbers below which copying costs more than it saves, of differences and of volumes that are looked through. */
const LEAST = 1024;
const LEAST_VOLUME = 256;
/** Numbers of a strip of all levels: they stay in the second cache. */
const STRIP = 65536;
/** Numbers that are subtracted at a time. */
const RUN = 8192;
/** The least difference of unequal numbers. */
const SMALLEST = 2 ** -149;

/** See `Kernels.subtract`. */
export const subtract: Kernels['subtract'] = (minuend, subtrahend, target) => {
  const { length } = target;
  const served =
    length >= LEAST &&
    minuend instanceof Float32Array &&
    subtrahend instanceof Float32Array &&
    target instanceof Float32Array &&
    inArena(imageExtrema, (wasm, arena) => {
      const first = arena.words(RUN);
      const second = arena.words(RUN);
      for (let start = 0; start < length; start += RUN) {
        const count = Math.min(RUN, length - start);
        arena.float32(first, count).set(minuend.subarray(start, start + count));
        arena.float32(second, count).set(subtrahend.subarray(start, start + count));
        wasm.subtract(first, second, first, count);
        target.set(arena.float32(first, count), start);
      }
    });
  if (!served) subtractScalar(minuend, subtrahend, target);
};

/** See `Kernels.findExtrema`. */
export const findExtrema: Kernels['findExtrema'] = (
  volume,
  depth,
  height,
  width,
  threshold,
  firstOfEquals,
  found,
) => {
  const served =
    volume instanceof Float32Array &&
    volume.length >= LEAST_VOLUME &&
    inArena(imageExtrema, (wasm, arena) => {
      scan(wasm, arena, volume, depth, height, width, threshold, firstOfEquals, false, found);
    });
  if (!served) {
    findExtremaScalar(volume, depth, height, width, threshold, firstOfEquals, found);
  }
};

/** See `Kernels.findDifferenceExtrema`. */
export const findDifferenceExtrema: Kernels['findDifferenceExtrema'] = (
  levels,
  depth,
  height,
  width,
  threshold,
  firstOfEquals,
  found,
) => {
  const served =
    levels instanceof Float32Array &&
    levels.length >= LEAST_VOLUME &&
    inArena(imageExtrema, (wasm, arena) => {
      scan(wasm, arena, levels, depth, height, width, threshold, firstOfEquals, true, found);
    });
  if (!served) {
    findDifferenceExtremaScalar(levels, depth, height, width, threshold, firstOfEquals, found);
  }
};

function scan(
  wasm: ImageExtremaExports,
  arena: Arena,
  volume: Float32Array,
  depth: number,
  height: number,
  width: number,
  threshold: number,
  firstOfEquals: boolean,
  differences: boolean,
  found: number[],
): void {
  const shape = [depth, height, width] as const;
  const opened = openScan(wasm, arena, volume, shape, threshold, firstOfEquals, differences);
  opened.advance(height);
  opened.take(found);
}

/** A scan under way. */
export interface OpenScan {
  /** Goes on as far as the first `end` rows of all levels let it. */
  advance(end: number): void;

  /** Appends what was found since the last time, level by level. */
  take(found: number[]): void;

  /** Is told that the rows of all levels have moved up by so many. */
  moved(rows: number): void;
}

/**
 * Begins to look for extrema; rows are looked at when they are there.
 *
 * @param wasm - the kernels
 * @param arena - their memory
 * @param volume - the levels
 * @param shape - how many, their height and width
 * @param threshold - least absolute value
 * @param firstOfEquals - whether neighbours that come later may be equal
 * @param differences - whether to look in the differences of the levels
 * @param spacing - numbers from one level to the next
 * @returns the scan
 */
export function openScan(
  wasm: ImageExtremaExports,
  arena: Arena,
  volume: Float32Array,
  [depth, height, width]: readonly [depth: number, height: number, width: number],
  threshold: number,
  firstOfEquals: boolean,
  differences: boolean,
  spacing: number = height * width,
): OpenScan {
  const most = Math.max(1, Math.min(height, Math.floor(STRIP / (depth * width))));
  let place = differences ? arena.find(volume) : undefined;
  // Each level's strip stands below the last two rows of the one before.
  const step = 4 * width;
  const plane = step * (most + 2) + 64;
  const levels = arena.allocate(depth * plane);
  const places = arena.words(most * width);
  const least = roundUp(threshold);
  const slack = firstOfEquals ? 0 : SMALLEST;
  const size = height * width;
  const layers = differences ? depth - 1 : depth;
  const perLevel: number[][] = Array.from({ length: depth }, () => []);
  let top = 0;
  let kept = 0;

  const bring = (rows: number): void => {
    const first = levels + 2 * step;
    const count = rows * width;
    if (top > 0) wasm.keepRows(levels, plane, depth, kept * step, 2 * step);
    if (place !== undefined) {
      wasm.subtractLevels(place + top * step, 4 * spacing, layers, first, plane, count);
      return;
    }
    for (let z = 0; z < depth; z++) {
      const from = z * spacing + top * width;
      arena.float32(first + z * plane, count).set(volume.subarray(from, from + count));
    }
    if (differences) wasm.subtractLevels(first, plane, layers, first, plane, count);
  };
  const look = (rows: number): void => {
    const skipped = Math.max(0, 2 - top);
    for (let z = 1; z < layers - 1; z++) {
      const at = levels + z * plane + (skipped + 1) * step;
      const index = z * size + (top + skipped - 1) * width;
      const count = wasm.scanRows(
        at,
        step,
        plane,
        rows - skipped,
        width,
        least,
        slack,
        index,
        places,
      );
      if (count === 0) continue;
      const found = arena.int32(places, count);
      for (let i = 0; i < count; i++) perLevel[z]!.push(found[i]!);
    }
  };
  return {
    advance(end) {
      while (top < end) {
        const rows = Math.min(most, end - top);
        bring(rows);
        look(rows);
        kept = rows;
        top += rows;
      }
    },
    take(found) {
      for (const indices of perLevel) {
        for (const index of indices) found.push(index);
        indices.length = 0;
      }
    },
    moved(rows) {
      if (place !== undefined) place -= rows * step;
    },
  };
}
