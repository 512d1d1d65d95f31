import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError, KindError, ShapeError } from '../../src/core/errors.js';
import { toNested } from '../../src/core/to-nested.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import {
  contrast,
  equalizeHistogram,
  explainContrast,
  explainEqualizeHistogram,
  explainNegative,
  explainShiftIntensity,
  negative,
  shiftIntensity,
} from '../../src/intensity-histogram/index.js';
import { expectShown } from '../derivation/shown.js';

const side = fc.integer({ min: 1, max: 8 });
/** Small images of bytes, few of whose levels differ. */
const bytes = fc
  .tuple(
    side,
    side,
    fc.uniqueArray(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 16 }),
  )
  .chain(([h, w, levels]) =>
    fc.array(fc.array(fc.constantFrom(...levels), { minLength: w, maxLength: w }), {
      minLength: h,
      maxLength: h,
    }),
  );
const large = Array.from({ length: 8 }, (_, y) =>
  Array.from({ length: 8 }, (__, x) => 100 + ((x * 37 + y * 91) % 16)),
);

describe('explainContrast', () => {
  it('refuses intensities whose squares vanish or are infinite, where it squares them', () => {
    for (const unit of [1e-190, 1e250]) {
      expect(() => explainContrast([0, unit])).toThrow(
        'explainContrast: "image" expected numbers of',
      );
      expect(explainContrast([0, unit], { measure: 'range' }).result).toBe(unit);
    }
  });

  it('works out mean and RMS contrast on paper', () => {
    // Mean 5; deviations −3, −1, −1, 5; squares 9 + 1 + 1 + 25 = 36; 36/4 = 9.
    const d = explainContrast([
      [2, 4],
      [4, 10],
    ]);
    expect(d.result).toBe(3);
    const text = expectShown(d);
    expect(text).toContain('(2 + 4 + 4 + 10)/4 = 5');
    expect(text).toContain('((−3)² + (−1)² + (−1)² + 5²)/4 = 9');
  });

  it('tells the measures apart: contrast is not the range', () => {
    const image = [2, 4, 4, 10];
    const measured = (['rms', 'range', 'michelson', 'weber'] as const).map(
      (measure) => explainContrast(image, { measure }).result,
    );
    expect(measured).toEqual([3, 8, 8 / 12, 1]);
    // An outlier doubles the range, and not the RMS contrast.
    const wider = [...image, 4, 4, 4, 18];
    expect(explainContrast(wider, { measure: 'range' }).result).toBe(16);
    expect(explainContrast(wider).result).toBeLessThan(6);
  });

  it('is what contrast returns, for any image and measure', () => {
    fc.assert(
      fc.property(
        bytes,
        fc.constantFrom('rms', 'range', 'michelson', 'weber'),
        (image, measure) => {
          const d = explainContrast(image, { measure });
          expect(d.result).toBe(contrast(image, { measure }));
          expect(verifyDerivation(d)).toMatchObject({ ok: true });
        },
      ),
    );
    for (const measure of ['rms', 'weber', 'michelson', 'range'] as const) {
      expectShown(explainContrast(large, { measure }));
      expectShown(explainContrast([0, 0], { measure }));
    }
  });

  it('refuses what no one works out by hand', () => {
    expect(() => explainContrast([1, 2, 3, 4, 5, 6, 7, 8, 9])).toThrow(
      'explainContrast: "image" expected a row or an image of at most 8 rows and columns; larger ones no one works out by hand, got (9)',
    );
    expect(() => explainContrast([[[1]]])).toThrow(ShapeError);
    expect(() => explainContrast([])).toThrow(ShapeError);
    expect(() => explainContrast([-1, 2], { measure: 'michelson' })).toThrow(/"image" .*got -1/);
    // @ts-expect-error: quartiles are not shown.
    expect(() => explainContrast([1], { measure: 'interquartile' })).toThrow(/"measure"/);
    expect(() => explainContrast([Number.NaN])).toThrow(/"image" .*finite/);
  });
});

