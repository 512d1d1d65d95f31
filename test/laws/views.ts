// Random views: every layout that lo, hi, step, transpose and an offset can lead to.
import fc from 'fast-check';
import type { NdArray } from 'ndarray';
import { allocate, createNdArray } from '../../src/core/create.js';
import { elementCount } from '../../src/core/layout.js';
import type { DType, NumericTypedArray } from '../../src/core/types.js';

/** What a random view is made of. */
export interface ViewSpec {
  /** Lengths of the axes; random ones of rank 0 to 4 where left out. */
  readonly shape?: readonly number[];
  /** Storage; any where left out. */
  readonly dtypes?: readonly DType[];
  /** The numbers, before they are stored; small whole ones where left out, which every dtype holds. */
  readonly values?: fc.Arbitrary<number>;
}

/** Storage names to draw from. */
export const FLOATS: readonly DType[] = ['float64', 'float32'];

/** Shapes of rank 0 to 4 with few elements. */
export const shapes = (maxRank = 4, minLength = 1): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: minLength, max: 4 }), { maxLength: maxRank });

const ALL: readonly DType[] = [
  'float64',
  'float32',
  'int8',
  'int16',
  'int32',
  'uint8',
  'uint8_clamped',
  'uint16',
  'uint32',
];

/** Views over more storage than they show: permuted axes, steps of −2 to 2, room before and between. */
export function views(spec: ViewSpec = {}): fc.Arbitrary<NdArray<NumericTypedArray>> {
  const shape = spec.shape ? fc.constant([...spec.shape]) : shapes();
  return shape.chain((lengths) => {
    const rank = lengths.length;
    return fc
      .record({
        dtype: fc.constantFrom(...(spec.dtypes ?? ALL)),
        order: fc.shuffledSubarray(
          lengths.map((_, axis) => axis),
          { minLength: rank, maxLength: rank },
        ),
        steps: fc.array(fc.constantFrom(1, 1, 2, -1, -2), { minLength: rank, maxLength: rank }),
        room: fc.integer({ min: 0, max: 3 }),
        values: fc.array(spec.values ?? fc.integer({ min: 0, max: 100 }), {
          minLength: elementCount(lengths) + 1,
          maxLength: elementCount(lengths) + 1,
        }),
      })
      .map(({ dtype, order, steps, room, values }) => {
        const stride = new Array<number>(rank);
        let step = 1;
        let offset = room;
        for (const axis of order) {
          stride[axis] = step * steps[axis]!;
          if (steps[axis]! < 0) offset -= stride[axis]! * (lengths[axis]! - 1);
          step *= lengths[axis]! * Math.abs(steps[axis]!) || 1;
        }
        const data = allocate(dtype, step + 2 * room + 1);
        // Storage that the view does not show holds other numbers, so that reading it is noticed.
        for (let i = 0; i < data.length; i++) data[i] = 113;
        const view = createNdArray<NumericTypedArray>(data, lengths, stride, offset);
        eachIndex(lengths, (at, i) => view.set(...at, values[i]!));
        return view;
      });
  });
}

/** Calls `visit` with every index of a shape, in row-major order. */
export function eachIndex(
  shape: readonly number[],
  visit: (at: number[], i: number) => void,
): void {
  const count = elementCount(shape);
  for (let i = 0; i < count; i++) {
    let rest = i;
    const at = new Array<number>(shape.length);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at[axis] = rest % shape[axis]!;
      rest = Math.floor(rest / shape[axis]!);
    }
    visit(at, i);
  }
}

/** The numbers of a view in row-major order, read by its own `get`. */
export function numbersOf(view: NdArray<NumericTypedArray>): number[] {
  const numbers: number[] = [];
  eachIndex(view.shape, (at) => numbers.push(view.get(...at)));
  return numbers;
}
