// A spreadsheet that computes: CSV in, the numbers that a person sees out. IronCalc does the work.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { initSync, Model } from '@ironcalc/wasm';

let started = false;

/** Starts the engine, which is WebAssembly, when it is first asked. */
function start(): void {
  if (started) return;
  const wasm = createRequire(import.meta.url).resolve('@ironcalc/wasm/wasm_bg.wasm');
  initSync({ module: readFileSync(wasm) });
  started = true;
}

/** The cells of CSV as RFC 4180 has it. */
export function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n|$)/gy;
  while (cell.lastIndex < text.length) {
    const at = cell.lastIndex;
    const match = cell.exec(text);
    if (match === null) throw new Error(`no CSV at ${at}: ${text.slice(at, at + 40)}`);
    const [, content = '', end] = match;
    const quoted = content.startsWith('"');
    rows.at(-1)!.push(quoted ? content.slice(1, -1).replaceAll('""', '"') : content);
    if (end === '\r\n') rows.push([]);
  }
  return rows.filter((row) => row.length > 0);
}

/** What the cells of a sheet come to: numbers, truth values or words. */
export function compute(rows: readonly (readonly string[])[]): (number | boolean | string)[][] {
  start();
  const model = new Model('sheet', 'en', 'UTC', 'en');
  const width = Math.max(...rows.map((row) => row.length));
  const all = { sheet: 0, row: 1, column: 1, width, height: rows.length };
  model.updateRangeStyle(all, 'num_fmt', '0.0000000000000000E+00');
  model.pauseEvaluation();
  rows.forEach((row, r) => {
    row.forEach((cell, c) => {
      if (cell !== '') model.setUserInput(0, r + 1, c + 1, cell);
    });
  });
  model.resumeEvaluation();
  model.evaluate();
  const found = rows.map((row, r) =>
    row.map((_, c) => {
      const shown = model.getFormattedCellValue(0, r + 1, c + 1);
      const type = model.getCellType(0, r + 1, c + 1);
      if (type === 4) return shown === 'TRUE';
      return type === 1 && shown !== '' ? Number(shown) : shown;
    }),
  );
  model.free();
  return found;
}
