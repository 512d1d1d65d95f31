import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { windowFunction } from '../../src/audio/index.js';
import { WINDOWS } from '../../src/audio/windows.js';

const kinds = fc.constantFrom(...WINDOWS);

describe('windowFunction', () => {
  it('is symmetric to the last bit, from 0 to 1, and a periodic one is a symmetric one cut short', () => {
    fc.assert(
      fc.property(kinds, fc.integer({ min: 1, max: 200 }), (kind, length) => {
        const whole = Array.from(windowFunction(kind, length + 1, { symmetric: true }).data);
        const turn = Array.from(windowFunction(kind, length).data);
        expect(whole).toEqual([...whole].reverse());
        for (const w of turn) expect(w >= 0 && w <= 1 + 1e-15).toBe(true);
        if (kind !== 'sine' && length > 1) expect(turn).toEqual(whole.slice(0, length));
      }),
    );
  });

  it('adds up to a constant where shifts are a part of its length', () => {
    const overlap = (kind: (typeof WINDOWS)[number], shifts: number, power: number): number[] => {
      const n = 48;
      const w = windowFunction(kind, n).data;
      const step = n / shifts;
      return Array.from({ length: step }, (_, j) =>
        Array.from({ length: shifts }, (_, s) => w[j + s * step]! ** power).reduce((a, b) => a + b),
      );
    };
    for (const sum of overlap('hann', 2, 1)) expect(sum).toBeCloseTo(1, 14);
    for (const sum of overlap('hamming', 2, 1)) expect(sum).toBeCloseTo(1.08, 14);
    for (const sum of overlap('bartlett', 2, 1)) expect(sum).toBeCloseTo(1, 14);
    for (const sum of overlap('blackman', 3, 1)) expect(sum).toBeCloseTo(1.26, 14);
    for (const sum of overlap('blackman-harris', 4, 1)) expect(sum).toBeCloseTo(1.435, 14);
    for (const sum of overlap('nuttall', 4, 1)) expect(sum).toBeCloseTo(1.4543276, 14);
    for (const sum of overlap('sine', 2, 2)) expect(sum).toBeCloseTo(1, 14);
    for (const sum of overlap('rectangular', 1, 1)) expect(sum).toBe(1);
  });

  it('refuses other names and lengths', () => {
    expect(() => windowFunction('hanning' as never, 4)).toThrow(
      'windowFunction: "kind" expected one of "rectangular", "bartlett", "hann"',
    );
    expect(() => windowFunction('hann', 0)).toThrow('"length" expected a whole number >= 1');
    expect(() => windowFunction('hann', 2.5)).toThrow('"length"');
    expect(() => windowFunction('hann', 4, { symmetric: 1 as never })).toThrow('"symmetric"');
    expect(() => windowFunction('hann', 4, { periodic: true } as never)).toThrow('"periodic"');
  });
});
