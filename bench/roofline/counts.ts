// What a piece of work has to do: operations on numbers, and bytes that come in and go out. A comparison, a maximum or
// a choice between two numbers is an operation like a sum; what moves numbers is none.

/** Operations, and bytes read and written at the least: each input once, each output once. */
export interface Cost {
  readonly operations: number;
  readonly bytes: number;
}

const FLOAT = 4;

/**
 * Operations of the functions of one number, as their polynomials have them: src/kernels/simd/assembly/lib/exponential.ts
 * and elementwise.ts.
 */
export const FUNCTION_OPERATIONS = {
  /** eˣ for x ≤ 0, as a softmax needs it. */
  expNonPositive: 23,
  exp: 23,
  log: 32,
  tanh: 29,
  sigmoid: 28,
  gelu: 60,
} as const;
const { expNonPositive: EXP } = FUNCTION_OPERATIONS;
/** Length and angle of a vector: a division, a root, a polynomial of degree 7, and the quadrants. */
const POLAR = 45;
/** A term p ln(p/q) − p + q, in float64, by a quotient and a polynomial. */
const KL_TERM = 30;
/** A sample of a descriptor: its place, length, angle and window, and four shares for each of two directions. */
const DESCRIPTOR_SAMPLE = 114;

/** [n, k] by [k, m]. */
export function matmulCost(n: number, k: number, m: number): Cost {
  return { operations: 2 * n * k * m, bytes: FLOAT * (n * k + k * m + n * m) };
}

/** Scores, their softmax, and weighted sums; `seen` is the share of the pairs that a mask leaves. */
export function attentionCost(
  heads: number,
  n: number,
  m: number,
  d: number,
  e: number,
  seen = 1,
): Cost {
  // Scale, maximum, difference and sum beside the exponential.
  const pair = 2 * d + 2 * e + EXP + 4;
  return {
    operations: heads * n * m * seen * pair,
    bytes: FLOAT * heads * (n * d + m * d + m * e + n * e),
  };
}

/** The same, and its gradients: scores once more, and four products more. */
export function attentionGradientsCost(
  heads: number,
  n: number,
  m: number,
  d: number,
  e: number,
): Cost {
  const forward = attentionCost(heads, n, m, d, e);
  // S = QKᵀ, P̄ = ŌVᵀ, Q̄ += S̄K, K̄ += S̄ᵀQ, V̄ += PᵀŌ; between them scale, exponential, difference, product.
  const pair = 6 * d + 4 * e + EXP + 4;
  return {
    operations: forward.operations + heads * n * m * pair,
    // Queries, keys, values and the gradient in; the output out and in; three gradients out.
    bytes: FLOAT * heads * (2 * n * d + 2 * m * d + 2 * m * e + 3 * n * e),
  };
}

/** exp(x − largest) divided by its sum, for each row. */
export function softmaxCost(count: number): Cost {
  return { operations: count * (EXP + 4), bytes: 2 * FLOAT * count };
}

/** ln Σ exp(x), for each row. */
export function logSumExpCost(count: number): Cost {
  return { operations: count * (EXP + 3), bytes: FLOAT * count };
}

/** Mean, deviations, their squares' mean, and each deviation scaled twice and shifted. */
export function layerNormCost(count: number): Cost {
  return { operations: count * 7, bytes: 2 * FLOAT * count };
}

/** Σ p ln(p/q), for each row. */
export function klCost(count: number): Cost {
  return { operations: count * KL_TERM, bytes: 2 * FLOAT * count };
}

/** A function of single numbers. */
export function elementwiseCost(count: number, operations: number): Cost {
  return { operations: count * operations, bytes: 2 * FLOAT * count };
}

/** Rows, then columns, by taps that are the same from both ends: pairs are added before they are weighed. */
export function symmetricFilterCost(pixels: number, taps: number): Cost {
  const pairs = (taps - 1) / 2;
  return { operations: pixels * 2 * (3 * pairs + 2), bytes: 2 * FLOAT * pixels };
}

/** Two derivatives by a difference and an average of three, three products, each averaged twice. */
export function structureTensorCost(pixels: number): Cost {
  // Equal taps, or opposite ones, share a multiplication.
  const [average, difference] = [4, 2];
  return {
    operations: pixels * (2 * (average + difference) + 3 + 3 * 2 * average),
    bytes: FLOAT * pixels * (1 + 3),
  };
}

/** ac − b² − k(a + c)². */
export function harrisCost(pixels: number): Cost {
  return { operations: pixels * 7, bytes: FLOAT * pixels * (3 + 1) };
}

/** Differences of neighbouring levels. */
export function differenceCost(levels: number, pixels: number): Cost {
  return {
    operations: (levels - 1) * pixels,
    bytes: FLOAT * pixels * (levels + levels - 1),
  };
}

/** |v| against the threshold, and v against the two beside it, both ways: at most places that decides. */
export function extremaCost(levels: number, pixels: number): Cost {
  return { operations: (levels - 2) * pixels * 14, bytes: FLOAT * levels * pixels };
}

/** Length and angle of two derivatives. */
export function polarCost(pixels: number): Cost {
  return { operations: pixels * POLAR, bytes: FLOAT * pixels * 4 };
}

/** Samples inside of the turned square of five cells by five, those between cells included. */
export function descriptorCost(count: number, cellSize: number): Cost {
  const samples = (5 * cellSize) ** 2;
  return {
    operations: count * samples * DESCRIPTOR_SAMPLE,
    bytes: count * FLOAT * (samples + 128),
  };
}

/** Derivatives, length and angle, two votes of a pixel; blocks of cells divided by their norm. */
export function hogCost(pixels: number, numbers: number): Cost {
  return { operations: pixels * (2 + POLAR + 6) + numbers * 4, bytes: pixels + FLOAT * numbers };
}

/** Dot products of all pairs. */
export function matchingCost(
  queries: number,
  trained: number,
  length: number,
  bytes: number,
): Cost {
  return {
    operations: 2 * queries * trained * length,
    bytes: bytes * (queries + trained) * length,
  };
}

/** Filters over all channels, at each place of the output. */
export function convolutionCost(
  channels: number,
  filters: number,
  kernel: number,
  pixels: number,
): Cost {
  return {
    operations: 2 * channels * filters * kernel * kernel * pixels,
    bytes: FLOAT * (channels * pixels + filters * channels * kernel * kernel + filters * pixels),
  };
}

/** The same, and its gradients by input and filters: two products as large. */
export function convolutionGradientsCost(
  channels: number,
  filters: number,
  kernel: number,
  pixels: number,
): Cost {
  const forward = convolutionCost(channels, filters, kernel, pixels);
  return { operations: 3 * forward.operations, bytes: 3 * forward.bytes };
}

/** What a roofline says of a cost. */
export interface Bound {
  /** Seconds that it takes at the least. */
  readonly seconds: number;
  /** Whichever takes longer. */
  readonly by: 'arithmetic' | 'bandwidth';
}

/**
 * The least time of a cost on a machine.
 *
 * @param cost - the work
 * @param peak - billions of operations in a second
 * @param bandwidth - billions of bytes in a second
 * @returns the time, and what bounds it
 */
export function boundOf({ operations, bytes }: Cost, peak: number, bandwidth: number): Bound {
  const [computing, moving] = [operations / peak / 1e9, bytes / bandwidth / 1e9];
  return computing >= moving
    ? { seconds: computing, by: 'arithmetic' }
    : { seconds: moving, by: 'bandwidth' };
}
