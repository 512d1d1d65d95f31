// Which implementation of a kernel a call runs on. Functions above ask by name and bring the scalar
// kernel along, so that a bundle holds only the scalar kernels that it uses.
import type { Kernels } from './kernels.js';

/** A set of implementations with its name; what it lacks is served by the scalar kernels. */
export interface KernelSet {
  /** Shown by `kernelInfo`. */
  readonly name: string;
  /** The implementations. */
  readonly kernels: Partial<Kernels>;
}

// The set in force during `withKernels`; outside of it the scalar kernels serve.
let forced: KernelSet | undefined;

/**
 * The implementation to run.
 *
 * @param name - name of the kernel
 * @param scalar - the scalar implementation
 * @returns the fastest implementation at hand
 */
export function kernel<Name extends keyof Kernels>(
  name: Name,
  scalar: Kernels[Name],
): Kernels[Name] {
  return (forced?.kernels[name] as Kernels[Name] | undefined) ?? scalar;
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
  forced = set;
  try {
    return run();
  } finally {
    forced = before;
  }
}

/**
 * Which kernels serve on this machine, for people who wonder about speed.
 *
 * @returns the name of the set in force
 *
 * @example
 * Today every machine runs the TypeScript kernels.
 * ```ts
 * import { kernelInfo } from 'fovea';
 * kernelInfo() // => { name: 'scalar' }
 * ```
 */
export function kernelInfo(): {
  /** Name of the set in force. */
  readonly name: string;
} {
  return { name: forced?.name ?? 'scalar' };
}
