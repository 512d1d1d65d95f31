import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupAccuracy } from '../../src/contrastive/index.js';

const sample = fc.tuple(fc.nat(2), fc.nat(2), fc.constantFrom('a', 'b', 7));
const samples = fc.array(sample, { minLength: 1, maxLength: 30 });

describe('groupAccuracy', () => {
  it('adds up: counts to all, weighted accuracies to the whole, best and worst to the gap', () => {
    fc.assert(
      fc.property(samples, (list) => {
        const result = groupAccuracy(
          list.map(([p]) => p),
          list.map(([, y]) => y),
          list.map(([, , g]) => g),
        );
        const right = list.filter(([p, y]) => p === y).length;
        expect(result.accuracy).toBe(right / list.length);
        expect(result.groups.reduce((sum, { count }) => sum + count, 0)).toBe(list.length);
        expect(result.groups.reduce((sum, { correct }) => sum + correct, 0)).toBe(right);
        const accuracies = result.groups.map(({ accuracy }) => accuracy);
        expect(result.gap).toBe(Math.max(...accuracies) - Math.min(...accuracies));
        expect(result.best.accuracy - result.worst.accuracy).toBe(result.gap);
        for (const { group, count } of result.groups)
          expect(count).toBe(list.filter(([, , g]) => g === group).length);
      }),
    );
  });

  it('lets a small group count as much as a large one in the balanced accuracy', () => {
    const result = groupAccuracy([1, 1, 1, 0], [1, 1, 1, 1], ['many', 'many', 'many', 'few']);
    expect(result.accuracy).toBe(0.75);
    expect(result.balancedAccuracy).toBe(0.5);
    expect(result.gap).toBe(1);
    expect(result.worst).toEqual({ group: 'few', count: 1, correct: 0, accuracy: 0 });
    expect(result.groups.map(({ group }) => group)).toEqual(['many', 'few']);
  });

  it('keeps numbers and strings apart, and does without a gap where there is one group', () => {
    const groups = groupAccuracy([0, 0], [0, 1], [1, '1']).groups;
    expect(groups.map(({ group }) => group)).toEqual([1, '1']);
    expect(groupAccuracy([0], [1], ['x']).gap).toBe(0);
  });

  it('refuses what does not fit', () => {
    expect(() => groupAccuracy([], [], [])).toThrow('"predictions" expected at least one sample');
    expect(() => groupAccuracy([0, 1], [0], ['a', 'b'])).toThrow('"labels" expected a label for');
    expect(() => groupAccuracy([0], [0], ['a', 'b'])).toThrow('"groups" expected a group for each');
    expect(() => groupAccuracy([0.5], [0], ['a'])).toThrow(
      'classes from 0 to 2147483647, got 0.5 at [0]',
    );
    expect(() => groupAccuracy([0], [-1], ['a'])).toThrow('"labels" expected classes from 0 to');
    // It came back as 0, and so was right.
    expect(() => groupAccuracy([0], [2 ** 32], ['a'])).toThrow('got 4294967296 at [0]');
    expect(groupAccuracy([2 ** 31 - 1], [2 ** 31 - 1], ['a']).accuracy).toBe(1);
    expect(() => groupAccuracy([0], [0], [NaN])).toThrow('"groups[0]" expected a string or');
    // @ts-expect-error: no name of a group.
    expect(() => groupAccuracy([0], [0], [null])).toThrow('"groups[0]" expected a string or');
    // @ts-expect-error: no list.
    expect(() => groupAccuracy([0], [0], 'a')).toThrow('"groups" expected a list');
  });
});
