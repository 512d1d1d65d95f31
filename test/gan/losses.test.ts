import { describe, expect, it } from 'vitest';
import { add } from '../../src/array/index.js';
import { binaryCrossEntropyFromLogits } from '../../src/divergence/index.js';
import { discriminatorLoss, type GanVariant, generatorLoss } from '../../src/gan/index.js';
import { checkGradient, grad, type Traced } from '../../src/gradient/index.js';
import { readCases, toFloats, worstRatio } from '../reference/read.js';

const VARIANT: Readonly<Record<string, GanVariant>> = {
  minimax: 'minimax',
  nonsaturating: 'non-saturating',
  'least-squares': 'least-squares',
  wasserstein: 'wasserstein',
  hinge: 'hinge',
};
const VARIANTS = [...Object.values(VARIANT)];

describe.each(['float64', 'float32'] as const)(
  'losses of a GAN in %s agree with PyTorch',
  (dtype) => {
    for (const c of readCases('11-generative', 'ganLoss'))
      it(c.name, () => {
        const [, name, player] = /^(.*?)-(discriminator|critic|generator)/.exec(c.parameters.loss)!;
        const variant = VARIANT[name!]!;
        const fake = toFloats(c.inputs.fake, dtype);
        const agree = (got: ArrayLike<number>, wanted: ArrayLike<number>): void =>
          expect(worstRatio(got, wanted, c.tolerance[dtype])).toBeLessThanOrEqual(1);
        const { value, gradients } = c.expected;
        if (player === 'generator') {
          agree([generatorLoss(fake, { variant })], value.data);
          const slope = grad((f) => generatorLoss(f, { variant }))(fake);
          expect(slope.data).toBeInstanceOf(dtype === 'float32' ? Float32Array : Float64Array);
          agree(slope.data, gradients.fake.data);
          return;
        }
        const real = toFloats(c.inputs.real, dtype);
        agree([discriminatorLoss(real, fake, { variant })], value.data);
        const slopes = grad((s: { r: Traced; f: Traced }) =>
          discriminatorLoss(s.r, s.f, { variant }),
        )({ r: real, f: fake });
        agree(slopes.r.data, gradients.real.data);
        agree(slopes.f.data, gradients.fake.data);
      });
  },
);

