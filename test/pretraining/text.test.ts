import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toNested } from '../../src/array/index.js';
import { randomGenerator } from '../../src/core/random.js';
import { categoricalCrossEntropy } from '../../src/divergence/index.js';
import { checkGradient } from '../../src/gradient/check-gradient.js';
import type { Traced } from '../../src/gradient/index.js';
import {
  architectureMask,
  bertInput,
  causalLanguageModelLoss,
  corruptSpans,
  maskedLanguageModelLoss,
  maskTokens,
  nextSentenceLoss,
  nextSentencePairs,
  nextTokenPairs,
  restoreSpans,
  textToText,
  visibleTokens,
} from '../../src/pretraining/index.js';

/** Whether a count of n draws with probability p is within five standard deviations. */
function expectBinomial(count: number, n: number, p: number): void {
  expect(Math.abs(count - n * p)).toBeLessThan(5 * Math.sqrt(n * p * (1 - p)) + 1e-9);
}

describe('maskTokens', () => {
  const options = { maskId: 3, vocabularySize: 1000, special: [0, 1, 2] };

  it('has BERT’s rates, within binomial bounds, for many seeds', () => {
    const total = { ordinary: 0, chosen: 0, masked: 0, kept: 0, random: 0 };
    for (let seed = 0; seed < 50; seed++) {
      const rng = randomGenerator(seed);
      const ids = Array.from({ length: 500 }, (_, i) =>
        i % 10 === 0 ? i % 3 : 4 + ((7 * i) % 996),
      );
      const before = [...ids];
      const { ids: seen, labels } = maskTokens(ids, { ...options, rng });
      expect(ids).toEqual(before);
      let chosen = 0;
      ids.forEach((id, i) => {
        if (id < 3) {
          expect([seen[i], labels[i]]).toEqual([id, -100]);
          return;
        }
        total.ordinary++;
        if (labels[i] === -100) {
          expect(seen[i]).toBe(id);
          return;
        }
        expect(labels[i]).toBe(id);
        chosen++;
        if (seen[i] === 3) total.masked++;
        else if (seen[i] === id) total.kept++;
        else total.random++;
      });
      expectBinomial(chosen, 450, 0.15);
      total.chosen += chosen;
    }
    expectBinomial(total.chosen, total.ordinary, 0.15);
    // A random token is the mask or the token itself once in a thousand.
    expectBinomial(total.masked, total.chosen, 0.8 + 0.1 / 1000);
    expectBinomial(total.kept, total.chosen, 0.1 + 0.1 / 1000);
    expectBinomial(total.random, total.chosen, 0.1 * (1 - 2 / 1000));
  });

  it('draws random tokens from the whole vocabulary', () => {
    const rng = randomGenerator(5);
    const given = { maskId: 0, vocabularySize: 4, rate: 1, maskShare: 0, randomShare: 1, rng };
    const counts = [0, 0, 0, 0];
    for (const id of maskTokens(new Int32Array(4000).fill(2), given).ids) counts[id]!++;
    for (const count of counts) expectBinomial(count, 4000, 0.25);
    expect(maskTokens([1, 2], { ...given, rate: 0 })).toEqual({
      ids: [1, 2],
      labels: [-100, -100],
    });
    expect(maskTokens([], given)).toEqual({ ids: [], labels: [] });
    // 0.9 + 0.1 is just 1, and nothing stays.
    const none = { ...given, maskShare: 0.7, randomShare: 0.3 };
    expect(maskTokens([2], none).labels).toEqual([2]);
  });

  it('refuses numbers that are no tokens and shares that are none', () => {
    const rng = randomGenerator(1);
    const given = { maskId: 3, vocabularySize: 10, rng };
    expect(() => maskTokens([1, 10], given)).toThrow(
      'maskTokens: "ids[1]" expected a whole number >= 0 and <= 9, got 10',
    );
    expect(() => maskTokens([-1], given)).toThrow('"ids[0]"');
    expect(() => maskTokens([1.5], given)).toThrow('"ids[0]"');
    expect(() => maskTokens([1], { ...given, maskId: 10 })).toThrow('maskTokens: "maskId"');
    expect(() => maskTokens([1], { ...given, special: [11] })).toThrow('"special[0]"');
    expect(() => maskTokens([1], { ...given, rate: 1.1 })).toThrow('maskTokens: "rate"');
    expect(() => maskTokens([1], { ...given, maskShare: 0.8, randomShare: 0.3 })).toThrow(
      'maskTokens: "randomShare"',
    );
    // @ts-expect-error: no vocabulary.
    expect(() => maskTokens([1], { maskId: 0, rng })).toThrow('"vocabularySize"');
    // @ts-expect-error: no stream.
    expect(() => maskTokens([1], { maskId: 0, vocabularySize: 5 })).toThrow('maskTokens: "rng"');
    // @ts-expect-error: no list.
    expect(() => maskTokens('text', given)).toThrow('maskTokens: "ids"');
    // @ts-expect-error: an unknown option.
    expect(() => maskTokens([1], { ...given, ratio: 0.2 })).toThrow('"ratio"');
  });

  it('has a loss of the chosen tokens alone', () => {
    const logits = [
      [1, 2, 0.5],
      [0, 0, 0],
      [3, -1, 2],
    ];
    const loss = maskedLanguageModelLoss(logits, [1, -100, 0]);
    const both = categoricalCrossEntropy([logits[0]!, logits[2]!], [1, 0]);
    expect(loss).toBeCloseTo(both, 14);
    const f = (x: Traced) => maskedLanguageModelLoss(x, [1, -100, 0]);
    expect(checkGradient(f, logits, { order: 2 }).maxError).toBeLessThan(1e-7);
    expect(() => maskedLanguageModelLoss(logits, [-100, -100, -100])).toThrow(
      'maskedLanguageModelLoss: "labels"',
    );
    expect(() => maskedLanguageModelLoss(logits, [1, 2, 3])).toThrow('"labels"');
  });
});

