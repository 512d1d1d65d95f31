import { describe, expect, it } from 'vitest';
import { toNested } from '../../src/array/index.js';
import { histogram, shiftIntensity } from '../../src/intensity-histogram/index.js';

describe('shiftIntensity', () => {
  it('moves the histogram and heaps up the rest in the last bin', () => {
    const image = new Uint8Array([0, 1, 1, 2, 3, 3, 3]);
    const counts = (x: Parameters<typeof histogram>[0]): unknown =>
      toNested(histogram(x, { bins: 4, range: [0, 4] }).counts);
    expect(counts(image)).toEqual([1, 2, 1, 3]);
    expect(counts(shiftIntensity(image, 1, { max: 3 }))).toEqual([0, 1, 2, 4]);
    expect(counts(shiftIntensity(image, -2, { max: 3 }))).toEqual([4, 3, 0, 0]);
  });

  it('knows white by the storage, and computes by the rule of precision', () => {
    expect(toNested(shiftIntensity([0.25, 0.75], 0.5))).toEqual([0.75, 1]);
    expect(toNested(shiftIntensity(new Uint16Array([65000]), 1000))).toEqual([65535]);
    expect(shiftIntensity(new Float32Array([0.5]), 0.1).data).toBeInstanceOf(Float32Array);
    const image = new Uint8Array([10]);
    shiftIntensity(image, 5);
    expect(image[0]).toBe(10);
  });

  it('refuses values beyond white and shifts that are none', () => {
    expect(() => shiftIntensity([2], 0.1)).toThrow(
      'shiftIntensity: "image" expected values from 0 to 1, got 2',
    );
    expect(() => shiftIntensity([0.5], NaN)).toThrow(
      'shiftIntensity: "delta" expected a finite number, got NaN',
    );
  });
});
