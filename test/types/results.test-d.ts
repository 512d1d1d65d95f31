import type { NdArray } from 'ndarray';
import { describe, expectTypeOf, it } from 'vitest';
import { type Nested, toNested } from '../../src/array/index.js';
import type { StftOptions } from '../../src/audio/index.js';
import type { FloatNdArray } from '../../src/core/types.js';
import { type Derivation, renderHtml, renderText } from '../../src/derivation/index.js';
import {
  type DescriptorMatch,
  estimateTransform,
  matchDescriptors,
  matchImages,
  type RansacOptions,
  ransac,
  transformPoints,
} from '../../src/matching/index.js';
import type { AdamOptions } from '../../src/optimizer/index.js';
import { plotKeypoints, plotMatches } from '../../src/plot/index.js';
import {
  detectBlobs,
  type Extremum,
  explainScaleSpaceExtremum,
  type Keypoint,
  type SiftOptions,
  sift,
} from '../../src/scale-space/index.js';

const image: NdArray<Uint8Array> = null as never;

describe('matches and transforms', () => {
  it('follow from what sift hands out', () => {
    const { descriptors } = sift(image);
    expectTypeOf(matchDescriptors(descriptors, descriptors)).toEqualTypeOf<DescriptorMatch[]>();
    expectTypeOf(estimateTransform([[0, 0]], [[1, 1]])).toExtend<NdArray<Float64Array>>();
    expectTypeOf(transformPoints([[1]], [[0, 0]])).toEqualTypeOf<FloatNdArray>();
  });

  it('may be missing: where RANSAC finds none, a strict compiler asks', () => {
    const { transform, inliers } = ransac([[0, 0]], [[1, 1]], { model: 'affine' });
    expectTypeOf(transform).toEqualTypeOf<NdArray<Float64Array> | undefined>();
    expectTypeOf(inliers).toEqualTypeOf<NdArray<Uint8Array>>();
    // @ts-expect-error no such family
    ransac([[0, 0]], [[1, 1]], { model: 'projective' });
  });

  it('take options of their type, whichever of them are there', () => {
    const options: RansacOptions = { model: 'affine', seed: undefined };
    expectTypeOf(ransac).toBeCallableWith([[0, 0]], [[1, 1]], options);
    expectTypeOf<{ maxKeypoints: number }>().toExtend<SiftOptions>();
    expectTypeOf<{ learningRate: number }>().toExtend<AdamOptions>();
    // Two have no default.
    expectTypeOf<{ hop: number; fftSize: number }>().toExtend<StftOptions>();
    expectTypeOf<{ hop: number }>().not.toExtend<StftOptions>();
  });

  it('of two images take the options of all three stages', () => {
    const { keypoints } = matchImages(image, image, { rootSift: true, ratio: 0.7, seed: 1 });
    expectTypeOf(keypoints).toEqualTypeOf<readonly [a: Keypoint[], b: Keypoint[]]>();
  });
});

describe('nested numbers', () => {
  it('are as deep as their reader says, or unknown', () => {
    const points = transformPoints([[1]], [[0, 0]]);
    expectTypeOf(toNested(points)).toEqualTypeOf<Nested>();
    expectTypeOf(toNested<number[][]>(points)).toEqualTypeOf<number[][]>();
    const rows: number[][] = toNested(points);
    expectTypeOf(rows[0]!).toEqualTypeOf<number[]>();
    // @ts-expect-error not numbers
    toNested<string[]>(points);
  });
});

describe('pictures', () => {
  it('are drawn of whatever has a place and a scale, and are text', () => {
    const { keypoints } = sift(image);
    expectTypeOf(plotKeypoints(image, keypoints)).toEqualTypeOf<string>();
    expectTypeOf(plotKeypoints(image, detectBlobs(image))).toEqualTypeOf<string>();
    expectTypeOf(plotMatches).toBeCallableWith(image, image, matchImages(image, image));
  });
});

describe('derivations', () => {
  it('carry what the function that explains itself returns', () => {
    const derivation = explainScaleSpaceExtremum({ dog: [[[1]]] });
    expectTypeOf(derivation).toEqualTypeOf<Derivation<Extremum[]>>();
    expectTypeOf(renderText(derivation)).toEqualTypeOf<string>();
  });

  it('are printed as HTML only with a KaTeX given', () => {
    expectTypeOf(renderHtml).toBeCallableWith(null as unknown as Derivation, {
      katex: { renderToString: () => '' },
    });
    // @ts-expect-error no KaTeX
    renderHtml(null as unknown as Derivation, {});
  });
});
