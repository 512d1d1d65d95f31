import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createDerivation } from '../../src/derivation/create-derivation.js';
import { derivationFromJson } from '../../src/derivation/json-read.js';
import { derivationToJson } from '../../src/derivation/json-write.js';
import { stepOperations as o, refer } from '../../src/derivation/operations.js';
import { renderCsv } from '../../src/derivation/render-csv.js';
import { rules } from '../../src/derivation/rules.js';
import { scalarsOf } from '../../src/derivation/sheet-cells.js';
import { cellName } from '../../src/derivation/sheet-formula.js';
import { readValue } from '../../src/derivation/tensor.js';
import type { Derivation, Step } from '../../src/derivation/types.js';
import { codeGeneration } from '../laws/code-generation.js';
import { klDerivation, mixedDerivation } from './samples.js';
import { compute, readCsv } from './spreadsheet.js';
import { SOLUTIONS } from './worked-examples.js';

const file = join(import.meta.dirname, '../reference/worked-examples.json');
// biome-ignore lint/suspicious/noExplicitAny: JSON.
const examples: any[] = JSON.parse(readFileSync(file, 'utf8')).examples;

type Cell = number | boolean | string;

/** The values of a derivation as its sheet shows them, each under the name of its rows. */
function valuesOf(d: Derivation): [label: string, cells: readonly Cell[]][] {
  const found: [string, readonly Cell[]][] = [];
  const add = (label: string, value: unknown): void => {
    found.push([label, scalarsOf(readValue('test', label, value))]);
  };
  const steps = (list: readonly Step[], before: string): void => {
    list.forEach((step, i) => {
      const number = `${before}${i + 1}`;
      if (step.kind === 'computation') add(`Step ${number}`, step.value);
      else found.push([`Step ${number}`, []]);
      steps(step.steps ?? [], `${number}.`);
    });
  };
  for (const { value } of d.given) add('Given', value);
  steps(d.steps, '');
  add('Result', d.result);
  return found;
}

/** The cells of a sheet under the names of their rows. */
function cellsOf(rows: readonly (readonly Cell[])[]): [label: string, cells: Cell[]][] {
  const found: [string, Cell[]][] = [];
  for (const row of rows) {
    const [label = '', , , ...cells] = row;
    if (/^(Given|Step \d|Result)/.test(`${label}`)) found.push([`${label}`, cells]);
    else if (label === '') found.at(-1)?.[1].push(...cells);
  }
  return found;
}

/** Rows of a value come before those of its table. */
function expectCells(rows: readonly (readonly Cell[])[], d: Derivation): void {
  const cells = cellsOf(rows);
  const values = valuesOf(d);
  expect(cells.map(([label]) => label)).toEqual(values.map(([label]) => label));
  values.forEach(([label, expected], i) => {
    expected.forEach((value, k) => {
      const shown = cells[i]![1][k];
      if (typeof value !== 'number' || !(Math.abs(value) < Infinity)) {
        if (typeof value !== 'number') expect(shown, label).toBe(value);
        return;
      }
      expect(typeof shown, `${label}[${k}]: ${shown}`).toBe('number');
      const error = Math.abs(Number(shown) - value);
      expect(error, `${label}[${k}]: ${shown} for ${value}`).toBeLessThanOrEqual(
        1e-14 + 1e-11 * Math.abs(value),
      );
    });
  });
}

