import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { type AaeBatch, aaeLosses, conditionOnLabel, oneHot } from '../../src/gan/index.js';
import { checkGradient, grad, type Traced } from '../../src/gradient/index.js';
import { matmul } from '../../src/gradient/matmul.js';
import { softmax } from '../../src/gradient/softmax.js';

const s = (x: number): number => 1 / (1 + Math.exp(-x));
const data = [
  [1, 2],
  [3, 4],
];
const decoded = [
  [1, 1],
  [0, 4],
];
const codes = { prior: [0.3, -1.2, 2], code: [0.4, -0.7] };
const clusters = { prior: [1, 0.5], code: [[-2], [0.1]] };

describe('aaeLosses', () => {
  it('are those of the phases, worked out by hand', () => {
    const losses = aaeLosses({ data, decoded, codes });
    expect(losses.reconstruction).toBe((1 + 9) / 4);
    const real = codes.prior.reduce((sum, r) => sum - Math.log(s(r)), 0) / 3;
    const made = codes.code.reduce((sum, f) => sum - Math.log(1 - s(f)), 0) / 2;
    expect(losses.discriminator).toBeCloseTo(real + made, 14);
    // Not saturating, unless told so.
    const fooled = codes.code.reduce((sum, f) => sum - Math.log(s(f)), 0) / 2;
    expect(losses.generator).toBeCloseTo(fooled, 14);
    expect(aaeLosses({ data, decoded, codes }, { variant: 'minimax' }).generator).toBeCloseTo(
      -made,
      14,
    );
    expect(losses.clusterDiscriminator).toBeUndefined();
    expect(losses.clusterGenerator).toBeUndefined();
    expect(losses.classification).toBeUndefined();
  });

  it('of clusters have a game of their own, which leaves that of the codes alone', () => {
    const options = { variant: 'least-squares' } as const;
    const losses = aaeLosses({ data, decoded, codes, clusters }, options);
    expect(losses.discriminator).toBe(aaeLosses({ data, decoded, codes }, options).discriminator);
    expect(losses.clusterDiscriminator).toBeCloseTo(0.5 * 0.125 + 0.5 * ((4 + 0.01) / 2), 14);
    expect(losses.clusterGenerator).toBeCloseTo((0.5 * (9 + 0.81)) / 2, 14);
  });

  it('of labelled samples are the cross-entropy of what the encoder says', () => {
    const logits = [
      [2, 0, 0],
      [0, 0, 1],
    ];
    const batch = { data, decoded, codes, clusters };
    const { classification } = aaeLosses({ ...batch, labelled: { logits, labels: [0, 1] } });
    const wanted = (Math.log(Math.exp(2) + 2) - 2 + Math.log(Math.E + 2)) / 2;
    expect(classification).toBeCloseTo(wanted, 14);
    const soft = aaeLosses({ ...batch, labelled: { logits, labels: oneHot([0, 1], 3) } });
    expect(soft.classification).toBeCloseTo(wanted, 14);
  });

  it('are differentiated by what each phase moves, and by nothing else', () => {
    // A supervised one: the decoder sees code and label, the encoder is a matrix.
    const x = [
      [1, 2],
      [0.5, -1],
    ];
    const y = oneHot([1, 0], 2);
    type Weights = { encoder: Traced; decoder: Traced; judge: Traced; classes: Traced };
    const losses = (w: Weights) => {
      const z = matmul(x, w.encoder);
      const batch: AaeBatch = {
        data: x,
        decoded: matmul(conditionOnLabel(z, y), w.decoder),
        codes: { prior: matmul([[0.3], [-1]], w.judge), code: matmul(z, w.judge) },
        clusters: {
          prior: matmul(y, w.classes),
          code: matmul(softmax(matmul(x, w.classes)), w.classes),
        },
        labelled: { logits: matmul(x, w.classes), labels: [1, 0] },
      };
      return aaeLosses(batch);
    };
    const weights = {
      encoder: [[0.3], [-0.4]],
      decoder: [
        [0.5, 1],
        [0.2, -0.1],
        [0.7, 0.3],
      ],
      judge: [[0.8]],
      classes: [
        [0.4, -0.2],
        [0.1, 0.6],
      ],
    };
    const names = [
      'reconstruction',
      'discriminator',
      'generator',
      'clusterDiscriminator',
      'clusterGenerator',
      'classification',
    ] as const;
    for (const name of names)
      expect(checkGradient((w: Weights) => losses(w)[name]!, weights, { order: 2 }).ok).toBe(true);
    const slopes = grad((w: Weights) => losses(w).classification!)(weights);
    for (const other of ['encoder', 'decoder', 'judge'] as const)
      expect([...slopes[other].data].every((g) => g === 0)).toBe(true);
    expect([...slopes.classes.data].some((g) => g !== 0)).toBe(true);
  });

  it('read any layout', () => {
    const stored = Float64Array.of(1, 3, 9, 2, 4);
    const view = createNdArray(stored, [2, 2], [1, 3]);
    expect(aaeLosses({ data: view, decoded, codes }).reconstruction).toBe(2.5);
    expect(stored).toEqual(Float64Array.of(1, 3, 9, 2, 4));
  });

  it('refuse what is left out or unknown, by its name', () => {
    // @ts-expect-error: no codes.
    expect(() => aaeLosses({ data, decoded })).toThrow(
      'aaeLosses: "codes" expected a number, an array or a traced value, got undefined',
    );
    // @ts-expect-error: no codes of the encoder.
    expect(() => aaeLosses({ data, decoded, codes: { prior: [1] } })).toThrow('"codes.code"');
    const batch = { data, decoded, codes };
    // @ts-expect-error: no labels.
    expect(() => aaeLosses({ ...batch, labelled: { logits: [[1]] } })).toThrow('"labelled.labels"');
    // @ts-expect-error: misspelt.
    expect(() => aaeLosses({ ...batch, cluster: codes })).toThrow(
      '"batch" expected only the names',
    );
    // @ts-expect-error: a generator has no labels to smooth.
    expect(() => aaeLosses(batch, { smoothing: 0.1 })).toThrow('only the names variant, input');
    expect(() => aaeLosses({ ...batch, decoded: [[1, 2]] })).toThrow('(1, 2)');
  });
});
