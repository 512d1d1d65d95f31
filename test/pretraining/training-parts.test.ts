import fc from 'fast-check';
import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { toNested } from '../../src/array/index.js';
import { createNdArray } from '../../src/core/create.js';
import { randomGenerator } from '../../src/core/random.js';
import {
  type Derivation,
  derivationFromJson,
  derivationToJson,
  renderHtml,
  renderText,
  verifyDerivation,
} from '../../src/derivation/index.js';
import { checkGradient } from '../../src/gradient/check-gradient.js';
import type { Traced } from '../../src/gradient/index.js';
import { adam, minimize } from '../../src/optimizer/index.js';
import {
  combinedLoss,
  compareCost,
  cosineLearningRate,
  explainCombinedLoss,
  explainMaskCount,
  explainMaskedReconstructionLoss,
  explainPatchCount,
  maskCount,
  maskedReconstructionLoss,
  matchingLoss,
  matchingPairs,
  matchScore,
  patchCount,
  poolClassToken,
  prependToken,
} from '../../src/pretraining/index.js';
import { feedForward } from '../../src/transformer/index.js';

describe('matching', () => {
  it('pairs half of the videos with their own audio, the others with another', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 40 }), fc.integer({ min: 0, max: 1e6 }), (n, seed) => {
        const { pairs, labels } = matchingPairs(n, randomGenerator(seed));
        expect(pairs.map(([video]) => video)).toEqual([...Array(n).keys()]);
        expect(labels.filter((label) => label === 1).length).toBe(Math.floor(n / 2));
        pairs.forEach(([video, audio], i) => {
          expect(audio).toBeGreaterThanOrEqual(0);
          expect(audio).toBeLessThan(n);
          expect(labels[i]).toBe(video === audio ? 1 : 0);
        });
      }),
    );
  });

  it('draws every other audio equally often', () => {
    const rng = randomGenerator(2);
    const counts = new Map<string, number>();
    let total = 0;
    for (let i = 0; i < 3000; i++)
      for (const [video, audio] of matchingPairs(4, rng).pairs) {
        if (video === audio) continue;
        total++;
        counts.set(`${video},${audio}`, (counts.get(`${video},${audio}`) ?? 0) + 1);
      }
    expect(counts.size).toBe(12);
    for (const count of counts.values())
      expect(Math.abs(count - total / 12)).toBeLessThan(5 * Math.sqrt((total * 11) / 144));
  });

  it('is judged pair by pair, not by a softmax over the batch', () => {
    const logits = [2, -1, 0.5];
    const labels = [1, 0, 0];
    const each = logits.map((x, i) => Math.log1p(Math.exp(labels[i] === 1 ? -x : x)));
    const loss = matchingLoss(logits, labels);
    expect(loss).toBeCloseTo(each.reduce((sum, l) => sum + l, 0) / 3, 14);
    const contrastive = -2 + Math.log(logits.reduce((sum, x) => sum + Math.exp(x), 0));
    expect(Math.abs(loss - contrastive)).toBeGreaterThan(0.1);
    const f = (x: Traced) => matchingLoss(x, labels);
    expect(checkGradient(f, logits, { order: 2 }).maxError).toBeLessThan(1e-7);
    expect(matchingLoss([-800, 800], [0, 1])).toBe(0);
  });

  it('is scored by two layers and the logistic function', () => {
    const parameters = {
      w1: [
        [1, -1],
        [0, 2],
      ],
      b1: [0.5, 0],
      w2: [[1], [-2]],
      b2: [0.25],
    };
    const scores = matchScore(
      [
        [1, 0],
        [-2, 3],
      ],
      parameters,
    );
    const logits = feedForward(
      [
        [1, 0],
        [-2, 3],
      ],
      parameters,
    );
    expect([...scores.data]).toEqual(
      [...logits.data].map((x) => expect.closeTo(1 / (1 + Math.exp(-x)), 14)),
    );
    expect(() => matchScore([1, 0], { w1: [[1], [1]], w2: [[1, 2]] })).toThrow(
      'matchScore: "w2" expected one score, shape (hidden, 1), got (hidden, 2)',
    );
  });

  it('is weighed against reconstruction as TVLT does', () => {
    expect(combinedLoss({ matching: 0.5, reconstruction: 0.8 })).toBeCloseTo(0.74, 14);
    expect(combinedLoss({ matching: 0.5, reconstruction: 0.8 }, { reconstruction: 2 })).toBeCloseTo(
      2.1,
      14,
    );
    expect(combinedLoss({ matching: 0.5, reconstruction: 0.8 }, { matching: 0 })).toBeCloseTo(
      0.24,
      14,
    );
    type Both = { readonly a: Traced; readonly b: Traced };
    const f = ({ a, b }: Both) =>
      combinedLoss({
        matching: matchingLoss(a, [1, 0]),
        reconstruction: maskedReconstructionLoss(b, [[1, 2]], [1]),
      });
    expect(checkGradient(f, { a: [0.3, -0.2], b: [[0.5, 1]] }).maxError).toBeLessThan(1e-8);
  });

  it('refuses fewer than two pairs, other labels and losses that are none', () => {
    const rng = randomGenerator(1);
    for (const n of [1, 0, -2, 2.5, Number.NaN])
      expect(() => matchingPairs(n, rng)).toThrow(
        'matchingPairs: "n" expected a whole number >= 2',
      );
    // @ts-expect-error: no stream.
    expect(() => matchingPairs(4)).toThrow('matchingPairs: "rng"');
    expect(() => matchingLoss([1], [0.5])).toThrow(
      'matchingLoss: "labels" expected 1 (belongs together) or 0, got 0.5 at [0]',
    );
    expect(() => matchingLoss([1, 2], [1])).toThrow(
      'matchingLoss: "labels" expected shape (n=2), got (1)',
    );
    expect(() => matchingLoss([], [])).toThrow('matchingLoss: "logits"');
    expect(() => matchingLoss([Number.NaN], [1])).toThrow('matchingLoss: "logits"');
    expect(() => combinedLoss({ matching: Number.NaN, reconstruction: 1 })).toThrow('"matching"');
    // @ts-expect-error: one is missing.
    expect(() => combinedLoss({ matching: 1 })).toThrow(
      'combinedLoss: "reconstruction" expected a number',
    );
    expect(() => combinedLoss({ matching: 1, reconstruction: 1 }, { matching: -1 })).toThrow(
      '"weights.matching"',
    );
    // @ts-expect-error: an unknown weight.
    expect(() => combinedLoss({ matching: 1, reconstruction: 1 }, { vam: 1 })).toThrow('"vam"');
  });
});

