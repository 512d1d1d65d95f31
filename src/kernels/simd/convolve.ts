// Convolutions of float32 images and their two adjoints as products of matrices, with the tiles of `matmul`: windows
// are laid out as a factor, or the product is added to where they lie.
import type { ConvolutionKernels, ConvTask } from '../convolution-kernels.js';
import {
  convolveBack as convolveBackScalar,
  convolve as convolveScalar,
  correlateWindows as correlateWindowsScalar,
} from '../scalar/convolve.js';
import type { Arena } from './arena.js';
import { layers } from './generated/layers.js';
import { type MatrixExports, matrix } from './generated/matrix.js';
import { pieceMemory, putPanels, putRows } from './panels.js';
import { inArena } from './wasm-module.js';
import {
  addBand,
  allocateWindows,
  eachPixels,
  eights,
  placePixels,
  readBand,
  type Windows,
} from './windows.js';

/** Filters of a group below which the tiles of a product are mostly empty. */
const LEAST_FILTERS = 4;
/** Multiplications below which laying out the windows costs more than it saves. */
const LEAST_WORK = 16384;

/** Whether a convolution is served, if its arrays are float32. */
function pays(task: ConvTask): boolean {
  const { images, groups, outHeight, outWidth, kernelHeight, kernelWidth } = task;
  const taps = (task.channels / groups) * kernelHeight * kernelWidth;
  return (
    task.filters / groups >= LEAST_FILTERS &&
    images * task.filters * taps * outHeight * outWidth >= LEAST_WORK
  );
}

/** A multiple of four that holds `count`. */
function fours(count: number): number {
  return Math.ceil(count / 4) * 4;
}

/** See `ConvolutionKernels.convolve`: sums are those of `matmul`. */
export const convolve: ConvolutionKernels['convolve'] = (task, input, weight, bias, output) => {
  const served =
    pays(task) &&
    input instanceof Float32Array &&
    weight instanceof Float32Array &&
    output instanceof Float32Array &&
    inArena(matrix, (wasm, arena) => {
      const own = layers()!;
      const windows = allocateWindows(arena, task);
      const { filters, taps, most, band, tapPlaces, pixelPlaces } = windows;
      const left = arena.words(fours(filters) * taps);
      const panels = arena.words(eights(most) * taps);
      const result = arena.words(fours(filters) * most);
      const scratch = arena.allocate(128);
      const all = task.outHeight * task.outWidth;
      for (let group = 0; group < task.groups; group++) {
        putWeights(wasm, arena, windows, weight, group, left);
        eachPixels(windows, group, (pixels) => {
          const { first, count } = pixels;
          placePixels(arena, windows, pixels);
          readBand(arena, windows, pixels, input);
          own.gatherPanels(band, pixelPlaces, eights(count), tapPlaces, taps, panels);
          wasm.multiply(left, fours(filters), taps, panels, count, result, scratch, false);
          for (let filter = 0; filter < filters; filter++) {
            const sums = arena.float32(result + filter * count * 4, count);
            const channel = group * filters + filter;
            const start = (pixels.image * task.filters + channel) * all + first;
            if (bias === undefined) output.set(sums, start);
            else {
              const added = bias[channel]!;
              for (let i = 0; i < count; i++) output[start + i] = sums[i]! + added;
            }
          }
        });
      }
    });
  if (!served) convolveScalar(task, input, weight, bias, output);
};