describe('sentence pairs', () => {
  const documents = [['a1', 'a2', 'a3'], ['b1', 'b2'], [], ['c1']];

  it('are the next sentence in half of them, else one of another document', () => {
    const rng = randomGenerator(9);
    let next = 0;
    const draws = 1000;
    const drawn = new Set<string>();
    for (let i = 0; i < draws; i++) {
      const pairs = nextSentencePairs(documents, rng);
      expect(pairs.map(({ first }) => first)).toEqual(['a1', 'a2', 'b1']);
      for (const { first, second, isNext } of pairs) {
        if (isNext) {
          next++;
          expect(second).toBe(first[0] + String(Number(first[1]) + 1));
        } else {
          expect(second[0]).not.toBe(first[0]);
          if (first === 'a1') drawn.add(second);
        }
      }
    }
    expectBinomial(next, 3 * draws, 0.5);
    expect([...drawn].sort()).toEqual(['b1', 'b2', 'c1']);
  });

  it('have a loss with "is the next" in column 0', () => {
    expect(nextSentenceLoss([[50, 0]], [true])).toBeLessThan(1e-20);
    expect(nextSentenceLoss([[50, 0]], [false])).toBeCloseTo(50, 12);
    const f = (x: Traced) => nextSentenceLoss(x, [true, false]);
    expect(
      checkGradient(f, [
        [1, 0.5],
        [0, 2],
      ]).maxError,
    ).toBeLessThan(1e-8);
    expect(() => nextSentenceLoss([[1, 2, 3]], [true])).toThrow('nextSentenceLoss: "logits"');
    expect(() => nextSentenceLoss([[1, 2]], [true, false])).toThrow('"logits"');
    // @ts-expect-error: no answers.
    expect(() => nextSentenceLoss([[1, 2]], [1])).toThrow('"isNext"');
  });

  it('refuse a single document, for there is no other', () => {
    expect(() => nextSentencePairs([['a', 'b'], []], randomGenerator(1))).toThrow(
      'nextSentencePairs: "documents" expected at least two documents with a sentence',
    );
    // @ts-expect-error: no documents.
    expect(() => nextSentencePairs('text', randomGenerator(1))).toThrow('"documents"');
    // @ts-expect-error: no document.
    expect(() => nextSentencePairs([['a'], 'text'], randomGenerator(1))).toThrow('"documents[1]"');
    // @ts-expect-error: no stream.
    expect(() => nextSentencePairs([['a'], ['b']])).toThrow('nextSentencePairs: "rng"');
  });

  it('read as BERT has them: the course’s sentence, two sentences, and padding', () => {
    const { tokens, segments, mask } = bertInput('The movie was great');
    expect(tokens).toEqual(['[CLS]', 'The', 'movie', 'was', 'great', '[SEP]']);
    expect(segments).toEqual([0, 0, 0, 0, 0, 0]);
    expect(toNested(mask)).toEqual(Array(6).fill(Array(6).fill(1)));
    const two = bertInput('  It rains ', 'I stay\tin', { length: 9 });
    expect(two.tokens.join(' ')).toBe('[CLS] It rains [SEP] I stay in [SEP] [PAD]');
    expect(two.segments).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 0]);
    expect(toNested(two.mask)).toEqual(Array(9).fill([1, 1, 1, 1, 1, 1, 1, 1, 0]));
    expect(() => bertInput('one two', undefined, { length: 3 })).toThrow(
      'bertInput: "length" expected at least 4, for all tokens, got 3',
    );
    // @ts-expect-error: no string.
    expect(() => bertInput(3)).toThrow('bertInput: "first"');
  });
});

