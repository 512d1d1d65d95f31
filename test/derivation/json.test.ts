import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isNdArray } from '../../src/core/create.js';
import { KindError } from '../../src/core/errors.js';
import { createDerivation } from '../../src/derivation/create-derivation.js';
import { derivationFromJson } from '../../src/derivation/json-read.js';
import { derivationToJson } from '../../src/derivation/json-write.js';
import { stepOperations as o, refer } from '../../src/derivation/operations.js';
import { renderText } from '../../src/derivation/render-text.js';
import type { Derivation, StepValue } from '../../src/derivation/types.js';
import { codeGeneration } from '../laws/code-generation.js';
import { numbersOf, views } from '../laws/views.js';
import { klDerivation, mixedDerivation } from './samples.js';

const journey = (d: Derivation): Derivation =>
  derivationFromJson(JSON.stringify(derivationToJson(d)));

const holding = (value: StepValue): Derivation =>
  createDerivation({
    topic: 'test',
    title: 'A value',
    given: [{ id: 'v', symbol: 'v', title: 'the value', value }],
    steps: [],
    result: value,
    answer: refer('v'),
  });

const specials = fc.constantFrom(Number.NaN, Infinity, -Infinity, -0, 0, 5e-324, 0.1, -1.5);
const numbers = fc.oneof(specials, fc.double());
const names = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('__proto__', 'ndarray', 'number', 'record', ''),
);
const { value: anyValue } = fc.letrec<{ value: StepValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    numbers,
    fc.boolean(),
    fc.string({ unit: 'grapheme' }),
    views({ dtypes: ['float64', 'float32'], values: specials }) as fc.Arbitrary<StepValue>,
    views(),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(names, tie('value'), { maxKeys: 3 }),
  ),
}));

/** Fails unless two values are the same to the last bit and the sign of zero. */
function same(a: unknown, b: unknown): void {
  if (isNdArray(a)) {
    if (!isNdArray(b)) throw new Error('expected an ndarray');
    expect(b.dtype).toBe(a.dtype);
    expect(b.shape).toEqual(a.shape);
    // -0 and 0 are told apart by Object.is, in toStrictEqual too.
    expect(numbersOf(b as Parameters<typeof numbersOf>[0])).toStrictEqual(
      numbersOf(a as Parameters<typeof numbersOf>[0]),
    );
  } else if (Array.isArray(a)) {
    expect(b).toHaveLength(a.length);
    for (const [i, item] of a.entries()) same(item, (b as unknown[])[i]);
  } else if (typeof a === 'object' && a !== null) {
    expect(Object.keys(b as object)).toEqual(Object.keys(a));
    for (const [name, field] of Object.entries(a))
      same(field, Object.getOwnPropertyDescriptor(b, name)?.value);
  } else {
    expect(Object.is(a, b)).toBe(true);
  }
}

describe('derivationToJson and derivationFromJson', () => {
  it('lose nothing of any value, in any storage and layout', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const back = journey(holding(value));
        same(value, back.given[0]!.value);
        same(value, back.result);
      }),
      { numRuns: 300 },
    );
  });

  it('lose nothing of the steps', () => {
    for (const d of [klDerivation(), mixedDerivation()]) {
      const back = journey(d);
      expect(derivationToJson(back)).toEqual(derivationToJson(d));
      expect(renderText(back)).toBe(renderText(d));
      for (const [i, step] of d.steps.entries()) {
        expect(back.steps[i]).toMatchObject({ kind: step.kind, id: step.id, title: step.title });
        expect(back.steps[i]?.check).toEqual(step.check);
        expect(back.steps[i]?.table).toEqual(step.table);
        expect(back.steps[i]?.refers).toEqual(step.refers);
      }
    }
  });

  it('write ndarrays row by row, with names for what JSON has no word for', () => {
    const json = JSON.parse(JSON.stringify(derivationToJson(mixedDerivation())));
    expect(json.given[0].value).toEqual({
      ndarray: { dtype: 'float32', shape: [2, 2], data: ['NaN', 1.5, '-0', '-Infinity'] },
    });
    expect(json.given[3].value.record.at).toEqual([1, { number: '-0' }, [{ number: 'Infinity' }]]);
    expect(json.version).toBe(1);
  });

  it('read the data as well as its text, and leave it as it is', () => {
    const json = derivationToJson(klDerivation());
    const before = JSON.stringify(json);
    expect(derivationFromJson(json)).toEqual(derivationFromJson(before));
    expect(JSON.stringify(json)).toBe(before);
  });

  it('keep special numbers in expressions', () => {
    const d = createDerivation({
      topic: 'test',
      title: 'Constants',
      given: [],
      steps: [{ id: 'a', title: 'A', check: o.max({ list: [-Infinity, -0, Infinity] }) }],
      result: Infinity,
      answer: refer('a'),
    });
    expect(journey(d).steps[0]?.check).toStrictEqual(o.max({ list: [-Infinity, -0, Infinity] }));
  });

  it('refuse to write what cannot be read back', () => {
    const d = { ...klDerivation(), result: { when: new Date(0) } };
    expect(() => derivationToJson(d)).toThrow(
      'derivationToJson: "result.when" expected a number, boolean, string, ndarray, list or plain record, got an object',
    );
  });
});

