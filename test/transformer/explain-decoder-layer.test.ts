import { describe, expect, it } from 'vitest';
import { toNested } from '../../src/array/index.js';
import { normal, randomGenerator } from '../../src/core/random.js';
import type { FloatNdArray } from '../../src/core/types.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import {
  type DecoderLayerParameters,
  decoderLayer,
  explainDecoderLayer,
} from '../../src/transformer/index.js';
import { expectClose, stepOf } from '../attention/explained.js';
import { expectShown } from '../derivation/shown.js';

const zero = [
  [0, 0],
  [0, 0],
];
const one = [
  [1, 0],
  [0, 1],
];
const twoTokens = [
  [1, 2],
  [3, 4],
];
const memory = [
  [10, 20],
  [30, 40],
];
/** Nothing can be told apart, and values are what they are made of. */
const plain = {
  selfAttention: { wq: zero, wk: zero, wv: one },
  crossAttention: { wq: zero, wk: zero, wv: one },
  feedForward: { w1: one, w2: one },
};

describe('explainDecoderLayer', () => {
  it('is what pen and paper give, with norms first', () => {
    const d = explainDecoderLayer(twoTokens, memory, plain, { heads: 1, norm: 'pre' });
    // Each token is a pair x, x + 1: normed ±a. The memory counts as it is; its mean is (20, 30).
    const a = 0.5 / Math.sqrt(0.25 + 1e-5);
    const h = 5.5 + a;
    const b = h / Math.sqrt(h * h + 1e-5);
    expectClose(d.result.selfWeights, [1, 0, 0.5, 0.5]);
    expectClose(d.result.selfAttention, [-a, a, -a, a]);
    expectClose(d.result.crossWeights, [0.5, 0.5, 0.5, 0.5]);
    expectClose(d.result.crossAttention, [20, 30, 20, 30]);
    expectClose(d.result.output, [21 - a, 32 + a + b, 23 - a, 34 + a + b]);
    expect(expectShown(d)).toContain('Token 1 sees token 1, not token 2');
    expect(d.steps.map(({ id }) => id)).toEqual([
      ...['normed1', 'self', 'residual1', 'normed2', 'cross', 'residual2'],
      ...['normed3', 'feed-forward', 'residual3'],
    ]);
  });

  it('is what pen and paper give, with norms after the sums, which a sheet leaves out', () => {
    const d = explainDecoderLayer([[1, 2]], memory, plain, { heads: 1 });
    const norm = (half: number): number => half / Math.sqrt(half * half + 1e-5);
    // (1, 2) + (1, 2) = (2, 4); normed (−a, a); plus (20, 30); normed (−b, b); plus (0, b); normed.
    const a = norm(1);
    const b = norm(5 + a);
    const c = norm(1.5 * b);
    expectClose(stepOf(d, 'residual1').value, [2, 4]);
    expectClose(stepOf(d, 'residual2').value, [20 - a, 30 + a]);
    expectClose(stepOf(d, 'residual3').value, [-b, 2 * b]);
    expectClose(d.result.output, [-c, c]);
    expect(d.result.output.get(0, 1)).not.toBeCloseTo(2 * b, 1);
    expectShown(d);
  });

  it('is decoderLayer, with heads, masks, biases and learned norms', () => {
    const rng = randomGenerator(5);
    const draw = (...shape: number[]): FloatNdArray => normal(rng, shape);
    const attention = (from: number) => ({
      ...{ wq: draw(4, 4), wk: draw(from, 4), wv: draw(from, 6), wo: draw(6, 4) },
      ...{ bq: draw(4), bk: draw(4), bv: draw(6), bo: draw(4) },
    });
    const learned = () => ({ gamma: draw(4), beta: draw(4) });
    const parameters: DecoderLayerParameters<FloatNdArray> = {
      ...{ selfAttention: attention(4), crossAttention: attention(3) },
      feedForward: { w1: draw(4, 5), b1: draw(5), w2: draw(5, 4), b2: draw(4) },
      ...{ norm1: learned(), norm2: learned(), norm3: learned() },
    };
    const [x, kept] = [draw(3, 4), draw(2, 3)];
    for (const norm of ['pre', 'post'] as const) {
      for (const seen of [
        {},
        { causal: false },
        { mask: [[1, 0, 1]], memoryMask: [[0, 1]], epsilon: 0.1 },
        {
          memoryMask: [
            [1, 0],
            [1, 1],
            [0, 0],
          ],
        },
      ]) {
        const d = explainDecoderLayer(x, kept, parameters, { heads: 2, norm, ...seen });
        const whole = decoderLayer(x, kept, parameters, { heads: 2, norm, ...seen });
        expect(toNested(d.result.output)).toEqual(toNested(whole));
        expect(d.result.selfWeights.shape).toEqual([2, 3, 3]);
        expect(d.result.crossWeights.shape).toEqual([2, 3, 2]);
        expect(verifyDerivation(d).steps.filter(({ ok }) => !ok)).toEqual([]);
        if (norm === 'post' && 'epsilon' in seen) expectShown(d);
      }
    }
  });

  it('calls tokens and memory by their names', () => {
    const names = { tokens: ['le', 'chat'], memoryTokens: ['the', 'cat'] };
    const d = explainDecoderLayer(twoTokens, memory, plain, { heads: 1, ...names });
    const text = expectShown(d);
    expect(text).toContain('“le” sees “le”, not “chat”');
    expect(text).toContain('“chat” with “the”');
    // A token sees itself: a sheet lists only those before it.
    expect(d.result.selfWeights.get(0, 1, 1)).toBe(0.5);
  });

  it('refuses what decoderLayer refuses, and more than anyone reads', () => {
    const fn = 'explainDecoderLayer';
    const explain = (x: number[][], kept: number[][], options: object, own: object = plain) =>
      explainDecoderLayer(x, kept, own as typeof plain, { heads: 1, ...options });
    expect(() => explain(twoTokens, [[1, 2, 3]], {})).toThrow(`${fn}: "crossAttention.wk"`);
    expect(() => explain(twoTokens, [[1, 2]], { window: 1 })).toThrow('window');
    expect(() => explain(twoTokens, [[1, 2]], { heads: 0 })).toThrow(`${fn}: "heads"`);
    expect(() => explain(twoTokens, [[1, 2]], { heads: 3 })).toThrow(fn);
    expect(() => explain(twoTokens, [[1, 2]], { tokens: ['a'] })).toThrow(`${fn}: "tokens"`);
    expect(() => explain(twoTokens, [[1, 2]], { memoryTokens: ['a', 'b'] })).toThrow(
      `${fn}: "memoryTokens"`,
    );
    expect(() => explain(new Array(12).fill([1, 2]), [[1, 2]], {})).toThrow('144 pairs');
    expect(() => explain([[1, Infinity]], [[1, 2]], {})).toThrow(`${fn}: "x"`);
    expect(() => explain(twoTokens, memory, {}, { ...plain, norm4: {} })).toThrow('norm4');
    const { feedForward: _, ...rest } = plain;
    expect(() => explain(twoTokens, memory, {}, rest)).toThrow('feedForward');
  });
});
