// Discrete Fourier transforms of one line of numbers, of any length. Powers of two are left to fft.js; products of small
// primes go factor by factor; other lengths become a convolution, which powers of two can do (L. Bluestein, 1970), and
// real lines of even length a complex one of half the length.
import Radix from 'fft.js';
import { type InPlace, planMixed, smallFactors } from './mixed-radix.js';

/** Transforms lines of one length, in place. What it keeps are tables and scratch of its own. */
export interface Transform {
  /** $X_k = \sum_j x_j e^{-2\pi i jk/n}$. */
  readonly forward: (re: Float64Array, im: Float64Array) => void;
  /** $x_j = \frac1n \sum_k X_k e^{2\pi i jk/n}$. */
  readonly inverse: (re: Float64Array, im: Float64Array) => void;
}

/** Transforms real lines of one length n; spectra hold the ⌊n/2⌋ + 1 bins from 0 to half the sampling rate. */
export interface RealTransform {
  /** Reads n numbers and writes a spectrum. */
  readonly forward: (x: Float64Array, re: Float64Array, im: Float64Array) => void;
  /** Reads a spectrum and writes n numbers; imaginary parts of the bins that are real are not read. */
  readonly inverse: (re: Float64Array, im: Float64Array, x: Float64Array) => void;
}

/**
 * A transform of complex lines.
 *
 * @param n - length of a line, at least 1
 * @returns both directions
 */
export function planTransform(n: number): Transform {
  const forward = n === 1 ? () => {} : (n & (n - 1)) === 0 ? planRadix(n) : planOther(n);
  return {
    forward,
    inverse: (re, im) => {
      // Exchanging real and imaginary parts, before and after, turns the direction round.
      forward(im, re);
      for (let k = 0; k < n; k++) {
        re[k]! /= n;
        im[k]! /= n;
      }
    },
  };
}

function planRadix(n: number): InPlace {
  const radix = new Radix(n);
  const from = new Float64Array(2 * n);
  const to = new Float64Array(2 * n);
  return (re, im) => {
    for (let k = 0; k < n; k++) {
      from[2 * k] = re[k]!;
      from[2 * k + 1] = im[k]!;
    }
    radix.transform(to, from);
    for (let k = 0; k < n; k++) {
      re[k] = to[2 * k]!;
      im[k] = to[2 * k + 1]!;
    }
  };
}

function planOther(n: number): InPlace {
  const factors = smallFactors(n);
  return factors === undefined ? planChirp(n) : planMixed(n, factors, turnsOf(n, n));
}

/**
 * Cosines and sines of parts of a turn.
 *
 * @param count - how many, from 0 parts on
 * @param n - parts of a turn
 * @returns both
 */
export function turnsOf(count: number, n: number): { cos: Float64Array; sin: Float64Array } {
  const cos = new Float64Array(count);
  const sin = new Float64Array(count);
  for (let k = 0; k < count; k++) [cos[k], sin[k]] = turn(k, n);
  return { cos, sin };
}

/** With $jk = (j^2 + k^2 - (k - j)^2)/2$ the sum is a convolution with a chirp, $e^{\pi i k^2/n}$. */
function planChirp(n: number): InPlace {
  const m = 2 ** Math.ceil(Math.log2(2 * n - 1));
  const radix = planRadix(m);
  const cos = new Float64Array(n);
  const sin = new Float64Array(n);
  const chirpRe = new Float64Array(m);
  const chirpIm = new Float64Array(m);
  for (let k = 0; k < n; k++) {
    // The square grows past where its sine is exact; a turn is 2n.
    [cos[k], sin[k]] = turn((k * k) % (2 * n), 2 * n);
    chirpRe[k] = cos[k]!;
    chirpIm[k] = sin[k]!;
    if (k > 0) {
      chirpRe[m - k] = cos[k]!;
      chirpIm[m - k] = sin[k]!;
    }
  }
  radix(chirpRe, chirpIm);
  const a = new Float64Array(m);
  const b = new Float64Array(m);
  return (re, im) => {
    a.fill(0, n);
    b.fill(0, n);
    for (let k = 0; k < n; k++) {
      a[k] = re[k]! * cos[k]! + im[k]! * sin[k]!;
      b[k] = im[k]! * cos[k]! - re[k]! * sin[k]!;
    }
    radix(a, b);
    for (let k = 0; k < m; k++) {
      const product = a[k]! * chirpRe[k]! - b[k]! * chirpIm[k]!;
      b[k] = a[k]! * chirpIm[k]! + b[k]! * chirpRe[k]!;
      a[k] = product;
    }
    // Back again, with the parts exchanged as in `inverse`.
    radix(b, a);
    for (let k = 0; k < n; k++) {
      re[k] = (a[k]! * cos[k]! + b[k]! * sin[k]!) / m;
      im[k] = (b[k]! * cos[k]! - a[k]! * sin[k]!) / m;
    }
  };
}

