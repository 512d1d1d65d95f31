// The descent: each step takes fresh crops, half of them in each of two threads.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { adamw, clipByNorm, cosineLearningRate, randomGenerator } from 'fovea';
import { numbersOf, treeOf } from '../language-model/model.mjs';

const THREADS = 2;
/** Crops of a thread in a step. */
export const CROPS = 8;
const PEAK_RATE = 5e-3;
/** The part of the steps over which the rate rises. */
const WARM_UP = 0.1;
/** No gradient longer than this. */
const LONGEST = 1;

/**
 * Trains a model. `onStep` is told of each step: its number from 0, and the loss of its crops before the step.
 *
 * Returns the trained parameters.
 */
export async function train(start, steps, onStep) {
  const rng = randomGenerator(2);
  const threads = Array.from(
    { length: THREADS },
    () => new Worker(new URL('./worker.mjs', import.meta.url)),
  );
  const learningRate = cosineLearningRate({
    peak: PEAK_RATE,
    steps,
    warmUp: Math.floor(WARM_UP * steps),
  });
  const optimizer = adamw({ learningRate, beta2: 0.95 });
  let parameters = start;
  let state = optimizer.init(parameters);
  try {
    for (let step = 0; step < steps; step++) {
      const numbers = numbersOf(parameters);
      const answers = await Promise.all(
        threads.map(async (thread) => {
          thread.postMessage({ numbers, count: CROPS, seed: rng.nextUint32() });
          const [answer] = await once(thread, 'message');
          return answer;
        }),
      );
      const { gradients } = clipByNorm(meanOf(parameters, answers), LONGEST);
      ({ parameters, state } = optimizer.step(state, parameters, gradients));
      onStep(step, answers.reduce((sum, { value }) => sum + value, 0) / THREADS);
    }
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
  return parameters;
}

/** The mean of the threads' gradients, in the tree of the parameters. */
function meanOf(parameters, answers) {
  const [first, ...others] = answers.map(({ numbers }) => numbers);
  const means = first.map((part, k) =>
    part.map((x, i) => others.reduce((sum, other) => sum + other[k][i], x) / answers.length),
  );
  return treeOf(parameters, means);
}
