import fc from 'fast-check';
import type { NdArray } from 'ndarray';
import { describe, expect, it } from 'vitest';
import { logSumExp, max, mean, min, sum, variance } from '../../src/array/index.js';
import { createNdArray } from '../../src/core/create.js';
import { DomainError, KindError } from '../../src/core/errors.js';
import { toNested } from '../../src/core/to-nested.js';
import type { ArrayInput, FloatNdArray, NumericTypedArray } from '../../src/core/types.js';
import { codeGeneration } from '../laws/code-generation.js';
import { eachIndex, views } from '../laws/views.js';

type Options = { axis?: number | readonly number[]; keepDims?: boolean; correction?: number };
type Reduction = (a: ArrayInput, options?: Options) => number | FloatNdArray;

const FUNCTIONS: Record<string, Reduction> = { sum, mean, variance, max, min, logSumExp } as never;

// Each function for a plain list, from its definition.
const DEFINITIONS: Record<string, (x: number[]) => number> = {
  sum: (x) => x.reduce((s, v) => s + v, 0),
  mean: (x) => x.reduce((s, v) => s + v, 0) / x.length,
  variance: (x) => {
    const m = x.reduce((s, v) => s + v, 0) / x.length;
    return x.reduce((s, v) => s + (v - m) ** 2, 0) / x.length;
  },
  max: (x) => Math.max(...x),
  min: (x) => Math.min(...x),
  logSumExp: (x) => Math.log(x.reduce((s, v) => s + Math.exp(v), 0)),
};

const small = views({ values: fc.double({ min: -20, max: 20, noNaN: true }) });

function byDefinition(name: string, view: NdArray<NumericTypedArray>, axes: readonly number[]) {
  const kept = view.shape.map((n, axis) => (axes.includes(axis) ? 1 : n));
  const lists = new Map<string, number[]>();
  eachIndex(kept, (at) => lists.set(at.join(), []));
  eachIndex(view.shape, (at) => {
    const key = at.map((i, axis) => (axes.includes(axis) ? 0 : i)).join();
    lists.get(key)!.push(view.get(...at));
  });
  return { kept, numbers: [...lists.values()].map((list) => DEFINITIONS[name]!(list)) };
}

function expectClose(actual: ArrayLike<number>, expected: readonly number[], dtype: string): void {
  const allowed = dtype === 'float32' ? 1e-6 : 1e-12;
  expect(actual.length).toBe(expected.length);
  expected.forEach((e, i) => {
    expect(Math.abs(actual[i]! - e)).toBeLessThanOrEqual(allowed * (1 + Math.abs(e)));
  });
}

