import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { brokenRules } from './house.js';

const root = join(import.meta.dirname, '../..');
const tree = Object.fromEntries(
  readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    // Sources of WebAssembly import by rules of their own.
    .filter((file) => file.endsWith('.ts') && !file.includes(join('simd', 'assembly')))
    .map((file) => [
      file.split(sep).join('/'),
      readFileSync(join(root, 'src', file), 'utf8').replaceAll('\r\n', '\n'),
    ]),
);
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

describe('src', () => {
  it('is read whole', () => {
    expect(Object.keys(tree)).toContain('core/create.ts');
    expect(Object.keys(tree)).toContain('index.ts');
  });

  it('keeps the rules: arrows down, no circle, short files, doors for users only', () => {
    expect(brokenRules(tree, Object.keys(manifest.dependencies))).toEqual([]);
  });

  it('has a front door that reaches every subject', () => {
    const folders = Object.keys(tree)
      .filter((file) => file.endsWith('/index.ts'))
      .map((file) => file.split('/')[0]!);
    const reached = [...tree['index.ts']!.matchAll(/from '\.\/([\w-]+)\//g)].map(
      ([, name]) => name,
    );
    expect(folders.filter((folder) => !reached.includes(folder))).toEqual([]);
  });

  // What has no place in finished sources: words anywhere, and code outside of comments.
  it.each([
    ['unfinished work', 'anywhere', /\b(TODO|FIXME|XXX|HACK|placeholder)\b/],
    ['randomness from outside', 'in code', /\bMath\.random\b/],
    ['clock', 'in code', /\b(Date\.now|new Date|performance\.now)\b/],
    ['generated code', 'in code', /\bnew Function\b|\beval\(/],
    ['type given up', 'in code', /\bas (any|unknown as)\b|: any\b/],
    ['check switched off', 'anywhere', /@ts-(ignore|nocheck|expect-error)|biome-ignore/],
    [
      'type of options that cannot be used by its name',
      'in code',
      /\boptions\?: Options<[A-Z]\w*Options?\b/,
    ],
    ['output', 'in code', /\bconsole\.\w+\(/],
  ])('holds no %s', (_, where, pattern) => {
    const found = Object.entries(tree).flatMap(([file, text]) =>
      text
        .split('\n')
        .map((line, i) => ({ line, at: `${file}:${i + 1}` }))
        .filter(({ line }) => pattern.test(line) && (where === 'anywhere' || !isComment(line)))
        .map(({ line, at }) => `${at} ${line.trim()}`),
    );
    expect(found).toEqual([]);
  });
});

function isComment(line: string): boolean {
  return /^\s*(\/?\*|\/\/)/.test(line);
}
