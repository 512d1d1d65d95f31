// Equations taken apart into single operations, each with a name.
import { apply, isOperation, symbol, symbolsOf } from '../expression/build.js';
import { nameLatex } from '../expression/symbols.js';
import { textOf } from '../expression/text.js';
import type { Definition, SymbolicExpression, SymbolicOperation } from '../expression/types.js';

/** Operations that stand together in one sum, or in one product. */
const GROUPS: { readonly [op: string]: 'sum' | 'product' } = {
  add: 'sum',
  subtract: 'sum',
  negate: 'sum',
  multiply: 'product',
  divide: 'product',
};

/**
 * Definitions of one operation each: what stands inside another operation gets a name of its own, u₁, u₂ and so on. A
 * sum of several terms is one operation, and so is a product of several factors; numbers stay where they are. What
 * appears twice is computed once, unless it is a definition: the loss depends on that only where it is named.
 *
 * @param definitions - each after those that it uses
 * @param inputs - names that are used and not defined
 * @returns more definitions, each after those that it uses
 */
export function operationsOf(
  definitions: readonly Definition[],
  inputs: readonly string[],
): Definition[] {
  // Names that look alike, u1 and u_1, are one.
  const looks = new Set([...inputs, ...definitions.map(({ name }) => name)].map(nameLatex));
  const known = new Map<string, SymbolicExpression>();
  const made: Definition[] = [];
  let count = 0;
  const fresh = (): string => {
    let name: string;
    do name = `u${++count}`;
    while (looks.has(nameLatex(name)));
    return name;
  };
  const named = (part: SymbolicExpression): SymbolicExpression => {
    if (!isOperation(part) || symbolsOf(part).size === 0) return part;
    const key = textOf(part);
    const before = known.get(key);
    if (before !== undefined) return before;
    const expression = single(part);
    const name = fresh();
    made.push({ name, expression });
    known.set(key, symbol(name));
    return symbol(name);
  };
  const single = (part: SymbolicOperation): SymbolicExpression => {
    const group = GROUPS[part.op];
    const within = (inner: SymbolicExpression, divides: boolean): SymbolicExpression =>
      group !== undefined && isOperation(inner) && GROUPS[inner.op] === group && !divides
        ? single(inner)
        : named(inner);
    return apply(
      part.op,
      ...part.args.map((inner, i) => within(inner, part.op === 'divide' && i === 1)),
    );
  };
  for (const { name, expression } of definitions) {
    made.push({ name, expression: isOperation(expression) ? single(expression) : expression });
  }
  return made;
}
