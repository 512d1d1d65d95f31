// Whether the SIMD kernels serve: in the project "node" they do, in "strict" WebAssembly is refused.

function probe(): boolean {
  try {
    // () => i8x16.popcnt(i8x16.splat(0))
    const bytes = atob('AGFzbQEAAAABBQFgAAF7AwIBAAoKAQgAQQD9D/1iCw==');
    return new WebAssembly.Module(Uint8Array.from(bytes, (c) => c.charCodeAt(0))) instanceof Object;
  } catch {
    return false;
  }
}

/** True where WebAssembly with SIMD may be compiled. */
export const simd: boolean = probe();
