import { describe, expect, it } from 'vitest';
import { attentionPool, explainAttentionPool } from '../../src/contrastive/index.js';
import { normal, randomGenerator } from '../../src/core/random.js';
import { expectClose, expectSet, expectShown, stepOf } from '../attention/explained.js';

const one = [
  [1, 0],
  [0, 1],
];
const zero = [
  [0, 0],
  [0, 0],
];

describe('explainAttentionPool', () => {
  it('is a hand-worked case: a query that picks one place', () => {
    // Features 0 and 2 with mean 1; the query is 1·4, the keys are the features: scores 4, 0 and 8.
    const d = explainAttentionPool([[0], [2]], { wq: [[4]], wk: [[1]], wv: [[1]] }, { heads: 1 });
    const text = expectShown(d);
    expectSet(d);
    expectClose(stepOf(d, 'mean').value, [1]);
    expectClose(stepOf(d, 'tokens').value, [1, 0, 2]);
    expectClose(stepOf(d, 'scores').value, [4, 0, 8]);
    const shares = [Math.exp(4), 1, Math.exp(8)];
    const total = shares[0]! + shares[1]! + shares[2]!;
    expectClose(
      d.result.weights,
      shares.map((share) => share / total),
    );
    expectClose(d.result.output, [(shares[0]! + 2 * shares[2]!) / total]);
    expect(text).toContain('The mean with place 2');
    expect(text).toContain('x̄ = (1/2) Σᵢ xᵢ');
  });

  it('adds the embeddings of the mean and of each place before it asks', () => {
    const positions = [
      [1, 0],
      [0, 10],
      [20, 0],
    ];
    const d = explainAttentionPool(
      [
        [1, 4],
        [3, 0],
      ],
      { positions, wq: zero, wk: one, wv: one },
      { heads: 1 },
    );
    expectShown(d);
    expectSet(d);
    expectClose(stepOf(d, 'stacked').value, [2, 2, 1, 4, 3, 0]);
    expectClose(stepOf(d, 'tokens').value, [3, 2, 1, 14, 23, 0]);
    expectClose(d.result.output, [9, 16 / 3]);
  });

  it('arrives at what the function returns, with heads, biases and a projection', () => {
    const rng = randomGenerator(5);
    const features = normal(rng, [3, 4]);
    const parameters = {
      positions: normal(rng, [4, 4]),
      wq: normal(rng, [4, 4]),
      wk: normal(rng, [4, 4]),
      wv: normal(rng, [4, 6]),
      wo: normal(rng, [6, 3]),
      bq: normal(rng, [4]),
      bv: normal(rng, [6]),
      bo: normal(rng, [3]),
    };
    const d = explainAttentionPool(features, parameters, { heads: 2 });
    expectShown(d);
    expectSet(d);
    expect(d.result).toEqual(attentionPool(features, parameters, { heads: 2, weights: true }));
    expect(d.result.weights.shape).toEqual([2, 4]);
    expect(d.result.output.shape).toEqual([3]);
  });

  it.each([
    [
      'more than can be read',
      () =>
        explainAttentionPool(
          Array.from({ length: 144 }, () => [1, 2]),
          { wq: one, wk: one, wv: one },
          { heads: 1 },
        ),
      'explainAttentionPool: "features" expected at most 143 places for 1 head, got 144',
    ],
    [
      'wide vectors',
      () =>
        explainAttentionPool([new Array<number>(17).fill(1)], { wq: [], wk: [], wv: [] } as never, {
          heads: 1,
        }),
      /^explainAttentionPool: "features" expected vectors of at most 16 numbers, got 17$/,
    ],
    [
      'several images',
      () => explainAttentionPool([[[1]]], { wq: [[1]], wk: [[1]], wv: [[1]] }, { heads: 1 }),
      /^explainAttentionPool: "features" expected/,
    ],
    [
      'an unknown option',
      () =>
        explainAttentionPool([[1]], { wq: [[1]], wk: [[1]], wv: [[1]] }, {
          heads: 1,
          weights: true,
        } as object as { heads: 1 }),
      /^explainAttentionPool: "options" .*weights/,
    ],
  ])('refuses %s', (_, run, message) => {
    expect(run).toThrow(message);
  });
});
