import { describe, expect, it } from 'vitest';
import {
  type Hog,
  type HogNorm,
  type HogOptions,
  hog,
} from '../../src/orientation-histogram/index.js';
import {
  type ReferenceArray,
  type ReferenceCase,
  readCases,
  toFloats,
  worstRatio,
} from '../reference/read.js';

const FAMILY = '05-hog';
const DTYPES = ['float64', 'float32'] as const;
/** Largest difference from OpenCV's definition evaluated in float64. */
const DEFINITION = { float64: 1e-6, float32: 2e-5 } as const;
type Floats = (typeof DTYPES)[number];

const cases = (operation: string): [string, ReferenceCase, Floats][] =>
  readCases(FAMILY, operation).flatMap((c) =>
    DTYPES.map((dtype): [string, ReferenceCase, Floats] => [`${c.name}, ${dtype}`, c, dtype]),
  );

const skimage = ({ inputs, parameters }: ReferenceCase, dtype: Floats): Hog => {
  const options: Partial<HogOptions> = {
    preset: 'scikit-image',
    orientations: parameters.orientations,
    cellSize: parameters.pixels_per_cell_rows_cols,
    blockSize: parameters.cells_per_block_rows_cols,
    norm: parameters.block_norm.toLowerCase() as HogNorm,
    gammaCorrection: parameters.transform_sqrt,
  };
  return hog(toFloats(inputs.image, dtype), options);
};

describe('hog with the preset "scikit-image"', () => {
  it.each([...cases('hog'), ...cases('hogColour')])('agrees with its hog: %s', (_, c, dtype) => {
    const { blocks, descriptor } = skimage(c, dtype);
    const { vector, blocks: array } = c.expected;
    if (array) expect(blocks.shape).toEqual(array.shape);
    const actual = vector ? descriptor : blocks;
    const expected: ReferenceArray = vector ?? array;
    expect(actual.data).toBeInstanceOf(dtype === 'float32' ? Float32Array : Float64Array);
    expect(worstRatio(actual.data, expected.data, c.tolerance[dtype])).toBeLessThanOrEqual(1);
  });
});

describe('hog with the preset "opencv"', () => {
  it.each(cases('hogInterpolated'))('agrees with its HOGDescriptor: %s', (_, c, dtype) => {
    const { bins, signed, gamma_correction_sqrt: gammaCorrection } = c.parameters;
    const { blocks, descriptor } = hog(toFloats(c.inputs.image, dtype), {
      preset: 'opencv',
      orientations: bins,
      signed,
      gammaCorrection,
    });
    expect(blocks.shape).toEqual(c.expected.blocks.shape);
    const { blocks: own, vector_opencv_order: vector } = c.expected;
    expect(worstRatio(blocks.data, own.data, c.tolerance[dtype])).toBeLessThanOrEqual(1);
    expect(worstRatio(descriptor.data, vector.data, c.tolerance[dtype])).toBeLessThanOrEqual(1);
    // The same definition in float64, without OpenCV's own rounding.
    const { data: exact } = c.expected.blocks_float64_by_definition;
    const ratio = worstRatio(blocks.data, exact, { abs: DEFINITION[dtype], rel: 0 });
    expect(ratio).toBeLessThanOrEqual(1);
  });
});
