// Homographies: through four points, by the direct linear transform, and polished to least squares.

import { transferErrors as transferErrorsScalar } from '../kernels/scalar/map-points.js';
import { solveInPlace as solveScalar } from '../kernels/scalar/solve.js';
import { kernel } from '../kernels/select.js';
import { foldRow, nullVector } from './null-vector.js';

/** What rounding leaves of zero. */
const SINGULAR = 64 * Number.EPSILON;

/**
 * The homography that maps four points exactly: with the third point as a sum λ₁p₁ + λ₂p₂ + λ₃p₃ = p₄, and the
 * same of the targets, H = Σ (μᵢ/λᵢ)·qᵢ·(pⱼ × pₖ)ᵀ.
 *
 * @param pairs - x, y, u, v of the four pairs
 * @param h - gets the transform, 9 numbers
 * @returns false where three points of a side lie on a line, or where the four cannot be views of one plane: a
 * camera that sees all of them keeps the sense of every triangle, or turns that of all (Chum, Werner, Matas,
 * "Epipolar geometry estimation via RANSAC benefits from the oriented epipolar constraint", ICPR 2004)
 */
export function homographyOfFour(pairs: Float64Array, h: Float64Array): boolean {
  const from = areas(pairs, 0);
  const to = areas(pairs, 2);
  if (from === undefined || to === undefined) return false;
  const factors = from.map((area, i) => to[i]! / area);
  if (!(factors.every((f) => f > 0) || factors.every((f) => f < 0))) return false;
  h.fill(0);
  for (let i = 0; i < 3; i++) {
    const j = 4 * ((i + 1) % 3);
    const k = 4 * ((i + 2) % 3);
    // The line through the two other points.
    const line = [
      pairs[j + 1]! - pairs[k + 1]!,
      pairs[k]! - pairs[j]!,
      pairs[j]! * pairs[k + 1]! - pairs[k]! * pairs[j + 1]!,
    ];
    const point = [pairs[4 * i + 2]!, pairs[4 * i + 3]!, 1];
    for (let at = 0; at < 9; at++) {
      h[at]! += factors[i]! * point[Math.floor(at / 3)]! * line[at % 3]!;
    }
  }
  return true;
}

/** Sine-like measure below which three points count as on one line: twice the area, beside the longest side squared. */
const FLATTEST = 1e-4;

/**
 * Whether three points are far from lying on one line.
 *
 * @param pairs - x, y, u, v of each pair
 * @param a - where the first begins
 * @param b - where the second begins
 * @param c - where the third begins
 * @returns twice the area of the triangle, or 0 where it is flat
 */
export function triangleArea(pairs: Float64Array, a: number, b: number, c: number): number {
  const bx = pairs[b]! - pairs[a]!;
  const by = pairs[b + 1]! - pairs[a + 1]!;
  const cx = pairs[c]! - pairs[a]!;
  const cy = pairs[c + 1]! - pairs[a + 1]!;
  const area = bx * cy - by * cx;
  const longest = Math.max(bx * bx + by * by, cx * cx + cy * cy, (cx - bx) ** 2 + (cy - by) ** 2);
  return Math.abs(area) > FLATTEST * longest ? area : 0;
}

// λ₁, λ₂, λ₃ times the fourth, which stands last.
function areas(pairs: Float64Array, side: 0 | 2): number[] | undefined {
  const [a, b, c, d] = [side, 4 + side, 8 + side, 12 + side] as const;
  const found = [
    triangleArea(pairs, d, b, c),
    triangleArea(pairs, a, d, c),
    triangleArea(pairs, a, b, d),
    triangleArea(pairs, a, b, c),
  ];
  return found.includes(0) ? undefined : found;
}

/**
 * The homography of least algebraic error (direct linear transform).
 *
 * @param pairs - x, y, u, v of each pair, near 0 and of a size near 1
 * @param weights - one a pair
 * @param h - gets the transform, 9 numbers
 * @returns false where the points determine none that has an inverse
 * @see R. Hartley, A. Zisserman, "Multiple view geometry in computer vision", 2004, algorithm 4.2
 */
