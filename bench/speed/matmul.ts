// The product of two square float32 matrices.
import ndarray from 'ndarray';
import { matmul, normal, randomGenerator } from '../library.js';
import type { Comparison } from './alternate.js';
import { compareNumbers } from './compare-numbers.js';
import { type Context, ONNX, TORCH } from './context.js';
import { jaxPeer } from './jax.js';
import { onnxPeers } from './onnx.js';
import { opencvJsPeer, toMat } from './opencv-js.js';
import { torchPeer } from './python-work.js';
import { jsfeatProduct, mlMatrixProduct } from './small-peers.js';
import { tfjsPeer } from './tfjs.js';

/** Sums of at most 512 products of normal numbers, in float32 and in different orders. */
const LARGEST_DIFFERENCE = 2e-4;

export async function compareMatmul({ cv, python }: Context, n: number): Promise<Comparison> {
  const rng = randomGenerator(7);
  const shape = [n, n];
  const draw = () => Float32Array.from(normal(rng, shape).data);
  const [a, b] = [draw(), draw()];
  const [left, right] = [ndarray(a, shape), ndarray(b, shape)];
  const inputs = { a: { shape, data: a }, b: { shape, data: b } };
  return compareNumbers({
    work: `matmul ${n}×${n}×${n}`,
    ours: () => matmul(left, right).data,
    tolerance: LARGEST_DIFFERENCE,
    peers: [
      ...onnxPeers([{ operator: 'MatMul', inputs: ['a', 'b'], output: 'c' }], inputs, [], {
        name: 'c',
        shape,
      }),
      tfjsPeer(inputs, (tf, { a, b }) => tf.matMul(a!, b!)),
      jaxPeer(inputs, (jax, { a, b }) => jax.numpy.matmul(a!, b!)),
      opencvJsPeer(cv, (cv) => {
        const [x, y, empty, product] = [
          toMat(cv, a, [n, n]),
          toMat(cv, b, [n, n]),
          new cv.Mat(),
          new cv.Mat(),
        ];
        return () => {
          cv.gemm(x, y, 1, empty, 0, product, 0);
          return product.data32F;
        };
      }),
      jsfeatProduct(a, b, n),
      mlMatrixProduct(a, b, n),
      torchPeer(python, 'matmul', inputs),
    ],
    goals: { [ONNX]: 0.75, [TORCH]: 4 },
  });
}
