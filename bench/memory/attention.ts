// Peak memory of attention, in a process of its own: what it takes besides its inputs and its output.
import ndarray from 'ndarray';
import { normal, randomGenerator, scaledDotProductAttention } from '../library.js';

const WIDTH = 64;
const tokens = Number(process.argv[2] ?? 1024);

const draw = (seed: number, n: number): ndarray.NdArray<Float32Array> =>
  ndarray(Float32Array.from(normal(randomGenerator(seed), [n, WIDTH]).data), [n, WIDTH]);

const [q, k, v] = [draw(1, tokens), draw(2, tokens), draw(3, tokens)];
// Compile everything on something small, often enough, so that code is not counted as data.
const small = draw(4, 256);
for (let i = 0; i < 20; i++) scaledDotProductAttention(small, small, small);
// What was used to draw the inputs would hide what attention takes: only a peak above it is seen.
const before = process.resourceUsage().maxRSS * 1024;
const filled = new Uint8Array(Math.max(0, before - process.memoryUsage.rss())).fill(1);
const start = process.memoryUsage.rss();
const output = scaledDotProductAttention(q, k, v);
const extra = process.resourceUsage().maxRSS * 1024 - start - output.data.byteLength;
console.log(JSON.stringify({ tokens, width: WIDTH, extraBytes: extra, filled: filled.length }));
