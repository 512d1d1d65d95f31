import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError, ShapeError } from '../../src/core/errors.js';
import { toNested } from '../../src/core/to-nested.js';
import {
  gaussianWasserstein,
  multivariateGaussianKl,
  wassersteinDistance,
} from '../../src/divergence/index.js';
import { add } from '../../src/gradient/arithmetic.js';
import { checkGradient } from '../../src/gradient/check-gradient.js';
import { grad } from '../../src/gradient/grad.js';
import { matmul } from '../../src/gradient/matmul.js';
import { transpose } from '../../src/gradient/shape.js';
import { readCases, toFloats, worstRatio } from '../reference/read.js';

const EYE = [
  [1, 0],
  [0, 1],
];

const POSITIVE = [
  [2, 1],
  [1, 2],
];

const NEGATIVE = [
  [2, -1],
  [-1, 2],
];

describe('reference cases', () => {
  for (const [operation, run] of [
    ['gaussianKlFull', multivariateGaussianKl],
    ['gaussianWasserstein2Squared', gaussianWasserstein],
  ] as const) {
    it(`agree about ${operation}`, () => {
      let worst = 0;
      for (const { inputs, expected, tolerance } of readCases('07-divergences', operation)) {
        const part = (name: string) => toFloats(inputs[name], 'float64');
        const value = run(
          { mean: part('mean_p'), covariance: part('covariance_p') },
          { mean: part('mean_q'), covariance: part('covariance_q') },
        );
        const squared = operation === 'gaussianKlFull' ? value : value ** 2;
        const truth = expected.value.data ?? [expected.value];
        worst = Math.max(worst, worstRatio([squared], truth, tolerance.float64));
      }
      if (process.env['SHOW_ERRORS']) console.log(operation, worst);
      expect(worst).toBeLessThanOrEqual(1);
    });
  }

  it('agree about the distance of samples on a line, weighted too', () => {
    let worst = 0;
    for (const { inputs, expected, tolerance } of readCases('07-divergences', 'wasserstein1d')) {
      const { u, v, u_weights: mass, v_weights: other } = inputs;
      const value = wassersteinDistance(toFloats(u, 'float64'), toFloats(v, 'float64'), {
        xWeights: mass && toFloats(mass, 'float64'),
        yWeights: other && toFloats(other, 'float64'),
      });
      worst = Math.max(worst, worstRatio([value], [expected.value], tolerance.float64));
    }
    if (process.env['SHOW_ERRORS']) console.log('wasserstein1d', worst);
    expect(worst).toBeLessThanOrEqual(1);
  });
});

describe('multivariateGaussianKl', () => {
  it('is what the formula gives for the Gaussians of the course, one way and not the other', () => {
    const q = {
      mean: [1, 0],
      covariance: [
        [2, 0.5],
        [0.5, 1],
      ],
    };
    const p = {
      mean: [0, 1],
      covariance: [
        [1, 0.2],
        [0.2, 2],
      ],
    };
    expect(multivariateGaussianKl(q, p)).toBeCloseTo(1.1485010773473792, 14);
    expect(Math.abs(multivariateGaussianKl(p, q) - 1.1485010773473792)).toBeGreaterThan(0.01);
    expect(multivariateGaussianKl(q, q)).toBe(0);
  });

  it('names the leading minor that is not positive, and what is not symmetric', () => {
    const fine = {
      mean: [0, 0, 0],
      covariance: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
    };
    const minor = (covariance: number[][]) => () =>
      multivariateGaussianKl(fine, { mean: [0, 0, 0], covariance });
    expect(
      minor([
        [1, 2, 0],
        [2, 1, 0],
        [0, 0, 1],
      ]),
    ).toThrow('leading minor of size 2');
    expect(
      minor([
        [1, 0, 1],
        [0, 1, 0],
        [1, 0, 1],
      ]),
    ).toThrow('leading minor of size 3');
    expect(
      minor([
        [1, 0.5, 0],
        [0, 1, 0],
        [0, 0, 1],
      ]),
    ).toThrow('symmetric');
    expect(() => multivariateGaussianKl(fine, { mean: [0], covariance: [[1]] })).toThrow(
      ShapeError,
    );
  });
});

