import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matmul, toNested, transpose } from '../../src/array/index.js';
import { explainColumnAttention, scaledDotProductAttention } from '../../src/attention/index.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import { expectShown } from '../derivation/shown.js';

describe('explainColumnAttention', () => {
  it('goes down the columns', () => {
    const parameters = { wq: [[1], [0]], wk: [[0], [Math.log(3)]], wv: [[4], [8]] };
    const d = explainColumnAttention(
      [
        [1, 0],
        [0, 1],
      ],
      parameters,
    );
    // Q = (1, 0), K = (0, ln 3), so scores are 0 but for ln 3 of query 1 and key 2; V = (4, 8).
    const { weights, output } = d.result;
    expect(weights.get(0, 0)).toBeCloseTo(0.25, 14);
    expect(weights.get(1, 0)).toBeCloseTo(0.75, 14);
    expect(weights.get(0, 1)).toBeCloseTo(0.5, 14);
    expect(output.shape).toEqual([1, 2]);
    expect(output.get(0, 0)).toBeCloseTo(7, 13);
    expect(output.get(0, 1)).toBeCloseTo(6, 13);
    // Had the softmax gone along the rows, the first output would be 4/2 + 8 · 3/4 = 8.
    expect(output.get(0, 0)).not.toBeCloseTo(8, 1);
    expect(expectShown(d)).toContain('Both say the same');
  });

  it('shows both conventions with a matrix that is not symmetric', () => {
    const d = explainColumnAttention(
      [
        [1, 0, 1],
        [0, 1, 1],
      ],
      {
        wq: [
          [1, 2],
          [0, 1],
        ],
        wk: [
          [1, 0],
          [1, 1],
        ],
        wv: [[1], [2]],
      },
    );
    const text = expectShown(d);
    // Of the first token (1, 0) the query is (1, 2), the first row; the slip W X would give the first column, (1, 0).
    expect(text).toContain('Q = W_Qᵀ X =');
    const queries = d.steps.flatMap(({ steps = [] }) => steps).find(({ id }) => id === 'q');
    expect(toNested(queries?.value as never)).toEqual([
      [1, 0, 1],
      [2, 1, 3],
    ]);
    expect(text).toContain('Q′ = X′ W_Q');
    expect(text).toContain('Z′ᵀ = Z');
  });

  it('is attention of rows, transposed before and after', () => {
    const sizes = fc.record({
      n: fc.integer({ min: 1, max: 6 }),
      wide: fc.integer({ min: 1, max: 4 }),
      d: fc.integer({ min: 1, max: 3 }),
      e: fc.integer({ min: 1, max: 3 }),
      seed: fc.integer({ min: 1, max: 99 }),
    });
    fc.assert(
      fc.property(sizes, ({ n, wide, d, e, seed }) => {
        const table = (rows: number, columns: number, step: number): number[][] =>
          Array.from({ length: rows }, (_, i) =>
            Array.from({ length: columns }, (_, j) => Math.sin(seed + step * (i * columns + j))),
          );
        const x = table(wide, n, 1);
        const [wq, wk, wv] = [table(wide, d, 2), table(wide, d, 3), table(wide, e, 5)];
        const shown = explainColumnAttention(x, { wq, wk, wv });
        const rows = transpose(x);
        const [q, k, v] = [matmul(rows, wq), matmul(rows, wk), matmul(rows, wv)];
        const expected = transpose(scaledDotProductAttention(q, k, v));
        expect(toNested(shown.result.output)).toEqual(toNested(expected));
        expect(verifyDerivation(shown).steps.filter(({ ok }) => !ok)).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it('refuses matrices that do not meet, and more than can be read', () => {
    const one = [[1]];
    const whole = { wq: one, wk: one, wv: one };
    expect(() => explainColumnAttention([[1], [2]], whole)).toThrow(
      'explainColumnAttention: "wq" expected shape (D=2, d), got (1, 1)',
    );
    expect(() => explainColumnAttention(one, { ...whole, wk: [[1, 2]] })).toThrow(
      '"wk" expected shape (D=1, d=1), got (1, 2)',
    );
    expect(() => explainColumnAttention([[1, 2, 3, 4, 5, 6, 7]], whole)).toThrow('"x"');
    expect(() => explainColumnAttention(one, { wq: one, wk: one } as never)).toThrow('"wv"');
    expect(() => explainColumnAttention(one, { ...whole, wo: one } as never)).toThrow('wo');
    expect(() => explainColumnAttention([[Number.NaN]], whole)).toThrow('"x"');
  });
});
