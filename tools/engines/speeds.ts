// Times of a few works, the first call of each and the median of later ones. Runs in the engines, whose clocks may tick
// but once in a millisecond: short works are timed by the dozen.
import type * as FoveaArray from '../../src/array/index.js';
import type * as Fovea from '../../src/index.js';
import { bytesOf, type Photo } from './photo.js';
import type { Doors } from './programme.js';

/** Milliseconds of a work. */
export interface Speed {
  readonly work: string;
  readonly first: number;
  readonly median: number;
}

/** Milliseconds that a work is repeated for before it counts and while it does, and that one reading takes at least. */
const WARM_UP = 1500;
const MEASURED = 1500;
const READING = 20;
const FEWEST = 5;

export async function speeds(
  doors: Doors,
  photos: Readonly<Record<string, Photo>>,
): Promise<Speed[]> {
  const f = doors['fovea'] as unknown as typeof Fovea;
  const a = doors['fovea/array'] as unknown as typeof FoveaArray;
  const draw = (seed: number, shape: readonly number[]) =>
    a.reshape(Float32Array.from(a.uniform(a.randomGenerator(seed), shape).data), shape);
  const { shape } = photos['camera']!;
  const bytes = bytesOf(photos['camera']!);
  const photo = a.reshape(bytes, shape);
  const image = a.reshape(
    Float32Array.from(bytes, (x) => x / 255),
    shape,
  );
  const [q, k, v] = [1, 2, 3].map((seed) => draw(seed, [8, 1024, 64])) as [Matrix, Matrix, Matrix];
  const [m, n] = [draw(4, [512, 512]), draw(5, [512, 512])];
  const scores = draw(6, [1000, 1000]);
  const [p, r] = [a.softmax(draw(7, [1000, 1000])), a.softmax(draw(8, [1000, 1000]))];
  const doubles = a.uniform(a.randomGenerator(9), [1000, 1000]);
  const x = draw(10, [64, 256]);
  const weights = { w: draw(11, [256, 256]), u: draw(12, [256, 16]) };
  const gradient = f.grad(
    (t: typeof weights) =>
      a.mean(a.square(a.matmul(a.relu(a.matmul(x, t.w)), t.u) as never)) as never,
  );
  const works: Record<string, () => unknown> = {
    'SIFT 512², photo': () => f.sift(photo),
    'corners 512²': () => f.detectCorners(image),
    'HOG 512²': () => f.hog(image),
    'attention 8×1024×64': () => f.scaledDotProductAttention(q, k, v),
    'matmul 512': () => a.matmul(m, n),
    'softmax 1000×1000': () => a.softmax(scores),
    'softmax 1000×1000, float64': () => a.softmax(doubles),
    'KL 1000×1000': () => f.klDivergence(p, r),
    'gradient of a network': () => gradient(weights),
    'sum of two, float64': () => a.add(doubles, 1),
  };
  const found: Speed[] = [];
  for (const [work, run] of Object.entries(works)) {
    found.push({ work, ...timesOf(run) });
    // Pages stay responsive, and collect what is left behind.
    await new Promise((done) => setTimeout(done, 50));
  }
  return found;
}

type Matrix = ReturnType<typeof FoveaArray.uniform>;

function timesOf(run: () => unknown): { first: number; median: number } {
  const first = timeOf(run, 1);
  let [runs, spent] = [1, 0];
  while (spent < WARM_UP) {
    const time = timeOf(run, runs);
    spent += time;
    if (time < READING) runs *= 2;
  }
  const readings: number[] = [];
  for (spent = 0; spent < MEASURED || readings.length < FEWEST; ) {
    const time = timeOf(run, runs);
    spent += time;
    readings.push(time / runs);
  }
  readings.sort((one, other) => one - other);
  return { first, median: readings[readings.length >> 1]! };
}

function timeOf(run: () => unknown, runs: number): number {
  const start = performance.now();
  for (let i = 0; i < runs; i++) run();
  return performance.now() - start;
}
