import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spreadVotes as spreadScalar } from '../../../src/kernels/scalar/spread-votes.js';
import { spreadVotes } from '../../../src/kernels/simd/spread-votes.js';
import { simd } from '../../laws/simd.js';
import { withCanaries } from './canaries.js';
import { randomFloats } from './numbers.js';
import { makeSpread } from './spreads.js';
import { spreadVotesTwin } from './twins/spread-votes.js';

const problems = fc
  .record({
    height: fc.integer({ min: 1, max: 40 }),
    width: fc.integer({ min: 1, max: 90 }),
    bins: fc.integer({ min: 1, max: 19 }),
    down: fc.integer({ min: 1, max: 6 }),
    across: fc.integer({ min: 1, max: 9 }),
    most: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ height, width, bins, down, across, most }) => {
    const magnitude = randomFloats(height * width, height).map((m) => Math.max(0, m));
    const place = randomFloats(height * width, width, 0, bins).map((p, i) =>
      i % 7 === 0 ? Math.ceil(p) : p,
    );
    const rows = makeSpread(height, down, most, 5);
    const columns = makeSpread(width, across, most, 6);
    return { magnitude, place, width, bins, rows, columns, size: down * across * bins };
  });

describe.runIf(simd)('the SIMD histograms by cells', () => {
  it('are their twins, exactly, and leave alone what is not their own', () => {
    fc.assert(
      fc.property(problems, ({ magnitude, place, width, bins, rows, columns, size }) => {
        fc.pre(magnitude.length >= 256);
        const got = randomFloats(size, 7);
        const wanted = got.slice();
        spreadVotesTwin(magnitude, place, bins, rows, columns, wanted);
        const count = withCanaries(() => {
          spreadVotes(magnitude, place, width, bins, rows, columns, got);
          expect(got).toEqual(wanted);
        });
        expect(count).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  });

  it('stay within a rounding a row of the truth', () => {
    fc.assert(
      fc.property(problems, ({ magnitude, place, width, bins, rows, columns, size }) => {
        const got = new Float32Array(size);
        spreadVotes(magnitude, place, width, bins, rows, columns, got);
        const truth = new Float64Array(size);
        spreadScalar(magnitude, place, width, bins, rows, columns, truth);
        const roundings = rows.slot.length + 1;
        const far = truth.filter(
          (sum, i) => !(Math.abs(got[i]! - sum) <= sum * 2 ** -24 * roundings),
        );
        expect(far).toHaveLength(0);
      }),
      { numRuns: 30 },
    );
  });

  it('leave float64, and few votes, to the scalar kernel', () => {
    const rows = makeSpread(20, 3, 2, 1);
    const votes = randomFloats(400, 2, 0, 1);
    const got = new Float64Array(3 * 3 * 4);
    const wanted = got.slice();
    const count = withCanaries(() => {
      spreadVotes(Float64Array.from(votes), votes, 20, 4, rows, rows, got);
      spreadVotes(votes.subarray(0, 20), votes, 1, 4, rows, makeSpread(1, 3, 2, 1), got);
    });
    expect(count).toBe(0);
    spreadScalar(votes, votes, 20, 4, rows, rows, wanted);
    spreadScalar(votes.subarray(0, 20), votes, 1, 4, rows, makeSpread(1, 3, 2, 1), wanted);
    expect(got).toEqual(wanted);
  });
});