export function fitHomography(
  pairs: Float64Array,
  weights: Float64Array,
  h: Float64Array,
): boolean {
  const triangle = new Float64Array(81);
  const row = new Float64Array(9);
  for (let i = 0, at = 0; i < weights.length; i++, at += 4) {
    if (weights[i] === 0) continue;
    const s = Math.sqrt(weights[i]!);
    const x = s * pairs[at]!;
    const y = s * pairs[at + 1]!;
    const u = pairs[at + 2]!;
    const v = pairs[at + 3]!;
    row.set([x, y, s, 0, 0, 0, -u * x, -u * y, -u * s]);
    foldRow(triangle, row);
    row.set([0, 0, 0, x, y, s, -v * x, -v * y, -v * s]);
    foldRow(triangle, row);
  }
  const { vector, isolation } = nullVector(triangle, 9);
  if (!(isolation > SINGULAR)) return false;
  h.set(vector);
  return Math.abs(determinant(h)) > SINGULAR;
}

function determinant(h: Float64Array): number {
  return (
    h[0]! * (h[4]! * h[8]! - h[5]! * h[7]!) -
    h[1]! * (h[3]! * h[8]! - h[5]! * h[6]!) +
    h[2]! * (h[3]! * h[7]! - h[4]! * h[6]!)
  );
}

/** Steps shorter than this, of a transform of length 1, change the error by less than rounding does. */
const SHORT = 1e-7;

/**
 * Moves a homography to the nearest minimum of Σ w·|H(x, y) − (u, v)|² (Levenberg–Marquardt).
 *
 * @param pairs - x, y, u, v of each pair, near 0 and of a size near 1
 * @param weights - one a pair
 * @param h - the transform to start from, changed; its error never grows
 * @param steps - most steps
 * @see R. Hartley, A. Zisserman, "Multiple view geometry in computer vision", 2004, section 4.5 and appendix A6.2
 */
export function polishHomography(
  pairs: Float64Array,
  weights: Float64Array,
  h: Float64Array,
  steps: number,
): void {
  const system = new Float64Array(81);
  const step = new Float64Array(9);
  const next = new Float64Array(9);
  normalize(h);
  let error = weightedError(pairs, weights, h);
  let damping = 1e-4;
  let last = Infinity;
  for (let i = 0; i < steps && error > 0; i++) {
    linearize(pairs, weights, h, damping, system, step);
    if (!kernel('solveInPlace', solveScalar)(system, step, 9, 1)) return;
    let length = 0;
    for (let k = 0; k < 9; k++) {
      next[k] = h[k]! + step[k]!;
      length += step[k]! * step[k]!;
    }
    length = Math.sqrt(length);
    normalize(next);
    const nextError = weightedError(pairs, weights, next);
    // Near the minimum the error no longer tells better from worse; steps that get shorter do.
    const settles = length < SHORT && length < last / 2 && nextError <= error * (1 + SHORT);
    if (nextError < error || settles) {
      h.set(next);
      error = nextError;
      damping = Math.max(damping / 10, 1e-15);
      last = length;
    } else if (length < SHORT) {
      return;
    } else {
      damping *= 10;
    }
  }
}

function normalize(h: Float64Array): void {
  let squares = 0;
  for (let k = 0; k < 9; k++) squares += h[k]! * h[k]!;
  const length = Math.sqrt(squares);
  for (let k = 0; k < 9; k++) h[k]! /= length;
}

function weightedError(pairs: Float64Array, weights: Float64Array, h: Float64Array): number {
  const errors = new Float64Array(weights.length);
  const run = kernel('transferErrors', transferErrorsScalar);
  run(h, pairs, weights.length, Infinity, Infinity, errors);
  let sum = 0;
  for (let i = 0; i < weights.length; i++) if (weights[i] !== 0) sum += weights[i]! * errors[i]!;
  return sum;
}

