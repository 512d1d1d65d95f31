// Length and direction of float32 gradients.
import type { OrientationKernels } from '../orientation-kernels.js';
import { gradientPolar as gradientPolarScalar } from '../scalar/gradient-polar.js';
import { votePlaces as votePlacesScalar } from '../scalar/vote-places.js';
import { type ImagePolarExports, imagePolar } from './generated/image-polar.js';
import { roundUp } from './round-to-float.js';
import { inArena } from './wasm-module.js';

/** Numbers below which copying costs more than it saves. */
const LEAST = 256;
/** Numbers that go through at a time: they stay in the first cache. */
const RUN = 4096;

function serve(
  ix: Float32Array,
  iy: Float32Array,
  first: Float32Array,
  second: Float32Array,
  run: (wasm: ImagePolarExports, x: number, y: number, count: number) => void,
): boolean {
  return (
    ix.length >= LEAST &&
    inArena(imagePolar, (wasm, arena) => {
      const [x, y] = [arena.words(RUN), arena.words(RUN)];
      for (let start = 0; start < ix.length; start += RUN) {
        const count = Math.min(RUN, ix.length - start);
        arena.float32(x, count).set(ix.subarray(start, start + count));
        arena.float32(y, count).set(iy.subarray(start, start + count));
        run(wasm, x, y, count);
        first.set(arena.float32(x, count), start);
        second.set(arena.float32(y, count), start);
      }
    })
  );
}

/** See `OrientationKernels.gradientPolar`: float32 angles are within 5e-7 rad. */
export const gradientPolar: OrientationKernels['gradientPolar'] = (
  ix,
  iy,
  period,
  unitsPerRadian,
  magnitude,
  orientation,
) => {
  const half = Math.PI * unitsPerRadian;
  const served =
    ix instanceof Float32Array &&
    iy instanceof Float32Array &&
    magnitude instanceof Float32Array &&
    orientation instanceof Float32Array &&
    serve(ix, iy, magnitude, orientation, (wasm, x, y, count) => {
      wasm.polar(x, y, count, unitsPerRadian, half, period, roundUp(period));
    });
  if (!served) gradientPolarScalar(ix, iy, period, unitsPerRadian, magnitude, orientation);
};

/** See `OrientationKernels.votePlaces`; which bin holds an angle, exactly, is for the scalar kernel to say. */
export const votePlaces: OrientationKernels['votePlaces'] = (ix, iy, bins, signed, whole) => {
  const half = signed ? bins / 2 : bins;
  const served =
    !whole &&
    ix instanceof Float32Array &&
    iy instanceof Float32Array &&
    serve(ix, iy, ix, iy, (wasm, x, y, count) => {
      wasm.places(x, y, count, half / Math.PI, half, bins);
    });
  if (!served) votePlacesScalar(ix, iy, bins, signed, whole);
};
