// Writes docs/functions.md, every public function with the first sentence of its comment: `npm run coverage` does it too.
// @ts-check
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { homes } from './coverage.mjs';
import { root, subjects } from './subjects.mjs';

/** Of longer sentences what stands before a colon does. */
const LONG = 140;

/**
 * The functions that a door hands out, with the files that hold them, from the root of the project.
 * @param {string} subject
 * @returns {[name: string, file: string][]}
 */
function functionsOf(subject) {
  const known = homes();
  const door = readFileSync(join(root, 'src', subject, 'index.ts'), 'utf8');
  return [...door.matchAll(/\{([^}]*)\} from/g)]
    .flatMap(([, names = '']) => names.split(',').map((name) => name.trim()))
    .filter((name) => /^[a-z]\w*$/.test(name) && sentence(name, known.get(name) ?? '') !== '')
    .sort(
      (a, b) =>
        Number(a.startsWith('explain')) - Number(b.startsWith('explain')) || (a < b ? -1 : 1),
    )
    .map((name) => [name, known.get(name) ?? '']);
}

/**
 * The first sentence of a function's comment; none where the file holds no such function.
 * @param {string} name
 * @param {string} file
 */
function sentence(name, file) {
  const text = file && readFileSync(join(root, file), 'utf8');
  const [before, after] = text.split(new RegExp(`\\*/\\s*export function ${name}\\b`));
  if (after === undefined) return '';
  const comment = before?.slice(before.lastIndexOf('/**') + 3).replace(/^\s*\* ?/gm, '') ?? '';
  const [paragraph = ''] = comment.trim().split(/\n\s*\n|\n@/);
  const flat = paragraph.replace(/\s+/g, ' ');
  const [first = flat] = /^.*?\.(?= [A-Z“"]|$)/.exec(flat) ?? [];
  const [short = first] = first.length > LONG ? (/^.{30,}?(?=: )/.exec(first) ?? []) : [];
  return short.replace(/[.:]?$/, '.').replaceAll('|', '\\|');
}

/** What of `fovea/array` the root hands out as well. */
function arrayInRoot() {
  const door = readFileSync(join(root, 'src/index.ts'), 'utf8');
  const names = new Set(
    [...door.matchAll(/^export \{([^}]*)\}/gm)].flatMap(([, list = '']) =>
      list.split(',').map((name) => name.trim()),
    ),
  );
  return functionsOf('array')
    .filter(([name]) => names.has(name))
    .map(([name]) => `\`${name}\``);
}

/** The document. */
export function functionsDocument() {
  const all = subjects.map((subject) => /** @type {const} */ ([subject, functionsOf(subject)]));
  const count = new Set(all.flatMap(([, functions]) => functions.map(([name]) => name))).size + 1;
  const lines = [
    '---',
    'title: All functions',
    'group: Guides',
    '---',
    '',
    '# All functions',
    '',
    `The ${count} public functions by entry, each with the first sentence of its comment; those that show their work come last.`,
    'A name links to its source, whose comment has the formula, shapes, units, defaults, errors, sources and an example; on the',
    "documentation site it links to the reference. `import { … } from 'fovea'` has all of them but most of `fovea/array`, and",
    '[`kernelInfo`](../src/kernels/select.ts), which tells whether the SIMD kernels serve. Written by `npm run coverage`.',
    '',
    all.map(([subject]) => `[${subject}](#${subject})`).join(' · '),
  ];
  for (const [subject, functions] of all) {
    lines.push('', `## ${subject}`, '');
    if (subject === 'array') {
      lines.push(`From \`fovea/array\`; in the root are ${arrayInRoot().join(', ')}.`, '');
    }
    lines.push('| function | what it is |', '|---|---|');
    for (const [name, file] of functions) {
      lines.push(`| [\`${name}\`](../${file}) | ${sentence(name, file)} |`);
    }
  }
  return `${lines.join('\n')}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(join(root, 'docs/functions.md'), functionsDocument());
}
