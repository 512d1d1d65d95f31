// Values and expressions out of JSON.
import { allocate, createNdArray, DTYPES } from '../core/create.js';
import { elementCount } from '../core/layout.js';
import { once } from '../core/once.js';
import type { DType, NumericNdArray } from '../core/types.js';
import type { StepExpression, StepOperationName } from './expression-types.js';
import {
  type Part,
  readFields,
  readList,
  readRecord,
  readString,
  soleField,
  unexpected,
} from './json-reader.js';
import { rules, wrongCount } from './rules.js';
import type { StepValue } from './types.js';

/** Deeper nesting is a mistake. */
const DEEPEST = 200;

const specialNumbers: () => ReadonlyMap<unknown, number> = /* @__PURE__ */ once(
  () =>
    new Map<unknown, number>([
      ['NaN', Number.NaN],
      ['Infinity', Number.POSITIVE_INFINITY],
      ['-Infinity', Number.NEGATIVE_INFINITY],
      ['-0', -0],
    ]),
);

/** A number's name, where it has one that JSON does not know. */
function readSpecial(part: Part): number {
  const value = specialNumbers().get(part.value);
  if (value === undefined) throw unexpected(part, '"NaN", "Infinity", "-Infinity" or "-0"');
  return value;
}

function checkDepth(part: Part, depth: number): void {
  if (depth > DEEPEST) throw unexpected(part, `at most ${DEEPEST} levels of nesting`);
}

/** A value: number, boolean, string, list, `{ number }`, `{ ndarray }` or `{ record }`. */
export function readJsonValue(part: Part, depth = 0): StepValue {
  const { value } = part;
  checkDepth(part, depth);
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  if (Array.isArray(value)) return readList(part, (item) => readJsonValue(item, depth + 1));
  switch (soleField(part)) {
    case 'number':
      return readSpecial(readFields(part, ['number']).get('number'));
    case 'ndarray':
      return readNdArray(readFields(part, ['ndarray']).get('ndarray'));
    case 'record':
      return readRecord(readFields(part, ['record']).get('record'), (field) =>
        readJsonValue(field, depth + 1),
      );
    default:
      throw unexpected(
        part,
        'a number, boolean, string, list, or an object with number, ndarray or record',
      );
  }
}

function readNdArray(part: Part): NumericNdArray {
  const fields = readFields(part, ['dtype', 'shape', 'data']);
  const dtype = readDType(fields.get('dtype'));
  const shape = readList(fields.get('shape'), readLength);
  const dataPart = fields.get('data');
  const count = elementCount(shape);
  if (!Array.isArray(dataPart.value) || dataPart.value.length !== count) {
    throw unexpected(dataPart, `a list of ${count} numbers, as the shape says`);
  }
  const data = allocate(dtype, count);
  readList(dataPart, (item, i) => {
    const { value } = item;
    const number = typeof value === 'number' && Number.isFinite(value) ? value : readSpecial(item);
    data[i] = number;
    // Another storage would hold another number.
    if (!Object.is(data[i], number)) throw unexpected(item, `a number that ${dtype} can hold`);
  });
  return createNdArray(data, shape);
}

function readDType(part: Part): DType {
  const dtype = DTYPES.find((name) => name === part.value);
  if (dtype === undefined) throw unexpected(part, `one of ${DTYPES.join(', ')}`);
  return dtype;
}

function readLength(part: Part): number {
  const { value } = part;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw unexpected(part, 'a length');
}

/** A place in a value: indices and record names. */
export function readPlace(part: Part): (number | string)[] {
  return readList(part, (item) => {
    const { value } = item;
    if (typeof value === 'string') return value;
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
    throw unexpected(item, 'an index or a name');
  });
}

/** An expression. References must lead to one of the ids. */
export function readExpression(part: Part, ids: ReadonlySet<string>, depth = 0): StepExpression {
  const { value } = part;
  checkDepth(part, depth);
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  const inner = (item: Part): StepExpression => readExpression(item, ids, depth + 1);
  const fields = readFields(part, [
    'number',
    'ref',
    'at',
    'symbol',
    'list',
    'record',
    'op',
    'args',
  ]);
  const has = (name: string): boolean => fields.get(name).value !== undefined;
  if (has('ref')) {
    const { get, optional } = readFields(part, ['ref', 'at', 'symbol']);
    const ref = readString(get('ref'));
    if (!ids.has(ref))
      throw unexpected(get('ref'), 'the id of a given quantity or an earlier step');
    return { ref, ...optional('at', readPlace), ...optional('symbol', readString) };
  }
  if (has('op')) {
    const { get } = readFields(part, ['op', 'args']);
    const op = readOperation(get('op'));
    const args = readList(get('args'), inner);
    const expected = wrongCount(op, args.length);
    if (expected !== undefined) throw unexpected(get('args'), expected);
    return { op, args };
  }
  if (has('list')) return { list: readList(readFields(part, ['list']).get('list'), inner) };
  if (has('record')) {
    return { record: readRecord(readFields(part, ['record']).get('record'), inner) };
  }
  if (has('number')) return readSpecial(readFields(part, ['number']).get('number'));
  throw unexpected(part, 'a constant, or an object with ref, op, list, record or number');
}

function readOperation(part: Part): StepOperationName {
  const names = Object.keys(rules()) as readonly StepOperationName[];
  const op = names.find((name) => name === part.value);
  if (op === undefined) throw unexpected(part, `one of ${names.join(', ')}`);
  return op;
}
