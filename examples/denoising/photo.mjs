// Grey photos as arrays [h, w] of float32 from 0 to 1, what noise does to them, and how far two are apart.
import { addGaussianNoise, gaussianBlur } from 'fovea';
import { reshape } from 'fovea/array';
import { readPhoto } from '../keypoints/files.mjs';

/** Standard deviation of the noise, where black is 0 and white 1. */
export const NOISE = 0.1;

/** A photo that comes with the examples. */
export function loadPhoto(name) {
  const { data, width, height } = readPhoto(name);
  return reshape(
    Float32Array.from(data, (grey) => grey / 255),
    [height, width],
  );
}

/** The photo with noise. Values below 0 and above 1 stay: cut, they would be easier to mend. */
export function addNoise(photo, rng) {
  return addGaussianNoise(photo, NOISE, rng);
}

/** The peak signal-to-noise ratio in dB: 20 for noise of 0.1, infinite for the same photo. */
export function psnr({ data }, { data: original }) {
  const squares = original.reduce((sum, grey, i) => sum + (data[i] - grey) ** 2, 0);
  return -10 * Math.log10(squares / original.length);
}

/** The Gaussian blur whose result is nearest to the original, which nobody has who only has the noisy photo. */
export function bestBlur(noisy, original) {
  const sigmas = Array.from({ length: 25 }, (_, i) => 0.6 + 0.05 * i);
  const tries = sigmas.map((sigma) => {
    const photo = gaussianBlur(noisy, sigma);
    return { sigma, photo, ratio: psnr(photo, original) };
  });
  return tries.reduce((best, next) => (next.ratio > best.ratio ? next : best));
}
