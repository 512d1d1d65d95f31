// Eigenvalues of tridiagonal matrices by the implicit QL method, its rotations multiplied up many sweeps at a time.

/** Sweeps whose rotations are kept until they are multiplied up: what they take stays in the nearest caches. */
const KEPT = 32;

/** What is beside the diagonal counts for nothing below this: it is far below what rounds the smallest numbers met. */
const NOTHING = 2 ** -1000;

/**
 * Makes a tridiagonal matrix diagonal by sweeps of rotations with Wilkinson's shift, in place (EISPACK's tql2; Golub and
 * Van Loan, section 8.3), some 1.7 for each eigenvalue.
 *
 * @param diagonal - its diagonal, [n], which becomes the eigenvalues, in no order
 * @param beside - what is beside it: the number i couples i and i + 1; it becomes 0
 * @param vectors - [n, n], whose columns the rotations turn: Q of A = Q·T·Qᵀ becomes eigenvectors of A. None are
 * computed where it is left out
 * @param mostSweeps - sweeps after which to leave off
 * @returns whether that was enough; if not, T is similar to what it was, and Q·T·Qᵀ still A
 */
export function diagonalize(
  diagonal: Float64Array,
  beside: Float64Array,
  vectors: Float64Array | undefined,
  mostSweeps: number,
): boolean {
  const n = diagonal.length;
  const sweeps = createSweeps(n, vectors);
  let count = 0;
  for (let l = 0; l < n; l++) {
    for (;;) {
      let m = l;
      while (m < n - 1 && !negligible(diagonal, beside, m)) m++;
      beside[m] = 0;
      if (m === l) break;
      if (count === mostSweeps) {
        multiply(sweeps);
        return false;
      }
      count++;
      sweep(diagonal, beside, l, m, sweeps);
    }
  }
  multiply(sweeps);
  return true;
}

// Compared with both neighbours, so that small eigenvalues of graded matrices keep what digits they have.
function negligible(diagonal: Float64Array, beside: Float64Array, m: number): boolean {
  const both = Math.sqrt(Math.abs(diagonal[m]!)) * Math.sqrt(Math.abs(diagonal[m + 1]!));
  return Math.abs(beside[m]!) <= 0.5 * Number.EPSILON * both + NOTHING;
}

// One sweep from m up to l, with the eigenvalue of the first two rows as its shift that is nearer to the first.
function sweep(
  diagonal: Float64Array,
  beside: Float64Array,
  l: number,
  m: number,
  sweeps: Sweeps,
): void {
  const { cosines, sines } = sweeps;
  const at = begin(sweeps, m);
  const theta = (diagonal[l + 1]! - diagonal[l]!) / (2 * beside[l]!);
  const root = hypotenuse(theta, 1);
  let g = diagonal[m]! - diagonal[l]! + beside[l]! / (theta + (theta < 0 ? -root : root));
  let [s, c, taken] = [1, 1, 0];
  for (let i = m - 1; i >= l; i--) {
    const f = s * beside[i]!;
    const b = c * beside[i]!;
    const r = hypotenuse(f, g);
    beside[i + 1] = r;
    if (r === 0) {
      // The matrix came apart in two.
      diagonal[i + 1]! -= taken;
      beside[m] = 0;
      end(sweeps, i + 1);
      return;
    }
    s = f / r;
    c = g / r;
    g = diagonal[i + 1]! - taken;
    const turned = (diagonal[i]! - g) * s + 2 * c * b;
    taken = s * turned;
    diagonal[i + 1] = g + taken;
    g = c * turned - b;
    cosines[at + i] = c;
    sines[at + i] = s;
  }
  diagonal[l]! -= taken;
  beside[l] = g;
  beside[m] = 0;
  end(sweeps, l);
}

// In another unit where squares are no good numbers, a power of two: so the same on every engine, and in every scale.
function hypotenuse(x: number, y: number): number {
  const square = x * x + y * y;
  if (square > 2 ** -900 && square < Infinity) return Math.sqrt(square);
  const unit = square < 1 ? 2 ** -500 : 2 ** 600;
  return unit * Math.sqrt((x / unit) ** 2 + (y / unit) ** 2);
}

