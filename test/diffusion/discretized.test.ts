import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { randomGenerator } from '../../src/core/random.js';
import type { FloatNdArray } from '../../src/core/types.js';
import {
  discretizedLogLikelihood,
  pMean,
  qSample,
  variationalBound,
} from '../../src/diffusion/index.js';
import { logIntervalMass, logUpperTail } from '../../src/diffusion/interval-mass.js';
import { mul } from '../../src/gradient/arithmetic.js';
import { exp, sin } from '../../src/gradient/functions.js';
import { checkGradient, grad, type Traced } from '../../src/gradient/index.js';
import { gaussianLogLikelihood } from '../../src/vae/index.js';
import { FLOATS, numbersOf, views } from '../laws/views.js';
import { COURSE } from './schedules.js';

const byte = (v: number): number => v / 127.5 - 1;

describe('the mass of an interval', () => {
  it('is what arithmetic of 80 digits gives, near and far, narrow and wide', () => {
    // [middle, half, ln mass], from mpmath.
    for (const [middle, half, wanted] of [
      [0, 1, -0.38171514630212605],
      [0.3, 0.001, -7.178546783293522],
      [1, 1.2, -0.5702991944694148],
      [-4, 0.5, -8.380778558467018],
      [8, 0.0001, -41.436131619620916],
      [-36, 0.2, -645.3176657120061],
      [45, 3, -886.6571742437295],
      [1000, 0.0078125, -500000.01421768096],
      [0.5, 1e-9, -21.074057189591137],
    ] as const)
      expect(Math.abs(logIntervalMass(middle, half) / wanted - 1)).toBeLessThan(2e-15);
    for (const [x, wanted] of [
      [-3, -0.0013508099647481938],
      [0, -0.6931471805599453],
      [3, -6.607726221510349],
      [19.9, -201.9171677073326],
      [20.1, -205.92711840194826],
      [39, -765.0831565643775],
      [1000, -500007.82669481216],
    ] as const)
      expect(Math.abs(logUpperTail(x) / wanted - 1)).toBeLessThan(2e-15);
  });

  it('is continuous where one way of computing it hands over to another', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 30, noNaN: true }), (near) => {
        // Where the density falls by one e over the interval, and where it straddles 0 with width 2.
        const width = Math.sqrt(near * near + 2) - near;
        for (const [m, h] of [
          [near + width / 2, width / 2],
          [near / 40, 1],
          [1, 1],
        ] as const) {
          const [low, high] = [
            logIntervalMass(m, h * (1 - 1e-15)),
            logIntervalMass(m, h * (1 + 1e-15)),
          ];
          expect(Math.abs(high - low)).toBeLessThan(1e-14 * (1 + Math.abs(low) + near));
        }
      }),
    );
  });
});

