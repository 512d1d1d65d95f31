// The course's problems: answers worked out by hand and checked in other programs, and the mistakes that were made.
import { describe, expect, it } from 'vitest';
import {
  diagnose,
  type ExerciseGiven,
  exercises,
  gradeAnswer,
  misconceptions,
} from '../../src/exercise/index.js';
import { GAUSSIANS } from '../scale-space/course-problem.js';

interface Problem {
  readonly name: string;
  readonly topic: string;
  readonly given: ExerciseGiven;
  readonly answers: { readonly [part: string]: unknown };
  readonly mistakes?: readonly (readonly [part: string, answer: unknown, id: string])[];
}

const PROBLEMS: readonly Problem[] = [
  {
    name: 'five blurred images with one extremum',
    topic: 'scale-space-extremum',
    given: {
      gaussians: GAUSSIANS,
    },
    // With the coarser minus the finer the sheet's −3 is the maximum 3.
    answers: { a: [2, 1, 1], b: 3, c: 'maximum' },
    mistakes: [
      ['a', [3, 2, 2], 'dog-counted-from-1'],
      ['b', -3, 'dog-sign-convention'],
      ['c', 'a minimum', 'dog-extremum-direction'],
    ],
  },
  {
    name: 'a window moved by (1, 1)',
    topic: 'intensity-change',
    given: {
      ix: [
        [1, 2, 1],
        [0, 2, 1],
        [1, 1, 1],
      ],
      iy: [
        [2, 1, 2],
        [1, 2, 0],
        [1, 0, 1],
      ],
      first: [1, 1],
      second: [1, -1],
    },
    answers: { a: '14 12; 12 16', b: 54, c: 6 },
    mistakes: [
      ['b', [26, 28], 'quadratic-form-not-scalar'],
      ['b', 42, 'quadratic-form-omits-double-cross-term'],
    ],
  },
  {
    name: 'an edge by Harris',
    topic: 'harris',
    given: {
      ix: [
        [4, 7, 6],
        [8, 8, 7],
        [8, 6, 5],
      ],
      iy: [
        [4, 8, 8],
        [8, 6, 7],
        [6, 6, 4],
      ],
      k: 0.04,
    },
    answers: {
      a: [
        [403, 385],
        [385, 381],
      ],
      b: 5318,
      c: 784,
      d: -19268.24,
      e: 'edge',
    },
    mistakes: [
      ['d', 5286.64, 'harris-trace-not-squared'],
      ['b', 301768, 'harris-det-plus-offdiag'],
    ],
  },
  {
    name: 'a gradient of 8 at 47° between lower edges',
    topic: 'hog-votes',
    given: { orientations: [47], magnitudes: [8], anchors: 'edges' },
    answers: { a: [2, 3], b: [5.2, 2.8], c: [0, 0, 5.2, 2.8, 0, 0, 0, 0, 0] },
    mistakes: [
      ['b', [2.8, 5.2], 'hog-weights-swapped'],
      ['c', [0, 1.2, 6.8, 0, 0, 0, 0, 0, 0], 'hog-edge-vs-centre'],
    ],
  },
  {
    name: 'orientations 15° and 35°, dominant 70°, a turn by 25°',
    topic: 'rotation-invariance',
    given: { dominant: 70, orientations: [15, 35], rotation: 25 },
    answers: { a: '-55, -35', b: 95, c: [40, 60], d: [305, 325] },
    mistakes: [
      ['a', [55, 35], 'sift-absolute-angle'],
      ['d', [-30, -10], 'sift-dominant-not-rotated'],
    ],
  },
  {
    name: 'three classes in bits',
    topic: 'kl-divergence',
    given: { p: [0.4, 0.4, 0.2], q: [0.5, 0.4, 0.1], unit: 'bits' },
    answers: { a: 0.0712, b: 0.061, c: 0.0102 },
    mistakes: [
      ['a', 0.0494, 'kl-log-base-2'],
      ['a', 0.3288, 'kl-absolute-shares'],
    ],
  },
  {
    name: 'a binomial and a uniform distribution',
    topic: 'kl-divergence',
    given: { p: [9 / 25, 12 / 25, 4 / 25], q: [1 / 3, 1 / 3, 1 / 3], unit: 'nats' },
    answers: { a: 0.0853, b: 0.0975, c: -0.0122 },
    mistakes: [
      // With 0.333 instead of 1/3: 0.0853 + ln(1/0.999), and 0.999 · (0.09745 + ln 0.999).
      ['a', 0.0863, 'kl-unnormalised'],
      ['b', 0.0964, 'kl-unnormalised'],
    ],
  },
  {
    name: 'apple, orange or banana',
    topic: 'bayes-decision',
    given: { names: ['A', 'O', 'B'], prior: [0.3, 0.5, 0.2], likelihood: [0.24, 0.15, 0.38] },
    answers: {
      a: [0.072, 0.075, 0.076],
      b: 0.223,
      c: '72/223; 75/223; 76/223',
      d: 'b',
    },
    mistakes: [
      ['a', '0.72, 0.75, 0.76', 'decimal-place'],
      ['c', [0.072, 0.075, 0.076], 'posterior-unnormalised'],
    ],
  },
  {
    name: 'an image between three prompts: (15, 8, 7) by plain products, (0.6, 0.8, 0.28) by cosines',
    topic: 'zero-shot',
    given: {
      image: [3, 4],
      prompts: [
        [5, 0],
        [0, 2],
        [-3, 4],
      ],
      classes: ['cat', 'dog', 'fox'],
      temperature: 0.5,
    },
    // e^1.2 = 3.3201, e^1.6 = 4.9530, e^0.56 = 1.7507; together 10.0238.
    answers: {
      a: [0.6, 0.8, 0.28],
      b: [1.2, 1.6, 0.56],
      c: [0.3312, 0.4941, 0.1747],
      d: 'dog',
    },
    mistakes: [
      ['a', [15, 8, 7], 'clip-unnormalised'],
      ['a', [3, 1.6, 1.4], 'zero-shot-image-alone-normalised'],
      ['a', [3, 4, 1.4], 'zero-shot-prompts-alone-normalised'],
      ['b', [0.3, 0.4, 0.14], 'clip-temperature-inverted'],
      ['b', [0.6, 0.8, 0.28], 'clip-no-temperature'],
      ['c', [0.7685, 0.832, 0.6365], 'zero-shot-each-alone'],
      ['c', [0.3571, 0.4762, 0.1667], 'softmax-no-exponential'],
      ['c', [3.3201, 4.953, 1.7507], 'softmax-unnormalised'],
      ['d', 'cat', 'clip-unnormalised'],
      ['d', 'fox', 'zero-shot-least-similar'],
    ],
  },
  {
    name: 'one query and three keys',
    topic: 'scaled-dot-product',
    given: {
      q: [[2, 1]],
      k: [
        [1, 0],
        [0, 1],
        [1, 1],
      ],
      v: [
        [1, 0],
        [0, 1],
        [1, 1],
      ],
    },
    answers: { a: [2, 1, 3], b: [0.284, 0.14, 0.576], c: [0.86, 0.716] },
    mistakes: [['b', '[0.2447 0.0900 0.6652]', 'attention-unscaled']],
  },
  {
    name: 'a kernel of 2 × 2 from two channels to three',
    topic: 'convolution-sizes',
    given: {
      input: [5, 5],
      kernel: 2,
      stride: 1,
      padding: 0,
      dilation: 1,
      inputChannels: 2,
      outputChannels: 3,
    },
    answers: { a: [4, 4], b: 24, c: 27, d: 48 },
    mistakes: [
      ['c', 24, 'conv-no-bias'],
      ['c', 30, 'conv-bias-per-kernel'],
      ['b', 12, 'conv-ignores-in-channels'],
    ],
  },
  {
    name: 'a kernel of 3 with padding 1 on 32 pixels',
    topic: 'convolution-sizes',
    given: {
      input: [32, 32],
      kernel: 3,
      stride: 1,
      padding: 1,
      dilation: 1,
      inputChannels: 1,
      outputChannels: 1,
    },
    answers: { a: '32, 32', b: 9, c: 10, d: 1024 },
    mistakes: [
      ['a', [28, 28], 'conv-padding-sign'],
      ['a', [33, 33], 'conv-off-by-one'],
      // As the sheet has it.
      ['a', [29, 29], 'conv-padding-sign-off-by-one'],
    ],
  },
  {
    name: 'what four words may see',
    topic: 'masked-attention',
    given: {
      q: [[0], [1], [2], [1]],
      k: [[1], [0], [1], [-1]],
      v: [[1], [2], [3], [4]],
      padding: 0,
    },
    answers: { a: '1 0 0 0; 1 1 0 0; 1 1 1 0; 1 1 1 1' },
    mistakes: [
      ['a', '0 0 0 0; 1 0 0 0; 1 1 0 0; 1 1 1 0', 'causal-mask-excludes-self'],
      ['a', '1 1 1 1; 0 1 1 1; 0 0 1 1; 0 0 0 1', 'causal-mask-transposed'],
    ],
  },
  {
    name: 'two one-hot tokens through a layer',
    topic: 'transformer-step',
    given: {
      x: [
        [1, 0],
        [0, 1],
      ],
      wq: [
        [1, 0],
        [0, 1],
      ],
      wk: [
        [1, 1],
        [1, 1],
      ],
      wv: [
        [0.5, 0],
        [0, 0.5],
      ],
    },
    answers: {
      a: '1/2 1/2; 1/2 1/2',
      b: '0.25 0.25; 0.25 0.25',
      c: '1.25 0.25; 0.25 1.25',
      d: '1 -1; -1 1',
    },
    mistakes: [
      // The sheet stops here.
      ['d', '1.25 0.25; 0.25 1.25', 'post-norm-omitted'],
      ['c', '0.25 0.25; 0.25 0.25', 'residual-left-out'],
    ],
  },
  {
    name: 'what a variational autoencoder adds to its loss',
    topic: 'gaussian-kl',
    given: { meanP: [0.5, -1], sigmaP: [1.2, 0.8], meanQ: [0, 0], sigmaQ: [1, 1] },
    answers: { a: [0.1627, 0.5431], b: 0.7058, c: 1.0183 },
    mistakes: [
      ['b', -0.7058, 'vae-kl-sign'],
      ['b', 0.1627, 'vae-kl-range'],
      ['a', [0.3254, 1.0863], 'vae-kl-no-half'],
      ['a', [0.1338, 0.5116], 'vae-kl-sigma-vs-variance'],
    ],
  },
  {
    name: 'three inputs, two sigmoid units, half the squared error',
    topic: 'backprop-squared-error',
    given: {
      x: [0.5, -1, 2],
      y: [1],
      w1: [
        [0.1, -0.4],
        [-0.2, 0.2],
        [0.3, 0.1],
      ],
      b1: [0.05, -0.1],
      w2: [[0.7], [-0.5]],
      b2: [0.2],
    },
    answers: {
      a: [0.7109, 0.4256],
      b: 0.6189,
      c: 0.0726,
      d: -0.0899,
      e: [-0.0639, -0.0383],
      f: [-0.0129, 0.011],
      g: [
        [-0.0065, 0.0055],
        [0.0129, -0.011],
        [-0.0259, 0.022],
      ],
    },
    mistakes: [
      ['d', 0.0899, 'backprop-sign'],
      ['d', -0.3811, 'backprop-no-activation-derivative'],
      ['c', 0.1452, 'mse-no-half'],
    ],
  },
  {
    name: 'a tanh unit, two outputs, binary cross-entropy',
    topic: 'backprop-cross-entropy',
    given: {
      x: [0.6, -0.4],
      y: [1, 0],
      w1: [[0.3], [0.8]],
      b1: [0.1],
      w2: [[0.5, -0.7]],
      b2: [-0.2, 0.3],
    },
    answers: {
      a: -0.04,
      b: [0.4452, 0.5813],
      c: 1.6797,
      d: [-0.5548, 0.5813],
      e: [0.0222, -0.0232],
      f: -0.6832,
      g: [-0.4099, 0.2733],
    },
    mistakes: [
      ['d', [0.4452, 0], 'bce-bias-gradient-product'],
      ['f', -0.2769, 'backprop-only-one-path'],
    ],
  },
  {
    name: 'momentum on x²',
    topic: 'update-rules',
    given: {
      rule: 'momentum',
      parameter: 1,
      minimum: 0,
      curvature: 2,
      learningRate: 0.1,
      decays: [0.9],
      moments: [],
    },
    answers: { a: 2, b: 0.8, c: 1.6, d: 3.4, e: 0.46 },
    mistakes: [
      ['e', 0.64, 'momentum-forgotten'],
      ['d', 2.32, 'momentum-uses-parameter'],
    ],
  },
  {
    name: 'positions of width 6',
    topic: 'positional-encoding',
    given: {
      tokens: [
        [0.1, 0.2, 0.3, 0.4, 0.5, 0.6],
        [0.5, 0.4, 0.3, 0.2, 0.1, 0],
        [0.9, 0.8, 0.7, 0.6, 0.5, 0.4],
      ],
      base: 10000,
    },
    answers: {
      a: [1, 21.5443, 464.1589],
      b: [0.9093, -0.4161, 0.0927, 0.9957, 0.0043, 1],
      c: [1.8093, 0.3839, 0.7927, 1.5957, 0.5043, 1.4],
      d: [0.1, 1.2, 0.3, 1.4, 0.5, 1.6],
    },
    mistakes: [
      ['d', [0.1, 0.2, 0.3, 0.4, 0.5, 0.6], 'pe-position-zero-is-zero'],
      // Angles of 2 · 6 = 12, of 12/21.5443 = 0.5570 and of 12/464.1589 = 0.0259.
      ['b', [-0.5366, 0.8439, 0.5286, 0.8488, 0.0259, 0.9997], 'pe-extra-factor'],
    ],
  },
  {
    name: 'three states of an encoder',
    topic: 'additive-attention',
    given: {
      s: [1, 2],
      h: [
        [1, 0],
        [0, 1],
        [1, 1],
      ],
      ws: [
        [1, 0],
        [0, 1],
      ],
      wh: [
        [1, 1],
        [1, -1],
      ],
      v: [1, 1],
    },
    answers: {
      a: '2 3; 2 1; 3 2',
      b: [1.959, 1.726, 1.959],
      c: [0.358, 0.284, 0.358],
      d: [0.716, 0.642],
    },
    mistakes: [['b', [5, 3, 5], 'no-tanh']],
  },
  {
    name: 'the same states, and the one after the word',
    topic: 'additive-attention',
    given: {
      s: [1, 2],
      after: [0, 3],
      h: [
        [1, 0],
        [0, 1],
        [1, 1],
      ],
      ws: [
        [1, 0],
        [0, 1],
      ],
      wh: [
        [1, 1],
        [1, -1],
      ],
      v: [1, 1],
    },
    answers: { a: '2 3; 2 1; 3 2' },
    mistakes: [['a', '1 4; 1 2; 2 3', 'bahdanau-current-state']],
  },
  {
    name: 'two tokens in two heads',
    topic: 'multi-head-attention',
    given: {
      x: [
        [1, 2],
        [3, 1],
      ],
      wq: [
        [1, 0],
        [0, 2],
      ],
      wk: [
        [1, 1],
        [2, -1],
      ],
      wv: [
        [1, 0],
        [0, 1],
      ],
      wo: [
        [1, 0],
        [0, 1],
      ],
    },
    answers: { a: '1 4; 3 2', b: [5, 2] },
    mistakes: [
      ['b', '(5, -1), (5, 2)', 'per-token-shape'],
      ['b', [5, -1], 'key-of-first-token'],
      ['b', [4, 5], 'projection-transpose'],
      ['b', [3, 2], 'keys-for-queries'],
    ],
  },
  {
    name: 'the weight of a box of 360, from boxes of 300 and 400',
    topic: 'kernel-attention',
    given: {
      queries: [[360]],
      keys: [[300], [400]],
      values: [[30], [40]],
      kernel: 'inverse-distance',
    },
    answers: { a: '1/60; 1/40', b: [0.4, 0.6], c: 36 },
    mistakes: [
      ['a', '1/300; 1/400', 'similarity-ignores-query'],
      ['a', [60, 40], 'inverse-distance-swapped'],
      ['b', [0.017, 0.025], 'weights-do-not-sum-to-1'],
      // 30/60 + 40/40.
      ['c', 1.5, 'weights-do-not-sum-to-1'],
      ['c', 35, 'attention-value-mean'],
    ],
  },
  {
    name: 'linear attention of two queries to three keys',
    topic: 'kernel-attention',
    given: {
      queries: [
        [1, 3],
        [-1, 1],
      ],
      keys: [
        [0, 1],
        [2, 1],
        [1, -1],
      ],
      values: [
        [4, 4],
        [6, 5],
        [2, 1],
      ],
      kernel: 'relu',
    },
    // Features (1, 3) and (0, 1) of the queries, (0, 1), (2, 1) and (1, 0) of the keys.
    answers: {
      a: [3, 5, 1],
      b: '3/9; 5/9; 1/9',
      c: '44/9; 38/9',
      d: '14 11; 10 9',
      e: [3, 2],
      f: [5, 4.5],
    },
    mistakes: [
      ['a', [3, 5, -2], 'feature-map-left-out'],
      ['a', [3, 5, 0], 'feature-map-of-product'],
      ['a', [1, 3, 1], 'similarity-ignores-query'],
      ['c', [44, 38], 'weights-do-not-sum-to-1'],
      ['f', [10, 9], 'weights-do-not-sum-to-1'],
      // Divided by (1, 3) · (3, 2) = 9.
      ['f', '10/9; 1', 'normaliser-of-other-query'],
    ],
  },
  {
    name: 'the game of two laws of three outcomes',
    topic: 'optimal-discriminator',
    given: { p: [0.5, 0.3, 0.2], g: [0.2, 0.3, 0.5], d: [0.4, 0.5, 0.25] },
    // 0.5 ln 0.4 + 0.2 ln 0.6 + 0.6 ln 0.5 + 0.2 ln 0.25 + 0.5 ln 0.75.
    answers: {
      a: -1.3973,
      b: [0.9167, 0, 0.1333],
      c: 'up',
      d: '5/7; 1/2; 2/7',
      e: -1.2535,
      f: 0.0664,
    },
    mistakes: [
      ['b', [0.5, 0, -0.4], 'gan-stationarity'],
      ['c', 'down', 'gan-players-swapped'],
      ['d', '2/7; 1/2; 5/7', 'gan-laws-swapped'],
      ['e', -2.6398, 'gan-log4-double-count'],
      ['f', 0.1328, 'jsd-without-factor-2'],
    ],
  },
  {
    name: 'a generator 2z + 1 and a discriminator σ(x)',
    topic: 'gan-losses',
    given: { generator: [2, 1], discriminator: [1, 0], codes: [0, -0.5], real: [3, 0] },
    // ln σ(3) = −0.0486, ln σ(−1) = −1.3133, ln σ(0) = −0.6931; at x = 3 the code is 1, with the density 0.2420.
    answers: {
      a: [1, 0],
      b: 0.121,
      c: [0.731, 0.5],
      d: -1.374,
      e: -1.003,
      f: 0.503,
      g: 'saturating',
    },
    mistakes: [
      ['b', 0.242, 'change-of-variables'],
      ['b', 0.484, 'density-multiplied-by-stretching'],
      // σ(3) and σ(1).
      ['c', [0.953, 0.731], 'gan-generator-of-x'],
      // −0.3709 − (3.0486 + 1.3133)/2.
      ['d', -2.552, 'gan-generator-of-x'],
      ['f', 1.003, 'gan-non-saturating-negated'],
      ['g', 'non-saturating', 'gan-saturation-reversed'],
    ],
  },
  {
    name: 'the bound of a binary code',
    topic: 'elbo',
    given: { prior: [0.6, 0.4], likelihood: [0.2, 0.7], q: [0.5, 0.5] },
    // (ln 0.2 + ln 0.7)/2, and (ln(5/6) + ln(5/4))/2; ln 0.4 = −0.9163.
    answers: { a: 0.4, b: [0.3, 0.7], c: -0.9831, d: 0.0204, e: -1.0035, f: 0.0872 },
    mistakes: [
      ['e', 0.0872, 'elbo-is-kl'],
      ['f', -1.0035, 'elbo-is-kl'],
      ['e', 1.0035, 'elbo-sign'],
      ['d', 0.0872, 'posterior-prior-confused'],
      // ln 0.45.
      ['c', -0.7985, 'logarithm-of-mean'],
    ],
  },
  {
    name: 'silence, then a tone of one turn in four samples',
    topic: 'spectrogram',
    given: { samples: [0, 0, 0, 0, 1, 0, -1, 0], hop: 4, rate: 8000 },
    answers: { a: 2, b: '0 0; 0 4; 0 0', c: 2000, d: 0.5 },
    mistakes: [
      // |(−1)^k − i^k|² for k from 0 to 4.
      ['b', [0, 2, 4, 2, 0], 'spectrogram-is-dft'],
      ['c', 1000, 'spectrogram-is-dft'],
      ['b', '0 0 0; 0 4 0', 'spectrogram-transposed'],
      ['b', '0 0; 0 2; 0 0', 'magnitude-for-power'],
      ['d', 1, 'frame-counted-from-1'],
      ['d', 4, 'samples-for-milliseconds'],
    ],
  },
  {
    name: 'step 2 of three of a diffusion',
    topic: 'diffusion-posterior',
    given: { betas: [0.1, 0.2, 0.3], t: 2, x0: 1, noise: 0.5 },
    answers: { a: [0.9, 0.72], b: 1.1131, c: 0.0714, d: 1.0332 },
    mistakes: [
      ['a', [0.504, 0.56], 'ddpm-alphabar-range'],
      ['b', 0.86, 'ddpm-no-sqrt'],
      ['c', 0.56, 'ddpm-btilde-inverted'],
      // √0.72 + √0.28 = 0.8485 + 0.5292.
      ['b', 1.3777, 'ddpm-x0-for-eps'],
      // (√0.9 · 0.2 + √0.2 · 0.1 · 1.1131)/0.28 = (0.1897 + 0.0498)/0.28.
      ['d', 0.8554, 'ddpm-alpha-for-beta'],
      // (1.1131 − 0.2/√0.28 · 0.5)/√0.72 = 0.9241/0.8485.
      ['d', 1.0891, 'ddpm-bar-misplaced'],
    ],
  },
  {
    name: 'the patches of an image of 224 × 224 pixels',
    topic: 'patch-counts',
    given: { shape: [224, 224, 3], size: [16, 16], ratio: 0.75 },
    answers: { a: [14, 14], b: 196, c: 768, d: 49, e: 147 },
    mistakes: [
      ['d', 147, 'mask-ratio-inverted'],
      ['b', 197, 'class-token-counted'],
      ['c', 256, 'patch-without-channels'],
    ],
  },
];

