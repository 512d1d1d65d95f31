import { describe, expect, it } from 'vitest';
import { logSoftmax } from '../../src/array/index.js';
import { createNdArray } from '../../src/core/create.js';
import { normal, randomGenerator } from '../../src/core/random.js';
import { checkGradient } from '../../src/gradient/index.js';
import { perplexity } from '../../src/transformer/perplexity.js';

describe('perplexity', () => {
  it('is the inverse of the geometric mean of the tokens’ probabilities', () => {
    // Odds 1 : 2 : 5, tokens of 5/8, 1/8 and 2/8.
    const row = [1, 2, 5].map(Math.log);
    const expected = ((5 * 1 * 2) / 8 ** 3) ** (-1 / 3);
    expect(perplexity([row, row, row], [2, 0, 1])).toBeCloseTo(expected, 13);
    // Scores may be moved, axes may lead.
    const moved = row.map((x) => x + 1000);
    expect(perplexity([[moved, row, row]], [[2, 0, 1]])).toBeCloseTo(expected, 10);
  });

  it('is V where all V tokens are equally likely, 1 where each was certain, ∞ where one could not be', () => {
    expect(perplexity([new Array(7).fill(3)], [4])).toBeCloseTo(7, 13);
    expect(perplexity([[0, -Infinity]], [0])).toBe(1);
    expect(perplexity([[0, -Infinity]], [1])).toBe(Infinity);
  });

  it('takes log-probabilities of all tokens or of those that came, in any base', () => {
    const logits = normal(randomGenerator(3), [2, 3, 5]);
    const targets = [
      [4, 0, 2],
      [1, 1, 3],
    ];
    const expected = perplexity(logits, targets);
    const all = logSoftmax(logits);
    expect(perplexity(all, targets, { input: 'log-probabilities' })).toBeCloseTo(expected, 12);
    const own = targets.map((row, i) => row.map((id, j) => all.get(i, j, id) / Math.LN2));
    expect(perplexity(own, undefined, { base: 2 })).toBeCloseTo(expected, 12);
  });

  it('leaves out what is marked', () => {
    const rows = [
      [0, 1],
      [5, 0],
      [2, 0],
    ];
    const expected = perplexity([rows[0]!, rows[2]!], [1, 1]);
    expect(perplexity(rows, [1, -100, 1], { ignoreIndex: -100 })).toBeCloseTo(expected, 13);
    // A token may be the mark too.
    expect(perplexity(rows, [1, 0, 1], { ignoreIndex: 0 })).toBeCloseTo(expected, 13);
    expect(() => perplexity(rows, [7, 7, 7], { ignoreIndex: 7 })).toThrow(
      'perplexity: "targets" expected a token that counts, got none',
    );
  });

  it('can be differentiated', () => {
    const logits = normal(randomGenerator(1), [3, 5]);
    expect(checkGradient((x) => perplexity(x, [4, 0, 2]), logits, { order: 2 }).ok).toBe(true);
  });

  it('keeps to six digits in float32', () => {
    const logits = normal(randomGenerator(2), [11, 13]);
    const targets = Array.from({ length: 11 }, (_, i) => i);
    const single = createNdArray(Float32Array.from(logits.data), [11, 13]);
    const [a, b] = [perplexity(single, targets), perplexity(logits, targets)];
    expect(Math.abs(a / b - 1)).toBeLessThan(1e-6);
  });

  it('refuses what makes no perplexity', () => {
    const rows = [
      [0, 1],
      [1, 0],
    ];
    expect(() => perplexity(rows, [0, 2])).toThrow(
      'perplexity: "targets" expected token numbers from 0 to 1, got 2 at [1]',
    );
    expect(() => perplexity(rows, [0, 0.5])).toThrow('got 0.5 at [1]');
    expect(() => perplexity(rows, [0, -1])).toThrow('got -1 at [1]');
    expect(() => perplexity(rows, [0])).toThrow('"targets" expected shape (2), got (1)');
    expect(() => perplexity([[0, Number.NaN]], [0])).toThrow('"scores"');
    expect(() => perplexity(null as never)).toThrow('perplexity: "scores"');
    expect(() => perplexity([0.5])).toThrow('none above 0 or NaN, got 0.5 at [0]');
    expect(() => perplexity(rows, [0, 1], { base: 2 })).toThrow('"base" expected none with logits');
    expect(() => perplexity([-1], undefined, { base: 1 })).toThrow('"base"');
    expect(() => perplexity([-1], undefined, { input: 'logits' })).toThrow('"targets"');
    expect(() => perplexity([], undefined)).toThrow('a token that counts');
  });
});
