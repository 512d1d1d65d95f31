// The sources in a browser: every example of every subject keeps its promises there too.
import { describe, expect, inject, it } from 'vitest';
import { type Body, run } from '../docs/run.js';

const examples = inject('examples');
const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor;

declare global {
  interface ImportMeta {
    /** Vite's: a loader for each file of a pattern. */
    glob(patterns: readonly string[]): Record<string, () => Promise<object>>;
  }
}
const doors = import.meta.glob(['/src/index.ts', '/src/*/index.ts']);

/** The modules that examples import, as this project's server hands them out. */
async function load(name: string): Promise<object> {
  if (name === 'ndarray') return import('ndarray');
  const door = doors[name.replace(/^fovea/, '/src').concat('/index.ts')];
  if (!door) throw new Error(`${name} is not for browsers`);
  return door();
}

describe('in this browser', () => {
  it('examples are at hand', () => expect(examples.length).toBeGreaterThan(50));

  it.each(examples.map((example) => [`${example.file}:${example.line} ${example.name}`, example]))(
    '%s',
    async (_, example) => {
      if (typeof example === 'string') throw new TypeError('no example');
      const modules = new Map<string, object>();
      for (const name of example.imports) modules.set(name, await load(name));
      const body: Body = new AsyncFunction('require', 'exports', 'check', example.body);
      expect(await run(example, body, modules)).toEqual([]);
    },
  );
});
