export { type DerivedGradient, type DeriveOptions, derive } from './derive.js';
export { equations } from './equations.js';
export type { SymbolValues } from './evaluate.js';
export {
  differentiate,
  evaluate,
  expressionToLatex,
  expressionToText,
  parseExpression,
  simplify,
} from './expressions.js';
export { type GradientStep, gradientStep } from './gradient-step.js';
export {
  type MatrixDerivationCase,
  type MatrixDerivationName,
  matrixDerivations,
} from './matrix/catalogue.js';
export {
  type DerivedMatrix,
  type DeriveMatrixOptions,
  deriveMatrix,
} from './matrix/derive-matrix.js';
export { evaluateMatrices } from './matrix/evaluate-matrices.js';
export { matrixEquations } from './matrix/matrix-equations.js';
export type { MatrixValues } from './matrix/matrix-problem.js';
export type {
  MatrixConstant,
  MatrixDefinition,
  MatrixEquations,
  MatrixExpression,
  MatrixFunctionName,
  MatrixOperation,
  MatrixOperatorName,
  MatrixProperty,
  MatrixReference,
} from './matrix/types.js';
export type {
  ArithmeticName,
  Definition,
  Equations,
  ExpressionInput,
  FunctionName,
  SymbolicExpression,
  SymbolicOperation,
  SymbolReference,
} from './types.js';
