// The adjoint of a convolution of few filters by its input. Of the pixels of the input those whose place leaves the same
// rest when divided by the stride, a phase, are seen by the same weights: each phase is a convolution of the output, with
// zeros around it, of stride 1.
import type { FloatTypedArray } from '../../core/types.js';
import type { ConvTask } from '../convolution-kernels.js';
import type { Arena } from './arena.js';
import { type Band, type Bands, bandOf, fillBand, numbersAt, unitOf } from './bands.js';
import { redoConvolveBack } from './convolve-overflow.js';
import { type LayersExports, layers } from './generated/layers.js';
import { LARGEST } from './overflow.js';
import { inArena } from './wasm-module.js';

/** Pixels of a phase along one axis: those at a·stride + rest − before for whole a. */
interface Axis {
  readonly stride: number;
  readonly before: number;
  readonly rest: number;
  /** The elements of the kernel that see them, and how many outputs each of these lies before a. */
  readonly taps: readonly (readonly [element: number, back: number])[];
  /** The first a, and the one after the last. */
  readonly from: number;
  readonly to: number;
}

/** See `ConvolutionKernels.convolveBack`: false where weights are not finite, or the memory does not suffice. */
export function convolveBackPlanes(
  task: ConvTask,
  output: FloatTypedArray,
  weight: FloatTypedArray,
  bias: FloatTypedArray | undefined,
  input: FloatTypedArray,
): boolean {
  // Times the zeros around the output they would be NaN.
  if (!weight.every(Number.isFinite)) return false;
  const { top, left, height, width, outHeight, outWidth, strideX, strideY } = task;
  const backY = Math.floor(((task.kernelHeight - 1) * task.dilationY) / strideY);
  const backX = Math.floor(((task.kernelWidth - 1) * task.dilationX) / strideX);
  const rows = phasesOf(height, top, strideY, task.kernelHeight, task.dilationY);
  const columns = phasesOf(width, left, strideX, task.kernelWidth, task.dilationX);
  return inArena(layers, (wasm, arena) => {
    const unit = unitOf(input);
    const wide = Math.floor((width - 1 + left) / strideX) + 1;
    const bands = bandOf(
      arena,
      {
        ...{ images: task.images, groups: task.groups, each: task.filters / task.groups },
        ...{ height: outHeight, width: outWidth, top: backY, left: backX, stride: 1 },
        phase: backX + Math.max(outWidth, wide),
        ...{ lines: Math.floor((height - 1 + top) / strideY) + 1, step: 1, reach: backY + 1 },
      },
      unit,
    );
    const channels = task.channels / task.groups;
    const taps = weight.length / task.channels;
    const memory: Memory = {
      places: arena.words(taps),
      weights: arena.allocate(weight.length * unit),
      result: arena.allocate(bands.most * channels * bands.mostLines * wide * unit + 64),
    };
    let within = true;
    for (const down of rows) {
      for (const across of columns) {
        putWeights(arena, task, bands, memory, weight, down, across);
        fillBand(wasm, arena, bands, output, (band) => {
          const call = { task, memory, bias, input };
          if (!addPhase(wasm, arena, call, band, down, across)) within = false;
        });
      }
    }
    if (!within) redoConvolveBack(task, output, weight, bias, input);
  });
}

interface Memory {
  readonly places: number;
  /** Those of each channel side by side. */
  readonly weights: number;
  readonly result: number;
}

interface Call {
  readonly task: ConvTask;
  readonly memory: Memory;
  readonly bias: FloatTypedArray | undefined;
  readonly input: FloatTypedArray;
}

function phasesOf(
  length: number,
  before: number,
  stride: number,
  elements: number,
  dilation: number,
): Axis[] {
  return Array.from({ length: Math.min(stride, length + before) }, (_, rest) => ({
    ...{ stride, before, rest },
    taps: Array.from({ length: elements }, (_, i) => [i, (i * dilation - rest) / stride] as const)
      // What is divided is never below −stride, so that whole quotients are not negative.
      .filter(([, back]) => Number.isInteger(back)),
    from: Math.max(0, Math.ceil((before - rest) / stride)),
    to: Math.floor((length - 1 + before - rest) / stride) + 1,
  }));
}

