import { describe, expect, it } from 'vitest';
import {
  bindShapes,
  checkAxis,
  checkBoolean,
  checkNumber,
  checkOneOf,
  checkOptions,
  checkShape,
} from '../../src/core/check.js';
import { DomainError, KindError, ShapeError } from '../../src/core/errors.js';

const ofShape = (...shape: number[]) => ({ shape });

describe('bindShapes', () => {
  it('gives the length of each named axis', () => {
    expect(bindShapes('f', { query: [ofShape(3, 7), 'n d'], key: [ofShape(5, 7), 'm d'] })).toEqual(
      {
        n: 3,
        m: 5,
        d: 7,
      },
    );
  });

  it('refuses a length that another argument has bound, and shows what is known', () => {
    expect(() =>
      bindShapes('attention', { key: [ofShape(23, 5), 'k d'], value: [ofShape(22, 7), 'k v'] }),
    ).toThrow(
      new ShapeError({
        function: 'attention',
        argument: 'value',
        expected: 'shape (k=23, v)',
        got: '(22, 7)',
      }),
    );
  });

  it('refuses another rank', () => {
    expect(() => bindShapes('f', { image: [ofShape(3), 'h w'] })).toThrow(
      'f: "image" expected shape (h, w), got (3)',
    );
    expect(() => bindShapes('f', { image: [ofShape(3, 4, 5), 'h w'] })).toThrow(ShapeError);
  });

  it('asks for equal lengths where a name stands twice in one pattern', () => {
    expect(bindShapes('f', { a: [ofShape(3, 3), 'n n'] })).toEqual({ n: 3 });
    expect(() => bindShapes('f', { a: [ofShape(3, 2), 'n n'] })).toThrow(ShapeError);
  });

  it('asks for just that length where a number stands', () => {
    expect(bindShapes('f', { points: [ofShape(5, 2), 'n 2'] }).n).toBe(5);
    expect(() => bindShapes('f', { points: [ofShape(2, 5), 'n 2'] })).toThrow(
      'f: "points" expected shape (n, 2), got (2, 5)',
    );
    expect(() =>
      bindShapes('f', { source: [ofShape(5, 2), 'n 2'], target: [ofShape(4, 2), 'n 2'] }),
    ).toThrow('f: "target" expected shape (n=5, 2), got (4, 2)');
  });

  it('takes a scalar for the empty pattern', () => {
    expect(bindShapes('f', { a: [ofShape(), ''] })).toEqual({});
    expect(() => bindShapes('f', { a: [ofShape(1), ''] })).toThrow(ShapeError);
  });

  it('binds lengths of zero', () => {
    expect(() => bindShapes('f', { a: [ofShape(0), 'n'], b: [ofShape(2), 'n'] })).toThrow(
      'f: "b" expected shape (n=0), got (2)',
    );
  });
});

describe('checkNumber', () => {
  it('gives back a number within its range', () => {
    expect(checkNumber('f', 'x', 2.5)).toBe(2.5);
    expect(checkNumber('f', 'x', 0, { min: 0 })).toBe(0);
    expect(checkNumber('f', 'x', 1, { max: 1, integer: true })).toBe(1);
  });

  it.each([
    [-1, { above: 0 }, 'a finite number > 0'],
    [0, { above: 0 }, 'a finite number > 0'],
    [Number.NaN, { above: 0 }, 'a finite number > 0'],
    [Number.POSITIVE_INFINITY, {}, 'a finite number'],
    [1.5, { integer: true, min: 1 }, 'a whole number >= 1'],
    [1, { min: 0, below: 1 }, 'a finite number >= 0 and < 1'],
    [2, { min: 0, max: 1 }, 'a finite number >= 0 and <= 1'],
  ])('refuses %d under %o', (value, range, expected) => {
    expect(() => checkNumber('f', 'x', value, range)).toThrow(
      new DomainError({ function: 'f', argument: 'x', expected, got: String(value) }),
    );
  });

  it.each([['1'], [1n], [null], [undefined], [[1]], [{}], [true]])(
    'refuses %o for its kind',
    (value) => {
      expect(() => checkNumber('f', 'x', value)).toThrow(KindError);
    },
  );
});

