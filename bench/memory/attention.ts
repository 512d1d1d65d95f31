// What attention takes besides its inputs and its output, in a process of its own: counted, and seen from outside.
// Run with --expose-gc. The second argument is "counted" or "seen": counting would be seen.
import ndarray from 'ndarray';
import { countBuffers } from './count-buffers.js';

const WIDTH = 64;
const WARMUPS = 400;
const tokens = Number(process.argv[2] ?? 1024);
const counted = process.argv[3] === 'counted';
const count = counted ? countBuffers() : undefined;
const { scaledDotProductAttention } = await import('../../src/attention/scaled-dot-product.js');
const { askToKeep } = await import('../../src/core/keep-memory.js');

const draw = (seed: number, n: number): ndarray.NdArray<Float32Array> =>
  ndarray(
    Float32Array.from({ length: n * WIDTH }, (_, i) => Math.sin(seed + 0.7 * i + 1e-4 * i * i)),
    [n, WIDTH],
  );

const [q, k, v] = [draw(1, tokens), draw(2, tokens), draw(3, tokens)];
if (count !== undefined) {
  // Once in a process, for all functions, and never written: no memory of the call's.
  askToKeep();
  const before = count.buffers();
  const output = scaledDotProductAttention(q, k, v);
  const buffers = count.buffers() - before - output.data.byteLength;
  console.log(
    JSON.stringify({ extraBytes: buffers + count.memories(), memories: count.memories() }),
  );
} else {
  // Compile everything on something small, often enough for the last of the engine's compilers, whose own memory and
  // code, about 2 MB, are there once and for all sizes.
  const small = draw(4, 256);
  for (let i = 0; i < WARMUPS; i++) scaledDotProductAttention(small, small, small);
  (globalThis as { readonly gc?: () => void }).gc?.();
  // Only a peak above the highest one so far is seen.
  const before = process.resourceUsage().maxRSS * 1024;
  const filled = new Uint8Array(Math.max(0, before - process.memoryUsage.rss())).fill(1);
  const start = process.memoryUsage.rss();
  const output = scaledDotProductAttention(q, k, v);
  const extra = process.resourceUsage().maxRSS * 1024 - start - output.data.byteLength;
  console.log(JSON.stringify({ extraBytes: extra, filled: filled.length }));
}
