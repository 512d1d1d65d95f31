// What the lists of a derivation hold, looked at in every place before it is read.
import { describeValue, KindError } from '../core/errors.js';

type Fields = Readonly<Record<string, unknown>>;

/** Expressions inside expressions, and steps inside steps; more would exhaust the stack. */
const DEEPEST = 1000;

/**
 * Refuses what is no expression of steps, however deep within.
 *
 * @param fn - name of the public function, for errors
 * @param argument - what it calls the expression
 * @param value - what came
 * @param depth - how many expressions it stands in
 * @throws KindError where it is none
 */
export function checkStepExpression(fn: string, argument: string, value: unknown, depth = 0): void {
  if (['number', 'boolean', 'string'].includes(typeof value)) return;
  if (typeof value === 'object' && value !== null && depth <= DEEPEST) {
    const { ref, at, symbol, list, record, op, args } = value as Fields;
    if (ref === undefined) {
      // In the order in which evaluation looks for them.
      const named = typeof record === 'object' && record !== null ? Object.values(record) : record;
      const parts = 'record' in value ? named : typeof op === 'string' ? args : undefined;
      const inner = 'list' in value ? list : parts;
      if (Array.isArray(inner)) {
        for (const part of inner) checkStepExpression(fn, argument, part, depth + 1);
        return;
      }
    } else if (
      typeof ref === 'string' &&
      (at === undefined || Array.isArray(at)) &&
      (symbol === undefined || typeof symbol === 'string')
    ) {
      return;
    }
  }
  throw new KindError({
    function: fn,
    argument,
    expected:
      depth > DEEPEST
        ? `at most ${DEEPEST} operations inside each other`
        : 'a constant, a reference, a list, a record or a known operation',
    got: describeValue(value),
  });
}

/**
 * Refuses given quantities, steps and an answer that printers could not read.
 *
 * @param fn - name of the public function, for errors
 * @param argument - what it calls the derivation
 * @param derivation - its lists are lists
 * @param unchecked - whether steps may say nothing of how they are computed
 * @throws KindError with the place
 */
export function checkContents(
  fn: string,
  argument: string,
  derivation: {
    readonly given: readonly unknown[];
    readonly steps: readonly unknown[];
    readonly answer: unknown;
    readonly sources?: readonly unknown[] | undefined;
  },
  unchecked = false,
): void {
  const refuse = (place: string, expected: string, got: unknown): never => {
    throw new KindError({
      function: fn,
      argument: `${argument}.${place}`,
      expected,
      got: describeValue(got),
    });
  };
  const fieldsOf = (place: string, value: unknown, what: string): Fields =>
    typeof value === 'object' && value !== null ? (value as Fields) : refuse(place, what, value);
  const texts = (place: string, fields: Fields, needed: string[], others: string[]): void => {
    for (const name of [...needed, ...others]) {
      const value = fields[name];
      if (typeof value === 'string' || (value === undefined && others.includes(name))) continue;
      refuse(`${place}.${name}`, 'text', value);
    }
  };
  const listOf = (place: string, value: unknown): readonly unknown[] =>
    Array.isArray(value) ? value : refuse(place, 'a list', value);
  const expression = (place: string, value: unknown): void =>
    checkStepExpression(fn, `${argument}.${place}`, value);
  const table = (place: string, value: unknown): void => {
    const fields = fieldsOf(place, value, 'a table { columns, rows }');
    texts(place, fields, [], ['corner']);
    for (const [i, column] of listOf(`${place}.columns`, fields['columns']).entries()) {
      if (typeof column !== 'string') refuse(`${place}.columns[${i}]`, 'text', column);
    }
    for (const [i, row] of listOf(`${place}.rows`, fields['rows']).entries()) {
      const at = `${place}.rows[${i}]`;
      const { label, cells } = fieldsOf(at, row, 'a row { label, cells }');
      if (typeof label !== 'string') refuse(`${at}.label`, 'text', label);
      for (const cell of listOf(`${at}.cells`, cells)) if (cell !== null) expression(at, cell);
    }
  };
  const steps = (place: string, value: unknown, depth: number): void => {
    if (depth > DEEPEST) refuse(place, `at most ${DEEPEST} steps inside each other`, 'more');
    for (const [i, step] of listOf(place, value).entries()) {
      const at = `${place}[${i}]`;
      const fields = fieldsOf(at, step, 'a step { id, title, … }');
      texts(at, fields, ['id', 'title'], ['symbol', 'formula', 'substitution', 'note']);
      const { kind, check } = fields;
      const silent = kind === 'statement' || (unchecked && check === undefined);
      if (!silent) expression(`${at}.check`, check);
      // Of drafts formulas are made; what is stored has them.
      if (!silent && !unchecked && argument !== 'draft') texts(at, fields, ['formula'], []);
      if (fields['table'] !== undefined) table(`${at}.table`, fields['table']);
      for (const [k, looked] of listOf(`${at}.refers`, fields['refers'] ?? []).entries()) {
        const where = `${at}.refers[${k}]`;
        const { id, cells } = fieldsOf(where, looked, 'a referral { id, cells }');
        if (typeof id !== 'string') refuse(`${where}.id`, 'text', id);
        for (const cell of listOf(`${where}.cells`, cells ?? [])) listOf(`${where}.cells`, cell);
      }
      if (fields['steps'] !== undefined) steps(`${at}.steps`, fields['steps'], depth + 1);
    }
  };
  for (const [i, given] of derivation.given.entries()) {
    const place = `given[${i}]`;
    const fields = fieldsOf(place, given, 'a given quantity { id, symbol, title, value }');
    texts(place, fields, ['id', 'symbol', 'title'], ['note']);
  }
  steps('steps', derivation.steps, 0);
  expression('answer', derivation.answer);
  for (const [i, source] of (derivation.sources ?? []).entries()) {
    if (typeof source !== 'string') refuse(`sources[${i}]`, 'text', source);
  }
}
