// Whether what came is an expression of matrices, however deep within.
import { checkNumber } from '../../core/check.js';
import { describeValue, KindError } from '../../core/errors.js';
import { checkElements } from '../../core/limit.js';
import { functionOf } from '../functions.js';
import { checkDepth, checkSpelling } from '../read-input.js';
import { isMatrixFunction } from './parse.js';
import type { MatrixOperatorName } from './types.js';

const OPERATORS: { readonly [Name in MatrixOperatorName]: 1 | 2 } = {
  add: 2,
  subtract: 2,
  negate: 1,
  product: 2,
  quotient: 2,
  scalarPower: 2,
  times: 2,
  over: 2,
  power: 2,
  transpose: 1,
};

/** Refuses what `matrixEquations` would not have made of a text. */
export function checkMatrixExpression(fn: string, argument: string, expression: unknown): void {
  checkDepth(fn, argument, expression);
  check(fn, argument, expression);
}

function check(fn: string, argument: string, part: unknown): void {
  if (typeof part === 'number') {
    checkNumber(fn, argument, part);
    return;
  }
  if (typeof part === 'object' && part !== null) {
    if ('ref' in part) {
      checkSpelling(fn, argument, part.ref);
      return;
    }
    if ('constant' in part && 'size' in part && Array.isArray(part.size)) {
      const known = part.constant === 'ones' || part.constant === 'eye';
      if (known && part.size.length === 2) {
        for (const n of part.size) checkNumber(fn, argument, n, { integer: true, min: 1 });
        checkElements(fn, argument, part.size);
        return;
      }
    }
    if ('op' in part && 'args' in part && Array.isArray(part.args)) {
      if (typeof part.op === 'string' && countOf(part.op) === part.args.length) {
        for (const inner of part.args) check(fn, argument, inner);
        return;
      }
    }
  }
  const expected = 'a number, a name { ref }, a constant or an operation { op, args }';
  throw new KindError({ function: fn, argument, expected, got: describeValue(part) });
}

function countOf(op: string): number | undefined {
  if (Object.hasOwn(OPERATORS, op)) return OPERATORS[op as MatrixOperatorName];
  return isMatrixFunction(op) || functionOf(op) === op ? 1 : undefined;
}
