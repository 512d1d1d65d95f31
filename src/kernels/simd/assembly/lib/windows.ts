// Windows of images as factors of products. Both functions take two tables of places, in bytes from the start of the
// image: a number of the factor lies at the sum of one place of each. Places grow within each table.

/** Whether the next eight places are neighbours. */
function neighbours(places: usize): bool {
  return load<i32>(places, 28) - load<i32>(places) === 28;
}

/**
 * Lays out panels of eight lanes, [lanes/8][terms][8]. Lanes come in eights; those that fill up the last eight are 0.
 */
export function gatherPanels(
  image: usize,
  lanes: usize,
  laneCount: i32,
  terms: usize,
  termCount: i32,
  panels: usize,
): void {
  const end = terms + ((<usize>termCount) << 2);
  for (let lane = 0; lane < laneCount; lane += 8) {
    if (neighbours(lanes)) {
      const first = image + load<u32>(lanes);
      for (let term = terms; term < end; term += 4) {
        const at = first + load<u32>(term);
        v128.store(panels, v128.load(at));
        v128.store(panels, v128.load(at, 16), 16);
        panels += 32;
      }
    } else {
      const at0 = image + load<u32>(lanes);
      const at1 = image + load<u32>(lanes, 4);
      const at2 = image + load<u32>(lanes, 8);
      const at3 = image + load<u32>(lanes, 12);
      const at4 = image + load<u32>(lanes, 16);
      const at5 = image + load<u32>(lanes, 20);
      const at6 = image + load<u32>(lanes, 24);
      const at7 = image + load<u32>(lanes, 28);
      for (let term = terms; term < end; term += 4) {
        const by = load<u32>(term);
        store<f32>(panels, load<f32>(at0 + by));
        store<f32>(panels, load<f32>(at1 + by), 4);
        store<f32>(panels, load<f32>(at2 + by), 8);
        store<f32>(panels, load<f32>(at3 + by), 12);
        store<f32>(panels, load<f32>(at4 + by), 16);
        store<f32>(panels, load<f32>(at5 + by), 20);
        store<f32>(panels, load<f32>(at6 + by), 24);
        store<f32>(panels, load<f32>(at7 + by), 28);
        panels += 32;
      }
    }
    lanes += 32;
  }
}

/** Adds rows of numbers, one for each term, of as many as there are lanes, to where they belong in the image. */
export function scatterRows(
  source: usize,
  terms: usize,
  termCount: i32,
  lanes: usize,
  laneCount: i32,
  image: usize,
): void {
  const whole = laneCount & -8;
  const end = terms + ((<usize>termCount) << 2);
  for (; terms < end; terms += 4) {
    const start = image + load<u32>(terms);
    let lane = lanes;
    for (let i = 0; i < whole; i += 8) {
      if (neighbours(lane)) {
        const at = start + load<u32>(lane);
        v128.store(at, f32x4.add(v128.load(at), v128.load(source)));
        v128.store(at, f32x4.add(v128.load(at, 16), v128.load(source, 16)), 16);
        source += 32;
        lane += 32;
      } else {
        for (const last = lane + 32; lane < last; lane += 4) {
          const at = start + load<u32>(lane);
          store<f32>(at, load<f32>(at) + load<f32>(source));
          source += 4;
        }
      }
    }
    for (let i = whole; i < laneCount; i++) {
      const at = start + load<u32>(lane);
      store<f32>(at, load<f32>(at) + load<f32>(source));
      source += 4;
      lane += 4;
    }
  }
}
