import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toNested } from '../../src/array/index.js';
import {
  explainFourierTransform,
  explainMelFilterbank,
  fft,
  melFilterbank,
} from '../../src/audio/index.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import { expectShown } from '../derivation/shown.js';

describe('explainFourierTransform', () => {
  it('works out four samples on paper', () => {
    const d = explainFourierTransform([1, 2, 3, 5]);
    // 1+2+3+5, 1−3, 1−2+3−5, 1−3; −(2−5), 2−5.
    expect(toNested(d.result.real)).toEqual([11, -2, -3, -2]);
    expect(toNested(d.result.imaginary)).toEqual([0, 3, 0, -3]);
    // Divided by n, as some do, or with the sign of the inverse.
    expect(d.result.real.get(0)).not.toBe(11 / 4);
    expect(d.result.imaginary.get(1)).not.toBe(-3);
    // A line stays a line: it is no spectrogram.
    expect(d.result.magnitude.shape).toEqual([4]);
    expect(expectShown(d)).toContain('Bin 1: one turn');
    expectShown(explainFourierTransform([7]));
  });

  it('is fft, and holds for any length', () => {
    const signals = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(signals, (x) => {
        const d = explainFourierTransform(x);
        const { real, imaginary } = fft(x);
        x.forEach((_, k) => {
          expect(d.result.real.get(k)).toBeCloseTo(real.get(k), 12);
          expect(d.result.imaginary.get(k)).toBeCloseTo(imaginary.get(k), 12);
        });
        expect(verifyDerivation(d).ok).toBe(true);
      }),
      { numRuns: 80 },
    );
  });

  it('refuses what no one reads', () => {
    expect(() => explainFourierTransform(new Array(9).fill(0))).toThrow(
      'explainFourierTransform: "x" expected 1 to 8 numbers in a list, got shape (9)',
    );
    expect(() => explainFourierTransform([Number.NaN])).toThrow('"x"');
  });
});

describe('explainMelFilterbank', () => {
  it('is melFilterbank, in both scales and norms', () => {
    for (const scale of ['htk', 'slaney'] as const) {
      for (const norm of ['none', 'slaney'] as const) {
        for (const bands of [1, 2, 3]) {
          const options = { bands, sampleRate: 8000, fftSize: 16, scale, norm, fMin: 200 };
          const d = explainMelFilterbank(options);
          expect(toNested(d.result)).toEqual(toNested(melFilterbank(options)));
          if (bands === 2) expect(expectShown(d)).toContain('Corners at equal steps in mel');
          else expect(verifyDerivation(d).ok).toBe(true);
        }
      }
    }
  });

  it('refuses what no one reads', () => {
    const options = { bands: 2, sampleRate: 8000, fftSize: 16 };
    expect(() => explainMelFilterbank({ ...options, bands: 5 })).toThrow(
      /explainMelFilterbank: "bands" .*got 5/,
    );
    expect(() => explainMelFilterbank({ ...options, fftSize: 32 })).toThrow('"fftSize"');
  });
});
