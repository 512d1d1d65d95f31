// The products behind convolutions, in float32 and float64 alike: what differs between the two stands here.
import type { FloatTypedArray } from '../../core/types.js';
import type { Arena } from './arena.js';
import { numbersAt, type Unit } from './bands.js';
import {
  type DoublePart,
  doublePiece,
  fours,
  putDoublePanels,
  putDoubleRows,
} from './double-panels.js';
import { type LayersExports, layers } from './generated/layers.js';
import type { MatrixExports } from './generated/matrix.js';
import { type Part, pieceMemory, putPanels, putRows } from './panels.js';
import { alongside } from './wasm-module.js';
import { eights } from './windows.js';

/** A part of a matrix, of float32 or float64. */
export interface FactorPart extends Omit<Part, 'data'> {
  readonly data: FloatTypedArray;
}

/** Products of float32 matrices, or of float64 ones. */
export interface Products {
  /** Columns of a product in its rows, of which there are so many. */
  readonly rowLength: (columns: number) => number;
  /** Lanes of panels, which hold so many. */
  readonly lanes: (count: number) => number;
  readonly gather: LayersExports['gatherSingles'];
  readonly scatter: LayersExports['scatterSingles'];
  /** Memory for `putRight` and for `putLeft` of what is not in rows. */
  readonly piece: (rows: number, columns: number) => number;
  readonly putLeft: (part: FactorPart, target: number, piece: number) => void;
  readonly putRight: (part: FactorPart, panels: number, piece: number) => void;
  /** result = left [rows, k] · panels, or, with `add`, that more than it was; rows a multiple of four. */
  readonly multiply: (
    left: number,
    rows: number,
    k: number,
    panels: number,
    columns: number,
    result: number,
    add: boolean,
  ) => void;
  /** Whether float32 numbers lie from −bound to bound; of float64 ones that is not asked. */
  readonly within: (at: number, count: number, bound: number) => boolean;
}

/**
 * Products for one of the two.
 *
 * @param wasm - the kernels
 * @param arena - their memory
 * @param unit - bytes of a number
 * @returns the products
 */
export function productsOf(wasm: MatrixExports, arena: Arena, unit: Unit): Products {
  const own = alongside(layers);
  if (unit === 8) {
    return {
      rowLength: fours,
      lanes: fours,
      gather: own.gatherDoubles,
      scatter: own.scatterDoubles,
      piece: (rows, columns) => doublePiece(arena, rows, columns),
      putLeft: (part, target) => putDoubleRows(arena, part as DoublePart, target),
      putRight: (part, panels, piece) =>
        putDoublePanels(wasm, arena, part as DoublePart, panels, piece),
      multiply: (left, rows, k, panels, columns, result, add) =>
        wasm.multiplyDouble(left, rows, k, panels, fours(columns), result, add),
      within: () => true,
    };
  }
  const scratch = arena.allocate(128);
  return {
    rowLength: (columns) => columns,
    lanes: eights,
    gather: own.gatherSingles,
    scatter: own.scatterSingles,
    piece: (rows, columns) => pieceMemory(arena, rows, columns),
    putLeft: (part, target, piece) => putRows(wasm, arena, part as Part, target, piece),
    putRight: (part, panels, piece) => putPanels(wasm, arena, part as Part, panels, piece),
    multiply: (left, rows, k, panels, columns, result, add) =>
      wasm.multiply(left, rows, k, panels, columns, result, scratch, add),
    within: own.within,
  };
}

/**
 * Copies rows of a product out.
 *
 * @param arena - the memory of the kernels
 * @param unit - bytes of a number
 * @param result - the first row
 * @param rows - how many
 * @param rowLength - from one row to the next
 * @param columns - numbers of a row
 * @param target - where to
 * @param start - index of the first
 * @param step - from one row to the next
 */
export function takeRows(
  arena: Arena,
  unit: Unit,
  result: number,
  rows: number,
  rowLength: number,
  columns: number,
  target: FloatTypedArray,
  start: number,
  step: number,
): void {
  for (let row = 0; row < rows; row++) {
    const numbers = numbersAt(arena, unit, result + row * rowLength * unit, columns);
    target.set(numbers as Float64Array, start + row * step);
  }
}
