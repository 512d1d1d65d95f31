import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { DomainError, KindError, ShapeError } from '../../src/core/errors.js';
import { toNested } from '../../src/core/to-nested.js';
import type { FloatNdArray } from '../../src/core/types.js';
import { sigmoid } from '../../src/gradient/activations.js';
import { checkGradient } from '../../src/gradient/check-gradient.js';
import { exp } from '../../src/gradient/functions.js';
import { grad } from '../../src/gradient/grad.js';
import { mean, sum } from '../../src/gradient/reduce.js';
import { softmax } from '../../src/gradient/softmax.js';
import {
  bernoulliLogDensity,
  bernoulliLogDensityFromLogits,
  categoricalLogDensity,
  categoricalLogDensityFromLogits,
  gaussianLogDensity,
} from '../../src/probability/index.js';
import { type ReferenceArray, readCases, toFloats, worstRatio } from '../reference/read.js';

const LN_TWO_PI = Math.log(2 * Math.PI);

const single = (array: ReferenceArray): FloatNdArray => toFloats(array, 'float32');
const double = (array: ReferenceArray): FloatNdArray => toFloats(array, 'float64');

function report(what: string, worst: number): void {
  if (process.env['SHOW_ERRORS']) console.log(what, worst);
}

describe('PyTorch agrees', () => {
  it('about Gaussians: log_prob of reconstructions in both precisions, and entropies', () => {
    const cases = readCases('11-generative', 'vaeLoss');
    expect(cases.length).toBeGreaterThan(0);
    let worst = 0;
    for (const { inputs, expected, tolerance } of cases) {
      const truth = Array.from(
        expected.gaussian_negative_log_likelihood_per_sample.data as Float64Array,
        (x) => -x,
      );
      for (const [read, allowed] of [
        [double, tolerance.float64],
        [single, tolerance.float32],
      ] as const) {
        const value = gaussianLogDensity(read(inputs.x), {
          mean: read(inputs.decoder_output),
          variance: 1,
        });
        const ratio = worstRatio(value.data, truth, allowed);
        worst = Math.max(worst, ratio);
        expect(ratio).toBeLessThanOrEqual(1);
      }
    }
    // One standard deviation from the mean the log density is minus the entropy.
    for (const { parameters, expected, tolerance } of readCases('07-divergences', 'gaussianKl')) {
      const [m, s] = [parameters.mean_p as number, parameters.std_p as number];
      const value = gaussianLogDensity(m + s, { mean: m, variance: s ** 2 });
      const ratio = worstRatio([-value], expected.entropy_p.data, tolerance.float64);
      worst = Math.max(worst, ratio);
      expect(ratio).toBeLessThanOrEqual(1);
    }
    report('Gaussian log densities', worst);
  });

  it('about classes and coins from scores of any size', () => {
    let worst = 0;
    const compare = (
      value: FloatNdArray,
      negative: ReferenceArray,
      allowed: { readonly abs: number; readonly rel: number },
    ): void => {
      const truth = Array.from(negative.data, (x) => -x);
      const ratio = worstRatio(value.data, truth, allowed);
      worst = Math.max(worst, ratio);
      expect(ratio).toBeLessThanOrEqual(1);
    };
    let compared = 0;
    for (const one of readCases('07-divergences', 'crossEntropyLogits')) {
      if (one.parameters.reduction !== 'none') continue;
      const { logits, classes } = one.inputs;
      const named = double(classes);
      const { float64, float32 } = one.tolerance;
      compare(categoricalLogDensityFromLogits(named, double(logits)), one.expected.value, float64);
      compare(categoricalLogDensityFromLogits(named, single(logits)), one.expected.value, float32);
      compared++;
    }
    for (const one of readCases('07-divergences', 'binaryCrossEntropyWithLogits')) {
      const outcomes = one.inputs.targets as ReferenceArray;
      if (one.parameters.reduction !== 'none' || outcomes.data.some((x) => x % 1 !== 0)) continue;
      const value = bernoulliLogDensityFromLogits(double(outcomes), double(one.inputs.logits));
      compare(value, one.expected.values, one.tolerance.float64);
      compared++;
    }
    expect(compared).toBeGreaterThanOrEqual(5);
    report('classes and coins', worst);
  });

  it('about the gradients of classes by their scores', () => {
    let worst = 0;
    for (const { inputs, expected, tolerance } of readCases('09-gradients', 'crossEntropyLogits')) {
      const slope = grad((z) => mean(categoricalLogDensityFromLogits(double(inputs.classes), z)))(
        double(inputs.logits),
      );
      const truth = Array.from(expected.gradients.logits.data as Float64Array, (x) => -x);
      const ratio = worstRatio(slope.data, truth, tolerance.float64);
      worst = Math.max(worst, ratio);
      expect(ratio).toBeLessThanOrEqual(1);
    }
    report('gradients of classes', worst);
  });
});

