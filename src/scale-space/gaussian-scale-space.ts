// The scale space itself, for callers who look at its images.
import { bindShapes, checkBoolean, checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { readArray, wrap } from '../core/create.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { BORDER_MODES } from '../filter/options.js';
import type { BorderMode } from '../kernels/kernels.js';
import { BASE_SIGMAS } from './geometry.js';
import { buildOctaves } from './octaves.js';

/** What `gaussianScaleSpace` may be told. */
export interface GaussianScaleSpaceOptions {
  /** Number of octaves; as many as have 8 samples on each axis where left out. */
  octaves?: number | undefined;
  /** Scales an octave; 3 where left out. */
  scalesPerOctave?: number | undefined;
  /** Sigma of an octave's first image, in samples of the octave, from 10⁻⁶ to 10⁵; 1.6 where left out. */
  baseSigma?: number | undefined;
  /** Blur that the image is taken to have, in pixels; 0.5 where left out. */
  inputSigma?: number | undefined;
  /** Whether the image is doubled first; true where left out. */
  upsample?: boolean | undefined;
  /** What stands outside the image, zeros for "constant"; "reflect" where left out. */
  border?: BorderMode | undefined;
}

/** One octave of a Gaussian scale space. */
export interface ScaleSpaceOctave {
  /** Sampling step in pixels of the input image. */
  readonly sampling: number;
  /** Input place of the first sample as [y, x]: place = offset + sampling · index. */
  readonly offset: readonly [number, number];
  /** Sigma of each level in pixels of the input image. */
  readonly sigmas: readonly number[];
  /** The blurred images, finest first, [scalesPerOctave + 3, h, w]. */
  readonly levels: FloatNdArray;
}

/**
 * The Gaussian scale space of an image: octaves of images blurred to
 * $\sigma_i = \sigma_0 2^{i/s}$, each made from the one before by a blur of
 * $\sqrt{\sigma_i^2 - \sigma_{i-1}^2}$.
 *
 * The first image is blurred by what is missing from the input's own blur, and from the blur that doubling
 * adds, to `baseSigma`. Gaussians reach to 4σ, the image is continued by its mirror image
 * (`border` "reflect"). Each further octave is made from level s of the one before, halved on the centre-aligned
 * grid, so that mirrored images have mirrored scale spaces: `offset` says where its samples lie.
 *
 * @param image - grey values [h, w], as they stand
 * @param options - `octaves` (as many as have 8 samples on each axis), `scalesPerOctave` (3), `baseSigma` (1.6), `inputSigma` (0.5), `upsample` (true), `border` ("reflect")
 * @returns octaves, finest first; with `upsample` the first has a sampling step of half a pixel
 * @throws ShapeError where the image is not two-dimensional, DomainError for NaN and infinite pixels and options out of range, KindError for unknown options
 * @see D. G. Lowe, "Distinctive image features from scale-invariant keypoints", IJCV 2004, section 3
 * @see I. Rey Otero, M. Delbracio, "Anatomy of the SIFT method", IPOL 2014, section 2
 *
 * @example
 * Two octaves of six levels.
 * ```ts
 * import { gaussianScaleSpace } from 'fovea';
 * const image = Array.from({ length: 32 }, (_, y) => Array.from({ length: 32 }, (_, x) => (x + y) / 64));
 * const { octaves } = gaussianScaleSpace(image, { octaves: 2 });
 * octaves[0].levels.shape // => [6, 64, 64]
 * octaves[1].sampling // => 1
 * octaves[0].sigmas[0] // => 0.8
 * ```
 */
export function gaussianScaleSpace(
  image: ArrayInput,
  options?: GaussianScaleSpaceOptions,
): {
  /** Finest first. */
  readonly octaves: ScaleSpaceOctave[];
} {
  const fn = 'gaussianScaleSpace';
  const {
    octaves,
    scalesPerOctave = 3,
    baseSigma = 1.6,
    inputSigma = 0.5,
    upsample = true,
    border = 'reflect',
  } = checkOptions(fn, options, [
    'octaves',
    'scalesPerOctave',
    'baseSigma',
    'inputSigma',
    'upsample',
    'border',
  ]);
  checkNumber(fn, 'scalesPerOctave', scalesPerOctave, { integer: true, min: 1, max: 64 });
  checkNumber(fn, 'baseSigma', baseSigma, BASE_SIGMAS);
  checkNumber(fn, 'inputSigma', inputSigma, { min: 0 });
  checkBoolean(fn, 'upsample', upsample);
  checkOneOf(fn, 'border', border, BORDER_MODES);
  const dense = readArray(fn, 'image', image);
  const { h, w } = bindShapes(fn, { image: [dense, 'h w'] });
  const doublings = upsample ? 1 : 0;
  if (octaves !== undefined) {
    // Halving a single sample gives a single sample: further octaves would repeat one pixel.
    const most = Math.max(0, Math.ceil(Math.log2(Math.min(h, w))) + 1 + doublings);
    checkNumber(fn, 'octaves', octaves, { integer: true, min: 1, max: most });
  }
  const smallest = octaves === undefined ? {} : { smallest: 1 };
  const built = buildOctaves(
    fn,
    dense,
    { doublings, scalesPerOctave, baseSigma, inputSigma, octaves, ...smallest },
    border,
  );
  return {
    octaves: built.map(({ sampling, offsetY, offsetX, sigmas, levels, height, width }) => ({
      sampling,
      offset: [offsetY, offsetX],
      sigmas,
      levels: wrap(levels, [sigmas.length, height, width]),
    })),
  };
}
