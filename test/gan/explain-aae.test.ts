import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ArrayInput } from '../../src/core/types.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import {
  type AaeBatch,
  aaeLosses,
  explainAaeLosses,
  type GanVariant,
} from '../../src/gan/index.js';
import { expectClose, stepOf } from '../attention/explained.js';
import { expectShown } from '../derivation/shown.js';

const VARIANTS: readonly GanVariant[] = [
  ...(['minimax', 'non-saturating', 'least-squares', 'wasserstein', 'hinge'] as const),
];

const batch: AaeBatch<ArrayInput> = {
  data: [
    [1, 2],
    [2, 0],
  ],
  decoded: [
    [1, 1],
    [4, 0],
  ],
  codes: { prior: [0, 0], code: [0, 0] },
  clusters: { prior: [Math.log(3)], code: [0, -Math.log(3)] },
  labelled: {
    logits: [
      [0, 0],
      [0, Math.log(3)],
    ],
    labels: [1, 0],
  },
};

describe('explainAaeLosses', () => {
  it('is what pen and paper give, phase by phase', () => {
    const d = explainAaeLosses(batch);
    const text = expectShown(d);
    expect(d.result.reconstruction).toBe((0 + 1 + 4 + 0) / 4);
    // Codes cannot be told from draws: ln 4 and ln 2.
    expectClose([d.result.discriminator, d.result.generator], [Math.log(4), Math.log(2)]);
    // Of the clusters D says 3/4 of the draw, and 1/2 and 1/4 of what the encoder says.
    const { clusterDiscriminator, clusterGenerator, classification } = d.result;
    const said = -(Math.log(1 / 2) + Math.log(3 / 4)) / 2;
    expectClose(clusterDiscriminator, -Math.log(3 / 4) + said);
    expectClose(clusterGenerator, -(Math.log(1 / 2) + Math.log(1 / 4)) / 2);
    // Softmaxes of ½ and ¼ for the right classes.
    expectClose(classification, (Math.log(2) + Math.log(4)) / 2);
    expect(text).toContain('L_(D_z) = −Vᶻ');
    expect(stepOf(d, 'codes-real-mean').symbol).toBe('V_z');
    expect(stepOf(d, 'codes-fake-mean').symbol).toBe('V_{E_z(x)}');
    expect(text).toContain('Scores of draws of labels or clusters');
    expect(d.steps.map(({ id }) => id)).toEqual([
      ...['reconstruction', 'codes', 'clusters', 'classification'],
    ]);
    // They are phases: nothing adds them up.
    expect(text).not.toContain(String(d.result.reconstruction + Math.log(4)));
  });

  it('is aaeLosses in every game, with and without what may be left out', () => {
    const score = fc.integer({ min: -20, max: 20 }).map((x) => x / 4);
    const scores = fc.array(score, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(scores, scores, fc.constantFrom(...VARIANTS), (prior, code, variant) => {
        const { clusters: _, labelled: __, ...plain } = { ...batch, codes: { prior, code } };
        for (const own of [plain, { ...plain, clusters: { prior: code, code: prior } }]) {
          const d = explainAaeLosses(own, { variant });
          const whole = aaeLosses(own, { variant });
          const defined = Object.entries(whole).filter(([, loss]) => loss !== undefined);
          expect(d.result).toEqual(Object.fromEntries(defined));
          expect(verifyDerivation(d).steps.filter(({ ok }) => !ok)).toEqual([]);
          expect(verifyDerivation(d).ok).toBe(true);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('prints every game, with probabilities too', () => {
    for (const variant of VARIANTS) expectShown(explainAaeLosses(batch, { variant }));
    const probabilities = { prior: [0.9, 0.5], code: [0.25] };
    const d = explainAaeLosses(
      { data: [1], decoded: [2], codes: probabilities },
      { input: 'probabilities' },
    );
    expectShown(d);
    expectClose(d.result.generator, Math.log(4));
    expect(stepOf(d, 'codes-real-mean').value).toBeCloseTo((Math.log(0.9) + Math.log(0.5)) / 2, 14);
  });

  it('refuses what aaeLosses refuses, and more than anyone reads', () => {
    const fn = 'explainAaeLosses';
    const explain = (part: object, options?: object) =>
      explainAaeLosses({ ...batch, ...part }, options);
    expect(() => explain({ data: undefined })).toThrow(`${fn}: "data"`);
    expect(() => explain({ codes: { prior: [0] } })).toThrow(`${fn}: "codes.code"`);
    expect(() => explain({ codes: { prior: [0], code: [701] } })).toThrow('700');
    expect(() => explain({ clusters: { prior: [0], fake: [0] } })).toThrow('fake');
    expect(() => explain({ decoded: [[1, 2]] })).toThrow('shape');
    expect(() => explain({ data: new Array(7).fill([1]) })).toThrow(`${fn}: "data"`);
    expect(() => explain({ labelled: { logits: [[1, 2]], labels: [2] } })).toThrow(
      `${fn}: "labelled.labels"`,
    );
    expect(() => explain({}, { variant: 'kl' })).toThrow(`${fn}: "variant"`);
    expect(() => explain({}, { variant: 'hinge', input: 'probabilities' })).toThrow();
    expect(() => explain({ styles: [1] })).toThrow('styles');
  });
});
