// jax-js with its WebAssembly backend, functions compiled by its `jit`; it lives in bench's own node_modules, or is
// missing. Its arrays are consumed by use: `ref` counts one use more.
import { type Peer, synchronous } from './compare-numbers.js';
import { importModule } from './load.js';
import { JAX } from './names.js';
import type { Arrays } from './onnx.js';

export interface JaxArray {
  readonly ref: JaxArray;
  dataSync(): Float32Array;
  add(other: JaxArray | number): JaxArray;
  sub(other: JaxArray | number): JaxArray;
  mul(other: JaxArray | number): JaxArray;
  div(other: JaxArray | number): JaxArray;
  reshape(shape: number[]): JaxArray;
  transpose(axes?: number[]): JaxArray;
}

export interface Jax {
  init(): Promise<readonly string[]>;
  defaultDevice(name: string): string;
  jit<F>(f: F): F;
  grad(
    f: (...args: JaxArray[]) => JaxArray,
    options: { readonly argnums: readonly number[] },
  ): (...args: JaxArray[]) => JaxArray[];
  readonly numpy: {
    array(data: Float32Array, options: { readonly shape: readonly number[] }): JaxArray;
    matmul(a: JaxArray, b: JaxArray): JaxArray;
    log(a: JaxArray): JaxArray;
    hypot(x: JaxArray, y: JaxArray): JaxArray;
    atan2(y: JaxArray, x: JaxArray): JaxArray;
    sum(a: JaxArray, axis?: number): JaxArray;
    mean(a: JaxArray, axis: number, options: { readonly keepdims: boolean }): JaxArray;
    sqrt(a: JaxArray): JaxArray;
  };
  readonly lax: {
    conv(x: JaxArray, w: JaxArray, strides: number[], padding: 'SAME'): JaxArray;
  };
  readonly nn: {
    relu(a: JaxArray): JaxArray;
    softmax(a: JaxArray, axis: number): JaxArray;
    logSoftmax(a: JaxArray, axis: number): JaxArray;
    logsumexp(a: JaxArray, axis: number): JaxArray;
  };
}

/** The module, computing in WebAssembly; an error says where it is not installed. */
export async function loadJax(): Promise<Jax> {
  // It asks for WebGPU in a page's `navigator`, which Node 20 has not.
  if (!('navigator' in globalThis)) Object.defineProperty(globalThis, 'navigator', { value: {} });
  const jax = await importModule<Jax>('@jax-js/jax');
  await jax.init();
  jax.defaultDevice('wasm');
  return jax;
}

/** It with a function of named arrays, each of which the function uses up. */
export function jaxPeer(
  inputs: Arrays,
  f: (jax: Jax, arrays: Record<string, JaxArray>) => JaxArray,
): Peer {
  return {
    name: JAX,
    prepare: async () => {
      const jax = await loadJax();
      const names = Object.keys(inputs);
      const arrays = names.map((key) => {
        const { data, shape } = inputs[key]!;
        return jax.numpy.array(data, { shape });
      });
      const compiled = jax.jit((...given: JaxArray[]) =>
        f(jax, Object.fromEntries(names.map((key, i) => [key, given[i]!]))),
      );
      return synchronous(() => compiled(...arrays.map((array) => array.ref)).dataSync());
    },
  };
}