/** See `ConvolutionKernels.convolveBack`: sums over filters are those of `matmul`, those over windows are in float32. */
export const convolveBack: ConvolutionKernels['convolveBack'] = (
  task,
  output,
  weight,
  bias,
  input,
) => {
  const served =
    pays(task) &&
    input instanceof Float32Array &&
    weight instanceof Float32Array &&
    output instanceof Float32Array &&
    inArena(matrix, (wasm, arena) => {
      const own = layers()!;
      const windows = allocateWindows(arena, task);
      const { filters, taps, most, band, tapPlaces, pixelPlaces } = windows;
      const left = arena.words(fours(taps) * filters);
      const panels = arena.words(eights(most) * filters);
      const result = arena.words(fours(taps) * most);
      const piece = pieceMemory(arena, filters, Math.max(taps, most));
      const scratch = arena.allocate(128);
      const all = task.outHeight * task.outWidth;
      const bandCount = windows.channels * windows.bandRows * windows.bandColumns;
      input.fill(0);
      for (let group = 0; group < task.groups; group++) {
        const turned = {
          data: weight,
          start: group * filters * taps,
          ...{ rows: taps, rowStep: 1, columns: filters, columnStep: taps },
        };
        putRows(wasm, arena, turned, left, piece);
        eachPixels(windows, group, (pixels) => {
          const { first, count } = pixels;
          const gradients = {
            data: output,
            start: (pixels.image * task.filters + group * filters) * all + first,
            ...{ rows: filters, rowStep: all, columns: count, columnStep: 1 },
          };
          putPanels(wasm, arena, gradients, panels, piece);
          wasm.multiply(left, fours(taps), filters, panels, count, result, scratch, false);
          placePixels(arena, windows, pixels);
          arena.float32(band, bandCount).fill(0);
          own.scatterRows(result, tapPlaces, taps, pixelPlaces, count, band);
          addBand(arena, windows, pixels, input);
        });
      }
      if (bias !== undefined) addBias(task, bias, input);
    });
  if (!served) convolveBackScalar(task, output, weight, bias, input);
};

/** See `ConvolutionKernels.correlateWindows`: sums are in float32, over some pixels at a time. */
export const correlateWindows: ConvolutionKernels['correlateWindows'] = (
  task,
  input,
  output,
  weight,
) => {
  const served =
    pays(task) &&
    input instanceof Float32Array &&
    weight instanceof Float32Array &&
    output instanceof Float32Array &&
    inArena(matrix, (wasm, arena) => {
      const own = layers()!;
      const windows = allocateWindows(arena, task);
      const { filters, taps, most, band, tapPlaces, pixelPlaces } = windows;
      const left = arena.words(fours(filters) * most);
      const panels = arena.words(eights(taps) * most);
      const result = arena.words(fours(filters) * taps);
      const scratch = arena.allocate(128);
      const all = task.outHeight * task.outWidth;
      for (let group = 0; group < task.groups; group++) {
        arena.float32(result, fours(filters) * taps).fill(0);
        eachPixels(windows, group, (pixels) => {
          const { first, count } = pixels;
          const gradients = {
            data: output,
            start: (pixels.image * task.filters + group * filters) * all + first,
            ...{ rows: filters, rowStep: all, columns: count, columnStep: 1 },
          };
          putRows(wasm, arena, gradients, left, 0);
          placePixels(arena, windows, pixels);
          readBand(arena, windows, pixels, input);
          own.gatherPanels(band, tapPlaces, eights(taps), pixelPlaces, count, panels);
          wasm.multiply(left, fours(filters), count, panels, taps, result, scratch, true);
        });
        weight.set(arena.float32(result, filters * taps), group * filters * taps);
      }
    });
  if (!served) correlateWindowsScalar(task, input, output, weight);
};

/** Lays the filters of a group out as a left factor. */
function putWeights(
  wasm: MatrixExports,
  arena: Arena,
  { filters, taps }: Windows,
  weight: Float32Array,
  group: number,
  left: number,
): void {
  const part = {
    data: weight,
    start: group * filters * taps,
    ...{ rows: filters, rowStep: taps, columns: taps, columnStep: 1 },
  };
  putRows(wasm, arena, part, left, 0);
}

/** Adds to each element the bias of its channel. */
function addBias(task: ConvTask, bias: ArrayLike<number>, input: Float32Array): void {
  const plane = task.height * task.width;
  for (let at = 0, channel = 0; at < input.length; channel++) {
    const added = bias[channel % task.channels]!;
    for (const end = at + plane; at < end; at++) input[at]! += added;
  }
}
