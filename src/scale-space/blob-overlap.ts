// Which blobs go where two lie on each other.

/** A blob's circle has this many sigmas for its radius: the zero of the Laplacian of a Gaussian of that sigma. */
const RADIUS_SIGMAS = Math.SQRT2;

/** What pruning reads of a blob. */
interface Disk {
  readonly x: number;
  readonly y: number;
  readonly sigma: number;
  readonly response: number;
}

/**
 * The area that two disks share, as a fraction of the smaller one's.
 *
 * @param distance - between the centres
 * @param r1 - a radius
 * @param r2 - the other radius
 * @returns 0 where they are apart, 1 where one holds the other
 */
export function diskOverlap(distance: number, r1: number, r2: number): number {
  if (distance >= r1 + r2) return 0;
  if (distance <= Math.abs(r1 - r2)) return 1;
  // Two circular segments on the common chord; `from1` and `from2` are its distances from the centres.
  const from1 = (distance ** 2 + r1 ** 2 - r2 ** 2) / (2 * distance);
  const from2 = distance - from1;
  const segments = segmentArea(r1, from1) + segmentArea(r2, from2);
  return segments / (Math.PI * Math.min(r1, r2) ** 2);
}

/** Area beyond a chord at a distance from the centre; more than half the disk where that is negative. */
function segmentArea(radius: number, fromCentre: number): number {
  const cosine = Math.min(Math.max(fromCentre / radius, -1), 1);
  return radius ** 2 * (Math.acos(cosine) - cosine * Math.sqrt(1 - cosine ** 2));
}

/**
 * Blobs without those that lie on a larger one: from the largest sigma down, and at one sigma from the
 * strongest, each stays whose circle shares at most a fraction `overlap` of its area with any that stayed.
 *
 * @param blobs - in an order that settles ties
 * @param overlap - from 0 to 1; at 1 all stay
 * @returns those that stay, in the order of `blobs`
 */
export function pruneOverlapping<Blob extends Disk>(
  blobs: readonly Blob[],
  overlap: number,
): Blob[] {
  if (overlap >= 1) return [...blobs];
  const order = blobs.map((_, i) => i);
  order.sort(
    (a, b) => blobs[b]!.sigma - blobs[a]!.sigma || blobs[b]!.response - blobs[a]!.response || a - b,
  );
  const stays: number[] = [];
  for (const i of order) {
    const blob = blobs[i]!;
    const covered = stays.some((j) => {
      const other = blobs[j]!;
      const distance = Math.hypot(blob.x - other.x, blob.y - other.y);
      const r1 = RADIUS_SIGMAS * blob.sigma;
      const r2 = RADIUS_SIGMAS * other.sigma;
      return distance < r1 + r2 && diskOverlap(distance, r1, r2) > overlap;
    });
    if (!covered) stays.push(i);
  }
  return stays.sort((a, b) => a - b).map((i) => blobs[i]!);
}