describe('class tokens', () => {
  it('stand in front and are taken off again, in batches too', () => {
    const batch = [
      [
        [1, 2],
        [3, 4],
      ],
      [
        [5, 6],
        [7, 8],
      ],
    ];
    const longer = prependToken(batch, [0, 9]);
    expect(toNested(longer)).toEqual([
      [
        [0, 9],
        [1, 2],
        [3, 4],
      ],
      [
        [0, 9],
        [5, 6],
        [7, 8],
      ],
    ]);
    expect(toNested(poolClassToken(longer))).toEqual([
      [0, 9],
      [0, 9],
    ]);
    const pooled = poolClassToken([[1, 2]], {
      w: [
        [1, 0],
        [0, 1],
      ],
      b: [0, 1],
    });
    expect([...pooled.data]).toEqual(
      [Math.tanh(1), Math.tanh(3)].map((v) => expect.closeTo(v, 14)),
    );
    const single = prependToken(createNdArray(new Float32Array(2), [1, 2]), Float32Array.of(1, 2));
    expect(single.data).toBeInstanceOf(Float32Array);
  });

  it('have gradients', () => {
    type Leaves = { readonly x: Traced; readonly t: Traced; readonly w: Traced };
    const f = ({ x, t, w }: Leaves) =>
      matchingLoss(matchRow(poolClassToken(prependToken(x, t), { w })), [1, 0]);
    const at = {
      x: [[1, 2]],
      t: [0.3, -0.4],
      w: [
        [0.5, 1],
        [0.2, -1],
      ],
    };
    expect(checkGradient(f, at).maxError).toBeLessThan(1e-8);
  });

  it('refuse other shapes', () => {
    expect(() => prependToken([[1, 2]], [1])).toThrow(
      'prependToken: "token" expected shape (d=2), got (1)',
    );
    expect(() => prependToken([1, 2], [1])).toThrow('prependToken: "tokens"');
    expect(() => poolClassToken([1, 2])).toThrow('poolClassToken: "tokens"');
    // @ts-expect-error: no matrix.
    expect(() => poolClassToken([[1, 2]], { b: [1] })).toThrow('poolClassToken: "w"');
  });
});

