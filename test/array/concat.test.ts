import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, slice } from '../../src/array/index.js';
import { createNdArray } from '../../src/core/create.js';
import { DomainError, KindError, ShapeError } from '../../src/core/errors.js';
import { toNested } from '../../src/core/to-nested.js';

const matrix = [
  [1, 2, 3],
  [4, 5, 6],
];

describe('concat', () => {
  it('is undone by slice, along every axis of any views', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(0, 1, 2),
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 4 }),
        fc.constantFrom(Int16Array, Float32Array, Float64Array),
        fc.constantFrom(4, 40),
        (axis, lengths, Storage, columns) => {
          const parts = lengths.map((n, i) => {
            const shape = [2, 3, columns].map((m, at) => (at === axis ? n : m));
            const count = shape.reduce((p, m) => p * m, 1);
            const data = new Storage(count);
            for (let k = 0; k < count; k++) data[k] = 300 * i + k;
            return createNdArray(data, shape);
          });
          const joined = concat(parts, axis - 3);
          expect(joined.data).toBeInstanceOf(Storage);
          let start = 0;
          for (const part of parts) {
            const end = start + part.shape[axis]!;
            const ranges = [0, 1, 2].map((at) => (at === axis ? ([start, end] as const) : null));
            expect(toNested(slice(joined, ranges))).toEqual(toNested(part));
            start = end;
          }
          expect(joined.shape[axis]).toBe(start);
        },
      ),
    );
  });

  it('joins rows where nothing is said, and floats of both kinds in float64', () => {
    expect(toNested(concat([matrix, [[7, 8, 9]]]))).toEqual([...matrix, [7, 8, 9]]);
    expect(concat([new Float32Array(1), new Float64Array(1)]).dtype).toBe('float64');
    expect(concat([new Float32Array(1), new Uint8Array(1)]).dtype).toBe('float32');
    expect(concat([new Uint8Array(1), new Int8Array(1)]).dtype).toBe('float64');
    const view = createNdArray(new Uint8Array([1, 2, 3, 4]), [2, 2]).transpose(1, 0);
    expect(toNested(concat([view, view], 1))).toEqual([
      [1, 3, 1, 3],
      [2, 4, 2, 4],
    ]);
  });

  it('joins more arrays than a call takes arguments, of two storages', () => {
    const singles = new Array<Float32Array>(200_000).fill(Float32Array.of(1));
    const joined = concat([Uint8Array.of(2), ...singles]);
    expect(joined.shape).toEqual([200_001]);
    expect(joined.dtype).toBe('float32');
  });

  it('refuses shapes that do not fit, naming the array', () => {
    expect(() => concat([matrix, [[1, 2]]])).toThrow(
      'concat: "list[1]" expected shape (any, 3), got (1, 2)',
    );
    expect(() => concat([matrix, [1, 2, 3]])).toThrow(ShapeError);
    expect(() => concat([])).toThrow(DomainError);
    expect(() => concat(new Float64Array(2) as never)).toThrow(KindError);
    expect(() => concat([matrix], 2)).toThrow('concat: "axis" expected an axis from -2 to 1');
    expect(() => concat([matrix, 'x' as never])).toThrow('concat: "list[1]"');
  });
});
