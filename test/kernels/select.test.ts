import { describe, expect, it } from 'vitest';
import { add } from '../../src/array/index.js';
import { add as addScalar } from '../../src/kernels/scalar/elementwise-binary.js';
import { type KernelSet, kernel, kernelInfo, withKernels } from '../../src/kernels/select.js';
import { simd } from '../laws/simd.js';

// A set that can only add, and marks what it added.
const marked: KernelSet = {
  name: 'marked',
  kernels: {
    add: (_a, _aStart, _aStep, _b, _bStart, _bStep, target, start, count) => {
      target.fill(42, start, start + count);
    },
  },
};

describe('kernel', () => {
  it('is the scalar one where no set is in force', () => {
    expect(kernel('add', addScalar)).toBe(addScalar);
    expect(add(1, 2)).toBe(3);
    expect(kernelInfo()).toEqual({ name: simd ? 'simd' : 'scalar' });
  });

  it('is the fast one where there is one, and the scalar one where the scalar set is asked for', () => {
    const fast: typeof addScalar = (...given) => addScalar(...given);
    expect(kernel('add', addScalar, fast)).toBe(fast);
    withKernels(undefined, () => {
      expect(kernel('add', addScalar, fast)).toBe(addScalar);
      expect(kernelInfo()).toEqual({ name: 'scalar' });
    });
    withKernels(marked, () => expect(kernel('sub', addScalar, fast)).toBe(addScalar));
  });

  it('comes from the set in force, and from the scalar kernels where the set lacks it', () => {
    withKernels(marked, () => {
      expect(add(1, 2)).toBe(42);
      expect(kernel('sub', addScalar)).toBe(addScalar);
      expect(kernelInfo()).toEqual({ name: 'marked' });
    });
  });

  it('goes back to what was before, whatever happens within', () => {
    const inner = withKernels(marked, () => withKernels(undefined, () => add(1, 2)));
    expect(inner).toBe(3);
    expect(() =>
      withKernels(marked, () => {
        throw new Error('within');
      }),
    ).toThrow('within');
    expect(add(1, 2)).toBe(3);
    expect(withKernels(marked, () => withKernels(marked, () => 1) + Number(add(1, 2)))).toBe(43);
  });
});
