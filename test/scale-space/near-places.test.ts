import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearPlaces } from '../../src/scale-space/near-places.js';

const coordinate = fc.oneof(
  fc.integer({ min: -3, max: 20 }),
  fc.double({ min: -3, max: 20, noNaN: true }),
);
const places = fc.record({
  x: coordinate,
  y: coordinate,
  sigma: fc.double({ min: 0.1, max: 5, noNaN: true }),
});

describe('nearPlaces', () => {
  it('finds what a look at all places finds', () => {
    fc.assert(
      fc.property(fc.array(places), places, fc.constantFrom(0.3, 1), (all, place, reach) => {
        const near = (other: (typeof all)[number]): boolean =>
          Math.hypot(other.x - place.x, other.y - place.y) <= reach * other.sigma;
        expect(nearPlaces(all, reach)(place, near)).toBe(all.some(near));
      }),
      { numRuns: 500 },
    );
  });

  it('looks at few of many', () => {
    const all = Array.from({ length: 1000 }, (_, i) => ({ x: i, y: 999 - i, sigma: 1 }));
    const seen: number[] = [];
    const look = ({ y }: { readonly y: number }): boolean => {
      seen.push(y);
      return false;
    };
    expect(nearPlaces(all, 2)({ x: 0, y: 500, sigma: 9 }, look)).toBe(false);
    expect(seen).toEqual([498, 499, 500, 501, 502]);
  });
});
