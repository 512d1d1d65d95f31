import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { circularPeaks, smoothCircular } from '../../../src/kernels/scalar/circular-peaks.js';

describe('circularPeaks', () => {
  it('refines by the parabola through three bins, across the end too', () => {
    // 3, 5, 4: top at 5 − (3−4)²/(8·(3−10+4)) and (3−4)/(2·(3−10+4)) = 1/6 of a bin to the right.
    const [peak] = circularPeaks(Float64Array.from([0, 3, 5, 4, 0]), 0.8);
    expect(peak!.bin).toBeCloseTo(2 + 1 / 6, 12);
    expect(peak!.weight).toBeCloseTo(5 + 1 / 24, 12);
    const [wrapped] = circularPeaks(Float64Array.from([5, 3, 0, 0, 4]), 0.8);
    expect(wrapped!.bin).toBeCloseTo(5 - 1 / 6, 12);
  });

  it('keeps peaks of at least the ratio, highest first', () => {
    const histogram = Float64Array.from([0, 8, 0, 10, 0, 7.9, 0, 0]);
    expect(circularPeaks(histogram, 0.8).map((p) => p.bin)).toEqual([3, 1]);
  });

  it('has none where all bins are equal, and one for a plateau', () => {
    expect(circularPeaks(new Float64Array(8).fill(2), 0.8)).toEqual([]);
    expect(circularPeaks(new Float64Array(8), 0.8)).toEqual([]);
    expect(circularPeaks(Float64Array.from([0, 0, 5, 5, 0, 0]), 0.8)).toHaveLength(1);
  });

  it('takes no step of a slope for a peak, across the end too', () => {
    const slope = Float64Array.from([0, 8, 9, 9, 9, 10, 0]);
    expect(circularPeaks(slope, 0.5).map(({ bin }) => Math.floor(bin + 0.5))).toEqual([5]);
    const turned = Float64Array.from([9, 10, 0, 0, 8, 9, 9]);
    expect(circularPeaks(turned, 0.5).map(({ bin }) => Math.floor(bin + 0.5))).toEqual([1]);
  });

  it('turns with the histogram', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 9, noNaN: true }), { minLength: 5, maxLength: 12 }),
        fc.nat(11),
        (counts, shift) => {
          const bins = counts.length;
          const turned = counts.map((_, i) => counts[(i + shift) % bins]!);
          const a = circularPeaks(Float64Array.from(counts), 0.5).map((p) => p.weight);
          const b = circularPeaks(Float64Array.from(turned), 0.5).map((p) => p.weight);
          expect(b).toEqual(a);
        },
      ),
    );
  });
});

describe('smoothCircular', () => {
  it('spreads a bin by the weights on both sides, across the end', () => {
    const one = Float64Array.from([1, 0, 0, 0, 0, 0]);
    expect([...smoothCircular(one, [0.5, 0.25])]).toEqual([0.5, 0.25, 0, 0, 0, 0.25]);
  });
});