/** The rotations of some sweeps, which turn columns i and i + 1 of a matrix, from i = m − 1 down to l. */
interface Sweeps {
  readonly cosines: Float64Array;
  readonly sines: Float64Array;
  /** The first column and the last one of each. */
  readonly lows: Int32Array;
  readonly highs: Int32Array;
  readonly n: number;
  readonly vectors: Float64Array | undefined;
  count: number;
}

function createSweeps(n: number, vectors: Float64Array | undefined): Sweeps {
  return {
    cosines: new Float64Array(n * KEPT),
    sines: new Float64Array(n * KEPT),
    lows: new Int32Array(KEPT),
    highs: new Int32Array(KEPT),
    n,
    vectors,
    count: 0,
  };
}

/** Where the rotations of a sweep from column m go. */
function begin(sweeps: Sweeps, m: number): number {
  if (sweeps.count === KEPT) multiply(sweeps);
  sweeps.highs[sweeps.count] = m;
  return sweeps.count * sweeps.n;
}

/** The sweep ended at column l. */
function end(sweeps: Sweeps, l: number): void {
  sweeps.lows[sweeps.count] = l;
  sweeps.count++;
}

/** Turns the columns, of four rows at a time, whose numbers stay in the nearest cache. */
function multiply(sweeps: Sweeps): void {
  const { cosines, sines, lows, highs, n, vectors, count } = sweeps;
  sweeps.count = 0;
  if (vectors === undefined) return;
  let row = 0;
  for (; row + 3 < n; row += 4) {
    for (let k = 0; k < count; k++)
      turnFour(vectors, row * n, n, lows[k]!, highs[k]!, cosines, sines, k * n);
  }
  for (; row < n; row++) {
    for (let k = 0; k < count; k++)
      turnRow(vectors, row * n, lows[k]!, highs[k]!, cosines, sines, k * n);
  }
}

function turnFour(
  vectors: Float64Array,
  start: number,
  n: number,
  l: number,
  m: number,
  cosines: Float64Array,
  sines: Float64Array,
  at: number,
): void {
  const [r0, r1, r2, r3] = [start, start + n, start + 2 * n, start + 3 * n];
  let x0 = vectors[r0 + m]!;
  let x1 = vectors[r1 + m]!;
  let x2 = vectors[r2 + m]!;
  let x3 = vectors[r3 + m]!;
  for (let i = m - 1; i >= l; i--) {
    const c = cosines[at + i]!;
    const s = sines[at + i]!;
    const y0 = vectors[r0 + i]!;
    vectors[r0 + i + 1] = s * y0 + c * x0;
    x0 = c * y0 - s * x0;
    const y1 = vectors[r1 + i]!;
    vectors[r1 + i + 1] = s * y1 + c * x1;
    x1 = c * y1 - s * x1;
    const y2 = vectors[r2 + i]!;
    vectors[r2 + i + 1] = s * y2 + c * x2;
    x2 = c * y2 - s * x2;
    const y3 = vectors[r3 + i]!;
    vectors[r3 + i + 1] = s * y3 + c * x3;
    x3 = c * y3 - s * x3;
  }
  vectors[r0 + l] = x0;
  vectors[r1 + l] = x1;
  vectors[r2 + l] = x2;
  vectors[r3 + l] = x3;
}

function turnRow(
  vectors: Float64Array,
  start: number,
  l: number,
  m: number,
  cosines: Float64Array,
  sines: Float64Array,
  at: number,
): void {
  let x = vectors[start + m]!;
  for (let i = m - 1; i >= l; i--) {
    const [c, s] = [cosines[at + i]!, sines[at + i]!];
    const y = vectors[start + i]!;
    vectors[start + i + 1] = s * y + c * x;
    x = c * y - s * x;
  }
  vectors[start + l] = x;
}
