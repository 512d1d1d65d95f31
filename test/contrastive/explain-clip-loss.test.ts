import fc from 'fast-check';
import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { toNested } from '../../src/array/index.js';
import { clipLoss, explainClipLoss, infoNce } from '../../src/contrastive/index.js';
import { createNdArray } from '../../src/core/create.js';
import { normal, randomGenerator } from '../../src/core/random.js';
import {
  derivationFromJson,
  derivationToJson,
  renderHtml,
  renderLatex,
  renderMarkdown,
  renderText,
  verifyDerivation,
} from '../../src/derivation/index.js';
import { stepOf } from '../attention/explained.js';

/** The course's three pairs, already divided by the temperature. */
const LOGITS = [
  [4, 1, 0],
  [2, 3, 1],
  [0, 1, 5],
];

describe('explainClipLoss', () => {
  const course = explainClipLoss({ logits: LOGITS });
  const valueAt = (id: string): unknown => stepOf(course, id).value;

  it('has the values of the course’s problem, shares and losses of both sides', () => {
    expect(course.result.imageLoss).toBeCloseTo(0.16607825278021074, 14);
    expect(course.result.textLoss).toBeCloseTo(0.135740428286869, 14);
    expect(course.result.loss).toBeCloseTo(0.15090934053353988, 14);
    const shares = {
      'image-shares': [
        [0.9362395518765058, 0.0466126225779739, 0.01714782554552039],
        [0.24472847105479764, 0.6652409557748218, 0.09003057317038046],
        [0.006573263185309083, 0.0178679818703045, 0.9755587549443865],
      ],
      'text-shares': [
        [0.8668133321973347, 0.11731042782619835, 0.015876239976466762],
        [0.10650697891920073, 0.7869860421615984, 0.10650697891920073],
        [0.006573263185309083, 0.0178679818703045, 0.9755587549443865],
      ],
    };
    for (const [id, wanted] of Object.entries(shares)) {
      const got = (toNested(valueAt(id) as never) as number[][]).flat();
      wanted.flat().forEach((p, i) => {
        expect(got[i]).toBeCloseTo(p, 14);
      });
    }
    expect(verifyDerivation(course).ok).toBe(true);
  });

  it('is an overview of a few lines, the work of each within it', () => {
    const lines = ['image-loss', 'text-loss', 'loss'];
    expect(course.steps.map(({ id }) => id)).toEqual(['pairs', ...lines]);
    const [images, texts] = [
      [
        [3, 4],
        [1, -1],
      ],
      [
        [1, 1],
        [2, -1],
      ],
    ];
    const all = explainClipLoss({ images, texts });
    expect(all.steps.map(({ id }) => id)).toEqual(['pairs', 'logits', ...lines]);
    const within = (id: string): string[] => stepOf(all, id).steps?.map((step) => step.id) ?? [];
    expect(within('logits')).toEqual(['images-directions', 'texts-directions', 'similarities']);
    expect(within('images-directions')).toEqual(['images-lengths']);
    expect(within('text-loss')[0]).toBe('turned');
    expect(within('image-loss').at(-1)).toBe('image-surprises');
  });

  it('is none of the common mistakes', () => {
    // One side alone; a sum for a mean; a dot product for a cosine; times the temperature.
    for (const wrong of [0.16607825278021074, 0.49823475834063224])
      expect(Math.abs(course.result.loss - wrong)).toBeGreaterThan(0.01);
    const images = [
      [3, 4],
      [1, -1],
    ];
    const texts = [
      [1, 1],
      [2, -1],
    ];
    const { loss } = explainClipLoss({ images, texts, temperature: 0.5 }).result;
    const both = (z: number[][]): number =>
      (infoNce(z) + infoNce(z.map((_, j) => z.map((row) => row[j]!)))) / 2;
    const cosine = images.map((u) =>
      texts.map((v) => (u[0]! * v[0]! + u[1]! * v[1]!) / Math.hypot(...u) / Math.hypot(...v)),
    );
    const scaled = (by: number): number[][] => cosine.map((row) => row.map((s) => s * by));
    expect(loss).toBeCloseTo(both(scaled(2)), 13);
    const inverted = both(scaled(0.5));
    const unnormalised = both([
      [14, 4],
      [0, 6],
    ]);
    expect(Math.abs(loss - inverted)).toBeGreaterThan(0.1);
    expect(Math.abs(loss - unnormalised)).toBeGreaterThan(0.05);
    expect(course.steps[0]!.note).toContain('n² − n = 6');
  });

  it('verifies for any embeddings and scales, however sharp, and gives what clipLoss gives', () => {
    fc.assert(
      fc.property(
        fc.nat(1000),
        fc.integer({ min: 2, max: 6 }),
        fc.integer({ min: 1, max: 8 }),
        fc.oneof(
          fc.record({ temperature: fc.double({ min: 0.01, max: 3, noNaN: true }) }),
          fc.record({ logScale: fc.double({ min: -2, max: 6, noNaN: true }) }),
          fc.constant({}),
        ),
        (seed, n, d, scale) => {
          const rng = randomGenerator(seed);
          const [images, texts] = [normal(rng, [n, d]), normal(rng, [n, d])];
          const derivation = explainClipLoss({ images, texts, ...scale });
          const plain = clipLoss(images, texts, scale);
          expect(derivation.result).toEqual(plain);
          expect(verifyDerivation(derivation)).toMatchObject({ ok: true });
        },
      ),
      { numRuns: 40 },
    );
  });

  it('computes in float64 what was given in float32', () => {
    const images = createNdArray(Float32Array.of(1, 3, 2, 4), [2, 2]);
    const texts = createNdArray(Float32Array.of(0.1, 0.7, 0.2, -4), [2, 2]);
    const d = explainClipLoss({ images, texts });
    expect(d.result.logits.dtype).toBe('float64');
    expect(verifyDerivation(d).ok).toBe(true);
  });

  it('does not over- or underflow where logits are hundreds apart', () => {
    const derivation = explainClipLoss({
      logits: [
        [-900, 800],
        [10, 0],
      ],
    });
    expect(derivation.result.imageLoss).toBeCloseTo((1700 + 10.0000453989) / 2, 8);
    expect(verifyDerivation(derivation).ok).toBe(true);
  });

  it('prints, and survives storage', () => {
    const images = createNdArray(Float64Array.of(1, 3, 2, 4), [2, 2], [1, 2]);
    const d = explainClipLoss({
      images,
      texts: [
        [1, 0],
        [1, 1],
      ],
      logScale: 9,
    });
    const text = renderText(d);
    expect(text).toContain('The loss of CLIP');
    expect(text).toContain('counts as 100');
    expect(text).not.toMatch(/\\|lVert|undefined|NaN/);
    expect(renderMarkdown(d).length).toBeGreaterThan(500);
    expect(renderLatex(d)).toContain('\\sqrt{u_i \\cdot u_i}');
    const strict = {
      renderToString: (latex: string, options?: object) =>
        katex.renderToString(latex, { ...options, throwOnError: true, strict: 'error' }),
    };
    expect(renderHtml(d, { katex: strict })).toContain('fovea-derivation');
    expect(derivationFromJson(derivationToJson(d))).toEqual(d);
  });

  it('refuses what no one reads, and what is no problem', () => {
    const one = [[1, 2]];
    expect(() => explainClipLoss(undefined as never)).toThrow('"problem" expected');
    expect(() => explainClipLoss({ images: one, texts: one })).toThrow('2 to 6 pairs, got 1');
    expect(() => explainClipLoss({ logits: [[1]] })).toThrow('"logits" expected 2 to 6 pairs');
    expect(() => explainClipLoss({ logits: [[1, 2]] })).toThrow('"logits" expected shape (n');
    const wide = Array.from({ length: 2 }, () => new Array<number>(9).fill(1));
    expect(() => explainClipLoss({ images: wide, texts: wide })).toThrow('1 to 8 numbers');
    const pairs = [
      [1, 2],
      [3, 4],
    ];
    expect(() =>
      explainClipLoss({
        images: pairs,
        texts: [
          [0, 0],
          [1, 2],
        ],
      }),
    ).toThrow('explainClipLoss: "texts" expected vectors with a direction, got only zeros at [0]');
    expect(() => explainClipLoss({ images: pairs, texts: pairs, temperature: 0 })).toThrow(
      '"temperature"',
    );
    expect(() =>
      explainClipLoss({ images: pairs, texts: pairs, temperature: 1, logScale: 0 }),
    ).toThrow('"logScale" expected nothing beside');
    // @ts-expect-error: no texts.
    expect(() => explainClipLoss({ images: pairs })).toThrow('images and texts, or logits');
    expect(() => explainClipLoss({ logits: pairs, images: pairs })).toThrow(
      'only the names logits',
    );
    // @ts-expect-error: another name.
    expect(() => explainClipLoss({ logits: pairs, tau: 1 })).toThrow('"tau"');
  });
});
