import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matmul, toNested } from '../../src/array/index.js';
import {
  hzToMel,
  logMelSpectrogram,
  type MelScale,
  melFilterbank,
  melSpectrogram,
  melToHz,
  powerSpectrum,
  stft,
} from '../../src/audio/index.js';
import { DomainError } from '../../src/core/errors.js';

const scales = fc.constantFrom<MelScale>('slaney', 'htk');
const SCALES: readonly MelScale[] = ['slaney', 'htk'];

describe('mel scales', () => {
  it('go there and back, and rise', () => {
    fc.assert(
      fc.property(scales, fc.double({ min: 0, max: 1e5, noNaN: true }), (scale, f) => {
        expect(Math.abs(melToHz(hzToMel(f, { scale }), { scale }) - f)).toBeLessThanOrEqual(
          1e-11 * f + 1e-300,
        );
        expect(hzToMel(f + 1, { scale })).toBeGreaterThan(hzToMel(f, { scale }));
      }),
    );
  });

  it('have the numbers of their definitions', () => {
    expect(hzToMel(700, { scale: 'htk' })).toBeCloseTo(2595 * Math.log10(2), 10);
    expect(hzToMel(0, { scale: 'htk' })).toBe(0);
    expect(hzToMel(200)).toBe(3);
    // Auditory Toolbox: 13 linear filters of 66.67 Hz from 133.33 Hz, then factors of 1.0711703: 6.4 in 27 steps.
    expect(melToHz(16)).toBeCloseTo(1000 * 1.0711703, 4);
    expect(hzToMel(6400)).toBeCloseTo(42, 12);
    // Continuous where the two parts meet.
    expect(hzToMel(1000 - 1e-9)).toBeCloseTo(15, 9);
    expect(melToHz(15)).toBe(1000);
    expect(
      toNested(
        hzToMel([
          [0, 200],
          [1000, 6400],
        ]),
      ).toString(),
    ).toBe('0,3,15,42');
    expect(melToHz(Float32Array.of(3)).dtype).toBe('float32');
  });

  it('refuse what is no frequency', () => {
    expect(() => hzToMel(-1)).toThrow('hzToMel: "frequency" expected a finite number >= 0, got -1');
    expect(() => hzToMel([1, -2])).toThrow('got -2 at [1]');
    expect(() => melToHz(Number.NaN)).toThrow('melToHz: "mel"');
    expect(() => melToHz([Infinity])).toThrow('Infinity at [0]');
    expect(() => hzToMel(1, { scale: 'bark' as never })).toThrow(
      '"scale" expected one of "slaney", "htk"',
    );
    expect(() => hzToMel(1, { norm: 'none' } as never)).toThrow('"norm"');
  });
});

