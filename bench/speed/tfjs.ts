// TensorFlow.js with its WebAssembly backend, as far as it is used here; it lives in bench's own node_modules, or is
// missing.
import { createRequire } from 'node:module';

export interface Tensor {
  readonly shape: number[];
  dataSync(): Float32Array;
  dispose(): void;
}

export interface Tfjs {
  readonly version: { readonly 'tfjs-core': string };
  tensor(values: Float32Array, shape: number[]): Tensor;
  matMul(a: Tensor, b: Tensor): Tensor;
  conv2d(x: Tensor, filter: Tensor, strides: number, pad: 'same' | 'valid'): Tensor;
  add(a: Tensor, b: Tensor): Tensor;
  sub(a: Tensor, b: Tensor): Tensor;
  mul(a: Tensor, b: Tensor): Tensor;
  neg(a: Tensor): Tensor;
  relu(a: Tensor): Tensor;
  logSoftmax(a: Tensor): Tensor;
  mean(a: Tensor): Tensor;
  sum(a: Tensor, axis?: number): Tensor;
  grads(f: (...args: Tensor[]) => Tensor): (args: Tensor[]) => Tensor[];
  tidy<T>(f: () => T): T;
  setBackend(name: string): Promise<boolean>;
  ready(): Promise<void>;
}

/** The module with its WebAssembly backend in force, or undefined where it is not installed. */
export async function loadTfjs(): Promise<Tfjs | undefined> {
  const load = createRequire(import.meta.url);
  try {
    const tf: Tfjs = load('@tensorflow/tfjs-core');
    load('@tensorflow/tfjs-core/dist/register_all_gradients');
    load('@tensorflow/tfjs-backend-wasm');
    await tf.setBackend('wasm');
    await tf.ready();
    return tf;
  } catch (error) {
    if ((error as { code?: string }).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}