describe('explainShiftIntensity', () => {
  it('clips what would leave the range', () => {
    const d = explainShiftIntensity(new Uint8Array([0, 100, 250]), 20);
    expect(toNested(d.result)).toEqual([20, 120, 255]);
    const text = expectShown(d);
    expect(text).toContain('(0, 100, 250) + 20 = (20, 120, 270)');
    expect(text).toContain('1 of 3 intensities is clipped.');
    const down = explainShiftIntensity([0.25, 0.5, 1], -0.5);
    expect(toNested(down.result)).toEqual([0, 0, 0.5]);
    expect(down.title).toBe('A darker image');
    expectShown(explainShiftIntensity(large, 150, { max: 255 }));
  });

  it('is what shiftIntensity returns, for any image', () => {
    fc.assert(
      fc.property(bytes, fc.integer({ min: -300, max: 300 }), (image, delta) => {
        const d = explainShiftIntensity(image, delta, { max: 255 });
        expect(d.result).toEqual(shiftIntensity(image, delta, { max: 255 }));
        expect(verifyDerivation(d)).toMatchObject({ ok: true });
      }),
    );
  });

  it('refuses what is out of range', () => {
    expect(() => explainShiftIntensity([2], 0.1)).toThrow(
      'explainShiftIntensity: "image" expected values from 0 to 1, got 2',
    );
    expect(() => explainShiftIntensity([1], Number.NaN)).toThrow(DomainError);
    expect(() => explainShiftIntensity([1], 0, { max: 0 })).toThrow(/"max"/);
    // @ts-expect-error: no such option.
    expect(() => explainShiftIntensity([1], 0, { white: 255 })).toThrow(KindError);
  });
});

describe('explainNegative', () => {
  it('takes bytes from 255, not from 256', () => {
    const d = explainNegative(new Uint8Array([0, 17, 17, 255]));
    expect(toNested(d.result)).toEqual([255, 238, 238, 0]);
    const text = expectShown(d);
    expect(text).toContain('255 − 72.25');
    expect(text).not.toContain('256');
    expectShown(explainNegative(large, { max: 255 }));
  });

  it('is what negative returns, with the histogram mirrored, for any image', () => {
    fc.assert(
      fc.property(bytes, (image) => {
        const d = explainNegative(image, { max: 255 });
        expect(d.result).toEqual(negative(image, { max: 255 }));
        expect(verifyDerivation(d)).toMatchObject({ ok: true });
      }),
    );
  });

  it('refuses what is out of range', () => {
    expect(() => explainNegative([2])).toThrow(/explainNegative: "image" .*from 0 to 1, got 2/);
    expect(() => explainNegative([[0, 0, 0, 0, 0, 0, 0, 0, 0]])).toThrow(ShapeError);
  });
});

describe('explainEqualizeHistogram', () => {
  const image = [
    [100, 101],
    [101, 103],
  ];

  it('works out both methods on paper', () => {
    // Sums 1, 3, 4: shares of 4, and 255 · (0, 2, 3) / 3.
    const shares = explainEqualizeHistogram(image);
    expect(toNested(shares.result)).toEqual([
      [0.25, 0.75],
      [0.75, 1],
    ]);
    expectShown(shares);
    const levels = explainEqualizeHistogram(image, { method: 'bytes' });
    expect(toNested(levels.result)).toEqual([
      [0, 170],
      [170, 255],
    ]);
    expect(expectShown(levels)).toContain('(1, 1 + 2, 1 + 2 + 1) = (1, 3, 4)');
    expectShown(explainEqualizeHistogram(large, { method: 'bytes' }));
    expectShown(explainEqualizeHistogram(large));
  });

  it('is what equalizeHistogram returns of bytes, for any image', () => {
    fc.assert(
      fc.property(bytes, fc.constantFrom('interpolate', 'bytes'), (pixels, method) => {
        const d = explainEqualizeHistogram(pixels, { method });
        const flat = equalizeHistogram(Uint8Array.from(pixels.flat()), { method });
        expect([toNested(d.result)].flat(2)).toEqual(toNested(flat));
        expect(verifyDerivation(d)).toMatchObject({ ok: true });
      }),
    );
  });

  it('rounds a half to the even number, as OpenCV does', () => {
    // 255 · 1/6 = 42.5, 255 · 3/6 = 127.5.
    const d = explainEqualizeHistogram([0, 1, 2, 2, 3, 3, 3], { method: 'bytes' });
    expect(toNested(d.result)).toEqual([0, 42, 128, 128, 255, 255, 255]);
    expect(verifyDerivation(d).ok).toBe(true);
  });

  it('leaves a constant image as it is under "bytes"', () => {
    const d = explainEqualizeHistogram([7, 7], { method: 'bytes' });
    expect(toNested(d.result)).toEqual([7, 7]);
    expectShown(d);
  });

  it('refuses what no one works out by hand', () => {
    const many = Array.from({ length: 3 }, (_, y) =>
      Array.from({ length: 6 }, (__, x) => 6 * y + x),
    );
    expect(() => explainEqualizeHistogram(many)).toThrow(
      'explainEqualizeHistogram: "image" expected at most 16 levels; more no one adds up by hand, got 18',
    );
    expect(() => explainEqualizeHistogram([0.5])).toThrow(/whole values from 0 to 255, got 0.5/);
    expect(() => explainEqualizeHistogram([256])).toThrow(DomainError);
    // @ts-expect-error: bins are bytes.
    expect(() => explainEqualizeHistogram([1], { bins: 4 })).toThrow(KindError);
  });
});