describe('next tokens', () => {
  it('are the tokens one on', () => {
    expect(nextTokenPairs(Int32Array.of(5, 9, 2))).toEqual({ input: [5, 9], target: [9, 2] });
    expect(() => nextTokenPairs([5])).toThrow(
      'nextTokenPairs: "ids" expected at least 2 tokens, got 1',
    );
    expect(() => nextTokenPairs([5, -2])).toThrow('"ids[1]"');
    expect(textToText('summarize', 'A text.')).toBe('summarize: A text.');
    // @ts-expect-error: no text.
    expect(() => textToText('summarize', 3)).toThrow('textToText: "text"');
  });

  it('have a loss of all predictions but the last, in batches too', () => {
    const logits = [
      [1, 2, 0.5],
      [0, 0.3, 0],
      [3, -1, 2],
    ];
    const loss = causalLanguageModelLoss(logits, [2, 0, 1]);
    expect(loss).toBeCloseTo(categoricalCrossEntropy(logits.slice(0, 2), [0, 1]), 14);
    const other = causalLanguageModelLoss(logits, [0, 2, 2]);
    const batch = causalLanguageModelLoss(
      [logits, logits],
      [
        [2, 0, 1],
        [0, 2, 2],
      ],
    );
    expect(batch).toBeCloseTo((loss + other) / 2, 14);
    const f = (x: Traced) => causalLanguageModelLoss(x, [2, 0, 1]);
    expect(checkGradient(f, logits).maxError).toBeLessThan(1e-8);
    expect(() => causalLanguageModelLoss([[1, 2]], [0])).toThrow('n at least 2');
    expect(() => causalLanguageModelLoss(logits, [0, 1])).toThrow(
      'causalLanguageModelLoss: "ids" expected shape (3), got (2)',
    );
  });
});

describe('corruptSpans', () => {
  it('loses no token, and its sentinels pair up', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 99 }), { minLength: 2, maxLength: 80 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        fc.double({ min: 1, max: 6, noNaN: true }),
        fc.boolean(),
        fc.integer({ min: 0, max: 1e6 }),
        (ids, rate, meanSpan, endSentinel, seed) => {
          const sentinels = Array.from({ length: 100 }, (_, i) => 199 - i);
          const rng = randomGenerator(seed);
          const options = { rate, meanSpan, sentinels, endSentinel, rng };
          const { input, target } = corruptSpans(ids, options);
          const n = ids.length;
          const hidden = Math.min(Math.max(Math.round(n * rate), 1), n - 1);
          const of = (list: number[]): number[] => list.filter((id) => id > 99);
          const spans = of(input).length;
          expect(spans).toBe(
            Math.min(Math.max(1, Math.round(hidden / meanSpan)), hidden, n - hidden + 1),
          );
          expect(of(input)).toEqual(sentinels.slice(0, spans));
          expect(of(target)).toEqual(sentinels.slice(0, spans + (endSentinel ? 1 : 0)));
          expect(input.length).toBe(n - hidden + spans);
          expect(target.length).toBe(hidden + spans + (endSentinel ? 1 : 0));
          // Two sentinels side by side would be one span.
          input.forEach((id, i) => {
            if (id > 99) expect(input[i + 1] ?? 0).toBeLessThan(100);
          });
          expect(restoreSpans(input, target, sentinels)).toEqual(ids);
        },
      ),
    );
  });

  it('refuses what has no spans, too few sentinels and sentinels in the text', () => {
    const rng = randomGenerator(1);
    const ids = Array.from({ length: 40 }, (_, i) => i);
    expect(() => corruptSpans(ids, { rate: 0.5, meanSpan: 2, sentinels: [99], rng })).toThrow(
      'corruptSpans: "sentinels" expected at least 10 sentinels, one for each of 10 spans, got 1',
    );
    expect(() => corruptSpans(ids, { sentinels: [99, 7], rng })).toThrow(
      '"ids" expected no sentinel in the text, got 7 at [7]',
    );
    expect(() => corruptSpans(ids, { sentinels: [99, 99], rng })).toThrow('99 twice');
    expect(() => corruptSpans([1], { sentinels: [99], rng })).toThrow('at least 2 tokens');
    for (const rate of [0, 1, Number.NaN])
      expect(() => corruptSpans(ids, { rate, sentinels: [99], rng })).toThrow('"rate"');
    expect(() => corruptSpans(ids, { meanSpan: 0, sentinels: [99], rng })).toThrow('"meanSpan"');
    // @ts-expect-error: no sentinels.
    expect(() => corruptSpans(ids, { rng })).toThrow('corruptSpans: "sentinels"');
    // @ts-expect-error: no stream.
    expect(() => corruptSpans(ids, { sentinels: [99] })).toThrow('corruptSpans: "rng"');
  });

  it('puts together only what pairs up', () => {
    expect(() => restoreSpans([99, 98], [98, 1, 99, 2], [99, 98])).toThrow(
      'restoreSpans: "target" expected sentinel 99, next in the input, got 98',
    );
    expect(() => restoreSpans([99], [], [99])).toThrow('got none');
    expect(() => restoreSpans([99], [1, 99], [99])).toThrow('a sentinel first, got 1');
    expect(() => restoreSpans([1], [99, 1], [99])).toThrow('no more sentinels than the input');
    expect(restoreSpans([1, 99], [99, 98], [99, 98])).toEqual([1]);
  });
});

