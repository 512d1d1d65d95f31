// Convolutions of images and their two adjoints as products of matrices, with the tiles of `matmul`: windows are laid
// out as a factor, or the product is added to where they lie. Where a group has few filters, its rows are weighed
// instead. Float32 is summed in float32, float64 in float64; what leaves the range of float32 is the scalar kernels'.
import type { FloatTypedArray } from '../../core/types.js';
import type { ConvolutionKernels, ConvTask } from '../convolution-kernels.js';
import {
  convolveBack as convolveBackScalar,
  convolve as convolveScalar,
  correlateWindows as correlateWindowsScalar,
} from '../scalar/convolve.js';
import { numbersAt, unitOf } from './bands.js';
import { convolveBackPlanes } from './convolve-back-planes.js';
import { redoConvolve, redoConvolveBack, redoCorrelateWindows } from './convolve-overflow.js';
import { convolvePlanes, correlatePlanes, isDirect } from './convolve-planes.js';
import { fours } from './double-panels.js';
import { matrix } from './generated/matrix.js';
import { LARGEST } from './overflow.js';
import { inArena } from './wasm-module.js';
import { productsOf, takeRows } from './window-factors.js';
import {
  addBand,
  allocateWindows,
  bandNumbers,
  eachPixels,
  placePixels,
  reachesPay,
  readBand,
} from './windows.js';

/** Multiplications below which laying out the windows costs more than it saves. */
const LEAST_WORK = 16384;
/** Sums up to here can be added up as often as bands meet. */
const ADDABLE = 2 ** 100;

/** Whether a convolution is served: enough of it, arrays of one kind, and windows that do not reach too far. */
function pays(task: ConvTask, a: FloatTypedArray, b: FloatTypedArray, c: FloatTypedArray): boolean {
  const { images, groups, outHeight, outWidth, kernelHeight, kernelWidth } = task;
  const taps = (task.channels / groups) * kernelHeight * kernelWidth;
  const unit = unitOf(a);
  return (
    images * task.filters * taps * outHeight * outWidth >= LEAST_WORK &&
    unitOf(b) === unit &&
    unitOf(c) === unit &&
    (isDirect(task, unit) || reachesPay(task, unit))
  );
}

/** See `ConvolutionKernels.convolve`: sums are those of `matmul`. */
export const convolve: ConvolutionKernels['convolve'] = (task, input, weight, bias, output) => {
  const served =
    pays(task, input, weight, output) &&
    (isDirect(task, unitOf(input))
      ? convolvePlanes(task, input, weight, bias, output)
      : convolveWindows(task, input, weight, bias, output));
  if (!served) convolveScalar(task, input, weight, bias, output);
};

/** See `ConvolutionKernels.convolveBack`: sums over filters are those of `matmul`. */
export const convolveBack: ConvolutionKernels['convolveBack'] = (
  task,
  output,
  weight,
  bias,
  input,
) => {
  const served =
    pays(task, input, weight, output) &&
    (isDirect(task, unitOf(input))
      ? convolveBackPlanes(task, output, weight, bias, input)
      : convolveBackWindows(task, output, weight, bias, input));
  if (!served) convolveBackScalar(task, output, weight, bias, input);
};

/** See `ConvolutionKernels.correlateWindows`: sums are over some pixels at a time. */
export const correlateWindows: ConvolutionKernels['correlateWindows'] = (
  task,
  input,
  output,
  weight,
) => {
  const served =
    pays(task, input, weight, output) &&
    (isDirect(task, unitOf(input))
      ? correlatePlanes(task, input, output, weight)
      : correlateAll(task, input, output, weight));
  if (!served) correlateWindowsScalar(task, input, output, weight);
};

function convolveWindows(
  task: ConvTask,
  input: FloatTypedArray,
  weight: FloatTypedArray,
  bias: FloatTypedArray | undefined,
  output: FloatTypedArray,
): boolean {
  return inArena(matrix, (wasm, arena) => {
    const unit = unitOf(input);
    const products = productsOf(wasm, arena, unit);
    const windows = allocateWindows(arena, task, unit);
    const { filters, taps, most, band, tapPlaces, pixelPlaces } = windows;
    const left = arena.allocate(fours(filters) * taps * unit);
    const panels = arena.allocate(products.lanes(most) * taps * unit);
    const result = arena.allocate(fours(filters) * products.rowLength(most) * unit);
    const all = task.outHeight * task.outWidth;
    let within = true;
    for (let group = 0; group < task.groups; group++) {
      const part = {
        data: weight,
        start: group * filters * taps,
        ...{ rows: filters, rowStep: taps, columns: taps, columnStep: 1 },
      };
      products.putLeft(part, left, 0);
      eachPixels(windows, group, (pixels) => {
        const { first, count } = pixels;
        placePixels(arena, windows, pixels);
        readBand(arena, windows, pixels, input);
        products.gather(band, pixelPlaces, products.lanes(count), tapPlaces, taps, panels);
        products.multiply(left, fours(filters), taps, panels, count, result, false);
        const length = products.rowLength(count);
        within = within && products.within(result, filters * length, LARGEST);
        const channel = group * filters;
        const start = (pixels.image * task.filters + channel) * all + first;
        if (bias === undefined) {
          takeRows(arena, unit, result, filters, length, count, output, start, all);
          return;
        }
        const sums = numbersAt(arena, unit, result, filters * length);
        for (let filter = 0; filter < filters; filter++) {
          const added = bias[channel + filter]!;
          const to = start + filter * all;
          for (let i = 0; i < count; i++) output[to + i] = sums[filter * length + i]! + added;
        }
      });
    }
    if (!within) redoConvolve(task, input, weight, bias, output);
  });
}

