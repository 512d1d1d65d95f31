import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matmul, transpose } from '../../src/array/index.js';
import { positionShiftMatrix, sinusoidalPositions } from '../../src/transformer/index.js';

describe('positionShiftMatrix', () => {
  it('moves every position by the offset, forwards and backwards', () => {
    const pairs = fc.integer({ min: 1, max: 6 });
    const offset = fc.integer({ min: -9, max: 9 });
    fc.assert(
      fc.property(pairs, offset, fc.constantFrom(100, 10000), (half, k, base) => {
        const d = 2 * half;
        const from = sinusoidalPositions(5, d, { offset: 10, base });
        const to = sinusoidalPositions(5, d, { offset: 10 + k, base });
        const moved = matmul(from, positionShiftMatrix(d, k, { base }));
        for (let i = 0; i < to.data.length; i++) {
          expect(Math.abs(moved.data[i]! - to.data[i]!)).toBeLessThan(1e-13);
        }
      }),
    );
  });

  it('is a rotation, whose inverse is the shift back', () => {
    const [there, back] = [positionShiftMatrix(6, 2.5), positionShiftMatrix(6, -2.5)];
    expect(transpose(there).data).toEqual(back.data);
  });

  it('refuses an odd width', () => {
    expect(() => positionShiftMatrix(5, 1)).toThrow(
      'positionShiftMatrix: "d" expected an even number, got 5',
    );
  });
});
