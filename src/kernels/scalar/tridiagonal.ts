// Symmetric matrices made tridiagonal by Householder's reflections, rows of numbers at a time.

/** A tridiagonal matrix, and the reflections that made it of a full one. */
export interface Tridiagonal {
  /** Its diagonal, [n]. */
  readonly diagonal: Float64Array;
  /** What is beside it: the number i couples rows i and i + 1; the last one is 0. */
  readonly beside: Float64Array;
  /** Half the square of the length of each reflection's vector, which lies in its row of the matrix; 0 for none. */
  readonly halves: Float64Array;
}

/**
 * T = Qᵀ·A·Q by the reflections I − v·vᵀ/h, from the last row on (EISPACK's tred2; Golub and Van Loan, algorithm 8.3.1).
 * Each pass through the matrix takes away what the last reflection does, and multiplies by the next one's vector.
 *
 * @param a - symmetric, [n, n]; its lower half is read, and becomes the vectors of the reflections, one in each row
 * @param n - its size
 * @returns T, and what the reflections are divided by
 */
export function tridiagonalize(a: Float64Array, n: number): Tridiagonal {
  const diagonal = new Float64Array(n);
  const beside = new Float64Array(n);
  const halves = new Float64Array(n);
  let [u, v] = [new Float64Array(n), new Float64Array(n)];
  let [q, p] = [new Float64Array(n), new Float64Array(n)];
  for (let i = n - 1; i >= 0; i--) {
    const row = a.subarray(i * n, i * n + i + 1);
    for (let k = 0; k <= i; k++) row[k]! -= u[i]! * q[k]! + q[i]! * u[k]!;
    diagonal[i] = row[i]!;
    if (i === 0) break;
    const half = reflect(row, i, v, beside);
    halves[i] = half;
    p.fill(0);
    multiplyUpdated(a, n, i, u, q, v, p);
    if (half > 0) {
      let along = 0;
      for (let k = 0; k < i; k++) {
        p[k]! /= half;
        along += p[k]! * v[k]!;
      }
      along /= 2 * half;
      for (let k = 0; k < i; k++) {
        p[k]! -= along * v[k]!;
        row[k] = v[k]!;
      }
    }
    [u, v, q, p] = [v, u, p, q];
  }
  return { diagonal, beside, halves };
}

// The vector v of the reflection that leaves of the first i numbers of a row only the last, and half its square; 0,
// with a v of zeros, where the others are 0 already. In a unit, a power of two, in which no square overflows.
function reflect(row: Float64Array, i: number, v: Float64Array, beside: Float64Array): number {
  let largest = 0;
  for (let k = 0; k < i - 1; k++) largest = Math.max(largest, Math.abs(row[k]!));
  const last = row[i - 1]!;
  if (largest === 0) {
    v.fill(0);
    beside[i - 1] = last;
    return 0;
  }
  const unit = powerNear(Math.max(largest, Math.abs(last)));
  let square = 0;
  for (let k = 0; k < i; k++) {
    const value = row[k]! / unit;
    v[k] = value;
    square += value * value;
  }
  const own = v[i - 1]!;
  const length = own < 0 ? Math.sqrt(square) : -Math.sqrt(square);
  beside[i - 1] = unit * length;
  v[i - 1] = own - length;
  return square - own * length;
}

/** The power of two at or next to a positive number. */
function powerNear(value: number): number {
  return 2 ** Math.max(-1074, Math.floor(Math.log2(value)));
}

// The leading [i, i] of the matrix less u·qᵀ + q·uᵀ, in its lower half, and its product with v in p.
function multiplyUpdated(
  a: Float64Array,
  n: number,
  i: number,
  u: Float64Array,
  q: Float64Array,
  v: Float64Array,
  p: Float64Array,
): void {
  let j = 0;
  for (; j + 1 < i; j += 2) updateTwoRows(a, n, j, u, q, v, p);
  if (j < i) updateRow(a, n, j, u, q, v, p);
}

function updateRow(
  a: Float64Array,
  n: number,
  j: number,
  u: Float64Array,
  q: Float64Array,
  v: Float64Array,
  p: Float64Array,
): void {
  const start = j * n;
  const uj = u[j]!;
  const qj = q[j]!;
  const vj = v[j]!;
  let sum = 0;
  for (let k = 0; k < j; k++) {
    const x = a[start + k]! - (uj * q[k]! + qj * u[k]!);
    a[start + k] = x;
    sum += x * v[k]!;
    p[k]! += x * vj;
  }
  const x = a[start + j]! - 2 * uj * qj;
  a[start + j] = x;
  p[j]! += sum + x * vj;
}

