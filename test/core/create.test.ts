import { describe, expect, it } from 'vitest';
import { createNdArray, readArray, toNested } from '../../src/core/create.js';

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
});
