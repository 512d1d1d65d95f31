import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError, KindError, ShapeError } from '../../src/core/errors.js';
import { randomGenerator } from '../../src/core/random.js';
import { toNested } from '../../src/core/to-nested.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import { explainRansac, ransac } from '../../src/matching/index.js';
import { expectShown } from '../derivation/shown.js';
import { apply, LEAST, MODELS, randomSimilarity } from './problems.js';

const source = [
  [0, 0],
  [40, 0],
  [0, 30],
  [50, 60],
  [20, 10],
  [30, 30],
];
const target = [
  [10, 0],
  [50, 1],
  [10, 30],
  [60, 60],
  [30, 10],
  [90, 5],
];

describe('explainRansac', () => {
  it('works out a trial and the fit to its inliers on paper', () => {
    const d = explainRansac(source, target, { model: 'similarity' });
    const text = expectShown(d);
    // The sample, pairs 3 and 4, is shifted by 10 without a turn: pair 1 is off by 1, pair 5 by (50, −25).
    expect(text).toContain('(a, b, c, d) = A⁻¹r = (1, 0, 10, 0)');
    expect(text).toContain('δᵢ = ‖T(pᵢ) − qᵢ‖ ≈ (0, 1, 0, 0, 0, 55.9)');
    expect(text).toContain('m = #{i : δᵢ ≤ t} = 5');
    expect(text).toContain('min(55.9², 3²) = 10');
    expect(text).toContain('5 of 6 pairs agree with the transform; pair 5 does not.');
    // Coordinates about their means: Σ(x̃ũ + ỹṽ) = 4660, Σ(x̃ṽ − ỹũ) = 18, Σ(x̃² + ỹ²) = 4680.
    const { transform, inliers } = d.result;
    expect(transform?.get(0, 0)).toBeCloseTo(4660 / 4680, 12);
    expect(transform?.get(1, 0)).toBeCloseTo(18 / 4680, 12);
    expect(transform?.get(1, 2)).toBeCloseTo(20.2 - (18 * 22 + 4660 * 20) / 4680, 12);
    expect(toNested(inliers)).toEqual([1, 1, 1, 1, 1, 0]);
  });

  it('shows the other families', () => {
    const affine = expectShown(explainRansac(source, target, { model: 'affine' }));
    expect(affine).toContain('What makes u of x and y');
    const square = [
      [0, 0],
      [100, 0],
      [100, 100],
      [0, 100],
      [50, 20],
      [20, 70],
      [80, 60],
      [40, 40],
    ];
    const seen = square.map(([x, y], i) =>
      i === 4
        ? [5, 90]
        : i === 6
          ? [0, 0]
          : [(110 * x! + 1200) / (100 + x! / 10), (90 * y!) / (100 + x! / 10)],
    );
    const d = explainRansac(square, seen);
    expect(toNested(d.result.inliers)).toEqual([1, 1, 1, 1, 0, 1, 0, 1]);
    expect(expectShown(d)).toContain('steps of Levenberg and Marquardt');
  });

  it('is what ransac returns, whatever the seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.constantFrom(...MODELS), (seed, model) => {
        const rng = randomGenerator(seed);
        const truth = randomSimilarity(rng);
        const draw = (size: number): number => Math.round(size * rng.nextFloat64());
        const from = Array.from({ length: 12 }, (): [number, number] => [draw(640), draw(480)]);
        const to = from.map((point, i) =>
          i % 4 === 3
            ? [draw(640), draw(480)]
            : apply(truth, point).map((x) => Math.round(10 * x) / 10),
        );
        const options = { model, seed };
        const expected = ransac(from, to, options);
        fc.pre(expected.transform !== undefined);
        const d = explainRansac(from, to, options);
        expect(d.result.trials).toBe(expected.trials);
        expect(toNested(d.result.inliers)).toEqual(toNested(expected.inliers));
        (toNested(d.result.transform!) as number[][]).flat().forEach((x, i) => {
          expect(x).toBeCloseTo((toNested(expected.transform!) as number[][]).flat()[i]!, 9);
        });
        expect(verifyDerivation(d).steps.filter(({ ok }) => !ok)).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it('keeps its width with long coordinates', () => {
    const rng = randomGenerator(7);
    const truth = randomSimilarity(rng);
    const from = Array.from({ length: 12 }, (): [number, number] => [
      640 * rng.nextFloat64(),
      480 * rng.nextFloat64(),
    ]);
    const to = from.map((p, i) => (i % 3 === 2 ? [-123.456 * i, 987.6] : apply(truth, p)));
    for (const model of MODELS) expectShown(explainRansac(from, to, { model }));
    // Every pair agrees.
    const all = explainRansac(
      from,
      from.map((p) => apply(truth, p)),
      { model: 'affine' },
    );
    expect(expectShown(all)).toContain('All pairs agree with the transform.');
  });

  it('refuses what no one works out by hand', () => {
    const many = Array.from({ length: 13 }, (_, i) => [i, i * i]);
    expect(() => explainRansac(many, many)).toThrow(
      'explainRansac: "source" expected at most 12 points; more no one maps by hand, got 13',
    );
    const few = source.slice(0, LEAST.homography - 1);
    expect(() => explainRansac(few, few)).toThrow(ShapeError);
    // Six pairs that have nothing to do with each other.
    const chance = [
      [3, 90],
      [70, 7],
      [55, 300],
      [210, 33],
      [130, 170],
      [1, 210],
    ];
    expect(() => explainRansac(source, chance, { model: 'affine' })).toThrow(
      /pairs of which more agree than by chance/,
    );
    expect(() => explainRansac([[1e7, 0], ...source], [[0, 0], ...target])).toThrow(DomainError);
    expect(() => explainRansac(source, target, { threshold: 0 })).toThrow(/"threshold"/);
    // @ts-expect-error: no such option.
    expect(() => explainRansac(source, target, { trials: 3 })).toThrow(KindError);
  });
});
