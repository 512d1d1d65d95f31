// Small fully connected networks: plain records of arrays, and a function that applies them.
import { linear, normal } from 'fovea';
import { fromNested, mul, silu, toNested, zeros } from 'fovea/array';

/** Layers of the given widths in float32, with weights whose variance is `gain` over the inputs. */
export function makeNetwork(widths, rng, gain = 1) {
  return widths.slice(1).map((width, k) => {
    const weights = mul(normal(rng, [widths[k], width]), Math.sqrt(gain / widths[k]));
    return { w: toSingle(weights), b: zeros([width], 'float32') };
  });
}

/** What a network makes of rows [n, inputs], with an activation between the layers. */
export function applyNetwork(layers, x, activation = silu) {
  return layers.reduce((h, { w, b }, k) => linear(k === 0 ? h : activation(h), w, b), x);
}

/** The same numbers in float32. */
export function toSingle(array) {
  return fromNested(toNested(array), 'float32');
}
