// A worker that multiplies what it is sent, and says on which kernels.
import { matmul } from '../../src/array/matmul.js';
import { createNdArray } from '../../src/core/create.js';
import { kernelInfo } from '../../src/kernels/select.js';

interface Scope {
  onmessage: (event: { readonly data: Float32Array }) => void;
  postMessage(message: object): void;
}

const scope = globalThis as unknown as Scope;
scope.onmessage = ({ data }) => {
  const side = Math.sqrt(data.length);
  const a = createNdArray(data, [side, side]);
  scope.postMessage({ kernels: kernelInfo().name, product: matmul(a, a).data });
};
