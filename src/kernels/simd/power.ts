// Powers with one exponent for all numbers, as gamma correction takes them.
import type { BinaryKernel } from '../array-kernels.js';
import { pow as powScalar } from '../scalar/elementwise-binary.js';
import { mul } from './arithmetic.js';
import { powers } from './generated/powers.js';
import { inArena } from './wasm-module.js';

/** Numbers below which copying costs more than it saves. */
const LEAST = 128;
/** Numbers that go through at a time: they stay in the caches, and calls are few. */
const STRIP = 8192;
/** Exponents from here on are left to the scalar kernel, as are those that are no numbers. */
const MOST_EXPONENT = 2 ** 31;
/** Exponents of which engines do not take the logarithm: they take half of the kernel's time. */
const QUICK = [-1, 0, 0.5, 1];
const LEAST_NORMAL = 2 ** -1022;
/** Powers between these are right: the kernel does not reach the ends. */
const [LOW, HIGH] = [1e-300, 1e300] as const;

/** See `BinaryName`: to 0.7 units in the last place. */
export const pow: BinaryKernel = (a, aStart, aStep, b, bStart, bStep, target, start, count) => {
  const y = b[bStart]!;
  const even = bStep === 0 && count >= LEAST && aStep === 1;
  if (even && y === 2) {
    mul(a, aStart, aStep, a, aStart, aStep, target, start, count);
    return;
  }
  const served =
    even &&
    Math.abs(y) < MOST_EXPONENT &&
    !QUICK.includes(y) &&
    a.BYTES_PER_ELEMENT === target.BYTES_PER_ELEMENT &&
    inArena(powers, (wasm, arena) => {
      const single = a instanceof Float32Array;
      const run = single ? wasm.powSingles : wasm.powDoubles;
      const least = single ? Number.MIN_VALUE : LEAST_NORMAL;
      const most = Math.min(STRIP, count);
      const at = arena.words(2 * (most + 2));
      const strip = single ? arena.float32(at, most) : arena.float64(at, most);
      for (let first = 0; first < count; first += STRIP) {
        const some = Math.min(STRIP, count - first);
        strip.set(a.subarray(aStart + first, aStart + first + some));
        run(at, some, y);
        const end = first + some;
        for (let i = first, from = 0; i < end; i++, from++) {
          const x = a[aStart + i]!;
          const power = strip[from]!;
          // What is out of the ordinary is the engine's.
          const ordinary = x >= least && x < Infinity && (single || (power > LOW && power < HIGH));
          target[start + i] = ordinary ? power : x ** y;
        }
      }
    });
  if (!served) powScalar(a, aStart, aStep, b, bStart, bStep, target, start, count);
};
