// Work on images and descriptors beside what bounds it.
import ndarray from 'ndarray';
import { exactSeparableFilter } from '../../src/kernels/simd/exact-separable-filter.js';
import { imageLevels } from '../../src/kernels/simd/generated/image-levels.js';
import { holding } from '../../src/kernels/simd/hold.js';
import { siftDescriptors } from '../../src/kernels/simd/sift-patches.js';
import { findPeaks } from '../../src/structure-tensor/find-peaks.js';
import {
  differenceOfGaussians,
  gaussianBlur,
  gradientPolar,
  harrisResponse,
  hog,
  matchDescriptors,
  scaleSpaceExtrema,
  structureTensor,
} from '../library.js';
import * as cost from './counts.js';
import { draw, type RooflineWork } from './works.js';

const [HEIGHT, WIDTH] = [1080, 1920] as const;
const PIXELS = HEIGHT * WIDTH;
const LEVELS = 6;
/** Levels and descriptors are those of an image of this side. */
const SIDE = 512;
const TRUNCATE = 4;
const [DESCRIPTORS, CELL] = [1000, 6] as const;
/** Bytes that the kernel of descriptors needs beside the image, at most. */
const SPARE = 2 ** 20;
const [KEYPOINTS, LENGTH] = [2000, 128] as const;

function filters(): RooflineWork[] {
  const image = draw(HEIGHT, WIDTH);
  const blur = (sigma: number): RooflineWork => ({
    name: `Gaussian blur, 1080p, σ ${sigma}`,
    cost: cost.symmetricFilterCost(PIXELS, 2 * Math.round(TRUNCATE * sigma) + 1),
    peak: 'single',
    run: () => gaussianBlur(image, sigma),
    holds: 'loads; strips copied in and out; the new array',
  });
  const sigma = 1.6;
  const radius = Math.round(TRUNCATE * sigma);
  const values = Float64Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma * sigma)),
  );
  const total = values.reduce((a, b) => a + b);
  const taps = values.map((value) => value / total);
  const target = new Float32Array(PIXELS);
  const [ix, iy] = [draw(HEIGHT, WIDTH), draw(WIDTH, HEIGHT)];
  const iyAcross = ndarray(iy.data, [HEIGHT, WIDTH]);
  return [
    blur(1.6),
    blur(5),
    {
      name: `Gaussian filter of scale spaces, 1080p, σ ${sigma}`,
      cost: cost.symmetricFilterCost(PIXELS, taps.length),
      peak: 'single',
      run: () => exactSeparableFilter(image.data, target, HEIGHT, WIDTH, taps, taps, 'reflect', 0),
      holds:
        'two loads and a difference for each product along rows; the sums between the passes as two numbers each; rows copied in and out',
    },
    {
      name: 'gradient length and direction, 1080p',
      cost: cost.polarCost(PIXELS),
      peak: 'single',
      run: () => gradientPolar(ix, iyAcross),
      holds: 'a division and a root for each four; two new arrays',
    },
  ];
}

function corners(): RooflineWork[] {
  const image = gaussianBlur(draw(HEIGHT, WIDTH), 2);
  const tensor = structureTensor(image, { window: 3, border: 'mirror' });
  const response = harrisResponse(tensor);
  return [
    {
      name: 'structure tensor, 3×3, 1080p',
      cost: cost.structureTensorCost(PIXELS),
      peak: 'single',
      run: () => structureTensor(image, { window: 3, border: 'mirror' }),
      holds: 'three new arrays; rows written and read again between its steps',
    },
    {
      name: 'Harris response, 1080p',
      cost: cost.harrisCost(PIXELS),
      peak: 'double',
      run: () => harrisResponse(tensor),
      holds: 'copies in and out; the new array',
    },
    {
      name: 'peaks of it, 1080p',
      cost: { operations: 8 * PIXELS, bytes: 4 * PIXELS },
      peak: 'single',
      run: () => findPeaks(response, { relativeThreshold: 0.01 }),
      holds: 'passes for the largest number and for what is not finite; a list of objects',
    },
  ];
}

