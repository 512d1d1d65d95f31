import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, exp, matmul, mul, softmax, sum, tanh, transpose } from '../../src/array/index.js';
import {
  type AttentionOptions,
  attentionGradients,
  attentionStages,
  attentionWeights,
  causalMask,
  paddingMask,
  scaledDotProductAttention,
} from '../../src/attention/index.js';
import { createNdArray } from '../../src/core/create.js';
import { normal, randomGenerator } from '../../src/core/random.js';
import { toNested } from '../../src/core/to-nested.js';
import type { FloatNdArray } from '../../src/core/types.js';
import { checkGradient, grad, type Traced, vjp } from '../../src/gradient/index.js';
import { readCases, toFloats, worstRatio } from '../reference/read.js';

const draw = (seed: number, ...shape: number[]): FloatNdArray =>
  normal(randomGenerator(seed), shape);
const single = (a: FloatNdArray): FloatNdArray =>
  createNdArray(Float32Array.from(a.data), [...a.shape]);
const largest = (a: FloatNdArray, b: FloatNdArray): number =>
  Math.max(...Array.from(a.data, (x, i) => Math.abs(x - b.data[i]!)));

interface Slow {
  readonly allowed?: (item: number, i: number, j: number) => boolean;
  readonly bias?: (item: number, i: number, j: number) => number;
  readonly softcap?: number;
  readonly scale?: number;
  readonly share?: number;
}

/** Straight from equation 1, one number at a time, without blocks. */
function slow(q: FloatNdArray, k: FloatNdArray, v: FloatNdArray, options: Slow = {}): FloatNdArray {
  const [items, n, d] = q.shape as [number, number, number];
  const [m, e] = [k.shape[1]!, v.shape[2]!];
  const {
    allowed = () => true,
    bias = () => 0,
    softcap,
    scale = 1 / Math.sqrt(d),
    share = 1,
  } = options;
  const output = createNdArray(new Float64Array(items * n * e), [items, n, e]);
  for (let b = 0; b < items; b++) {
    const group = Math.floor(b / share);
    for (let i = 0; i < n; i++) {
      const scores = Array.from({ length: m }, (_, j) => {
        if (!allowed(b, i, j)) return -Infinity;
        let s = 0;
        for (let c = 0; c < d; c++) s += q.get(b, i, c) * k.get(group, j, c);
        s *= scale;
        if (softcap !== undefined) s = softcap * Math.tanh(s / softcap);
        return s + bias(b, i, j);
      });
      const top = Math.max(...scores);
      if (top === -Infinity) continue;
      const weights = scores.map((s) => Math.exp(s - top));
      const total = weights.reduce((x, y) => x + y, 0);
      for (let c = 0; c < e; c++) {
        const seen = weights.map((w, j) => (w === 0 ? 0 : (w / total) * v.get(group, j, c)));
        output.set(
          b,
          i,
          c,
          seen.reduce((x, y) => x + y, 0),
        );
      }
    }
  }
  return output;
}

describe('scaledDotProductAttention against PyTorch', () => {
  for (const { name, inputs, parameters, expected, tolerance } of readCases(
    '08-attention',
    'scaledDotProductAttention',
  )) {
    for (const dtype of ['float64', 'float32'] as const) {
      it(`${name} in ${dtype}`, () => {
        const [q, k, v] = [inputs.q, inputs.k, inputs.v].map((x) => toFloats(x, dtype));
        const options = {
          scale: parameters.scale,
          causal: parameters.causal ?? false,
          // What PyTorch's mask blocks, ours must not allow.
          ...(inputs.blocked && {
            mask: createNdArray(
              Float64Array.from(inputs.blocked.data, (x: number) => 1 - x),
              inputs.blocked.shape,
            ),
          }),
          ...(inputs.additive_mask && { bias: toFloats(inputs.additive_mask, dtype) }),
        };
        const output = scaledDotProductAttention(q!, k!, v!, options);
        const weights = attentionWeights(q!, k!, options);
        expect(output.dtype).toBe(dtype);
        expect(worstRatio(output.data, expected.output.data, tolerance[dtype])).toBeLessThan(1);
        expect(worstRatio(weights.data, expected.weights.data, tolerance[dtype])).toBeLessThan(1);
      });
    }
  }
});

