// Opens the programme in browsers that are not driven: the page sends home what it found, to the server that it is from.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, normalize } from 'node:path';
import type { Browser } from './find.js';
import { DOORS, FILES } from './prepare.js';

/** A way in which a page takes the library. */
export interface Way {
  readonly name: string;
  readonly html: string;
  readonly policy?: string;
  /** Kernels that must serve. */
  readonly kernels: 'simd' | 'scalar';
  /** Copies of the library that are at work at the same time, if more than one: all must find the same. */
  readonly copies?: number;
}

/** Milliseconds that a browser has for all. */
const PATIENCE = 600_000;
const DIST = '/node_modules/fovea/dist';
const STRICT = "default-src 'none'; script-src 'self'; connect-src 'self'";

const imports = Object.fromEntries(
  DOORS.map((door) => [door, `${DIST}/${door === 'fovea' ? 'index' : door.slice(6)}.js`]),
);
const module = (file: string): string => `<script type="module" src="/${file}?WHAT"></script>`;
const importMap = `<script type="importmap">${JSON.stringify({ imports })}</script>`;

export const WAYS: readonly Way[] = [
  { name: 'files as they are', html: importMap + module(FILES.page), kernels: 'simd' },
  { name: 'bundled', html: module(FILES.bundle), kernels: 'simd' },
  { name: 'in a worker', html: module(FILES.starter), kernels: 'simd' },
  {
    name: 'two copies in a page',
    html: importMap + module(FILES.page) + module(FILES.bundle),
    kernels: 'simd',
    copies: 2,
  },
  {
    name: 'under a strict policy',
    html: module(FILES.bundle),
    policy: STRICT,
    kernels: 'scalar',
  },
  {
    name: 'without WebAssembly',
    html: `<script>delete globalThis.WebAssembly</script>${module(FILES.bundle)}`,
    kernels: 'scalar',
  },
];

/** What a page sent home. */
interface Sent {
  readonly path: string;
  readonly body: string;
}

/**
 * Opens a page and waits for what it sends.
 *
 * @param browser - to open it in
 * @param way - how the page takes the library
 * @param folder - from `prepare`
 * @param what - "work" or "speed"
 * @returns what the programme returned
 */
export async function runPage(
  browser: Browser,
  way: Way,
  folder: string,
  what: 'work' | 'speed',
): Promise<unknown> {
  const profile = mkdtempSync(join(tmpdir(), 'fovea-profile-'));
  let settle: (sent: readonly Sent[]) => void;
  const sent = new Promise<readonly Sent[]>((resolve) => {
    settle = resolve;
  });
  const all: Sent[] = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://host');
    if (request.method === 'POST') {
      const parts: Buffer[] = [];
      request.on('data', (part) => parts.push(part));
      request.on('end', () => {
        response.end();
        all.push({ path: pathname, body: Buffer.concat(parts).toString() });
        if (all.length === (way.copies ?? 1) || pathname !== '/report') settle(all);
      });
    } else answer(response, pathname, way, folder, what);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const [program = '', ...rest] = browser.command(`http://127.0.0.1:${port}/`, profile);
  // A group of its own, so that all its processes can be ended.
  const child = spawn(program, rest, {
    detached: true,
    stdio: 'ignore',
    env: { ...process.env, ...browser.environment },
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    child.on('error', reject);
    timer = setTimeout(() => reject(new Error(`sent nothing in ${PATIENCE / 1000} s`)), PATIENCE);
  });
  try {
    const reports = await Promise.race([sent, late]);
    const { path, body } = reports.at(-1)!;
    const message = JSON.parse(body);
    if (path !== '/report') throw new Error(message);
    if (what === 'work' && reports.some((report) => report.body !== body)) {
      throw new Error('the copies found different things');
    }
    return message;
  } finally {
    clearTimeout(timer);
    if (child.pid !== undefined) end(child.pid);
    server.close();
    server.closeAllConnections();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

function answer(
  response: ServerResponse,
  path: string,
  { html, policy }: Way,
  folder: string,
  what: string,
): void {
  if (policy) response.setHeader('Content-Security-Policy', policy);
  if (path === '/') {
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.end(`<!doctype html><title>fovea</title>${html.replaceAll('WHAT', `what=${what}`)}`);
    return;
  }
  const file = normalize(join(folder, path));
  try {
    if (!file.startsWith(folder)) throw new Error('outside');
    const text = readFileSync(file);
    response.setHeader('Content-Type', 'text/javascript; charset=utf-8');
    response.end(text);
  } catch {
    response.statusCode = 404;
    response.end();
  }
}

function end(group: number): void {
  try {
    process.kill(-group);
  } catch {
    // It has ended by itself.
  }
}
