// HOG of a grey image of 1080p: whole votes in nine bins, blocks of 2 × 2 cells under the L2 norm.
import { createRequire } from 'node:module';
import ndarray from 'ndarray';
import { hog, randomGenerator } from '../library.js';
import { type Comparison, timed } from './alternate.js';
import { largestDifference } from './context.js';

const HEIGHT = 1080;
const WIDTH = 1920;
const BINS = 9;
const HOG_FEATURES = 'hog-features';
/** Constants beside the norms differ. */
const LARGEST_DIFFERENCE = 1e-4;

/** The image as the peer asks for it. */
interface PeerImage {
  readonly components: 1;
  readonly height: number;
  readonly width: number;
  readonly maxValue: number;
  readonly getValueXY: (x: number, y: number) => number;
}

interface Peer {
  extractHOG(image: PeerImage, options: object): number[];
}

export async function compareHog(): Promise<Comparison> {
  const peer: Peer = createRequire(import.meta.url)(HOG_FEATURES);
  const rng = randomGenerator(5);
  const bytes = Uint8Array.from({ length: HEIGHT * WIDTH }, () => 256 * rng.nextFloat64());
  const image = ndarray(bytes, [HEIGHT, WIDTH]);
  const ours = (orientations: number) =>
    hog(image, { preset: 'scikit-image', blockSize: 2, norm: 'l2', orientations });
  const there = (bins: number) =>
    peer.extractHOG(
      {
        components: 1,
        height: HEIGHT,
        width: WIDTH,
        maxValue: 255,
        getValueXY: (x, y) => bytes[y * WIDTH + x]!,
      },
      { cellSize: 8, blockSize: 2, blockStride: 1, bins, norm: 'L2' },
    );
  // Its bins begin elsewhere, and zeros surround its image: with one bin blocks agree inside.
  const { blocks } = ours(1);
  const [down, across] = [blocks.shape[0]!, blocks.shape[1]!];
  const inside = (values: ArrayLike<number>): number[] =>
    Array.from(values).filter((_, i) => {
      const [y, x] = [Math.floor(i / (4 * across)), Math.floor(i / 4) % across];
      return y > 0 && x > 0 && y < down - 1 && x < across - 1;
    });
  const largest = largestDifference(inside(blocks.data), inside(there(1)));
  const run = (work: () => void) => () => timed(work);
  return {
    work: 'HOG, bytes, whole votes, 1080p',
    contenders: [
      { name: 'fovea', run: run(() => ours(BINS)) },
      { name: HOG_FEATURES, run: run(() => there(BINS)) },
    ],
    missing: [],
    goals: { [HOG_FEATURES]: 3 },
    agreement: {
      holds: largest <= LARGEST_DIFFERENCE,
      text: `largest difference ${largest.toExponential(1)} with one bin, away from the border`,
    },
  };
}
