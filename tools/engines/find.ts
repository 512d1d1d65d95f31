// Finds the engines of this machine; none is downloaded.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromiumArguments, findChromium } from '../chromium.mjs';
import { findOnPath } from '../executables.mjs';

/** What runs a program: a command to which the file and its argument are added. */
export interface Runtime {
  readonly name: string;
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Kernels that must serve. */
  readonly kernels: 'simd' | 'scalar';
}

/** What opens a page. */
export interface Browser {
  readonly name: string;
  /** The command that opens an address, for a new profile in a folder. */
  readonly command: (address: string, profile: string) => readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** What is here, and in words what is not. */
export interface Found {
  readonly runtimes: readonly Runtime[];
  readonly browsers: readonly Browser[];
  readonly missing: readonly string[];
}

/** Where Debian and Fedora put WebKit's own small browser. */
const LIBRARIES = ['/usr/lib', '/usr/libexec'];

export function findEngines(): Found {
  const runtimes: Runtime[] = [];
  const browsers: Browser[] = [];
  const missing: string[] = [];

  const more = (process.env['NODE_PATHS'] ?? '').split(delimiter).filter(Boolean);
  const nodes = [process.execPath, ...more];
  for (const node of nodes) {
    const name = `Node ${version(node)}`;
    runtimes.push({ name, command: [node], kernels: 'simd' });
  }
  if (more.length === 0) {
    missing.push('other versions of Node: NODE_PATHS=/a/bin/node:/b/bin/node');
  }
  runtimes.push({
    name: `Node ${version(process.execPath)} --jitless, without WebAssembly`,
    command: [process.execPath, '--jitless'],
    kernels: 'scalar',
  });

  const deno = process.env['DENO_PATH'] ?? findOnPath(['deno']);
  if (deno) {
    const name = `Deno ${version(deno)}`;
    const command = [deno, 'run', '--allow-all', '--no-prompt'];
    runtimes.push({ name, command, kernels: 'simd' });
    const jitless = [...command, '--v8-flags=--jitless'];
    runtimes.push({
      name: `${name} --jitless, without WebAssembly`,
      command: jitless,
      kernels: 'scalar',
    });
  } else missing.push('Deno: on PATH or DENO_PATH');
  const bun = process.env['BUN_PATH'] ?? findOnPath(['bun']);
  if (bun) runtimes.push({ name: `Bun ${version(bun)}`, command: [bun], kernels: 'simd' });
  else missing.push('Bun: on PATH or BUN_PATH');

  const chromium = findChromium();
  if (chromium) {
    const flags = [...chromiumArguments, '--headless=new'];
    browsers.push({
      name: `Chromium ${version(chromium)}`,
      command: (address, profile) => [chromium, ...flags, `--user-data-dir=${profile}`, address],
    });
  } else missing.push('Chromium: on PATH or CHROMIUM_PATH');
  const firefox = process.env['FIREFOX_PATH'] ?? findOnPath(['firefox', 'firefox-esr']);
  if (firefox) {
    browsers.push({
      name: `Firefox ${version(firefox)}`,
      command: (address, profile) => [
        ...[firefox, '--headless', '--no-remote', '--profile', profile, address],
      ],
    });
  } else missing.push('Firefox: on PATH or FIREFOX_PATH');
  const webkit = process.env['MINIBROWSER_PATH'] ?? findMiniBrowser();
  const screen = findScreen();
  if (webkit && screen) {
    const command = [...screen, webkit];
    const [program = '', ...rest] = command;
    browsers.push({
      name: `WebKitGTK ${version(program, ...rest)}`,
      command: (address) => [...command, address],
      environment: {
        // Its web process cannot start a sandbox as root in a container.
        WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
        LIBGL_ALWAYS_SOFTWARE: '1',
      },
    });
  } else {
    missing.push(
      'WebKitGTK: its MiniBrowser (Debian: webkit2gtk-driver) or MINIBROWSER_PATH, and xvfb-run',
    );
  }
  return { runtimes, browsers, missing };
}

function findMiniBrowser(): string | undefined {
  return LIBRARIES.filter(existsSync)
    .flatMap((folder) => [folder, ...readdirSync(folder).map((name) => join(folder, name))])
    .flatMap((folder) =>
      ['6.0', '4.1', '4.0'].flatMap((api) =>
        ['webkit2gtk', 'webkitgtk'].map((name) => join(folder, `${name}-${api}`, 'MiniBrowser')),
      ),
    )
    .find(existsSync);
}

/** What stands before a program that needs a screen; undefined where there is none. */
function findScreen(): string[] | undefined {
  if (process.env['DISPLAY']) return [];
  const xvfb = findOnPath(['xvfb-run']);
  return xvfb ? [xvfb, '-a'] : undefined;
}

/** The first number with dots that a program says of its version. */
function version(program: string, ...more: string[]): string {
  try {
    const args = [...more, '--version'];
    const text = execFileSync(program, args, { encoding: 'utf8', stdio: 'pipe' });
    return /\d+(\.\d+)+/.exec(text)?.[0] ?? '';
  } catch {
    return '(version unknown)';
  }
}