describe.each(Object.entries(FUNCTIONS))('%s', (name, f) => {
  it('follows its definition over every choice of axes, kept or not, on any view', () => {
    fc.assert(
      fc.property(small, fc.subarray([0, 1, 2, 3]), fc.boolean(), (view, chosen, keepDims) => {
        const axes = chosen.filter((axis) => axis < view.dimension);
        if (axes.length === 0) return;
        const before = view.data.slice();
        const { kept, numbers } = byDefinition(name, view, axes);
        const fromBack = axes.map((axis, i) => (i % 2 ? axis - view.dimension : axis)).reverse();
        const result = f(view, { axis: fromBack, keepDims }) as FloatNdArray;
        expect(result.shape).toEqual(keepDims ? kept : kept.filter((_, i) => !axes.includes(i)));
        expect(result.dtype).toBe(view.dtype === 'float32' ? 'float32' : 'float64');
        expectClose(result.data, numbers, result.dtype);
        expect(view.data).toEqual(before);
      }),
      { numRuns: 60 },
    );
  });

  it('gives one number over all axes', () => {
    fc.assert(
      fc.property(small, (view) => {
        const all = [...view.shape.keys()];
        const { numbers } = byDefinition(name, view, all);
        expectClose([f(view) as number], numbers, 'float64');
        const kept = f(view, { keepDims: true }) as FloatNdArray;
        expect(kept.shape).toEqual(all.map(() => 1));
      }),
      { numRuns: 30 },
    );
  });

  it('gives a number for a plain vector, an ndarray for a row or an ndarray, along its only axis', () => {
    expect(typeof f([1, 2, 3], { axis: 0 })).toBe('number');
    expect(typeof f(new Float32Array([1, 2, 3]), { axis: -1 })).toBe('number');
    expect((f([[1, 2, 3]], { axis: -1 }) as FloatNdArray).shape).toEqual([1]);
    const vector = createNdArray(new Float64Array([1, 2, 3]), [3]);
    expect((f(vector, { axis: 0 }) as FloatNdArray).shape).toEqual([]);
    expect((f([1, 2, 3], { axis: 0, keepDims: true }) as FloatNdArray).shape).toEqual([1]);
  });

  it('lets NaN through, wherever it stands', () => {
    for (const row of [
      [Number.NaN, 1, 2],
      [1, Number.NaN, 2],
      [1, 2, Number.NaN],
    ]) {
      expect(f(row)).toBeNaN();
      expect(toNested(f([row, [1, 2, 3]], { axis: 1 }) as FloatNdArray)).toEqual([
        Number.NaN,
        f([1, 2, 3]),
      ]);
    }
    expect(f([Number.NaN, Infinity])).toBeNaN();
    expect(f([Number.NaN, -Infinity])).toBeNaN();
  });

  it('refuses axes that are not there, or twice, and unknown options', () => {
    expect(() => f([[1]], { axis: 2 })).toThrow(
      new DomainError({
        function: name,
        argument: 'axis',
        expected: 'an axis from -2 to 1',
        got: '2',
      }),
    );
    expect(() => f([[1]], { axis: [0, -2] })).toThrow('each axis once, got [0, -2]');
    expect(() => f([[1]], { axis: [] })).toThrow(DomainError);
    expect(() => f([[1]], { axis: '0' as never })).toThrow(KindError);
    expect(() => f([[1]], { axis: new Array<number>(1) })).toThrow('"axis" expected an axis');
    expect(() => f([[1]], { axes: 0 } as never)).toThrow('only the names axis, keepDims');
    expect(() => f([[1]], { keepDims: 1 as never })).toThrow(KindError);
    expect(() => f('x' as never)).toThrow(KindError);
  });

  it('leaves nothing where there are no lines, even of no elements', () => {
    const none = createNdArray(new Float64Array(0), [0, 3]);
    expect((f(none, { axis: 1 }) as FloatNdArray).shape).toEqual([0]);
    const empty = createNdArray(new Float64Array(0), [0, 0]);
    expect((f(empty, { axis: 1 }) as FloatNdArray).shape).toEqual([0]);
  });
});

describe('reductions of nothing', () => {
  const columns = createNdArray(new Float64Array(0), [0, 2]);

  it('are the identity where there is one', () => {
    expect(sum([])).toBe(0);
    expect(toNested(sum(columns, { axis: 0 }))).toEqual([0, 0]);
    expect(logSumExp([])).toBe(-Infinity);
    expect(toNested(logSumExp(columns, { axis: 0 }))).toEqual([-Infinity, -Infinity]);
  });

  it.each(['mean', 'variance', 'max', 'min'])('%s is refused', (name) => {
    expect(() => FUNCTIONS[name]!([])).toThrow(DomainError);
    expect(() => FUNCTIONS[name]!(columns, { axis: 0 })).toThrow(
      `${name}: "a" expected at least one element along the axes that are reduced, got shape (0, 2)`,
    );
  });
});

describe('sum', () => {
  it('loses at most a few units in the last place over a million elements', () => {
    // 0.1 added a million times over in order is off by 1.3e-6.
    const tenths = new Float64Array(1e6).fill(0.1);
    expect(Math.abs(sum(tenths) - 1e5)).toBeLessThan(1e-10);
    const block = createNdArray(tenths, [1000, 1000]);
    expect(Math.abs(sum(block, { axis: 0 }).get(7) - 100)).toBeLessThan(1e-12);
  });

  it('adds float32 in float64', () => {
    const data = new Float32Array(1 << 20).fill(1 + 2 ** -20);
    expect(sum(data)).toBe(2 ** 20 * Math.fround(1 + 2 ** -20));
  });
});

