// Gaussian blur of a float32 image of 1080p, kernels of the same length.
import ndarray from 'ndarray';
import { gaussianBlur, randomGenerator } from '../library.js';
import type { Comparison } from './alternate.js';
import { compareNumbers } from './compare-numbers.js';
import type { Context } from './context.js';
import { FASTEST_JS, OPENCV } from './names.js';
import { onnxPeers } from './onnx.js';
import { opencvJsPeer, toMat } from './opencv-js.js';
import { pythonPeer } from './python-work.js';
import { imageJsBlur, jsfeatBlur } from './small-peers.js';

const SHAPE = [1080, 1920] as const;
const TRUNCATE = 4;
/** Pixels are in 0..1 and sums in float32. */
const LARGEST_DIFFERENCE = 1e-5;

/** Rows and columns away from the border, which the peers continue in different ways. */
function inside(radius: number) {
  const [height, width] = SHAPE;
  return (numbers: ArrayLike<number>): Float32Array => {
    const all = Float32Array.from(numbers);
    const rows = height - 2 * radius;
    const across = width - 2 * radius;
    const part = new Float32Array(rows * across);
    for (let y = 0; y < rows; y++) {
      const start = (y + radius) * width + radius;
      part.set(all.subarray(start, start + across), y * across);
    }
    return part;
  };
}

/** The taps, normalized: for peers that are told them. */
function taps(sigma: number, size: number): Float32Array {
  const radius = size >> 1;
  const values = Float64Array.from({ length: size }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma * sigma)),
  );
  const total = values.reduce((a, b) => a + b);
  return Float32Array.from(values, (v) => v / total);
}

export async function compareBlur({ cv, python }: Context, sigma: number): Promise<Comparison> {
  const [height, width] = SHAPE;
  const rng = randomGenerator(1);
  const data = Float32Array.from({ length: height * width }, () => rng.nextFloat64());
  const image = ndarray(data, [height, width]);
  const size = 2 * Math.round(TRUNCATE * sigma) + 1;
  const radius = size >> 1;
  const ours = () => gaussianBlur(image, sigma).data;
  const shape = [1, 1, height, width];
  const kernel = taps(sigma, size);
  return compareNumbers({
    work: `Gaussian blur, 1080p, σ ${sigma}`,
    ours,
    compared: inside(radius),
    tolerance: LARGEST_DIFFERENCE,
    peers: [
      opencvJsPeer(cv, (cv) => {
        const source = toMat(cv, data, [height, width]);
        const target = new cv.Mat();
        const square = new cv.Size(size, size);
        return () => {
          cv.GaussianBlur(source, target, square, sigma, sigma, cv.BORDER_REFLECT);
          return target.data32F;
        };
      }),
      pythonPeer(
        python,
        'opencv',
        { [`noise-${sigma}`]: { data, shape: image.shape } },
        { do: 'blur', image: `noise-${sigma}`, sigma, size },
      ),
      ...onnxPeers(
        [
          {
            operator: 'Conv',
            inputs: ['x', 'across'],
            output: 'rows',
            attributes: { pads: [0, radius, 0, radius] },
          },
          {
            operator: 'Conv',
            inputs: ['rows', 'down'],
            output: 'y',
            attributes: { pads: [radius, 0, radius, 0] },
          },
        ],
        {
          x: { shape, data },
          across: { shape: [1, 1, 1, size], data: kernel },
          down: { shape: [1, 1, size, 1], data: kernel },
        },
        [],
        { name: 'y', shape },
      ),
      jsfeatBlur(data, SHAPE, sigma, size),
      imageJsBlur(data, SHAPE, sigma, size),
    ],
    goals: { [OPENCV]: 1, [FASTEST_JS]: 0.5 },
  });
}
