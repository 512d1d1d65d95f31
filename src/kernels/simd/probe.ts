// Whether SIMD kernels can run here, for `kernelInfo`.
import { wasmModule } from './wasm-module.js';

/** The smallest module with a vector in it: () => i8x16.popcnt(i8x16.splat(0)). */
const smallest = /* @__PURE__ */ wasmModule('AGFzbQEAAAABBQFgAAF7AwIBAAoKAQgAQQD9D/1iCw==');

/**
 * Whether this machine and this page run WebAssembly with SIMD.
 *
 * @returns true where the SIMD kernels serve
 */
export function simdServes(): boolean {
  return smallest() !== undefined;
}
