import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import {
  diffusionSchedule,
  pMean,
  predictNoise,
  predictStart,
  predictVelocity,
  qPosterior,
  qSample,
  qStep,
} from '../../src/diffusion/index.js';
import { checkGradient } from '../../src/gradient/check-gradient.js';
import type { Traced } from '../../src/gradient/index.js';
import { readCases, toFloats, worstRatio } from '../reference/read.js';
import { COURSE, numbers, scheduleOf, someBetas, timesOf } from './schedules.js';

describe.each(['float64', 'float32'] as const)('in %s agree with NumPy', (dtype) => {
  const ratio = (
    got: { readonly data: ArrayLike<number> },
    wanted: { readonly data: ArrayLike<number> },
    tolerance: {
      readonly float64: { abs: number; rel: number };
      readonly float32: { abs: number; rel: number };
    },
  ): void => {
    expect(worstRatio(got.data, wanted.data, tolerance[dtype])).toBeLessThanOrEqual(1);
    const Storage = dtype === 'float32' ? Float32Array : Float64Array;
    expect(got.data).toBeInstanceOf(Storage);
  };
  const arrays = (inputs: Record<string, Parameters<typeof toFloats>[0]>) => (name: string) =>
    toFloats(inputs[name]!, dtype);

  for (const c of readCases('11-generative', 'qSample'))
    it(c.name, () => {
      const of = arrays(c.inputs);
      ratio(qSample(of('x0'), timesOf(c), of('noise'), scheduleOf(c)), c.expected.xt, c.tolerance);
    });
  for (const c of readCases('11-generative', 'posteriorMeanVariance'))
    it(c.name, () => {
      const of = arrays(c.inputs);
      const { mean, variance } = qPosterior(of('x0'), of('xt'), timesOf(c), scheduleOf(c));
      ratio(mean, c.expected.mean, c.tolerance);
      const allowed = c.tolerance.float64;
      expect(worstRatio(variance.data, c.expected.variance.data, allowed)).toBeLessThanOrEqual(1);
    });
  for (const c of readCases('11-generative', 'predictFromNoise'))
    it(c.name, () => {
      const of = arrays(c.inputs);
      const [s, t] = [scheduleOf(c), timesOf(c)];
      const noise = of('eps');
      ratio(predictStart(of('xt'), { noise }, t, s), c.expected.x0, c.tolerance);
      ratio(pMean(of('xt'), noise, t, s), c.expected.mean, c.tolerance);
      ratio(qPosterior({ noise }, of('xt'), t, s).mean, c.expected.mean, c.tolerance);
    });
});

