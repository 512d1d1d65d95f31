// Bad input at the public door: what comes back names the function that was called, the argument and what came.
import { describe, expect, it } from 'vitest';
import { concat } from '../../src/array/index.js';
import { createNdArray } from '../../src/core/create.js';
import {
  aaeLosses,
  additiveAttention,
  ancestralSample,
  averagePool2d,
  checkGradient,
  classifyPoint,
  confidencePenalty,
  conv2d,
  conv3dCost,
  convOutputSize,
  convParameterCount,
  convTranspose2d,
  correlate,
  describeKeypoints,
  detectBlobs,
  diffusionSchedule,
  discreteElbo,
  dominantOrientations,
  duplicateGroups,
  elbo,
  entropy,
  evaluateStepExpression,
  explainAveragePool2d,
  explainCausalMask,
  explainConv2d,
  explainConv3dCost,
  explainConvOutputSize,
  explainDenseParameterCount,
  explainEncoderLayer,
  explainExtremumRefinement,
  explainGradientDescent,
  explainLinearProbe,
  explainLogMel,
  explainMaxPool2d,
  explainMultiHeadAttention,
  explainOrientationVotes,
  explainScaledDotProductAttention,
  explainSpanMasking,
  forwardPass,
  ganCriterion,
  gaussianBlur,
  gaussianKernel,
  gaussianScaleSpace,
  generateTokens,
  harrisResponse,
  hog,
  inspectPoint,
  keyValueCache,
  laplacianOfGaussian,
  maskedLanguageModelLoss,
  matchingAccuracy,
  maxPool2d,
  minibatches,
  minimize,
  multiHeadAttention,
  orientationHistogram,
  perplexity,
  plotSpectrogram,
  randomGenerator,
  refineExtremum,
  sift,
  structureTensor,
  toGrayscale,
} from '../../src/index.js';

// Callers from JavaScript are not held to the types.
type Loose = (...args: unknown[]) => unknown;
const loose = (f: unknown): Loose => f as Loose;

const rows = [
  [1, 0],
  [0, 1],
  [1, 1],
];
const image = Array.from({ length: 16 }, (_, y) => Array.from({ length: 16 }, (_, x) => x * y));
const volume = [image, image, image];
// biome-ignore lint/suspicious/noSparseArray: the hole is what is tested
const holes = [1, , 3];
// biome-ignore lint/suspicious/noSparseArray: the hole is what is tested
const words = ['a', , 'c'];
const hole = new Array<unknown>(1);
const square2 = [
  [1, 0],
  [0, 1],
];
// A plan of width 4, and vectors of width 2.
const tiny = {
  config: { vocabulary: 2, context: 2, width: 4, heads: 1, layers: 1 },
  parameters: { embedding: square2, positions: square2, layers: [] },
};

