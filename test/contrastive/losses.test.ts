import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mul, normal, randomGenerator, toNested } from '../../src/array/index.js';
import {
  boundLogScale,
  clipLoss,
  contrastivePairCounts,
  cosineSimilarities,
  infoNce,
  l2Normalize,
  sigmoidPairLoss,
} from '../../src/contrastive/index.js';
import { createNdArray } from '../../src/core/create.js';
import { checkGradient, grad, type Traced } from '../../src/gradient/index.js';
import { readCases, toFloats, worstRatio } from '../reference/read.js';

interface Leaves {
  image: Traced;
  text: Traced;
  logScale: Traced;
}

describe.each(['float64', 'float32'] as const)('pairs in %s agree with PyTorch', (dtype) => {
  for (const c of readCases('11-generative', 'clipLoss'))
    it(c.name, () => {
      const [image, text] = [toFloats(c.inputs.image, dtype), toFloats(c.inputs.text, dtype)];
      const logScale: number = c.parameters.logit_scale;
      const agree = (got: ArrayLike<number>, wanted: { data: ArrayLike<number> }): void =>
        expect(worstRatio(got, wanted.data, c.tolerance[dtype])).toBeLessThanOrEqual(1);
      const got = clipLoss(image, text, { logScale });
      expect(got.logits.data).toBeInstanceOf(dtype === 'float32' ? Float32Array : Float64Array);
      agree(got.logits.data, c.expected.logits);
      agree([got.loss], c.expected.loss);
      agree([got.imageLoss], c.expected.loss_image_to_text);
      agree([got.textLoss], c.expected.loss_text_to_image);
      agree([clipLoss(image, text, { temperature: Math.exp(-logScale) }).loss], c.expected.loss);
      const slopes = grad(
        ({ image: i, text: t, logScale: s }: Leaves) => clipLoss(i, t, { logScale: s }).loss,
      )({ image, text, logScale });
      agree(slopes.image.data, c.expected.gradients.image);
      agree(slopes.text.data, c.expected.gradients.text);
      agree([slopes.logScale], c.expected.gradients.logit_scale);
    });
  for (const c of readCases('11-generative', 'sigmoidPairLoss'))
    it(c.name, () => {
      const [image, text] = [toFloats(c.inputs.image, dtype), toFloats(c.inputs.text, dtype)];
      const logScale: number = c.parameters.logit_scale;
      const bias: number = c.parameters.bias;
      const got = sigmoidPairLoss(image, text, { logScale, bias });
      expect(worstRatio([got], c.expected.loss.data, c.tolerance[dtype])).toBeLessThanOrEqual(1);
    });
});

describe('l2Normalize and cosineSimilarities', () => {
  it('keep the direction of vectors of any size', () => {
    const tiny = 2 ** -1070;
    expect(
      toNested(
        l2Normalize([
          [3e300, -4e300],
          [3 * tiny, 4 * tiny],
        ]),
      ),
    ).toEqual([
      [0.6, -0.8],
      [0.6, 0.8],
    ]);
    expect(toNested(l2Normalize([0, -5]))).toEqual([0, -1]);
    const single = l2Normalize(Float32Array.of(3e30, 4e30));
    expect(single.data).toBeInstanceOf(Float32Array);
    expect(single.data[0]).toBeCloseTo(0.6, 6);
  });

  it('are right for rows of every size, which alone or together leave what floats hold', () => {
    const rng = randomGenerator(5);
    for (const dtype of ['float64', 'float32'] as const) {
      const sizes = dtype === 'float64' ? [1, 1e-200, 1e200] : [1, 1e-25, 1e25, 1e-12, 1e12];
      const [a, b] = [normal(rng, [7, 13], dtype), normal(rng, [11, 13], dtype)];
      const dot = (i: number, j: number, x = a, y = b) =>
        Array.from({ length: 13 }, (_, k) => x.get(i, k) * y.get(j, k)).reduce((s, v) => s + v, 0);
      const precision = dtype === 'float64' ? 13 : 6;
      for (const left of sizes)
        for (const right of sizes) {
          const got = cosineSimilarities(mul(a, left), mul(b, right));
          expect(got.dtype).toBe(dtype);
          for (let i = 0; i < 7; i++)
            for (let j = 0; j < 11; j++) {
              const lengths = Math.sqrt(dot(i, i, a, a) * dot(j, j, b, b));
              expect(got.get(i, j)).toBeCloseTo(dot(i, j) / lengths, precision);
            }
        }
    }
  });

  it('have the gradients of their values, to second order', () => {
    const a = [
      [0.3, -1.2, 2],
      [1.5, 0.4, -0.1],
    ];
    const b = [
      [0.2, 0.9, 1.1],
      [-2, 0.3, 0.6],
      [1, 1, -1],
    ];
    const f = (s: { a: Traced; b: Traced }) => infoNce(cosineSimilarities(s.a, s.b));
    expect(checkGradient(f, { a, b }, { order: 2 }).ok).toBe(true);
  });

  it('read views as they lie, and leave them as they were', () => {
    const store = new Float64Array([9, 3, 0, 4, 2]);
    const view = createNdArray(store, [2, 2], [1, 2], 1);
    expect(toNested(l2Normalize(view))).toEqual([
      [0.6, 0.8],
      [0, 1],
    ]);
    expect(store).toEqual(new Float64Array([9, 3, 0, 4, 2]));
  });

  it('refuse what has no direction, with its position', () => {
    expect(() => l2Normalize([[[1, 0]], [[0, -0]]])).toThrow(
      'l2Normalize: "x" expected vectors with a direction, got only zeros at [1, 0]',
    );
    expect(() => l2Normalize([0, 0])).toThrow('got only zeros');
    expect(() =>
      cosineSimilarities(
        [[1, 2]],
        [
          [1, 2],
          [0, 0],
        ],
      ),
    ).toThrow('cosineSimilarities: "b" expected vectors with a direction, got only zeros at [1]');
    expect(() => l2Normalize([[1, Infinity]])).toThrow('got Infinity at [0, 1]');
    expect(() => l2Normalize([])).toThrow('"x" expected at least one element');
    expect(() => cosineSimilarities([1, 2], [[1, 2]])).toThrow('"a" expected one embedding a row');
    expect(() => cosineSimilarities([[1, 2]], [[1, 2, 3]])).toThrow('"b" expected shape (m, d=2)');
  });
});

