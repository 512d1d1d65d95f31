import { describe, expect, it } from 'vitest';
import { elementCount, isRowMajor, rowMajorStrides } from '../../src/core/layout.js';

describe('layout', () => {
  it('steps by the product of the lengths behind an axis', () => {
    expect(rowMajorStrides([2, 3, 5])).toEqual([15, 5, 1]);
    expect(rowMajorStrides([])).toEqual([]);
  });

  it('counts one element in a scalar and none where an axis is empty', () => {
    expect(elementCount([])).toBe(1);
    expect(elementCount([3, 0, 2])).toBe(0);
    expect(elementCount([2, 3, 5])).toBe(30);
  });

  it('knows row-major order, whatever the step of an axis of length 1', () => {
    expect(isRowMajor([2, 3], [3, 1])).toBe(true);
    expect(isRowMajor([2, 3], [1, 2])).toBe(false);
    expect(isRowMajor([2, 3], [-3, 1])).toBe(false);
    expect(isRowMajor([2, 1, 3], [3, 99, 1])).toBe(true);
    expect(isRowMajor([1, 3], [99, 2])).toBe(false);
    expect(isRowMajor([], [])).toBe(true);
  });
});
