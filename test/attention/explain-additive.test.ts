import { describe, expect, it } from 'vitest';
import { additiveAttention, explainAdditiveAttention } from '../../src/attention/index.js';
import { normal, randomGenerator } from '../../src/core/random.js';
import { toNested } from '../../src/core/to-nested.js';
import type { FloatNdArray } from '../../src/core/types.js';
import { expectClose, expectSet, expectShown, numbersIn, stepOf } from './explained.js';

const draw = (seed: number, ...shape: number[]): FloatNdArray =>
  normal(randomGenerator(seed), shape);

const STATES = [
  [1, 0],
  [0, 1],
  [1, 1],
];
const PARAMETERS = {
  wQuery: [
    [1, 0],
    [0, 1],
  ],
  wKeys: [
    [1, 1],
    [1, -1],
  ],
  v: [1, 1],
};

describe('explainAdditiveAttention', () => {
  it("solves the course's three states", () => {
    const d = explainAdditiveAttention([1, 2], STATES, PARAMETERS);
    const text = expectShown(d);
    expectSet(d);
    const steps: [string, number[]][] = [
      ['from-key-1', [1, -1]],
      ['sums-0', [2, 3]],
      ['sums-1', [2, 1]],
      ['sums-2', [3, 2]],
      ['activated-1', [0.9640275800758169, 0.7615941559557649]],
      ['scores', [1.9590823337625474, 1.7256217360315818, 1.9590823337625474]],
      ['exponentials', [7.092815240698004, 5.616011621246155, 7.092815240698004]],
      ['sum', [19.801642102642163]],
      ['weights', [0.3581932853817007, 0.2836134292365986, 0.3581932853817007]],
      ['context', [0.7163865707634014, 0.6418067146182993]],
    ];
    for (const [id, value] of steps) expectClose(stepOf(d, id).value, value);
    expect(text).toContain('z₂ = a + g₂ = (1, 2) + (1, −1) = (2, 1)');
    expect(text).toContain('α₂ = x₂/Z ≈ 5.616/19.8 ≈ 0.2836');
    // The sheet: a score read off tanh alone, a weight and a sum that were rounded on the way.
    expect(Math.abs(d.result.scores.get(1) - 0.964)).toBeGreaterThan(0.5);
    expect(text).not.toContain('0.285');
    expect(Math.abs(d.result.context.get(1) - 0.641)).toBeGreaterThan(5e-4);
    // Without the lost minus, without tanh, or with dot products other numbers come out.
    for (const wrong of [
      [0.6706118824066976, 0.6706118824066976],
      [0.9366210616669624, 0.5316894691665188],
      [0.7552715289452022, 0.9099694268296195],
    ])
      expect(Math.abs(d.result.context.get(0) - wrong[0]!)).toBeGreaterThan(0.03);
  });

  it('arrives at what the function returns, with a bias, other values and sizes of all kinds', () => {
    const parameters = {
      wQuery: draw(1, 5, 2),
      wKeys: draw(2, 5, 3),
      v: draw(3, 5),
      b: draw(4, 5),
    };
    const [query, keys, values] = [draw(5, 2), draw(6, 7, 3), draw(7, 7, 4)];
    const tokens = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const d = explainAdditiveAttention(query, keys, parameters, { values, tokens });
    const text = expectShown(d);
    const whole = additiveAttention(query, keys, parameters, values);
    for (const name of ['scores', 'weights', 'context'] as const)
      expect(toNested(d.result[name])).toEqual(toNested(whole[name]));
    expect(text).toContain('Add what the query gives, and the bias');
    expect(text).toContain('The share of “g”');
    expect(text).toContain('α₁ u₁ + α₂ u₂');
    expect(numbersIn(stepOf(d, 'scores').value)).toHaveLength(7);
  });

  it('refuses what does not fit or is too large', () => {
    const explain =
      (options: object, keys: unknown = STATES) =>
      () =>
        explainAdditiveAttention([1, 2], keys as never, PARAMETERS, options);
    expect(explain({ tokens: ['a'] })).toThrow('"tokens" expected 3 words, got 1');
    expect(explain({ weights: 1 })).toThrow('"weights"');
    expect(explain({}, draw(1, 37, 2))).toThrow('"keys" expected 1 to 36 keys to work out, got 37');
    expect(explain({}, [1, 2])).toThrow(
      'explainAdditiveAttention: "keys" expected shape (m, dh), got (2)',
    );
    expect(explain({}, [[1, 2, 3]])).toThrow('"wKeys" expected shape (a=2, dh=3)');
    expect(explain({}, [[1, Number.NaN]])).toThrow('finite numbers');
  });
});
