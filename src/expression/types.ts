// What an expression in symbols is made of: plain data, that can be stored and sent.

/** A quantity by its name, such as `w_14`. */
export interface SymbolReference {
  /** The name. */
  readonly ref: string;
}

/** An operation of arithmetic. */
export type ArithmeticName = 'add' | 'subtract' | 'multiply' | 'divide' | 'power' | 'negate';

/** A function that expressions may apply. */
export type FunctionName =
  | 'exp'
  | 'log'
  | 'sqrt'
  | 'sin'
  | 'cos'
  | 'tanh'
  | 'sigmoid'
  | 'relu'
  | 'softplus'
  | 'abs'
  | 'step'
  | 'sign';

/** An operation or a function, applied to expressions: two for `add`, `subtract`, `multiply`, `divide` and `power`, one for the others. */
export interface SymbolicOperation {
  /** Which one. */
  readonly op: ArithmeticName | FunctionName;
  /** What it is applied to. */
  readonly args: readonly SymbolicExpression[];
}

/** An expression in symbols: a number, a symbol, or an operation on expressions. */
export type SymbolicExpression = number | SymbolReference | SymbolicOperation;

/** An expression, or its text. */
export type ExpressionInput = SymbolicExpression | string;

/** One line `name = expression`. */
export interface Definition {
  /** The quantity that is defined. */
  readonly name: string;
  /** What it is. */
  readonly expression: SymbolicExpression;
}

/** Definitions that build on each other, made by `equations`. */
export interface Equations {
  /** The definitions, each after those that it uses. */
  readonly definitions: readonly Definition[];
  /** The symbols that are used and not defined, in the order in which they appear. */
  readonly inputs: readonly string[];
}
