import { describe, expect, it } from 'vitest';
import { explainMultiHeadAttention, multiHeadAttention } from '../../src/attention/index.js';
import { normal, randomGenerator } from '../../src/core/random.js';
import { toNested } from '../../src/core/to-nested.js';
import type { FloatNdArray } from '../../src/core/types.js';
import { expectClose, expectSet, expectShown, numbersIn, stepOf } from './explained.js';

const draw = (seed: number, ...shape: number[]): FloatNdArray =>
  normal(randomGenerator(seed), shape);

const WORDS = ['The', 'early', 'bird', 'catches', 'the', 'worm'];
const SENTENCE = [
  [1, 0],
  [1, 1],
  [0, 1],
  [1, 0],
  [1, 1],
  [0, 1],
];
const SWAP = [
  [0, 1],
  [1, 0],
];
const ONE = [
  [1, 0],
  [0, 1],
];

describe('the course problems are solved', () => {
  it('what "bird" attends to, with shares of one denominator', () => {
    const d = explainMultiHeadAttention(
      SENTENCE,
      { wq: SWAP, wk: ONE, wv: ONE },
      { heads: 1, tokens: WORDS, queries: ['bird'] },
    );
    const text = expectShown(d);
    const [a, b] = [0.20055604633989296, 0.0988879073202141];
    expectClose(stepOf(d, 'q').value, [1, 0]);
    expectClose(stepOf(d, 'scores').value, [1, 1, 0, 1, 1, 0]);
    expectClose(d.result.weights, [a, a, b, a, a, b]);
    expectClose(d.result.output, [0.8022241853595719, 0.5988879073202141]);
    expect(text).toContain('Self-attention of “bird”, one head');
    expect(text).toContain('“bird” with “worm”');
    expect(text).toContain('q₃ = x₃ W_Q = (0 · 0 + 1 · 1, 0 · 1 + 1 · 0) = (1, 0)');
    expect(text).toContain(
      '“bird” takes most of “The”, “early”, “catches” and “the” (0.2006 each)',
    );
    // The sheet divides each exponential by another sum: its weights add up to 2.499.
    const sheet = [0.707, 0.007, 0.294, 0.295, 0.699, 0.497];
    numbersIn(d.result.weights).forEach((weight, j) => {
      expect(Math.abs(weight - sheet[j]!)).toBeGreaterThan(0.05);
    });
    expectClose([numbersIn(d.result.weights).reduce((x, y) => x + y)], [1]);
  });

  it('the same word with the embeddings of the other list, and without the scale', () => {
    const other = [
      [0, 0],
      [1, 1],
      [0, 1],
      [0, 1],
      [1, 1],
      [1, 1],
    ];
    const parameters = { wq: SWAP, wk: ONE, wv: ONE };
    const options = { heads: 1, queries: [2] } as const;
    const d = explainMultiHeadAttention(other, parameters, options);
    expectShown(d);
    expectClose(d.result.output, [0.669761549326657, 0.889920516442219]);
    const unscaled = explainMultiHeadAttention(SENTENCE, parameters, { ...options, scale: 1 });
    expectShown(unscaled);
    expectClose(unscaled.result.output, [0.8446375965030363, 0.5776812017484817]);
  });

  const HEADS = {
    wq: [
      [1, 0, 0, 1],
      [0, 1, 1, 0],
      [1, 0, 1, 1],
      [0, 1, 0, 1],
    ],
    wk: [
      [1, 1, 1, 0],
      [1, 1, 1, 1],
      [0, 1, 0, 1],
      [1, 0, 1, 1],
    ],
    wv: [
      [0, 1, 1, 1],
      [1, 0, 0, 1],
      [1, 1, 1, 0],
      [0, 0, 0, 0],
    ],
  };

  it('one token and two heads: all weight is on the only value', () => {
    const d = explainMultiHeadAttention([[1, 2, 3, 4]], HEADS, { heads: 2 });
    const text = expectShown(d);
    const expected: [string, number[]][] = [
      ['head-1-q', [4, 6]],
      ['head-1-k', [7, 6]],
      ['head-1-v', [5, 4]],
      ['head-1-scores', [64]],
      ['head-1-scaled', [45.25483399593904]],
      ['head-2-q', [5, 8]],
      ['head-2-k', [7, 9]],
      ['head-2-v', [4, 3]],
      ['head-2-scores', [107]],
      ['head-2-scaled', [75.66042558696059]],
      ['joined', [5, 4, 4, 3]],
    ];
    for (const [id, value] of expected) expectClose(stepOf(d, id).value, value);
    expectClose(d.result.weights, [1, 1]);
    expectSet(d);
    expect(text).toContain('Only one key is left, so its weight is 1 whatever its score.');
    // What the sheet prints: rounding slips and lost digits.
    expect(Math.abs(numbersIn(stepOf(d, 'head-1-scaled').value)[0]! - 45.24)).toBeGreaterThan(0.01);
    expect(Math.abs(numbersIn(stepOf(d, 'head-2-scaled').value)[0]! - 75.64)).toBeGreaterThan(0.01);
    expect(numbersIn(stepOf(d, 'head-1-k').value)).not.toEqual([6, 6]);
    expect(numbersIn(stepOf(d, 'head-2-k').value)).not.toEqual([7, 8]);
  });

  it('the two encoder steps, before their residual', () => {
    const parameters = {
      wq: ONE,
      wk: [
        [1, 1],
        [1, 1],
      ],
      wv: [
        [0.5, 0],
        [0, 0.5],
      ],
    };
    const first = explainMultiHeadAttention(ONE, parameters, { heads: 1 });
    expectShown(first);
    expectClose(first.result.output, [0.25, 0.25, 0.25, 0.25]);
    const tokens = ['Hello', 'World'];
    const x = [
      [1, 2],
      [3, 4],
    ];
    const second = explainMultiHeadAttention(x, parameters, { heads: 1, tokens });
    expectShown(second);
    expectClose(stepOf(second, 'scores').value, [9, 21, 21, 49]);
    expectClose(
      stepOf(second, 'scaled').value,
      [6.363961030678928, 14.849242404917497, 14.849242404917497, 34.648232278140824],
    );
    expectClose(
      second.result.output,
      [1.4997935573355714, 1.9997935573355714, 1.4999999974799567, 1.999999997479957],
    );
    // The sheet rounds the second row to exactly 0 and 1.
    const [, , zero] = numbersIn(second.result.weights);
    expect(Math.abs(zero! / 2.52004299075957e-9 - 1)).toBeLessThan(1e-12);
  });
});

