// What HOG may be told, its presets, and the checks.
import { checkBoolean, checkNumber, checkOneOf } from '../core/check.js';
import { type GradientOperator, OPERATORS } from '../filter/image-gradients.js';
import { eachAxis } from '../filter/options.js';
import type { BlockNorm } from '../kernels/orientation-kernels.js';
import type { BlockGaussian } from './spread.js';

/** How a block is brought to a common contrast. */
export type HogNorm = 'l2-hys' | 'l2' | 'l1' | 'l1-sqrt' | 'none';

/** Where a pixel's vote goes. */
export type HogInterpolation = 'trilinear' | 'orientation' | 'none';

/** Whose HOG the settings and constants are. */
export type HogPreset = 'dalal-triggs' | 'opencv' | 'scikit-image';

/** What `hog` may be told. */
export interface HogOptions {
  /** Bins of each histogram; 9 by default. */
  orientations?: number | undefined;
  /** Pixels of a cell, one number or [rows, columns]; 8 by default. */
  cellSize?: number | readonly [rows: number, columns: number] | undefined;
  /** Cells of a block, one number or [rows, columns]; 2 by default, 3 with "scikit-image". */
  blockSize?: number | readonly [rows: number, columns: number] | undefined;
  /** Cells from one block to the next; 1 by default. */
  blockStride?: number | undefined;
  /** "l2-hys" (the default), "l2", "l1", "l1-sqrt" or "none". */
  norm?: HogNorm | undefined;
  /** Whether the square root is taken of the image first; false by default, true with "opencv". */
  gammaCorrection?: boolean | undefined;
  /**
   * Standard deviation, in pixels, of the Gaussian by which a block weighs its pixels; none by default, half the
   * block's side with "dalal-triggs", a quarter with "opencv".
   */
  blockWeight?: number | undefined;
  /**
   * "trilinear" (the default): between two bins and four cells; "orientation": between two bins; "none": whole, to
   * one bin of one cell, the default with "scikit-image".
   */
  interpolation?: HogInterpolation | undefined;
  /** Operator of the derivatives, as in `imageGradients`; "central" by default. */
  gradient?: GradientOperator | undefined;
  /** Whether bins span 2π, so that a gradient and its opposite differ; false by default. */
  signed?: boolean | undefined;
  /** Whose defaults and constants hold; fovea's own where left out. */
  preset?: HogPreset | undefined;
}

/** What presets decide beside the defaults of options. */
interface Profile {
  readonly blockSize: number;
  readonly gammaCorrection: boolean;
  readonly interpolation: HogInterpolation;
  /** The Gaussian's sigma as a share of the mean of a block's sides. */
  readonly weightShare?: number;
  /** Whether derivatives are differences as they are, not grey values per pixel. */
  readonly raw: boolean;
  /** Whether a cell holds the mean over its pixels, not the sum. */
  readonly averaged: boolean;
  /** OpenCV's constants in norms, centre of the Gaussian and order of the descriptor. */
  readonly opencv: boolean;
}

const OWN: Profile = {
  blockSize: 2,
  gammaCorrection: false,
  interpolation: 'trilinear',
  raw: false,
  averaged: false,
  opencv: false,
};

/** What presets decide differently. */
const PROFILES: { readonly [Name in HogPreset]: Partial<Profile> } = {
  // The default detector of Dalal and Triggs 2005, section 6: no gamma, (−1, 0, 1), Gaussian of 8 px in blocks of 16.
  'dalal-triggs': { raw: true, weightShare: 1 / 2 },
  // HOGDescriptor of OpenCV 4.6: gammaCorrection = true; winSigma = (width + height) / 8.
  opencv: { raw: true, gammaCorrection: true, weightShare: 1 / 4, opencv: true },
  // skimage.feature.hog of 0.19.
  'scikit-image': { raw: true, blockSize: 3, interpolation: 'none', averaged: true },
};

/** Names of the options of `hog`. */
export const HOG_OPTIONS = [
  'orientations',
  'cellSize',
  'blockSize',
  'blockStride',
  'norm',
  'gammaCorrection',
  'blockWeight',
  'interpolation',
  'gradient',
  'signed',
  'preset',
] as const;

const NORMS: readonly HogNorm[] = ['l2-hys', 'l2', 'l1', 'l1-sqrt', 'none'];
const INTERPOLATIONS: readonly HogInterpolation[] = ['trilinear', 'orientation', 'none'];
const PRESETS: readonly HogPreset[] = ['dalal-triggs', 'opencv', 'scikit-image'];

