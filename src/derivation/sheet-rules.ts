// How the operations are written in the formulas of a spreadsheet: one line each.

import { elementCount, sameShape } from '../core/layout.js';
import { once } from '../core/once.js';
import type { StepExpression, StepOperationName } from './expression-types.js';
import { axisOf, EVALUATION } from './rules.js';
import {
  call,
  callOver,
  infix,
  negated,
  numberFormula,
  rangeOf,
  type SheetEntry,
  type SheetFormula,
  TIES,
  whole,
} from './sheet-formula.js';
import {
  commonShape,
  type Datum,
  isTensor,
  scalar,
  slice,
  stretchedIndex,
  type Tensor,
} from './tensor.js';

/** A value whose entries are formulas. */
export type SheetDatum = Datum<SheetEntry>;

/** Writes one operation; undefined where it has no form in a spreadsheet. */
export type SheetRule = (
  args: readonly SheetDatum[],
  expressions: readonly StepExpression[],
) => SheetDatum | undefined;

type Combine = (parts: readonly SheetFormula[]) => SheetEntry;

/** Only what is there can be combined. */
function combined(parts: readonly SheetEntry[], combine: Combine): SheetEntry {
  const known = parts.filter((part) => part !== undefined);
  return known.length === parts.length ? combine(known) : undefined;
}

function tensors(args: readonly SheetDatum[]): Tensor<SheetEntry>[] | undefined {
  const known = args.filter((argument) => isTensor(argument));
  return known.length === args.length ? known : undefined;
}

const elementwise =
  (combine: Combine): SheetRule =>
  (args) => {
    const parts = tensors(args);
    if (parts === undefined) return undefined;
    const shape = commonShape(
      EVALUATION,
      'add',
      parts.map((part) => part.shape),
    );
    const places = parts.map((part) => stretchedIndex(part.shape, shape));
    const entries = Array.from({ length: elementCount(shape) }, (_, i) =>
      combined(
        parts.map((part, k) => part.entries[places[k]!(i)]),
        combine,
      ),
    );
    return { shape, entries };
  };

const fn = (name: string): SheetRule => elementwise((parts) => call(name, parts));
const sign = (text: string, ties: number): SheetRule =>
  elementwise((parts) => infix(text, ties, parts));

/** A line of entries becomes one. */
const along =
  (op: StepOperationName, reduce: Combine): SheetRule =>
  ([array], [, axis]) => {
    if (array === undefined || !isTensor(array)) return undefined;
    const { shape, entries } = array;
    if (axis === undefined) return { shape: [], entries: [combined(entries, reduce)] };
    const at = axisOf(op, scalar(Number(axis)), shape.length);
    const inner = elementCount(shape.slice(at + 1));
    const length = shape[at]!;
    const rest = shape.filter((_, other) => other !== at);
    const results = Array.from({ length: elementCount(rest) }, (_, i) => {
      const start = Math.floor(i / inner) * inner * length + (i % inner);
      return combined(
        Array.from({ length }, (_, k) => entries[start + k * inner]),
        reduce,
      );
    });
    return { shape: rest, entries: results };
  };

const over = (op: StepOperationName, name: string): SheetRule =>
  along(op, (parts) => callOver(name, parts));

/** Nothing adds up to zero. */
const total: Combine = (parts) => (parts.length === 0 ? numberFormula(0) : callOver('SUM', parts));

const digit = (text: string): SheetFormula => ({ text, ties: TIES.whole });
const one: SheetFormula = /* @__PURE__ */ digit('1');
const zero: SheetFormula = /* @__PURE__ */ digit('0');

/** The sum of the products of two lines: by a function where both are ranges, else written out. */
function productOf(a: readonly SheetEntry[], b: readonly SheetEntry[]): SheetEntry {
  return combined([...a, ...b], (parts) => {
    const [left, right] = [parts.slice(0, a.length), parts.slice(a.length)];
    const [first, second] = [rangeOf(left), rangeOf(right)];
    if (first !== undefined && second !== undefined && a.length > 1) {
      const pair = `${first.text},${second.text}`;
      if (first.rows === second.rows) return whole(`SUMPRODUCT(${pair})`);
      if (first.rows === 1) return whole(`MMULT(${pair})`);
      return whole(`MMULT(${second.text},${first.text})`);
    }
    const products = left.map((part, i) => infix('*', TIES.product, [part, right[i]!]));
    return combined(products, (terms) => infix('+', TIES.sum, terms));
  });
}

const matmul: SheetRule = (args) => {
  const [a, b] = tensors(args) ?? [];
  if (a === undefined || b === undefined) return undefined;
  const inner = a.shape.at(-1)!;
  const rows = a.shape.length === 2 ? a.shape[0]! : 1;
  const columns = b.shape.length === 2 ? b.shape[1]! : 1;
  const entries = Array.from({ length: rows * columns }, (_, at) => {
    const row = Math.floor(at / columns);
    const column = at % columns;
    const line = a.entries.slice(row * inner, (row + 1) * inner);
    return productOf(
      line,
      line.map((_, k) => b.entries[k * columns + column]),
    );
  });
  return { shape: [...a.shape.slice(0, -1), ...b.shape.slice(1)], entries };
};

