// The upper tail of the standard normal distribution, to a few units in the last place however far out.

/** The map t = (z − 3)/(z + 3) that takes 0 ≤ z < ∞ to −1 ≤ t < 1. */
const CENTER = 3;

// Chebyshev coefficients of (1 + 2z)·exp(z²)·erfc(z) in t, computed with 40 digits from 64 nodes; the
// form is that of M. M. Shepherd and J. G. Laframboise, "Chebyshev approximation of
// (1 + 2x) exp(x²) erfc x in 0 ≤ x < ∞", Mathematics of Computation 36, 1981.
const COEFFICIENTS: readonly number[] = [
  1.17756257419656, 0.005353904539615676, -0.09377550342284209, 0.05436652555744322,
  -0.018976596707845208, 0.004453426061462712, -0.0006335531710553147, 1.7661719523171593e-5,
  1.2841532864056671e-5, -2.0072285659059913e-6, -1.807522790414837e-7, 7.549828343825093e-8,
  1.885668523838603e-9, -2.699519049798364e-9, -1.460079119939105e-11, 1.0361607445969489e-10,
  1.475715976623473e-12, -4.277340064396911e-12, -2.07922492859798e-13, 1.8134502003176963e-13,
  1.973425574544739e-14, -7.287943737592673e-15, -1.5169878690228116e-15, 2.3514112258781403e-16,
];

/** Splits a float64 into two halves of 26 bits, whose products are exact. */
const SPLITTER = 134217729;

/**
 * ½·erfc(x/√2) = 1 − Φ(x): the probability that a standard normal variable exceeds x.
 *
 * @param x - at least 0, or NaN
 * @returns the probability; 0 from where float64 cannot hold it
 */
export function halfErfcOverRoot2(x: number): number {
  if (x > 40) return 0;
  const z = x * Math.SQRT1_2;
  const twice = (2 * (z - CENTER)) / (z + CENTER);
  let b1 = 0;
  let b2 = 0;
  for (let i = COEFFICIENTS.length - 1; i > 0; i--) {
    const b0 = twice * b1 - b2 + COEFFICIENTS[i]!;
    b2 = b1;
    b1 = b0;
  }
  const series = 0.5 * twice * b1 - b2 + COEFFICIENTS[0]!;
  // exp(−x²/2) with the rounding error of x² put back: far out it would spoil the last digits.
  const spread = SPLITTER * x;
  const high = spread - (spread - x);
  const low = x - high;
  const squared = x * x;
  const lost = high * high - squared + 2 * high * low + low * low;
  const gaussian = Math.exp(-0.5 * squared) * (1 - 0.5 * lost);
  return (0.5 * gaussian * series) / (1 + 2 * z);
}
