// A server of files for the examples in a browser, which loads modules from a server only. Any other serves as well.
import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WrongArgument } from './start.mjs';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
};

/** The folder of the built ES modules: in this repository dist, elsewhere that of the installed package. */
export const LIBRARY = dirname(fileURLToPath(import.meta.resolve('fovea')));

/** The photos that come with the examples. */
export const PHOTOS = join(import.meta.dirname, '../photos');

/**
 * Serves folders, { '/': folder, '/name/': folder }, to this machine alone, at a port (0: any that is free).
 * `headers` go with each file; `change` may change what is in one. Resolves to the address and what closes the server.
 */
export function serve(folders, port, { headers = {}, change = (bytes) => bytes } = {}) {
  const server = createServer(({ url }, response) => {
    const path = decodeURIComponent(new URL(url, 'http://localhost').pathname);
    const file = fileOf(folders, path.endsWith('/') ? `${path}index.html` : path);
    if (!file) return void response.writeHead(404).end('There is no such file.\n');
    response.writeHead(200, { 'Content-Type': TYPES[extname(file)], ...headers });
    response.end(change(readFileSync(file)));
  });
  return new Promise((resolve, reject) => {
    const fail = (error) =>
      reject(error.code === 'EADDRINUSE' ? new WrongArgument(`Port ${port} is taken`) : error);
    server.once('error', fail).listen(port, 'localhost', () => {
      const address = `http://localhost:${server.address().port}/`;
      resolve({ address, close: () => server.close() });
    });
  });
}

/** A port, from the command. */
export function readPort(text) {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65535) throw new WrongArgument(`${text} is no port`);
  return port;
}

// The longest name that the path begins with says in which folder the file is; only files of known types are given.
function fileOf(folders, path) {
  const [name] = Object.keys(folders)
    .filter((start) => path.startsWith(start))
    .sort((a, b) => b.length - a.length);
  const inside = normalize(join('/', path.slice(name?.length ?? 0)));
  if (name === undefined || !TYPES[extname(inside)]) return undefined;
  const file = join(folders[name], inside);
  return statSync(file, { throwIfNoEntry: false })?.isFile() ? file : undefined;
}
