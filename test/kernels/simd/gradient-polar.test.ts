import { describe, expect, it } from 'vitest';
import { gradientPolar as gradientPolarScalar } from '../../../src/kernels/scalar/gradient-polar.js';
import { votePlaces as votePlacesScalar } from '../../../src/kernels/scalar/vote-places.js';
import { gradientPolar, votePlaces } from '../../../src/kernels/simd/gradient-polar.js';
import { simd } from '../../laws/simd.js';
import { withCanaries } from './canaries.js';
import { randomFloats } from './numbers.js';
import { angleTwin, lengthTwin, placeTwin } from './twins/gradient-polar.js';

const PERIODS = [
  [2 * Math.PI, 1],
  [Math.PI, 1],
  [360, 180 / Math.PI],
  [180, 180 / Math.PI],
] as const;

/** Each with each: zeros of both signs, quarter and eighth turns, and what lies just beside them. */
const SIDES = [0, -0, 1, -1, 2, -2, 1e-7, -1e-7, 1e-40, -1e-40, 3e38, -3e38, 1.0000001, -1.0000001];
const SPECIAL_X = Float32Array.from({ length: 256 }, (_, i) => SIDES[i % 14]!);
const SPECIAL_Y = Float32Array.from({ length: 256 }, (_, i) => SIDES[Math.floor(i / 14) % 14]!);

const inputs = [
  [SPECIAL_X, SPECIAL_Y],
  ...[256, 257, 258, 259, 4095, 4097, 9001].map((n) => [randomFloats(n, 1), randomFloats(n, 2)]),
] as const;

function polar(run: typeof gradientPolar, x: Float32Array, y: Float32Array, n: 0 | 1 | 2 | 3) {
  const magnitude = new Float32Array(x.length).fill(Number.NaN);
  const orientation = magnitude.slice();
  const [period, perRadian] = PERIODS[n];
  run(x, y, period, perRadian, magnitude, orientation);
  return { magnitude, orientation };
}

describe.runIf(simd)('the SIMD polar gradients', () => {
  it.each([0, 1, 2, 3] as const)('are their twins, exactly: period %i', (n) => {
    const [period, perRadian] = PERIODS[n];
    for (const [x, y] of inputs) {
      const count = withCanaries(() => {
        const { magnitude, orientation } = polar(gradientPolar, x!, y!, n);
        expect(magnitude).toEqual(x!.map((value, i) => lengthTwin(value, y![i]!)));
        expect(orientation).toEqual(
          x!.map((value, i) => angleTwin(value, y![i]!, period, perRadian)),
        );
      });
      expect(count).toBe(4);
    }
  });

  it.each([0, 1, 2, 3] as const)('are near the truth, around the circle: period %i', (n) => {
    const [period, perRadian] = PERIODS[n];
    for (const [x, y] of inputs) {
      const wanted = polar(gradientPolarScalar, x!, y!, n);
      const { magnitude, orientation } = polar(gradientPolar, x!, y!, n);
      const lengths = magnitude.map((value, i) => {
        const exact = wanted.magnitude[i]!;
        return value === exact ? 0 : Math.abs(value / exact - 1);
      });
      expect(Math.max(...lengths)).toBeLessThan(2e-7);
      const angles = orientation.map((value, i) => {
        const distance = Math.abs(value - wanted.orientation[i]!);
        return Math.min(distance, period - distance) / perRadian;
      });
      expect(Math.max(...angles)).toBeLessThan(7e-7);
      expect(orientation.every((value) => value >= 0 && value < period)).toBe(true);
    }
  });

  it('are exact in degrees at zeros and whole eighths of the circle, as the scalar kernel', () => {
    const steps = [0, -0, 1, -1];
    const x = Float32Array.from({ length: 256 }, (_, i) => steps[i % 4]!);
    const y = Float32Array.from({ length: 256 }, (_, i) => steps[(i >> 2) % 4]!);
    for (const n of [2, 3] as const) {
      expect(polar(gradientPolar, x, y, n).orientation).toEqual(
        polar(gradientPolarScalar, x, y, n).orientation,
      );
    }
  });

  it('say that all is finite where it is, largest numbers and the last few too', () => {
    for (const length of [256, 257, 9003]) {
      const good = randomFloats(length, 4).fill(-3.4e38, 0, 9);
      const run = (x: Float32Array, y: Float32Array) =>
        gradientPolar(x, y, 360, 180 / Math.PI, good.slice(), good.slice());
      expect(run(good, good)).toBe(true);
      for (const place of [0, 130, length - 1]) {
        for (const value of [Number.NaN, Infinity, -Infinity]) {
          const bad = good.slice();
          bad[place] = value;
          expect(run(bad, good)).toBe(false);
          expect(run(good, bad)).toBe(false);
        }
      }
    }
  });

  it('leave float64, and what is short, to the scalar kernel', () => {
    const short = randomFloats(255, 1);
    const x = Float64Array.from(short);
    const count = withCanaries(() => {
      expect(polar(gradientPolar, short, short, 0)).toEqual(
        polar(gradientPolarScalar, short, short, 0),
      );
      const [got, wanted] = [new Float64Array(255), new Float64Array(255)];
      gradientPolar(x, x, 180, 1, got, got.slice());
      gradientPolarScalar(x, x, 180, 1, wanted, wanted.slice());
      expect(got).toEqual(wanted);
    });
    expect(count).toBe(0);
  });
});

describe.runIf(simd).each([
  [9, false],
  [8, true],
  [1, true],
])('the SIMD places of votes, %i bins, signed %s', (bins, signed) => {
  it('are their twins, exactly', () => {
    for (const [x, y] of inputs) {
      const [length, place] = [x!.slice(), y!.slice()];
      expect(withCanaries(() => votePlaces(length, place, bins, signed, false))).toBe(4);
      expect(length).toEqual(x!.map((value, i) => lengthTwin(value, y![i]!)));
      expect(place).toEqual(x!.map((value, i) => placeTwin(value, y![i]!, bins, signed)));
    }
  });

  it('are near those of the scalar kernel, around the circle', () => {
    const [x, y] = [randomFloats(3000, 3), randomFloats(3000, 4)];
    const [length, place] = [x.slice(), y.slice()];
    const [exactLength, exactPlace] = [Float64Array.from(x), Float64Array.from(y)];
    votePlaces(length, place, bins, signed, false);
    votePlacesScalar(exactLength, exactPlace, bins, signed, false);
    const distances = place.map((value, i) => {
      const distance = Math.abs(value - exactPlace[i]!);
      return Math.min(distance, bins - distance);
    });
    expect(Math.max(...distances)).toBeLessThan(2e-7 * bins);
    const lengths = length.map((value, i) => Math.abs(value / exactLength[i]! - 1));
    expect(Math.max(...lengths)).toBeLessThan(2e-7);
  });

  it('leave whole bins to the scalar kernel', () => {
    const [x, y] = [SPECIAL_X.slice(), SPECIAL_Y.slice()];
    const [wantedX, wantedY] = [SPECIAL_X.slice(), SPECIAL_Y.slice()];
    expect(withCanaries(() => votePlaces(x, y, bins, signed, true))).toBe(0);
    votePlacesScalar(wantedX, wantedY, bins, signed, true);
    expect([x, y]).toEqual([wantedX, wantedY]);
  });
});