// Rows j and j + 1 at once: what belongs to their columns is read once for both.
function updateTwoRows(
  a: Float64Array,
  n: number,
  j: number,
  u: Float64Array,
  q: Float64Array,
  v: Float64Array,
  p: Float64Array,
): void {
  const start = j * n;
  const next = start + n;
  const u0 = u[j]!;
  const q0 = q[j]!;
  const v0 = v[j]!;
  const u1 = u[j + 1]!;
  const q1 = q[j + 1]!;
  const v1 = v[j + 1]!;
  let sum0 = 0;
  let sum1 = 0;
  for (let k = 0; k < j; k++) {
    const uk = u[k]!;
    const qk = q[k]!;
    const vk = v[k]!;
    const x0 = a[start + k]! - (u0 * qk + q0 * uk);
    const x1 = a[next + k]! - (u1 * qk + q1 * uk);
    a[start + k] = x0;
    a[next + k] = x1;
    sum0 += x0 * vk;
    sum1 += x1 * vk;
    p[k]! += x0 * v0 + x1 * v1;
  }
  const corner = a[start + j]! - 2 * u0 * q0;
  const between = a[next + j]! - (u1 * q0 + q1 * u0);
  const end = a[next + j + 1]! - 2 * u1 * q1;
  a[start + j] = corner;
  a[next + j] = between;
  a[next + j + 1] = end;
  p[j]! += sum0 + corner * v0 + between * v1;
  p[j + 1]! += sum1 + between * v0 + end * v1;
}

/**
 * The product Q of the reflections of `tridiagonalize`, two of them in each pass (Golub and Van Loan, section 5.1.6).
 *
 * @param a - [n, n], the vectors of the reflections, one in each row
 * @param halves - what they are divided by
 * @param n - size
 * @param target - Q, [n, n]
 */
export function multiplyReflections(
  a: Float64Array,
  halves: Float64Array,
  n: number,
  target: Float64Array,
): void {
  target.fill(0);
  for (let i = 0; i < n; i++) target[i * n + i] = 1;
  const first = new Float64Array(n);
  const second = new Float64Array(n);
  const [along, across] = [new Float64Array(n), new Float64Array(n)];
  for (let i = 2; i < n; i += 2) {
    const j = Math.min(i + 1, n - 1);
    const both = j > i;
    if (halves[i] === 0 && halves[j] === 0) continue;
    const [h, g] = [halves[i]!, both ? halves[j]! : 0];
    first.fill(0);
    second.fill(0);
    // A vector divided by nothing is none.
    if (h > 0) first.set(a.subarray(i * n, i * n + i));
    if (g > 0) second.set(a.subarray(j * n, j * n + j));
    let cross = 0;
    for (let k = 0; k < i; k++) cross += first[k]! * second[k]!;
    along.fill(0);
    across.fill(0);
    let k = 0;
    for (; k + 3 < j; k += 4) addRows(target, n, k, j, first, second, along, across);
    for (; k < j; k++) addRow(target, n, k, j, first, second, along, across);
    const share = h > 0 ? cross / h : 0;
    for (let c = 0; c < j; c++) {
      across[c] = g > 0 ? (across[c]! - share * along[c]!) / g : 0;
      along[c] = h > 0 ? along[c]! / h : 0;
    }
    for (k = 0; k + 3 < j; k += 4) takeRows(target, n, k, j, first, second, along, across);
    for (; k < j; k++) takeRow(target, n, k, j, first, second, along, across);
  }
}

type Rows = (
  target: Float64Array,
  n: number,
  k: number,
  length: number,
  first: Float64Array,
  second: Float64Array,
  along: Float64Array,
  across: Float64Array,
) => void;

const addRow: Rows = (target, n, k, length, first, second, along, across) => {
  const start = k * n;
  const f = first[k]!;
  const s = second[k]!;
  for (let c = 0; c < length; c++) {
    const x = target[start + c]!;
    along[c]! += f * x;
    across[c]! += s * x;
  }
};

const addRows: Rows = (target, n, k, length, first, second, along, across) => {
  const r0 = k * n;
  const r1 = r0 + n;
  const r2 = r1 + n;
  const r3 = r2 + n;
  const f0 = first[k]!;
  const f1 = first[k + 1]!;
  const f2 = first[k + 2]!;
  const f3 = first[k + 3]!;
  const s0 = second[k]!;
  const s1 = second[k + 1]!;
  const s2 = second[k + 2]!;
  const s3 = second[k + 3]!;
  for (let c = 0; c < length; c++) {
    const x0 = target[r0 + c]!;
    const x1 = target[r1 + c]!;
    const x2 = target[r2 + c]!;
    const x3 = target[r3 + c]!;
    along[c]! += f0 * x0 + f1 * x1 + (f2 * x2 + f3 * x3);
    across[c]! += s0 * x0 + s1 * x1 + (s2 * x2 + s3 * x3);
  }
};

const takeRow: Rows = (target, n, k, length, first, second, along, across) => {
  const start = k * n;
  const f = first[k]!;
  const s = second[k]!;
  for (let c = 0; c < length; c++) target[start + c]! -= f * along[c]! + s * across[c]!;
};

const takeRows: Rows = (target, n, k, length, first, second, along, across) => {
  const r0 = k * n;
  const r1 = r0 + n;
  const r2 = r1 + n;
  const r3 = r2 + n;
  const f0 = first[k]!;
  const f1 = first[k + 1]!;
  const f2 = first[k + 2]!;
  const f3 = first[k + 3]!;
  const s0 = second[k]!;
  const s1 = second[k + 1]!;
  const s2 = second[k + 2]!;
  const s3 = second[k + 3]!;
  for (let c = 0; c < length; c++) {
    const x = along[c]!;
    const y = across[c]!;
    target[r0 + c]! -= f0 * x + s0 * y;
    target[r1 + c]! -= f1 * x + s1 * y;
    target[r2 + c]! -= f2 * x + s2 * y;
    target[r3 + c]! -= f3 * x + s3 * y;
  }
};
