// Divergences of floats to more than 50 digits, in whole numbers of 10⁻⁹⁰.

const SCALE = 10n ** 90n;

/** A float as a whole number of 10⁻⁹⁰. */
function exact(x: number): bigint {
  let exponent = 0;
  let m = x;
  while (!Number.isInteger(m)) {
    m *= 2;
    exponent++;
  }
  return (BigInt(m) * SCALE) >> BigInt(exponent);
}

/** The float nearest to it, for what is at least 10⁻⁶⁰. */
function rounded(x: bigint): number {
  return Number((x << 300n) / SCALE) / 2 ** 300;
}

// 2 (s + s³/3 + s⁵/5 + …) = ln((1 + s)/(1 − s))
function logarithmOf(s: bigint): bigint {
  const square = (s * s) / SCALE;
  let total = 0n;
  for (let power = s, k = 1n; power !== 0n; power = (power * square) / SCALE, k += 2n)
    total += power / k;
  return 2n * total;
}

const LN2 = logarithmOf(SCALE / 3n);

/** ln(a/b) of positive numbers. */
function logRatio(a: bigint, b: bigint): bigint {
  let [top, bottom, doublings] = [a, b, 0n];
  for (; 3n * top > 4n * bottom; doublings++) bottom *= 2n;
  for (; 4n * bottom > 6n * top; doublings--) top *= 2n;
  return doublings * LN2 + logarithmOf(((top - bottom) * SCALE) / (top + bottom));
}

// a ln(a/b)
function share(a: bigint, b: bigint): bigint {
  return a === 0n ? 0n : (a * logRatio(a, b)) / SCALE;
}

/** Σ (p ln(p/q) − p + q). */
export function exactKl(p: ArrayLike<number>, q: ArrayLike<number>): number {
  let total = 0n;
  for (let i = 0; i < p.length; i++) {
    const [a, b] = [exact(p[i]!), exact(q[i]!)];
    total += share(a, b) - a + b;
  }
  return rounded(total);
}

/** ½ Σ (p ln(p/m) + q ln(q/m)) with m = (p + q)/2. */
export function exactJensenShannon(p: ArrayLike<number>, q: ArrayLike<number>): number {
  let total = 0n;
  for (let i = 0; i < p.length; i++) {
    const [a, b] = [exact(p[i]!), exact(q[i]!)];
    total += share(2n * a, a + b) + share(2n * b, a + b);
  }
  return rounded(total) / 4;
}

/** eˣ for x ≤ 0: of x/2³² by its series, then squared 32 times. */
export function exactExponential(x: number): number {
  const part = -exact(-x) >> 32n;
  let sum = 0n;
  for (let term = SCALE, k = 1n; term !== 0n; term = (term * part) / SCALE / k, k++) sum += term;
  for (let k = 0; k < 32; k++) sum = (sum * sum) / SCALE;
  return rounded(sum);
}
