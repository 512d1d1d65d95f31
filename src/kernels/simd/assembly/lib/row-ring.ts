// Rows that are kept as long as sums across them need them, and what stands above and below the image.

/** Where the numbers of a ring stand, by bytes; ../../row-ring.ts writes them, in this order. */
const FIRST: usize = 0;
const COUNT: usize = 4;
const PITCH: usize = 8;
const HEIGHT: usize = 12;
const RADIUS: usize = 16;
const BEYOND: usize = 20;
const CYCLE: usize = 24;
const PLACES: usize = 28;

/** How many rows sums reach up and down. */
export function reachOf(ring: usize): i32 {
  return load<i32>(ring, RADIUS);
}

/** Where row y is kept. */
export function rowAt(ring: usize, y: i32): usize {
  return load<usize>(ring, FIRST) + <usize>(y % load<i32>(ring, COUNT)) * load<usize>(ring, PITCH);
}

/** A table of the places of the rows that sums around rows y and y + 1 take; good until the next one is asked for. */
export function rowsAround(ring: usize, y: i32): usize {
  const height = load<i32>(ring, HEIGHT);
  const radius = load<i32>(ring, RADIUS);
  const first = y - radius;
  if (first >= 0 && y + 1 + radius < height) {
    return load<usize>(ring, CYCLE) + ((<usize>(first % load<i32>(ring, COUNT))) << 2);
  }
  const beyond = load<usize>(ring, BEYOND);
  const places = load<usize>(ring, PLACES);
  for (let t = 0; t < 2 * radius + 2; t++) {
    const at = min(first + t, height + radius - 1);
    let place: usize;
    if (at >= 0 && at < height) place = rowAt(ring, at);
    else place = load<usize>(beyond + ((<usize>(radius + (at < 0 ? at : at - height))) << 2));
    store<usize>(places + ((<usize>t) << 2), place);
  }
  return places;
}
