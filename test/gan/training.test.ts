// The example of examples/eight-gaussians, smaller: eight Gaussians on a ring, learnt with two losses in a few seconds.
import { expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { normal, randomGenerator } from '../../src/core/random.js';
import type { FloatNdArray, Rng } from '../../src/core/types.js';
import {
  discriminatorLoss,
  generatorLoss,
  gradientPenalty,
  modeCoverage,
} from '../../src/gan/index.js';
import { relu } from '../../src/gradient/activations.js';
import { add } from '../../src/gradient/arithmetic.js';
import { type Traced, valueAndGrad } from '../../src/gradient/index.js';
import { adam } from '../../src/optimizer/index.js';
import { linear } from '../../src/transformer/index.js';
import { type Network, noise } from '../diffusion/moons.js';

const MODES = Array.from({ length: 8 }, (_, i) => [
  2 * Math.cos((i * Math.PI) / 4),
  2 * Math.sin((i * Math.PI) / 4),
]);
const DEVIATION = 0.05;

function single(data: Iterable<number>, shape: number[]): FloatNdArray {
  return createNdArray<FloatNdArray['data']>(Float32Array.from(data), shape);
}

/** Points of the eight Gaussians. */
function ring(count: number, rng: Rng): FloatNdArray {
  const around = normal(rng, [count, 2]).data;
  const points = Array.from({ length: count }, (_, i) => {
    const [x, y] = MODES[Math.floor(8 * rng.nextFloat64())]!;
    return [x! + DEVIATION * around[2 * i]!, y! + DEVIATION * around[2 * i + 1]!];
  });
  return single(points.flat(), [count, 2]);
}

function makeNetwork(widths: readonly number[], rng: Rng): Network {
  return widths.slice(1).map((width, k) => {
    const weights = normal(rng, [widths[k]!, width]).data;
    const w = single(
      Array.from(weights, (value) => value * Math.sqrt(2 / widths[k]!)),
      [widths[k]!, width],
    );
    return { w, b: single(new Float32Array(width), [width]) };
  });
}

function applyNetwork(layers: Network, x: FloatNdArray): FloatNdArray;
function applyNetwork(layers: Network<FloatNdArray | Traced>, x: FloatNdArray | Traced): Traced;
function applyNetwork(
  layers: Network<FloatNdArray | Traced>,
  x: FloatNdArray | Traced,
): FloatNdArray | Traced {
  return layers.reduce<FloatNdArray | Traced>(
    (h, { w, b }, k) => linear(k === 0 ? h : relu(h), w, b),
    x,
  );
}

/** Samples of a generator that played for so many steps. */
function play(variant: 'non-saturating' | 'wasserstein', steps: number): FloatNdArray {
  const rng = randomGenerator(11);
  const batch = 64;
  const optimizer = adam({
    learningRate: (step) => 0.01 * 0.5 * (1 + Math.cos((Math.PI * step) / steps)),
    beta1: 0.5,
    beta2: 0.9,
  });
  let generator = makeNetwork([2, 48, 48, 2], rng);
  let critic = makeNetwork([2, 48, 48, 1], rng);
  let generatorState = optimizer.init(generator);
  let criticState = optimizer.init(critic);
  for (let step = 0; step < steps; step++) {
    const real = ring(batch, rng);
    const made = applyNetwork(generator, noise(batch, rng));
    const judged = valueAndGrad((layers: Network<Traced>) => {
      const scores = [real, made].map((x) => applyNetwork(layers, x)) as [Traced, Traced];
      const loss = discriminatorLoss(...scores, { variant });
      if (variant === 'non-saturating') return loss;
      const slope = gradientPenalty((x) => applyNetwork(layers, x), real, made, { rng, weight: 1 });
      return add(loss, slope) as Traced;
    })(critic);
    ({ parameters: critic, state: criticState } = optimizer.step(
      criticState,
      critic,
      judged.gradient,
    ));
    const codes = noise(batch, rng);
    const fooled = valueAndGrad((layers: Network<Traced>) =>
      generatorLoss(applyNetwork(critic, applyNetwork(layers, codes)), { variant }),
    )(generator);
    ({ parameters: generator, state: generatorState } = optimizer.step(
      generatorState,
      generator,
      fooled.gradient,
    ));
  }
  return applyNetwork(generator, noise(1000, randomGenerator(100)));
}

it('covers at most 6 of 8 modes by the non-saturating loss, all by Wasserstein with a gradient penalty', () => {
  const [plain, remedy] = (['non-saturating', 'wasserstein'] as const).map((variant) =>
    modeCoverage(play(variant, 1000), MODES, 3 * DEVIATION),
  );
  // Covered: at least 20 of the 1000 samples, of which a mode's fair part is 125.
  const covered = (counts: number[]): number => counts.filter((count) => count >= 20).length;
  expect(covered(plain!.counts)).toBeLessThanOrEqual(6);
  expect(plain!.share).toBeGreaterThan(0.4);
  expect(covered(remedy!.counts)).toBe(8);
  expect(remedy!.share).toBeGreaterThan(0.4);
});