// Lengths beyond a block of queries (96) and several blocks of keys (48), pairwise different primes.
const [B, N, M, D, E] = [2, 101, 149, 5, 7];
const [q, k, v] = [draw(1, B, N, D), draw(2, B, M, D), draw(3, B, M, E)];

describe('blocks', () => {
  const variants: [string, AttentionOptions<FloatNdArray>, Slow][] = [
    ['nothing hidden', {}, {}],
    ['causal from the start', { causal: 'start' }, { allowed: (_, i, j) => j <= i }],
    ['causal to the end', { causal: 'end' }, { allowed: (_, i, j) => j <= i + M - N }],
    [
      'a window of 3 before, 20 after, aligned at the end',
      { causal: 'end', window: [3, 20] },
      { allowed: (_, i, j) => j <= i + M - N && j >= i + M - N - 3 },
    ],
    ['lengths of keys', { keyLengths: [0, 60] }, { allowed: (b, _, j) => j < [0, 60][b]! }],
    ['a softcap', { softcap: 0.7, scale: 2 }, { softcap: 0.7, scale: 2 }],
    [
      'a mask and a bias that rows share',
      {
        mask: paddingMask([31, 140], M),
        bias: createNdArray(
          Float64Array.from({ length: M }, (_, j) => Math.sin(j)),
          [1, M],
        ),
      },
      { allowed: (b, _, j) => j < [31, 140][b]!, bias: (_, __, j) => Math.sin(j) },
    ],
    [
      'a bias of −∞',
      {
        bias: createNdArray(
          Float64Array.from({ length: N * M }, (_, i) => (i % 3 ? -Infinity : 1)),
          [N, M],
        ),
      },
      { bias: (_, i, j) => ((i * M + j) % 3 ? -Infinity : 1) },
    ],
  ];
  for (const [name, options, straight] of variants) {
    it(`give what the formula gives: ${name}`, () => {
      const expected = slow(q, k, v, straight);
      expect(largest(scaledDotProductAttention(q, k, v, options), expected)).toBeLessThan(2e-15);
      const weights = attentionWeights(q, k, options);
      expect(largest(matmul(weights, v), expected)).toBeLessThan(3e-15);
      const floats = scaledDotProductAttention(single(q), single(k), single(v), {
        ...options,
        ...(options.bias && { bias: single(options.bias) }),
      });
      expect(largest(floats, expected)).toBeLessThan(1e-6);
    });
  }

  it('serve neighbouring heads with the same keys, not every second head', () => {
    const [query, key, value] = [draw(4, 1, 6, 11, 3), draw(5, 1, 2, 13, 3), draw(6, 1, 2, 13, 5)];
    const output = scaledDotProductAttention(query, key, value, { groupedHeads: true });
    const flat = (a: FloatNdArray): FloatNdArray => createNdArray(a.data, a.shape.slice(1));
    expect(largest(output, slow(flat(query), flat(key), flat(value), { share: 3 }))).toBeLessThan(
      1e-15,
    );
    const parts = attentionStages(query, key, value, { groupedHeads: true });
    expect(parts.weights.shape).toEqual([1, 6, 11, 13]);
  });
});

