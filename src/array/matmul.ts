import { allocate, computeDType, wrap } from '../core/create.js';
import { ShapeError } from '../core/errors.js';
import { elementCount, sameShape } from '../core/layout.js';
import { checkElements } from '../core/limit.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { matmul as matmulScalar } from '../kernels/scalar/matmul.js';
import { kernel } from '../kernels/select.js';
import { matmul as matmulFast } from '../kernels/simd/matmul.js';
import { readFactor } from './factors.js';

/** The product of two matrices, or of stacks of matrices. For plain values; gradient holds the form that users call. */
export function matmul(a: ArrayInput, b: ArrayInput): FloatNdArray {
  const dtype = computeDType(a, b);
  const left = readFactor('matmul', 'a', a, dtype);
  const right = readFactor('matmul', 'b', b, dtype);
  const rank = left.shape.length;
  const otherRank = right.shape.length;
  if (rank < 2) refuse('a', '(..., n, k)', left.shape);
  const n = left.shape[rank - 2]!;
  const k = left.shape[rank - 1]!;
  const stacked = rank > 2;
  const others = otherRank > 2;
  const stack = (stacked ? left : right).shape.slice(0, -2);
  const fits =
    otherRank >= 2 &&
    right.shape[otherRank - 2] === k &&
    (!stacked || !others || sameShape(stack, right.shape.slice(0, -2)));
  if (!fits) {
    const leading = stacked ? `[${stack.join(', ')}]` : '...';
    refuse('b', `(${leading}, k=${k}, m)`, right.shape);
  }
  const m = right.shape[otherRank - 1]!;
  const shape = [...stack, n, m];
  checkElements('matmul', 'b', shape);
  const batch = elementCount(stack);
  const target = allocate(dtype, batch * n * m);
  kernel('matmul', matmulScalar, matmulFast)(
    left.data,
    right.data,
    target,
    batch,
    stacked ? left.step : 0,
    others ? right.step : 0,
    n,
    k,
    m,
    {
      aRow: left.rowStep,
      aTerm: left.columnStep,
      bTerm: right.rowStep,
      bColumn: right.columnStep,
    },
  );
  return wrap(target, shape);
}

function refuse(argument: string, expected: string, shape: readonly number[]): never {
  throw new ShapeError({
    function: 'matmul',
    argument,
    expected: `shape ${expected}`,
    got: `(${shape.join(', ')})`,
  });
}
