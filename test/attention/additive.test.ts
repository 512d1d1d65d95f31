import { describe, expect, it } from 'vitest';
import { exp, matmul, sum } from '../../src/array/index.js';
import { additiveAttention, attentionStages, kernelAttention } from '../../src/attention/index.js';
import { createNdArray } from '../../src/core/create.js';
import { toNested } from '../../src/core/to-nested.js';
import { checkGradient, type Traced } from '../../src/gradient/index.js';
import { type ReferenceArray, readCases, worstRatio } from '../reference/read.js';

function slice({ data, shape }: ReferenceArray, ...at: number[]) {
  const rest = shape.slice(at.length);
  const size = rest.reduce((a, b) => a * b, 1);
  const index = at.reduce((total, i, axis) => total * shape[axis]! + i, 0);
  return createNdArray(Float64Array.from(data).slice(index * size, (index + 1) * size), rest);
}

describe('additiveAttention', () => {
  for (const { name, inputs, expected, tolerance } of readCases(
    '08-attention',
    'additiveAttention',
  )) {
    it(`gives what PyTorch gives: ${name}`, () => {
      const [batch, queries] = inputs.q.shape;
      for (let b = 0; b < batch; b++) {
        for (let i = 0; i < queries; i++) {
          const { scores, weights, context } = additiveAttention(
            slice(inputs.q, b, i),
            slice(inputs.k, b),
            {
              wQuery: slice(inputs.Wq),
              wKeys: slice(inputs.Wk),
              v: slice(inputs.score_vector),
              b: slice(inputs.b),
            },
            slice(inputs.v, b),
          );
          const close = (actual: ArrayLike<number>, all: ReferenceArray) =>
            expect(worstRatio(actual, slice(all, b, i).data, tolerance.float64)).toBeLessThan(1);
          close(scores.data, expected.scores);
          close(weights.data, expected.weights);
          close(context.data, expected.output);
        }
      }
    });
  }

  const parameters = {
    wQuery: [
      [1, 0],
      [0, 1],
    ],
    wKeys: [
      [1, 1],
      [1, -1],
    ],
    v: [1, 1],
  };
  const states = [
    [1, 0],
    [0, 1],
    [1, 1],
  ];

  it("solves the course's problem: not 0.285 for the middle weight, not 0.641 for the context", () => {
    const { scores, weights, context } = additiveAttention([1, 2], states, parameters);
    expect(scores.get(1)).toBeCloseTo(Math.tanh(2) + Math.tanh(1), 15);
    expect(weights.get(1)).toBeCloseTo(0.2836134292365986, 14);
    expect(context.get(1)).toBeCloseTo(0.6418067146182993, 14);
  });

  it('has gradients, to second order', () => {
    const start = {
      s: [1, 2],
      h: [
        [1, 0],
        [0, 1],
        [1, 1],
      ],
      v: [1, 0.5],
      w: [
        [1, 1],
        [1, -1],
      ],
    };
    const loss = (p: { s: Traced; h: Traced; v: Traced; w: Traced }): Traced | number =>
      sum(exp(additiveAttention(p.s, p.h, { wQuery: p.w, wKeys: p.w, v: p.v }).context));
    expect(checkGradient(loss, start, { order: 2 }).ok).toBe(true);
  });

  it('names what does not fit', () => {
    expect(() => additiveAttention([1], states, parameters)).toThrow(
      '"wQuery" expected shape (a=2, ds=1), got (2, 2)',
    );
    expect(() => additiveAttention([1, 2], states, parameters, [[1]])).toThrow(
      '"values" expected shape (m=3, e), got (1, 1)',
    );
    expect(() => additiveAttention([1, Number.NaN], states, parameters)).toThrow('NaN at [1]');
  });
});

