import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { DomainError, describeValue, KindError, ShapeError } from '../../src/core/errors.js';

const parts = { function: 'blur', argument: 'sigma', expected: 'a number > 0', got: '-1' };

describe('errors', () => {
  it.each([
    ['KindError', new KindError(parts), TypeError],
    ['ShapeError', new ShapeError(parts), RangeError],
    ['DomainError', new DomainError(parts), RangeError],
  ])('%s carries its four parts as fields and says them in one sentence', (name, error, Base) => {
    expect(error).toBeInstanceOf(Base);
    expect(error.name).toBe(name);
    expect(error.message).toBe('blur: "sigma" expected a number > 0, got -1');
    expect({ ...parts, ...error }).toMatchObject(parts);
  });
});

describe('describeValue', () => {
  it.each([
    [1, '1'],
    ['1', '"1"'],
    [1n, '1n'],
    [-0, '-0'],
    [Number.NaN, 'NaN'],
    [true, 'true'],
    [null, 'null'],
    [undefined, 'undefined'],
    [Symbol('s'), 'Symbol(s)'],
    [() => 1, 'a function'],
    [{}, 'an object'],
    [Object.create(null), 'an object'],
    [[1, 2], 'an array of 2'],
    [new Uint8Array(3), 'Uint8Array(3)'],
    [new DataView(new ArrayBuffer(5)), 'DataView(5)'],
    [createNdArray(new Float64Array(6), [2, 3]), 'an ndarray (2, 3)'],
  ])('shows %o in a few words', (value, words) => {
    expect(describeValue(value)).toBe(words);
  });

  it('cuts long strings', () => {
    expect(describeValue('x'.repeat(1e6)).length).toBeLessThan(80);
  });
});
