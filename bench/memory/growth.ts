// Time and memory of one work at one size, in a process of its own: prints milliseconds and bytes.
// Run with --expose-gc.
import ndarray from 'ndarray';
import { detectCorners, gaussianBlur, scaledDotProductAttention, sift } from '../library.js';
import { median, timed } from '../speed/alternate.js';

const [HEADS, WIDTH] = [8, 64] as const;
/** Runs that are timed, and after how many milliseconds no more follow. */
const RUNS = 15;
const MOST = 2000;
/** Milliseconds that are spent before on runs that are not timed. */
const WARM = 500;
const WARMUPS = 10;

/** A square texture that is as rich at every size. */
function texture(side: number): ndarray.NdArray<Float32Array> {
  const data = new Float32Array(side * side);
  for (let y = 0, at = 0; y < side; y++) {
    for (let x = 0; x < side; x++, at++) {
      const across = Math.sin(0.31 * x + 2 * Math.sin(0.07 * y));
      data[at] = 0.5 + 0.4 * across * Math.sin(0.23 * y + 2 * Math.sin(0.05 * x));
    }
  }
  return ndarray(data, [side, side]);
}

/** Queries, keys or values. */
function tokens(count: number, seed: number): ndarray.NdArray<Float32Array> {
  const shape = [HEADS, count, WIDTH];
  const data = Float32Array.from({ length: HEADS * count * WIDTH }, (_, i) =>
    Math.sin(seed + 0.7 * i + 1e-4 * i * i),
  );
  return ndarray(data, shape);
}

const onImage = (work: (image: ndarray.NdArray<Float32Array>) => unknown) => (side: number) => {
  const image = texture(side);
  return () => work(image);
};
const onTokens = (causal: boolean) => (count: number) => {
  const [q, k, v] = [tokens(count, 1), tokens(count, 2), tokens(count, 3)];
  return () => scaledDotProductAttention(q, k, v, { causal });
};

const WORK: Record<string, (size: number) => () => unknown> = {
  blur: onImage((image) => gaussianBlur(image, 1.6)),
  sift: onImage((image) => sift(image, { upsample: false })),
  harris: onImage((image) => detectCorners(image)),
  attention: onTokens(false),
  causal: onTokens(true),
};

const [name = '', size = ''] = process.argv.slice(2);
const prepare = WORK[name]!;
// Compiled on something small, so that code is not counted as data.
const small = prepare(128);
for (let i = 0; i < WARMUPS; i++) small();
const run = prepare(Number(size));
(globalThis as { readonly gc?: () => void }).gc?.();
// Only a peak above the highest one so far is seen.
const before = process.resourceUsage().maxRSS * 1024;
const filled = new Uint8Array(Math.max(0, before - process.memoryUsage.rss())).fill(1);
const start = process.memoryUsage.rss();
let result = run();
const bytes = process.resourceUsage().maxRSS * 1024 - start;
const again = () =>
  timed(() => {
    result = run();
  });
for (let spent = 0; spent < WARM; ) spent += again();
const times: number[] = [];
for (let spent = 0; times.length < RUNS && spent < MOST; spent += times.at(-1)!) {
  times.push(again());
}
console.log(
  JSON.stringify({ ms: median(times), bytes, kept: filled.length, done: result !== undefined }),
);
