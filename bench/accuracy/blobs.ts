// How exactly a detector finds blobs that were planted at known places, with known sizes and a known
// direction of the dominant gradient.
import ndarray from 'ndarray';
import { type Keypoint, randomGenerator } from '../library.js';
import { angleDifference, type Detector, type GreyImage, mean, spread } from './features.js';

const SIZE = 160;
const AMPLITUDE = 0.14;
const BACKGROUND = 0.43;
const RAMP = 0.005;
const DEGREES = 180 / Math.PI;

/** An image of one blob on a ramp, with the truth about it. */
export interface PlantedBlob {
  readonly image: GreyImage;
  readonly x: number;
  readonly y: number;
  /** Sigma of the keypoint that the blob should give, in pixels. */
  readonly sigma: number;
  /** Direction in which the ramp rises, in radians. */
  readonly orientation: number;
}

/** Seeded blobs, bright and dark in turn. */
export function plantBlobs(count: number, seed: number): PlantedBlob[] {
  const rng = randomGenerator(seed);
  const between = (low: number, high: number) => low + (high - low) * rng.nextFloat64();
  const centre = (SIZE - 1) / 2;
  return Array.from({ length: count }, (_, n) => {
    const x = centre + between(-4, 4);
    const y = centre + between(-4, 4);
    const s = between(4, 7);
    const orientation = between(0, 2 * Math.PI);
    const amplitude = n % 2 === 0 ? AMPLITUDE : -AMPLITUDE;
    const data = new Float32Array(SIZE * SIZE);
    for (let row = 0; row < SIZE; row++) {
      for (let column = 0; column < SIZE; column++) {
        const ramp =
          RAMP *
          ((column - centre) * Math.cos(orientation) + (row - centre) * Math.sin(orientation));
        const squared = (column - x) ** 2 + (row - y) ** 2;
        const value = BACKGROUND + ramp + amplitude * Math.exp(-squared / (2 * s * s));
        data[row * SIZE + column] = Math.min(1, Math.max(0, value));
      }
    }
    // The camera is taken to have blurred by 0.5 px, and the difference of Gaussians from sigma to
    // k·sigma, k = 2^⅓, responds most where sigma·√k is the blob's standard deviation.
    const sigma = Math.sqrt((s * s - 0.25) / 2 ** (1 / 3));
    return { image: ndarray(data, [SIZE, SIZE]), x, y, sigma, orientation };
  });
}

/** What came of the blobs; places in pixels, angles in degrees. */
export interface BlobFigures {
  readonly blobs: number;
  readonly missed: number;
  readonly biasX: number;
  readonly biasY: number;
  readonly rmsX: number;
  readonly rmsY: number;
  /** Root of the mean squared distance. */
  readonly rms: number;
  readonly largest: number;
  /** Found sigma by expected sigma. */
  readonly sigmaRatio: number;
  readonly sigmaSpread: number;
  readonly angleBias: number;
  readonly angleSpread: number;
  readonly angleLargest: number;
  /** Blobs with more than one orientation; the nearest to the truth is the one measured. */
  readonly severalOrientations: number;
}

/** The keypoints at the place nearest to the blob, one for each orientation; none where it was missed. */
function keypointsOf(blob: PlantedBlob, keypoints: readonly Keypoint[]): Keypoint[] {
  const distance = (k: Keypoint) => Math.hypot(k.x - blob.x, k.y - blob.y);
  const fitting = keypoints.filter((k) => {
    const ratio = k.sigma / blob.sigma;
    return ratio > 0.75 && ratio < 4 / 3 && distance(k) < 3;
  });
  fitting.sort((a, b) => distance(a) - distance(b));
  const first = fitting[0];
  return first === undefined
    ? []
    : fitting.filter((k) => k.x === first.x && k.y === first.y && k.sigma === first.sigma);
}

/** Runs a detector over planted blobs. */
export function measureBlobs(detector: Detector, blobs: readonly PlantedBlob[]): BlobFigures {
  const features = detector.detect(blobs.map((blob) => blob.image));
  const dx: number[] = [];
  const dy: number[] = [];
  const ratios: number[] = [];
  const angles: number[] = [];
  let several = 0;
  blobs.forEach((blob, i) => {
    const found = keypointsOf(blob, features[i]!.keypoints);
    const first = found[0];
    if (first === undefined) return;
    if (found.length > 1) several++;
    dx.push(first.x - blob.x);
    dy.push(first.y - blob.y);
    ratios.push(first.sigma / blob.sigma);
    const errors = found.map((k) => angleDifference(k.orientation, blob.orientation) * DEGREES);
    errors.sort((a, b) => Math.abs(a) - Math.abs(b));
    angles.push(errors[0]!);
  });
  const squares = (values: readonly number[]) => mean(values.map((v) => v * v));
  return {
    blobs: blobs.length,
    missed: blobs.length - dx.length,
    biasX: mean(dx),
    biasY: mean(dy),
    rmsX: Math.sqrt(squares(dx)),
    rmsY: Math.sqrt(squares(dy)),
    rms: Math.sqrt(squares(dx) + squares(dy)),
    largest: Math.max(...dx.map((x, i) => Math.hypot(x, dy[i]!))),
    sigmaRatio: mean(ratios),
    sigmaSpread: spread(ratios),
    angleBias: mean(angles),
    angleSpread: spread(angles),
    angleLargest: Math.max(...angles.map(Math.abs)),
    severalOrientations: several,
  };
}
