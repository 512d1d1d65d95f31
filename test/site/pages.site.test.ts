// Every page of the playground: loads under a strict policy, fits phones, is accessible, is small.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALL_LOOKS, faultsOf } from './axe.js';
import { folder, fromFolder, launch, open, pages, settled } from './open.js';
import { type Served, serve } from './serve.js';

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

describe.concurrent.each(pages)('%s', (file) => {
  it('loads under a strict policy without a complaint, with little script', async () => {
    const { page, complaints } = await open(browser, served.address, file);
    await settled(page);
    const scripts = await page.$$eval('script[defer]', (all) =>
      all.map((script) => (script as HTMLScriptElement).getAttribute('src') ?? ''),
    );
    const bytes = scripts.map((script) => gzipSync(readFileSync(join(folder, script))).length);
    expect(complaints).toEqual([]);
    expect(scripts.length).toBeGreaterThan(0);
    expect(bytes.reduce((a, b) => a + b, 0)).toBeLessThan(MOST_SCRIPT);
    await page.context().close();
  });

  it('is accessible in light and dark, and does not shift sideways', async () => {
    const { page } = await open(browser, served.address, file);
    await settled(page);
    expect(await faultsOf(page, ALL_LOOKS)).toEqual([]);
    await page.context().close();
  });

  it.each([390, 1280])('shifts nothing about while it loads at %i pixels', async (width) => {
    const { page } = await open(browser, served.address, file, {
      viewport: { width, height: 800 },
    });
    await settled(page);
    const shift = await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          let sum = 0;
          const observer = new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) {
              sum += (entry as PerformanceEntry & { value: number }).value;
            }
          });
          observer.observe({ type: 'layout-shift', buffered: true });
          setTimeout(() => resolve(sum), 500);
        }),
    );
    // "Good" by Web Vitals is 0.1.
    expect(shift).toBeLessThan(0.05);
    await page.context().close();
  });

  it('opens from a folder', async () => {
    const { page, complaints } = await open(browser, fromFolder, file);
    await settled(page);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
