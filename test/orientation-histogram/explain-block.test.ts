import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError, KindError, ShapeError } from '../../src/core/errors.js';
import { toNested } from '../../src/core/to-nested.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import { explainBlockNormalization, hog } from '../../src/orientation-histogram/index.js';
import { expectShown } from '../derivation/shown.js';

const near = (numbers: readonly number[]) => numbers.map((x) => expect.closeTo(x, 9));

describe('explainBlockNormalization', () => {
  it('works out each norm on paper', () => {
    const votes = [3, 4, 0, 0];
    const by = (norm: 'l2' | 'l1' | 'l1-sqrt' | 'l2-hys') => {
      const d = explainBlockNormalization(votes, { norm });
      expectShown(d);
      return toNested(d.result);
    };
    expect(by('l2')).toEqual(near([0.6, 0.8, 0, 0]));
    expect(by('l1')).toEqual(near([3 / 7.00001, 4 / 7.00001, 0, 0]));
    expect(by('l1-sqrt')).toEqual(near([3 / 7.00001, 4 / 7.00001, 0, 0].map(Math.sqrt)));
    // Both are clipped to 0.2, so they are equal in the end: 0.2 / √0.08.
    expect(by('l2-hys')).toEqual(near([Math.SQRT1_2, Math.SQRT1_2, 0, 0]));
  });

  it('is the block of hog, whatever the image and the norm', () => {
    const pixels = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 64, maxLength: 64 });
    fc.assert(
      fc.property(pixels, fc.constantFrom('l2-hys', 'l2', 'l1', 'l1-sqrt'), (values, norm) => {
        const image = Array.from({ length: 8 }, (_, y) => values.slice(8 * y, 8 * y + 8));
        const { cells, descriptor } = hog(image, { cellSize: 4, norm });
        const votes = (toNested(cells) as number[][][]).flat(2);
        const d = explainBlockNormalization(votes, { norm });
        const expected = (toNested(descriptor) as number[]).map((x) => expect.closeTo(x, 12));
        expect(toNested(d.result)).toEqual(expected);
        expect(verifyDerivation(d)).toMatchObject({ ok: true });
      }),
      { numRuns: 30 },
    );
    const block = Array.from({ length: 36 }, (_, i) => 1 + Math.sin(i));
    expectShown(explainBlockNormalization(block));
    expectShown(explainBlockNormalization(block, { norm: 'l1-sqrt' }));
  });

  it('leaves a flat block at zero', () => {
    for (const norm of ['l2-hys', 'l2', 'l1', 'l1-sqrt'] as const) {
      const d = explainBlockNormalization([0, 0], { norm });
      expect(toNested(d.result)).toEqual([0, 0]);
      expectShown(d);
    }
  });

  it('refuses what no one works out by hand', () => {
    expect(() => explainBlockNormalization(new Array(37).fill(1))).toThrow(
      'explainBlockNormalization: "votes" expected 1 to 36 numbers; more no one works out by hand, got (37)',
    );
    expect(() => explainBlockNormalization([[1]])).toThrow(ShapeError);
    expect(() => explainBlockNormalization([-1])).toThrow(DomainError);
    // @ts-expect-error: then there is nothing to show.
    expect(() => explainBlockNormalization([1], { norm: 'none' })).toThrow(/"norm"/);
    // @ts-expect-error: no such option.
    expect(() => explainBlockNormalization([1], { clip: 0.3 })).toThrow(KindError);
  });
});
