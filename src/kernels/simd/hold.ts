// Numbers that stay in the memory of the kernels from call to call: nothing is copied in or out.
import { allocate } from '../../core/create.js';
import type { FloatDType, FloatTypedArray } from '../../core/types.js';
import type { Arena } from './arena.js';
import { inArena, inLargeMemory, type WasmModule } from './wasm-module.js';

/** Numbers that kernels reach where they are. */
export interface Held {
  /** A view of them, to be asked for anew after each kernel: the memory may have grown. */
  readonly numbers: FloatTypedArray;

  /** Keeps the first so many of what was held last; what is held next may lie in the place of the others. */
  keep(count: number): void;
}

/**
 * Makes room for numbers, which hold anything.
 *
 * @param dtype - only float32 numbers lie in the memory
 * @param count - how many
 * @param spare - bytes that kernels will take beside them
 */
export type Hold = (dtype: FloatDType, count: number, spare: number) => Held;

/**
 * Runs a function that holds numbers as long as it runs; nothing of a user runs inside. It runs a second time, with
 * ordinary storage, where the memory does not suffice.
 *
 * @param module - the kernels that will reach the numbers
 * @param run - what to run; what it returns has copies of its own
 * @returns what it returns
 */
export function holding<T>(module: WasmModule<object>, run: (hold: Hold) => T): T {
  let result: { readonly value: T } | undefined;
  const hold = (_: unknown, arena: Arena): void => {
    const value = run((dtype, count, spare) => {
      if (dtype === 'float64') return ordinary(dtype, count, 0);
      const place = arena.words(count);
      let kept = count;
      arena.reserve(spare);
      return {
        get numbers() {
          return arena.float32(place, kept);
        },
        keep(first) {
          kept = first;
          arena.trim(place, 4 * first);
        },
      };
    });
    result = { value };
  };
  inLargeMemory(() => inArena(module, hold));
  return result === undefined ? run(ordinary) : result.value;
}

/** Storage beside the memory of the kernels. */
export const ordinary: Hold = (dtype, count) => ({
  numbers: allocate(dtype, count),
  keep: () => {},
});
