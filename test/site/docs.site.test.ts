// Every kind of page of the documentation site: loads under a strict policy and from its folder, fits phones, is accessible,
// and is found by the search. Needs `npm run site` first.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../tools/subjects.mjs';
import { ALL_LOOKS, LOOKS, violationsOf, widthFaults } from './axe.js';
import { launch, type Opened, open } from './open.js';
import { type Served, serve } from './serve.js';

const folder = join(root, 'site/dist');
if (!existsSync(join(folder, 'index.html'))) throw new Error('run `npm run site` first');
const fromFolder = `${pathToFileURL(folder).href}/`;

/** One of each kind: they are looked at in light and dark, on a phone and on a desk. */
const KINDS = [
  'index.html',
  'guides/attention.html',
  'reference/filter.html',
  'reference/filter/gaussianBlur.html',
];

/** Those that are unlike all others. */
const OTHERS = [
  'guides/index.html',
  'guides/backpropagation.html',
  'guides/sift.html',
  'guides/from-other-libraries.html',
  'guides/arrays.html',
  'guides/training.html',
  'guides/teaching.html',
  'divergence-conventions.html',
  'conventions.html',
  'errata.html',
  'coverage.html',
  'benchmarks.html',
  'modules.html',
  'reference/filter/GaussianBlurOptions.html',
  'source/test/filter/gaussian-blur.test.ts.html',
];
const PAGES = [...KINDS, ...OTHERS];

/** What one program writes into many places, of which axe looks at some: every span of a thousand formulas would take long. */
const REPEATED = ['.katex', '#tsd-nav-container li'];
const LOOKED_AT = 40;

/** Scripts, styles, fonts and pictures of the site's own. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
].join('; ');

let browser: Browser;
let served: Served;

beforeAll(async () => {
  served = await serve(folder, { policy: POLICY });
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
  await served?.close();
});

/** Opens a page; all that it asks for is written down. */
async function visit(address: string, file: string, options = {}): Promise<Opened> {
  const opened = await open(browser, address, file, options);
  await opened.page.waitForLoadState('networkidle');
  return opened;
}

/** Takes all elements but the first ones out of a page. */
function keep(page: Page, selector: string, count: number): Promise<void> {
  return page.$$eval(
    selector,
    (all, first) => {
      for (const element of all.slice(first)) element.remove();
    },
    count,
  );
}

describe.concurrent.each(PAGES)('%s', (file) => {
  it('loads under a strict policy from one host, is accessible, and fits phones and desks', async () => {
    const { page, complaints } = await visit(served.address, file);
    expect(complaints).toEqual([]);
    const asked = await page.evaluate(() =>
      performance.getEntriesByType('resource').map(({ name }) => new URL(name).host),
    );
    expect(new Set(asked)).toEqual(new Set([new URL(served.address).host]));
    const looks = KINDS.includes(file) ? ALL_LOOKS : LOOKS;
    expect(await widthFaults(page, looks)).toEqual([]);
    // The navigation names every function on every page: the first of them has it whole.
    for (const repeated of file === KINDS[0] ? [] : REPEATED) await keep(page, repeated, LOOKED_AT);
    expect(await violationsOf(page, looks)).toEqual([]);
    await page.context().close();
  });
});

it('opens from a folder', async () => {
  const { page, complaints } = await visit(fromFolder, PAGES[0]!);
  for (const file of PAGES) {
    await page.goto(fromFolder + file, { waitUntil: 'networkidle' });
    expect(complaints, file).toEqual([]);
  }
  await page.context().close();
});

it('sets formulas with fonts of its own', async () => {
  const { page } = await visit(served.address, 'guides/attention.html');
  const formula = page.locator('.katex-display .katex-html').first();
  expect((await formula.boundingBox())!.height).toBeGreaterThan(20);
  const loaded = await page.evaluate(() =>
    [...document.fonts].filter(({ status }) => status === 'loaded').map(({ family }) => family),
  );
  expect(loaded).toContain('KaTeX_Main');
  // A fraction's two parts stand above each other by inline style, which the policy would refuse.
  const places = await page.$$eval('.katex .mfrac .vlist > span', (spans) =>
    spans.slice(0, 3).map((span) => span.getBoundingClientRect().top),
  );
  expect(new Set(places.map(Math.round)).size).toBeGreaterThan(1);
  await page.context().close();
});

it.each([
  ['served', () => served.address],
  ['from a folder', () => fromFolder],
])('finds a function and a guide, %s', async (_, address) => {
  const { page, complaints } = await visit(address(), 'guides/sift.html');
  const search = async (words: string): Promise<string> => {
    await page.fill('#tsd-search-input', words);
    const first = page.locator('#tsd-search-results a').first();
    await first.waitFor();
    await page.waitForFunction(
      (text) => document.querySelector('#tsd-search-results')?.textContent?.includes(text),
      words.split(' ')[0]!,
    );
    return (await first.getAttribute('href')) ?? '';
  };
  await page.click('#tsd-search-trigger');
  expect(await search('gaussianBlur')).toContain('reference/filter/gaussianBlur.html');
  expect(await search('Backpropagation')).toContain('guides/backpropagation.html');
  await page.locator('#tsd-search-results a').first().click();
  await page.waitForURL(/backpropagation\.html/);
  expect(await page.textContent('h1')).toContain('Backpropagation on paper');
  expect(complaints).toEqual([]);
  await page.context().close();
});

it('keeps the theme that is chosen, for pictures too', async () => {
  const { page } = await visit(served.address, 'guides/backpropagation.html', {
    colorScheme: 'light',
  });
  const shown = (): Promise<string> =>
    page.$eval('picture > img', (img) => (img as HTMLImageElement).currentSrc);
  expect(await shown()).toContain('network-light.svg');
  await page.click('.settings summary');
  await page.selectOption('#tsd-theme', 'dark');
  await expect.poll(shown).toContain('network-dark.svg');
  await page.reload();
  await expect.poll(shown).toContain('network-dark.svg');
  const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  expect(paper).toBe('rgb(38, 40, 43)');
  await page.context().close();
});

it('has a landing page with little script, a picture, and ways into the site', async () => {
  const { page } = await visit(served.address, 'index.html');
  const scripts = await page.$$eval('script[src]', (all) =>
    all.map((script) => script.getAttribute('src') ?? ''),
  );
  const sizes = scripts.map((script) => gzipSync(readFileSync(join(folder, script))).length);
  expect(sizes.reduce((a, b) => a + b)).toBeLessThan(100_000);
  const picture = (await page.locator('.hero img').boundingBox())!;
  expect(picture.width).toBeGreaterThan(300);
  for (const name of ['Guides', 'Reference', 'Playground']) {
    const button = page.locator('.buttons').getByText(name, { exact: true });
    expect(existsSync(join(folder, (await button.getAttribute('href')) ?? ''))).toBe(true);
  }
  await page.context().close();
});

it('does not move while it loads', async () => {
  const { page } = await visit(served.address, 'index.html');
  const shift = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries())
            sum += (entry as unknown as { value: number }).value;
        }).observe({ type: 'layout-shift', buffered: true });
        setTimeout(() => resolve(sum), 500);
      }),
  );
  expect(shift).toBeLessThan(0.1);
  await page.context().close();
});
