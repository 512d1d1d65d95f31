import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { DomainError, KindError, ShapeError } from '../../src/core/errors.js';
import { randomGenerator } from '../../src/core/random.js';
import { toNested } from '../../src/core/to-nested.js';
import { type EstimateOptions, estimateTransform } from '../../src/matching/estimate-transform.js';
import type { TransformModel } from '../../src/matching/models.js';
import { ransac } from '../../src/matching/ransac.js';
import {
  apply,
  gaussian,
  LEAST,
  largestDistance,
  type Matrix,
  MODELS,
  multiply,
  type Point,
  randomSimilarity,
  randomTransform,
  spreadPoints,
} from './problems.js';

const estimate = (
  source: readonly Point[],
  target: readonly Point[],
  options: EstimateOptions | { model: TransformModel },
): Matrix => toNested(estimateTransform(source, target, options)) as Matrix;

const error = (
  t: readonly (readonly number[])[],
  source: readonly Point[],
  target: readonly Point[],
  weights?: readonly number[],
): number =>
  source.reduce((sum, point, i) => {
    const [u, v] = apply(t, point);
    const [x, y] = target[i]!;
    return sum + (weights?.[i] ?? 1) * ((u - x) ** 2 + (v - y) ** 2);
  }, 0);

/** Pairs that follow a transform but for noise. */
function noisyPairs(
  seed: number,
  model: TransformModel,
  n: number,
  noise: number,
): { source: Point[]; target: Point[] } {
  const rng = randomGenerator(seed);
  const truth = randomTransform(rng, model);
  const source = spreadPoints(rng, n);
  const target = source.map((point): Point => {
    const [u, v] = apply(truth, point);
    return [u + noise * gaussian(rng), v + noise * gaussian(rng)];
  });
  return { source, target };
}