const cases: readonly (readonly [Loose, readonly unknown[], string])[] = [
  // An option of null is not left out, and what a Map holds is not passed over.
  [
    loose(gaussianBlur),
    [image, 1, { border: null }],
    'gaussianBlur: "border" expected a value, or undefined where it is left out, got null',
  ],
  [loose(structureTensor), [image, { sigma: null }], 'structureTensor: "sigma" expected a value'],
  [loose(hog), [image, { norm: null }], 'hog: "norm" expected a value'],
  [
    loose(correlate),
    [image, [[1]], new Map([['border', 'wrap']])],
    'correlate: "options" expected an object, got an object (Map)',
  ],
  // Holes of lists are no numbers.
  [
    loose(toGrayscale),
    [[[[1, 1, 1]]], { weights: holes }],
    'toGrayscale: "weights[1]" expected a finite number, got undefined',
  ],
  [
    loose(convOutputSize),
    [holes, { kernel: 1 }],
    'convOutputSize: "input[1]" expected a whole number >= 1, got undefined',
  ],
  [
    loose(convParameterCount),
    [{ inputChannels: 1, outputChannels: 1, kernel: holes }],
    'convParameterCount: "kernel[1]"',
  ],
  [
    loose(conv3dCost),
    [{ input: [4, 4, 4], inputChannels: 1, outputChannels: 1, kernel: holes }],
    'conv3dCost: "kernel[1]"',
  ],
  // What is missing is named.
  [loose(conv2d), [], 'conv2d: "x" expected an ndarray, nested numbers or a typed array'],
  [loose(conv2d), [[image]], 'conv2d: "weight" expected an ndarray, nested numbers'],
  [loose(convTranspose2d), [undefined, [[[[1]]]]], 'convTranspose2d: "x" expected an ndarray'],
  [loose(maxPool2d), [undefined, { kernel: 2 }], 'maxPool2d: "x" expected an ndarray'],
  [loose(averagePool2d), [undefined, { kernel: 2 }], 'averagePool2d: "x" expected an ndarray'],
  [
    loose(refineExtremum),
    [volume, null],
    'refineExtremum: "extremum" expected an object { level, y, x }, got null',
  ],
  [
    loose(describeKeypoints),
    [image, [null]],
    'describeKeypoints: "keypoints[0]" expected an object { x, y, sigma, orientation }, got null',
  ],
  [
    loose(harrisResponse),
    [
      [
        [1, 0],
        [0, 1],
      ],
      { k: Object.create(null) },
    ],
    'got an object',
  ],
  // The function that was called is named, not one that it calls.
  [loose(classifyPoint), [], 'classifyPoint: "tensor" expected'],
  [
    loose(inspectPoint),
    [
      [
        [1, 2],
        [3, 4],
      ],
    ],
    'inspectPoint: "tensor" expected a symmetric matrix',
  ],
  [loose(explainConv3dCost), [], 'explainConv3dCost: "inputChannels"'],
  [loose(explainDenseParameterCount), [{ inputs: 0 }], 'explainDenseParameterCount: "inputs"'],
  [loose(explainConvOutputSize), [2, { kernel: 3 }], 'explainConvOutputSize: "kernel"'],
  [
    loose(explainMaxPool2d),
    [
      [
        [1, 2],
        [3, 4],
      ],
      { kernel: 3 },
    ],
    'explainMaxPool2d: "kernel"',
  ],
  [loose(explainAveragePool2d), [[[1]], null], 'explainAveragePool2d: "options"'],
  [loose(explainExtremumRefinement), [volume, null], 'explainExtremumRefinement: "extremum"'],
  [
    loose(matchingAccuracy),
    [
      { keypoints: [[], []], matches: [] },
      [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
      { thresholds: holes },
    ],
    'matchingAccuracy: "thresholds[1]" expected a finite number >= 0, got undefined',
  ],
  // Of parts of other functions, too, by the names of the caller's own arguments.
  [
    loose(elbo),
    [{ reconstruction: 1, mean: [0, Number.NaN], logVariance: [0, 0] }],
    'elbo: "mean" expected finite numbers',
  ],
  [
    loose(generateTokens),
    [tiny, [0], { steps: 1 }],
    'generateTokens: "parameters.embedding" expected',
  ],
  [loose(maskedLanguageModelLoss), [rows, [0, 7, 1]], 'maskedLanguageModelLoss: "labels" expected'],
  [
    loose(aaeLosses),
    [{ data: [1], decoded: [1], codes: { prior: [Number.NaN], code: [1] } }],
    'aaeLosses: "codes.prior" expected finite numbers',
  ],
  [loose(aaeLosses), [{ data: [1], decoded: [1, 2], codes: {} }], 'aaeLosses: "codes.prior"'],
  [
    loose(ganCriterion),
    [
      [0.5, 0.6],
      [0.5, 0.5],
    ],
    'ganCriterion: "pData" expected distributions',
  ],
  [
    loose(discreteElbo),
    [{ prior: [0.5, 0.6], likelihood: [1, 1], q: [0.5, 0.5] }],
    'discreteElbo: "prior" expected distributions',
  ],
  [loose(confidencePenalty), [[[0.5, 0.6]]], 'confidencePenalty: "probabilities" expected distr'],
  [
    loose(entropy),
    [createNdArray(new Float64Array(1), [])],
    'entropy: "p" expected an array of at',
  ],
  [
    loose(explainConv2d),
    [
      { x: [rows], weight: [[[[1]]]] },
      { at: [0, 0, 0], stride: -1 },
    ],
    'explainConv2d: "stride" expected',
  ],
  [loose(explainLinearProbe), [rows, [0, 1, 1], { penalty: -1 }], 'explainLinearProbe: "penalty"'],
  [
    loose(explainMultiHeadAttention),
    [rows, { wq: rows, wk: rows, wv: rows }, { heads: 0 }],
    'explainMultiHeadAttention: "heads"',
  ],
  [
    loose(multiHeadAttention),
    [rows, { wq: square2, wk: square2, wv: square2 }, { heads: 1, mask: 0 }],
    'multiHeadAttention: "mask" expected',
  ],
  [
    loose(multiHeadAttention),
    [rows, { wq: square2, wk: square2, wv: square2 }, { heads: 1, memory: [1, 2] }],
    'multiHeadAttention: "keys" expected shape (..., m, D), got (2)',
  ],
  [
    loose(explainEncoderLayer),
    [square2, { attention: { wq: square2, wk: square2, wv: [[1], [1]] } }, { heads: 1 }],
    'explainEncoderLayer: "attention" expected shape of outputs (n, D=2), got (2, 1)',
  ],
  [loose(checkGradient), [(x: unknown) => x, 1, { seed: 0.5 }], 'checkGradient: "seed" expected'],
  [loose(minibatches), [3, 1, 7], 'minibatches: "rng" expected'],
  [
    loose(minimize),
    [
      { valueAndGradient: () => ({ value: 1, gradient: 1 }) },
      1,
      { init: () => 0, step: () => 7 },
      { steps: 1 },
    ],
    'minimize: "optimizer.step" expected a function that gives { parameters, state }, got 7',
  ],
  [
    loose(evaluateStepExpression),
    [{ ref: 'x' }, { x: holes }],
    'evaluateStepExpression: "x[1]" expected a number',
  ],
  // Work or memory without end, and numbers that no float holds, are refused before they are begun.
  [loose(gaussianKernel), [1, { derivative: 1e9 }], 'gaussianKernel: "derivative"'],
  [loose(gaussianBlur), [image, 1, { derivative: 1e9 }], 'gaussianBlur: "derivative"'],
  [loose(dominantOrientations), [[1, 2], { smooth: 1e9 }], 'dominantOrientations: "smooth"'],
  [loose(orientationHistogram), [[1], [1], { bins: 1e12 }], 'orientationHistogram: "bins"'],
  [loose(explainOrientationVotes), [1, 1, { bins: 1e9 }], 'explainOrientationVotes: "bins"'],
  [loose(hog), [image, { orientations: 1e12 }], 'hog: "orientations"'],
  [loose(gaussianScaleSpace), [image, { baseSigma: 1e9 }], 'gaussianScaleSpace: "baseSigma"'],
  [loose(gaussianScaleSpace), [image, { baseSigma: 5e-324 }], 'gaussianScaleSpace: "baseSigma"'],
  [loose(sift), [image, { baseSigma: 1e9 }], 'sift: "baseSigma"'],
  [loose(detectBlobs), [image, { maxSigma: 1e9 }], 'detectBlobs: "maxSigma"'],
  [
    loose(laplacianOfGaussian),
    [image, 1e200, { radius: 1, scaleNormalized: true }],
    'laplacianOfGaussian: "sigma"',
  ],
  [
    loose(conv2d),
    [[image], [[[[1]]]], { padding: 1e9 }],
    'conv2d: "options" expected at most 268435456 elements, got (1, 1, 2000000016, 2000000016)',
  ],
  [loose(convTranspose2d), [[image], [[[[1]]]], { stride: 1e9 }], 'convTranspose2d: "options"'],
  [loose(conv2d), [[image], [[[[1]]]], { stride: 1e308 }], 'conv2d: "stride"'],
  // Something else than a list, an empty word or a hole where words are asked for, and callbacks that are none.
  ...[null, '', 0, false, words, new Set(['a', 'b', 'c'])].flatMap(
    (tokens): (readonly [Loose, readonly unknown[], string])[] => [
      [
        loose(explainScaledDotProductAttention),
        [[[2, 1]], rows, rows, { tokens }],
        'explainScaledDotProductAttention: "tokens" expected a',
      ],
      [loose(explainCausalMask), [tokens], 'explainCausalMask: "tokens" expected a list'],
    ],
  ),
  [
    loose(explainScaledDotProductAttention),
    [rows, rows, rows, { queries: 7 }],
    'explainScaledDotProductAttention: "queries" expected a list of places or words, got 7',
  ],
  [
    loose(ancestralSample),
    [(x: unknown) => x, [1], diffusionSchedule([0.5]), { rng: randomGenerator(1), onStep: 7 }],
    'ancestralSample: "onStep" expected a function of samples and their time, got 7',
  ],
  [loose(explainGradientDescent), [[1], [2], { start: 7 }], 'explainGradientDescent: "start"'],
  [
    loose(additiveAttention),
    [[1, 2], rows, { wQuery: rows, wKeys: rows, v: [1, 1, 1] }, { shape: null }],
    'additiveAttention: "values" expected an ndarray, nested numbers or a typed array',
  ],
  // What a template cannot write down.
  [
    loose(explainLogMel),
    [[Symbol('s'), 1, 0, -1, 0, 1, 0, -1], { sampleRate: 8000, bands: 2 }],
    'explainLogMel: "samples" expected finite numbers, got Symbol(s) at [0]',
  ],
  [
    loose(explainSpanMasking),
    [
      [[1], [2]],
      { ratio: 0.5, spans: [[0, 1]], rng: randomGenerator(1), meanSpan: Object.create(null) },
    ],
    'explainSpanMasking: "meanSpan"',
  ],
  [
    loose(keyValueCache),
    [{ config: { width: Symbol('s') }, parameters: {} }],
    'keyValueCache: "model.config.width" expected a whole number >= 1, got Symbol(s)',
  ],
  [loose(perplexity), [rows, [0, 1, 1], { base: Object.create(null) }], 'perplexity: "base"'],
  [
    loose(plotSpectrogram),
    [rows, { sampleRate: 8000, hop: 80, width: 1e9 }],
    'plotSpectrogram: "width" expected a finite number >= 40 and <= 100000',
  ],
  // Holes and rubbish within lists.
  [loose(concat), [hole.concat([[[5]]]), 1], 'concat: "list[0]" expected an ndarray'],
  [
    loose(forwardPass),
    [{ layers: hole, loss: 'squared-error' }, [1]],
    'forwardPass: "layers[0]" expected',
  ],
  [loose(duplicateGroups), [[null]], 'duplicateGroups: "pairs[0]" expected a pair { a, b }'],
  [loose(duplicateGroups), [hole], 'duplicateGroups: "pairs[0]" expected a pair { a, b }'],
];

describe('bad input', () => {
  it.each(cases.map(([f, args, words]) => ({ f, args, words })))('$words', ({ f, args, words }) => {
    let thrown: unknown;
    try {
      f(...args);
    } catch (error) {
      thrown = error;
    }
    // Not an error of the engine: it has the four fields.
    expect(thrown).toMatchObject({ function: expect.any(String), argument: expect.any(String) });
    expect((thrown as Error).message).toContain(words);
  });

  it('takes options that are written out as undefined, records without a prototype and instances', () => {
    class Settings {
      border = 'wrap' as const;
    }
    const bare = Object.assign(Object.create(null) as object, { border: 'wrap' as const });
    const expected = gaussianBlur(image, 1, { border: 'wrap', truncate: undefined }).data;
    expect(gaussianBlur(image, 1, new Settings()).data).toEqual(expected);
    expect(gaussianBlur(image, 1, bare).data).toEqual(expected);
    expect(
      gaussianBlur(createNdArray(new Float64Array(image.flat()), [16, 16]), 1, bare).data,
    ).toEqual(expected);
  });
});
