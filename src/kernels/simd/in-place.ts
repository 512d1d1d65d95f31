// Functions of single float32 numbers, which kernels change where they lie in their memory.
import type { FloatTypedArray } from '../../core/types.js';
import type { ShapedUnaryKernel } from '../array-kernels.js';
import { inArena, type WasmModule } from './wasm-module.js';

/** Numbers that go through at a time: they stay in the caches, and calls are few. */
const STRIP = 8192;

/** Changes so many numbers from a place on, with a parameter or without. */
type InPlace = (at: number, count: number, parameter: number) => void;

/** Takes a parameter where the function has one. */
type ChangingKernel = (
  source: FloatTypedArray,
  target: FloatTypedArray,
  parameter?: number,
) => void;

/**
 * A kernel that copies numbers in, has them changed, and copies them out.
 *
 * @param module - the kernels
 * @param name - the one to run
 * @param scalar - what serves fewer numbers, and float64 ones
 * @param least - numbers below which copying costs more than it saves
 * @returns the kernel
 */
export function changing<Name extends string>(
  module: WasmModule<{ readonly [Key in Name]: InPlace }>,
  name: Name,
  scalar: ShapedUnaryKernel,
  least: number,
): ChangingKernel {
  return (source, target, parameter = 0) => {
    const served =
      source.length >= least &&
      source instanceof Float32Array &&
      target instanceof Float32Array &&
      inArena(module, (wasm, arena) => {
        const run = wasm[name];
        const { length } = target;
        const at = arena.words(Math.min(STRIP, Math.ceil(length / 16) * 16));
        const strip = arena.float32(at, Math.min(STRIP, length));
        for (let start = 0; start < length; start += STRIP) {
          const count = Math.min(STRIP, length - start);
          strip.set(source.subarray(start, start + count));
          run(at, count, parameter);
          target.set(count < strip.length ? strip.subarray(0, count) : strip, start);
        }
      });
    if (!served) scalar(source, target, parameter);
  };
}
