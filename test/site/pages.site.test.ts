// Every page of the playground: loads under a strict policy, fits phones, is accessible, is small.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { AxeResults } from 'axe-core';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folder, fromFolder, launch, open, pages, settled } from './open.js';
import { type Served, serve } from './serve.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const MOST_SCRIPT = 100_000;

let browser: Browser;
let served: Served;

beforeAll(async () => {
  served = await serve(folder);
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
  await served?.close();
});

describe.each(pages)('%s', (file) => {
  it('loads under a strict policy without a complaint, with little script', async () => {
    const { page, complaints } = await open(browser, served.address, file);
    await settled(page);
    const scripts = await page.$$eval('script[src]', (all) =>
      all.map((script) => (script as HTMLScriptElement).getAttribute('src') ?? ''),
    );
    const bytes = scripts.map((script) => gzipSync(readFileSync(join(folder, script))).length);
    expect(complaints).toEqual([]);
    expect(scripts.length).toBeGreaterThan(0);
    expect(bytes.reduce((a, b) => a + b, 0)).toBeLessThan(MOST_SCRIPT);
    await page.context().close();
  });

  it.each([
    ['light', 390],
    ['light', 1280],
    ['dark', 390],
    ['dark', 1280],
  ] as const)(
    'is accessible in %s at %i pixels, and does not shift sideways',
    async (colorScheme, width) => {
      const { page } = await open(browser, served.address, file, {
        colorScheme,
        viewport: { width, height: 800 },
        // The policy would keep out axe, which is not the page's own.
        bypassCSP: true,
      });
      await settled(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
        width,
      );
      await page.addScriptTag({ content: AXE });
      const { violations } = await page.evaluate(() =>
        (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
      );
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
      ).toEqual([]);
      await page.context().close();
    },
  );

  it('opens from a folder', async () => {
    const { page, complaints } = await open(browser, fromFolder, file);
    await settled(page);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
