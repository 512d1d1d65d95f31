import { describe, expect, it } from 'vitest';
import { normal, randomGenerator } from '../../src/core/random.js';
import type { FloatNdArray } from '../../src/core/types.js';
import {
  encoderLayer,
  explainEncoderLayer,
  initializeTransformer,
} from '../../src/transformer/index.js';
import { expectClose, expectShown, numbersIn, stepOf } from '../attention/explained.js';

const draw = (seed: number, ...shape: number[]): FloatNdArray =>
  normal(randomGenerator(seed), shape);

// The course's block: Q = X, keys that add up a token, values of half a token.
const attention = {
  wq: [
    [1, 0],
    [0, 1],
  ],
  wk: [
    [1, 1],
    [1, 1],
  ],
  wv: [
    [0.5, 0],
    [0, 0.5],
  ],
};

/** Numbers of a course sheet that differ from the right ones. */
function expectOff(value: unknown, sheet: readonly number[], places: readonly number[]): void {
  const right = numbersIn(value);
  for (const place of places) expect(Math.abs(right[place]! - sheet[place]!)).toBeGreaterThan(1e-9);
}

describe('explainEncoderLayer', () => {
  it("solves the course's block on two one-hot tokens, and goes on to the norm", () => {
    const x = [
      [1, 0],
      [0, 1],
    ];
    const d = explainEncoderLayer(x, { attention }, { heads: 1 });
    const text = expectShown(d);
    expectClose(stepOf(d, 'scores').value, [1, 1, 1, 1]);
    expectClose(stepOf(d, 'scaled').value, new Array(4).fill(0.7071067811865475));
    expectClose(d.result.weights, [0.5, 0.5, 0.5, 0.5]);
    expectClose(d.result.attention, [0.25, 0.25, 0.25, 0.25]);
    expectClose(d.result.residual, [1.25, 0.25, 0.25, 1.25]);
    const a = 0.9999800005999799;
    expectClose(d.result.output, [a, -a, -a, a]);
    // The sheet prints values of 0.5 throughout, and calls the residual sum the output.
    expectOff(d.result.attention, [0.5, 0.5, 0.5, 0.5], [0, 1, 2, 3]);
    expectOff(d.result.output, [1.25, 0.25, 0.25, 1.25], [0, 1, 2, 3]);
    expect(text).toContain('u₁ = x₁ + o₁ = (1, 0) + (0.25, 0.25) = (1.25, 0.25)');
    expect(text).toContain('Each row by itself, not the columns.');
    expect(d.steps.map(({ id }) => id)).toEqual(['attention', 'residual', 'normed1']);
  });

  it("solves the course's block on (1, 2) and (3, 4), where the sheet rounds and slips", () => {
    const x = [
      [1, 2],
      [3, 4],
    ];
    const d = explainEncoderLayer(x, { attention }, { heads: 1, tokens: ['hello', 'world'] });
    const text = expectShown(d);
    expectClose(stepOf(d, 'k').value, [3, 3, 7, 7]);
    expectClose(stepOf(d, 'v').value, [0.5, 1, 1.5, 2]);
    expectClose(stepOf(d, 'scores').value, [9, 21, 21, 49]);
    expectClose(
      stepOf(d, 'scaled').value,
      [6.363961030678928, 14.849242404917497, 14.849242404917497, 34.648232278140824],
    );
    expectClose(
      d.result.weights,
      [0.00020644266442855735, 0.9997935573355714, 2.52004299075957e-9, 0.9999999974799569],
    );
    expectClose(
      d.result.attention,
      [1.4997935573355714, 1.9997935573355714, 1.4999999974799567, 1.999999997479957],
    );
    expectClose(
      d.result.residual,
      [2.4997935573355714, 3.9997935573355714, 4.499999997479957, 5.999999997479957],
    );
    const b = 0.9999911112296279;
    expectClose(d.result.output, [-b, b, -b, b]);
    // 21/√2 as 14.89, 49/√2 as 34.64; a second row of weights of exactly 0 and 1; sums of round numbers.
    expectOff(stepOf(d, 'scaled').value, [6.36, 14.89, 14.89, 34.64], [1, 2, 3]);
    expectOff(d.result.weights, [0.00021, 0.99979, 0, 1], [2, 3]);
    expectOff(d.result.residual, [2.5, 4, 4.5, 6], [0, 1, 2, 3]);
    expect(text).toContain('“hello”');
  });

  it('arrives at what encoderLayer gives, with every part there, norm after and before', () => {
    const plan = { kind: 'encoder', width: 4, heads: 2, layers: 1, feedForward: 3 } as const;
    const own = initializeTransformer(plan, randomGenerator(1)).parameters.layers[0]!;
    const norm = (seed: number) => ({ gamma: draw(seed, 4), beta: draw(seed + 1, 4) });
    const parameters = { ...own, norm1: norm(3), norm2: norm(5) };
    const x = draw(2, 3, 4);
    for (const place of ['post', 'pre'] as const) {
      const options = { heads: 2, norm: place, causal: true } as const;
      const d = explainEncoderLayer(x, parameters, options);
      expectShown(d);
      expectClose(d.result.output, encoderLayer(x, parameters, options));
      expect(d.result.weights.shape).toEqual([2, 3, 3]);
      const halves =
        place === 'post'
          ? ['attention', 'residual', 'normed1', 'feed-forward', 'sum', 'normed2']
          : ['normed1', 'attention', 'residual', 'normed2', 'feed-forward', 'sum'];
      expect(d.steps.map(({ id }) => id)).toEqual(halves);
      // The last step is the layer's output; with the norm first that is a sum.
      expect(d.steps.at(-1)!.id).toBe(place === 'post' ? 'normed2' : 'sum');
    }
  });

  it('leaves its inputs alone and says what it cannot work out', () => {
    const x = draw(7, 2, 2);
    const before = [...x.data];
    explainEncoderLayer(x, { attention }, { heads: 1 });
    expect([...x.data]).toEqual(before);
    expect(() => explainEncoderLayer([[1, Infinity]], { attention }, { heads: 1 })).toThrow(
      'explainEncoderLayer: "x" expected finite numbers, got Infinity at [0, 1]',
    );
    expect(() => explainEncoderLayer(draw(1, 13, 2), { attention }, { heads: 1 })).toThrow('144');
    expect(() => explainEncoderLayer([1, 2], { attention }, { heads: 1 })).toThrow('shape (n, D)');
    const options = { heads: 1, activation: 'gelu' } as never;
    expect(() => explainEncoderLayer(x, { attention }, options)).toThrow('"activation"');
  });
});
