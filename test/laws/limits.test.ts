// Sizes beyond what engines hold are refused by the function that was asked, before memory is.
import { describe, expect, it } from 'vitest';
import { zeros } from '../../src/array/index.js';
import { allocate, readArray } from '../../src/core/create.js';
import { checkElements, checkListed, MOST_ELEMENTS } from '../../src/core/limit.js';
import {
  architectureMask,
  bertInput,
  causalMask,
  classPriors,
  convTranspose2d,
  diffusionSchedule,
  fftFrequencies,
  gridPositions,
  initializeTransformer,
  linearBiases,
  linearProbe,
  matchingPairs,
  minibatches,
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
  unrolledGanStep,
} from '../../src/index.js';

const rng = randomGenerator(1);
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
