export {
  type ComputedStepDraft,
  createDerivation,
  type DerivationDraft,
  type StatementStepDraft,
  type StepDraft,
} from './create-derivation.js';
export { evaluateStepExpression } from './evaluate.js';
export type {
  ManyArguments,
  OneArgument,
  ReductionArguments,
  StepExpression,
  StepList,
  StepOperation,
  StepOperationArguments,
  StepOperationName,
  StepRecord,
  StepReference,
  TwoArguments,
} from './expression-types.js';
export { derivationFromJson } from './json-read.js';
export { type DerivationJson, derivationToJson, type JsonValue } from './json-write.js';
export { latexToText } from './math-text.js';
export { latexToWords } from './math-words.js';
export { refer, type StepOperations, stepOperations } from './operations.js';
export type { PrintOptions } from './print-context.js';
export { renderCsv } from './render-csv.js';
export { type HtmlOptions, type Katex, renderHtml } from './render-html.js';
export { type LatexOptions, renderLatex } from './render-latex.js';
export { type MarkdownOptions, renderMarkdown } from './render-markdown.js';
export { renderText, type TextOptions } from './render-text.js';
export type {
  ComputedStep,
  Derivation,
  Given,
  StatementStep,
  Step,
  StepReferral,
  StepTable,
  StepTableRow,
  StepValue,
} from './types.js';
export {
  type DerivationVerification,
  type StepVerification,
  type VerifyDerivationOptions,
  verifyDerivation,
} from './verify.js';
