// The product of two square float32 matrices.
import ndarray from 'ndarray';
import { matmul, normal, randomGenerator } from '../library.js';
import { type Comparison, timed } from './alternate.js';
import { compareNumbers } from './compare-numbers.js';
import type { Context } from './context.js';
import { jaxPeer } from './jax.js';
import { ONNX, TORCH } from './names.js';
import { onnxPeers } from './onnx.js';
import { opencvJsPeer, toMat } from './opencv-js.js';
import { torchPeer } from './python-work.js';
import { jsfeatProduct, mlMatrixProduct } from './small-peers.js';
import { tfjsPeer } from './tfjs.js';

/** Sums of at most 512 products of normal numbers, in float32 and in different orders. */
const LARGEST_DIFFERENCE = 2e-4;

/** What one writes without a library: a product of rows and columns in three loops. */
function plainLoops(a: Float32Array, b: Float32Array, n: number): Float32Array {
  const product = new Float32Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let p = 0; p < n; p++) sum += a[i * n + p]! * b[p * n + j]!;
      product[i * n + j] = sum;
    }
  }
  return product;
}

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
    // Below, calls take longer than what they compute.
    goals: n >= 64 ? { [ONNX]: 0.75, [TORCH]: 4 } : {},
    besides: [{ name: 'plain loops', run: () => timed(() => plainLoops(a, b, n)) }],
  });
}
