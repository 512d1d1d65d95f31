import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toNested } from '../../src/array/index.js';
import { randomGenerator } from '../../src/core/random.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import {
  corruptSpans,
  explainSpanCorruption,
  explainSpanMasking,
  restoreSpans,
  spanMasking,
} from '../../src/pretraining/index.js';
import { dictated, wordOf } from '../core/dictated.js';
import { expectShown } from '../derivation/shown.js';

const ids = [10, 11, 12, 13, 14, 15, 16, 17, 18, 19];
const sentinels = [99, 98, 97, 96, 95, 94, 93, 92, 91, 90];

describe('explainSpanCorruption', () => {
  it('shows what was drawn, the spans, and input and target', () => {
    // Five of ten in three spans. Floyd's draws for the lengths: 1 of 0 to 2, 2 of 0 to 3, so a span ends after hidden
    // places 2 and 3: lengths 2, 1, 2. For the gaps: 0, 3 and 5, so the five that stay and one at each end are cut after
    // 1, 4 and 6: 0 before the first, 3, 2, and 0 at the end.
    const words = [wordOf(1, 3), wordOf(2, 4), wordOf(0, 4), wordOf(3, 5), wordOf(5, 6)];
    const options = { rate: 0.5, meanSpan: 2, sentinels, endSentinel: true, rng: dictated(words) };
    const d = explainSpanCorruption(ids, options);
    expect(d.result).toEqual({
      input: [99, 12, 13, 14, 98, 16, 17, 97],
      target: [99, 10, 11, 98, 15, 97, 18, 19, 96],
    });
    const text = expectShown(d);
    expect(text).toContain('c = (2, 3)');
    expect(text).toContain('g = (1, 4, 6)');
    expect(text).toContain('(2, 3 − 2, 5 − 3) = (2, 1, 2)');
    expect(text).toContain('(1 − 1, 4 − 1, 6 − 4) = (0, 3, 2)');
    expect(text).toContain('(0, 0 + 2 + 3, 0 + 2 + 3 + 1 + 2) = (0, 5, 8)');
    expect(text).toContain('5 of 10 tokens are to be written, in 3 spans');
  });

  it('takes out one token at least, in one span', () => {
    // 0.15 · 2 is nearer to 0 than to 1.
    const d = explainSpanCorruption([5, 6], { sentinels: [9], rng: randomGenerator(1) });
    expect(d.result.target).toHaveLength(2);
    expect(expectShown(d)).toContain('min(max(⌊0.15 · 2 + 0.5⌋, 1), 2 − 1) = 1');
  });

  it('is corruptSpans, leaves the stream where it does, and nothing is lost', () => {
    const settings = fc.record({
      n: fc.integer({ min: 2, max: 20 }),
      rate: fc.constantFrom(0.05, 0.15, 0.3, 0.5, 0.9),
      meanSpan: fc.constantFrom(1, 1.5, 3, 10),
      endSentinel: fc.boolean(),
      seed: fc.integer({ min: 0, max: 999 }),
    });
    const many = Array.from({ length: 30 }, (_, i) => 99 - i);
    fc.assert(
      fc.property(settings, ({ n, seed, ...given }) => {
        const tokens = Array.from({ length: n }, (_, i) => i);
        const [a, b] = [randomGenerator(seed), randomGenerator(seed)];
        const options = { ...given, sentinels: many };
        const d = explainSpanCorruption(tokens, { ...options, rng: a });
        expect(d.result).toEqual(corruptSpans(tokens, { ...options, rng: b }));
        expect(a.nextUint32()).toBe(b.nextUint32());
        expect(restoreSpans(d.result.input, d.result.target, many)).toEqual(tokens);
        expect(verifyDerivation(d).steps.filter(({ ok }) => !ok)).toEqual([]);
      }),
      { numRuns: 60 },
    );
    const twenty = Array.from({ length: 20 }, (_, i) => i);
    const options = { rate: 0.5, meanSpan: 1, sentinels: many, rng: randomGenerator(2) };
    expectShown(explainSpanCorruption(twenty, options));
  });

  it('refuses more than can be read, and what corruptSpans refuses', () => {
    const rng = randomGenerator(1);
    expect(() => explainSpanCorruption(new Array(21).fill(1), { sentinels, rng })).toThrow(
      'explainSpanCorruption: "ids" expected 2 to 20 tokens, got 21',
    );
    expect(() => explainSpanCorruption([1], { sentinels, rng })).toThrow('got 1');
    expect(() => explainSpanCorruption([1, 99], { sentinels, rng })).toThrow('no sentinel');
    expect(() => explainSpanCorruption([1, 2], { sentinels } as never)).toThrow(
      'explainSpanCorruption: "rng"',
    );
    expect(() => explainSpanCorruption([1, 2], { sentinels, rng, rate: 1 })).toThrow('"rate"');
    expect(() => explainSpanCorruption([1, 2], { sentinels, rng, mean: 1 } as never)).toThrow(
      'mean',
    );
  });
});

