// Simplification: expressions are brought to the form of product.ts and back, in three ways, and the
// shortest result is taken.
import { apply, isOperation, sizeOf } from './build.js';
import { isFunction } from './functions.js';
import { cancelSums } from './polynomial.js';
import {
  atom,
  brokenPower,
  collect,
  constant,
  type Factor,
  multiply,
  type Product,
  scale,
  sumProduct,
  termsOf,
  wholePower,
} from './product.js';
import type { Rational } from './rational.js';
import * as q from './rational.js';
import { textOf } from './text.js';
import type { FunctionName, SymbolicExpression, SymbolicOperation } from './types.js';
import { OutOfRange, writeProduct } from './write-product.js';

/** Whether fractions in a sum are brought to a common denominator: never, always, or where that is shorter. */
type Mode = 'apart' | 'together' | 'shorter';

const MODES: readonly Mode[] = ['apart', 'together', 'shorter'];

/** What parts have been simplified to, so that each is worked on once. */
type Done = Map<SymbolicExpression, SymbolicExpression>;

/** What has been worked out of parts that stand in many places, as the factors of a product do in its derivative. */
interface Known {
  /** The form of an expression in a mode. */
  readonly read: { readonly [M in Mode]: Map<SymbolicExpression, Product> };
  /** Sums multiplied out, or undefined where they are left as they are. */
  readonly expanded: Map<readonly Product[], Product[] | undefined>;
}

interface Work {
  readonly mode: Mode;
  readonly done: Done;
  readonly known: Known;
}

function nothingKnown(): Known {
  return {
    read: { apart: new Map(), together: new Map(), shorter: new Map() },
    expanded: new Map(),
  };
}

/** Sums are multiplied out up to so many terms. */
const MOST_TERMS = 48;
const HIGHEST_POWER = 6;

/**
 * The shortest form that collecting like terms, cancelling fractions and taking out common factors leads to.
 *
 * @param expression - any expression
 * @returns an expression of the same value
 */
export function simplified(expression: SymbolicExpression): SymbolicExpression {
  return shortest(expression, new Map(), nothingKnown());
}

/** Like terms collected and products cancelled, but with each term over a denominator of its own. */
export function collected(expression: SymbolicExpression): SymbolicExpression {
  return (
    rewritten(expression, { mode: 'apart', done: new Map(), known: nothingKnown() }) ?? expression
  );
}

/** An expression in the form of one mode; undefined where its numbers would leave the range of floats. */
function rewritten(expression: SymbolicExpression, work: Work): SymbolicExpression | undefined {
  try {
    return writeProduct(read(expression, work));
  } catch (error) {
    if (error instanceof OutOfRange) return undefined;
    throw error;
  }
}

function shortest(expression: SymbolicExpression, done: Done, known: Known): SymbolicExpression {
  const before = done.get(expression);
  if (before !== undefined) return before;
  let best = expression;
  // Of equally short forms the first one stands, the given one last.
  let least = sizeOf(expression) + 1;
  for (const mode of MODES) {
    const candidate = rewritten(expression, { mode, done, known });
    const length = candidate === undefined ? least : sizeOf(candidate);
    if (candidate !== undefined && length < least) [best, least] = [candidate, length];
  }
  done.set(expression, best);
  return best;
}

function read(expression: SymbolicExpression, work: Work): Product {
  if (typeof expression === 'number') return constant(q.fromNumber(expression));
  if ('ref' in expression) return atom(expression, expression.ref);
  const forms = work.known.read[work.mode];
  const before = forms.get(expression);
  if (before !== undefined) return before;
  const form = readOperation(expression, work);
  forms.set(expression, form);
  return form;
}

function readOperation(expression: SymbolicOperation, work: Work): Product {
  const { op, args } = expression;
  if (isFunction(op)) return readFunction(op, shortest(args[0]!, work.done, work.known), work);
  if (op === 'power') return readPower(args[0]!, args[1]!, work);
  if (op === 'add' || op === 'subtract') return add(readTerms(expression, work), work);
  // Without map: a frame less for each operation inside another.
  const a = read(args[0]!, work);
  if (op === 'negate') return scale(a, q.minus(q.ONE));
  const b = read(args[1]!, work);
  if (op === 'multiply') return cancel(multiply([a, b]), work.known);
  const inverse = wholePower(b, -1);
  if (inverse !== undefined) return cancel(multiply([a, inverse]), work.known);
  return opaque(apply('divide', writeProduct(a), writeProduct(b)));
}

/** The terms of a chain of sums and differences, read at once: one by one, long sums would take long. */
function readTerms(expression: SymbolicExpression, work: Work): Product[] {
  const terms: Product[] = [];
  let rest = expression;
  while (isOperation(rest, 'add') || isOperation(rest, 'subtract')) {
    const [left, right] = rest.args as [SymbolicExpression, SymbolicExpression];
    const term = read(right, work);
    terms.push(rest.op === 'add' ? term : scale(term, q.minus(q.ONE)));
    rest = left;
  }
  return [...terms, read(rest, work)].reverse();
}

