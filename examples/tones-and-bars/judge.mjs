// What a trained model makes of clips that it has never met.
import { matchingPairs, randomGenerator } from 'fovea';
import { sigmoid } from 'fovea/array';
import { drawClips, patchesOf } from './clips.mjs';
import { matchLogits } from './model.mjs';

/** Clips that are judged at a time. */
const PART = 100;
const PARTS = 10;

/** How often the model is right about held-out pairs: all of them, those that match and those that do not. */
export function judge(model) {
  const rng = randomGenerator(7);
  const right = { 0: 0, 1: 0 };
  for (let part = 0; part < PARTS; part++) {
    const data = patchesOf(drawClips(PART, rng));
    const { pairs, labels } = matchingPairs(PART, rng);
    const logits = matchLogits(model, data, pairs);
    for (const [i, label] of labels.entries()) {
      if (logits.get(i) > 0 === (label === 1)) right[label]++;
    }
  }
  const each = (PART * PARTS) / 2;
  return {
    pairs: 2 * each,
    accuracy: (right[0] + right[1]) / (2 * each),
    matched: right[1] / each,
    mismatched: right[0] / each,
  };
}

/** Some held-out videos, each with its own sound and with that of the next, and how probably they belong together. */
export function gallery(model, count) {
  const clips = drawClips(count, randomGenerator(8));
  const data = patchesOf(clips);
  const pairs = clips.flatMap((_, i) => [
    [i, i],
    [i, (i + 1) % count],
  ]);
  const probabilities = sigmoid(matchLogits(model, data, pairs));
  return pairs.map(([video, sound], i) => ({
    video: clips[video].video,
    samples: clips[sound].samples,
    matches: video === sound,
    probability: probabilities.get(i),
  }));
}
