import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toNested } from '../../src/array/index.js';
import { explainStft, powerSpectrum, stft } from '../../src/audio/index.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import { expectShown } from '../derivation/shown.js';

describe('explainStft', () => {
  it('shows window, mirrored ends, frames, and the sums of the first frame', () => {
    const d = explainStft([1, 2, 0, -1, 3, 1], { fftSize: 4, hop: 2 });
    const text = expectShown(d);
    expect(text).toContain('= (0, 0.5, 1, 0.5)');
    // Two samples mirrored at each end, the end sample not repeated.
    expect(text).toContain('(0, 2, 1, 2, 0, −1, 3, 1, 3, −1)');
    expect(text).toContain('⌊(10 − 4)/2⌋ + 1 = 4');
    // Frame 2 is 0, −1, 3, 1 at the places 4 to 7, times the window: 0, −½, 3, ½.
    expect(text).toContain('(0 · 0, 0.5 · (−1), 1 · 3, 0.5 · 1) = (0, −0.5, 3, 0.5)');
    expect(toNested(d.result.real)).toEqual([
      [3, 0.5, 3, 3],
      [-1, 0, -3, -3],
      [-1, -0.5, 3, 3],
    ]);
    expect(toNested(d.result.imaginary.pick(1, null))).toEqual([0, -1.5, 1, -1]);
    expect(toNested(d.result.power.pick(1, null))).toEqual([1, 2.25, 10, 10]);
  });

  it('is no transform of the whole signal: each frame has its own', () => {
    // Silence, then one turn in four samples: Σ x cos = 1 + 1 in bin 1.
    const options = { fftSize: 4, hop: 4, window: 'rectangular', center: false } as const;
    const d = explainStft([0, 0, 0, 0, 1, 0, -1, 0], options);
    expect(toNested(d.result.power)).toEqual([
      [0, 0],
      [0, 4],
      [0, 0],
    ]);
    expect(expectShown(d)).toContain('A line of 8 numbers becomes a picture of 3 frequencies by 2');
  });

  it('is stft', () => {
    const samples = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 9, maxLength: 12 });
    const settings = fc.record({
      fftSize: fc.constantFrom(2, 4, 6, 8),
      hop: fc.integer({ min: 4, max: 7 }),
      window: fc.constantFrom('hann', 'hamming', 'rectangular'),
      center: fc.boolean(),
    });
    fc.assert(
      fc.property(samples, settings, (list, options) => {
        const x = list.map((v) => v / 10);
        const d = explainStft(x, options);
        const { real, imaginary } = stft(x, options);
        expect(toNested(d.result.real)).toEqual(toNested(real));
        expect(toNested(d.result.imaginary)).toEqual(toNested(imaginary));
        expect(toNested(d.result.power)).toEqual(toNested(powerSpectrum({ real, imaginary })));
        expect(verifyDerivation(d).steps.filter(({ ok }) => !ok)).toEqual([]);
      }),
      { numRuns: 60 },
    );
    expectShown(explainStft([0.1, 1, 0.2, -1, 0.7, 1, 0, -1, 1, 2], { fftSize: 8, hop: 3 }));
    expectShown(explainStft([0.1, 1, 0.2], { fftSize: 2, hop: 1 }));
  });

  it('refuses what is too long, too short or unknown', () => {
    const x = [1, 2, 3, 4, 5, 6];
    expect(() => explainStft(x, { fftSize: 10, hop: 1 })).toThrow('explainStft: "fftSize"');
    expect(() => explainStft(x, { fftSize: 3, hop: 1 })).toThrow('an even number');
    expect(() => explainStft(x, { fftSize: 4, hop: 1 })).toThrow('at most 4 frames');
    expect(() => explainStft(x, { fftSize: 4, hop: 0 })).toThrow('explainStft: "hop"');
    expect(() => explainStft([1, 2], { fftSize: 4, hop: 2 })).toThrow('at least 3 samples');
    expect(() => explainStft(new Array(25).fill(0), { fftSize: 4, hop: 9 })).toThrow('"samples"');
    const [nuttall, length] = [{ window: 'nuttall' as never }, { windowLength: 2 } as never];
    expect(() => explainStft(x, { fftSize: 4, hop: 2, ...nuttall })).toThrow('"window"');
    expect(() => explainStft(x, { fftSize: 4, hop: 2, ...(length as object) })).toThrow(
      'windowLength',
    );
  });
});