describe('gaussianLogDensity', () => {
  it('is a density with that mean and that variance', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -3, max: 3, noNaN: true }),
        fc.double({ min: 0.05, max: 4, noNaN: true }),
        (m, variance) => {
          const step = Math.sqrt(variance) / 8;
          const x = Float64Array.from({ length: 161 }, (_, i) => m + (i - 80) * step);
          const logs = gaussianLogDensity(x, { mean: m, variance }, { elementwise: true });
          let [mass, first, second] = [0, 0, 0];
          x.forEach((value, i) => {
            const weight = Math.exp(logs.get(i)) * step;
            mass += weight;
            first += weight * value;
            second += weight * (value - m) ** 2;
          });
          expect(mass).toBeCloseTo(1, 12);
          expect(first).toBeCloseTo(m, 11);
          expect(second).toBeCloseTo(variance, 11);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('adds up over the dimensions, and takes one Gaussian for all points or one point for all', () => {
    const points = [
      [1, 2, -1],
      [0, 0.5, 3],
    ];
    const gaussian = { mean: [0, 1, 2], variance: [1, 4, 0.25] };
    const alone = (x: number, j: number): number =>
      -0.5 *
      ((x - gaussian.mean[j]!) ** 2 / gaussian.variance[j]! +
        Math.log(gaussian.variance[j]!) +
        LN_TWO_PI);
    const each = points.map((row) => row.map(alone));
    const all = each.map((row) => row.reduce((a, b) => a + b, 0));
    const value = gaussianLogDensity(points, gaussian);
    expect(value.shape).toEqual([2]);
    all.forEach((v, i) => {
      expect(value.get(i)).toBeCloseTo(v, 13);
    });
    const terms = gaussianLogDensity(points, gaussian, { elementwise: true });
    expect(terms.shape).toEqual([2, 3]);
    each.flat().forEach((v, i) => {
      expect(terms.data[i]).toBeCloseTo(v, 14);
    });
    // A plain vector is one point; the likelihood of 1.5 under two hypotheses.
    expect(gaussianLogDensity(points[0]!, gaussian)).toBeCloseTo(all[0]!, 13);
    const two = gaussianLogDensity(1.5, { mean: [1, 2], variance: 0.5 }, { elementwise: true });
    expect(toNested(two)).toEqual([two.get(1), two.get(1)]);
    const rows = gaussianLogDensity([1, 2, -1], {
      mean: [
        [0, 1, 2],
        [1, 2, -1],
      ],
      variance: 2,
    });
    expect(rows.get(1)).toBeCloseTo(-1.5 * (Math.log(2) + LN_TWO_PI), 14);
  });

  it('holds far out and for extreme variances, where a square alone would overflow', () => {
    // ((x − μ)/σ)² = 10²⁰⁰/10¹⁰⁰ and 10⁴⁰⁰/10³⁰⁰
    expect(gaussianLogDensity(1e200, { mean: 0, variance: 1e300 }) / -0.5e100).toBeCloseTo(1, 14);
    expect(gaussianLogDensity(1, { mean: 1, variance: 1e308 })).toBeCloseTo(
      -0.5 * (LN_TWO_PI + 308 * Math.LN10),
      12,
    );
    expect(gaussianLogDensity([], { mean: 0, variance: 1 })).toBeCloseTo(0, 15);
  });

  it('reads views, keeps single precision and leaves what it is given', () => {
    const data = Float32Array.from({ length: 12 }, (_, i) => i / 4);
    const view = createNdArray(data, [2, 3], [1, 4], 1);
    const value = gaussianLogDensity(view, { mean: Float32Array.of(0, 1, 2), variance: 0.3 });
    expect(value.dtype).toBe('float32');
    const rows = [0, 1].map((i) => [0, 1, 2].map((j) => view.get(i, j)));
    const wide = gaussianLogDensity(rows, { mean: [0, 1, 2], variance: 0.3 });
    // The number 0.3 keeps its digits beside single precision.
    expect(Array.from(value.data)).toEqual(Array.from(wide.data, Math.fround));
    expect(data[5]).toBe(1.25);
  });

  it('refuses what fits nothing', () => {
    const unit = { mean: 0, variance: 1 };
    expect(() => gaussianLogDensity([1, 2, 3], { mean: [0, 0], variance: 1 })).toThrow(
      'gaussianLogDensity: "mean" expected a number, or the last axes of x, (3), got (2)',
    );
    expect(() => gaussianLogDensity([[1], [2]], { mean: [[1, 2]], variance: 1 })).toThrow(
      ShapeError,
    );
    expect(() => gaussianLogDensity(0, { mean: 0, variance: 0 })).toThrow(
      '"variance" expected variances above 0, got 0',
    );
    expect(() => gaussianLogDensity([[0, Number.NaN]], unit)).toThrow('NaN at [0, 1]');
    expect(() => gaussianLogDensity(0, { mean: Infinity, variance: 1 })).toThrow(DomainError);
    // @ts-expect-error: a standard deviation is no variance.
    expect(() => gaussianLogDensity(0, { mean: 0, std: 1 })).toThrow(KindError);
    // @ts-expect-error: a word is no number.
    expect(() => gaussianLogDensity('0', unit)).toThrow(KindError);
  });

  it('has its gradients by all three, to second order, added up or not', () => {
    const at = { x: [0.4, -1.2], m: [0.1, 0.3], l: [0.2, -0.7] };
    const inOne = checkGradient(
      (v) => gaussianLogDensity(v.x, { mean: v.m, variance: exp(v.l) }),
      at,
      { order: 2 },
    );
    const shared = checkGradient(
      (v) => sum(gaussianLogDensity(v.x, { mean: v.m, variance: exp(v.l) }, { elementwise: true })),
      {
        x: [
          [0.4, -1.2],
          [1, 2],
          [0, 3],
        ],
        m: [0.1, 0.3],
        l: 0.5,
      },
      { order: 2 },
    );
    const points = checkGradient(
      (v) => sum(exp(gaussianLogDensity(v.x, { mean: v.m, variance: exp(v.l) }))),
      {
        x: [
          [0.4, -1.2],
          [1, 0.2],
        ],
        m: [0.1, 0.3],
        l: 0.5,
      },
      { order: 2 },
    );
    for (const check of [inOne, shared, points]) expect(check).toMatchObject({ ok: true });
    expect(grad((x) => gaussianLogDensity(x, { mean: 1, variance: 4 }))(3)).toBe(-0.5);
    expect(grad((m) => gaussianLogDensity(3, { mean: m, variance: 4 }))(1)).toBe(0.5);
  });
});

