import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { siftDescriptor as descriptorScalar } from '../../../src/kernels/scalar/sift-descriptor.js';
import { gradientHistogram as histogramScalar } from '../../../src/kernels/scalar/sift-orientation.js';
import { gradientHistogram, siftDescriptor } from '../../../src/kernels/simd/sift-patches.js';
import { simd } from '../../laws/simd.js';
import { withCanaries } from './canaries.js';
import { randomFloats } from './numbers.js';
import { descriptorTwin, orientationTwin, type Place } from './twins/sift-patches.js';

const BINS = 36;

function histogram(
  kernel: typeof gradientHistogram,
  place: Omit<Place, 'levels'> & { levels: Float32Array | Float64Array },
  sigma: number,
): Float64Array {
  const { levels, start, height, width, x, y } = place;
  const votes = new Float64Array(BINS);
  kernel(levels, start, height, width, x, y, sigma, 3 * sigma, votes);
  return votes;
}

function descriptor(
  kernel: typeof siftDescriptor,
  place: Omit<Place, 'levels'> & { levels: Float32Array | Float64Array },
  cellSize: number,
  orientation: number,
): Float64Array {
  const { levels, start, height, width, x, y } = place;
  const votes = new Float64Array(128);
  kernel(levels, start, height, width, x, y, cellSize, orientation, votes);
  return votes;
}

/** A stack of two images, of which the second is meant, and a place on it or beside it. */
const places = fc
  .record({
    height: fc.integer({ min: 1, max: 40 }),
    width: fc.integer({ min: 1, max: 40 }),
    across: fc.double({ min: -0.1, max: 1.1, noNaN: true }),
    down: fc.double({ min: -0.1, max: 1.1, noNaN: true }),
  })
  .map(({ height, width, across, down }): Place => {
    const levels = randomFloats(2 * height * width, 41 * height + width);
    return { levels, start: height * width, height, width, x: across * width, y: down * height };
  });

/** The largest difference, by the length of what is wanted. */
function deviation(got: Float64Array, wanted: Float64Array): number {
  const length = Math.hypot(...wanted);
  const largest = got.reduce((most, value, i) => Math.max(most, Math.abs(value - wanted[i]!)), 0);
  return length === 0 ? largest : largest / length;
}

/** A place on a large image, with room for windows of any size. */
const wide: Place = {
  levels: randomFloats(400 * 500, 1),
  start: 0,
  height: 400,
  width: 500,
  x: 251.3,
  y: 198.6,
};

describe.runIf(simd)('the SIMD histograms of gradients around a keypoint', () => {
  it('are their twins, exactly, and leave alone what is not their own', () => {
    const sizes = fc.double({ min: 0.2, max: 12, noNaN: true });
    const angles = fc.oneof(
      fc.double({ min: 0, max: 2 * Math.PI, noNaN: true }),
      fc.constantFrom(0, Math.PI / 4, Math.PI / 2, Math.PI),
    );
    fc.assert(
      fc.property(places, sizes, angles, (place, size, angle) => {
        const count = withCanaries(() => {
          expect(histogram(gradientHistogram, place, size)).toEqual(
            Float64Array.from(orientationTwin(place, size, 3 * size, BINS)),
          );
          expect(descriptor(siftDescriptor, place, size, angle)).toEqual(
            Float64Array.from(descriptorTwin(place, size, angle)),
          );
        });
        expect(count).toBeGreaterThan(0);
      }),
      { numRuns: 150 },
    );
  });

  it('are their twins where windows go through in several strips', () => {
    expect(histogram(gradientHistogram, wide, 60)).toEqual(
      Float64Array.from(orientationTwin(wide, 60, 180, BINS)),
    );
    expect(descriptor(siftDescriptor, wide, 45, 1)).toEqual(
      Float64Array.from(descriptorTwin(wide, 45, 1)),
    );
  });

  it('stay near the truth for windows of any size', () => {
    for (const size of [0.3, 1, 3.7, 20, 70]) {
      const truth = { ...wide, levels: Float64Array.from(wide.levels) };
      const found = histogram(gradientHistogram, wide, size);
      expect(deviation(found, histogram(histogramScalar, truth, size))).toBeLessThan(3e-6);
      const numbers = descriptor(siftDescriptor, wide, size, 2.5);
      const wanted = descriptor(descriptorScalar, truth, size, 2.5);
      expect(deviation(numbers, wanted)).toBeLessThan(3e-6);
    }
  });

  it('add to what is there', () => {
    const once = descriptor(siftDescriptor, wide, 4, 1);
    const { levels, start, height, width, x, y } = wide;
    const twice = once.slice();
    siftDescriptor(levels, start, height, width, x, y, 4, 1, twice);
    expect(twice).toEqual(once.map((vote) => 2 * vote));
  });

  it('give the same for an image of any brightness, also where squares leave the range of float32', () => {
    const once = descriptor(siftDescriptor, wide, 4, 1);
    const turns = histogram(gradientHistogram, wide, 4);
    for (const scale of [2 ** -110, 2 ** -60, 2 ** 100, 2 ** 125]) {
      const scaled = { ...wide, levels: wide.levels.map((level) => level * scale) };
      const back = (votes: Float64Array): Float64Array => votes.map((vote) => vote / scale);
      expect(deviation(back(descriptor(siftDescriptor, scaled, 4, 1)), once)).toBeLessThan(1e-6);
      expect(deviation(back(histogram(gradientHistogram, scaled, 4)), turns)).toBeLessThan(1e-6);
    }
    const flat = { ...wide, levels: new Float32Array(wide.levels.length) };
    expect(descriptor(siftDescriptor, flat, 4, 1)).toEqual(new Float64Array(128));
  });

  it('leave float64 to the scalar kernels', () => {
    const doubles = { ...wide, levels: Float64Array.from(wide.levels) };
    const count = withCanaries(() => {
      expect(histogram(gradientHistogram, doubles, 4)).toEqual(
        histogram(histogramScalar, doubles, 4),
      );
      expect(descriptor(siftDescriptor, doubles, 4, 1)).toEqual(
        descriptor(descriptorScalar, doubles, 4, 1),
      );
    });
    expect(count).toBe(0);
  });
});
