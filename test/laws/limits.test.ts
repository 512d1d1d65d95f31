// Sizes beyond what engines hold are refused by the function that was asked, before memory is.
import { describe, expect, it } from 'vitest';
import { add, concat, matmul, pad, square, sum, where, zeros } from '../../src/array/index.js';
import { allocate, readArray } from '../../src/core/create.js';
import { checkElements, checkListed, MOST_ELEMENTS } from '../../src/core/limit.js';
import {
  architectureMask,
  attentionStages,
  attentionWeights,
  bertInput,
  causalMask,
  classPriors,
  combineMasks,
  convTranspose2d,
  cosineSimilarities,
  diffusionSchedule,
  embedTokens,
  feedForward,
  fftFrequencies,
  gridPositions,
  hessian,
  initializeTransformer,
  jacobian,
  latentTraversal,
  linear,
  linearBiases,
  linearProbe,
  matchingPairs,
  melFilterbank,
  minibatchDiscrimination,
  minibatches,
  modalityEmbeddings,
  multiHeadAttention,
  oneHot,
  paddingMask,
  permutation,
  positionShiftMatrix,
  randomGenerator,
  sampleCategorical,
  sampleClusterPrior,
  sampleTimesteps,
  sinusoidalPositions,
  softmax,
  stft,
  type Traced,
  tsneAffinities,
  unrolledGanStep,
  visibleTokens,
  zeroShotClassify,
} from '../../src/index.js';

const rng = randomGenerator(1);
// One number that says to be many, so that the input costs nothing and what is made of two would cost gigabytes.
const many = (...shape: number[]): never =>
  ({ data: Float64Array.of(1), shape, stride: shape.map(() => 0), offset: 0 }) as never;
const [n, m] = [2 ** 14, 2 ** 15];
const plan = { vocabulary: 3, context: 2, width: 4, heads: 2, layers: 1 };

