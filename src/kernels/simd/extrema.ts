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

/** Numbers below which copying costs more than it saves. */
const LEAST = 1024;
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
    volume.length >= LEAST &&
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
    levels.length >= LEAST &&
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
  opened.finish(found);
}

/** A scan under way. */
export interface OpenScan {
  /** Goes on as far as the first `end` rows of all levels let it. */
  advance(end: number): void;

  /** Appends what was found, level by level. */
  finish(found: number[]): void;
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
): OpenScan {
  const most = Math.max(1, Math.min(height, Math.floor(STRIP / (depth * width))));
  const place = differences ? arena.find(volume) : undefined;
  // Each level's strip stands below the last two rows of the one before.
  const step = 4 * width;
  const plane = step * (most + 2) + 64;
  const levels = arena.allocate(depth * plane);
  const columns = arena.words(width);
  const least = roundUp(threshold);
  const slack = firstOfEquals ? 0 : SMALLEST;
  const size = height * width;
  const layers = differences ? depth - 1 : depth;
  const perLevel: number[][] = Array.from({ length: depth }, () => []);
  let top = 0;
  let kept = 0;

  const bring = (rows: number): void => {
    for (let z = 0; z < depth; z++) {
      const strip = arena.float32(levels + z * plane, (most + 2) * width);
      const from = z * size + top * width;
      if (top > 0) strip.copyWithin(0, kept * width, (kept + 2) * width);
      if (place !== undefined) {
        if (z === layers) break;
        const lower = place + 4 * from;
        wasm.subtract(lower + 4 * size, lower, levels + z * plane + 2 * step, rows * width);
        continue;
      }
      strip.set(volume.subarray(from, from + rows * width), 2 * width);
      if (!differences || z === 0) continue;
      const lower = levels + (z - 1) * plane + 2 * step;
      wasm.subtract(lower + plane, lower, lower, rows * width);
    }
  };
  const look = (rows: number): void => {
    const places = arena.int32(columns, width);
    for (let z = 1; z < layers - 1; z++) {
      for (let row = Math.max(0, 2 - top); row < rows; row++) {
        const at = levels + z * plane + (row + 1) * step;
        const count = wasm.scanRow(at, step, plane, width, least, slack, columns);
        const index = z * size + (top + row - 1) * width;
        for (let i = 0; i < count; i++) perLevel[z]!.push(index + places[i]!);
      }
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
    finish(found) {
      for (const indices of perLevel) for (const index of indices) found.push(index);
    },
  };
}
