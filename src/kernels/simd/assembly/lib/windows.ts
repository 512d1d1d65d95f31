// Windows of images as factors of products. Both functions take two tables of places, in bytes from the start of the
// image: a number of the factor lies at the sum of one place of each. Places grow within each table.
import { PANEL_STEP } from './tile';

/** Whether the next places of a panel's row are neighbours: eight of float32, four of float64. */
function neighbours<T>(places: usize): bool {
  const last = PANEL_STEP / sizeof<T>() - 1;
  return load<u32>(places + (last << 2)) - load<u32>(places) === <u32>(PANEL_STEP - sizeof<T>());
}

/**
 * Lays out panels of eight lanes, four of float64: [lanes/8][terms][8]. Lanes come in eights or fours; those that fill
 * up the last are 0.
 */
export function gatherPanels<T>(
  image: usize,
  lanes: usize,
  laneCount: i32,
  terms: usize,
  termCount: i32,
  panels: usize,
): void {
  const width = <i32>(PANEL_STEP / sizeof<T>());
  const end = terms + ((<usize>termCount) << 2);
  for (let lane = 0; lane < laneCount; lane += width) {
    if (neighbours<T>(lanes)) {
      const first = image + load<u32>(lanes);
      for (let term = terms; term < end; term += 4) {
        const at = first + load<u32>(term);
        v128.store(panels, v128.load(at));
        v128.store(panels, v128.load(at, 16), 16);
        panels += PANEL_STEP;
      }
    } else {
      const at0 = image + load<u32>(lanes);
      const at1 = image + load<u32>(lanes, 4);
      const at2 = image + load<u32>(lanes, 8);
      const at3 = image + load<u32>(lanes, 12);
      if (sizeof<T>() === 8) {
        for (let term = terms; term < end; term += 4) {
          const by = load<u32>(term);
          store<f64>(panels, load<f64>(at0 + by));
          store<f64>(panels, load<f64>(at1 + by), 8);
          store<f64>(panels, load<f64>(at2 + by), 16);
          store<f64>(panels, load<f64>(at3 + by), 24);
          panels += PANEL_STEP;
        }
      } else {
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
          panels += PANEL_STEP;
        }
      }
    }
    lanes += (<usize>width) << 2;
  }
}

/** Adds rows of numbers, one for each term, `sourceStep` bytes apart, of as many as there are lanes, to where they belong in the image. */
export function scatterRows<T>(
  source: usize,
  sourceStep: usize,
  terms: usize,
  termCount: i32,
  lanes: usize,
  laneCount: i32,
  image: usize,
): void {
  const unit = sizeof<T>();
  const width = <i32>(PANEL_STEP / unit);
  const whole = laneCount & -width;
  const end = terms + ((<usize>termCount) << 2);
  for (; terms < end; terms += 4) {
    const start = image + load<u32>(terms);
    let lane = lanes;
    let from = source;
    for (let i = 0; i < whole; i += width) {
      if (neighbours<T>(lane)) {
        const at = start + load<u32>(lane);
        v128.store(at, v128.add<T>(v128.load(at), v128.load(from)));
        v128.store(at, v128.add<T>(v128.load(at, 16), v128.load(from, 16)), 16);
        from += PANEL_STEP;
        lane += (<usize>width) << 2;
      } else {
        for (const last = lane + ((<usize>width) << 2); lane < last; lane += 4) {
          const at = start + load<u32>(lane);
          store<T>(at, load<T>(at) + load<T>(from));
          from += unit;
        }
      }
    }
    for (let i = whole; i < laneCount; i++) {
      const at = start + load<u32>(lane);
      store<T>(at, load<T>(at) + load<T>(from));
      from += unit;
      lane += 4;
    }
    source += sourceStep;
  }
}
