import { expect, test } from 'vitest';
import { describeHistogram } from '../../src/intensity-histogram/describe.js';
import { findModes } from '../../src/intensity-histogram/find-modes.js';

const centres = (n: number): Float64Array => Float64Array.from({ length: n }, (_, i) => i);
const modes = (counts: number[], least = 0): number[][] =>
  findModes(Float64Array.from(counts), centres(counts.length), least).map(
    ({ value, count, prominence }) => [value, count, prominence],
  );

test('a peak stands above both neighbours, at the ends above nothing', () => {
  expect(modes([5, 1, 3, 0, 2])).toEqual([
    [0, 5, 5],
    [2, 3, 2],
    [4, 2, 2],
  ]);
});

test('a plateau is one peak, in its middle; a step beside a hill is none', () => {
  expect(modes([1, 4, 4, 2])).toEqual([[1.5, 4, 4]]);
  expect(modes([0, 2, 2, 5, 0])).toEqual([[3, 5, 5]]);
});

test('prominence is the descent to the higher bin on the shallower side', () => {
  // From 4 one descends to 3 on the left before 9, to 1 on the right before 6.
  expect(modes([9, 3, 4, 1, 6])[1]).toEqual([2, 4, 1]);
});

test('equal peaks are both as prominent as their height', () => {
  expect(modes([4, 1, 4])).toEqual([
    [0, 4, 4],
    [2, 4, 4],
  ]);
});

test('ripples below the least prominence are no peaks', () => {
  expect(modes([0, 10, 9, 10.5, 0], 2)).toEqual([[3, 10.5, 10.5]]);
  const h = { counts: [0, 20, 19, 20, 0, 3, 0], edges: [0, 1, 2, 3, 4, 5, 6, 7] };
  expect(describeHistogram(h).peaks.map(({ value }) => value)).toEqual([1.5, 3.5, 5.5]);
  expect(describeHistogram(h, { prominence: 0.2 }).peaks).toHaveLength(2);
  expect(describeHistogram({ counts: [0, 0, 1], edges: [0, 1, 2, 3] }).peaks).toHaveLength(1);
});