describe('melFilterbank', () => {
  const plans = fc.record({
    sampleRate: fc.constantFrom(8000, 16000, 22050),
    bands: fc.integer({ min: 1, max: 40 }),
    scale: scales,
    fMin: fc.constantFrom(0, 50, 300),
    fMax: fc.constantFrom(2000, 3800),
  });

  it('is non-negative, covers the band, and its peaks rise', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const fftSize = 2048;
        const bank = melFilterbank({ ...plan, fftSize, norm: 'none' });
        const bins = fftSize / 2 + 1;
        expect(bank.shape).toEqual([plan.bands, bins]);
        const corner = (i: number): number => {
          const { scale } = plan;
          const [low, high] = [hzToMel(plan.fMin, { scale }), hzToMel(plan.fMax, { scale })];
          return melToHz(low + ((high - low) * i) / (plan.bands + 1), { scale });
        };
        const [from, to] = [corner(1), corner(plan.bands)];
        const wrong: string[] = [];
        for (let k = 0; k < bins; k++) {
          const f = (k * plan.sampleRate) / fftSize;
          let sum = 0;
          for (let b = 0; b < plan.bands; b++) {
            const w = bank.data[b * bins + k]!;
            if (!(w >= 0 && w <= 1)) wrong.push(`weight ${w} of filter ${b} in bin ${k}`);
            sum += w;
          }
          // Between the first peak and the last, the two triangles over a bin add up to 1; outside the ends there is nothing.
          const one = f > from && f < to;
          const none = f <= plan.fMin || f >= plan.fMax;
          const right = one ? Math.abs(sum - 1) < 1e-10 : none ? sum === 0 : sum > 0;
          if (!right) wrong.push(`sum ${sum} at ${f} Hz`);
        }
        expect(wrong).toEqual([]);
        let last = -1;
        for (let b = 0; b < plan.bands; b++) {
          const row = Array.from(bank.data.subarray(b * bins, (b + 1) * bins));
          const peak = row.indexOf(Math.max(...row));
          expect(peak).toBeGreaterThanOrEqual(last);
          last = peak;
        }
      }),
      { numRuns: 25 },
    );
  });

  it('has equal areas with the norm "slaney"', () => {
    const fftSize = 2 ** 15;
    for (const scale of SCALES) {
      const bank = melFilterbank({ sampleRate: 16000, fftSize, bands: 20, scale });
      for (let b = 0; b < 20; b++) {
        let area = 0;
        for (let k = 0; k <= fftSize / 2; k++)
          area += (bank.data[b * (fftSize / 2 + 1) + k]! * 16000) / fftSize;
        expect(area).toBeCloseTo(1, 3);
      }
    }
  });

  it('by hand: linear below a kilohertz, corners at 250 Hz steps', () => {
    // Slaney's scale from 0 to 1000 Hz is linear: corners 0, 250, 500, 750, 1000; bins 125 Hz apart.
    const bank = melFilterbank({ sampleRate: 2000, fftSize: 16, bands: 3, norm: 'none' });
    expect(toNested(bank)).toEqual([
      [0, 0.5, 1, 0.5, 0, 0, 0, 0, 0],
      [0, 0, 0, 0.5, 1, 0.5, 0, 0, 0],
      [0, 0, 0, 0, 0, 0.5, 1, 0.5, 0],
    ]);
    // 2/(500 Hz) high.
    expect(melFilterbank({ sampleRate: 2000, fftSize: 16, bands: 3 }).get(1, 4)).toBe(0.004);
  });

  it('refuses empty filters, naming filter and frequencies', () => {
    const narrow = () => melFilterbank({ sampleRate: 16000, fftSize: 256, bands: 128 });
    expect(narrow).toThrow(DomainError);
    expect(narrow).toThrow(
      'melFilterbank: "bands" expected filters that hold a bin each (fewer bands, or a larger fftSize than 256, whose bins lie 62.5 Hz apart), got 128, with filter 0 from 0 to 46.77 Hz, which holds none',
    );
    expect(() =>
      logMelSpectrogram(new Float32Array(4000), { sampleRate: 16000, fftSize: 256, hop: 128 }),
    ).toThrow('logMelSpectrogram: "bands" expected filters that hold a bin each');
  });

  it('refuses other numbers', () => {
    const o = { sampleRate: 16000, fftSize: 512, bands: 20 };
    expect(() => melFilterbank({ ...o, sampleRate: 0 })).toThrow(
      '"sampleRate" expected a finite number > 0, got 0',
    );
    expect(() => melFilterbank({ ...o, sampleRate: Number.NaN })).toThrow('"sampleRate"');
    expect(() => melFilterbank({ ...o, bands: 0 })).toThrow('"bands" expected a whole number >= 1');
    expect(() => melFilterbank({ ...o, fMax: 9000 })).toThrow(
      '"fMax" expected a finite number > 0 and <= 8000, got 9000',
    );
    expect(() => melFilterbank({ ...o, fMin: 3000, fMax: 3000 })).toThrow('"fMax"');
    expect(() => melFilterbank({ ...o, fMin: 8000 })).toThrow(
      '"fMin" expected a finite number >= 0 and < 8000',
    );
    expect(() => melFilterbank({ ...o, norm: 'area' as never })).toThrow(
      '"norm" expected one of "slaney", "none"',
    );
    expect(() => melFilterbank({ ...o, fftSize: 511 })).toThrow(
      '"fftSize" expected an even number',
    );
    expect(() => melFilterbank({ ...o, mels: 3 } as never)).toThrow('got "mels"');
    expect(() => melFilterbank(undefined as never)).toThrow('"sampleRate"');
  });
});