// A gigabyte would show in no test, an error of the engine or a page that ends would.
const cases: readonly (readonly [name: string, argument: string, call: () => unknown])[] = [
  ['zeros', 'shape', () => zeros([1e5, 1e5])],
  ['fftFrequencies', 'fftSize', () => fftFrequencies(1e9)],
  ['causalMask', 'n', () => causalMask(1e5)],
  ['causalMask', 'n', () => causalMask(3, 1e9)],
  ['architectureMask', 'n', () => architectureMask('encoder', 1e5)],
  ['paddingMask', 'm', () => paddingMask([1, 2], 1e9)],
  ['oneHot', 'classes', () => oneHot([0, 1], 1e9)],
  ['classPriors', 'classes', () => classPriors([0, 1], 1e9)],
  ['sampleCategorical', 'count', () => sampleCategorical([0.5, 0.5], 1e9, rng)],
  ['sampleClusterPrior', 'count', () => sampleClusterPrior(1e6, { clusters: 1e3, rng })],
  ['sampleTimesteps', 'count', () => sampleTimesteps(1e9, diffusionSchedule([0.5]), rng)],
  ['minibatches', 'count', () => minibatches(1e9, 1, rng)],
  ['permutation', 'n', () => permutation(rng, 1e9)],
  ['matchingPairs', 'n', () => matchingPairs(1e9, rng)],
  ['linearBiases', 'n', () => linearBiases(8, 1e4, 1e4)],
  ['sinusoidalPositions', 'n', () => sinusoidalPositions(1e9, 4)],
  ['positionShiftMatrix', 'd', () => positionShiftMatrix(1e6, 1)],
  ['gridPositions', 'grid', () => gridPositions([1e9, 2], 4)],
  ['bertInput', 'length', () => bertInput('a word', undefined, { length: 1e9 })],
  ['linearProbe', 'labels', () => linearProbe([[1], [2]], [0, 2 ** 31 - 1])],
  ['initializeTransformer', 'layers', () => initializeTransformer({ ...plan, layers: 1e9 }, rng)],
  // Products: neither of the two is too large.
  ['add', 'b', () => add(many(n, 1), many(m))],
  ['where', 'a', () => where(many(n, 1), many(m), 0)],
  ['matmul', 'b', () => matmul(many(n, 1), many(1, m))],
  ['matmul', 'b', () => matmul(many(n, 2, 4), many(4, m))],
  ['concat', 'list', () => concat(new Array(n + 1).fill(new Float64Array(n)))],
  ['pad', 'widths', () => pad([[1]], n)],
  ['linear', 'w', () => linear(many(n, 1), many(1, m))],
  ['feedForward', 'w1', () => feedForward(many(n, 1), { w1: many(1, m), w2: many(m, 1) })],
  ['embedTokens', 'ids', () => embedTokens(many(2, n), many(m))],
  ['combineMasks', 'masks', () => combineMasks(many(n, 1), many(m))],
  ['attentionWeights', 'key', () => attentionWeights(many(n, 1), many(m, 1))],
  ['attentionStages', 'key', () => attentionStages(many(n, 1), many(m, 1), many(m, 1))],
  [
    'multiHeadAttention',
    'wq',
    () =>
      multiHeadAttention(
        many(n, 1),
        { wq: many(1, m), wk: many(1, 1), wv: many(1, 1) },
        { heads: 1 },
      ),
  ],
  ['cosineSimilarities', 'b', () => cosineSimilarities(many(n, 1), many(m, 1))],
  ['zeroShotClassify', 'prompts', () => zeroShotClassify(many(n, 1), many(m, 1))],
  ['minibatchDiscrimination', 'features', () => minibatchDiscrimination(many(m, 1), many(1, 1, 1))],
  [
    'modalityEmbeddings',
    'tables',
    () => modalityEmbeddings({ space: many(n, 1), time: many(m, 1) }),
  ],
  ['latentTraversal', 'values', () => latentTraversal(many(n), 0, many(m))],
  ['tsneAffinities', 'x', () => tsneAffinities(many(m, 1))],
  ['visibleTokens', 'tokens', () => visibleTokens(new Array(m).fill('a'), 0)],
  ['stft', 'hop', () => stft(new Float64Array(m), { fftSize: m, hop: 1 })],
  [
    'melFilterbank',
    'bands',
    () => melFilterbank({ sampleRate: 8000, fftSize: 2 ** 22, bands: 1000 }),
  ],
  ['hessian', 'x', () => hessian((x: Traced) => sum(square(x)))(new Float64Array(m))],
  ['jacobian', 'x', () => jacobian((x: Traced) => square(x))(new Float64Array(m))],
  [
    'convTranspose2d',
    'options',
    () => convTranspose2d([[[1, 2]]], [[[[1, 2]]]], { dilation: 1e9 }),
  ],
  [
    'unrolledGanStep',
    'steps',
    () =>
      unrolledGanStep(
        (generator) => generator,
        { generator: 1, discriminator: 1 },
        { generatorRate: 1, discriminatorRate: 1, steps: 1e9 },
      ),
  ],
];

describe('sizes', () => {
  it.each(cases.map(([name, argument, call]) => ({ name, argument, call })))(
    '$name refuses too large a $argument',
    ({ name, argument, call }) => {
      expect(call).toThrow(expect.objectContaining({ function: name, argument }));
      expect(call).toThrow(/at most|<=|a sample of each/);
    },
  );

  it('a view that says more than it holds is refused, one that repeats a little is read', () => {
    const view = (shape: number[]): never =>
      ({ data: Float64Array.of(1), shape, stride: shape.map(() => 0), offset: 0 }) as never;
    expect(() => softmax(view([1e5, 1e5]))).toThrow(
      `softmax: "a" expected at most ${MOST_ELEMENTS} elements, got (100000, 100000)`,
    );
    expect(readArray('f', 'x', view([2, 2])).data).toEqual(Float64Array.of(1, 1, 1, 1));
  });

  it('the bounds themselves may be reached', () => {
    expect(() => checkElements('f', 'n', [MOST_ELEMENTS])).not.toThrow();
    expect(() => checkElements('f', 'n', [MOST_ELEMENTS, 2])).toThrow('f: "n" expected at most');
    expect(() => checkListed('f', 'n', 2 ** 25)).not.toThrow();
    expect(() => checkListed('f', 'n', 2 ** 25 + 1)).toThrow('f: "n" expected at most 33554432');
  });

  it('what there is no memory for is told in the same language', () => {
    expect(() => allocate('float64', 2 ** 53)).toThrow(
      'fovea: "result" expected arrays that there is memory for, got 9007199254740992 elements',
    );
  });
});
