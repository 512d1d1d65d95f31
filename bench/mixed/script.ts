// How long works take in a process of their own: `fresh`, or `mixed` where every kind of array was used before.
// Prints milliseconds by name as JSON.
import {
  add,
  concat,
  matmul,
  mean,
  mul,
  pad,
  relu,
  slice,
  softmax,
  sum,
  transpose,
} from '../../src/array/index.js';
import { conv2d } from '../../src/convolution/index.js';
import { allocate, createNdArray, DTYPES } from '../../src/core/create.js';
import type { DType, NumericNdArray } from '../../src/core/types.js';
import { entropy, klDivergence } from '../../src/divergence/index.js';
import { gaussianBlur } from '../../src/filter/index.js';
import { grad } from '../../src/gradient/index.js';
import { resample, toGrayscale } from '../../src/image/index.js';
import { histogram } from '../../src/intensity-histogram/index.js';
import { gatherRows } from '../../src/optimizer/index.js';
import { hog } from '../../src/orientation-histogram/index.js';
import { sift } from '../../src/scale-space/index.js';
import { detectCorners } from '../../src/structure-tensor/index.js';

/** Milliseconds that a work is called for before it is timed, and while. */
const WARMING = 400;
const TIMING = 150;

/** Numbers from 0 to `largest` that do not repeat soon. */
function numbers(dtype: DType, largest: number, ...shape: number[]): NumericNdArray {
  const data = allocate(
    dtype,
    shape.reduce((a, b) => a * b, 1),
  );
  for (let i = 0; i < data.length; i++) data[i] = (0.5 + 0.5 * Math.sin(i * 12.9898)) * largest;
  return createNdArray(data, shape);
}

const square = numbers('float32', 1, 512, 512);
const row = numbers('float32', 1, 512);
const maps = numbers('float32', 1, 4, 8, 32, 32);
const filters = numbers('float32', 1, 8, 8, 3, 3);
const photo = numbers('float32', 1, 256, 256);
const coloured = numbers('uint8', 255, 256, 256, 3);
const p = softmax(numbers('float64', 1, 1000, 64));
const q = softmax(numbers('float64', 3, 1000, 64));
const batch = numbers('float32', 1, 64, 256);
const weights = { hidden: numbers('float32', 1, 256, 64), out: numbers('float32', 1, 64, 10) };
const indices = Array.from({ length: 256 }, (_, i) => (i * 7) % 512);
const slope = grad((w: typeof weights) =>
  mean(mul(matmul(relu(matmul(batch, w.hidden)), w.out), 0.5)),
);

const WORKS: Record<string, () => unknown> = {
  '`transpose`, 512×512': () => transpose(square),
  '`slice` with steps, 512×512': () =>
    slice(square, [
      [10, 500, 2],
      [10, 500, 2],
    ]),
  '`pad`, 512×512': () =>
    pad(square, [
      [2, 2],
      [2, 2],
    ]),
  '`concat`, 512×512': () => concat([square, square], 1),
  '`gatherRows`, 256 of 512': () => gatherRows(square, indices),
  '`add` of a row, 512×512': () => add(square, row),
  '`sum` along rows, 512×512': () => sum(square, { axis: 1 }),
  '`mean` over three axes, 4×8×32×32': () => mean(maps, { axis: [0, 2, 3] }),
  '`conv2d`, 4×8×32×32': () => conv2d(maps, filters),
  '`klDivergence`, float64, 1000×64': () => klDivergence(p, q),
  '`entropy`, float64, 1000×64': () => entropy(p),
  '`grad` of two layers, 64×256×64×10': () => slope(weights),
  '`toGrayscale`, 256×256': () => toGrayscale(coloured),
  '`histogram`, 256×256': () => histogram(photo, { range: [0, 1] }),
  '`resample`, 256×256': () => resample(photo, [200, 300]),
  '`gaussianBlur`, 256×256': () => gaussianBlur(photo, 2),
  '`hog`, 256×256': () => hog(photo),
  '`detectCorners`, 256×256': () => detectCorners(photo),
  '`sift`, 256×256': () => sift(photo),
};

const ownSlope = grad((x: NumericNdArray) => mean(mul(matmul(transpose(x), x), 0.5)));

/** What a program may come by: every storage, as it lies, turned, reversed and in parts. */
function useEverything(): void {
  for (const dtype of DTYPES) {
    const line = numbers(dtype, 20, 24);
    const whole = numbers(dtype, 20, 24, 24);
    const views = [
      whole,
      whole.transpose(1, 0),
      whole.step(2, 1),
      whole.step(-1, -1),
      whole.lo(1, 1),
    ];
    const image = numbers(dtype, 100, 48, 48);
    for (let i = 0; i < 40; i++) {
      for (const view of views) {
        transpose(view);
        slice(view, [
          [1, 9, 2],
          [1, 9, 2],
        ]);
        pad(view, [
          [1, 1],
          [1, 1],
        ]);
        concat([view, view], 0);
        gatherRows(view, Int32Array.of(0, 1, 2));
        mul(view, 2);
        if (view.shape[1] === line.size) add(view, line);
        sum(view, { axis: 1 });
        mean(view, { axis: [0, 1] });
        const share = softmax(view);
        klDivergence(share, share);
        entropy(share);
        matmul(transpose(view), view);
        if (dtype.startsWith('float')) ownSlope(view);
      }
      for (const view of [image, image.transpose(1, 0), image.step(-1, 1)]) {
        histogram(view, { range: [0, 100] });
        resample(view, [20, 20]);
        gaussianBlur(view, 1);
        hog(view);
        detectCorners(view);
        if (i < 2) sift(view);
      }
      toGrayscale(numbers(dtype, 1, 24, 24, 3));
      conv2d(numbers(dtype, 5, 2, 3, 9, 9), numbers(dtype, 2, 4, 3, 3, 3));
    }
  }
}

function time(work: () => unknown): number {
  for (const end = performance.now() + WARMING; performance.now() < end; ) work();
  const times: number[] = [];
  for (const end = performance.now() + TIMING; performance.now() < end || times.length < 5; ) {
    const start = performance.now();
    work();
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[times.length >> 1]!;
}

if (process.argv[2] === 'mixed') useEverything();
const times = Object.fromEntries(Object.entries(WORKS).map(([name, work]) => [name, time(work)]));
console.log(JSON.stringify(times));
