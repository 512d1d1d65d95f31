// The inner loops of separable filters: float64 in, float64 out, no borders.

/** How the taps of a kernel mirror: 1 symmetric, −1 antisymmetric, 0 neither. */
export type TapSymmetry = -1 | 0 | 1;

/**
 * Whether a kernel's taps come in equal or opposite pairs, exactly.
 *
 * @param kernel - an odd number of taps
 * @returns 1, −1 or 0
 */
export function tapSymmetry(kernel: Float64Array): TapSymmetry {
  const last = kernel.length - 1;
  if (kernel.every((tap, t) => tap === kernel[last - t])) return 1;
  return kernel.every((tap, t) => tap === -kernel[last - t]!) ? -1 : 0;
}

/**
 * sums[i] = Σ_t kernel[t]·line[i + t] for i below `count`.
 */
export function weighLine(
  line: Float64Array,
  sums: Float64Array,
  count: number,
  kernel: Float64Array,
  symmetry: TapSymmetry,
): void {
  const radius = kernel.length >> 1;
  for (let i = 0; i < count; i++) {
    const middle = i + radius;
    let sum = kernel[radius]! * line[middle]!;
    if (symmetry === 0) {
      for (let t = 1; t <= radius; t++) {
        sum += kernel[radius + t]! * line[middle + t]! + kernel[radius - t]! * line[middle - t]!;
      }
    } else {
      for (let t = 1; t <= radius; t++) {
        sum += kernel[radius + t]! * (line[middle + t]! + symmetry * line[middle - t]!);
      }
    }
    sums[i] = sum;
  }
}

/**
 * sums[i] = Σ_t kernel[t]·rows[places[t] + i] for i below `count`.
 */
export function weighRows(
  rows: Float64Array,
  places: Int32Array,
  sums: Float64Array,
  count: number,
  kernel: Float64Array,
  symmetry: TapSymmetry,
): void {
  const radius = kernel.length >> 1;
  for (let i = 0; i < count; i++) {
    let sum = kernel[radius]! * rows[places[radius]! + i]!;
    for (let t = 1; t <= radius; t++) {
      const after = rows[places[radius + t]! + i]!;
      const before = rows[places[radius - t]! + i]!;
      sum +=
        symmetry === 0
          ? kernel[radius + t]! * after + kernel[radius - t]! * before
          : kernel[radius + t]! * (after + symmetry * before);
    }
    sums[i] = sum;
  }
}
