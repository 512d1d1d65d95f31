import { describe, expect, it } from 'vitest';
import { gaussianBlur } from '../../src/filter/gaussian-blur.js';
import { imageGradients } from '../../src/filter/image-gradients.js';
import {
  findPeaks,
  foerstnerResponse,
  harrisResponse,
  kitchenRosenfeldResponse,
  nobleResponse,
  type StructureTensor,
  type StructureTensorOptions,
  shiTomasiResponse,
  structureTensor,
  tensorEigenvalues,
} from '../../src/structure-tensor/index.js';
import {
  type ReferenceArray,
  type ReferenceCase,
  readCases,
  toFloats,
  worstRatio,
} from '../reference/read.js';

const FAMILY = '04-structure';
const DTYPES = ['float64', 'float32'] as const;
type Floats = (typeof DTYPES)[number];

/** Each operation's cases in float64 and float32. */
const cases = (operation: string): [string, ReferenceCase, Floats][] =>
  readCases(FAMILY, operation).flatMap((c) =>
    DTYPES.map((dtype): [string, ReferenceCase, Floats] => [`${c.name}, ${dtype}`, c, dtype]),
  );

const agrees = (
  c: ReferenceCase,
  dtype: Floats,
  actual: ArrayLike<number>,
  expected: ReferenceArray,
): void => {
  expect(worstRatio(actual, expected.data, c.tolerance[dtype])).toBeLessThanOrEqual(1);
};

/** As scikit-image has it: sums of the printed kernel, zeros outside. */
const skimage = (c: ReferenceCase, dtype: Floats): StructureTensor => {
  const { sigma, border } = c.parameters;
  return structureTensor(toFloats(c.inputs.image, dtype), { sigma, border, normalize: false });
};

/** As OpenCV has it, but for the factor. */
const opencv = (c: ReferenceCase, dtype: Floats): StructureTensor => {
  const { block_size: window, ksize: size, border } = c.parameters;
  const options: Partial<StructureTensorOptions> = { window, size, border };
  return structureTensor(toFloats(c.inputs.image, dtype), options);
};

describe('structureTensor', () => {
  it.each(cases('structureTensor'))("agrees with scikit-image's: %s", (_, c, dtype) => {
    const tensor = skimage(c, dtype);
    agrees(c, dtype, tensor.ixx.data, c.expected.Acc);
    agrees(c, dtype, tensor.ixy.data, c.expected.Arc);
    agrees(c, dtype, tensor.iyy.data, c.expected.Arr);
    const { larger, smaller } = tensorEigenvalues(tensor);
    agrees(c, dtype, larger.data, c.expected.eigenvalue_large);
    agrees(c, dtype, smaller.data, c.expected.eigenvalue_small);
  });
});

describe('corner measures', () => {
  it.each(cases('cornerHarris'))("agree with scikit-image's corner_harris: %s", (_, c, dtype) => {
    const tensor = skimage(c, dtype);
    const { method, k, eps: epsilon } = c.parameters;
    const response =
      method === 'k' ? harrisResponse(tensor, { k }) : nobleResponse(tensor, { epsilon });
    agrees(c, dtype, response.data, c.expected.response);
  });

  it.each(cases('cornerShiTomasi'))("agree with scikit-image's: %s", (_, c, dtype) => {
    agrees(c, dtype, shiTomasiResponse(skimage(c, dtype)).data, c.expected.response);
  });

  it.each(cases('cornerFoerstner'))("agree with scikit-image's: %s", (_, c, dtype) => {
    const { w, q } = foerstnerResponse(skimage(c, dtype));
    agrees(c, dtype, w.data, c.expected.w);
    // Where the image is flat q is 0/0 but for rounding.
    const seen: boolean[] = Array.from(c.inputs.mask.data as Uint8Array, (m) => m === 1);
    const at = (values: ArrayLike<number>): number[] =>
      Array.from(values).filter((_value, i) => seen[i]);
    agrees(c, dtype, at(q.data), { shape: [], data: Float64Array.from(at(c.expected.q.data)) });
  });

  it.each(cases('cornerKitchenRosenfeld'))("agree with scikit-image's: %s", (_, c, dtype) => {
    const image = toFloats(c.inputs.image, dtype);
    const options = { normalize: false, border: 'constant' } as const;
    agrees(c, dtype, kitchenRosenfeldResponse(image, options).data, c.expected.response);
  });

  it.each(cases('cornerHarrisCv'))(
    "agree with OpenCV's cornerHarris, times 16^(k−2): %s",
    (_, c, dtype) => {
      const response = harrisResponse(opencv(c, dtype), { k: c.parameters.k });
      const factor = 16 ** (c.parameters.ksize - 2);
      const scaled = Array.from(response.data, (v) => v * factor);
      agrees(c, dtype, scaled, c.expected.response_float64_by_definition);
    },
  );

  it.each(cases('cornerMinEigenValCv'))(
    "agree with OpenCV's cornerMinEigenVal, times 4^(k−2): %s",
    (_, c, dtype) => {
      const factor = 4 ** (c.parameters.ksize - 2);
      const scaled = Array.from(shiTomasiResponse(opencv(c, dtype)).data, (v) => v * factor);
      agrees(c, dtype, scaled, c.expected.response_float64_by_definition);
    },
  );
});

