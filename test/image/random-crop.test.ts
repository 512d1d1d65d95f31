import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomGenerator, toNested } from '../../src/array/index.js';
import { createNdArray } from '../../src/core/create.js';
import { randomCrop } from '../../src/image/index.js';

describe('randomCrop', () => {
  it('is a connected part, channels included, at every place in turn', () => {
    const [h, w] = [3, 4];
    const image = createNdArray(
      Float32Array.from({ length: h * w * 2 }, (_, i) => i),
      [h, w, 2],
    );
    const places = new Set<number>();
    for (let seed = 0; seed < 200; seed++) {
      const part = randomCrop(image, [2, 3], randomGenerator(seed));
      expect(part.shape).toEqual([2, 3, 2]);
      expect(part.data).toBeInstanceOf(Float32Array);
      const first = part.get(0, 0, 0);
      for (let y = 0; y < 2; y++)
        for (let x = 0; x < 3; x++)
          for (let c = 0; c < 2; c++) expect(part.get(y, x, c)).toBe(first + (y * w + x) * 2 + c);
      places.add(first);
    }
    expect([...places].sort((a, b) => a - b)).toEqual([0, 2, 8, 10]);
  });

  it('draws each place equally often, within five standard deviations', () => {
    const rng = randomGenerator(5);
    const counts = [0, 0, 0, 0, 0];
    for (let i = 0; i < 5000; i++)
      counts[randomCrop([[0, 1, 2, 3, 4]], [1, 1], rng).get(0, 0)]! += 1;
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(5 * Math.sqrt(800));
  });

  it('reads views as they look', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), (seed) => {
        const flipped = createNdArray(new Float64Array([1, 2, 3, 4]), [2, 2], [-2, -1], 3);
        expect(toNested(randomCrop(flipped, [2, 2], randomGenerator(seed)))).toEqual([
          [4, 3],
          [2, 1],
        ]);
      }),
    );
  });

  it('refuses parts larger than the image', () => {
    expect(() => randomCrop([[1, 2]], [2, 1], randomGenerator(1))).toThrow(
      'randomCrop: "size" expected at most (1, 2), got (2, 1)',
    );
    expect(() => randomCrop([[1, 2]], [0, 1], randomGenerator(1))).toThrow('randomCrop: "size"');
  });
});
