// The subjects of the library: every folder of src with a door (index.ts). Whatever lists entries asks here.
// @ts-check
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const here = import.meta.dirname;

/** The top of the project. (tsup bundles this file into its configuration, which lies there.) */
export const root = basename(here) === 'tools' ? dirname(here) : here;

/** Names of the subjects, in order. */
export const subjects = readdirSync(join(root, 'src'))
  .filter((folder) => existsSync(join(root, 'src', folder, 'index.ts')))
  .sort();
