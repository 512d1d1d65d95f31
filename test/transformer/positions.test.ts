import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matmul, sum, transpose } from '../../src/array/index.js';
import { attentionWeights, scaledDotProductAttention } from '../../src/attention/index.js';
import { createNdArray } from '../../src/core/create.js';
import { normal, randomGenerator } from '../../src/core/random.js';
import { toNested } from '../../src/core/to-nested.js';
import type { FloatNdArray } from '../../src/core/types.js';
import { checkGradient, grad } from '../../src/gradient/index.js';
import { linearBiases } from '../../src/transformer/linear-biases.js';
import { type RotaryLayout, rotaryPositions } from '../../src/transformer/rotary-positions.js';
import { sinusoidalPositions } from '../../src/transformer/sinusoidal-positions.js';
import { readCases, worstRatio } from '../reference/read.js';

const LAYOUTS: readonly RotaryLayout[] = ['interleaved', 'halves'];
const draw = (seed: number, ...shape: number[]): FloatNdArray =>
  normal(randomGenerator(seed), shape);
const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i]! * b[i]!;
  return total;
};

describe('sinusoidalPositions', () => {
  for (const { name, parameters, expected, tolerance } of readCases(
    '08-attention',
    'sinusoidalPositionalEncoding',
  )) {
    for (const dtype of ['float64', 'float32'] as const) {
      it(`agrees with the reference for ${name} in ${dtype}`, () => {
        const { length, dimension, base } = parameters;
        const values = sinusoidalPositions(length, dimension, { base, dtype });
        expect(values.dtype).toBe(dtype);
        expect(values.shape).toEqual([length, dimension]);
        expect(worstRatio(values.data, expected.values.data, tolerance[dtype])).toBeLessThan(1);
      });
    }
  }

  it('has rows whose dot product depends on the difference of their positions alone', () => {
    const rows = toNested(sinusoidalPositions(29, 6, { base: 50 })) as number[][];
    for (let gap = 0; gap < 7; gap++) {
      const first = dot(rows[0]!, rows[gap]!);
      for (let p = 0; p + gap < rows.length; p++)
        expect(dot(rows[p]!, rows[p + gap]!)).toBeCloseTo(first, 12);
    }
  });

  it('starts at any position', () => {
    const whole = toNested(sinusoidalPositions(11, 5)) as number[][];
    expect(toNested(sinusoidalPositions(4, 5, { offset: 7 }))).toEqual(whole.slice(7));
  });

  it('refuses sizes and options that are none', () => {
    expect(() => sinusoidalPositions(0, 4)).toThrow(
      'sinusoidalPositions: "n" expected a whole number >= 1, got 0',
    );
    expect(() => sinusoidalPositions(3, 2.5)).toThrow('"d" expected a whole number');
    expect(() => sinusoidalPositions(3, 4, { base: 0 })).toThrow('"base" expected');
    expect(() => sinusoidalPositions(3, 4, { period: 3 } as never)).toThrow(
      'only the names base, offset, dtype',
    );
  });
});

