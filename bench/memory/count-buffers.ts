// Counts the bytes of all buffers that JavaScript code makes, and of the memories of WebAssembly: what is freed in
// between included, so that a count is never below the peak.
import type { WasmMemory } from '../../src/kernels/simd/arena.js';

const NAMES = [
  'Float32Array',
  'Float64Array',
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'BigInt64Array',
  'BigUint64Array',
] as const;

type Constructor = new (...given: unknown[]) => { readonly byteLength: number };

/** What was made since counting began. */
export interface Count {
  /** Bytes of typed arrays that are no views of another's, and of array buffers. */
  readonly buffers: () => number;
  /** Bytes of the memories of WebAssembly. */
  readonly memories: () => number;
}

/**
 * Begins to count, in this process, for good. Modules that keep a constructor must be imported afterwards.
 *
 * @returns the count
 */
export function countBuffers(): Count {
  let bytes = 0;
  const all = globalThis as unknown as Record<string, Constructor>;
  for (const name of NAMES) {
    const original = all[name]!;
    const counted = new Proxy(original, {
      construct(target, given, created) {
        const array: { readonly byteLength: number } = Reflect.construct(target, given, created);
        if (!(given[0] instanceof ArrayBuffer)) bytes += array.byteLength;
        return array;
      },
    });
    all[name] = counted;
    // `slice` and `map` ask an array for its constructor.
    original.prototype.constructor = counted;
  }
  all['ArrayBuffer'] = new Proxy(all['ArrayBuffer']!, {
    construct(target, given, created) {
      const buffer: { readonly byteLength: number } = Reflect.construct(target, given, created);
      bytes += buffer.byteLength;
      return buffer;
    },
  });
  return { buffers: () => bytes, memories: countMemories() };
}

/**
 * Begins to count the memories of WebAssembly, as far as they have grown.
 *
 * @returns their bytes so far
 */
export function countMemories(): () => number {
  const made: WasmMemory[] = [];
  const { WebAssembly } = globalThis as unknown as {
    WebAssembly: { Memory: new (limits: object) => WasmMemory };
  };
  WebAssembly.Memory = new Proxy(WebAssembly.Memory, {
    construct(target, [limits]) {
      const memory = new target(limits);
      made.push(memory);
      return memory;
    },
  });
  return () => made.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
}
