// The built package on a page whose policy forbids generated code and WebAssembly: it works there, and gives
// what it gives in Node. Needs `npm run build` first.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { type Browser, chromium } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumArguments, findChromium } from '../../tools/chromium.mjs';
import { readImage } from '../reference/read.js';
import type { Report } from './work.js';

const POLICY = "default-src 'none'; script-src 'self'";
const HTML = '<!doctype html><title>fovea</title><script type="module" src="/page.js"></script>';

let folder: string;
let server: Server;
let browser: Browser;
let inNode: Report;
let inPage: Report;
let permissions: Record<string, string>;
const complaints: string[] = [];

/** A module of bytes: the page may not fetch anything but scripts. */
function photo(name: string): string {
  const { data, shape } = readImage(name);
  return `export default { shape: ${JSON.stringify(shape)}, bytes: Uint8Array.of(${data}) };`;
}

async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, entry)],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    logLevel: 'error',
    plugins: [
      {
        name: 'photos',
        setup({ onLoad }) {
          onLoad({ filter: /\.png$/ }, ({ path }) => ({ contents: photo(basename(path, '.png')) }));
        },
      },
    ],
  });
  return outputFiles[0]!.text;
}

beforeAll(async () => {
  const script = await bundle('page.ts');
  folder = mkdtempSync(join(tmpdir(), 'fovea-page-'));
  writeFileSync(join(folder, 'work.mjs'), await bundle('work.ts'));
  inNode = (await import(pathToFileURL(join(folder, 'work.mjs')).href)).work();

  server = createServer(({ url }, response) => {
    response.setHeader('Content-Security-Policy', POLICY);
    const isScript = url === '/page.js';
    response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? script : HTML);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const executablePath = findChromium();
  browser = await chromium.launch({
    args: chromiumArguments,
    ...(executablePath && { executablePath }),
  });
  const page = await browser.newPage();
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(`http://127.0.0.1:${port}/`);
  await page.waitForSelector('html[data-done]', { state: 'attached', timeout: 60_000 });
  const { report, ...rest } = JSON.parse((await page.textContent('body')) ?? '');
  inPage = report;
  permissions = rest;
});

afterAll(async () => {
  await browser?.close();
  server?.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

describe('on a page with a strict policy', () => {
  it('code cannot be generated, by ndarray neither, nor WebAssembly compiled', () => {
    expect(permissions).toEqual({
      function: 'EvalError',
      ndarray: 'EvalError',
      wasm: 'CompileError',
    });
  });

  it('nothing is written to the console, and no error escapes', () => {
    // The policy's own reports on the three attempts above are no complaints of the library.
    const own = /Content Security Policy|unsafe-eval/;
    expect(complaints.filter((text) => !own.test(text))).toEqual([]);
  });

  it('a blur gives what it gives in Node', () => {
    expect(largestDifference(inPage.blur, inNode.blur)).toBeLessThan(1e-12);
  });

  it('keypoints, descriptors and matches are those of Node', () => {
    expect(inNode.keypoints.length).toBeGreaterThan(50);
    expect(inPage.keypoints).toHaveLength(inNode.keypoints.length);
    expect(largestDifference(inPage.keypoints.flat(), inNode.keypoints.flat())).toBeLessThan(1e-6);
    expect(largestDifference(inPage.descriptors, inNode.descriptors)).toBeLessThan(1e-6);
    expect(inNode.matches.length).toBeGreaterThan(20);
    expect(inPage.matches).toEqual(inNode.matches);
  });
});

describe('float32 work', () => {
  it('runs on SIMD kernels in Node, and on scalar ones in the page, with the same results', () => {
    expect(inNode.kernels).toBe('simd');
    expect(inPage.kernels).toBe('scalar');
    for (const [i, singles] of inNode.singles.entries()) {
      expect(singles).toHaveLength(48 * 48);
      expect(largestDifference(inPage.singles[i]!, singles)).toBeLessThan(1e-5);
    }
    expect(inPage.singles).not.toEqual(inNode.singles);
  });
});

function largestDifference(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return Infinity;
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0);
}
