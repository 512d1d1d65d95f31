// Steps as authors write them become a derivation: what follows from the computation is filled in, and what
// cannot be is refused.
import { describeValue, KindError } from '../core/errors.js';
import { checkDerivation } from './check-derivation.js';
import { createShapes } from './element.js';
import { evaluate, type Scope } from './evaluate.js';
import type { StepExpression } from './expression-types.js';
import { namingPlace } from './name-place.js';
import { formulaOf } from './notation.js';
import { referencesIn } from './references.js';
import { type Datum, readValue, toValue } from './tensor.js';
import type {
  ComputedStep,
  Derivation,
  Given,
  Step,
  StepReferral,
  StepTable,
  StepValue,
} from './types.js';

/** A computation as an author writes it. */
export interface ComputedStepDraft {
  /** Name by which later steps refer to it. */
  readonly id: string;
  /** What the step does, in plain words. */
  readonly title: string;
  /** How the value is written in later formulas, in LaTeX. */
  readonly symbol?: string | undefined;
  /** The computation. */
  readonly check: StepExpression;
  /** What the library's own function returned; evaluated from `check` where left out. */
  readonly value?: StepValue | undefined;
  /** The formula in LaTeX; made from `symbol` and `check` where left out. */
  readonly formula?: string | undefined;
  /** The formula with the numbers put in, in LaTeX; made from `check` where left out. */
  readonly substitution?: string | undefined;
  /** A remark, in plain words. */
  readonly note?: string | undefined;
  /** A table. */
  readonly table?: StepTable | undefined;
  /** What the step looks at; taken from `check` and `table` where left out. */
  readonly refers?: readonly StepReferral[] | undefined;
  /** The step in more detail. */
  readonly steps?: readonly StepDraft[] | undefined;
}

/** A step that computes nothing, as an author writes it. */
export interface StatementStepDraft {
  /** Name of the step. */
  readonly id: string;
  /** What it says, in plain words. */
  readonly title: string;
  /** Tells it from a computation. */
  readonly kind: 'statement';
  /** A formula to show, in LaTeX. */
  readonly formula?: string | undefined;
  /** A remark, in plain words. */
  readonly note?: string | undefined;
  /** A table. */
  readonly table?: StepTable | undefined;
  /** What the step looks at; taken from `table` where left out. */
  readonly refers?: readonly StepReferral[] | undefined;
  /** The step in more detail. */
  readonly steps?: readonly StepDraft[] | undefined;
}

/** A step as an author writes it. */
export type StepDraft = ComputedStepDraft | StatementStepDraft;

/** A derivation as an author writes it. */
export interface DerivationDraft<R> {
  /** The subject that it belongs to. */
  readonly topic: string;
  /** What is derived, in plain words. */
  readonly title: string;
  /** The quantities that the problem states. */
  readonly given: readonly Given[];
  /** The steps in order. */
  readonly steps: readonly StepDraft[];
  /** What the function that explains itself returns. */
  readonly result: R;
  /** How the result is written in formulas, in LaTeX; what `answer` says where left out. */
  readonly symbol?: string | undefined;
  /** Where the result stands among the steps. */
  readonly answer: StepExpression;
  /** The result as a sentence, in plain words. */
  readonly conclusion?: string | undefined;
  /** Where the formulas come from. */
  readonly sources?: readonly string[] | undefined;
}

const FN = 'createDerivation';

/**
 * A derivation from steps that say how they are computed.
 *
 * Each step names its computation as an expression (`check`); the formula, the numbers put in and what
 * the step looks at are made from it, so formula, numbers and value cannot disagree. A step's `value`
 * should be what the library's own function returned: `verifyDerivation` compares the two. A step may
 * refer to what is given, to earlier steps and to the steps within it.
 *
 * @param draft - title, given quantities, steps, result
 * @returns the derivation, as plain data
 * @throws KindError where two ids are equal, a reference leads to nothing earlier or a value is of a kind
 * that cannot be stored; ShapeError or DomainError where a computation cannot be evaluated
 *
 * @example
 * The determinant of a matrix, in one step.
 * ```ts
 * import { createDerivation, stepOperations, refer, renderText } from 'fovea/derivation';
 * const { multiply, subtract } = stepOperations;
 * const at = (row: number, column: number) => refer('m', [row, column], `m_{${row + 1}${column + 1}}`);
 * const d = createDerivation({
 *   topic: 'example',
 *   title: 'A determinant',
 *   given: [{ id: 'm', symbol: 'M', title: 'A matrix', value: [[1, 2], [3, 4]] }],
 *   steps: [
 *     {
 *       id: 'det',
 *       symbol: '\\det M',
 *       title: 'Multiply crosswise',
 *       check: subtract(multiply(at(0, 0), at(1, 1)), multiply(at(0, 1), at(1, 0))),
 *     },
 *   ],
 *   result: -2,
 *   answer: refer('det'),
 * });
 * d.steps[0]?.value // => -2
 * renderText(d).includes('det M = m₁₁ m₂₂ − m₁₂ m₂₁ = 1 · 4 − 2 · 3 = −2') // => true
 * ```
 */
