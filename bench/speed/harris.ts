// Harris corners of a float32 image of 1080p: response, then local maxima above a share of the largest.
import ndarray from 'ndarray';
import {
  detectCorners,
  gaussianBlur,
  harrisResponse,
  randomGenerator,
  structureTensor,
} from '../library.js';
import type { Comparison } from './alternate.js';
import { cannot, compareNumbers } from './compare-numbers.js';
import type { Context } from './context.js';
import { FASTEST_JS, IMAGE_JS, JSFEAT, OPENCV } from './names.js';
import { opencvJsPeer, toMat } from './opencv-js.js';
import { pythonPeer } from './python-work.js';

const [HEIGHT, WIDTH] = [1080, 1920] as const;
const BLOCK = 3;
const APERTURE = 3;
const K = 0.04;
const SHARE = 0.01;
/** Of the largest response; sums are in float32. */
const LARGEST_DIFFERENCE = 1e-5;

/** Responses of OpenCV are many times ours: a power of its derivatives' factor. All are compared by the largest. */
function byLargest(numbers: ArrayLike<number>): Float32Array {
  const values = Float32Array.from(numbers);
  const largest = values.reduce((a, b) => Math.max(a, b));
  return values.map((v) => v / largest);
}

export async function compareHarris({ cv, python }: Context): Promise<Comparison> {
  const rng = randomGenerator(3);
  const noise = Float32Array.from({ length: HEIGHT * WIDTH }, () => rng.nextFloat64());
  // Blurred noise has corners some pixels apart, as photos have.
  const image = gaussianBlur(ndarray(noise, [HEIGHT, WIDTH]), 2);
  const data = Float32Array.from(image.data);
  const settings = { window: BLOCK, border: 'mirror' } as const;
  const detect = () =>
    detectCorners(image, { ...settings, k: K, minDistance: 1, relativeThreshold: SHARE });
  const response = () => harrisResponse(structureTensor(image, settings), { k: K }).data;
  const name = 'blurred-noise';
  const counts: number[] = [];
  const comparison = await compareNumbers({
    work: 'Harris, response and peaks, 1080p',
    // Responses are compared; with the peaks they are timed.
    ours: response,
    run: detect,
    compared: byLargest,
    tolerance: LARGEST_DIFFERENCE,
    peers: [
      opencvJsPeer(cv, (cv) => {
        const source = toMat(cv, data, [HEIGHT, WIDTH]);
        const [target, widened, equal] = [new cv.Mat(), new cv.Mat(), new cv.Mat()];
        const square = cv.getStructuringElement(cv.MORPH_RECT, new cv.Size(3, 3));
        // Local maxima as the library's users compose them; the copy to a list is left out.
        return () => {
          cv.cornerHarris(source, target, BLOCK, APERTURE, K, cv.BORDER_REFLECT_101);
          cv.dilate(target, widened, square);
          cv.compare(target, widened, equal, cv.CMP_EQ);
          const values = target.data32F;
          let top = 0;
          for (let i = 0; i < values.length; i++) if (values[i]! > top) top = values[i]!;
          const flags = equal.data;
          let count = 0;
          for (let i = 0; i < flags.length; i++) if (flags[i]! && values[i]! > SHARE * top) count++;
          counts[0] = count;
          return values;
        };
      }),
      pythonPeer(
        python,
        'opencv',
        { [name]: { data, shape: image.shape } },
        { do: 'harris', image: name, block: BLOCK, aperture: APERTURE, k: K, share: SHARE },
      ),
      cannot(JSFEAT, 'has no Harris response'),
      cannot(IMAGE_JS, 'has a Harris score of single points only'),
    ],
    goals: { [OPENCV]: 1, [FASTEST_JS]: 0.5 },
  });
  const found = detect().length;
  const close = counts.every((count) => Math.abs(count - found) <= 0.001 * count);
  const { holds, text } = comparison.agreement;
  return {
    ...comparison,
    agreement: {
      holds: holds && close,
      text: `${text}, of the largest response; ${[found, ...counts].join(' and ')} peaks`,
    },
  };
}
