// The descent. Each step draws fresh pictures of different combinations, with a caption each. The loss needs all of them
// at once, so threads embed their shares of the pictures, and take the slopes by these embeddings back to the parameters.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import {
  adamw,
  boundLogScale,
  clipLoss,
  clipLossGradient,
  permutation,
  randomGenerator,
  vjp,
} from 'fovea';
import { add, concat, reshape, slice } from 'fovea/array';
import { numbersOf, treeOf } from '../language-model/model.mjs';
import { encodeCaptions } from './model.mjs';
import { COMBINATIONS, captionsOf, TEMPLATES } from './shapes.mjs';

const THREADS = 2;
/** Pictures of a thread in a step. */
const PICTURES = 48;
/** Pairs of a step. */
export const PAIRS = THREADS * PICTURES;
const PEAK_RATE = 6e-3;
/** Steps over which the rate rises. */
const WARM_UP = 20;

const TRAINED = COMBINATIONS.flatMap(({ heldOut }, at) => (heldOut ? [] : [at]));

/**
 * Trains a model. `onStep` is told of each step: its number from 0, and the loss of its batch before the step.
 *
 * Returns the trained parameters.
 */
export async function train(start, steps, onStep) {
  const rng = randomGenerator(2);
  const threads = Array.from(
    { length: THREADS },
    () => new Worker(new URL('./worker.mjs', import.meta.url)),
  );
  const optimizer = adamw({ learningRate: (step) => rateAt(step, steps) });
  let parameters = start;
  let state = optimizer.init(parameters);
  try {
    for (let step = 0; step < steps; step++) {
      const { value, gradient } = await slopesOf(threads, parameters, rng);
      ({ parameters, state } = optimizer.step(state, parameters, gradient));
      parameters = { ...parameters, logScale: boundLogScale(parameters.logScale) };
      onStep(step, value);
    }
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
  return parameters;
}

/** The rate rises in a line, then falls along half a cosine. */
function rateAt(step, steps) {
  const rising = Math.min(1, (step + 1) / WARM_UP);
  const falling = 0.5 * (1 + Math.cos((Math.PI * step) / steps));
  return PEAK_RATE * rising * (0.02 + 0.98 * falling);
}

/** The loss of one batch, and its slopes by all parameters. */
async function slopesOf(threads, { image, text, logScale }, rng) {
  const numbers = numbersOf(image);
  // No combination twice, as its second caption would be a wrong answer to the first picture.
  const chosen = permutation(rng, TRAINED.length)
    .slice(0, PAIRS)
    .map((i) => TRAINED[i]);
  const shares = threads.map((_, k) => chosen.slice(k * PICTURES, (k + 1) * PICTURES));
  const embeddings = askAll(threads, (k) => ({
    numbers,
    chosen: shares[k],
    seed: rng.nextUint32(),
  }));
  const captions = chosen.map((at) => {
    const all = captionsOf(COMBINATIONS[at]);
    return all[Math.floor(rng.nextFloat64() * TEMPLATES.length)];
  });
  const texts = vjp((parts) => encodeCaptions({ text: parts }, captions), text);
  const images = concat((await embeddings).map(({ data, shape }) => reshape(data, shape)));
  const { loss } = clipLoss(images, texts.value, { logScale });
  const back = clipLossGradient(images, texts.value, { logScale });
  const parts = await askAll(threads, (k) => {
    const { data, shape } = slice(back.images, [[k * PICTURES, (k + 1) * PICTURES]]);
    return { slopes: { data, shape } };
  });
  const sums = parts[0].map((own, i) => parts.slice(1).reduce((sum, p) => add(sum, p[i]), own));
  const slopes = treeOf(
    image,
    sums.map((sum) => sum.data ?? sum),
  );
  const gradient = { image: slopes, text: texts.pullback(back.texts), logScale: back.logScale };
  return { value: loss, gradient };
}

/** Sends each thread a message, and waits for what all answer; an error in one is thrown here. */
function askAll(threads, message) {
  return Promise.all(
    threads.map(async (thread, k) => {
      thread.postMessage(message(k));
      const [answer] = await once(thread, 'message');
      return answer;
    }),
  );
}
