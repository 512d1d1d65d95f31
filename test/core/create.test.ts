import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allocate,
  checkFinite,
  computeDType,
  createNdArray,
  DTYPES,
  dtypeOf,
  isNdArray,
  isNumericTypedArray,
  readArray,
  readStored,
  wrap,
} from '../../src/core/create.js';
import { DomainError, KindError, ShapeError } from '../../src/core/errors.js';
import { integerMaximum } from '../../src/core/integer-range.js';
import { toNested } from '../../src/core/to-nested.js';
import type { ArrayInput } from '../../src/core/types.js';
import { View } from '../../src/core/view.js';
import { codeGeneration } from '../laws/code-generation.js';
import { numbersOf, views } from '../laws/views.js';

describe('createNdArray', () => {
  it('keeps the data, copies shape and strides, and steps row-major where nothing is said', () => {
    const data = new Float64Array(6);
    const shape = [2, 3];
    const a = createNdArray(data, shape);
    expect(a.data).toBe(data);
    expect(a.stride).toEqual([3, 1]);
    shape[0] = 9;
    expect(a.shape).toEqual([2, 3]);
  });

  it('is a View just where code may not be generated', () => {
    expect(createNdArray(new Float64Array(1), [1]) instanceof View).toBe(!codeGeneration);
  });
});

describe('readArray', () => {
  it('reads a transposed, offset view in row-major order', () => {
    const view = createNdArray(
      new Float64Array([9, 1, 2, 3, 4, 5, 6]),
      [2, 3],
      [3, 1],
      1,
    ).transpose(1, 0);
    expect(readArray('f', 'a', view)).toEqual({
      data: new Float64Array([1, 4, 2, 5, 3, 6]),
      shape: [3, 2],
    });
    expect(toNested(view)).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
  });

  it('reads any view of any storage as its `get` does, and changes nothing', () => {
    fc.assert(
      fc.property(views(), (view) => {
        const before = view.data.slice();
        const { data, shape } = readArray('f', 'a', view);
        expect(shape).toEqual(view.shape);
        expect(Array.from(data)).toEqual(numbersOf(view));
        expect(data instanceof Float32Array).toBe(view.dtype === 'float32');
        expect(view.data).toEqual(before);
      }),
    );
  });

  it('copies nothing where the data already lie in order', () => {
    const data = new Float32Array(12);
    expect(readArray('f', 'a', createNdArray(data, [3, 4])).data).toBe(data);
    const part = readArray('f', 'a', createNdArray(data, [2, 4], [4, 1], 4)).data;
    expect(part.buffer).toBe(data.buffer);
    expect(part.byteOffset).toBe(16);
    expect(part.length).toBe(8);
    expect(readArray('f', 'a', data).data).toBe(data);
  });

  it('copies where the precision asked for is another', () => {
    const data = new Float32Array([0.1]);
    expect(readArray('f', 'a', data, 'float64').data).toEqual(new Float64Array([Math.fround(0.1)]));
    expect(readArray('f', 'a', new Float64Array([0.1]), 'float32').data).toEqual(data);
    expect(readArray('f', 'a', new Uint8Array([200])).data).toEqual(new Float64Array([200]));
  });

  it('reads nested numbers, a plain array as storage, scalars and empty arrays', () => {
    expect(readArray('f', 'a', [[[1, 2]], [[3, 4]]])).toEqual({
      data: new Float64Array([1, 2, 3, 4]),
      shape: [2, 1, 2],
    });
    const plain = new View([1, 2, 3, 4], [2], [-2], 3);
    expect(readArray('f', 'a', plain).data).toEqual(new Float64Array([4, 2]));
    expect(readArray('f', 'a', createNdArray(new Int8Array([5, 6]), [], [], 1))).toEqual({
      data: new Float64Array([6]),
      shape: [],
    });
    expect(readArray('f', 'a', []).shape).toEqual([0]);
    expect(readArray('f', 'a', [[], []]).shape).toEqual([2, 0]);
  });

  it.each([
    [[[1, 2], [3]], ShapeError, 'equal lengths (2, 2), got an array of 1 at [1]'],
    [[[1], [[2]]], ShapeError, 'got an array of 1 at [1, 0]'],
    [[[], [1]], ShapeError, 'got an array of 1 at [1]'],
    [[[1], 2], KindError, 'got 2 at [1]'],
    [[1, '2'], KindError, 'got "2" at [1]'],
    [[1, undefined], KindError, 'got undefined at [1]'],
    [[1, null], KindError, 'got null at [1]'],
    [[1n], KindError, 'got 1n at [0]'],
    [[new Float64Array(2)], KindError, 'got Float64Array(2) at [0]'],
    [new Array(2), KindError, 'got undefined at [0]'],
    [3, KindError, 'got 3'],
    ['abc', KindError, 'got "abc"'],
    [null, KindError, 'got null'],
    [undefined, KindError, 'got undefined'],
    [{ data: [1], length: 1 }, KindError, 'got an object'],
    [new BigInt64Array(2), KindError, 'got BigInt64Array(2)'],
    [new View([1, '2'] as never, [2], [1], 0), KindError, 'got "2" at [1]'],
    [new View(new BigInt64Array(2) as never, [2], [1], 0), KindError, 'storage BigInt64Array(2)'],
  ])('refuses %o', (input, Kind, words) => {
    const read = () => readArray('blur', 'image', input as never);
    expect(read).toThrow(Kind);
    expect(read).toThrow(words);
    expect(read).toThrow('blur: "image" expected');
  });

  it('refuses arrays that hold themselves', () => {
    const circle: unknown[] = [];
    circle.push(circle);
    expect(() => readArray('f', 'a', circle as never)).toThrow(ShapeError);
  });

  it.each([
    [[2, 3], [3, 1], 1],
    [[2, 3], [-3, 1], 0],
    [[2], [1], -1],
    [[2.5], [1], 0],
    [[-1], [1], 0],
    [[2], [0.5], 0],
    [[2], [1], 0.5],
    [[2], [], 0],
    [[2], [1, 1], 0],
    [[2], [Number.NaN], 0],
  ])('refuses shape %o with stride %o and offset %d over six elements', (shape, stride, offset) => {
    const view = new View(new Float64Array(6), shape, stride, offset);
    expect(() => readArray('f', 'a', view)).toThrow(ShapeError);
    expect(() => readStored('f', 'a', view)).toThrow(ShapeError);
  });
});