const transpose: SheetRule = (args) => {
  const [a] = tensors(args) ?? [];
  if (a === undefined || a.shape.length < 2) return a;
  const [rows = 0, columns = 0] = a.shape;
  const entries = a.entries.map(
    (_, at) => a.entries[(at % rows) * columns + Math.floor(at / rows)],
  );
  return { shape: [columns, rows], entries };
};

/** From the largest entry, as a spreadsheet has no number for e to the power of a thousand. */
const softmax: SheetRule = (args, [, axis = -1]) => {
  const [a] = tensors(args) ?? [];
  if (a === undefined) return undefined;
  const { shape, entries } = a;
  const at = axisOf('softmax', scalar(Number(axis)), shape.length);
  const inner = elementCount(shape.slice(at + 1));
  const length = shape[at]!;
  const results = entries.map((_, i) => {
    const start = Math.floor(i / (inner * length)) * inner * length + (i % inner);
    const line = Array.from({ length }, (_, k) => entries[start + k * inner]);
    const place = Math.floor((i - start) / inner);
    return combined(line, (parts) => {
      const largest = callOver('MAX', parts);
      const powers = parts.map((part) =>
        combined([part, largest], (pair) =>
          combined([infix('-', TIES.sum, pair)], (difference) => call('EXP', difference)),
        ),
      );
      return combined([powers[place], combined(powers, (all) => call('SUM', all))], (pair) =>
        infix('/', TIES.product, pair),
      );
    });
  });
  return { shape, entries: results };
};

/** The place of the first of the entries that equals the smallest or largest. */
const placeOf =
  (name: 'MIN' | 'MAX'): Combine =>
  (parts) => {
    const range = rangeOf(parts);
    if (range !== undefined && Math.min(range.rows, range.columns) === 1) {
      const match = whole(`MATCH(${name}(${range.text}),${range.text},0)`);
      return combined([match, one], (pair) => infix('-', TIES.sum, pair));
    }
    return combined([callOver(name, parts)], ([extreme]) =>
      parts.reduceRight<SheetEntry>((otherwise, part, i) => {
        if (otherwise === undefined) return numberFormula(i);
        return combined([part, extreme], (pair) =>
          combined([infix('=', TIES.comparison, pair), numberFormula(i), otherwise], (all) =>
            call('IF', all),
          ),
        );
      }, undefined),
    );
  };

/** As ad − bc where it can be. */
const determinant: SheetRule = (args) => {
  const [a] = tensors(args) ?? [];
  if (a === undefined) return undefined;
  const entry = combined(a.entries, (parts) => {
    const range = rangeOf(parts);
    if (parts.length !== 4) return range && whole(`MDETERM(${range.text})`);
    const products = [
      infix('*', TIES.product, [parts[0]!, parts[3]!]),
      infix('*', TIES.product, [parts[1]!, parts[2]!]),
    ];
    return combined(products, (pair) => infix('-', TIES.sum, pair));
  });
  return { shape: [], entries: [entry] };
};

const inverse: SheetRule = (args) => {
  const [a] = tensors(args) ?? [];
  if (a === undefined) return undefined;
  const columns = a.shape[1]!;
  const entries = a.entries.map((_, i) =>
    combined(a.entries, (parts) => {
      const range = rangeOf(parts);
      const [row, column] = [Math.floor(i / columns) + 1, (i % columns) + 1];
      return range === undefined
        ? undefined
        : whole(`INDEX(MINVERSE(${range.text}),${row},${column})`);
    }),
  );
  return { shape: a.shape, entries };
};

const trace: SheetRule = (args) => {
  const [a] = tensors(args) ?? [];
  if (a === undefined) return undefined;
  const size = a.shape[0]!;
  const diagonal = Array.from({ length: size }, (_, i) => a.entries[i * (size + 1)]);
  return { shape: [], entries: [combined(diagonal, (parts) => infix('+', TIES.sum, parts))] };
};

/** Values of one form, entry by entry. */
function zip(data: readonly SheetDatum[], combine: Combine): SheetDatum | undefined {
  const [first] = data;
  if (first === undefined) return undefined;
  const arrays = tensors(data);
  if (arrays !== undefined) {
    const shape = arrays[0]!.shape;
    if (arrays.some((array) => !sameShape(array.shape, shape))) return undefined;
    const entries = arrays[0]!.entries.map((_, i) =>
      combined(
        arrays.map((array) => array.entries[i]),
        combine,
      ),
    );
    return { shape, entries };
  }
  const parts = data.map(partsOf);
  const names = [...parts[0]!.keys()];
  if (parts.some((part) => [...part.keys()].join('\n') !== names.join('\n'))) return undefined;
  const zipped: [string | number, SheetDatum][] = [];
  for (const name of names) {
    const part = zip(
      parts.map((of) => of.get(name)!),
      combine,
    );
    if (part === undefined) return undefined;
    zipped.push([name, part]);
  }
  if ('items' in first) return { items: zipped.map(([, part]) => part) };
  return { fields: new Map(zipped.map(([name, part]) => [String(name), part])) };
}

