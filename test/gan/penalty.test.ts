import { describe, expect, it } from 'vitest';
import { sum } from '../../src/array/index.js';
import { randomGenerator } from '../../src/core/random.js';
import { clipWeights, gradientPenalty, gradientPenaltyAt } from '../../src/gan/index.js';
import { add, mul, square, sub } from '../../src/gradient/arithmetic.js';
import { tanh } from '../../src/gradient/functions.js';
import { checkGradient, grad, type Traceable, type Traced } from '../../src/gradient/index.js';
import { matmul } from '../../src/gradient/matmul.js';
import { asArray } from '../../src/gradient/moves.js';
import { sum as total } from '../../src/gradient/reduce.js';
import { transpose } from '../../src/gradient/shape.js';
import { readCases, toFloats, worstRatio } from '../reference/read.js';

interface Weights<T> {
  readonly w1: T;
  readonly b1: T;
  readonly w2: T;
}
const critic =
  ({ w1, b1, w2 }: Weights<Traceable>) =>
  (x: Traced): Traced =>
    total(mul(tanh(add(matmul(x, transpose(asArray(w1))), b1)), w2), { axis: 1 }) as Traced;

describe.each(['float64', 'float32'] as const)(
  'the gradient penalty in %s agrees with PyTorch',
  (dtype) => {
    for (const c of readCases('11-generative', 'gradientPenalty'))
      it(`${c.name}, with its gradients by the weights`, () => {
        const x = toFloats(c.inputs.x, dtype);
        const weights = {
          w1: toFloats(c.inputs.W1, dtype),
          b1: toFloats(c.inputs.b1, dtype),
          w2: toFloats(c.inputs.w2, dtype),
        };
        const agree = (got: ArrayLike<number>, wanted: ArrayLike<number>): void =>
          expect(worstRatio(got, wanted, c.tolerance[dtype])).toBeLessThanOrEqual(1);
        const { penalty, gradients_of_penalty: slopes } = c.expected;
        const value = gradientPenaltyAt(critic(weights), x, { weight: 1 });
        agree([value as number], penalty.data);
        const got = grad((w: Weights<Traced>) => gradientPenaltyAt(critic(w), x, { weight: 1 }))(
          weights,
        );
        agree(got.w1.data, slopes.W1.data);
        agree(got.b1.data, slopes.b1.data);
        agree(got.w2.data, slopes.w2.data);
      });
  },
);

describe('gradientPenalty', () => {
  const real = [
    [1, 2],
    [0.5, -1],
    [3, 0],
  ];
  const fake = [
    [0, 1],
    [-0.5, 2],
    [1, 1],
  ];
  const weights = {
    w1: [
      [0.5, -1],
      [2, 0.3],
      [-0.7, 0.4],
    ],
    b1: [0.1, -0.2, 0.3],
    w2: [1, -0.5, 0.8],
  };

  it('lies on the line between the samples of a pair, one share for all coordinates', () => {
    const mix = [1, 0, 0.25];
    const points = [
      [1, 2],
      [-0.5, 2],
      [1.5, 0.75],
    ];
    const d = critic(weights);
    expect(gradientPenalty(d, real, fake, { mix })).toBeCloseTo(
      gradientPenaltyAt(d, points) as number,
      13,
    );
    const drawn = (seed: number) =>
      gradientPenalty(d, real, fake, { rng: randomGenerator(seed), weight: 1 });
    expect(drawn(1)).toBe(drawn(1));
    expect(drawn(1)).not.toBe(drawn(2));
  });

  it('is differentiated by weights and samples, to second order', () => {
    const f = (w: Weights<Traced>) => gradientPenaltyAt(critic(w), real);
    expect(checkGradient(f, weights, { order: 2 }).ok).toBe(true);
    const bySamples = (v: { r: Traced; f: Traced }) =>
      gradientPenalty(critic(weights), v.r, v.f, { mix: [0.2, 0.5, 0.9] });
    expect(checkGradient(bySamples, { r: real, f: fake }).ok).toBe(true);
  });

  it('is 0 for slopes of 1, and has a finite gradient where the slope is 0', () => {
    const plane = (x: Traced): Traced => matmul(x, [[0.6], [0.8]]);
    expect(gradientPenaltyAt(plane, real)).toBeCloseTo(0, 28);
    const bowl = (x: Traced): Traced => total(square(x), { axis: 1 });
    expect(gradientPenaltyAt(bowl, [[0, 0]], { weight: 2 })).toBe(2);
    const slope = grad((x) => gradientPenaltyAt(bowl, x, { weight: 2 }))([[0, 0]]);
    expect([...slope.data]).toEqual([0, 0]);
    const flat = (c: Traced) => gradientPenaltyAt((x) => matmul(mul(x, c), [[1], [1]]), real);
    expect(grad(flat)(0)).toBe(0);
  });

  it('takes samples of any shape, and refuses what does not fit', () => {
    const cube = (x: Traced): Traced => total(square(x), { axis: [1, 2] });
    // The slope is twice the sample: of length 2·√(1 + 4 + 4).
    expect(
      gradientPenaltyAt(
        cube,
        [
          [
            [1, 2],
            [2, 0],
          ],
        ],
        { weight: 1 },
      ),
    ).toBeCloseTo(25, 12);
    const d = critic(weights);
    expect(() => gradientPenalty(d, real, fake.slice(1), { mix: [1, 1, 1] })).toThrow('"fake"');
    expect(() => gradientPenalty(d, real, fake, { mix: [1] })).toThrow('one number a pair, (3)');
    expect(() => gradientPenalty(d, real, fake, { mix: [0, 1, 1.1] })).toThrow('from 0 to 1');
    expect(() => gradientPenalty(d, real, fake, {})).toThrow('"mix or rng"');
    expect(() => gradientPenaltyAt(d, [[]])).toThrow('at least one element');
    expect(() => gradientPenaltyAt((x) => sub(x, 1), real)).toThrow(
      'a traced score for each sample, (3) or (3, 1), got (3, 2)',
    );
    expect(() => gradientPenaltyAt(d, real, { weight: -1 })).toThrow('"weight"');
  });
});

describe('clipWeights', () => {
  it('keeps every weight within the bounds, and leaves the rest and its argument as they are', () => {
    const weights = {
      layers: [
        {
          w: [
            [0.5, -3],
            [0.005, 0],
          ],
          b: Float32Array.of(9, -0.25),
        },
      ],
      scale: 2,
    };
    const clipped = clipWeights(weights, 0.5);
    expect([...clipped.layers[0]!.w.data]).toEqual([0.5, -0.5, 0.005, 0]);
    expect(clipped.layers[0]!.b.data).toEqual(Float32Array.of(0.5, -0.25));
    expect(clipped.scale).toBe(0.5);
    expect(sum(weights.layers[0]!.w)).toBe(-2.495);
    expect(clipWeights(-1)).toBe(-0.01);
    expect(() => clipWeights({ w: [NaN] })).toThrow('clipWeights: "weights.w"');
    expect(() => clipWeights(1, 0)).toThrow('"limit"');
  });
});