/** Largest element of a block before L2-Hys normalises again: Lowe 2004, section 6.1; Dalal and Triggs, section 6.4. */
export const CLIP = 0.2;
/** Keeps flat blocks at zero; scikit-image's constant. */
export const EPSILON = 1e-5;
/** More bins are refused before memory is. */
const MOST_BINS = 2 ** 16;
/** OpenCV's constants: the first for each element of a block. */
const OPENCV_FIRST = 0.1;
const OPENCV_SECOND = 1e-3;

/** Two sizes, down and across. */
export type Pair = readonly [rows: number, columns: number];

/** Checked options of `hog`. */
export interface HogSettings {
  /** Bins of a histogram. */
  readonly bins: number;
  /** Whether bins span 2π. */
  readonly signed: boolean;
  /** Pixels of a cell. */
  readonly cell: Pair;
  /** Cells of a block. */
  readonly block: Pair;
  /** Cells from one block to the next. */
  readonly stride: number;
  /** Whether the square root is taken first. */
  readonly gamma: boolean;
  /** Where a vote goes. */
  readonly interpolation: HogInterpolation;
  /** How derivatives are taken. */
  readonly gradient: GradientOperator;
  /** Whether they are grey values per pixel. */
  readonly normalize: boolean;
  /** Whether a cell holds the mean over its pixels. */
  readonly averaged: boolean;
  /** How a block weighs its pixels, where it does. */
  readonly weight: BlockGaussian | undefined;
  /** How blocks are normalised. */
  readonly norm: BlockNorm;
  /** Whether the descriptor goes down the columns of blocks. */
  readonly columnsFirst: boolean;
}

/**
 * Options of `hog` with their defaults.
 *
 * @param fn - name of the public function, for errors
 * @param options - checked for unknown names already
 * @returns settings
 * @throws KindError, ShapeError or DomainError where an option is no such thing
 */
export function checkHog(fn: string, options: HogOptions): HogSettings {
  const { preset } = options;
  const profile: Profile =
    preset === undefined ? OWN : { ...OWN, ...PROFILES[checkOneOf(fn, 'preset', preset, PRESETS)] };
  const positive = (argument: string) => (value: unknown) =>
    checkNumber(fn, argument, value, { integer: true, min: 1 });
  const pair = (argument: 'cellSize' | 'blockSize', fallback: number): Pair => {
    const value = options[argument] ?? fallback;
    const [rows, columns] = eachAxis(fn, argument, value, 2, positive(argument));
    return [rows!, columns!];
  };
  const bins = checkNumber(fn, 'orientations', options.orientations ?? 9, {
    integer: true,
    min: 1,
    max: MOST_BINS,
  });
  const cell = pair('cellSize', 8);
  const block = pair('blockSize', profile.blockSize);
  const gradient = checkOneOf(fn, 'gradient', options.gradient ?? 'central', OPERATORS);
  return {
    bins,
    signed: checkBoolean(fn, 'signed', options.signed ?? false),
    cell,
    block,
    stride: positive('blockStride')(options.blockStride ?? 1),
    gamma: checkBoolean(fn, 'gammaCorrection', options.gammaCorrection ?? profile.gammaCorrection),
    interpolation: checkOneOf(
      fn,
      'interpolation',
      options.interpolation ?? profile.interpolation,
      INTERPOLATIONS,
    ),
    gradient,
    // A Gaussian's derivative has no whole numbers to be left as they are.
    normalize: !profile.raw || gradient === 'gaussian',
    averaged: profile.averaged,
    weight: checkWeight(fn, options.blockWeight, profile, [cell[0] * block[0], cell[1] * block[1]]),
    norm: {
      rule: checkOneOf(fn, 'norm', options.norm ?? 'l2-hys', NORMS),
      epsilon: EPSILON,
      clip: CLIP,
      beside: profile.opencv
        ? [OPENCV_FIRST * block[0] * block[1] * bins, OPENCV_SECOND]
        : undefined,
    },
    columnsFirst: profile.opencv,
  };
}

function checkWeight(
  fn: string,
  given: number | undefined,
  { weightShare, opencv }: Profile,
  [height, width]: Pair,
): BlockGaussian | undefined {
  if (given !== undefined) checkNumber(fn, 'blockWeight', given, { above: 0 });
  const own = weightShare === undefined ? undefined : (weightShare * (height + width)) / 2;
  const sigma = given ?? own;
  if (sigma === undefined) return undefined;
  // OpenCV's centre lies half a pixel beyond that of the pixels.
  return { sigma, centre: (size) => (opencv ? size / 2 : (size - 1) / 2) };
}