export function createDerivation<R>(draft: DerivationDraft<R>): Derivation<R> {
  checkDerivation(FN, 'draft', draft);
  const known = new Map<string, Datum>();
  const symbols = new Map<string, string>();
  const taken = new Set<string>();
  const take = (path: string, id: string): void => {
    if (typeof id === 'string' && id !== '' && !taken.has(id)) {
      taken.add(id);
      return;
    }
    const got = taken.has(id) ? `${describeValue(id)} again` : describeValue(id);
    throw new KindError({ function: FN, argument: path, expected: 'a name of its own', got });
  };
  draft.given.forEach((given, i) => {
    take(`given[${i}].id`, given.id);
    known.set(given.id, readValue(FN, `given[${i}].value`, given.value));
    symbols.set(given.id, given.symbol);
  });
  const finish = (step: StepDraft, path: string): Step => {
    take(`${path}.id`, step.id);
    const steps = step.steps?.map((inner, i) => finish(inner, `${path}.steps[${i}]`));
    return finishStep(step, steps, path, known, symbols);
  };
  const steps = draft.steps.map((step, i) => finish(step, `steps[${i}]`));
  readValue(FN, 'result', draft.result);
  evaluateAt('answer', draft.answer, known);
  return {
    topic: draft.topic,
    title: draft.title,
    given: draft.given,
    steps,
    result: draft.result,
    ...optional('symbol', draft.symbol),
    answer: draft.answer,
    ...optional('conclusion', draft.conclusion),
    sources: draft.sources ?? [],
  };
}

function finishStep(
  step: StepDraft,
  steps: readonly Step[] | undefined,
  path: string,
  known: Map<string, Datum>,
  symbols: Map<string, string>,
): Step {
  const cells = step.table?.rows.flatMap((row) => row.cells) ?? [];
  for (const cell of cells) if (cell !== null) evaluateAt(`${path}.table`, cell, known);
  const looked = [
    ...('check' in step ? [step.check] : []),
    ...cells.filter((cell) => cell !== null),
  ];
  const refers = step.refers ?? referralsOf(looked);
  const shared = {
    ...optional('note', step.note),
    ...optional('refers', refers.length > 0 ? refers : undefined),
    ...optional('table', step.table),
    ...optional('steps', steps),
  };
  const { id, title } = step;
  if ('kind' in step) {
    return { kind: 'statement', id, title, ...optional('formula', step.formula), ...shared };
  }
  const { check, symbol } = step;
  const datum = evaluateAt(`${path}.check`, check, known);
  const value = step.value ?? toValue(datum);
  const computation: ComputedStep = {
    kind: 'computation',
    id,
    title,
    ...optional('symbol', symbol),
    formula: step.formula ?? makeFormula(check, symbol, known, symbols),
    ...optional('substitution', step.substitution),
    value,
    check,
    ...shared,
  };
  known.set(id, readValue(FN, `${path}.value`, value));
  if (symbol !== undefined) symbols.set(id, symbol);
  return computation;
}

/** The value of an expression; what is wrong with it is told with its place in the draft. */
function evaluateAt(place: string, expression: StepExpression, known: Scope): Datum {
  return namingPlace(FN, place, () => evaluate(expression, known));
}

function makeFormula(
  check: StepExpression,
  symbol: string | undefined,
  scope: Scope,
  symbols: ReadonlyMap<string, string>,
): string {
  return formulaOf(check, symbol, { scope, symbols, shapes: createShapes(scope) });
}

/** A field where there is something to put in it. */
function optional<Name extends string, T>(
  name: Name,
  value: T | undefined,
): { readonly [Key in Name]?: T } {
  const field: { [Key in Name]?: T } = {};
  if (value !== undefined) field[name] = value;
  return field;
}

/** The places that expressions refer to, gathered by what they belong to. */
function referralsOf(expressions: readonly StepExpression[]): StepReferral[] {
  const places = new Map<string, Map<string, readonly (number | string)[]> | undefined>();
  for (const { ref, at } of expressions.flatMap(referencesIn)) {
    if (at === undefined || at.length === 0) {
      places.set(ref, undefined);
      continue;
    }
    // All of it stands for every part of it.
    if (places.has(ref) && places.get(ref) === undefined) continue;
    const cells = places.get(ref) ?? new Map<string, readonly (number | string)[]>();
    places.set(ref, cells.set(JSON.stringify(at), at));
  }
  return [...places].map(([id, cells]) =>
    cells === undefined ? { id } : { id, cells: [...cells.values()] },
  );
}