describe('infoNce', () => {
  it('is the mean of the course’s rows, not their sum, and only of one side', () => {
    const logits = [
      [4, 1, 0],
      [2, 3, 1],
      [0, 1, 5],
    ];
    expect(infoNce(logits)).toBeCloseTo(0.16607825278021074, 14);
    const other = logits.map((row, i) => row.map((_, j) => logits[j]![i]!));
    expect(infoNce(other)).toBeCloseTo(0.135740428286869, 14);
  });

  it('is ln m for equal logits, where further columns are wrong answers', () => {
    for (const [n, m] of [
      [1, 1],
      [3, 3],
      [2, 7],
    ] as const) {
      const logits = Array.from({ length: n }, () => new Array<number>(m).fill(800));
      expect(infoNce(logits)).toBeCloseTo(Math.log(m), 13);
    }
    expect(() => infoNce([[1], [2]])).toThrow('"logits" expected a column for each of the 2 rows');
    expect(() => infoNce([[1, NaN]])).toThrow('got NaN at [0, 1]');
    expect(() => infoNce([1, 2])).toThrow('a matrix');
  });
});

const coordinate = fc.double({ min: -3, max: 3, noNaN: true });
const embedding = fc
  .array(coordinate, { minLength: 3, maxLength: 3 })
  .filter((v) => Math.hypot(...v) > 0.01);
const batch = fc
  .integer({ min: 2, max: 5 })
  .chain((n) =>
    fc.tuple(
      ...([0, 1].map(() => fc.array(embedding, { minLength: n, maxLength: n })) as [
        fc.Arbitrary<number[][]>,
        fc.Arbitrary<number[][]>,
      ]),
    ),
  );

/** A turn about two axes, one after the other. */
function turn(v: readonly number[], a: number, b: number): number[] {
  const [x, y, z] = v as [number, number, number];
  const [p, q] = [Math.cos(a) * x - Math.sin(a) * y, Math.sin(a) * x + Math.cos(a) * y];
  return [p, Math.cos(b) * q - Math.sin(b) * z, Math.sin(b) * q + Math.cos(b) * z];
}

