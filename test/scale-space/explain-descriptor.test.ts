import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError, ShapeError } from '../../src/core/errors.js';
import { toNested } from '../../src/core/to-nested.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import { finishDescriptor } from '../../src/kernels/scalar/sift-descriptor.js';
import { explainDescriptorNormalization } from '../../src/scale-space/index.js';
import { expectShown } from '../derivation/shown.js';

describe('explainDescriptorNormalization', () => {
  it('works out six votes on paper', () => {
    // Length √104; 10/√104 is clipped to 0.2, 1/√104 = 0.0980581; then √(0.04 + 4/104) = 0.280109.
    const d = explainDescriptorNormalization([10, 1, 0, 1, 1, 1]);
    const length = Math.sqrt(0.04 + 4 / 104);
    const other = 1 / Math.sqrt(104) / length;
    const expected = [0.2 / length, other, 0, other, other, other];
    expect(toNested(d.result)).toEqual(expected.map((x) => expect.closeTo(x, 14)));
    const text = expectShown(d);
    expect(text).toContain('10² + 1² + 0² + 1² + 1² + 1² = 104');
    expect(text).toContain('Divide by the length again');
  });

  it('is the descriptor that is finished so, for any votes', () => {
    const votes = fc
      .array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 128 })
      .filter((values) => Math.max(...values) > 1e-6);
    fc.assert(
      fc.property(votes, (values) => {
        const d = explainDescriptorNormalization(values);
        const finished = Float64Array.from(values);
        finishDescriptor(finished, 'unit');
        expect(toNested(d.result)).toEqual([...finished]);
        expect(Math.hypot(...finished)).toBeCloseTo(1, 12);
        expect(verifyDerivation(d)).toMatchObject({ ok: true });
      }),
      { numRuns: 50 },
    );
    expectShown(
      explainDescriptorNormalization(Array.from({ length: 128 }, (_, i) => 1 + Math.sin(i))),
    );
  });

  it('refuses what has no length', () => {
    expect(() => explainDescriptorNormalization([0, 0])).toThrow(
      'explainDescriptorNormalization: "votes" expected one number at least above 0, got none',
    );
    expect(() => explainDescriptorNormalization([1, -2])).toThrow(/no negative numbers, got -2/);
    expect(() => explainDescriptorNormalization([1e200])).toThrow(DomainError);
    expect(() => explainDescriptorNormalization([])).toThrow(ShapeError);
    expect(() => explainDescriptorNormalization(new Array(129).fill(1))).toThrow(/128 numbers/);
    expect(() => explainDescriptorNormalization([Infinity])).toThrow(/"votes" .*finite/);
  });
});
