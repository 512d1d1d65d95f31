// The subjects of the library: every folder of src with a door (index.ts). Whatever lists entries asks here.
// @ts-check
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The top of the project. */
export const root = join(import.meta.dirname, '..');

/** Names of the subjects, in order. */
export const subjects = readdirSync(join(root, 'src'))
  .filter((folder) => existsSync(join(root, 'src', folder, 'index.ts')))
  .sort();
