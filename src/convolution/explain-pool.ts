// Pooling of a small map, window by window.
import { wrap } from '../core/create.js';
import { ShapeError } from '../core/errors.js';
import { readFewRows } from '../core/few.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import { divide, maximum } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { totalOf } from '../derivation/phrases.js';
import type { Derivation } from '../derivation/types.js';
import { type AveragePoolOptions, averagePool2dFor, maxPool2dFor } from './pool.js';
import { type PoolSizeOptions, readPools } from './sizes.js';

/** More rows and columns, or windows, no one reads. */
const MOST: readonly [number, number] = [8, 8];
const MOST_WINDOWS = 16;

/**
 * Pools a small map by the largest element of each window, and shows the work: what each window holds, and its largest.
 *
 * @param map - one channel, [h, w], at most 8 each
 * @param options - as for `maxPool2d`: `kernel`, `stride` (the kernel where left out), `padding` (0), `ceilMode` (false)
 * @returns the derivation; its `result`, [h', w'], is what `maxPool2d` returns for the channel
 * @throws as `maxPool2d`; ShapeError for a larger map or more than 16 windows
 *
 * @example
 * Squares of two by two.
 * ```ts
 * import { explainMaxPool2d, toNested, verifyDerivation } from 'fovea';
 * const d = explainMaxPool2d([[1, 2, 5, 3], [4, 0, 1, 1]], { kernel: 2 });
 * toNested(d.result) // => [[4, 5]]
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainMaxPool2d(
  map: ArrayInput,
  options: PoolSizeOptions,
): Derivation<FloatNdArray> {
  const fn = 'explainMaxPool2d';
  const rows = readFewRows(fn, 'map', map, MOST);
  const result = channelOf(maxPool2dFor(fn, [rows], options));
  return derivation(fn, rows, options, result, {
    title: 'Max pooling of a map',
    rule: 'The largest element of each window',
    formula: 'y_{i,j} = \\max_{u,v} \\, x_{s_1 i + u - p_1,\\, s_2 j + v - p_2}',
    note: 'Padding counts as −∞, so it is never the largest.',
    pooled: ({ cells }) =>
      cells.length === 1 ? cells[0]! : maximum(cells[0]!, cells[1]!, ...cells.slice(2)),
  });
}

/**
 * Pools a small map by the mean of each window, and shows the work: the sum of what each window holds, divided by how many
 * numbers count.
 *
 * @param map - one channel, [h, w], at most 8 each
 * @param options - as for `averagePool2d`: `kernel`, `stride` (the kernel where left out), `padding` (0), `ceilMode` (false),
 * `countPadding` (true)
 * @returns the derivation; its `result`, [h', w'], is what `averagePool2d` returns for the channel
 * @throws as `averagePool2d`; ShapeError for a larger map or more than 16 windows
 *
 * @example
 * Squares of two by two; a pool as large as the map is a global one.
 * ```ts
 * import { explainAveragePool2d, toNested, verifyDerivation } from 'fovea';
 * const d = explainAveragePool2d([[1, 2, 5, 3], [4, 1, 1, 1]], { kernel: 2 });
 * toNested(d.result) // => [[2, 2.5]]
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainAveragePool2d(
  map: ArrayInput,
  options: AveragePoolOptions,
): Derivation<FloatNdArray> {
  const fn = 'explainAveragePool2d';
  const rows = readFewRows(fn, 'map', map, MOST);
  const result = channelOf(averagePool2dFor(fn, [rows], options));
  const { countPadding = true, ...sizes } = options;
  return derivation(fn, rows, sizes, result, {
    title: 'Average pooling of a map',
    rule: 'The mean of each window',
    formula: 'y_{i,j} = \\frac{1}{k_1 k_2} \\sum_{u,v} x_{s_1 i + u - p_1,\\, s_2 j + v - p_2}',
    note: countPadding
      ? 'Padding counts as zeros: it adds nothing, but the divisor is that of the whole window.'
      : 'Padding does not count: the divisor is the number of elements of the map.',
    pooled: ({ cells, padded }) =>
      divide(totalOf(cells), countPadding ? cells.length + padded : cells.length),
  });
}

function channelOf({ data, shape }: FloatNdArray): FloatNdArray {
  return wrap(data, shape.slice(1));
}

/** What a window holds. */
interface Window {
  /** The elements of the map in it. */
  readonly cells: readonly StepExpression[];
  /** How many places of it lie in the padding. */
  readonly padded: number;
}

