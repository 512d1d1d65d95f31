// Finds a Chromium on this machine; none is downloaded.
// @ts-check
import { existsSync } from 'node:fs';
import { chromium } from 'playwright';
import { findOnPath } from './executables.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/**
 * What a browser without a screen, run by tests, should not do.
 */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Path of a Chromium: CHROMIUM_PATH, else the first on PATH, else one that Playwright installed before.
 * @returns {string | undefined}
 */
export function findChromium() {
  const given = process.env['CHROMIUM_PATH'];
  if (given) return given;
  const found = findOnPath(NAMES);
  if (found) return found;
  const own = chromium.executablePath();
  return own && existsSync(own) ? own : undefined;
}
