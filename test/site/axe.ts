// What axe and a ruler find in a page as it stands.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright';
import { settled } from './open.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Rules that depend on colours. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/** A colour scheme and a width in pixels that a page is looked at in. */
export type Look = readonly [colorScheme: 'light' | 'dark', width: number];

/** On a phone and on a desk. */
export const LOOKS: readonly Look[] = [
  ['light', 390],
  ['dark', 1280],
];

/** The same, in both colours. */
export const ALL_LOOKS: readonly Look[] = [...LOOKS, ['dark', 390], ['light', 1280]];

/**
 * What keeps people from a page: what `violationsOf` finds, and that one has to shift the page sideways.
 *
 * @param page - as it is to be looked at; it is not loaded anew, which would take longer than most looks
 * @param looks - one after the other
 */
export async function faultsOf(page: Page, looks: readonly Look[]): Promise<string[]> {
  return [...(await widthFaults(page, looks)), ...(await violationsOf(page, looks))];
}

/**
 * What axe finds, each with the elements it is about.
 *
 * @param page - as it is to be looked at
 * @param looks - one after the other; at a width that it has had before, a page differs in its colours alone
 */
export async function violationsOf(page: Page, looks: readonly Look[]): Promise<string[]> {
  const faults: string[] = [];
  // What is run from outside is no matter of the page's policy.
  await page.evaluate(AXE);
  const widths = new Set<number>();
  for (const look of looks) {
    await show(page, look);
    const options: RunOptions = { resultTypes: ['violations'] };
    if (widths.has(look[1])) options.runOnly = COLOUR_RULES;
    widths.add(look[1]);
    let { violations } = await lookAt(page, options);
    // Right after its window became another, a page may still be at work: what is a fault stays one.
    for (let more = 0; more < 4 && violations.length > 0; more++) {
      await page.waitForTimeout(1000);
      violations = (await lookAt(page, options)).violations;
    }
    for (const { id, nodes } of violations) {
      faults.push(`${look.join(' ')}: ${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    }
  }
  return faults;
}

function lookAt(page: Page, options: RunOptions): Promise<AxeResults> {
  type Global = { axe: { run(options: RunOptions): Promise<AxeResults> } };
  return page.evaluate((given) => (globalThis as unknown as Global).axe.run(given), options);
}

/**
 * The looks in which a page is wider than its window.
 *
 * @param page - as it is to be looked at
 * @param looks - one after the other
 */
export async function widthFaults(page: Page, looks: readonly Look[]): Promise<string[]> {
  const faults: string[] = [];
  for (const look of looks) {
    await show(page, look);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    if (width > look[1]) faults.push(`${look.join(' ')}: ${width} pixels wide`);
  }
  return faults;
}

async function show(page: Page, [colorScheme, width]: Look): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize({ width, height: 800 });
  await settled(page);
}
