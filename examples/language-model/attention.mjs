// The model once more, layer by layer, to see what its heads attend to.
import {
  attentionWeights,
  embedTokens,
  feedForward,
  layerNorm,
  linear,
  rotaryPositions,
  scaledDotProductAttention,
} from 'fovea';
import { add, reshape, transpose } from 'fovea/array';

/** The weights of each head over a text, one array [heads, n, n] for each layer. */
export function weightsOf({ config, parameters }, ids) {
  const { heads, width, activation } = config;
  const n = ids.length;
  // [n, width] to [heads, n, width / heads]
  const split = (x) => transpose(reshape(x, [n, heads, width / heads]), [1, 0, 2]);
  const turn = (x) => rotaryPositions(x, { layout: 'interleaved' });
  const weights = [];
  let x = embedTokens(parameters.embedding, ids);
  for (const { attention, norm1, feedForward: matrices, norm2 } of parameters.layers) {
    const { wq, bq, wk, bk, wv, bv, wo, bo } = attention;
    const normed = layerNorm(x, norm1);
    const q = turn(split(linear(normed, wq, bq)));
    const k = turn(split(linear(normed, wk, bk)));
    const v = split(linear(normed, wv, bv));
    weights.push(attentionWeights(q, k, { causal: true }));
    const attended = scaledDotProductAttention(q, k, v, { causal: true });
    const joined = reshape(transpose(attended, [1, 0, 2]), [n, width]);
    x = add(x, linear(joined, wo, bo));
    x = add(x, feedForward(layerNorm(x, norm2), matrices, { activation }));
  }
  return weights;
}
