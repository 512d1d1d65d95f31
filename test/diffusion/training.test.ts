// The example of examples/two-moons, smaller: a diffusion learns a cloud of points in a few seconds.
import { expect, it } from 'vitest';
import { randomGenerator } from '../../src/core/random.js';
import type { FloatNdArray } from '../../src/core/types.js';
import {
  betaSchedule,
  ddimStep,
  ddpmSimpleLoss,
  diffusionSchedule,
  pSample,
  qSample,
} from '../../src/diffusion/index.js';
import type { Traced } from '../../src/gradient/index.js';
import { concat } from '../../src/gradient/shape.js';
import { adam, gatherRows, minimize } from '../../src/optimizer/index.js';
import { sinusoidalPositions } from '../../src/transformer/index.js';
import {
  applyNetwork,
  makeNetwork,
  type Network,
  noise,
  slicedDistance,
  twoMoons,
} from './moons.js';

const T = 40;
const schedule = diffusionSchedule(betaSchedule('linear', T, { from: 2e-3, to: 0.3 }));
const clock = sinusoidalPositions(T + 1, 8, { base: 100, dtype: 'float32' });

function guessNoise(layers: Network, x: FloatNdArray, times: number[]): FloatNdArray;
function guessNoise(layers: Network<Traced>, x: FloatNdArray, times: number[]): Traced;
function guessNoise(layers: Network<FloatNdArray | Traced>, x: FloatNdArray, times: number[]) {
  const both = concat<FloatNdArray>([x, gatherRows(clock, times) as FloatNdArray], 1);
  return applyNetwork(layers, both as FloatNdArray);
}

it('draws points that are within 0.13 of two moons by DDPM, 0.18 by ten steps of DDIM, from noise that is 0.24 away', () => {
  const rng = randomGenerator(1);
  const [steps, batch] = [900, 128];
  const loss = (layers: Network<Traced>): Traced => {
    const points = twoMoons(batch, rng);
    const times = Array.from({ length: batch }, () => 1 + Math.floor(T * rng.nextFloat64()));
    const epsilon = noise(batch, rng);
    const xt = qSample(points, times, epsilon, schedule);
    return ddpmSimpleLoss(epsilon, guessNoise(layers, xt, times));
  };
  const { history, parameters } = minimize(
    loss,
    makeNetwork([10, 48, 48, 48, 2], randomGenerator(2)),
    adam({ learningRate: (step) => 0.006 * (1 - step / steps) }),
    { steps },
  );
  // A guess of 0 has an error of 1.
  const last = history.slice(-50).reduce((sum, value) => sum + value / 50, 0);
  expect(last).toBeLessThan(0.5);

  const count = 500;
  const data = twoMoons(count, randomGenerator(3));
  const random = randomGenerator(4);
  const start = noise(count, random);
  const guess = (x: FloatNdArray, t: number): FloatNdArray =>
    guessNoise(parameters, x, new Array<number>(count).fill(t));
  let [slow, fast] = [start, start];
  for (let t = T; t >= 1; t--) slow = pSample(slow, guess(slow, t), t, schedule, { rng: random });
  for (let t = T; t >= 1; t -= 4) fast = ddimStep(fast, guess(fast, t), t, t - 4, schedule);
  expect(slicedDistance(start, data)).toBeGreaterThan(0.22);
  expect(slicedDistance(slow, data)).toBeLessThan(0.13);
  expect(slicedDistance(fast, data)).toBeLessThan(0.18);
});
