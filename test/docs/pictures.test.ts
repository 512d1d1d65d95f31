// Pictures of the guides go stale when what they show, or how it is drawn, changes.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pictures } from '../../tools/site/pictures.js';
import { codeGeneration } from '../laws/code-generation.js';
import { root } from './sources.js';

const folder = join(root, 'docs/pictures');

/** Where two drawings differ: in words, or by more than 0.02 in a number. Ids come of every digit, so they may differ too. */
function differences(a: string, b: string): string[] {
  const [old, now] = [a, b].map((svg) =>
    svg.replace(/fovea-[a-z0-9]+/g, 'id').split(/(-?(?:\d+\.?\d*|\.\d+))/),
  ) as [string[], string[]];
  if (old.length !== now.length) return [`${old.length} and ${now.length} parts`];
  return now.flatMap((part, i) => {
    const near = i % 2 === 1 ? Math.abs(Number(part) - Number(old[i])) < 0.02 : part === old[i];
    return near ? [] : [`${old[i]!.slice(0, 100)} became ${part.slice(0, 100)}`];
  });
}

// As they are written: where WebAssembly may run.
describe.runIf(codeGeneration)('the pictures of the guides', () => {
  const drawn = pictures();

  it('are all there is in their folder', () => {
    expect(readdirSync(folder).sort()).toEqual([...drawn.keys()].sort());
  });

  it.each([...drawn.keys()])('%s is what is drawn now; else run npm run pictures', (name) => {
    expect(differences(readFileSync(join(folder, name), 'utf8'), drawn.get(name)!)).toEqual([]);
  });

  it('are shown, each by a document', () => {
    const documents = [
      'README.md',
      ...readdirSync(join(root, 'docs/guides')).map((name) => `docs/guides/${name}`),
    ];
    const text = documents.map((name) => readFileSync(join(root, name), 'utf8')).join('');
    for (const name of drawn.keys()) expect(text).toContain(`pictures/${name}`);
  });
});
