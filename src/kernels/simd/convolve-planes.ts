// Convolutions of few filters in a group, such as one for each channel, and their two adjoints: rows are weighted where
// they lie, in bands of some planes with zeros around them; see assembly/lib/planes.ts. For float32 and float64.
import type { FloatTypedArray } from '../../core/types.js';
import type { ConvTask } from '../convolution-kernels.js';
import {
  type Band,
  bandOf,
  fillBand,
  laidForLine,
  numbersAt,
  type Planes,
  type Unit,
  unitOf,
} from './bands.js';
import { redoConvolve, redoCorrelateWindows } from './convolve-overflow.js';
import { layers } from './generated/layers.js';
import { LARGEST } from './overflow.js';
import { inArena } from './wasm-module.js';

/** Filters of a group from which on tiles of a product serve better. */
const MOST_FILTERS = 3;
/** Weights of a filter that are summed without a run's end, and strides whose phases are worth laying out. */
const [MOST_TAPS, MOST_STRIDE] = [256, 4] as const;
/** Numbers laid out for each multiplication from which on windows are laid out sooner. */
const MOST_LAID = 8;

/**
 * Whether a convolution is one of few filters and weights, whose windows reach no further than pays.
 *
 * @param task - the convolution
 * @param unit - bytes of a number
 * @returns whether the functions below serve it
 */
export function isDirect(task: ConvTask, unit: Unit): boolean {
  const taps = (task.channels / task.groups) * task.kernelHeight * task.kernelWidth;
  const filters = task.filters / task.groups;
  return (
    filters <= MOST_FILTERS &&
    taps <= MOST_TAPS &&
    task.strideX <= MOST_STRIDE &&
    laidForLine(inputPlanes(task), unit) <= MOST_LAID * filters * taps * task.outWidth
  );
}

/** Where the taps of a filter lie in a band, in bytes from where its window begins. */
function inputPlaces(task: ConvTask, { bandRows, phase, unit }: Band, places: Int32Array): void {
  const { strideX, dilationX, dilationY, kernelHeight, kernelWidth } = task;
  const row = phase * strideX;
  let tap = 0;
  for (let channel = 0; channel < task.channels / task.groups; channel++) {
    for (let i = 0; i < kernelHeight; i++) {
      const start = (channel * bandRows + i * dilationY) * row;
      for (let j = 0; j < kernelWidth; j++) {
        const at = j * dilationX;
        places[tap++] = (start + (at % strideX) * phase + Math.floor(at / strideX)) * unit;
      }
    }
  }
}

/** The planes of the input that a convolution reads. */
function inputPlanes(task: ConvTask): Planes {
  const { strideX, strideY, left } = task;
  const reach = Math.floor(((task.kernelWidth - 1) * task.dilationX) / strideX);
  return {
    ...{ images: task.images, groups: task.groups, each: task.channels / task.groups },
    ...{ height: task.height, width: task.width, top: task.top, left, stride: strideX },
    phase: Math.max(Math.ceil((left + task.width) / strideX), task.outWidth + reach),
    ...{ lines: task.outHeight, step: strideY },
    reach: (task.kernelHeight - 1) * task.dilationY + 1,
  };
}

/**
 * See `ConvolutionKernels.convolve`.
 *
 * @returns false where the memory does not suffice
 */
