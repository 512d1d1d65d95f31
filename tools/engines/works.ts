// Larger work of each subject, so that kernels take part. Numbers come from photos and from `uniform`, which are the
// same bits everywhere; so are results wherever nothing but arithmetic and square roots is done to them.

import type * as FoveaArray from '../../src/array/index.js';
import type { FloatNdArray, NumericNdArray } from '../../src/core/types.js';
import type * as Fovea from '../../src/index.js';
import { bytesOf, type Photo } from './photo.js';
import type { Doors } from './programme.js';

/** Work by its name; what it returns is put down. */
export type Works = Readonly<Record<string, () => unknown>>;

const DTYPES = ['float64', 'float32'] as const;
/** Steps that a model is trained by. */
const STEPS = 3;

/**
 * The work, as functions that have not run yet.
 *
 * @param doors - the library
 * @param photos - `camera`, `coins-A`, `coins-B`
 */
export function works(doors: Doors, photos: Readonly<Record<string, Photo>>): Works {
  const f = doors['fovea'] as unknown as typeof Fovea;
  const a = doors['fovea/array'] as unknown as typeof FoveaArray;

  /** Shares in [−1, 1). */
  const draw = (seed: number, shape: readonly number[], dtype: 'float64' | 'float32') => {
    const drawn = a.sub(a.mul(a.uniform(a.randomGenerator(seed), shape), 2), 1);
    return dtype === 'float64' ? drawn : toSingle(drawn);
  };
  const toSingle = (x: FloatNdArray) => a.reshape(Float32Array.from(x.data), x.shape);
  const shares = (seed: number, shape: readonly number[], dtype: 'float64' | 'float32') => {
    const drawn = a.add(a.uniform(a.randomGenerator(seed), shape), 1e-3);
    const divided = a.div(drawn, a.sum(drawn, { axis: -1, keepDims: true }));
    return dtype === 'float64' ? divided : toSingle(divided);
  };
  const photo = (name: string): NumericNdArray =>
    a.reshape(bytesOf(photos[name]!), photos[name]!.shape) as NumericNdArray;
  const grey = (name: string, dtype: 'float64' | 'float32') => {
    const scaled = a.div(photo(name), 255);
    return dtype === 'float64' ? scaled : toSingle(scaled);
  };

  const work: Record<string, () => unknown> = {
    'sift 512²': () => f.sift(photo('camera')),
    'sift, matches, ransac': () => {
      const [one, two] = [f.sift(photo('coins-A')), f.sift(photo('coins-B'))];
      const matches = f.matchDescriptors(one.descriptors, two.descriptors);
      const source = matches.map(({ query }) => placeOf(one.keypoints[query]!));
      const target = matches.map(({ train }) => placeOf(two.keypoints[train]!));
      const models = (['similarity', 'affine', 'homography'] as const).map((model) =>
        f.ransac(source, target, { model, seed: 1 }),
      );
      return { matches, models };
    },
    blobs: () => f.detectBlobs(photo('coins-A')),
    'random numbers, uniform': () => {
      const rng = f.randomGenerator(3);
      return [f.uniform(rng, [1000]), f.permutation(rng, 1000), rng.split().nextUint32()];
    },
    'random numbers, normal': () => f.normal(f.randomGenerator(3), [1000]),
    'transformer, initialized': () =>
      f.initializeTransformer(MODEL, f.randomGenerator(1)).parameters,
    t_sne: () => f.tsne(draw(31, [40, 5], 'float64'), { rng: f.randomGenerator(2), perplexity: 8 }),
  };
  for (const dtype of DTYPES) {
    const image = () => grey('camera', dtype);
    Object.assign(work, {
      [`corners 512², ${dtype}`]: () => f.detectCorners(image(), { subpixel: true }),
      [`hog 512², ${dtype}`]: () => f.hog(image()),
      [`blur 512², ${dtype}`]: () => f.gaussianBlur(image(), 1.7),
      [`gradients 512², ${dtype}`]: () => {
        const { ix, iy } = f.imageGradients(image());
        return [ix, iy, f.gradientPolar(ix, iy)];
      },
      [`scale space, ${dtype}`]: () => f.gaussianScaleSpace(grey('coins-A', dtype)),
      [`warp, ${dtype}`]: () =>
        f.warp(
          image(),
          a.fromNested([
            [0.9, -0.2, 30],
            [0.2, 0.9, -10],
            [1e-4, 0, 1],
          ]),
          [256, 256],
        ),
      [`products, ${dtype}`]: () => a.matmul(draw(1, [130, 257], dtype), draw(2, [257, 67], dtype)),
      [`sums and means, ${dtype}`]: () => {
        const x = draw(3, [70, 1003], dtype);
        return [
          a.sum(x),
          a.mean(x, { axis: 1 }),
          a.variance(x, { axis: 0 }),
          a.max(x, { axis: 1 }),
        ];
      },
      [`elementwise arithmetic, ${dtype}`]: () => {
        const [x, y] = [draw(4, [5003], dtype), draw(5, [5003], dtype)];
        return [
          a.add(x, y),
          a.mul(x, y),
          a.div(x, y),
          a.sqrt(a.square(x)),
          a.maximum(x, y),
          a.relu(x),
        ];
      },
      [`elementwise functions, ${dtype}`]: () => {
        const x = a.mul(draw(6, [2003], dtype), 5);
        const functions = [
          a.exp,
          a.sin,
          a.cos,
          a.tanh,
          a.sigmoid,
          a.softplus,
          a.gelu,
          a.silu,
          a.elu,
        ];
        return [...functions.map((each) => each(x)), a.log(a.abs(x)), a.pow(a.abs(x), 1.7)];
      },
      [`softmax, ${dtype}`]: () => {
        const x = a.mul(draw(7, [40, 1003], dtype), 6);
        return [a.softmax(x), a.logSoftmax(x), a.logSumExp(x, { axis: 1 })];
      },
      [`divergences, ${dtype}`]: () => {
        const [p, q] = [shares(8, [20, 1000], dtype), shares(9, [20, 1000], dtype)];
        return [
          f.klDivergence(p, q),
          f.jensenShannonDivergence(p, q),
          f.renyiDivergence(p, q, { alpha: 0.7 }),
          f.hellingerDistance(p, q),
          f.chiSquareDivergence(p, q),
          f.totalVariation(p, q),
          f.entropy(p),
          f.crossEntropy(p, q),
        ];
      },
      [`attention, ${dtype}`]: () => {
        const [q, k, v] = [
          draw(11, [4, 200, 64], dtype),
          draw(12, [4, 200, 64], dtype),
          draw(13, [4, 200, 64], dtype),
        ];
        return [false, true].map((causal) => f.scaledDotProductAttention(q, k, v, { causal }));
      },
      [`layer norm, ${dtype}`]: () =>
        f.layerNorm(draw(14, [50, 131], dtype), {
          gamma: draw(15, [131], dtype),
          beta: draw(16, [131], dtype),
        }),
      [`convolution, ${dtype}`]: () => {
        const [x, w] = [draw(17, [2, 8, 33, 35], dtype), draw(18, [16, 8, 3, 3], dtype)];
        return [
          f.conv2d(x, w, { padding: 1 }),
          f.maxPool2d(x, { kernel: 2 }),
          f.averagePool2d(x, { kernel: 2 }),
        ];
      },
      [`convolution's gradient, ${dtype}`]: () => {
        const [x, w] = [draw(17, [2, 8, 33, 35], dtype), draw(18, [16, 8, 3, 3], dtype)];
        return f.grad((p: { readonly x: FloatNdArray; readonly w: FloatNdArray }) =>
          a.sum(a.square(f.conv2d(p.x, p.w, { padding: 1 }))),
        )({ x, w });
      },
      [`gradients of a network, ${dtype}`]: () => {
        const p = {
          w: draw(19, [60, 30], dtype),
          b: draw(20, [30], dtype),
          u: draw(21, [30, 5], dtype),
        };
        const x = draw(22, [64, 60], dtype);
        return f.valueAndGrad(
          (t: typeof p) =>
            a.mean(a.square(a.matmul(a.relu(a.add(a.matmul(x, t.w), t.b)), t.u) as never)) as never,
        )(p);
      },
      [`Fourier transforms, ${dtype}`]: () => {
        const x = draw(23, [4096], dtype);
        const frames = { fftSize: 256, hop: 100 } as const;
        return [
          f.realFft(x),
          f.stft(x, frames),
          f.logMelSpectrogram(x, { sampleRate: 16000, bands: 40, ...frames }),
        ];
      },
      [`contrast of pairs, ${dtype}`]: () => {
        const [x, y] = [draw(24, [60, 64], dtype), draw(25, [60, 64], dtype)];
        return [f.cosineSimilarities(x, y), f.clipLoss(x, y, { temperature: 0.1 })];
      },
      [`histograms, ${dtype}`]: () => [f.histogram(image()), f.equalizeHistogram(image())],
      [`training, ${dtype}`]: () => {
        const { config, parameters } = f.initializeTransformer(
          { ...MODEL, dtype },
          f.randomGenerator(1),
        );
        const ids = [...f.permutation(f.randomGenerator(4), 24), 0];
        return f.minimize(
          (traced: typeof parameters) =>
            f.categoricalCrossEntropy(
              f.languageModelLogits({ config, parameters: traced }, ids.slice(0, -1)),
              ids.slice(1),
            ) as never,
          parameters as never,
          f.sgd({ learningRate: 0.1 }),
          { steps: STEPS },
        );
      },
    });
  }
  return work;
}

const MODEL = { vocabulary: 24, context: 32, width: 32, heads: 4, layers: 2 } as const;

const placeOf = ({ x, y }: { readonly x: number; readonly y: number }) => [x, y];