describe('what a token sees', () => {
  const tokens = ['The', 'dog', 'barked', 'loudly'];

  it('is right for the course’s four words, where the sheet leaves out the token itself', () => {
    expect(visibleTokens(tokens, 2, { architecture: 'decoder' })).toEqual(['The', 'dog', 'barked']);
    // What predicts the third word stands one place before it.
    expect(visibleTokens(tokens, 1, { architecture: 'decoder' })).toEqual(['The', 'dog']);
    const excluding = [
      [0, 0, 0, 0],
      [1, 0, 0, 0],
      [1, 1, 0, 0],
      [1, 1, 1, 0],
    ];
    const transposed = [
      [1, 1, 1, 1],
      [0, 1, 1, 1],
      [0, 0, 1, 1],
      [0, 0, 0, 1],
    ];
    const mask = toNested(architectureMask('decoder', 4));
    expect(mask).toEqual([
      [1, 0, 0, 0],
      [1, 1, 0, 0],
      [1, 1, 1, 0],
      [1, 1, 1, 1],
    ]);
    expect(mask).not.toEqual(excluding);
    expect(mask).not.toEqual(transposed);
    expect(visibleTokens(tokens, 0)).toEqual(tokens);
    expect(architectureMask('encoder', 2).data).toBeInstanceOf(Float32Array);
  });

  it('is all before it and the whole prefix, whatever the sizes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.nat({ max: 12 }), (n, drawn) => {
        const prefix = Math.min(drawn, n);
        const mask = architectureMask('prefix', n, { prefix });
        const stacked = architectureMask('encoder-decoder', n, { prefix });
        expect([...stacked.data]).toEqual([...mask.data]);
        for (let i = 0; i < n; i++) {
          expect(mask.get(i, i)).toBe(1);
          for (let j = 0; j < n; j++) expect(mask.get(i, j)).toBe(j <= i || j < prefix ? 1 : 0);
        }
      }),
    );
  });

  it('needs a prefix where there is one, and only there', () => {
    expect(() => architectureMask('prefix', 3)).toThrow(
      'architectureMask: "prefix" expected a number of tokens, for "prefix", got undefined',
    );
    expect(() => architectureMask('encoder', 3, { prefix: 1 })).toThrow(
      '"prefix" expected nothing',
    );
    expect(() => architectureMask('prefix', 3, { prefix: 4 })).toThrow('"prefix"');
    expect(() => architectureMask('encoder', 0)).toThrow('architectureMask: "n"');
    // @ts-expect-error: unknown.
    expect(() => architectureMask('bert', 3)).toThrow('"architecture"');
    expect(() => visibleTokens(tokens, 4)).toThrow('visibleTokens: "position"');
    expect(() => visibleTokens([], 0)).toThrow('visibleTokens: "position"');
    // @ts-expect-error: no list.
    expect(() => visibleTokens('The dog', 0)).toThrow('visibleTokens: "tokens"');
  });
});
