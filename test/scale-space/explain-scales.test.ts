import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError, KindError } from '../../src/core/errors.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import { explainOctaveScales, gaussianScaleSpace } from '../../src/scale-space/index.js';
import { expectShown } from '../derivation/shown.js';

describe('explainOctaveScales', () => {
  it('works out the scales of two an octave on paper', () => {
    // 2, 2√2, 4, 4√2, 8; the blurs √(4 − 0), then √(8 − 4), √(16 − 8), √(32 − 16), √(64 − 32).
    const d = explainOctaveScales({ scalesPerOctave: 2, baseSigma: 2, inputSigma: 0 });
    const near = (numbers: readonly number[]) => numbers.map((x) => expect.closeTo(x, 13));
    expect(d.result.sigmas).toEqual(near([2, Math.sqrt(8), 4, Math.sqrt(32), 8]));
    expect(d.result.blurs).toEqual(near([2, 2, Math.sqrt(8), 4, Math.sqrt(32)]));
    expectShown(d);
    expect(expectShown(explainOctaveScales())).toContain('√(1.6² − 0.5²)');
  });

  it('subtracts variances, not sigmas', () => {
    const { sigmas, blurs } = explainOctaveScales().result;
    expect(blurs[1]).not.toBeCloseTo(sigmas[1]! - sigmas[0]!, 1);
    expect(Math.hypot(sigmas[0]!, blurs[1]!)).toBeCloseTo(sigmas[1]!, 14);
  });

  it('has the sigmas of gaussianScaleSpace, for any octave', () => {
    const options = fc.record({
      scalesPerOctave: fc.integer({ min: 1, max: 8 }),
      baseSigma: fc.double({ min: 0.8, max: 3, noNaN: true }),
      inputSigma: fc.double({ min: 0, max: 0.7, noNaN: true }),
    });
    fc.assert(
      fc.property(options, (settings) => {
        const d = explainOctaveScales(settings);
        const { octaves } = gaussianScaleSpace([[1]], { ...settings, octaves: 1, upsample: false });
        expect(d.result.sigmas).toEqual(octaves[0]!.sigmas);
        expect(verifyDerivation(d)).toMatchObject({ ok: true });
      }),
      { numRuns: 50 },
    );
    expectShown(explainOctaveScales({ scalesPerOctave: 8 }));
  });

  it('refuses what cannot be', () => {
    expect(() => explainOctaveScales({ inputSigma: 1.6 })).toThrow(
      'explainOctaveScales: "inputSigma" expected less blur than baseSigma, 1.6, by a variance of 0.01, got 1.6',
    );
    expect(() => explainOctaveScales({ scalesPerOctave: 9 })).toThrow(DomainError);
    expect(() => explainOctaveScales({ baseSigma: 0 })).toThrow(/"baseSigma"/);
    // @ts-expect-error: no such option.
    expect(() => explainOctaveScales({ octaves: 2 })).toThrow(KindError);
  });
});
