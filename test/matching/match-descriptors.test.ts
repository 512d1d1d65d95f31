import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { DomainError, KindError, ShapeError } from '../../src/core/errors.js';
import { permutation, randomGenerator } from '../../src/core/random.js';
import { matchDescriptors } from '../../src/matching/match-descriptors.js';
import { numbersOf, views } from '../laws/views.js';

/** Rows of numbers from −1 to 1. */
function randomRows(seed: number, n: number, d: number): number[][] {
  const rng = randomGenerator(seed);
  return Array.from({ length: n }, () =>
    Array.from({ length: d }, () => 2 * rng.nextFloat64() - 1),
  );
}

const euclidean = (a: number[], b: number[]): number =>
  Math.sqrt(a.reduce((sum, value, k) => sum + (value - b[k]!) ** 2, 0));

const cosine = (a: number[], b: number[]): number => {
  const dot = a.reduce((sum, value, k) => sum + value * b[k]!, 0);
  const length = Math.hypot(...a) * Math.hypot(...b);
  return length === 0 ? 1 : 1 - dot / length;
};

/** Every pair, sorted. */
function bruteForce(
  query: number[][],
  train: number[][],
  distance: (a: number[], b: number[]) => number,
  ratio: number,
): { query: number; train: number; distance: number; second: number }[] {
  return query.flatMap((row, i) => {
    const all = train.map((other, j) => ({ j, d: distance(row, other) }));
    all.sort((p, q) => p.d - q.d);
    const [first, second] = [all[0]!, all[1]?.d ?? Infinity];
    if (ratio !== Infinity && !(first.d < ratio * second)) return [];
    return [{ query: i, train: first.j, distance: first.d, second }];
  });
}

/** Rows beside which others lie closely, so that many pass the ratio test. */
function noisyCopies(rows: number[][], seed: number, noise: number): number[][] {
  const errors = randomRows(seed, rows.length, rows[0]!.length);
  return rows.map((row, i) => row.map((value, k) => value + noise * errors[i]![k]!));
}

