// Which implementation of a kernel a call runs on. Functions above ask by name and bring the scalar kernel
// along, and the SIMD one where there is one, so that a bundle holds only the kernels that it uses.
import type { Kernels } from './kernels.js';
import { simdServes } from './simd/probe.js';

/** A set of implementations with its name; what it lacks is served by the scalar kernels. */
export interface KernelSet {
  /** Shown by `kernelInfo`. */
  readonly name: string;
  /** The implementations. */
  readonly kernels: Partial<Kernels>;
}

const SCALAR: KernelSet = { name: 'scalar', kernels: {} };

// The set in force during `withKernels`; outside of it the fastest kernels serve.
let forced: KernelSet | undefined;

/**
 * The implementation to run.
 *
 * @param name - name of the kernel
 * @param scalar - the scalar implementation
 * @param fast - the SIMD one, which hands to the scalar one what it cannot do or may not
 * @returns the fastest implementation at hand
 */
export function kernel<Name extends keyof Kernels>(
  name: Name,
  scalar: Kernels[Name],
  fast?: Kernels[Name],
): Kernels[Name] {
  if (forced === undefined) return fast ?? scalar;
  return (forced.kernels[name] as Kernels[Name] | undefined) ?? scalar;
}

/**
 * Runs a function on a given set of kernels. For tests and benchmarks; synchronous work only.
 *
 * @param set - the set, or undefined for the scalar kernels
 * @param run - what to run
 * @returns what `run` returns
 */
export function withKernels<T>(set: KernelSet | undefined, run: () => T): T {
  const before = forced;
  forced = set ?? SCALAR;
  try {
    return run();
  } finally {
    forced = before;
  }
}

/**
 * Which kernels serve on this machine, for people who wonder about speed: `simd`, in WebAssembly, or where an
 * engine is too old for that, or a page's policy forbids it (`script-src` without `'wasm-unsafe-eval'`), `scalar`,
 * in JavaScript. Both compute the same to the precision of their numbers; SIMD serves float32, and
 * products of matrices, convolutions, filters, attention, softmax and functions of single numbers in float64.
 *
 * @returns the name of the set in force
 *
 * @example
 * ```ts
 * import { kernelInfo } from 'fovea';
 * ['simd', 'scalar'].includes(kernelInfo().name) // => true
 * ```
 */
export function kernelInfo(): {
  /** Name of the set in force. */
  readonly name: string;
} {
  return { name: forced?.name ?? (simdServes() ? 'simd' : 'scalar') };
}
