// Packs the built library and installs it in a folder of its own, as a user would.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const root: string = join(import.meta.dirname, '../..');

/** An installed tarball. */
export interface Installed {
  /** The folder of the program that installed it. */
  readonly folder: string;
  /** Paths inside the tarball. */
  readonly files: readonly string[];
  /** Bytes of the tarball, and of what it unpacks to. */
  readonly packed: number;
  readonly unpacked: number;
  /** Writes a file of the program. */
  write(name: string, text: string): void;
  /** Runs Node in the folder; returns what it prints, throws with what it says where it fails. */
  node(...args: string[]): string;
  remove(): void;
}

function run(command: string, args: readonly string[], cwd: string): string {
  try {
    return execFileSync(command, args, {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32' && command === 'npm',
    });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${command} ${args.join(' ')}\n${stdout}\n${stderr}`);
  }
}

/** Packs and installs; needs `npm run build` first. */
export function install(): Installed {
  const folder = mkdtempSync(join(tmpdir(), 'fovea-'));
  const [tarball] = JSON.parse(
    run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root),
  );
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  write('package.json', '{ "private": true }');
  const quiet = ['--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline'];
  run('npm', ['install', ...quiet, join(folder, tarball.filename)], folder);
  return {
    folder,
    files: tarball.files.map(({ path }: { path: string }) => path),
    packed: tarball.size,
    unpacked: tarball.unpackedSize,
    write,
    node: (...args) => run(process.execPath, args, folder),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
