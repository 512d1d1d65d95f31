import '../laws/seed.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromNested } from '../../src/array/create.js';
import { toNested } from '../../src/core/to-nested.js';
import { contrast } from '../../src/intensity-histogram/contrast.js';
import { CONTRAST_MEASURES } from '../../src/intensity-histogram/contrast-measures.js';
import { views } from '../laws/views.js';
import { readCases, toFloats, worstRatio } from '../reference/read.js';

test('RMS, Michelson and Weber contrast are those of the reference', () => {
  const cases = readCases('06-histograms', 'contrastMeasures');
  expect(cases.length).toBe(2);
  for (const { inputs, expected, tolerance, name } of cases) {
    for (const dtype of ['float64', 'float32'] as const) {
      const image = toFloats(inputs.image, dtype);
      for (const measure of ['rms', 'michelson', 'weber'] as const) {
        const share = worstRatio(
          [contrast(image, { measure })],
          [expected[measure]],
          tolerance[dtype],
        );
        expect(share, `${name} ${measure}`).toBeLessThan(1);
      }
    }
  }
});

test('RMS contrast scales with the image, also where squares would vanish or be infinite', () => {
  for (const unit of [1e-300, 1e-200, 1e-30, 1e30, 1e150, 1e200, 1e300]) {
    // Deviations −2, 0 and 2 from a mean of 3: their squares have the mean 8/3.
    expect(contrast([1 * unit, 3 * unit, 5 * unit]) / unit).toBeCloseTo(Math.sqrt(8 / 3), 12);
  }
  expect(contrast([1e-300, 1e-300])).toBe(0);
});

test('each measure by hand', () => {
  const image = [2, 4, 4, 6, 9];
  const by = (measure: (typeof CONTRAST_MEASURES)[number]): number => contrast(image, { measure });
  expect(by('rms')).toBeCloseTo(Math.sqrt(28 / 5), 12);
  expect(by('michelson')).toBeCloseTo(7 / 11, 12);
  expect(by('weber')).toBeCloseTo(4 / 5, 12);
  expect(by('range')).toBe(7);
  expect(by('interquartile')).toBe(2);
  expect(contrast(image)).toBe(by('rms'));
});

test('one outlier widens the range, and leaves the quartiles', () => {
  const calm = Array<number>(50).fill(100).concat(Array(50).fill(120));
  const spotted = [...calm.slice(1), 255];
  expect(contrast(spotted, { measure: 'range' })).toBe(155);
  expect(contrast(calm, { measure: 'range' })).toBe(20);
  expect(contrast(spotted, { measure: 'interquartile' })).toBe(
    contrast(calm, { measure: 'interquartile' }),
  );
});

test('a shift changes neither rms nor range nor interquartile', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1 }), fc.integer({ min: 0, max: 99 }), (bytes, by) => {
      const shifted = Array.from(bytes, (v) => v + by);
      for (const measure of ['rms', 'range', 'interquartile'] as const)
        expect(contrast(shifted, { measure })).toBeCloseTo(contrast(bytes, { measure }), 9);
    }),
  );
});

test('a constant image has none, black included', () => {
  for (const measure of CONTRAST_MEASURES) {
    expect(contrast([0.1, 0.1, 0.1], { measure })).toBe(0);
    expect(contrast([[0], [0]], { measure })).toBe(0);
  }
});

test('views are read as they read, and stay as they are', () => {
  fc.assert(
    fc.property(views({ shape: [3, 2] }), (view) => {
      const before = view.data.slice();
      const plain = fromNested(toNested(view));
      for (const measure of CONTRAST_MEASURES)
        expect(contrast(view, { measure })).toBeCloseTo(contrast(plain, { measure }), 5);
      expect(view.data).toEqual(before);
    }),
  );
});

test('bad input is refused', () => {
  expect(() => contrast([])).toThrow('at least one pixel');
  expect(() => contrast([Infinity])).toThrow('Infinity at [0]');
  expect(() => contrast([-1, 1], { measure: 'michelson' })).toThrow('not negative, got -1');
  expect(() => contrast([1], { measure: 'std' as 'rms' })).toThrow('one of "rms", "michelson"');
});
