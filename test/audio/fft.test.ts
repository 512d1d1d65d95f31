import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toNested } from '../../src/array/index.js';
import {
  fft,
  fftFrequencies,
  inverseFft,
  inverseRealFft,
  powerSpectrum,
  realFft,
} from '../../src/audio/index.js';
import { createNdArray } from '../../src/core/create.js';
import { numbersOf, views } from '../laws/views.js';

const numbers = (n: number) =>
  fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: n, maxLength: n });

/** Lines of every length up to 40: powers of two, even and odd ones, primes. */
const lines = fc.integer({ min: 1, max: 40 }).chain(numbers);

/** The sum, term by term. */
function transformSlowly(re: readonly number[], im: readonly number[]): [number[], number[]] {
  const n = re.length;
  const sum = (f: (j: number, k: number) => number) =>
    re.map((_, k) => re.reduce((total, _x, j) => total + f(j, k), 0));
  const angle = (j: number, k: number) => (2 * Math.PI * ((j * k) % n)) / n;
  return [
    sum((j, k) => re[j]! * Math.cos(angle(j, k)) + im[j]! * Math.sin(angle(j, k))),
    sum((j, k) => im[j]! * Math.cos(angle(j, k)) - re[j]! * Math.sin(angle(j, k))),
  ];
}

function expectNear(got: ArrayLike<number>, wanted: ArrayLike<number>, within = 1e-10): void {
  expect(got.length).toBe(wanted.length);
  const worst = Array.from(got, (x, i) => Math.abs(x - wanted[i]!)).reduce((a, b) =>
    Math.max(a, b),
  );
  expect(worst).toBeLessThanOrEqual(within);
}

