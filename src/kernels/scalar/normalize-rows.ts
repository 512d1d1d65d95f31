// Rows brought to one length, with or without their mean: layer norm and RMS norm, and the way back.
import type { FloatTypedArray } from '../../core/types.js';
import type { RowNorm, RowNormTargets } from '../layer-kernels.js';

/** See `LayerKernels.normalizeRows`. */
export function normalizeRows(
  { rows, width, centred, gamma, epsilon }: RowNorm,
  source: FloatTypedArray,
  target: FloatTypedArray,
  beta: FloatTypedArray | undefined,
  centers: Float64Array,
  scales: Float64Array,
): void {
  const factors = gamma ?? new Float64Array(width).fill(1);
  const shifts = beta ?? new Float64Array(width);
  for (let r = 0, start = 0; r < rows; r++, start += width) {
    let center = 0;
    if (centred) {
      center = sumAround(source, start, width, 0) / width;
      // A second look takes off what rounding left in the mean of numbers that are large and close together.
      center += sumAround(source, start, width, center) / width;
    }
    const scale = 1 / Math.sqrt(squaresAround(source, start, width, center) / width + epsilon);
    centers[r] = center;
    scales[r] = scale;
    for (let i = 0; i < width; i++) {
      target[start + i] = (source[start + i]! - center) * scale * factors[i]! + shifts[i]!;
    }
  }
}

// Four sums side by side do not wait for one another.

/** Σ (x − center) of a row. */
function sumAround(source: FloatTypedArray, start: number, width: number, center: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  const end = start + width;
  let i = start;
  for (; i + 3 < end; i += 4) {
    s0 += source[i]! - center;
    s1 += source[i + 1]! - center;
    s2 += source[i + 2]! - center;
    s3 += source[i + 3]! - center;
  }
  for (; i < end; i++) s0 += source[i]! - center;
  return s0 + s1 + (s2 + s3);
}

/** Σ (x − center)² of a row. */
function squaresAround(
  source: FloatTypedArray,
  start: number,
  width: number,
  center: number,
): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  const end = start + width;
  let i = start;
  for (; i + 3 < end; i += 4) {
    const a = source[i]! - center;
    const b = source[i + 1]! - center;
    const c = source[i + 2]! - center;
    const d = source[i + 3]! - center;
    s0 += a * a;
    s1 += b * b;
    s2 += c * c;
    s3 += d * d;
  }
  for (; i < end; i++) {
    const a = source[i]! - center;
    s0 += a * a;
  }
  return s0 + s1 + (s2 + s3);
}

// With n = (x − μ)·s and g = ȳ·gamma: x̄ = s·(g − mean(g) − n·mean(g·n)), without mean(g) where μ is 0.
/** See `LayerKernels.normalizeRowsBackward`. */
export function normalizeRowsBackward(
  { rows, width, centred, gamma }: RowNorm,
  source: FloatTypedArray,
  gradient: FloatTypedArray,
  centers: Float64Array,
  scales: Float64Array,
  targets: RowNormTargets,
): void {
  for (let r = 0, start = 0; r < rows; r++, start += width) {
    const [center, scale] = [centers[r]!, scales[r]!];
    let total = 0;
    let along = 0;
    for (let i = 0; i < width; i++) {
      const normal = (source[start + i]! - center) * scale;
      const outer = gradient[start + i]!;
      const inner = gamma ? outer * gamma[i]! : outer;
      targets.gamma[i]! += outer * normal;
      total += inner;
      along += inner * normal;
    }
    total = centred ? total / width : 0;
    along /= width;
    for (let i = 0; i < width; i++) {
      const normal = (source[start + i]! - center) * scale;
      const inner = gamma ? gradient[start + i]! * gamma[i]! : gradient[start + i]!;
      targets.source[start + i] = scale * (inner - total - normal * along);
    }
  }
}
