import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import {
  binaryCrossEntropy,
  categoricalCrossEntropy,
  klDivergenceFromLogits,
  klTerms,
} from '../../src/divergence/index.js';
import { ganValue, optimalDiscriminator } from '../../src/gan/index.js';
import type { Traceable } from '../../src/gradient/traced.js';
import { vjp } from '../../src/gradient/vjp.js';

// Plain values go through loops of their own: what is differentiated must have the same value.

const scores = (least: number, most: number) => fc.double({ min: least, max: most, noNaN: true });
const cube = (number: fc.Arbitrary<number>) => fc.array(number, { minLength: 24, maxLength: 24 });
const array = (numbers: readonly number[]) =>
  createNdArray(Float64Array.from(numbers), [2, 3, numbers.length / 6]);

type Untyped = (f: unknown, x: unknown) => { readonly value: { readonly data: ArrayLike<number> } };

/** The value along the way of derivatives. */
function traced(f: (x: Traceable) => unknown, x: ReturnType<typeof array>): ArrayLike<number> {
  return (vjp as Untyped)(f, x).value.data;
}

const one = (x: unknown): ArrayLike<number> =>
  typeof x === 'number' ? [x] : (x as { data: ArrayLike<number> }).data;

function expectNear(got: ArrayLike<number>, wanted: ArrayLike<number>, within: number): void {
  expect(got.length).toBe(wanted.length);
  for (let i = 0; i < got.length; i++) {
    const [a, b] = [got[i]!, wanted[i]!];
    if (a !== b) expect(Math.abs(a - b)).toBeLessThanOrEqual(within * Math.max(1, Math.abs(b)));
  }
}

describe('plain values are those of traced ones', () => {
  it('klDivergenceFromLogits along each axis, in bits too, near, far and with −∞', () => {
    // Differences below and above the limits of the series, beyond 1, and of thousands.
    const score = fc.oneof(scores(-0.2, 0.2), scores(-4, 4), scores(-2000, 2000));
    fc.assert(
      fc.property(cube(score), cube(score), fc.constantFrom(0, 1, 2, -1), (p, q, axis) => {
        // One outcome that neither has, one that p lacks and one that q lacks, in lines of each axis.
        const left = [-Infinity, -Infinity, ...p.slice(2)];
        const right = [-Infinity, ...q.slice(1, 20), -Infinity, ...q.slice(21)];
        for (const [a, b] of [
          [p, q],
          [left, right],
        ] as const) {
          for (const options of [{ axis }, { axis, base: 2 }]) {
            const plain = klDivergenceFromLogits(array(a), array(b), options);
            const wanted = traced(
              (x) => klDivergenceFromLogits(x as never, array(b), options),
              array(a),
            );
            expectNear(one(plain), wanted, 1e-13);
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  it('categoricalCrossEntropy of classes, with weights, an ignored class and every reduction', () => {
    const classes = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(cube(scores(-50, 50)), classes, (logits, c) => {
        const target = createNdArray(Float64Array.from(c), [2, 3]);
        for (const classWeights of [undefined, [0, 2, 0.5, 1]])
          for (const ignoreIndex of [undefined, 2])
            for (const reduction of ['none', 'sum', 'mean'] as const) {
              if (reduction === 'mean' && c.every((k) => k === 0 || k === 2)) continue;
              const options = { classWeights, ignoreIndex, reduction };
              const plain = categoricalCrossEntropy(array(logits), target, options);
              const wanted = traced(
                (x) => categoricalCrossEntropy(x as never, target, options),
                array(logits),
              );
              expect(Array.from(one(plain))).toEqual(Array.from(wanted));
            }
      }),
      { numRuns: 50 },
    );
  });

  it('categoricalCrossEntropy of probabilities and of smoothed classes, some of them 0', () => {
    const share = fc.oneof(scores(0.1, 1), fc.constant(0));
    fc.assert(
      fc.property(cube(scores(-50, 50)), cube(share), (logits, shares) => {
        const rows = Array.from({ length: 6 }, (_, row) => {
          const own = shares.slice(4 * row, 4 * row + 4);
          const sum = own.reduce((a, b) => a + b, 0);
          return sum > 0 ? own.map((x) => x / sum) : [0, 1, 0, 0];
        });
        const classes = createNdArray(Float64Array.of(0, 1, 2, 3, 0, 1), [2, 3]);
        const runs = [
          (x: unknown) =>
            categoricalCrossEntropy(x as never, array(rows.flat()), {
              classWeights: [0, 2, 0.5, 1],
              reduction: 'none',
            }),
          (x: unknown) => categoricalCrossEntropy(x as never, classes, { labelSmoothing: 0.1 }),
        ];
        for (const run of runs) {
          const plain = Array.from(one(run(array(logits))));
          expect(plain).toEqual(Array.from(traced(run, array(logits))));
        }
      }),
      { numRuns: 50 },
    );
  });

  it('of a weight of 0, −∞ costs nothing; of any other it is +∞', () => {
    const scored = [[-Infinity, 0, 0]];
    const classWeights = [0, 1, 1];
    const reduction = 'sum' as const;
    expect(categoricalCrossEntropy(scored, [0], { classWeights, reduction })).toBe(0);
    expect(categoricalCrossEntropy(scored, [0])).toBe(Infinity);
  });

  it('losses and shares of pairs, in float64 and float32', () => {
    const share = fc.oneof(scores(0, 1), fc.constantFrom(0, 1));
    fc.assert(
      fc.property(cube(share), cube(share), (p, q) => {
        for (const Storage of [Float64Array, Float32Array]) {
          const [a, b] = [p, q].map((x) => createNdArray(Storage.from(x), [2, 3, 4]));
          const pairs = [
            (x: Traceable) => binaryCrossEntropy(x, b!, { reduction: 'none' }),
            (x: Traceable) => optimalDiscriminator(x, b!),
            (x: Traceable) => ganValue(x, b!),
          ];
          for (const f of pairs)
            expect(Array.from(one(f(a!)))).toEqual(Array.from(traced(f as never, a as never)));
          const [left, right] = [a!, b!].map((x) =>
            createNdArray(Storage.from(Array.from(x.data, (v) => v + 1)), [2, 3, 4]),
          );
          const shares = (x: unknown) => klTerms(x as never, right!, { normalize: true });
          const wanted = traced(shares, left as never);
          const within = Storage === Float64Array ? 1e-15 : 1e-7;
          expectNear(one(shares(left)), wanted, within);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('numbers out of bounds are refused where they stand', () => {
  it.each([NaN, -1e-300, 1 + 2 ** -52, Infinity])('%s', (wrong) => {
    const expected = `got ${wrong} at [1, 0]`;
    const p = [
      [0.5, 0],
      [wrong, 1],
    ];
    const fine = [
      [0, 1],
      [0.5, 0.5],
    ];
    expect(() => binaryCrossEntropy(p, fine)).toThrow(
      `"p" expected probabilities from 0 to 1, ${expected}`,
    );
    expect(() => binaryCrossEntropy(fine, p)).toThrow(
      `"y" expected answers from 0 to 1, ${expected}`,
    );
    expect(() => ganValue(p, fine)).toThrow(expected);
  });

  it.each([NaN, Infinity])('scores of %s', (wrong) => {
    const x = [
      [0, -Infinity],
      [wrong, 1],
    ];
    expect(() =>
      klDivergenceFromLogits(x, [
        [0, 0],
        [0, 0],
      ]),
    ).toThrow(`got ${wrong} at [1, 0]`);
    expect(() => categoricalCrossEntropy(x, [0, 1])).toThrow(`got ${wrong} at [1, 0]`);
  });
});
