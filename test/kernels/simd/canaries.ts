// Watches the memory of the SIMD kernels: what a kernel is given holds NaN, and around it lie bytes that nobody may
// write. Inside the memory nothing else would notice.
import { expect, vi } from 'vitest';
import { Arena } from '../../../src/kernels/simd/arena.js';

const WIDTH = 64;
const CANARY = 0xa5;
/** Four of these are a NaN, of float32 and of float64. */
const POISON = 0xff;

interface Allocation {
  readonly pointer: number;
  readonly bytes: number;
}

/**
 * Runs a function with every allocation poisoned and fenced in, and expects all fences to stand.
 *
 * @param run - what to run
 * @returns how many allocations there were
 */
export function withCanaries(run: () => void): number {
  const { allocate, release } = Arena.prototype;
  let live: Allocation[] = [];
  let count = 0;
  const allocating = vi.spyOn(Arena.prototype, 'allocate').mockImplementation(function (
    this: Arena,
    bytes: number,
  ): number {
    const pointer = allocate.call(this, bytes + 2 * WIDTH) + WIDTH;
    this.uint8(pointer - WIDTH, WIDTH).fill(CANARY);
    this.uint8(pointer, bytes).fill(POISON);
    this.uint8(pointer + bytes, WIDTH).fill(CANARY);
    live.push({ pointer, bytes });
    count++;
    return pointer;
  });
  const releasing = vi.spyOn(Arena.prototype, 'release').mockImplementation(function (
    this: Arena,
    mark: number,
  ): void {
    const given = live.filter(({ pointer }) => pointer >= mark);
    live = live.filter(({ pointer }) => pointer < mark);
    for (const { pointer, bytes } of given) {
      const fences = [pointer - WIDTH, pointer + bytes].map((at) => this.uint8(at, WIDTH));
      expect(fences.every((fence) => fence.every((byte) => byte === CANARY))).toBe(true);
    }
    release.call(this, mark);
  });
  try {
    run();
  } finally {
    allocating.mockRestore();
    releasing.mockRestore();
  }
  return count;
}
