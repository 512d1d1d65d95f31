import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findMaxima, signedDeterminant } from '../../../src/kernels/scalar/blobs.js';

/** Straight from the contract: every place against every neighbour that there is. */
function slowMaxima(
  planes: readonly (Float64Array | undefined)[],
  height: number,
  width: number,
  sign: number,
  threshold: number,
): number[] {
  const level = planes[1]!;
  const found: number[] = [];
  for (let i = 0; i < level.length; i++) {
    const [y, x] = [Math.floor(i / width), i % width];
    let largest = sign * level[i]! > threshold;
    for (const plane of planes) {
      for (let v = 0; plane && v < height; v++) {
        for (let u = 0; u < width; u++) {
          const beside = Math.abs(u - x) <= 1 && Math.abs(v - y) <= 1;
          if (beside && sign * plane[v * width + u]! > sign * level[i]!) largest = false;
        }
      }
    }
    if (largest) found.push(i);
  }
  return found;
}

const volumes = fc
  .record({ height: fc.integer({ min: 1, max: 5 }), width: fc.integer({ min: 1, max: 5 }) })
  .chain(({ height, width }) => {
    // Few different values, so that many neighbours are equal.
    const plane = fc
      .array(fc.integer({ min: -3, max: 3 }), {
        minLength: height * width,
        maxLength: height * width,
      })
      .map((values) => Float64Array.from(values));
    return fc.record({
      height: fc.constant(height),
      width: fc.constant(width),
      finer: fc.option(plane, { nil: undefined }),
      level: plane,
      coarser: fc.option(plane, { nil: undefined }),
    });
  });

describe('findMaxima', () => {
  it('finds what is above the threshold and not below any neighbour, edges and equals included', () => {
    fc.assert(
      fc.property(
        volumes,
        fc.constantFrom(1, -1),
        fc.constantFrom(0, 1.5),
        ({ height, width, finer, level, coarser }, sign, threshold) => {
          const found: number[] = [];
          findMaxima(
            finer ?? level,
            level,
            coarser ?? level,
            height,
            width,
            sign,
            threshold,
            found,
          );
          expect(found).toEqual(
            slowMaxima([finer, level, coarser], height, width, sign, threshold),
          );
        },
      ),
    );
  });

  it('takes a value at the threshold for none', () => {
    const level = Float32Array.of(2);
    const found: number[] = [];
    findMaxima(level, level, level, 1, 1, 1, 2, found);
    expect(found).toEqual([]);
  });
});

describe('signedDeterminant', () => {
  it('is positive on a cap, negative in a cup and 0 on a saddle, a ridge and a plane', () => {
    const target = new Float64Array(5);
    signedDeterminant(
      Float64Array.of(-2, 2, 2, -3, 0),
      Float64Array.of(1, 1, 1, 0, 0),
      Float64Array.of(-3, 3, -3, 0, 0),
      target,
    );
    expect([...target]).toEqual([5, -5, 0, 0, 0]);
  });
});
