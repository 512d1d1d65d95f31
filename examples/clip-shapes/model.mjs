// Two encoders that meet: one of pictures, one of captions.
import { attentionPool, conv2d, linear, normal, randomGenerator } from 'fovea';
import { relu, reshape, transpose, zeros } from 'fovea/array';
import { COMBINATIONS, captionsOf, SIDE } from './shapes.mjs';

/** Channels of the convolutions, and the width of embeddings. */
const [FIRST, SECOND, THIRD, WIDTH] = [16, 32, 48, 32];
const HEADS = 4;

const wordsOf = (caption) => caption.split(' ');
/** Every word that occurs in a caption. */
const WORDS = [...new Set(COMBINATIONS.flatMap(captionsOf).flatMap(wordsOf))].sort();

/** Parameters by chance, in float32. */
export function makeModel(seed) {
  const rng = randomGenerator(seed);
  const weights = (shape, inputs) =>
    reshape(
      Float32Array.from(normal(rng, shape).data, (v) => v / Math.sqrt(inputs)),
      shape,
    );
  const nothing = (n) => zeros([n], 'float32');
  const places = (SIDE / 4) ** 2;
  return {
    image: {
      conv1: weights([FIRST, 3, 3, 3], 27 / 2),
      bias1: nothing(FIRST),
      conv2: weights([SECOND, FIRST, 3, 3], (9 * FIRST) / 2),
      bias2: nothing(SECOND),
      conv3: weights([THIRD, SECOND, 3, 3], (9 * SECOND) / 2),
      bias3: nothing(THIRD),
      pool: {
        positions: weights([1 + places, THIRD], THIRD),
        wq: weights([THIRD, THIRD], THIRD),
        wk: weights([THIRD, THIRD], THIRD),
        wv: weights([THIRD, THIRD], THIRD),
        wo: weights([THIRD, WIDTH], THIRD),
      },
    },
    text: { words: weights([WORDS.length, WIDTH], 1) },
    // Where CLIP's own began.
    logScale: Math.log(1 / 0.07),
  };
}

/** Features of the places of pictures, [n, places, channels]: two convolutions that halve the sides, and
 * one more. */
function features({ conv1, bias1, conv2, bias2, conv3, bias3 }, pictures) {
  const half = relu(conv2d(pictures, conv1, { bias: bias1, stride: 2, padding: 1 }));
  const quarter = relu(conv2d(half, conv2, { bias: bias2, stride: 2, padding: 1 }));
  const again = relu(conv2d(quarter, conv3, { bias: bias3, padding: 1 }));
  const [n, channels] = again.shape;
  return transpose(reshape(again, [n, channels, -1]), [0, 2, 1]);
}

/** Embeddings of pictures, [n, WIDTH]: the features of their places pooled by attention. */
export function encodePictures({ image }, pictures) {
  return attentionPool(features(image, pictures), image.pool, { heads: HEADS }).output;
}

/** Embeddings of captions, [n, WIDTH]: the mean of the vectors of their words. */
export function encodeCaptions({ text }, captions) {
  return linear(shares(captions), text.words);
}

/** What part of each caption each word is: times a table of vectors, that is the mean of its words' vectors. */
function shares(captions) {
  const data = new Float32Array(captions.length * WORDS.length);
  captions.forEach((caption, i) => {
    const words = wordsOf(caption);
    for (const word of words) {
      const column = WORDS.indexOf(word);
      if (column < 0) throw new Error(`The model does not know the word "${word}"`);
      data[i * WORDS.length + column] += 1 / words.length;
    }
  });
  return reshape(data, [captions.length, WORDS.length]);
}
