// Derivations out of JSON.
import { KindError } from '../core/errors.js';
import {
  type Fields,
  type Part,
  READER,
  readFields,
  readList,
  readString,
  unexpected,
} from './json-reader.js';
import { readExpression, readJsonValue, readPlace } from './json-values.js';
import type { Derivation, Given, Step, StepTable, StepValue } from './types.js';

/** Steps nested deeper are a mistake. */
const DEEPEST_STEPS = 32;

/**
 * A derivation out of its JSON form, checked field by field.
 *
 * What the steps say is not evaluated here; `verifyDerivation` does that.
 *
 * @param json - what `derivationToJson` made, or its text
 * @returns the derivation
 * @throws KindError where the document is not in the form of `docs/derivation.schema.json`, where an id
 * stands twice or a reference leads to nothing earlier; the error's `argument` is the place, such as
 * `steps[2].check.args[0]`
 *
 * @example
 * What is wrong, and where.
 * ```ts
 * import { derivationFromJson } from 'fovea/derivation';
 * let message = '';
 * try {
 *   derivationFromJson('{"format": "fovea-derivation", "version": 2}');
 * } catch (error) {
 *   message = (error as Error).message;
 * }
 * message // => 'derivationFromJson: "version" expected 1, got 2'
 * ```
 */
export function derivationFromJson(json: unknown): Derivation<StepValue> {
  const fields = readFields({ path: '', value: typeof json === 'string' ? parse(json) : json }, [
    'format',
    'version',
    'topic',
    'title',
    'given',
    'steps',
    'result',
    'symbol',
    'answer',
    'conclusion',
    'sources',
  ]);
  const { get, optional } = fields;
  if (get('format').value !== 'fovea-derivation') {
    throw unexpected(get('format'), '"fovea-derivation"');
  }
  if (get('version').value !== 1) throw unexpected(get('version'), '1');
  const ids = new Set<string>();
  return {
    topic: readString(get('topic')),
    title: readString(get('title')),
    given: readList(get('given'), (part) => readGiven(part, ids)),
    steps: readList(get('steps'), (part) => readStep(part, ids, 0)),
    result: readJsonValue(get('result')),
    answer: readExpression(get('answer'), ids),
    ...optional('symbol', readString),
    ...optional('conclusion', readString),
    sources: readList(get('sources'), readString),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new KindError({
      function: READER,
      argument: 'json',
      expected: 'JSON',
      got: error instanceof Error ? error.message : String(error),
    });
  }
}

function readId(part: Part, ids: ReadonlySet<string>): string {
  const id = readString(part);
  if (id === '' || ids.has(id)) throw unexpected(part, 'a name of its own');
  return id;
}

function readGiven(part: Part, ids: Set<string>): Given {
  const { get, optional } = readFields(part, ['id', 'symbol', 'title', 'value', 'note']);
  const given: Given = {
    id: readId(get('id'), ids),
    symbol: readString(get('symbol')),
    title: readString(get('title')),
    value: readJsonValue(get('value')),
    ...optional('note', readString),
  };
  ids.add(given.id);
  return given;
}

const SHARED = ['kind', 'id', 'title', 'formula', 'note', 'refers', 'table', 'steps'] as const;
const COMPUTED = ['symbol', 'substitution', 'value', 'check'] as const;

function readStep(part: Part, ids: Set<string>, depth: number): Step {
  if (depth > DEEPEST_STEPS) throw unexpected(part, `at most ${DEEPEST_STEPS} levels of steps`);
  const { get, optional } = readFields(part, [...SHARED, ...COMPUTED]);
  const id = readId(get('id'), ids);
  const title = readString(get('title'));
  // Nested steps come first: the step that holds them may refer to them.
  const steps = optional('steps', (list) =>
    readList(list, (inner) => readStep(inner, ids, depth + 1)),
  );
  const shared = {
    ...optional('note', readString),
    ...optional('refers', (list) => readList(list, (referral) => readReferral(referral, ids))),
    ...optional('table', (table) => readTable(table, ids)),
    ...steps,
  };
  if (get('kind').value === 'statement') {
    const statement = readFields(part, SHARED);
    ids.add(readId(get('id'), ids));
    return {
      kind: 'statement',
      id,
      title,
      ...statement.optional('formula', readString),
      ...shared,
    };
  }
  if (get('kind').value !== 'computation') {
    throw unexpected(get('kind'), '"computation" or "statement"');
  }
  const step: Step = {
    kind: 'computation',
    id,
    title,
    ...optional('symbol', readString),
    formula: readString(get('formula')),
    ...optional('substitution', readString),
    value: readJsonValue(get('value')),
    check: readExpression(get('check'), ids),
    ...shared,
  };
  ids.add(readId(get('id'), ids));
  return step;
}

function readReferral(
  part: Part,
  ids: ReadonlySet<string>,
): {
  readonly id: string;
  readonly cells?: (number | string)[][];
} {
  const { get, optional }: Fields = readFields(part, ['id', 'cells']);
  const id = readString(get('id'));
  if (!ids.has(id)) throw unexpected(get('id'), 'the id of a given quantity or an earlier step');
  return { id, ...optional('cells', (cells) => readList(cells, readPlace)) };
}

function readTable(part: Part, ids: ReadonlySet<string>): StepTable {
  const { get, optional } = readFields(part, ['corner', 'columns', 'rows']);
  const columns = readList(get('columns'), readString);
  return {
    ...optional('corner', readString),
    columns,
    rows: readList(get('rows'), (row) => {
      const fields = readFields(row, ['label', 'cells']);
      const cells = readList(fields.get('cells'), (cell) =>
        cell.value === null ? null : readExpression(cell, ids),
      );
      if (cells.length !== columns.length) {
        throw unexpected(fields.get('cells'), `${columns.length} cells, one a column`);
      }
      return { label: readString(fields.get('label')), cells };
    }),
  };
}
