// Sums, softmax, log-sum-exp and divergence of 1000 rows of 1000, float32.
import ndarray from 'ndarray';
import { add, klDivergence, logSumExp, normal, randomGenerator, softmax } from '../library.js';
import type { Comparison } from './alternate.js';
import { compareNumbers } from './compare-numbers.js';
import type { Context } from './context.js';
import { jaxPeer } from './jax.js';
import { FASTEST_JS, TORCH } from './names.js';
import { onnxPeers } from './onnx.js';
import { torchPeer } from './python-work.js';
import { tfjsPeer } from './tfjs.js';

const [ROWS, LENGTH] = [1000, 1000] as const;
const SHAPE = [ROWS, LENGTH];
const GOALS = { [FASTEST_JS]: 1, [TORCH]: 2 };

function drawScores(seed: number): Float32Array {
  return Float32Array.from(normal(randomGenerator(seed), SHAPE).data);
}

/** Softmaxes of normal scores, row by row. */
function drawDistributions(seed: number): Float32Array {
  const x = drawScores(seed);
  for (let start = 0; start < x.length; start += LENGTH) {
    const row = x.subarray(start, start + LENGTH);
    const powers = Float64Array.from(row, Math.exp);
    const sum = powers.reduce((a, b) => a + b, 0);
    row.set(powers.map((value) => value / sum));
  }
  return x;
}

export async function compareAdd({ python }: Context): Promise<Comparison> {
  const inputs = {
    a: { shape: SHAPE, data: drawScores(7) },
    b: { shape: SHAPE, data: drawScores(8) },
  };
  const [a, b] = [ndarray(inputs.a.data, SHAPE), ndarray(inputs.b.data, SHAPE)];
  return compareNumbers({
    work: `sum of two arrays, ${ROWS}×${LENGTH}`,
    ours: () => add(a, b).data,
    tolerance: 1e-6,
    peers: [
      ...onnxPeers([{ operator: 'Add', inputs: ['a', 'b'], output: 'y' }], inputs, [], {
        name: 'y',
        shape: SHAPE,
      }),
      tfjsPeer(inputs, (tf, { a, b }) => tf.add(a!, b!)),
      jaxPeer(inputs, (_, { a, b }) => a!.add(b!)),
      torchPeer(python, 'add', inputs),
    ],
  });
}

export async function compareSoftmax({ python }: Context): Promise<Comparison> {
  const inputs = { x: { shape: SHAPE, data: drawScores(9) } };
  const x = ndarray(inputs.x.data, SHAPE);
  return compareNumbers({
    work: `softmax ${ROWS}×${LENGTH}`,
    ours: () => softmax(x).data,
    tolerance: 1e-6,
    peers: [
      ...onnxPeers(
        [{ operator: 'Softmax', inputs: ['x'], output: 'y', attributes: { axis: 1 } }],
        inputs,
        [],
        { name: 'y', shape: SHAPE },
      ),
      tfjsPeer(inputs, (tf, { x }) => tf.softmax(x!)),
      jaxPeer(inputs, (jax, { x }) => jax.nn.softmax(x!, -1)),
      torchPeer(python, 'softmax', inputs),
    ],
    goals: GOALS,
  });
}

export async function compareLogSumExp({ python }: Context): Promise<Comparison> {
  const inputs = { x: { shape: SHAPE, data: drawScores(9) } };
  const x = ndarray(inputs.x.data, SHAPE);
  return compareNumbers({
    work: `log-sum-exp ${ROWS}×${LENGTH}`,
    ours: () => logSumExp(x, { axis: 1 }).data,
    // The results are about 7.4.
    tolerance: 3e-5,
    peers: [
      ...onnxPeers(
        [
          {
            operator: 'ReduceLogSumExp',
            inputs: ['x'],
            output: 'y',
            attributes: { axes: [1], keepdims: 0 },
          },
        ],
        inputs,
        [],
        { name: 'y', shape: [ROWS] },
      ),
      tfjsPeer(inputs, (tf, { x }) => tf.logSumExp(x!, 1)),
      jaxPeer(inputs, (jax, { x }) => jax.nn.logsumexp(x!, -1)),
      torchPeer(python, 'log-sum-exp', inputs),
    ],
    goals: GOALS,
  });
}

export async function compareKl({ python }: Context): Promise<Comparison> {
  const inputs = {
    p: { shape: SHAPE, data: drawDistributions(7) },
    q: { shape: SHAPE, data: drawDistributions(8) },
  };
  const [p, q] = [ndarray(inputs.p.data, SHAPE), ndarray(inputs.q.data, SHAPE)];
  return compareNumbers({
    work: `KL divergence ${ROWS}×${LENGTH}`,
    ours: () => klDivergence(p, q).data,
    tolerance: 1e-5,
    peers: [
      // ReduceSum takes its axes as an input; the mean does not, and is multiplied.
      ...onnxPeers(
        [
          { operator: 'Div', inputs: ['p', 'q'], output: 'ratios' },
          { operator: 'Log', inputs: ['ratios'], output: 'logs' },
          { operator: 'Mul', inputs: ['p', 'logs'], output: 'terms' },
          {
            operator: 'ReduceMean',
            inputs: ['terms'],
            output: 'means',
            attributes: { axes: [1], keepdims: 0 },
          },
          { operator: 'Mul', inputs: ['means', 'length'], output: 'y' },
        ],
        inputs,
        [{ name: 'length', shape: [1], constant: LENGTH }],
        { name: 'y', shape: [ROWS] },
      ),
      tfjsPeer(inputs, (tf, { p, q }) => tf.sum(tf.mul(p!, tf.log(tf.div(p!, q!))), 1)),
      jaxPeer(inputs, (jax, { p, q }) => jax.numpy.sum(p!.ref.mul(jax.numpy.log(p!.div(q!))), 1)),
      torchPeer(python, 'kl', inputs),
    ],
    goals: GOALS,
  });
}
