// The memory of the SIMD kernels, which grows, or gives out, at every moment when it may.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { withKernels } from '../../src/kernels/select.js';
import { Arena, ArenaFull } from '../../src/kernels/simd/arena.js';
import { matrix } from '../../src/kernels/simd/generated/matrix.js';
import { inArena } from '../../src/kernels/simd/wasm-module.js';
import { simd } from '../laws/simd.js';
import { apart, CASES, Draw, type Store } from './differential.js';

const STORES: readonly Store[] = ['float32', 'float64', 'float32, shared'];
const SEED = 31_415;
/** Allocations that fail, the first ones and some of the others. */
const MOST_FAILURES = 8;

/** What hands memory out, and where it is known that some is left. */
interface Hands {
  top: number;
  memory: WebAssembly.Memory;
  bytes: ArrayBuffer;
  whole: Float32Array;
}

const { allocate, release } = Arena.prototype;
const FIRST_BYTE = 65536;

afterEach(() => {
  vi.restoreAllMocks();
});

/** Has each allocation that takes more than was ever taken grow the memory, whose views die. */
function growing(): void {
  let taken = 0;
  vi.spyOn(Arena.prototype, 'release').mockImplementation(function (this: Arena, mark) {
    if (mark === FIRST_BYTE) taken = 0;
    release.call(this, mark);
  });
  vi.spyOn(Arena.prototype, 'allocate').mockImplementation(function (this: Arena, bytes) {
    const hands = this as unknown as Hands;
    if (hands.top + bytes > taken && hands.memory.buffer.byteLength < 2 ** 27) {
      hands.memory.grow(1);
      hands.bytes = hands.memory.buffer;
      hands.whole = new Float32Array(hands.bytes);
    }
    const pointer = allocate.call(this, bytes);
    taken = Math.max(taken, hands.top);
    return pointer;
  });
}

/** Counts allocations, and refuses one, or that and all after it. */
function refusing(refuses: (allocation: number) => boolean): { readonly times: () => number } {
  let times = 0;
  vi.spyOn(Arena.prototype, 'allocate').mockImplementation(function (this: Arena, bytes) {
    if (refuses(++times)) throw new ArenaFull(bytes);
    return allocate.call(this, bytes);
  });
  return { times: () => times };
}

function expectAllGivenBack(): void {
  inArena(matrix, (_, arena) => expect(arena.mark).toBe(FIRST_BYTE));
}

describe.runIf(simd).each(STORES)('the memory of the SIMD kernels, given %s', (store) => {
  it.each(CASES)('may grow at any moment of $name', ({ prepare }) => {
    const run = prepare(new Draw(SEED, store));
    const wanted = run();
    growing();
    const got = run();
    vi.restoreAllMocks();
    expect(got.map((result, i) => apart(result, wanted[i]!))).toEqual(wanted.map(() => 0));
    expectAllGivenBack();
  });

  it.runIf(store !== 'float32, shared').each(CASES)(
    'may give out at any moment of $name',
    ({ prepare, tolerance }) => {
      const run = prepare(new Draw(SEED, store));
      const counted = refusing(() => false);
      run();
      const all = counted.times();
      vi.restoreAllMocks();
      const wanted = withKernels(undefined, run);
      const step = Math.max(1, Math.floor(all / MOST_FAILURES));
      for (let first = 1, once = false; first <= all; first += step, once = !once) {
        refusing((i) => (once ? i === first : i >= first));
        const got = run();
        vi.restoreAllMocks();
        for (const [i, result] of got.entries()) {
          expect(apart(result, wanted[i]!)).toBeLessThanOrEqual(tolerance);
        }
        expectAllGivenBack();
      }
    },
  );
});
