import type { NdArray } from 'ndarray';
import { checkAxis } from '../core/check.js';
import { allocate, createNdArray, dtypeOf, readStored } from '../core/create.js';
import { DomainError, describeValue, KindError, ShapeError } from '../core/errors.js';
import { elementCount } from '../core/layout.js';
import { checkElements } from '../core/limit.js';
import type { ArrayInput, DType, NumericTypedArray } from '../core/types.js';

/** Joins arrays along an axis that they have. For plain values; gradient holds the form that users call. */
export function concat(list: readonly ArrayInput[], axis = 0): NdArray<NumericTypedArray> {
  if (!Array.isArray(list) || list.length === 0) {
    const parts = {
      function: 'concat',
      argument: 'list',
      expected: 'a list of at least one array',
      got: describeValue(list),
    };
    throw Array.isArray(list) ? new DomainError(parts) : new KindError(parts);
  }
  // From, not map, which passes over holes.
  const stored = Array.from(list, (a, i) => readStored('concat', `list[${i}]`, a));
  const first = stored[0]!;
  const dtype = commonDType(stored.map(({ data }) => dtypeOf(data)));
  const along = checkAxis('concat', 'axis', axis, first.shape.length);
  let length = 0;
  stored.forEach(({ shape }, i) => {
    const fits =
      shape.length === first.shape.length &&
      shape.every((n, at) => at === along || n === first.shape[at]);
    if (!fits) {
      const expected = first.shape.map((n, at) => (at === along ? 'any' : n));
      throw new ShapeError({
        function: 'concat',
        argument: `list[${i}]`,
        expected: `shape (${expected.join(', ')})`,
        got: `(${shape.join(', ')})`,
      });
    }
    length += shape[along]!;
  });
  const shape = first.shape.map((n, at) => (at === along ? length : n));
  checkElements('concat', 'list', shape);
  const target: NumericTypedArray = allocate(dtype, elementCount(shape));
  const row = elementCount(shape.slice(along));
  let start = 0;
  for (const { data, shape: lengths } of stored) {
    const part = elementCount(lengths.slice(along));
    if (part >= SHORT) {
      for (let from = 0, to = start; from < data.length; from += part, to += row) {
        target.set(data.subarray(from, from + part), to);
      }
    } else if (data instanceof Float32Array && target instanceof Float32Array) {
      putSingles(data, part, target, start, row);
    } else {
      putNumbers(data, part, target, start, row);
    }
    start += part;
  }
  return createNdArray(target, shape);
}

/** Parts shorter than this, as the channels of pixels are, cost more in calls than in numbers. */
const SHORT = 32;

/** Writes parts of some numbers, one after the other, to places that are a row apart. */
type PutParts<Data> = (data: Data, part: number, target: Data, start: number, row: number) => void;

// Two loops alike: an engine compiles one that has met few kinds of storage to much faster code.
const putSingles: PutParts<Float32Array> = (data, part, target, start, row) => {
  for (let from = 0, to = start; from < data.length; from += part, to += row) {
    for (let i = 0; i < part; i++) target[to + i] = data[from + i]!;
  }
};
const putNumbers: PutParts<NumericTypedArray> = (data, part, target, start, row) => {
  for (let from = 0, to = start; from < data.length; from += part, to += row) {
    for (let i = 0; i < part; i++) target[to + i] = data[from + i]!;
  }
};

/** One storage is kept; of several it is the precision that a computation on all of them has. */
function commonDType(dtypes: readonly DType[]): DType {
  const [own, ...others] = new Set(dtypes);
  if (others.length === 0) return own!;
  return dtypes.includes('float32') && !dtypes.includes('float64') ? 'float32' : 'float64';
}
