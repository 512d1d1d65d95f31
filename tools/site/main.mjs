// Builds the documentation site into site/dist, where it works as it lies there, on any host and below any path:
// `npm run site`. Ends with an error where a link leads nowhere. `--without-playground` leaves out what takes longest.
// @ts-check
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Application, TSConfigReader, TypeDocReader } from 'typedoc';
import { root } from '../subjects.mjs';
import { checkLinks } from './links.mjs';

const out = join(root, 'site/dist');
const playground = !process.argv.includes('--without-playground');

rmSync(out, { recursive: true, force: true });
const app = await Application.bootstrapWithPlugins(/** @type {any} */ ({ out, playground }), [
  new TypeDocReader(),
  new TSConfigReader(),
]);
const project = await app.convert();
if (project) {
  app.validate(project);
  await app.generateOutputs(project);
}
const { logger } = app;
if (!project || logger.hasErrors() || logger.hasWarnings()) {
  console.error('site: the reference has the faults above');
  process.exit(1);
}
if (playground) {
  const { buildPlayground } = await import('./playground.mjs');
  await buildPlayground({ out: join(out, 'playground'), home: '../index.html' });
}

const { broken, inside, outside, pages } = checkLinks(out);
const files = readdirSync(out, { recursive: true, encoding: 'utf8' }).map((file) =>
  join(out, file),
);
const bytes = files.reduce(
  (sum, file) => sum + (statSync(file).isFile() ? statSync(file).size : 0),
  0,
);
const landing = join(out, 'index.html');
const scripts = [...readFileSync(landing, 'utf8').matchAll(/<script[^>]* src="([^"]+)"/g)].map(
  ([, file = '']) => gzipSync(readFileSync(join(out, file))).length,
);
console.log(`site/dist: ${pages} pages, ${(bytes / 1e6).toFixed(1)} MB; ${inside} links inside`);
console.log(
  `landing page: ${kilobytes(statSync(landing).size)}, ${kilobytes(scripts.reduce((a, b) => a + b, 0))} of scripts gzipped`,
);
console.log(
  `links elsewhere, not followed: ${[...outside].map(([host, n]) => `${host} ${n}`).join(', ')}`,
);
if (!existsSync(landing)) broken.push('index.html is missing');
for (const line of broken) console.error(`broken link: ${line}`);
process.exitCode = broken.length === 0 ? 0 : 1;

/** @param {number} n */
function kilobytes(n) {
  return `${(n / 1000).toFixed(1)} kB`;
}
