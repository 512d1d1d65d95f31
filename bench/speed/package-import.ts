// What importing the built package takes in Node, as ES modules and as CommonJS, each in processes of their own.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderTable } from '../table.js';
import { median, reasonOf } from './alternate.js';

const ROOT = join(import.meta.dirname, '../..');
const PROCESSES = 9;
const ENTRIES = [
  'fovea/image',
  'fovea/filter',
  'fovea/array',
  'fovea/matching',
  'fovea/structure-tensor',
  'fovea/scale-space',
  'fovea/gradient',
  'fovea/divergence',
  'fovea/attention',
  'fovea/transformer',
  'fovea',
] as const;

const PROGRAMS = {
  'empty.mjs': 'export {};',
  'es.mjs': `
    const start = performance.now();
    await import(process.argv[2]);
    console.log(performance.now() - start);`,
  'cjs.cjs': `
    const start = performance.now();
    require(process.argv[2]);
    console.log(performance.now() - start);`,
};

/** A Markdown part with a table: entry, milliseconds as ES modules and as CommonJS. */
export function reportImports(): string {
  const folder = mkdtempSync(join(tmpdir(), 'fovea-import-'));
  try {
    // The declarations too: a package that is half built would be worse than none.
    execFileSync(process.execPath, [join(ROOT, 'tools/build.mjs')], { stdio: 'ignore' });
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(ROOT, join(folder, 'node_modules/fovea'), 'junction');
    for (const [name, text] of Object.entries(PROGRAMS)) writeFileSync(join(folder, name), text);
    const run = (program: string, entry: string): number =>
      Number(execFileSync(process.execPath, [program, entry], { cwd: folder, encoding: 'utf8' }));
    const rows = ['./empty.mjs', ...ENTRIES].map((entry) => {
      const times: [number[], number[]] = [[], []];
      for (let i = 0; i < PROCESSES; i++) {
        times[0].push(run('es.mjs', entry));
        if (entry !== './empty.mjs') times[1].push(run('cjs.cjs', entry));
      }
      const name = entry === './empty.mjs' ? 'an empty module' : `\`${entry}\``;
      return [name, ...times.map((ms) => (ms.length === 0 ? '' : median(ms).toFixed(1)))];
    });
    return [
      '## Importing the package',
      `Of the built package, in a process of its own; medians of ${PROCESSES}, in milliseconds. ES modules are read, ` +
        'compiled and linked whole; `require` of all of `fovea` loads what is asked for once it is.',
      renderTable(['entry', 'ES modules', 'CommonJS'], rows),
    ].join('\n\n');
  } catch (error) {
    return `## Importing the package\n\nNot measured: ${reasonOf(error)}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
