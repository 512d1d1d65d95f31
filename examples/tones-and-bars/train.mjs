// The descent: clips are drawn once, and paired anew in each step.
import {
  adam,
  cosineLearningRate,
  gatherRows,
  matchingLoss,
  matchingPairs,
  minimize,
  permutation,
  randomGenerator,
} from 'fovea';
import { drawClips, patchesOf } from './clips.mjs';
import { matchLogits } from './model.mjs';

/** Clips to learn from, and pairs in a step. */
const [CLIPS, PAIRS] = [1500, 64];
const PEAK_RATE = 6e-3;

/**
 * Trains a model. `onStep` is told of each step: how many are done, and the loss of its pairs before the step.
 *
 * Returns the trained parameters.
 */
export function train(start, steps, onStep) {
  const rng = randomGenerator(2);
  const { videos, sounds } = patchesOf(drawClips(CLIPS, rng));
  const loss = (model) => {
    const chosen = Array.from(permutation(rng, CLIPS).slice(0, PAIRS));
    const some = { videos: gatherRows(videos, chosen), sounds: gatherRows(sounds, chosen) };
    const { pairs, labels } = matchingPairs(PAIRS, rng);
    return matchingLoss(matchLogits(model, some, pairs), labels);
  };
  const learningRate = cosineLearningRate({ peak: PEAK_RATE, steps, least: PEAK_RATE / 50 });
  const { parameters } = minimize(loss, start, adam({ learningRate }), {
    steps,
    onStep: ({ step, value }) => onStep(step, value),
  });
  return parameters;
}
