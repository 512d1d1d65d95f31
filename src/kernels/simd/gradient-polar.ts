// Length and direction of gradients.
import type { OrientationKernels } from '../orientation-kernels.js';
import { gradientPolar as gradientPolarScalar } from '../scalar/gradient-polar.js';
import { votePlaces as votePlacesScalar } from '../scalar/vote-places.js';
import { doublePolar } from './generated/double-polar.js';
import { type ImagePolarExports, imagePolar } from './generated/image-polar.js';
import { roundUp } from './round-to-float.js';
import { inArena } from './wasm-module.js';

/** Numbers below which copying costs more than it saves. */
const LEAST = 256;
/** Numbers that go through at a time, in eights: they stay in the caches. */
const RUN = 8192;
/** Gradients that are turned at a time. */
const BLOCK = 8;

function serve(
  ix: Float32Array,
  iy: Float32Array,
  first: Float32Array,
  second: Float32Array,
  perRadian: number,
  half: number,
  turn: (wasm: ImagePolarExports, x: number, y: number, count: number, angles: number) => void,
): Served {
  let finite = true;
  const served =
    ix.length >= LEAST &&
    inArena(imagePolar, (wasm, arena) => {
      const [x, y, l, a] = [0, 1, 2, 3].map(() => arena.words(RUN)) as [
        number,
        number,
        number,
        number,
      ];
      const [xs, ys] = [arena.float32(x, RUN), arena.float32(y, RUN)];
      const [lengths, angles] = [arena.float32(l, RUN), arena.float32(a, RUN)];
      for (let start = 0; start < ix.length; start += RUN) {
        const count = Math.min(RUN, ix.length - start);
        xs.set(ix.subarray(start, start + count));
        ys.set(iy.subarray(start, start + count));
        if (count % BLOCK > 0) {
          xs.fill(0, count, count + BLOCK);
          ys.fill(0, count, count + BLOCK);
        }
        finite = Boolean(wasm.nearAngles(x, y, count, perRadian, half, l, a)) && finite;
        turn(wasm, x, y, count, a);
        first.set(count < RUN ? lengths.subarray(0, count) : lengths, start);
        second.set(count < RUN ? angles.subarray(0, count) : angles, start);
      }
    });
  return { served, finite };
}

interface Served {
  readonly served: boolean;
  /** Whether all sides were. */
  readonly finite: boolean;
}

const REFUSED: Served = { served: false, finite: false };

function serveDoubles(
  ix: Float64Array,
  iy: Float64Array,
  magnitude: Float64Array,
  orientation: Float64Array,
  period: number,
  unitsPerRadian: number,
): Served {
  let finite = true;
  const served =
    ix.length >= LEAST &&
    inArena(doublePolar, (wasm, arena) => {
      const most = Math.min(RUN, ix.length);
      const [x, y] = [arena.words(2 * most + 2), arena.words(2 * most + 2)];
      const [xs, ys] = [arena.float64(x, most + 1), arena.float64(y, most + 1)];
      for (let start = 0; start < ix.length; start += most) {
        const count = Math.min(most, ix.length - start);
        xs.set(ix.subarray(start, start + count));
        ys.set(iy.subarray(start, start + count));
        // The last one may have nobody beside it.
        xs[count] = 0;
        ys[count] = 0;
        finite = Boolean(wasm.polar(x, y, count, period, unitsPerRadian)) && finite;
        magnitude.set(xs.subarray(0, count), start);
        orientation.set(ys.subarray(0, count), start);
      }
    });
  return { served, finite };
}

/**
 * See `OrientationKernels.gradientPolar`: float32 angles are within 5e-7 rad; float64 ones are those of the scalar kernel,
 * where an engine's Math.atan2 is that of fdlibm.
 */
export const gradientPolar: OrientationKernels['gradientPolar'] = (
  ix,
  iy,
  period,
  unitsPerRadian,
  magnitude,
  orientation,
) => {
  const half = Math.PI * unitsPerRadian;
  const end = roundUp(period);
  const { served, finite } =
    ix instanceof Float32Array &&
    iy instanceof Float32Array &&
    magnitude instanceof Float32Array &&
    orientation instanceof Float32Array
      ? serve(ix, iy, magnitude, orientation, unitsPerRadian, half, (wasm, x, y, count, angles) => {
          wasm.polar(x, y, count, half, period, end, angles);
        })
      : REFUSED;
  if (served) return finite;
  if (
    ix instanceof Float64Array &&
    iy instanceof Float64Array &&
    magnitude instanceof Float64Array &&
    orientation instanceof Float64Array
  ) {
    const doubles = serveDoubles(ix, iy, magnitude, orientation, period, unitsPerRadian);
    if (doubles.served) return doubles.finite;
  }
  return gradientPolarScalar(ix, iy, period, unitsPerRadian, magnitude, orientation);
};

/** See `OrientationKernels.votePlaces`; which bin holds an angle, exactly, is for the scalar kernel to say. */
export const votePlaces: OrientationKernels['votePlaces'] = (ix, iy, bins, signed, whole) => {
  const half = signed ? bins / 2 : bins;
  const { served } =
    !whole && ix instanceof Float32Array && iy instanceof Float32Array
      ? serve(ix, iy, ix, iy, half / Math.PI, half, (wasm, x, y, count, angles) => {
          wasm.places(x, y, count, half, bins, angles);
        })
      : REFUSED;
  if (!served) votePlacesScalar(ix, iy, bins, signed, whole);
};
