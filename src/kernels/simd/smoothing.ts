// Smoothing of float32 images, as exactly as in float64, for levels of a scale space: keypoints lie where neighbours
// differ by little more than the rounding of plain float32 sums, and would move when the image is turned.
//
// With symmetric taps k that add up to one, Σ k[t]·r[t] = r[0] + Σ K[t]·(d[t] − d[1 − t]), t ≥ 1, where d[t] is
// r[t] − r[t − 1] and K[t] = Σ k[s], s ≥ t. What is rounded is small, but for the sum at the end.
//
// Images that are made of one another are made some rows at a time, each as far as it goes: rows are read again before
// they have left the cache.
import type { BorderMode } from '../kernels.js';
import { isSymmetric } from '../scalar/weighted-sums.js';
import type { Arena } from './arena.js';
import type { ImageLevelsExports } from './generated/image-levels.js';
import { putWords, putZeros } from './layout.js';
import { rowPitch } from './weighted-rows.js';

/** Rows that the first image goes on by at a time. */
const CHUNK = 16;
/** Numbers of a row, at least, that is not laid out anew. */
const NARROW = 32;
/** How far the sum of taps may be from one. */
const ROUNDING = 1e-12;

/** A filter down columns and along rows, and what stands outside of the image. */
export interface Smoothing {
  readonly kernelY: Float64Array;
  readonly kernelX: Float64Array;
  readonly border: BorderMode;
  readonly constant: number;
  /** Whether columns are filtered before rows: to what the other order makes of the image with its axes exchanged. */
  readonly downFirst: boolean;
}

/**
 * Whether the kernels can smooth with some taps.
 *
 * @param kernel - an odd number of taps
 * @returns whether they are symmetric and add up to one
 */
export function smooths(kernel: Float64Array): boolean {
  let sum = 0;
  for (let t = 0; t < kernel.length; t++) sum += kernel[t]!;
  return Math.abs(sum - 1) <= ROUNDING && isSymmetric(kernel);
}

/** Rows of an image in the memory of the kernels: all, or the last ones. */
interface Rows {
  readonly at: number;
  /** How many there are: row y lies at place y modulo this. */
  readonly count: number;
  /** Bytes from one to the next. */
  readonly pitch: number;
  /** The image, where it is elsewhere. */
  readonly image: Float32Array | undefined;
}

/**
 * Smooths an image, what comes of it, and so on.
 *
 * @param wasm - the kernels
 * @param arena - their memory
 * @param source - [height, width]; may share its place with any target but the first
 * @param targets - images of the same shape, each made of the one before
 * @param height - rows
 * @param width - numbers of a row
 * @param smoothings - the filter of each target
 * @param onRows - is told how many rows of all targets there are
 * @returns whether all is finite; otherwise not all is there
 */
export function smoothInTurn(
  wasm: ImageLevelsExports,
  arena: Arena,
  source: Float32Array,
  targets: readonly Float32Array[],
  height: number,
  width: number,
  smoothings: readonly Smoothing[],
  onRows: (rows: number) => void = () => {},
): boolean {
  // As many rows as may come at once, and as many as are looked back at; a filter that wraps begins with the last.
  let ahead = smoothings.some(({ border }) => border === 'wrap') ? height : CHUNK;
  const images = [source, ...targets].map((image, i) => {
    if (i > 0) ahead += radiusOf(smoothings[i - 1]!.kernelY) + 2;
    const next = smoothings[i];
    const back = next === undefined ? 0 : 2 * radiusOf(next.kernelY) + 2;
    return placeRows(arena, image, height, width, ahead + back);
  });
  const filters = smoothings.map((smoothing, i) => {
    return putFilter(wasm, arena, images[i]!, images[i + 1]!, height, width, smoothing);
  });
  const list = putWords(arena, filters);
  const done = filters.map(() => 0);
  for (let top = 0; top < height; ) {
    const end = Math.min(height, top + CHUNK);
    copyRows(arena, images[0]!, width, top, end, true);
    top = end;
    const last = wasm.advanceAll(list, filters.length, end);
    if (last < 0) return false;
    for (let i = 0; i < filters.length; i++) {
      const image = images[i + 1]!;
      if (image.image === undefined) continue;
      const rows = wasm.rowsDone(filters[i]!);
      copyRows(arena, image, width, done[i]!, rows, false);
      done[i] = rows;
    }
    onRows(last);
  }
  return true;
}

