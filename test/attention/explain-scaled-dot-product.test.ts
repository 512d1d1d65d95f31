import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  attentionStages,
  explainScaledDotProductAttention,
  scaledDotProductAttention,
} from '../../src/attention/index.js';
import { normal, randomGenerator } from '../../src/core/random.js';
import { toNested } from '../../src/core/to-nested.js';
import { verifyDerivation } from '../../src/derivation/verify.js';
import { expectClose, expectSet, expectShown, stepOf } from './explained.js';

const KEYS = [
  [1, 0],
  [0, 1],
  [1, 1],
];

describe('explainScaledDotProductAttention', () => {
  it("solves the course's query (2, 1) over three keys", () => {
    const d = explainScaledDotProductAttention([[2, 1]], KEYS, KEYS);
    const text = expectShown(d);
    expectClose(stepOf(d, 'scores').value, [2, 1, 3]);
    expectClose(
      stepOf(d, 'scaled').value,
      [1.414213562373095, 0.7071067811865475, 2.1213203435596424],
    );
    expectClose(d.result.weights, [0.28399540974126003, 0.14002924504337802, 0.5759753452153619]);
    expectClose(d.result.output, [0.8599707549566219, 0.7160045902587399]);
    for (const line of [
      's₁₁ = q₁ · k₁ = 2 · 1 + 1 · 0 = 2',
      'Z₁ = Σⱼ e₁ⱼ ≈ 4.113 + 2.028 + 8.342 ≈ 14.48',
      'Query 1 takes most of key 3 (0.576); its output is (0.86, 0.716).',
    ])
      expect(text).toContain(line);
  });

  it('hides what comes later, in words, numbers and weights', () => {
    const tokens = ['The', 'dog', 'barked'];
    const d = explainScaledDotProductAttention(KEYS, KEYS, KEYS, { causal: true, tokens });
    const text = expectShown(d);
    expect(text).toContain('“dog” sees “The” and “dog”, not “barked”');
    expectClose(stepOf(d, 'rule').value, [1, 0, 0, 1, 1, 0, 1, 1, 1]);
    expect(stepOf(d, 'rule-1').value).toEqual([1, 1, 0]);
    const [third] = [Math.SQRT1_2, 0].map((s) => Math.exp(s));
    // "dog" scores 0 with "The" and 1/√2 with itself.
    expectClose(stepOf(d, 'weights-1').value, [1 / (1 + third!), third! / (1 + third!), 0]);
    expect(text).toContain('Only one key is left, so its weight is 1 whatever its score.');
    expect(text).toContain('“The” takes all of “The”; its output is (1, 0).');
  });

  it('names one step for each thing that attention may be told, in the order in which it is done', () => {
    const options = {
      causal: true,
      mask: [[1, 0, 1]],
      softcap: 5,
      bias: [[0, 1, 2]],
      scale: 0.3,
      window: [1, 0],
    } as const;
    const d = explainScaledDotProductAttention(KEYS, KEYS, KEYS, options);
    expectShown(d);
    expectSet(d);
    expect(d.steps.map(({ id }) => id)).toEqual([
      'scores',
      'scaled',
      'capped',
      'biased',
      'masked',
      'weights',
      'output',
    ]);
    expectClose(stepOf(d, 'allowed').value, [1, 0, 0, 1, 0, 0, 0, 0, 1]);
    // The last query: itself alone is left, 5 tanh(0.3 · 2 / 5) + 2.
    expectClose(stepOf(d, 'masked').value, [
      5 * Math.tanh(0.06),
      -Infinity,
      -Infinity,
      0,
      -Infinity,
      -Infinity,
      -Infinity,
      -Infinity,
      5 * Math.tanh(0.12) + 2,
    ]);
  });

  it('works out the queries that are asked for, by place or by word, where they stand', () => {
    const options = { causal: true, tokens: ['a', 'b', 'a'] } as const;
    const byPlace = explainScaledDotProductAttention(KEYS, KEYS, KEYS, {
      ...options,
      queries: [1],
    });
    const byWord = explainScaledDotProductAttention(KEYS, KEYS, KEYS, {
      ...options,
      queries: ['b'],
    });
    expect(expectShown(byWord)).toBe(expectShown(byPlace));
    const whole = attentionStages(KEYS, KEYS, KEYS, { causal: true });
    expect(toNested(byPlace.result.weights)).toEqual([(toNested(whole.weights) as number[][])[1]]);
    expect(byPlace.title).toBe('Scaled dot-product attention of “b”');
    expect(() =>
      explainScaledDotProductAttention(KEYS, KEYS, KEYS, { ...options, queries: ['a'] }),
    ).toThrow('words that stand once among the queries; else say their places, got "a"');
  });

  it('calls queries that are the last of the tokens by their names', () => {
    const d = explainScaledDotProductAttention([[1, 1]], KEYS, KEYS, {
      causal: 'end',
      tokens: ['x', 'y', 'z'],
    });
    expect(expectShown(d)).toContain('“z” with “x”');
    expect(stepOf(d, 'scores').value).toBeDefined();
  });

  it('gives a query that sees nothing no weight and no output, and says so', () => {
    const d = explainScaledDotProductAttention([[1, 1]], KEYS, KEYS, { mask: [[0, 0, 0]] });
    const text = expectShown(d);
    expect(text).toContain('It may attend to nothing');
    expect(text).toContain('Query 1 takes nothing; its output is (0, 0).');
    expect(toNested(d.result.output)).toEqual([[0, 0]]);
  });

  it('stays readable where exponentials would grow beyond all numbers', () => {
    const d = explainScaledDotProductAttention([[1e4, 0]], KEYS, KEYS, { scale: 1 });
    const text = expectShown(d);
    expect(text).toContain('Find the largest score');
    expectClose(d.result.weights, [0.5, 0, 0.5]);
  });

  it('arrives at what the function returns, for any numbers and options', () => {
    fc.assert(
      fc.property(
        fc.record({
          n: fc.integer({ min: 1, max: 5 }),
          m: fc.integer({ min: 1, max: 5 }),
          seed: fc.nat(1e6),
          causal: fc.constantFrom('start' as const, 'end' as const, false),
          keyLengths: fc.nat(5),
          scale: fc.constantFrom(undefined, 0.25, 30),
        }),
        ({ n, m, seed, causal, keyLengths, scale }) => {
          const [q, k, v] = [n, m, m].map((rows, i) =>
            normal(randomGenerator(seed + i), [rows, i === 2 ? 2 : 3]),
          );
          const options = { causal, scale, keyLengths: Math.min(keyLengths, m) };
          const d = explainScaledDotProductAttention(q!, k!, v!, options);
          expect(verifyDerivation(d).ok).toBe(true);
          expect([...d.result.output.data]).toEqual([
            ...scaledDotProductAttention(q!, k!, v!, options).data,
          ]);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('leaves its inputs as they were, and holds none of them', () => {
    const q = normal(randomGenerator(1), [2, 3]);
    const before = [...q.data];
    const d = explainScaledDotProductAttention(q, q, q, { causal: true });
    q.data.fill(0);
    expectShown(d);
    expect([...(d.given[0]!.value as typeof q).data]).toEqual(before);
  });

  const wide = normal(randomGenerator(1), [2, 17]);
  const long = normal(randomGenerator(1), [13, 2]);
  const cases: [string, () => unknown, string][] = [
    [
      'too many pairs',
      () => explainScaledDotProductAttention(long, long, long),
      '"queries" expected a choice that leaves at most 144 pairs of query and key to work out, got 169 pairs',
    ],
    [
      'wide vectors',
      () => explainScaledDotProductAttention(wide, wide, wide),
      'at most 16 numbers, got 17',
    ],
    [
      'leading axes',
      () => explainScaledDotProductAttention([KEYS], [KEYS], [KEYS]),
      'explainScaledDotProductAttention: "query" expected shape (n, d), got (1, 3, 2)',
    ],
    [
      'values',
      () => explainScaledDotProductAttention(KEYS, KEYS, [[1]]),
      'explainScaledDotProductAttention: "value" expected shape (m=3, e), got (1, 1)',
    ],
    [
      'the number of names',
      () => explainScaledDotProductAttention(KEYS, KEYS, KEYS, { tokens: ['a'] }),
      '"tokens" expected 3 words, got 1',
    ],
    [
      'names that are no words',
      () => explainScaledDotProductAttention(KEYS, KEYS, KEYS, { tokens: [1, 2, 3] as never }),
      '"tokens" expected a list of words',
    ],
    [
      'a query that there is not',
      () => explainScaledDotProductAttention(KEYS, KEYS, KEYS, { queries: [3] }),
      '"queries" expected a whole number >= 0 and <= 2, got 3',
    ],
    [
      'no query',
      () => explainScaledDotProductAttention(KEYS, KEYS, KEYS, { queries: [] }),
      '"queries" expected a list of places or words',
    ],
    [
      'heads',
      () => explainScaledDotProductAttention(KEYS, KEYS, KEYS, { groupedHeads: true } as never),
      '"groupedHeads"',
    ],
    [
      'infinite numbers',
      () => explainScaledDotProductAttention([[Infinity, 0]], KEYS, KEYS),
      'expected finite numbers',
    ],
  ];
  for (const [name, run, message] of cases) {
    it(`refuses ${name}`, () => expect(run).toThrow(message));
  }

  it('works out one query of many keys', () => {
    const d = explainScaledDotProductAttention(long, long, long, { queries: [12] });
    expectShown(d);
    expect(d.result.weights.shape).toEqual([1, 13]);
  });
});
