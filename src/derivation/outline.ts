// What is shown of a derivation, and in which order. Printers only set it.

import { type Chain, chainOf, numbersOf } from './chain.js';
import { evaluate } from './evaluate.js';
import type { StepExpression } from './expression-types.js';
import { namingPlace } from './name-place.js';
import { formulaOf } from './notation.js';
import { isShownExactly } from './numbers.js';
import type { PrintContext } from './print-context.js';
import { recordsOf, type ShownTable, showRecords } from './records.js';
import { type Datum, isTensor, readValue, slice } from './tensor.js';
import type { Derivation, Given, Step, StepReferral, StepTable } from './types.js';
import { elide, equation, fitsInline, formulaIn, type Mark, valueLatex } from './value-latex.js';

/** One thing after another. */
export type Block =
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'chain'; readonly chain: Chain }
  | { readonly kind: 'formulas'; readonly formulas: readonly string[] }
  | { readonly kind: 'table'; readonly table: ShownTable };

/** Given numbers of one kind: `a = 1`, `b = 2`. */
export interface ShownNumbers {
  readonly title: string;
  /** A remark; empty where there is none. */
  readonly note: string;
  readonly formulas: readonly string[];
}

/** A step or a given quantity under its title. */
export interface Section {
  readonly id: string;
  /** "2.1"; empty for given quantities. */
  readonly number: string;
  readonly title: string;
  readonly blocks: readonly Block[];
  readonly sections: readonly Section[];
  /** What a step looks at. */
  readonly refers: readonly StepReferral[];
}

/** A derivation as it is shown. */
export interface Outline {
  readonly title: string;
  /** Given numbers and words, those with one title together. */
  readonly numbers: readonly ShownNumbers[];
  /** What else is given. */
  readonly given: readonly Section[];
  readonly steps: readonly Section[];
  readonly result: readonly Block[];
  readonly sources: readonly string[];
}

/** Puts a derivation in the order in which it is shown. */
export function outlineOf(fn: string, derivation: Derivation, context: PrintContext): Outline {
  return namingPlace(fn, 'derivation', () => outline(fn, derivation, context));
}

function outline(fn: string, derivation: Derivation, context: PrintContext): Outline {
  const result = readValue(fn, 'result', derivation.result);
  const { answer, conclusion } = derivation;
  const isSingle = ({ id }: Given): boolean => {
    const value = context.scope.get(id)!;
    return isTensor(value) && value.shape.length === 0;
  };
  const sections = derivation.steps.map((step, i) =>
    stepSection(step, String(i + 1), 1, context, answer),
  );
  return {
    title: derivation.title,
    numbers: shownNumbers(derivation.given.filter(isSingle), context),
    given: derivation.given
      .filter((given) => !isSingle(given))
      .map((given) => givenSection(given, context)),
    steps: context.depth > 0 ? sections : [],
    result: [
      ...(fitsInline(result) && conclusion !== undefined
        ? []
        : resultBlocks(derivation, result, context)),
      ...words(conclusion),
    ],
    sources: derivation.sources,
  };
}

function words(text: string | undefined): Block[] {
  return text === undefined ? [] : [{ kind: 'words', text }];
}

function shownNumbers(givens: readonly Given[], context: PrintContext): ShownNumbers[] {
  const kinds = new Map<string, ShownNumbers & { readonly formulas: string[] }>();
  for (const { id, symbol, title, note = '' } of givens) {
    const key = JSON.stringify([title, note]);
    const kind = kinds.get(key) ?? { title, note, formulas: [] };
    kinds.set(key, kind);
    const latex = equation(symbol, context.scope.get(id)!, context.digits, context.markOf?.(id));
    kind.formulas.push(latex);
  }
  return [...kinds.values()];
}

function givenSection(given: Given, context: PrintContext): Section {
  const { id, symbol, title, note } = given;
  const value = context.scope.get(id)!;
  return {
    id,
    number: '',
    title,
    blocks: [...words(note), ...valueBlocks(symbol, value, context, context.markOf?.(id))],
    sections: [],
    refers: [],
  };
}

