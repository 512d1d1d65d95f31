// Sigmas, sampling steps, offsets and sizes of a scale space: numbers that need no image.

/** Smallest variance, in samples², of the first blur, where the input is blurred enough already. */
const LEAST_FIRST_VARIANCE = 0.01;

/** An octave with fewer samples than this on an axis has no room for keypoints. */
const SMALLEST_OCTAVE = 8;

/** Sigmas of a first image that kernels can be made for: outside of these they are single samples, or without end. */
export const BASE_SIGMAS = { min: 1e-6, max: 1e5 } as const;

/** What a scale space is built to. */
export interface ScaleSpacePlan {
  /** Height of the input image. */
  readonly height: number;
  /** Width of the input image. */
  readonly width: number;
  /** How often the image is doubled before the first octave: 0, 1 or 2. */
  readonly doublings: number;
  /** Scales sampled in each octave; there are three images more. */
  readonly scalesPerOctave: number;
  /** Sigma of each octave's first image, in samples of that octave. */
  readonly baseSigma: number;
  /** Blur that the input is taken to have, in input pixels. */
  readonly inputSigma: number;
  /** Largest number of octaves; as many as have room where left out. */
  readonly octaves?: number | undefined;
  /** Fewest samples of an octave on each axis; 8 where left out. */
  readonly smallest?: number;
  /** Whether halving keeps every other sample from the first on, as OpenCV does; it does not where left out. */
  readonly everyOther?: boolean;
}

/** One octave: a stack of images with one sampling step. */
export interface OctaveGeometry {
  /** Sampling step is 2^octave input pixels. */
  readonly octave: number;
  /** Sampling step in input pixels. */
  readonly sampling: number;
  /** Input row of sample row 0: y = offsetY + sampling·row. */
  readonly offsetY: number;
  /** Input column of sample column 0. */
  readonly offsetX: number;
  /** Sample rows. */
  readonly height: number;
  /** Sample columns. */
  readonly width: number;
  /** Sigma of each level in input pixels. */
  readonly sigmas: readonly number[];
  /** Blur from the level before (for level 0: from the octave's seed), in samples; 0 for a plain copy. */
  readonly blurs: readonly number[];
}

/**
 * The octaves of a scale space, finest first.
 *
 * As in Lowe's, a doubled image is taken to be blurred by twice `inputSigma`: the 3/16 px² that linear
 * interpolation adds are not subtracted. With them subtracted the finest keypoints follow noise, and
 * fewer are found again in a second photo.
 *
 * Level i of an octave has σᵢ = baseSigma·2^(i/s) samples and is blurred from level i − 1 by √(σᵢ² − σᵢ₋₁²).
 *
 * @param plan - sizes, sigmas and numbers of scales
 * @returns one record an octave; none where the image has no room
 */
export function planOctaves(plan: ScaleSpacePlan): OctaveGeometry[] {
  const { doublings, scalesPerOctave, baseSigma, inputSigma, everyOther = false } = plan;
  let sampling = 1;
  let variance = inputSigma ** 2;
  let { height, width } = plan;
  for (let i = 0; i < doublings; i++) {
    sampling /= 2;
    variance *= 4;
    height *= 2;
    width *= 2;
  }
  let offsetY = (sampling - 1) / 2;
  let offsetX = offsetY;
  const levelSigmas = Array.from(
    { length: scalesPerOctave + 3 },
    (_, i) => baseSigma * 2 ** (i / scalesPerOctave),
  );
  const steps = levelSigmas.map((sigma, i) =>
    i === 0 ? 0 : Math.sqrt(sigma ** 2 - levelSigmas[i - 1]! ** 2),
  );
  const first = Math.sqrt(Math.max(baseSigma ** 2 - variance, LEAST_FIRST_VARIANCE));

  const octaves: OctaveGeometry[] = [];
  const most = plan.octaves ?? Number.POSITIVE_INFINITY;
  const smallest = plan.smallest ?? SMALLEST_OCTAVE;
  while (octaves.length < most && Math.min(height, width) >= smallest) {
    octaves.push({
      octave: Math.round(Math.log2(sampling)),
      sampling,
      offsetY,
      offsetX,
      height,
      width,
      sigmas: levelSigmas.map((sigma) => sigma * sampling),
      blurs: octaves.length === 0 ? [first, ...steps.slice(1)] : steps,
    });
    if (everyOther) {
      height >>= 1;
      width >>= 1;
    } else {
      // An even axis is halved to the midpoints of its pairs of samples, an odd one to every other sample.
      if (height % 2 === 0) offsetY += sampling / 2;
      if (width % 2 === 0) offsetX += sampling / 2;
      height = (height + 1) >> 1;
      width = (width + 1) >> 1;
    }
    sampling *= 2;
  }
  return octaves;
}
