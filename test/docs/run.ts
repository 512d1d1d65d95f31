// Runs an example and compares what it gives with what it promises. Runs in browsers too.
import type { Example } from './examples.js';
import { difference, errorDifference } from './expected.js';

/** A function made from the body of an example. */
export type Body = (
  require: (name: string) => unknown,
  exports: object,
  check: (index: number, value: () => unknown) => void,
) => Promise<void>;

/**
 * Runs an example.
 *
 * @param example - the example
 * @param body - its body, compiled
 * @param modules - the modules that it imports, by name
 * @returns one line for each promise that was not kept, or that was never reached
 */
export async function run(
  example: Pick<Example, 'file' | 'line' | 'promises'>,
  body: Body,
  modules: ReadonlyMap<string, object>,
): Promise<string[]> {
  const { file, promises } = example;
  const broken: string[] = [];
  const reached = new Set<number>();
  const check = (index: number, value: () => unknown): void => {
    const { line, expression, expected } = promises[index]!;
    reached.add(index);
    let found: string | undefined;
    try {
      found = difference(value(), expected);
    } catch (error) {
      found = errorDifference(error, expected);
    }
    if (found !== undefined) broken.push(`${file}:${line}: ${expression}: ${found}`);
  };
  const require = (name: string): unknown => {
    const module = modules.get(name);
    // What TypeScript's interop looks for in a module that was written as ESM.
    return module && { ...module, __esModule: true };
  };
  try {
    await body(require, {}, check);
  } catch (error) {
    broken.push(`${file}:${example.line}: ${error}`);
  }
  for (const [index, { line, expression }] of promises.entries()) {
    if (!reached.has(index)) broken.push(`${file}:${line}: ${expression}: never reached`);
  }
  return broken;
}