describe('bernoulliLogDensity', () => {
  it('gives outcomes whose probabilities add up to 1, and agrees with its form from scores', () => {
    fc.assert(
      fc.property(fc.double({ min: -30, max: 30, noNaN: true }), (z) => {
        const [no, yes] = [0, 1].map((x) => bernoulliLogDensityFromLogits(x, z));
        expect(Math.exp(no!) + Math.exp(yes!)).toBeCloseTo(1, 14);
        expect(yes! - no!).toBeCloseTo(z, 12);
        const p = 1 / (1 + Math.exp(-z));
        expect(bernoulliLogDensity(1, p)).toBeCloseTo(yes!, 12);
        if (z < 5) expect(bernoulliLogDensity(0, p)).toBeCloseTo(no!, 12);
      }),
    );
  });

  it('keeps the digits of small chances, and is −∞ for what cannot be', () => {
    // −p − p²/2
    expect(bernoulliLogDensity(0, 1e-12) / -(1e-12 + 5e-25)).toBeCloseTo(1, 15);
    expect(bernoulliLogDensity(1, 0)).toBe(-Infinity);
    expect(bernoulliLogDensity(0, 1)).toBe(-Infinity);
    expect(toNested(bernoulliLogDensity([0, 1], [0, 1]))).toEqual([0, 0]);
    expect(bernoulliLogDensityFromLogits(0, 800)).toBe(-800);
  });

  it('takes one coin for all outcomes or one outcome for all coins, in the precision of the coins', () => {
    const throws = new Uint8Array([1, 0]);
    const value = bernoulliLogDensity(throws, Float32Array.of(0.25, 0.25));
    expect(value.dtype).toBe('float32');
    expect(toNested(value)).toEqual([Math.fround(Math.log(0.25)), Math.fround(Math.log(0.75))]);
    const plain = bernoulliLogDensity([1, 0], Float32Array.of(0.25, 0.25));
    expect(plain.dtype).toBe('float32');
    const grid = bernoulliLogDensity(
      [
        [1, 0],
        [1, 1],
      ],
      [0.25, 0.5],
    );
    expect(grid.shape).toEqual([2, 2]);
    expect(grid.get(0, 1)).toBeCloseTo(Math.log(0.5), 15);
    expect(grid.get(1, 0)).toBeCloseTo(Math.log(0.25), 15);
    const coins = bernoulliLogDensity(1, [0.25, 0.5]);
    expect(coins.get(0)).toBeCloseTo(Math.log(0.25), 15);
  });

  it('refuses what is no outcome and no probability', () => {
    expect(() => bernoulliLogDensity([0, 0.5], 0.5)).toThrow('outcomes 0 or 1, got 0.5 at [1]');
    expect(() => bernoulliLogDensity(2, 0.5)).toThrow('got 2');
    expect(() => bernoulliLogDensity(1, 1.5)).toThrow('"p"');
    expect(() => bernoulliLogDensity([1, 0], [0.5, 0.5, 0.5])).toThrow(ShapeError);
    expect(() => bernoulliLogDensityFromLogits(1, Infinity)).toThrow('"logits"');
    // @ts-expect-error: outcomes are not differentiated.
    expect(() => grad((x) => bernoulliLogDensity(x, 0.5))(1)).toThrow('"x" expected outcomes');
  });

  it('has its gradients to second order, x/p − (1 − x)/(1 − p)', () => {
    const chances = checkGradient(
      (z) =>
        sum(
          bernoulliLogDensity(
            [
              [1, 0, 1],
              [0, 0, 1],
            ],
            sigmoid(z),
          ),
        ),
      [0.3, -1, 2],
      { order: 2 },
    );
    const scores = checkGradient(
      (z) => sum(bernoulliLogDensityFromLogits([1, 0, 1], z)),
      [3, -1, 2],
      {
        order: 2,
      },
    );
    for (const check of [chances, scores]) expect(check).toMatchObject({ ok: true });
    expect(grad((p) => bernoulliLogDensity(1, p))(0.25)).toBe(4);
    expect(grad((p) => bernoulliLogDensity(0, p))(0.75)).toBe(-4);
    expect(grad((p) => bernoulliLogDensity(0, p))(0)).toBe(-1);
    // x − σ(z), with its digits where the outcome is all but certain.
    const slope = grad((z) => bernoulliLogDensityFromLogits(1, z))(50);
    expect(slope / Math.exp(-50)).toBeCloseTo(1, 13);
  });
});