describe('explainSpanMasking', () => {
  const tokens = Array.from({ length: 8 }, (_, i) => [i, 10 * i]);

  it('hides whole spans in the order that was drawn, the last one in part', () => {
    // Two are hidden. The two spans change places: 6 comes first, then 2 of 2, 3, 4. The others stay where they are.
    const words = [wordOf(0, 2), wordOf(3, 4), wordOf(2, 3), wordOf(1, 2)];
    const spans = [
      [2, 5],
      [6, 7],
    ] as const;
    const d = explainSpanMasking(tokens, { ratio: 0.25, spans, rng: dictated(words) });
    expect(d.result.masked).toEqual([2, 6]);
    expect(d.result.restore).toEqual([0, 1, 6, 2, 3, 4, 7, 5]);
    const text = expectShown(d);
    expect(text).toContain('o = (6, 2, 3, 4, 0, 1, 5, 7)');
    expect(text).toContain('The spans are the places 2, 3, 4; 6');
    expect(text).toContain('2 of 8 tokens are hidden, at the places 2, 6.');
  });

  it('shows random spans', () => {
    // Four of eight in two spans: the first ends after hidden place 3, the gaps are 1 and 2.
    const words = [wordOf(2, 3), wordOf(1, 4), wordOf(3, 5)];
    const d = explainSpanMasking(tokens, { ratio: 0.5, meanSpan: 2, rng: dictated(words) });
    expect(d.result.masked).toEqual([1, 2, 3, 6]);
    expect(toNested(d.result.mask)).toEqual([0, 1, 1, 1, 0, 0, 1, 0]);
    expect(expectShown(d)).toContain('(1, 1 + 3 + 2) = (1, 6)');
  });

  it('is spanMasking and leaves the stream where it does', () => {
    const settings = fc.record({
      n: fc.integer({ min: 4, max: 16 }),
      ratio: fc.constantFrom(0, 0.1, 0.5, 0.75),
      given: fc.constantFrom(
        { meanSpan: 1 },
        { meanSpan: 2.5 },
        {},
        { spans: [] },
        { spans: [[0, 1] as const, [2, 4] as const, [1, 1] as const] },
      ),
      seed: fc.integer({ min: 0, max: 999 }),
    });
    fc.assert(
      fc.property(settings, ({ n, ratio, given, seed }) => {
        const x = Array.from({ length: n }, (_, i) => [i + 0.5]);
        const [a, b] = [randomGenerator(seed), randomGenerator(seed)];
        const d = explainSpanMasking(x, { ratio, ...given, rng: a });
        const whole = spanMasking(x, { ratio, ...given, rng: b });
        const plain = (masking: typeof whole) => ({
          ...masking,
          visible: toNested(masking.visible),
          mask: toNested(masking.mask),
        });
        expect(plain(d.result)).toEqual(plain(whole));
        expect(a.nextUint32()).toBe(b.nextUint32());
        expect(verifyDerivation(d).steps.filter(({ ok }) => !ok)).toEqual([]);
      }),
      { numRuns: 60 },
    );
    const sixteen = Array.from({ length: 16 }, (_, i) => [i, i, i, i]);
    expectShown(explainSpanMasking(sixteen, { meanSpan: 1, rng: randomGenerator(1) }));
    expectShown(explainSpanMasking(tokens, { ratio: 0, rng: randomGenerator(1) }));
  });

  it('refuses more than can be read, and what spanMasking refuses', () => {
    const rng = randomGenerator(1);
    expect(() => explainSpanMasking(new Array(17).fill([1]), { rng })).toThrow(
      'explainSpanMasking: "tokens"',
    );
    expect(() => explainSpanMasking([[1]], { rng, ratio: 0.9 })).toThrow('one of 1 tokens stays');
    expect(() => explainSpanMasking(tokens, {})).toThrow('explainSpanMasking: "rng"');
    const both = { rng, meanSpan: 2, spans: [] };
    expect(() => explainSpanMasking(tokens, both)).toThrow('"meanSpan"');
    expect(() => explainSpanMasking(tokens, { rng, spans: [[0, 9]] })).toThrow('spans[0]');
    expect(() => explainSpanMasking(tokens, { rng, part: 1 } as never)).toThrow('part');
  });
});
