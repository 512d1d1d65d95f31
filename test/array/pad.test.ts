import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pad, slice } from '../../src/array/index.js';
import { DomainError, KindError } from '../../src/core/errors.js';
import { toNested } from '../../src/core/to-nested.js';
import { numbersOf, views } from '../laws/views.js';

const matrix = [
  [1, 2, 3],
  [4, 5, 6],
];

describe('pad', () => {
  const widths = [
    [1, 2],
    [2, 4],
  ] as const;
  // numpy 2.4.6: numpy.pad([[1, 2, 3], [4, 5, 6]], ((1, 2), (2, 4)), mode=…), in SciPy's words here.
  // (Before 1.25 its "wrap" was wrong beyond one length of the array.)
  it.each([
    ['reflect', 'symmetric', '211233211,211233211,544566544,544566544,211233211'],
    ['mirror', 'reflect', '654565456,321232123,654565456,321232123,654565456'],
    ['nearest', 'edge', '111233333,111233333,444566666,444566666,444566666'],
    ['wrap', 'wrap', '564564564,231231231,564564564,231231231,564564564'],
    ['constant', 'constant', '000000000,001230000,004560000,000000000,000000000'],
  ] as const)('by %s is NumPy\'s "%s"', (border, _, expected) => {
    const rows = expected.split(',').map((row) => [...row].map(Number));
    expect(toNested(pad(matrix, widths, { border }))).toEqual(rows);
  });

  it('keeps the storage and the numbers inside, on any view', () => {
    fc.assert(
      fc.property(
        views({ shape: [2, 3] }),
        fc.constantFrom('reflect', 'mirror', 'nearest', 'wrap', 'constant'),
        (view, border) => {
          const before = view.data.slice();
          const padded = pad(view, 3, { border, constant: 7 });
          expect(padded.dtype).toBe(view.dtype);
          expect(padded.shape).toEqual([8, 9]);
          const inside = slice(padded, [
            [3, 5],
            [3, 6],
          ]);
          expect(Array.from(inside.data)).toEqual(numbersOf(view));
          expect(view.data).toEqual(before);
        },
      ),
    );
  });

  it('copies where nothing is added', () => {
    const data = new Float64Array([1, 2]);
    const same = pad(data, 0);
    expect(same.data).toEqual(data);
    expect(same.data).not.toBe(data);
  });

  it('refuses what it cannot do', () => {
    expect(() => pad(matrix, -1)).toThrow(DomainError);
    expect(() => pad(matrix, 1.5)).toThrow(DomainError);
    expect(() => pad(matrix, [[1, 1]])).toThrow('pad: "widths" expected 2 pairs, got 1');
    expect(() => pad(matrix, [[1, 1], 2] as never)).toThrow('"widths[1]" expected [before, after]');
    expect(() => pad(matrix, '1' as never)).toThrow(KindError);
    expect(() => pad(matrix, new Array<never>(2))).toThrow('"widths[0]" expected [before, after]');
    expect(() => pad([], 1, { border: 'wrap' })).toThrow(
      'at least one element to repeat by "wrap"',
    );
    expect(pad([], 1).shape).toEqual([2]);
    expect(() => pad(matrix, 1, { border: 'edge' as never })).toThrow('one of "reflect", "mirror"');
    expect(() => pad(new Uint8Array(2), 1, { constant: 256 })).toThrow(DomainError);
    expect(() => pad(matrix, 1, { constant: '0' as never })).toThrow(KindError);
    expect(() => pad(matrix, 1, { mode: 'wrap' } as never)).toThrow(
      'only the names border, constant',
    );
  });
});
