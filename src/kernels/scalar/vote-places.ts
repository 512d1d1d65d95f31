import type { FloatTypedArray } from '../../core/types.js';
import { atan2 } from './atan2.js';

/** So near an edge between bins, in bins, the quick arctangent is not trusted to tell the side. */
const NEAR_EDGE = 1e-5;
const DEGREES_PER_RADIAN = 180 / Math.PI;

/** See `Kernels.votePlaces`. */
export function votePlaces(
  ix: FloatTypedArray,
  iy: FloatTypedArray,
  bins: number,
  signed: boolean,
  whole: boolean,
): void {
  const perRadian = bins / (signed ? 2 * Math.PI : Math.PI);
  for (let i = 0; i < ix.length; i++) {
    const gx = ix[i]!;
    const gy = iy[i]!;
    ix[i] = Math.sqrt(gx * gx + gy * gy);
    let place = atan2(gy, gx) * perRadian;
    if (whole) {
      const edge = Math.round(place);
      const near = place - edge < NEAR_EDGE && edge - place < NEAR_EDGE;
      iy[i] = near ? exactBin(gy, gx, bins, signed) : wrapped(Math.floor(place), bins);
    } else {
      if (place < 0) place += bins;
      iy[i] = place < 0.5 ? place - 0.5 + bins : place - 0.5;
    }
  }
}

function wrapped(bin: number, bins: number): number {
  const positive = bin < 0 ? bin + bins : bin;
  return positive < bins ? positive : positive - bins;
}

/**
 * The bin that holds an angle, exactly: in degrees the edges that pixels' differences can meet, such as 45°, are exact.
 *
 * @param gy - derivative along y
 * @param gx - derivative along x
 * @param bins - how many bins
 * @param signed - whether they are over 2π, and not π
 * @returns the bin
 */
export function exactBin(gy: number, gx: number, bins: number, signed: boolean): number {
  const width = (signed ? 360 : 180) / bins;
  const degrees = Math.atan2(gy, gx) * DEGREES_PER_RADIAN;
  return wrapped(Math.floor((degrees < 0 ? degrees + bins * width : degrees) / width), bins);
}