describe('the steps of a diffusion', () => {
  it('compose to the closed form in mean and variance', () => {
    fc.assert(
      fc.property(someBetas, numbers, (betas, x0) => {
        const s = diffusionSchedule(betas);
        const last = betas.length;
        // The steps are linear, so what a unit of noise at one step becomes shows its part of the variance.
        const carried = (start: number, noiseAt: number): number => {
          let x = start;
          for (let t = 1; t <= last; t++) x = qStep(x, t, t === noiseAt ? 1 : 0, s);
          return x;
        };
        const variance = betas.reduce((sum, _, i) => sum + carried(0, i + 1) ** 2, 0);
        expect(carried(x0, 0)).toBeCloseTo(qSample(x0, last, 0, s), 13);
        expect(variance).toBeCloseTo(qSample(0, last, 1, s) ** 2, 13);
      }),
    );
  });

  it('have, with the data known, the posterior that the two densities have in product', () => {
    fc.assert(
      fc.property(someBetas, numbers, numbers, (betas, x0, xt) => {
        const s = diffusionSchedule(betas);
        const t = betas.length;
        const { mean, variance } = qPosterior(x0, xt, t, s);
        if (t === 1) {
          expect(mean).toBeCloseTo(x0, 12);
          expect(variance).toBe(0);
          return;
        }
        // ln q(xₜ|x) + ln q(x|x₀) is a parabola in x: its top and its curvature are mean and precision.
        const [beta, bar] = [betas[t - 1]!, s.alphaBars.get(t - 2)];
        const log = (x: number): number =>
          -((xt - Math.sqrt(1 - beta) * x) ** 2) / (2 * beta) -
          (x - Math.sqrt(bar) * x0) ** 2 / (2 * (1 - bar));
        const h = Math.sqrt(variance);
        const [left, top, right] = [log(mean - h), log(mean), log(mean + h)];
        const size = 1 + Math.abs(top);
        expect((left - 2 * top + right) / size).toBeCloseTo(-1 / size, 6);
        expect((right - left) / size).toBeCloseTo(0, 6);
      }),
    );
  });

  it('take noise and start, and back, by every pair of the three parameterisations', () => {
    fc.assert(
      fc.property(someBetas, numbers, numbers, (betas, x0, noise) => {
        const s = diffusionSchedule(betas.map((beta) => Math.max(1e-3, beta)));
        // Where next to nothing of the data is left, nothing leads back to them.
        const t = Math.max(1, s.alphaBars.data.filter((bar) => bar > 1e-4).length);
        if (s.alphaBars.get(t - 1) < 1e-4) return;
        const xt = qSample(x0, t, noise, s);
        const velocity = predictVelocity(xt, { noise }, t, s);
        expect(predictVelocity(xt, { start: x0 }, t, s)).toBeCloseTo(velocity, 9);
        expect(predictStart(xt, { noise }, t, s)).toBeCloseTo(x0, 9);
        expect(predictStart(xt, { velocity }, t, s)).toBeCloseTo(x0, 9);
        expect(predictNoise(xt, { start: x0 }, t, s)).toBeCloseTo(noise, 9);
        expect(predictNoise(xt, { velocity }, t, s)).toBeCloseTo(noise, 9);
        const forms = [qPosterior(x0, xt, t, s), qPosterior({ noise }, xt, t, s)];
        expect(forms[0]!.mean).toBeCloseTo(forms[1]!.mean, 9);
      }),
    );
  });

  it('has the velocity of the reference', () => {
    for (const c of readCases('11-generative', 'predictFromNoise')) {
      const own = { ...c, ...(c as unknown as { x0_and_noise: { x0: Raw; noise: Raw } }) };
      const [s, t] = [scheduleOf(c), timesOf(c)];
      const read = ({ shape, data }: Raw) => createNdArray(Float64Array.from(data), shape);
      const [x0, noise] = [read(own.x0_and_noise.x0), read(own.x0_and_noise.noise)];
      const xt = qSample(x0, t, noise, s);
      const wanted = c.expected.v_target_for_x0_and_noise.data;
      const got = predictVelocity(xt, { start: x0 }, t, s);
      expect(worstRatio(got.data, wanted, c.tolerance.float64)).toBeLessThanOrEqual(1);
    }
  });

  it('treat samples alike whether they share a time or have one each, and change no argument', () => {
    const x0 = [
      [1, 2, 3],
      [4, 5, 6],
    ];
    const noise = createNdArray(Float64Array.of(6, 5, 4, 3, 2, 1), [2, 3], [-3, 1], 3);
    const before = noise.data.slice();
    const shared = qSample(x0, 2, noise, COURSE);
    const each = qSample(x0, Int32Array.of(2, 2), noise, COURSE);
    expect([...each.data]).toEqual([...shared.data]);
    expect(each.get(0, 0)).toBeCloseTo(Math.sqrt(0.72) * 1 + Math.sqrt(0.28) * 3, 14);
    expect(noise.data).toEqual(before);
    expect([...qPosterior(x0, x0, [1, 3], COURSE).variance.data]).toEqual([
      0,
      COURSE.posteriorVariances.get(2),
    ]);
  });

  it('are differentiated by data, noise and predictions, to second order', () => {
    const at = {
      x: [
        [0.3, -1],
        [2, 0.5],
      ],
      y: [
        [1, 0.2],
        [-0.4, 3],
      ],
    };
    const t = [1, 3];
    type Pair = { readonly x: Traced; readonly y: Traced };
    for (const f of [
      (v: Pair) => qStep(v.x, t, v.y, COURSE),
      (v: Pair) => qSample(v.x, t, v.y, COURSE),
      (v: Pair) => qPosterior(v.x, v.y, t, COURSE).mean,
      (v: Pair) => predictStart(v.x, { velocity: v.y }, 2, COURSE),
    ])
      expect(checkGradient(f, at, { order: 2 }).maxError).toBeLessThan(1e-9);
  });
});

interface Raw {
  readonly shape: number[];
  readonly data: number[];
}

describe('refuse', () => {
  const x = [
    [1, 2],
    [3, 4],
    [5, 6],
  ];

  it('times outside 1…T, for all or for one sample', () => {
    expect(() => qSample(1, 0, 1, COURSE)).toThrow(
      '"t" expected a whole number >= 1 and <= 3, got 0',
    );
    expect(() => qStep(1, 4, 1, COURSE)).toThrow('got 4');
    expect(() => qSample(1, 1.5, 1, COURSE)).toThrow('got 1.5');
    expect(() => qPosterior(x, x, [1, 4, 2], COURSE)).toThrow(
      'from 1 to 3, or one a sample, got 4 at [1]',
    );
    expect(() => qSample(x, [[1, 2, 3]], x, COURSE)).toThrow('got (1, 3)');
    expect(() => qSample(x, [1, 2], x, COURSE)).toThrow('one time a sample of "x0", (3), got (2)');
    expect(() => qSample(1, [1], 1, COURSE)).toThrow('"t" expected one time a sample of "x0"');
  });

  it('noise of another shape and empty batches', () => {
    expect(() => qSample(x, 1, [[1, 2]], COURSE)).toThrow(
      'qSample: "noise" expected the shape of "x0", (3, 2), got (1, 2)',
    );
    expect(() => qStep(x, 1, 1, COURSE)).toThrow(
      '"noise" expected the shape of "previous", (3, 2), got ()',
    );
    expect(() => qPosterior(x, [1, 2, 3], 1, COURSE)).toThrow(
      '"x0" expected the shape of "xt", (3)',
    );
    expect(() => qSample([], 1, [], COURSE)).toThrow('"x0" expected at least one element, got (0)');
  });

  it('what is no schedule, and a prediction that is none or two', () => {
    // @ts-expect-error: betas alone.
    expect(() => qSample(1, 1, 1, [0.1, 0.2])).toThrow('a schedule from diffusionSchedule(betas)');
    // @ts-expect-error: neither of the two.
    expect(() => predictStart(1, {}, 1, COURSE)).toThrow('either noise or velocity');
    // @ts-expect-error: both.
    expect(() => predictNoise(1, { start: 1, velocity: 1 }, 1, COURSE)).toThrow('got both');
    // @ts-expect-error: the wanted one itself.
    expect(() => predictStart(1, { start: 1 }, 1, COURSE)).toThrow(
      'only the names noise, velocity',
    );
  });
});
