// TensorFlow.js with its WebAssembly backend, as far as it is used here; it lives in bench's own node_modules, or is
// missing.
import { type Peer, synchronous } from './compare-numbers.js';
import { loadModule } from './load.js';
import { TFJS } from './names.js';
import type { Arrays } from './onnx.js';

export interface Tensor {
  readonly shape: number[];
  dataSync(): Float32Array;
  dispose(): void;
}

export interface Tfjs {
  readonly version: { readonly 'tfjs-core': string };
  tensor(values: Float32Array, shape: number[]): Tensor;
  matMul(a: Tensor, b: Tensor, transposeA?: boolean, transposeB?: boolean): Tensor;
  conv2d(x: Tensor, filter: Tensor, strides: number, pad: 'same' | 'valid'): Tensor;
  add(a: Tensor, b: Tensor | number): Tensor;
  sub(a: Tensor, b: Tensor): Tensor;
  mul(a: Tensor, b: Tensor | number): Tensor;
  div(a: Tensor, b: Tensor): Tensor;
  neg(a: Tensor): Tensor;
  log(a: Tensor): Tensor;
  sqrt(a: Tensor): Tensor;
  atan2(y: Tensor, x: Tensor): Tensor;
  relu(a: Tensor): Tensor;
  softmax(a: Tensor): Tensor;
  logSoftmax(a: Tensor): Tensor;
  logSumExp(a: Tensor, axis: number): Tensor;
  reshape(a: Tensor, shape: number[]): Tensor;
  transpose(a: Tensor, axes: number[]): Tensor;
  mean(a: Tensor, axis?: number, keepDims?: boolean): Tensor;
  sum(a: Tensor, axis?: number): Tensor;
  grads(f: (...args: Tensor[]) => Tensor): (args: Tensor[]) => Tensor[];
  tidy<T extends Tensor | Tensor[]>(f: () => T): T;
  env(): { set(flag: string, value: boolean): void };
  setBackend(name: string): Promise<boolean>;
  ready(): Promise<void>;
}

/** The module with its WebAssembly backend in force; an error says where it is not installed. */
export async function loadTfjs(): Promise<Tfjs> {
  const tf = loadModule<Tfjs>('@tensorflow/tfjs-core');
  loadModule('@tensorflow/tfjs-core/dist/register_all_gradients');
  loadModule('@tensorflow/tfjs-backend-wasm');
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  await tf.setBackend('wasm');
  await tf.ready();
  return tf;
}

/**
 * Computes tensors, reads them and frees everything. They are read outside of `tidy`, which walks through all that it is
 * given, one number after the other where it is given numbers.
 */
export function readTfjs(tf: Tfjs, f: () => Tensor[]): Float32Array[] {
  const tensors = tf.tidy(f);
  const numbers = tensors.map((tensor) => tensor.dataSync());
  for (const tensor of tensors) tensor.dispose();
  return numbers;
}

/** It with a function of named tensors. */
export function tfjsPeer(
  inputs: Arrays,
  f: (tf: Tfjs, tensors: Record<string, Tensor>) => Tensor,
): Peer {
  return {
    name: TFJS,
    prepare: async () => {
      const tf = await loadTfjs();
      const tensors = Object.fromEntries(
        Object.entries(inputs).map(([key, { data, shape }]) => [key, tf.tensor(data, [...shape])]),
      );
      return synchronous(() => readTfjs(tf, () => [f(tf, tensors)])[0]!);
    },
  };
}