/** A vector as it is: the class token of two numbers is two scores. */
const matchRow = (x: Traced): Traced => x;

describe('cosineLearningRate', () => {
  it('rises in a line, falls along half a cosine and stays', () => {
    const rate = cosineLearningRate({ peak: 0.3, steps: 50, warmUp: 10, least: 0.1 });
    expect([0, 5, 10, 30, 50, 51, 1e6].map(rate)).toEqual(
      [0, 0.15, 0.3, 0.2, 0.1, 0.1, 0.1].map((v) => expect.closeTo(v, 14)),
    );
    // MAE’s code, line by line, in fractions of epochs.
    for (let step = 0; step <= 50; step += 0.5) {
      const mae =
        step < 10
          ? (0.3 * step) / 10
          : 0.1 + (0.3 - 0.1) * 0.5 * (1 + Math.cos((Math.PI * (step - 10)) / (50 - 10)));
      expect(rate(step)).toBeCloseTo(mae, 14);
    }
  });

  it('never rises after the warm-up and stays within its bounds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.nat({ max: 199 }), (steps, drawn) => {
        const warmUp = drawn % steps;
        const rate = cosineLearningRate({ peak: 2, steps, warmUp, least: 0.5 });
        for (let step = warmUp; step < steps + 5; step++) {
          expect(rate(step + 1)).toBeLessThanOrEqual(rate(step) + 1e-15);
          expect(rate(step)).toBeGreaterThanOrEqual(0.5 - 1e-15);
        }
        expect(rate(warmUp)).toBeCloseTo(2, 14);
      }),
    );
  });

  it('starts again as SGDR does, in longer and longer rounds', () => {
    const rate = cosineLearningRate({ peak: 1, steps: 10, restarts: 2 });
    // Rounds begin at 0, 10, 30, 70 and are 10, 20, 40 long.
    for (const start of [0, 10, 30, 70, 150]) expect(rate(start)).toBeCloseTo(1, 12);
    for (const half of [5, 20, 50]) expect(rate(half)).toBeCloseTo(0.5, 12);
    const even = cosineLearningRate({ peak: 1, steps: 12, warmUp: 2, restarts: 1 });
    expect([1, 2, 7, 12, 17, 22].map(even)).toEqual(
      [0.5, 1, 0.5, 1, 0.5, 1].map((v) => expect.closeTo(v, 12)),
    );
  });

  it('serves an optimizer', () => {
    const learningRate = cosineLearningRate({ peak: 0.3, steps: 100, warmUp: 5 });
    const { parameters } = minimize(
      ({ x }: { x: Traced }) => matchingLoss(x, [1, 0]),
      { x: [0, 0] },
      adam({ learningRate }),
      { steps: 100 },
    );
    expect(parameters.x.data[0]).toBeGreaterThan(3);
  });

  it('refuses numbers that make no schedule', () => {
    expect(() => cosineLearningRate({ peak: 0, steps: 10 })).toThrow('cosineLearningRate: "peak"');
    expect(() => cosineLearningRate({ peak: 1, steps: 0 })).toThrow('"steps"');
    expect(() => cosineLearningRate({ peak: 1, steps: 10, warmUp: 10 })).toThrow('"warmUp"');
    expect(() => cosineLearningRate({ peak: 1, steps: 10, least: 2 })).toThrow('"least"');
    expect(() => cosineLearningRate({ peak: 1, steps: 10, restarts: 0.5 })).toThrow('"restarts"');
    expect(() => cosineLearningRate({ peak: 1, steps: 10 })(-1)).toThrow('"step"');
    // @ts-expect-error: nothing to rise to.
    expect(() => cosineLearningRate({ steps: 10 })).toThrow('"peak"');
    // @ts-expect-error: an unknown name.
    expect(() => cosineLearningRate({ peak: 1, steps: 10, warmup: 3 })).toThrow('"warmup"');
  });
});

