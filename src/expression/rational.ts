// Exact fractions, so that simplifying rounds nothing.

/** A fraction in lowest terms with a positive denominator. */
export interface Rational {
  readonly n: bigint;
  readonly d: bigint;
}

/** A fraction in lowest terms. */
export function rational(n: bigint, d: bigint = 1n): Rational {
  const sign = d < 0n ? -1n : 1n;
  const divisor = gcd(n, d);
  return divisor === 0n ? ZERO : { n: (sign * n) / divisor, d: (sign * d) / divisor };
}

/** 0 */
export const ZERO: Rational = { n: 0n, d: 1n };
/** 1 */
export const ONE: Rational = { n: 1n, d: 1n };

/** The greatest common divisor, never negative. */
export function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y > 0n) [x, y] = [y, x % y];
  return x;
}

/** A finite number as its decimal digits say: 0.1 is one tenth. */
export function fromNumber(value: number): Rational {
  const [mantissa = '0', exponent = '0'] = String(value).split('e');
  const [whole = '0', decimals = ''] = mantissa.split('.');
  const power = Number(exponent) - decimals.length;
  const n = BigInt(whole + decimals);
  return power < 0 ? rational(n, 10n ** BigInt(-power)) : rational(n * 10n ** BigInt(power));
}

/** The nearest number. */
export function toNumber({ n, d }: Rational): number {
  const [a, b] = [Number(n), Number(d)];
  if (Number.isFinite(a) && Number.isFinite(b)) return a / b;
  // Both are cut to the same number of bits less, so that neither overflows.
  const size = n < 0n ? -n : n;
  const longest = Math.max(size.toString(2).length, d.toString(2).length);
  const shift = BigInt(Math.max(0, longest - 1000));
  const quotient = Number(size >> shift) / Number(d >> shift);
  return n < 0n ? -quotient : quotient;
}

export function plus(a: Rational, b: Rational): Rational {
  return rational(a.n * b.d + b.n * a.d, a.d * b.d);
}

export function times(a: Rational, b: Rational): Rational {
  return rational(a.n * b.n, a.d * b.d);
}

export function minus(a: Rational): Rational {
  return { n: -a.n, d: a.d };
}

/** The reciprocal of a fraction that is not 0. */
export function inverse(a: Rational): Rational {
  return rational(a.d, a.n);
}

/** A whole power; the base is not 0 where the exponent is negative. */
export function toPower(a: Rational, exponent: number): Rational {
  const size = BigInt(Math.abs(exponent));
  const power = rational(a.n ** size, a.d ** size);
  return exponent < 0 ? inverse(power) : power;
}

export function isZero(a: Rational): boolean {
  return a.n === 0n;
}

export function isOne(a: Rational): boolean {
  return a.n === 1n && a.d === 1n;
}

/** Less than 0, 0, or more, as a is less than b, equal, or more. */
export function compare(a: Rational, b: Rational): number {
  const difference = a.n * b.d - b.n * a.d;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The fraction as text, to tell it from others. */
export function keyOf({ n, d }: Rational): string {
  return d === 1n ? String(n) : `${n}/${d}`;
}

/** The largest fraction of which both are whole multiples, never negative. */
export function content(a: Rational, b: Rational): Rational {
  return rational(gcd(a.n * b.d, b.n * a.d), a.d * b.d);
}
