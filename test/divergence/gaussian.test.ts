import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ShapeError } from '../../src/core/errors.js';
import {
  bernoulliKl,
  gaussianKl,
  klDivergence,
  multivariateGaussianKl,
  standardNormalKl,
} from '../../src/divergence/index.js';
import { sigmoid } from '../../src/gradient/activations.js';
import { checkGradient } from '../../src/gradient/check-gradient.js';
import { exp } from '../../src/gradient/functions.js';
import { grad } from '../../src/gradient/grad.js';
import { sum } from '../../src/gradient/reduce.js';
import { readCases, worstRatio } from '../reference/read.js';

interface Line {
  readonly mean: number;
  readonly variance: number;
}

interface Plane {
  readonly mean: number[];
  readonly covariance: number[][];
}

describe('PyTorch agrees', () => {
  it('about one dimension, several, the standard normal, and coins', () => {
    let worst = 0;
    const compare = (value: number, { expected, tolerance }: ReturnType<typeof readCases>[0]) => {
      const ratio = worstRatio([value], expected.value.data, tolerance.float64);
      worst = Math.max(worst, ratio);
      expect(ratio).toBeLessThanOrEqual(1);
    };
    for (const one of readCases('07-divergences', 'gaussianKl')) {
      const { mean_p, std_p, mean_q, std_q } = one.parameters;
      const [p, q] = [
        { mean: mean_p as number, variance: std_p ** 2 },
        { mean: mean_q as number, variance: std_q ** 2 },
      ];
      compare(gaussianKl(p, q), one);
    }
    for (const one of readCases('07-divergences', 'gaussianKlDiagonal')) {
      const { mean_p, variance_p, mean_q, variance_q } = one.inputs;
      const p = { mean: mean_p.data as Float64Array, variance: variance_p.data as Float64Array };
      const q = { mean: mean_q.data as Float64Array, variance: variance_q.data as Float64Array };
      compare(gaussianKl(p, q), one);
    }
    for (const one of readCases('07-divergences', 'gaussianKlToStandard'))
      compare(
        standardNormalKl(
          one.inputs.mean.data as Float64Array,
          one.inputs.log_variance.data as Float64Array,
        ),
        one,
      );
    for (const one of readCases('07-divergences', 'klClosedForm'))
      compare(bernoulliKl(one.parameters.p.probs as number, one.parameters.q.probs as number), one);
    if (process.env['SHOW_ERRORS']) console.log('closed forms', worst);
  });
});

describe('closed forms are the integral of p ln(p/q)', () => {
  const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
  const line = fc.record({ mean: number(-2, 2), variance: number(0.3, 2) });
  const plane = fc
    .record({
      mean: fc.tuple(number(-1, 1), number(-1, 1)),
      a: number(0.6, 1.5),
      b: number(0.6, 1.5),
      r: number(-0.7, 0.7),
    })
    .map(({ mean, a, b, r }) => ({
      mean: [...mean],
      covariance: [
        [a * a, r * a * b],
        [r * a * b, b * b],
      ],
    }));

  // −½ (x − μ)ᵀ Σ⁻¹ (x − μ) − ½ ln((2π)ⁿ det Σ)
  const logDensity1 = (x: number, g: { mean: number; variance: number }): number =>
    (-0.5 * (x - g.mean) ** 2) / g.variance - 0.5 * Math.log(2 * Math.PI * g.variance);
  const logDensity2 = (
    x: number,
    y: number,
    { mean, covariance: [top, bottom] }: Plane,
  ): number => {
    const [[a, b], [, d]] = [top!, bottom!] as [[number, number], [number, number]];
    const [u, v] = [x - mean[0]!, y - mean[1]!];
    const determinant = a * d - b * b;
    const square = (d * u * u - 2 * b * u * v + a * v * v) / determinant;
    return -0.5 * square - Math.log(2 * Math.PI) - 0.5 * Math.log(determinant);
  };

  // Sums at equal steps of a smooth function that vanishes at both ends converge faster than any power.
  function integral1(p: Line, q: Line): number {
    const step = 0.05;
    let value = 0;
    for (let x = -18; x <= 18; x += step) {
      const own = logDensity1(x, p);
      value += step * Math.exp(own) * (own - logDensity1(x, q));
    }
    return value;
  }
  function integral2(p: Plane, q: Plane): number {
    const step = 0.15;
    let value = 0;
    for (let x = -13; x <= 13; x += step) {
      for (let y = -13; y <= 13; y += step) {
        const own = logDensity2(x, y, p);
        value += step * step * Math.exp(own) * (own - logDensity2(x, y, q));
      }
    }
    return value;
  }

  it('on a line, against any Gaussian and the standard normal', () => {
    fc.assert(
      fc.property(line, line, (p, q) => {
        const close = (value: number, truth: number) =>
          expect(Math.abs(value - truth)).toBeLessThan(1e-11 * (1 + truth));
        close(gaussianKl(p, q), integral1(p, q));
        close(
          standardNormalKl([p.mean], [Math.log(p.variance)]),
          integral1(p, { mean: 0, variance: 1 }),
        );
      }),
      { numRuns: 30 },
    );
  });

  it('on a plane, with full covariances, and with independent dimensions', () => {
    fc.assert(
      fc.property(plane, plane, (p, q) => {
        const full = integral2(p, q);
        expect(Math.abs(multivariateGaussianKl(p, q) - full)).toBeLessThan(1e-9 * (1 + full));
        const [a, b] = [p, q].map(({ mean, covariance }) => {
          const variance = covariance.map((row, k) => row[k]!);
          const flat = covariance.map((row, i) => row.map((x, j) => (i === j ? x : 0)));
          return { own: { mean, variance }, flat: { mean, covariance: flat } };
        });
        const truth = integral2(a!.flat, b!.flat);
        expect(Math.abs(gaussianKl(a!.own, b!.own) - truth)).toBeLessThan(1e-9 * (1 + truth));
      }),
      { numRuns: 5 },
    );
  });
});

