// Multi-head attention of 512 tokens with itself, 512 wide, 8 heads, with its four projections.
import ndarray from 'ndarray';
import { multiHeadAttention, normal, randomGenerator } from '../library.js';
import type { Comparison } from './alternate.js';
import { compareNumbers } from './compare-numbers.js';
import type { Context } from './context.js';
import { jaxPeer } from './jax.js';
import { ONNX, TORCH } from './names.js';
import { onnxPeers } from './onnx.js';
import type { Node, Value } from './onnx-model.js';
import { torchPeer } from './python-work.js';
import { tfjsPeer } from './tfjs.js';

const [LENGTH, WIDTH, HEADS] = [512, 512, 8] as const;
const HEAD_WIDTH = WIDTH / HEADS;
const LARGEST_DIFFERENCE = 1e-4;

/** Projects x and gives [heads, tokens, width of a head], or with the last two axes exchanged. */
function projection(name: string, perm: readonly number[]): Node[] {
  return [
    { operator: 'MatMul', inputs: ['x', `w${name}`], output: `${name}1` },
    { operator: 'Reshape', inputs: [`${name}1`, 'apart'], output: `${name}2` },
    { operator: 'Transpose', inputs: [`${name}2`], output: name, attributes: { perm } },
  ];
}

const NODES: readonly Node[] = [
  ...projection('q', [1, 0, 2]),
  ...projection('k', [1, 2, 0]),
  ...projection('v', [1, 0, 2]),
  { operator: 'MatMul', inputs: ['q', 'k'], output: 'products' },
  { operator: 'Mul', inputs: ['products', 'scale'], output: 'scores' },
  { operator: 'Softmax', inputs: ['scores'], output: 'weights', attributes: { axis: 2 } },
  { operator: 'MatMul', inputs: ['weights', 'v'], output: 'heads' },
  { operator: 'Transpose', inputs: ['heads'], output: 'turned', attributes: { perm: [1, 0, 2] } },
  { operator: 'Reshape', inputs: ['turned', 'together'], output: 'joined' },
  { operator: 'MatMul', inputs: ['joined', 'wo'], output: 'y' },
];

export async function compareMultiHead({ python }: Context): Promise<Comparison> {
  const rng = randomGenerator(6);
  const shape = [LENGTH, WIDTH];
  const draw = (spread: number) => ({
    shape,
    data: Float32Array.from(normal(rng, shape).data, (value) => value * spread),
  });
  const spread = 1 / Math.sqrt(WIDTH);
  const inputs = {
    x: draw(1),
    wq: draw(spread),
    wk: draw(spread),
    wv: draw(spread),
    wo: draw(spread),
  };
  const array = (name: keyof typeof inputs) => ndarray(inputs[name].data, shape);
  const x = array('x');
  const parameters = { wq: array('wq'), wk: array('wk'), wv: array('wv'), wo: array('wo') };
  const scale = 1 / Math.sqrt(HEAD_WIDTH);
  const constants: Value[] = [
    { name: 'scale', shape: [1], constant: scale },
    { name: 'apart', shape: [3], integers: [LENGTH, HEADS, HEAD_WIDTH] },
    { name: 'together', shape: [2], integers: shape },
  ];
  return compareNumbers({
    work: `multi-head attention with projections, ${LENGTH}×${WIDTH}, ${HEADS} heads`,
    ours: () => multiHeadAttention(x, parameters, { heads: HEADS }).output.data,
    tolerance: LARGEST_DIFFERENCE,
    peers: [
      ...onnxPeers(NODES, inputs, constants, { name: 'y', shape }),
      jaxPeer(inputs, (jax, { x, wq, wk, wv, wo }) => {
        const { matmul } = jax.numpy;
        const apart = (w: typeof x, axes: number[]) =>
          matmul(x!.ref, w!).reshape([LENGTH, HEADS, HEAD_WIDTH]).transpose(axes);
        const q = apart(wq, [1, 0, 2]);
        const k = apart(wk, [1, 2, 0]);
        const v = apart(wv, [1, 0, 2]);
        const weights = jax.nn.softmax(matmul(q, k).mul(scale), -1);
        return matmul(matmul(weights, v).transpose([1, 0, 2]).reshape(shape), wo!);
      }),
      tfjsPeer(inputs, (tf, { x, wq, wk, wv, wo }) => {
        const apart = (w: typeof x) =>
          tf.transpose(tf.reshape(tf.matMul(x!, w!), [LENGTH, HEADS, HEAD_WIDTH]), [1, 0, 2]);
        const products = tf.matMul(apart(wq), apart(wk), false, true);
        const heads = tf.matMul(tf.softmax(tf.mul(products, scale)), apart(wv));
        return tf.matMul(tf.reshape(tf.transpose(heads, [1, 0, 2]), shape), wo!);
      }),
      torchPeer(python, 'multi-head', inputs, { heads: HEADS }),
    ],
    goals: { [ONNX]: 0.75, [TORCH]: 4 },
  });
}