function convolveBackWindows(
  task: ConvTask,
  output: FloatTypedArray,
  weight: FloatTypedArray,
  bias: FloatTypedArray | undefined,
  input: FloatTypedArray,
): boolean {
  return inArena(matrix, (wasm, arena) => {
    const unit = unitOf(input);
    const products = productsOf(wasm, arena, unit);
    const windows = allocateWindows(arena, task, unit);
    const { filters, taps, most, band, tapPlaces, pixelPlaces } = windows;
    const left = arena.allocate(fours(taps) * filters * unit);
    const panels = arena.allocate(products.lanes(most) * filters * unit);
    const result = arena.allocate(fours(taps) * products.rowLength(most) * unit);
    const piece = products.piece(filters, Math.max(taps, most));
    const all = task.outHeight * task.outWidth;
    input.fill(0);
    let within = true;
    for (let group = 0; group < task.groups; group++) {
      const turned = {
        data: weight,
        start: group * filters * taps,
        ...{ rows: taps, rowStep: 1, columns: filters, columnStep: taps },
      };
      products.putLeft(turned, left, piece);
      eachPixels(windows, group, (pixels) => {
        const { first, count } = pixels;
        const gradients = {
          data: output,
          start: (pixels.image * task.filters + group * filters) * all + first,
          ...{ rows: filters, rowStep: all, columns: count, columnStep: 1 },
        };
        products.putRight(gradients, panels, piece);
        products.multiply(left, fours(taps), filters, panels, count, result, false);
        placePixels(arena, windows, pixels);
        const numbers = bandNumbers(arena, windows).fill(0);
        const step = products.rowLength(count) * unit;
        products.scatter(result, step, tapPlaces, taps, pixelPlaces, count, band);
        within = within && products.within(band, numbers.length, ADDABLE);
        addBand(arena, windows, pixels, input);
      });
    }
    if (bias !== undefined) addBias(task, bias, input);
    if (!within) redoConvolveBack(task, output, weight, bias, input);
  });
}

function correlateAll(
  task: ConvTask,
  input: FloatTypedArray,
  output: FloatTypedArray,
  weight: FloatTypedArray,
): boolean {
  return inArena(matrix, (wasm, arena) => {
    const unit = unitOf(input);
    const products = productsOf(wasm, arena, unit);
    const windows = allocateWindows(arena, task, unit);
    const { filters, taps, most, band, tapPlaces, pixelPlaces } = windows;
    const left = arena.allocate(fours(filters) * most * unit);
    const panels = arena.allocate(products.lanes(taps) * most * unit);
    const length = products.rowLength(taps);
    const result = arena.allocate(fours(filters) * length * unit);
    const all = task.outHeight * task.outWidth;
    let within = true;
    for (let group = 0; group < task.groups; group++) {
      numbersAt(arena, unit, result, fours(filters) * length).fill(0);
      eachPixels(windows, group, (pixels) => {
        const { first, count } = pixels;
        const gradients = {
          data: output,
          start: (pixels.image * task.filters + group * filters) * all + first,
          ...{ rows: filters, rowStep: all, columns: count, columnStep: 1 },
        };
        products.putLeft(gradients, left, 0);
        placePixels(arena, windows, pixels);
        readBand(arena, windows, pixels, input);
        products.gather(band, tapPlaces, products.lanes(taps), pixelPlaces, count, panels);
        products.multiply(left, fours(filters), count, panels, taps, result, true);
      });
      within = within && products.within(result, filters * length, LARGEST);
      takeRows(arena, unit, result, filters, length, taps, weight, group * filters * taps, taps);
    }
    if (!within) redoCorrelateWindows(task, input, output, weight);
  });
}

/** Adds to each element the bias of its channel. */
function addBias(task: ConvTask, bias: ArrayLike<number>, input: FloatTypedArray): void {
  const plane = task.height * task.width;
  for (let at = 0, channel = 0; at < input.length; channel++) {
    const added = bias[channel % task.channels]!;
    for (const end = at + plane; at < end; at++) input[at]! += added;
  }
}
