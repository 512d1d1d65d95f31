import type { NdArray } from 'ndarray';
import { describe, expectTypeOf, it } from 'vitest';
import type { ArrayInput, FloatNdArray } from '../../src/core/types.js';
import {
  type BorderMode,
  correlate,
  gaussianBlur,
  gaussianKernel,
  hessianMatrix,
  imageGradients,
} from '../../src/filter/index.js';
import { resample, toGrayscale, warp } from '../../src/image/index.js';
import {
  describeKeypoints,
  detectKeypoints,
  type Extremum,
  gaussianScaleSpace,
  type Keypoint,
  type KeypointFrame,
  refineExtremum,
  scaleSpaceExtrema,
  sift,
} from '../../src/scale-space/index.js';

const image: NdArray<Uint8Array> = null as never;

describe('pictures', () => {
  it('come as ImageData, as what a decoder gives, or as arrays', () => {
    expectTypeOf(toGrayscale).toBeCallableWith(null as unknown as ImageData);
    expectTypeOf(toGrayscale).toBeCallableWith([[[0, 0, 0]]]);
    expectTypeOf(toGrayscale([[[0, 0, 0]]])).toEqualTypeOf<NdArray<Float32Array>>();
    expectTypeOf(resample(image, [2, 2])).toEqualTypeOf<FloatNdArray>();
    expectTypeOf(warp(image, [[1]], [2, 2])).toEqualTypeOf<FloatNdArray>();
  });
});

describe('filters', () => {
  it('take any array and give floats', () => {
    expectTypeOf(gaussianKernel(1)).toExtend<FloatNdArray>();
    expectTypeOf(gaussianBlur(image, [1, 2], { border: 'wrap' })).toEqualTypeOf<FloatNdArray>();
    expectTypeOf(correlate(image, [[1]])).toEqualTypeOf<FloatNdArray>();
    expectTypeOf(imageGradients(image).ix).toEqualTypeOf<FloatNdArray>();
    expectTypeOf(hessianMatrix(image, 1).hxy).toEqualTypeOf<FloatNdArray>();
  });

  it('know the borders by name, and may be told undefined for the default', () => {
    expectTypeOf<BorderMode>().toEqualTypeOf<
      'reflect' | 'mirror' | 'nearest' | 'wrap' | 'constant'
    >();
    expectTypeOf(gaussianBlur).toBeCallableWith(image, 1, { border: undefined });
    // @ts-expect-error the word of another library
    gaussianBlur(image, 1, { border: 'replicate' });
    // @ts-expect-error the option is called truncate
    gaussianKernel(1, { truncated: 3 });
  });
});

describe('stages of scale space', () => {
  it('are plain records that grow along the way', () => {
    expectTypeOf(scaleSpaceExtrema([[[1]]])).toEqualTypeOf<Extremum[]>();
    expectTypeOf(detectKeypoints(image)).toEqualTypeOf<Keypoint[]>();
    expectTypeOf<Keypoint>().toExtend<KeypointFrame>();
    expectTypeOf<Keypoint['orientation']>().toEqualTypeOf<number>();
  });

  it('describe keypoints from elsewhere by place, scale and orientation alone', () => {
    expectTypeOf<Parameters<typeof describeKeypoints>[1]>().toEqualTypeOf<
      readonly KeypointFrame[]
    >();
    expectTypeOf(describeKeypoints(image, [])).toEqualTypeOf<NdArray<Float32Array>>();
    // @ts-expect-error no orientation
    describeKeypoints(image, [{ x: 1, y: 1, sigma: 2 }]);
  });

  it('tell a refined extremum from a rejected one', () => {
    const refined = refineExtremum([[[1]]], scaleSpaceExtrema([[[1]]])[0]!);
    if ('rejected' in refined) expectTypeOf(refined.rejected).toExtend<string>();
    else expectTypeOf(refined.edgeRatio).toEqualTypeOf<number>();
  });

  it('hand out the scale space and SIFT as records of arrays', () => {
    expectTypeOf(gaussianScaleSpace(image).octaves[0]!.levels).toEqualTypeOf<FloatNdArray>();
    expectTypeOf(sift(image).descriptors).toEqualTypeOf<NdArray<Float32Array>>();
    expectTypeOf(sift).parameter(0).toEqualTypeOf<ArrayInput>();
    // @ts-expect-error no such preset
    sift(image, { preset: 'fast' });
  });
});
