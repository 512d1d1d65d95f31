// Rows of a table looked up by number, and the way back: what a row was used for is added up.

import { allocate, readArray, wrap } from '../core/create.js';
import { checkElements } from '../core/limit.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { addRows, takeRows as takeRowsScalar } from '../kernels/scalar/rows.js';
import { kernel } from '../kernels/select.js';
import { asArray, shapeOf } from './moves.js';
import { ownPrimitive } from './primitive.js';
import { isTraced, type Traceable, type Traced } from './traced.js';

/** Which rows are looked up. */
export interface RowPlaces {
  /** Numbers of rows, each within the table. */
  readonly ids: Int32Array;
  /** The shape in which they stand. */
  readonly shape: readonly number[];
}

/**
 * Rows of a table.
 *
 * @param fn - name of the public function, for errors
 * @param table - shape [rows, width]
 * @param places - which rows; checked by the caller
 * @returns shape [...shape of the places, width]
 */
export function takeRows(
  fn: string,
  table: ArrayInput | Traced,
  places: RowPlaces,
): FloatNdArray | Traced {
  const [rows, width] = shapeOf(table) as [number, number];
  checkElements(fn, 'ids', [...places.shape, width]);
  const take = (x: Traceable): FloatNdArray => {
    const { data } = readArray(fn, 'table', asArray(x) as ArrayInput);
    const target = allocate(
      data instanceof Float32Array ? 'float32' : 'float64',
      places.ids.length * width,
    );
    kernel('takeRows', takeRowsScalar)(data, places.ids, width, target);
    return wrap(target, [...places.shape, width]);
  };
  const collect = (x: Traceable): FloatNdArray => {
    const target = new Float64Array(rows * width);
    kernel('addRows', addRows)(
      readArray(fn, 'rows', asArray(x) as ArrayInput).data,
      places.ids,
      width,
      target,
    );
    return wrap(target, [rows, width]);
  };
  if (!isTraced(table)) return take(table);
  // Each is the other's pullback: both are linear, and one is the transpose of the other.
  const lookUp = (x: Traceable): Traceable =>
    ownPrimitive(fn, (of) => take(of!), [(gradient) => putBack(gradient)])(x);
  const putBack = (x: Traceable): Traceable =>
    ownPrimitive(fn, (of) => collect(of!), [(gradient) => lookUp(gradient)])(x);
  return asArray(lookUp(table)) as Traced;
}