function scales(): RooflineWork[] {
  const levels = ndarray(
    Float32Array.from(
      Array.from({ length: LEVELS }, (_, i) => [
        ...gaussianBlur(draw(SIDE, SIDE), 1.6 * 2 ** (i / 3)).data,
      ]).flat(),
    ),
    [LEVELS, SIDE, SIDE],
  );
  const dog = differenceOfGaussians(levels);
  const size = `${SIDE}×${SIDE}`;
  const place = (number: number) => SIDE / 2 + (number * SIDE) / 6;
  const drawn = draw(DESCRIPTORS, 3).data;
  const places = Float64Array.from({ length: 5 * DESCRIPTORS }, (_, i) => {
    const [x, y, angle] = drawn.subarray(3 * Math.floor(i / 5));
    return [0, place(x!), place(y!), CELL, angle!][i % 5]!;
  });
  const target = new Float32Array(DESCRIPTORS * LENGTH);
  return [
    {
      name: `differences of ${LEVELS} levels, ${size}`,
      cost: cost.differenceCost(LEVELS, SIDE * SIDE),
      peak: 'single',
      run: () => differenceOfGaussians(levels),
      holds: 'the check that all is finite; copies in and out; the new array',
    },
    {
      name: `extrema of ${LEVELS - 1} differences, ${size}`,
      cost: cost.extremaCost(LEVELS - 1, SIDE * SIDE),
      peak: 'single',
      run: () => scaleSpaceExtrema(dog),
      holds: 'the check that all is finite; noise, of which many places pass the first test',
    },
    {
      name: `${DESCRIPTORS} SIFT descriptors, cells of ${CELL} samples`,
      cost: cost.descriptorCost(DESCRIPTORS, CELL),
      peak: 'single',
      run: () =>
        holding(imageLevels, (hold) => {
          const held = hold('float32', SIDE * SIDE, SPARE);
          held.numbers.set(levels.data.subarray(0, SIDE * SIDE));
          siftDescriptors(held.numbers, SIDE, SIDE, places, 'unit', target);
        }),
      holds: 'votes scattered in memory, for each sample alone; divisions and roots',
    },
  ];
}

function descriptors(): RooflineWork[] {
  const bytes = ndarray(
    Uint8Array.from(draw(SIDE, SIDE).data, (value) => 64 * (value + 2)),
    [SIDE, SIDE],
  );
  const [query, train] = [0, 1].map((kind) =>
    ndarray(
      draw(KEYPOINTS + kind, LENGTH)
        .data.subarray(kind * LENGTH, (KEYPOINTS + kind) * LENGTH)
        .map(Math.abs),
      [KEYPOINTS, LENGTH],
    ),
  );
  const [queryBytes, trainBytes] = [query!, train!].map((array) =>
    ndarray(
      Uint8Array.from(array.data, (value) => 127 * value),
      [KEYPOINTS, LENGTH],
    ),
  );
  const size = `${KEYPOINTS}×${KEYPOINTS}×${LENGTH}`;
  return [
    {
      name: `HOG, ${SIDE}×${SIDE}`,
      cost: cost.hogCost(SIDE * SIDE, hog(bytes).descriptor.data.length),
      peak: 'single',
      run: () => hog(bytes),
      holds: 'votes scattered in memory; blocks copied together',
    },
    {
      name: `matching, ${size}, float32`,
      cost: cost.matchingCost(KEYPOINTS, KEYPOINTS, LENGTH, 4),
      peak: 'dots',
      run: () => matchDescriptors(query!, train!),
      holds: 'the lists of candidates, whose distances are computed again in float64',
    },
    {
      name: `matching, ${size}, bytes`,
      cost: cost.matchingCost(KEYPOINTS, KEYPOINTS, LENGTH, 1),
      peak: 'dots',
      run: () => matchDescriptors(queryBytes!, trainBytes!),
      holds: 'a load and a spread of the left row for two dot products',
    },
  ];
}

/** Works on images and descriptors, family by family. */
export const IMAGE_WORKS: readonly (() => RooflineWork[])[] = [
  filters,
  corners,
  scales,
  descriptors,
];
