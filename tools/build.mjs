// Builds dist without a word where it is missing or older than what it is made from. `npm start` asks for this.
// @ts-check
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './subjects.mjs';

/** @param {string} file */
const changed = (file) => statSync(join(root, file)).mtimeMs;

// tsup writes declarations last.
const newest = join(root, 'dist/index.d.cts');
const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .map((file) => join('src', file))
  .concat(
    'package.json',
    'tsup.config.ts',
    'tsconfig.json',
    'tools/build-kernels.mjs',
    'tools/bundle.mjs',
    'tools/chunks.mjs',
    'tools/flat-packages.mjs',
    'tools/subjects.mjs',
  );
const built = existsSync(newest) ? statSync(newest).mtimeMs : 0;

if (sources.some((file) => changed(file) > built)) {
  const tty = process.stderr.isTTY;
  if (tty) process.stderr.write('Building the library once …');
  const run = (/** @type {string[]} */ ...program) =>
    spawnSync(process.execPath, program, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
      .status ?? 1;
  const bundled = run(join(root, 'tools/bundle.mjs'));
  process.exitCode =
    bundled || run(join(root, 'node_modules/tsup/dist/cli-default.js'), '--silent');
  if (tty) process.stderr.write('\r\x1b[K');
}
