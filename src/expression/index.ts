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