describe('gaussianKl', () => {
  it('has its gradients by variances whose products are no floats', () => {
    // By the first ½(1/w − 1/v), by the second ½(1 − v/w)/w.
    for (const [unit, array] of [
      [2 ** -100, Float32Array],
      [2 ** 100, Float32Array],
      [2 ** -800, Float64Array],
      [2 ** 800, Float64Array],
    ] as const) {
      const mean = array.of(0);
      const [v, w] = [array.of(2 * unit), array.of(4 * unit)];
      const slopes = [
        grad((x) => gaussianKl({ mean, variance: x }, { mean, variance: w }))(v),
        grad((x) => gaussianKl({ mean, variance: v }, { mean, variance: x }))(w),
      ];
      expect(slopes.map((slope) => slope.get(0) * unit)).toEqual([-0.125, 0.0625]);
    }
  });

  it('keeps its digits near equality: d²/4 for variances that differ by the factor 1 + d', () => {
    const d = 2 ** -30;
    const value = gaussianKl({ mean: 0, variance: 1 + d }, { mean: 0, variance: 1 });
    // ½ (d − ln(1 + d)) = d²/4 − d³/6 + …
    expect(Math.abs(value / (d ** 2 / 4 - d ** 3 / 6) - 1)).toBeLessThan(1e-15);
    expect(gaussianKl({ mean: 1, variance: 2 }, { mean: 1, variance: 2 })).toBe(0);
  });

  it('gives a number a row, and refuses what is no variance', () => {
    const rows = gaussianKl(
      {
        mean: [
          [0, 0],
          [1, 0],
        ],
        variance: [
          [1, 1],
          [1, 1],
        ],
      },
      {
        mean: [
          [0, 0],
          [0, 0],
        ],
        variance: [
          [1, 1],
          [1, 1],
        ],
      },
    );
    expect(Array.from(rows.data)).toEqual([0, 0.5]);
    const unit = { mean: 0, variance: 1 };
    expect(() => gaussianKl(unit, { mean: 0, variance: 0 })).toThrow('"q.variance"');
    expect(() => gaussianKl({ mean: [0, 1], variance: [1] }, unit)).toThrow(ShapeError);
    expect(() => gaussianKl({ mean: NaN, variance: 1 }, unit)).toThrow('"p.mean"');
  });

  it('passes checkGradient to second order', () => {
    const at = { m: [0.5, -1], l: [0.3, -0.2], n: [0.1, 0.4], k: [-0.5, 0.6] };
    const check = checkGradient(
      (x) => gaussianKl({ mean: x.m, variance: exp(x.l) }, { mean: x.n, variance: exp(x.k) }),
      at,
      { order: 2 },
    );
    expect(check).toMatchObject({ ok: true });
  });
});

describe('standardNormalKl', () => {
  it('keeps its digits near 0: ℓ²/4 + ℓ³/12', () => {
    for (const l of [1e-3, 1e-6, -1e-9, 1e-12]) {
      const truth = l ** 2 / 4 + l ** 3 / 12 + l ** 4 / 48 + l ** 5 / 240;
      expect(Math.abs(standardNormalKl([0], [l]) / truth - 1)).toBeLessThan(1e-14);
    }
  });

  it('is gaussianKl against mean 0 and variance 1', () => {
    const own = standardNormalKl([0.5, -1], [0.4, -3]);
    const same = gaussianKl(
      { mean: [0.5, -1], variance: [Math.exp(0.4), Math.exp(-3)] },
      { mean: [0, 0], variance: [1, 1] },
    );
    expect(own).toBeCloseTo(same, 14);
  });

  it('names the shapes that differ', () => {
    expect(() => standardNormalKl([1], [1, 2])).toThrow(ShapeError);
  });
});

