// The check of the built site's links finds what is broken, and that alone.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { checkLinks } from '../../tools/site/links.mjs';

const folders: string[] = [];

function site(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'fovea-links-'));
  folders.push(folder);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(join(folder, file, '..'), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  return folder;
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

const packed = (data: object): string =>
  `window.data = "${deflateSync(JSON.stringify(data)).toString('base64')}"`;

describe('checkLinks', () => {
  it('finds nothing where files and places are there', () => {
    const report = checkLinks(
      site({
        'index.html':
          '<a href="a/b.html#x y">b</a><a href="#top" id="top">up</a><img src="c%20d.svg"><link href="data:,">',
        'a/b.html':
          '<p id="x y"><a href="../index.html">up</a><a href="https://example.org/z">z</a>',
        'c d.svg': '<svg/>',
        's.css': '@font-face{src:url("c d.svg")}a{background:url(data:,)}',
        'assets/navigation.js': packed([{ text: 'b', path: 'a/b.html' }]),
      }),
    );
    expect(report.broken).toEqual([]);
    expect(report.pages).toBe(2);
    expect([...report.outside]).toEqual([['example.org', 1]]);
  });

  it('finds missing files, missing places, folders, and what scripts link to', () => {
    const { broken } = checkLinks(
      site({
        'index.html':
          '<a href="b.html"></a><a href="#x"></a><a href="a/"></a><script src="s.js"></script>',
        'a/index.html': '<a href="../index.html#nowhere"></a><source srcset="p.svg">',
        's.css': 'a{src:url(f.woff2)}',
        'assets/search.js': packed({ rows: [{ url: 'gone.html#x' }] }),
      }),
    );
    expect(broken).toEqual([
      'a/index.html: ../index.html#nowhere (no such place in the page)',
      'a/index.html: p.svg',
      'index.html: #x (no such place in the page)',
      'index.html: a/',
      'index.html: b.html',
      'index.html: gone.html#x',
      'index.html: s.js',
      's.css: f.woff2',
    ]);
  });
});
