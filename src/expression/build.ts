// Small builders and walks of expressions.
import type {
  ArithmeticName,
  FunctionName,
  SymbolicExpression,
  SymbolicOperation,
  SymbolReference,
} from './types.js';

/** An operation on expressions. */
export function apply(
  op: ArithmeticName | FunctionName,
  ...args: readonly SymbolicExpression[]
): SymbolicOperation {
  return { op, args };
}

/** A symbol. */
export function symbol(ref: string): SymbolReference {
  return { ref };
}

/** Whether it is an operation, of a kind if one is named. */
export function isOperation(
  expression: SymbolicExpression,
  op?: ArithmeticName | FunctionName,
): expression is SymbolicOperation {
  return (
    typeof expression === 'object' &&
    'op' in expression &&
    (op === undefined || expression.op === op)
  );
}

/** The symbols of an expression, each once, in the order in which they appear. */
export function symbolsOf(expression: SymbolicExpression): Set<string> {
  const found = new Set<string>();
  const walk = (part: SymbolicExpression): void => {
    if (typeof part === 'number') return;
    if ('ref' in part) found.add(part.ref);
    else part.args.forEach(walk);
  };
  walk(expression);
  return found;
}

/** How many numbers, symbols and operations an expression holds. */
export function sizeOf(expression: SymbolicExpression): number {
  if (!isOperation(expression)) return 1;
  return expression.args.reduce((size: number, argument) => size + sizeOf(argument), 1);
}

/** Whether two expressions are built alike. */
export function sameExpression(a: SymbolicExpression, b: SymbolicExpression): boolean {
  if (typeof a === 'number' || typeof b === 'number') return Object.is(a, b);
  if ('ref' in a || 'ref' in b) return 'ref' in a && 'ref' in b && a.ref === b.ref;
  return (
    a.op === b.op &&
    a.args.length === b.args.length &&
    a.args.every((argument, i) => sameExpression(argument, b.args[i]!))
  );
}
