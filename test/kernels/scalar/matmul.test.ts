import { describe, expect, it } from 'vitest';
import { matmul } from '../../../src/kernels/scalar/matmul.js';
import { randomFloats } from '../simd/numbers.js';

describe('the scalar matmul', () => {
  it.each([
    [1, 1, 1],
    [3, 4, 5],
    [4, 7, 9],
    [13, 2, 6],
  ])(
    'gives rows of a small product as in a large one, to the last bit: %i × %i × %i',
    (n, k, m) => {
      // Few are multiplied where they lie, many are laid out first.
      const many = 2048;
      const a = Float64Array.from(randomFloats(many * k, 1));
      const b = Float64Array.from(randomFloats(k * m, 2));
      const [small, large] = [new Float64Array(n * m), new Float64Array(many * m)];
      matmul(a, b, small, 1, 0, 0, n, k, m);
      matmul(a, b, large, 1, 0, 0, many, k, m);
      expect(small).toEqual(large.subarray(0, n * m));
    },
  );

  it('reads small factors in any direction, item by item', () => {
    const [n, k, m] = [2, 3, 4];
    const a = Float64Array.from(randomFloats(2 * n * k, 3));
    const b = Float64Array.from(randomFloats(2 * k * m, 4));
    const turn = (data: Float64Array, rows: number, columns: number) =>
      data.map((_, i) => {
        const item = Math.floor(i / (rows * columns));
        const [column, row] = [Math.floor((i / rows) % columns), i % rows];
        return data[item * rows * columns + row * columns + column]!;
      });
    const [plain, turned] = [new Float64Array(2 * n * m), new Float64Array(2 * n * m)];
    matmul(a, b, plain, 2, n * k, k * m, n, k, m);
    const steps = { aRow: 1, aTerm: n, bTerm: 1, bColumn: k };
    matmul(turn(a, n, k), turn(b, k, m), turned, 2, n * k, k * m, n, k, m, steps);
    expect(turned).toEqual(plain);
    expect(plain[n * m]).toBeCloseTo(
      a[n * k]! * b[k * m]! + a[n * k + 1]! * b[k * m + m]! + a[n * k + 2]! * b[k * m + 2 * m]!,
      12,
    );
  });
});