describe('the derivations', () => {
  function expectShown(d: Derivation<unknown>): void {
    expect(verifyDerivation(d).steps.filter(({ ok }) => !ok)).toEqual([]);
    expect(verifyDerivation(derivationFromJson(derivationToJson(d))).ok).toBe(true);
    const strict = {
      renderToString: (latex: string, options?: object) =>
        katex.renderToString(latex, { ...options, throwOnError: true, strict: 'error' }),
    };
    expect(renderHtml(d, { katex: strict })).toContain('fovea-derivation');
  }

  it('count the course’s patches and hidden patches', () => {
    const frame = explainPatchCount([224, 224, 3], 16);
    expect(frame.result).toEqual({ grid: [14, 14], count: 196, values: 768 });
    expect(patchCount([1024, 128], 16)).toEqual({ grid: [64, 8], count: 512, values: 256 });
    expect(patchCount([1024, 128], [2, 128])).toEqual({ grid: [512, 1], count: 512, values: 256 });
    expectShown(frame);
    expect(renderText(frame)).toContain('v = p² c = 16² · 3 = 768');
    const video = explainPatchCount([8, 32, 64, 3], [2, 16, 8]);
    expect(video.result).toEqual({ grid: [4, 2, 8], count: 64, values: 768 });
    expectShown(video);
    expectShown(explainPatchCount([4, 6], [2, 3]));
    expect(() => explainPatchCount([5, 4], 2)).toThrow('explainPatchCount: "shape"');

    const hidden = explainMaskCount(196);
    expect(hidden.result).toEqual({ visible: 49, masked: 147 });
    expectShown(hidden);
    fc.assert(
      fc.property(fc.nat({ max: 300 }), fc.nat({ max: 99 }), (n, percent) => {
        const d = explainMaskCount(n, { ratio: percent / 100 });
        expect(d.result).toEqual(maskCount(n, { ratio: percent / 100 }));
        expect(verifyDerivation(d).ok).toBe(true);
      }),
      { numRuns: 50 },
    );
    expect(() => explainMaskCount(3, { ratio: 1 })).toThrow('explainMaskCount: "ratio"');
  });

  it('compute the losses', () => {
    const prediction = [
      [1, 2],
      [9, 9],
      [0, 0],
    ];
    const target = [
      [1, 4],
      [0, 0],
      [3, 0],
    ];
    for (const mask of [
      [1, 0, 1],
      [0, 1, 0],
      [1, 1, 1],
    ]) {
      const d = explainMaskedReconstructionLoss(prediction, target, mask);
      expect(d.result).toBe(maskedReconstructionLoss(prediction, target, mask));
      expectShown(d);
    }
    const one = explainMaskedReconstructionLoss([[2]], [[5]], [1]);
    expect(one.result).toBe(9);
    expectShown(one);
    const stored = createNdArray(Float32Array.of(1, 2), [1, 2]);
    expectShown(explainMaskedReconstructionLoss(stored, [[0.1, 0.3]], [1]));
    const { result } = explainMaskedReconstructionLoss(prediction, target, [1, 0, 1]);
    // The mean over all patches, the course's misconception, is another number.
    expect(Math.abs(result - (2 + 81 + 4.5) / 3)).toBeGreaterThan(1);
    const total = explainCombinedLoss({ matching: 0.5, reconstruction: 0.8 });
    expect(total.result).toBeCloseTo(0.74, 14);
    expectShown(total);
    const large = Array(13).fill([1]);
    expect(() => explainMaskedReconstructionLoss(large, large, Array(13).fill(1))).toThrow(
      'explainMaskedReconstructionLoss: "prediction" expected shape (n, v), at most 12 each, got (13, 1)',
    );
    expect(() => explainMaskedReconstructionLoss([[1]], [[1]], [[1]])).toThrow('"mask"');
  });

  it('stand beside the course’s figures of cost', () => {
    const { speedup, parameterRatio } = compareCost(
      { latency: 103, parameters: 88 },
      { latency: 2890, parameters: 283 },
    );
    expect(speedup).toBeCloseTo(28.058252427184467, 13);
    expect(parameterRatio).toBeCloseTo(0.31095406360424027, 14);
    expect(() => compareCost({ latency: 0, parameters: 1 }, { latency: 1, parameters: 1 })).toThrow(
      'compareCost: "model.latency"',
    );
  });
});
