// The playground for all tests of it: that of the site, from `npm run site`. PLAYGROUND_PAGES=photo,attention builds only
// these pages anew, while one works on them; that needs `npm run build` first.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { buildPlayground } from '../../tools/site/playground.mjs';
import { root } from '../../tools/subjects.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    playground: string;
  }
}

export default async function setup({ provide }: TestProject): Promise<(() => void) | undefined> {
  const only = process.env['PLAYGROUND_PAGES'];
  if (only === undefined) {
    const built = join(root, 'site/dist/playground');
    if (!existsSync(join(built, 'index.html'))) throw new Error('run `npm run site` first');
    provide('playground', built);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'fovea-playground-'));
  const out = join(folder, 'playground');
  await buildPlayground({ out, only });
  provide('playground', out);
  return () => rmSync(folder, { recursive: true, force: true });
}
