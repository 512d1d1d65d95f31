import { describe, expect, it } from 'vitest';
import { DomainError, KindError, ShapeError } from '../../src/core/errors.js';
import { matchingAccuracy } from '../../src/matching/matching-accuracy.js';

/** (x, y) → (2x, 2y)/(1 + x/10). */
const T = [
  [2, 0, 0],
  [0, 2, 0],
  [0.1, 0, 1],
];

// (10, 10) is meant at (10, 10), (0, 3) at (0, 6).
const keypoints = [
  [
    { x: 10, y: 10 },
    { x: 0, y: 3 },
  ],
  [
    { x: 13, y: 14 },
    { x: 0, y: 6 },
    { x: 1, y: 6 },
  ],
] as const;

const matches = [
  { query: 1, train: 2 },
  { query: 0, train: 0 },
  { query: 1, train: 1 },
  { query: 0, train: 1 },
];

describe('matchingAccuracy', () => {
  it('counts the matches within each threshold of the truth, in the order of the thresholds', () => {
    // Distances 1, 5, 0 and √116.
    expect(
      matchingAccuracy({ keypoints, matches }, T, { thresholds: [5, 0, 1, 4.999, 20] }),
    ).toEqual([
      { threshold: 5, correct: 3, precision: 0.75 },
      { threshold: 0, correct: 1, precision: 0.25 },
      { threshold: 1, correct: 2, precision: 0.5 },
      { threshold: 4.999, correct: 2, precision: 0.5 },
      { threshold: 20, correct: 4, precision: 1 },
    ]);
  });

  it('takes thresholds of 1, 3 and 5 px unless told otherwise', () => {
    const found = matchingAccuracy({ keypoints, matches }, T);
    expect(found.map(({ threshold }) => threshold)).toEqual([1, 3, 5]);
    expect(found.map(({ correct }) => correct)).toEqual([2, 2, 3]);
  });

  it('has a precision of 0 where there are no matches', () => {
    expect(matchingAccuracy({ keypoints, matches: [] }, T, { thresholds: [3] })).toEqual([
      { threshold: 3, correct: 0, precision: 0 },
    ]);
    expect(matchingAccuracy({ keypoints, matches }, T, { thresholds: [] })).toEqual([]);
  });

  it('never counts a point that maps to infinity', () => {
    const away = { keypoints: [[{ x: -10, y: 1 }], [{ x: 0, y: 0 }]] as const };
    const pairs = [{ query: 0, train: 0 }];
    expect(matchingAccuracy({ ...away, matches: pairs }, T, { thresholds: [1e150] })).toEqual([
      { threshold: 1e150, correct: 0, precision: 0 },
    ]);
  });

  it('refuses matches of keypoints that are not there, and what is no result', () => {
    const fn = 'matchingAccuracy';
    const wrong = (match: object) => () =>
      // @ts-expect-error -- no match
      matchingAccuracy({ keypoints, matches: [{ query: 0, train: 0 }, match] }, T);
    expect(wrong({ query: 2, train: 0 })).toThrow(
      `${fn}: "matched.matches[1].query" expected a whole number >= 0 and < 2, got 2`,
    );
    expect(wrong({ query: 0, train: 3 })).toThrow(`${fn}: "matched.matches[1].train"`);
    expect(wrong({ query: 0.5, train: 0 })).toThrow(DomainError);
    expect(wrong({ train: 0 })).toThrow(KindError);
    // @ts-expect-error -- the matches alone
    expect(() => matchingAccuracy(matches, T)).toThrow(
      `${fn}: "matched" expected an object { keypoints: [a, b], matches }, got an array of 4`,
    );
    // @ts-expect-error -- nothing
    expect(() => matchingAccuracy(null, T)).toThrow(KindError);
    // @ts-expect-error -- keypoints of one image
    expect(() => matchingAccuracy({ keypoints: [keypoints[0]], matches }, T)).toThrow(ShapeError);
    // @ts-expect-error -- no lists
    expect(() => matchingAccuracy({ keypoints: [1, 2], matches }, T)).toThrow(KindError);
    // @ts-expect-error -- no list
    expect(() => matchingAccuracy({ keypoints, matches: 3 }, T)).toThrow(KindError);
    const nowhere = [[{ x: 1, y: Infinity }], [{ x: 1, y: 2 }]] as const;
    expect(() => matchingAccuracy({ keypoints: nowhere, matches: [] }, T)).toThrow(
      `${fn}: "matched.keypoints[0][0].y" expected a finite number, got Infinity`,
    );
    expect(() => matchingAccuracy({ keypoints, matches }, [[1, 2]])).toThrow(ShapeError);
    expect(() => matchingAccuracy({ keypoints, matches }, T, { thresholds: [-1] })).toThrow(
      `${fn}: "thresholds[0]" expected a finite number >= 0, got -1`,
    );
    // @ts-expect-error -- one number
    expect(() => matchingAccuracy({ keypoints, matches }, T, { thresholds: 3 })).toThrow(KindError);
    // @ts-expect-error -- no such option
    expect(() => matchingAccuracy({ keypoints, matches }, T, { threshold: 3 })).toThrow(KindError);
  });

  it('refuses lists with holes by name', () => {
    const points = [{ x: 1, y: 2 }];
    const lists = [points, points];
    delete lists[1];
    const identity = [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ];
    expect(() => matchingAccuracy({ keypoints: lists as never, matches: [] }, identity)).toThrow(
      'matchingAccuracy: "matched.keypoints[1]" expected a list of keypoints, got undefined',
    );
    const matches = [{ query: 0, train: 0 }];
    delete matches[0];
    expect(() => matchingAccuracy({ keypoints: [points, points], matches }, identity)).toThrow(
      'matchingAccuracy: "matched.matches[0].query"',
    );
  });
});
