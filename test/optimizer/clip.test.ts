import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { toNested } from '../../src/core/to-nested.js';
import { clipByNorm, clipByValue } from '../../src/optimizer/clip.js';

const values = fc.array(fc.double({ min: -1e150, max: 1e150, noNaN: true }), {
  minLength: 1,
  maxLength: 5,
});

describe('clipByNorm', () => {
  it('scales all leaves by one factor, so that the norm of all of them is the largest allowed', () => {
    fc.assert(
      fc.property(values, fc.double({ min: 1e-3, max: 10, noNaN: true }), (list, most) => {
        const { gradients, norm } = clipByNorm({ first: list[0]!, rest: list }, most);
        const all = [list[0]!, ...list];
        const expected = Math.hypot(...all);
        expect(Math.abs(norm - expected)).toBeLessThanOrEqual(1e-14 * expected);
        const found = [gradients.first, ...gradients.rest.data];
        const length = Math.hypot(...found);
        expect(length).toBeLessThanOrEqual(most * (1 + 1e-14));
        if (expected <= most) expect(found).toEqual(all);
        else expect(length).toBeGreaterThan(most * (1 - 1e-14));
      }),
    );
  });

  it('neither overflows nor vanishes on the way', () => {
    expect(clipByNorm([3e200, -4e200], 5).norm / 5e200).toBeCloseTo(1, 12);
    expect(toNested(clipByNorm([3e200, -4e200], 5).gradients)).toEqual([3, -4]);
    expect(clipByNorm([3e-200, 4e-200], 1).norm / 5e-200).toBeCloseTo(1, 12);
    const [a, b] = clipByNorm({ w: [1.5e308, 1.5e308] }, Math.SQRT2).gradients.w.data;
    expect([a, b]).toEqual([expect.closeTo(1, 12), expect.closeTo(1, 12)]);
  });

  it('leaves zeros and what is short enough, to the last digit', () => {
    expect(clipByNorm({ w: 0 }, 0)).toEqual({ gradients: { w: 0 }, norm: 0 });
    expect(clipByNorm({ w: 3, b: 4 }, 5)).toEqual({ gradients: { w: 3, b: 4 }, norm: 5 });
    expect(clipByNorm({}, 5)).toEqual({ gradients: {}, norm: 0 });
  });

  it('keeps float32, and the argument', () => {
    const data = Float32Array.of(9, 3, 9, 4);
    const view = createNdArray(data, [2], [2], 1);
    const { gradients, norm } = clipByNorm(view, 1);
    expect(norm).toBe(5);
    expect(gradients.data).toEqual(Float32Array.of(0.6, 0.8));
    expect(data).toEqual(Float32Array.of(9, 3, 9, 4));
  });

  it('refuses NaN by path, and bounds that are none', () => {
    expect(() => clipByNorm({ a: [{ w: [1, Number.NaN] }] }, 1)).toThrow(
      'clipByNorm: "gradients.a[0].w" expected finite numbers, got NaN at [1]',
    );
    expect(() => clipByNorm(1, -1)).toThrow('clipByNorm: "maxNorm" expected a finite number >= 0');
  });
});

describe('clipByValue', () => {
  it('cuts each number on both sides', () => {
    expect(clipByValue({ a: -3, b: 0.5 }, 1)).toEqual({ a: -1, b: 0.5 });
    expect(toNested(clipByValue([[2, -2]], 1.5))).toEqual([[1.5, -1.5]]);
    expect(() => clipByValue(Number.NaN, 1)).toThrow('clipByValue: "gradients"');
    expect(() => clipByValue(1, Number.NaN)).toThrow('clipByValue: "limit"');
  });
});
