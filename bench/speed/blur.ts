// Gaussian blur of a float32 image of 1080p, kernels of the same length.
import ndarray from 'ndarray';
import { gaussianBlur, randomGenerator } from '../library.js';
import { type Comparison, type Contender, timed } from './alternate.js';
import { type Context, largestDifference, OPENCV, OPENCV_JS } from './context.js';
import { toMat } from './opencv-js.js';

const HEIGHT = 1080;
const WIDTH = 1920;
const TRUNCATE = 4;
/** Pixels are in 0..1 and sums in float32. */
const LARGEST_DIFFERENCE = 1e-5;

export async function compareBlur({ cv, python }: Context, sigma: number): Promise<Comparison> {
  const rng = randomGenerator(1);
  const data = Float32Array.from({ length: HEIGHT * WIDTH }, () => rng.nextFloat64());
  const image = ndarray(data, [HEIGHT, WIDTH]);
  const size = 2 * Math.round(TRUNCATE * sigma) + 1;
  const ours = gaussianBlur(image, sigma).data;

  const contenders: Contender[] = [
    {
      name: 'fovea',
      run: () =>
        timed(() => {
          gaussianBlur(image, sigma);
        }),
    },
  ];
  const missing: string[] = [];
  const differences: number[] = [];
  if (cv) {
    const source = toMat(cv, data, [HEIGHT, WIDTH]);
    const target = new cv.Mat();
    const kernel = new cv.Size(size, size);
    const blur = () => cv.GaussianBlur(source, target, kernel, sigma, sigma, cv.BORDER_REFLECT);
    blur();
    differences.push(largestDifference(ours, target.data32F));
    contenders.push({ name: OPENCV_JS, run: () => timed(blur) });
  } else {
    missing.push(OPENCV_JS);
  }
  if (python && 'opencv' in python.versions) {
    const name = `noise-${sigma}`;
    await python.load(name, data, image.shape);
    const request = { do: 'blur', image: name, sigma, size };
    differences.push(largestDifference(ours, new Float32Array(await python.result(request))));
    contenders.push({ name: OPENCV, run: () => python.time(request) });
  } else {
    missing.push(OPENCV);
  }
  const largest = Math.max(0, ...differences);
  const agreement = {
    holds: largest <= LARGEST_DIFFERENCE,
    text: `largest difference ${largest.toExponential(1)}`,
  };
  return { work: `Gaussian blur, 1080p, σ ${sigma}`, contenders, missing, goals: {}, agreement };
}
