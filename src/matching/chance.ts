// Whether chance alone would make as many pairs agree.

/**
 * Largest expected number of transforms as good in one search among random pairs. The estimate is on the safe
 * side: in 13 500 searches among 8 to 300 random pairs, at thresholds of 1 to 10 px, 1 % found a transform.
 */
const FALSE_ALARMS = 0.1;

/**
 * Whether as good an agreement must be expected among pairs that have nothing to do with each other.
 *
 * A point that lies anywhere in the target falls within a distance e of the place where a transform wants it
 * with the probability p = πe²/A, where A is the area in which the targets lie. That k or more of N pairs do so,
 * beside those that the transform was made from, has at most the probability C(N, k)·pᵏ·(1 − p)ᴺ⁻ᵏ/(1 − r), r
 * being the ratio of the next term to this one. This is asked of the k nearest pairs for each k, and each sample
 * was another attempt.
 *
 * @param squaredErrors - squared distances of the pairs that agree
 * @param n - pairs in all
 * @param size - pairs that a transform is made from
 * @param samples - samples that were drawn
 * @param area - area in which the targets lie
 * @returns true where chance explains the agreement
 * @see L. Moisan, B. Stival, "A probabilistic criterion to detect rigid point matches between two images and
 * estimate the fundamental matrix", IJCV 2004
 */
export function isChance(
  squaredErrors: readonly number[],
  n: number,
  size: number,
  samples: number,
  area: number,
): boolean {
  const others = n - size;
  const sorted = [...squaredErrors].sort((a, b) => a - b);
  let logChoices = 0;
  for (let k = 1; k <= sorted.length - size; k++) {
    logChoices += Math.log((others - k + 1) / k);
    const p = (Math.PI * sorted[size + k - 1]!) / area;
    const ratio = ((others - k) * p) / ((k + 1) * (1 - p));
    if (!(p < 1 && ratio < 1)) continue;
    const logExactly = logChoices + k * Math.log(p) + (others - k) * Math.log1p(-p);
    const logExpected = Math.log(samples * others) + logExactly - Math.log1p(-ratio);
    if (logExpected < Math.log(FALSE_ALARMS)) return false;
  }
  return true;
}
