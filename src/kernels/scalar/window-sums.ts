// Sums over all windows of an image, without differences of large sums.

/** See `FilterKernels.windowSums`. */
export function windowSums(
  source: Float64Array,
  target: Float64Array,
  height: number,
  width: number,
  rows: number,
  columns: number,
): void {
  const across = width - columns + 1;
  const down = height - rows + 1;
  const sums = new Float64Array(height * across);
  const ends = new Float64Array(Math.max(width, height));
  for (let y = 0; y < height; y++)
    slide(source, y * width, 1, width, columns, ends, sums, y * across);
  const column = new Float64Array(down);
  for (let x = 0; x < across; x++) {
    slide(sums, x, across, height, rows, ends, column, 0);
    for (let y = 0; y < down; y++) target[y * across + x] = column[y]!;
  }
}

// The line is cut into blocks as long as the window (van Herk): a window is the end of one and the beginning of the next.
function slide(
  data: Float64Array,
  from: number,
  step: number,
  length: number,
  window: number,
  ends: Float64Array,
  target: Float64Array,
  to: number,
): void {
  let sum = 0;
  for (let i = length - 1; i >= 0; i--) {
    sum = (i + 1) % window === 0 ? data[from + i * step]! : sum + data[from + i * step]!;
    ends[i] = sum;
  }
  let beginning = 0;
  for (let i = 0; i + window <= length; i++) {
    if (i % window === 0) {
      beginning = 0;
      target[to + i] = ends[i]!;
    } else {
      beginning += data[from + (i + window - 1) * step]!;
      target[to + i] = ends[i]! + beginning;
    }
  }
}
