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
import { type Comparison, type Contender, timed } from './alternate.js';
import { largestDifference, TFJS } from './context.js';
import { loadTfjs, type Tensor, type Tfjs } from './tfjs.js';

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

function theirs(tf: Tfjs, { x, y, parameters }: Problem): () => Float32Array[] {
  const tensor = ({ data, shape }: FloatNdArray): Tensor =>
    tf.tensor(data as Float32Array, [...shape]);
  const [input, target] = [tensor(x), tensor(y)];
  const list = Object.values(parameters).map(tensor);
  const gradients = tf.grads((w1, b1, w2, b2) => {
    const hidden = tf.relu(tf.add(tf.matMul(input, w1!), b1!));
    const scores = tf.add(tf.matMul(hidden, w2!), b2!);
    return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(scores), target), 1)));
  });
  return () => tf.tidy(() => gradients(list).map((t) => t.dataSync()));
}

export async function compareMlp(): Promise<Comparison> {
  const problem = makeProblem();
  const run = ours(problem);
  const contenders: Contender[] = [{ name: 'fovea', run: () => timed(run) }];
  const tf = await loadTfjs();
  let difference = 0;
  if (tf) {
    const peer = theirs(tf, problem);
    const [a, b] = [run(), peer()];
    difference = Math.max(...a.map((part, i) => largestDifference(part, b[i]!)));
    contenders.push({ name: TFJS, run: () => timed(peer) });
  }
  return {
    work: 'gradient of an MLP 784-256-10, batch 64',
    contenders,
    missing: tf ? [] : [TFJS],
    goals: { [TFJS]: 3 },
    agreement: {
      holds: difference <= LARGEST_DIFFERENCE,
      text: `gradients differ by at most ${difference.toExponential(1)}`,
    },
  };
}