describe('queries that see nothing, and what is hidden', () => {
  it('gives zeros in output, weights and gradients for a row without keys', () => {
    const mask = [
      [0, 0],
      [1, 1],
    ];
    const [query, key, value] = [
      [
        [1, 2],
        [3, 4],
      ],
      [
        [1, 0],
        [0, 1],
      ],
      [[5], [6]],
    ];
    const { weights, output } = attentionStages(query, key, value, { mask });
    expect(toNested(weights)).toEqual([
      [0, 0],
      [expect.any(Number), expect.any(Number)],
    ]);
    expect(output.get(0, 0)).toBe(0);
    const slopes = attentionGradients(query, key, value, [[1], [1]], { mask });
    expect(toNested(slopes.q)).toEqual([
      [0, 0],
      [expect.any(Number), expect.any(Number)],
    ]);
    for (const { data } of [slopes.q, slopes.k, slopes.v])
      expect(data.every(Number.isFinite)).toBe(true);
  });

  it('does not let a NaN or an infinity out of a value that is hidden', () => {
    const value = [[1], [Number.NaN], [Infinity]];
    const options = { mask: [[1, 0, 0]] };
    expect(toNested(scaledDotProductAttention([[1]], [[1], [2], [3]], value, options))).toEqual([
      [1],
    ]);
    const slopes = attentionGradients([[1]], [[1], [2], [3]], value, [[1]], options);
    expect(toNested(slopes.v)).toEqual([[1], [0], [0]]);
    expect(toNested(slopes.q)).toEqual([[0]]);
    const seen = scaledDotProductAttention([[1]], [[1], [2], [3]], value);
    expect(seen.get(0, 0)).toBeNaN();
  });

  it('stays exact where scores are ±1e4', () => {
    const output = scaledDotProductAttention([[1e4], [-1e4]], [[1], [-1]], [[3], [7]], {
      scale: 1,
    });
    expect(toNested(output)).toEqual([[3], [7]]);
  });
});

describe('a bias far below that is the same for all keys of a query', () => {
  // All weights of a row are equal, whatever the bias: ½ and ½ of the values 1 and 3.
  const lows: [string, number, boolean][] = [
    ['-1e30', -1e30, false],
    ['-1e30 in float32', -1e30, true],
    ['the smallest float32', -3.4028234663852886e38, true],
    ['-1e12', -1e12, false],
  ];
  it.each(lows)('has the gradients of equal weights: %s', (_, low, isSingle) => {
    const as = (nested: number[][]) => {
      const data = isSingle ? Float32Array.from(nested.flat()) : Float64Array.from(nested.flat());
      return createNdArray(data, [nested.length, nested[0]!.length]);
    };
    const got = attentionGradients(as([[0]]), as([[1], [2]]), as([[1], [3]]), as([[1]]), {
      bias: as([[low, low]]),
    });
    expect(toNested(got.v)).toEqual([[0.5], [0.5]]);
    expect(toNested(got.bias!)).toEqual([[-0.5, 0.5]]);
    expect(toNested(got.q)).toEqual([[0.5]]);
  });

  it('has them on large arrays too, where single rows are hidden so', () => {
    const [n, m] = [40, 140];
    const [q, k, v, gradient] = [draw(1, n, 8), draw(2, m, 8), draw(3, m, 8), draw(4, n, 8)];
    const bias = createNdArray(
      Float64Array.from({ length: n * m }, (_, i) => (i < 3 * m ? -1e30 : 0)),
      [n, m],
    );
    // Scores that vanish beside the bias leave equal weights, as no scores at all do.
    const zeroed = createNdArray(
      Float64Array.from(q.data, (x, i) => (i < 3 * 8 ? 0 : x)),
      [n, 8],
    );
    const wanted = attentionGradients(zeroed, k, v, gradient);
    for (const as of [(x: FloatNdArray) => x, single]) {
      const got = attentionGradients(as(q), as(k), as(v), as(gradient), { bias: as(bias) });
      expect(largest(got.v, wanted.v)).toBeLessThan(as === single ? 2e-6 : 1e-13);
      expect(largest(got.q, wanted.q)).toBeLessThan(as === single ? 2e-6 : 1e-13);
    }
  });
});

