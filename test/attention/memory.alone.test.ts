import { afterEach, describe, expect, it, vi } from 'vitest';

const WIDTH = 64;
const MEGABYTES_2 = 2 * 2 ** 20;

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

/**
 * Bytes of all typed arrays that are made while the scalar kernels serve, in modules that are loaded for this; those
 * of the SIMD kernels are counted in test/kernels/simd.
 */
async function bytesOf(tokens: number, options: object): Promise<number> {
  let bytes = 0;
  const counted = <T extends Float64ArrayConstructor | Float32ArrayConstructor>(Kind: T): T =>
    new Proxy(Kind, {
      construct(target, args, made) {
        const array = Reflect.construct(target, args, made);
        if (!(args[0] instanceof ArrayBuffer)) bytes += array.byteLength;
        return array;
      },
    });
  const Single = Float32Array;
  vi.resetModules();
  vi.stubGlobal('WebAssembly', undefined);
  vi.stubGlobal('Float64Array', counted(Float64Array));
  vi.stubGlobal('Float32Array', counted(Float32Array));
  const { scaledDotProductAttention } = await import('../../src/attention/scaled-dot-product.js');
  const { createNdArray } = await import('../../src/core/create.js');
  const input = (phase: number) =>
    createNdArray(
      Single.from({ length: tokens * WIDTH }, (_, i) => Math.sin(phase + i)),
      [tokens, WIDTH],
    );
  const [q, k, v] = [input(1), input(2), input(3)];
  bytes = 0;
  const output = scaledDotProductAttention(q, k, v, options);
  return bytes - output.data.byteLength;
}

describe('scaledDotProductAttention', () => {
  it('takes less than 2 MB besides its output, at 1024 tokens and, by its growth, at 8192', async () => {
    for (const options of [{}, { causal: true, softcap: 3 }]) {
      const [less, more] = [await bytesOf(512, options), await bytesOf(1024, options)];
      // The scratch of a block is there at least, else nothing was counted.
      expect(less).toBeGreaterThan(10_000);
      const each = (more - less) / 512;
      expect(each).toBeLessThan(64);
      expect(more).toBeLessThan(MEGABYTES_2);
      expect(more + 7168 * each).toBeLessThan(MEGABYTES_2);
    }
  });
});
