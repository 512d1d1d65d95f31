// What SIFT may be told, with its constants and their sources.
import { bindShapes, checkBoolean, checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { computeDType, readArray } from '../core/create.js';
import { integerMaximum } from '../core/integer-range.js';
import type { ArrayInput, Dense } from '../core/types.js';
import { BASE_SIGMAS } from './geometry.js';

/** Options of `sift`, `detectKeypoints`, `describeKeypoints` and `inspectKeypoints`. */
export interface SiftOptions {
  /**
   * "standard", where left out, samples as Lowe does; "precise" samples twice as finely in scale and space, at about five times
   * the time; "opencv" finds the keypoints and descriptors that OpenCV 4 finds, with its ways of halving images, ending fits and
   * rounding places.
   */
  preset?: 'standard' | 'precise' | 'opencv' | undefined;
  /** Scales an octave, at most 64; 3 where left out, 6 with "precise". */
  scalesPerOctave?: number | undefined;
  /** Sigma of an octave's first image, in samples of the octave, from 10⁻⁶ to 10⁵; 1.6 where left out, 3.2 with "precise". */
  baseSigma?: number | undefined;
  /** Blur that the image is taken to have, in pixels; 0.5 where left out. */
  inputSigma?: number | undefined;
  /** Least contrast, where 1 is the whole intensity range: |D| must reach a third of it at three scales an octave (with "opencv" one nth at n); 0.04 where left out. */
  contrastThreshold?: number | undefined;
  /** Largest ratio of the two principal curvatures, at least 1; 10 where left out. */
  edgeRatio?: number | undefined;
  /** Whether the image is doubled first (with "precise" once more), which finds two to four times as many keypoints; true where left out. */
  upsample?: boolean | undefined;
  /** Most octaves; as many as the image has room for where left out. */
  octaves?: number | undefined;
  /** Keep only so many keypoints, those of the largest response; all where left out. */
  maxKeypoints?: number | undefined;
  /** Intensity that counts as the whole range; 1 where left out. Integers are read as fractions of their type's maximum before. */
  intensityRange?: number | undefined;
  /** Take the square root of the L1-normalised descriptor (Arandjelović and Zisserman 2012); false where left out. */
  rootSift?: boolean | undefined;
  /** Average the descriptor over ten sizes of its square (Dong and Soatto 2015); false where left out. */
  domainSizePooling?: boolean | undefined;
}

/** Options with every default filled in. */
export interface SiftSettings {
  readonly scalesPerOctave: number;
  readonly baseSigma: number;
  readonly inputSigma: number;
  readonly doublings: number;
  readonly octaves: number | undefined;
  /** Least |D| of the images as they are sampled here. */
  readonly threshold: number;
  /** Least |D| of a sample that is worth a fit. */
  readonly earlyThreshold: number;
  /** Sigma of a keypoint for one of its difference image's finer Gaussian; 1 at three scales an octave. */
  readonly sigmaScale: number;
  /** Response of one unit of |D|. */
  readonly responseScale: number;
  readonly edgeRatio: number;
  readonly maxKeypoints: number;
  readonly rootSift: boolean;
  readonly domainSizePooling: boolean;
  /** Whether all is done as OpenCV does it. */
  readonly opencv: boolean;
  /** Whether images are halved to every other sample. */
  readonly everyOther: boolean;
  /** How images go on beyond their border. */
  readonly border: 'reflect' | 'mirror';
}

const NAMES = [
  'preset',
  'scalesPerOctave',
  'baseSigma',
  'inputSigma',
  'contrastThreshold',
  'edgeRatio',
  'upsample',
  'octaves',
  'maxKeypoints',
  'intensityRange',
  'rootSift',
  'domainSizePooling',
] as const satisfies readonly (keyof SiftOptions)[];

/** Sampling of a preset. The precise one halves the steps of the standard one in space and in scale. */
const PRESETS = {
  // Lowe 2004, sections 3.2 and 3.3.
  standard: { scalesPerOctave: 3, baseSigma: 1.6, doublings: 1 },
  precise: { scalesPerOctave: 6, baseSigma: 3.2, doublings: 2 },
  // SIFT_create() of OpenCV 4.
  opencv: { scalesPerOctave: 3, baseSigma: 1.6, doublings: 1 },
} as const;

/** An unrefined extremum below this share of the threshold cannot reach it by refinement. */
const EARLY_SHARE = 0.5;

/** How much a difference of Gaussians grows with the step between its two sigmas, against three scales an octave. */
function stepGain(scalesPerOctave: number): number {
  return (2 ** (1 / scalesPerOctave) - 1) / (2 ** (1 / 3) - 1);
}

/**
 * Reads the options of SIFT.
 *
 * @param fn - name of the public function, for errors
 * @param options - what came
 * @returns every setting
 * @throws KindError for unknown names and wrong kinds, DomainError outside the ranges
 */
export function readSettings(fn: string, options: SiftOptions | undefined): SiftSettings {
  const o = checkOptions(fn, options, NAMES);
  const name = checkOneOf(fn, 'preset', o.preset ?? 'standard', ['standard', 'precise', 'opencv']);
  const preset = PRESETS[name];
  const opencv = name === 'opencv';
  const {
    scalesPerOctave = preset.scalesPerOctave,
    baseSigma = preset.baseSigma,
    inputSigma = 0.5,
    contrastThreshold = 0.04,
    edgeRatio = 10,
    upsample = true,
    octaves,
    maxKeypoints = Number.MAX_SAFE_INTEGER,
    intensityRange = 1,
    rootSift = false,
    domainSizePooling = false,
  } = o;
  checkNumber(fn, 'scalesPerOctave', scalesPerOctave, { integer: true, min: 1, max: 64 });
  checkNumber(fn, 'baseSigma', baseSigma, BASE_SIGMAS);
  checkNumber(fn, 'inputSigma', inputSigma, { min: 0 });
  checkNumber(fn, 'contrastThreshold', contrastThreshold, { min: 0 });
  checkNumber(fn, 'edgeRatio', edgeRatio, { min: 1 });
  checkBoolean(fn, 'upsample', upsample);
  if (octaves !== undefined) checkNumber(fn, 'octaves', octaves, { integer: true, min: 1 });
  checkNumber(fn, 'maxKeypoints', maxKeypoints, { integer: true, min: 0 });
  checkNumber(fn, 'intensityRange', intensityRange, { above: 0 });
  checkBoolean(fn, 'rootSift', rootSift);
  checkBoolean(fn, 'domainSizePooling', domainSizePooling);
  // OpenCV divides the threshold by the number of scales, and leaves sigmas and responses as they are.
  const gain = opencv ? 3 / scalesPerOctave : stepGain(scalesPerOctave);
  const threshold = (contrastThreshold / 3) * gain;
  return {
    scalesPerOctave,
    baseSigma,
    inputSigma,
    doublings: preset.doublings - (upsample ? 0 : 1),
    octaves,
    threshold: threshold * intensityRange,
    // OpenCV compares samples with a whole number of 255.
    earlyThreshold:
      (opencv ? Math.floor(EARLY_SHARE * threshold * 255) / 255 : EARLY_SHARE * threshold) *
      intensityRange,
    sigmaScale: opencv ? 1 : 2 ** ((1 / scalesPerOctave - 1 / 3) / 2),
    responseScale: opencv ? 1 : 1 / gain,
    edgeRatio,
    maxKeypoints,
    rootSift,
    domainSizePooling,
    opencv,
    everyOther: opencv,
    border: opencv ? 'mirror' : 'reflect',
  };
}

/**
 * Reads an image: integers become float32 fractions of their type's maximum, floats stay, and may be NaN or infinite.
 *
 * @param fn - name of the public function, for errors
 * @param image - what came
 * @returns a contiguous [height, width]
 * @throws KindError, ShapeError where it is no image
 */
export function readImage(fn: string, image: ArrayInput): Dense {
  const maximum = integerMaximum(image);
  const dtype = maximum === undefined ? computeDType(image) : 'float32';
  const dense = readArray(fn, 'image', image, dtype);
  bindShapes(fn, { image: [dense, 'h w'] });
  if (maximum === undefined) return dense;
  // A fresh array by now: integers are always converted.
  const data = dense.data;
  for (let i = 0; i < data.length; i++) data[i]! /= maximum;
  return dense;
}
