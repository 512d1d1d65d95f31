import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sum } from '../../src/array/index.js';
import {
  clipLoss,
  clipLossGradient,
  infoNce,
  infoNceGradient,
} from '../../src/contrastive/index.js';
import { normal, randomGenerator } from '../../src/core/random.js';
import { grad, type Traced, vjp } from '../../src/gradient/index.js';
import { readCases, toFloats, worstRatio } from '../reference/read.js';

const tight = { abs: 1e-13, rel: 1e-11 };

describe.each(['float64', 'float32'] as const)(
  'clipLossGradient in %s agrees with PyTorch',
  (dtype) => {
    for (const c of readCases('11-generative', 'clipLoss'))
      it(c.name, () => {
        const [image, text] = [toFloats(c.inputs.image, dtype), toFloats(c.inputs.text, dtype)];
        const got = clipLossGradient(image, text, { logScale: c.parameters.logit_scale });
        const { gradients } = c.expected;
        const agree = (a: ArrayLike<number>, b: { data: ArrayLike<number> }): void =>
          expect(worstRatio(a, b.data, c.tolerance[dtype])).toBeLessThanOrEqual(1);
        expect(got.images.data).toBeInstanceOf(dtype === 'float32' ? Float32Array : Float64Array);
        agree(got.images.data, gradients.image);
        agree(got.texts.data, gradients.text);
        agree([got.logScale], gradients.logit_scale);
      });
  },
);

describe('closed gradients', () => {
  it('of infoNce are those that the pullback gives, with rows that add up to 0', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(4), fc.nat(3), (seed, more, extra) => {
        const n = more + 1;
        const logits = normal(randomGenerator(seed), [n, n + extra]);
        const closed = infoNceGradient(logits);
        const { pullback } = vjp((z: Traced) => infoNce(z), logits);
        expect(worstRatio(closed.data, pullback(1).data, tight)).toBeLessThanOrEqual(1);
        for (const total of sum(closed, { axis: 1 }).data) expect(total).toBeCloseTo(0, 14);
      }),
    );
  });

  it('of clipLoss are those of grad, at right angles to each embedding', () => {
    fc.assert(
      fc.property(
        fc.nat(1000),
        fc.nat(4),
        fc.double({ min: 0.05, max: 3, noNaN: true }),
        (seed, more, temperature) => {
          const rng = randomGenerator(seed);
          const [images, texts] = [normal(rng, [more + 1, 3]), normal(rng, [more + 1, 3])];
          const closed = clipLossGradient(images, texts, { temperature });
          const walked = grad(
            (s: { i: Traced; t: Traced }) => clipLoss(s.i, s.t, { temperature }).loss,
          )({
            i: images,
            t: texts,
          });
          expect(worstRatio(closed.images.data, walked.i.data, tight)).toBeLessThanOrEqual(1);
          expect(worstRatio(closed.texts.data, walked.t.data, tight)).toBeLessThanOrEqual(1);
          const scale = grad((t: Traced) => clipLoss(images, texts, { logScale: t }).loss);
          const t = -Math.log(temperature);
          expect(closed.logScale).toBeCloseTo(scale(t), 11);
          for (let i = 0; i <= more; i++) {
            let along = 0;
            for (let k = 0; k < 3; k++) along += closed.images.get(i, k) * images.get(i, k);
            expect(along).toBeCloseTo(0, 12);
          }
        },
      ),
    );
  });

  it('shrink with the length of an embedding, and survive any length', () => {
    const texts = [
      [1, 0.5],
      [-0.3, 1],
    ];
    const [short, long] = [1, 1e200].map((size) =>
      clipLossGradient(
        [
          [size, 0],
          [0, 1],
        ],
        texts,
        { temperature: 1 },
      ),
    );
    expect(long!.images.get(0, 1) * 1e200).toBeCloseTo(short!.images.get(0, 1), 12);
  });

  it('end at the bound of the scale', () => {
    const [images, texts] = [
      [
        [1, 0.2],
        [-0.3, 1],
      ],
      [
        [0.9, 0.8],
        [0.5, 1],
      ],
    ];
    const at = clipLossGradient(images, texts, { logScale: Math.log(100) });
    const above = clipLossGradient(images, texts, { logScale: 9 });
    expect(above.logScale).toBe(0);
    expect(at.logScale).not.toBe(0);
    expect(Array.from(above.images.data)).toEqual(Array.from(at.images.data));
  });

  it('refuse what the losses refuse, under their own names', () => {
    expect(() => clipLossGradient([[0, 0]], [[1, 0]])).toThrow('clipLossGradient: "images"');
    expect(() => clipLossGradient([[1, 0]], [[1, 0]], { temperature: 0 })).toThrow('"temperature"');
    expect(() => infoNceGradient([[1], [2]])).toThrow(
      'infoNceGradient: "logits" expected a column',
    );
  });
});
