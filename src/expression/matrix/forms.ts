// The form in which expressions of matrices are simplified: a sum of terms, each a number times elementwise
// powers, all stretched to one shape.
import { fromNumber, type Rational, toNumber } from '../rational.js';
import {
  isScalar,
  type MatrixNode,
  type MatrixShape,
  numberNode,
  ones,
  operate,
  SCALAR,
  sameShape,
  stretchedShape,
} from './nodes.js';

/** A power of a matrix's elements. */
export interface Factor {
  readonly base: MatrixNode;
  readonly key: string;
  readonly exponent: number;
  /** The base as a form, where it is a sum. */
  readonly sum?: Form | undefined;
}

/** A number times powers; without powers it stands for the number everywhere. */
export interface Term {
  readonly c: Rational;
  readonly factors: readonly Factor[];
}

/** A sum of terms, stretched to a shape. */
export interface Form {
  readonly shape: MatrixShape;
  readonly terms: readonly Term[];
}

const keys = new WeakMap<MatrixNode, string>();

/** A text that two nodes share if they are built alike; summands and factors may stand in any order. */
export function keyOf(node: MatrixNode): string {
  const known = keys.get(node);
  if (known !== undefined) return known;
  const key = makeKey(node);
  keys.set(node, key);
  return key;
}

function makeKey(node: MatrixNode): string {
  if (node.kind === 'number') return String(node.value);
  if (node.kind === 'reference') return `${node.mark}:${node.name}`;
  if (node.kind !== 'operation') return `${node.kind}(${node.shape.join()})`;
  const { op, args } = node;
  if (op !== 'add' && op !== 'times') return `${op}(${args.map(keyOf).join(' ')})`;
  const parts: string[] = [];
  const gather = (part: MatrixNode): void => {
    if (part.kind === 'operation' && part.op === op) part.args.forEach(gather);
    else parts.push(keyOf(part));
  };
  gather(node);
  return `${op}(${parts.sort().join(' ')})`;
}

/** How many parts a node has. */
export function sizeOfNode(node: MatrixNode): number {
  if (node.kind !== 'operation') return 1;
  return node.args.reduce((size, argument) => size + sizeOfNode(argument), 1);
}

/** How many parts the terms have together. */
export function sizeOfTerms(terms: readonly Term[]): number {
  return terms.reduce(
    (size, { factors }) => factors.reduce((sum, { base }) => sum + sizeOfNode(base), size + 1),
    0,
  );
}

/** A node as a factor. */
export function factorOf(base: MatrixNode, exponent = 1, sum?: Form): Factor {
  return { base, key: keyOf(base), exponent, sum };
}

/** A text that two terms share if only their numbers differ. */
export function termKey(factors: readonly Factor[]): string {
  return factors
    .map(({ key, exponent }) => `${key}^${exponent}`)
    .sort()
    .join(' ');
}

/** The shape of a product before it is stretched. */
export function naturalShape(factors: readonly Factor[]): MatrixShape {
  return factors.reduce<MatrixShape>(
    (shape, { base }) => stretchedShape(shape, base.shape) ?? shape,
    SCALAR,
  );
}

/** A term as a node of its natural shape, without its sign. */
function unsignedTermNode({ c, factors }: Term): MatrixNode {
  const { rest, d } = withMeans(factors, c.d);
  const { left, below: numberBelow } = shownNumber({ n: c.n < 0n ? -c.n : c.n, d });
  const above = rest.filter(({ exponent }) => exponent > 0);
  const below = rest.filter(({ exponent }) => exponent < 0);
  const [scalars, matrices] = [above.filter(isNumber), above.filter((f) => !isNumber(f))];
  const numerator = [
    ...(left === 1 ? [] : [numberNode(left)]),
    ...[...scalars, ...matrices].map(powerNode),
  ];
  const under = (list: readonly Factor[]): MatrixNode[] =>
    list.map(({ base, exponent }) => powerNode({ base, exponent: -exponent }));
  let node = productNode(numerator) ?? numberNode(1);
  const scalarsBelow = [
    ...(numberBelow === 1 ? [] : [numberNode(numberBelow)]),
    ...under(below.filter(isNumber)),
  ];
  const denominator = productNode(scalarsBelow);
  if (denominator !== undefined) node = operate('over', [node, denominator]);
  const elementwise = productNode(under(below.filter((f) => !isNumber(f))));
  return elementwise === undefined ? node : operate('over', [node, elementwise]);
}

const isNumber = ({ base }: Factor): boolean => isScalar(base.shape);

/** Fractions with a larger denominator were decimals. */
const LARGEST_DENOMINATOR = 1000n;

/** A fraction by its two numbers, or as a decimal above one. */
function shownNumber(c: Rational): { readonly left: number; readonly below: number } {
  const decimal = toNumber(c);
  const again = fromNumber(decimal);
  const exact = again.n === c.n && again.d === c.d;
  if (c.d > LARGEST_DENOMINATOR && exact) return { left: decimal, below: 1 };
  return { left: Number(c.n), below: Number(c.d) };
}

/** Sums are written as means where the number allows it. */
function withMeans(
  factors: readonly Factor[],
  d: bigint,
): { readonly rest: readonly Factor[]; readonly d: bigint } {
  let below = d;
  const rest = factors.map((factor) => {
    const { base, exponent } = factor;
    if (base.kind !== 'operation' || exponent !== 1) return factor;
    const [rows = 1, columns = 1] = base.args[0]?.shape ?? [];
    const count = BigInt(base.op === 'rowSum' ? columns : base.op === 'sum' ? rows * columns : 1);
    if (count === 1n || below % count !== 0n) return factor;
    below /= count;
    return { ...factor, base: operate(base.op === 'sum' ? 'mean' : 'rowMean', base.args) };
  });
  return { rest, d: below };
}

function powerNode({ base, exponent }: Pick<Factor, 'base' | 'exponent'>): MatrixNode {
  return exponent === 1 ? base : operate('power', [base, numberNode(exponent)]);
}

function productNode(factors: readonly MatrixNode[]): MatrixNode | undefined {
  const [first, ...rest] = factors;
  if (first === undefined) return undefined;
  return rest.reduce((product, factor) => operate('times', [product, factor]), first);
}

/** A term as a node of its natural shape. */
export function termNode(term: Term): MatrixNode {
  const node = unsignedTermNode(term);
  if (term.c.n >= 0n) return node;
  return node.kind === 'number' ? numberNode(-node.value) : operate('negate', [node]);
}

/** Terms added and subtracted, of their natural shape. */
export function sumNode(terms: readonly Term[]): MatrixNode {
  const [first, ...rest] = terms;
  if (first === undefined) return numberNode(0);
  return rest.reduce(
    (sum, term) => operate(term.c.n < 0n ? 'subtract' : 'add', [sum, unsignedTermNode(term)]),
    termNode(first),
  );
}

/** A node stretched to a shape. */
export function stretchNode(node: MatrixNode, shape: MatrixShape): MatrixNode {
  if (sameShape(node.shape, shape)) return node;
  if (node.kind === 'number' && node.value === 1) return ones(shape);
  return operate('times', [node, ones(shape)]);
}
