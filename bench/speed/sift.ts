// Detect and describe on the 512×512 photo, and on 1080p of it and its mirror images.
import ndarray from 'ndarray';
import { readImage } from '../../test/reference/read.js';
import { PEER_OFFSET } from '../accuracy/peers.js';
import { sift } from '../library.js';
import {
  type Absent,
  type Agreement,
  type Comparison,
  type Contender,
  timed,
} from './alternate.js';
import type { Context } from './context.js';
import { NOT_HERE, OPENCV, OPENCV_JS, SKIMAGE } from './names.js';

const COLUMNS = 5;
/** OpenCV's keypoints that must have one of ours within 1 px and 20 % of the scale. */
const LEAST_SHARED = 0.9;

/** The photo, continued by its mirror images. */
function photo(height: number, width: number): ndarray.NdArray<Uint8Array> {
  const camera = readImage('camera');
  const [rows, columns] = camera.shape as [number, number];
  const mirrored = (i: number, n: number) =>
    Math.floor(i / n) % 2 === 0 ? i % n : n - 1 - (i % n);
  const data = Uint8Array.from({ length: height * width }, (_, i) =>
    camera.get(mirrored(Math.floor(i / width), rows), mirrored(i % width, columns)),
  );
  return ndarray(data, [height, width]);
}

export async function compareSift(
  { python }: Context,
  height: number,
  width: number,
): Promise<Comparison> {
  const image = photo(height, width);
  const name = `photo-${height}-${width}`;
  const contenders: Contender[] = [
    {
      name: 'fovea',
      run: () =>
        timed(() => {
          sift(image);
        }),
    },
  ];
  const absent: Absent[] = [{ name: OPENCV_JS, reason: 'binds no SIFT' }];
  let agreement: Agreement = { holds: true, text: 'no peer' };
  await python?.load(name, image.data, image.shape);
  for (const [system, title] of [
    ['opencv', OPENCV],
    ['scikit-image', SKIMAGE],
  ] as const) {
    if (python === undefined || !(system in python.versions)) {
      absent.push({ name: title, reason: NOT_HERE });
      continue;
    }
    if (system === 'scikit-image' && height > 512) {
      absent.push({ name: title, reason: 'takes many seconds' });
      continue;
    }
    const request = { do: 'sift', image: name, system };
    contenders.push({ name: title, run: () => python.time(request) });
    if (system !== 'opencv') continue;
    const theirs = new Float64Array(await python.result(request));
    const ours = sift(image).keypoints;
    const count = theirs.length / COLUMNS;
    let shared = 0;
    for (let i = 0; i < count; i++) {
      const x = theirs[COLUMNS * i]! - PEER_OFFSET;
      const y = theirs[COLUMNS * i + 1]! - PEER_OFFSET;
      const sigma = theirs[COLUMNS * i + 2]!;
      const found = ours.some(
        (k) =>
          Math.hypot(k.x - x, k.y - y) < 1 && Math.abs(Math.log(k.sigma / sigma)) < Math.log(1.2),
      );
      if (found) shared++;
    }
    const text = `${ours.length} keypoints, OpenCV ${count}, of which ${((100 * shared) / count).toFixed(1)} % are shared`;
    agreement = { holds: shared >= LEAST_SHARED * count, text };
  }
  return {
    work: `SIFT, detect and describe, ${height}×${width}`,
    contenders,
    absent,
    goals: { [OPENCV]: 1 },
    agreement,
  };
}
