// The gradients of that convolution by its image and its filters, the convolution itself included.
import ndarray from 'ndarray';
import { conv2d, normal, randomGenerator, type Traced, vjp } from '../library.js';
import { type Comparison, timed } from './alternate.js';
import { cannot, compareNumbers, type Peer } from './compare-numbers.js';
import type { Context } from './context.js';
import { CHANNELS, drawConvolution, KERNEL, PADDING, reorder, SIZE } from './conv.js';
import { type JaxArray, loadJax } from './jax.js';
import { JAX, ONNX, ONNX_NODE, TFJS } from './names.js';
import type { Arrays } from './onnx.js';
import { torchPeer } from './python-work.js';
import { loadTfjs, readTfjs } from './tfjs.js';

/** By a filter, sums of 3136 products of numbers about 1, in float32 by others. */
const LARGEST_DIFFERENCE = 3e-3;

/** By the image, then by the filters, in one list. */
function joined(parts: readonly ArrayLike<number>[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let to = 0;
  for (const part of parts) {
    all.set(part, to);
    to += part.length;
  }
  return all;
}

/** Channels come last, in what it is given and in what it gives. */
function tfjsGradient(arrays: Arrays): Peer {
  return {
    name: TFJS,
    prepare: async () => {
      const tf = await loadTfjs();
      const [x, w, g] = Object.values(arrays).map(({ data, shape }) => tf.tensor(data, [...shape]));
      const gradients = tf.grads((x, w) => tf.sum(tf.mul(tf.conv2d(x!, w!, 1, 'same'), g!)));
      const compute = () => readTfjs(tf, () => gradients([x!, w!]));
      return {
        run: () => timed(compute),
        compute: () => {
          const [byImage, byFilters] = compute();
          const image = ndarray(Float32Array.from(byImage!), [1, SIZE, SIZE, CHANNELS]);
          const filters = ndarray(Float32Array.from(byFilters!), [
            KERNEL,
            KERNEL,
            CHANNELS,
            CHANNELS,
          ]);
          return joined([reorder(image, [0, 3, 1, 2]), reorder(filters, [3, 2, 0, 1])]);
        },
      };
    },
  };
}

function jaxGradient(arrays: Arrays): Peer {
  return {
    name: JAX,
    prepare: async () => {
      const jax = await loadJax();
      const given = Object.values(arrays).map(({ data, shape }) =>
        jax.numpy.array(data, { shape }),
      );
      const loss = (...[x, w, g]: JaxArray[]) =>
        jax.numpy.sum(jax.lax.conv(x!, w!, [1, 1], 'SAME').mul(g!));
      const compiled = jax.jit(jax.grad(loss, { argnums: [0, 1] }));
      const compute = () =>
        compiled(...given.map((array) => array.ref)).map((part) => part.dataSync());
      return { run: () => timed(compute), compute: () => joined(compute()) };
    },
  };
}

export async function compareConvGradient({ python }: Context): Promise<Comparison> {
  const { x, w, first, last } = drawConvolution();
  const gradient = ndarray(Float32Array.from(normal(randomGenerator(12), x.shape).data), x.shape);
  const g = { data: gradient.data, shape: x.shape };
  const theirs = { data: reorder(gradient, [0, 2, 3, 1]), shape: last.x.shape };
  const ours = () => {
    const { pullback } = vjp(
      (p: { x: Traced; w: Traced }) => conv2d(p.x, p.w, { padding: PADDING }),
      { x, w },
    );
    const parts = pullback(gradient);
    return [parts.x.data, parts.w.data];
  };
  const none = 'runs graphs, takes no gradients';
  return compareNumbers({
    work: 'gradients of the same convolution',
    ours: () => joined(ours()),
    run: ours,
    tolerance: LARGEST_DIFFERENCE,
    peers: [
      cannot(ONNX, none),
      cannot(ONNX_NODE, none),
      tfjsGradient({ ...last, g: theirs }),
      jaxGradient({ ...first, g }),
      torchPeer(python, 'convolution-gradient', { ...first, g }),
    ],
  });
}
