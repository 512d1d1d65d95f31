// The data: two half-circles that clasp each other, with a little noise.
import { normal } from 'fovea';
import { fromNested } from 'fovea/array';

/** Standard deviation of the noise, where a moon's radius is 1.06. */
const NOISE = 0.08;

/** Points [n, 2] in float32, and to which moon each belongs; about centred, with a spread of about 1. */
export function twoMoons(count, rng) {
  const noise = normal(rng, [count, 2]);
  const moons = Array.from({ length: count }, () => Math.floor(2 * rng.nextFloat64()));
  const rows = moons.map((moon, i) => {
    const angle = Math.PI * rng.nextFloat64();
    const [x, y] = [Math.cos(angle), Math.sin(angle)];
    const [u, v] = moon === 0 ? [x - 0.5, y - 0.25] : [0.5 - x, 0.25 - y];
    return [1.2 * u + NOISE * noise.get(i, 0), 1.8 * v + NOISE * noise.get(i, 1)];
  });
  return { points: fromNested(rows, 'float32'), moons };
}
