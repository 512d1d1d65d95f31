// Public functions on random arrays of random layout, for the comparison of both sets of kernels.
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import {
  abs,
  add,
  div,
  elu,
  exp,
  gelu,
  leakyRelu,
  log,
  logSigmoid,
  logSoftmax,
  logSumExp,
  matmul,
  maximum,
  minimum,
  mul,
  neg,
  pow,
  relu,
  sigmoid,
  silu,
  softmax,
  softplus,
  sqrt,
  square,
  sub,
  tanh,
} from '../../src/array/index.js';
import { attentionGradients, scaledDotProductAttention } from '../../src/attention/index.js';
import { conv2d } from '../../src/convolution/index.js';
import { createNdArray } from '../../src/core/create.js';
import { elementCount } from '../../src/core/layout.js';
import type { FloatNdArray } from '../../src/core/types.js';
import {
  crossEntropy,
  entropy,
  jensenShannonDivergence,
  klDivergence,
} from '../../src/divergence/index.js';
import { correlate, gaussianBlur } from '../../src/filter/index.js';
import { normalCdf } from '../../src/gradient/choices.js';
import { type Traced, vjp } from '../../src/gradient/index.js';
import { matchDescriptors } from '../../src/matching/index.js';
import { gradientPolar, hog } from '../../src/orientation-histogram/index.js';
import {
  differenceOfGaussians,
  gaussianScaleSpace,
  scaleSpaceExtrema,
  sift,
} from '../../src/scale-space/index.js';
import {
  detectCorners,
  findPeaks,
  harrisResponse,
  structureTensor,
} from '../../src/structure-tensor/index.js';
import { layerNorm, linear } from '../../src/transformer/index.js';

/** Where the numbers of arrays are kept. */
const STORES = {
  float32: (numbers: Float32Array) => numbers,
  float64: (numbers: Float32Array) => Float64Array.from(numbers),
  'float32, shared': (numbers: Float32Array) => {
    const shared = new Float32Array(new SharedArrayBuffer(numbers.byteLength));
    shared.set(numbers);
    return shared;
  },
};

/** See `Draw.array`. */
export type Store = keyof typeof STORES;

/** Random sizes, choices and arrays, the same for the same seed. */
export class Draw {
  private readonly generator: ReturnType<typeof xoroshiro128plus>;

  private readonly store: Store;

  constructor(seed: number, store: Store = 'float32') {
    this.generator = xoroshiro128plus(seed);
    this.store = store;
  }

  /** From 0 to below 1. */
  share(): number {
    return (this.generator.next() >>> 0) / 2 ** 32;
  }

  /** A whole number. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.share() * (most - least + 1));
  }

  one<T>(...choices: readonly T[]): T {
    return choices[this.whole(0, choices.length - 1)]!;
  }

  /** A view of any layout: axes in any order, steps of −2 to 2, room before and between that holds NaN. */
  array(shape: readonly number[], low = -2, high = 2): FloatNdArray {
    const order = shape.map((_, axis) => axis);
    for (let i = order.length - 1; i > 0; i--) {
      const j = this.one(i, this.whole(0, i));
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    const steps = shape.map(() => this.one(1, 1, 1, 2, -1, -2));
    const stride = shape.map(() => 0);
    let step = 1;
    let offset = this.whole(0, 5);
    for (const axis of order.reverse()) {
      stride[axis] = step * steps[axis]!;
      if (steps[axis]! < 0) offset -= stride[axis]! * (shape[axis]! - 1);
      step *= shape[axis]! * Math.abs(steps[axis]!);
    }
    const view = createNdArray(new Float32Array(step + 6).fill(Number.NaN), shape, stride, offset);
    for (let i = elementCount(shape) - 1; i >= 0; i--) {
      let rest = i;
      const at = shape.map(() => 0);
      for (let axis = shape.length - 1; axis >= 0; axis--) {
        at[axis] = rest % shape[axis]!;
        rest = Math.floor(rest / shape[axis]!);
      }
      view.set(...at, Math.fround(low + this.share() * (high - low)));
    }
    return createNdArray(STORES[this.store](view.data as Float32Array), shape, stride, offset);
  }

  /** An image of some texture, which is the same at each size. */
  image(least: number, most: number): FloatNdArray {
    const image = this.array([this.whole(least, most), this.whole(least, most)], 0, 1);
    return gaussianBlur(image, 1 + this.share());
  }
}

/** Numbers that both sets of kernels give. */
export type Numbers = ArrayLike<number>;

/** A list of what was found, each by its numbers: nearly all of one list must be in the other. */
export class Found {
  readonly vectors: readonly (readonly number[])[];
  readonly tolerance: number;