type Path = readonly (string | number)[];

/** The document with one part replaced, or removed where the replacement is undefined. */
function withPart(path: Path, part: unknown, d: Derivation = klDerivation()): unknown {
  const json = JSON.parse(JSON.stringify(derivationToJson(d)));
  let at = json;
  for (const key of path.slice(0, -1)) at = at[key];
  const last = path.at(-1)!;
  if (part === undefined) delete at[last];
  else at[last] = part;
  return json;
}

describe('derivationFromJson', () => {
  it.each<[Path, unknown, string]>([
    [['format'], 'other', '"format" expected "fovea-derivation", got "other"'],
    [['version'], 2, '"version" expected 1, got 2'],
    [['extra'], 1, '"json" expected only the names format, version'],
    [['title'], undefined, '"title" expected a string, got nothing'],
    [['topic'], 3, '"topic" expected a string, got 3'],
    [['given'], {}, '"given" expected a list, got an object'],
    [['given', 0, 'id'], '', '"given[0].id" expected a name of its own, got ""'],
    [['given', 1, 'id'], 'p', '"given[1].id" expected a name of its own, got "p"'],
    [['given', 0, 'symbol'], null, '"given[0].symbol" expected a string, got null'],
    [
      ['given', 0, 'value'],
      undefined,
      '"given[0].value" expected a number, boolean, string, list, or an object with number, ndarray or record, got nothing',
    ],
    [['given', 0, 'value', 1], null, '"given[0].value[1]" expected a number, boolean'],
    [
      ['given', 0, 'value', 1],
      { number: 'three' },
      '"given[0].value[1].number" expected "NaN", "Infinity", "-Infinity" or "-0", got "three"',
    ],
    [
      ['given', 0, 'value'],
      { ndarray: { dtype: 'float16', shape: [1], data: [1] } },
      '"given[0].value.ndarray.dtype" expected one of float64',
    ],
    [
      ['given', 0, 'value'],
      { ndarray: { dtype: 'float64', shape: [-1], data: [] } },
      '"given[0].value.ndarray.shape[0]" expected a length, got -1',
    ],
    [
      ['given', 0, 'value'],
      { ndarray: { dtype: 'float64', shape: [2, 2], data: [1, 2, 3] } },
      '"given[0].value.ndarray.data" expected a list of 4 numbers, as the shape says, got an array of 3',
    ],
    [
      ['given', 0, 'value'],
      { ndarray: { dtype: 'uint8', shape: [1], data: [256] } },
      '"given[0].value.ndarray.data[0]" expected a number that uint8 can hold, got 256',
    ],
    [
      ['given', 0, 'value'],
      { ndarray: { dtype: 'float32', shape: [1], data: [0.1] } },
      '"given[0].value.ndarray.data[0]" expected a number that float32 can hold, got 0.1',
    ],
    [
      ['given', 0, 'value'],
      { ndarray: { dtype: 'float64', shape: [1], data: [null] } },
      '"given[0].value.ndarray.data[0]" expected "NaN"',
    ],
    [
      ['given', 0, 'value'],
      { record: [] },
      '"given[0].value.record" expected an object, got an array of 0',
    ],
    [
      ['given', 0, 'value'],
      { record: {}, more: 1 },
      '"given[0].value" expected only the names record, got "more"',
    ],
    [
      ['steps', 0, 'kind'],
      'magic',
      '"steps[0].kind" expected "computation" or "statement", got "magic"',
    ],
    [['steps', 0, 'value'], 1, '"steps[0]" expected only the names kind, id'],
    [['steps', 1, 'id'], 'why', '"steps[1].id" expected a name of its own, got "why"'],
    [['steps', 1, 'check'], undefined, '"steps[1].check" expected an object, got nothing'],
    [
      ['steps', 1, 'check'],
      {},
      '"steps[1].check" expected a constant, or an object with ref, op, list, record or number, got an object',
    ],
    [['steps', 1, 'check', 'op'], 'eval', '"steps[1].check.op" expected one of add, subtract'],
    [['steps', 1, 'check', 'op'], 'toString', '"steps[1].check.op" expected one of add, subtract'],
    [
      ['steps', 1, 'check', 'args'],
      [],
      '"steps[1].check.args" expected 1 or more arguments, got an array of 0',
    ],
    [
      ['steps', 1, 'check', 'args', 1, 'args', 0, 'args', 1, 'ref'],
      'kl',
      '"steps[1].check.args[1].args[0].args[1].ref" expected the id of a given quantity or an earlier step, got "kl"',
    ],
    [
      ['steps', 1, 'check', 'args', 0, 'at'],
      [-1],
      '"steps[1].check.args[0].at[0]" expected an index or a name, got -1',
    ],
    [
      ['steps', 1, 'table', 'rows', 0, 'cells'],
      [1],
      '"steps[1].table.rows[0].cells" expected 4 cells, one a column, got an array of 1',
    ],
    [
      ['steps', 1, 'table', 'columns', 0],
      1,
      '"steps[1].table.columns[0]" expected a string, got 1',
    ],
    [
      ['steps', 1, 'refers', 0, 'id'],
      'kl',
      '"steps[1].refers[0].id" expected the id of a given quantity or an earlier step, got "kl"',
    ],
    [
      ['steps', 2, 'steps', 0, 'formula'],
      5,
      '"steps[2].steps[0].formula" expected a string, got 5',
    ],
    [['answer'], { ref: 'nobody' }, '"answer.ref" expected the id'],
    [['sources', 0], {}, '"sources[0]" expected a string, got an object'],
  ])('refuses %j = %j, saying where', (path, part, message) => {
    const read = (): unknown => derivationFromJson(withPart(path, part));
    expect(read).toThrow(KindError);
    expect(read).toThrow(`derivationFromJson: ${message}`);
  });

  it('refuses text that is no JSON, and JSON that is no object', () => {
    expect(() => derivationFromJson('{')).toThrow('derivationFromJson: "json" expected JSON, got');
    expect(() => derivationFromJson('[]')).toThrow('"json" expected an object, got an array of 0');
    expect(() => derivationFromJson(undefined)).toThrow('"json" expected an object, got nothing');
  });

  it('refuses nesting without end', () => {
    const deep = (wrap: (inner: unknown) => unknown, depth: number): unknown => {
      let inner: unknown = 1;
      for (let i = 0; i < depth; i++) inner = wrap(inner);
      return inner;
    };
    const list = deep((inner) => [inner], 5000);
    expect(() => derivationFromJson(withPart(['result'], list))).toThrow('levels of nesting');
    const sum = deep((inner) => ({ op: 'negate', args: [inner] }), 5000);
    expect(() => derivationFromJson(withPart(['answer'], sum))).toThrow('levels of nesting');
    const steps = deep(
      (inner) =>
        typeof inner === 'number' ? [] : [{ kind: 'statement', id: 'a', title: '', steps: inner }],
      5000,
    );
    expect(() => derivationFromJson(withPart(['steps'], steps))).toThrow(KindError);
  });
});

