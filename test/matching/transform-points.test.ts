import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { DomainError, KindError, ShapeError } from '../../src/core/errors.js';
import { randomGenerator } from '../../src/core/random.js';
import { toNested } from '../../src/core/to-nested.js';
import { transformPoints } from '../../src/matching/transform-points.js';
import { FLOATS, numbersOf, views } from '../laws/views.js';
import {
  apply,
  type Matrix,
  MODELS,
  type Point,
  randomTransform,
  spreadPoints,
} from './problems.js';

const PERSPECTIVE: Matrix = [
  [1, 0, 0],
  [0, 1, 0],
  [1, 0, -2],
];

describe('transformPoints', () => {
  it('maps points by the definition', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(...MODELS), (seed, model) => {
        const rng = randomGenerator(seed);
        const t = randomTransform(rng, model);
        const points = spreadPoints(rng, 7);
        expect(toNested(transformPoints(t, points))).toEqual(points.map((p) => apply(t, p)));
      }),
    );
  });

  it('does not depend on the scale of the transform', () => {
    const scaled = PERSPECTIVE.map((row) => row.map((value) => -4 * value));
    const points: Point[] = [
      [3, 5],
      [1, 7],
    ];
    // W = 1 and W = −1.
    expect(toNested(transformPoints(PERSPECTIVE, points))).toEqual([
      [3, 5],
      [-1, -7],
    ]);
    expect(toNested(transformPoints(scaled, points))).toEqual([
      [3, 5],
      [-1, -7],
    ]);
  });

  it('puts what maps to infinity at Infinity, Infinity, in every direction', () => {
    const points: Point[] = [
      [2, -5],
      [2, 0],
      [3, 1],
    ];
    expect(toNested(transformPoints(PERSPECTIVE, points))).toEqual([
      [Infinity, Infinity],
      [Infinity, Infinity],
      [3, 1],
    ]);
  });

  it('reads any view, gives float32 for float32 alone, and changes nothing', () => {
    fc.assert(
      fc.property(
        views({ shape: [3, 3], values: fc.integer({ min: 1, max: 9 }) }),
        views({ shape: [5, 2] }),
        (t, points) => {
          const before = [t.data.slice(), points.data.slice()];
          const found = transformPoints(t, points);
          const single = [t, points].every(
            ({ dtype }) => !FLOATS.includes(dtype) || dtype === 'float32',
          );
          const anyFloat = [t, points].some(({ dtype }) => FLOATS.includes(dtype));
          expect(found.dtype).toBe(single && anyFloat ? 'float32' : 'float64');
          expect(found.shape).toEqual([5, 2]);
          const numbers = numbersOf(t);
          const matrix = [0, 3, 6].map((at) => numbers.slice(at, at + 3));
          const flat = numbersOf(points);
          const expected = [0, 2, 4, 6, 8].flatMap((at) =>
            apply(matrix, [flat[at]!, flat[at + 1]!]),
          );
          expect([...found.data]).toEqual(
            found.dtype === 'float32' ? expected.map(Math.fround) : expected,
          );
          expect([t.data, points.data]).toEqual(before);
        },
      ),
    );
  });

  it('maps no points to no points', () => {
    const none = createNdArray(new Float64Array(0), [0, 2]);
    expect(transformPoints(PERSPECTIVE, none).shape).toEqual([0, 2]);
  });

  it('refuses other shapes, NaN and what is no array', () => {
    expect(() =>
      transformPoints(
        [
          [1, 0, 0],
          [0, 1, 0],
        ],
        [[1, 2]],
      ),
    ).toThrow('transformPoints: "transform" expected shape (3, 3), got (2, 3)');
    expect(() => transformPoints(PERSPECTIVE, [[1, 2, 3]])).toThrow(
      'transformPoints: "points" expected shape (n, 2), got (1, 3)',
    );
    expect(() => transformPoints(PERSPECTIVE, [1, 2])).toThrow(ShapeError);
    expect(() => transformPoints(PERSPECTIVE, [[1, NaN]])).toThrow(DomainError);
    expect(() =>
      transformPoints(
        PERSPECTIVE.map((r) => r.map(() => Infinity)),
        [[1, 2]],
      ),
    ).toThrow('transformPoints: "transform" expected finite numbers, got Infinity at [0, 0]');
    // @ts-expect-error -- no array
    expect(() => transformPoints(undefined, [[1, 2]])).toThrow(KindError);
  });
});
