import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exp, logSoftmax, logSumExp, softmax, sum } from '../../src/array/index.js';
import { DomainError, KindError } from '../../src/core/errors.js';
import { toNested } from '../../src/core/to-nested.js';
import { numbersOf, views } from '../laws/views.js';

const numbers = fc.double({ min: -700, max: 700, noNaN: true });
const rows = fc.array(numbers, { minLength: 1, maxLength: 12 });
const nearly = (actual: ArrayLike<number>, expected: ArrayLike<number>, allowed = 1e-13) => {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    if (actual[i] === expected[i]) continue;
    expect(Math.abs(actual[i]! - expected[i]!)).toBeLessThanOrEqual(allowed);
  }
};

describe('softmax', () => {
  it('is positive, adds up to 1 and keeps the order', () => {
    fc.assert(
      fc.property(rows, (x) => {
        const p = Array.from(softmax(x).data);
        expect(Math.abs(p.reduce((s, v) => s + v, 0) - 1)).toBeLessThan(1e-14);
        for (let i = 0; i < x.length; i++) {
          for (let j = 0; j < x.length; j++) if (x[i]! > x[j]!) expect(p[i]! >= p[j]!).toBe(true);
        }
      }),
    );
  });

  it('does not see a number added to all scores, and follows their order', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: -500, max: 500 }), (x, c) => {
        const p = softmax(x).data;
        nearly(softmax(x.map((v) => v + c)).data, p, 1e-12);
        nearly(softmax([...x].reverse()).data, [...p].reverse());
      }),
    );
  });

  it('agrees with SciPy along either axis', () => {
    const a = [
      [1, 2, 3],
      [1, -1, 0.5],
    ];
    // scipy 1.17.1: softmax(a, axis=1); log_softmax(a, axis=0)
    nearly(
      softmax(a).data,
      [
        0.09003057317038046, 0.24472847105479764, 0.6652409557748218, 0.5740969929676946,
        0.07769557914857059, 0.3482074278837348,
      ],
      1e-15,
    );
    nearly(
      logSoftmax(a, { axis: 0 }).data,
      [
        -Math.LN2,
        -0.04858735157374196,
        -0.07888973429254956,
        -Math.LN2,
        -3.048587351573742,
        -2.5788897342925496,
      ],
      1e-15,
    );
  });

  it('runs along any axis of any view as along the last of the transposed one', () => {
    fc.assert(
      fc.property(
        views({ shape: [3, 4, 5], values: fc.double({ min: -9, max: 9, noNaN: true }) }),
        fc.constantFrom(0, 1, 2),
        (view, axis) => {
          const before = view.data.slice();
          const order = [0, 1, 2].filter((i) => i !== axis).concat(axis);
          for (const f of [softmax, logSoftmax]) {
            const along = f(view, { axis });
            const last = f(view.transpose(...order));
            expect(along.shape).toEqual([3, 4, 5]);
            expect(along.dtype).toBe(view.dtype === 'float32' ? 'float32' : 'float64');
            expect(numbersOf(along.transpose(...order))).toEqual(Array.from(last.data));
            expect(f(view, { axis: axis - 3 }).data).toEqual(along.data);
          }
          expect(view.data).toEqual(before);
        },
      ),
    );
  });

  it('divides by the temperature first', () => {
    nearly(softmax([0, 2 * Math.log(3)], { temperature: 2 }).data, [0.25, 0.75], 1e-15);
    nearly(
      logSoftmax([0, 2 * Math.log(3)], { temperature: 2 }).data,
      [Math.log(0.25), Math.log(0.75)],
      1e-15,
    );
    nearly(softmax([1, 2], { temperature: 1e-320 }).data, [0, 1]);
    nearly(softmax([1, 2], { temperature: 1e308 }).data, [0.5, 0.5]);
  });

  it('gives a score of −∞ no share, and a line of nothing else no shares at all', () => {
    expect(toNested(softmax([-Infinity, 0, 0]))).toEqual([0, 0.5, 0.5]);
    expect(
      toNested(
        softmax([
          [-Infinity, -Infinity],
          [0, -Infinity],
        ]),
      ),
    ).toEqual([
      [0, 0],
      [1, 0],
    ]);
    expect(
      toNested(
        logSoftmax([
          [-Infinity, -Infinity],
          [0, -Infinity],
        ]),
      ),
    ).toEqual([
      [-Infinity, -Infinity],
      [0, -Infinity],
    ]);
    expect(
      toNested(
        softmax(
          [
            [-Infinity, 0],
            [-Infinity, 0],
          ],
          { axis: 0 },
        ),
      ),
    ).toEqual([
      [0, 0.5],
      [0, 0.5],
    ]);
  });

  it('makes a line with +∞ or NaN NaN, and no other line', () => {
    for (const f of [softmax, logSoftmax]) {
      for (const bad of [Infinity, Number.NaN]) {
        const [first, second] = toNested(
          f([
            [bad, 1, -Infinity],
            [0, 0, 0],
          ]),
        ) as number[][];
        expect(first).toEqual([Number.NaN, Number.NaN, Number.NaN]);
        expect(second!.every(Number.isFinite)).toBe(true);
      }
      expect(Array.from(f([-Infinity, Number.NaN, -Infinity]).data).every(Number.isNaN)).toBe(true);
    }
  });

  it('takes empty arrays, and refuses scalars and bad options', () => {
    expect(softmax([]).shape).toEqual([0]);
    expect(softmax([[], []]).shape).toEqual([2, 0]);
    expect(softmax([5]).data[0]).toBe(1);
    expect(() => softmax(1 as never)).toThrow(KindError);
    expect(() => softmax([1], { axis: 1 })).toThrow(
      'softmax: "axis" expected an axis from -1 to 0',
    );
    expect(() => softmax([1], { temperature: 0 })).toThrow(DomainError);
    expect(() => logSoftmax([1], { temperature: -1 })).toThrow('logSoftmax: "temperature"');
    expect(() => softmax([1], { dim: 0 } as never)).toThrow('only the names axis, temperature');
  });
});

describe('logSoftmax', () => {
  it('is the logarithm of softmax, and x less its logSumExp', () => {
    fc.assert(
      fc.property(rows, (x) => {
        const log = logSoftmax(x);
        nearly(exp(log).data, softmax(x).data);
        const total = logSumExp(x);
        nearly(
          log.data,
          x.map((v) => v - total),
          1e-12,
        );
      }),
    );
  });

  it('is exact where softmax rounds to 1', () => {
    const [sure, other] = logSoftmax([50, 0]).data;
    expect(sure).toBe(-Math.log1p(Math.exp(-50)));
    expect(other).toBe(-50);
    expect(sum(softmax([50, 0]))).toBe(1);
  });
});
