import { describe, expect, it } from 'vitest';
import { randomGenerator } from '../../../src/core/random.js';
import { distributionSums, klLines } from '../../../src/kernels/scalar/divergence-lines.js';
import { exactKl } from '../../divergence/exact.js';

function klOf(p: Float64Array | Float32Array, q: Float64Array | Float32Array): number {
  const target = new Float64Array(1);
  klLines(p, q, target, 1, p.length, 1);
  return target[0]!;
}

/** Pairs whose quotients go from e⁻ˢ to eˢ. */
function pairs(spread: number, count: number): [number, number][] {
  const rng = randomGenerator(7);
  return Array.from({ length: count }, () => {
    const q = rng.nextFloat64() * Math.exp(-20 * rng.nextFloat64());
    return [q * Math.exp(spread * (2 * rng.nextFloat64() - 1)), q];
  });
}

describe('klLines', () => {
  it('has terms that are exact to 2e-15, nearly equal, at the edges of doublings, and far apart', () => {
    let worst = 0;
    const edges = [0.6674, 0.7071, 0.75, 4 / 3, 1.4142, 1.4983].flatMap((ratio) =>
      [0.125, 0.1333, 0.2, 0.249].map((q): [number, number] => [q * ratio, q]),
    );
    for (const [p, q] of [...pairs(1e-3, 300), ...pairs(1, 600), ...pairs(40, 300), ...edges]) {
      const truth = exactKl([p], [q]);
      worst = Math.max(
        worst,
        Math.abs(klOf(Float64Array.of(p), Float64Array.of(q)) - truth) / truth,
      );
    }
    if (process.env['SHOW_ERRORS']) console.log('KL, one term', worst);
    expect(worst).toBeLessThanOrEqual(2e-15);
  });

  it('has terms that are exact to 1e-11 of float32 numbers', () => {
    let worst = 0;
    for (const pair of [...pairs(1e-3, 200), ...pairs(1, 500), ...pairs(40, 200)]) {
      const [p, q] = pair.map((x) => Float32Array.of(x));
      if (p![0] === q![0]) continue;
      const truth = exactKl(p!, q!);
      worst = Math.max(worst, Math.abs(klOf(p!, q!) - truth) / truth);
    }
    if (process.env['SHOW_ERRORS']) console.log('KL, one term of float32', worst);
    expect(worst).toBeLessThanOrEqual(1e-11);
  });

  it('knows zeros and numbers below the normal ones, of either storage', () => {
    const tiny = 5e-324;
    expect(klOf(Float64Array.of(0, 1), Float64Array.of(0.25, 1))).toBe(0.25);
    expect(klOf(Float64Array.of(0), Float64Array.of(0))).toBe(0);
    expect(klOf(Float64Array.of(tiny), Float64Array.of(0))).toBe(Infinity);
    expect(klOf(Float64Array.of(tiny), Float64Array.of(tiny))).toBe(0);
    const far = klOf(Float64Array.of(1), Float64Array.of(tiny));
    expect(Math.abs(far - (1074 * Math.LN2 - 1))).toBeLessThan(1e-12);
    const least = 2 ** -149;
    expect(klOf(Float32Array.of(0.5), Float32Array.of(0))).toBe(Infinity);
    expect(klOf(Float32Array.of(0, 0), Float32Array.of(0, 0.5))).toBe(0.5);
    const single = klOf(Float32Array.of(1), Float32Array.of(least));
    expect(Math.abs(single - (149 * Math.LN2 - 1))).toBeLessThan(1e-12);
    const both = klOf(Float32Array.of(3 * least), Float32Array.of(least));
    expect(both / least).toBeCloseTo(3 * Math.log(3) - 2, 12);
  });

  it('loses nothing in rows of a million', () => {
    const n = 2 ** 20;
    const p = Float64Array.from({ length: n }, (_, i) => (i % 2 ? 0.75 : 0.25));
    const q = new Float64Array(n).fill(0.5);
    const [low, high] = [exactKl([0.25], [0.5]), exactKl([0.75], [0.5])];
    const value = klOf(p, q);
    expect(Math.abs(value / ((n / 2) * (low + high)) - 1)).toBeLessThan(1e-15);
  });

  it('gives columns what it gives rows, and changes neither argument', () => {
    const [rows, length, columns] = [3, 5, 19];
    const rng = randomGenerator(2);
    const draw = () =>
      Float64Array.from({ length: rows * length * columns }, () => rng.nextFloat64());
    const [p, q] = [draw(), draw()];
    const copies = [p.slice(), q.slice()];
    const target = new Float64Array(rows * columns);
    klLines(p, q, target, rows, length, columns);
    const line = (data: Float64Array, r: number, c: number): Float64Array =>
      Float64Array.from({ length }, (_, x) => data[(r * length + x) * columns + c]!);
    for (let r = 0; r < rows; r++)
      for (let c = 0; c < columns; c++)
        expect(target[r * columns + c]).toBe(klOf(line(p, r, c), line(q, r, c)));
    expect([p, q]).toEqual(copies);
  });
});

describe('distributionSums', () => {
  it('adds up lines of every length, and is NaN at a negative number or NaN in any place', () => {
    for (let n = 0; n < 11; n++) {
      const data = Float64Array.from({ length: n }, (_, i) => 2 ** i);
      const sums = new Float64Array(1);
      distributionSums(data, sums, 1, n, 1);
      expect(sums[0]).toBe(2 ** n - 1);
      for (let i = 0; i < n; i++) {
        for (const bad of [-1e-300, Number.NaN]) {
          const spoilt = data.slice();
          spoilt[i] = bad;
          distributionSums(spoilt, sums, 1, n, 1);
          expect(sums[0]).toBeNaN();
        }
      }
    }
  });
});
