// Small fully connected networks: plain records of arrays, and a function that applies them.
import { linear, normal } from 'fovea';
import { fromNested, mul, silu, toNested, zeros } from 'fovea/array';

/** Layers of the given widths in float32, with weights whose variance is 1 over the inputs. */
export function makeNetwork(widths, rng) {
  return widths.slice(1).map((width, k) => {
    const weights = mul(normal(rng, [widths[k], width]), 1 / Math.sqrt(widths[k]));
    return { w: toSingle(weights), b: zeros([width], 'float32') };
  });
}

/** What a network makes of rows [n, inputs]; smooth steps (SiLU) between the layers. */
export function applyNetwork(layers, x) {
  return layers.reduce((h, { w, b }, k) => linear(k === 0 ? h : silu(h), w, b), x);
}

/** The same numbers in float32. */
export function toSingle(array) {
  return fromNested(toNested(array), 'float32');
}