describe('discriminatorLoss and generatorLoss', () => {
  const real = [0.3, -1.2, 2.5];
  const fake = [
    [0.4, -0.7],
    [1.9, -3],
  ];

  it('have the gradients of their values, smoothed or not, to second order', () => {
    for (const variant of VARIANTS) {
      const smoothing = variant === 'wasserstein' || variant === 'hinge' ? 0 : 0.1;
      const both = (s: { r: Traced; f: Traced }) =>
        discriminatorLoss(s.r, s.f, { variant, smoothing });
      expect(checkGradient(both, { r: real, f: fake }, { order: 2 }).ok).toBe(true);
      expect(checkGradient((f) => generatorLoss(f, { variant }), fake, { order: 2 }).ok).toBe(true);
    }
  });

  it('are the same from probabilities, which may be sure', () => {
    const s = (x: number): number => 1 / (1 + Math.exp(-x));
    const input = 'probabilities';
    const pReal = real.map(s);
    const pFake = fake.map((row) => row.map(s));
    for (const variant of ['minimax', 'non-saturating'] as const) {
      expect(discriminatorLoss(pReal, pFake, { variant, input, smoothing: 0.2 })).toBeCloseTo(
        discriminatorLoss(real, fake, { variant, smoothing: 0.2 }),
        14,
      );
      expect(generatorLoss(pFake, { variant, input })).toBeCloseTo(
        generatorLoss(fake, { variant }),
        14,
      );
    }
    expect(discriminatorLoss([1], [0], { input })).toBe(0);
    expect(generatorLoss([0], { input, variant: 'non-saturating' })).toBe(Infinity);
  });

  it('smooth the labels of real samples alone', () => {
    // At D = 1 − α real samples are as they should be: the slope is 0. Made ones still pull to 0.
    const at = Math.log(0.9 / 0.1);
    const slopes = grad((s: { r: Traced; f: Traced }) =>
      discriminatorLoss(s.r, s.f, { smoothing: 0.1 }),
    )({ r: [at], f: [at] });
    expect(slopes.r.data[0]).toBeCloseTo(0, 15);
    expect(slopes.f.data[0]).toBeCloseTo(0.9, 15);
    const squares = { variant: 'least-squares', smoothing: 0.1 } as const;
    expect(discriminatorLoss([0.9], [0], squares)).toBe(0);
  });

  it('leave a caught generator without a slope in minimax alone', () => {
    const slope = (variant: GanVariant) =>
      grad((f) => generatorLoss(f, { variant }))([-40]).data[0]!;
    expect(Math.abs(slope('minimax'))).toBeLessThan(1e-17);
    for (const variant of VARIANTS.filter((v) => v !== 'minimax'))
      expect(slope(variant)).toBeLessThan(-0.9);
  });

  it('refuse empty batches, NaN, and options that do not go together', () => {
    expect(() => discriminatorLoss([], [1])).toThrow('discriminatorLoss: "real" expected at least');
    expect(() => generatorLoss([[1, NaN]])).toThrow('"fake" expected finite numbers, got NaN at');
    expect(() => discriminatorLoss([1], [1], { variant: 'hinge', smoothing: 0.1 })).toThrow(
      'has no labels to smooth',
    );
    expect(() => discriminatorLoss([1], [1], { smoothing: 1 })).toThrow('"smoothing"');
    expect(() => generatorLoss([0.5], { variant: 'hinge', input: 'probabilities' })).toThrow(
      '"input" expected "logits"',
    );
    expect(() => generatorLoss([1.5], { input: 'probabilities' })).toThrow('from 0 to 1, got 1.5');
    // @ts-expect-error: no such game.
    expect(() => generatorLoss([1], { variant: 'lsgan' })).toThrow(
      '"variant" expected one of "min',
    );
    // @ts-expect-error: a generator sees no labels.
    expect(() => generatorLoss([1], { smoothing: 0.1 })).toThrow('only the names variant, input');
  });
});

describe('a certain answer', () => {
  // Of −t ln s(x) − (1 − t) ln(1 − s(x)) one term alone is computed, which must not change a bit.
  const x = Float64Array.from({ length: 999 }, (_, i) => Math.sinh((i - 499) / 60) / (1 + (i % 7)));
  const zeros = new Float64Array(x.length);
  const ones = zeros.map(() => 1);

  it('costs what the cross-entropy of its answers is', () => {
    for (const scores of [x, x.subarray(0, 1), Float32Array.from(x)]) {
      const [no, yes] = [zeros.subarray(0, scores.length), ones.subarray(0, scores.length)];
      const wanted =
        binaryCrossEntropyFromLogits(scores, yes) + binaryCrossEntropyFromLogits(scores, no);
      expect(discriminatorLoss(scores, scores)).toBe(wanted);
    }
  });

  it('and slopes as that does', () => {
    const wanted = grad((f: Traced) =>
      add(binaryCrossEntropyFromLogits(f, ones), binaryCrossEntropyFromLogits(f, zeros)),
    )(x);
    const found = grad((f: Traced) => discriminatorLoss(f, f))(x);
    found.data.forEach((value, i) => {
      expect(value).toBeCloseTo(wanted.data[i]!, 15);
    });
  });

  it('does not hide what is not finite', () => {
    for (const bad of [Number.NaN, Infinity]) {
      const scores = Float64Array.from(x).fill(bad, 500, 501);
      expect(() => discriminatorLoss(x, scores)).toThrow(`got ${bad} at [500]`);
    }
  });
});
