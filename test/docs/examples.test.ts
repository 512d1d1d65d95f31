// Runs every example of the sources, the README and the guides, and holds it to what it promises.
import { join } from 'node:path';
import { runInThisContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { codeGeneration } from '../laws/code-generation.js';
import { type Block, type Example, prepare } from './examples.js';
import { type Body, run } from './run.js';
import { exampleBlocks, guideBlocks, root } from './sources.js';

/** These generate code, which this process may not be allowed to. */
const GENERATING = ['ndarray', 'ndarray-ops'];

async function load(name: string): Promise<object> {
  const [, subject] = /^fovea(?:\/([\w-]+))?$/.exec(name) ?? [];
  if (subject) return import(join(root, 'src', subject, 'index.ts'));
  return import(name === 'fovea' ? join(root, 'src/index.ts') : name);
}

async function brokenPromises(example: Example): Promise<string[]> {
  const modules = new Map<string, object>();
  for (const name of example.imports) modules.set(name, await load(name));
  const source = `(async (require, exports, check) => {${example.body}\n})`;
  const body: Body = runInThisContext(source, { filename: `${example.file}:${example.line}` });
  return run(example, body, modules);
}

function each(blocks: readonly Block[], test: (example: Example) => Promise<void>): void {
  for (const block of blocks) {
    const generates = GENERATING.some((name) => block.code.includes(`from '${name}'`));
    it.skipIf(generates && !codeGeneration)(`${block.file}:${block.line} ${block.name}`, () =>
      test(prepare(block)),
    );
  }
}

describe('the examples of the sources', () => {
  each(exampleBlocks(), async (example) => {
    expect(example.promises, 'promises of a value, // => …').not.toHaveLength(0);
    expect(await brokenPromises(example)).toEqual([]);
  });
});

describe('the examples of the README and the guides', () => {
  each(guideBlocks(), async (example) => {
    expect(await brokenPromises(example)).toEqual([]);
  });
});
