// Polynomials in several unknowns with whole coefficients: what cancelling a fraction of sums needs.
import type { Product } from './product.js';
import * as q from './rational.js';

/** Coefficients by the exponents of the unknowns, joined by commas. */
type Polynomial = ReadonlyMap<string, bigint>;

/** Two sums over what they share. */
export interface Shared {
  readonly common: readonly Product[];
  readonly first: readonly Product[];
  readonly second: readonly Product[];
}

/** Larger polynomials are left alone: their common divisors take too long. */
const MOST_TERMS = 40;
const HIGHEST_DEGREE = 12;
const MOST_UNKNOWNS = 5;
/** Longer coefficients, in digits, show that a division has got out of hand. */
const MOST_DIGITS = 60;

class TooLarge extends Error {}

/**
 * The greatest common divisor of two sums, and what is left of each.
 *
 * @param first - expanded terms
 * @param second - expanded terms
 * @returns undefined where the sums share nothing, are no polynomials, or are too large
 */
export function cancelSums(
  first: readonly Product[],
  second: readonly Product[],
): Shared | undefined {
  const unknowns = unknownsOf([...first, ...second]);
  if (unknowns === undefined || unknowns.size > MOST_UNKNOWNS) return undefined;
  const keys = [...unknowns.keys()];
  const [a, b] = [read(first, keys), read(second, keys)];
  if (a === undefined || b === undefined) return undefined;
  try {
    const common = divisor(a, b, 0, keys.length);
    if (isConstant(common)) return undefined;
    const [left, right] = [divide(a, common), divide(b, common)];
    if (left === undefined || right === undefined) return undefined;
    const write = (p: Polynomial): Product[] => writePolynomial(p, keys, unknowns);
    return { common: write(common), first: write(left), second: write(right) };
  } catch (error) {
    if (error instanceof TooLarge) return undefined;
    throw error;
  }
}

/** The factors that stand for unknowns, or undefined where the terms are no polynomials. */
function unknownsOf(terms: readonly Product[]): Map<string, Product> | undefined {
  const unknowns = new Map<string, Product>();
  for (const { factors } of terms) {
    for (const factor of factors) {
      if (factor.exponent.d !== 1n || factor.exponent.n < 0n || factor.base.kind !== 'atom') {
        return undefined;
      }
      unknowns.set(factor.key, {
        coefficient: q.ONE,
        factors: [{ ...factor, exponent: q.ONE }],
      });
    }
  }
  return unknowns;
}

/** Only for coefficients that are whole; sums have been freed of fractions before. */
function read(terms: readonly Product[], keys: readonly string[]): Polynomial | undefined {
  if (terms.length > MOST_TERMS) return undefined;
  const scale = terms.reduce(
    (d, { coefficient }) => (d * coefficient.d) / q.gcd(d, coefficient.d),
    1n,
  );
  if (scale !== 1n) return undefined;
  const polynomial = new Map<string, bigint>();
  for (const { coefficient, factors } of terms) {
    const exponents = keys.map((key) => {
      return Number(factors.find((factor) => factor.key === key)?.exponent.n ?? 0n);
    });
    if (exponents.reduce((sum, exponent) => sum + exponent, 0) > HIGHEST_DEGREE) return undefined;
    polynomial.set(exponents.join(','), coefficient.n);
  }
  return polynomial;
}

function writePolynomial(
  polynomial: Polynomial,
  keys: readonly string[],
  unknowns: ReadonlyMap<string, Product>,
): Product[] {
  return [...polynomial].map(([exponents, n]) => ({
    coefficient: q.rational(n),
    factors: exponents.split(',').flatMap((exponent, i) => {
      if (exponent === '0') return [];
      const [factor] = unknowns.get(keys[i]!)!.factors;
      return [{ ...factor!, exponent: q.rational(BigInt(exponent)) }];
    }),
  }));
}

function isConstant(polynomial: Polynomial): boolean {
  return [...polynomial.keys()].every((key) => /^[0,]*$/.test(key));
}

function addInto(sum: Map<string, bigint>, key: string, n: bigint): void {
  const total = (sum.get(key) ?? 0n) + n;
  if (total === 0n) sum.delete(key);
  else sum.set(key, total);
}

function shift(a: string, b: string, sign: 1 | -1): string {
  const other = b.split(',');
  return a
    .split(',')
    .map((exponent, i) => Number(exponent) + sign * Number(other[i]))
    .join(',');
}

function multiply(a: Polynomial, b: Polynomial): Polynomial {
  const product = new Map<string, bigint>();
  for (const [x, m] of a) for (const [y, n] of b) addInto(product, shift(x, y, 1), m * n);
  checkSize(product);
  return product;
}

