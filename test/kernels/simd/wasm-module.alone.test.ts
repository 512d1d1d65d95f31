// The memory that all SIMD kernels share, and what happens where there is none.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { attend as attendScalar } from '../../../src/kernels/scalar/attention.js';
import { convolve as convolveScalar } from '../../../src/kernels/scalar/convolve.js';
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

  it.each([
    ['attention in float64', 'attend'],
    ['a convolution', 'convolve'],
  ] as const)('where a second module finds none, the scalar kernel serves %s', async (_, name) => {
    vi.resetModules();
    const simdKernel = {
      attend: async () => (await import('../../../src/kernels/simd/attention.js')).attend,
      convolve: async () => (await import('../../../src/kernels/simd/convolve.js')).convolve,
    }[name];
    const kernel = (await simdKernel()) as (...args: unknown[]) => void;
    const { Instance } = WebAssembly;
    let made = 0;
    class OnlyOne extends Instance {
      constructor(...args: ConstructorParameters<typeof Instance>) {
        if (made++ > 0) throw new RangeError('WebAssembly.Instance(): Out of memory');
        super(...args);
      }
    }
    vi.stubGlobal('WebAssembly', { ...namespaceOf(WebAssembly), Instance: OnlyOne });
    const [got, wanted] = [new Float64Array(64 * 64), new Float64Array(64 * 64)];
    const doubles = Float64Array.from(randomFloats(64 * 64, 1));
    if (name === 'attend') {
      const sizes = { items: 1, share: 1, n: 64, m: 64, d: 64, e: 64 };
      const task = {
        ...{ ...sizes, query: doubles, key: doubles, value: doubles, scale: 0.1, softcap: 0 },
        ...{ low: -Infinity, high: Infinity, limits: Int32Array.of(64) },
        ...{ mask: undefined, bias: undefined },
      };
      const room = () => ({ tops: new Float64Array(64), totals: new Float64Array(64) });
      kernel(task, got, room());
      attendScalar(task, wanted, room());
    } else {
      const task = {
        ...{ images: 1, channels: 4, height: 32, width: 32, filters: 4, groups: 1 },
        ...{ kernelHeight: 3, kernelWidth: 3, strideX: 1, strideY: 1, dilationX: 1, dilationY: 1 },
        ...{ top: 1, left: 1, outHeight: 32, outWidth: 32 },
      };
      const weight = doubles.subarray(0, 144);
      kernel(task, doubles, weight, undefined, got);
      convolveScalar(task, doubles, weight, undefined, wanted);
    }
    expect(made).toBeGreaterThan(1);
    expect(got).toEqual(wanted);
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
