// A 3×3 convolution from 64 channels to 64 over 56×56 pixels, as in a residual network, beside seven loops.
import ndarray from 'ndarray';
import type { FloatNdArray } from '../library.js';
import { conv2d, normal, randomGenerator } from '../library.js';
import type { Comparison } from './alternate.js';
import { compareNumbers, synchronous } from './compare-numbers.js';
import type { Context } from './context.js';
import { jaxPeer } from './jax.js';
import { onnxPeers } from './onnx.js';
import { torchPeer } from './python-work.js';
import { tfjsPeer } from './tfjs.js';

export const [CHANNELS, SIZE, KERNEL] = [64, 56, 3] as const;
export const PADDING = 1;
/** Sums of 576 products of numbers about 1, in float32 by others. */
const LARGEST_DIFFERENCE = 1e-3;

/** The definition as one would write it first. */
function sevenLoops(x: Float32Array, w: Float32Array): Float32Array {
  const output = new Float32Array(x.length);
  for (let filter = 0, to = 0; filter < CHANNELS; filter++) {
    for (let i = 0; i < SIZE; i++) {
      for (let j = 0; j < SIZE; j++, to++) {
        let sum = 0;
        for (let channel = 0; channel < CHANNELS; channel++) {
          for (let u = 0; u < KERNEL; u++) {
            const row = i + u - PADDING;
            if (row < 0 || row >= SIZE) continue;
            for (let v = 0; v < KERNEL; v++) {
              const column = j + v - PADDING;
              if (column < 0 || column >= SIZE) continue;
              const weight = w[((filter * CHANNELS + channel) * KERNEL + u) * KERNEL + v]!;
              sum += weight * x[(channel * SIZE + row) * SIZE + column]!;
            }
          }
        }
        output[to] = sum;
      }
    }
  }
  return output;
}

/** [a, b, c, d] with its axes in another order, as a plain array. */
export function reorder({ data, shape }: FloatNdArray, axes: readonly number[]): Float32Array {
  const view = ndarray(data as Float32Array, [...shape]).transpose(...axes);
  const [a, b, c, d] = view.shape as [number, number, number, number];
  const target = new Float32Array(data.length);
  for (let p = 0, to = 0; p < a; p++)
    for (let q = 0; q < b; q++)
      for (let r = 0; r < c; r++) for (let s = 0; s < d; s++) target[to++] = view.get(p, q, r, s);
  return target;
}

/** Image and filters, channels first, as ndarrays and as peers take them, and channels last for TensorFlow.js. */
export function drawConvolution() {
  const rng = randomGenerator(11);
  const draw = (...shape: number[]) => ndarray(Float32Array.from(normal(rng, shape).data), shape);
  const x = draw(1, CHANNELS, SIZE, SIZE);
  const w = draw(CHANNELS, CHANNELS, KERNEL, KERNEL);
  return {
    x,
    w,
    first: { x: { data: x.data, shape: x.shape }, w: { data: w.data, shape: w.shape } },
    last: {
      x: { data: reorder(x, [0, 2, 3, 1]), shape: [1, SIZE, SIZE, CHANNELS] },
      w: { data: reorder(w, [2, 3, 1, 0]), shape: [KERNEL, KERNEL, CHANNELS, CHANNELS] },
    },
  };
}

export async function compareConv({ python }: Context): Promise<Comparison> {
  const { x, w, first, last: theirs } = drawConvolution();
  const last = theirs.x.shape;
  const tfjs = tfjsPeer(theirs, (tf, { x, w }) => tf.conv2d(x!, w!, 1, 'same'));
  return compareNumbers({
    work: 'convolution 3×3, 64 → 64 channels, 56×56',
    ours: () => conv2d(x, w, { padding: PADDING }).data,
    tolerance: LARGEST_DIFFERENCE,
    peers: [
      ...onnxPeers(
        [{ operator: 'Conv', inputs: ['x', 'w'], output: 'y', attributes: { pads: [1, 1, 1, 1] } }],
        first,
        [],
        { name: 'y', shape: x.shape },
      ),
      {
        ...tfjs,
        prepare: async () => {
          const { run, compute } = await tfjs.prepare();
          return {
            run,
            compute: async () =>
              reorder(ndarray(Float32Array.from(await compute()), last), [0, 3, 1, 2]),
          };
        },
      },
      jaxPeer(first, (jax, { x, w }) => jax.lax.conv(x!, w!, [1, 1], 'SAME')),
      torchPeer(python, 'convolution', first),
      { name: 'seven loops', prepare: () => synchronous(() => sevenLoops(x.data, w.data)) },
    ],
  });
}
