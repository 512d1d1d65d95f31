// Derivations as JSON data, with everything that JSON has no word for spelled out.
import { dtypeOf, isNdArray, readStored } from '../core/create.js';
import { describeValue, KindError } from '../core/errors.js';
import { checkDerivation } from './check-derivation.js';
import type { StepExpression } from './expression-types.js';
import { isPlainRecord } from './tensor.js';
import type { Derivation, Given, Step, StepTable } from './types.js';

/** What JSON can hold. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/** A derivation as JSON data; `docs/derivation.schema.json` describes it. */
export interface DerivationJson {
  /** Tells what the document is. */
  readonly format: 'fovea-derivation';
  /** Version of the schema. */
  readonly version: 1;
  /** The fields of the derivation. */
  readonly [name: string]: JsonValue;
}

const FN = 'derivationToJson';

/**
 * A derivation as JSON data, for `JSON.stringify`, a database or a message to another page. Nothing is
 * lost: ndarrays keep storage, shape and every number (in row-major order), and NaN, infinities and −0
 * come back.
 *
 * @param derivation - made by `createDerivation` or an explain function
 * @returns plain data in the form of `docs/derivation.schema.json`
 * @throws KindError where it is no derivation, or for a value that cannot be stored, naming its place
 *
 * @example
 * There and back again.
 * ```ts
 * import { createDerivation, derivationFromJson, derivationToJson, stepOperations, refer } from 'fovea/derivation';
 * const d = createDerivation({
 *   topic: 'example',
 *   title: 'Division by zero',
 *   given: [{ id: 'x', symbol: 'x', title: 'A number', value: -0 }],
 *   steps: [{ id: 'y', symbol: 'y', title: 'Divide', check: stepOperations.divide(1, refer('x')) }],
 *   result: -Infinity,
 *   answer: refer('y'),
 * });
 * const text = JSON.stringify(derivationToJson(d));
 * derivationFromJson(text).result // => -Infinity
 * ```
 */
export function derivationToJson(derivation: Derivation): DerivationJson {
  checkDerivation('derivationToJson', 'derivation', derivation);
  const { topic, title, given, steps, result, symbol, answer, conclusion, sources } = derivation;
  return {
    format: 'fovea-derivation',
    version: 1,
    topic,
    title,
    given: given.map((quantity, i) => writeGiven(quantity, `given[${i}]`)),
    steps: steps.map((step, i) => writeStep(step, `steps[${i}]`)),
    result: writeValue(result, 'result'),
    answer: writeExpression(answer),
    ...fields({ symbol, conclusion }),
    sources: [...sources],
  };
}

/** Fields that are there. */
function fields(all: { readonly [name: string]: JsonValue | undefined }): {
  readonly [name: string]: JsonValue;
} {
  const there: [string, JsonValue][] = [];
  for (const [name, value] of Object.entries(all)) {
    if (value !== undefined) there.push([name, value]);
  }
  return Object.fromEntries(there);
}

function writeGiven({ id, symbol, title, value, note }: Given, path: string): JsonValue {
  return { id, symbol, title, value: writeValue(value, `${path}.value`), ...fields({ note }) };
}

function writeStep(step: Step, path: string): JsonValue {
  const { kind, id, title, note, formula, symbol, substitution } = step;
  const { value, check, refers, table, steps } = step;
  return {
    kind,
    id,
    title,
    ...fields({
      symbol,
      formula,
      substitution,
      value: value === undefined ? undefined : writeValue(value, `${path}.value`),
      check: check === undefined ? undefined : writeExpression(check),
      note,
      refers: refers?.map(({ id: of, cells }) => ({
        id: of,
        ...fields({ cells: cells?.map((cell) => [...cell]) }),
      })),
      table: table === undefined ? undefined : writeTable(table),
      steps: steps?.map((inner, i) => writeStep(inner, `${path}.steps[${i}]`)),
    }),
  };
}

function writeTable({ corner, columns, rows }: StepTable): JsonValue {
  return {
    ...fields({ corner }),
    columns: [...columns],
    rows: rows.map(({ label, cells }) => ({
      label,
      cells: cells.map((cell) => (cell === null ? null : writeExpression(cell))),
    })),
  };
}

function writeExpression(expression: StepExpression): JsonValue {
  if (typeof expression === 'number') return writeNumber(expression);
  if (typeof expression !== 'object') return expression;
  if ('ref' in expression) {
    const { ref, at, symbol } = expression;
    return { ref, ...fields({ at: at && [...at], symbol }) };
  }
  if ('list' in expression) return { list: expression.list.map(writeExpression) };
  if ('record' in expression) {
    const entries = Object.entries(expression.record);
    const written = entries.map(([name, field]) => [name, writeExpression(field)] as const);
    return { record: Object.fromEntries(written) };
  }
  return { op: expression.op, args: expression.args.map(writeExpression) };
}

/** The name of a number that JSON has no word for. */
function specialName(value: number): string | undefined {
  if (Number.isFinite(value) && !Object.is(value, -0)) return undefined;
  return Object.is(value, -0) ? '-0' : String(value);
}

function writeNumber(value: number): JsonValue {
  const name = specialName(value);
  return name === undefined ? value : { number: name };
}

function writeValue(value: unknown, path: string): JsonValue {
  if (typeof value === 'number') return writeNumber(value);
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  if (isNdArray(value)) {
    const { data, shape } = readStored(FN, path, value);
    const numbers = Array.from(data, (entry) => specialName(entry) ?? entry);
    return { ndarray: { dtype: dtypeOf(data), shape: [...shape], data: numbers } };
  }
  if (Array.isArray(value)) return value.map((item, i) => writeValue(item, `${path}[${i}]`));
  if (isPlainRecord(value)) {
    const entries = Object.entries(value);
    const written = entries.map(
      ([name, field]) => [name, writeValue(field, `${path}.${name}`)] as const,
    );
    return { record: Object.fromEntries(written) };
  }
  throw new KindError({
    function: FN,
    argument: path,
    expected: 'a number, boolean, string, ndarray, list or plain record',
    got: describeValue(value),
  });
}
