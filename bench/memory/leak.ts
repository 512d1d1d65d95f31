// Ten thousand calls of changing sizes, in a process of its own: prints the memory after half of them and after all.
// Run with --expose-gc.
import ndarray from 'ndarray';
import { countMemories } from './count-buffers.js';

const CALLS = 10_000;
/** By then each of the five works has met each of 997 sizes. */
const HALF = 5000;

const memories = countMemories();

const { gaussianBlur, matmul, scaledDotProductAttention, softmax, detectCorners } = await import(
  '../library.js'
);

const draw = (...shape: number[]): ndarray.NdArray<Float32Array> => {
  const length = shape.reduce((a, b) => a * b);
  return ndarray(
    Float32Array.from({ length }, (_, i) => (i * 0.618) % 1),
    shape,
  );
};
const sizeOf = (call: number) => 16 + (((call % 997) * 37) % 97);
const works = [
  (n: number) => gaussianBlur(draw(n, n + 3), 1.6),
  (n: number) => matmul(draw(n, n + 1), draw(n + 1, n)),
  (n: number) => softmax(draw(n, 2 * n)),
  (n: number) => scaledDotProductAttention(draw(n, 16), draw(n, 16), draw(n, 16)),
  (n: number) => detectCorners(draw(n + 5, n)),
];

function measure() {
  (globalThis as { readonly gc?: () => void }).gc?.();
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  const kernels = memories();
  return { rss, heapUsed, arrayBuffers, kernels };
}

let before: ReturnType<typeof measure> | undefined;
for (let call = 0; call < CALLS; call++) {
  if (call === HALF) before = measure();
  works[call % works.length]!(sizeOf(call));
}
console.log(JSON.stringify({ calls: CALLS, half: HALF, before, after: measure() }));