describe.each(MODELS)('estimateTransform, %s', (model) => {
  const least = LEAST[model];

  it('finds what exact points follow, to 1e-9 px, also anew for points it has not seen', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(least, least + 1, 12, 150), (seed, n) => {
        const rng = randomGenerator(seed);
        const truth = randomTransform(rng, model);
        const source = spreadPoints(rng, n);
        const found = estimate(
          source,
          source.map((point) => apply(truth, point)),
          { model },
        );
        const others = spreadPoints(rng, 20);
        for (const points of [source, others]) {
          expect(
            largestDistance(
              points.map((point) => apply(found, point)),
              points.map((point) => apply(truth, point)),
            ),
          ).toBeLessThan(1e-9);
        }
      }),
    );
  });

  it('finds it far from the origin too, as far as nine numbers of 53 bits can say it', () => {
    // A homography of points at 1e6 multiplies what its elements are rounded by: rounding the exact ones
    // alone moves points by 2e-7 px.
    const allowed = model === 'homography' ? 2e-6 : 4e-9;
    for (let seed = 0; seed < 40; seed++) {
      const rng = randomGenerator(seed);
      const truth = randomTransform(rng, model);
      const near = spreadPoints(rng, 30);
      const source = near.map(([x, y]): Point => [x + 1e6, y - 1e6]);
      const target = near.map((point): Point => {
        const [u, v] = apply(truth, point);
        return [u - 1e6, v + 1e6];
      });
      const found = estimate(source, target, { model });
      const mapped = source.map((point) => apply(found, point));
      expect(largestDistance(mapped, target)).toBeLessThan(allowed);
    }
  });

  it('has the least squared distance of all transforms nearby', () => {
    for (let seed = 0; seed < 25; seed++) {
      const { source, target } = noisyPairs(seed, model, 15, 2);
      const rng = randomGenerator(seed + 1000);
      const weights = source.map(() => 0.2 + rng.nextFloat64());
      const best = estimate(source, target, { model, weights });
      const reached = error(best, source, target, weights);
      for (let i = 0; i < 20; i++) {
        const away = randomTransform(rng, model);
        // A step towards another transform of the family, first put in the place of the best one.
        const size = 10 ** -(2 + 4 * rng.nextFloat64());
        const other = best.map((row, r) =>
          row.map((value, c) => value + size * (away[r]![c]! - (r === c ? 1 : 0))),
        );
        const rescaled = other.map((row) => row.map((value) => value / other[2]![2]!));
        expect(error(rescaled, source, target, weights)).toBeGreaterThanOrEqual(
          reached * (1 - 1e-12),
        );
      }
    }
  });

  it('follows a similarity of either side', () => {
    fc.assert(
      fc.property(fc.nat({ max: 1e9 }), (seed) => {
        const { source, target } = noisyPairs(seed, model, 12, 1);
        const rng = randomGenerator(seed + 7);
        const [before, after] = [randomSimilarity(rng), randomSimilarity(rng)];
        const found = estimate(
          source.map((point) => apply(before, point)),
          target.map((point) => apply(after, point)),
          { model },
        );
        const expected = multiply(after, estimate(source, target, { model }));
        expect(
          largestDistance(
            source.map((point) => apply(multiply(found, before), point)),
            source.map((point) => apply(expected, point)),
          ),
        ).toBeLessThan(1e-8);
      }),
      { numRuns: 40 },
    );
  });

  it('leaves out pairs of weight 0, and reads whole weights as repetitions', () => {
    const { source, target } = noisyPairs(3, model, 9, 3);
    const weights = [1, 0, 2, 1, 0, 3, 1, 1, 1];
    const counted = weights.flatMap((weight, i) => new Array<number>(weight).fill(i));
    const weighted = estimate(source, target, { model, weights });
    const repeated = estimate(
      counted.map((i) => source[i]!),
      counted.map((i) => target[i]!),
      { model },
    );
    expect(
      largestDistance(
        source.map((point) => apply(weighted, point)),
        source.map((point) => apply(repeated, point)),
      ),
    ).toBeLessThan(1e-8);
    const kept = [0, 2, 3, 5, 6, 7, 8];
    expect(weighted).toEqual(
      estimate(
        kept.map((i) => source[i]!),
        kept.map((i) => target[i]!),
        { model, weights: kept.map((i) => weights[i]!) },
      ),
    );
    // Only their ratios count.
    expect(estimate(source, target, { model, weights: weights.map((w) => w * 2 ** 1021) })).toEqual(
      weighted,
    );
  });

  it('ends in 0 0 1 but for homographies, and has a last element of 1', () => {
    const { source, target } = noisyPairs(5, model, 10, 1);
    const found = estimate(source, target, { model });
    expect(found[2]![2]).toBe(1);
    if (model !== 'homography') expect(found[2]).toEqual([0, 0, 1]);
  });

  it('refuses fewer points than it needs, with their number', () => {
    const few = spreadPoints(randomGenerator(1), least - 1);
    const article = model === 'affine' ? 'an' : 'a';
    expect(() => estimateTransform(few, few, { model })).toThrow(
      new ShapeError({
        function: 'estimateTransform',
        argument: 'source',
        expected: `at least ${least} points, which ${article} ${model} needs`,
        got: `${least - 1}`,
      }),
    );
  });

  it('refuses too few weights that are not 0', () => {
    const points = spreadPoints(randomGenerator(1), least);
    const weights = points.map((_, i) => (i === 0 ? 0 : 1));
    expect(() => estimateTransform(points, points, { model, weights })).toThrow(
      `estimateTransform: "weights" expected at least ${least} that are not 0, got ${least - 1}`,
    );
  });

  it('refuses points in one place, on either side', () => {
    const spread = spreadPoints(randomGenerator(2), 6);
    const place = spread.map((): Point => [5.1, 1e3]);
    expect(() => estimateTransform(place, spread, { model })).toThrow(DomainError);
    expect(() => estimateTransform(place, spread, { model })).toThrow(
      /^estimateTransform: "source" expected .*, got 6 points in one place$/,
    );
    expect(() => estimateTransform(spread, place, { model })).toThrow(
      /^estimateTransform: "target" expected .*, got 6 points in one place$/,
    );
  });
});