function opaque(expression: SymbolicExpression): Product {
  return atom(expression, textOf(expression));
}

function readPower(base: SymbolicExpression, exponent: SymbolicExpression, work: Work): Product {
  const { coefficient, factors } = read(exponent, { ...work, mode: 'together' });
  if (factors.length === 0) {
    const power = powerOf(read(base, work), coefficient);
    if (power !== undefined) return power;
  }
  const inner = shortest(base, work.done, work.known);
  return inner === 1
    ? constant(q.ONE)
    : opaque(apply('power', inner, shortest(exponent, work.done, work.known)));
}

function powerOf(base: Product, exponent: Rational): Product | undefined {
  if (exponent.d === 1n) {
    const size = Number(exponent.n);
    return Number.isSafeInteger(size) ? wholePower(base, size) : undefined;
  }
  if (base.factors.length > 0) return brokenPower(base, exponent);
  const { n, d } = base.coefficient;
  if (exponent.d !== 2n || n < 0n) return undefined;
  const [above, below] = [wholeRoot(n), wholeRoot(d)];
  if (above === undefined || below === undefined || (n === 0n && exponent.n < 0n)) return undefined;
  return wholePower(constant(q.rational(above, below)), Number(exponent.n));
}

function wholeRoot(n: bigint): bigint | undefined {
  const root = BigInt(Math.round(Math.sqrt(Number(n < 2n ** 100n ? n : 0n))));
  return root * root === n ? root : undefined;
}

/** Functions whose sign turns with their argument's, and functions that do not see it. */
const ODD: ReadonlySet<FunctionName> = /* @__PURE__ */ new Set<FunctionName>(['sin', 'tanh']);
const EVEN: ReadonlySet<FunctionName> = /* @__PURE__ */ new Set<FunctionName>(['cos', 'abs']);
/** Values at 0. */
const AT_ZERO: { readonly [Name in FunctionName]?: Rational } = {
  exp: q.ONE,
  sin: q.ZERO,
  cos: q.ONE,
  tanh: q.ZERO,
  sigmoid: { n: 1n, d: 2n },
  abs: q.ZERO,
};

function readFunction(name: FunctionName, argument: SymbolicExpression, work: Work): Product {
  if (name === 'sqrt') {
    const root = powerOf(read(argument, work), { n: 1n, d: 2n });
    return root ?? opaque(apply('sqrt', argument));
  }
  const atZero = AT_ZERO[name];
  if (argument === 0 && atZero !== undefined) return constant(atZero);
  if (name === 'log' && argument === 1) return constant(q.ZERO);
  if (name === 'log' && isOperation(argument, 'exp')) return read(argument.args[0]!, work);
  if (name === 'exp' && isOperation(argument, 'log')) return read(argument.args[0]!, work);
  if (typeof argument === 'number' && 'relu abs step sign'.includes(name)) {
    return constant(q.fromNumber(exactly(name, argument)));
  }
  const positive = isOperation(argument, 'negate') ? argument.args[0]! : argument;
  if (positive !== argument && ODD.has(name)) {
    return scale(opaque(apply(name, positive)), q.minus(q.ONE));
  }
  return opaque(apply(name, EVEN.has(name) ? positive : argument));
}

function exactly(name: FunctionName, x: number): number {
  if (name === 'relu') return Math.max(0, x);
  if (name === 'abs') return Math.abs(x);
  return name === 'step' ? Number(x > 0) : Math.sign(x);
}

function add(products: readonly Product[], { mode, known }: Work): Product {
  const terms = collect(products.flatMap(termsOf));
  if (mode !== 'shorter') return assemble(terms, mode === 'together', known);
  const [apart, together] = [assemble(terms, false, known), assemble(terms, true, known)];
  return size(together) < size(apart) ? together : apart;
}

function size(product: Product): number {
  return sizeOf(writeProduct(product));
}

/** A sum with what all its terms share in front, over a common denominator if asked. */
function assemble(terms: readonly Product[], together: boolean, known: Known): Product {
  if (terms.length === 0) return constant(q.ZERO);
  if (terms.length === 1) return terms[0]!;
  const shared = sharedFactors(terms, together);
  if (shared.length > 0) {
    const front: Product = { coefficient: q.ONE, factors: shared };
    const inverse = wholePower(front, -1)!;
    const inner = terms.map((term) => multiply([term, inverse]));
    const back = assemble(collect(inner.flatMap(termsOf)), together, known);
    return cancel(multiply([front, back]), known);
  }
  const whole = sumProduct(terms);
  const expanded = expandTerms(terms, known);
  if (expanded === undefined) return whole;
  const like = collect(expanded);
  const other = like.length < 2 ? (like[0] ?? constant(q.ZERO)) : assembleExpanded(like);
  return size(other) < size(whole) ? other : whole;
}

