// Calls of every public function that are known to be right: those that the examples make.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInThisContext } from 'node:vm';
import ts from 'typescript';
import { subjects } from '../../../tools/subjects.mjs';
import { type Block, prepare } from '../../docs/examples.js';
import { run } from '../../docs/run.js';
import { exampleBlocks, root } from '../../docs/sources.js';

/** A call of a function, as an example makes it. */
export interface Call {
  /** The function that errors are to name. */
  readonly name: string;
  /** What is called: the function itself, or a function that it returned. */
  readonly label: string;
  readonly call: (...args: unknown[]) => unknown;
  readonly args: readonly unknown[];
}

type Callable = (...args: unknown[]) => unknown;
type Module = Record<string, unknown>;

/** How many calls of a function are kept, where its examples make more. */
const KEPT = 6;

/** The public functions by name, with the module that hands each out. */
export async function publicFunctions(): Promise<Map<string, Callable>> {
  const found = new Map<string, Callable>();
  for (const name of ['index.ts', ...subjects.map((subject) => `${subject}/index.ts`)]) {
    const module = (await import(join(root, 'src', name))) as Module;
    for (const [key, value] of Object.entries(module)) {
      if (typeof value === 'function' && !/^class\b/.test(String(value))) {
        found.set(key, value as Callable);
      }
    }
  }
  return found;
}

/** The examples by the function that they belong to. */
export function examplesByFunction(): Map<string, Block[]> {
  const blocks = new Map<string, Block[]>();
  for (const block of exampleBlocks()) {
    blocks.set(block.name, [...(blocks.get(block.name) ?? []), block]);
  }
  return blocks;
}

/** Names of the parameters of the functions of a file, by function. */
export function parametersOf(file: string): Map<string, Set<string>> {
  const text = readFileSync(join(root, file), 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found = new Map<string, Set<string>>();
  source.forEachChild((node) => {
    if (!ts.isFunctionDeclaration(node) || node.name === undefined) return;
    const names = found.get(node.name.text) ?? new Set();
    for (const { name } of node.parameters) {
      if (ts.isIdentifier(name)) names.add(name.text);
      else for (const part of name.elements) names.add(part.getText().split(/[:=\s]/)[0]!);
    }
    for (const tag of ts.getJSDocTags(node)) {
      if (ts.isJSDocParameterTag(tag)) names.add(tag.name.getText());
    }
    found.set(node.name.text, names);
  });
  return found;
}

/** Records what an example calls. */
export async function record(block: Block, wanted: (name: string) => boolean): Promise<Call[]> {
  const calls: Call[] = [];
  const originals = new Map<unknown, Callable>();
  let depth = 0;
  const original = (value: unknown, level = 0): unknown => {
    if (originals.has(value)) return originals.get(value);
    if (level > 2 || !isPlain(value)) return value;
    const parts = Object.entries(value).map(([key, part]) => [key, original(part, level + 1)]);
    if (parts.every(([key, part]) => (value as Module)[key as string] === part)) return value;
    return Array.isArray(value) ? parts.map(([, part]) => part) : Object.fromEntries(parts);
  };
  const wrap = (name: string, label: string, call: Callable): Callable => {
    const wrapped: Callable = (...given) => {
      const args = given.map((value) => original(value));
      if (depth === 0 && wanted(name) && calls.filter((it) => it.label === label).length < KEPT) {
        calls.push({ name, label, call, args });
      }
      depth++;
      try {
        const result = call(...args);
        return typeof result === 'function' ? wrap(name, `${label}()`, result as Callable) : result;
      } finally {
        depth--;
      }
    };
    originals.set(wrapped, call);
    return wrapped;
  };
  const example = prepare(block);
  const modules = new Map<string, object>();
  for (const name of example.imports) {
    const [, subject] = /^fovea(?:\/([\w-]+))?$/.exec(name) ?? [];
    const own = name.startsWith('fovea');
    const path = own ? join(root, 'src', subject ?? '', 'index.ts') : name;
    const module = (await import(path)) as Module;
    const wrapped = Object.entries(module).map(([key, value]) => [
      key,
      own && typeof value === 'function' && !/^class\b/.test(String(value))
        ? wrap(key, key, value as Callable)
        : value,
    ]);
    modules.set(name, own ? Object.fromEntries(wrapped) : module);
  }
  const source = `(async (require, exports, check) => {${example.body}\n})`;
  await run(example, runInThisContext(source, { filename: example.file }), modules);
  return calls;
}

/** Whether a value is a list or a record, whose parts can be looked at one by one. */
export function isPlain(value: unknown): value is Record<string, unknown> | unknown[] {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