describe('fft', () => {
  it('is the sum of its definition, for lines of any length, real and complex', () => {
    fc.assert(
      fc.property(
        lines.chain((re) => fc.tuple(fc.constant(re), numbers(re.length))),
        ([re, im]) => {
          const [real, imaginary] = transformSlowly(re, im);
          const got = fft({ real: re, imaginary: im });
          expectNear(got.real.data, real);
          expectNear(got.imaginary.data, imaginary);
          const [own, other] = transformSlowly(
            re,
            re.map(() => 0),
          );
          const half = Math.floor(re.length / 2) + 1;
          expectNear(fft(re).real.data, own);
          expectNear(realFft(re).real.data, own.slice(0, half));
          expectNear(realFft(re).imaginary.data, other.slice(0, half));
        },
      ),
    );
  });

  it('comes back by its inverse, and keeps energy (Parseval)', () => {
    fc.assert(
      fc.property(
        lines.chain((re) => fc.tuple(fc.constant(re), numbers(re.length))),
        ([re, im]) => {
          const spectrum = fft({ real: re, imaginary: im });
          const back = inverseFft(spectrum);
          expectNear(back.real.data, re, 1e-11);
          expectNear(back.imaginary.data, im, 1e-11);
          expectNear(inverseRealFft(realFft(re), { length: re.length }).data, re, 1e-11);
          const energy = re.reduce((sum, x, j) => sum + x * x + im[j]! ** 2, 0);
          const power = Array.from(powerSpectrum(spectrum).data).reduce((a, b) => a + b, 0);
          expect(Math.abs(power / re.length - energy)).toBeLessThanOrEqual(1e-12 * (energy + 1));
        },
      ),
    );
  });

  it('is exact to rounding in long lines, whatever the length', () => {
    for (const n of [4096, 4095, 3 * 1024, 4093]) {
      const x = Float64Array.from({ length: n }, (_, j) => Math.sin(j * j));
      const back = inverseFft(fft(x));
      expectNear(back.real.data, x, 1e-13);
      // A line of ones but for its phase: bin 7 alone.
      const turn = (f: (a: number) => number) =>
        Float64Array.from({ length: n }, (_, j) => f((2 * Math.PI * ((7 * j) % n)) / n));
      const { real, imaginary } = fft({ real: turn(Math.cos), imaginary: turn(Math.sin) });
      const wanted = new Float64Array(n);
      wanted[7] = n;
      expectNear(real.data, wanted, 1e-10);
      expectNear(imaginary.data, new Float64Array(n), 1e-10);
    }
  });

  // Each factor more than once, first, in the middle and last: a wrong step or turn of one pass shows only so.
  it('is the sum of its definition for products of small primes', () => {
    for (const n of [48, 400, 441, 600, 625, 243, 343, 484, 507, 2 * 3 * 5 * 7, 11 * 13 * 3]) {
      const [re, im] = [1, 2].map((k) => Array.from({ length: n }, (_, j) => Math.sin(k + j * j)));
      const [real, imaginary] = transformSlowly(re!, im!);
      const got = fft({ real: re!, imaginary: im! });
      expectNear(got.real.data, real, 1e-11);
      expectNear(got.imaginary.data, imaginary, 1e-11);
      const back = inverseFft(got);
      expectNear(back.real.data, re!, 2e-15);
      expectNear(back.imaginary.data, im!, 2e-15);
    }
  });

  it('works on each line of views of any layout, and leaves them as they were', () => {
    fc.assert(
      fc.property(views({ shape: [3, 2, 5] }), (view) => {
        const before = Array.from(view.data);
        const all = numbersOf(view);
        const got = realFft(view);
        expect(got.real.shape).toEqual([3, 2, 3]);
        expect(got.real.dtype).toBe(view.dtype === 'float32' ? 'float32' : 'float64');
        for (let line = 0; line < 6; line++) {
          const own = realFft(all.slice(5 * line, 5 * line + 5));
          const near = view.dtype === 'float32' ? 1e-4 : 1e-12;
          expectNear(got.real.data.subarray(3 * line, 3 * line + 3), own.real.data, near);
          expectNear(got.imaginary.data.subarray(3 * line, 3 * line + 3), own.imaginary.data, near);
        }
        expect(Array.from(view.data)).toEqual(before);
      }),
    );
  });

  it('by hand: an impulse has every frequency, a late one turns', () => {
    const { real, imaginary } = fft([[0, 1, 0, 0]]);
    expect(toNested(real)).toEqual([[1, 0, -1, 0]]);
    expect(toNested(imaginary).toString()).toBe('0,-1,0,1');
    expect(toNested(fftFrequencies(5, { sampleRate: 10 }))).toEqual([0, 2, 4]);
    expect(toNested(fftFrequencies(4))).toEqual([0, 0.25, 0.5]);
  });

  it('does not read imaginary parts that must be 0', () => {
    const spectrum = { real: [4, 0, 2], imaginary: [9, 0, -5] };
    expectNear(inverseRealFft(spectrum).data, [1.5, 0.5, 1.5, 0.5], 1e-15);
    expectNear(inverseRealFft({ real: [3], imaginary: [7] }).data, [3]);
  });

  it('refuses what it cannot transform', () => {
    expect(() => fft([1, Number.NaN])).toThrow('fft: "x" expected finite numbers, got NaN at [1]');
    expect(() => fft(createNdArray(new Float64Array(0), [3, 0]))).toThrow('got (3, 0)');
    expect(() => fft('tone' as never)).toThrow('fft: "x" expected an ndarray');
    expect(() => fft({ real: [1] } as never)).toThrow('fft: "x" expected a record of two arrays');
    expect(() => inverseFft([1, 2] as never)).toThrow('inverseFft: "spectrum" expected a record');
    expect(() => inverseFft({ real: [1, 2], imaginary: [[1, 2]] })).toThrow(
      '"spectrum.imaginary" expected the shape of the real parts, (2), got (1, 2)',
    );
    expect(() => inverseRealFft({ real: [1, 2, 3], imaginary: [0, 0, 0] }, { length: 6 })).toThrow(
      'inverseRealFft: "length" expected 4 or 5 with 3 bins, got 6',
    );
    expect(() => inverseRealFft({ real: [1], imaginary: [0] }, { size: 1 } as never)).toThrow(
      '"size"',
    );
    expect(() => fftFrequencies(0)).toThrow('fftFrequencies: "fftSize"');
    expect(() => fftFrequencies(8, { sampleRate: 0 })).toThrow('"sampleRate"');
  });
});