describe('rotaryPositions', () => {
  it('turns the pairs of each layout by the angles of the paper', () => {
    const [c, s] = [Math.cos(2), Math.sin(2)];
    // The second pair of four numbers turns 10000^(2/4) = 100 times as slowly.
    const [slowC, slowS] = [Math.cos(0.02), Math.sin(0.02)];
    const x = [[1, 2, 3, 4]];
    const neighbours = rotaryPositions(x, { layout: 'interleaved', offset: 2 });
    const halves = rotaryPositions(x, { layout: 'halves', offset: 2 });
    const close = (a: FloatNdArray, b: number[]): void =>
      a.data.forEach((value, i) => void expect(value).toBeCloseTo(b[i]!, 14));
    close(neighbours, [c - 2 * s, s + 2 * c, 3 * slowC - 4 * slowS, 3 * slowS + 4 * slowC]);
    close(halves, [c - 3 * s, 2 * slowC - 4 * slowS, s + 3 * c, 2 * slowS + 4 * slowC]);
  });

  for (const layout of LAYOUTS) {
    it(`leaves ${layout} scores to the difference of positions alone, and lengths as they are`, () => {
      fc.assert(
        fc.property(
          fc.integer({ min: 0, max: 1000 }),
          fc.integer({ min: -40, max: 40 }),
          fc.integer({ min: 0, max: 99 }),
          (at, gap, seed) => {
            const [q, k] = [draw(seed, 1, 6), draw(seed + 1, 1, 6)];
            const score = (p: number, r: number): number =>
              dot(
                rotaryPositions(q, { layout, offset: p }).data,
                rotaryPositions(k, { layout, offset: r }).data,
              );
            expect(score(at, at + gap)).toBeCloseTo(score(0, gap), 10);
            const turned = rotaryPositions(q, { layout, offset: at });
            expect(dot(turned.data, turned.data)).toBeCloseTo(dot(q.data, q.data), 12);
          },
        ),
        { numRuns: 50 },
      );
    });

    it(`gives each row of ${layout} its own position, over heads and in any view`, () => {
      const x = draw(5, 2, 3, 7, 10);
      const whole = rotaryPositions(x, { layout, base: 100 });
      for (let head = 0; head < 3; head++) {
        for (let p = 0; p < 7; p++) {
          const row = x.pick(1, head).lo(p).hi(1);
          const alone = rotaryPositions(row, { layout, base: 100, offset: p });
          for (let i = 0; i < 10; i++) expect(alone.get(0, i)).toBe(whole.get(1, head, p, i));
        }
      }
      const kept = Float64Array.from(x.data);
      const turned = transpose(x, [3, 2, 1, 0]).transpose(3, 2, 1, 0);
      expect(rotaryPositions(turned, { layout, base: 100 }).data).toEqual(whole.data);
      expect(x.data).toEqual(kept);
    });

    it(`has the derivatives of ${layout}, to second order`, () => {
      const x = draw(3, 2, 3, 4);
      const squares = (y: FloatNdArray): unknown => matmul(y, transpose(y, [0, 2, 1]));
      const check = checkGradient(
        (y) => sum(squares(rotaryPositions(y, { layout, offset: 5 }) as never) as FloatNdArray),
        x,
        { order: 2 },
      );
      expect(check.ok).toBe(true);
      // The pullback turns back: of Σ wᵢ yᵢ it is w, turned the other way.
      const w = draw(4, 1, 4);
      const found = grad((y) =>
        sum(matmul(rotaryPositions(y, { layout, offset: 3 }), transpose(w))),
      )(draw(6, 1, 4));
      const back = rotaryPositions(w, { layout, offset: -3 });
      found.data.forEach((value, i) => void expect(value).toBeCloseTo(back.data[i]!, 13));
    });
  }

  it('computes float32 in float32, within 1e-6 of float64', () => {
    const x = draw(1, 31, 8);
    const single = createNdArray(Float32Array.from(x.data), [31, 8]);
    const [a, b] = [single, x].map((y) => rotaryPositions(y, { layout: 'halves' }));
    expect(a!.dtype).toBe('float32');
    a!.data.forEach((value, i) => void expect(Math.abs(value - b!.data[i]!)).toBeLessThan(1e-6));
  });

  it('has no layout of its own and says why', () => {
    expect(() => rotaryPositions([[1, 2]], {} as never)).toThrow(
      /^rotaryPositions: "layout" expected "interleaved" .* or "halves" .* so there is no default, got nothing$/,
    );
    expect(() => rotaryPositions([[1, 2]], { layout: 'gptj' as never })).toThrow(
      '"layout" expected one of "interleaved", "halves", got "gptj"',
    );
    expect(() => rotaryPositions([[1, 2, 3]], { layout: 'halves' })).toThrow(
      '"x" expected shape (..., n, d) with d even, got (1, 3)',
    );
    expect(() => rotaryPositions([1, 2], { layout: 'halves' })).toThrow('got (2)');
  });
});

describe('linearBiases', () => {
  it('has the slopes of the paper, and between them those of the authors’ code', () => {
    const eight = linearBiases(8, 1).slopes.data;
    eight.forEach((slope, h) => void expect(slope).toBe(2 ** -(h + 1)));
    // ALiBi's get_slopes(6): four of four heads, then the first and the third of eight.
    expect(Array.from(linearBiases(6, 1).slopes.data)).toEqual([
      2 ** -2,
      2 ** -4,
      2 ** -6,
      2 ** -8,
      2 ** -1,
      2 ** -3,
    ]);
    expect(Array.from(linearBiases(1, 1).slopes.data)).toEqual([2 ** -8]);
  });

  it('falls with the distance on either side, from the start or from the end', () => {
    expect(toNested(linearBiases(1, 2, 3, { align: 'start' }).bias)).toEqual([
      [
        [0, -(2 ** -8), -(2 ** -7)],
        [-(2 ** -8), 0, -(2 ** -8)],
      ],
    ]);
    expect(toNested(linearBiases(1, 2, 3, { align: 'end' }).bias)).toEqual([
      [
        [-(2 ** -8), 0, -(2 ** -8)],
        [-(2 ** -7), -(2 ** -8), 0],
      ],
    ]);
  });

  it('makes each step back cost the same factor of attention', () => {
    const { bias, slopes } = linearBiases(2, 5);
    const equal = createNdArray(new Float64Array(2 * 5 * 3), [2, 5, 3]);
    const weights = attentionWeights(equal, equal, { bias, causal: true });
    for (let head = 0; head < 2; head++) {
      const ratio = weights.get(head, 4, 1) / weights.get(head, 4, 2);
      expect(ratio).toBeCloseTo(Math.exp(-slopes.data[head]!), 12);
    }
    const output = scaledDotProductAttention(equal, equal, equal, { bias, causal: true });
    expect(output.shape).toEqual([2, 5, 3]);
  });

  it('comes in float32 where asked for', () => {
    const { slopes, bias } = linearBiases(3, 2, 2, { dtype: 'float32' });
    expect([slopes.dtype, bias.dtype]).toEqual(['float32', 'float32']);
  });

  it('wants to be told how different lengths are aligned', () => {
    expect(() => linearBiases(2, 1, 7)).toThrow(
      'linearBiases: "align" expected "start" or "end", for 1 queries and 7 keys can be aligned either way, got nothing',
    );
    expect(() => linearBiases(0, 1)).toThrow('"heads" expected a whole number >= 1');
    expect(() => linearBiases(2, 2, 2, { align: 'middle' as never })).toThrow('"align"');
  });
});
