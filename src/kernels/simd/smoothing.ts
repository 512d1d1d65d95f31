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
  /** Whether the image itself is elsewhere, so that rows are copied. */
  readonly apart: boolean;
}

/** Gives the rows from `first` to `end` of an image, one after the other, which are good until others are asked for. */
export type RowSource = (first: number, end: number) => Float32Array;

/** What holds some rows of every target only, and is moved down the image. */
export interface MovingWindow {
  /** How many rows it holds, at most all. */
  readonly rows: number;
  /** Whether the first target's plane has the rows of the source instead: the other targets are made of those. */
  readonly withSource: boolean;

  /**
   * Is told when it can take no more rows, and at the end, that it holds the rows from `top` on, and how many rows of
   * all targets there are; says from which row on they are needed further.
   */
  look(top: number, done: number): number;

  /** Is told by how many rows it moved. */
  moved(rows: number): void;
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
  const given = (first: number, end: number): Float32Array =>
    source.subarray(first * width, end * width);
  const images = [source, ...targets];
  const rings = ringRows(height, smoothings);
  const rows = images.map((image, i) => placeRows(arena, image, height, width, rings[i]!));
  const filters = putFilters(wasm, arena, rows, height, width, smoothings);
  const list = putWords(arena, filters);
  const done = filters.map(() => 0);
  for (let top = 0; top < height; ) {
    const end = Math.min(height, top + CHUNK);
    if (rows[0]!.apart) bringRows(arena, rows[0]!, width, top, end, given);
    top = end;
    const last = wasm.advanceAll(list, filters.length, end);
    if (last < 0) return false;
    for (let i = 0; i < filters.length; i++) {
      if (!rows[i + 1]!.apart) continue;
      const ready = wasm.rowsDone(filters[i]!);
      takeRows(arena, rows[i + 1]!, width, done[i]!, ready, targets[i]!);
      done[i] = ready;
    }
    onRows(last);
  }
  return true;
}

/**
 * The same, with targets of which only some rows are there at a time.
 *
 * @param wasm - the kernels
 * @param arena - their memory
 * @param source - rows of an image [height, width]
 * @param planes - where the rows that are there of each target lie, [window.rows, width]
 * @param height - rows
 * @param width - numbers of a row, 32 at least
 * @param smoothings - the filter of each target that is made of another
 * @param window - what the planes hold
 * @param onRows - is told how many rows of all targets there are
 * @returns whether all is finite, and the window has sufficed; otherwise not all was there
 */
export function smoothInWindow(
  wasm: ImageLevelsExports,
  arena: Arena,
  source: RowSource,
  planes: readonly number[],
  height: number,
  width: number,
  smoothings: readonly Smoothing[],
  window: MovingWindow,
  onRows: (rows: number) => void,
): boolean {
  const pitch = 4 * width;
  // They lie as parts of whole images that begin above them: no row of these is touched but those that are there.
  const parts = planes.map((at): Rows => ({ at, count: height, pitch, apart: false }));
  const ring = ringRows(height, smoothings)[0]!;
  const rows = window.withSource ? parts : [putRing(arena, height, width, ring), ...parts];
  const filters = putFilters(wasm, arena, rows, height, width, smoothings);
  const list = putWords(arena, filters);
  let first = 0;
  let last = 0;
  for (let top = 0; top < height; ) {
    const end = Math.min(height, top + CHUNK);
    if (end > first + window.rows) {
      const needed = Math.max(first, window.look(first, last));
      const next = Math.min(needed, height - window.rows);
      const by = next - first;
      if (end > next + window.rows) return false;
      for (const { at } of parts) {
        const plane = arena.float32(at, window.rows * width);
        plane.copyWithin(0, by * width);
      }
      for (const [i, filter] of filters.entries()) {
        const words = arena.int32(filter, TARGET + 1);
        if (i > 0 || window.withSource) words[SOURCE]! -= by * pitch;
        words[TARGET]! -= by * pitch;
      }
      first = next;
      window.moved(by);
    }
    const image = rows[0]!;
    const at = window.withSource ? image.at - first * pitch : image.at;
    bringRows(arena, { ...image, at }, width, top, end, source);
    top = end;
    last = wasm.advanceAll(list, filters.length, end);
    if (last < 0) return false;
    onRows(last);
  }
  window.look(first, height);
  return true;
}

/** How many rows of each image are kept where they are elsewhere. */
function ringRows(height: number, smoothings: readonly Smoothing[]): number[] {
  // As many rows as may come at once, and as many as are looked back at; a filter that wraps begins with the last.
  let ahead = smoothings.some(({ border }) => border === 'wrap') ? height : CHUNK;
  return [undefined, ...smoothings].map((smoothing, i) => {
    if (smoothing !== undefined) ahead += radiusOf(smoothing.kernelY) + 2;
    const next = smoothings[i];
    const back = next === undefined ? 0 : 2 * radiusOf(next.kernelY) + 2;
    return ahead + back;
  });
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
  if (found !== undefined) return { at: found, count: height, pitch: 4 * width, apart: false };
  return putRing(arena, height, width, rows);
}

function putRing(arena: Arena, height: number, width: number, rows: number): Rows {
  const count = Math.min(height, rows);
  const pitch = bytesOfRow(width, 0);
  return { at: putZeros(arena, count * pitch), count, pitch, apart: true };
}

function bringRows(
  arena: Arena,
  { at, count, pitch }: Rows,
  width: number,
  first: number,
  end: number,
  source: RowSource,
): void {
  const numbers = source(first, end);
  for (let y = first; y < end; y++) {
    const row = numbers.subarray((y - first) * width, (y - first + 1) * width);
    arena.float32(at + (y % count) * pitch, width).set(row);
  }
}

function takeRows(
  arena: Arena,
  { at, count, pitch }: Rows,
  width: number,
  first: number,
  end: number,
  image: Float32Array,
): void {
  for (let y = first; y < end; y++) {
    image.set(arena.float32(at + (y % count) * pitch, width), y * width);
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

function putFilters(
  wasm: ImageLevelsExports,
  arena: Arena,
  rows: readonly Rows[],
  height: number,
  width: number,
  smoothings: readonly Smoothing[],
): number[] {
  return smoothings.map((smoothing, i) => {
    return putFilter(wasm, arena, rows[i]!, rows[i + 1]!, height, width, smoothing);
  });
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

/** Which words say where source and target lie, and which is the constant. */
const SOURCE = 2;
const TARGET = 5;
const CONSTANT = 14;
/** How the kernels count what stands outside. */
const BORDERS: readonly BorderMode[] = ['reflect', 'mirror', 'nearest', 'wrap', 'constant'];
