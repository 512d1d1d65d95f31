// Bad input made of good input: one part of the arguments of a call is replaced by what it should not be.
import { createNdArray } from '../../../src/core/create.js';
import { isPlain } from './record.js';

/** A call with one part of its arguments spoilt. */
export interface Spoilt {
  /** Makes the arguments. */
  readonly args: () => readonly unknown[];
  /** Where, and by what. */
  readonly what: string;
  /** The kind of the bad value. */
  readonly kind: string;
}

// biome-ignore lint/suspicious/noSparseArray: the hole is what is tested
const holes: unknown = [1, , 3];
const view = (shape: number[], data: unknown = Float64Array.of(1)): unknown => ({
  data,
  shape,
  stride: shape.map(() => 0),
  offset: 0,
});

/** What nothing should be, or what only some things should be. */
const VALUES: readonly (readonly [kind: string, value: unknown])[] = [
  ['undefined', undefined],
  ['null', null],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['-1', -1],
  ['0', 0],
  ['1', 1],
  ['0.5', 0.5],
  ['2.5', 2.5],
  ['1e5', 1e5],
  ['1e9', 1e9],
  ['2^53', 2 ** 53],
  ['1e200', 1e200],
  ['-1e308', -1e308],
  ['5e-324', 5e-324],
  ['word', 'word'],
  ['empty word', ''],
  ['digits', '3'],
  ['true', true],
  ['symbol', Symbol('s')],
  ['bigint', 1n],
  ['function', () => undefined],
  ['record', {}],
  ['bare record', Object.create(null)],
  ['map', new Map([['a', 1]])],
  ['set', new Set([1, 2])],
  ['date', new Date(0)],
  ['promise-like', Promise.resolve(1)],
  ['empty list', []],
  ['hole', new Array(1)],
  ['holes', holes],
  ['list of null', [null]],
  ['list of words', ['a', 'b']],
  ['list of lists of words', [['a']]],
  ['list of NaN', [Number.NaN, 1]],
  ['list of 1e308', [1e308, -1e308]],
  ['list', [1, 2, 3]],
  ['ragged', [[1, 2], [3]]],
  [
    'matrix',
    [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
  ],
  ['empty matrix', [[]]],
  ['deep', [[[[[[1]]]]]]],
  ['list of records', [{}]],
  ['scalar ndarray', createNdArray(Float64Array.of(2), [])],
  ['ndarray of NaN', createNdArray(Float64Array.of(Number.NaN, 1), [2])],
  ['ndarray of nothing', createNdArray(new Float64Array(0), [0])],
  ['ndarray of words', view([1], ['a'])],
  ['ndarray of bigint', view([1], BigInt64Array.of(1n))],
  ['ndarray beyond its data', { data: new Float64Array(1), shape: [3], stride: [1], offset: 0 }],
  ['ndarray without strides', { data: new Float64Array(3), shape: [3] }],
  ['ndarray of -1', { data: new Float64Array(3), shape: [-1], stride: [1], offset: 0 }],
  ['ndarray of null', { data: null, shape: [1], stride: [1], offset: 0 }],
  ['bigints', BigInt64Array.of(1n, 2n)],
  ['data view', new DataView(new ArrayBuffer(8))],
  ['picture', { data: new Uint8ClampedArray(16), width: 2, height: 2 }],
  ['giant', view([2 ** 15, 2 ** 15])],
];

/** Names that no function knows. */
const UNKNOWN = 'unheardOf';

const MOST_DEPTH = 3;

/** Ways to spoil a list of numbers, and lists of them. */
function spoiltList(list: readonly unknown[]): (readonly [string, unknown])[] {
  const first = (value: unknown): unknown => {
    const put = (part: unknown): unknown =>
      Array.isArray(part) ? [put(part[0]), ...part.slice(1)] : value;
    return put(list);
  };
  const last = (value: unknown): unknown => {
    const put = (part: unknown): unknown =>
      Array.isArray(part) ? [...part.slice(0, -1), put(part.at(-1))] : value;
    return put(list);
  };
  const each = (change: (x: number) => unknown): unknown => {
    const go = (part: unknown): unknown =>
      Array.isArray(part) ? part.map(go) : typeof part === 'number' ? change(part) : part;
    return go(list);
  };
  return [
    ['first is NaN', first(Number.NaN)],
    ['last is NaN', last(Number.NaN)],
    ['last is Infinity', last(Number.POSITIVE_INFINITY)],
    ['last is a word', last('a')],
    ['last is null', last(null)],
    ['last is 1e308', last(1e308)],
    ['last is -1', last(-1)],
    ['last is 0.5', last(0.5)],
    ['one more axis', [list]],
    ['one axis less', list[0]],
    ['one less', list.slice(1)],
    ['one more', [...list, list[0]]],
    ['a hole more', [...list, ...new Array(1)]],
    [
      'last shorter',
      Array.isArray(list.at(-1)) ? [...list.slice(0, -1), (list.at(-1) as unknown[]).slice(1)] : [],
    ],
    ['columns shorter', list.map((row) => (Array.isArray(row) ? row.slice(1) : row))],
    ['negated', each((x) => -x)],
    ['zeros', each(() => 0)],
    ['times 1e300', each((x) => x * 1e300)],
    ['times 1e-300', each((x) => x * 1e-300)],
    ['NaN', each(() => Number.NaN)],
    ['words', each((x) => `${x}`)],
    ['halves', each((x) => x + 0.5)],
  ];
}

interface Arrayed {
  readonly data: ArrayLike<number>;
  readonly shape: readonly number[];
}

function isArray(value: unknown): value is Arrayed {
  return (
    typeof value === 'object' &&
    value !== null &&
    'data' in value &&
    'shape' in value &&
    !isPlain(value)
  );
}

/** Ways to spoil an ndarray. */
function spoiltArray({ data, shape }: Arrayed): (readonly [string, unknown])[] {
  const from = (change: (x: number, i: number) => number, to = shape): unknown => {
    const count = to.reduce((product, length) => product * length, 1);
    return createNdArray(
      Float64Array.from({ length: count }, (_, i) => change(data[i] ?? 0, i)),
      to,
    );
  };
  const at = (place: number, value: number): unknown => from((x, i) => (i === place ? value : x));
  const count = shape.reduce((product, length) => product * length, 1);
  return [
    ['first is NaN', at(0, Number.NaN)],
    ['last is NaN', at(count - 1, Number.NaN)],
    ['last is Infinity', at(count - 1, Number.POSITIVE_INFINITY)],
    ['last is -1', at(count - 1, -1)],
    ['last is 0.5', at(count - 1, 0.5)],
    ['last is 1e308', at(count - 1, 1e308)],
    ['one more axis', from((x) => x, [1, ...shape])],
    ['one axis less', from((x) => x, shape.slice(1))],
    ['one less', from((x) => x, [Math.max(0, (shape[0] ?? 1) - 1), ...shape.slice(1)])],
    ['one more', from((x) => x, [(shape[0] ?? 0) + 1, ...shape.slice(1)])],
    [
      'columns shorter',
      from((x) => x, [...shape.slice(0, -1), Math.max(0, (shape.at(-1) ?? 1) - 1)]),
    ],
    ['columns longer', from((x) => x, [...shape.slice(0, -1), (shape.at(-1) ?? 0) + 1])],
    [
      'nothing',
      from(
        (x) => x,
        shape.map(() => 0),
      ),
    ],
    ['negated', from((x) => -x)],
    ['zeros', from(() => 0)],
    ['times 1e300', from((x) => x * 1e300)],
    ['NaN', from(() => Number.NaN)],
    ['words', view([1], ['a'])],
  ];
}

/** The parts of a value, itself first. */
function* places(
  value: unknown,
  path: readonly (string | number)[],
): Generator<readonly [readonly (string | number)[], unknown]> {
  yield [path, value];
  if (path.length > MOST_DEPTH || !isPlain(value)) return;
  if (Array.isArray(value)) {
    if (value.length > 0) yield* places(value[0], [...path, 0]);
    if (value.length > 1) yield* places(value.at(-1), [...path, value.length - 1]);
    return;
  }
  for (const [key, part] of Object.entries(value)) yield* places(part, [...path, key]);
}

/** A value with one part replaced, all else kept. */
function replaced(value: unknown, path: readonly (string | number)[], part: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return part;
  if (Array.isArray(value)) {
    const copy = value.slice();
    copy[key as number] = replaced(copy[key as number], rest, part);
    return copy;
  }
  const record = value as Record<string, unknown>;
  return { ...record, [key]: replaced(record[key], rest, part) };
}

/** Names of options that a refusal of an unknown one lists. */
export function namesIn(expected: string): string[] {
  const [, list] = /^only the names (.*)$/.exec(expected) ?? [];
  return list?.split(', ') ?? [];
}

/** Each way to spoil a call; `refusal` tells what a call throws, to learn the names of its options. */
export function* spoil(
  args: readonly unknown[],
  refusal: (args: readonly unknown[]) => unknown,
): Generator<Spoilt> {
  for (let count = 0; count < args.length; count++) {
    yield { args: () => args.slice(0, count), what: `${count} arguments`, kind: 'missing' };
  }
  const all: readonly unknown[] = [...args, {}];
  for (const [index, argument] of all.entries()) {
    const whole = index === args.length ? all : args;
    for (const [path, part] of places(argument, [index])) {
      const spoilt = (kind: string, value: unknown, at = path): Spoilt => ({
        args: () => replaced(whole, at, value) as unknown[],
        what: `${at.join('.')}: ${kind}`,
        kind,
      });
      for (const [kind, value] of VALUES) yield spoilt(kind, value);
      if (Array.isArray(part)) {
        for (const [kind, value] of spoiltList(part)) yield spoilt(kind, value);
      } else if (isArray(part)) {
        for (const [kind, value] of spoiltArray(part)) yield spoilt(kind, value);
      } else if (isPlain(part)) {
        const strange = spoilt('a name that it does not know', 1, [...path, UNKNOWN]);
        yield strange;
        const error = refusal(strange.args()) as { readonly expected?: unknown } | undefined;
        for (const option of namesIn(String(error?.expected))) {
          if (option in part) continue;
          for (const [kind, value] of VALUES) yield spoilt(kind, value, [...path, option]);
        }
      }
    }
  }
}
