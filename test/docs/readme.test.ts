import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { subjects } from '../../tools/subjects.mjs';
import { root } from './sources.js';

const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const readme = read('README.md');

describe('the README', () => {
  it('names every entry', () => {
    expect(subjects.filter((name) => !readme.includes(`| \`fovea/${name}\` |`))).toEqual([]);
  });

  it('gives a reason for every dependency', () => {
    const { dependencies } = JSON.parse(read('package.json'));
    const rows = [...readme.matchAll(/^\| \[`([^`]+)`\]\(\S+\) \| \S/gm)].map(([, name]) => name);
    expect(rows.sort()).toEqual(Object.keys(dependencies).sort());
  });

  it('states the sizes that are measured, with their limits', () => {
    const budgets: { import: string; limit: string }[] = JSON.parse(read('.size-limit.json'));
    const rows = [...readme.matchAll(/^\| `(\{.*\})` \| ([\d.]+) \| (\d+) \|$/gm)];
    expect(rows.length).toBeGreaterThan(2);
    for (const [, names, size, limit] of rows) {
      expect(budgets).toContainEqual(
        expect.objectContaining({ import: names, limit: `${limit} kB` }),
      );
      expect(Number(size)).toBeLessThanOrEqual(Number(limit));
    }
  });

  it('says where every photo comes from', () => {
    const photos = readdirSync(join(root, 'examples/photos'))
      .filter((file) => file.endsWith('.png'))
      .map((file) => file.replace(/(-rgb)?\.png$/, ''));
    expect(photos.filter((name) => !readme.includes(`| \`${name}\` |`))).toEqual([]);
  });

  it('links to files that are there', () => {
    const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'docs/conventions.md'];
    for (const page of pages) {
      for (const [, target = ''] of read(page).matchAll(/\]\((?!https?:)([^)#]+)/g)) {
        expect(() => read(join(page, '..', target)), `${target} in ${page}`).not.toThrow();
      }
    }
  });
});
