// Fourier transforms of lengths that are products of small primes, such as 400, 441, 600 and 960: each pass takes one
// factor off and leaves its numbers in the order that the next one wants (T. Stockham, 1966), so nothing is sorted.

/** Transforms a line in place. */
export type InPlace = (re: Float64Array, im: Float64Array) => void;

/** Cosines and sines of all parts of a turn. */
interface Turns {
  readonly cos: Float64Array;
  readonly sin: Float64Array;
}

/**
 * A pass with the factor p over n numbers, of which `run` transforms of n / run lie side by side: with m = n/(run p) it
 * makes of $x[k + \text{run}(q + mr)]$, r from 0 to p − 1, their transform of length p, turns its number j by qj/(mp), and
 * writes it to $y[k + \text{run}(pq + j)]$.
 */
type Pass = (
  re: Float64Array,
  im: Float64Array,
  toRe: Float64Array,
  toIm: Float64Array,
  run: number,
  m: number,
  cos: Float64Array,
  sin: Float64Array,
  p: number,
) => void;

/** Of larger primes the chirp takes less time. */
const LARGEST = 13;

const [COS_72, SIN_72] = [0.30901699437494745, 0.9510565162951535];
const [COS_144, SIN_144] = [-0.8090169943749475, 0.5877852522924731];
const SIN_60 = 0.8660254037844386;

/**
 * The factors of a length, fours first.
 *
 * @param n - the length
 * @returns its factors, or undefined where one is a larger prime
 */
export function smallFactors(n: number): readonly number[] | undefined {
  const factors: number[] = [];
  let rest = n;
  for (const p of [4, 2, 3, 5, 7, 11, LARGEST]) {
    for (; rest % p === 0; rest /= p) factors.push(p);
  }
  return rest === 1 ? factors : undefined;
}

/**
 * A transform by the factors of its length.
 *
 * @param n - the length
 * @param factors - from `smallFactors`
 * @param turns - cosines and sines of the n parts of a turn
 * @returns the transform
 */
export function planMixed(n: number, factors: readonly number[], { cos, sin }: Turns): InPlace {
  const otherRe = new Float64Array(n);
  const otherIm = new Float64Array(n);
  return (re, im) => {
    let run = 1;
    let there = false;
    for (const p of factors) {
      const pass = passOf(p);
      const m = n / (run * p);
      if (there) pass(otherRe, otherIm, re, im, run, m, cos, sin, p);
      else pass(re, im, otherRe, otherIm, run, m, cos, sin, p);
      run *= p;
      there = !there;
    }
    if (!there) return;
    re.set(otherRe);
    im.set(otherIm);
  };
}

function passOf(p: number): Pass {
  return p === 4 ? fours : p === 2 ? twos : p === 3 ? threes : p === 5 ? fives : odds;
}

const twos: Pass = (re, im, toRe, toIm, run, m, cos, sin) => {
  for (let q = 0; q < m; q++) {
    const c = cos[q * run]!;
    const s = sin[q * run]!;
    for (let k = 0; k < run; k++) {
      const from = k + run * q;
      const to = k + run * 2 * q;
      const other = from + run * m;
      const lessRe = re[from]! - re[other]!;
      const lessIm = im[from]! - im[other]!;
      toRe[to] = re[from]! + re[other]!;
      toIm[to] = im[from]! + im[other]!;
      toRe[to + run] = lessRe * c + lessIm * s;
      toIm[to + run] = lessIm * c - lessRe * s;
    }
  }
};

