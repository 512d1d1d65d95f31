// Measures what imports cost a page, against .size-limit.json and against the table of the README: `npm run size`;
// `npm run size -- --write` writes the table. Needs `npm run build` first.
// @ts-check
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './subjects.mjs';

/** How far the table may be from what is measured, before it must be written anew. */
const TOLERANCE = 0.03;
const HEAD = '| import | kB | limit |\n|---|---|---|\n';

/**
 * What size-limit measures, in bytes.
 * @typedef {{ name: string, passed: boolean, size: number, sizeLimit: number }} Measured
 */

/**
 * The table: a row for each budget.
 * @param {readonly { name: string, path: string, import: string }[]} budgets - .size-limit.json
 * @param {readonly Measured[]} measured
 */
export function sizeTable(budgets, measured) {
  const rows = budgets.map((budget) => {
    const found = measured.find(({ name }) => name === budget.name);
    if (found === undefined) throw new Error(`${budget.name} was not measured`);
    const entry = budget.path
      .replace(/^dist\/(.*)\.js$/, 'fovea/$1')
      .replace('fovea/index', 'fovea');
    const what = budget.import === '*' ? '* as fovea' : budget.import;
    const size = (found.size / 1000).toFixed(1);
    return `| \`import ${what} from '${entry}'\` | ${size} | ${found.sizeLimit / 1000} |\n`;
  });
  return HEAD + rows.join('');
}

/**
 * The table of a README, from its head to the first line that is no row; empty where there is none.
 * @param {string} readme
 */
export function tableOf(readme) {
  const start = readme.indexOf(HEAD);
  if (start < 0) return '';
  const end = readme.slice(start).search(/\n(?!\|)/);
  return readme.slice(start, start + end + 1);
}

/**
 * Rows of one table that another lacks, or has with a size that is farther off than the tolerance.
 * @param {string} table
 * @param {string} other
 */
export function staleRows(table, other) {
  /** @param {string} text */
  const read = (text) =>
    [...text.matchAll(/^\| `(.*)` \| ([\d.]+) \| ([\d.]+) \|$/gm)].map(([, what, size, limit]) => ({
      what: `${what} ${limit}`,
      size: Number(size),
    }));
  const sizes = new Map(read(other).map(({ what, size }) => [what, size]));
  return read(table).filter(({ what, size }) => {
    const known = sizes.get(what);
    return known === undefined || Math.abs(known - size) > TOLERANCE * size;
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();

function main() {
  const { stdout } = spawnSync('npx', ['size-limit', '--json'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: process.platform === 'win32',
  });
  /** @type {Measured[]} */
  const measured = JSON.parse(stdout);
  const budgets = JSON.parse(readFileSync(join(root, '.size-limit.json'), 'utf8'));
  const table = sizeTable(budgets, measured);
  console.log(table);
  for (const { name, size, sizeLimit } of measured.filter(({ passed }) => !passed)) {
    console.error(`${name} takes ${size} bytes, more than its limit, ${sizeLimit}`);
    process.exitCode = 1;
  }
  const file = join(root, 'README.md');
  const readme = readFileSync(file, 'utf8');
  const written = tableOf(readme);
  if (process.argv.includes('--write')) {
    if (written === '') throw new Error('README.md has no table of sizes');
    writeFileSync(
      file,
      readme.replace(written, () => table),
    );
  } else {
    for (const { what } of [...staleRows(table, written), ...staleRows(written, table)]) {
      console.error(`README.md is out of date at ${what}: npm run size -- --write`);
      process.exitCode = 1;
    }
  }
}