describe('checkOneOf', () => {
  it('gives back an allowed word and lists them for another', () => {
    expect(checkOneOf('f', 'border', 'wrap', ['wrap', 'nearest'])).toBe('wrap');
    expect(() => checkOneOf('f', 'border', 'wrpa', ['wrap', 'nearest'])).toThrow(
      'f: "border" expected one of "wrap", "nearest", got "wrpa"',
    );
    expect(() => checkOneOf('f', 'border', 1, ['wrap'])).toThrow(KindError);
    expect(() => checkOneOf('f', 'border', 'toString', ['wrap'])).toThrow(KindError);
  });
});

describe('checkBoolean', () => {
  it('takes true and false alone', () => {
    expect(checkBoolean('f', 'flag', false)).toBe(false);
    for (const value of [0, 1, 'true', null, undefined, {}]) {
      expect(() => checkBoolean('f', 'flag', value)).toThrow(KindError);
    }
  });
});

describe('checkOptions', () => {
  it('takes known names, a name given as undefined, and no options at all', () => {
    const options: { sigma?: number | undefined } = { sigma: undefined };
    expect(checkOptions('f', options, ['sigma'])).toBe(options);
    expect(checkOptions<{ sigma?: number }>('f', undefined, ['sigma'])).toEqual({});
  });

  it('refuses a misspelt name and lists the right ones', () => {
    expect(() =>
      checkOptions<{ sigma?: number; order?: number }>('f', { sigam: 1 } as object, [
        'sigma',
        'order',
      ]),
    ).toThrow('f: "options" expected only the names sigma, order, got "sigam"');
    expect(() => checkOptions<object>('f', { sigma: 1 }, [])).toThrow(
      'f: "options" expected no options, got "sigma"',
    );
  });

  it.each([[null], [1], ['sigma'], [[1]], [true]])('refuses %o for its kind', (options) => {
    expect(() => checkOptions('f', options as unknown as object, [])).toThrow(KindError);
  });
});

describe('checkShape', () => {
  it('gives back whole lengths, none negative', () => {
    expect(checkShape('f', 'shape', [2, 0, 3])).toEqual([2, 0, 3]);
    expect(checkShape('f', 'shape', [])).toEqual([]);
  });

  it.each([
    [3, KindError],
    ['3', KindError],
    [new Int32Array([2]), KindError],
    [['2'], KindError],
    [new Array(2), KindError],
    [[-1], DomainError],
    [[1.5], DomainError],
    [[Number.NaN], DomainError],
    [[65536, 65536], DomainError],
  ])('refuses %o', (shape, Kind) => {
    expect(() => checkShape('f', 'shape', shape)).toThrow(Kind);
  });

  it('refuses another rank than asked for', () => {
    expect(() => checkShape('f', 'size', [2, 3, 4], 2)).toThrow(
      'f: "size" expected 2 lengths, got (2, 3, 4)',
    );
  });
});

describe('checkAxis', () => {
  it('counts from the front and from the back', () => {
    expect([0, 1, 2, -1, -2, -3].map((axis) => checkAxis('f', 'axis', axis, 3))).toEqual([
      0, 1, 2, 2, 1, 0,
    ]);
  });

  it('refuses an axis that is not there', () => {
    for (const axis of [3, -4, 0.5, Number.NaN]) {
      expect(() => checkAxis('f', 'axis', axis, 3)).toThrow(DomainError);
    }
    expect(() => checkAxis('f', 'axis', 0, 0)).toThrow(DomainError);
    expect(() => checkAxis('f', 'axis', '0', 3)).toThrow(KindError);
  });
});