describe('gaussianWasserstein', () => {
  it('is the distance of means and of standard deviations, and keeps its digits near equality', () => {
    const wide = {
      mean: [3, 0],
      covariance: [
        [25, 0],
        [0, 1],
      ],
    };
    expect(gaussianWasserstein({ mean: [0, 0], covariance: EYE }, wide)).toBeCloseTo(5, 14);
    const d = 2 ** -30;
    const near = {
      mean: [0, 0],
      covariance: [
        [(1 + d) ** 2, 0],
        [0, 1],
      ],
    };
    const value = gaussianWasserstein({ mean: [0, 0], covariance: EYE }, near);
    expect(Math.abs(value / d - 1)).toBeLessThan(1e-6);
  });

  it('grows with its unit, and its gradient does not, however small or large that is', () => {
    // Σ₁Σ₂ = 3·1, so the square of the distance is 4 + 4 − 4√3, and its derivative by Σ₁ is 1 − √3 Σ₁⁻¹.
    const by = (covariance: number[][], unit: number) =>
      covariance.map((row) => row.map((x) => x * unit * unit));
    for (const unit of [1, 2 ** 60, 2 ** -60, 2 ** 300, 2 ** -300, 2 ** 480, 2 ** -480]) {
      const [mean, first, second] = [[0, 0], by(POSITIVE, unit), by(NEGATIVE, unit)];
      const q = { mean, covariance: second };
      const distance = Math.sqrt(6) - Math.SQRT2;
      const value = gaussianWasserstein({ mean, covariance: first }, q) / unit;
      expect(Math.abs(value / distance - 1)).toBeLessThan(1e-14);
      const slope = toNested(
        grad((covariance) => gaussianWasserstein({ mean, covariance }, q))(first),
      ) as number[][];
      const [own, cross] = [1 - 2 / Math.sqrt(3), 1 / Math.sqrt(3)];
      const expected = [own, cross, cross, own].map((x) => x / (2 * distance));
      slope.flat().forEach((x, i) => {
        expect(Math.abs(x * unit - expected[i]!)).toBeLessThan(1e-14);
      });
    }
  });
});

describe('wassersteinDistance', () => {
  const samples = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), {
    minLength: 1,
    maxLength: 9,
  });

  it('is a metric, and a shift moves it by its length', () => {
    fc.assert(
      fc.property(samples, samples, samples, (x, y, z) => {
        const xy = wassersteinDistance(x, y);
        expect(wassersteinDistance(x, x)).toBeLessThan(1e-14);
        expect(Math.abs(wassersteinDistance(y, x) - xy)).toBeLessThan(1e-13);
        const around = wassersteinDistance(x, z) + wassersteinDistance(z, y);
        expect(xy).toBeLessThanOrEqual(around + 1e-12);
        const moved = x.map((value) => value + 20);
        expect(wassersteinDistance(x, moved)).toBeCloseTo(20, 10);
      }),
    );
  });

  it('refuses what is empty, and masses that are none', () => {
    expect(() => wassersteinDistance([], [1])).toThrow(ShapeError);
    expect(() => wassersteinDistance([1], [1], { xWeights: [0] })).toThrow('no mass');
    expect(() => wassersteinDistance([1], [1], { yWeights: [-1] })).toThrow(DomainError);
    expect(() => wassersteinDistance([1], [NaN])).toThrow('NaN at [0]');
  });
});

describe('gradients pass checkGradient to second order', () => {
  const at = {
    m: [0.5, -1],
    a: [
      [1.2, 0.3],
      [-0.4, 0.9],
    ],
    n: [0.1, 0.4],
    b: [
      [0.7, -0.2],
      [0.5, 1.4],
    ],
  };
  for (const [name, run] of Object.entries({ multivariateGaussianKl, gaussianWasserstein })) {
    it(`of ${name}`, () => {
      const check = checkGradient(
        (x) =>
          run(
            { mean: x.m, covariance: add(matmul(x.a, transpose(x.a)), EYE) },
            { mean: x.n, covariance: add(matmul(x.b, transpose(x.b)), EYE) },
          ),
        at,
        { order: 2 },
      );
      expect(check).toMatchObject({ ok: true });
    });
  }

  it('of wassersteinDistance', () => {
    const points = { x: [0.1, 2, -1], y: [0.7, 3] };
    const check = checkGradient((v) => wassersteinDistance(v.x, v.y), points, { order: 2 });
    expect(check).toMatchObject({ ok: true });
  });
});
