// Signatures of the kernels behind `array`; `Kernels` takes them in.
import type { FloatTypedArray } from '../core/types.js';

/** Functions of one number. */
export type UnaryName =
  | 'neg'
  | 'abs'
  | 'square'
  | 'exp'
  | 'log'
  | 'sqrt'
  | 'sin'
  | 'cos'
  | 'tanh'
  | 'sigmoid'
  | 'logSigmoid'
  | 'softplus'
  | 'relu'
  | 'silu'
  | 'gelu'
  | 'normalCdf';

/** Functions of one number and a parameter that is the same for all elements. */
export type ShapedUnaryName = 'leakyRelu' | 'elu';

/** Functions of two numbers. */
export type BinaryName = 'add' | 'sub' | 'mul' | 'div' | 'pow' | 'maximum' | 'minimum';

/** Results of a line of numbers that are one number. */
export type ReductionName =
  | 'sumLines'
  | 'squaredDeviationLines'
  | 'maxLines'
  | 'minLines'
  | 'logSumExpLines';

/** Results of a line of numbers that are a line of the same length. */
export type SoftmaxName = 'softmaxLines' | 'logSoftmaxLines';

/** target[i] = f(source[i]) for every i; `target` may be `source`. */
export type UnaryKernel = (source: FloatTypedArray, target: FloatTypedArray) => void;

/** target[i] = f(source[i], parameter) for every i; `target` may be `source`. */
export type ShapedUnaryKernel = (
  source: FloatTypedArray,
  target: FloatTypedArray,
  parameter: number,
) => void;

/** target[start + i] = f(a[aStart + i·aStep], b[bStart + i·bStep]) for i below `count`. */
export type BinaryKernel = (
  a: FloatTypedArray,
  aStart: number,
  aStep: number,
  b: FloatTypedArray,
  bStart: number,
  bStep: number,
  target: FloatTypedArray,
  start: number,
  count: number,
) => void;

/** target[o, i] = f(source[o, 0…length−1, i]) for an [outer, length, inner] array. */
export type ReductionKernel = (
  source: FloatTypedArray,
  target: FloatTypedArray,
  outer: number,
  length: number,
  inner: number,
) => void;

/** target[o, 0…length−1, i] = f(source[o, 0…length−1, i] / temperature) for an [outer, length, inner] array. */
export type SoftmaxKernel = (
  source: FloatTypedArray,
  target: FloatTypedArray,
  outer: number,
  length: number,
  inner: number,
  temperature: number,
) => void;

/** How the factors of a product [n, k]·[k, m] lie, in numbers: those of a transposed one are exchanged. */
export interface FactorSteps {
  /** From one row of the left factor to the next. */
  readonly aRow: number;
  /** From one of its columns to the next. */
  readonly aTerm: number;
  /** From one row of the right factor to the next. */
  readonly bTerm: number;
  /** From one of its columns to the next. */
  readonly bColumn: number;
}

/** The kernels behind `array`. */
export interface ArrayKernels
  extends Record<UnaryName, UnaryKernel>,
    Record<ShapedUnaryName, ShapedUnaryKernel>,
    Record<BinaryName, BinaryKernel>,
    Record<ReductionName, ReductionKernel>,
    Record<SoftmaxName, SoftmaxKernel> {
  /** target[start + i] = condition ≠ 0 ? a : b, each operand stepped as in a binary kernel. */
  select(
    condition: FloatTypedArray,
    conditionStart: number,
    conditionStep: number,
    a: FloatTypedArray,
    aStart: number,
    aStep: number,
    b: FloatTypedArray,
    bStart: number,
    bStep: number,
    target: FloatTypedArray,
    start: number,
    count: number,
  ): void;

  /**
   * `batch` products of [n, k] and [k, m] matrices, each element summed over k in order, in float64, or in float32
   * by runs of 256 where these stay in its range; an operand whose step is 0 is the same matrix in every product. Without `steps` both are row-major.
   */
  matmul(
    a: FloatTypedArray,
    b: FloatTypedArray,
    target: FloatTypedArray,
    batch: number,
    aStep: number,
    bStep: number,
    n: number,
    k: number,
    m: number,
    steps?: FactorSteps,
  ): void;

  /**
   * Solves A·X = B for an [n, n] and an [n, m] matrix by elimination with scaled partial pivoting, in
   * place: `b` becomes X, `a` is used up. Returns false where A is singular to working precision.
   */
  solveInPlace(a: Float64Array, b: Float64Array, n: number, m: number): boolean;

  /**
   * Eigenvalues and eigenvectors of a symmetric [n, n] matrix, in place: the diagonal of `a` becomes the eigenvalues,
   * in no order, the columns of `vectors` orthonormal eigenvectors in the same order. Without `vectors` none are computed.
   */
  symmetricEigenInPlace(a: Float64Array, vectors: Float64Array | undefined, n: number): void;
}
