// What a derivation is made of. Everything here is plain data, so that it can be stored, sent and printed.
import type { NumericNdArray } from '../core/types.js';
import type { StepExpression } from './expression-types.js';

/**
 * What a given quantity or a step may hold.
 *
 * A record whose fields `expression` and `latex` are text is a formula: `latex` is the way in which it is set,
 * `expression` says the same as plain text. Printers show it once, as maths, and after it the field `value`,
 * its number, where there is one.
 */
export type StepValue =
  | number
  | boolean
  | string
  | NumericNdArray
  | readonly StepValue[]
  | { readonly [name: string]: StepValue };

/** A quantity that the problem states. */
export interface Given {
  /** Name by which steps refer to it. */
  readonly id: string;
  /** How it is written in formulas, in LaTeX: `G`, `\sigma`, `w_{14}`. */
  readonly symbol: string;
  /** What it is, in plain words. */
  readonly title: string;
  /** Its value. */
  readonly value: StepValue;
  /** A remark, in plain words. */
  readonly note?: string;
}

/** What a step looks at, so that a page can highlight it. */
export interface StepReferral {
  /** Id of the given quantity or the step. */
  readonly id: string;
  /** Places in its value, as indices or record names from the outside in; all of it where left out. */
  readonly cells?: readonly (readonly (number | string)[])[];
}

/** One row of a table. */
export interface StepTableRow {
  /** What stands before the row, in plain words. */
  readonly label: string;
  /** One expression a column, or null for an empty cell. A comparison is shown with its numbers, anything else by its value. */
  readonly cells: readonly (StepExpression | null)[];
}

/** A table that a step shows: many comparisons, or the terms of a sum. */
export interface StepTable {
  /** What stands above the row labels, in plain words. */
  readonly corner?: string;
  /** What stands above the columns, in plain words. */
  readonly columns: readonly string[];
  /** The rows. */
  readonly rows: readonly StepTableRow[];
}

interface StepBase {
  /** Name by which later steps refer to it; no other step or given quantity has it. */
  readonly id: string;
  /** What the step does, in plain words. */
  readonly title: string;
  /** A remark, in plain words. */
  readonly note?: string;
  /** What the step looks at. */
  readonly refers?: readonly StepReferral[];
  /** A table. */
  readonly table?: StepTable;
  /** The step in more detail. */
  readonly steps?: readonly Step[];
}

/** A step that computes something, and says so in a form that can be evaluated again. */
export interface ComputedStep extends StepBase {
  /** Tells a computation from a statement. */
  readonly kind: 'computation';
  /** How the value is written in later formulas, in LaTeX. */
  readonly symbol?: string;
  /** The formula in symbols, in LaTeX. */
  readonly formula: string;
  /** The formula with the numbers put in, in LaTeX, where the author words it; else printers make it from `check`. */
  readonly substitution?: string;
  /** What came out. */
  readonly value: StepValue;
  /** The computation: evaluated again it gives `value`. */
  readonly check: StepExpression;
}

/** A step that says something without computing it. */
export interface StatementStep extends StepBase {
  /** Tells a statement from a computation. */
  readonly kind: 'statement';
  /** A formula to show, in LaTeX. */
  readonly formula?: string;
  /** A statement has none. */
  readonly symbol?: undefined;
  /** A statement has none. */
  readonly substitution?: undefined;
  /** A statement has none. */
  readonly value?: undefined;
  /** A statement has none. */
  readonly check?: undefined;
}

/** One step of a derivation. */
export type Step = ComputedStep | StatementStep;

/** A computation shown step by step, made by `createDerivation`: the work as data, which printers turn into text. */
export interface Derivation<R = unknown> {
  /** The subject that it belongs to, such as "scale-space". */
  readonly topic: string;
  /** What is derived, in plain words. */
  readonly title: string;
  /** The quantities that the problem states. */
  readonly given: readonly Given[];
  /** The steps in order. A step may refer to what is given, to earlier steps and to its own nested steps. */
  readonly steps: readonly Step[];
  /** What the function that explains itself returns. */
  readonly result: R;
  /** How the result is written in formulas, in LaTeX; what `answer` says where left out. */
  readonly symbol?: string;
  /** Where the result stands among the steps: evaluated, it gives `result`. */
  readonly answer: StepExpression;
  /** The result as a sentence, in plain words. */
  readonly conclusion?: string;
  /** Where the formulas come from. */
  readonly sources: readonly string[];
}
