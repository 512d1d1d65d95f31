import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { VoteTarget } from '../../../src/kernels/orientation-kernels.js';
import { spreadVotes } from '../../../src/kernels/scalar/spread-votes.js';
import { voteGradients as voteScalar } from '../../../src/kernels/scalar/vote-gradients.js';
import { votePlaces } from '../../../src/kernels/scalar/vote-places.js';
import { voteGradients } from '../../../src/kernels/simd/vote-gradients.js';
import { simd } from '../../laws/simd.js';
import { withCanaries } from './canaries.js';
import { randomFloats } from './numbers.js';
import { makeSpread } from './spreads.js';

type Floats = Float32Array | Float64Array;

const problems = fc
  .record({
    height: fc.integer({ min: 1, max: 40 }),
    width: fc.oneof(fc.integer({ min: 1, max: 90 }), fc.constantFrom(1, 2, 3, 300)),
    bins: fc.integer({ min: 1, max: 19 }),
    down: fc.integer({ min: 1, max: 6 }),
    across: fc.integer({ min: 1, max: 9 }),
    wide: fc.boolean(),
    signed: fc.boolean(),
    whole: fc.boolean(),
    seed: fc.nat(1000),
  })
  .map(({ height, width, bins, down, across, wide, signed, whole, seed }) => {
    const floats = randomFloats(height * width, seed, 0, 255);
    // Bytes have gradients along the axes and the diagonals, and none.
    const image: Floats = wide ? Float64Array.from(floats, Math.floor) : floats;
    const targets = (): VoteTarget[] =>
      [1, 2].map((n) => {
        const rows = makeSpread(height, down * n, 2, seed + n);
        const columns = makeSpread(width, across, 2 * n, seed + 2 * n);
        const sums = randomFloats(rows.slots * columns.slots * bins, n);
        return { rows, columns, sums: wide ? Float64Array.from(sums) : sums };
      });
    return { image, height, width, bins, signed, whole, targets };
  });

describe.runIf(simd)('the SIMD histograms of gradients', () => {
  it('are the scalar ones, exactly, and leave alone what is not their own', () => {
    fc.assert(
      fc.property(problems, ({ image, height, width, bins, signed, whole, targets }) => {
        fc.pre(height * width >= 256);
        const [got, wanted] = [targets(), targets()];
        const kept = image.slice();
        const count = withCanaries(() => {
          voteGradients(image, height, width, 0.5, bins, signed, whole, got);
        });
        voteScalar(image, height, width, 0.5, bins, signed, whole, wanted);
        got.forEach(({ sums }, n) => {
          expect(sums).toEqual(wanted[n]!.sums);
        });
        expect(image).toEqual(kept);
        expect(count).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  });

  it('go on from strip to strip', () => {
    const [height, width, bins] = [70, 700, 9];
    const image = randomFloats(height * width, 4);
    const target = (): VoteTarget => ({
      rows: makeSpread(height, 5, 2, 1),
      columns: makeSpread(width, 7, 2, 2),
      sums: new Float32Array(5 * 7 * bins),
    });
    const [got, wanted] = [target(), target()];
    voteGradients(image, height, width, 1, bins, true, false, [got]);
    voteScalar(image, height, width, 1, bins, true, false, [wanted]);
    expect(got.sums).toEqual(wanted.sums);
  });

  it('leave little images to the scalar kernel', () => {
    const rows = makeSpread(15, 3, 2, 1);
    const target = { rows, columns: rows, sums: new Float64Array(3 * 3 * 4) };
    const count = withCanaries(() => {
      voteGradients(randomFloats(225, 1), 15, 15, 1, 4, false, false, [target]);
    });
    expect(count).toBe(0);
    expect(target.sums.some((sum) => sum > 0)).toBe(true);
  });
});

describe('histograms of gradients', () => {
  it('are those of differences, placed and spread one after the other', () => {
    fc.assert(
      fc.property(problems, ({ image, height, width, bins, signed, whole, targets }) => {
        const mirrored = (i: number, n: number): number =>
          n === 1 ? 0 : i < 0 ? -i : i < n ? i : 2 * n - 2 - i;
        const at = (y: number, x: number): number =>
          image[mirrored(y, height) * width + mirrored(x, width)]!;
        const places = Array.from(image, (_, i) => [Math.floor(i / width), i % width] as const);
        const ix = Float64Array.from(places, ([y, x]) => (at(y, x + 1) - at(y, x - 1)) / 2);
        const iy = Float64Array.from(places, ([y, x]) => (at(y + 1, x) - at(y - 1, x)) / 2);
        votePlaces(ix, iy, bins, signed, whole);
        const got = targets();
        voteScalar(image, height, width, 0.5, bins, signed, whole, got);
        targets().forEach(({ rows, columns, sums }, n) => {
          const wanted = Float64Array.from(sums);
          spreadVotes(ix, iy, width, bins, rows, columns, wanted);
          const most = wanted.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
          const share = sums instanceof Float32Array ? 2 ** -23 : 1e-13;
          const far = wanted.filter(
            (sum, i) => !(Math.abs(got[n]!.sums[i]! - sum) <= share * most),
          );
          expect(far).toHaveLength(0);
        });
      }),
      { numRuns: 40 },
    );
  });
});