/** The parts of a value by their indices or names. */
function partsOf(datum: SheetDatum): ReadonlyMap<string | number, SheetDatum> {
  if ('fields' in datum) return datum.fields;
  if ('items' in datum) return new Map(datum.items.entries());
  const length = datum.shape[0] ?? 0;
  return new Map(Array.from({ length }, (_, i) => [i, slice(datum, i)]));
}

const choose: SheetRule = ([condition, then, otherwise]) => {
  if (!condition || !then || !otherwise || !isTensor(condition)) return undefined;
  if (isTensor(then) && isTensor(otherwise)) return fn('IF')([condition, then, otherwise], []);
  const [decides] = condition.entries;
  if (decides === undefined || condition.shape.length > 0) return undefined;
  return zip([then, otherwise], (pair) => call('IF', [decides, ...pair]));
};

const item: SheetRule = ([list, index], [, expression]) => {
  if (!list || !index || !isTensor(index)) return undefined;
  const parts = [...partsOf(list).values()];
  if (typeof expression === 'number') return parts[expression];
  return zip(parts, (entries) =>
    combined([index.entries[0]], ([at]) =>
      combined([infix('+', TIES.sum, [at!, one])], ([from]) => {
        const range = rangeOf(entries);
        if (range !== undefined && Math.min(range.rows, range.columns) === 1) {
          return whole(`INDEX(${range.text},${from!.text})`);
        }
        return call('CHOOSE', [from!, ...entries]);
      }),
    ),
  );
};

/** Words are compared letter by letter. */
const equals: Combine = (pair) =>
  pair.some(({ words }) => words) ? call('EXACT', pair) : infix('=', TIES.comparison, pair);

/** How each operation is written in a spreadsheet. */
export const sheetRules: () => { readonly [Name in StepOperationName]: SheetRule } =
  /* @__PURE__ */ once(createSheetRules);

function createSheetRules(): { readonly [Name in StepOperationName]: SheetRule } {
  return {
    add: sign('+', TIES.sum),
    subtract: sign('-', TIES.sum),
    multiply: sign('*', TIES.product),
    divide: sign('/', TIES.product),
    power: sign('^', TIES.power),
    negate: elementwise(([x]) => negated(x!)),
    abs: fn('ABS'),
    sqrt: fn('SQRT'),
    exp: fn('EXP'),
    log: elementwise((parts) => call(parts.length === 1 ? 'LN' : 'LOG', parts)),
    sin: fn('SIN'),
    cos: fn('COS'),
    tanh: fn('TANH'),
    sigmoid: elementwise(([x]) =>
      combined([negated(x!)], ([minus]) => whole(`(1/(1+EXP(${minus!.text})))`)),
    ),
    // A spreadsheet takes x first, and refuses the origin.
    atan2: elementwise(([y, x]) =>
      whole(`IF(AND(${x!.text}=0,${y!.text}=0),0,ATAN2(${x!.text},${y!.text}))`),
    ),
    modulo: fn('MOD'),
    floor: fn('INT'),
    minimum: fn('MIN'),
    maximum: fn('MAX'),
    less: sign('<', TIES.comparison),
    lessEqual: sign('<=', TIES.comparison),
    greater: sign('>', TIES.comparison),
    greaterEqual: sign('>=', TIES.comparison),
    equal: elementwise(equals),
    notEqual: elementwise((pair) => combined([equals(pair)], (parts) => call('NOT', parts))),
    and: fn('AND'),
    or: fn('OR'),
    not: fn('NOT'),
    sum: along('sum', total),
    mean: over('mean', 'AVERAGE'),
    min: over('min', 'MIN'),
    max: over('max', 'MAX'),
    all: over('all', 'AND'),
    any: over('any', 'OR'),
    count: along('count', (parts) =>
      combined(
        parts.map((part) => call('IF', [part, one, zero])),
        total,
      ),
    ),
    argmin: along('argmin', placeOf('MIN')),
    argmax: along('argmax', placeOf('MAX')),
    softmax,
    dot: matmul,
    matmul,
    transpose,
    determinant,
    inverse,
    trace,
    norm: (args) => {
      const [a] = tensors(args) ?? [];
      if (a === undefined) return undefined;
      const squares = combined(a.entries, (parts) => callOver('SUMSQ', parts));
      return { shape: [], entries: [combined([squares], (parts) => call('SQRT', parts))] };
    },
    choose,
    item,
  };
}
