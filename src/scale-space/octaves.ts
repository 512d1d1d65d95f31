// Builds the images of a scale space from its geometry.
import { allocate } from '../core/create.js';
import type { Dense, FloatDType, FloatTypedArray } from '../core/types.js';
import { gaussianTaps } from '../filter/gaussian-kernel.js';
import type { BorderMode } from '../kernels/kernels.js';
import {
  doubleImage as doubleScalar,
  halveImage as halveScalar,
} from '../kernels/scalar/octave-resample.js';
import { separableFilter as separableScalar } from '../kernels/scalar/separable-filter.js';
import { kernel } from '../kernels/select.js';
import { exactSeparableFilter } from '../kernels/simd/exact-separable-filter.js';
import {
  doubleImage as doubleFast,
  halveImage as halveFast,
} from '../kernels/simd/octave-resample.js';
import { type OctaveGeometry, planOctaves, type ScaleSpacePlan } from './geometry.js';

/** Gaussians reach this many sigmas to each side. */
const TRUNCATE = 4;

/** An octave's images, one after the other. */
export interface Octave extends OctaveGeometry {
  /** [levels, height, width], row-major. */
  readonly levels: FloatTypedArray;
}

/**
 * The Gaussian scale space of an image.
 *
 * @param image - contiguous [height, width]
 * @param settings - what `planOctaves` needs beside the size
 * @param border - what stands outside the image; only "reflect" fits the doubled image's lattice
 * @returns octaves with their images, finest first
 */
export function buildOctaves(
  image: Dense,
  settings: Omit<ScaleSpacePlan, 'height' | 'width'>,
  border: BorderMode = 'reflect',
): Octave[] {
  const [height, width] = image.shape as [number, number];
  const dtype: FloatDType = image.data instanceof Float32Array ? 'float32' : 'float64';
  const double = kernel('doubleImage', doubleScalar, doubleFast);
  const halve = kernel('halveImage', halveScalar, halveFast);

  const octaves: Octave[] = [];
  for (const geometry of planOctaves({ ...settings, height, width })) {
    const area = geometry.height * geometry.width;
    const levels = allocate(dtype, area * geometry.sigmas.length);
    const previous = octaves[octaves.length - 1];
    if (previous) {
      const start = settings.scalesPerOctave * previous.height * previous.width;
      const seed = previous.levels.subarray(start, start + previous.height * previous.width);
      halve(seed, levels.subarray(0, area), previous.height, previous.width);
    } else {
      let seed = image.data;
      for (let i = 1; i <= settings.doublings; i++) {
        // The last fits where the second level will stand, once the first has been made of it.
        const size = seed.length * 4;
        const larger = size === area ? levels.subarray(area, 2 * area) : allocate(dtype, size);
        double(seed, larger, height * 2 ** (i - 1), width * 2 ** (i - 1));
        seed = larger;
      }
      blur(seed, levels.subarray(0, area), geometry, geometry.blurs[0]!, border);
    }
    for (let i = 1; i < geometry.sigmas.length; i++) {
      const source = levels.subarray((i - 1) * area, i * area);
      blur(source, levels.subarray(i * area, (i + 1) * area), geometry, geometry.blurs[i]!, border);
    }
    octaves.push({ ...geometry, levels });
  }
  return octaves;
}

function blur(
  source: FloatTypedArray,
  target: FloatTypedArray,
  size: { readonly height: number; readonly width: number },
  sigma: number,
  border: BorderMode,
): void {
  const taps = gaussianTaps(sigma, TRUNCATE);
  const filter = kernel('separableFilter', separableScalar, exactSeparableFilter);
  filter(source, target, size.height, size.width, taps, taps, border, 0);
}
