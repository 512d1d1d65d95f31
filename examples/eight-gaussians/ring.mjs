// The data: eight Gaussians, evenly on a ring.
import { modeCoverage, normal } from 'fovea';
import { fromNested } from 'fovea/array';

const RADIUS = 2;
/** Standard deviation of each Gaussian; neighbours are 1.5 apart. */
const DEVIATION = 0.05;

/** The means of the Gaussians. */
export const MODES = Array.from({ length: 8 }, (_, i) => [
  RADIUS * Math.cos((i * Math.PI) / 4),
  RADIUS * Math.sin((i * Math.PI) / 4),
]);

/** Points [n, 2] in float32, each from a Gaussian that is drawn by lot. */
export function ring(count, rng) {
  const noise = normal(rng, [count, 2]);
  const rows = Array.from({ length: count }, (_, i) => {
    const [x, y] = MODES[Math.floor(MODES.length * rng.nextFloat64())];
    return [x + DEVIATION * noise.get(i, 0), y + DEVIATION * noise.get(i, 1)];
  });
  return fromNested(rows, 'float32');
}

/** The part of all samples that a mode needs to count as covered; its fair part is 0.125. */
export const LEAST = 0.02;

/**
 * How many modes samples cover, which ones, and the share of samples that are at any mode: within three standard
 * deviations.
 */
export function coverageOf(samples) {
  const { counts, share } = modeCoverage(samples, MODES, 3 * DEVIATION);
  const isCovered = counts.map((count) => count >= LEAST * samples.shape[0]);
  return { covered: isCovered.filter(Boolean).length, isCovered, share };
}
