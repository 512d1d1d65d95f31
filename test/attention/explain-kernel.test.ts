import { describe, expect, it } from 'vitest';
import { explainKernelAttention, kernelAttention } from '../../src/attention/index.js';
import { normal, randomGenerator } from '../../src/core/random.js';
import { toNested } from '../../src/core/to-nested.js';
import { expectClose, expectSet, expectShown, numbersIn, stepOf } from './explained.js';

const BOXES = [[300], [400]];
const WEIGHTS = [[30], [40]];

describe('explainKernelAttention', () => {
  it('weighs a box of 360 at 36 kg, from similarities that depend on the query', () => {
    const d = explainKernelAttention([360], BOXES, WEIGHTS, {
      similarity: 'inverse-distance',
      tokens: ['small box', 'large box'],
    });
    const text = expectShown(d);
    expectSet(d);
    expectClose(stepOf(d, 'distances').value, [60, 40]);
    expectClose(stepOf(d, 'similarities').value, [1 / 60, 1 / 40]);
    expectClose(d.result.weights, [0.4, 0.6]);
    expectClose(d.result.output, [36]);
    expect(text).toContain('d₁ = |q − k₁| = |360 − 300| = 60');
    expect(text).toContain('y = w₁ v₁ + w₂ v₂ = 0.4 · 30 + 0.6 · 40 = 36');
    expect(text).toContain('The query takes most of “large box” (0.6); what it finds is 36.');
    // 1/key instead of 1/distance; distances instead of their inverses; coefficients that do not add up to 1.
    for (const wrong of [34.285714285714285, 34, 13])
      expect(Math.abs(d.result.output.get(0) - wrong)).toBeGreaterThan(1);
    expectClose([numbersIn(stepOf(d, 'weights').value).reduce((x, y) => x + y)], [1]);
  });

  it('weighs it by a Gaussian of two widths', () => {
    const by = (bandwidth: number) =>
      explainKernelAttention([360], BOXES, WEIGHTS, { similarity: 'gaussian', bandwidth });
    expectShown(by(50));
    expectClose(by(50).result.output, [35.98687660112452]);
    expectShown(by(30));
    expectClose(by(30).result.weights, [0.24766380113907163, 0.7523361988609284]);
    expectClose(stepOf(by(30), 'squares').value, [3600, 1600]);
    expectClose(stepOf(by(30), 'scores').value, [-2, -1600 / 1800]);
  });

  it('finds exactly what is there, and the mean of what is there twice', () => {
    const options = { similarity: 'inverse-distance' } as const;
    const d = explainKernelAttention([300], BOXES, WEIGHTS, options);
    expect(expectShown(d)).toContain('The query is equal to key 1');
    expectClose(d.result.output, [30]);
    const twice = explainKernelAttention(
      [1, 2],
      [
        [1, 2],
        [3, 4],
        [1, 2],
      ],
      [[2], [8], [4]],
      options,
    );
    expect(expectShown(twice)).toContain('key 1 and key 3');
    expectClose(twice.result.output, [3]);
  });

  it('stays finite where all similarities round to 0', () => {
    const d = explainKernelAttention([0], [[100], [101]], [[1], [2]], { similarity: 'gaussian' });
    expect(expectShown(d)).toContain('Find the largest score');
    expectClose(d.result.output, [1]);
  });

  it('arrives at what the function returns, for every similarity', () => {
    const draw = (seed: number, ...shape: number[]) => normal(randomGenerator(seed), shape);
    const [q, k, v] = [draw(1, 3), draw(2, 5, 3), draw(3, 5, 2)];
    for (const similarity of [
      'dot',
      'gaussian',
      'inverse-distance',
      () => [1, 2, 3, 0, 4],
    ] as const) {
      const d = explainKernelAttention(q, k, v, { similarity: similarity as never });
      expectShown(d);
      const whole = kernelAttention(q, k, v, { similarity: similarity as never });
      for (const name of ['similarities', 'weights', 'output'] as const)
        expect(toNested(d.result[name])).toEqual(toNested(whole[name]));
    }
  });

  it('refuses what does not fit or is too large', () => {
    const similarity = 'gaussian';
    const many = normal(randomGenerator(1), [37, 1]);
    expect(() => explainKernelAttention([1], many, many, { similarity })).toThrow('got 37');
    expect(() =>
      explainKernelAttention([1], BOXES, WEIGHTS, { similarity, tokens: ['a'] }),
    ).toThrow('"tokens" expected 2 words, got 1');
    expect(() => explainKernelAttention([1], BOXES, [[1]], { similarity })).toThrow('"values"');
    expect(() => explainKernelAttention(1 as never, BOXES, WEIGHTS, { similarity })).toThrow();
    expect(() =>
      explainKernelAttention([1], BOXES, WEIGHTS, { similarity, width: 2 } as never),
    ).toThrow('"width"');
  });
});
