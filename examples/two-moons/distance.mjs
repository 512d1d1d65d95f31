// How far two clouds of points are apart: the mean of their distances as seen from many sides.
import { wassersteinDistance } from 'fovea';

const SIDES = 64;

/** The sliced 1-Wasserstein distance of two clouds [n, 2], in their unit. */
export function slicedDistance(a, b) {
  let sum = 0;
  for (let side = 0; side < SIDES; side++) {
    const angle = (Math.PI * side) / SIDES;
    const onLine = ({ data, shape }) =>
      Float64Array.from(
        { length: shape[0] },
        (_, i) => data[2 * i] * Math.cos(angle) + data[2 * i + 1] * Math.sin(angle),
      );
    sum += wassersteinDistance(onLine(a), onLine(b));
  }
  return sum / SIDES;
}
