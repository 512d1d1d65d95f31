import { describe, expect, it } from 'vitest';
import type { ReductionKernel } from '../../../src/kernels/array-kernels.js';
import {
  logSumExpLines,
  maxLines,
  minLines,
  squaredDeviationLines,
  sumLines,
} from '../../../src/kernels/scalar/reductions.js';
import { randomFloats } from '../simd/numbers.js';

const KERNELS: Readonly<Record<string, ReductionKernel>> = {
  sumLines,
  squaredDeviationLines,
  maxLines,
  minLines,
  logSumExpLines,
};

/** An [outer, length, inner] array as lines that lie side by side. */
function turned(source: Float64Array, length: number, inner: number): Float64Array {
  return Float64Array.from(source, (_, at) => {
    const l = at % length;
    const i = Math.floor(at / length) % inner;
    const o = Math.floor(at / (length * inner));
    return source[(o * length + l) * inner + i]!;
  });
}

describe.each(Object.keys(KERNELS))('%s', (name) => {
  const run = KERNELS[name]!;

  it.each([
    [1, 1, 8],
    [2, 3, 7],
    [3, 5, 9],
    [1, 128, 17],
    [2, 129, 31],
    [1, 515, 12],
    [1, 1030, 300],
    [2, 6, 515],
    [4, 0, 20],
  ])('is the same to the last bit along any axis: %i × %i × %i', (outer, length, inner) => {
    // Sizes that differ much: another order of summing would show.
    const source = Float64Array.from(
      randomFloats(outer * length * inner, length),
      (x) => x / 3 + 1e6 * x ** 9,
    );
    if (source.length > 5) [source[3], source[5]] = [-0, Number.NaN];
    const [got, wanted] = [new Float64Array(outer * inner), new Float64Array(outer * inner)];
    run(source, got, outer, length, inner);
    run(turned(source, length, inner), wanted, outer * inner, length, 1);
    expect(got).toEqual(wanted);
    const [rounded, single] = [new Float32Array(outer * inner), Float32Array.from(wanted)];
    run(source, rounded, outer, length, inner);
    expect(rounded).toEqual(single);
  });
});
