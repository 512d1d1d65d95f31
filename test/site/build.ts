// Builds the playground once for all tests of it; needs `npm run build` first.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { buildPlayground } from '../../tools/site/playground.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    playground: string;
  }
}

export default async function setup({ provide }: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'fovea-playground-'));
  const out = join(folder, 'playground');
  await buildPlayground({ out, only: process.env['PLAYGROUND_PAGES'] });
  provide('playground', out);
  return () => rmSync(folder, { recursive: true, force: true });
}
