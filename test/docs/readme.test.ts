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

  it('says where every photo comes from', () => {
    const photos = readdirSync(join(root, 'examples/photos'))
      .filter((file) => file.endsWith('.png'))
      .map((file) => file.replace(/(-rgb)?\.png$/, ''));
    expect(photos.filter((name) => !readme.includes(`| \`${name}\` |`))).toEqual([]);
  });

  it('shows a picture of at most 150 kB, in light and in dark', () => {
    const shown = [...readme.matchAll(/(?:!\[[^\]]+\]\(|srcset="|src=")([^)"]+\.svg)/g)];
    expect(shown.length).toBeGreaterThan(2);
    for (const [, file = ''] of shown) expect(read(file).length).toBeLessThan(150_000);
    expect(readme).toContain('media="(prefers-color-scheme: dark)"');
  });

  it('has examples for a newcomer, before anything else to read', () => {
    const [start = ''] = readme.split('## What there is');
    expect(start.match(/^```ts$/gm)).toHaveLength(3);
    expect(start).toContain('npm install fovea');
  });

  it('links to files that are there', () => {
    const pages = [
      ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', 'docs/conventions.md'],
      '.changeset/README.md',
    ];
    for (const page of pages) {
      const links = read(page).matchAll(/(?:\]\(|srcset="|src=")(?!https?:)([^)#"]+)/g);
      for (const [, target = ''] of links) {
        expect(() => read(join(page, '..', target)), `${target} in ${page}`).not.toThrow();
      }
    }
  });
});