const fours: Pass = (re, im, toRe, toIm, run, m, cos, sin) => {
  const step = run * m;
  for (let q = 0; q < m; q++) {
    const c1 = cos[q * run]!;
    const s1 = sin[q * run]!;
    const c2 = cos[2 * q * run]!;
    const s2 = sin[2 * q * run]!;
    const c3 = cos[3 * q * run]!;
    const s3 = sin[3 * q * run]!;
    for (let k = 0; k < run; k++) {
      const from = k + run * q;
      const to = k + run * 4 * q;
      const sumRe = re[from]! + re[from + 2 * step]!;
      const sumIm = im[from]! + im[from + 2 * step]!;
      const lessRe = re[from]! - re[from + 2 * step]!;
      const lessIm = im[from]! - im[from + 2 * step]!;
      const oddRe = re[from + step]! + re[from + 3 * step]!;
      const oddIm = im[from + step]! + im[from + 3 * step]!;
      // Their difference, a quarter of a turn back.
      const turnedRe = im[from + step]! - im[from + 3 * step]!;
      const turnedIm = re[from + 3 * step]! - re[from + step]!;
      toRe[to] = sumRe + oddRe;
      toIm[to] = sumIm + oddIm;
      toRe[to + run] = (lessRe + turnedRe) * c1 + (lessIm + turnedIm) * s1;
      toIm[to + run] = (lessIm + turnedIm) * c1 - (lessRe + turnedRe) * s1;
      toRe[to + 2 * run] = (sumRe - oddRe) * c2 + (sumIm - oddIm) * s2;
      toIm[to + 2 * run] = (sumIm - oddIm) * c2 - (sumRe - oddRe) * s2;
      toRe[to + 3 * run] = (lessRe - turnedRe) * c3 + (lessIm - turnedIm) * s3;
      toIm[to + 3 * run] = (lessIm - turnedIm) * c3 - (lessRe - turnedRe) * s3;
    }
  }
};

const threes: Pass = (re, im, toRe, toIm, run, m, cos, sin) => {
  const step = run * m;
  for (let q = 0; q < m; q++) {
    const c1 = cos[q * run]!;
    const s1 = sin[q * run]!;
    const c2 = cos[2 * q * run]!;
    const s2 = sin[2 * q * run]!;
    for (let k = 0; k < run; k++) {
      const from = k + run * q;
      const to = k + run * 3 * q;
      const sumRe = re[from + step]! + re[from + 2 * step]!;
      const sumIm = im[from + step]! + im[from + 2 * step]!;
      const middleRe = re[from]! - sumRe / 2;
      const middleIm = im[from]! - sumIm / 2;
      const turnedRe = SIN_60 * (im[from + step]! - im[from + 2 * step]!);
      const turnedIm = SIN_60 * (re[from + 2 * step]! - re[from + step]!);
      toRe[to] = re[from]! + sumRe;
      toIm[to] = im[from]! + sumIm;
      toRe[to + run] = (middleRe + turnedRe) * c1 + (middleIm + turnedIm) * s1;
      toIm[to + run] = (middleIm + turnedIm) * c1 - (middleRe + turnedRe) * s1;
      toRe[to + 2 * run] = (middleRe - turnedRe) * c2 + (middleIm - turnedIm) * s2;
      toIm[to + 2 * run] = (middleIm - turnedIm) * c2 - (middleRe - turnedRe) * s2;
    }
  }
};