/** Bytes that `smoothInTurn` takes at most for images that are in the memory. */
export function smoothingBytes(width: number, radii: readonly number[]): number {
  const rows = radii.reduce((sum, radius) => sum + 3 * radius + 12, 0);
  return rows * bytesOfRow(width, Math.max(...radii)) + radii.length * 4096;
}

function radiusOf(kernel: Float64Array): number {
  return kernel.length >> 1;
}

function bytesOfRow(width: number, radius: number): number {
  return 4 * (rowPitch(Math.max(width, NARROW)) + 2 * radius + 16);
}

function placeRows(
  arena: Arena,
  image: Float32Array,
  height: number,
  width: number,
  rows: number,
): Rows {
  const found = width < NARROW ? undefined : arena.find(image);
  if (found !== undefined) return { at: found, count: height, pitch: 4 * width, image: undefined };
  const count = Math.min(height, rows);
  const pitch = bytesOfRow(width, 0);
  return { at: putZeros(arena, count * pitch), count, pitch, image };
}

function copyRows(
  arena: Arena,
  { at, count, pitch, image }: Rows,
  width: number,
  from: number,
  to: number,
  inwards: boolean,
): void {
  if (image === undefined) return;
  for (let y = from; y < to; y++) {
    const row = arena.float32(at + (y % count) * pitch, width);
    const there = image.subarray(y * width, (y + 1) * width);
    if (inwards) row.set(there);
    else there.set(row);
  }
}

/** Taps of the differences, from the outermost inwards. */
function putTaps(arena: Arena, kernel: Float64Array): number {
  const radius = radiusOf(kernel);
  const at = arena.words(radius);
  const taps = arena.float32(at, radius);
  let sum = 0;
  for (let t = 0; t < radius; t++) {
    sum += kernel[t]!;
    taps[t] = sum;
  }
  return at;
}

/** Puts down what assembly/lib/smooth.ts reads, and has it lay out the rest. */
function putFilter(
  wasm: ImageLevelsExports,
  arena: Arena,
  source: Rows,
  target: Rows,
  height: number,
  width: number,
  { kernelY, kernelX, border, constant, downFirst }: Smoothing,
): number {
  const [down, across] = [radiusOf(kernelY), radiusOf(kernelX)];
  const pitch = bytesOfRow(width, across);
  const stepRows = 2 * down + 2;
  const filter = putWords(arena, [
    height,
    width,
    source.at,
    source.count,
    source.pitch,
    target.at,
    target.count,
    target.pitch,
    putTaps(arena, kernelY),
    down,
    putTaps(arena, kernelX),
    across,
    arena.words(2 * down),
    arena.words(2 * across),
    0,
    border === 'constant' ? arena.allocate(pitch) : 0,
    0,
    downFirst ? 1 : 0,
    pitch,
    arena.allocate(pitch),
    arena.allocate((down + 2) * pitch),
    arena.allocate(stepRows * pitch),
    arena.words(2 * stepRows),
    arena.allocate(3 * pitch),
    BORDERS.indexOf(border),
    0,
    0,
  ]);
  arena.float32(filter, CONSTANT + 1)[CONSTANT] = constant;
  wasm.prepare(filter);
  return filter;
}

/** Which word is the constant. */
const CONSTANT = 14;
/** How the kernels count what stands outside. */
const BORDERS: readonly BorderMode[] = ['reflect', 'mirror', 'nearest', 'wrap', 'constant'];
