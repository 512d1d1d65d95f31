// Small questions and answers of simplification.
import { minus, ONE, type Rational, rational } from '../rational.js';
import { type Factor, type Form, keyOf, sizeOfNode, type Term, termNode } from './forms.js';
import {
  isScalar,
  type MatrixNode,
  type MatrixShape,
  type NodeOp,
  type OperationNode,
  operate,
  sameShape,
} from './nodes.js';

/** Sums over one axis or both. */
export type Reduction = 'sum' | 'rowSum' | 'colSum';

/** Whether a node is an operation of a kind. */
export const isOperation = (node: MatrixNode, op: NodeOp): node is OperationNode =>
  node.kind === 'operation' && node.op === op;

/** Whether a node is the number 1. */
export const isOne = (node: MatrixNode): boolean =>
  isScalar(node.shape) && (node.kind === 'ones' || (node.kind === 'number' && node.value === 1));

/** Whether a power holds another of the same sign. */
export function holds(exponent: number, part: number): boolean {
  return exponent * Math.sign(part) >= Math.abs(part);
}

/** The mean that a sum would be, and of how many. */
export function meanOf(node: MatrixNode): { node: MatrixNode; count: number } | undefined {
  if (node.kind !== 'operation') return undefined;
  const [rows = 1, columns = 1] = node.args[0]?.shape ?? [];
  if (node.op === 'rowSum') return { node: operate('rowMean', node.args), count: columns };
  if (node.op === 'sum') return { node: operate('mean', node.args), count: rows * columns };
  return undefined;
}

/** Whether a factor beside a sum cancels with one in it. */
export function cancels(sum: Form, factors: readonly Factor[]): boolean {
  return factors.some(({ key, exponent }) =>
    sum.terms.some((term) =>
      term.factors.some((inner) => inner.key === key && inner.exponent * exponent < 0),
    ),
  );
}

/** The number that all terms share, negative where all are. */
export function contentOf(terms: readonly Term[]): Rational {
  const size = (n: bigint): bigint => (n < 0n ? -n : n);
  const [first] = terms;
  const { n, d } = first?.c ?? ONE;
  const equal = terms.every(({ c }) => size(c.n) === size(n) && c.d === d);
  const negative = terms.every(({ c }) => c.n < 0n);
  const content = equal ? { n: size(n), d } : ONE;
  return negative ? minus(content) : content;
}

/** What is added before what is subtracted, short before long. */
export function inOrder(terms: readonly Term[]): Term[] {
  const sizes = new Map(terms.map((term) => [term, sizeOfNode(termNode(term))]));
  return [...terms].sort(
    (a, b) => Number(a.c.n < 0n) - Number(b.c.n < 0n) || sizes.get(a)! - sizes.get(b)!,
  );
}

/** The factors of a product of matrices. */
export function chainOf({ factors }: Term): readonly MatrixNode[] {
  const [only] = factors;
  if (factors.length !== 1 || only === undefined || only.exponent !== 1) return [];
  return isOperation(only.base, 'matmul') ? only.base.args : [];
}

/** Two products that differ only in their first or their last factor, as one. */
export function joinPair(
  a: readonly MatrixNode[],
  b: readonly MatrixNode[],
): MatrixNode | undefined {
  if (a.length < 2 || a.length !== b.length) return undefined;
  const differing = a.flatMap((part, i) => (keyOf(part) === keyOf(b[i]!) ? [] : [i]));
  const [at] = differing;
  if (differing.length !== 1 || (at !== 0 && at !== a.length - 1)) return undefined;
  const args = [...a];
  args[at] = operate('add', [a[at]!, b[at]!]);
  const shape: MatrixShape = [a[0]!.shape[0], a.at(-1)!.shape[1]];
  return { kind: 'operation', op: 'matmul', args, shape };
}

/** A fraction to a whole power. */
export function powerOf({ n, d }: Rational, exponent: number): Rational {
  const size = BigInt(Math.abs(exponent));
  return exponent < 0 ? rational(d ** size, n ** size) : rational(n ** size, d ** size);
}

/** An elementwise product, turned as a whole. */
export function transposed(factors: readonly Factor[]): MatrixNode {
  return operate('transpose', [termNode({ c: ONE, factors })]);
}

/** Whether a factor is a product of matrices that is not stretched. */
export function isChain(
  factor: Factor,
  shape: MatrixShape,
): factor is Factor & { readonly base: OperationNode } {
  const { base, exponent } = factor;
  return exponent === 1 && isOperation(base, 'matmul') && sameShape(base.shape, shape);
}
