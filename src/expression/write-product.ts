// Simplified forms become expressions again, written as a person would write them.
import { apply, isOperation } from './build.js';
import type { Factor, Product } from './product.js';
import type { Rational } from './rational.js';
import * as q from './rational.js';
import type { SymbolicExpression } from './types.js';

/** Decimals that end are written as such, but for halves, quarters and eighths. */
const LARGEST_BINARY = 8n;

/** A coefficient that no float comes near: 1e300 · 1e300. */
export class OutOfRange extends Error {}

/** A product as an expression. */
export function writeProduct(product: Product): SymbolicExpression {
  const { coefficient, factors } = product;
  const negative = coefficient.n < 0n;
  const turned = negative ? turnedFactor(factors) : undefined;
  const size = negative ? q.minus(coefficient) : coefficient;
  const [front, below] = splitCoefficient(size);
  const powers = factors.map((factor) => {
    const over = factor.exponent.n > 0n;
    return { over, expression: writePower(factor, over, factor === turned) };
  });
  const above = powers.filter(({ over }) => over).map(({ expression }) => expression);
  const low = powers.filter(({ over }) => !over).map(({ expression }) => expression);
  // a (1 − a), not (1 − a) a.
  const under = [...low.filter((part) => !isSum(part)), ...low.filter(isSum)];
  const numerator = chain(front === 1 && above.length > 0 ? above : [front, ...above]);
  const denominators = below === 1 ? under : [below, ...under];
  const quotient =
    denominators.length === 0 ? numerator : apply('divide', numerator, chain(denominators));
  if (!negative || turned !== undefined) return quotient;
  return typeof quotient === 'number' ? -quotient : apply('negate', quotient);
}

function isSum(expression: SymbolicExpression): boolean {
  return isOperation(expression, 'add') || isOperation(expression, 'subtract');
}

/** Terms as an expression; a positive one comes first where there is one. */
function writeSum(terms: readonly Product[]): SymbolicExpression {
  const first = isNegative(terms[0]!) ? terms.find((term) => !isNegative(term)) : undefined;
  const ordered = first === undefined ? terms : [first, ...terms.filter((term) => term !== first)];
  return ordered.slice(1).reduce<SymbolicExpression>((sum, term) => {
    const size = { ...term, coefficient: q.minus(term.coefficient) };
    return isNegative(term)
      ? apply('subtract', sum, writeProduct(size))
      : apply('add', sum, writeProduct(term));
  }, writeProduct(ordered[0]!));
}

/** Written with a minus in front: a product that holds a difference is turned instead. */
function isNegative({ coefficient }: Product): boolean {
  return coefficient.n < 0n;
}

function chain(factors: readonly SymbolicExpression[]): SymbolicExpression {
  return factors.reduce((product, factor) => apply('multiply', product, factor));
}

/** The difference that takes up a minus: y − a becomes a − y. One without a number first: 1 − a reads well as it is. */
function turnedFactor(factors: readonly Factor[]): Factor | undefined {
  const mixed = factors.filter(({ base, exponent }) => {
    if (base.kind !== 'sum' || exponent.n % 2n === 0n) return false;
    return base.terms.some(isNegative) && base.terms.some((term) => !isNegative(term));
  });
  const hasNumber = ({ base }: Factor): boolean =>
    base.kind === 'sum' && base.terms.some((term) => term.factors.length === 0);
  return mixed.find((factor) => !hasNumber(factor)) ?? mixed[0];
}

function writePower(
  { base, exponent }: Factor,
  over: boolean,
  turned: boolean,
): SymbolicExpression {
  const written =
    base.kind === 'atom'
      ? base.expression
      : base.kind === 'root'
        ? writeProduct(base.product)
        : writeSum(turned ? base.terms.map(negated) : base.terms);
  const size = over ? exponent : q.minus(exponent);
  if (q.isOne(size)) return written;
  if (size.n === 1n && size.d === 2n) return apply('sqrt', written);
  return apply('power', written, writeNumber(size));
}

function negated(term: Product): Product {
  return { ...term, coefficient: q.minus(term.coefficient) };
}

/** A number, or a quotient of two. */
function writeNumber(value: Rational): SymbolicExpression {
  const [front, below] = splitCoefficient(value);
  return below === 1 ? front : apply('divide', front, below);
}

function splitCoefficient(value: Rational): [above: number, below: number] {
  const { n, d } = value;
  const float = q.toNumber(value);
  if (!Number.isFinite(float) || (float === 0 && n !== 0n)) throw new OutOfRange();
  if (d === 1n) return [float, 1];
  const ends = (d > LARGEST_BINARY || d % 5n === 0n) && onlyTwosAndFives(d);
  const [above, below] = [Number(n), Number(d)];
  const exact = Number.isSafeInteger(above) && Number.isSafeInteger(below);
  return ends || !exact ? [float, 1] : [above, below];
}

function onlyTwosAndFives(d: bigint): boolean {
  let rest = d;
  while (rest % 2n === 0n) rest /= 2n;
  while (rest % 5n === 0n) rest /= 5n;
  return rest === 1n;
}
