import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recallAtK, topKAccuracy } from '../../src/contrastive/index.js';
import { createNdArray } from '../../src/core/create.js';

const table = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 6 }))
  .chain(([n, m]) =>
    // Few values, so that equal ones are common.
    fc.array(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: m, maxLength: m }), {
      minLength: n,
      maxLength: n,
    }),
  );

/** Places of columns by falling number, the lower column first among equals: another way to the same order. */
function order(row: number[]): number[] {
  return row.map((_, j) => j).sort((a, b) => row[b]! - row[a]! || a - b);
}

describe('topKAccuracy and recallAtK', () => {
  it('count rows whose right column is among the first k, whatever is equal', () => {
    fc.assert(
      fc.property(table, fc.nat(), (scores, seed) => {
        const m = scores[0]!.length;
        const labels = scores.map((_, i) => (seed + 3 * i) % m);
        let before = 0;
        for (let k = 1; k <= m; k++) {
          const hits = scores.filter((row, i) => order(row).slice(0, k).includes(labels[i]!));
          const share = topKAccuracy(scores, labels, k);
          expect(share).toBe(hits.length / scores.length);
          expect(recallAtK(scores, k, { right: labels })).toBe(share);
          expect(share).toBeGreaterThanOrEqual(before);
          before = share;
        }
        expect(before).toBe(1);
      }),
    );
  });

  it('are those of chance where everything is the same', () => {
    const flat = Array.from({ length: 4 }, () => [1, 1, 1, 1]);
    expect(recallAtK(flat, 1)).toBe(0.25);
    expect(recallAtK(flat, 3)).toBe(0.75);
  });

  it('take the best of several right columns', () => {
    const similarities = [
      [0.1, 0.9, 0.5],
      [0.8, 0.2, 0.3],
    ];
    expect(recallAtK(similarities, 1, { right: [[0, 1], 2] })).toBe(0.5);
    expect(recallAtK(similarities, 2, { right: [[0, 1], 2] })).toBe(1);
    expect(
      recallAtK(similarities, 1, {
        right: [
          [2, 0],
          [1, 2],
        ],
      }),
    ).toBe(0);
  });

  it('read a transposed view as it lies', () => {
    const store = new Float32Array([0.9, 0.1, 0.8, 0.5]);
    expect(recallAtK(createNdArray(store, [2, 2], [2, 1]), 1)).toBe(0.5);
    expect(recallAtK(createNdArray(store, [2, 2], [1, 2]), 1)).toBe(1);
  });

  it('refuse labels, columns and k out of range, with their names', () => {
    const scores = [
      [1, 2],
      [3, 4],
    ];
    expect(() => topKAccuracy(scores, [0, 2], 1)).toThrow(
      'topKAccuracy: "labels" expected classes from 0 to 1, got 2 at [1]',
    );
    for (const label of [-1, 0.5, NaN])
      expect(() => topKAccuracy(scores, [label, 0], 1)).toThrow(`got ${label} at [0]`);
    expect(() => topKAccuracy(scores, [0], 1)).toThrow(
      '"labels" expected a label for each of the 2',
    );
    expect(() => topKAccuracy([[1, NaN]], [0], 1)).toThrow('got NaN at [0, 1]');
    expect(() => topKAccuracy([1, 2], [0], 1)).toThrow('"scores" expected a matrix');
    for (const k of [0, 3, 1.5, NaN]) {
      expect(() => topKAccuracy(scores, [0, 0], k)).toThrow('"k" expected a whole number');
      expect(() => recallAtK(scores, k)).toThrow('"k" expected a whole number');
    }
    expect(() => recallAtK([[1], [2]], 1)).toThrow('"similarities" expected a column for each');
    expect(() => recallAtK(scores, 1, { right: [0] })).toThrow(
      '"right" expected an entry for each',
    );
    expect(() => recallAtK(scores, 1, { right: [0, 2] })).toThrow('"right[1]"');
    expect(() => recallAtK(scores, 1, { right: [0, []] })).toThrow('"right[1]" expected a column');
    // @ts-expect-error: no list.
    expect(() => recallAtK(scores, 1, { right: 3 })).toThrow('"right" expected a list');
    // @ts-expect-error: another name.
    expect(() => recallAtK(scores, 1, { targets: [0] })).toThrow('only the names right');
  });
});
