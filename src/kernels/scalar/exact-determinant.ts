// The determinant of a symmetric 2×2 matrix without cancellation, and its eigenvalues from it.

/** Splits a float64 into two halves of 26 bits (Dekker 1971). */
const SPLITTER = 2 ** 27 + 1;
/** Entries within these bounds are multiplied without overflow or loss of the products' low halves. */
const LARGEST = 2 ** 400;
const SMALLEST = 2 ** -400;

/**
 * a·c − b², rounded as if from about twice the digits: what multiplication rounds off is added again
 * (Dekker 1971; Kahan's and Jeannerod's analyses of a·d − b·c).
 */
export function exactDeterminant(a: number, b: number, c: number): number {
  const ac = a * c;
  const bb = b * b;
  return ac - bb + (roundedOff(a, c, ac) - roundedOff(b, b, bb));
}

/** What rounding a product left off: x·y − `product`, exactly. */
export function roundedOff(x: number, y: number, product: number): number {
  const px = SPLITTER * x;
  const py = SPLITTER * y;
  const xHigh = px - (px - x);
  const yHigh = py - (py - y);
  const xLow = x - xHigh;
  const yLow = y - yHigh;
  return xLow * yLow - (product - xHigh * yHigh - xLow * yHigh - xHigh * yLow);
}

/** The power of two that brings entries of this size into the range where products are safe. */
export function safeScale(size: number): number {
  return size > LARGEST ? 2 ** -600 : size < SMALLEST && size > 0 ? 2 ** 600 : 1;
}

/** Writes the larger and the smaller eigenvalue of [[a, b], [b, c]] into `pair`. */
export function eigenvaluePair(a: number, b: number, c: number, pair: Float64Array): void {
  const scale = safeScale(Math.max(Math.abs(a), Math.abs(b), Math.abs(c)));
  const p = a * scale;
  const q = b * scale;
  const r = c * scale;
  const half = (p - r) / 2;
  const middle = p / 2 + r / 2;
  const spread = b === 0 ? Math.abs(half) : hypotenuse(half, q);
  // The one of larger magnitude is a sum of equal signs; the other follows from the determinant.
  const far = middle < 0 ? middle - spread : middle + spread;
  const near = far === 0 ? 0 : exactDeterminant(p, q, r) / far;
  pair[0] = Math.max(far, near) / scale;
  pair[1] = Math.min(far, near) / scale;
}

/** √(x² + y²) of numbers whose squares neither overflow nor vanish together. */
function hypotenuse(x: number, y: number): number {
  return Math.sqrt(x * x + y * y);
}