describe('melSpectrogram and its logarithm', () => {
  const o = { sampleRate: 8000, fftSize: 256, hop: 100, bands: 20 };
  const noise = Float64Array.from({ length: 1000 }, (_, j) => Math.sin(j * j * 0.37));

  it('are the filters times the power, and its logarithm', () => {
    const bank = melFilterbank({ sampleRate: 8000, fftSize: 256, bands: 20 });
    const power = powerSpectrum(stft(noise, { fftSize: 256, hop: 100 }));
    const wanted = matmul(bank, power);
    const got = melSpectrogram(noise, o);
    expect(got.shape).toEqual([20, 11]);
    got.data.forEach((x, i) => {
      expect(x).toBeCloseTo(wanted.data[i]!, 12);
    });
    const logs = logMelSpectrogram(noise, o).data;
    logs.forEach((x, i) => {
      expect(x).toBeCloseTo(Math.log(wanted.data[i]!), 10);
    });
  });

  it('show a tone in the band whose filter is highest over it, at every time', () => {
    const bank = melFilterbank({ sampleRate: 8000, fftSize: 256, bands: 20, norm: 'none' });
    for (const k of [6, 20, 45, 90]) {
      const tone = Float64Array.from({ length: 1000 }, (_, j) =>
        Math.sin((2 * Math.PI * k * j) / 256),
      );
      const column = Array.from({ length: 20 }, (_, b) => bank.get(b, k));
      const wanted = column.indexOf(Math.max(...column));
      const got = logMelSpectrogram(tone, { ...o, norm: 'none' });
      for (let t = 2; t < 9; t++) {
        const own = Array.from({ length: 20 }, (_, b) => got.get(b, t));
        expect(own.indexOf(Math.max(...own))).toBe(wanted);
      }
    }
  });

  it('grow by 6 dB when the amplitude doubles, by powers or by magnitudes, down to the floor', () => {
    for (const power of [1, 2]) {
      const decibel = { ...o, power, log: 'decibel' } as const;
      const [quiet, loud] = [noise, noise.map((x) => 2 * x)].map(
        (x) => logMelSpectrogram(x, decibel).data,
      );
      quiet!.forEach((x, i) => {
        expect(loud![i]! - x).toBeCloseTo(20 * Math.log10(2), 9);
      });
    }
    const floored = logMelSpectrogram(noise, { ...o, floor: 1e6 });
    expect(new Set(floored.data)).toEqual(new Set([Math.log(1e6)]));
  });

  it('refuse options of their own', () => {
    expect(() => logMelSpectrogram(noise, { ...o, log: 'base10' as never })).toThrow(
      '"log" expected one of "natural", "decibel"',
    );
    expect(() => logMelSpectrogram(noise, { ...o, floor: 0 })).toThrow(
      '"floor" expected a finite number > 0',
    );
    expect(() => melSpectrogram(noise, { ...o, power: 0 })).toThrow('melSpectrogram: "power"');
    expect(() => melSpectrogram(noise, { ...o, log: 'natural' } as never)).toThrow('got "log"');
    expect(() => logMelSpectrogram(noise.subarray(0, 100), o)).toThrow(
      'logMelSpectrogram: "samples" expected at least 129 samples',
    );
    expect(() =>
      logMelSpectrogram(
        noise.map((x, i) => (i === 7 ? Number.NaN : x)),
        o,
      ),
    ).toThrow('NaN at [7]');
  });
});
