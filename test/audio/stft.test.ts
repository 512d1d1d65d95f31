import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toNested } from '../../src/array/index.js';
import {
  inverseStft,
  magnitudeSpectrum,
  phaseSpectrum,
  powerSpectrum,
  powerToDecibels,
  realFft,
  stft,
  type WindowKind,
  windowFunction,
} from '../../src/audio/index.js';
import { createNdArray } from '../../src/core/create.js';

const signals = (min: number, max = 200) =>
  fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: min, maxLength: max });

const options = fc.record({
  fftSize: fc.constantFrom(8, 12, 16, 20, 32),
  part: fc.constantFrom(2, 3, 4),
  window: fc.constantFrom<WindowKind>('hann', 'hamming', 'blackman', 'sine', 'bartlett'),
  shorter: fc.boolean(),
});

function worst(got: ArrayLike<number>, wanted: ArrayLike<number>): number {
  expect(got.length).toBe(wanted.length);
  return Array.from(got, (x, i) => Math.abs(x - wanted[i]!)).reduce((a, b) => Math.max(a, b), 0);
}

describe('stft', () => {
  it('is the transform of each weighted frame of the mirrored signal', () => {
    fc.assert(
      fc.property(signals(20, 60), options, (samples, { fftSize, part, window }) => {
        const n = samples.length;
        const hop = Math.floor(fftSize / part);
        if (n < fftSize) return;
        const at = (m: number): number => samples[m < 0 ? -m : m >= n ? 2 * (n - 1) - m : m]!;
        const weights = windowFunction(window, fftSize).data;
        const { real, imaginary } = stft(samples, { fftSize, hop, window });
        expect(real.shape).toEqual([fftSize / 2 + 1, 1 + Math.floor(n / hop)]);
        for (let t = 0; t < real.shape[1]!; t++) {
          const frame = Array.from(weights, (w, j) => w * at(t * hop + j - fftSize / 2));
          const own = realFft(frame);
          for (let k = 0; k <= fftSize / 2; k++) {
            expect(real.get(k, t)).toBeCloseTo(own.real.get(k), 12);
            expect(imaginary.get(k, t)).toBeCloseTo(own.imaginary.get(k), 12);
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  it('comes back by its inverse to the last sample', () => {
    fc.assert(
      fc.property(signals(40), options, (samples, { fftSize, part, window, shorter }) => {
        const windowLength = shorter ? fftSize - 2 : fftSize;
        const hop = Math.max(1, Math.floor(windowLength / part) - 1);
        const o = { fftSize, windowLength, hop, window };
        const spectrum = stft(samples, o);
        const whole = hop * Math.floor(samples.length / hop);
        const back = inverseStft(spectrum, o);
        expect(worst(back.data, samples.slice(0, whole))).toBeLessThan(1e-12);
        const more = Math.min(samples.length, whole + 1);
        expect(
          worst(inverseStft(spectrum, { ...o, length: more }).data, samples.slice(0, more)),
        ).toBeLessThan(1e-11);
      }),
    );
  });

  it('comes back without centring where no window vanishes', () => {
    fc.assert(
      fc.property(signals(40), (samples) => {
        const o = { fftSize: 16, hop: 5, window: 'hamming', center: false } as const;
        const spectrum = stft(samples, o);
        const back = inverseStft(spectrum, o);
        expect(back.shape[0]).toBe(16 + 5 * Math.floor((samples.length - 16) / 5));
        expect(worst(back.data, samples.slice(0, back.shape[0]!))).toBeLessThan(1e-13);
      }),
    );
  });

  it('is linear', () => {
    fc.assert(
      fc.property(
        signals(64, 64),
        signals(64, 64),
        fc.double({ min: -2, max: 2, noNaN: true }),
        (a, b, c) => {
          const o = { fftSize: 16, hop: 8 };
          const [x, y] = [stft(a, o), stft(b, o)];
          const sum = stft(
            a.map((value, i) => value + c * b[i]!),
            o,
          );
          const wanted = x.real.data.map((value, i) => value + c * y.real.data[i]!);
          expect(worst(sum.real.data, wanted)).toBeLessThan(1e-13);
        },
      ),
    );
  });

  it('keeps energy: frames side by side under a rectangular window (Parseval)', () => {
    fc.assert(
      fc.property(signals(64, 64), (samples) => {
        const power = powerSpectrum(
          stft(samples, { fftSize: 16, hop: 16, window: 'rectangular', center: false }),
        );
        let sum = 0;
        for (let t = 0; t < 4; t++)
          for (let k = 0; k <= 8; k++) sum += (k % 8 === 0 ? 1 : 2) * power.get(k, t);
        const energy = samples.reduce((total, x) => total + x * x, 0);
        expect(Math.abs(sum / 16 - energy)).toBeLessThan(1e-12 * (1 + energy));
      }),
    );
  });

  it('has a pure tone in its bin, half the sum of the window high', () => {
    for (const k of [3, 10, 29]) {
      const tone = Float64Array.from(
        { length: 400 },
        (_, j) => 0.8 * Math.cos((2 * Math.PI * k * j) / 64),
      );
      const m = magnitudeSpectrum(stft(tone, { fftSize: 64, hop: 16, center: false }));
      for (let t = 0; t < m.shape[1]!; t++) {
        const column = Array.from({ length: 33 }, (_, i) => m.get(i, t));
        expect(column.indexOf(Math.max(...column))).toBe(k);
        expect(column[k]).toBeCloseTo(0.8 * 16, 10);
        // Beyond its neighbours a Hann window shows nothing of it.
        expect(column[(k + 5) % 33]).toBeLessThan(1e-12);
      }
    }
  });

  it('takes weights as a window, views as signals, and is float32 where they are', () => {
    const weights = windowFunction('blackman', 6);
    const samples = Float32Array.from({ length: 50 }, (_, j) => Math.sin(j));
    const named = stft(samples, { fftSize: 8, windowLength: 6, hop: 3, window: 'blackman' });
    const given = stft(createNdArray(samples, [25], [2], 0), {
      fftSize: 8,
      windowLength: 6,
      hop: 3,
      window: weights,
    });
    const every = samples.filter((_, j) => j % 2 === 0);
    const alike = stft(every, { fftSize: 8, windowLength: 6, hop: 3, window: 'blackman' });
    expect(named.real.dtype).toBe('float32');
    expect(toNested(given.real)).toEqual(toNested(alike.real));
    expect(inverseStft(named, { windowLength: 6, hop: 3, window: 'blackman' }).dtype).toBe(
      'float32',
    );
  });

  it('refuses what it cannot cut', () => {
    const x = new Float64Array(100);
    expect(() => stft(x, { fftSize: 16, hop: 0 })).toThrow(
      'stft: "hop" expected a whole number >= 1, got 0',
    );
    expect(() => stft(x, { fftSize: 16, hop: -4 })).toThrow('"hop"');
    expect(() => stft(x, { fftSize: 16 } as never)).toThrow(
      '"hop" expected a whole number >= 1, got undefined',
    );
    expect(() => stft(x, { fftSize: 15, hop: 4 })).toThrow(
      'stft: "fftSize" expected an even number, got 15',
    );
    expect(() => stft(x, { fftSize: 16, hop: 4, windowLength: 17 })).toThrow(
      '"windowLength" expected a whole number >= 1 and <= 16',
    );
    expect(() => stft(x, { fftSize: 16, hop: 4, window: [1, 2] })).toThrow(
      'weights of shape (windowLength=16), got (2)',
    );
    expect(() => stft(x, { fftSize: 16, hop: 4, window: 'hanning' as never })).toThrow(
      '"window" expected one of',
    );
    expect(() => stft(x, { fftSize: 16, hop: 4, centre: true } as never)).toThrow('got "centre"');
    expect(() => stft(new Float64Array(8), { fftSize: 16, hop: 4 })).toThrow(
      'stft: "samples" expected at least 9 samples to mirror half a frame with fftSize 16 and center true, got 8',
    );
    expect(() => stft(new Float64Array(15), { fftSize: 16, hop: 4, center: false })).toThrow(
      'at least 16 samples for one frame',
    );
    expect(() => stft([[1, 2]], { fftSize: 2, hop: 1 })).toThrow(
      'one signal, shape (n) with n > 0, got (1, 2)',
    );
    x[42] = Number.NaN;
    expect(() => stft(x, { fftSize: 16, hop: 4 })).toThrow(
      'stft: "samples" expected finite numbers, got NaN at [42]',
    );
  });
});

describe('inverseStft', () => {
  const samples = Float64Array.from({ length: 64 }, (_, j) => Math.sin(j));

  it('refuses where windows vanish, naming window and sample', () => {
    const o = { fftSize: 16, hop: 8, center: false };
    expect(() => inverseStft(stft(samples, o), o)).toThrow(
      'got "hann" with a sum of 0 over sample 0',
    );
    const gaps = { fftSize: 16, hop: 20, window: 'rectangular' } as const;
    expect(() => inverseStft(stft(samples, gaps), gaps)).toThrow(
      'got "rectangular" with a sum of 0 over sample 8',
    );
    const weights = { ...o, window: new Float64Array(16) };
    expect(() => inverseStft(stft(samples, weights), weights)).toThrow(
      'got Float64Array(16) with a sum of 0 over sample 0',
    );
  });

  it('gives the signal whose spectrum is nearest to one that no signal has', () => {
    const o = { fftSize: 16, hop: 4, window: 'hamming', center: false } as const;
    const spectrum = stft(samples, o);
    const bent = {
      real: spectrum.real.data.map((x, i) => x + Math.cos(i * i)),
      imaginary: spectrum.imaginary.data,
    };
    const shaped = (data: ArrayLike<number>) => createNdArray(Float64Array.from(data), [9, 13]);
    const wanted = { real: shaped(bent.real), imaginary: shaped(bent.imaginary) };
    const best = inverseStft(wanted, o).data;
    const distance = (x: ArrayLike<number>): number => {
      const got = stft(Float64Array.from(x), o);
      let sum = 0;
      for (let k = 0; k < 9; k++)
        for (let t = 0; t < 13; t++) {
          const gap =
            (got.real.get(k, t) - wanted.real.get(k, t)) ** 2 +
            (got.imaginary.get(k, t) - wanted.imaginary.get(k, t)) ** 2;
          sum += (k % 8 === 0 ? 1 : 2) * gap;
        }
      return sum;
    };
    const least = distance(best);
    for (let i = 0; i < 64; i += 7)
      for (const step of [-1e-3, 1e-3])
        expect(
          distance(Float64Array.from(best, (x, j) => (j === i ? x + step : x))),
        ).toBeGreaterThan(least);
  });

  it('refuses other spectra and lengths', () => {
    const o = { fftSize: 16, hop: 4 };
    const spectrum = stft(samples, o);
    expect(() => inverseStft(spectrum, { ...o, fftSize: 32 })).toThrow(
      'shape (fftSize/2 + 1 = 17, frames), got (9, 17)',
    );
    expect(() => inverseStft(spectrum, { ...o, length: 73 })).toThrow(
      '"length" expected a whole number >= 1 and <= 72',
    );
    expect(() => inverseStft(spectrum, { hop: 2 ** 31 })).toThrow(
      'inverseStft: "hop" expected at most 268435456 elements',
    );
    expect(() => inverseStft({ real: [1, 2], imaginary: [1, 2] }, o)).toThrow(
      '(bins, frames), got (2)',
    );
    expect(() => inverseStft(spectrum, { hop: 4, frames: 2 } as never)).toThrow('"frames"');
  });
});

describe('what is read off a spectrum', () => {
  it('puts magnitude and phase together again', () => {
    fc.assert(
      fc.property(signals(10, 10), signals(10, 10), (real, imaginary) => {
        const [m, p] = [
          magnitudeSpectrum({ real, imaginary }).data,
          phaseSpectrum({ real, imaginary }).data,
        ];
        expect(
          worst(
            m.map((r, i) => r * Math.cos(p[i]!)),
            real,
          ),
        ).toBeLessThan(1e-15);
        expect(
          worst(
            m.map((r, i) => r * Math.sin(p[i]!)),
            imaginary,
          ),
        ).toBeLessThan(1e-15);
        expect(
          worst(
            powerSpectrum({ real, imaginary }).data,
            m.map((r) => r * r),
          ),
        ).toBeLessThan(1e-15);
      }),
    );
  });

  it('counts ten decibels for a factor of ten, from the reference, not below the floor', () => {
    expect(
      toNested(
        powerToDecibels(
          [
            [1000, 10],
            [0.1, 0],
          ],
          { reference: 10, floor: 1e-3 },
        ),
      ),
    ).toEqual([
      [20, 0],
      [-20, -40],
    ]);
    expect(powerToDecibels(Float32Array.of(1)).dtype).toBe('float32');
    expect(toNested(powerToDecibels([100, 1, 0], { range: 30 }))).toEqual([20, 0, -10]);
    expect(() =>
      powerToDecibels([
        [1, 2],
        [3, -1],
      ]),
    ).toThrow('powerToDecibels: "power" expected numbers >= 0, got -1 at [1, 1]');
    expect(() => powerToDecibels([1], { range: 0 })).toThrow('"range"');
    expect(() => powerToDecibels([1], { floor: 0 })).toThrow('"floor"');
    expect(() => powerToDecibels([1], { reference: -1 })).toThrow('"reference"');
  });
});
