// Two small encoders, of what is seen and of what is heard in a moment, and a network that compares them: it has a score
// for each moment, and those of a pair add up.
import { gatherRows, randomGenerator } from 'fovea';
import { concat, reshape, sum } from 'fovea/array';
import { applyNetwork, makeNetwork } from '../shared/network.mjs';
import { BANDS, SIDE, SOUND_PATCH, VIDEO_PATCH } from './clips.mjs';

/** Width of what is known of a moment, and of the layers between. */
const [WIDTH, HIDDEN] = [24, 48];

/** Parameters by chance, in float32. */
export function makeModel(seed) {
  const rng = randomGenerator(seed);
  return {
    video: makeNetwork([VIDEO_PATCH[0] * SIDE * SIDE, HIDDEN, WIDTH], rng),
    sound: makeNetwork([SOUND_PATCH[0] * BANDS, HIDDEN, WIDTH], rng),
    compare: makeNetwork([2 * WIDTH, HIDDEN, 1], rng),
  };
}

/**
 * The logarithms of the odds that pairs belong together, [n], from patches of videos and of sounds, [clips, moments,
 * values]. Pairs are indices of a video and of a sound.
 */
export function matchLogits({ video, sound, compare }, { videos, sounds }, pairs) {
  const take = (patches, side) =>
    gatherRows(
      patches,
      pairs.map((pair) => pair[side]),
    );
  const seen = applyNetwork(video, take(videos, 0));
  const heard = applyNetwork(sound, take(sounds, 1));
  const scores = applyNetwork(compare, concat([seen, heard], -1));
  return sum(reshape(scores, [pairs.length, -1]), { axis: 1 });
}
