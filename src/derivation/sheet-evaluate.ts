// Expressions become formulas of a spreadsheet, and the numbers that the spreadsheet will make of them.
import { sameShape } from '../core/layout.js';
import { evaluate, type Scope } from './evaluate.js';
import type { StepExpression } from './expression-types.js';
import { rules } from './rules.js';
import {
  numberFormula,
  SHEET_INFINITY,
  type SheetEntry,
  TIES,
  wordsFormula,
} from './sheet-formula.js';
import { type SheetDatum, sheetRules } from './sheet-rules.js';
import { type Datum, isTensor, pick, type Scalar, stack } from './tensor.js';

const FN = 'renderCsv';

/**
 * The formulas of an expression, one for each scalar of its value.
 *
 * @param expression - what is computed
 * @param cells - where the values of references stand
 * @returns the formulas; undefined where the expression has no form in a spreadsheet
 */
function formulasOf(
  expression: StepExpression,
  cells: ReadonlyMap<string, SheetDatum>,
): SheetDatum | undefined {
  if (typeof expression !== 'object') return { shape: [], entries: [constant(expression)] };
  if ('ref' in expression) {
    const place = cells.get(expression.ref);
    return place && pick(FN, expression.ref, place, expression.at ?? []);
  }
  if ('list' in expression) {
    const items = expression.list.map((item) => formulasOf(item, cells));
    const known = items.filter((item) => item !== undefined);
    return known.length === items.length ? stack<SheetEntry>(known) : undefined;
  }
  if ('record' in expression) {
    const fields = new Map<string, SheetDatum>();
    for (const [name, field] of Object.entries(expression.record)) {
      const part = formulasOf(field, cells);
      if (part === undefined) return undefined;
      fields.set(name, part);
    }
    return { fields };
  }
  const args = expression.args.map((argument) => formulasOf(argument, cells));
  const known = args.filter((argument) => argument !== undefined);
  return known.length === args.length
    ? sheetRules()[expression.op](known, expression.args)
    : undefined;
}

function constant(value: Scalar): SheetEntry {
  if (typeof value === 'number') return numberFormula(value);
  if (typeof value === 'string') return wordsFormula(value);
  return { text: value ? 'TRUE' : 'FALSE', ties: TIES.whole };
}

/** A value as a spreadsheet holds it: without infinities, and without −0. */
export function heldValue(datum: Datum): Datum {
  return mapScalars(datum, (entry) => {
    if (typeof entry !== 'number') return entry;
    return Math.min(Math.max(entry, -SHEET_INFINITY), SHEET_INFINITY) + 0;
  });
}

function mapScalars<To>(datum: Datum, convert: (entry: Scalar) => To): Datum<To> {
  if ('items' in datum) return { items: datum.items.map((item) => mapScalars(item, convert)) };
  if ('fields' in datum) {
    const fields = [...datum.fields].map(
      ([name, field]) => [name, mapScalars(field, convert)] as const,
    );
    return { fields: new Map(fields) };
  }
  return { shape: datum.shape, entries: datum.entries.map(convert) };
}

/** What a spreadsheet computes: as the derivation does, but where a step of the way overflows it has an error, here NaN. */
function sheetValue(expression: StepExpression, scope: Scope): Datum {
  if (typeof expression === 'number') return heldValue({ shape: [], entries: [expression] });
  if (typeof expression !== 'object' || 'ref' in expression) return evaluate(expression, scope);
  if ('list' in expression) return stack(expression.list.map((item) => sheetValue(item, scope)));
  if ('record' in expression) {
    const fields = Object.entries(expression.record).map(
      ([name, field]) => [name, sheetValue(field, scope)] as const,
    );
    return { fields: new Map(fields) };
  }
  const { op } = expression;
  const args = expression.args.map((argument) => sheetValue(argument, scope));
  const powers =
    op === 'sigmoid'
      ? rules().exp.evaluate('exp', [rules().negate.evaluate('negate', args)])
      : undefined;
  const overflows = powers !== undefined && isTensor(powers) && powers.entries.includes(Infinity);
  return mapScalars(rules()[op].evaluate(op, args), (entry) =>
    overflows || (typeof entry === 'number' && !Number.isFinite(entry)) ? Number.NaN : entry,
  );
}

/** How far a spreadsheet's number may be from the one held: what float32 rounds off, and what is left where terms cancel. */
const NEAR = 1e-6;
const NEAR_ZERO = 1e-12;

/**
 * What the cells of a computed value hold: formulas where they lead to it, nothing where the number itself
 * has to stand there.
 *
 * @param expression - what is computed
 * @param value - what came out
 * @param cells - where the values of references stand
 * @param scope - what the references hold in the spreadsheet
 * @returns a formula or undefined for each scalar, in the form of the value
 */
export function cellsOf(
  expression: StepExpression,
  value: Datum,
  cells: ReadonlyMap<string, SheetDatum>,
  scope: Scope,
): SheetDatum {
  const nothing = mapScalars<SheetEntry>(value, () => undefined);
  try {
    const formulas = formulasOf(expression, cells);
    if (formulas === undefined) return nothing;
    return confirmed(formulas, sheetValue(expression, scope), heldValue(value)) ?? nothing;
  } catch {
    // A derivation that was stored may hold a computation that cannot be made.
    return nothing;
  }
}

/** The formulas whose numbers are those that came out; undefined where the forms differ. */
function confirmed(formulas: SheetDatum, computed: Datum, value: Datum): SheetDatum | undefined {
  if (isTensor(formulas) && isTensor(computed) && isTensor(value)) {
    if (!sameShape(formulas.shape, value.shape) || !sameShape(computed.shape, value.shape)) {
      return undefined;
    }
    const entries = formulas.entries.map((formula, i) =>
      isNear(computed.entries[i]!, value.entries[i]!) ? formula : undefined,
    );
    return { shape: value.shape, entries };
  }
  if ('items' in formulas && 'items' in computed && 'items' in value) {
    const items = value.items.map((item, i) => {
      const [formula, again] = [formulas.items[i], computed.items[i]];
      return formula && again && confirmed(formula, again, item);
    });
    const known = items.filter((item) => item !== undefined);
    return known.length === items.length ? { items: known } : undefined;
  }
  if ('fields' in formulas && 'fields' in computed && 'fields' in value) {
    const fields = new Map<string, SheetDatum>();
    for (const [name, field] of value.fields) {
      const [formula, again] = [formulas.fields.get(name), computed.fields.get(name)];
      const part = formula && again && confirmed(formula, again, field);
      if (part === undefined) return undefined;
      fields.set(name, part);
    }
    return { fields };
  }
  return undefined;
}

function isNear(computed: Scalar, value: Scalar): boolean {
  if (typeof computed !== 'number' || typeof value !== 'number') return computed === value;
  return Math.abs(computed - value) <= NEAR_ZERO + NEAR * Math.abs(value);
}