function checkSize(polynomial: Polynomial): void {
  const long = 10n ** BigInt(MOST_DIGITS);
  const tooLong = [...polynomial.values()].some((n) => n > long || n < -long);
  if (tooLong || polynomial.size > MOST_TERMS * MOST_TERMS) throw new TooLarge();
}

/** The largest term by the order of exponents, the first unknown first. */
function leading(polynomial: Polynomial): [string, bigint] {
  let best: [string, bigint] | undefined;
  for (const entry of polynomial) {
    if (best === undefined || larger(entry[0], best[0])) best = entry;
  }
  return best!;
}

function larger(a: string, b: string): boolean {
  const [x, y] = [a.split(','), b.split(',')];
  const i = x.findIndex((exponent, at) => exponent !== y[at]);
  return i >= 0 && Number(x[i]) > Number(y[i]);
}

/** The quotient where nothing is left over, else undefined. */
function divide(a: Polynomial, b: Polynomial): Polynomial | undefined {
  const rest = new Map(a);
  const quotient = new Map<string, bigint>();
  const [lead, n] = leading(b);
  while (rest.size > 0) {
    const [key, m] = leading(rest);
    const exponents = shift(key, lead, -1);
    if (exponents.includes('-') || m % n !== 0n) return undefined;
    const by = m / n;
    quotient.set(exponents, by);
    for (const [other, k] of b) addInto(rest, shift(other, exponents, 1), -by * k);
    checkSize(rest);
  }
  return quotient;
}

/** The polynomial as coefficients of the powers of one unknown, highest first not assumed. */
function byPower(polynomial: Polynomial, at: number): Map<number, Map<string, bigint>> {
  const parts = new Map<number, Map<string, bigint>>();
  for (const [key, n] of polynomial) {
    const exponents = key.split(',');
    const power = Number(exponents[at]);
    exponents[at] = '0';
    const part = parts.get(power) ?? new Map<string, bigint>();
    parts.set(power, part.set(exponents.join(','), n));
  }
  return parts;
}

function degree(polynomial: Polynomial, at: number): number {
  return Math.max(0, ...[...polynomial.keys()].map((key) => Number(key.split(',')[at])));
}

function numbersDivisor(a: Polynomial, b: Polynomial): Polynomial {
  const key = [...(a.size > 0 ? a : b).keys()][0]!.replace(/\d+/g, '0');
  const n = [...a.values(), ...b.values()].reduce((x, y) => q.gcd(x, y), 0n);
  return new Map([[key, n]]);
}

/** The greatest common divisor in the unknowns from `at` on, by primitive remainders. */
function divisor(a: Polynomial, b: Polynomial, at: number, count: number): Polynomial {
  if (a.size === 0) return b;
  if (b.size === 0) return a;
  if (at === count) return numbersDivisor(a, b);
  const [contentA, contentB] = [contentOf(a, at, count), contentOf(b, at, count)];
  const shared = divisor(contentA, contentB, at + 1, count);
  let [high, low] = [divide(a, contentA)!, divide(b, contentB)!];
  if (degree(high, at) < degree(low, at)) [high, low] = [low, high];
  while (low.size > 0 && degree(low, at) > 0) {
    const rest = remainder(high, low, at);
    [high, low] = [low, rest.size === 0 ? rest : divide(rest, contentOf(rest, at, count))!];
  }
  // A remainder without the unknown: nothing with it is shared.
  return low.size > 0 ? shared : multiply(shared, high);
}

function contentOf(polynomial: Polynomial, at: number, count: number): Polynomial {
  return [...byPower(polynomial, at).values()].reduce<Polynomial>(
    (common, part) => divisor(common, part, at + 1, count),
    new Map(),
  );
}

/** The remainder after multiplying by the leading coefficient as often as needed. */
function remainder(a: Polynomial, b: Polynomial, at: number): Polynomial {
  const low = degree(b, at);
  const lead = byPower(b, at).get(low)!;
  let rest = a;
  while (rest.size > 0 && degree(rest, at) >= low) {
    const high = degree(rest, at);
    const top = byPower(rest, at).get(high)!;
    const raised = new Map<string, bigint>();
    for (const [key, n] of top) {
      const exponents = key.split(',');
      exponents[at] = String(high - low);
      raised.set(exponents.join(','), n);
    }
    const next = new Map(multiply(rest, lead));
    for (const [key, n] of multiply(b, raised)) addInto(next, key, -n);
    rest = next;
  }
  return rest;
}
