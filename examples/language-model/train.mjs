// The descent: each step takes a batch of pieces, half of it in each of two threads.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { adamw, clipByNorm, randomGenerator } from 'fovea';
import { numbersOf, treeOf } from './model.mjs';
import { drawStarts, piecesAt } from './text.mjs';

const THREADS = 2;
/** Pieces of a thread in a step. */
const PIECES = 8;
const PEAK_RATE = 6e-3;
/** Steps over which the rate rises. */
const WARM_UP = 20;
/** No gradient longer than this. */
const LONGEST = 1;

/**
 * Trains a model. `onStep` is told of each step: its number from 0, and the loss of its batch before the step.
 *
 * Returns the trained parameters.
 */
export async function train(model, ids, steps, onStep) {
  const { vocabulary, context } = model.config;
  const rng = randomGenerator(2);
  const threads = Array.from(
    { length: THREADS },
    () => new Worker(new URL('./worker.mjs', import.meta.url), { workerData: { vocabulary } }),
  );
  const optimizer = adamw({ learningRate: (step) => rateAt(step, steps), beta2: 0.99 });
  let { parameters } = model;
  let state = optimizer.init(parameters);
  try {
    for (let step = 0; step < steps; step++) {
      const numbers = numbersOf(parameters);
      const answers = await Promise.all(
        threads.map(async (thread) => {
          const starts = drawStarts(ids, PIECES, context, rng);
          thread.postMessage({ numbers, pieces: piecesAt(ids, starts, context) });
          return answerOf(thread);
        }),
      );
      const gradient = meanOf(parameters, answers);
      const { gradients } = clipByNorm(gradient, LONGEST);
      ({ parameters, state } = optimizer.step(state, parameters, gradients));
      onStep(step, answers.reduce((sum, { value }) => sum + value, 0) / THREADS);
    }
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
  return parameters;
}

/** The rate rises in a line, then falls along half a cosine to a twentieth. */
function rateAt(step, steps) {
  const rising = Math.min(1, (step + 1) / WARM_UP);
  const falling = 0.5 * (1 + Math.cos((Math.PI * step) / steps));
  return PEAK_RATE * rising * (0.05 + 0.95 * falling);
}

/** What a thread answers; an error in it is thrown here. */
async function answerOf(thread) {
  const [answer] = await once(thread, 'message');
  return answer;
}

/** The mean of the threads' gradients, in the tree of the parameters. */
function meanOf(parameters, answers) {
  const [first, ...others] = answers.map(({ numbers }) => numbers);
  const means = first.map((part, k) =>
    part.map((x, i) => others.reduce((sum, other) => sum + other[k][i], x) / answers.length),
  );
  return treeOf(parameters, means);
}
