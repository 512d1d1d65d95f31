// Which blobs go where two lie on each other.

/** A blob's circle has this many sigmas for its radius: the zero of the Laplacian of a Gaussian of that sigma. */
const RADIUS_SIGMAS = Math.SQRT2;

/** What pruning reads of a blob. */
interface Disk {
  readonly x: number;
  readonly y: number;
  readonly sigma: number;
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
 * weakest up (scikit-image's choice, which drops the first of an equal pair), each stays whose circle shares
 * at most a fraction `overlap` of the smaller one's area with every one that stayed.
 *
 * @param blobs - the strongest first
 * @param overlap - from 0 to 1; at 1 all stay
 * @returns those that stay, in the order of `blobs`
 */
export function pruneOverlapping<Blob extends Disk>(
  blobs: readonly Blob[],
  overlap: number,
): Blob[] {
  // Rounding may bring the share of a disk that just touches another from within above 1.
  if (overlap >= 1) return [...blobs];
  const order = blobs.map((_, i) => i);
  order.sort((a, b) => blobs[b]!.sigma - blobs[a]!.sigma || b - a);
  const x: number[] = [];
  const y: number[] = [];
  const radius: number[] = [];
  const isCovered = (blob: Disk, r: number): boolean => {
    for (let k = 0; k < x.length; k++) {
      const dx = blob.x - x[k]!;
      const dy = blob.y - y[k]!;
      const square = dx * dx + dy * dy;
      const reach = r + radius[k]!;
      // Nearly all pairs are apart, which needs no root.
      if (square >= reach * reach) continue;
      if (diskOverlap(Math.sqrt(square), r, radius[k]!) > overlap) return true;
    }
    return false;
  };
  const stays = order.filter((i) => {
    const blob = blobs[i]!;
    const r = RADIUS_SIGMAS * blob.sigma;
    if (isCovered(blob, r)) return false;
    x.push(blob.x);
    y.push(blob.y);
    radius.push(r);
    return true;
  });
  return stays.sort((a, b) => a - b).map((i) => blobs[i]!);
}
