// Writes docs/coverage.md from docs/coverage.json: `npm run coverage`, after changing the list.
// @ts-check
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, subjects } from './subjects.mjs';

/**
 * A computable item of the course, and what of fovea computes, tests and explains it.
 * @typedef {{
 *   number: number, section: string, item: string, functions: string[], tests: string[],
 *   derivations?: string[], exercises?: string[], note?: string,
 * }} Row
 */

/** @type {Row[]} */
export const rows = JSON.parse(readFileSync(join(root, 'docs/coverage.json'), 'utf8'));

/**
 * For each name that a door hands out, the file that holds it, from the root of the project.
 * @returns {Map<string, string>}
 */
export function homes() {
  const found = new Map();
  for (const subject of subjects) {
    const door = readFileSync(join(root, 'src', subject, 'index.ts'), 'utf8');
    for (const [, names = '', file = ''] of door.matchAll(/\{([^}]*)\} from '\.([^']*)\.js'/g)) {
      const path = new URL(`.${file}.ts`, `file:///src/${subject}/`).pathname.slice(1);
      for (const name of names.split(',')) if (name.trim()) found.set(name.trim(), path);
    }
  }
  return found;
}

/** The document. */
export function coverageDocument() {
  const files = homes();
  /** @param {string} name */
  const link = (name) => `[\`${name}\`](../${files.get(name)})`;
  const lines = [
    '# Coverage of the course',
    '',
    `The ${rows.length} computable items of a course on computer vision and deep learning: what computes each,`,
    'which test holds it, and what shows the work, a derivation or exercises. A function links to its source, whose comment',
    'is its reference; on the documentation site it links to that. Written by `npm run coverage` from [coverage.json](coverage.json).',
  ];
  let section = '';
  for (const row of rows) {
    if (row.section !== section) {
      section = row.section;
      lines.push(
        '',
        `## ${section}`,
        '',
        '| # | item | functions | tests | shown by |',
        '|---|---|---|---|---|',
      );
    }
    const functions = row.functions.map(link).join(', ');
    const cells = [
      row.number,
      row.item,
      row.note ? [functions, row.note].filter(Boolean).join('; ') : functions,
      row.tests.map((test) => `[${test}](../test/${test}.test.ts)`).join(', '),
      [
        ...(row.derivations ?? []).map(link),
        ...(row.exercises ?? []).map((id) => `exercise \`${id}\``),
      ].join(', '),
    ];
    lines.push(`| ${cells.join(' | ')} |`);
  }
  return `${lines.join('\n')}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(join(root, 'docs/coverage.md'), coverageDocument());
  console.log(`docs/coverage.md: ${rows.length} items`);
}