// The engine that computes the sheets is WebAssembly.
describe.runIf(codeGeneration)('renderCsv', () => {
  it('is a sheet that reads like the derivation', () => {
    const d = klDerivation(0.36 * Math.log(1.08) + 0.48 * Math.log(1.44) + 0.16 * Math.log(0.48));
    expect(renderCsv(d).split('\r\n')).toEqual([
      'Divergence of a binomial law from the uniform one',
      'Change a given number and the formulas follow. Words stay as they are.',
      'Step,What,Formula,Value',
      'Given,Binomial law,p,0.36,0.48,0.16',
      'Given,Uniform law,q,0.3333333333333333,0.3333333333333333,0.3333333333333333',
      ',Three outcomes.',
      'Step 1,What is measured,D = Σᵢ pᵢ ln(pᵢ/qᵢ)',
      'Step 2,Share of each outcome,tᵢ = pᵢ ln(pᵢ/qᵢ),=D4*LN(D4/D5),=E4*LN(E4/E5),=F4*LN(F4/F5)',
      ',,outcome,p,q,share,p larger',
      ',,"=""0""",=D4,=D5,=D4*LN(D4/D5),=D4>D5',
      ',,"=""1""",=E4,=E5,=E4*LN(E4/E5),=E4>E5',
      ',,"=""2""",=F4,=F5,=F4*LN(F4/F5)',
      'Step 3,Add the shares,D = Σᵢ tᵢ,=SUM(D8:F8)',
      ',Never negative.',
      'Step 3.1,It is positive,Σᵢ tᵢ > 0,=SUM(D8:F8)>0',
      'Result,About 0.085 nats.,D,=D13',
      'Source,"S. Kullback and R. A. Leibler, ""On information and sufficiency"", 1951."',
      '',
    ]);
  });

  for (const { id, inputs } of examples) {
    if (SOLUTIONS[id] === undefined) continue;
    it(`computes what the derivation says: ${id}`, () => {
      for (const d of SOLUTIONS[id]!.solve(inputs).slice(0, 3)) {
        const sheet = readCsv(renderCsv(d));
        expect(sheet.flat().filter((cell) => cell.includes('hold numbers'))).toEqual([]);
        expectCells(compute(sheet), d);
      }
    });
  }

  const changes: { readonly [id: string]: object } = {
    'harris-score-edge': {
      Iy: [
        [4, 1, 8],
        [-8, 6, 7],
        [6, 2.5, 4],
      ],
      k: 0.06,
    },
    'kl-three-class': { P: [0.25, 0.25, 0.5], Theta: [0.125, 0.375, 0.5] },
    'sdpa-query-2-1': {
      q: [-1, 0.5],
      valuesAssumed: [
        [1, 0],
        [0, -3],
        [7, 1],
      ],
    },
    'bahdanau-context': { s0: [0.5, -2], v: [1, 3] },
    'transformer-block-hello-world': {
      X: [
        [1, 2],
        [3, 5],
      ],
    },
    'attention-bird': {
      WV: [
        [2, 1],
        [1, 3],
      ],
    },
    'gaussian-kl-full': {
      SigmaQ: [
        [1, 0.25],
        [0.25, 3],
      ],
      muP: [2, 2],
    },
    'vae-kl-diagonal': { mu: [0, 2], sigma: [0.5, 3] },
    'ddpm-scalar-step': { x0: -2, eps: 0.125, beta: [0.05, 0.1, 0.3] },
    'backprop-sigmoid-mse': { v: [1, 2, -1], y: 0 },
    'sgd-momentum-quadratic': { x0: -3 },
    'elbo-identity': { q: [0.25, 0.75] },
    'structure-tensor-ssd': { shift: [2, -1] },
  };

  for (const [id, change] of Object.entries(changes)) {
    it(`follows when given numbers change: ${id}`, () => {
      const inputs = { ...examples.find((example) => example.id === id).inputs };
      const [before] = SOLUTIONS[id]!.solve(inputs);
      const [after] = SOLUTIONS[id]!.solve({ ...inputs, ...change });
      const other = readCsv(renderCsv(after!));
      let given = false;
      const sheet = readCsv(renderCsv(before!)).map((row, r) => {
        if (row[0] !== '') given = row[0] === 'Given';
        return given ? [...row.slice(0, 3), ...other[r]!.slice(3)] : row;
      });
      expectCells(compute(sheet), after!);
    });
  }

  it('has a formula for every operation', () => {
    const [x, y, m, n, b] = ['x', 'y', 'm', 'n', 'b'].map((id) => refer(id)) as [
      ReturnType<typeof refer>,
      ...ReturnType<typeof refer>[],
    ];
    const checks = {
      add: o.add(x, y!, 1),
      subtract: o.subtract(x, o.subtract(y!, -2)),
      multiply: o.multiply(x, o.add(y!, 1), -3),
      divide: o.divide(x, o.divide(y!, o.multiply(x, 2))),
      power: o.power(o.negate(y!), 2),
      negate: o.negate(o.power(x, 2)),
      abs: o.abs(y!),
      sqrt: o.sqrt(x),
      exp: o.exp(y!),
      log: o.log(x),
      sin: o.sin(x),
      cos: o.cos(x),
      tanh: o.tanh(y!),
      sigmoid: o.multiply(o.sigmoid(y!), 2),
      atan2: o.atan2({ list: [0, -1, 2] }, { list: [0, -3, 0] }),
      modulo: o.modulo(y!, 3),
      floor: o.floor(y!),
      minimum: o.minimum(x, y!),
      maximum: o.maximum(x, y!, 0),
      less: o.less(x, y!),
      lessEqual: o.lessEqual(x, 2),
      greater: o.greater(x, y!),
      greaterEqual: o.greaterEqual(x, 2),
      equal: o.equal(x, 2),
      notEqual: o.notEqual(x, 2),
      and: o.and(o.less(x, 3), o.less(1, x)),
      or: o.or(o.less(x, 2), o.less(3, x)),
      not: o.not(b!),
      sum: o.sum(m!, 0),
      mean: o.mean(m!, 1),
      min: o.min(m!),
      max: o.max(m!, -1),
      all: o.all(o.less(m!, 9), 0),
      any: o.any(b!),
      count: o.count(b!),
      argmin: o.argmin(x),
      argmax: o.argmax(m!, 0),
      softmax: o.softmax(m!, 0),
      dot: o.dot(x, y!),
      matmul: o.matmul(m!, n!),
      transpose: o.transpose(m!),
      determinant: o.determinant(n!),
      inverse: o.inverse(n!),
      trace: o.trace(n!),
      norm: o.norm(m!),
      choose: o.choose(b!, x, y!),
      item: o.item(x, o.argmax(y!)),
    };
    const more = {
      words: o.choose(o.equal(refer('w', [0]), 'a'), 'yes', 'no'),
      otherWords: o.notEqual(refer('w', [0]), refer('w', [1])),
      log2: o.log(x, 2),
      rows: o.matmul(x, n!),
      columns: o.matmul(n!, y!),
      inline: o.matmul(o.add(m!, 1), o.transpose(m!)),
      small: o.determinant({ list: [{ list: [1, 2] }, { list: [3, refer('x', [0])] }] }),
      records: o.item(
        { list: [{ record: { a: 1 } }, { record: { a: refer('x', [1]) } }] },
        o.count(o.less(x, 2)),
      ),
      nothing: o.sum({ list: [] }),
      last: o.argmax({ list: [1, 3, refer('x', [2]), 2] }),
    };
    expect(Object.keys(checks).sort()).toEqual(Object.keys(rules()).sort());
    const d = createDerivation({
      topic: 'test',
      title: 'All',
      given: [
        { id: 'x', symbol: 'x', title: 'x', value: [1, 2, 4] },
        { id: 'y', symbol: 'y', title: 'y', value: [-2.5, 7, 0.5] },
        {
          id: 'm',
          symbol: 'M',
          title: 'M',
          value: [
            [1, 2, 3],
            [4, -5, 6],
          ],
        },
        {
          id: 'n',
          symbol: 'N',
          title: 'N',
          value: [
            [2, 0, 1],
            [1, 3, 0],
            [0, 1, 1],
          ],
        },
        { id: 'b', symbol: 'b', title: 'b', value: [true, false, true] },
        { id: 'w', symbol: 'w', title: 'w', value: ['a', 'A'] },
      ],
      steps: Object.entries({ ...checks, ...more }).map(([id, check]) => ({
        id: `step-${id}`,
        title: id,
        check,
      })),
      result: 0,
      answer: 0,
    });
    const sheet = readCsv(renderCsv(d));
    expect(sheet.flat().filter((cell) => cell.includes('hold'))).toEqual([]);
    expectCells(compute(sheet), d);
    // By its own functions where they read better than a sum written out.
    const formulas = new Map(sheet.map((row) => [row[1], row.slice(3)]));
    expect(formulas.get('dot')).toEqual(['=SUMPRODUCT(D4:F4,D5:F5)']);
    expect(formulas.get('matmul')?.[0]).toBe('=MMULT(D6:F6,D8:D10)');
    expect(formulas.get('determinant')).toEqual(['=MDETERM(D8:F10)']);
    expect(formulas.get('negate')?.[0]).toBe('=-(D4^2)');
    expect(formulas.get('power')?.[0]).toBe('=(-D5)^2');
  });

  it('holds the number, and says so, where a spreadsheet would have an error', () => {
    const d = createDerivation({
      topic: 'test',
      title: 'Limits',
      given: [{ id: 'x', symbol: 'x', title: 'x', value: [0, 1000, Number.NaN, Infinity] }],
      steps: [
        { id: 'inverse', title: 'inverse', check: o.divide(1, refer('x')) },
        { id: 'small', title: 'small', check: o.sigmoid(o.negate(refer('x', [1]))) },
        {
          id: 'guarded',
          title: 'guarded',
          check: o.choose(o.greater(refer('x', [0]), 0), o.log(refer('x', [0])), 0),
        },
        { id: 'none', title: 'none', check: o.exp(o.negate(refer('x', [3]))) },
      ],
      result: 0,
      answer: 0,
    });
    const rows = readCsv(renderCsv(d));
    const row = (start: string): string[] => rows.find((cells) => cells[1]?.startsWith(start))!;
    expect(row('inverse').slice(3)).toEqual(['9E+307', '=1/E4', '="NaN"', '=1/G4']);
    expect(row('inverse')[1]).toContain('2 of 4 cells hold numbers');
    expect(row('small')[1]).toContain('holds numbers');
    expect(row('guarded')[3]).toBe('=IF(D4>0,LN(D4),0)');
    expect(compute(rows).find((cells) => cells[1] === 'none')?.[3]).toBe(0);
    expect(rows.flat()).toContain('Infinity is written as 9E+307, as a spreadsheet has none.');
  });

  it('keeps words words', () => {
    const dangerous = [
      '=1+1',
      '+1',
      '-1',
      '@SUM(A1)',
      '\t=1',
      ' =2',
      '＝1+1',
      '1/2',
      '0x10',
      'TRUE',
      'false',
      '"=1"',
      "'=1",
      '=HYPERLINK("http://x","y")',
      `=cmd|' /C calc'!A0`,
    ];
    const long = `=${'x"'.repeat(300)}`;
    const d = createDerivation({
      topic: 'test',
      title: '=1+1',
      given: [
        {
          id: 'w',
          symbol: '=1',
          title: '-2+3',
          note: '@x',
          value: [...dangerous, long, 'plain words'],
        },
      ],
      steps: [
        {
          id: 's',
          kind: 'statement',
          title: '+3',
          formula: '-1',
          table: {
            corner: '=4',
            columns: ['=5'],
            rows: [{ label: '=6', cells: [refer('w', [0])] }],
          },
        },
      ],
      result: '=7',
      answer: '=7',
      conclusion: '=8',
      sources: ['=9'],
    });
    const rows = readCsv(renderCsv(d));
    // Whatever begins like a formula is a string in quotation marks, or the one reference of the table.
    for (const cell of rows.flat()) {
      if (cell !== '=D4') expect(cell).toMatch(/^(?![=+\-@\t\r＝＋－＠]|\s)|^=("([^"]|"")*"&?)+$/u);
    }
    const found = compute(rows);
    expect(found[3]!.slice(3)).toEqual([...dangerous, long, 'plain words']);
    expect(found[0]![0]).toBe('=1+1');
    expect(found.find(([label]) => label === 'Result')).toEqual([
      'Result',
      '=8',
      '="=7"'.slice(2, -1),
      '=7',
    ]);
  });

  it('puts every kind of value in cells', () => {
    expectCells(compute(readCsv(renderCsv(mixedDerivation()))), mixedDerivation());
  });

  it('does not fail for a stored computation that cannot be made', () => {
    const json = JSON.parse(JSON.stringify(derivationToJson(klDerivation())));
    json.steps[1].check = { op: 'matmul', args: [{ ref: 'p' }, 'word'] };
    const text = renderCsv(derivationFromJson(json));
    expect(text).toContain('holds numbers');
  });

  it('names columns as spreadsheets do', () => {
    expect([0, 25, 26, 51, 52, 701, 702].map((column) => cellName({ row: 0, column }))).toEqual([
      'A1',
      'Z1',
      'AA1',
      'AZ1',
      'BA1',
      'ZZ1',
      'AAA1',
    ]);
  });
});