describe('explainMultiHeadAttention', () => {
  const [x, y] = [draw(1, 3, 5), draw(2, 2, 7)];

  it('arrives at what the function returns, with everything that it may be told', () => {
    const parameters = {
      wq: draw(3, 5, 8),
      wk: draw(4, 7, 4),
      wv: draw(5, 7, 6),
      wo: draw(6, 12, 2),
      bq: draw(7, 8),
      bk: draw(8, 4),
      bv: draw(9, 6),
      bo: draw(10, 2),
    };
    const rest = {
      causal: 'start',
      softcap: 2,
      bias: [[0.5, -1]],
      mask: [
        [1, 1],
        [0, 1],
        [1, 1],
      ],
    } as const;
    const options = { ...rest, heads: 4, groups: 2, memory: y };
    const d = explainMultiHeadAttention(x, parameters, options as never);
    const text = expectShown(d);
    const whole = multiHeadAttention(x, parameters, { ...options, weights: true } as never);
    expect(toNested(d.result.output)).toEqual(toNested(whole.output));
    expect(toNested(d.result.weights)).toEqual(toNested(whole.weights!));
    expect(text).toContain('It shares keys and values with head 3.');
    expect(d.given.map(({ id }) => id)).not.toContain('head-2-wk');
    // Groups are of neighbours: the third head has keys and values of its own, the second has not.
    expect(() => stepOf(d, 'head-2-k')).toThrow('no step');
    expect(numbersIn(stepOf(d, 'head-3-k').value)).toHaveLength(4);
  });

  it('takes projections one a head, as a list or in one array, and keys and values of two sources', () => {
    const [wq, wk, wv] = [draw(3, 2, 5, 3), draw(4, 2, 7, 3), draw(5, 2, 4, 2)];
    const sources = { keys: y, values: draw(6, 2, 4) };
    const stacked = explainMultiHeadAttention(x, { wq, wk, wv }, { heads: 2, memory: sources });
    const list = (a: FloatNdArray): FloatNdArray[] => [a.pick(0), a.pick(1)] as FloatNdArray[];
    const listed = explainMultiHeadAttention(
      x,
      { wq: list(wq), wk: list(wk), wv: list(wv) },
      { heads: 2, memory: sources },
    );
    expect(expectShown(listed)).toBe(expectShown(stacked));
    const whole = multiHeadAttention(x, { wq, wk, wv }, { heads: 2, memory: sources });
    expect(toNested(stacked.result.output)).toEqual(toNested(whole.output));
  });

  it('says the mask once for all heads, and within the work of a single one', () => {
    const w = { wq: ONE, wk: ONE, wv: ONE };
    const two = explainMultiHeadAttention(
      SENTENCE,
      { wq: [ONE, ONE], wk: [ONE, ONE], wv: [ONE, ONE] } as never,
      {
        heads: 2,
        causal: true,
        queries: [1],
      },
    );
    expectShown(two);
    expect(two.steps.map(({ id }) => id)).toEqual(['rule', 'head-1', 'head-2', 'joined']);
    const one = explainMultiHeadAttention(SENTENCE, w, { heads: 1, causal: true, queries: [1] });
    expectShown(one);
    expect(one.steps.map(({ id }) => id)).toEqual([
      'q',
      'k',
      'v',
      'scores',
      'scaled',
      'masked',
      'weights',
      'output',
    ]);
    expect(toNested(one.result.weights)).toEqual([
      [[expect.any(Number), expect.any(Number), 0, 0, 0, 0]],
    ]);
  });

  it('refuses what is too large, what has leading axes, and parameters that do not fit', () => {
    const w = { wq: ONE, wk: ONE, wv: ONE };
    expect(() => explainMultiHeadAttention([SENTENCE], w, { heads: 1 })).toThrow(
      'explainMultiHeadAttention: "x" expected shape (n, D), got (1, 6, 2)',
    );
    const long = draw(1, 13, 2);
    expect(() => explainMultiHeadAttention(long, w, { heads: 1 })).toThrow('got 169 pairs');
    const wide = draw(1, 17, 17);
    expect(() =>
      explainMultiHeadAttention(draw(1, 2, 17), { wq: wide, wk: wide, wv: wide }, { heads: 1 }),
    ).toThrow('"x" expected vectors of at most 16 numbers, got 17');
    expect(() => explainMultiHeadAttention(SENTENCE, { ...w, wk: [[1]] }, { heads: 1 })).toThrow(
      '"wk" expected shape (D=2, heads·width)',
    );
    expect(() =>
      explainMultiHeadAttention(SENTENCE, w, { heads: 1, weights: true } as never),
    ).toThrow('"weights"');
  });
});
