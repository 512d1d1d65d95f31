// Rows brought to one length, with or without their mean: layer norm and RMS norm, and the way back.
import type { FloatTypedArray } from '../../core/types.js';
import type { RowNorm, RowNormTargets } from '../layer-kernels.js';

/** See `LayerKernels.normalizeRows`. */
export function normalizeRows(
  { rows, width, centred, gamma }: RowNorm,
  source: FloatTypedArray,
  target: FloatTypedArray,
  beta: FloatTypedArray | undefined,
  epsilon: number,
  centers: Float64Array,
  scales: Float64Array,
): void {
  for (let r = 0, start = 0; r < rows; r++, start += width) {
    let center = 0;
    if (centred) {
      for (let i = 0; i < width; i++) center += source[start + i]!;
      center /= width;
      // A second look takes off what rounding left in the mean of numbers that are large and close together.
      let rest = 0;
      for (let i = 0; i < width; i++) rest += source[start + i]! - center;
      center += rest / width;
    }
    let squares = 0;
    for (let i = 0; i < width; i++) {
      const deviation = source[start + i]! - center;
      squares += deviation * deviation;
    }
    const scale = 1 / Math.sqrt(squares / width + epsilon);
    centers[r] = center;
    scales[r] = scale;
    for (let i = 0; i < width; i++) {
      const value = (source[start + i]! - center) * scale;
      target[start + i] = value * (gamma ? gamma[i]! : 1) + (beta ? beta[i]! : 0);
    }
  }
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