function resultBlocks(derivation: Derivation, result: Datum, context: PrintContext): Block[] {
  const { symbol, answer } = derivation;
  const formula = formulaIn(result);
  if (symbol === undefined && formula !== undefined) {
    const { latex, value } = formula;
    return value === undefined ? [only(latex)] : valueBlocks(latex, value, context);
  }
  return valueBlocks(symbol ?? formulaOf(answer, undefined, context), result, context);
}

function only(latex: string): Block {
  return { kind: 'chain', chain: { first: latex, links: [] } };
}

/** A value by itself: symbol = value, one formula for each matrix of a stack, a table for records. */
function valueBlocks(symbol: string, value: Datum, context: PrintContext, mark?: Mark): Block[] {
  const { digits } = context;
  const formula = formulaIn(value);
  if (formula !== undefined) {
    return formula.value === undefined || formula.latex === valueLatex(formula.value, digits)
      ? [only(`${symbol} = ${formula.latex}`)]
      : valueBlocks(`${symbol} = ${formula.latex}`, formula.value, context);
  }
  const records = recordsOf(value);
  if (records !== undefined) return [showRecords(records, digits)];
  if (isTensor(value) && value.shape.length === 3) {
    const bare = /^\\?[A-Za-z]+$/.test(symbol) ? symbol : `\\left(${symbol}\\right)`;
    const parts = Array.from({ length: value.shape[0]! }, (_, i) => i);
    const formulas = elide(parts, undefined).map((i) =>
      i === undefined
        ? '\\dots'
        : equation(`${bare}_{${i}}`, slice(value, i), digits, mark && within(mark, i)),
    );
    return [{ kind: 'formulas', formulas }];
  }
  const link = isShownExactly(value, digits) ? 'equals' : 'about';
  const latex = valueLatex(value, digits, mark);
  const links = valueLatex(value, digits) === symbol ? [] : [{ link, latex } as const];
  return [{ kind: 'chain', chain: { first: symbol, links } }];
}

/** The mark of a part of a value, within the part with an index. */
function within(mark: Mark, i: number): Mark {
  return (at, latex) => mark([i, ...at], latex);
}

function stepSection(
  step: Step,
  number: string,
  level: number,
  context: PrintContext,
  answer: StepExpression,
): Section {
  const nested = level < context.depth ? (step.steps ?? []) : [];
  return {
    id: step.id,
    number,
    title: step.title,
    refers: step.refers ?? [],
    blocks: stepBlocks(step, nested.length > 0, context, answer),
    sections: nested.map((inner, i) =>
      stepSection(inner, `${number}.${i + 1}`, level + 1, context, answer),
    ),
  };
}

function stepBlocks(
  step: Step,
  opened: boolean,
  context: PrintContext,
  answer: StepExpression,
): Block[] {
  const blocks: Block[] = words(step.note);
  if (step.kind === 'computation') {
    const value = context.scope.get(step.id)!;
    const isAnswer = typeof answer === 'object' && 'ref' in answer && answer.ref === step.id;
    blocks.push({ kind: 'chain', chain: chainOf(step, context) });
    // A value that fills a page is shown once: by the steps within, in the table, or as the result.
    if (!fitsInline(value) && !opened && !isAnswer && step.table === undefined) {
      const mark = context.markOf?.(step.id);
      blocks.push(...valueBlocks(step.symbol ?? step.formula, value, context, mark));
    }
  } else if (step.formula !== undefined) {
    blocks.push({ kind: 'chain', chain: { first: step.formula, links: [] } });
  }
  if (step.table !== undefined) {
    blocks.push({ kind: 'table', table: showTable(step.table, context) });
  }
  return blocks;
}

function showTable(table: StepTable, context: PrintContext): ShownTable {
  return {
    corner: table.corner ?? '',
    columns: table.columns,
    rows: table.rows.map(({ label, cells }) => ({
      label,
      cells: cells.map((cell) => (cell === null ? '' : showCell(cell, context))),
    })),
  };
}

/** A comparison with its numbers, anything else by its value. */
function showCell(cell: StepExpression, context: PrintContext): string {
  const value = evaluate(cell, context.scope);
  const truth = isTensor(value) && value.shape.length === 0 ? value.entries[0] : undefined;
  if (typeof truth !== 'boolean') return valueLatex(value, context.digits);
  const { latex } = numbersOf(cell, value, context);
  return truth ? latex : `${latex} \\;\\text{(false)}`;
}
