import { describe, expect, it } from 'vitest';
import { div, mul, randomGenerator, sub } from '../../src/array/index.js';
import type { FloatNdArray } from '../../src/core/types.js';
import {
  ancestralSample,
  betaSchedule,
  diffusionSchedule,
  sampleTimesteps,
} from '../../src/diffusion/index.js';

const schedule = diffusionSchedule(betaSchedule('linear', 100, { from: 0.001, to: 0.2 }));

describe('sampleTimesteps', () => {
  it('draws 1 to T, each equally often', () => {
    const ten = diffusionSchedule(betaSchedule('linear', 10, { from: 0.1, to: 0.2 }));
    const counts = new Map<number, number>();
    for (const t of sampleTimesteps(10000, ten, randomGenerator(2)))
      counts.set(t, (counts.get(t) ?? 0) + 1);
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    for (const count of counts.values())
      expect(Math.abs(count - 1000)).toBeLessThan(5 * Math.sqrt(900));
  });

  it('refuses counts and schedules that are none', () => {
    expect(() => sampleTimesteps(1.5, schedule, randomGenerator(1))).toThrow(
      'sampleTimesteps: "count"',
    );
    // @ts-expect-error no schedule
    expect(() => sampleTimesteps(1, {}, randomGenerator(1))).toThrow('sampleTimesteps: "schedule"');
  });
});

describe('ancestralSample', () => {
  it('keeps the law of data that are N(m, s²), whose best model is linear', () => {
    // E[ε | xₜ] = √(1 − ᾱ) (xₜ − √ᾱ m) / (ᾱ s² + 1 − ᾱ).
    const [m, s] = [2, 0.5];
    const model = (xt: FloatNdArray, t: number): FloatNdArray => {
      const kept = schedule.alphaBars.get(t - 1);
      const gain = Math.sqrt(1 - kept) / (kept * s * s + 1 - kept);
      return mul(sub(xt, Math.sqrt(kept) * m), gain);
    };
    const n = 4000;
    const x = ancestralSample(model, [n], schedule, {
      rng: randomGenerator(3),
      variance: 'posterior',
    });
    const mean = Array.from(x.data).reduce((sum, value) => sum + value, 0) / n;
    const deviation = Math.sqrt(
      Array.from(x.data).reduce((sum, value) => sum + (value - mean) ** 2, 0) / n,
    );
    expect(Math.abs(mean - m)).toBeLessThan((5 * s) / Math.sqrt(n));
    expect(Math.abs(deviation - s)).toBeLessThan(0.03);
  });

  it('tells every step, from T − 1 to 0, and ends with what it returns', () => {
    const times: number[] = [];
    let last: FloatNdArray | undefined;
    const model = (xt: FloatNdArray): FloatNdArray => div(xt, 2);
    const onStep = (samples: FloatNdArray, t: number): void => {
      times.push(t);
      last = samples;
    };
    const x = ancestralSample(model, [2, 3], schedule, { rng: randomGenerator(4), onStep });
    expect(times).toEqual(Array.from({ length: 100 }, (_, i) => 99 - i));
    expect(last).toBe(x);
    expect(x.shape).toEqual([2, 3]);
  });

  it('refuses models of another shape, and to go without a stream', () => {
    const rng = randomGenerator(1);
    expect(() => ancestralSample(() => [1], [2], schedule, { rng })).toThrow(
      'ancestralSample: "model"',
    );
    expect(() => ancestralSample((x) => x, [2], schedule, {})).toThrow('ancestralSample: "rng"');
    // @ts-expect-error no function
    expect(() => ancestralSample(1, [2], schedule, { rng })).toThrow('ancestralSample: "model"');
  });
});