// The system (JᵀWJ + D)·step = −JᵀWr of the residuals r = H(x, y) − (u, v). With p = (x, y, 1)/W and the mapped
// point (X, Y), the rows of J are (p, 0, −X·p) and (0, p, −Y·p), so that JᵀWJ consists of nine blocks that are
// sums of p·pᵀ times 1, −X, −Y and X² + Y². D damps the step, and keeps it at right angles to H, whose length
// means nothing.
function linearize(
  pairs: Float64Array,
  weights: Float64Array,
  h: Float64Array,
  damping: number,
  system: Float64Array,
  step: Float64Array,
): void {
  const sums = new Float64Array(36);
  const gradient = new Float64Array(9);
  for (let i = 0, at = 0; i < weights.length; i++, at += 4) {
    const weight = weights[i]!;
    if (weight === 0) continue;
    const x = pairs[at]!;
    const y = pairs[at + 1]!;
    const w = h[6]! * x + h[7]! * y + h[8]!;
    const mappedX = (h[0]! * x + h[1]! * y + h[2]!) / w;
    const mappedY = (h[3]! * x + h[4]! * y + h[5]!) / w;
    const du = weight * (mappedX - pairs[at + 2]!);
    const dv = weight * (mappedY - pairs[at + 3]!);
    const toW = -(mappedX * du + mappedY * dv);
    const squares = mappedX * mappedX + mappedY * mappedY;
    const p0 = x / w;
    const p1 = y / w;
    const p2 = 1 / w;
    // Written out, since loops of three cost more than what they hold.
    addRow(gradient, 0, p0, du, dv, toW);
    addRow(gradient, 1, p1, du, dv, toW);
    addRow(gradient, 2, p2, du, dv, toW);
    addProduct(sums, 0, weight * p0 * p0, mappedX, mappedY, squares);
    addProduct(sums, 3, weight * p1 * p0, mappedX, mappedY, squares);
    addProduct(sums, 4, weight * p1 * p1, mappedX, mappedY, squares);
    addProduct(sums, 6, weight * p2 * p0, mappedX, mappedY, squares);
    addProduct(sums, 7, weight * p2 * p1, mappedX, mappedY, squares);
    addProduct(sums, 8, weight * p2 * p2, mappedX, mappedY, squares);
  }
  const size = trace(sums, 0) * 2 + trace(sums, 27);
  for (let r = 0; r < 9; r++) {
    step[r] = -gradient[r]!;
    for (let c = 0; c < 9; c++) {
      const block = BLOCK_AT[3 * Math.floor(r / 3) + Math.floor(c / 3)]!;
      const entry = 3 * Math.max(r % 3, c % 3) + Math.min(r % 3, c % 3);
      const sum = block < 0 ? 0 : sums[9 * block + entry]!;
      system[9 * r + c] = sum + (size / 9) * ((r === c ? damping : 0) + h[r]! * h[c]!);
    }
  }
}

/** Which sum stands in each of the nine blocks; −1 for none. */
const BLOCK_AT = [0, -1, 1, -1, 0, 2, 1, 2, 3] as const;

// One row of p in the three parts of the gradient.
function addRow(
  gradient: Float64Array,
  row: number,
  p: number,
  du: number,
  dv: number,
  toW: number,
): void {
  gradient[row]! += du * p;
  gradient[3 + row]! += dv * p;
  gradient[6 + row]! += toW * p;
}

// One entry of p·pᵀ in the four sums, which stand one after the other.
function addProduct(
  sums: Float64Array,
  entry: number,
  product: number,
  mappedX: number,
  mappedY: number,
  squares: number,
): void {
  sums[entry]! += product;
  sums[9 + entry]! -= mappedX * product;
  sums[18 + entry]! -= mappedY * product;
  sums[27 + entry]! += squares * product;
}

function trace(sums: Float64Array, at: number): number {
  return sums[at]! + sums[at + 4]! + sums[at + 8]!;
}