  constructor(vectors: readonly (readonly number[])[], tolerance: number) {
    this.vectors = vectors;
    this.tolerance = tolerance;
  }

  /** The share of these that are in another list. */
  shareIn({ vectors }: Found): number {
    const near = (a: readonly number[], b: readonly number[]) =>
      a.every((value, i) => Math.abs(value - b[i]!) <= this.tolerance);
    const shared = this.vectors.filter((a) => vectors.some((b) => near(a, b))).length;
    return this.vectors.length === 0 ? 1 : shared / this.vectors.length;
  }
}

/** Of what is found by numbers that differ in their last digits. */
const LEAST_SHARED = 0.95;

/**
 * The largest difference, as a share of the largest number; infinite where lists differ in length, or what was found is
 * not nearly the same.
 */
export function apart(a: Numbers | Found, b: Numbers | Found): number {
  if (a instanceof Found || b instanceof Found) {
    if (!(a instanceof Found && b instanceof Found)) return Infinity;
    return Math.min(a.shareIn(b), b.shareIn(a)) >= LEAST_SHARED ? 0 : Infinity;
  }
  if (a.length !== b.length) return Infinity;
  let [largest, difference] = [Number.MIN_VALUE, 0];
  for (let i = 0; i < a.length; i++) {
    largest = Math.max(largest, Math.abs(b[i]!));
    // The same infinity, or the same NaN, is no difference.
    if (!Object.is(a[i], b[i])) difference = Math.max(difference, Math.abs(a[i]! - b[i]!));
    if (Number.isNaN(difference)) return Infinity;
  }
  return difference / largest;
}

/** A public function with what it is given; what it makes of it is asked for twice. */
export interface Case {
  readonly name: string;
  /** How far numbers may be apart, as a share of the largest. */
  readonly tolerance: number;
  readonly prepare: (draw: Draw) => () => readonly (Numbers | Found)[];
}

const unary =
  (f: (x: FloatNdArray) => FloatNdArray, low = -8, high = 8): Case['prepare'] =>
  (draw) => {
    const x = draw.array([draw.whole(16, 60), draw.whole(16, 60)], low, high);
    return () => [f(x).data];
  };

const rows =
  (f: (x: FloatNdArray, axis: number) => FloatNdArray): Case['prepare'] =>
  (draw) => {
    const x = draw.array([draw.whole(16, 40), draw.whole(16, 120)], -9, 9);
    const axis = draw.one(1, 1, 0);
    return () => [f(x, axis).data];
  };

/** Rows of probabilities. */
function distributions(draw: Draw, shape: readonly number[]): FloatNdArray {
  return softmax(draw.array(shape, -3, 3));
}

function attentionCase(gradients: boolean): Case['prepare'] {
  return (draw) => {
    const heads = draw.whole(1, 3);
    const n = draw.whole(8, 90);
    const m = draw.one(n, draw.whole(64, 300));
    const [d, e] = [draw.whole(8, 40), draw.whole(8, 40)];
    const [q, k, v] = [
      [n, d],
      [m, d],
      [m, e],
    ].map((shape) => draw.array([heads, ...shape]));
    const options = {
      causal: draw.one<false | 'end'>(false, 'end'),
      softcap: draw.one(undefined, 5),
      bias: draw.one(undefined, draw.array([n, m], -1, 1)),
      mask: draw.one(
        undefined,
        createNdArray(
          Uint8Array.from({ length: n * m }, () => draw.one(0, 1, 1)),
          [n, m],
        ),
      ),
    };
    if (!gradients) return () => [scaledDotProductAttention(q!, k!, v!, options).data];
    const g = draw.array([heads, n, e]);
    return () => {
      const by = attentionGradients(q!, k!, v!, g, options);
      return [by.q.data, by.k.data, by.v.data, by.bias?.data ?? []];
    };
  };
}

const convolutionCase =
  (few: boolean) =>
  (draw: Draw): (() => readonly Numbers[]) => {
    const groups = few ? draw.whole(2, 5) : draw.one(1, 1, 2);
    const channels = groups * (few ? draw.one(1, 1, 2) : draw.whole(1, 6));
    const filters = groups * (few ? draw.one(1, 1, 3) : draw.whole(4, 8));
    const kernel = draw.one(1, 3, 5);
    const options = {
      groups,
      stride: draw.one(1, 1, 2),
      dilation: draw.one(1, 1, 2),
      padding: draw.whole(0, 2),
    };
    const x = draw.array([draw.whole(1, 2), channels, draw.whole(14, 30), draw.whole(14, 30)]);
    const w = draw.array([filters, channels / groups, kernel, kernel]);
    const convolve = (p: { x: Traced; w: Traced }) => conv2d(p.x, p.w, options);
    const g = draw.array(conv2d(x, w, options).shape);
    return () => {
      const { value, pullback } = vjp(convolve, { x, w });
      const by = pullback(g);
      return [value.data, by.x.data, by.w.data];
    };
  };

/** Numbers of objects, list by list. */
function fields<T>(list: readonly T[], ...names: readonly (keyof T)[]): Numbers[] {
  return names.map((name) => list.map((each) => Number(each[name])));
}

/** Every public function that asks for a kernel of which there is a SIMD one. */
export const CASES: readonly Case[] = [
  {
    name: 'matmul',
    tolerance: 1e-5,
    prepare: (draw) => {
      const [n, k, m] = [draw.whole(1, 50), draw.whole(1, 80), draw.whole(1, 50)];
      const [a, b] = [draw.array([draw.one(1, 2), n, k]), draw.array([k, m])];
      return () => [matmul(a, b).data];
    },
  },
  {
    name: 'linear',
    tolerance: 1e-5,
    prepare: (draw) => {
      const [n, k, m] = [draw.whole(1, 50), draw.whole(16, 80), draw.whole(16, 50)];
      const [x, weight, bias] = [draw.array([n, k]), draw.array([k, m]), draw.array([m])];
      return () => [linear(x, weight, bias).data];
    },
  },
  { name: 'exp', tolerance: 1e-6, prepare: unary(exp) },
  { name: 'log', tolerance: 1e-6, prepare: unary(log, 1e-3, 9) },
  { name: 'tanh', tolerance: 1e-6, prepare: unary(tanh) },
  { name: 'sigmoid', tolerance: 1e-6, prepare: unary(sigmoid) },
  { name: 'silu', tolerance: 1e-6, prepare: unary(silu) },
  { name: 'gelu', tolerance: 1e-6, prepare: unary((x) => gelu(x)) },
  { name: 'normalCdf', tolerance: 1e-6, prepare: unary((x) => normalCdf(x) as FloatNdArray) },
  { name: 'elu', tolerance: 1e-6, prepare: unary((x) => elu(x, { alpha: 0.7 })) },
  { name: 'softplus', tolerance: 1e-6, prepare: unary(softplus) },
  { name: 'logSigmoid', tolerance: 1e-6, prepare: unary(logSigmoid) },
  { name: 'neg', tolerance: 0, prepare: unary(neg) },
  { name: 'abs', tolerance: 0, prepare: unary(abs) },
  { name: 'square', tolerance: 0, prepare: unary(square) },
  { name: 'sqrt', tolerance: 0, prepare: unary(sqrt, 0, 9) },
  { name: 'pow', tolerance: 1e-7, prepare: unary((x) => pow(x, 0.45), 1e-3, 9) },
  {
    name: 'correlate',
    tolerance: 0,
    prepare: (draw) => {
      const image = draw.array([draw.whole(20, 60), draw.whole(20, 60)]);
      const taps = draw.array([2 * draw.whole(1, 4) + 1, 2 * draw.whole(1, 4) + 1]);
      const border = draw.one('reflect', 'mirror', 'nearest', 'wrap', 'constant');
      return () => [correlate(image, taps, { border }).data];
    },
  },
  { name: 'relu', tolerance: 0, prepare: unary(relu) },
  { name: 'leakyRelu', tolerance: 0, prepare: unary((x) => leakyRelu(x, { slope: 0.3 })) },
  {
    name: 'arithmetic, with rows and numbers repeated',
    tolerance: 0,
    prepare: (draw) => {
      const [rows, columns] = [draw.whole(1, 5), draw.one(1, 70, 600, 2500)];
      const [a, b] = [draw.array([rows, columns]), draw.array([draw.one(1, rows), columns])];
      const c = draw.array([draw.one(1, rows), 1]);
      return () =>
        [sub(add(a, b), c), div(mul(a, c), 3), maximum(b, c), minimum(a, 0.1)].map(
          ({ data }) => data,
        );
    },
  },
  {
    name: 'layerNorm and its gradients',
    tolerance: 1e-5,
    prepare: (draw) => {
      const shape = [draw.whole(16, 40), draw.whole(16, 90)];
      const [x, g] = [draw.array(shape), draw.array(shape)];
      const [gamma, beta] = [draw.array([shape[1]!]), draw.array([shape[1]!])];
      const normalize = (p: { x: Traced; gamma: Traced; beta: Traced }) =>
        layerNorm(p.x, { gamma: p.gamma, beta: p.beta });
      return () => {
        const { value, pullback } = vjp(normalize, { x, gamma, beta });
        const by = pullback(g);
        return [layerNorm(x, { gamma, beta }), value, by.x, by.gamma, by.beta].map(
          ({ data }) => data,
        );
      };
    },
  },
  { name: 'softmax', tolerance: 1e-6, prepare: rows((x, axis) => softmax(x, { axis })) },
  { name: 'logSoftmax', tolerance: 1e-6, prepare: rows((x, axis) => logSoftmax(x, { axis })) },
  { name: 'logSumExp', tolerance: 1e-6, prepare: rows((x, axis) => logSumExp(x, { axis })) },
  ...[klDivergence, crossEntropy, jensenShannonDivergence].map((divergence) => ({
    name: divergence.name,
    tolerance: 1e-6,
    prepare: (draw: Draw) => {
      const shape = [draw.whole(16, 40), draw.whole(16, 120)];
      const [p, q] = [distributions(draw, shape), distributions(draw, shape)];
      return () => [divergence(p, q).data];
    },
  })),
  {
    name: 'entropy of what is divided by its sum',
    tolerance: 1e-6,
    prepare: (draw) => {
      const p = distributions(draw, [draw.whole(16, 40), draw.whole(16, 120)]);
      return () => [entropy(p, { normalize: true }).data];
    },
  },
  { name: 'scaledDotProductAttention', tolerance: 1e-5, prepare: attentionCase(false) },
  { name: 'attentionGradients', tolerance: 3e-5, prepare: attentionCase(true) },
  { name: 'conv2d and its gradients', tolerance: 1e-5, prepare: convolutionCase(false) },
  { name: 'conv2d of few filters', tolerance: 1e-5, prepare: convolutionCase(true) },
  {
    name: 'gaussianBlur',
    tolerance: 1e-6,
    prepare: (draw) => {
      const image = draw.array([draw.whole(17, 60), draw.whole(17, 60)]);
      const sigmas = [0.3 + 3 * draw.share(), 0.3 + 3 * draw.share()];
      const border = draw.one('reflect' as const, 'mirror' as const, 'nearest' as const);
      const stack = draw.array([draw.whole(3, 6), draw.whole(9, 20), draw.whole(9, 20)]);
      return () => [gaussianBlur(image, sigmas, { border }).data, gaussianBlur(stack, 1).data];
    },
  },
  {
    name: 'structureTensor and harrisResponse',
    tolerance: 1e-5,
    prepare: (draw) => {
      const image = draw.array([draw.whole(17, 60), draw.whole(17, 60)], 0, 1);
      const border = draw.one('reflect' as const, 'mirror' as const, 'nearest' as const);
      const window = draw.one({ window: 3 }, { sigma: 0.5 + draw.share() });
      return () => {
        const tensor = structureTensor(image, { ...window, border });
        const { ixx, ixy, iyy } = tensor;
        return [ixx.data, ixy.data, iyy.data, harrisResponse(tensor).data];
      };
    },
  },
  {
    name: 'detectCorners',
    tolerance: 0,
    prepare: (draw) => {
      const image = draw.array([draw.whole(17, 60), draw.whole(17, 60)], 0, 1);
      const window = draw.one({ window: 3 }, { sigma: 0.5 + draw.share() });
      return () => {
        const corners = detectCorners(image, { ...window, relativeThreshold: 0.01 });
        return [
          new Found(
            corners.map(({ x, y }) => [x, y]),
            0.01,
          ),
        ];
      };
    },
  },
  {
    name: 'findPeaks',
    tolerance: 0,
    prepare: (draw) => {
      const response = draw.array([draw.whole(17, 70), draw.whole(17, 70)]);
      const minDistance = draw.whole(1, 3);
      return () => fields(findPeaks(response, { minDistance }), 'x', 'y');
    },
  },
  {
    name: 'gaussianScaleSpace',
    tolerance: 1e-6,
    prepare: (draw) => {
      const image = draw.image(32, 60);
      return () =>
        gaussianScaleSpace(image, { octaves: 2 }).octaves.map(({ levels }) => levels.data);
    },
  },
  {
    name: 'differenceOfGaussians and scaleSpaceExtrema',
    tolerance: 0,
    prepare: (draw) => {
      const levels = draw.array([draw.whole(4, 6), draw.whole(16, 40), draw.whole(16, 40)]);
      return () => {
        const dog = differenceOfGaussians(levels);
        const found = scaleSpaceExtrema(dog, { threshold: 0.1 });
        return [dog.data, ...fields(found, 'level', 'y', 'x')];
      };
    },
  },
  {
    name: 'sift',
    tolerance: 0,
    prepare: (draw) => {
      const image = draw.image(48, 80);
      return () => {
        const { keypoints, descriptors } = sift(image, { contrastThreshold: 0.01 });
        const vectors = keypoints.map(({ x, y, sigma, orientation }, i) => [
          ...[x, y, sigma, orientation],
          ...descriptors.data.subarray(128 * i, 128 * (i + 1)),
        ]);
        return [new Found(vectors, 0.01)];
      };
    },
  },
  {
    name: 'gradientPolar',
    tolerance: 1e-6,
    prepare: (draw) => {
      const shape = [draw.whole(16, 50), draw.whole(16, 50)];
      const [ix, iy] = [draw.array(shape), draw.array(shape)];
      return () => {
        const { magnitude, orientation } = gradientPolar(ix, iy);
        return [magnitude.data, orientation.data];
      };
    },
  },
  {
    name: 'hog',
    tolerance: 1e-5,
    prepare: (draw) => {
      const image = draw.array([draw.whole(32, 60), draw.whole(32, 60)], 0, 1);
      const orientations = draw.whole(4, 12);
      const options = draw.one(
        {},
        { preset: 'opencv' as const },
        { gradient: 'sobel' as const },
        { norm: 'l2' as const },
      );
      return () => [hog(image, { ...options, orientations }).descriptor.data];
    },
  },
  {
    name: 'matchDescriptors',
    tolerance: 1e-6,
    prepare: (draw) => {
      const length = draw.whole(16, 140);
      const [a, b] = [draw.whole(20, 60), draw.whole(20, 60)].map((count) =>
        draw.array([count, length], 0, 1),
      );
      return () => fields(matchDescriptors(a!, b!, { ratio: 0.98 }), 'query', 'train', 'distance');
    },
  },
];
