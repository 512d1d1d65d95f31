// The gradient of a network 784-256-10 with relu and cross-entropy, by its weights, over a batch of 64.
import ndarray from 'ndarray';
import type { FloatNdArray, Traced } from '../library.js';
import {
  add,
  grad,
  logSoftmax,
  matmul,
  mean,
  mul,
  neg,
  normal,
  randomGenerator,
  relu,
  sum,
} from '../library.js';
import { type Comparison, timed } from './alternate.js';
import { cannot, compareNumbers, type Peer } from './compare-numbers.js';
import type { Context } from './context.js';
import { type JaxArray, loadJax } from './jax.js';
import { JAX, ONNX, TFJS } from './names.js';
import type { Arrays } from './onnx.js';
import { torchPeer } from './python-work.js';
import { loadTfjs, readTfjs } from './tfjs.js';

const [BATCH, INPUTS, HIDDEN, CLASSES] = [64, 784, 256, 10];
/** Both compute in float32, in different orders. */
const LARGEST_DIFFERENCE = 1e-5;

interface Problem {
  readonly x: FloatNdArray;
  readonly y: FloatNdArray;
  readonly parameters: {
    readonly w1: FloatNdArray;
    readonly b1: FloatNdArray;
    readonly w2: FloatNdArray;
    readonly b2: FloatNdArray;
  };
}

function makeProblem(): Problem {
  const rng = randomGenerator(3);
  const draw = (shape: number[], spread: number): FloatNdArray =>
    ndarray(
      Float32Array.from(normal(rng, shape).data, (value) => value * spread),
      shape,
    );
  const y = new Float32Array(BATCH! * CLASSES!);
  for (let i = 0; i < BATCH!; i++) y[i * CLASSES! + (i % CLASSES!)] = 1;
  return {
    x: draw([BATCH!, INPUTS!], 1),
    y: ndarray(y, [BATCH!, CLASSES!]),
    parameters: {
      w1: draw([INPUTS!, HIDDEN!], 0.05),
      b1: draw([HIDDEN!], 0.1),
      w2: draw([HIDDEN!, CLASSES!], 0.1),
      b2: draw([CLASSES!], 0.1),
    },
  };
}

function ours({ x, y, parameters }: Problem): () => Float32Array[] {
  const gradient = grad((p: { w1: Traced; b1: Traced; w2: Traced; b2: Traced }) => {
    const hidden = relu(add(matmul(x, p.w1), p.b1));
    const scores = add(matmul(hidden, p.w2), p.b2);
    return neg(mean(sum(mul(logSoftmax(scores), y), { axis: 1 })));
  });
  return () => Object.values(gradient(parameters)).map(({ data }) => data as Float32Array);
}

/** Gradients one after the other. */
function joined(parts: readonly ArrayLike<number>[]): Float32Array {
  return Float32Array.from(parts.flatMap((part) => Array.from(part)));
}

function tfjsGradient(inputs: Arrays): Peer {
  return {
    name: TFJS,
    prepare: async () => {
      const tf = await loadTfjs();
      const [input, target, ...list] = Object.values(inputs).map(({ data, shape }) =>
        tf.tensor(data, [...shape]),
      );
      const gradients = tf.grads((w1, b1, w2, b2) => {
        const hidden = tf.relu(tf.add(tf.matMul(input!, w1!), b1!));
        const scores = tf.add(tf.matMul(hidden, w2!), b2!);
        return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(scores), target!), 1)));
      });
      const compute = () => readTfjs(tf, () => gradients(list));
      return { run: () => timed(compute), compute: () => joined(compute()) };
    },
  };
}

function jaxGradient(inputs: Arrays): Peer {
  return {
    name: JAX,
    prepare: async () => {
      const jax = await loadJax();
      const arrays = Object.values(inputs).map(({ data, shape }) =>
        jax.numpy.array(data, { shape }),
      );
      const loss = (...[x, y, w1, b1, w2, b2]: JaxArray[]) => {
        const { matmul, sum } = jax.numpy;
        const hidden = jax.nn.relu(matmul(x!, w1!).add(b1!));
        const scores = matmul(hidden, w2!).add(b2!);
        return sum(jax.nn.logSoftmax(scores, -1).mul(y!)).mul(-1 / BATCH!);
      };
      const compiled = jax.jit(jax.grad(loss, { argnums: [2, 3, 4, 5] }));
      const compute = () =>
        compiled(...arrays.map((array) => array.ref)).map((part) => part.dataSync());
      return { run: () => timed(compute), compute: () => joined(compute()) };
    },
  };
}

export async function compareMlp({ python }: Context): Promise<Comparison> {
  const problem = makeProblem();
  const { x, y, parameters } = problem;
  const gradient = ours(problem);
  const inputs = Object.fromEntries(
    Object.entries({ x, y, ...parameters }).map(([name, { data, shape }]) => [
      name,
      { data: data as Float32Array, shape },
    ]),
  );
  return compareNumbers({
    work: 'gradient of an MLP 784-256-10, batch 64',
    ours: () => joined(gradient()),
    run: gradient,
    tolerance: LARGEST_DIFFERENCE,
    peers: [
      jaxGradient(inputs),
      tfjsGradient(inputs),
      torchPeer(python, 'mlp', inputs),
      cannot(ONNX, 'runs graphs, takes no gradients'),
    ],
    goals: { [JAX]: 1 },
  });
}
