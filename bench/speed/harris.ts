// Harris corners of a float32 image of 1080p: response, then local maxima above a share of the largest.
import ndarray from 'ndarray';
import {
  detectCorners,
  gaussianBlur,
  harrisResponse,
  randomGenerator,
  structureTensor,
} from '../library.js';
import { type Comparison, type Contender, timed } from './alternate.js';
import { type Context, largestDifference, OPENCV_JS } from './context.js';
import { toMat } from './opencv-js.js';

const HEIGHT = 1080;
const WIDTH = 1920;
const BLOCK = 3;
const APERTURE = 3;
const K = 0.04;
/** OpenCV's derivatives are 2^(aperture − 2) of ours; the response holds their fourth power. */
const FACTOR = 16 ** (APERTURE - 2);
const SHARE = 0.01;
/** Of the largest response; sums are in float32. */
const LARGEST_DIFFERENCE = 1e-5;

export async function compareHarris({ cv }: Context): Promise<Comparison> {
  const rng = randomGenerator(3);
  const noise = Float32Array.from({ length: HEIGHT * WIDTH }, () => rng.nextFloat64());
  // Blurred noise has corners some pixels apart, as photos have.
  const image = gaussianBlur(ndarray(noise, [HEIGHT, WIDTH]), 2);
  const settings = { window: BLOCK, border: 'mirror' } as const;
  const detect = () =>
    detectCorners(image, { ...settings, k: K, minDistance: 1, relativeThreshold: SHARE });
  const response = harrisResponse(structureTensor(image, settings), { k: K });
  const ours = Float32Array.from(response.data, (v) => v * FACTOR);
  const contenders: Contender[] = [
    {
      name: 'fovea',
      run: () =>
        timed(() => {
          detect();
        }),
    },
  ];
  const missing: string[] = [];
  let largest = 0;
  let places = true;
  if (cv) {
    const source = toMat(cv, Float32Array.from(image.data), [HEIGHT, WIDTH]);
    const [response, widened, equal] = [new cv.Mat(), new cv.Mat(), new cv.Mat()];
    const square = cv.getStructuringElement(cv.MORPH_RECT, new cv.Size(3, 3));
    // Local maxima as the library's users compose them; the copy to a list is left out.
    const detectThere = () => {
      cv.cornerHarris(source, response, BLOCK, APERTURE, K, cv.BORDER_REFLECT_101);
      cv.dilate(response, widened, square);
      cv.compare(response, widened, equal, cv.CMP_EQ);
      const values = response.data32F;
      let top = 0;
      for (let i = 0; i < values.length; i++) if (values[i]! > top) top = values[i]!;
      const flags = equal.data;
      let count = 0;
      for (let i = 0; i < flags.length; i++) if (flags[i]! && values[i]! > SHARE * top) count++;
      return count;
    };
    const count = detectThere();
    const top = response.data32F.reduce((a, b) => Math.max(a, b));
    largest = largestDifference(ours, response.data32F) / top;
    places = Math.abs(count - detect().length) <= 0.001 * count;
    contenders.push({
      name: OPENCV_JS,
      run: () =>
        timed(() => {
          detectThere();
        }),
    });
  } else {
    missing.push(OPENCV_JS);
  }
  return {
    work: 'Harris, response and peaks, 1080p',
    contenders,
    missing,
    goals: { [OPENCV_JS]: 3 },
    agreement: {
      holds: largest <= LARGEST_DIFFERENCE && places,
      text: `largest difference ${largest.toExponential(1)} of the largest response, ${detect().length} peaks`,
    },
  };
}