describe.runIf(codeGeneration)('docs/derivation.schema.json', () => {
  const schema = JSON.parse(
    readFileSync(new URL('../../docs/derivation.schema.json', import.meta.url), 'utf8'),
  );
  let validate: ValidateFunction | undefined;
  const valid = (json: unknown): boolean => {
    validate ??= new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);
    return validate(JSON.parse(JSON.stringify(json)));
  };

  it('describes what is written, whatever the value', () => {
    for (const d of [klDerivation(), mixedDerivation()])
      expect(valid(derivationToJson(d))).toBe(true);
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(valid(derivationToJson(holding(value)))).toBe(true);
      }),
    );
  });

  it('knows the operations that the library knows', () => {
    expect(schema.$defs.operation.enum).toEqual(Object.keys(o));
  });

  it('allows whatever the reader accepts; both refuse the same kinds of mistakes', () => {
    const whole = JSON.parse(JSON.stringify(derivationToJson(klDerivation())));
    const paths: Path[] = [];
    const visit = (part: unknown, path: Path): void => {
      if (path.length > 0) paths.push(path);
      if (typeof part === 'object' && part !== null) {
        for (const [key, inner] of Object.entries(part))
          visit(inner, [...path, Array.isArray(part) ? Number(key) : key]);
      }
    };
    visit(whole, []);
    const odd = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom(
        undefined,
        {},
        [],
        '',
        -1,
        0.5,
        { ref: 'p' },
        { op: 'sum', args: [1] },
        { number: 'NaN' },
      ),
    );
    let accepted = 0;
    fc.assert(
      fc.property(fc.constantFrom(...paths), odd, (path, part) => {
        const json = withPart(path, part);
        try {
          derivationFromJson(json);
        } catch (error) {
          expect(error).toBeInstanceOf(KindError);
          return;
        }
        accepted++;
        expect(valid(json)).toBe(true);
      }),
      { numRuns: 400 },
    );
    expect(accepted).toBeGreaterThan(0);
  });
});
