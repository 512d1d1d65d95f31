// The example of examples/two-moons, smaller: an autoencoder learns a cloud of points in a few seconds.
import { expect, it } from 'vitest';
import { randomGenerator } from '../../src/core/random.js';
import type { Traced } from '../../src/gradient/index.js';
import { slice } from '../../src/gradient/shape.js';
import { adam, minimize } from '../../src/optimizer/index.js';
import { activeUnits, elbo, gaussianLogLikelihood, reparameterize } from '../../src/vae/index.js';
import {
  applyNetwork,
  makeNetwork,
  type Network,
  noise,
  slicedDistance,
  twoMoons,
} from '../diffusion/moons.js';

interface Networks<V> {
  readonly encoder: Network<V>;
  readonly decoder: Network<V>;
}

it('draws points that are within 0.2 of two moons, from codes of which both dimensions are active', () => {
  const rng = randomGenerator(1);
  const [steps, batch, variance] = [300, 128, 0.02];
  const loss = ({ encoder, decoder }: Networks<Traced>): Traced => {
    const points = twoMoons(batch, rng);
    const both = applyNetwork(encoder, points);
    const mean = slice(both, [null, [0, 2]]);
    const logVariance = slice(both, [null, [2, null]]);
    const decoded = applyNetwork(decoder, reparameterize(mean, logVariance, rng));
    const reconstruction = gaussianLogLikelihood(points, decoded, { variance });
    return elbo({ reconstruction, mean, logVariance }).loss;
  };
  const start = {
    encoder: makeNetwork([2, 32, 4], randomGenerator(2)),
    decoder: makeNetwork([2, 32, 32, 2], randomGenerator(3)),
  };
  const { history, parameters } = minimize(
    loss,
    start,
    adam({ learningRate: (step) => 0.015 * (1 - step / steps) }),
    { steps },
  );
  const last = history.slice(-50).reduce((sum, value) => sum + value / 50, 0);
  expect(last).toBeLessThan(history[0]! / 5);

  const count = 500;
  const data = twoMoons(count, randomGenerator(4));
  const codes = applyNetwork(parameters.encoder, data);
  const mean = slice(codes, [null, [0, 2]]);
  expect(activeUnits(mean).active).toEqual([0, 1]);
  const samples = applyNetwork(parameters.decoder, noise(count, randomGenerator(5)));
  const untrained = applyNetwork(start.decoder, noise(count, randomGenerator(5)));
  expect(slicedDistance(untrained, data)).toBeGreaterThan(0.4);
  expect(slicedDistance(samples, data)).toBeLessThan(0.2);
});
