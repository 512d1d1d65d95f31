import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainWeightTable } from '../../src/attention/explain-weight-table.js';
import { toNested } from '../../src/core/to-nested.js';
import { renderText } from '../../src/derivation/render-text.js';
import { verifyDerivation } from '../../src/derivation/verify.js';
import { attentionWeights, softmax } from '../../src/index.js';

describe('explainWeightTable', () => {
  it('accepts what a softmax gives, whatever the scores', () => {
    const scores = fc
      .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }))
      .chain(([n, m]) =>
        fc.array(
          fc.array(fc.double({ min: -30, max: 30, noNaN: true }), { minLength: m, maxLength: m }),
          {
            minLength: n,
            maxLength: n,
          },
        ),
      );
    fc.assert(
      fc.property(scores, (table) => {
        const d = explainWeightTable(softmax(table));
        expect(d.result.normalized).toBe(true);
        expect(verifyDerivation(d).ok).toBe(true);
      }),
    );
  });

  it('accepts weights of attention, with the words in its table', () => {
    const weights = attentionWeights(
      [
        [1, 0],
        [0, 2],
      ],
      [
        [1, 1],
        [3, 1],
        [0, 0],
      ],
    );
    const d = explainWeightTable(weights, { tokens: ['a', 'b', 'c'], queryTokens: ['x', 'y'] });
    expect(d.result.normalized).toBe(true);
    expect(renderText(d)).toContain('“y”');
    expect(d.conclusion).toBe(
      'No weight is negative and each row adds up to 1: the table holds attention weights.',
    );
  });

  it('finds rows that lost a cell, and columns that need not add up to 1', () => {
    const d = explainWeightTable([
      [0.5, 0.5],
      [0.5, 0.25],
    ]);
    expect(toNested(d.result.rowSums)).toEqual([1, 0.75]);
    expect(toNested(d.result.columnSums)).toEqual([1, 0.75]);
    expect(d.result.normalized).toBe(false);
    expect(d.conclusion).toContain('(1, 0.75)');
    expect(verifyDerivation(d).ok).toBe(true);
    expect(
      explainWeightTable([
        [0, 1],
        [0, 1],
      ]).result.normalized,
    ).toBe(true);
  });

  it('allows for printed numbers when it is told to', () => {
    const rounded = [[0.33, 0.33, 0.33]];
    expect(explainWeightTable(rounded).result.normalized).toBe(false);
    expect(explainWeightTable(rounded, { tolerance: 0.02 }).result.normalized).toBe(true);
  });

  it('refuses a negative weight', () => {
    const d = explainWeightTable([[1.5, -0.5]]);
    expect(d.result.normalized).toBe(false);
    expect(d.conclusion).toContain('negative');
    expect(verifyDerivation(d).ok).toBe(true);
  });

  it('says what is wrong with what is no table', () => {
    expect(() => explainWeightTable([1, 2])).toThrow('explainWeightTable: "weights"');
    expect(() => explainWeightTable([[Number.NaN]])).toThrow('explainWeightTable: "weights"');
    const large = [new Array<number>(17).fill(0)];
    expect(() => explainWeightTable(large)).toThrow(
      'expected 1 to 16 rows and columns, got (1, 17)',
    );
    expect(() => explainWeightTable([[1]], { tolerance: -1 })).toThrow('"tolerance"');
    expect(() => explainWeightTable([[1]], { tokens: ['a', 'b'] })).toThrow(
      '"tokens" expected 1 words',
    );
    expect(() => explainWeightTable([[1]], { word: 1 } as object)).toThrow('explainWeightTable');
  });
});