const fives: Pass = (re, im, toRe, toIm, run, m, cos, sin) => {
  const step = run * m;
  for (let q = 0; q < m; q++) {
    const c1 = cos[q * run]!;
    const s1 = sin[q * run]!;
    const c2 = cos[2 * q * run]!;
    const s2 = sin[2 * q * run]!;
    const c3 = cos[3 * q * run]!;
    const s3 = sin[3 * q * run]!;
    const c4 = cos[4 * q * run]!;
    const s4 = sin[4 * q * run]!;
    for (let k = 0; k < run; k++) {
      const from = k + run * q;
      const to = k + run * 5 * q;
      const outerRe = re[from + step]! + re[from + 4 * step]!;
      const outerIm = im[from + step]! + im[from + 4 * step]!;
      const innerRe = re[from + 2 * step]! + re[from + 3 * step]!;
      const innerIm = im[from + 2 * step]! + im[from + 3 * step]!;
      const outRe = re[from + step]! - re[from + 4 * step]!;
      const outIm = im[from + step]! - im[from + 4 * step]!;
      const inRe = re[from + 2 * step]! - re[from + 3 * step]!;
      const inIm = im[from + 2 * step]! - im[from + 3 * step]!;
      const oneRe = re[from]! + COS_72 * outerRe + COS_144 * innerRe;
      const oneIm = im[from]! + COS_72 * outerIm + COS_144 * innerIm;
      const twoRe = re[from]! + COS_144 * outerRe + COS_72 * innerRe;
      const twoIm = im[from]! + COS_144 * outerIm + COS_72 * innerIm;
      const oneTurnedRe = SIN_72 * outIm + SIN_144 * inIm;
      const oneTurnedIm = -(SIN_72 * outRe + SIN_144 * inRe);
      const twoTurnedRe = SIN_144 * outIm - SIN_72 * inIm;
      const twoTurnedIm = SIN_72 * inRe - SIN_144 * outRe;
      toRe[to] = re[from]! + outerRe + innerRe;
      toIm[to] = im[from]! + outerIm + innerIm;
      toRe[to + run] = (oneRe + oneTurnedRe) * c1 + (oneIm + oneTurnedIm) * s1;
      toIm[to + run] = (oneIm + oneTurnedIm) * c1 - (oneRe + oneTurnedRe) * s1;
      toRe[to + 2 * run] = (twoRe + twoTurnedRe) * c2 + (twoIm + twoTurnedIm) * s2;
      toIm[to + 2 * run] = (twoIm + twoTurnedIm) * c2 - (twoRe + twoTurnedRe) * s2;
      toRe[to + 3 * run] = (twoRe - twoTurnedRe) * c3 + (twoIm - twoTurnedIm) * s3;
      toIm[to + 3 * run] = (twoIm - twoTurnedIm) * c3 - (twoRe - twoTurnedRe) * s3;
      toRe[to + 4 * run] = (oneRe - oneTurnedRe) * c4 + (oneIm - oneTurnedIm) * s4;
      toIm[to + 4 * run] = (oneIm - oneTurnedIm) * c4 - (oneRe - oneTurnedRe) * s4;
    }
  }
};

/** Any odd factor: numbers j and p − j have the same cosines and opposite sines. */
const odds: Pass = (re, im, toRe, toIm, run, m, cos, sin, p) => {
  const step = run * m;
  for (let q = 0; q < m; q++) {
    for (let k = 0; k < run; k++) {
      const from = k + run * q;
      const to = k + run * p * q;
      for (let j = 0; 2 * j < p; j++) {
        let middleRe = re[from]!;
        let middleIm = im[from]!;
        let turnedRe = 0;
        let turnedIm = 0;
        for (let r = 1; 2 * r < p; r++) {
          const a = from + r * step;
          const b = from + (p - r) * step;
          const part = ((r * j) % p) * step;
          middleRe += cos[part]! * (re[a]! + re[b]!);
          middleIm += cos[part]! * (im[a]! + im[b]!);
          turnedRe += sin[part]! * (im[a]! - im[b]!);
          turnedIm += sin[part]! * (re[b]! - re[a]!);
        }
        const c = cos[j * q * run]!;
        const s = sin[j * q * run]!;
        toRe[to + j * run] = (middleRe + turnedRe) * c + (middleIm + turnedIm) * s;
        toIm[to + j * run] = (middleIm + turnedIm) * c - (middleRe + turnedRe) * s;
        if (j === 0) continue;
        const other = (p - j) * q * run;
        toRe[to + (p - j) * run] =
          (middleRe - turnedRe) * cos[other]! + (middleIm - turnedIm) * sin[other]!;
        toIm[to + (p - j) * run] =
          (middleIm - turnedIm) * cos[other]! - (middleRe - turnedRe) * sin[other]!;
      }
    }
  }
};
