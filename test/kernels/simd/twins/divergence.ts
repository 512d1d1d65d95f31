// What the SIMD kernels of divergences compute, in the order in which they add.
const f = Math.fround;
const bits = new Int32Array(2);
const floats = new Float32Array(bits.buffer);

/** The three parts of p ln(p/q) − p + q: the first has ln 2 as a factor. */
function parts(p: number, q: number): [doublings: number, near: number, tail: number] {
  floats.set([p, q]);
  const k = (bits[0]! - bits[1]! + (1 << 22)) >> 23;
  const other = f(2 ** k * q);
  const difference = p - other;
  const s = difference / (p + other);
  const z = s * s;
  return [p * k, q - other + s * difference, p * (s * z * series(z))];
}

/** 2/3 + 2z/5 + 2z²/7 + … */
function series(z: number): number {
  let sum = 0.22164154136 + z * 0.1981125067114;
  sum = 0.285722648422 + z * sum;
  sum = 0.399999958034 + z * sum;
  return 0.6666666667 + z * sum;
}

/** The two parts of p ln q: the first has ln 2 as a factor. */
function crossParts(p: number, q: number): [doublings: number, log: number] {
  const y = p === 0 ? 1 : Math.min(q, 1);
  floats.set([y, 0.75]);
  const k = (bits[0]! - bits[1]!) >> 23;
  const d = y / 2 ** k - 1;
  const s = d / (d + 2);
  const z = s * s;
  return [p * k, p * (s * (2 + z * series(z)))];
}

/** −Σ p ln q of two rows, of numbers not below 0, and of normal q where p is not 0. */
export function crossTwin(p: Float32Array, q: Float32Array): number {
  const lanes = [0, 1].map(() => [0, 0]);
  for (let i = 0; i < p.length; i += 4) {
    const four = [0, 1, 2, 3].map((lane) => crossParts(p[i + lane] ?? 0, q[i + lane] ?? 0));
    lanes.forEach((sums, lane) => {
      for (const k of [0, 1]) sums[k]! += four[lane]![k]! + four[lane + 2]![k]!;
    });
  }
  const [a, b] = lanes.map(([doublings, logs]) => doublings! * Math.LN2 + logs!);
  return 0 - (a! + b!);
}

/** Σ (p ln(p/q) − p + q) of two rows of numbers of 2⁻¹²⁵ and more. */
export function klTwin(p: Float32Array, q: Float32Array): number {
  const lanes = [0, 1].map(() => [0, 0, 0]);
  for (let i = 0; i < p.length; i += 4) {
    const four = [0, 1, 2, 3].map((lane) =>
      parts(p[i + lane] ?? 2 ** -125, q[i + lane] ?? 2 ** -125),
    );
    lanes.forEach((sums, lane) => {
      for (const k of [0, 1, 2]) sums[k]! += four[lane]![k]! + four[lane + 2]![k]!;
    });
  }
  const [a, b] = lanes.map(([doublings, near, tails]) => doublings! * Math.LN2 + (near! + tails!));
  return a! + b!;
}

/** The three parts of p ln(p/m) − p + m with m = (p + q)/2. */
function middleParts(p: number, q: number): [doublings: number, near: number, tail: number] {
  const m = (p + q) / 2;
  floats.set([p, f(f(p + q) / 2)]);
  const k = (bits[0]! - bits[1]! + (1 << 22)) >> 23;
  const other = m * 2 ** k;
  const difference = p - other;
  const s = difference / (p + other + 1e-300);
  const z = s * s;
  return [p * k, m - other + s * difference, p * (s * z * series(z))];
}

/** ½ Σ (p ln(p/m) + q ln(q/m)) of two rows of numbers of 2⁻¹²⁵ and more, and zeros. */
export function middleTwin(p: Float32Array, q: Float32Array): number {
  return (middleHalf(p, q) + middleHalf(q, p)) / 2;
}

function middleHalf(p: Float32Array, q: Float32Array): number {
  const lanes = [0, 1].map(() => [0, 0, 0]);
  for (let i = 0; i < p.length; i += 4) {
    const four = [0, 1, 2, 3].map((lane) => middleParts(p[i + lane] ?? 0, q[i + lane] ?? 0));
    lanes.forEach((sums, lane) => {
      for (const k of [0, 1, 2]) sums[k]! += four[lane]![k]! + four[lane + 2]![k]!;
    });
  }
  const [a, b] = lanes.map(([doublings, near, tails]) => doublings! * Math.LN2 + (near! + tails!));
  return a! + b!;
}

/** Σ x of a row of numbers as the divergence adds them up on its way: two lanes, each of which takes every other one. */
export function passingSumTwin(row: Float32Array): number {
  const sums = [0, 0];
  for (let i = 0; i < row.length; i += 4) {
    const [a, b, c, d] = [0, 1, 2, 3].map((lane) => row[i + lane] ?? 0);
    sums[0]! += a! + c!;
    sums[1]! += b! + d!;
  }
  return sums[0]! + sums[1]!;
}

/** Σ x of a row of numbers not below 0: two sums of vectors in turn, of two lanes each. */
export function sumTwin(row: Float32Array): number {
  const sums = [
    [0, 0],
    [0, 0],
  ];
  for (let i = 0; i < row.length; i += 4) {
    const [a, b, c, d] = [0, 1, 2, 3].map((lane) => row[i + lane] ?? 0);
    const lanes = sums[(i / 4) % 2]!;
    lanes[0]! += a! + c!;
    lanes[1]! += b! + d!;
  }
  return sums[0]![0]! + sums[1]![0]! + (sums[0]![1]! + sums[1]![1]!);
}
