// Blobs: maxima over space and scale of the response to a Laplacian or a Hessian.
import { checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { allocate, checkFinite } from '../core/create.js';
import { DomainError, describeValue, KindError } from '../core/errors.js';
import type { ArrayInput, Dense, FloatTypedArray } from '../core/types.js';
import { gaussianTaps, TRUNCATE } from '../filter/gaussian-kernel.js';
import { filterSeparably } from '../filter/separable.js';
import {
  findMaxima as findMaximaScalar,
  signedDeterminant as signedDeterminantScalar,
} from '../kernels/scalar/blobs.js';
import { addMultiple as addMultipleScalar } from '../kernels/scalar/combine-images.js';
import { subtract as subtractScalar } from '../kernels/scalar/extrema.js';
import { kernel } from '../kernels/select.js';
import { subtract as subtractFast } from '../kernels/simd/extrema.js';
import { pruneOverlapping } from './blob-overlap.js';
import { BASE_SIGMAS } from './geometry.js';
import { readImage } from './settings.js';

/** What measures how much a place looks like a blob. */
export type BlobMethod = 'dog' | 'log' | 'doh';

/** Which blobs are looked for. */
export type BlobPolarity = 'bright' | 'dark' | 'both';

/** What `detectBlobs` may be told. */
export interface DetectBlobsOptions {
  /** Difference of Gaussians "dog" (the default), Laplacian of Gaussian "log" or determinant of the Hessian "doh". */
  method?: BlobMethod | undefined;
  /** Smallest sigma, in pixels, at least 10⁻⁶; 1 by default. */
  minSigma?: number | undefined;
  /** Largest sigma, in pixels, at most 10⁵; 20 by default. */
  maxSigma?: number | undefined;
  /** Number of sigmas from `minSigma` to `maxSigma` in equal steps, with "log" and "doh"; 10 by default. */
  numSigma?: number | undefined;
  /**
   * Ratio of neighbouring sigmas; 1.6 by default with "dog". With "log" and "doh" it takes the place of
   * `numSigma`, for steps that keep their ratio.
   */
  sigmaRatio?: number | undefined;
  /** Responses must be above this, where 1 is the whole range of intensities; 0.1 by default, 0.0025 with "doh". */
  threshold?: number | undefined;
  /** Largest fraction of its circle, of radius √2·sigma, that a blob may share with a larger one; 0.5 by default, 1 keeps all. */
  overlap?: number | undefined;
  /** Blobs brighter than what surrounds them (the default), darker, or both. */
  polarity?: BlobPolarity | undefined;
}

/** A blob. */
export interface DetectedBlob {
  /** Column of its centre, a whole number; pixel centres are on whole numbers. */
  readonly x: number;
  /** Row of its centre, downwards. */
  readonly y: number;
  /** Sigma at which it responds most, in pixels, one of those looked at; its radius is about √2 times that. */
  readonly sigma: number;
  /** Strength, positive for bright and dark blobs alike. */
  readonly response: number;
  /** Whether it is brighter or darker than what surrounds it. */
  readonly polarity: 'bright' | 'dark';
}

const METHODS: readonly BlobMethod[] = ['dog', 'log', 'doh'];
const POLARITIES: readonly BlobPolarity[] = ['bright', 'dark', 'both'];

/** The thresholds pass a Gaussian blob whose peak is 0.2 ("log", "doh") or 0.26 ("dog") above its surroundings. */
const THRESHOLDS: Readonly<Record<BlobMethod, number>> = { dog: 0.1, log: 0.1, doh: 0.0025 };

/** More scales are refused, before time is spent on them. */
const MOST_SCALES = 1000;

/** What lies outside the image, in SciPy's words: the image mirrored at its edge. */
const BORDER = { mode: 'reflect', constant: 0 } as const;

/**
 * Round spots of an image, each with the scale at which it stands out most.
 *
 * The image is looked at through Gaussians of several sigmas. What responds to a blob is
 *
 * $$\text{log: } -\sigma^2 (L_{xx} + L_{yy}),\qquad
 * \text{dog: } \frac{L(\sigma) - L(k \sigma)}{k - 1},\qquad
 * \text{doh: } \sigma^4 (L_{xx} L_{yy} - L_{xy}^2)$$
 *
 * with $L$ the blurred image and $k$ the `sigmaRatio`; "dog" approximates "log" at less cost, "doh" responds
 * less to edges. A blob is a pixel whose response is above `threshold` and not below that of any of its 26
 * neighbours in space and scale. Unlike the keypoints of `sift`, which must exceed their neighbours, pixels
 * at the edge and the first and the last sigma take part, and each of several equal neighbours is a blob.
 *
 * A Gaussian blob of standard deviation $s$ and height $a$ has sigma $s$ and response $a/2$ with "log", sigma
 * $s$ and $a^2/16$ with "doh", and sigma $s/\sqrt{k}$ and $a/(k + 1)$ with "dog".
 *
 * Of two blobs whose circles share more than `overlap` of the smaller circle's area, the one of smaller sigma
 * goes (of equal sigmas the stronger). With "log" and "dog" and an `overlap` of 1 the result is that of
 * scikit-image's `blob_log` and `blob_dog`; with less, a few blobs may differ, for there it depends on the order
 * of a search tree. Its `blob_doh` finds dark blobs too, and approximates the determinant by sums over boxes;
 * "doh" is the true one.
 *
 * @param image - grey values [h, w]; floats are read as they are, integers as fractions of their type's maximum (computed in float32)
 * @param options - `method` "dog", `minSigma` 1, `maxSigma` 20, `sigmaRatio` 1.6 ("dog") or `numSigma` 10, `threshold`, `overlap` 0.5, `polarity` "bright"
 * @returns the strongest first, equally strong ones by sigma, row and column; none where the image is constant or empty
 * @throws ShapeError where the image is not two-dimensional, DomainError for NaN and infinite pixels (named with their position) and options out of range, KindError for unknown options and those of another method
 * @see T. Lindeberg, "Feature detection with automatic scale selection", IJCV 1998, sections 4 and 5
 * @see D. G. Lowe, "Distinctive image features from scale-invariant keypoints", IJCV 2004, section 3, on "dog"
 *
 * @example
 * A bright blob of standard deviation 4.
 * ```ts
 * import { detectBlobs } from 'fovea';
 * const image = Array.from({ length: 48 }, (_, y) => Array.from({ length: 64 }, (_, x) =>
 *   Math.exp(-((x - 40) ** 2 + (y - 20) ** 2) / 32)));
 * const [blob] = detectBlobs(image, { method: 'log', minSigma: 2, maxSigma: 8, numSigma: 7 });
 * blob.x // => 40
 * blob.y // => 20
 * blob.sigma // => 4
 * ```
 */
export function detectBlobs(image: ArrayInput, options?: DetectBlobsOptions): DetectedBlob[] {
  const settings = readOptions(options);
  const dense = checkFinite('detectBlobs', 'image', readImage('detectBlobs', image));
  const [height, width] = dense.shape as [number, number];
  // Rounding, and the tails that kernels lack, would make blobs of a constant image at a threshold of 0.
  if (dense.data.every((value) => value === dense.data[0])) return [];

  const { method, sigmas, sigmaRatio, threshold, overlap, polarity } = settings;
  const responseAt = RESPONSES[method](dense, sigmas, sigmaRatio);
  const maxima = kernel('findMaxima', findMaximaScalar);
  const polarities = polarity === 'both' ? (['bright', 'dark'] as const) : [polarity];
  const blobs: DetectedBlob[] = [];
  let level = responseAt(0);
  let finer = level;
  for (let s = 0; s < sigmas.length; s++) {
    const coarser = s + 1 < sigmas.length ? responseAt(s + 1) : level;
    for (const side of polarities) {
      const sign = side === 'bright' ? 1 : -1;
      const found: number[] = [];
      maxima(finer, level, coarser, height, width, sign, threshold, found);
      for (const i of found) {
        blobs.push({
          x: i % width,
          y: Math.floor(i / width),
          sigma: sigmas[s]!,
          response: sign * level[i]!,
          polarity: side,
        });
      }
    }
    finer = level;
    level = coarser;
  }
  blobs.sort((a, b) => b.response - a.response || a.sigma - b.sigma || a.y - b.y || a.x - b.x);
  return pruneOverlapping(blobs, overlap);
}

interface BlobSettings {
  readonly method: BlobMethod;
  readonly sigmas: readonly number[];
  readonly sigmaRatio: number;
  readonly threshold: number;
  readonly overlap: number;
  readonly polarity: BlobPolarity;
}

function readOptions(options: DetectBlobsOptions | undefined): BlobSettings {
  const fn = 'detectBlobs';
  const o = checkOptions(fn, options, [
    'method',
    'minSigma',
    'maxSigma',
    'numSigma',
    'sigmaRatio',
    'threshold',
    'overlap',
    'polarity',
  ]);
  const method = checkOneOf(fn, 'method', o.method ?? 'dog', METHODS);
  const minSigma = checkNumber(fn, 'minSigma', o.minSigma ?? 1, BASE_SIGMAS);
  const maxSigma = checkNumber(fn, 'maxSigma', o.maxSigma ?? Math.max(20, minSigma), {
    min: minSigma,
    max: BASE_SIGMAS.max,
  });
  const sigmaRatio = checkNumber(fn, 'sigmaRatio', o.sigmaRatio ?? 1.6, { above: 1 });
  const numSigma = checkNumber(fn, 'numSigma', o.numSigma ?? 10, {
    integer: true,
    min: 1,
    max: MOST_SCALES,
  });
  if (o.numSigma !== undefined && (method === 'dog' || o.sigmaRatio !== undefined)) {
    throw new KindError({
      function: fn,
      argument: 'numSigma',
      expected: method === 'dog' ? 'no value with method "dog"' : 'no value beside "sigmaRatio"',
      got: describeValue(o.numSigma),
    });
  }
  const geometric = method === 'dog' || o.sigmaRatio !== undefined;
  return {
    method,
    sigmas: geometric
      ? geometricSigmas(fn, minSigma, maxSigma, sigmaRatio)
      : linearSigmas(minSigma, maxSigma, numSigma),
    sigmaRatio,
    threshold: checkNumber(fn, 'threshold', o.threshold ?? THRESHOLDS[method], { min: 0 }),
    overlap: checkNumber(fn, 'overlap', o.overlap ?? 0.5, { min: 0, max: 1 }),
    polarity: checkOneOf(fn, 'polarity', o.polarity ?? 'bright', POLARITIES),
  };
}

/** minSigma·ratioⁱ as far as maxSigma, which is kept where it is one of them but for rounding. */
function geometricSigmas(fn: string, minSigma: number, maxSigma: number, ratio: number): number[] {
  const steps = Math.floor(Math.log(maxSigma / minSigma) / Math.log(ratio) + 1e-9);
  if (steps < MOST_SCALES)
    return Array.from({ length: steps + 1 }, (_, i) => minSigma * ratio ** i);
  throw new DomainError({
    function: fn,
    argument: 'sigmaRatio',
    expected: `a ratio with at most ${MOST_SCALES} scales from ${minSigma} to ${maxSigma}`,
    got: describeValue(ratio),
  });
}

function linearSigmas(minSigma: number, maxSigma: number, count: number): number[] {
  const step = count > 1 ? (maxSigma - minSigma) / (count - 1) : 0;
  return Array.from({ length: count }, (_, i) =>
    i > 0 && i === count - 1 ? maxSigma : minSigma + i * step,
  );
}

/** The response at the s-th sigma, positive on bright blobs; asked for in rising order. */
type ResponseAt = (s: number) => FloatTypedArray;

const RESPONSES: Readonly<
  Record<BlobMethod, (image: Dense, sigmas: readonly number[], ratio: number) => ResponseAt>
> = {
  dog(image, sigmas, ratio) {
    const subtract = kernel('subtract', subtractScalar, subtractFast);
    const blurred = (s: number): FloatTypedArray => {
      const taps = gaussianTaps(sigmas[0]! * ratio ** s, TRUNCATE, 0);
      return filterSeparably(image, [taps, scaled(taps, 1 / (ratio - 1))], BORDER);
    };
    let next = blurred(0);
    return (s) => {
      const target = next;
      next = blurred(s + 1);
      subtract(target, next, target);
      return target;
    };
  },

  log(image, sigmas) {
    const add = kernel('addMultiple', addMultipleScalar);
    return (s) => {
      const { taps, second } = derivativeTaps(sigmas[s]!);
      const negated = scaled(second, -1);
      const sum = filterSeparably(image, [negated, taps], BORDER);
      add(filterSeparably(image, [taps, negated], BORDER), 1, sum);
      return sum;
    };
  },

  doh(image, sigmas) {
    const determinant = kernel('signedDeterminant', signedDeterminantScalar);
    return (s) => {
      const { taps, first, second } = derivativeTaps(sigmas[s]!);
      const target = allocate(
        image.data instanceof Float32Array ? 'float32' : 'float64',
        image.data.length,
      );
      determinant(
        filterSeparably(image, [taps, second], BORDER),
        filterSeparably(image, [first, first], BORDER),
        filterSeparably(image, [second, taps], BORDER),
        target,
      );
      return target;
    };
  },
};

/** A Gaussian and its derivatives, each multiplied by sigma for each order. */
function derivativeTaps(sigma: number): {
  readonly taps: Float64Array;
  readonly first: Float64Array;
  readonly second: Float64Array;
} {
  return {
    taps: gaussianTaps(sigma, TRUNCATE, 0),
    // As convolution has it; correlating with it turns the sign, twice where both axes have it.
    first: scaled(gaussianTaps(sigma, TRUNCATE, 1), sigma),
    second: scaled(gaussianTaps(sigma, TRUNCATE, 2), sigma ** 2),
  };
}

function scaled(taps: Float64Array, factor: number): Float64Array {
  return taps.map((tap) => factor * tap);
}