describe('variance', () => {
  // numpy 2.4.6: a = numpy.arange(1, 25).reshape(2, 3, 4) * 1.5
  const a = createNdArray(
    Float64Array.from({ length: 24 }, (_, i) => 1.5 * (i + 1)),
    [2, 3, 4],
  );

  it('agrees with NumPy for both divisors', () => {
    // a.var(axis=(0, 2)), a.var(axis=(0, 2), ddof=1)
    expect(toNested(variance(a, { axis: [0, 2] }))).toEqual([83.8125, 83.8125, 83.8125]);
    const sample = toNested(variance(a, { axis: [0, 2], correction: 1 }));
    for (const v of sample as number[]) expect(v).toBeCloseTo(95.78571428571429, 12);
    // a.mean(axis=(0, 2), keepdims=True)
    expect(toNested(mean(a, { axis: [0, 2], keepDims: true }))).toEqual([
      [[12.75], [18.75], [24.75]],
    ]);
  });

  it('does not cancel where the mean is large', () => {
    const shifted = Float64Array.from([1, 2, 3, 4], (v) => v + 1e9);
    expect(variance(shifted)).toBe(1.25);
    const long = Float64Array.from({ length: 1000 }, (_, i) => 1e8 + (i % 2));
    expect(variance(long)).toBe(0.25);
  });

  it('refuses a correction that leaves nothing to divide by', () => {
    expect(() => variance([1, 2], { correction: 2 })).toThrow(
      'variance: "correction" expected less than the 2 elements that are reduced, got 2',
    );
    expect(() => variance([1, 2], { correction: -1 })).toThrow(DomainError);
    expect(variance([3])).toBe(0);
  });
});

describe('logSumExp', () => {
  it('agrees with SciPy and keeps its bounds', () => {
    // scipy 1.17.1: logsumexp([[1, 2, 3], [1, -1, 0.5]], axis=1), and over all
    const a = [
      [1, 2, 3],
      [1, -1, 0.5],
    ];
    expectClose(logSumExp(a, { axis: 1 }).data, [3.40760596444438, 1.5549569196419908], 'float64');
    expect(logSumExp(a)).toBeCloseTo(3.553281853806254, 14);
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 }),
        fc.double({ min: -1e3, max: 1e3, noNaN: true }),
        (x, c) => {
          const value = logSumExp(x);
          const largest = Math.max(...x);
          expect(value).toBeGreaterThanOrEqual(largest);
          expect(value).toBeLessThanOrEqual(largest + Math.log(x.length) + 1e-9);
          const shifted = logSumExp(x.map((v) => v + c));
          expect(Math.abs(shifted - value - c)).toBeLessThan(1e-8);
        },
      ),
    );
  });

  it('keeps what is small beside 1', () => {
    expect(logSumExp([0, -50])).toBe(Math.log1p(Math.exp(-50)));
    expect(logSumExp([-50, 0])).toBe(Math.log1p(Math.exp(-50)));
  });

  it('takes infinities for what they are', () => {
    expect(logSumExp([-Infinity, -Infinity])).toBe(-Infinity);
    expect(logSumExp([-Infinity, 3])).toBe(3);
    expect(logSumExp([Infinity, -Infinity, 0])).toBe(Infinity);
    expect(logSumExp([Infinity, Infinity])).toBe(Infinity);
    expect(logSumExp([1e308, 1e308])).toBe(1e308);
  });
});

describe.runIf(codeGeneration)('reductions beside ndarray-ops', () => {
  it('agree over all elements of random views', async () => {
    const { default: ops } = await import('ndarray-ops');
    fc.assert(
      fc.property(views({ values: fc.integer({ min: -100, max: 100 }) }), (view) => {
        expect(sum(view)).toBe(ops.sum(view as never));
        expect(max(view)).toBe(ops.sup(view as never));
        expect(min(view)).toBe(ops.inf(view as never));
      }),
    );
  });
});
