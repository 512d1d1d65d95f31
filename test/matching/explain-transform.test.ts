import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError, KindError, ShapeError } from '../../src/core/errors.js';
import { toNested } from '../../src/core/to-nested.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import { estimateTransform, explainTransformEstimate } from '../../src/matching/index.js';
import { expectShown } from '../derivation/shown.js';
import { LEAST, MODELS } from './problems.js';

const square = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
];

describe('explainTransformEstimate', () => {
  it('works out a homography on paper', () => {
    // (x, y) ↦ (4x + 2y, 4y)/(y + 1).
    const trapezium = [
      [0, 0],
      [4, 0],
      [3, 2],
      [1, 2],
    ];
    const d = explainTransformEstimate(square, trapezium);
    const expected = [
      [4, 2, 0],
      [0, 4, 0],
      [0, 1, 1],
    ].map((row) => row.map((x) => expect.closeTo(x, 12)));
    expect(toNested(d.result)).toEqual(expected);
    const text = expectShown(d);
    expect(text).toContain('= ⎛1  1  1  0  0  0  −3 · 1  −3 · 1⎞');
    expect(text).toContain('  ⎝0  0  0  1  1  1  −2 · 1  −2 · 1⎠');
    expect(text).toContain('(a, b, c, d, e, f, g, h) = A⁻¹r = (4, 2, 0, 0, 4, 0, 0, 1)');
    expect(text).toContain('2    │ 6   4   2       3       2');
  });

  it('works out an affine transform and a similarity', () => {
    const shear = explainTransformEstimate(
      square.slice(0, 3),
      [
        [5, 6],
        [7, 6],
        [10, 10],
      ],
      {
        model: 'affine',
      },
    );
    // The first column is (2, 0), the second (3, 4), the shift (5, 6).
    expect(toNested(shear.result)).toEqual(
      [
        [2, 3, 5],
        [0, 4, 6],
        [0, 0, 1],
      ].map((row) => row.map((x) => expect.closeTo(x, 12))),
    );
    expect(expectShown(shear)).toContain('(a, b, c, d, e, f) = A⁻¹r = (2, 3, 5, 0, 4, 6)');
    const turn = explainTransformEstimate(
      [
        [0, 0],
        [10, 0],
      ],
      [
        [5, 5],
        [5, 25],
      ],
      {
        model: 'similarity',
      },
    );
    expect(toNested(turn.result)).toEqual([
      [0, -2, 5],
      [2, 0, 5],
      [0, 0, 1],
    ]);
    expect(expectShown(turn)).toContain('(a, b, c, d) = A⁻¹r = (0, 2, 5, 5)');
  });

  it('is what estimateTransform returns, for pairs that determine a transform', () => {
    const jitter = fc.integer({ min: -120, max: 120 });
    const corners = fc.array(fc.tuple(jitter, jitter), { minLength: 4, maxLength: 4 });
    const seen = (moves: readonly (readonly [number, number])[], n: number) =>
      moves
        .slice(0, n)
        .map(([dx, dy], i) => [600 * square[i]![0]! + dx, 400 * square[i]![1]! + dy]);
    fc.assert(
      fc.property(corners, corners, fc.constantFrom(...MODELS), (a, b, model) => {
        const [from, to] = [seen(a, LEAST[model]), seen(b, LEAST[model])];
        const d = explainTransformEstimate(from, to, { model });
        const expected = estimateTransform(from, to, { model });
        const near = (toNested(expected) as number[][]).map((row) =>
          row.map((x) => expect.closeTo(x, 9)),
        );
        expect(toNested(d.result)).toEqual(near);
        expect(verifyDerivation(d).steps.filter(({ ok }) => !ok)).toEqual([]);
      }),
      { numRuns: 200 },
    );
    const far = [
      [12.25, 20.5],
      [620.125, 33],
      [590, 470.75],
      [30, 440],
    ];
    expectShown(
      explainTransformEstimate(far, [
        [100, 80],
        [-540.5, 60],
        [-600, 400],
        [80, 420],
      ]),
    );
  });

  it('holds where an inverse has what rounding leaves of 0', () => {
    const d = explainTransformEstimate(
      [
        [9, 2],
        [9, 7],
      ],
      [
        [0, -7],
        [0, 15.9],
      ],
      { model: 'similarity' },
    );
    expect(d.result.get(1, 0)).toBe(0);
    expect(verifyDerivation(d).ok).toBe(true);
  });

  it('refuses what determines no transform', () => {
    expect(() => explainTransformEstimate([...square, [2, 2]], [...square, [2, 2]])).toThrow(
      'explainTransformEstimate: "source" expected 4 points, which determine a homography, got 5',
    );
    expect(() => explainTransformEstimate(square.slice(1), square.slice(1))).toThrow(ShapeError);
    const line = [
      [0, 0],
      [1, 1],
      [2, 2],
      [0, 1],
    ];
    expect(() => explainTransformEstimate(line, square)).toThrow(DomainError);
    // The point in the middle goes to infinity.
    const source = [
      [-1, 1],
      [1, 1],
      [1, 2],
      [-1, 2],
    ];
    const beyond = [
      [-1, 1],
      [1, 1],
      [0.5, 0.5],
      [-0.5, 0.5],
    ];
    expect(() => explainTransformEstimate(source, beyond)).toThrow(/last element is not 0/);
    const crossed = [
      [0, 0],
      [1, 1],
      [1, 0],
      [0, 1],
    ];
    expect(() =>
      explainTransformEstimate(
        square,
        square.map(([x, y]) => [1e7 * x!, y!]),
      ),
    ).toThrow(/coordinates of a size up to 1000000/);
    // No camera sees a square so, but there is a homography.
    expect(verifyDerivation(explainTransformEstimate(square, crossed)).ok).toBe(true);
    // @ts-expect-error: no such model.
    expect(() => explainTransformEstimate(square, square, { model: 'projective' })).toThrow(
      /"model"/,
    );
    const unknown: { model: 'affine' } = { Model: 'affine' } as never;
    expect(() => explainTransformEstimate(square, square, unknown)).toThrow(KindError);
  });
});