const placesOf = (peaks: readonly { x: number; y: number }[]): string[] =>
  peaks.map(({ x, y }) => `${y},${x}`).sort();
const expectedPlaces = ({ data }: ReferenceArray): string[] =>
  Array.from({ length: data.length / 2 }, (_, i) => `${data[2 * i]},${data[2 * i + 1]}`).sort();

describe('findPeaks', () => {
  it.each([...cases('peakLocalMax'), ...cases('cornerPeaks')])(
    "finds scikit-image's: %s",
    (_, c, dtype) => {
      const { min_distance: minDistance, threshold_rel: relativeThreshold } = c.parameters;
      const excludeBorder = c.operation === 'cornerPeaks' ? minDistance : 0;
      const response = toFloats(c.inputs.response, dtype);
      const peaks = findPeaks(response, { minDistance, relativeThreshold, excludeBorder });
      expect(placesOf(peaks)).toEqual(expectedPlaces(c.expected.peaks_row_col));
    },
  );
});

describe('imageGradients', () => {
  it.each([...cases('sobelDerivative'), ...cases('prewittDerivative')])(
    "agrees with SciPy's: %s",
    (_, c, dtype) => {
      const { axis, border } = c.parameters;
      const operator = c.operation === 'sobelDerivative' ? 'sobel' : 'prewitt';
      const image = toFloats(c.inputs.image, dtype);
      const { ix, iy } = imageGradients(image, { operator, border, normalize: false });
      agrees(c, dtype, (axis === 1 ? ix : iy).data, c.expected.image);
    },
  );

  it.each(cases('hessianMatrix'))(
    "of a blurred image, taken twice, are scikit-image's hessian_matrix inside: %s",
    (_, c, dtype) => {
      const { sigma, border } = c.parameters;
      const central = (image: Parameters<typeof imageGradients>[0]) =>
        imageGradients(image, { operator: 'central' });
      const { ix, iy } = central(gaussianBlur(toFloats(c.inputs.image, dtype), sigma, { border }));
      const [height, width] = ix.shape as [number, number];
      // At the edge NumPy takes one-sided differences.
      const inside = (values: ArrayLike<number>): Float64Array =>
        Float64Array.from(
          Array.from(values).filter((_value, i) => {
            const [y, x] = [Math.floor(i / width), i % width];
            return y > 1 && x > 1 && y < height - 2 && x < width - 2;
          }),
        );
      const check = (actual: ArrayLike<number>, expected: ReferenceArray): void =>
        agrees(c, dtype, inside(actual), { shape: [], data: inside(expected.data) });
      check(central(ix).ix.data, c.expected.Hcc);
      check(central(ix).iy.data, c.expected.Hrc);
      check(central(iy).iy.data, c.expected.Hrr);
    },
  );
});