describe('general attention, score q·W·k', () => {
  for (const { name, inputs, expected, tolerance } of readCases(
    '08-attention',
    'generalAttention',
  )) {
    it(`is dot-product attention of q·W, and a look-up by dot products: ${name}`, () => {
      const [q, k, v, w] = [inputs.q, inputs.k, inputs.v, inputs.W].map((x) => slice(x));
      const close = (actual: ArrayLike<number>, all: ReferenceArray, ...at: number[]) =>
        expect(worstRatio(actual, slice(all, ...at).data, tolerance.float64)).toBeLessThan(1);
      const projected = matmul(q!, w!);
      const stages = attentionStages(projected, k!, v!, { scale: 1 });
      close(stages.scores.data, expected.scores);
      close(stages.weights.data, expected.weights);
      close(stages.output.data, expected.output);
      const [batch, queries] = inputs.q.shape;
      for (let b = 0; b < batch; b++) {
        for (let i = 0; i < queries; i++) {
          const found = kernelAttention(
            projected.pick(b, i),
            slice(inputs.k, b),
            slice(inputs.v, b),
            { similarity: 'dot' },
          );
          close(found.weights.data, expected.weights, b, i);
          close(found.output.data, expected.output, b, i);
        }
      }
    });
  }
});

describe('kernelAttention', () => {
  const boxes = [
    [[300], [400]],
    [[30], [40]],
  ] as const;

  it("solves the course's problem of the boxes: 36, by distances to the query", () => {
    const { similarities, weights, output } = kernelAttention([360], ...boxes, {
      similarity: 'inverse-distance',
    });
    expect(similarities.get(0)).toBeCloseTo(1 / 60, 15);
    expect(toNested(weights)).toEqual([expect.closeTo(0.4, 14), expect.closeTo(0.6, 14)]);
    expect(output.get(0)).toBeCloseTo(36, 12);
    // 1/key, as the sheet prints it, does not depend on the query.
    expect(output.get(0)).not.toBeCloseTo(34.2857, 1);
  });

  it('takes a Gaussian of the distance', () => {
    const wide = kernelAttention([360], ...boxes, { similarity: 'gaussian', bandwidth: 50 });
    expect(wide.weights.get(0)).toBeCloseTo(0.401312339887548, 14);
    expect(wide.output.get(0)).toBeCloseTo(35.98687660112452, 12);
    const narrow = kernelAttention([360], ...boxes, { similarity: 'gaussian', bandwidth: 0.001 });
    expect(toNested(narrow.weights)).toEqual([0, 1]);
  });

  it('takes the mean of the keys that are met exactly', () => {
    const { weights, output } = kernelAttention([1], [[1], [2], [1]], [[10], [20], [40]], {
      similarity: 'inverse-distance',
    });
    expect(toNested(weights)).toEqual([0.5, 0, 0.5]);
    expect(output.get(0)).toBe(25);
  });

  it("is a softmax by dot products, and takes a function of one's own", () => {
    const { weights } = kernelAttention([1], [[0], [Math.log(3)]], [[1], [2]], {
      similarity: 'dot',
    });
    expect(weights.get(1)).toBeCloseTo(0.75, 15);
    const own = kernelAttention([1], [[0], [1]], [[1], [2]], { similarity: () => [1, 3] });
    expect(own.output.get(0)).toBe(1.75);
  });

  it('has gradients', () => {
    const start = {
      q: [0.3, 1],
      k: [
        [1, 0],
        [0, 2],
        [1, 1],
      ],
    };
    for (const similarity of ['dot', 'gaussian', 'inverse-distance'] as const) {
      const loss = (p: { q: Traced; k: Traced }): Traced | number =>
        sum(kernelAttention(p.q, p.k, [[1], [2], [4]], { similarity }).output);
      expect(checkGradient(loss, start, { order: 2 }).ok).toBe(true);
    }
  });

  it('refuses what is no similarity', () => {
    const run =
      (similarity: unknown, more: object = {}) =>
      () =>
        kernelAttention([360], ...boxes, { similarity: similarity as 'dot', ...more });
    expect(run('cosine')).toThrow(
      '"similarity" expected "dot", "inverse-distance", "gaussian" or a function, got "cosine"',
    );
    expect(run(() => [0, 0])).toThrow('got zeros alone');
    expect(run(() => [1, -1])).toThrow('got -1');
    expect(run('gaussian', { bandwidth: 0 })).toThrow('"bandwidth" expected a number > 0, got 0');
  });
});