export function convolvePlanes(
  task: ConvTask,
  input: FloatTypedArray,
  weight: FloatTypedArray,
  bias: FloatTypedArray | undefined,
  output: FloatTypedArray,
): boolean {
  return inArena(layers, (wasm, arena) => {
    const unit = unitOf(input);
    const { outHeight, outWidth } = task;
    const filters = task.filters / task.groups;
    const taps = weight.length / task.filters;
    const bands = bandOf(arena, inputPlanes(task), unit);
    const places = arena.words(taps);
    const weights = arena.allocate(weight.length * unit);
    numbersAt(arena, unit, weights, weight.length).set(weight as Float64Array);
    // A row is written in whole blocks, beyond its end.
    const result = arena.allocate(bands.most * filters * bands.mostLines * outWidth * unit + 64);
    let within = true;
    fillBand(wasm, arena, bands, input, (band) => {
      const { image, group, count, line, lines, at, rowBytes, groupBytes } = band;
      inputPlaces(task, band, arena.int32(places, taps));
      const size = lines * outWidth;
      for (let i = 0; i < count * filters; i++) {
        const filter = group * filters + i;
        const source = at + Math.floor(i / filters) * groupBytes;
        const w = weights + filter * taps * unit;
        const added = bias === undefined ? 0 : bias[filter]!;
        const to = result + i * size * unit;
        const step = task.strideY * rowBytes;
        wasm.weighRows(unit, source, step, lines, places, w, taps, outWidth, added, to);
      }
      const all = count * filters * size;
      within = within && (unit === 8 || wasm.within(result, all, LARGEST));
      const first = image * task.filters + group * filters;
      putPlanes(numbersAt(arena, unit, result, all), size, output, {
        start: first * outHeight * outWidth + line * outWidth,
        step: outHeight * outWidth,
      });
    });
    if (!within) redoConvolve(task, input, weight, bias, output);
  });
}

/** Copies planes of `size` numbers to where each begins a step after the one before. */
function putPlanes(
  source: FloatTypedArray,
  size: number,
  target: FloatTypedArray,
  { start, step }: { readonly start: number; readonly step: number },
): void {
  if (size === step) {
    target.set(source as Float64Array, start);
    return;
  }
  for (let at = 0, to = start; at < source.length; at += size, to += step) {
    target.set((source as Float64Array).subarray(at, at + size), to);
  }
}

/** See `ConvolutionKernels.correlateWindows`: rows are summed in lanes, rows and what is left of them in float64. */
export function correlatePlanes(
  task: ConvTask,
  input: FloatTypedArray,
  output: FloatTypedArray,
  weight: FloatTypedArray,
): boolean {
  return inArena(layers, (wasm, arena) => {
    const unit = unitOf(input);
    const { outHeight, outWidth } = task;
    const filters = task.filters / task.groups;
    const taps = weight.length / task.filters;
    const padded = Math.ceil(taps / 4) * 4;
    const bands = bandOf(arena, inputPlanes(task), unit);
    const places = arena.words(padded);
    const totals = arena.allocate(task.filters * padded * 8);
    const gradient = arena.allocate(bands.most * filters * bands.mostLines * outWidth * unit);
    arena.float64(totals, task.filters * padded).fill(0);
    arena.int32(places, padded).fill(0);
    fillBand(wasm, arena, bands, input, (band) => {
      const { image, group, count, line, lines, at, rowBytes, groupBytes } = band;
      inputPlaces(task, band, arena.int32(places, padded));
      const size = lines * outWidth;
      const numbers = numbersAt(arena, unit, gradient, count * filters * size);
      for (let i = 0; i < count * filters; i++) {
        const filter = group * filters + i;
        const start = ((image * task.filters + filter) * outHeight + line) * outWidth;
        numbers.set((output as Float64Array).subarray(start, start + size), i * size);
        const source = at + Math.floor(i / filters) * groupBytes;
        const from = gradient + i * size * unit;
        const to = totals + filter * padded * 8;
        const step = task.strideY * rowBytes;
        wasm.dotRows(unit, from, lines, outWidth, source, step, places, padded, to);
      }
    });
    const sums = arena.float64(totals, task.filters * padded);
    let within = true;
    for (let i = 0; i < weight.length; i++) {
      weight[i] = sums[Math.floor(i / taps) * padded + (i % taps)]!;
      within = within && Number.isFinite(weight[i]!);
    }
    if (unit === 4 && !within) redoCorrelateWindows(task, input, output, weight);
  });
}