describe('laws', () => {
  const sizes = fc.record({
    n: fc.integer({ min: 1, max: 7 }),
    m: fc.integer({ min: 1, max: 11 }),
    seed: fc.nat(1e6),
  });

  it('keeps the output within the values, column by column', () => {
    fc.assert(
      fc.property(sizes, ({ n, m, seed }) => {
        const value = draw(seed + 2, m, 3);
        const output = scaledDotProductAttention(draw(seed, n, 2), draw(seed + 1, m, 2), value);
        for (let c = 0; c < 3; c++) {
          const column = Array.from({ length: m }, (_, j) => value.get(j, c));
          for (let i = 0; i < n; i++) {
            expect(output.get(i, c)).toBeLessThanOrEqual(Math.max(...column) + 1e-12);
            expect(output.get(i, c)).toBeGreaterThanOrEqual(Math.min(...column) - 1e-12);
          }
        }
      }),
    );
  });

  it('turns with its queries, and does not care for the order of keys', () => {
    fc.assert(
      fc.property(sizes, ({ n, m, seed }) => {
        const [a, b, c] = [draw(seed, n, 2), draw(seed + 1, m, 2), draw(seed + 2, m, 3)];
        const flip = (x: FloatNdArray): FloatNdArray =>
          createNdArray(x.data, [...x.shape], [-x.shape[1]!, 1], (x.shape[0]! - 1) * x.shape[1]!);
        const expected = scaledDotProductAttention(a, b, c);
        expect(largest(scaledDotProductAttention(a, flip(b), flip(c)), expected)).toBeLessThan(
          1e-12,
        );
        const turned = scaledDotProductAttention(flip(a), b, c);
        for (let i = 0; i < n; i++) {
          for (let e = 0; e < 3; e++)
            expect(turned.get(n - 1 - i, e)).toBeCloseTo(expected.get(i, e), 12);
        }
      }),
    );
  });

  it('does not look into the future: later keys and values change nothing before', () => {
    const [a, b, c] = [draw(1, 131, 3), draw(2, 131, 3), draw(3, 131, 2)];
    const before = scaledDotProductAttention(a, b, c, { causal: true });
    const [later, values] = [draw(2, 131, 3), draw(3, 131, 2)];
    for (let j = 100; j < 131; j++) {
      later.set(j, 0, 9);
      values.set(j, 1, -9);
    }
    const after = scaledDotProductAttention(a, later, values, { causal: true });
    expect([...after.data.slice(0, 200)]).toEqual([...before.data.slice(0, 200)]);
    expect(after.get(100, 1)).not.toBe(before.get(100, 1));
  });

  it('is the same by `causal` and by the causal mask', () => {
    const [a, b] = [draw(7, 53, 3), draw(8, 53, 3)];
    const byMask = scaledDotProductAttention(a, b, b, { mask: causalMask(53) });
    expect(largest(scaledDotProductAttention(a, b, b, { causal: true }), byMask)).toBe(0);
  });
});

/** The formula in functions of arrays, for the engine to differentiate. */
function composed(x: Traced, y: Traced, z: Traced, bias: Traced): Traced {
  const scores = mul(matmul(x, transpose(y, [0, 2, 1])), 1 / Math.sqrt(3));
  return matmul(softmax(add(mul(tanh(mul(scores, 0.5)), 2), bias)), z);
}

describe('gradients', () => {
  const [query, key, value, bias] = [
    draw(11, 2, 103, 3),
    draw(12, 2, 53, 3),
    draw(13, 2, 53, 5),
    draw(14, 103, 53),
  ];

  it('are those that the engine finds for the formula', () => {
    const outer = draw(15, 2, 103, 5);
    const { pullback } = vjp(
      (p: { q: Traced; k: Traced; v: Traced; bias: Traced }) => composed(p.q, p.k, p.v, p.bias),
      { q: query, k: key, v: value, bias },
    );
    const expected = pullback(outer);
    const closed = attentionGradients(query, key, value, outer, { bias, softcap: 2 });
    for (const name of ['q', 'k', 'v', 'bias'] as const) {
      expect(closed[name]!.shape).toEqual(expected[name].shape);
      expect(largest(closed[name]!, expected[name])).toBeLessThan(1e-13);
    }
    const own = vjp(
      (p: { q: Traced; k: Traced; v: Traced; bias: Traced }) =>
        scaledDotProductAttention(p.q, p.k, p.v, { bias: p.bias, softcap: 2 }),
      { q: query, k: key, v: value, bias },
    ).pullback(outer);
    for (const name of ['q', 'k', 'v', 'bias'] as const)
      expect(largest(own[name], closed[name]!)).toBe(0);
  });

  it('hold up to finite differences, to second order, masked and with heads that share keys', () => {
    const mask = [
      [1, 0, 1],
      [0, 0, 0],
    ];
    const loss = (p: { q: Traced; k: Traced; v: Traced; b: Traced }): Traced =>
      sum(
        exp(
          scaledDotProductAttention(p.q, p.k, p.v, {
            mask,
            bias: p.b,
            softcap: 3,
            groupedHeads: true,
          }),
        ),
      );
    const x = {
      q: draw(1, 2, 2, 2),
      k: draw(2, 1, 3, 2),
      v: draw(3, 1, 3, 1),
      b: draw(4, 2, 1, 3),
    };
    expect(checkGradient(loss, x).ok).toBe(true);
    expect(checkGradient(loss, x, { order: 2 }).ok).toBe(true);
  });

  it('of a gradient are those of the formula', () => {
    const [x, y] = [draw(21, 1, 2, 3), draw(22, 1, 5, 3)];
    const inner =
      (f: (a: Traced) => Traced) =>
      (a: Traced): Traced =>
        sum(exp(grad((b: Traced) => sum(exp(f(b))))(a)));
    const own = grad(inner((a) => scaledDotProductAttention(a, y, y, { softcap: 2 })))(x);
    const scores = (a: Traced): Traced =>
      mul(tanh(mul(matmul(a, transpose(y, [0, 2, 1])), 0.5 / Math.sqrt(3))), 2);
    const expected = grad(inner((a) => matmul(softmax(scores(a)), y)))(x);
    expect(largest(own, expected)).toBeLessThan(1e-12);
  });
});

