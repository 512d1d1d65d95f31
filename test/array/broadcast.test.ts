// Shapes whose runs are short and many: what repeats is written out a block at a time. Ends of blocks, axes in the middle that
// repeat, and patterns that stay from block to block are where this goes wrong.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, sub, where } from '../../src/array/index.js';
import { wrap } from '../../src/core/create.js';
import { elementCount } from '../../src/core/layout.js';
import type { FloatNdArray } from '../../src/core/types.js';

const SHAPES: readonly (readonly [a: readonly number[], b: readonly number[]])[] = [
  [
    [97, 89, 3],
    [97, 89, 1],
  ],
  [
    [97, 89, 1],
    [97, 89, 3],
  ],
  [[97, 89, 3], [3]],
  [
    [97, 89, 3],
    [1, 89, 1],
  ],
  [
    [5, 1, 700, 4],
    [5, 3, 1, 4],
  ],
  [
    [700, 1, 3],
    [1, 11, 1],
  ],
  [
    [9000, 1],
    [1, 3],
  ],
  [
    [3, 9000, 2],
    [9000, 1],
  ],
  [
    [2, 2, 2, 1, 2, 2, 2, 300],
    [2, 1, 2, 2, 2, 1, 2, 1],
  ],
  [
    [64, 255],
    [64, 1],
  ],
  [
    [100, 0],
    [100, 1],
  ],
  [
    [0, 3],
    [1, 3],
  ],
];

function numbered(shape: readonly number[], single: boolean, factor: number): FloatNdArray {
  const count = elementCount(shape);
  const data = single ? new Float32Array(count) : new Float64Array(count);
  return wrap(
    data.map((_, i) => ((i * factor) % 8191) / 7),
    shape,
  );
}

/** The number of an operand that stands behind a place of the result. */
function behind(x: FloatNdArray, place: number, shape: readonly number[]): number {
  let [rest, index, step] = [place, 0, 1];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const own = axis - shape.length + x.shape.length;
    const at = rest % shape[axis]!;
    rest = (rest - at) / shape[axis]!;
    if (own < 0) continue;
    if (x.shape[own] !== 1) index += at * step;
    step *= x.shape[own]!;
  }
  return x.data[index]!;
}

describe.each([
  ['float32', true],
  ['float64', false],
] as const)('broadcasting of many short runs, in %s', (_, single) => {
  it.each(SHAPES)('%j with %j', (first, second) => {
    const [a, b] = [numbered(first, single, 5), numbered(second, single, 3)];
    const [sum, difference] = [add(a, b), sub(b, a)];
    const chosen = where(sub(a, 500), b, a);
    const shape = sum.shape;
    const stored = (x: number) => (single ? Math.fround(x) : x);
    const wanted = Array.from(sum.data, (_, i) => {
      const [x, y] = [behind(a, i, shape), behind(b, i, shape)];
      return [stored(x + y), stored(y - x), stored(x - 500) !== 0 ? y : x];
    });
    expect(Array.from(sum.data)).toEqual(wanted.map(([s]) => s));
    expect(Array.from(difference.data)).toEqual(wanted.map(([, d]) => d));
    expect(Array.from(chosen.data)).toEqual(wanted.map(([, , c]) => c));
  });
});

describe('broadcasting of random shapes with many runs', () => {
  const lengths = fc.array(fc.constantFrom(1, 2, 3, 5, 40), { minLength: 2, maxLength: 4 });
  const pairs = lengths.chain((shape) =>
    fc.tuple(
      fc.constant(shape),
      fc.array(fc.boolean(), { minLength: shape.length, maxLength: shape.length }),
    ),
  );

  it('takes each number from its place', () => {
    fc.assert(
      fc.property(pairs, ([shape, repeats]) => {
        const a = numbered([...shape, 2], true, 5);
        const b = numbered([...shape.map((n, axis) => (repeats[axis] ? 1 : n)), 1], true, 3);
        const sum = add(a, b);
        const off = sum.data.findIndex(
          (x, i) => x !== Math.fround(a.data[i]! + behind(b, i, sum.shape)),
        );
        expect(off).toBe(-1);
      }),
      { numRuns: 60 },
    );
  });
});
