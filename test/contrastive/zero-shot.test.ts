import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toNested } from '../../src/array/index.js';
import {
  cosineSimilarities,
  ensemblePrompts,
  fillTemplates,
  l2Normalize,
  zeroShotClassify,
} from '../../src/contrastive/index.js';
import { createNdArray } from '../../src/core/create.js';
import { normal, randomGenerator } from '../../src/core/random.js';
import { categoricalCrossEntropy } from '../../src/divergence/index.js';
import { checkGradient, type Traced } from '../../src/gradient/index.js';

describe('fillTemplates', () => {
  it('puts each name into each template, however often and with whatever signs', () => {
    expect(fillTemplates(['a {}', '{} or {}'], ['$&', 'dog'])).toEqual([
      ['a $&', '$& or $&'],
      ['a dog', 'dog or dog'],
    ]);
  });

  it('refuses templates without a place for the name', () => {
    expect(() => fillTemplates(['a {}', 'a photo'], ['dog'])).toThrow(
      'fillTemplates: "templates[1]" expected a sentence with {}',
    );
    expect(() => fillTemplates([], ['dog'])).toThrow('"templates" expected at least one string');
    expect(() => fillTemplates(['{}'], [])).toThrow('"names" expected at least one string');
    // @ts-expect-error: no list.
    expect(() => fillTemplates('a {}', ['dog'])).toThrow('"templates" expected a list of strings');
    // @ts-expect-error: no string.
    expect(() => fillTemplates(['{}'], ['dog', 3])).toThrow('"names" expected a list of strings');
  });
});

describe('ensemblePrompts', () => {
  it('averages directions, then gives the mean the length 1', () => {
    // Directions (1, 0) and (0, 1) with mean (½, ½); a mean of the embeddings themselves would be (5, 1)/2.
    const [first] = toNested(
      ensemblePrompts([
        [
          [5, 0],
          [0, 1],
        ],
      ]),
    ) as number[][];
    expect(first![0]).toBeCloseTo(Math.SQRT1_2, 15);
    expect(first![1]).toBeCloseTo(Math.SQRT1_2, 15);
  });

  it('is the direction itself of a single template or of equal ones', () => {
    const prompts = normal(randomGenerator(1), [4, 1, 3]);
    const wanted = l2Normalize(prompts.pick(null, 0)).data;
    ensemblePrompts(prompts).data.forEach((v, i) => {
      expect(v).toBeCloseTo(wanted[i]!, 14);
    });
    const [same] = toNested(
      ensemblePrompts([
        [
          [3, 4],
          [6, 8],
          [0.3, 0.4],
        ],
      ]),
    ) as number[][];
    expect(same![0]).toBeCloseTo(0.6, 15);
  });

  it('refuses prompts that cancel out, zeros and other ranks, with their places', () => {
    expect(() => ensemblePrompts([[[1, 1]], [[0, 0]]])).toThrow('only zeros at [1, 0]');
    expect(() => ensemblePrompts([[[1, 1]], [[1, 0]]].concat([[[1, 0]]]))).not.toThrow();
    expect(() =>
      ensemblePrompts([
        [
          [1, 0],
          [-2, 0],
        ],
      ]),
    ).toThrow(
      'ensemblePrompts: "prompts" expected prompts that do not cancel out within a class, got only zeros at [0]',
    );
    expect(() => ensemblePrompts([[1, 0]])).toThrow('"prompts" expected an embedding for each');
  });
});