describe('bernoulliKl', () => {
  it('is the divergence of two outcomes, near equality and at certainty too', () => {
    expect(bernoulliKl(0.3, 0.8)).toBeCloseTo(klDivergence([0.3, 0.7], [0.8, 0.2]), 15);
    // d²/(2 q (1 − q)) to first order; the next term is smaller by d.
    const d = 2 ** -40;
    expect(Math.abs(bernoulliKl(0.25 + d, 0.25) / ((d * d) / 0.375) - 1)).toBeLessThan(1e-11);
    expect(bernoulliKl(0, 0.5)).toBeCloseTo(Math.LN2, 15);
    expect(bernoulliKl(0.5, 1)).toBe(Infinity);
    expect(bernoulliKl(1, 1)).toBe(0);
    expect(() => bernoulliKl(1.5, 0.5)).toThrow('"p"');
  });

  it('passes checkGradient to second order', () => {
    const at = { p: [0.3, -0.5], q: [-0.2, 0.4] };
    const check = checkGradient((x) => sum(bernoulliKl(sigmoid(x.p), sigmoid(x.q))), at, {
      order: 2,
    });
    expect(check).toMatchObject({ ok: true });
  });
});

describe('the base of Gaussians and coins', () => {
  const p = { mean: [0.5, -1], variance: [1, 2] };
  const q = { mean: [0, 0.25], variance: [3, 0.5] };
  const full = ({ mean, variance: [a, b] }: typeof p): Plane => ({
    mean,
    covariance: [
      [a!, 0],
      [0, b!],
    ],
  });
  type Base = { readonly base?: number | undefined } | undefined;
  const runs: Record<string, (options: Base) => number> = {
    gaussianKl: (o) => gaussianKl(p, q, o),
    'gaussianKl of one number': (o) =>
      gaussianKl({ mean: 0, variance: 4 }, { mean: 2, variance: 1 }, o),
    multivariateGaussianKl: (o) => multivariateGaussianKl(full(p), full(q), o),
    standardNormalKl: (o) => standardNormalKl(p.mean, [0, 1], o),
    bernoulliKl: (o) => bernoulliKl(0.25, 0.5, o),
  };

  it('is e where nothing is said, and divides by its logarithm', () => {
    for (const run of Object.values(runs)) {
      const nats = run(undefined);
      expect(run({})).toBe(nats);
      expect(run({ base: undefined })).toBe(nats);
      expect(run({ base: Math.E })).toBe(nats);
      expect(run({ base: 2 })).toBeCloseTo(nats / Math.LN2, 14);
      expect(run({ base: 10 })).toBeCloseTo(nats / Math.LN10, 14);
    }
    // 1 − H(¼) = ¾ log₂ 3 − 1 bits.
    expect(runs['bernoulliKl']!({ base: 2 })).toBeCloseTo(0.75 * Math.log2(3) - 1, 14);
  });

  it('is of arrays and gradients too', () => {
    const rows = { mean: [p.mean, q.mean], variance: [p.variance, q.variance] };
    const other = { mean: [q.mean, q.mean], variance: [q.variance, q.variance] };
    const bits = gaussianKl(rows, other, { base: 2 });
    expect(bits.shape).toEqual([2]);
    expect(bits.get(0)).toBeCloseTo(gaussianKl(p, q) / Math.LN2, 14);
    const f = (m: never) => [
      gaussianKl({ mean: m, variance: p.variance }, q, { base: 2 }),
      standardNormalKl(m, [0, 1], { base: 2 }),
      multivariateGaussianKl({ ...full(p), mean: m }, full(q), { base: 2 }),
    ];
    expect(checkGradient(f as never, p.mean as never, { order: 2 }).ok).toBe(true);
    const single = standardNormalKl(new Float32Array([1]), new Float32Array([0]), { base: 2 });
    expect(single).toBeCloseTo(0.5 / Math.LN2, 6);
  });

  it('is named where it is none', () => {
    for (const [name, run] of Object.entries(runs)) {
      const fn = name.split(' ')[0]!;
      for (const base of [0, 0.5, 1])
        expect(() => run({ base })).toThrow(
          `${fn}: "base" expected a finite number > 1, got ${base}`,
        );
      expect(() => run({ bases: 2 } as never)).toThrow(`${fn}: "options" expected only the names`);
    }
  });
});