describe('readStored', () => {
  it('reads any view in its own storage', () => {
    fc.assert(
      fc.property(views(), (view) => {
        const { data, shape } = readStored('f', 'a', view);
        expect(shape).toEqual(view.shape);
        expect(Array.from(data)).toEqual(numbersOf(view));
        expect(dtypeOf(data)).toBe(view.dtype);
      }),
    );
  });

  it('reads what has no storage of its own as float64', () => {
    expect(readStored('f', 'a', [[1], [2]]).data).toEqual(new Float64Array([1, 2]));
    expect(readStored('f', 'a', new View([1, 2], [2], [1], 0)).data).toEqual(
      new Float64Array([1, 2]),
    );
  });

  it('copies nothing where the data already lie in order', () => {
    const data = new Uint8Array(6);
    expect(readStored('f', 'a', data).data).toBe(data);
    expect(readStored('f', 'a', createNdArray(data, [2, 3])).data).toBe(data);
  });
});

describe('computeDType', () => {
  const f32 = new Float32Array(1);
  const f64 = new Float64Array(1);
  const u8 = new Uint8Array(1);
  it.each<[string, ArrayInput[]]>([
    ['float32', [f32]],
    ['float32', [createNdArray(f32, [1])]],
    ['float32', [f32, u8]],
    ['float64', [f32, f64]],
    ['float64', [f32, [1]]],
    ['float64', [f32, new View([1], [1], [1], 0)]],
    ['float64', [u8]],
    ['float64', [f64]],
    ['float64', []],
  ])('is %s for %o', (dtype, inputs) => {
    expect(computeDType(...inputs)).toBe(dtype);
  });
});