interface Pool {
  readonly title: string;
  readonly rule: string;
  readonly formula: string;
  readonly note: string;
  readonly pooled: (window: Window) => StepExpression;
}

function derivation(
  fn: string,
  rows: readonly (readonly number[])[],
  options: PoolSizeOptions,
  result: FloatNdArray,
  pool: Pool,
): Derivation<FloatNdArray> {
  const size = [rows.length, rows[0]!.length] as const;
  const [down, across] = readPools(fn, size, 2, options, () => '');
  const [height, width] = result.shape as [number, number];
  if (height * width > MOST_WINDOWS) {
    const [expected, got] = [`at most ${MOST_WINDOWS} windows`, `${height * width}`];
    throw new ShapeError({ function: fn, argument: 'map', expected, got });
  }
  const padding = [down!.windows.before, across!.windows.before];
  const windowAt = (i: number, j: number): Window => {
    const cells: StepExpression[] = [];
    let padded = 0;
    for (let u = 0; u < down!.windows.kernel; u++) {
      for (let v = 0; v < across!.windows.kernel; v++) {
        const y = i * down!.windows.stride + u - padding[0]!;
        const x = j * across!.windows.stride + v - padding[1]!;
        if (y >= 0 && y < size[0] && x >= 0 && x < size[1])
          cells.push(refer('map', [y, x], `x_{${y},${x}}`));
        // What overhangs the padding never counts.
        else if (y < size[0] + padding[0]! && x < size[1] + padding[1]!) padded++;
      }
    }
    return { cells, padded };
  };
  const each = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
  return createDerivation<FloatNdArray>({
    topic: 'convolution',
    title: pool.title,
    given: [
      {
        id: 'map',
        symbol: 'x',
        title: 'The map, one channel',
        note: 'Rows and columns are counted from 0.',
        value: rows.map((row) => [...row]),
      },
      {
        id: 'kernel',
        symbol: 'k',
        title: 'Size of the window, downwards and to the right',
        value: [down!.windows.kernel, across!.windows.kernel],
      },
      {
        id: 'stride',
        symbol: 's',
        title: 'Strides',
        value: [down!.windows.stride, across!.windows.stride],
      },
      { id: 'padding', symbol: 'p', title: 'Padding above and on the left', value: padding },
    ],
    steps: [
      {
        kind: 'statement',
        id: 'rule',
        title: pool.rule,
        formula: pool.formula,
        note: 'There is nothing to learn: a pool has no weights.',
      },
      {
        id: 'pooled',
        symbol: 'y',
        title: 'Window by window',
        formula: 'y',
        check: {
          list: each(height).map((i) => ({
            list: each(width).map((j) => refer(`window-${i}-${j}`)),
          })),
        },
        value: result,
        ...(padding.some((p) => p > 0) ? { note: pool.note } : {}),
        steps: each(height).flatMap((i) =>
          each(width).map(
            (j): StepDraft => ({
              id: `window-${i}-${j}`,
              symbol: `y_{${i},${j}}`,
              title: `Row ${i}, column ${j}`,
              check: pool.pooled(windowAt(i, j)),
              value: result.get(i, j),
            }),
          ),
        ),
      },
    ],
    result,
    answer: refer('pooled'),
    symbol: 'y',
    sources: [
      'V. Dumoulin and F. Visin, "A guide to convolution arithmetic for deep learning", 2016, chapter 3.',
    ],
  });
}
