// A variational autoencoder: points become Gaussians of codes, codes become points again.
import {
  activeUnits,
  adam,
  elbo,
  gaussianLogLikelihood,
  minimize,
  normal,
  randomGenerator,
  reparameterize,
} from 'fovea';
import { add, mul, slice } from 'fovea/array';
import { applyNetwork, makeNetwork, toSingle } from '../shared/network.mjs';
import { twoMoons } from './moons.mjs';

/** Dimensions of a code. */
const CODE = 2;
/** The decoder's standard deviation: about that of the noise in the data. */
const SIGMA = 0.1;

const UPDATES = 1200;
const BATCH = 256;
const RATE = 6e-3;

/** Mean and log-variance of the codes of points. */
function encode(layers, points) {
  const both = applyNetwork(layers, points);
  return [slice(both, [null, [0, CODE]]), slice(both, [null, [CODE, null]])];
}

/** Trains both networks on fresh points, and returns what can be done with them. */
export function trainVae(onStep) {
  const rng = randomGenerator(3);
  const loss = ({ encoder, decoder }) => {
    const { points } = twoMoons(BATCH, rng);
    const [mean, logVariance] = encode(encoder, points);
    const decoded = applyNetwork(decoder, reparameterize(mean, logVariance, rng));
    const reconstruction = gaussianLogLikelihood(points, decoded, { variance: SIGMA ** 2 });
    return elbo({ reconstruction, mean, logVariance }).loss;
  };
  const rate = (step) => RATE * 0.5 * (1 + Math.cos((Math.PI * step) / UPDATES));
  const start = {
    encoder: makeNetwork([2, 64, 64, 2 * CODE], randomGenerator(4)),
    decoder: makeNetwork([CODE, 64, 64, 2], randomGenerator(5)),
  };
  const { parameters } = minimize(loss, start, adam({ learningRate: rate }), {
    steps: UPDATES,
    onStep: ({ step, value }) => onStep(step, UPDATES, value),
  });
  const decode = (codes) => applyNetwork(parameters.decoder, codes);
  return {
    decode,
    encode: (points) => {
      const [codes] = encode(parameters.encoder, points);
      return { codes, active: activeUnits(codes).count };
    },
    sample: (count, random) => {
      const means = decode(toSingle(normal(random, [count, CODE])));
      return add(means, mul(toSingle(normal(random, means.shape)), SIGMA));
    },
  };
}
