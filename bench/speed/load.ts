// The peers that are plain modules of bench's own node_modules, as far as they are used here.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { NOT_INSTALLED } from './names.js';

const require = createRequire(import.meta.url);

/** A module; an error says where it is not installed. */
export function loadModule<T>(name: string): T {
  try {
    return require(name);
  } catch (error) {
    if ((error as { code?: string }).code === 'MODULE_NOT_FOUND') throw new Error(NOT_INSTALLED);
    throw error;
  }
}

/** The same for a module that is written as one. */
export async function importModule<T>(name: string): Promise<T> {
  let path: string;
  try {
    path = require.resolve(name);
  } catch {
    throw new Error(NOT_INSTALLED);
  }
  return import(pathToFileURL(path).href);
}

/** The version of an installed package, or undefined. */
export function versionOf(name: string): string | undefined {
  try {
    const file = join(import.meta.dirname, '../node_modules', name, 'package.json');
    return JSON.parse(readFileSync(file, 'utf8')).version;
  } catch {
    return undefined;
  }
}
