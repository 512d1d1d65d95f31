// The form in which expressions are simplified: a rational coefficient times powers of bases. A base is a
// symbol or a function, a sum, or what stands under a root. Factors keep the order in which they appeared.

import type { Rational } from './rational.js';
import * as q from './rational.js';
import type { SymbolicExpression } from './types.js';

/** What is raised to a power. */
export type Base =
  | { readonly kind: 'atom'; readonly expression: SymbolicExpression }
  | { readonly kind: 'sum'; readonly terms: readonly Product[] }
  | { readonly kind: 'root'; readonly product: Product };

/** A power of a base; whole where the base is a sum. */
export interface Factor {
  /** Equal for equal bases, and for a sum and its negative. */
  readonly key: string;
  readonly base: Base;
  readonly exponent: Rational;
}

/** A coefficient times factors with different keys. */
export interface Product {
  readonly coefficient: Rational;
  readonly factors: readonly Factor[];
}

/** Larger powers of coefficients are left alone. */
const LARGEST_POWER = 64;

export function constant(coefficient: Rational): Product {
  return { coefficient, factors: [] };
}

/** A symbol or function, and the text that tells it from others. */
export function atom(expression: SymbolicExpression, key: string): Product {
  const base: Base = { kind: 'atom', expression };
  return { coefficient: q.ONE, factors: [{ key, base, exponent: q.ONE }] };
}

export function scale(product: Product, by: Rational): Product {
  return { coefficient: q.times(product.coefficient, by), factors: product.factors };
}

/** The factors as text, whatever their order. */
function monomialKey({ factors }: Product): string {
  return factors
    .map(({ key, exponent }) => `${key}^${q.keyOf(exponent)}`)
    .sort()
    .join('*');
}

interface SortedTerm {
  readonly key: string;
  readonly coefficient: Rational;
}