describe('matchDescriptors', () => {
  it('keeps the nearest row where it is nearer than the ratio times the second nearest', () => {
    // Distances of the query to the rows: 4 and 5.
    const train = [
      [4, 0],
      [0, 5],
    ];
    expect(matchDescriptors([[0, 0]], train, { ratio: 0.81 })).toEqual([
      { query: 0, train: 0, distance: 4, ratio: 0.8 },
    ]);
    // 4 < 0.8·5 does not hold.
    expect(matchDescriptors([[0, 0]], train, { ratio: 0.8 })).toEqual([]);
    expect(matchDescriptors([[0, 0]], train)).toEqual([]);
    expect(matchDescriptors([[0, 0]], train, { ratio: undefined })).toEqual([]);
  });

  it.each(['euclidean', 'cosine'] as const)('agrees with a search of all pairs, %s', (metric) => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 1, max: 23 }),
        fc.integer({ min: 1, max: 19 }),
        fc.integer({ min: 2, max: 13 }),
        fc.constantFrom(0.6, 0.8, 0.95, 1, Infinity),
        (seed, n, m, d, ratio) => {
          const query = randomRows(seed, n, d);
          const train = [...noisyCopies(query, seed + 1, 0.3), ...randomRows(seed + 2, m, d)];
          const found = matchDescriptors(query, train, { ratio, metric });
          const distance = metric === 'cosine' ? cosine : euclidean;
          const expected = bruteForce(query, train, distance, ratio);
          expect(found.map(({ query, train }) => [query, train])).toEqual(
            expected.map(({ query, train }) => [query, train]),
          );
          found.forEach(({ distance, ratio }, i) => {
            const { distance: first, second } = expected[i]!;
            // 1 − cos of nearly equal rows has lost digits in the search, not in what is tested.
            expect(Math.abs(distance - first)).toBeLessThan(4e-15);
            if (second === Infinity) expect(ratio).toBe(0);
            else expect(Math.abs(ratio * second - first)).toBeLessThan(4e-15);
          });
        },
      ),
    );
  });

  it('follows the rows of train wherever they stand', () => {
    const query = randomRows(1, 40, 8);
    const train = [...noisyCopies(query, 2, 0.4), ...randomRows(3, 21, 8)];
    const order = permutation(randomGenerator(4), train.length);
    const shuffled = order.map((j) => train[j]!);
    const expected = matchDescriptors(query, train, { ratio: 0.9 });
    expect(expected.length).toBeGreaterThan(20);
    expect(
      matchDescriptors(query, shuffled, { ratio: 0.9 }).map((match) => ({
        ...match,
        train: order[match.train]!,
      })),
    ).toEqual(expected);
  });

  it('gives the same ratios for descriptors in any unit', () => {
    const query = randomRows(5, 30, 8);
    const train = noisyCopies(query, 6, 0.5);
    const expected = matchDescriptors(query, train);
    expect(expected.length).toBeGreaterThan(5);
    // Powers of two round nothing; the outer ones lead beyond what can be squared.
    for (const scale of [2 ** -600, 2 ** -3, 512, 2 ** 700]) {
      const scaled = (rows: number[][]): number[][] =>
        rows.map((row) => row.map((value) => scale * value));
      expect(matchDescriptors(scaled(query), scaled(train))).toEqual(
        expected.map((match) => ({ ...match, distance: scale * match.distance })),
      );
    }
  });

  it.each(['euclidean', 'cosine'] as const)('is symmetric under mutual, %s', (metric) => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 30 }),
        fc.constantFrom(0.7, 0.9, 1, Infinity),
        (seed, n, m, ratio) => {
          const a = randomRows(seed, n, 5);
          const b = [...noisyCopies(a, seed + 1, 0.5).slice(n >> 1), ...randomRows(seed + 2, m, 5)];
          const forward = matchDescriptors(a, b, { mutual: true, ratio, metric });
          const back = matchDescriptors(b, a, { mutual: true, ratio, metric })
            .map((match) => ({ ...match, query: match.train, train: match.query }))
            .sort((p, q) => p.query - q.query);
          expect(back).toEqual(forward);
        },
      ),
    );
  });

  it('keeps under mutual those pairs of which each is the nearest of the other and passes the test', () => {
    const a = randomRows(7, 60, 4);
    const b = [...noisyCopies(a, 8, 0.4), ...randomRows(9, 10, 4)];
    for (const ratio of [0.8, Infinity]) {
      const forward = bruteForce(a, b, euclidean, ratio);
      const back = bruteForce(b, a, euclidean, ratio);
      const mutual = forward.filter(({ query, train }) =>
        back.some((other) => other.query === train && other.train === query),
      );
      expect(mutual.length).toBeGreaterThan(5);
      expect(mutual.length).toBeLessThan(forward.length);
      const found = matchDescriptors(a, b, { mutual: true, ratio });
      expect(found.map(({ query, train }) => [query, train])).toEqual(
        mutual.map(({ query, train }) => [query, train]),
      );
    }
  });

  it('gives the larger ratio of both directions under mutual', () => {
    // From the query the second is at 4, from the train row at 2.
    const query = [
      [0, 0],
      [3, 0],
    ];
    const train = [
      [1, 0],
      [-4, 0],
    ];
    expect(matchDescriptors(query, train, { mutual: true })).toEqual([
      { query: 0, train: 0, distance: 1, ratio: 0.5 },
    ]);
    expect(matchDescriptors(query, train)[0]).toEqual({
      query: 0,
      train: 0,
      distance: 1,
      ratio: 0.25,
    });
    expect(matchDescriptors(query, train, { mutual: true, ratio: 0.5 })).toEqual([]);
  });

  it('drops a match whose second nearest is as near, unless the test is off', () => {
    const twins = [
      [1, 0],
      [5, 5],
      [-1, 0],
      [1, 0],
    ];
    expect(matchDescriptors([[0, 0]], twins, { ratio: 1 })).toEqual([]);
    expect(matchDescriptors([[0, 0]], twins, { ratio: Infinity })).toEqual([
      { query: 0, train: 0, distance: 1, ratio: 1 },
    ]);
    // Two rows at no distance at all are no clear match either.
    expect(matchDescriptors([[1, 0]], twins, { ratio: 1 })).toEqual([]);
    expect(matchDescriptors([[1, 0]], twins, { ratio: Infinity })).toEqual([
      { query: 0, train: 0, distance: 0, ratio: 1 },
    ]);
  });

  it('keeps the only row there is, with the ratio 0', () => {
    const expected = [{ query: 0, train: 0, distance: 5, ratio: 0 }];
    expect(matchDescriptors([[3, 4]], [[0, 0]])).toEqual(expected);
    expect(matchDescriptors([[3, 4]], [[0, 0]], { mutual: true })).toEqual(expected);
    expect(matchDescriptors([[3, 4]], [[0, 0]], { ratio: Infinity })).toEqual(expected);
  });

  it('finds nothing where an image has no descriptors', () => {
    const none = createNdArray(new Float32Array(0), [0, 4]);
    const some = createNdArray(new Float32Array(12), [3, 4]);
    for (const mutual of [false, true]) {
      for (const metric of ['euclidean', 'cosine'] as const) {
        expect(matchDescriptors(none, some, { mutual, metric })).toEqual([]);
        expect(matchDescriptors(some, none, { mutual, metric })).toEqual([]);
        expect(matchDescriptors(none, none, { mutual, metric })).toEqual([]);
      }
    }
  });

  it('tells the distance of rows that are nearly equal to all digits', () => {
    const row = randomRows(10, 1, 128)[0]!.map((value) => 512 * value);
    const near = row.map((value, k) => (k === 77 ? value + 2 ** -30 : value));
    const far = row.map((value) => value + 1);
    const [match] = matchDescriptors([row], [far, near]);
    // The step is exact up to the rounding of row[77] + 2⁻³⁰.
    expect(match).toMatchObject({ train: 1 });
    expect(match!.distance).toBe(Math.abs(near[77]! - row[77]!));
  });

  it('measures 1 − cos: 0 along, 1 across, 2 against, whatever the lengths', () => {
    const train = [[0, 1e-200]];
    const distances = [
      [0, 3e250],
      [7, 0],
      [0, -2],
    ].map((row) => matchDescriptors([row], train, { metric: 'cosine' })[0]!.distance);
    expect(distances).toEqual([0, 1, 2]);
  });

  it('puts no row farther than the opposite one, whatever rounding says', () => {
    const draw = randomGenerator(6);
    for (let i = 0; i < 1000; i++) {
      const row = [draw.nextFloat64(), draw.nextFloat64() - 0.5, draw.nextFloat64()];
      const opposite = row.map((x) => -x);
      const [match] = matchDescriptors([row], [opposite], { metric: 'cosine' });
      expect(match!.distance).toBeLessThanOrEqual(2);
      expect(match!.distance).toBeCloseTo(2, 12);
      expect(match!.ratio).toBe(0);
    }
  });

  it('takes rows at right angles, and all rows from zeros, for equally near: none is matched', () => {
    const train = Array.from({ length: 40 }, (_, i) => [1 + i, 2 + (i % 7), 3 + (i % 5), 0]);
    for (const query of [
      [0, 0, 0, 0],
      [0, 0, 0, 7],
    ]) {
      for (const match of matchDescriptors([query], train, { metric: 'cosine', ratio: Infinity })) {
        expect(match).toMatchObject({ distance: 1, ratio: 1 });
      }
      expect(matchDescriptors([query], train, { metric: 'cosine', ratio: 1 })).toEqual([]);
    }
  });

  it('takes the first of rows at right angles, whatever rounding says', () => {
    const options = { metric: 'cosine', ratio: Infinity } as const;
    const draw = randomGenerator(5);
    const train = Array.from({ length: 40 }, () => [draw.nextFloat64(), draw.nextFloat64(), 1]);
    expect(matchDescriptors([[0, 0, 0]], train, options)[0]).toEqual({
      ...{ query: 0, train: 0, distance: 1, ratio: 1 },
    });
    // At right angles to all but the first two, which lie behind it.
    const flat = train.map(([x, y], i) => [x!, y!, i < 2 ? -1 : 0]);
    expect(matchDescriptors([[0, 0, 1]], flat, options)[0]?.train).toBe(2);
  });

  it('puts rows of zeros at a cosine distance of 1 from every row, zeros too', () => {
    const options = { metric: 'cosine', ratio: Infinity } as const;
    const zeros = [0, 0, 0];
    for (const [a, b] of [
      [zeros, [1, 2, 3]],
      [[1, 2, 3], zeros],
      [zeros, zeros],
    ] as const) {
      expect(matchDescriptors([a], [b], options)[0]!.distance).toBe(1);
    }
    expect(matchDescriptors([zeros], [[1, 0, 0], zeros], { metric: 'cosine', ratio: 1 })).toEqual(
      [],
    );
  });

  it('reads bytes, floats and any view alike, and changes none', () => {
    fc.assert(
      fc.property(views({ shape: [5, 3] }), views({ shape: [7, 3] }), (query, train) => {
        const before = [query.data.slice(), train.data.slice()];
        const rows = (view: typeof query): number[][] => {
          const flat = numbersOf(view);
          return Array.from({ length: view.shape[0]! }, (_, i) => flat.slice(3 * i, 3 * i + 3));
        };
        for (const metric of ['euclidean', 'cosine'] as const) {
          const options = { ratio: Infinity, metric };
          expect(matchDescriptors(query, train, options)).toEqual(
            matchDescriptors(rows(query), rows(train), options),
          );
        }
        expect([query.data, train.data]).toEqual(before);
      }),
    );
  });

  it('refuses descriptors of different lengths, of none, and what is no list of rows', () => {
    expect(() => matchDescriptors([[1, 2, 3]], [[1, 2]])).toThrow(
      new ShapeError({
        function: 'matchDescriptors',
        argument: 'train',
        expected: 'shape (m, d=3)',
        got: '(1, 2)',
      }),
    );
    expect(() => matchDescriptors([1, 2, 3], [[1, 2, 3]])).toThrow(ShapeError);
    expect(() => matchDescriptors([[1, 2], [3]], [[1, 2]])).toThrow(ShapeError);
    const empty = createNdArray(new Float64Array(0), [3, 0]);
    expect(() => matchDescriptors(empty, empty)).toThrow(/at least one number in a descriptor/);
    // @ts-expect-error -- no array
    expect(() => matchDescriptors('rows', [[1]])).toThrow(KindError);
  });

  it('refuses NaN and infinite numbers, naming their position', () => {
    expect(() =>
      matchDescriptors(
        [[1, 2]],
        [
          [3, 4],
          [5, NaN],
        ],
      ),
    ).toThrow('matchDescriptors: "train" expected finite numbers, got NaN at [1, 1]');
    expect(() => matchDescriptors([[Infinity, 2]], [[3, 4]])).toThrow(DomainError);
  });

  it('refuses options that it does not know or that are out of range', () => {
    const rows = [[1, 2]];
    for (const ratio of [0, -1, 1.0001, 80, NaN, -Infinity]) {
      expect(() => matchDescriptors(rows, rows, { ratio })).toThrow(DomainError);
    }
    expect(() => matchDescriptors(rows, rows, { ratio: 2 })).toThrow(
      'matchDescriptors: "ratio" expected a number > 0 and <= 1, or Infinity for no test, got 2',
    );
    // @ts-expect-error -- no number
    expect(() => matchDescriptors(rows, rows, { ratio: '0.8' })).toThrow(KindError);
    // @ts-expect-error -- no boolean
    expect(() => matchDescriptors(rows, rows, { mutual: 1 })).toThrow(KindError);
    // @ts-expect-error -- no such metric
    expect(() => matchDescriptors(rows, rows, { metric: 'manhattan' })).toThrow(
      'matchDescriptors: "metric" expected one of "euclidean", "cosine", got "manhattan"',
    );
    // @ts-expect-error -- no such option
    expect(() => matchDescriptors(rows, rows, { crossCheck: true })).toThrow(
      'matchDescriptors: "options" expected only the names ratio, mutual, metric, got "crossCheck"',
    );
  });
});
