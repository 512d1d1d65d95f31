import { describe, expect, it } from 'vitest';
import { matmul, mean, mul, reshape, sum, transpose } from '../../src/array/index.js';
import { attentionPool } from '../../src/contrastive/index.js';
import { createNdArray } from '../../src/core/create.js';
import { normal, randomGenerator } from '../../src/core/random.js';
import { checkGradient, type Traced } from '../../src/gradient/index.js';
import { worstRatio } from '../reference/read.js';

/** sin(a·k + 0.3·a) for k = 0, 1, …: numbers that the reference made by the same formula. */
function wave(shape: number[], a: number, single: boolean): ReturnType<typeof createNdArray> {
  const count = shape.reduce((product, n) => product * n, 1);
  const data = Array.from({ length: count }, (_, k) => Math.sin(a * k + 0.3 * a));
  return createNdArray(single ? Float32Array.from(data) : Float64Array.from(data), shape);
}

describe.each(['float64', 'float32'] as const)('attentionPool in %s', (dtype) => {
  it('agrees with CLIP’s AttentionPool2d, written out in NumPy', () => {
    // NumPy 2.4: two images of 4 channels, 2 by 3, two heads, PyTorch's matrices (out, in), biases everywhere.
    const wanted = [
      0.32713646441660704, 1.0210034426012364, 0.595939500201684, 0.25591509086893016,
      0.981127252364513, 0.7372109789631985,
    ];
    const firstHead = [
      0.003996262485293325, 0.9940585595583015, 0.0017356876304689625, 9.04559671320712e-7,
      3.928711751315514e-6, 0.00015254569755461002, 5.211135695894678e-5,
    ];
    const at = (shape: number[], a: number) => wave(shape, a, dtype === 'float32');
    const images = at([2, 4, 2, 3], 1.1);
    const features = transpose(reshape(images, [2, 4, 6]), [0, 2, 1]);
    const { output, weights } = attentionPool(
      features,
      {
        positions: at([7, 4], 0.37),
        wq: transpose(at([4, 4], 0.71)),
        wk: transpose(at([4, 4], 0.83)),
        wv: transpose(at([4, 4], 0.57)),
        wo: transpose(at([3, 4], 0.91)),
        bq: at([4], 0.2),
        bk: at([4], 0.4),
        bv: at([4], 0.6),
        bo: at([3], 0.8),
      },
      { heads: 2, weights: true },
    );
    const tolerance = dtype === 'float64' ? { abs: 1e-13, rel: 1e-12 } : { abs: 1e-5, rel: 1e-4 };
    expect(output.shape).toEqual([2, 3]);
    expect(output.data).toBeInstanceOf(dtype === 'float32' ? Float32Array : Float64Array);
    expect(worstRatio(output.data, wanted, tolerance)).toBeLessThanOrEqual(1);
    expect(weights!.shape).toEqual([2, 2, 7]);
    expect(worstRatio(weights!.data.slice(0, 7), firstHead, tolerance)).toBeLessThanOrEqual(1);
  });
});

describe('attentionPool', () => {
  const rng = randomGenerator(8);
  const [n, d] = [4, 6];
  const features = normal(rng, [n, d]);
  const parameters = {
    positions: normal(rng, [n + 1, d]),
    wq: normal(rng, [d, d]),
    wk: normal(rng, [d, d]),
    wv: normal(rng, [d, d]),
    wo: normal(rng, [d, 3]),
  };

  it('is a hand-worked case: a query that picks one place', () => {
    // Features 0 and 2 with mean 1; the query is 1·4, the keys are the features: scores 4, 0 and 8.
    const { output, weights } = attentionPool(
      [[0], [2]],
      { wq: [[4]], wk: [[1]], wv: [[1]] },
      { heads: 1, weights: true },
    );
    const shares = [Math.exp(4), 1, Math.exp(8)];
    const total = shares[0]! + shares[1]! + shares[2]!;
    expect(output.shape).toEqual([1]);
    expect(output.get(0)).toBeCloseTo((shares[0]! + 2 * shares[2]!) / total, 14);
    expect(weights!.shape).toEqual([1, 3]);
    shares.forEach((share, j) => {
      expect(weights!.get(0, j)).toBeCloseTo(share / total, 14);
    });
  });

  it('does not see the order of places without their embeddings, and sees it with them', () => {
    const order = [2, 0, 3, 1];
    const turned = order.map((i) => Array.from({ length: d }, (_, k) => features.get(i, k)));
    const { positions: _, ...without } = parameters;
    const before = attentionPool(features, without, { heads: 2 }).output;
    attentionPool(turned, without, { heads: 2 }).output.data.forEach((v, i) => {
      expect(v).toBeCloseTo(before.data[i]!, 12);
    });
    const here = attentionPool(features, parameters, { heads: 2 }).output.get(0);
    const there = attentionPool(turned, parameters, { heads: 2 }).output.get(0);
    expect(Math.abs(there - here)).toBeGreaterThan(1e-3);
  });

  it('is a mean where queries say nothing: of the features and of their mean', () => {
    const zero = Array.from({ length: d }, () => new Array<number>(d).fill(0));
    const { wv, wo } = parameters;
    const got = attentionPool(features, { wq: zero, wk: zero, wv, wo }, { heads: 3 }).output;
    const wanted = matmul(
      matmul(
        [mean(features, { axis: 0 })].map((m) => Array.from(m.data)),
        wv,
      ),
      wo,
    );
    got.data.forEach((v, i) => {
      expect(v).toBeCloseTo(wanted.data[i]!, 12);
    });
  });

  it('gives each image of a batch what it gives it alone', () => {
    const more = normal(rng, [2, 3, n, d]);
    const { output, weights } = attentionPool(more, parameters, { heads: 2, weights: true });
    expect(output.shape).toEqual([2, 3, 3]);
    expect(weights!.shape).toEqual([2, 3, 2, n + 1]);
    const alone = attentionPool(more.pick(1, 2), parameters, { heads: 2 }).output;
    alone.data.forEach((v, i) => {
      expect(v).toBeCloseTo(output.get(1, 2, i), 13);
    });
  });

  it('has the gradients of its values, to second order', () => {
    const f = (s: { features: Traced; parameters: Record<keyof typeof parameters, Traced> }) => {
      const { output } = attentionPool(s.features, s.parameters, { heads: 2 });
      return sum(mul(output as Traced, [1, -2, 0.5]));
    };
    expect(checkGradient(f, { features, parameters }, { order: 2 }).ok).toBe(true);
  });

  it('refuses shapes that do not meet, and unknown names', () => {
    const { positions, ...rest } = parameters;
    expect(() => attentionPool([1, 2], rest, { heads: 1 })).toThrow('"features" expected shape');
    expect(() =>
      attentionPool(features, { ...rest, positions: positions.hi(n) }, { heads: 2 }),
    ).toThrow('attentionPool: "parameters.positions" expected shape (1 + n=5, d=6), got (4, 6)');
    expect(() => attentionPool(features, rest, { heads: 4 })).toThrow('attentionPool');
    expect(() => attentionPool([[NaN]], { ...rest }, { heads: 1 })).toThrow('got NaN at [0, 0]');
    // @ts-expect-error: another name.
    expect(() => attentionPool(features, { ...rest, wx: [[1]] }, { heads: 2 })).toThrow('"wx"');
    // @ts-expect-error: no heads.
    expect(() => attentionPool(features, rest, {})).toThrow('"heads"');
  });
});
