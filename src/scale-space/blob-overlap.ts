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

/** The disks of one radius that stayed, in square cells, so that those near a place are found without a look at all. */
interface Layer {
  readonly radius: number;
  /** Of a cell: no disk that is no larger reaches over a whole one. */
  readonly side: number;
  readonly cells: Map<number, Disk[]>;
}

/** Cells are a little wider, for rounding. */
const SLACK = 1 + 1e-9;

/** A number for a cell; two far apart may share it, which costs a look at both. */
function cellOf(column: number, row: number): number {
  return column * 2 ** 26 + row;
}

/** Whether a disk no larger than those of a layer shares more than a fraction of its area with one of them. */
function isCovered(layer: Layer, disk: Disk, r: number, overlap: number): boolean {
  const { radius, side, cells } = layer;
  const column = Math.floor(disk.x / side);
  const row = Math.floor(disk.y / side);
  const reach = r + radius;
  for (let near = 0; near < 9; near++) {
    const disks = cells.get(cellOf(column - 1 + (near % 3), row - 1 + Math.floor(near / 3)));
    if (!disks) continue;
    for (const { x, y } of disks) {
      const square = (disk.x - x) ** 2 + (disk.y - y) ** 2;
      // Nearly all pairs are apart, which needs no root.
      if (square >= reach * reach) continue;
      if (diskOverlap(Math.sqrt(square), r, radius) > overlap) return true;
    }
  }
  return false;
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
  const layers: Layer[] = [];
  const stays = order.filter((i) => {
    const blob = blobs[i]!;
    const r = RADIUS_SIGMAS * blob.sigma;
    if (layers.some((layer) => isCovered(layer, blob, r, overlap))) return false;
    let layer = layers.at(-1);
    if (layer?.radius !== r) {
      layer = { radius: r, side: 2 * r * SLACK, cells: new Map() };
      layers.push(layer);
    }
    const cell = cellOf(Math.floor(blob.x / layer.side), Math.floor(blob.y / layer.side));
    const disks = layer.cells.get(cell);
    if (disks) disks.push(blob);
    else layer.cells.set(cell, [blob]);
    return true;
  });
  return stays.sort((a, b) => a - b).map((i) => blobs[i]!);
}
