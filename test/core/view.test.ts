import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocate, DTYPES } from '../../src/core/create.js';
import { elementCount, rowMajorStrides } from '../../src/core/layout.js';
import type { NumericTypedArray } from '../../src/core/types.js';
import { storageName, View } from '../../src/core/view.js';
import { codeGeneration } from '../laws/code-generation.js';
import { eachIndex, shapes } from '../laws/views.js';

type Step =
  | { readonly method: 'lo' | 'hi' | 'step'; readonly args: readonly (number | undefined)[] }
  | { readonly method: 'pick'; readonly args: readonly (number | null)[] }
  | { readonly method: 'transpose'; readonly keys: readonly number[] };

const partial = (min: number, max: number) =>
  fc.array(fc.option(fc.integer({ min, max }), { nil: undefined }), { maxLength: 4 });

const chains: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({ method: fc.constantFrom('lo' as const, 'hi' as const), args: partial(-1, 5) }),
    fc.record({
      method: fc.constant('step' as const),
      args: partial(-3, 3).map((by) => by.map((step) => (step === 0 ? 1 : step))),
    }),
    fc.record({
      method: fc.constant('pick' as const),
      args: fc.array(fc.option(fc.integer({ min: -1, max: 3 }), { freq: 1 }), { maxLength: 3 }),
    }),
    fc.record({
      method: fc.constant('transpose' as const),
      keys: fc.array(fc.integer(), { minLength: 5, maxLength: 5 }),
    }),
  ),
  { maxLength: 6 },
);

// biome-ignore lint/suspicious/noExplicitAny: two implementations of one interface are driven alike.
function apply(view: any, step: Step): any {
  if (step.method === 'transpose') {
    const axes = view.shape.map((_: number, axis: number) => axis);
    axes.sort((a: number, b: number) => step.keys[a]! - step.keys[b]! || a - b);
    return view.transpose(...axes);
  }
  // Nothing is left of a scalar once it is picked apart: `ndarray` has no numbers there.
  if (step.method === 'pick' && view.dimension === 0) return view;
  return view[step.method](...step.args);
}

describe.runIf(codeGeneration)('View beside ndarray', () => {
  it('agrees on every field and element after random chains of lo, hi, step, pick and transpose', async () => {
    const { default: ndarray } = await import('ndarray');
    fc.assert(
      fc.property(shapes(4, 0), fc.constantFrom(...DTYPES), chains, (shape, dtype, chain) => {
        const data: NumericTypedArray = allocate(dtype, elementCount(shape) + 2);
        for (let i = 0; i < data.length; i++) data[i] = i;
        let theirs = ndarray(data, [...shape], rowMajorStrides(shape), 1);
        // biome-ignore lint/suspicious/noExplicitAny: as above.
        let ours: any = new View(data, [...shape], rowMajorStrides(shape), 1);
        for (const step of chain) {
          theirs = apply(theirs, step);
          ours = apply(ours, step);
          expect(ours.data).toBe(theirs.data);
          expect(ours.shape).toEqual(theirs.shape);
          expect(ours.stride).toEqual(theirs.stride);
          expect(ours.offset).toBe(theirs.offset);
          expect(ours.size).toBe(theirs.size);
          expect(ours.dimension).toBe(theirs.dimension);
          expect(ours.dtype).toBe(theirs.dtype);
          const strides = (order: number[]) => order.map((axis) => Math.abs(ours.stride[axis]));
          expect(strides(ours.order)).toEqual(strides(theirs.order));
        }
        const first = theirs.shape.map(() => 0);
        expect(ours.index(...first)).toBe(theirs.index(...first));
        // Only what lies inside: `hi` may ask for more than there is.
        eachIndex(
          theirs.shape.map((n) => Math.max(0, Math.min(n, 3))),
          (at) => {
            expect(ours.get(...at)).toBe(theirs.get(...at));
          },
        );
      }),
      { numRuns: 500 },
    );
  });

  it('writes where ndarray writes, and gives the value back', async () => {
    const { default: ndarray } = await import('ndarray');
    const a = new Float32Array(12);
    const b = new Float32Array(12);
    const theirs = ndarray(a, [3, 4]).transpose(1, 0).step(-1, 2);
    const ours = new View(b, [3, 4], [4, 1], 0).transpose(1, 0).step(-1, 2);
    expect(ours.set(1, 1, 5)).toBe(theirs.set(1, 1, 5));
    expect(b).toEqual(a);
  });

  it('stands for its number where it is a scalar, as ndarray does', async () => {
    const { default: ndarray } = await import('ndarray');
    const data = new Float64Array([3, 7]);
    expect(Number(ndarray(data, [], [], 1))).toBe(7);
    expect(Number(new View(data, [], [], 1))).toBe(7);
  });
});

describe('View', () => {
  it('turns its axes round with T, sharing the data', () => {
    const data = new Float64Array([1, 2, 3, 4, 5, 6]);
    const turned = new View(data, [2, 3], [3, 1], 0).T;
    expect(turned.shape).toEqual([3, 2]);
    expect(turned.get(2, 1)).toBe(6);
    expect(turned.data).toBe(data);
  });

  it('names its storage in the words of ndarray', () => {
    for (const dtype of DTYPES) expect(storageName(allocate(dtype, 0))).toBe(dtype);
    expect(storageName([1])).toBe('array');
    expect(storageName(Buffer.from([1]))).toBe('buffer');
  });
});