/** Lays out for each channel the weights of all filters of its group that see a phase. */
function putWeights(
  arena: Arena,
  task: ConvTask,
  { unit }: Bands,
  { weights }: Memory,
  weight: FloatTypedArray,
  down: Axis,
  across: Axis,
): void {
  const filters = task.filters / task.groups;
  const channels = task.channels / task.groups;
  const numbers = numbersAt(arena, unit, weights, weight.length);
  let at = 0;
  for (let channel = 0; channel < task.channels; channel++) {
    const group = Math.floor(channel / channels);
    for (let f = group * filters; f < (group + 1) * filters; f++) {
      const plane = (f * channels + (channel % channels)) * task.kernelHeight;
      for (const [i] of down.taps) {
        for (const [j] of across.taps) {
          numbers[at++] = weight[(plane + i) * task.kernelWidth + j]!;
        }
      }
    }
  }
}

/** Computes the pixels of a phase of which the outputs lie in the band; false where one is not in the range of float32. */
function addPhase(
  wasm: LayersExports,
  arena: Arena,
  { task, memory, bias, input }: Call,
  band: Band,
  down: Axis,
  across: Axis,
): boolean {
  const { bandRows, phase, unit, rowBytes } = band;
  const channels = task.channels / task.groups;
  const filters = task.filters / task.groups;
  const taps = filters * down.taps.length * across.taps.length;
  const places = arena.int32(memory.places, taps);
  const [deepest, widest] = [bandRows - band.lines, phaseMargin(task)];
  let tap = 0;
  for (let f = 0; f < filters; f++) {
    for (const [, back] of down.taps) {
      const row = (f * bandRows + deepest - back) * phase;
      for (const [, along] of across.taps) places[tap++] = (row + widest - along) * unit;
    }
  }
  const from = Math.max(down.from, band.line);
  const lines = Math.min(down.to, band.line + band.lines) - from;
  const columns = across.to - across.from;
  if (lines <= 0 || columns <= 0) return true;
  const size = lines * columns;
  const inBand = band.at + (from - band.line) * rowBytes + across.from * unit;
  for (let i = 0; i < band.count * channels; i++) {
    const channel = band.group * channels + i;
    const source = inBand + Math.floor(i / channels) * band.groupBytes;
    const weights = memory.weights + channel * taps * unit;
    const added = bias === undefined ? 0 : bias[channel]!;
    const to = memory.result + i * size * unit;
    wasm.weighRows(
      ...([
        unit,
        source,
        rowBytes,
        lines,
        memory.places,
        weights,
        taps,
        columns,
        added,
        to,
      ] as const),
    );
  }
  const sums = numbersAt(arena, unit, memory.result, band.count * channels * size);
  const y = from * down.stride + down.rest - down.before;
  const x = across.from * across.stride + across.rest - across.before;
  for (let i = 0; i < band.count * channels; i++) {
    const plane = (band.image * task.channels + band.group * channels + i) * task.height;
    putPixels(sums, i * size, lines, columns, input, (plane + y) * task.width + x, task);
  }
  return unit === 8 || wasm.within(memory.result, sums.length, LARGEST);
}

/** Columns of zeros left of the output. */
function phaseMargin(task: ConvTask): number {
  return Math.floor(((task.kernelWidth - 1) * task.dilationX) / task.strideX);
}

/** Writes rows of pixels that are a stride apart, either way. */
function putPixels(
  source: FloatTypedArray,
  start: number,
  rows: number,
  columns: number,
  target: FloatTypedArray,
  first: number,
  { strideX, strideY, width }: ConvTask,
): void {
  if (strideX === 1 && strideY === 1 && columns === width) {
    target.set((source as Float64Array).subarray(start, start + rows * columns), first);
    return;
  }
  for (let r = 0, from = start; r < rows; r++) {
    let to = first + r * strideY * width;
    for (let c = 0; c < columns; c++, to += strideX) target[to] = source[from++]!;
  }
}
