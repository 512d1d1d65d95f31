// Functions of single numbers, which kernels change where they lie in their memory.
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
 * @param doubles - the module and name of the one to run for float64 numbers, if there is one
 * @returns the kernel
 */
export function changing<Name extends string, Double extends string = never>(
  module: WasmModule<{ readonly [Key in Name]: InPlace }>,
  name: Name,
  scalar: ShapedUnaryKernel,
  least: number,
  doubles?: readonly [module: WasmModule<{ readonly [Key in Double]: InPlace }>, name: Double],
): ChangingKernel {
  return (source, target, parameter = 0) => {
    const single = source instanceof Float32Array;
    const change = <Key extends string>([kernels, key]: readonly [
      WasmModule<{ readonly [K in Key]: InPlace }>,
      Key,
    ]): boolean =>
      inArena(kernels, (wasm, arena) => {
        const run = wasm[key];
        const { length } = target;
        const most = Math.min(STRIP, length);
        const at = arena.allocate(source.BYTES_PER_ELEMENT * Math.ceil(most / 16) * 16);
        const strip = single ? arena.float32(at, most) : arena.float64(at, most);
        for (let start = 0; start < length; start += STRIP) {
          const count = Math.min(STRIP, length - start);
          strip.set(source.subarray(start, start + count));
          run(at, count, parameter);
          target.set(count < strip.length ? strip.subarray(0, count) : strip, start);
        }
      });
    const served =
      source.length >= least &&
      source.BYTES_PER_ELEMENT === target.BYTES_PER_ELEMENT &&
      (single ? change([module, name]) : doubles !== undefined && change(doubles));
    if (!served) scalar(source, target, parameter);
  };
}