/**
 * A transform of real lines.
 *
 * @param n - length of a line, at least 1
 * @returns both directions
 */
export function planRealTransform(n: number): RealTransform {
  return n % 2 === 0 ? planHalved(n) : planWhole(n);
}

/** Even and odd samples are the two parts of a complex line of half the length. */
function planHalved(n: number): RealTransform {
  const h = n / 2;
  const { forward, inverse } = planTransform(h);
  const { cos, sin } = turnsOf(h + 1, n);
  const a = new Float64Array(h);
  const b = new Float64Array(h);
  return {
    forward: (x, re, im) => {
      for (let j = 0; j < h; j++) {
        a[j] = x[2 * j]!;
        b[j] = x[2 * j + 1]!;
      }
      forward(a, b);
      for (let k = 0; k <= h; k++) {
        const i = k % h;
        const j = (h - k) % h;
        const evenRe = (a[i]! + a[j]!) / 2;
        const evenIm = (b[i]! - b[j]!) / 2;
        const oddRe = (b[i]! + b[j]!) / 2;
        const oddIm = (a[j]! - a[i]!) / 2;
        re[k] = evenRe + cos[k]! * oddRe + sin[k]! * oddIm;
        im[k] = evenIm + cos[k]! * oddIm - sin[k]! * oddRe;
      }
      im[0] = 0;
      im[h] = 0;
    },
    inverse: (re, im, x) => {
      for (let k = 0; k < h; k++) {
        const j = h - k;
        const own = k === 0 ? 0 : im[k]!;
        const other = k === 0 ? 0 : im[j]!;
        const evenRe = (re[k]! + re[j]!) / 2;
        const evenIm = (own - other) / 2;
        const differenceRe = (re[k]! - re[j]!) / 2;
        const differenceIm = (own + other) / 2;
        const oddRe = cos[k]! * differenceRe - sin[k]! * differenceIm;
        const oddIm = cos[k]! * differenceIm + sin[k]! * differenceRe;
        a[k] = evenRe - oddIm;
        b[k] = evenIm + oddRe;
      }
      inverse(a, b);
      for (let j = 0; j < h; j++) {
        x[2 * j] = a[j]!;
        x[2 * j + 1] = b[j]!;
      }
    },
  };
}

function planWhole(n: number): RealTransform {
  const { forward, inverse } = planTransform(n);
  const h = (n - 1) / 2;
  const a = new Float64Array(n);
  const b = new Float64Array(n);
  return {
    forward: (x, re, im) => {
      a.set(x);
      b.fill(0);
      forward(a, b);
      re.set(a.subarray(0, h + 1));
      im.set(b.subarray(0, h + 1));
      im[0] = 0;
    },
    inverse: (re, im, x) => {
      a[0] = re[0]!;
      b[0] = 0;
      for (let k = 1; k <= h; k++) {
        a[k] = re[k]!;
        b[k] = im[k]!;
        a[n - k] = re[k]!;
        b[n - k] = -im[k]!;
      }
      inverse(a, b);
      x.set(a);
    },
  };
}

/**
 * Cosine and sine of a part of a turn, from those of at most an eighth: exact where they are 0 or 1.
 *
 * @param k - how many parts, less than n
 * @param n - parts of a turn
 * @returns both
 */
export function turn(k: number, n: number): [cos: number, sin: number] {
  const quarter = Math.floor((4 * k) / n);
  // What is left, in parts of a turn of 4n.
  const rest = 4 * k - quarter * n;
  const angle = (part: number): number => (Math.PI * part) / (2 * n);
  const small = 2 * rest < n;
  const even = 2 * rest === n;
  const c = even ? Math.SQRT1_2 : small ? Math.cos(angle(rest)) : Math.sin(angle(n - rest));
  const s = even ? Math.SQRT1_2 : small ? Math.sin(angle(rest)) : Math.cos(angle(n - rest));
  switch (quarter) {
    case 0:
      return [c, s];
    case 1:
      return [-s, c];
    case 2:
      return [-c, -s];
    default:
      return [s, -c];
  }
}