describe('bad input', () => {
  const [a, b] = [draw(1, 3, 2), draw(2, 5, 2)];
  const cases: [string, () => unknown, string][] = [
    [
      'values',
      () => scaledDotProductAttention(a, b, draw(3, 4, 7)),
      'scaledDotProductAttention: "value" expected shape (m=5, e), got (4, 7)',
    ],
    [
      'keys',
      () => scaledDotProductAttention(a, draw(1, 5, 3), b),
      'scaledDotProductAttention: "key" expected shape (m, d=2), got (5, 3)',
    ],
    [
      'leading axes',
      () => attentionWeights(draw(1, 2, 3, 2), draw(1, 3, 5, 2)),
      'attentionWeights: "key" expected shape (2, m, d=2), got (3, 5, 2)',
    ],
    [
      'alignment',
      () => scaledDotProductAttention(a, b, b, { causal: true }),
      'scaledDotProductAttention: "causal" expected "start" or "end", which say how 3 queries and 5 keys are aligned, got true',
    ],
    [
      "the mask's shape",
      () => scaledDotProductAttention(a, b, b, { mask: [[1, 1]] }),
      '"mask" expected shape (n=3, m=5)',
    ],
    [
      "the mask's numbers",
      () => scaledDotProductAttention(a, b, b, { mask: [[0, 0, 0, 0, -1e9]] }),
      '"mask" expected 1 (may attend) or 0 (may not); scores to add go into "bias", got -1000000000 at element 4',
    ],
    [
      'NaN in queries',
      () => scaledDotProductAttention([[1, Number.NaN]], b, b),
      '"query" expected finite numbers, got NaN at [0, 1]',
    ],
    [
      'heads that do not divide',
      () =>
        scaledDotProductAttention(draw(1, 4, 3, 2), draw(1, 3, 5, 2), draw(1, 3, 5, 2), {
          groupedHeads: true,
        }),
      '"key" expected shape (a divisor of 4, m, d=2)',
    ],
    [
      'a length beyond the keys',
      () => scaledDotProductAttention(a, b, b, { keyLengths: 6 }),
      '"keyLengths" expected a whole number >= 0 and <= 5, got 6',
    ],
    [
      'a softcap of 0',
      () => scaledDotProductAttention(a, b, b, { softcap: 0 }),
      '"softcap" expected a finite number > 0',
    ],
    [
      'the gradient',
      () => attentionGradients(a, b, b, [[1]]),
      'attentionGradients: "gradient" expected shape (3, 2), that of the output, got (1, 1)',
    ],
    ['an option', () => scaledDotProductAttention(a, b, b, { masks: 1 } as never), '"masks"'],
  ];
  for (const [name, run, message] of cases) {
    it(`is named: ${name}`, () => expect(run).toThrow(message));
  }

  it('and inputs are left as they were', () => {
    const copy = [...q.data];
    attentionGradients(q, k, v, draw(9, B, N, E), { causal: 'end' });
    expect([...q.data]).toEqual(copy);
  });
});
