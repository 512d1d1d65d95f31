import type { ConvolutionKernels, ConvTask } from '../convolution-kernels.js';
import { convolve as convolveScalar } from '../scalar/convolve.js';
import { matmul } from './matmul.js';
import { simdServes } from './probe.js';

/** Filters of a group below which the tiles of a product are mostly empty. */
const LEAST_FILTERS = 4;
/** Multiplications below which laying out the windows costs more than it saves. */
const LEAST_WORK = 16384;
/** Numbers of windows that are laid out at a time: they stay in the second cache. */
const MOST_NUMBERS = 65536;

/**
 * See `ConvolutionKernels.convolve`: float32 windows are laid out as columns, some rows of the output at a time, and
 * multiplied by the filters, [filters, taps] times [taps, pixels]; sums are those of `matmul`.
 */
export const convolve: ConvolutionKernels['convolve'] = (task, input, weight, bias, output) => {
  const filters = task.filters / task.groups;
  const taps = (task.channels / task.groups) * task.kernelHeight * task.kernelWidth;
  const served =
    filters >= LEAST_FILTERS &&
    task.images * task.filters * taps * task.outHeight * task.outWidth >= LEAST_WORK &&
    input instanceof Float32Array &&
    weight instanceof Float32Array &&
    output instanceof Float32Array &&
    simdServes();
  if (served) multiplyWindows(task, input, weight, bias, output);
  else convolveScalar(task, input, weight, bias, output);
};

function multiplyWindows(
  task: ConvTask,
  input: Float32Array,
  weight: Float32Array,
  bias: ArrayLike<number> | undefined,
  output: Float32Array,
): void {
  const { images, groups, outHeight, outWidth } = task;
  const filters = task.filters / groups;
  const channels = task.channels / groups;
  const taps = channels * task.kernelHeight * task.kernelWidth;
  const most = Math.max(1, Math.floor(MOST_NUMBERS / (taps * outWidth)));
  const columns = new Float32Array(taps * Math.min(most, outHeight) * outWidth);
  const product = new Float32Array(filters * Math.min(most, outHeight) * outWidth);
  for (let image = 0; image < images; image++) {
    for (let group = 0; group < groups; group++) {
      const own = weight.subarray(group * filters * taps, (group + 1) * filters * taps);
      for (let top = 0; top < outHeight; top += most) {
        const rows = Math.min(most, outHeight - top);
        const pixels = rows * outWidth;
        layOut(task, input, image * task.channels + group * channels, top, rows, columns);
        matmul(own, columns, product, 1, 0, 0, filters, taps, pixels);
        for (let filter = 0; filter < filters; filter++) {
          const channel = group * filters + filter;
          const start = ((image * task.filters + channel) * outHeight + top) * outWidth;
          const added = bias === undefined ? 0 : bias[channel]!;
          for (let at = 0; at < pixels; at++) {
            output[start + at] = product[filter * pixels + at]! + added;
          }
        }
      }
    }
  }
}

/** Fills [taps, pixels]: for each channel and place in the kernel what it sees in some rows of the output, 0 outside. */
function layOut(
  task: ConvTask,
  input: Float32Array,
  firstPlane: number,
  top: number,
  rows: number,
  columns: Float32Array,
): void {
  const { height, width, outWidth, strideX, strideY } = task;
  const channels = task.channels / task.groups;
  let at = 0;
  for (let channel = 0; channel < channels; channel++) {
    const plane = (firstPlane + channel) * height * width;
    for (let i = 0; i < task.kernelHeight; i++) {
      for (let j = 0; j < task.kernelWidth; j++) {
        const shift = j * task.dilationX - task.left;
        const first = Math.min(outWidth, Math.max(0, Math.ceil(-shift / strideX)));
        const end = Math.max(first, Math.min(outWidth, Math.ceil((width - shift) / strideX)));
        for (let row = 0; row < rows; row++) {
          const y = (top + row) * strideY - task.top + i * task.dilationY;
          if (y < 0 || y >= height) {
            columns.fill(0, at, at + outWidth);
          } else {
            const from = plane + y * width + shift;
            columns.fill(0, at, at + first);
            for (let x = first; x < end; x++) columns[at + x] = input[from + x * strideX]!;
            columns.fill(0, at + end, at + outWidth);
          }
          at += outWidth;
        }
      }
    }
  }
}
