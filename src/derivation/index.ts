export {
  type ComputationDraft,
  createDerivation,
  type DerivationDraft,
  type StatementDraft,
  type StepDraft,
} from './create-derivation.js';
export { evaluateExpression } from './evaluate.js';
export type {
  Along,
  Expression,
  ListExpression,
  Many,
  One,
  Operation,
  OperationArguments,
  OperationName,
  RecordExpression,
  Reference,
  Two,
} from './expression-types.js';
export { derivationFromJson } from './json-read.js';
export { type DerivationJson, derivationToJson, type JsonValue } from './json-write.js';
export { latexToText } from './math-text.js';
export { operations, refer } from './operations.js';
export type { PrintOptions } from './print-context.js';
export { type HtmlOptions, type Katex, renderHtml } from './render-html.js';
export { type LatexOptions, renderLatex } from './render-latex.js';
export { renderMarkdown } from './render-markdown.js';
export { renderText, type TextOptions } from './render-text.js';
export type {
  Computation,
  Derivation,
  Given,
  Referral,
  Statement,
  Step,
  StepTable,
  TableRow,
  Value,
} from './types.js';
export {
  type StepVerification,
  type Verification,
  type VerifyOptions,
  verifyDerivation,
} from './verify.js';
