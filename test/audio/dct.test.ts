import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toNested } from '../../src/array/index.js';
import { cepstralCoefficients, dct, inverseDct, logMelSpectrogram } from '../../src/audio/index.js';
import { readCases, toFloats, worstRatio } from '../reference/read.js';

const lines = fc
  .integer({ min: 1, max: 30 })
  .chain((n) =>
    fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: n, maxLength: n }),
  );

const worst = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a, (x, i) => Math.abs(x - b[i]!)).reduce((most, x) => Math.max(most, x), 0);

describe('dct', () => {
  for (const dtype of ['float64', 'float32'] as const)
    for (const c of readCases('12-audio-patches', 'dct'))
      it(`agrees with SciPy in ${dtype}: ${c.name}`, () => {
        const got = dct(toFloats(c.inputs.x, dtype));
        expect(got.dtype).toBe(dtype);
        const ratio = worstRatio(got.data, c.expected.values.data, c.tolerance[dtype]);
        expect(ratio).toBeLessThanOrEqual(1);
      });

  it('is the sum of its definition, of any length, and comes back by its inverse', () => {
    fc.assert(
      fc.property(lines, fc.constantFrom('ortho' as const, 'none' as const), (x, norm) => {
        const n = x.length;
        const wanted = x.map((_, k) => {
          const factor = norm === 'none' ? 2 : Math.sqrt((k === 0 ? 1 : 2) / n);
          const sum = x.reduce(
            (total, value, j) => total + value * Math.cos((Math.PI * k * (2 * j + 1)) / (2 * n)),
            0,
          );
          return factor * sum;
        });
        const got = dct(x, { norm });
        expect(worst(got.data, wanted)).toBeLessThan(1e-11);
        expect(worst(inverseDct(got, { norm }).data, x)).toBeLessThan(1e-12);
        // A rotation keeps lengths.
        if (norm === 'ortho') expect(Math.hypot(...got.data)).toBeCloseTo(Math.hypot(...x), 10);
      }),
    );
  });

  it('refuses other norms and numbers', () => {
    expect(() => dct([1, 2], { norm: 'forward' as never })).toThrow(
      'dct: "norm" expected one of "ortho", "none"',
    );
    expect(() => dct([1, Infinity])).toThrow(
      'dct: "x" expected finite numbers, got Infinity at [1]',
    );
    expect(() => inverseDct([1], { type: 2 } as never)).toThrow('inverseDct: "options"');
  });
});

describe('cepstralCoefficients', () => {
  it('are the first numbers of the transform of each column', () => {
    const samples = Float32Array.from(
      { length: 4000 },
      (_, j) => Math.sin(0.05 * j) + Math.sin(j * j),
    );
    const logMel = logMelSpectrogram(samples, {
      sampleRate: 8000,
      fftSize: 512,
      hop: 200,
      bands: 24,
    });
    const got = cepstralCoefficients(logMel);
    expect(got.shape).toEqual([13, logMel.shape[1]]);
    expect(got.dtype).toBe('float32');
    const column = Array.from({ length: 24 }, (_, b) => logMel.get(b, 5));
    const wanted = dct(column).data;
    for (let k = 0; k < 13; k++) expect(got.get(k, 5)).toBeCloseTo(wanted[k]!, 4);
  });

  it('by hand: two bands', () => {
    // c₀ = (1 + 3)/√2, c₁ = (cos 45° · 1 + cos 135° · 3).
    const [first, second] = toNested(cepstralCoefficients([[1], [3]], { count: 2 })) as number[][];
    expect(first![0]).toBeCloseTo(4 / Math.SQRT2, 14);
    expect(second![0]).toBeCloseTo(-2 * Math.SQRT1_2, 14);
  });

  it('refuse other shapes and counts', () => {
    expect(() => cepstralCoefficients([1, 2])).toThrow(
      'cepstralCoefficients: "logMel" expected shape (bands, frames), got (2)',
    );
    expect(() => cepstralCoefficients([[1], [2]])).toThrow(
      '"count" expected a whole number >= 1 and <= 2, got 13',
    );
    expect(() => cepstralCoefficients([[1], [2]], { count: 0 })).toThrow('"count"');
  });
});
