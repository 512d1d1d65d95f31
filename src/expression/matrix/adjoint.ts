// One definition differentiated: its differential, and what it adds to the derivatives of what it uses.
import { isScalar, type MatrixNode, namesIn, numberNode, operate, referenceNode } from './nodes.js';
import { fitTo, ruleOf } from './rules.js';

/** Whether a node depends on what is differentiated by. */
export type IsActive = (node: MatrixNode) => boolean;

/** Whether a node uses one of the names. */
export function usesOneOf(names: ReadonlySet<string>): IsActive {
  return (node) => [...namesIn(node)].some((name) => names.has(name));
}

/** The differential of a node; `output` is what the whole is called. */
export function differentialOf(node: MatrixNode, output: MatrixNode, active: IsActive): MatrixNode {
  if (!active(node)) return numberNode(0);
  if (node.kind === 'reference') return referenceNode(node.name, node.shape, 'differential');
  if (node.kind !== 'operation') return numberNode(0);
  const rule = ruleOf(node.op);
  const parts = node.args.flatMap((argument, k) => {
    if (!active(argument)) return [];
    const inner = differentialOf(argument, argument, active);
    // What is added to a larger matrix is stretched.
    return [fitTo(node.shape, rule.differential(node.args, output, inner, k))];
  });
  return parts.reduce((sum, part) => operate('add', [sum, part]));
}

/** What a node adds to the derivatives of the names in it, where `given` is the derivative by the node. */
export function contributionsOf(
  node: MatrixNode,
  output: MatrixNode,
  given: MatrixNode,
  active: IsActive,
): Map<string, MatrixNode> {
  const found = new Map<string, MatrixNode>();
  const walk = (part: MatrixNode, whole: MatrixNode, bar: MatrixNode): void => {
    if (!active(part)) return;
    if (part.kind === 'reference') {
      const before = found.get(part.name);
      found.set(part.name, before === undefined ? bar : operate('add', [before, bar]));
      return;
    }
    if (part.kind !== 'operation') return;
    const rule = ruleOf(part.op);
    part.args.forEach((argument, k) => {
      if (!active(argument)) return;
      walk(argument, argument, fitTo(argument.shape, rule.adjoint(part.args, whole, bar, k)));
    });
  };
  walk(node, output, given);
  return found;
}

/** The rules by which a node is differentiated, each once, by name, with their formulas. */
export function rulesOf(node: MatrixNode, active: IsActive): Map<string, string> {
  const found = new Map<string, string>();
  const walk = (part: MatrixNode): void => {
    if (part.kind !== 'operation' || !active(part)) return;
    const { name, formula } = ruleOf(part.op);
    const scaling =
      (part.op === 'times' && part.args.some((a) => isScalar(a.shape) && !active(a))) ||
      (part.op === 'over' && isScalar(part.args[1]!.shape) && !active(part.args[1]!));
    if (scaling) found.set('factor rule', 'd(c A) = c\\, dA');
    else found.set(name, formula);
    part.args.forEach(walk);
  };
  walk(node);
  return found;
}