describe('clipLoss', () => {
  it('is the same with the sides swapped, whose losses swap', () => {
    fc.assert(
      fc.property(batch, ([images, texts]) => {
        const [here, there] = [clipLoss(images, texts), clipLoss(texts, images)];
        expect(there.loss).toBeCloseTo(here.loss, 11);
        expect(there.imageLoss).toBeCloseTo(here.textLoss, 11);
      }),
    );
  });

  it('does not change when all embeddings are turned alike, or stretched one by one', () => {
    fc.assert(
      fc.property(batch, coordinate, coordinate, ([images, texts], a, b) => {
        const { loss } = clipLoss(images, texts);
        const turned = (list: number[][]): number[][] => list.map((v) => turn(v, a, b));
        expect(clipLoss(turned(images), turned(texts)).loss).toBeCloseTo(loss, 10);
        const stretched = texts.map((v, i) => v.map((x) => x * (i + 0.5)));
        expect(clipLoss(images, stretched).loss).toBeCloseTo(loss, 10);
      }),
    );
  });

  it('is ln n where nothing can be told apart, and 0 for one pair', () => {
    const same = [
      [1, 2],
      [2, 4],
      [3, 6],
    ];
    expect(clipLoss(same, same).loss).toBeCloseTo(Math.log(3), 13);
    expect(clipLoss([[1, 2]], [[3, -1]]).loss).toBe(0);
  });

  it('divides by the temperature, 0.07 where nothing is said', () => {
    const [images, texts] = [[[3, 4]], [[1, 0]]];
    expect(clipLoss(images, texts).logits.get(0, 0)).toBeCloseTo(0.6 / 0.07, 12);
    expect(clipLoss(images, texts, { temperature: 2 }).logits.get(0, 0)).toBeCloseTo(0.3, 15);
    expect(clipLoss(images, texts, { logScale: Math.log(5) }).logits.get(0, 0)).toBeCloseTo(3, 14);
  });

  it('learns a logarithm of at most ln 100, beyond which it is flat', () => {
    const images = [
      [1, 0.2],
      [-0.3, 1],
    ];
    const texts = [
      [0.9, 0.8],
      [0.5, 1],
    ];
    const f = (logScale: number): number => clipLoss(images, texts, { logScale }).loss;
    expect(f(20)).toBe(f(Math.log(100)));
    const slope = grad((t: Traced) => clipLoss(images, texts, { logScale: t }).loss);
    expect(slope(6)).toBe(0);
    expect(slope(Math.log(100))).not.toBe(0);
    expect([boundLogScale(6), boundLogScale(-1), boundLogScale(1)]).toEqual([Math.log(100), 0, 1]);
    const all = (s: { i: Traced; t: Traced; s: Traced }) =>
      clipLoss(s.i, s.t, { temperature: s.s }).loss;
    expect(checkGradient(all, { i: images, t: texts, s: 0.4 }, { order: 2 }).ok).toBe(true);
  });

  it('refuses what is no batch of pairs, and temperatures that are none', () => {
    const one = [[1, 2]];
    expect(() =>
      clipLoss(one, [
        [1, 2],
        [3, 4],
      ]),
    ).toThrow('"texts" expected shape (n=1, d=2)');
    expect(() => clipLoss([[0, 0]], one)).toThrow('"images" expected vectors with a direction');
    for (const temperature of [0, -1])
      expect(() => clipLoss(one, one, { temperature })).toThrow('"temperature" expected a finite');
    for (const temperature of ['hot', {}, () => 1] as unknown as number[])
      expect(() => clipLoss(one, one, { temperature })).toThrow('"temperature" expected a finite');
    expect(() => clipLoss(one, one, { logScale: '1' as never })).toThrow('"logScale" expected');
    expect(() => clipLoss(one, one, { temperature: 1e-310 })).toThrow('logits are finite');
    expect(() => clipLoss(one, one, { temperature: 1, logScale: 1 })).toThrow(
      '"logScale" expected nothing beside "temperature"',
    );
    expect(() => clipLoss(one, one, { logScale: NaN })).toThrow('"logScale"');
    // @ts-expect-error: another name.
    expect(() => clipLoss(one, one, { tau: 1 })).toThrow('temperature, logScale');
  });
});

describe('sigmoidPairLoss', () => {
  it('asks each pair by itself, and divides by the images', () => {
    // Two pairs at right angles with scale and bias 0: each of four answers costs ln 2.
    const eye = [
      [1, 0],
      [0, 1],
    ];
    const flat = { logScale: -1000, bias: 0 };
    expect(sigmoidPairLoss(eye, eye, flat)).toBeCloseTo(2 * Math.LN2, 14);
    const all = (s: { i: Traced; t: Traced; s: Traced; b: Traced }) =>
      sigmoidPairLoss(s.i, s.t, { logScale: s.s, bias: s.b });
    const texts = [
      [0.4, 1],
      [-2, 0.7],
    ];
    expect(checkGradient(all, { i: eye, t: texts, s: 1, b: -0.5 }, { order: 2 }).ok).toBe(true);
    expect(() => sigmoidPairLoss(eye, texts, { bias: Infinity })).toThrow('"bias"');
  });
});

describe('contrastivePairCounts', () => {
  it('has n² − n wrong pairs', () => {
    expect([2, 8, 32768].map((n) => contrastivePairCounts(n).negatives)).toEqual([
      2, 56, 1073709056,
    ]);
    expect(contrastivePairCounts(1)).toEqual({ positives: 1, negatives: 0, chanceLoss: 0 });
    expect(() => contrastivePairCounts(0)).toThrow('"n"');
  });
});
