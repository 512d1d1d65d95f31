// How many tokens a picture makes, and how many of them a model sees.
import { checkNumber, checkOptions, checkShape } from '../core/check.js';
import { elementCount } from '../core/layout.js';
import { type PatchSize, readLayout } from './patch-layout.js';

/** What `patchCount` gives. */
export interface PatchCount {
  /** Patches along each axis, without that of channels. */
  readonly grid: readonly number[];
  /** All patches. */
  readonly count: number;
  /** Numbers in a patch. */
  readonly values: number;
}

/** Options of `maskCount`. */
export interface MaskCountOptions {
  /** The part of the tokens that is hidden, from 0 up to but without 1; 0.75 where left out. */
  readonly ratio?: number | undefined;
}

/** What `maskCount` gives. */
export interface MaskCount {
  /** Tokens that stay. */
  readonly visible: number;
  /** Tokens that are hidden. */
  readonly masked: number;
}

/** The part that masked autoencoders hide. */
const USUAL_RATIO = 0.75;

/**
 * How many patches a picture is cut into, and how many numbers are in each.
 *
 * $$n = \frac tq \cdot \frac h p \cdot \frac w p, \quad v = q \, p^2 c$$
 *
 * Nothing overlaps and nothing is left over: lengths that do not divide are refused.
 *
 * @param shape - [h, w], [h, w, c] or [t, h, w, c]; a spectrogram is [t, f]
 * @param size - p for p × p pixels, `[rows, columns]`, or for a video `[frames, rows, columns]`
 * @returns the grid (along h and w, or t, h and w), their product, and the numbers in a patch
 * @throws ShapeError where the shape does not divide or is of another kind, KindError or DomainError where a length is
 * none
 * @see A. Dosovitskiy and others, "An image is worth 16x16 words", 2021, section 3.1; Z. Tang and others, "TVLT", 2022,
 * section 3
 *
 * @example
 * A frame of TVLT, and its spectrogram of 1024 steps and 128 bands, in either size of patch.
 * ```ts
 * import { patchCount } from 'fovea';
 * patchCount([224, 224, 3], 16) // => { grid: [14, 14], count: 196, values: 768 }
 * patchCount([1024, 128], 16) // => { grid: [64, 8], count: 512, values: 256 }
 * patchCount([1024, 128], [2, 128]) // => { grid: [512, 1], count: 512, values: 256 }
 * ```
 */
export function patchCount(shape: readonly number[], size: PatchSize): PatchCount {
  const fn = 'patchCount';
  const layout = readLayout(fn, 'shape', checkShape(fn, 'shape', shape), size);
  const grid = shape.length === 4 ? [...layout.grid] : layout.grid.slice(1);
  return {
    grid,
    count: elementCount(layout.grid),
    values: elementCount(layout.size) * layout.channels,
  };
}

/**
 * How many of n tokens stay and how many are hidden.
 *
 * $$n_{\text{visible}} = \lfloor (1 - r) \, n \rfloor, \quad n_{\text{masked}} = n - n_{\text{visible}}$$
 *
 * The ratio counts as the decimal that it is written as: of 10 tokens at 0.9 one stays, though in floating point
 * (1 − 0.9) · 10 is a little below 1 and some programs keep none.
 *
 * @param n - tokens, at least 0
 * @param options - `ratio`: r from 0 up to but without 1, 0.75 where left out
 * @returns both counts
 * @throws KindError or DomainError where a number is out of range or an option unknown
 * @see K. He and others, "Masked autoencoders are scalable vision learners", 2022, section 3
 *
 * @example
 * The patches of an image of 224 × 224 pixels.
 * ```ts
 * import { maskCount } from 'fovea';
 * maskCount(196) // => { visible: 49, masked: 147 }
 * maskCount(10, { ratio: 0.9 }) // => { visible: 1, masked: 9 }
 * ```
 */
export function maskCount(n: number, options?: MaskCountOptions): MaskCount {
  const fn = 'maskCount';
  checkNumber(fn, 'n', n, { integer: true, min: 0 });
  const { ratio } = checkOptions(fn, options, ['ratio']);
  const visible = Math.floor(visibleShare(n, readRatio(fn, ratio)));
  return { visible, masked: n - visible };
}

/**
 * Reads a ratio.
 *
 * @param fn - name of the public function, for errors
 * @param ratio - what came
 * @returns the number, from 0 up to but without 1
 */
export function readRatio(fn: string, ratio: number | undefined): number {
  return checkNumber(fn, 'ratio', ratio ?? USUAL_RATIO, { min: 0, below: 1 });
}

/**
 * (1 − r)·n, where it is off a whole number by rounding alone that number.
 *
 * @param n - tokens
 * @param ratio - r
 * @returns the share
 */
export function visibleShare(n: number, ratio: number): number {
  const share = (1 - ratio) * n;
  const whole = Math.round(share);
  return Math.abs(share - whole) <= n * 2 ** -50 ? whole : share;
}
