// Scaled dot-product attention of 8 heads whose queries and keys are 64 long, and the causal one. No peer in
// JavaScript has one fused, they take it as two products and a softmax, and a mask that is added.
import ndarray from 'ndarray';
import { normal, randomGenerator, scaledDotProductAttention } from '../library.js';
import { type Comparison, timed } from './alternate.js';
import { compareNumbers } from './compare-numbers.js';
import type { Context } from './context.js';
import { jaxPeer } from './jax.js';
import { ONNX, TORCH } from './names.js';
import { onnxPeers } from './onnx.js';
import type { Node } from './onnx-model.js';
import { torchPeer } from './python-work.js';
import { tfjsPeer } from './tfjs.js';

const [HEADS, WIDTH] = [8, 64] as const;
const LARGEST_DIFFERENCE = 1e-5;
/** What is added to scores that shall not count: its exponential is 0. */
const NEVER = -1e9;
const FULL = 'fovea, not causal';

/** The graph of attention, from q, k, v (and mask) to output. */
function attentionNodes(causal: boolean): Node[] {
  const scores = causal ? 'masked' : 'scores';
  const mask: Node[] = [{ operator: 'Add', inputs: ['scores', 'mask'], output: 'masked' }];
  return [
    { operator: 'Transpose', inputs: ['k'], output: 'kt', attributes: { perm: [0, 2, 1] } },
    { operator: 'MatMul', inputs: ['q', 'kt'], output: 'products' },
    { operator: 'Mul', inputs: ['products', 'scale'], output: 'scores' },
    ...(causal ? mask : []),
    { operator: 'Softmax', inputs: [scores], output: 'weights', attributes: { axis: 2 } },
    { operator: 'MatMul', inputs: ['weights', 'v'], output: 'output' },
  ];
}

export async function compareAttention(
  { python }: Context,
  length: number,
  causal: boolean,
): Promise<Comparison> {
  const rng = randomGenerator(5);
  const shape = [HEADS, length, WIDTH];
  const draw = () => ndarray(Float32Array.from(normal(rng, shape).data), shape);
  const [q, k, v] = [draw(), draw(), draw()];
  const inputs = {
    q: { shape, data: q.data },
    k: { shape, data: k.data },
    v: { shape, data: v.data },
  };
  const mask = new Float32Array(causal ? length * length : 0).map((_, i) =>
    i % length > Math.floor(i / length) ? NEVER : 0,
  );
  const masked = causal ? { ...inputs, mask: { shape: [length, length], data: mask } } : inputs;
  const scale = 1 / Math.sqrt(WIDTH);
  return compareNumbers({
    work: `${causal ? 'causal ' : ''}attention ${HEADS}×${length}×${WIDTH}`,
    ours: () => scaledDotProductAttention(q, k, v, { causal }).data,
    tolerance: LARGEST_DIFFERENCE,
    peers: [
      ...onnxPeers(
        attentionNodes(causal),
        masked,
        [{ name: 'scale', shape: [1], constant: scale }],
        { name: 'output', shape },
      ),
      jaxPeer(masked, (jax, { q, k, v, mask }) => {
        const scores = jax.numpy.matmul(q!, k!.transpose([0, 2, 1])).mul(scale);
        const weights = jax.nn.softmax(mask ? scores.add(mask) : scores, -1);
        return jax.numpy.matmul(weights, v!);
      }),
      tfjsPeer(masked, (tf, { q, k, v, mask }) => {
        const scores = tf.mul(tf.matMul(q!, k!, false, true), scale);
        return tf.matMul(tf.softmax(mask ? tf.add(scores, mask) : scores), v!);
      }),
      torchPeer(python, 'attention', inputs, causal ? { causal } : {}),
    ],
    goals: { [ONNX]: 0.75, [TORCH]: 4, ...(causal ? { [FULL]: 0.6 } : {}) },
    besides: causal
      ? [{ name: FULL, run: () => timed(() => scaledDotProductAttention(q, k, v)) }]
      : [],
  });
}