describe.each(['homography', 'affine'] as const)(
  'estimateTransform, %s, collinear points',
  (model) => {
    it('refuses points on one line, whatever its direction and wherever it lies', () => {
      fc.assert(
        fc.property(
          fc.nat(),
          fc.integer({ min: LEAST[model], max: 9 }),
          fc.constantFrom(0, 100, 1e6),
          fc.constantFrom('float64', 'float32'),
          (seed, n, offset, dtype) => {
            const rng = randomGenerator(seed);
            const spread = spreadPoints(rng, n);
            const angle = 7 * rng.nextFloat64();
            const line = Array.from({ length: n }, (_, i): Point => {
              const along = (500 / n) * (i + rng.nextFloat64());
              return [offset + along * Math.cos(angle), along * Math.sin(angle) - offset];
            });
            const stored = dtype === 'float32' ? Float32Array : Float64Array;
            const input = createNdArray<Float32Array | Float64Array>(new stored(line.flat()), [
              n,
              2,
            ]);
            expect(() => estimateTransform(input, spread, { model })).toThrow(
              /"source".*on one line$/,
            );
            expect(() => estimateTransform(spread, input, { model })).toThrow(
              /"target".*on one line$/,
            );
          },
        ),
      );
    });
  },
);

describe('estimateTransform', () => {
  it('refuses a homography where all points but one place lie on a line', () => {
    const spread = spreadPoints(randomGenerator(3), 7);
    for (const [other, at] of [0, 1, 2, 3, 4, 5, 6].flatMap((at) => [
      [[30, 90] as Point, at] as const,
      [[-3000, 10] as Point, at] as const,
    ])) {
      const source = spread.map(
        (_, i): Point => (i === at ? other : [10 * i ** 2, 5 * i ** 2 + 1]),
      );
      for (const twice of [source, source.map((p, i) => (i === (at + 1) % 7 ? other : p))]) {
        const said = /four points of which no three lie on one line.*one line, but for one place$/;
        expect(() => estimateTransform(twice, spread)).toThrow(said);
        expect(() => estimateTransform(spread, twice)).toThrow(said);
      }
    }
    // Two places beside the line suffice.
    const source = spread.map((_, i): Point => {
      if (i === 2) return [30, 90];
      return i === 5 ? [70, 10] : [10 * i ** 2, 5 * i ** 2 + 1];
    });
    const found = estimate(source, source, { model: 'homography' });
    const mapped = source.map((point) => apply(found, point));
    expect(largestDistance(mapped, source)).toBeLessThan(1e-9);
  });

  it('refuses pairs that contradict each other so that no transform with an inverse is left', () => {
    // Three directions at 120°, and the same in the other sense: no turn fits better than another.
    const star = [0, 1, 2].map(
      (i): Point => [Math.cos((2 * Math.PI * i) / 3), Math.sin((2 * Math.PI * i) / 3)],
    );
    const mirrored = star.map(([x, y]): Point => [x, -y]);
    expect(() => estimateTransform(star, mirrored, { model: 'similarity' })).toThrow(
      'estimateTransform: "target" expected points that determine a transform with an inverse, got 3 points that do not determine a similarity',
    );
  });

  it('refuses pairs that only a flat transform brings together', () => {
    // Three on a line and two beside it that share a target: all on the line may go anywhere, to no error of
    // the linear equations, if all others go to that target.
    const source: Point[] = [
      [0, 0],
      [10, 0],
      [25, 0],
      [3, 8],
      [20, 12],
    ];
    const target: Point[] = [
      [4, 1],
      [9, 30],
      [40, 2],
      [17, 18],
      [17, 18],
    ];
    expect(() => estimateTransform(source, target)).toThrow(
      'estimateTransform: "target" expected points that determine a transform with an inverse, got 5 points that do not determine a homography',
    );
  });

  it('has no reflection in a similarity, and one in an affine map where the points ask for it', () => {
    const source: Point[] = [
      [0, 0],
      [4, 0],
      [0, 1],
    ];
    const mirrored = source.map(([x, y]): Point => [x, -y]);
    const [a, b, , c, d] = estimate(source, mirrored, { model: 'similarity' }).flat();
    expect(a! * d! - b! * c!).toBeGreaterThan(0);
    const affine = estimate(source, mirrored, { model: 'affine' });
    [1, 0, 0, 0, -1, 0, 0, 0, 1].forEach((value, i) => {
      expect(affine.flat()[i]).toBeCloseTo(value, 14);
    });
  });

  it('keeps the digits of an affine map whose points nearly lie on a line', () => {
    const rng = randomGenerator(9);
    const truth = randomTransform(rng, 'affine');
    const source = Array.from({ length: 12 }, (): Point => {
      const along = 500 * rng.nextFloat64();
      return [along + 1e-4 * rng.nextFloat64(), 0.7 * along + 1e-4 * rng.nextFloat64()];
    });
    const target = source.map((point) => apply(truth, point));
    const found = estimate(source, target, { model: 'affine' });
    // Rounding of the points, 1e-13, is enlarged by 300/1e-4 there; squared, nothing would be left.
    const beside: Point[] = [
      [0, 300],
      [300, 0],
    ];
    const mapped = beside.map((point) => apply(found, point));
    const meant = beside.map((point) => apply(truth, point));
    expect(largestDistance(mapped, meant)).toBeLessThan(1e-5);
  });

  it('maps a square to a given quadrangle, as worked by hand', () => {
    // W = 1 + x: (1, 0) → (2, 0)/2, (1, 1) → (2, 2)/2, (0, 1) → (0, 2)/1.
    const square: Point[] = [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
    ];
    const target: Point[] = [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 2],
    ];
    const found = estimate(square, target, { model: 'homography' });
    [2, 0, 0, 0, 2, 0, 1, 0, 1].forEach((value, i) => {
      expect(found.flat()[i]).toBeCloseTo(value, 13);
    });
  });

  it('scales by the largest element where the last one is 0', () => {
    for (let seed = 0; seed < 40; seed++) {
      // (x, y) → (1/x, y/x): the origin maps to infinity.
      const rng = randomGenerator(seed);
      const source = Array.from(
        { length: 6 },
        (): Point => [0.5 + rng.nextFloat64(), rng.nextFloat64()],
      );
      const target = source.map(([x, y]): Point => [1 / x, y / x]);
      const found = estimate(source, target, { model: 'homography' });
      expect(found[2]![2]).toBe(0);
      expect(Math.max(...found.flat().map(Math.abs))).toBe(1);
      const mapped = source.map((point) => apply(found, point));
      expect(largestDistance(mapped, target)).toBeLessThan(1e-12);
    }
  });

  it('finds a homography whose horizon passes between the points', () => {
    const truth: Matrix = [
      [1, 0.2, 3],
      [-0.1, 1, 5],
      [0.01, 0.002, -3.2],
    ];
    const source = spreadPoints(randomGenerator(4), 12);
    const target = source.map((point) => apply(truth, point));
    const found = estimate(source, target, { model: 'homography' });
    const mapped = source.map((point) => apply(found, point));
    const size = Math.max(...target.flat().map(Math.abs));
    expect(largestDistance(mapped, target)).toBeLessThan(1e-12 * size);
  });

  it('computes in float64 whatever it reads, and changes nothing', () => {
    const source = new Float32Array([0, 0, 100, 3, 90, 80, 7, 60, 50, 50]);
    const target = new Uint8Array([10, 20, 110, 25, 99, 103, 17, 84, 61, 70]);
    const weights = new Float32Array([1, 2, 1, 0.5, 3]);
    const before = [source.slice(), target.slice(), weights.slice()];
    const nested = (data: ArrayLike<number>): Point[] =>
      [0, 2, 4, 6, 8].map((at) => [data[at]!, data[at + 1]!]);
    // Transposed and reversed views of the same points.
    const columns = createNdArray(
      Float32Array.from({ length: 10 }, (_, i) => source[2 * (4 - (i % 5)) + Math.floor(i / 5)]!),
      [5, 2],
      [-1, 5],
      4,
    );
    for (const model of MODELS) {
      const found = estimateTransform(columns, createNdArray(target, [5, 2]), { model, weights });
      expect(found.dtype).toBe('float64');
      expect(found.shape).toEqual([3, 3]);
      expect(toNested(found)).toEqual(
        estimate(nested(source), nested(target), { model, weights: [...weights] }),
      );
    }
    expect([source, target, weights]).toEqual(before);
  });

  it('estimates a homography unless told otherwise', () => {
    const { source, target } = noisyPairs(6, 'homography', 8, 1);
    const expected = estimate(source, target, { model: 'homography' });
    expect(toNested(estimateTransform(source, target))).toEqual(expected);
    expect(toNested(estimateTransform(source, target, { model: undefined }))).toEqual(expected);
    expect(toNested(estimateTransform(source, target, { weights: undefined }))).toEqual(expected);
  });

  it('refuses shapes that do not fit, NaN, negative weights and unknown options', () => {
    const points = spreadPoints(randomGenerator(5), 5);
    const fn = 'estimateTransform';
    expect(() => estimateTransform(points, points.slice(1))).toThrow(
      `${fn}: "target" expected shape (n=5, 2), got (4, 2)`,
    );
    expect(() => estimateTransform([[1, 2, 3]], [[1, 2, 3]])).toThrow(ShapeError);
    expect(() => estimateTransform([1, 2], [1, 2])).toThrow(ShapeError);
    const broken = points.map(([x, y], i): Point => (i === 3 ? [x, NaN] : [x, y]));
    expect(() => estimateTransform(points, broken)).toThrow(
      `${fn}: "target" expected finite numbers, got NaN at [3, 1]`,
    );
    expect(() => estimateTransform(broken, points)).toThrow(DomainError);
    expect(() => estimateTransform(points, points, { weights: [1, 1, 1, 1] })).toThrow(ShapeError);
    expect(() => estimateTransform(points, points, { weights: [1, 1, -1, 1, 1] })).toThrow(
      `${fn}: "weights[2]" expected a finite number >= 0, got -1`,
    );
    expect(() => estimateTransform(points, points, { weights: [1, 1, NaN, 1, 1] })).toThrow(
      DomainError,
    );
    // @ts-expect-error -- no such model
    expect(() => estimateTransform(points, points, { model: 'projective' })).toThrow(
      `${fn}: "model" expected one of "homography", "affine", "similarity", got "projective"`,
    );
    // @ts-expect-error -- no such option
    expect(() => estimateTransform(points, points, { robust: true })).toThrow(KindError);
    // @ts-expect-error -- no array
    expect(() => estimateTransform(null, points)).toThrow(KindError);
  });

  it('refuses sides of which float64 holds no transform', () => {
    const points = [
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1.5],
    ];
    const times = (factor: number): number[][] =>
      points.map(([x, y]) => [x! * factor, y! * factor]);
    for (const model of ['similarity', 'affine', 'homography'] as const) {
      for (const [from, to] of [
        [1e-160, 1e160],
        [1e160, 1e-160],
      ] as const) {
        expect(() => estimateTransform(times(from), times(to), { model })).toThrow(
          'estimateTransform: "target" expected points to which a transform leads whose elements float64 holds',
        );
        const threshold = to > 1 ? 1e150 : 1e-150;
        expect(ransac(times(from), times(to), { model, threshold }).transform).toBeUndefined();
      }
      expect(estimateTransform(times(1e140), times(2e140), { model }).get(0, 0)).toBeCloseTo(2, 12);
    }
  });
});
