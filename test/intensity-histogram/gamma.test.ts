import '../laws/seed.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toNested } from '../../src/core/to-nested.js';
import { adjustGamma } from '../../src/intensity-histogram/gamma.js';
import { views } from '../laws/views.js';
import { readCases, toFloats, worstRatio } from '../reference/read.js';

test('the curve is that of scikit-image', () => {
  const cases = readCases('06-histograms', 'adjustGamma');
  expect(cases.length).toBe(1);
  for (const { inputs, parameters, expected, tolerance } of cases) {
    for (const dtype of ['float64', 'float32'] as const) {
      const { gamma, gain } = parameters;
      const found = adjustGamma(toFloats(inputs.image, dtype), gamma, { gain });
      expect(found.dtype).toBe(dtype);
      expect(worstRatio(found.data, expected.image.data, tolerance[dtype])).toBeLessThan(1);
    }
  }
});

test('black and white stay, a gamma above 1 makes darker, its inverse undoes it', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 1, max: 5, noNaN: true }),
      (value, gamma) => {
        const [black, middle, white] = adjustGamma([0, value, 1], gamma).data;
        expect([black, white]).toEqual([0, 1]);
        expect(middle).toBeLessThanOrEqual(value);
        expect(adjustGamma([middle!], 1 / gamma).get(0)).toBeCloseTo(value, 12);
      },
    ),
  );
});

test('bytes are fractions of 255, max says otherwise, gain multiplies', () => {
  expect(adjustGamma(new Uint8Array([51]), 2).get(0)).toBeCloseTo(10.2, 12);
  expect(adjustGamma([5], 2, { max: 10 }).get(0)).toBe(2.5);
  expect(adjustGamma([0.5], 1, { gain: 3 }).get(0)).toBe(1.5);
});

test('views are read as they read, and stay as they are', () => {
  fc.assert(
    fc.property(views({ shape: [3, 2] }), (view) => {
      const before = view.data.slice();
      const squares = (toNested(view) as number[][]).map((row) => row.map((v) => v * v));
      expect(toNested(adjustGamma(view, 2, { max: 1 }))).toEqual(squares);
      expect(view.data).toEqual(before);
    }),
  );
});

test('bad input is refused', () => {
  expect(() => adjustGamma([1], 0)).toThrow('"gamma" expected a finite number > 0, got 0');
  expect(() => adjustGamma([1], -1)).toThrow('"gamma"');
  expect(() => adjustGamma([1], NaN)).toThrow('"gamma"');
  expect(() => adjustGamma([-0.1], 2)).toThrow('not negative, got -0.1');
  expect(() => adjustGamma([1], 2, { gain: 0 })).toThrow('"gain"');
  expect(() => adjustGamma([], 2)).toThrow('at least one pixel');
  expect(() => adjustGamma([NaN], 2)).toThrow('NaN at [0]');
});
