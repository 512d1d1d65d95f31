// A diffusion: a network guesses the noise in a noisy point from the point and the time.
import {
  adam,
  betaSchedule,
  ddimStep,
  ddpmSimpleLoss,
  diffusionSchedule,
  gatherRows,
  minimize,
  normal,
  pSample,
  qSample,
  randomGenerator,
  sinusoidalPositions,
} from 'fovea';
import { concat } from 'fovea/array';
import { applyNetwork, makeNetwork, toSingle } from '../shared/network.mjs';
import { twoMoons } from './moons.mjs';

/** Steps of the diffusion. */
const T = 100;
const schedule = diffusionSchedule(betaSchedule('linear', T, { from: 1e-3, to: 0.12 }));
/** Numbers that stand for a time. */
const FEATURES = 16;
/** Row t stands for time t. */
const clock = toSingle(sinusoidalPositions(T + 1, FEATURES, { base: 200 }));

const UPDATES = 3000;
const BATCH = 256;
const RATE = 4e-3;
/** Times that are drawn, from noise to data. */
const TIMES = [100, 50, 25, 10, 0];

/** εθ(xₜ, t), with one time for each point. */
function guessNoise(layers, x, times) {
  return applyNetwork(layers, concat([x, gatherRows(clock, times)], 1));
}

/** Trains the network on fresh points, each at a random time, and returns what can be done with it. */
export function trainDiffusion(onStep) {
  const rng = randomGenerator(1);
  const loss = (layers) => {
    const { points } = twoMoons(BATCH, rng);
    const times = Array.from({ length: BATCH }, () => 1 + Math.floor(T * rng.nextFloat64()));
    const noise = toSingle(normal(rng, points.shape));
    return ddpmSimpleLoss(
      noise,
      guessNoise(layers, qSample(points, times, noise, schedule), times),
    );
  };
  const rate = (step) => RATE * 0.5 * (1 + Math.cos((Math.PI * step) / UPDATES));
  const start = makeNetwork([2 + FEATURES, 64, 64, 64, 2], randomGenerator(2));
  const { parameters } = minimize(loss, start, adam({ learningRate: rate }), {
    steps: UPDATES,
    onStep: ({ step, value }) => onStep(step, UPDATES, value),
  });
  const guess = (x, t) => guessNoise(parameters, x, new Array(x.shape[0]).fill(t));
  return {
    times: TIMES,
    noisy: (points, t, random) =>
      t === 0 ? points : qSample(points, t, toSingle(normal(random, points.shape)), schedule),
    sample: (count, random) =>
      walk(count, random, stepsOf(T), (x, t) =>
        pSample(x, guess(x, t), t, schedule, { rng: random }),
      ),
    sampleFast: (count, steps, random) =>
      walk(count, random, stepsOf(steps), (x, t, to) => ddimStep(x, guess(x, t), t, to, schedule)),
  };
}

/** So many times from T down to 0, evenly. */
function stepsOf(steps) {
  return Array.from({ length: steps + 1 }, (_, i) => Math.round((T * (steps - i)) / steps));
}

/** From noise to data; returns the clouds at the times that are drawn, or the last one before. */
function walk(count, random, times, step) {
  let x = toSingle(normal(random, [count, 2]));
  const seen = [x];
  for (let i = 0; i + 1 < times.length; i++) {
    x = step(x, times[i], times[i + 1]);
    if (TIMES.includes(times[i + 1])) seen.push(x);
  }
  return seen;
}
