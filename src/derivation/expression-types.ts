// The closed form in which a step says how it is computed. It is data, so that it survives storage.

/** A given quantity, an earlier step's value, or a part of one. */
export interface Reference {
  /** Id of the given quantity or the step. */
  readonly ref: string;
  /** Indices and record names from the outside in; fewer than the axes mean a slice. */
  readonly at?: readonly (number | string)[];
  /** How this part is written in formulas, in LaTeX; the id's symbol with the indices below it where left out. */
  readonly symbol?: string;
}

/** Several values one after the other; arrays of equal shapes become one array with a new first axis. */
export interface ListExpression {
  /** The values. */
  readonly list: readonly Expression[];
}

/** A record of values. */
export interface RecordExpression {
  /** One expression a name. */
  readonly record: { readonly [name: string]: Expression };
}

/** A named operation on the values of other expressions. */
export interface Operation {
  /** Which operation. */
  readonly op: OperationName;
  /** What it is applied to. */
  readonly args: readonly Expression[];
}

/** How a value is computed: a constant, a reference, a list, a record, or an operation on such. */
export type Expression =
  | number
  | boolean
  | string
  | Reference
  | ListExpression
  | RecordExpression
  | Operation;

/** One argument. */
export type One = readonly [x: Expression];
/** Two arguments. */
export type Two = readonly [a: Expression, b: Expression];
/** One argument or more. */
export type Many = readonly [first: Expression, ...rest: Expression[]];
/** An array or a list, and the axis along which it is reduced (counted from 0, or from −1 at the back); all of it where left out. */
export type Along = readonly [array: Expression, axis?: number];

/**
 * The operations and their arguments. Arithmetic, comparisons and logic work elementwise and stretch
 * axes of length 1 as NumPy does; `multiply` of matrices is elementwise, `matmul` is the product.
 */
export interface OperationArguments {
  /** $a + b + \dots$ */
  add: Many;
  /** $a - b$ */
  subtract: Two;
  /** $a \cdot b \cdots$ */
  multiply: Many;
  /** $a / b$ */
  divide: Two;
  /** $a^b$ */
  power: Two;
  /** $-x$ */
  negate: One;
  /** $|x|$ */
  abs: One;
  /** $\sqrt{x}$ */
  sqrt: One;
  /** $e^x$ */
  exp: One;
  /** $\ln x$, or to the base given second. */
  log: readonly [x: Expression, base?: Expression];
  /** $\sin x$, in radians. */
  sin: One;
  /** $\cos x$, in radians. */
  cos: One;
  /** $\tanh x$ */
  tanh: One;
  /** $1 / (1 + e^{-x})$ */
  sigmoid: One;
  /** The angle of the point (x, y) in radians; y comes first. */
  atan2: Two;
  /** The remainder with the divisor's sign. */
  modulo: Two;
  /** The largest whole number not above x. */
  floor: One;
  /** The smaller one, elementwise. */
  minimum: Many;
  /** The larger one, elementwise. */
  maximum: Many;
  /** $a < b$ */
  less: Two;
  /** $a \le b$ */
  lessEqual: Two;
  /** $a > b$ */
  greater: Two;
  /** $a \ge b$ */
  greaterEqual: Two;
  /** $a = b$, for strings and booleans too. */
  equal: Two;
  /** $a \ne b$, for strings and booleans too. */
  notEqual: Two;
  /** All of them hold. */
  and: Many;
  /** At least one holds. */
  or: Many;
  /** It does not hold. */
  not: One;
  /** $\sum_i x_i$ */
  sum: Along;
  /** $\frac{1}{n} \sum_i x_i$ */
  mean: Along;
  /** The smallest element. */
  min: Along;
  /** The largest element. */
  max: Along;
  /** Every element holds. */
  all: Along;
  /** Some element holds. */
  any: Along;
  /** How many elements hold. */
  count: Along;
  /** Position of the first smallest element. */
  argmin: Along;
  /** Position of the first largest element. */
  argmax: Along;
  /** $e^{x_i} / \sum_j e^{x_j}$ along the axis, the last where left out. */
  softmax: Along;
  /** $\sum_i a_i b_i$ of two vectors. */
  dot: Two;
  /** Product of matrices, or of a matrix and a vector. */
  matmul: Two;
  /** Rows become columns. */
  transpose: One;
  /** Determinant of a square matrix. */
  determinant: One;
  /** Inverse of a square matrix. */
  inverse: One;
  /** Sum of the diagonal. */
  trace: One;
  /** Euclidean length of a vector, Frobenius norm of a matrix. */
  norm: One;
  /** The second where the first holds, else the third. */
  choose: readonly [condition: Expression, then: Expression, otherwise: Expression];
  /** The element of a list or of an array's first axis at a computed position. */
  item: readonly [list: Expression, index: Expression];
}

/** Names of the operations. */
export type OperationName = keyof OperationArguments;
