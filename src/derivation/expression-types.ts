// The closed form in which a step says how it is computed. It is data, so that it survives storage.

/** A given quantity, an earlier step's value, or a part of one. */
export interface StepReference {
  /** Id of the given quantity or the step. */
  readonly ref: string;
  /** Indices and record names from the outside in; fewer than the axes mean a slice. */
  readonly at?: readonly (number | string)[];
  /** How this part is written in formulas, in LaTeX; the id's symbol with the indices below it where left out. */
  readonly symbol?: string;
}

/** Several values one after the other; arrays of equal shapes become one array with a new first axis. */
export interface StepList {
  /** The values. */
  readonly list: readonly StepExpression[];
}

/** A record of values. */
export interface StepRecord {
  /** One expression a name. */
  readonly record: { readonly [name: string]: StepExpression };
}

/** A named operation on the values of other expressions. */
export interface StepOperation {
  /** Which operation. */
  readonly op: StepOperationName;
  /** What it is applied to. */
  readonly args: readonly StepExpression[];
}

/** How a value is computed: a constant, a reference, a list, a record, or an operation on such. */
export type StepExpression =
  | number
  | boolean
  | string
  | StepReference
  | StepList
  | StepRecord
  | StepOperation;

/** One argument. */
export type OneArgument = readonly [x: StepExpression];
/** Two arguments. */
export type TwoArguments = readonly [a: StepExpression, b: StepExpression];
/** One argument or more. */
export type ManyArguments = readonly [first: StepExpression, ...rest: StepExpression[]];
/** An array or a list, and the axis along which it is reduced (counted from 0, or from −1 at the back); all of it where left out. */
export type ReductionArguments = readonly [array: StepExpression, axis?: number];

/**
 * The operations and their arguments. Arithmetic, comparisons and logic work elementwise and stretch
 * axes of length 1 as NumPy does; `multiply` of matrices is elementwise, `matmul` is the product.
 */
export interface StepOperationArguments {
  /** $a + b + \dots$ */
  add: ManyArguments;
  /** $a - b$ */
  subtract: TwoArguments;
  /** $a \cdot b \cdots$ */
  multiply: ManyArguments;
  /** $a / b$ */
  divide: TwoArguments;
  /** $a^b$ */
  power: TwoArguments;
  /** $-x$ */
  negate: OneArgument;
  /** $|x|$ */
  abs: OneArgument;
  /** $\sqrt{x}$ */
  sqrt: OneArgument;
  /** $e^x$ */
  exp: OneArgument;
  /** $\ln x$, or to the base given second. */
  log: readonly [x: StepExpression, base?: StepExpression];
  /** $\sin x$, in radians. */
  sin: OneArgument;
  /** $\cos x$, in radians. */
  cos: OneArgument;
  /** $\tanh x$ */
  tanh: OneArgument;
  /** $1 / (1 + e^{-x})$ */
  sigmoid: OneArgument;
  /** The angle of the point (x, y) in radians; y comes first. */
  atan2: TwoArguments;
  /** The remainder with the divisor's sign. */
  modulo: TwoArguments;
  /** The largest whole number not above x. */
  floor: OneArgument;
  /** The smaller one, elementwise. */
  minimum: ManyArguments;
  /** The larger one, elementwise. */
  maximum: ManyArguments;
  /** $a < b$ */
  less: TwoArguments;
  /** $a \le b$ */
  lessEqual: TwoArguments;
  /** $a > b$ */
  greater: TwoArguments;
  /** $a \ge b$ */
  greaterEqual: TwoArguments;
  /** $a = b$, for strings and booleans too. */
  equal: TwoArguments;
  /** $a \ne b$, for strings and booleans too. */
  notEqual: TwoArguments;
  /** All of them hold. */
  and: ManyArguments;
  /** At least one holds. */
  or: ManyArguments;
  /** It does not hold. */
  not: OneArgument;
  /** $\sum_i x_i$ */
  sum: ReductionArguments;
  /** $\frac{1}{n} \sum_i x_i$ */
  mean: ReductionArguments;
  /** The smallest element. */
  min: ReductionArguments;
  /** The largest element. */
  max: ReductionArguments;
  /** Every element holds. */
  all: ReductionArguments;
  /** Some element holds. */
  any: ReductionArguments;
  /** How many elements hold. */
  count: ReductionArguments;
  /** Position of the first smallest element. */
  argmin: ReductionArguments;
  /** Position of the first largest element. */
  argmax: ReductionArguments;
  /** $e^{x_i} / \sum_j e^{x_j}$ along the axis, the last where left out. */
  softmax: ReductionArguments;
  /** $\sum_i a_i b_i$ of two vectors. */
  dot: TwoArguments;
  /** Product of matrices, or of a matrix and a vector. */
  matmul: TwoArguments;
  /** Rows become columns. */
  transpose: OneArgument;
  /** Determinant of a square matrix. */
  determinant: OneArgument;
  /** Inverse of a square matrix. */
  inverse: OneArgument;
  /** Sum of the diagonal. */
  trace: OneArgument;
  /** Euclidean length of a vector, Frobenius norm of a matrix. */
  norm: OneArgument;
  /** The second where the first holds, else the third. */
  choose: readonly [condition: StepExpression, then: StepExpression, otherwise: StepExpression];
  /** The element of a list or of an array's first axis at a computed position. */
  item: readonly [list: StepExpression, index: StepExpression];
}

/** Names of the operations. */
export type StepOperationName = keyof StepOperationArguments;
