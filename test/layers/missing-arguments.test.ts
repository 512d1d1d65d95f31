import { describe, expect, it } from 'vitest';
import * as fovea from '../../src/index.js';

// Where an array should be, users of plain JavaScript may leave out, misspell or mistake anything.
const m = [
  [1, 2],
  [3, 4],
];
const attention = { wq: m, wk: m, wv: m };
const encoder = { attention, feedForward: { w1: m, w2: m } };
const decoder = {
  selfAttention: attention,
  crossAttention: attention,
  feedForward: { w1: m, w2: m },
};
const heads = { heads: 1 };
const additive = { wQuery: m, wKeys: m, v: [1, 2] };
const schedule = fovea.diffusionSchedule([0.1, 0.2]);

/** For each function an argument by its name, and a call with something in its place. */
const CALLS: [name: string, argument: string, call: (x: never) => unknown][] = [
  ['scaledDotProductAttention', 'query', (x) => fovea.scaledDotProductAttention(x, m, m)],
  ['scaledDotProductAttention', 'key', (x) => fovea.scaledDotProductAttention(m, x, m)],
  ['scaledDotProductAttention', 'value', (x) => fovea.scaledDotProductAttention(m, m, x)],
  ['attentionWeights', 'key', (x) => fovea.attentionWeights(m, x)],
  ['attentionStages', 'query', (x) => fovea.attentionStages(x, m, m)],
  ['attentionGradients', 'gradient', (x) => fovea.attentionGradients(m, m, m, x)],
  ['multiHeadAttention', 'x', (x) => fovea.multiHeadAttention(x, attention, heads)],
  ['multiHeadAttention', 'wq', (x) => fovea.multiHeadAttention(m, { ...attention, wq: x }, heads)],
  ['additiveAttention', 'query', (x) => fovea.additiveAttention(x, m, additive)],
  ['additiveAttention', 'keys', (x) => fovea.additiveAttention([1, 2], x, additive)],
  ['kernelAttention', 'query', (x) => fovea.kernelAttention(x, m, m, { similarity: 'dot' })],
  ['batchNorm', 'x', (x) => fovea.batchNorm(x)],
  ['batchStatistics', 'x', (x) => fovea.batchStatistics(x)],
  ['layerNorm', 'x', (x) => fovea.layerNorm(x)],
  ['rmsNorm', 'x', (x) => fovea.rmsNorm(x)],
  ['linear', 'x', (x) => fovea.linear(x, m)],
  ['linear', 'w', (x) => fovea.linear(m, x)],
  ['feedForward', 'x', (x) => fovea.feedForward(x, { w1: m, w2: m })],
  ['embedTokens', 'table', (x) => fovea.embedTokens(x, [0])],
  ['encoderLayer', 'x', (x) => fovea.encoderLayer(x, encoder, heads)],
  ['decoderLayer', 'x', (x) => fovea.decoderLayer(x, m, decoder, heads)],
  ['decoderLayer', 'memory', (x) => fovea.decoderLayer(m, x, decoder, heads)],
  ['perplexity', 'scores', (x) => fovea.perplexity(x, [0])],
  ['rotaryPositions', 'x', (x) => fovea.rotaryPositions(x, { layout: 'halves' })],
  ['standardNormalKl', 'mean', (x) => fovea.standardNormalKl(x, [0])],
  ['explainGaussianKl', 'p', (x) => fovea.explainGaussianKl(x, { mean: [0], variance: [1] })],
  ['causalLanguageModelLoss', 'logits', (x) => fovea.causalLanguageModelLoss(x, [0, 1])],
  ['matchingLoss', 'logits', (x) => fovea.matchingLoss(x, [0, 1])],
  ['embedPatches', 'patches', (x) => fovea.embedPatches(x, { w: m })],
  ['restoreTokens', 'visible', (x) => fovea.restoreTokens(x, [0, 1], [1, 2])],
  [
    'randomMasking',
    'tokens',
    (x) => fovea.randomMasking(x, { rng: fovea.randomGenerator(1), ratio: 0.5 }),
  ],
  ['combinedLoss', 'matching', (x) => fovea.combinedLoss({ matching: x, reconstruction: 1 })],
  ['sampleTimesteps', 'schedule', (x) => sampleWith({ ...schedule, steps: x })],
  ['qSample', 'schedule', (x) => fovea.qSample(1, 1, 1, { ...schedule, alphaBars: x })],
];

function sampleWith(given: typeof schedule): unknown {
  return fovea.sampleTimesteps(1, given, fovea.randomGenerator(1));
}

describe.each([undefined, null, 'abc', true, 10n, {}])('%s in the place of an array', (wrong) => {
  it.each(CALLS)('is refused by %s by the name of %s', (name, argument, call) => {
    try {
      call(wrong as never);
    } catch (error) {
      expect(error).toBeInstanceOf(fovea.KindError);
      expect((error as fovea.KindError).function).toBe(name);
      expect((error as fovea.KindError).argument).toContain(argument);
      return;
    }
    expect.unreachable('nothing was thrown');
  });
});
