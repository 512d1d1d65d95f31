// HOG of grey bytes: cells of 8 × 8, nine bins, blocks of 2 × 2 cells.
//
// Each peer has conventions of its own, and fovea a preset for them: that of the peer is compared with it. Against
// hog-features, which has a border of zeros and bins that begin elsewhere, one bin agrees away from the border.
import ndarray from 'ndarray';
import { readImage } from '../../test/reference/read.js';
import { hog } from '../library.js';
import { type Absent, type Comparison, type Contender, reasonOf, timed } from './alternate.js';
import { largestDifference } from './compare-numbers.js';
import type { Context } from './context.js';
import { loadModule } from './load.js';
import { FASTEST_JS, HOG_FEATURES, OPENCV, OPENCV_JS } from './names.js';
import { pythonPeer } from './python-work.js';

const BINS = 9;
const LARGEST_DIFFERENCE = 1e-4;
/** OpenCV takes angles to about a hundredth of a degree. */
const OPENCV_DIFFERENCE = 1e-3;

/** The image as hog-features asks for it. */
interface PeerImage {
  readonly components: 1;
  readonly height: number;
  readonly width: number;
  readonly maxValue: number;
  readonly getValueXY: (x: number, y: number) => number;
}

interface HogFeatures {
  extractHOG(image: PeerImage, options: object): number[];
}

function hogFeatures(bytes: Uint8Array, height: number, width: number) {
  const module = loadModule<HogFeatures>('hog-features');
  const getValueXY = (x: number, y: number) => bytes[y * width + x]!;
  const image = { components: 1, height, width, maxValue: 255, getValueXY } as const;
  return (bins: number) =>
    module.extractHOG(image, { cellSize: 8, blockSize: 2, blockStride: 1, bins, norm: 'L2' });
}

export async function compareHog(
  { python }: Context,
  height: number,
  width: number,
): Promise<Comparison> {
  const photo = readImage('camera').hi(height, width);
  const bytes = Uint8Array.from({ length: height * width }, (_, i) =>
    photo.get(Math.floor(i / width), i % width),
  );
  const image = ndarray(bytes, [height, width]);
  const whole = (orientations: number) =>
    hog(image, { preset: 'scikit-image', blockSize: 2, norm: 'l2', orientations });
  const likeOpencv = () => hog(image, { preset: 'opencv' }).descriptor.data;
  const contenders: Contender[] = [{ name: 'fovea', run: () => timed(() => hog(image)) }];
  const absent: Absent[] = [{ name: OPENCV_JS, reason: 'binds no HOG' }];
  const differences: string[] = [];
  let holds = true;
  const judge = (contender: Contender, difference: number, most = LARGEST_DIFFERENCE) => {
    if (difference <= most) {
      contenders.push(contender);
      differences.push(`${contender.name} ${difference.toExponential(1)}`);
      return;
    }
    holds = false;
    absent.push({ name: contender.name, reason: `does not agree: ${difference.toExponential(1)}` });
  };
  try {
    const there = hogFeatures(bytes, height, width);
    const { blocks } = whole(1);
    const [down, across] = [blocks.shape[0]!, blocks.shape[1]!];
    const inside = (values: ArrayLike<number>): number[] =>
      Array.from(values).filter((_, i) => {
        const [y, x] = [Math.floor(i / (4 * across)), Math.floor(i / 4) % across];
        return y > 0 && x > 0 && y < down - 1 && x < across - 1;
      });
    const difference = largestDifference(inside(blocks.data), inside(there(1)));
    judge({ name: HOG_FEATURES, run: () => timed(() => there(BINS)) }, difference);
  } catch (error) {
    absent.push({ name: HOG_FEATURES, reason: reasonOf(error) });
  }
  const name = `photo-${height}`;
  for (const system of ['opencv', 'scikit-image'] as const) {
    const request = { do: 'hog', image: name, system };
    const peer = pythonPeer(
      python,
      system,
      { [name]: { data: bytes, shape: image.shape } },
      request,
    );
    try {
      const { run, compute } = await peer.prepare();
      const theirs = await compute();
      const ours =
        system === 'opencv'
          ? likeOpencv()
          : hog(image, { preset: 'scikit-image', blockSize: 2 }).descriptor.data;
      const most = system === 'opencv' ? OPENCV_DIFFERENCE : LARGEST_DIFFERENCE;
      judge({ name: peer.name, run }, largestDifference(ours, theirs), most);
    } catch (error) {
      absent.push({ name: peer.name, reason: reasonOf(error) });
    }
  }
  contenders.push({ name: "fovea, preset 'opencv'", run: () => timed(likeOpencv) });
  const isSquare = height === 512;
  return {
    work: `HOG, ${height}×${width}`,
    contenders,
    absent,
    goals: isSquare ? { [OPENCV]: 1.5, [FASTEST_JS]: 0.25 } : {},
    agreement: {
      holds,
      text: `with each peer's conventions, largest difference from ${differences.join(', ')}`,
    },
  };
}
