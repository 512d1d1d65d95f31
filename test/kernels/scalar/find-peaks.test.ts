import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findPeaks } from '../../../src/kernels/scalar/find-peaks.js';
import { windowMaxima } from '../../../src/kernels/scalar/window-maxima.js';

/** Largest number within a distance, by looking at each. */
function largestNear(
  image: Float64Array,
  height: number,
  width: number,
  distance: number,
  i: number,
): number {
  const [y, x] = [Math.floor(i / width), i % width];
  let most = -Infinity;
  for (let r = Math.max(0, y - distance); r <= Math.min(height - 1, y + distance); r++) {
    for (let c = Math.max(0, x - distance); c <= Math.min(width - 1, x + distance); c++) {
      if (image[r * width + c]! > most) most = image[r * width + c]!;
    }
  }
  return most;
}

/** Peaks as they are defined: nothing near is higher, and of what is as high none is a peak already. */
function peaksByDefinition(
  image: Float64Array,
  height: number,
  width: number,
  distance: number,
): number[] {
  const places: number[] = [];
  for (let i = 0; i < image.length; i++) {
    if (!(image[i]! > 0) || largestNear(image, height, width, distance, i) > image[i]!) continue;
    const near = (j: number): boolean =>
      Math.abs(Math.floor(j / width) - Math.floor(i / width)) <= distance &&
      Math.abs((j % width) - (i % width)) <= distance;
    if (!places.some((j) => image[j] === image[i] && near(j))) places.push(i);
  }
  return places;
}

const images = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 30 }))
  .chain(([height, width]) =>
    fc.record({
      height: fc.constant(height),
      width: fc.constant(width),
      distance: fc.oneof(fc.integer({ min: 0, max: 12 }), fc.constant(1000)),
      image: fc
        .array(fc.constantFrom(0, 1, 1, 1, 2, 3, Number.NaN), {
          minLength: height * width,
          maxLength: height * width,
        })
        .map((numbers) => Float64Array.from(numbers)),
    }),
  );

describe('windowMaxima', () => {
  it('holds the largest number of each neighbourhood', () => {
    fc.assert(
      fc.property(images, ({ image, height, width, distance }) => {
        const wanted = image.map((_, i) => largestNear(image, height, width, distance, i));
        expect(windowMaxima(image, height, width, distance)).toEqual(wanted);
        const single = Float32Array.from(image);
        expect(windowMaxima(single, height, width, distance)).toEqual(wanted);
      }),
    );
  });
});

describe('findPeaks', () => {
  it('finds what the definition says', () => {
    fc.assert(
      fc.property(images, ({ image, height, width, distance }) => {
        const { places } = findPeaks(image, height, width, distance, 0, 0);
        expect([...places]).toEqual(peaksByDefinition(image, height, width, distance));
      }),
    );
  });

  it('still does where looking for something higher costs too much', () => {
    // A plateau with something higher far below each of its pixels.
    const [height, width, distance] = [70, 80, 31];
    const image = new Float64Array(height * width).fill(1);
    for (let y = 35; y < height; y += 35)
      for (let x = 5; x < width; x += 40) image[y * width + x] = 2 + x;
    const { places } = findPeaks(image, height, width, distance, 0, 0);
    expect([...places]).toEqual(peaksByDefinition(image, height, width, distance));
    expect(places.length).toBeGreaterThan(4);
  });
});
