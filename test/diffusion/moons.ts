// What the small trainings share: two moons, networks, and the distance of two clouds of points.
import { createNdArray } from '../../src/core/create.js';
import { normal } from '../../src/core/random.js';
import type { FloatNdArray, Rng } from '../../src/core/types.js';
import { wassersteinDistance } from '../../src/divergence/index.js';
import { silu } from '../../src/gradient/activations.js';
import type { Traced } from '../../src/gradient/index.js';
import { linear } from '../../src/transformer/index.js';

/** Matrix and bias of each layer. */
export type Network<V = FloatNdArray> = readonly { readonly w: V; readonly b: V }[];

/** Points [n, 2] of two half-circles that clasp each other, in float32. */
export function twoMoons(count: number, rng: Rng): FloatNdArray {
  const data = new Float32Array(2 * count);
  const around = normal(rng, [count, 2]).data;
  for (let i = 0; i < count; i++) {
    const angle = Math.PI * rng.nextFloat64();
    const sign = rng.nextFloat64() < 0.5 ? 1 : -1;
    data[2 * i] = 1.2 * sign * (Math.cos(angle) - 0.5) + 0.08 * around[2 * i]!;
    data[2 * i + 1] = 1.8 * sign * (Math.sin(angle) - 0.25) + 0.08 * around[2 * i + 1]!;
  }
  return createNdArray<FloatNdArray['data']>(data, [count, 2]);
}

/** Standard normal points [n, 2] in float32. */
export function noise(count: number, rng: Rng): FloatNdArray {
  return single(normal(rng, [count, 2]));
}

/** Layers of the given widths in float32. */
export function makeNetwork(widths: readonly number[], rng: Rng): Network {
  return widths.slice(1).map((width, k) => {
    const w = normal(rng, [widths[k]!, width]);
    w.data.forEach((value, i) => {
      w.data[i] = value / Math.sqrt(widths[k]!);
    });
    return {
      w: single(w),
      b: createNdArray<FloatNdArray['data']>(new Float32Array(width), [width]),
    };
  });
}

export function applyNetwork(layers: Network, x: FloatNdArray): FloatNdArray;
export function applyNetwork(layers: Network<Traced>, x: FloatNdArray | Traced): Traced;
export function applyNetwork(
  layers: Network<FloatNdArray | Traced>,
  x: FloatNdArray | Traced,
): FloatNdArray | Traced;
/** What a network makes of rows. */
export function applyNetwork(
  layers: Network<FloatNdArray | Traced>,
  x: FloatNdArray | Traced,
): FloatNdArray | Traced {
  return layers.reduce<FloatNdArray | Traced>(
    (h, { w, b }, k) => linear(k === 0 ? h : silu(h), w, b),
    x,
  );
}

/** The mean Wasserstein distance of two clouds, as seen from 32 sides. */
export function slicedDistance(a: FloatNdArray, b: FloatNdArray): number {
  const sides = 32;
  let sum = 0;
  for (let side = 0; side < sides; side++) {
    const angle = (Math.PI * side) / sides;
    const onLine = ({ data, shape }: FloatNdArray): Float64Array =>
      Float64Array.from(
        { length: shape[0]! },
        (_, i) => data[2 * i]! * Math.cos(angle) + data[2 * i + 1]! * Math.sin(angle),
      );
    sum += wassersteinDistance(onLine(a), onLine(b));
  }
  return sum / sides;
}

/** The same numbers in float32. */
function single({ data, shape }: FloatNdArray): FloatNdArray {
  return createNdArray<FloatNdArray['data']>(Float32Array.from(data), [...shape]);
}
