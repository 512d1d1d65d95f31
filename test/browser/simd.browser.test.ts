// The SIMD kernels in a browser give, to the bit, what their definitions give.
import { expect, it } from 'vitest';
import { matmul } from '../../src/array/matmul.js';
import { softmax } from '../../src/array/softmax.js';
import { createNdArray } from '../../src/core/create.js';
import { kernelInfo } from '../../src/kernels/select.js';
import { randomFloats } from '../kernels/simd/numbers.js';
import { matmulTwin } from '../kernels/simd/twins/matmul.js';
import { softmaxTwin } from '../kernels/simd/twins/softmax.js';

it('multiplies and normalises float32 with SIMD, bit by bit as defined', () => {
  expect(kernelInfo()).toEqual({ name: 'simd' });
  const [n, k, m] = [61, 300, 37];
  const [a, b] = [randomFloats(n * k, 1), randomFloats(k * m, 2)];
  const product = matmul(createNdArray(a, [n, k]), createNdArray(b, [k, m]));
  expect(product.data).toEqual(matmulTwin(a, b, n, k, m));
  const shares = softmax(product).data as Float32Array;
  for (let row = 0; row < n; row++) {
    const line = (product.data as Float32Array).subarray(row * m, (row + 1) * m);
    expect(shares.subarray(row * m, (row + 1) * m)).toEqual(softmaxTwin(line, 1));
  }
});

it('gives the same bits in a worker, which has a memory of its own', async () => {
  const worker = new Worker(new URL('./simd-worker.ts', import.meta.url), { type: 'module' });
  const numbers = randomFloats(50 * 50, 3);
  const answer = await new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(numbers);
  });
  worker.terminate();
  const product = matmulTwin(numbers, numbers, 50, 50, 50);
  expect(answer).toEqual({ kernels: 'simd', product });
});
