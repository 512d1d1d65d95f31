// What attention takes beside plain numbers: masks of truth values, and traced values where a closed form is asked for.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mul, sum } from '../../src/array/index.js';
import {
  type AttentionMask,
  attentionGradients,
  attentionStages,
  attentionWeights,
  combineMasks,
  explainMultiHeadAttention,
  explainScaledDotProductAttention,
  multiHeadAttention,
  scaledDotProductAttention,
} from '../../src/attention/index.js';
import { KindError, ShapeError } from '../../src/core/errors.js';
import { normal, randomGenerator } from '../../src/core/random.js';
import { toNested } from '../../src/core/to-nested.js';
import type { FloatNdArray } from '../../src/core/types.js';
import { checkGradient, grad, jacobian, vjp } from '../../src/gradient/index.js';
import { isTraced } from '../../src/gradient/traced.js';
import { decoderLayer, encoderLayer, explainEncoderLayer } from '../../src/transformer/index.js';

const draw = (seed: number, ...shape: number[]): FloatNdArray =>
  normal(randomGenerator(seed), shape);
const [q, k, v] = [draw(1, 3, 4), draw(2, 5, 4), draw(3, 5, 2)];

describe('a mask of truth values', () => {
  it('is the mask of ones and zeros', () => {
    const rows = fc.array(fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }), {
      minLength: 3,
      maxLength: 3,
    });
    fc.assert(
      fc.property(rows, (mask) => {
        const numbers = mask.map((row) => row.map(Number));
        expect(toNested(attentionWeights(q, k, { mask }))).toEqual(
          toNested(attentionWeights(q, k, { mask: numbers })),
        );
        expect(toNested(combineMasks(mask, [[true, true, true, true, true]]))).toEqual(numbers);
      }),
    );
  });

  it('goes through heads, layers and derivations', () => {
    const mask = [
      [true, false, true],
      [false, true, true],
      [false, false, false],
    ];
    const numbers = mask.map((row) => row.map(Number));
    const x = draw(4, 2, 3, 4);
    const w = { wq: draw(5, 4, 4), wk: draw(6, 4, 4), wv: draw(7, 4, 4) };
    const each = <R>(run: (mask: AttentionMask) => R): void =>
      expect(run(mask)).toEqual(run(numbers));
    each((m) =>
      toNested(multiHeadAttention(x, w, { heads: 2, mask: [m, m] as AttentionMask }).output),
    );
    const feedForward = { w1: draw(8, 4, 6), w2: draw(9, 6, 4) };
    each((m) => toNested(encoderLayer(x, { attention: w, feedForward }, { heads: 2, mask: m })));
    const layer = { selfAttention: w, crossAttention: w, feedForward };
    each((m) => toNested(decoderLayer(x, x, layer, { heads: 2, mask: m, memoryMask: m })));
    const one = draw(4, 3, 4);
    each((m) => explainScaledDotProductAttention(one, one, one, { mask: m }).given);
    each((m) => explainMultiHeadAttention(one, w, { heads: 2, mask: m }).given);
    each(
      (m) => explainEncoderLayer(one, { attention: w, feedForward }, { heads: 2, mask: m }).given,
    );
  });

  it('says where something else stands', () => {
    const run = (mask: unknown) => () => attentionWeights(q, k, { mask: mask as AttentionMask });
    const row = [true, true, true, true, true];
    expect(run([row, row, [true, true, 'yes', true, true]])).toThrow(
      'attentionWeights: "mask" expected nested arrays of numbers, got "yes" at [2, 2]',
    );
    expect(run([row, row, [true, true]])).toThrow(ShapeError);
    expect(run(true)).toThrow(KindError);
    const round: unknown[] = [true];
    round.push(round);
    expect(run(round)).toThrow(/"mask" expected nested arrays of/);
  });
});

describe('attentionGradients of traced values', () => {
  const outer = draw(10, 3, 2);
  const bias = draw(11, 1, 5);

  it('is what it is of plain ones', () => {
    const options = { softcap: 3, causal: 'end', bias } as const;
    const plain = attentionGradients(q, k, v, outer, options);
    const names = ['q', 'k', 'v', 'bias'] as const;
    const inputs = [q, k, v, bias];
    for (const i of names.keys()) {
      const { value } = vjp((x) => {
        const of = inputs.map((input, at) => (at === i ? x : input));
        const g = attentionGradients(of[0]!, of[1]!, of[2]!, outer, { ...options, bias: of[3]! });
        // The output is linear in the values: their gradient knows nothing of them.
        for (const part of names) expect(isTraced(g[part])).toBe(part !== 'v' || i !== 2);
        return names.map((part) => g[part]!);
      }, inputs[i]!);
      names.forEach((part, at) => {
        const [got, expected] = [value[at]!, plain[part]!];
        expect(got.shape).toEqual(inputs[at]!.shape);
        expected.data.forEach((x, e) => {
          expect(got.data[e]).toBeCloseTo(x, 12);
        });
      });
    }
  });

  it('can be differentiated by each of its arguments, twice', () => {
    const f = (x: { q: never; k: never; v: never; outer: never; bias: never }) => {
      const g = attentionGradients(x.q, x.k, x.v, x.outer, { bias: x.bias });
      return [g.q, g.k, g.v, g.bias!].map((part, i) => sum(mul(part, draw(20 + i, ...part.shape))));
    };
    for (const order of [1, 2])
      expect(checkGradient(f as never, { q, k, v, outer, bias } as never, { order }).ok).toBe(true);
  });

  it('takes whole numbers beside traced values, and refuses a gradient of another shape', () => {
    const whole = [[1, 0, 0, 2]] as const;
    const by = jacobian((x) => attentionGradients(x, [...whole], [[1]], [[1]]).v);
    expect(by([[1, 2, 3, 4]]).shape).toEqual([1, 1, 1, 4]);
    const wrong = (x: never) => sum(attentionGradients(x, k, v, [[1, 2]]).q);
    expect(() => grad(wrong as never)(q as never)).toThrow(
      'attentionGradients: "gradient" expected shape (3, 2), that of the output, got (1, 2)',
    );
  });
});

describe('attentionStages', () => {
  it('traces what is computed from traced values, and that alone', () => {
    const traced: Record<string, string> = {};
    const names = ['scores', 'scaled', 'masked', 'weights', 'output'] as const;
    const note = (by: string, stages: Record<(typeof names)[number], unknown>): void => {
      traced[by] = names.filter((name) => isTraced(stages[name])).join(' ');
    };
    vjp((x) => {
      const stages = attentionStages(x, k, v);
      note('q', stages);
      return stages.output;
    }, q);
    vjp((x) => {
      const stages = attentionStages(q, k, x);
      note('v', stages);
      // Known from the types.
      stages.weights.get(0, 0);
      return stages.output;
    }, v);
    vjp(
      (x) => {
        const stages = attentionStages(q, k, v, { bias: x });
        note('bias', stages);
        return stages.output;
      },
      draw(12, 3, 5),
    );
    expect(traced).toEqual({ q: names.join(' '), v: 'output', bias: 'masked weights output' });
    expect(scaledDotProductAttention(q, k, v).shape).toEqual([3, 2]);
  });
});
