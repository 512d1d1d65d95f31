import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  attentionGradients,
  explainAttentionGradients,
  scaledDotProductAttention,
} from '../../src/attention/index.js';
import { normal, randomGenerator } from '../../src/core/random.js';
import { verifyDerivation } from '../../src/derivation/verify.js';
import { expectClose, expectSet, expectShown, numbersIn, stepOf } from './explained.js';

const QUERIES = [
  [2, 1],
  [0, 1],
];
const KEYS = [
  [1, 0],
  [0, 1],
];
const VALUES = [
  [1, 2],
  [3, -1],
];
const OUTER = [
  [1, -1],
  [0.5, 2],
];

describe('explainAttentionGradients', () => {
  it('works two equal keys out by hand', () => {
    const d = explainAttentionGradients(
      [[1, 0]],
      [
        [1, 1],
        [1, -1],
      ],
      [[3], [5]],
      [[1]],
      {
        scale: 2,
      },
    );
    const text = expectShown(d);
    expectSet(d);
    expectClose(stepOf(d, 'weight-gradients').value, [3, 5]);
    expectClose(stepOf(d, 'means').value, [4]);
    expectClose(stepOf(d, 'score-gradients').value, [-0.5, 0.5]);
    // The scale once more on the way back.
    expectClose(stepOf(d, 'product-gradients').value, [-1, 1]);
    expectClose(d.result.q, [0, -2]);
    expectClose(d.result.k, [-1, 0, 1, 0]);
    expectClose(d.result.v, [0.5, 0.5]);
    for (const line of [
      'δ₁ = p₁ · p̄₁ = 0.5 · 3 + 0.5 · 5 = 4',
      's̄₁₂′ = p₁₂ (p̄₁₂ − δ₁) = 0.5 · (5 − 4) = 0.5',
      'q̄₁ = s̄₁₁ k₁ + s̄₁₂ k₂ = (−1) · (1, 1) + 1 · (1, −1) = (0, −2)',
    ])
      expect(text).toContain(line);
    expect(text).not.toContain('hidden');
  });

  it('goes back through mask, bias, softcap and scale in the order that undoes them', () => {
    const d = explainAttentionGradients(QUERIES, KEYS, VALUES, OUTER, {
      causal: true,
      softcap: 5,
      bias: [[0, 1]],
      tokens: ['a', 'b'],
    });
    const text = expectShown(d);
    expectSet(d);
    expect(d.steps.map(({ id }) => id)).toEqual([
      'scores',
      'scaled',
      'capped',
      'biased',
      'masked',
      'weights',
      'value-gradients',
      'weight-gradients',
      'means',
      'score-gradients',
      'bias-gradients',
      'capped-gradients',
      'product-gradients',
      'query-gradients',
      'key-gradients',
    ]);
    // The first query sees itself alone: no score of it matters. The second by hand.
    const capped = 5 * Math.tanh(Math.SQRT1_2 / 5);
    const p = 1 / (1 + Math.exp(-(capped + 1)));
    const back = (1 - p) * p * 5;
    expectClose(stepOf(d, 'score-gradients').value, [0, 0, back, -back]);
    expectClose(d.result.bias, [back, -back]);
    const slope = 1 - (capped / 5) ** 2;
    expectClose(stepOf(d, 'capped-gradients').value, [0, 0, back, -back * slope]);
    expectClose(d.result.q, [0, 0, back * Math.SQRT1_2, -back * slope * Math.SQRT1_2]);
    expectClose(d.result.k, [0, back * Math.SQRT1_2, 0, -back * slope * Math.SQRT1_2]);
    expectClose(d.result.v, [1 + (1 - p) * 0.5, -1 + (1 - p) * 2, p * 0.5, p * 2]);
    expect(text).toContain('“b” with “a”');
    expect(text).toContain('to what is hidden nothing goes back');
  });

  it('gives a bias of one row the sum over the queries, and a whole one its own gradients', () => {
    const whole = explainAttentionGradients(QUERIES, KEYS, VALUES, OUTER, {
      bias: [
        [0, 1],
        [0, 1],
      ],
    });
    const row = explainAttentionGradients(QUERIES, KEYS, VALUES, OUTER, { bias: [[0, 1]] });
    for (const d of [whole, row]) {
      expectShown(d);
      expectSet(d);
    }
    const [a, b, c, e] = numbersIn(whole.result.bias) as [number, number, number, number];
    expectClose(stepOf(whole, 'score-gradients').value, [a, b, c, e]);
    expectClose(row.result.bias, [a + c, b + e]);
    expectClose([a + b, c + e], [0, 0]);
  });

  it('hands nothing back to a query that sees nothing', () => {
    const d = explainAttentionGradients([[1, 1]], KEYS, VALUES, [[1, 1]], { mask: [[0, 0]] });
    expect(expectShown(d)).toContain('It may attend to nothing');
    expectClose(d.result.q, [0, 0]);
    expectClose(d.result.k, [0, 0, 0, 0]);
    expectClose(d.result.v, [0, 0, 0, 0]);
  });

  it('arrives at what the function returns and at what small changes do, for any numbers and options', () => {
    fc.assert(
      fc.property(
        fc.record({
          n: fc.integer({ min: 1, max: 4 }),
          m: fc.integer({ min: 1, max: 4 }),
          seed: fc.nat(1e6),
          causal: fc.constantFrom('start' as const, 'end' as const, false),
          softcap: fc.constantFrom(undefined, 1.5),
          scale: fc.constantFrom(undefined, 0.25),
        }),
        ({ n, m, seed, causal, softcap, scale }) => {
          const draw = (rows: number, columns: number, more: number) =>
            normal(randomGenerator(seed + more), [rows, columns]);
          const [q, k, v, outer] = [draw(n, 3, 1), draw(m, 3, 2), draw(m, 2, 3), draw(n, 2, 4)];
          const options = { causal, softcap, scale };
          const d = explainAttentionGradients(q, k, v, outer, options);
          expect(verifyDerivation(d).ok).toBe(true);
          const ours = attentionGradients(q, k, v, outer, options);
          expect(d.result).toEqual(ours);
          const loss = (): number =>
            numbersIn(scaledDotProductAttention(q, k, v, options))
              .map((o, i) => o * outer.data[i]!)
              .reduce((sum, part) => sum + part);
          for (const [inputs, gradient] of [
            [q, ours.q],
            [k, ours.k],
            [v, ours.v],
          ] as const) {
            const kept = inputs.data[0]!;
            inputs.data[0] = kept + 1e-5;
            const more = loss();
            inputs.data[0] = kept - 1e-5;
            const less = loss();
            inputs.data[0] = kept;
            expect(Math.abs((more - less) / 2e-5 - gradient.data[0]!)).toBeLessThan(1e-7);
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it.each([
    [
      'a gradient of another shape',
      () => explainAttentionGradients(QUERIES, KEYS, VALUES, [[1, 2]]),
      /^explainAttentionGradients: "gradient" expected .*, got/,
    ],
    [
      'a choice of queries: keys are used by all',
      () => explainAttentionGradients(QUERIES, KEYS, VALUES, OUTER, { queries: [0] } as object),
      /^explainAttentionGradients: "options" .*queries/,
    ],
    [
      'too much to work out',
      () => {
        const many = Array.from({ length: 13 }, () => [1]);
        return explainAttentionGradients(many, many, many, many);
      },
      'explainAttentionGradients: "query" expected at most 144 pairs of query and key to work out, got 169 pairs',
    ],
    [
      'numbers that are none',
      () =>
        explainAttentionGradients(QUERIES, KEYS, VALUES, [
          [Number.NaN, 0],
          [0, 0],
        ]),
      'explainAttentionGradients: "gradient" expected finite numbers, got NaN at [0, 0]',
    ],
  ])('refuses %s', (_, run, message) => {
    expect(run).toThrow(message);
  });
});