describe('categoricalLogDensity', () => {
  const p = [
    [0.5, 0.25, 0.25, 0],
    [0.1, 0.2, 0.3, 0.4],
  ];

  it('names the class of each row, of one row for all, or one class for all rows', () => {
    expect(categoricalLogDensity(1, p[0]!)).toBeCloseTo(Math.log(0.25), 15);
    expect(categoricalLogDensity(3, p[0]!)).toBe(-Infinity);
    const logs = (values: readonly number[]): number[] => values.map((v) => Math.log(v));
    expect(toNested(categoricalLogDensity([2, 3], p))).toEqual(logs([0.25, 0.4]));
    expect(toNested(categoricalLogDensity(1, p))).toEqual(logs([0.25, 0.2]));
    expect(toNested(categoricalLogDensity([3, 0, 3, 1, 1], p[1]!))).toEqual(
      logs([0.4, 0.1, 0.4, 0.2, 0.2]),
    );
    const counts = [
      [2, 1, 1, 0],
      [1, 2, 3, 4],
    ];
    expect(toNested(categoricalLogDensity([2, 3], counts, { normalize: true }))).toEqual(
      logs([0.25, 0.4]),
    );
    const view = createNdArray(Float32Array.from(p.flat()), [4, 2], [1, 4]).transpose(1, 0);
    const value = categoricalLogDensity(new Uint8Array([2, 3]), view);
    expect(value.dtype).toBe('float32');
    expect(value.get(1)).toBeCloseTo(Math.log(0.4), 6);
  });

  it('adds up to 1 over the classes, and agrees with its form from scores', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -40, max: 40, noNaN: true }), { minLength: 1, maxLength: 6 }),
        (z) => {
          const classes = z.map((_, c) => c);
          const logs = toNested(categoricalLogDensityFromLogits(classes, z)) as number[];
          expect(logs.reduce((all, l) => all + Math.exp(l), 0)).toBeCloseTo(1, 13);
          const same = toNested(categoricalLogDensity(classes, softmax(z))) as number[];
          same.forEach((l, c) => {
            expect(l).toBeCloseTo(logs[c]!, 11);
          });
        },
      ),
    );
    expect(categoricalLogDensityFromLogits(1, [0, -Infinity])).toBe(-Infinity);
  });

  it('refuses classes that do not exist and what is no distribution', () => {
    expect(() => categoricalLogDensity([0, 4], p)).toThrow('classes from 0 to 3, got 4 at [1]');
    expect(() => categoricalLogDensity(-1, p)).toThrow('got -1');
    expect(() => categoricalLogDensity(0.5, p)).toThrow(DomainError);
    expect(() => categoricalLogDensity([0, 1, 2], p)).toThrow(
      'a class for each row of p, (2), or one for all, got (3)',
    );
    expect(() =>
      categoricalLogDensity(0, [
        [1, 0],
        [0.5, 0.4],
      ]),
    ).toThrow('row [1] with sum 0.9');
    expect(() => categoricalLogDensityFromLogits(0, [Number.NaN, 1])).toThrow('"logits"');
    // @ts-expect-error: classes are not differentiated.
    expect(() => grad((x) => categoricalLogDensity(x, [1]))(0)).toThrow('"x" expected classes');
    // @ts-expect-error: the option has another name.
    expect(() => categoricalLogDensity(0, [1], { normalise: true })).toThrow(KindError);
  });

  it('has its gradients to second order: 1/p in the place of the class', () => {
    const rows = checkGradient(
      (z) => sum(categoricalLogDensity([2, 0], softmax(z))),
      [
        [0.3, -1, 2],
        [1, 0, 0.5],
      ],
      { order: 2 },
    );
    const one = checkGradient(
      (z) => sum(categoricalLogDensityFromLogits([2, 0, 2], z)),
      [0.3, -1, 2],
      { order: 2 },
    );
    const weights = checkGradient(
      (w) => sum(categoricalLogDensity(1, w, { normalize: true })),
      [
        [0.3, 1, 2],
        [1, 3, 0.5],
      ],
    );
    for (const check of [rows, one, weights]) expect(check).toMatchObject({ ok: true });
    expect(toNested(grad((q) => categoricalLogDensity(1, q))([0.5, 0.25, 0.25]))).toEqual([
      0, 4, 0,
    ]);
    const counted = grad((q) => sum(categoricalLogDensity([1, 1, 0], q)))([0.5, 0.5]);
    expect(toNested(counted)).toEqual([2, 4]);
  });
});
