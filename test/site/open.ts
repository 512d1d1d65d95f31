// Opens pages of the playground in Chromium and hears what they complain of.
import { readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright';
import { inject } from 'vitest';
import { chromiumArguments, findChromium } from '../../tools/chromium.mjs';

/** The folder that the playground was built into. */
export const folder: string = inject('playground');

/** Files of its pages. */
export const pages: readonly string[] = readdirSync(folder).filter((file) =>
  file.endsWith('.html'),
);

/** A page with what it wrote to the console as a warning or an error, and errors that escaped. */
export interface Opened {
  readonly page: Page;
  readonly complaints: string[];
}

/**
 * Starts the browser.
 *
 * @param more - arguments beside the usual ones
 */
export function launch(...more: string[]): Promise<Browser> {
  const executablePath = findChromium();
  return chromium.launch({
    args: [...chromiumArguments, ...more],
    ...(executablePath && { executablePath }),
  });
}

/**
 * Opens a page and waits until it shows its title.
 *
 * @param browser - from `launch`
 * @param address - where the playground lies, with a slash at the end
 * @param page - its file, with what follows
 * @param options - of the browser's window
 */
export async function open(
  browser: Browser,
  address: string,
  page: string,
  options: BrowserContextOptions = {},
): Promise<Opened> {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  // Slow machines need more than the usual half minute for a page.
  context.setDefaultTimeout(120_000);
  const opened = { page: await context.newPage(), complaints: [] as string[] };
  opened.page.on('console', (message) => {
    if (['warning', 'error'].includes(message.type())) opened.complaints.push(message.text());
  });
  opened.page.on('pageerror', (error) => opened.complaints.push(String(error)));
  await opened.page.goto(address + page);
  await opened.page.waitForSelector('h1');
  return opened;
}

/** The address of the playground opened from its folder. */
export const fromFolder: string = `${pathToFileURL(folder).href}/`;

/**
 * Waits until the page's work is done.
 *
 * @param page - of the playground
 */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector('.working[data-busy=true]') === null);
}
