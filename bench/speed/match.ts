// Nearest two of 2000 descriptors for each of 2000 others, and the ratio test.
import ndarray from 'ndarray';
import { matchDescriptors, normal, randomGenerator } from '../library.js';
import { type Absent, type Comparison, type Contender, timed } from './alternate.js';
import type { Context } from './context.js';
import { NOT_HERE, NOT_INSTALLED, OPENCV, OPENCV_JS } from './names.js';
import { type OpencvJs, toMat } from './opencv-js.js';

const COUNT = 2000;
const LENGTH = 128;
const RATIO = 0.8;
/** How far a repeated descriptor strays from its original, as a share of its length. */
const NOISE = 0.2;
/** The systems sum in different orders; a ratio at the limit may fall on either side. */
const LEAST_SHARED = 0.999;

interface Descriptors {
  readonly query: Float32Array;
  readonly train: Float32Array;
}

/** Rows scaled to length 1. */
function normalizeRows(rows: Float32Array): Float32Array {
  for (let start = 0; start < rows.length; start += LENGTH) {
    const row = rows.subarray(start, start + LENGTH);
    const norm = Math.hypot(...row);
    for (let i = 0; i < LENGTH; i++) row[i]! /= norm;
  }
  return rows;
}

/** Seeded descriptors, none negative; every second one of `query` is a noisy copy of one of `train`. */
function makeDescriptors(): Descriptors {
  const rng = randomGenerator(2);
  const draw = () => normal(rng, [COUNT, LENGTH]).data;
  const train = normalizeRows(Float32Array.from(draw(), Math.abs));
  const others = normalizeRows(Float32Array.from(draw(), Math.abs));
  const noise = draw();
  const query = Float32Array.from(train, (value, i) => {
    const isCopy = Math.floor(i / LENGTH) % 2 === 0;
    return isCopy ? Math.abs(value + (NOISE / Math.sqrt(LENGTH)) * noise[i]!) : others[i]!;
  });
  return { query: normalizeRows(query), train };
}

/** Pairs as "query train". */
type Pairs = Set<string>;

function knnMatches(
  cv: OpencvJs,
  { query, train }: Descriptors,
): { run: () => void; pairs: () => Pairs } {
  const a = toMat(cv, query, [COUNT, LENGTH]);
  const b = toMat(cv, train, [COUNT, LENGTH]);
  const matcher = new cv.BFMatcher(cv.NORM_L2, false);
  const pairs = (): Pairs => {
    const found: Pairs = new Set();
    const nearest = new cv.DMatchVectorVector();
    matcher.knnMatch(a, b, nearest, 2);
    for (let i = 0; i < nearest.size(); i++) {
      const two = nearest.get(i);
      const first = two.get(0);
      if (first.distance < RATIO * two.get(1).distance) {
        found.add(`${first.queryIdx} ${first.trainIdx}`);
      }
      two.delete();
    }
    nearest.delete();
    return found;
  };
  return { run: pairs, pairs };
}

function shareOf(ours: Pairs, theirs: Pairs): number {
  const shared = [...ours].filter((pair) => theirs.has(pair)).length;
  return shared / Math.max(ours.size, theirs.size);
}

export async function compareMatching({ cv, python }: Context): Promise<Comparison> {
  const descriptors = makeDescriptors();
  const query = ndarray(descriptors.query, [COUNT, LENGTH]);
  const train = ndarray(descriptors.train, [COUNT, LENGTH]);
  const match = () => matchDescriptors(query, train, { ratio: RATIO });
  const ours: Pairs = new Set(match().map((pair) => `${pair.query} ${pair.train}`));

  const contenders: Contender[] = [
    {
      name: 'fovea',
      run: () =>
        timed(() => {
          match();
        }),
    },
  ];
  const absent: Absent[] = [];
  const shares: number[] = [];
  if (cv) {
    const { run, pairs } = knnMatches(cv, descriptors);
    shares.push(shareOf(ours, pairs()));
    contenders.push({ name: OPENCV_JS, run: () => timed(run) });
  } else {
    absent.push({ name: OPENCV_JS, reason: NOT_INSTALLED });
  }
  if (python && 'opencv' in python.versions) {
    await python.load('query', descriptors.query, query.shape);
    await python.load('train', descriptors.train, train.shape);
    const request = { do: 'match', query: 'query', train: 'train', ratio: RATIO };
    const flat = new Int32Array(await python.result(request));
    const pairs: Pairs = new Set();
    for (let i = 0; i < flat.length; i += 2) pairs.add(`${flat[i]} ${flat[i + 1]}`);
    shares.push(shareOf(ours, pairs));
    contenders.push({ name: OPENCV, run: () => python.time(request) });
  } else {
    absent.push({ name: OPENCV, reason: NOT_HERE });
  }
  const least = Math.min(1, ...shares);
  return {
    work: `matching ${COUNT}×${COUNT}×${LENGTH}, ratio test`,
    contenders,
    absent,
    goals: { [OPENCV]: 0.5 },
    agreement: {
      holds: least >= LEAST_SHARED,
      text: `${ours.size} matches, at least ${(100 * least).toFixed(1)} % the same`,
    },
  };
}
