// How a signal is cut into frames: what the short-time transform and its inverse agree on.
import { checkBoolean, checkNumber, checkOneOf } from '../core/check.js';
import { checkFinite, readArray } from '../core/create.js';
import { DomainError, ShapeError } from '../core/errors.js';
import type { ArrayInput, Options } from '../core/types.js';
import { WINDOWS, type WindowKind, windowTaps } from './windows.js';

/** How a signal is cut into frames. */
export interface FrameOptions {
  /** Samples of a frame and length of its transform, an even number. */
  readonly fftSize: number;
  /** Samples that the window reaches over, in the middle of the frame; `fftSize` where left out. */
  readonly windowLength?: number | undefined;
  /** Samples from one frame to the next. */
  readonly hop: number;
  /** The window, periodic, by name or as weights [windowLength]; "hann" where left out. */
  readonly window?: WindowKind | ArrayInput | undefined;
  /** Whether frame t has sample t·hop at its middle, the signal being mirrored at its ends; true where left out. */
  readonly center?: boolean | undefined;
}

/** Names of the options. */
export const FRAME_OPTIONS = ['fftSize', 'windowLength', 'hop', 'window', 'center'] as const;

/** Checked, with defaults; the window reaches over the whole frame. */
export interface Frames {
  readonly fftSize: number;
  readonly hop: number;
  readonly window: Float64Array;
  readonly center: boolean;
}

/** More samples than these in a frame nobody means. */
const LONGEST = 2 ** 26;

/**
 * Checks the options of frames.
 *
 * @param fn - name of the public function, for errors
 * @param options - what came
 * @returns all of them
 * @throws KindError for another kind of value, ShapeError for a window of another length, DomainError out of range
 */
export function readFrames(fn: string, options: Options<FrameOptions>): Frames {
  const fftSize = readFftSize(fn, options.fftSize);
  const hop = checkNumber(fn, 'hop', options.hop, { integer: true, min: 1 });
  const length = checkNumber(fn, 'windowLength', options.windowLength ?? fftSize, {
    integer: true,
    min: 1,
    max: fftSize,
  });
  const center = checkBoolean(fn, 'center', options.center ?? true);
  const window = new Float64Array(fftSize);
  window.set(readWindow(fn, options.window ?? 'hann', length), Math.floor((fftSize - length) / 2));
  return { fftSize, hop, window, center };
}

/**
 * Checks the length of a transform.
 *
 * @param fn - name of the public function, for errors
 * @param fftSize - what came
 * @returns the length
 * @throws KindError or DomainError where it is no even whole number above 0
 */
export function readFftSize(fn: string, fftSize: unknown): number {
  const size = checkNumber(fn, 'fftSize', fftSize, { integer: true, min: 2, max: LONGEST });
  if (size % 2 === 0) return size;
  const expected = 'an even number';
  throw new DomainError({ function: fn, argument: 'fftSize', expected, got: String(size) });
}

function readWindow(fn: string, window: WindowKind | ArrayInput, length: number): Float64Array {
  if (typeof window === 'string') {
    return windowTaps(checkOneOf(fn, 'window', window, WINDOWS), length, false);
  }
  const read = checkFinite(fn, 'window', readArray(fn, 'window', window, 'float64'));
  if (read.shape.length === 1 && read.shape[0] === length) return read.data as Float64Array;
  throw new ShapeError({
    function: fn,
    argument: 'window',
    expected: `a name, or weights of shape (windowLength=${length})`,
    got: `(${read.shape.join(', ')})`,
  });
}

/**
 * The signal as the frames see it.
 *
 * @param fn - name of the public function, for errors
 * @param samples - the signal
 * @param frames - how it is cut
 * @returns the signal, mirrored at both ends where frames are centred
 * @throws ShapeError where the signal is too short
 */
export function padSignal(fn: string, samples: Float64Array, frames: Frames): Float64Array {
  const { fftSize, center } = frames;
  const n = samples.length;
  const half = fftSize / 2;
  const least = center ? half + 1 : fftSize;
  if (n < least) {
    const why = center ? 'to mirror half a frame' : 'for one frame';
    throw new ShapeError({
      function: fn,
      argument: 'samples',
      expected: `at least ${least} samples ${why} with fftSize ${fftSize} and center ${center}`,
      got: String(n),
    });
  }
  if (!center) return samples;
  const padded = new Float64Array(n + fftSize);
  padded.set(samples, half);
  for (let i = 1; i <= half; i++) {
    padded[half - i] = samples[i]!;
    padded[half + n - 1 + i] = samples[n - 1 - i]!;
  }
  return padded;
}

/**
 * How many frames fit.
 *
 * @param length - samples, with those that were added
 * @param frames - how they are cut
 * @returns the number of frames
 */
export function countFrames(length: number, { fftSize, hop }: Frames): number {
  return Math.floor((length - fftSize) / hop) + 1;
}
