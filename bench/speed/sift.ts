// Detect and describe on the 512×512 photo.
import { readImage } from '../../test/reference/read.js';
import { PEER_OFFSET } from '../accuracy/peers.js';
import { sift } from '../library.js';
import { type Agreement, type Comparison, type Contender, timed } from './alternate.js';
import { type Context, OPENCV, SKIMAGE } from './context.js';

const COLUMNS = 5;
/** OpenCV's keypoints that must have one of ours within 1 px and 20 % of the scale. */
const LEAST_SHARED = 0.9;

export async function compareSift({ python }: Context): Promise<Comparison> {
  const image = readImage('camera');
  const contenders: Contender[] = [
    {
      name: 'fovea',
      run: () =>
        timed(() => {
          sift(image);
        }),
    },
  ];
  const missing: string[] = [];
  let agreement: Agreement = { holds: true, text: 'no peer' };
  await python?.load('camera', image.data, image.shape);
  for (const [system, name] of [
    ['opencv', OPENCV],
    ['scikit-image', SKIMAGE],
  ] as const) {
    if (python === undefined || !(system in python.versions)) {
      missing.push(name);
      continue;
    }
    const request = { do: 'sift', image: 'camera', system };
    contenders.push({ name, run: () => python.time(request) });
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
    work: 'SIFT, detect and describe, 512×512',
    contenders,
    missing,
    goals: { [OPENCV]: 6 },
    agreement,
  };
}
