import { describe, expect, it } from 'vitest';
import { Arena, ArenaFull, type WasmMemory } from '../../../src/kernels/simd/arena.js';

const PAGE = 65536;

/** A memory that says it has grown, without taking as much of the machine; refuses above a limit. */
function memory(limit = 65536): WasmMemory & { grown: number[] } {
  let pages = 2;
  const grown: number[] = [];
  const made = {
    grown,
    buffer: new ArrayBuffer(pages * PAGE),
    grow(more: number): number {
      if (pages + more > limit) throw new RangeError('no more');
      pages += more;
      grown.push(more);
      made.buffer = new ArrayBuffer(pages * PAGE);
      return pages - more;
    },
  };
  return made;
}

describe('Arena', () => {
  it('hands out pointers that are multiples of 64, apart from each other, above the first page', () => {
    const arena = new Arena(memory());
    let end = PAGE;
    for (const bytes of [1, 64, 63, 65, 0, 128]) {
      const pointer = arena.allocate(bytes);
      expect(pointer % 64).toBe(0);
      expect(pointer).toBeGreaterThanOrEqual(end);
      // Vectors may read beyond what was allocated, so much more must be there.
      end = pointer + bytes + 64;
    }
  });

  it('takes back what a scope allocated, also where it threw', () => {
    const arena = new Arena(memory());
    const first = arena.scope(() => arena.allocate(100));
    const inner = arena.scope(() => {
      arena.allocate(10);
      return arena.scope(() => arena.allocate(20));
    });
    expect(inner).toBeGreaterThan(first);
    expect(() =>
      arena.scope(() => {
        arena.allocate(1000);
        throw new Error('within');
      }),
    ).toThrow('within');
    expect(arena.scope(() => arena.allocate(100))).toBe(first);
  });

  it('gives back what was allocated since a mark, and nothing before it', () => {
    const arena = new Arena(memory());
    const kept = arena.allocate(10);
    const { mark } = arena;
    const first = arena.allocate(10);
    arena.release(mark);
    expect(arena.allocate(10)).toBe(first);
    expect(first).toBeGreaterThan(kept);
    expect(arena.isFree).toBe(false);
  });

  it('shows all of its numbers, also after it grew', () => {
    const arena = new Arena(memory());
    arena.allocate(20 * PAGE);
    const pointer = arena.put(Float32Array.of(3, 4));
    expect(arena.numbers.length * 4).toBe(arena.size);
    expect([...arena.numbers.subarray(pointer / 4, pointer / 4 + 2)]).toEqual([3, 4]);
  });

  it('grows by half at least, and to what is needed at least', () => {
    const grows = memory();
    const arena = new Arena(grows);
    arena.allocate(PAGE);
    expect(grows.grown).toEqual([1]);
    arena.allocate(10 * PAGE);
    expect(grows.grown).toEqual([1, 10]);
    arena.allocate(PAGE);
    expect(grows.grown).toEqual([1, 10, 7]);
  });

  it('takes only what it needs where it may not have half', () => {
    const grows = memory(21);
    const arena = new Arena(grows);
    arena.allocate(16 * PAGE);
    arena.allocate(2 * PAGE);
    expect(grows.grown).toEqual([16, 2]);
    expect(() => arena.allocate(2 * PAGE)).toThrow(ArenaFull);
  });

  it('says how much it was asked for where that is too much', () => {
    expect(() => new Arena(memory()).allocate(2 ** 33)).toThrow(
      /The SIMD kernels need 85\d{8} bytes, which the machine does not give \(at most 4 GiB\)/,
    );
  });

  it('sees the same bytes as numbers of each kind', () => {
    const arena = new Arena(memory());
    const pointer = arena.put(Float32Array.of(1, -2));
    expect([...arena.float32(pointer, 2)]).toEqual([1, -2]);
    expect([...arena.int32(pointer, 2)]).toEqual([0x3f800000, -0x40000000]);
    expect([...arena.uint8(pointer, 4)]).toEqual([0, 0, 0x80, 0x3f]);
    arena.float64(pointer, 1)[0] = 0.5;
    expect([...arena.int32(pointer, 2)]).toEqual([0, 0x3fe00000]);
  });
});
