// Writes the entries of package.json from the subjects in src: `npm run entries`, after adding one.
// @ts-check
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, subjects } from './subjects.mjs';

/**
 * What one entry resolves to, for ESM and for CommonJS, each with its own declarations.
 * @param {string} name
 */
const entry = (name) => ({
  import: { types: `./dist/${name}.d.ts`, default: `./dist/${name}.js` },
  require: { types: `./dist/${name}.d.cts`, default: `./dist/${name}.cjs` },
});

/** The `exports` and `typesVersions` that package.json must hold. */
export const entries = {
  exports: {
    '.': entry('index'),
    ...Object.fromEntries(subjects.map((name) => [`./${name}`, entry(name)])),
    './package.json': './package.json',
  },
  // For TypeScript under `moduleResolution: node10`, which does not read `exports`.
  typesVersions: {
    '*': Object.fromEntries(subjects.map((name) => [name, [`./dist/${name}.d.cts`]])),
  },
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const file = join(root, 'package.json');
  const manifest = { ...JSON.parse(readFileSync(file, 'utf8')), ...entries };
  writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
  console.log(`package.json: ${subjects.length} subjects and the root`);
}
