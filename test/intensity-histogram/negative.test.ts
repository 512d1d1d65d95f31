import '../laws/seed.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toNested } from '../../src/core/to-nested.js';
import { contrast } from '../../src/intensity-histogram/contrast.js';
import { histogram } from '../../src/intensity-histogram/histogram.js';
import { negative } from '../../src/intensity-histogram/negative.js';
import { views } from '../laws/views.js';

// The values of the course's sheet: 255 − d, not 256 − d.
const PAIRS = [
  [0, 255],
  [17, 238],
  [100, 155],
  [127, 128],
  [128, 127],
  [255, 0],
] as const;

test('bytes are mirrored at half of 255', () => {
  for (const [d, c] of PAIRS) expect(toNested(negative(new Uint8Array([d])))).toEqual([c]);
});

test('twice is the image, the histogram is mirrored, range and standard deviation stay', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 30 }), (bytes) => {
      const once = Uint8Array.from(negative(bytes).data);
      expect(Array.from(negative(once).data)).toEqual(Array.from(bytes));
      expect(Array.from(histogram(once).counts.data)).toEqual(
        Array.from(histogram(bytes).counts.data).reverse(),
      );
      expect(contrast(once, { measure: 'range' })).toBe(contrast(bytes, { measure: 'range' }));
      expect(contrast(once)).toBeCloseTo(contrast(bytes), 10);
    }),
  );
});

test('white is 1 for floats, the type’s maximum for integers, or what max says', () => {
  const single = negative(new Float32Array([0.25]));
  expect([single.dtype, single.get(0)]).toEqual(['float32', 0.75]);
  expect(negative(new Uint16Array([1])).get(0)).toBe(65534);
  expect(toNested(negative([[3]], { max: 10 }))).toEqual([[7]]);
});

test('strided views are read as they read, and stay as they are', () => {
  fc.assert(
    fc.property(views({ shape: [3, 2] }), (view) => {
      const before = view.data.slice();
      const mirrored = (toNested(view) as number[][]).map((row) => row.map((v) => 100 - v));
      expect(toNested(negative(view, { max: 100 }))).toEqual(mirrored);
      expect(view.data).toEqual(before);
    }),
  );
});

test('values beyond black and white are refused', () => {
  expect(() => negative([2])).toThrow('negative: "image" expected values from 0 to 1, got 2');
  expect(() => negative([-0.5])).toThrow('got -0.5');
  expect(() => negative([NaN])).toThrow('NaN at [0]');
  expect(() => negative([1], { max: 0 })).toThrow('"max"');
});
