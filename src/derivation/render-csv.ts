// Derivations as spreadsheets: comma-separated cells that hold the formulas.
import { namingPlace } from './name-place.js';
import { formulaOf } from './notation.js';
import { checkPrintOptions, createPrintContext, type PrintContext } from './print-context.js';
import { createSheet, formulaText, type Sheet } from './sheet.js';
import { scalarsOf } from './sheet-cells.js';
import { readValue } from './tensor.js';
import type { Derivation, Step } from './types.js';

const FN = 'renderCsv';

/**
 * A derivation as a spreadsheet: comma-separated values whose cells hold the formulas, so that whoever
 * changes a given number sees what follows from it.
 *
 * Each given quantity and each step has its rows: a vector goes along a row, a matrix takes several, a stack
 * or a record has its parts below each other. Computed cells hold formulas that name the cells they are
 * computed from (`SUM`, `EXP`, `SUMPRODUCT`, `MMULT` and such as every spreadsheet knows, in English with
 * decimal points). Where a step has no form in a spreadsheet it holds its numbers and says so. Infinity is
 * written as 9E+307, as spreadsheets have none. Words that a spreadsheet would take for a formula, a number or
 * a date are kept words.
 *
 * LibreOffice asks when it opens the file: choose the language English and let it evaluate formulas.
 *
 * @param derivation - made by `createDerivation` or an explain function
 * @returns lines of comma-separated cells (RFC 4180), in UTF-8
 * @throws KindError where it is no derivation or a value cannot be read
 *
 * @example
 * The second step of the sheet adds what the first one computed.
 * ```ts
 * import { createDerivation, stepOperations, refer, renderCsv } from 'fovea/derivation';
 * const { exp, sum } = stepOperations;
 * const d = createDerivation({
 *   topic: 'example',
 *   title: 'A sum of powers',
 *   given: [{ id: 'x', symbol: 'x', title: 'Numbers', value: [1, 2] }],
 *   steps: [
 *     { id: 'p', symbol: 'p', title: 'Powers', check: exp(refer('x')) },
 *     { id: 's', symbol: 's', title: 'Add', check: sum(refer('p')) },
 *   ],
 *   result: Math.E + Math.E ** 2,
 *   answer: refer('s'),
 * });
 * const lines = renderCsv(d).split('\r\n');
 * lines[3] // => 'Given,Numbers,x,1,2'
 * lines[4] // => 'Step 1,Powers,pᵢ = e^(xᵢ),=EXP(D4),=EXP(E4)'
 * lines[5] // => 'Step 2,Add,s = Σᵢ pᵢ,=SUM(D5:E5)'
 * ```
 */
export function renderCsv(derivation: Derivation): string {
  return namingPlace(FN, 'derivation', () => write(derivation));
}

function write(derivation: Derivation): string {
  const context = createPrintContext(FN, derivation, checkPrintOptions(FN, {}));
  const result = readValue(FN, 'result', derivation.result);
  const { title, given, steps, answer, symbol, conclusion, sources } = derivation;
  const sheet = createSheet(context);
  sheet.row(title);
  sheet.row('Change a given number and the formulas follow. Words stay as they are.');
  sheet.row('Step', 'What', 'Formula', 'Value');
  for (const { id, symbol: name, title: what, note } of given) {
    const value = context.scope.get(id)!;
    sheet.value({ step: 'Given', title: what, formula: name, symbol: name, value, id });
    if (note !== undefined) sheet.row('', note);
  }
  steps.forEach((step, i) => {
    addStep(sheet, step, String(i + 1), context);
  });
  sheet.value({
    step: 'Result',
    title: conclusion ?? '',
    formula: symbol ?? formulaOf(answer, undefined, context),
    symbol: symbol ?? '',
    value: result,
    check: answer,
  });
  const scalars = [...context.scope.values(), result].flatMap((value) => scalarsOf(value));
  if (scalars.some((entry) => entry === Infinity || entry === -Infinity)) {
    sheet.row('', 'Infinity is written as 9E+307, as a spreadsheet has none.');
  }
  for (const source of sources) sheet.row('Source', source);
  return sheet.text();
}

/** The rows of a step, then of the steps within. */
function addStep(sheet: Sheet, step: Step, number: string, context: PrintContext): void {
  const { title, note, table, steps } = step;
  if (step.kind === 'computation') {
    const { id, formula, symbol = '', check } = step;
    const value = context.scope.get(id)!;
    sheet.value({ step: `Step ${number}`, title, formula, symbol, value, id, check });
  } else {
    sheet.row(`Step ${number}`, title, formulaText(step.formula ?? ''));
  }
  if (note !== undefined) sheet.row('', note);
  if (table !== undefined) sheet.table(table);
  steps?.forEach((inner, i) => {
    addStep(sheet, inner, `${number}.${i + 1}`, context);
  });
}