describe('storage', () => {
  it('is told from everything else', () => {
    for (const dtype of DTYPES) {
      const data = allocate(dtype, 2);
      expect(isNumericTypedArray(data)).toBe(true);
      expect(dtypeOf(data)).toBe(dtype);
    }
    expect(dtypeOf(Buffer.from([1]))).toBe('uint8');
    for (const value of [[1], new DataView(new ArrayBuffer(1)), new BigInt64Array(1), null, 1]) {
      expect(isNumericTypedArray(value)).toBe(false);
    }
  });

  it('has a largest integer just where it holds integers', () => {
    const largest = Object.fromEntries(
      DTYPES.map((dtype) => [dtype, integerMaximum(createNdArray(allocate(dtype, 1), [1]))]),
    );
    expect(largest).toEqual({
      float64: undefined,
      float32: undefined,
      int8: 2 ** 7 - 1,
      int16: 2 ** 15 - 1,
      int32: 2 ** 31 - 1,
      uint8: 2 ** 8 - 1,
      uint8_clamped: 2 ** 8 - 1,
      uint16: 2 ** 16 - 1,
      uint32: 2 ** 32 - 1,
    });
    expect(integerMaximum([1, 2])).toBeUndefined();
    expect(integerMaximum(new Uint16Array(1))).toBe(65535);
  });
});

describe('isNdArray', () => {
  it('knows an ndarray by its fields, whoever made it', () => {
    expect(isNdArray({ data: new Float64Array(1), shape: [1], stride: [1], offset: 0 })).toBe(true);
    expect(isNdArray(createNdArray(new Float64Array(1), []))).toBe(true);
    expect(isNdArray({ data: new Float64Array(4), width: 1, height: 1 })).toBe(false);
    expect(isNdArray(null)).toBe(false);
  });
});

describe('toNested', () => {
  it('gives any view back as arrays in arrays', () => {
    fc.assert(
      fc.property(views(), (view) => {
        expect([toNested(view)].flat(5)).toEqual(numbersOf(view));
        expect(readArray('f', 'a', [toNested(view)] as never).shape).toEqual([1, ...view.shape]);
      }),
    );
  });

  it('gives a number for a scalar and empty arrays for empty axes', () => {
    expect(toNested(wrap(new Float64Array([7]), []))).toBe(7);
    expect(toNested(wrap(new Float64Array(0), [2, 0]))).toEqual([[], []]);
    expect(toNested(wrap(new Float64Array(0), [0, 2]))).toEqual([]);
  });
});

describe('checkFinite', () => {
  it('gives back what it was given', () => {
    const dense = { data: new Float32Array([1, -3e38, 0, -0]), shape: [2, 2] };
    expect(checkFinite('f', 'a', dense)).toBe(dense);
  });

  it.each([
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
  ])('refuses %d and names its place', (value, word) => {
    const data = new Float64Array(24);
    data[17] = value;
    data[23] = Number.NaN;
    expect(() => checkFinite('blur', 'image', { data, shape: [2, 3, 4] })).toThrow(
      new DomainError({
        function: 'blur',
        argument: 'image',
        expected: 'finite numbers',
        got: `${word} at [1, 1, 1]`,
      }),
    );
  });

  it('knows the numbers of every float32 array that are no numbers, wherever they stand', () => {
    const bits = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
    // Exponents of ones are rare among random bits.
    const special = fc.constantFrom(0x7f800000, -0x800000, 0x7fc00000, 0x7f800001, 0x7f7fffff, 0);
    const words = fc.array(fc.oneof({ weight: 20, arbitrary: bits }, special), { maxLength: 40 });
    fc.assert(
      fc.property(words, fc.nat(3), (drawn, skip) => {
        const from = Math.min(skip, drawn.length);
        const { buffer } = Int32Array.from(drawn);
        const data = new Float32Array(buffer, 4 * from);
        const check = () => checkFinite('f', 'a', { data, shape: [data.length] });
        const at = data.findIndex((value) => !Number.isFinite(value));
        if (at < 0) expect(check().data).toBe(data);
        else expect(check).toThrow(`finite numbers, got ${data[at]} at [${at}]`);
      }),
    );
  });
});
