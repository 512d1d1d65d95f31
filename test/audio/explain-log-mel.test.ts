import { describe, expect, it } from 'vitest';
import { explainLogMel, logMelSpectrogram } from '../../src/audio/index.js';
import {
  renderLatex,
  renderMarkdown,
  renderText,
  verifyDerivation,
} from '../../src/derivation/index.js';
import { allSteps } from '../../src/derivation/print-context.js';

const tone = [0, 1, 0, -1, 0, 1, 0, -1];

const stepValue = (d: ReturnType<typeof explainLogMel>, id: string): unknown =>
  [...allSteps(d.steps)].find((step) => step.id === id)!.value;

describe('explainLogMel', () => {
  it('gives the column that logMelSpectrogram gives, and every step verifies', () => {
    for (const window of ['hann', 'hamming', 'rectangular'] as const)
      for (const scale of ['slaney', 'htk'] as const)
        for (const norm of ['slaney', 'none'] as const)
          for (const samples of [
            tone,
            [3, -1, 4, 1],
            [0.5, 2, -0.25, 1, 3, 0, 0, 1, -2, 7, 1, 0],
          ]) {
            const options = {
              sampleRate: 4000,
              bands: samples.length === 4 ? 1 : 2,
              window,
              scale,
              norm,
              fMax: 1900,
              fMin: samples.length === 4 ? 0 : 100,
            };
            const d = explainLogMel(samples, options);
            expect(verifyDerivation(d).steps.filter((step) => !step.ok)).toEqual([]);
            const fftSize = samples.length;
            const column = logMelSpectrogram(samples, {
              ...options,
              fftSize,
              hop: fftSize,
              center: false,
            });
            expect(d.result).toEqual(Array.from(column.data));
          }
  });

  it('by hand: a tone of 2 turns in 8 samples, without a window', () => {
    const d = explainLogMel(tone, {
      sampleRate: 8000,
      bands: 3,
      scale: 'htk',
      norm: 'none',
      window: 'rectangular',
    });
    // sin(2π·2j/8): X₂ = −4i, |X₂|² = 16, at 2000 Hz.
    expect(stepValue(d, 'real')).toEqual([0, 0, 0, 0, 0]);
    expect((stepValue(d, 'imaginary') as number[]).map((x) => x + 0)).toEqual([0, 0, -4, 0, 0]);
    expect(stepValue(d, 'power')).toEqual([0, 0, 16, 0, 0]);
    expect(stepValue(d, 'frequencies')).toEqual([0, 1000, 2000, 3000, 4000]);
    // By hand: corners at 700·(10^(m/2595) − 1) Hz with m = i/4 · 2595 log₁₀(1 + 4000/700), so at 700·((47/7)^(i/4) − 1).
    const [f2, f3] = [2, 3].map((i) => 700 * ((47 / 7) ** (i / 4) - 1)) as [number, number];
    const [second, third] = [(f3 - 2000) / (f3 - f2), (2000 - f2) / (f3 - f2)];
    expect(d.result[0]).toBe(Math.log(1e-10));
    expect(d.result[1]).toBeCloseTo(Math.log(16 * second), 12);
    expect(d.result[2]).toBeCloseTo(Math.log(16 * third), 12);
  });

  it('says that a Fourier transform alone is no picture, and prints everywhere', () => {
    const d = explainLogMel(tone, { sampleRate: 8000, bands: 2 });
    const text = renderText(d);
    expect(text).toContain('a picture needs one for each frame');
    expect(text).toContain('Pₖ = (Re Xₖ)² + (Im Xₖ)²');
    expect(text).toContain('= (0, 1, 4, 1, 0)');
    expect(text).toContain(
      'mₘₐₓ = 15 + 27 log_(6.4) (fₘₐₓ/1000) = 15 + 27 log_(6.4) (4000/1000) ≈ 35.16',
    );
    for (const printed of [renderMarkdown(d), renderLatex(d)]) expect(printed).toContain('\\ln');
  });

  it('refuses what no one would read, and what has no answer', () => {
    const o = { sampleRate: 8000, bands: 2 };
    expect(() => explainLogMel([1, 2, 3], o)).toThrow(
      'explainLogMel: "samples" expected an even number of samples in a list, 4 to 16, got 3',
    );
    expect(() => explainLogMel(new Float64Array(8) as never, o)).toThrow(
      '"samples" expected an even number',
    );
    expect(() => explainLogMel(new Array(18).fill(0), o)).toThrow('got 18');
    expect(() => explainLogMel([1, 2, Number.NaN, 4], o)).toThrow('NaN at [2]');
    expect(() => explainLogMel(tone, { ...o, bands: 5 })).toThrow(
      '"bands" expected a whole number >= 1 and <= 4, got 5',
    );
    expect(() => explainLogMel(tone, { ...o, bands: 4, fMax: 900 })).toThrow('with filter 0 from');
    expect(() => explainLogMel(tone, { ...o, window: 'blackman' as never })).toThrow('"window"');
    expect(() => explainLogMel(tone, { ...o, floor: 0 })).toThrow('"floor"');
    expect(() => explainLogMel(tone, { ...o, hop: 2 } as never)).toThrow('"hop"');
  });
});