function sortedTerms(terms: readonly Product[]): SortedTerm[] {
  const sorted = terms.map((term) => ({ key: monomialKey(term), coefficient: term.coefficient }));
  return sorted.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

/** 1 or −1, opposite for a sum and its negative. */
function orientation(terms: readonly Product[]): 1 | -1 {
  return sortedTerms(terms)[0]!.coefficient.n < 0n ? -1 : 1;
}

function sumKey(terms: readonly Product[]): string {
  const sorted = sortedTerms(terms);
  const negative = sorted[0]!.coefficient.n < 0n;
  const parts = sorted.map(({ key, coefficient }) => {
    return `${q.keyOf(negative ? q.minus(coefficient) : coefficient)}:${key}`;
  });
  return `{${parts.join('+')}}`;
}

/** Two terms or more as one factor, with what all coefficients share in front. */
export function sumProduct(terms: readonly Product[]): Product {
  const shared = terms.reduce((c, { coefficient }) => q.content(c, coefficient), q.ZERO);
  const allNegative = terms.every(({ coefficient }) => coefficient.n < 0n);
  const front = allNegative ? q.minus(shared) : shared;
  const inner = terms.map((term) => scale(term, q.inverse(front)));
  const base: Base = { kind: 'sum', terms: inner };
  return { coefficient: front, factors: [{ key: sumKey(inner), base, exponent: q.ONE }] };
}

/** The product of products. */
export function multiply(products: readonly Product[]): Product {
  let coefficient = products.reduce((c, product) => q.times(c, product.coefficient), q.ONE);
  if (q.isZero(coefficient)) return constant(q.ZERO);
  const merged = new Map<string, Factor>();
  for (const factor of products.flatMap(({ factors }) => factors)) {
    const held = merged.get(factor.key);
    if (held === undefined) {
      merged.set(factor.key, factor);
      continue;
    }
    if (held.base.kind === 'sum' && factor.base.kind === 'sum') {
      const opposite = orientation(held.base.terms) !== orientation(factor.base.terms);
      if (opposite && factor.exponent.n % 2n !== 0n) coefficient = q.minus(coefficient);
    }
    merged.set(factor.key, { ...held, exponent: q.plus(held.exponent, factor.exponent) });
  }
  const factors = [...merged.values()].filter(({ exponent }) => !q.isZero(exponent));
  const isWholeRoot = ({ base, exponent }: Factor): boolean =>
    base.kind === 'root' && exponent.d === 1n;
  const product = { coefficient, factors: factors.filter((factor) => !isWholeRoot(factor)) };
  const opened = factors.filter(isWholeRoot).map(({ base, exponent }) => {
    const inner = base.kind === 'root' ? base.product : constant(q.ONE);
    return wholePower(inner, Number(exponent.n));
  });
  if (opened.length === 0 || opened.includes(undefined)) return { coefficient, factors };
  return multiply([product, ...opened.filter((part) => part !== undefined)]);
}

/** A whole power, or undefined where it would be too large or a division by 0. */
export function wholePower(product: Product, exponent: number): Product | undefined {
  const { coefficient, factors } = product;
  if (exponent === 0) return constant(q.ONE);
  if (q.isZero(coefficient)) return exponent > 0 ? product : undefined;
  const unit = coefficient.d === 1n && (coefficient.n === 1n || coefficient.n === -1n);
  if (!unit && Math.abs(exponent) > LARGEST_POWER) return undefined;
  const by = q.rational(BigInt(exponent));
  const raised = factors.map((factor) => ({ ...factor, exponent: q.times(factor.exponent, by) }));
  return multiply([
    {
      coefficient:
        unit && exponent % 2 === 0 ? q.ONE : unit ? coefficient : q.toPower(coefficient, exponent),
      factors: raised,
    },
  ]);
}

/** A broken power. */
export function brokenPower(product: Product, exponent: Rational): Product {
  const [only] = product.factors;
  const bare =
    product.factors.length === 1 &&
    q.isOne(product.coefficient) &&
    only!.base.kind === 'atom' &&
    q.isOne(only!.exponent);
  if (bare) return { coefficient: q.ONE, factors: [{ ...only!, exponent }] };
  // (x²)^½ is |x|, not x: what stands under the root stays together.
  const signs = product.factors.map(({ base }) =>
    base.kind === 'sum' ? orientation(base.terms) : 1,
  );
  const key = `[${q.keyOf(product.coefficient)}${signs.join('')}${monomialKey(product)}]`;
  const base: Base = { kind: 'root', product };
  return { coefficient: q.ONE, factors: [{ key, base, exponent }] };
}

/** The terms of a sum that stands alone, with its coefficient; else the product itself. */
export function termsOf(product: Product): readonly Product[] {
  const [only] = product.factors;
  if (product.factors.length !== 1 || only!.base.kind !== 'sum' || !q.isOne(only!.exponent)) {
    return [product];
  }
  return only!.base.terms.map((term) => scale(term, product.coefficient));
}

/** Like terms added; terms that vanish are left out. */
export function collect(terms: readonly Product[]): Product[] {
  const collected = new Map<string, Product>();
  for (const term of terms) {
    let { coefficient } = term;
    const signs = term.factors.map(({ base }) => base);
    const key = monomialKey(term);
    const held = collected.get(key);
    if (held !== undefined) {
      // Equal but for the sense of their sums: y − a against a − y.
      const turned = signs.filter((base, i) => {
        const { exponent, key: own } = term.factors[i]!;
        const other = held.factors.find((factor) => factor.key === own)!.base;
        if (base.kind !== 'sum' || other.kind !== 'sum' || exponent.n % 2n === 0n) return false;
        return orientation(base.terms) !== orientation(other.terms);
      });
      if (turned.length % 2 === 1) coefficient = q.minus(coefficient);
      collected.set(key, { ...held, coefficient: q.plus(held.coefficient, coefficient) });
    } else collected.set(key, { ...term, coefficient });
  }
  return [...collected.values()].filter(({ coefficient }) => !q.isZero(coefficient));
}
