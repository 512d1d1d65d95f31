// How an image or a video is cut into patches: sizes of patches, the grid of them, and what is in each.
import { checkNumber } from '../core/check.js';
import { describeValue, KindError, ShapeError } from '../core/errors.js';

/**
 * The size of a patch: one number p for p × p pixels, or a list; [rows, columns] for an image, [frames, rows, columns]
 * for a video, where a number or two lengths mean patches of one frame.
 */
export type PatchSize = number | readonly number[];

/** An image or video cut into patches. */
export interface PatchLayout {
  /** Lengths of the picture: frames, rows, columns; 1 frame for an image. */
  readonly lengths: readonly [frames: number, rows: number, columns: number];
  /** Lengths of a patch, in the same order. */
  readonly size: readonly [frames: number, rows: number, columns: number];
  /** How many patches there are along each. */
  readonly grid: readonly [frames: number, rows: number, columns: number];
  /** Channels of a pixel; 1 for a picture without an axis for them. */
  readonly channels: number;
}

const RANKS =
  'a grey image (h, w), an image (h, w, c) or a video (t, h, w, c), with no length of 0';

/**
 * The layout of patches, or an error that names what does not fit.
 *
 * @param fn - name of the public function, for errors
 * @param argument - what it calls the picture or its shape
 * @param shape - lengths of the picture's axes
 * @param size - what came as the size of a patch
 * @returns the layout
 */
export function readLayout(
  fn: string,
  argument: string,
  shape: readonly number[],
  size: PatchSize,
): PatchLayout {
  const rank = shape.length;
  const got = `(${shape.join(', ')})`;
  if (rank < 2 || rank > 4 || shape.some((length) => length === 0)) {
    throw new ShapeError({ function: fn, argument, expected: RANKS, got });
  }
  const patch = readSize(fn, size, rank === 4);
  const video = rank === 4 ? shape : [1, ...shape];
  const [frames, rows, columns, channels = 1] = video as [number, number, number, number?];
  const lengths = [frames, rows, columns] as const;
  if (lengths.some((length, axis) => length % patch[axis]! !== 0)) {
    const named = rank === 4 ? patch : patch.slice(1);
    const axes = rank === 4 ? 'frames, rows and columns' : 'rows and columns';
    const expected = `${axes} that divide into patches of ${named.join(' × ')}`;
    throw new ShapeError({ function: fn, argument, expected, got });
  }
  const grid = [frames / patch[0], rows / patch[1], columns / patch[2]] as const;
  return { lengths, size: patch, grid, channels };
}

function readSize(fn: string, size: PatchSize, video: boolean): PatchLayout['size'] {
  const whole = (value: unknown): number =>
    checkNumber(fn, 'size', value, { integer: true, min: 1 });
  if (typeof size === 'number') {
    whole(size);
    return [1, size, size];
  }
  if (!Array.isArray(size)) {
    const expected = 'a whole number or a list of them';
    throw new KindError({ function: fn, argument: 'size', expected, got: describeValue(size) });
  }
  const list = size.map(whole);
  if (list.length === 2) return [1, list[0]!, list[1]!];
  if (list.length === 3 && video) return [list[0]!, list[1]!, list[2]!];
  const expected = video
    ? 'a number, [rows, columns] or [frames, rows, columns]'
    : 'a number or [rows, columns]';
  throw new ShapeError({ function: fn, argument: 'size', expected, got: `[${list.join(', ')}]` });
}
