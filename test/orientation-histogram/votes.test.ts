import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError, KindError, ShapeError } from '../../src/core/errors.js';
import { toNested } from '../../src/core/to-nested.js';
import { dominantOrientations } from '../../src/orientation-histogram/dominant.js';
import { gradientPolar, relativeOrientation } from '../../src/orientation-histogram/polar.js';
import { orientationHistogram, orientationVotes } from '../../src/orientation-histogram/votes.js';

const DEGREES = { period: 180 } as const;
const settings = fc.record({
  bins: fc.integer({ min: 1, max: 12 }),
  anchors: fc.constantFrom('centers' as const, 'edges' as const),
  interpolate: fc.boolean(),
});
const angles = fc.double({ min: -400, max: 400, noNaN: true });
const lengths = fc.double({ min: 0, max: 100, noNaN: true });

describe('orientationVotes', () => {
  it('splits by distance, between lower edges and between centres', () => {
    const [low, high] = orientationVotes(47, 8, { ...DEGREES, anchors: 'edges' });
    expect([low!.bin, high!.bin]).toEqual([2, 3]);
    expect(low!.weight).toBeCloseTo(5.2, 12);
    expect(high!.weight).toBeCloseTo(2.8, 12);
    const [before, after] = orientationVotes(47, 8, DEGREES);
    expect([before!.bin, after!.bin]).toEqual([1, 2]);
    expect(before!.weight).toBeCloseTo(1.2, 12);
    expect(after!.weight).toBeCloseTo(6.8, 12);
    expect(orientationVotes(50, 10, { ...DEGREES, anchors: 'edges' })).toEqual([
      { bin: 2, weight: 5 },
      { bin: 3, weight: 5 },
    ]);
  });

  it('shares between the last bin and the first, and gives a whole vote to the bin that holds it', () => {
    expect(orientationVotes(0, 4, DEGREES)).toEqual([
      { bin: 8, weight: 2 },
      { bin: 0, weight: 2 },
    ]);
    expect(orientationVotes(-1, 4, { ...DEGREES, interpolate: false })).toEqual([
      { bin: 8, weight: 4 },
    ]);
  });

  it('brings angles of any size into the period exactly', () => {
    // 10²⁰ mod 360 = 280, and the least number below 10²⁰ is 16384 less.
    const settings = { bins: 36, period: 360, anchors: 'edges' } as const;
    expect(orientationVotes(1e20, 1, settings)).toEqual(orientationVotes(280, 1, settings));
    const below = orientationVotes(1e20 - 16384, 1, settings);
    expect(below).toEqual(orientationVotes((280 - 16384) % 360, 1, settings));
    const far = orientationHistogram([1.7e308], [1], settings);
    expect(toNested(far)).toEqual(toNested(orientationHistogram([1.7e308 % 360], [1], settings)));
    expect(relativeOrientation(1e308, -1e308, { period: 360 })).toBe((2 * (1e308 % 360)) % 360);
  });

  it('counts bins from 0, not from −0', () => {
    for (const angle of [0, -0, -360]) {
      const [low] = orientationVotes(angle, 1, { period: 360, anchors: 'edges' });
      expect(low).toEqual({ bin: 0, weight: 1 });
    }
  });

  it('sums to the magnitude', () => {
    fc.assert(
      fc.property(angles, lengths, settings, (angle, length, options) => {
        const votes = orientationVotes(angle, length, { ...DEGREES, ...options });
        expect(votes.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(length, 10);
        for (const { bin, weight } of votes) {
          expect(bin).toBeLessThan(options.bins);
          expect(bin).toBeGreaterThanOrEqual(0);
          expect(weight).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  it('refuses bad bins, periods and magnitudes', () => {
    expect(() => orientationVotes(1, 1, { bins: 0 })).toThrow(DomainError);
    expect(() => orientationVotes(1, 1, { period: 0 })).toThrow(DomainError);
    expect(() => orientationVotes(1, -1)).toThrow('orientationVotes: "magnitude"');
    expect(() => orientationVotes(1, Number.NaN)).toThrow(DomainError);
    expect(() => orientationVotes(1, 1, { anchors: 'middle' as never })).toThrow(KindError);
  });
});

describe('orientationHistogram', () => {
  it('is continuous in the angle, at the edges of bins and around the end too', () => {
    const places = fc.oneof(
      angles,
      fc.integer({ min: -36, max: 36 }).map((i) => 10 * i),
    );
    const step = 1e-7;
    fc.assert(
      fc.property(places, settings, (angle, options) => {
        const at = (a: number) =>
          orientationHistogram([a], [1], { ...DEGREES, ...options, interpolate: true }).data;
        const [before, after] = [at(angle - step), at(angle + step)];
        before.forEach((count, b) => {
          expect(Math.abs(count - after[b]!)).toBeLessThan(1e-7);
        });
      }),
    );
  });

  it('turns by one bin when every angle turns by a bin width', () => {
    const gradients = fc.array(fc.tuple(angles, lengths), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(gradients, settings, (list, options) => {
        // A turn's rounding may put a whole vote on the other side of an edge, so votes are split.
        const all = { ...DEGREES, ...options, interpolate: true };
        const width = 180 / options.bins;
        const magnitudes = list.map(([, m]) => m);
        const plain = orientationHistogram(
          list.map(([a]) => a),
          magnitudes,
          all,
        ).data;
        const turned = orientationHistogram(
          list.map(([a]) => a + width),
          magnitudes,
          all,
        ).data;
        plain.forEach((count, b) => {
          expect(turned[(b + 1) % options.bins]).toBeCloseTo(count, 8);
        });
      }),
    );
  });

  it('weighs votes, keeps float32, and refuses other shapes and negative magnitudes', () => {
    const options = { bins: 4, period: 180, anchors: 'edges', weights: [1, 3] } as const;
    expect(toNested(orientationHistogram([0, 45], [1, 2], options))).toEqual([1, 6, 0, 0]);
    const single = orientationHistogram(Float32Array.of(1), Float32Array.of(1));
    expect(single.data).toBeInstanceOf(Float32Array);
    expect(() => orientationHistogram([1, 2], [1])).toThrow(ShapeError);
    expect(() => orientationHistogram([1, 2], [1, -1])).toThrow('-1 at [1]');
    expect(() => orientationHistogram([1], [Number.NaN])).toThrow(DomainError);
  });

  it('refuses weights whose votes no number holds, where empty bins would get NaN', () => {
    expect(() => orientationHistogram([1], [1e200], { weights: [1e200] })).toThrow(
      'orientationHistogram: "weights" expected weights whose products with the magnitudes are float64 numbers, got larger ones',
    );
  });
});

describe('gradientPolar', () => {
  it('keeps orientations within the period, in both dtypes', () => {
    for (const Floats of [Float64Array, Float32Array]) {
      const ix = Floats.of(0, 1, 0, -1, 0, 1, -1);
      const iy = Floats.of(0, 0, 1, 0, -1, -1e-30, -1e-30);
      for (const period of [360, 180, 2 * Math.PI, Math.PI]) {
        const { orientation } = gradientPolar(ix, iy, { period });
        expect(orientation.data.every((angle) => angle >= 0 && angle < period)).toBe(true);
      }
      expect(toNested(gradientPolar(ix, iy, { period: 360 }).orientation)).toEqual([
        0, 0, 90, 180, 270, 0, 180,
      ]);
    }
  });

  it('gives no gradient the direction 0, whatever the signs of its zeros', () => {
    const zeros = [0, -0, 0, -0];
    for (const count of [4, 400]) {
      const x = Array.from({ length: count }, (_, i) => zeros[i % 4]!);
      const y = Array.from({ length: count }, (_, i) => zeros[(i >> 1) % 4]!);
      for (const period of [2 * Math.PI, 180]) {
        const double = gradientPolar(x, y, { period }).orientation;
        const single = gradientPolar(Float32Array.from(x), Float32Array.from(y), {
          period,
        }).orientation;
        for (const { data } of [double, single])
          expect(data.every((angle) => Object.is(angle, 0))).toBe(true);
      }
    }
  });

  it('refuses another period and other shapes', () => {
    expect(() => gradientPolar([1], [1], { period: 90 })).toThrow(DomainError);
    expect(() => gradientPolar([1], [1, 2])).toThrow(ShapeError);
    expect(() => gradientPolar([1, Number.NaN], [1, 2])).toThrow('"ix" expected finite numbers');
    // The check of long float32 arrays is left to the kernels.
    for (const place of [0, 258]) {
      const good = new Float32Array(259).fill(3e38);
      const bad = good.slice();
      bad[place] = Number.POSITIVE_INFINITY;
      expect(() => gradientPolar(bad, good)).toThrow(`"ix" expected finite numbers, got Infinity`);
      expect(() => gradientPolar(good, bad)).toThrow(`got Infinity at [${place}]`);
      expect(gradientPolar(good, good).magnitude.get(0)).toBe(Infinity);
    }
  });
});

describe('dominantOrientations and relativeOrientation', () => {
  it('finds the direction of equal gradients in both conventions', () => {
    for (const anchors of ['centers', 'edges'] as const) {
      for (const angle of [0, 3, 95, 358]) {
        const h = orientationHistogram([angle], [2], { bins: 36, period: 360, anchors });
        const [top] = dominantOrientations(h, { period: 360, anchors });
        const off = Math.abs(top!.orientation - angle);
        expect(Math.min(off, 360 - off)).toBeLessThan(5);
      }
    }
    expect(dominantOrientations([0, 0, 0])).toEqual([]);
  });

  it('puts the top of the parabola where it is by hand, in radians between centres where nothing is asked for', () => {
    // Four bins of a quarter turn. Through 5, 8, 7 goes 8 + x − 2x², highest at x = ¼: at 1 + ½ + ¼ of a bin.
    const [top, ...others] = dominantOrientations([5, 8, 7, 0]);
    expect(top!.orientation).toBeCloseTo((1.75 * Math.PI) / 2, 12);
    expect(top!.weight).toBeCloseTo(8.125, 12);
    expect(others).toEqual([]);
    expect(dominantOrientations([5, 8, 7, 0], { anchors: 'edges', period: 4 })).toEqual([
      { orientation: 1.25, weight: 8.125 },
    ]);
  });

  it('smooths by (1, 2, 1)/4 around the circle as often as asked for', () => {
    const options = { anchors: 'edges', period: 6 } as const;
    const one = [16, 0, 0, 0, 0, 0];
    const smoothed = (smooth: number): unknown => dominantOrientations(one, { ...options, smooth });
    expect(smoothed(0)).toEqual([{ orientation: 0, weight: 16 }]);
    expect(smoothed(1)).toEqual([{ orientation: 0, weight: 8 }]);
    // (1, 4, 6, 4, 1)/16, as OpenCV has it.
    expect(smoothed(2)).toEqual([{ orientation: 0, weight: 6 }]);
    // 16 and 8 side by side become 4.5, 8, 7 around the larger.
    const [top] = dominantOrientations([16, 8, 0, 0, 0, 0], { ...options, smooth: 2 });
    expect(top!.orientation).toBeCloseTo(5 / 18, 12);
    expect(top!.weight).toBeCloseTo(8 + 12.5 / 72, 12);
  });

  it('keeps peaks of a share of the highest', () => {
    const peaks = (ratio?: number): number[] =>
      dominantOrientations([10, 0, 8, 0, 7, 0], { ratio, anchors: 'edges', period: 6 }).map(
        ({ orientation }) => orientation,
      );
    expect(peaks()).toEqual([0, 2]);
    expect(peaks(0.7)).toEqual([0, 2, 4]);
    expect(peaks(1)).toEqual([0]);
    expect(peaks(0)).toEqual([0, 2, 4]);
    for (const ratio of [-0.1, 1.1]) expect(() => peaks(ratio)).toThrow('"ratio"');
    expect(() => dominantOrientations([1], { period: 0 })).toThrow('"period"');
    for (const smooth of [-1, 0.5, 10001]) {
      expect(() => dominantOrientations([1], { smooth })).toThrow('"smooth"');
    }
    const empty = 'dominantOrientations: "histogram" expected at least one bin, got none';
    expect(() => dominantOrientations([])).toThrow(empty);
    expect(() => dominantOrientations([1, -1])).toThrow('dominantOrientations: "histogram"');
  });

  it('does not change when both angles turn', () => {
    fc.assert(
      fc.property(fc.integer({ max: 720 }), fc.integer({ max: 720 }), fc.nat(720), (a, d, turn) => {
        const options = { period: 360 };
        expect(relativeOrientation(a + turn, d + turn, options)).toBe(
          relativeOrientation(a, d, options),
        );
      }),
    );
  });
});
