import { allocate, computeDType, wrap } from '../core/create.js';
import { ShapeError } from '../core/errors.js';
import { elementCount } from '../core/layout.js';
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
  if (left.shape.length < 2) refuse('a', '(..., n, k)', left.shape);
  const n = left.shape.at(-2)!;
  const k = left.shape.at(-1)!;
  const stack = left.shape.slice(0, -2);
  const others = right.shape.slice(0, -2);
  const fits =
    right.shape.length >= 2 &&
    right.shape.at(-2) === k &&
    (stack.length === 0 || others.length === 0 || stack.join() === others.join());
  if (!fits) {
    const leading = stack.length === 0 ? '...' : `[${stack.join(', ')}]`;
    refuse('b', `(${leading}, k=${k}, m)`, right.shape);
  }
  const m = right.shape.at(-1)!;
  const shape = [...(stack.length > 0 ? stack : others), n, m];
  const target = allocate(dtype, elementCount(shape));
  kernel('matmul', matmulScalar, matmulFast)(
    left.data,
    right.data,
    target,
    elementCount(shape.slice(0, -2)),
    stack.length > 0 ? left.step : 0,
    others.length > 0 ? right.step : 0,
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
