// The largest element and the mean of windows.
import type { FloatTypedArray } from '../../core/types.js';
import type { AveragePoolTask, WindowGrid } from '../convolution-kernels.js';

/** See `ConvolutionKernels.largestInWindows`. */
export function largestInWindows(
  grid: WindowGrid,
  planes: number,
  input: FloatTypedArray,
  indices: Int32Array,
): void {
  const { height, width, outHeight, outWidth } = grid;
  let to = 0;
  for (let plane = 0; plane < planes; plane++) {
    const start = plane * height * width;
    for (let y = 0; y < outHeight; y++) {
      const top = y * grid.strideY - grid.top;
      const [first, last] = [Math.max(0, top), Math.min(height, top + grid.kernelHeight)];
      for (let x = 0; x < outWidth; x++) {
        const left = x * grid.strideX - grid.left;
        const [begin, end] = [Math.max(0, left), Math.min(width, left + grid.kernelWidth)];
        let best = start + first * width + begin;
        let largest = input[best]!;
        for (let row = first; row < last; row++) {
          for (let at = start + row * width + begin; at < start + row * width + end; at++) {
            const value = input[at]!;
            // A NaN takes the place of any number, and nothing takes its place.
            if (value > largest || (Number.isNaN(value) && !Number.isNaN(largest))) {
              largest = value;
              best = at;
            }
          }
        }
        indices[to++] = best;
      }
    }
  }
}

/** See `ConvolutionKernels.averageWindows`. */
export function averageWindows(
  task: AveragePoolTask,
  planes: number,
  input: FloatTypedArray,
  output: FloatTypedArray,
): void {
  eachWindow(task, planes, (to, count, start, rows, columns) => {
    let sum = 0;
    for (let row = 0; row < rows; row++) {
      const from = start + row * task.width;
      for (let at = from; at < from + columns; at++) sum += input[at]!;
    }
    output[to] = sum / count;
  });
}

/** See `ConvolutionKernels.spreadAverages`. */
export function spreadAverages(
  task: AveragePoolTask,
  planes: number,
  output: FloatTypedArray,
  input: FloatTypedArray,
): void {
  eachWindow(task, planes, (from, count, start, rows, columns) => {
    const share = output[from]! / count;
    for (let row = 0; row < rows; row++) {
      const to = start + row * task.width;
      for (let at = to; at < to + columns; at++) input[at]! += share;
    }
  });
}

/** Goes through the windows: index of the output, what to divide by, and the part that lies on the input. */
function eachWindow(
  task: AveragePoolTask,
  planes: number,
  visit: (out: number, count: number, start: number, rows: number, columns: number) => void,
): void {
  const { height, width, outHeight, outWidth, countPadding } = task;
  let out = 0;
  for (let plane = 0; plane < planes; plane++) {
    for (let y = 0; y < outHeight; y++) {
      const top = y * task.strideY - task.top;
      const first = Math.max(0, top);
      const rows = Math.min(height, top + task.kernelHeight) - first;
      const paddedRows = Math.min(height + task.top, top + task.kernelHeight) - top;
      for (let x = 0; x < outWidth; x++) {
        const left = x * task.strideX - task.left;
        const begin = Math.max(0, left);
        const columns = Math.min(width, left + task.kernelWidth) - begin;
        const paddedColumns = Math.min(width + task.left, left + task.kernelWidth) - left;
        const count = countPadding ? paddedRows * paddedColumns : rows * columns;
        visit(out++, count, (plane * height + first) * width + begin, rows, columns);
      }
    }
  }
}