function assembleExpanded(terms: readonly Product[]): Product {
  const shared = sharedFactors(terms, false);
  if (shared.length === 0) return sumProduct(terms);
  const front: Product = { coefficient: q.ONE, factors: shared };
  const back = wholePower(front, -1)!;
  return multiply([front, sumProduct(terms.map((term) => multiply([term, back])))]);
}

/** What every term holds; with a common denominator, what any term has below. */
function sharedFactors(terms: readonly Product[], together: boolean): Factor[] {
  interface Seen {
    readonly factor: Factor;
    count: number;
    least: Rational;
    most: Rational;
  }
  const seen = new Map<string, Seen>();
  for (const { factors } of terms) {
    for (const factor of factors) {
      const { key, exponent } = factor;
      const before = seen.get(key);
      if (before === undefined) {
        seen.set(key, { factor, count: 1, least: exponent, most: exponent });
        continue;
      }
      before.count++;
      if (q.compare(exponent, before.least) < 0) before.least = exponent;
      if (q.compare(exponent, before.most) > 0) before.most = exponent;
    }
  }
  return [...seen.values()].flatMap(({ factor, count, ...range }) => {
    // A term that lacks a factor has its power of 0.
    const lacks = count < terms.length;
    const least = lacks && range.least.n > 0n ? q.ZERO : range.least;
    const most = lacks && range.most.n < 0n ? q.ZERO : range.most;
    const exponent = least.n > 0n || together ? least : most.n < 0n ? most : q.ZERO;
    return q.isZero(exponent) ? [] : [{ ...factor, exponent }];
  });
}

/** All sums multiplied out, or undefined where there are none or the result would be long. */
function expandTerms(terms: readonly Product[], known: Known): Product[] | undefined {
  const { expanded } = known;
  if (expanded.has(terms)) return expanded.get(terms);
  const result = multiplyOut(terms, known);
  expanded.set(terms, result);
  return result;
}

function multiplyOut(terms: readonly Product[], known: Known): Product[] | undefined {
  if (!terms.some(({ factors }) => factors.some(isOpen))) return undefined;
  const result: Product[] = [];
  for (const term of terms) {
    const expanded = expandTerm(term, known);
    if (expanded === undefined) return undefined;
    result.push(...expanded);
    if (result.length > 4 * MOST_TERMS) return undefined;
  }
  return collect(result);
}

const isOpen = ({ base, exponent }: Factor): boolean => base.kind === 'sum' && exponent.n > 0n;

function expandTerm(term: Product, known: Known): Product[] | undefined {
  const closed = term.factors.filter((factor) => !isOpen(factor));
  let products: Product[] = [{ coefficient: term.coefficient, factors: closed }];
  for (const { base, exponent } of term.factors.filter(isOpen)) {
    if (base.kind !== 'sum' || exponent.n > BigInt(HIGHEST_POWER)) return undefined;
    const inner = expandTerms(base.terms, known) ?? base.terms;
    for (let i = 0; i < Number(exponent.n); i++) {
      products = collect(products.flatMap((a) => inner.map((b) => multiply([a, b]))));
      if (products.length > MOST_TERMS) return undefined;
    }
  }
  return products;
}

/** Sums above and below the line, freed of what they share. */
function cancel(product: Product, known: Known): Product {
  const sums = product.factors.filter(({ base }) => base.kind === 'sum');
  for (const above of sums.filter(({ exponent }) => exponent.n > 0n)) {
    for (const below of sums.filter(({ exponent }) => exponent.n < 0n)) {
      const shorter = cancelPair(product, above, below, known);
      if (shorter !== undefined) return cancel(shorter, known);
    }
  }
  return product;
}

function cancelPair(
  product: Product,
  above: Factor,
  below: Factor,
  known: Known,
): Product | undefined {
  if (above.base.kind !== 'sum' || below.base.kind !== 'sum') return undefined;
  const [a, b] = [above.base.terms, below.base.terms].map(
    (terms) => expandTerms(terms, known) ?? terms,
  );
  if (a === undefined || b === undefined || a.length < 2 || b.length < 2) return undefined;
  const shared = cancelSums(a, b);
  if (shared === undefined) return undefined;
  const power = (terms: readonly Product[], exponent: Rational): Product =>
    wholePower(assembleExpandedOrOne(terms), Number(exponent.n))!;
  const rest = product.factors.filter((factor) => factor !== above && factor !== below);
  return multiply([
    { coefficient: product.coefficient, factors: rest },
    power(shared.first, above.exponent),
    power(shared.common, q.plus(above.exponent, below.exponent)),
    power(shared.second, below.exponent),
  ]);
}

function assembleExpandedOrOne(terms: readonly Product[]): Product {
  return terms.length === 1 ? terms[0]! : assembleExpanded(terms);
}
