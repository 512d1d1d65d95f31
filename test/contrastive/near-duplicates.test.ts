import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cosineSimilarities,
  duplicateGroups,
  nearDuplicatePairs,
} from '../../src/contrastive/index.js';
import { normal, randomGenerator } from '../../src/core/random.js';

describe('nearDuplicatePairs', () => {
  it('finds the pairs that the table of cosines has, across the borders of blocks too', () => {
    // 600 embeddings are three blocks; a copy of row 3 stands in the last, twice as long.
    const embeddings = normal(randomGenerator(5), [600, 3]);
    for (let k = 0; k < 3; k++) embeddings.set(590, k, 2 * embeddings.get(3, k));
    const table = cosineSimilarities(embeddings, embeddings);
    const wanted: [number, number][] = [];
    for (let a = 0; a < 600; a++)
      for (let b = a + 1; b < 600; b++) if (table.get(a, b) >= 0.999) wanted.push([a, b]);
    const pairs = nearDuplicatePairs(embeddings, { threshold: 0.999 });
    expect(pairs.map(({ a, b }) => [a, b])).toEqual(wanted);
    expect(pairs.length).toBeGreaterThan(30);
    const exact = nearDuplicatePairs(embeddings, { threshold: 1 });
    expect(exact.map(({ a, b }) => [a, b])).toEqual([[3, 590]]);
  });

  it('finds exact copies at a threshold of 1 in both precisions, and lists every pair at the lowest', () => {
    const coordinate = fc.double({ min: 0.1, max: 2, noNaN: true });
    fc.assert(
      fc.property(fc.array(coordinate, { minLength: 1, maxLength: 9 }), (v) => {
        expect(nearDuplicatePairs([v, v], { threshold: 1 })).toHaveLength(1);
        const single = [Float32Array.from(v)].map((data) => Array.from(data));
        expect(nearDuplicatePairs([...single, ...single], { threshold: 1 })).toHaveLength(1);
      }),
    );
    const spread = [
      [1, 0],
      [0, 1],
      [1, 1],
    ];
    expect(nearDuplicatePairs(spread, { threshold: -0.5 })).toHaveLength(3);
  });

  it('compares two lists, all of one with all of the other', () => {
    const trained = [
      [1, 0],
      [0, 1],
    ];
    const tested = [
      [0, 5],
      [1, 1],
      [3, 0],
    ];
    expect(nearDuplicatePairs(tested, { against: trained })).toEqual([
      { a: 0, b: 1, similarity: 1 },
      { a: 2, b: 0, similarity: 1 },
    ]);
  });

  it('refuses zeros, thresholds out of range and other widths', () => {
    expect(() =>
      nearDuplicatePairs([
        [1, 2],
        [0, 0],
      ]),
    ).toThrow('only zeros at [1]');
    expect(() => nearDuplicatePairs([[1, 2]], { against: [[0, 0]] })).toThrow('"against"');
    expect(() => nearDuplicatePairs([[1, 2]], { against: [[1]] })).toThrow(
      '"against" expected shape',
    );
    for (const threshold of [-1, 1.1, NaN])
      expect(() => nearDuplicatePairs([[1]], { threshold })).toThrow('"threshold"');
  });
});

describe('duplicateGroups', () => {
  it('are the parts that hang together, as a walk from row to row finds them', () => {
    const pair = fc.record({ a: fc.nat(12), b: fc.nat(12) }).filter(({ a, b }) => a !== b);
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 15 }), (pairs) => {
        const groups = duplicateGroups(pairs);
        const rows = [...new Set(pairs.flatMap(({ a, b }) => [a, b]))].sort((p, q) => p - q);
        expect(groups.flat().sort((p, q) => p - q)).toEqual(rows);
        for (const group of groups) {
          const seen = new Set([group[0]!]);
          for (let more = true; more; ) {
            const size = seen.size;
            for (const { a, b } of pairs)
              if (seen.has(a) || seen.has(b)) for (const row of [a, b]) seen.add(row);
            more = seen.size > size;
          }
          expect([...seen].sort((p, q) => p - q)).toEqual(group);
        }
      }),
    );
  });

  it('has none where there is no pair, and refuses rows that are none', () => {
    expect(duplicateGroups([])).toEqual([]);
    expect(() => duplicateGroups([{ a: 0, b: -1 }])).toThrow('"pairs[0].b"');
    // @ts-expect-error: no list.
    expect(() => duplicateGroups(4)).toThrow('"pairs" expected a list');
  });
});