describe('discretizedLogLikelihood', () => {
  const mean = fc.double({ min: -3, max: 3, noNaN: true });
  const deviation = fc.double({ min: 1e-3, max: 5, noNaN: true });

  it('is a probability: over all levels it adds up to 1', () => {
    fc.assert(
      fc.property(mean, deviation, fc.integer({ min: 2, max: 300 }), (mu, sigma, levels) => {
        let total = 0;
        for (let k = 0; k < levels; k++) {
          const x = -1 + (2 * k) / (levels - 1);
          total += Math.exp(discretizedLogLikelihood(x, mu, { variance: sigma ** 2, levels }));
        }
        expect(total).toBeCloseTo(1, 12);
      }),
    );
  });

  it('is the density times the width of a level where the decoder is wide', () => {
    const x = [[byte(3), byte(100), byte(200)]];
    const mu = [[0.1, -0.4, 0.9]];
    const variance = 9;
    const wanted = gaussianLogLikelihood(x, mu, { variance }).get(0) + 3 * Math.log(2 / 255);
    expect(discretizedLogLikelihood(x, mu, { variance }).get(0)).toBeCloseTo(wanted, 5);
  });

  it('gives the edges all that lies beyond them', () => {
    // Far outside, the edge is sure.
    expect(discretizedLogLikelihood(1, 50, { variance: 0.01 })).toBeCloseTo(0, 15);
    expect(discretizedLogLikelihood(-1, -50, { variance: 0.01 })).toBeCloseTo(0, 15);
    // The one before the edge owns its own width only.
    expect(discretizedLogLikelihood(byte(254), 50, { variance: 0.01 })).toBeLessThan(-1e5);
    const variance = (1 / 255) ** 2;
    // One deviation below the upper end of the lowest level.
    expect(discretizedLogLikelihood(-1, -1, { variance })).toBeCloseTo(
      Math.log(0.841344746068543),
      14,
    );
    expect(discretizedLogLikelihood(0 - byte(0), byte(255), { variance })).toBeCloseTo(
      Math.log(0.841344746068543),
      14,
    );
  });

  it('stays finite, with its gradient, far out in the tails', () => {
    // A thousandth for the deviation; the near end of each level's range, and a mean beyond it.
    for (const [x, end, mu] of [
      [-1, -1 + 1 / 255, 1.7],
      [byte(20), byte(20.5), 1.7],
      [1, 1 - 1 / 255, -1.7],
    ] as const) {
      const u = Math.abs(mu - end) / 1e-3;
      const f = (m: Traced) => discretizedLogLikelihood(x, m, { variance: 1e-6 });
      // ln mass falls like −u²/2, a little more.
      const value = discretizedLogLikelihood(x, mu, { variance: 1e-6 });
      expect(value).toBeLessThan(-0.5 * u * u);
      expect(value).toBeGreaterThan(-0.5 * u * u - 10);
      expect(grad(f)(mu) / ((-Math.sign(mu - end) * u) / 1e-3)).toBeCloseTo(1, 5);
    }
  });

  it('is differentiated by mean and variance, to second order, at the edges too', () => {
    const x = [
      [-1, byte(80), 1],
      [byte(254), byte(1), byte(128)],
    ];
    const at = {
      mean: [
        [-0.7, 0.1, 0.8],
        [1.2, -0.95, 0.3],
      ],
      log: [
        [-1, -2, -0.5],
        [0.3, -3, -5],
      ],
    };
    type Decoder = { mean: Traced; log: Traced };
    const each = (d: Decoder) => discretizedLogLikelihood(x, d.mean, { variance: exp(d.log) });
    expect(checkGradient(each, at, { order: 2 }).maxError).toBeLessThan(1e-7);
    const one = (v: Traced) => discretizedLogLikelihood(x, at.mean, { variance: exp(v) });
    expect(checkGradient(one, -1.5, { order: 2 }).maxError).toBeLessThan(1e-7);
    const number = (m: Traced) => discretizedLogLikelihood(byte(9), m, { variance: 0.3 });
    expect(checkGradient(number, 0.2, { order: 2 }).maxError).toBeLessThan(1e-8);
  });

  it('adds up over what belongs to a sample, of any layout and precision', () => {
    const levels = fc.constantFrom(-1, -0.5, 0, 0.5, 1);
    fc.assert(
      fc.property(
        views({ shape: [2, 3, 2], dtypes: FLOATS, values: levels }),
        views({
          shape: [2, 3, 2],
          dtypes: FLOATS,
          values: fc.double({ min: -2, max: 2, noNaN: true }),
        }),
        (x, mu) => {
          const options = { variance: 0.4, levels: 5 };
          const [before, means] = [numbersOf(x), numbersOf(mu)];
          const got = discretizedLogLikelihood(x, mu, options);
          expect(got.shape).toEqual([2]);
          for (const i of [0, 1]) {
            let wanted = 0;
            for (let k = 6 * i; k < 6 * i + 6; k++)
              wanted += discretizedLogLikelihood(before[k]!, means[k]!, options);
            expect(Math.abs(got.get(i) - wanted)).toBeLessThan(1e-5 * (1 + Math.abs(wanted)));
          }
          const single = x.data instanceof Float32Array && mu.data instanceof Float32Array;
          expect(got.data).toBeInstanceOf(single ? Float32Array : Float64Array);
          expect(numbersOf(x)).toEqual(before);
          expect(numbersOf(mu)).toEqual(means);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('refuses what is no pixel, with its place, and bad variances', () => {
    const options = { variance: 1 };
    expect(() => discretizedLogLikelihood([[0.5]], [[0]], options)).toThrow(
      'discretizedLogLikelihood: "x0" expected one of 256 levels evenly from −1 to 1, a byte v as v/127.5 − 1, got 0.5 at [0, 0]',
    );
    expect(() => discretizedLogLikelihood(255, 0, options)).toThrow('got 255');
    expect(() => discretizedLogLikelihood(NaN, 0, options)).toThrow('got NaN');
    expect(() => discretizedLogLikelihood([1], [[1]], options)).toThrow('the shape of x0, (1)');
    expect(() => discretizedLogLikelihood([], [], options)).toThrow('at least one element');
    expect(() => discretizedLogLikelihood([1], [1], { variance: 0 })).toThrow('"variance"');
    expect(() => discretizedLogLikelihood([1], [1], { variance: [1, 2] })).toThrow('"variance"');
    expect(() => discretizedLogLikelihood([1], [NaN], options)).toThrow('"mean" expected finite');
    expect(() => discretizedLogLikelihood(1, 1, { variance: 1, levels: 1 })).toThrow('"levels"');
    // @ts-expect-error: no variance.
    expect(() => discretizedLogLikelihood(1, 1, {})).toThrow('"variance" expected a finite number');
  });
});

describe('the bound with a discretized decoder', () => {
  const x0 = createNdArray(Float64Array.of(byte(7), byte(255), byte(90), -1), [2, 2]);
  const model = (xt: FloatNdArray, t: number): FloatNdArray => mul(sin(xt), 0.5 + 0.2 * t);
  const noise = [0, 1, 2].map((t) => [0, 1].map((i) => [0, 1].map((j) => Math.cos(t + 2 * i + j))));

  it('differs in the last term alone, which is the likelihood of the pixels', () => {
    for (const [variance, sigma2] of [
      ['beta', 0.1],
      ['posterior', COURSE.posteriorVariances.get(1)],
    ] as const) {
      const density = variationalBound(x0, model, COURSE, { noise, variance });
      const bound = variationalBound(x0, model, COURSE, {
        noise,
        variance,
        decoder: 'discretized',
      });
      expect(bound.prior).toBe(density.prior);
      expect(bound.steps).toEqual(density.steps);
      const x1 = qSample(x0, 1, noise[0]!, COURSE);
      const each = discretizedLogLikelihood(x0, pMean(x1, model(x1, 1), 1, COURSE), {
        variance: sigma2,
      });
      expect(bound.reconstruction).toBeCloseTo(-(each.get(0) + each.get(1)) / 2, 13);
      expect(bound.reconstruction).toBeGreaterThan(0);
      expect(bound.total).toBeCloseTo(
        density.total - density.reconstruction + bound.reconstruction,
        12,
      );
    }
  });

  it('is differentiated, draws the same noise from a stream, and refuses data that are no pixels', () => {
    const f = (scale: Traced) =>
      variationalBound(x0, (xt) => mul(sin(xt), scale), COURSE, { noise, decoder: 'discretized' })
        .total;
    expect(checkGradient(f, 0.6, { order: 2 }).maxError).toBeLessThan(1e-7);
    const run = (decoder: 'gaussian' | 'discretized') =>
      variationalBound(x0, model, COURSE, { rng: randomGenerator(3), decoder });
    expect(run('discretized').steps).toEqual(run('gaussian').steps);
    expect(() =>
      variationalBound([[0.5]], () => [[0]], COURSE, {
        rng: randomGenerator(1),
        decoder: 'discretized',
      }),
    ).toThrow('one of 256 levels');
    // @ts-expect-error: no such decoder.
    expect(() => variationalBound(x0, model, COURSE, { noise, decoder: 'pixels' })).toThrow(
      '"decoder" expected one of "gaussian", "discretized"',
    );
  });
});
