// Photos and what is done to them.
import {
  fromImageData,
  normal,
  randomGenerator,
  toGrayscale,
  toImageData,
  transformPoints,
  warp,
} from 'fovea';
import { add, fromNested, matmul, mul } from 'fovea/array';

/** Each photo with the change that makes its copy, and the model that RANSAC is to fit. */
export const PAIRS = [
  { name: 'camera', photo: 'camera', model: 'similarity', angle: 25, scale: 0.8 },
  { name: 'astronaut', photo: 'astronaut-rgb', model: 'affine', angle: -70, scale: 1.15 },
  {
    name: 'coins',
    photo: 'coins',
    model: 'homography',
    angle: 12,
    scale: 1.1,
    tilt: [6e-4, -4e-4],
  },
  {
    name: 'brick',
    photo: 'brick',
    model: 'homography',
    angle: 160,
    scale: 0.9,
    tilt: [-3e-4, 5e-4],
  },
];

/** Standard deviation of the noise; the range from black to white is 1. */
const NOISE = 0.02;

/** Grey of what the photo does not reach. */
const SURROUNDINGS = 0.35;

/**
 * A photo's copy, turned, scaled, for some seen at a slant, and noisy, as an image of bytes like the photo;
 * and the transform from photo to copy.
 */
export function makeCopy(photo, { angle, scale, tilt = [0, 0] }) {
  const { truth, size } = placeWhole(photo, change(angle, scale, tilt));
  const image = photo.channels === 1 ? toGrayscale(photo) : fromImageData(photo);
  const options = { border: 'constant', constant: SURROUNDINGS };
  const clean = warp(image, truth, size, options);
  const noise = mul(normal(randomGenerator(1), clean.shape), NOISE);
  return { copy: toImageData(add(clean, noise)), truth };
}

// Turning (degrees, from x towards y), scaling and tilting about the origin.
function change(angle, scale, [tiltX, tiltY]) {
  const cos = scale * Math.cos((angle * Math.PI) / 180);
  const sin = scale * Math.sin((angle * Math.PI) / 180);
  return fromNested([
    [cos, -sin, 0],
    [sin, cos, 0],
    [tiltX, tiltY, 1],
  ]);
}

// The change about the photo's centre, then moved so that the whole photo is seen, and the size it takes.
function placeWhole({ width, height }, about) {
  const centred = matmul(about, shift(-(width - 1) / 2, -(height - 1) / 2));
  const { data } = transformPoints(centred, cornersOf({ width, height }));
  const [xs, ys] = [0, 1].map((axis) => data.filter((_, i) => i % 2 === axis));
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const size = [Math.ceil(Math.max(...ys) - top), Math.ceil(Math.max(...xs) - left)];
  return { truth: matmul(shift(-0.5 - left, -0.5 - top), centred), size };
}

function shift(x, y) {
  return fromNested([
    [1, 0, x],
    [0, 1, y],
    [0, 0, 1],
  ]);
}

/** The corners of an image, [4, 2]; pixel centres lie on whole numbers, so it begins at −0.5. */
export function cornersOf({ width, height }) {
  const [right, bottom] = [width - 0.5, height - 0.5];
  return fromNested([
    [-0.5, -0.5],
    [right, -0.5],
    [right, bottom],
    [-0.5, bottom],
  ]);
}
