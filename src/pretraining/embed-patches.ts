// Patches become tokens, which know their modality, time and place.
import { checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { allocate, wrap } from '../core/create.js';
import { describeValue, KindError, ShapeError } from '../core/errors.js';
import { elementCount } from '../core/layout.js';
import { checkElements } from '../core/limit.js';
import type { ArrayInput, FloatDType, FloatNdArray } from '../core/types.js';
import { add } from '../gradient/arithmetic.js';
import { asArray, dtypeOf, expand, shapeOf } from '../gradient/moves.js';
import { reshape } from '../gradient/shape.js';
import type { Traced } from '../gradient/traced.js';
import { linearFor } from '../transformer/linear.js';
import { sinusoidalPositions } from '../transformer/sinusoidal-positions.js';

/** Tables of what is added to tokens; each may be left out, but not all. */
export interface EmbeddingTables<P extends ArrayInput | Traced = ArrayInput | Traced> {
  /** What all tokens of a modality share, [d]. */
  readonly modality?: P | undefined;
  /** A row for each moment, [t, d]. */
  readonly time?: P | undefined;
  /** A row for each place in a frame, [s, d], in reading order. */
  readonly space?: P | undefined;
  /** A row for each band of frequencies, [f, d]. */
  readonly frequency?: P | undefined;
}

/** The parameters of `embedPatches`. */
export interface PatchEmbedding<P extends ArrayInput | Traced = ArrayInput | Traced>
  extends EmbeddingTables<P> {
  /** The projection, [v, d]. */
  readonly w: P;
  /** Its bias, [d]; none where left out. */
  readonly b?: P | undefined;
}

/** Options of `gridPositions`. */
export interface GridPositionOptions {
  /** The longest wave is shorter than this many times 2π; 10000 where left out. */
  readonly base?: number | undefined;
  /** Storage: "float64" where left out, or "float32" for tokens in single precision. */
  readonly dtype?: FloatDType | undefined;
}

/** The tables that have rows, from the slowest axis of tokens to the fastest. */
const ROWS = ['time', 'space', 'frequency'] as const;
const TABLES = ['modality', ...ROWS] as const;

/**
 * What is added to the tokens of a modality so that they know what, when and where they are.
 *
 * $$e_{tsf} = m + T_t + S_s + F_f$$
 *
 * Tokens are in the order of `patchify`: time first, then places in a frame (video) or bands (audio). TVLT gives a video
 * modality, time and space, a spectrogram modality, time and frequency; an image has no time. Tables are learnt; a fixed
 * one is `gridPositions`.
 *
 * @param tables - `modality` [d], `time` [t, d], `space` [s, d], `frequency` [f, d]; at least one
 * @returns [t·s·f, d], where what is left out counts as 1; a traced value where one is traced
 * @throws KindError where there is no table, one is no array or has an unknown name, ShapeError where shapes do not
 * fit; DomainError for a result of more than 2²⁸ elements
 * @see Z. Tang and others, "TVLT: Textless vision-language transformer", 2022, section 3.1
 *
 * @example
 * Two moments of two bands each.
 * ```ts
 * import { modalityEmbeddings, toNested } from 'fovea';
 * const tables = { modality: [100], time: [[10], [20]], frequency: [[1], [2]] };
 * toNested(modalityEmbeddings(tables)) // => [[111], [112], [121], [122]]
 * ```
 */
export function modalityEmbeddings(tables: EmbeddingTables<ArrayInput>): FloatNdArray;
export function modalityEmbeddings(tables: EmbeddingTables<Traced>): Traced;
export function modalityEmbeddings(tables: EmbeddingTables): FloatNdArray | Traced;
export function modalityEmbeddings(tables: EmbeddingTables): FloatNdArray | Traced {
  const fn = 'modalityEmbeddings';
  const given = checkOptions(fn, tables, TABLES, 'tables');
  const first = TABLES.find((name) => given[name] !== undefined);
  if (first === undefined) {
    const expected = `at least one of ${TABLES.join(', ')}`;
    throw new KindError({ function: fn, argument: 'tables', expected, got: describeValue(tables) });
  }
  return sumOf(fn, given, shapeOf(given[first]!, fn, first).at(-1) ?? 0);
}

/** The sum over the grid of moments, places and bands, [t·s·f, d]. */
function sumOf(fn: string, tables: EmbeddingTables, width: number): FloatNdArray | Traced {
  const rows = ROWS.map((name) => rowsOf(fn, tables[name], name, width));
  checkElements(fn, 'tables', [...rows, width]);
  let total: FloatNdArray | Traced | undefined;
  const plus = (part: FloatNdArray | Traced): void => {
    total = total === undefined ? part : add(total, part);
  };
  const { modality } = tables;
  if (modality !== undefined) {
    checkTable(fn, 'modality', modality, [width]);
    plus(reshape(modality, [1, 1, 1, width]) as FloatNdArray | Traced);
  }
  ROWS.forEach((name, axis) => {
    const table = tables[name];
    if (table === undefined) return;
    const shape = rows.map((length, k) => (k === axis ? length : 1));
    plus(reshape(table, [...shape, width]) as FloatNdArray | Traced);
  });
  const all = expand(total!, [...rows, width], dtypeOf(total!));
  return reshape(all, [elementCount(rows), width]) as FloatNdArray | Traced;
}

function rowsOf(
  fn: string,
  table: ArrayInput | Traced | undefined,
  name: string,
  width: number,
): number {
  if (table === undefined) return 1;
  const rows = shapeOf(table, fn, name)[0] ?? 0;
  checkTable(fn, name, table, [rows, width]);
  return rows;
}

function checkTable(
  fn: string,
  argument: string,
  table: ArrayInput | Traced,
  wanted: readonly number[],
): void {
  const shape = shapeOf(table, fn, argument);
  const fits = shape.length === wanted.length && shape.at(-1) === wanted.at(-1);
  if (fits && elementCount(shape) > 0) return;
  const expected = `shape (${wanted.length === 2 ? 'rows, ' : ''}d=${wanted.at(-1)})`;
  throw new ShapeError({ function: fn, argument, expected, got: `(${shape.join(', ')})` });
}

/**
 * The tokens of patches: each patch is projected to d numbers, and what it is and where is added.
 *
 * $$x_i = p_i W + b + e_i$$
 *
 * with e as in `modalityEmbeddings`. A projection of patches is a convolution whose stride is its kernel.
 *
 * @param patches - [n, v], or [..., n, v] for a batch, as `patchify` gives them
 * @param parameters - `w` [v, d]; where wanted `b` [d], `modality` [d], `time` [t, d], `space` [s, d] and `frequency`
 * [f, d], where t·s·f is n
 * @returns [..., n, d]; a traced value where one is traced
 * @throws ShapeError where shapes do not fit or tables are not for n tokens, KindError where something is missing, no array
 * or unknown; DomainError for a result of more than 2²⁸ elements
 * @see A. Dosovitskiy and others, "An image is worth 16x16 words", 2021, equation 1; Z. Tang and others, "TVLT", 2022,
 * section 3.1
 *
 * @example
 * Two patches of two values, at two places of an image.
 * ```ts
 * import { embedPatches, toNested } from 'fovea';
 * const parameters = { w: [[1], [1]], b: [0.5], modality: [100], space: [[10], [20]] };
 * toNested(embedPatches([[1, 2], [3, 4]], parameters)) // => [[113.5], [127.5]]
 * ```
 */
export function embedPatches(
  patches: ArrayInput,
  parameters: PatchEmbedding<ArrayInput>,
): FloatNdArray;
export function embedPatches(
  patches: ArrayInput | Traced,
  parameters: PatchEmbedding<Traced>,
): Traced;
export function embedPatches(patches: Traced, parameters: PatchEmbedding): Traced;
export function embedPatches(
  patches: ArrayInput | Traced,
  parameters: PatchEmbedding,
): FloatNdArray | Traced;
export function embedPatches(
  patches: ArrayInput | Traced,
  parameters: PatchEmbedding,
): FloatNdArray | Traced {
  return embedPatchesFor('embedPatches', patches, parameters);
}

/** `embedPatches` for functions that it is a part of, whose name errors tell. */
export function embedPatchesFor(
  fn: string,
  patches: ArrayInput,
  parameters: PatchEmbedding<ArrayInput>,
): FloatNdArray;
export function embedPatchesFor(
  fn: string,
  patches: ArrayInput | Traced,
  parameters: PatchEmbedding<Traced>,
): Traced;
export function embedPatchesFor(fn: string, patches: Traced, parameters: PatchEmbedding): Traced;
export function embedPatchesFor(
  fn: string,
  patches: ArrayInput | Traced,
  parameters: PatchEmbedding,
): FloatNdArray | Traced;
export function embedPatchesFor(
  fn: string,
  patches: ArrayInput | Traced,
  parameters: PatchEmbedding,
): FloatNdArray | Traced {
  const { w, b, ...tables } = checkOptions(fn, parameters, ['w', 'b', ...TABLES], 'parameters');
  const shape = shapeOf(patches, fn, 'patches');
  if (shape.length < 2) {
    const got = `(${shape.join(', ')})`;
    throw new ShapeError({ function: fn, argument: 'patches', expected: 'shape (..., n, v)', got });
  }
  const tokens = linearFor(fn, ['w', 'b'], patches, w, b);
  if (TABLES.every((name) => tables[name] === undefined)) return tokens;
  const [n, width] = tokens.shape.slice(-2) as [number, number];
  const places = sumOf(fn, tables, width);
  const rows = places.shape[0]!;
  const single = ROWS.every((name) => tables[name] === undefined);
  if (rows !== n && !single) {
    const lengths = ROWS.filter((name) => tables[name] !== undefined).map(
      (name) => `${shapeOf(tables[name]!)[0]} of ${name}`,
    );
    const expected = `n=${rows} patches, for the rows of the tables (${lengths.join(', ')})`;
    throw new ShapeError({ function: fn, argument: 'patches', expected, got: `${n}` });
  }
  return asArray(add(tokens, places)) as FloatNdArray | Traced;
}

/**
 * Fixed positions of the cells of a grid: for each axis a share of the numbers, sines and cosines of the coordinate.
 *
 * For two axes and d numbers, with P as in `sinusoidalPositions` for d/2 numbers,
 *
 * $$E_{yw+x} = (P_y, P_x)$$
 *
 * in reading order. MAE's positions are the same numbers in another order (all sines of x, its cosines, then those of y),
 * which is no difference to what is learnt.
 *
 * @param grid - cells along each axis, such as `[rows, columns]`
 * @param d - numbers of a token, a multiple of twice the number of axes
 * @param options - `base`: 10000 where left out; `dtype`: "float64" where left out
 * @returns [cells, d]
 * @throws KindError or DomainError where a number is out of range, an option unknown, or d does not divide;
 * DomainError for a result of more than 2²⁸ elements
 * @see K. He and others, "Masked autoencoders are scalable vision learners", 2022, appendix A.1
 *
 * @example
 * The cell in row 0 and column 1 of two by two.
 * ```ts
 * import { gridPositions, toNested } from 'fovea';
 * const positions = gridPositions([2, 2], 4);
 * toNested(positions.pick(1, null)) // => [0, 1, 0.841471, 0.540302]
 * ```
 */
export function gridPositions(
  grid: readonly number[],
  d: number,
  options?: GridPositionOptions,
): FloatNdArray {
  const fn = 'gridPositions';
  const { base = 10000, dtype = 'float64' } = checkOptions(fn, options, ['base', 'dtype']);
  if (!Array.isArray(grid) || grid.length === 0) {
    const [expected, got] = ['a list of cells along each axis', describeValue(grid)];
    throw new KindError({ function: fn, argument: 'grid', expected, got });
  }
  for (const length of grid) checkNumber(fn, 'grid', length, { integer: true, min: 1 });
  checkNumber(fn, 'd', d, { integer: true, min: 1 });
  checkNumber(fn, 'base', base, { above: 0 });
  checkOneOf(fn, 'dtype', dtype, ['float64', 'float32']);
  const share = d / grid.length;
  if (share % 2 !== 0) {
    const expected = `a multiple of ${2 * grid.length}, for sines and cosines of ${grid.length} coordinates`;
    throw new ShapeError({ function: fn, argument: 'd', expected, got: `${d}` });
  }
  const cells = elementCount(grid);
  checkElements(fn, 'grid', [...grid, d]);
  const target = allocate(dtype, cells * d);
  let inner = cells;
  grid.forEach((length, axis) => {
    inner /= length;
    const { data } = sinusoidalPositions(length, share, { base, dtype });
    for (let cell = 0; cell < cells; cell++) {
      const row = Math.floor(cell / inner) % length;
      target.set(data.subarray(row * share, (row + 1) * share), cell * d + axis * share);
    }
  });
  return wrap(target, [cells, d]);
}
