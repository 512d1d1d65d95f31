// The autoencoder: a noisy patch becomes 256 features, and they become a clean patch.
import { adam, minimize, randomGenerator } from 'fovea';
import { add, mean, mul, relu, square, sub, transpose } from 'fovea/array';
import { applyNetwork, makeNetwork } from '../shared/network.mjs';
import { drawPatches, PIXELS, throughPatches } from './patches.mjs';
import { addNoise } from './photo.mjs';

/** Features of a patch: more than it has pixels, so it is the noise that keeps the network from copying. */
const FEATURES = 256;
const BATCH = 128;
const RATE = 3e-3;
/** Inputs times this are about as large as weights like them. */
const CONTRAST = 4;
/** Patches of a photo to be mended begin after so many pixels. */
const STRIDE = 2;

/** What the network makes of noisy patches [n, 64]: their mean is set aside, the rest goes through. */
function mend(layers, noisy) {
  const middle = mean(noisy, { axis: 1, keepDims: true });
  const made = applyNetwork(layers, mul(sub(noisy, middle), CONTRAST), relu);
  return add(mul(made, 1 / CONTRAST), middle);
}

/** Trains on patches of photos, with fresh noise in each step, and returns what can be done with the network. */
export function trainDenoiser(photos, steps, onStep) {
  const rng = randomGenerator(1);
  const loss = (layers) => {
    const clean = drawPatches(photos, BATCH, rng);
    return mul(mean(square(sub(mend(layers, addNoise(clean, rng)), clean))), CONTRAST ** 2);
  };
  const rate = (step) => RATE * 0.5 * (1 + Math.cos((Math.PI * step) / steps));
  const start = makeNetwork([PIXELS, FEATURES, PIXELS], randomGenerator(2));
  const { parameters } = minimize(loss, start, adam({ learningRate: rate }), {
    steps,
    onStep: ({ step, value }) => onStep(step, value / CONTRAST ** 2),
  });
  return {
    denoise: (photo) => throughPatches(photo, STRIDE, (rows) => mend(parameters, rows)),
    /** What each feature answers to most: a patch, as a row of [256, 64]. */
    features: transpose(parameters[0].w),
  };
}
