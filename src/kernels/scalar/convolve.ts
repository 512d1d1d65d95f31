// Convolutions as products of matrices: filters [filters, taps] times columns [taps, pixels], made a few columns at a
// time, with the tiles of `matmul`. Scratch is the packed filters and four columns.
import type { FloatTypedArray } from '../../core/types.js';
import type { ConvTask } from '../convolution-kernels.js';
import { addProduct, multiplyTile, packLines, TILE_COLUMNS, TILE_ROWS } from './tiles.js';
import {
  firstColumn,
  firstRow,
  isInside,
  readWindow,
  readWindows,
  windowTaps,
} from './window-columns.js';

/** Numbers that the columns of a block of pixels may take, where many pixels are worked on at once. */
const BLOCK_NUMBERS = 65536;
const SMALLEST_BLOCK = 16;
const LARGEST_BLOCK = 256;

const panelSize = (lines: number, width: number): number => Math.ceil(lines / width) * width;

/** See `ConvolutionKernels.convolve`. */
export function convolve(
  task: ConvTask,
  input: FloatTypedArray,
  weight: FloatTypedArray,
  bias: FloatTypedArray | undefined,
  output: FloatTypedArray,
): void {
  const { images, channels, groups, height, width } = task;
  const taps = windowTaps(task);
  const filters = task.filters / groups;
  const pixels = task.outHeight * task.outWidth;
  const left = new Float64Array(panelSize(filters, TILE_ROWS) * taps.count);
  const right = new Float64Array(TILE_COLUMNS * taps.count);
  const tile = new Float64Array(TILE_ROWS * TILE_COLUMNS);
  const places = Int32Array.from({ length: taps.count }, (_, tap) => tap * TILE_COLUMNS);
  for (let group = 0; group < groups; group++) {
    const first = group * filters;
    packLines(weight, first * taps.count, filters, taps.count, taps.count, 1, TILE_ROWS, left);
    for (let image = 0; image < images; image++) {
      const start = (image * channels + (group * channels) / groups) * height * width;
      for (let pixel = 0; pixel < pixels; pixel += TILE_COLUMNS) {
        const lanes = Math.min(TILE_COLUMNS, pixels - pixel);
        readWindows(task, taps, input, start, pixel, lanes, right, places);
        for (let row = 0; row < filters; row += TILE_ROWS) {
          multiplyTile(left, row * taps.count, right, 0, taps.count, tile);
          const rows = Math.min(TILE_ROWS, filters - row);
          for (let i = 0; i < rows; i++) {
            const filter = first + row + i;
            const out = (image * task.filters + filter) * pixels + pixel;
            const added = bias === undefined ? 0 : bias[filter]!;
            for (let lane = 0; lane < lanes; lane++) {
              output[out + lane] = tile[i * TILE_COLUMNS + lane]! + added;
            }
          }
        }
      }
    }
  }
}

/** See `ConvolutionKernels.convolveBack`. */
export function convolveBack(
  task: ConvTask,
  output: FloatTypedArray,
  weight: FloatTypedArray,
  bias: FloatTypedArray | undefined,
  input: FloatTypedArray,
): void {
  const { images, channels, groups, height, width } = task;
  const taps = windowTaps(task);
  const filters = task.filters / groups;
  const pixels = task.outHeight * task.outWidth;
  const plane = height * width;
  const left = new Float64Array(panelSize(taps.count, TILE_ROWS) * filters);
  const right = new Float64Array(TILE_COLUMNS * filters);
  const tile = new Float64Array(TILE_ROWS * TILE_COLUMNS);
  const sums = new Float64Array((channels / groups) * plane);
  const ys = new Int32Array(TILE_COLUMNS);
  const xs = new Int32Array(TILE_COLUMNS);
  for (let group = 0; group < groups; group++) {
    packLines(
      weight,
      group * filters * taps.count,
      taps.count,
      1,
      filters,
      taps.count,
      TILE_ROWS,
      left,
    );
    for (let image = 0; image < images; image++) {
      const from = (image * task.filters + group * filters) * pixels;
      sums.fill(0);
      for (let pixel = 0; pixel < pixels; pixel += TILE_COLUMNS) {
        const lanes = Math.min(TILE_COLUMNS, pixels - pixel);
        packLines(output, from + pixel, lanes, 1, filters, pixels, TILE_COLUMNS, right);
        for (let lane = 0; lane < lanes; lane++) {
          ys[lane] = firstRow(task, pixel + lane);
          xs[lane] = firstColumn(task, pixel + lane);
        }
        for (let row = 0; row < taps.count; row += TILE_ROWS) {
          multiplyTile(left, row * filters, right, 0, filters, tile);
          const rows = Math.min(TILE_ROWS, taps.count - row);
          for (let lane = 0; lane < lanes; lane++) {
            const [y, x] = [ys[lane]!, xs[lane]!];
            const start = y * width + x;
            const inside = isInside(task, y, x);
            for (let i = 0; i < rows; i++) {
              const tap = row + i;
              if (!inside) {
                const [r, c] = [y + taps.rows[tap]!, x + taps.columns[tap]!];
                if (r < 0 || r >= height || c < 0 || c >= width) continue;
              }
              sums[start + taps.offsets[tap]!]! += tile[i * TILE_COLUMNS + lane]!;
            }
          }
        }
      }
      for (let channel = 0; channel < channels / groups; channel++) {
        const whole = (group * channels) / groups + channel;
        const added = bias === undefined ? 0 : bias[whole]!;
        const to = (image * channels + whole) * plane;
        for (let i = 0; i < plane; i++) input[to + i] = sums[channel * plane + i]! + added;
      }
    }
  }
}

/** See `ConvolutionKernels.correlateWindows`. */
export function correlateWindows(
  task: ConvTask,
  input: FloatTypedArray,
  output: FloatTypedArray,
  weight: FloatTypedArray,
): void {
  const { images, channels, groups, height, width } = task;
  const taps = windowTaps(task);
  const filters = task.filters / groups;
  const pixels = task.outHeight * task.outWidth;
  const fitting = Math.floor(BLOCK_NUMBERS / taps.count);
  const block = Math.min(pixels, Math.max(SMALLEST_BLOCK, Math.min(LARGEST_BLOCK, fitting)));
  const left = new Float64Array(panelSize(filters, TILE_ROWS) * block);
  const right = new Float64Array(panelSize(taps.count, TILE_COLUMNS) * block);
  const tile = new Float64Array(TILE_ROWS * TILE_COLUMNS);
  const sums = new Float64Array(filters * taps.count);
  const places = new Int32Array(taps.count);
  for (let group = 0; group < groups; group++) {
    sums.fill(0);
    for (let image = 0; image < images; image++) {
      const start = (image * channels + (group * channels) / groups) * height * width;
      const from = (image * task.filters + group * filters) * pixels;
      for (let pixel = 0; pixel < pixels; pixel += block) {
        const length = Math.min(block, pixels - pixel);
        packLines(output, from + pixel, filters, pixels, length, 1, TILE_ROWS, left);
        for (let tap = 0; tap < taps.count; tap++) {
          const lane = tap % TILE_COLUMNS;
          places[tap] = (tap - lane) * length + lane;
        }
        for (let p = 0; p < length; p++) {
          readWindow(task, taps, input, start, pixel + p, right, places, p * TILE_COLUMNS);
        }
        addProduct(left, right, filters, taps.count, length, sums, taps.count, tile);
      }
    }
    weight.set(sums, group * sums.length);
  }
}
