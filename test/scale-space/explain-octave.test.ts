import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError, KindError, ShapeError } from '../../src/core/errors.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import { explainScaleSpaceOctave, gaussianScaleSpace } from '../../src/scale-space/index.js';
import { expectShown } from '../derivation/shown.js';

describe('explainScaleSpaceOctave', () => {
  const wild = Array.from({ length: 8 }, (_, y) =>
    Array.from({ length: 8 }, (__, x) => ((37 * x * x + 91 * y * x + 13 * y) % 256) - 99.5),
  );

  it('works out sigmas and blurs, and the sums of a pixel, on paper', () => {
    // One scale an octave: the second image has twice the sigma, so it is blurred by √(2² − 1²).
    const d = explainScaleSpaceOctave(
      [
        [0, 6],
        [12, 18],
      ],
      {
        scalesPerOctave: 1,
        baseSigma: 1,
        inputSigma: 0,
        at: { x: 1, y: 0 },
      },
    );
    expect(d.result.sigmas).toEqual([1, 2, 4, 8]);
    const text = expectShown(d);
    expect(text).toContain('Δ₁ = √(σ₁² − σ₀²) = √(2² − 1²) ≈ 1.732');
    expect(text).toContain('L₁ = B₁ L₀ B₁ᵀ');
    // The pixel is below the mean, 9, and each blur draws it nearer.
    const below = d.result.values.map((value) => 9 - value);
    expect(below[0]).toBeGreaterThan(0.1);
    for (let i = 1; i < 4; i++) expect(Math.abs(below[i]!)).toBeLessThan(Math.abs(below[i - 1]!));
  });

  it('keeps a constant image as it is', () => {
    const d = explainScaleSpaceOctave([[7, 7, 7]]);
    for (const value of d.result.values) expect(value).toBeCloseTo(7, 12);
  });

  it('holds the images of gaussianScaleSpace, whatever the image', () => {
    const side = fc.integer({ min: 1, max: 8 });
    const images = fc.tuple(side, side).chain(([h, w]) =>
      fc.array(fc.array(fc.integer({ min: 0, max: 255 }), { minLength: w, maxLength: w }), {
        minLength: h,
        maxLength: h,
      }),
    );
    const scales = fc.record({
      scalesPerOctave: fc.integer({ min: 1, max: 5 }),
      baseSigma: fc.double({ min: 0.9, max: 4, noNaN: true }),
      inputSigma: fc.double({ min: 0, max: 0.8, noNaN: true }),
    });
    fc.assert(
      fc.property(images, scales, (image, options) => {
        const d = explainScaleSpaceOctave(image, { ...options, at: { x: 0, y: 0 } });
        const { octaves } = gaussianScaleSpace(image, { ...options, octaves: 1, upsample: false });
        const { sigmas, levels } = octaves[0]!;
        expect(d.result.sigmas).toEqual(sigmas);
        expect(d.result.values).toEqual(sigmas.map((_, i) => levels.get(i, 0, 0)));
        expect(verifyDerivation(d).steps.filter(({ ok }) => !ok)).toEqual([]);
      }),
      { numRuns: 20 },
    );
    expectShown(explainScaleSpaceOctave(wild, { scalesPerOctave: 5, baseSigma: 4 }));
  });

  it('refuses what no one works out by hand', () => {
    expect(() => explainScaleSpaceOctave(new Array(9).fill([1]))).toThrow(
      'explainScaleSpaceOctave: "image" expected at most 8 rows and columns; larger ones no one works out by hand, got (9, 1)',
    );
    expect(() => explainScaleSpaceOctave([1, 2])).toThrow(ShapeError);
    expect(() => explainScaleSpaceOctave([[Number.NaN]])).toThrow(/finite/);
    expect(() => explainScaleSpaceOctave([[1e200]])).toThrow(/of a size up to/);
    expect(() => explainScaleSpaceOctave(wild, { baseSigma: 5 })).toThrow(DomainError);
    expect(() => explainScaleSpaceOctave(wild, { scalesPerOctave: 6 })).toThrow(
      /"scalesPerOctave"/,
    );
    expect(() => explainScaleSpaceOctave(wild, { inputSigma: 1.6 })).toThrow(/"inputSigma"/);
    expect(() => explainScaleSpaceOctave(wild, { at: { x: 8, y: 0 } })).toThrow(/"at.x"/);
    // @ts-expect-error: the image is not doubled.
    expect(() => explainScaleSpaceOctave(wild, { upsample: true })).toThrow(KindError);
  });
});
