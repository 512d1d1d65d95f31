// Every text of the project that holds examples.
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { type Block, commentBlocks, markdownBlocks } from './examples.js';

/** The top of the project. */
export const root: string = join(import.meta.dirname, '../..');

function filesUnder(folder: string, end: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(end))
    .map((file) => [folder, ...file.split(sep)].join('/'))
    .sort();
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8').replaceAll('\r\n', '\n');
}

/** The examples of the doc comments in src. */
export function exampleBlocks(): Block[] {
  return filesUnder('src', '.ts').flatMap((file) => commentBlocks(file, read(file)));
}

/** The examples of the README and of docs, but not of the generated reference. */
export function guideBlocks(): Block[] {
  const guides = filesUnder('docs', '.md').filter((file) => !file.startsWith('docs/api/'));
  return ['README.md', ...guides].flatMap((file) => markdownBlocks(file, read(file)));
}
