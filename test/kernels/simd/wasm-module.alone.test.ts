// The memory that all SIMD kernels share, and what happens where there is none.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { matmul as matmulScalar } from '../../../src/kernels/scalar/matmul.js';
import type { Arena } from '../../../src/kernels/simd/arena.js';
import { simd } from '../../laws/simd.js';
import { randomFloats } from './numbers.js';
import { matmulTwin } from './twins/matmul.js';

/** Another copy of the library, which has used nothing yet. */
async function freshCopy() {
  vi.resetModules();
  const { matmul } = await import('../../../src/kernels/simd/matmul.js');
  const { inArena } = await import('../../../src/kernels/simd/wasm-module.js');
  const { matrix } = await import('../../../src/kernels/simd/generated/matrix.js');
  const { kernelInfo } = await import('../../../src/kernels/select.js');
  return {
    kernelInfo,
    inArena: (run: (arena: Arena) => void) => inArena(matrix, (_, arena) => run(arena)),
    square(numbers: Float32Array, n: number): Float32Array {
      const target = new Float32Array(n * n);
      matmul(numbers, numbers, target, 1, 0, 0, n, n, n);
      return target;
    },
    bytes(): number {
      let bytes = 0;
      inArena(matrix, (_, arena) => {
        bytes = arena.uint8(0, 0).buffer.byteLength;
      });
      return bytes;
    },
  };
}

function scalarSquare(numbers: Float32Array, n: number): Float32Array {
  const target = new Float32Array(n * n);
  matmulScalar(numbers, numbers, target, 1, 0, 0, n, n, n);
  return target;
}

/** What a namespace holds, which its own keys do not list. */
function namespaceOf({ Module, Memory, Instance }: typeof WebAssembly) {
  return { Module, Memory, Instance };
}

const n = 48;
const numbers = randomFloats(n * n, 1);

afterEach(() => {
  vi.unstubAllGlobals();
});

describe.runIf(simd)('the memory of the SIMD kernels', () => {
  it('is small at first, and grows in the middle of a call', async () => {
    const copy = await freshCopy();
    expect(copy.bytes()).toBe(2 * 65536);
    const large = randomFloats(200 * 200, 2);
    expect(copy.square(large, 200)).toEqual(matmulTwin(large, large, 200, 200, 200));
    expect(copy.bytes()).toBeGreaterThan(4 * 65536);
  });

  it('is where it was after ten thousand calls of changing sizes', async () => {
    const copy = await freshCopy();
    for (const side of [17, 64, 33]) copy.square(randomFloats(side * side, side), side);
    const bytes = copy.bytes();
    const some = [17, 22, 33, 48, 64].map((side) => randomFloats(side * side, side));
    for (let call = 0; call < 10_000; call++) {
      const given = some[call % some.length]!;
      copy.square(given, Math.sqrt(given.length));
    }
    expect(copy.bytes()).toBe(bytes);
  });

  it('belongs to one copy of the library alone', async () => {
    const [first, second] = [await freshCopy(), await freshCopy()];
    let seen = 0;
    first.inArena((arena) => {
      const pointer = arena.put(Float32Array.of(42));
      expect(second.square(numbers, n)).toEqual(matmulTwin(numbers, numbers, n, n, n));
      seen = arena.float32(pointer, 1)[0]!;
    });
    expect(seen).toBe(42);
  });

  it('is asked for again by the next call where there was none left', async () => {
    const copy = await freshCopy();
    const { Memory } = WebAssembly;
    let asked = 0;
    class NoMemory {
      constructor() {
        asked++;
        throw new RangeError('WebAssembly.Memory(): could not allocate memory');
      }
    }
    vi.stubGlobal('WebAssembly', { ...namespaceOf(WebAssembly), Memory: NoMemory });
    expect(copy.square(numbers, n)).toEqual(scalarSquare(numbers, n));
    expect(asked).toBeGreaterThan(0);
    vi.stubGlobal('WebAssembly', { ...namespaceOf(WebAssembly), Memory });
    expect(copy.square(numbers, n)).toEqual(matmulTwin(numbers, numbers, n, n, n));
  });

  it('is given back where a kernel throws, and the error goes on', async () => {
    const copy = await freshCopy();
    const fails = () =>
      copy.inArena((arena) => {
        arena.allocate(1000);
        throw new Error('within');
      });
    expect(fails).toThrow('within');
    copy.inArena((arena) => expect(arena.allocate(1)).toBe(65536));
  });

  it('where it cannot grow, the scalar kernel serves', async () => {
    const copy = await freshCopy();
    expect(copy.bytes()).toBeGreaterThan(0);
    vi.spyOn(WebAssembly.Memory.prototype, 'grow').mockImplementation(() => {
      throw new RangeError('no more');
    });
    const large = randomFloats(150 * 150, 2);
    expect(copy.square(large, 150)).toEqual(scalarSquare(large, 150));
    vi.restoreAllMocks();
    expect(copy.square(large, 150)).toEqual(matmulTwin(large, large, 150, 150, 150));
  });
});

class Refused {
  constructor() {
    throw new WebAssembly.CompileError('refused');
  }
}

describe('where WebAssembly is', () => {
  it.each([
    ['missing', () => vi.stubGlobal('WebAssembly', undefined)],
    ['refused', () => vi.stubGlobal('WebAssembly', { ...WebAssembly, Module: Refused })],
    ['without memory', () => vi.stubGlobal('WebAssembly', { Memory: Refused })],
  ])('%s, the scalar kernels serve', async (_, refuse) => {
    refuse();
    const copy = await freshCopy();
    expect(copy.kernelInfo()).toEqual({ name: 'scalar' });
    expect(copy.square(numbers, n)).toEqual(scalarSquare(numbers, n));
    expect(copy.inArena(() => {})).toBe(false);
  });

  it.runIf(simd)('allowed, its bytes are read by whatever the engine offers', async () => {
    const wanted = matmulTwin(numbers, numbers, n, n, n);
    const { Buffer } = globalThis;
    const fromBase64 = vi.fn((text: string) => new Uint8Array(Buffer.from(text, 'base64')));
    class Standard extends Uint8Array {
      static fromBase64 = fromBase64;
    }
    vi.stubGlobal('Uint8Array', Standard);
    expect((await freshCopy()).square(numbers, n)).toEqual(wanted);
    expect(fromBase64).toHaveBeenCalledTimes(1);
    vi.unstubAllGlobals();
    // A page without either.
    const copy = await freshCopy();
    vi.stubGlobal('Buffer', undefined);
    const result = copy.square(numbers, n);
    vi.unstubAllGlobals();
    expect(result).toEqual(wanted);
    expect(copy.kernelInfo()).toEqual({ name: 'simd' });
  });

  it.runIf(simd)('allowed, the SIMD kernels serve, and nothing was done before', async () => {
    const compile = vi.fn();
    const { Module } = WebAssembly;
    class Counted extends Module {
      constructor(bytes: Uint8Array<ArrayBuffer>) {
        super(bytes);
        compile();
      }
    }
    vi.stubGlobal('WebAssembly', {
      Module: Counted,
      Memory: WebAssembly.Memory,
      Instance: WebAssembly.Instance,
    });
    const copy = await freshCopy();
    expect(compile).not.toHaveBeenCalled();
    copy.square(numbers, n);
    copy.square(numbers, n);
    expect(compile).toHaveBeenCalledTimes(1);
    expect(copy.kernelInfo()).toEqual({ name: 'simd' });
  });
});