describe.each(PROBLEMS)('$name', ({ topic, given, answers, mistakes = [] }) => {
  it('takes the right answers', () => {
    const { parts } = gradeAnswer({ topic, given }, answers);
    const answered = parts.filter(({ id }) => id in answers);
    expect(answered.filter(({ correct }) => !correct)).toEqual([]);
    expect(answered.length).toBeGreaterThan(0);
  });

  it.each(mistakes)('%s: %s is %s', (part, answer, id) => {
    const found = gradeAnswer({ topic, given }, { [part]: answer }).parts;
    const graded = found.find((each) => each.id === part);
    expect(graded?.correct).toBe(false);
    expect(graded?.misconception?.id).toBe(id);
    expect(diagnose(topic, given, answer, { part })?.id).toBe(id);
  });
});

/** The mistakes that the course sheet makes, or that explain what it states. */
const OF_THE_SHEET: readonly string[] = [
  'attention-scale-by-d-model',
  'backprop-paths-multiplied',
  'bahdanau-current-state',
  'bce-bias-gradient-product',
  'causal-mask-excludes-self',
  'change-of-variables',
  'clip-unnormalised',
  'contrast-is-range',
  'conv-off-by-one',
  'conv-padding-sign',
  'ddpm-alpha-for-beta',
  'ddpm-alphabar-range',
  'ddpm-bar-lost',
  'ddpm-bar-misplaced',
  'ddpm-precision-sign',
  'ddpm-x0-for-eps',
  'decimal-place',
  'dog-extremum-direction',
  'dog-neighbour-count',
  'elbo-is-kl',
  'gan-generator-of-x',
  'gan-log4-double-count',
  'gan-players-swapped',
  'gan-stationarity',
  'hog-edge-vs-centre',
  'hog-weights-swapped',
  'kl-is-a-distance',
  'kl-log-base-2',
  'kl-unnormalised',
  'mha-no-output-projection',
  'momentum-uses-parameter',
  'pe-extra-factor',
  'pe-index-convention',
  'pe-position-zero-is-zero',
  'per-token-shape',
  'post-norm-omitted',
  'posterior-unnormalised',
  'projection-transpose',
  'quadratic-form-not-scalar',
  'sift-absolute-angle',
  'sift-dominant-not-rotated',
  'similarity-ignores-query',
  'softmax-partial-denominator',
  'spectrogram-is-dft',
  'vae-kl-range',
  'vae-kl-sigma-vs-variance',
  'vae-kl-sign',
  'weights-do-not-sum-to-1',
];

it('knows each mistake of the course sheet in some topic', () => {
  const known = new Set(exercises().flatMap(({ id }) => misconceptions(id).map((each) => each.id)));
  expect(OF_THE_SHEET.filter((id) => !known.has(id))).toEqual([]);
});
