// Large results come in memory that holds anything: what computes them writes all of it.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { add, exp, leakyRelu, logSoftmax, maximum, softmax } from '../../src/array/index.js';
import { createNdArray } from '../../src/core/create.js';
import { MAPPED } from '../../src/core/keep-memory.js';
import type { FloatTypedArray } from '../../src/core/types.js';
import { gaussianBlur } from '../../src/filter/index.js';
import { withKernels } from '../../src/kernels/select.js';
import { gradientPolar } from '../../src/orientation-histogram/index.js';
import { harrisResponse, structureTensor } from '../../src/structure-tensor/index.js';

const [HEIGHT, WIDTH] = [331, 397];
const real = Buffer.allocUnsafeSlow;
let given = 0;

beforeEach(() => {
  given = 0;
  vi.spyOn(Buffer, 'allocUnsafeSlow').mockImplementation((bytes) => {
    given++;
    // All bits set are NaN.
    return real.call(Buffer, bytes).fill(0xff);
  });
});

afterEach(() => {
  vi.restoreAllMocks();
});

function image(Numbers: typeof Float32Array | typeof Float64Array) {
  const data = new Numbers(HEIGHT * WIDTH).map((_, i) => Math.sin(i * 0.37) ** 2);
  return createNdArray<FloatTypedArray>(data, [HEIGHT, WIDTH]);
}

type Image = ReturnType<typeof image>;

const WORKS: Record<string, (x: Image) => readonly { readonly data: FloatTypedArray }[]> = {
  'functions of one array': (x) => [exp(x), leakyRelu(x)],
  'functions of two arrays': (x) => [
    add(x, x),
    maximum(x, createNdArray(x.data.slice(0, WIDTH), [WIDTH])),
  ],
  softmax: (x) => [softmax(x), logSoftmax(x, { axis: 0 })],
  'a blur': (x) => [gaussianBlur(x, 1.6), gaussianBlur(x, [0, 3])],
  'a filter wider than the image': (x) => [gaussianBlur(x, 120)],
  'lengths and directions': (x) => Object.values(gradientPolar(x, x)),
  'a structure tensor': (x) => {
    const { ixx, ixy, iyy } = structureTensor(x);
    return [ixx, ixy, iyy, harrisResponse({ ixx, ixy, iyy })];
  },
};

describe.each([Float32Array, Float64Array])('large results of %o', (Numbers) => {
  it.each(Object.keys(WORKS))('are written whole: %s', (name) => {
    expect(HEIGHT * WIDTH).toBeGreaterThan(MAPPED);
    for (const set of [undefined, { name: 'scalar', kernels: {} }]) {
      const run = () => WORKS[name]!(image(Numbers));
      const results = set === undefined ? run() : withKernels(set, run);
      for (const { data } of results) {
        expect(data.length).toBe(HEIGHT * WIDTH);
        expect(data.findIndex((value) => !Number.isFinite(value))).toBe(-1);
      }
    }
    expect(given).toBeGreaterThan(0);
  });
});

it('asks for no more than there is, and leaves small results to the engine', () => {
  exp(createNdArray(new Float32Array(1000), [1000]));
  expect(given).toBe(0);
  vi.mocked(Buffer.allocUnsafeSlow).mockImplementation(() => {
    throw new RangeError('Array buffer allocation failed');
  });
  const zeros = createNdArray(new Float32Array(MAPPED), [MAPPED]);
  expect(exp(zeros).data.every((value) => value === 1)).toBe(true);
});
