// docs/benchmarks.md has parts that different scripts write: each replaces its own.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const DOCS: string = join(import.meta.dirname, '../../docs');
const FILE = join(DOCS, 'benchmarks.md');
const TITLE = '# How fast it is';
const PARTS = ['speed', 'growth'] as const;

/** One of the document's parts. */
export type PartName = (typeof PARTS)[number];

const begin = (name: PartName): string => `<!-- ${name} begins -->`;
const end = (name: PartName): string => `<!-- ${name} ends -->`;

/** What stands between a part's marks, or undefined. */
function partOf(text: string, name: PartName): string | undefined {
  const from = text.indexOf(begin(name));
  const to = text.indexOf(end(name));
  return from < 0 || to < from ? undefined : text.slice(from + begin(name).length, to).trim();
}

/** The document with one part replaced or added, in the order of the parts. */
export function withPart(text: string, name: PartName, content: string): string {
  const parts = PARTS.flatMap((each) => {
    const body = each === name ? content : partOf(text, each);
    return body === undefined ? [] : [`${begin(each)}\n\n${body.trim()}\n\n${end(each)}`];
  });
  return `${[TITLE, ...parts].join('\n\n')}\n`;
}

/** Writes a part of docs/benchmarks.md. */
export function writePart(name: PartName, content: string): void {
  mkdirSync(DOCS, { recursive: true });
  const text = existsSync(FILE) ? readFileSync(FILE, 'utf8') : '';
  writeFileSync(FILE, withPart(text, name, content));
}
