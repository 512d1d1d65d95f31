// The examples that are pages, each served by its own command and used as a person would. Needs `npm run build` first.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { chromiumArguments, findChromium } from '../../tools/chromium.mjs';

const examples = join(import.meta.dirname, '../../examples');
let browser: Browser;
let server: ChildProcess;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  const executablePath = findChromium();
  browser = await chromium.launch({
    args: chromiumArguments,
    ...(executablePath && { executablePath }),
  });
});
afterAll(() => browser?.close());

afterEach(async () => {
  await page?.close();
  server.kill();
});

/** Runs an example's command, opens the page that it names, and gives what it printed. */
async function open(name: string): Promise<string> {
  server = spawn(process.execPath, [join(examples, name, 'main.mjs'), '0']);
  let printed = '';
  server.stdout!.setEncoding('utf8').on('data', (text) => {
    printed += text;
  });
  server.stderr!.setEncoding('utf8').on('data', (text) => {
    printed += text;
  });
  while (!printed.includes('Ctrl+C')) {
    await Promise.race([once(server.stdout!, 'data'), once(server, 'exit')]);
    if (server.exitCode !== null) throw new Error(printed);
  }
  page = await browser.newPage({ viewport: { width: 390, height: 844 } });
  complaints = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('response', (response) => {
    if (!response.ok()) complaints.push(`${response.status()} ${response.url()}`);
  });
  await page.goto(/Open (\S+)/.exec(printed)![1]!);
  return printed;
}

/** What a script of the examples prints in Node. */
function inNode(...args: string[]): string {
  return execFileSync(process.execPath, args, { encoding: 'utf8', cwd: examples });
}

const shown = (selector: string, text: RegExp): Promise<void> =>
  page.locator(selector).filter({ hasText: text }).waitFor();

/** Nothing hangs over the right edge of a phone. */
const overhang = (): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

it('examples/browser-without-bundler draws keypoints of its photo and of one that is chosen', async () => {
  await open('browser-without-bundler');
  await shown('#state', /500 keypoints in 512 × 512 pixels/);
  await page.getByRole('img', { name: '500 keypoints' }).waitFor();
  await page.setInputFiles('#file', join(examples, 'photos/hubble.png'));
  // As many as Node finds in the grey file: a canvas gives the same bytes.
  const found = /(\d+) keypoints/.exec(inNode('node-esm/main.mjs', 'photos/hubble.png'))![1];
  await shown('#state', new RegExp(`${found} keypoints in 200 × 160 pixels`));
  await page.setInputFiles('#file', join(examples, 'README.md'));
  await shown('#state', /This did not work/);
  expect(await overhang()).toBe(0);
  expect(complaints).toEqual([]);
});

it('examples/worker works beside the page, cancels at once, and begins anew', async () => {
  await open('worker');
  const begin = page.getByRole('button', { name: 'Find keypoints' });
  const cancel = page.getByRole('button', { name: 'Cancel' });
  await expect.poll(() => cancel.isDisabled()).toBe(true);
  // In the page, since it may be over before we look from here.
  await page.evaluate(() => {
    const state = document.querySelector('#state')!;
    const watch = new MutationObserver(() => {
      if (!/[1-5] of 6 photos/.test(state.textContent!)) return;
      watch.disconnect();
      document.querySelector<HTMLButtonElement>('#cancel')!.click();
    });
    watch.observe(state, { childList: true, characterData: true, subtree: true });
  });
  await begin.click();
  await shown('#state', /Cancelled/);
  await expect.poll(() => cancel.isDisabled()).toBe(true);
  expect(await page.locator('#results li').count()).toBe(0);
  await begin.click();
  await shown('#state', /Done/);
  expect(await page.getByRole('progressbar').getAttribute('value')).toBe('1');
  // Were the work done in the page, not a frame would be drawn.
  const frames = /drew (\d+) frames/.exec((await page.textContent('#frames'))!)![1];
  expect(Number(frames)).toBeGreaterThan(5);
  const lines = await page.locator('#results li').allTextContents();
  const report = inNode('worker/node.mjs');
  for (const line of lines) expect(report).toContain(line);
  expect(lines).toHaveLength(6);
  expect(report).toContain('6 of 6 photos');
  expect(inNode('worker/node.mjs', '1')).toBe('Cancelled.\n');
  expect(complaints).toEqual([]);
});

it('examples/import-by-url finds its discs with the library of another origin, and so does Node', async () => {
  const printed = await open('import-by-url');
  const [, library, origin] = /at (\S+?)scale-space\.js\nOpen (\S+)/.exec(printed)!;
  expect(library).not.toBe(origin);
  await shown('#found', /keypoints/);
  const found = await page.textContent('#found');
  const [first, second, third] = [...found!.matchAll(/\((.*?), (.*?)\), sigma (.*)/g)].map(
    ([, ...numbers]) => numbers.map(Number),
  );
  // The discs as they were planted; sigmas are tried in steps of a tenth.
  for (const [disc, [x, y, sigma]] of [
    [first, [24, 30, 3]],
    [second, [70, 40, 5]],
    [third, [44, 74, 7]],
  ] as const) {
    expect(disc!.slice(0, 2)).toEqual([x, y]);
    expect(Math.abs(disc![2]! / sigma - 1)).toBeLessThan(0.06);
  }
  expect(inNode('import-by-url/node.mjs', `${origin}find-blobs.mjs`)).toBe(`${found}\n`);
  expect(complaints).toEqual([]);
});

it('examples/observable-cell runs the cells that a slider reaches, and ends with its last value', async () => {
  await open('observable-cell');
  const spread = async (sigma: string): Promise<number> => {
    await shown('[data-cell="spread"]', new RegExp(`With sigma ${sigma} `));
    return Number(/(\d\.\d+)\.$/.exec((await page.textContent('[data-cell="spread"]'))!)![1]);
  };
  const sharp = await spread('0');
  await page.getByRole('img').first().waitFor();
  const before = await page.locator('[data-cell="distribution"]').innerHTML();
  const slider = page.getByRole('slider', { name: 'Blur, sigma in pixels' });
  // Faster than the cells can follow.
  for (let step = 0; step < 24; step++) await slider.press('ArrowRight');
  expect(await spread('12')).toBeLessThan(sharp);
  await expect.poll(() => page.locator('[data-cell="distribution"]').innerHTML()).not.toBe(before);
  expect(await overhang()).toBe(0);
  expect(complaints).toEqual([]);
});