describe('zeroShotClassify', () => {
  it('takes the nearest class at every temperature, and is surer at lower ones', () => {
    fc.assert(
      fc.property(
        fc.nat(1000),
        fc.double({ min: 0.02, max: 5, noNaN: true }),
        (seed, temperature) => {
          const rng = randomGenerator(seed);
          const [images, prompts] = [normal(rng, [3, 4]), normal(rng, [5, 4])];
          const cosines = cosineSimilarities(images, prompts);
          const { classes, probabilities, similarities } = zeroShotClassify(images, prompts, {
            temperature,
          });
          cosines.data.forEach((cosine, i) => {
            expect(similarities.data[i]).toBeCloseTo(cosine, 14);
          });
          const sharper = zeroShotClassify(images, prompts, { temperature: temperature / 2 });
          classes.forEach((c, i) => {
            const row = Array.from({ length: 5 }, (_, k) => similarities.get(i, k));
            expect(row[c]).toBe(Math.max(...row));
            const weights = row.map((s) => Math.exp((s - row[c]!) / temperature));
            const total = weights.reduce((sum, w) => sum + w, 0);
            weights.forEach((w, k) => {
              expect(probabilities.get(i, k)).toBeCloseTo(w / total, 12);
            });
            expect(sharper.probabilities.get(i, c)).toBeGreaterThanOrEqual(probabilities.get(i, c));
          });
          expect(sharper.classes).toEqual(classes);
        },
      ),
    );
  });

  it('says the same of one image alone, and of ensembled templates', () => {
    const rng = randomGenerator(3);
    const [images, prompts] = [normal(rng, [2, 4]), normal(rng, [3, 5, 4])];
    const all = zeroShotClassify(images, prompts, { temperature: 0.5 });
    const one = zeroShotClassify(images.pick(1), prompts, { temperature: 0.5 });
    expect(one.probabilities.shape).toEqual([3]);
    expect(one.similarities.shape).toEqual([3]);
    expect(one.classes).toEqual([all.classes[1]]);
    const same = zeroShotClassify(images, ensemblePrompts(prompts), { temperature: 0.5 });
    all.probabilities.data.forEach((p, i) => {
      expect(same.probabilities.data[i]).toBeCloseTo(p, 14);
    });
    for (let k = 0; k < 3; k++)
      expect(one.probabilities.get(k)).toBeCloseTo(all.probabilities.get(1, k), 14);
  });

  it('has a temperature of 0.01 by itself, the bound of CLIP’s scale', () => {
    const [image, prompts] = [
      [3, 4],
      [
        [1, 0],
        [0.99, 0.1],
      ],
    ];
    const plain = zeroShotClassify(image, prompts).probabilities.get(0);
    const bounded = zeroShotClassify(image, prompts, { logScale: 50 }).probabilities.get(0);
    expect(bounded).toBeCloseTo(plain, 12);
    const tenth = zeroShotClassify(image, prompts, { temperature: 0.1 }).probabilities.get(0);
    expect(tenth).toBeGreaterThan(plain);
  });

  it('has the gradients of its probabilities, to second order, and keeps single precision', () => {
    const f = (s: { images: Traced; prompts: Traced; t: Traced }) => {
      const { probabilities } = zeroShotClassify(s.images, s.prompts, { logScale: s.t });
      return categoricalCrossEntropy(probabilities, [1, 0]);
    };
    const rng = randomGenerator(4);
    const at = { images: normal(rng, [2, 3]), prompts: normal(rng, [2, 2, 3]), t: 0.7 };
    expect(checkGradient(f, at, { order: 2 }).ok).toBe(true);
    const single = createNdArray(Float32Array.of(1, 2, 3, -1), [2, 2]);
    expect(zeroShotClassify(single, single).probabilities.data).toBeInstanceOf(Float32Array);
  });

  it('takes the first of equals', () => {
    expect(
      zeroShotClassify(
        [1, 0],
        [
          [0, 1],
          [2, 0],
          [1, 0],
        ],
      ).classes,
    ).toEqual([1]);
  });

  it('refuses what has no direction, no temperature or no fitting shape', () => {
    const prompts = [
      [1, 0],
      [0, 1],
    ];
    expect(() => zeroShotClassify([0, 0], prompts)).toThrow(
      'zeroShotClassify: "images" expected vectors with a direction, got only zeros',
    );
    expect(() =>
      zeroShotClassify(
        [1, 0],
        [
          [1, 0],
          [0, 0],
        ],
      ),
    ).toThrow('"prompts" expected vectors');
    expect(() => zeroShotClassify([1, 0, 0], prompts)).toThrow(
      '(C, d=3) or (C, T, d=3), got (2, 2)',
    );
    expect(() => zeroShotClassify([[[1, 0]]], prompts)).toThrow(
      '"images" expected shape (d) or (n, d)',
    );
    expect(() => zeroShotClassify([1, 0], [1, 0])).toThrow('"prompts" expected shape');
    for (const temperature of [0, -1, NaN])
      expect(() => zeroShotClassify([1, 0], prompts, { temperature })).toThrow('"temperature"');
    expect(() => zeroShotClassify([1, 0], prompts, { temperature: 1, logScale: 1 })).toThrow(
      '"logScale" expected nothing beside',
    );
    // @ts-expect-error: another name.
    expect(() => zeroShotClassify([1, 0], prompts, { tau: 1 })).toThrow('temperature, logScale');
  });
});
