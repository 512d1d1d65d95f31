// Laws of growth: straight lines through logarithms.

/** y = factor · x^exponent. */
export interface PowerLaw {
  readonly exponent: number;
  readonly factor: number;
  /** By how much a point lies above or below the line at most, as a factor. */
  readonly largestFactor: number;
}

/**
 * The power law through points by least squares of logarithms. Points that are not above 0 are left out.
 *
 * @param sizes - x
 * @param values - y
 * @returns the law, of NaN where less than two different sizes are left
 */
export function fitPower(sizes: readonly number[], values: readonly number[]): PowerLaw {
  const points = sizes.flatMap((size, i) => {
    const value = values[i]!;
    return size > 0 && value > 0 ? [[Math.log(size), Math.log(value)] as const] : [];
  });
  const mean = (of: 0 | 1) => points.reduce((sum, point) => sum + point[of], 0) / points.length;
  const [mx, my] = [mean(0), mean(1)];
  const covariance = points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0);
  const variance = points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
  const exponent = covariance / variance;
  const start = my - exponent * mx;
  const distances = points.map(([x, y]) => Math.abs(y - start - exponent * x));
  return {
    exponent,
    factor: Math.exp(start),
    largestFactor: Math.exp(Math.max(...distances)),
  };
}
