// Node imports files only. So this fetches a module and whatever it imports, writes them to a folder for the time being,
// and imports them from there. While main.mjs serves the library:
//
//   node examples/import-by-url/node.mjs                                       the module beside this one
//   node examples/import-by-url/node.mjs http://localhost:8123/find-blobs.mjs  or one from a server
//
// For a program of your own `npm install fovea` is the better way: it checks what it fetches, and fetches it once.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [address = new URL('find-blobs.mjs', import.meta.url).href] = process.argv.slice(2);

const folder = mkdtempSync(join(tmpdir(), 'import-by-url-'));
try {
  const file = await keep(address, new Map());
  const { findBlobs } = await import(pathToFileURL(join(folder, file)));
  console.log(findBlobs().join('\n'));
} finally {
  rmSync(folder, { recursive: true });
}

/** Writes a module to the folder, and what it imports, each once; gives the name of its file. */
async function keep(url, kept) {
  if (kept.has(url)) return kept.get(url);
  const name = `module-${kept.size}.mjs`;
  kept.set(url, name);
  let text = await read(url);
  for (const [, address] of text.matchAll(/^(?:import|export)\b.*\bfrom '([./h][^']*)';$/gm)) {
    const imported = await keep(new URL(address, url).href, kept);
    text = text.replace(`from '${address}'`, `from './${imported}'`);
  }
  writeFileSync(join(folder, name), text);
  return name;
}

async function read(url) {
  if (url.startsWith('file:')) return readFileSync(new URL(url), 'utf8');
  const response = await fetch(url).catch((cause) => {
    throw new Error(`Nothing answers at ${url}; main.mjs is to serve it meanwhile.`, { cause });
  });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${response.statusText}`);
  return response.text();
}
