// What the figures were measured on.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';

function revision(): string {
  try {
    const git = (...args: string[]) =>
      execFileSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8' }).trim();
    const changed = git('status', '--porcelain', '--', '../src') === '' ? '' : ' with changes';
    return ` at ${git('rev-parse', '--short', 'HEAD')}${changed}`;
  } catch {
    return '';
  }
}

/** A line where the machine has other work than one process: its figures are to be taken with care. */
export function describeLoad(load: number, processors: number): string[] {
  return load > Math.max(1, processors / 2) + 0.5
    ? [`- **busy with other work**: a load of ${load.toFixed(1)} on ${processors} processors`]
    : [];
}

/** What the machine had to do when this process began. */
const LOAD = loadavg()[0]!;

/** Lines of Markdown: machine, versions, date. */
export function describeMachine(peers: readonly string[]): string {
  const { version } = JSON.parse(
    readFileSync(join(import.meta.dirname, '../package.json'), 'utf8'),
  );
  const processors = cpus();
  return [
    `- ${processors.length} × ${processors[0]?.model.trim() ?? 'unknown processor'}, ${process.platform}`,
    ...describeLoad(LOAD, processors.length),
    `- Node ${process.versions.node}, fovea ${version}${revision()}`,
    ...peers.map((peer) => `- ${peer}`),
    `- ${new Date().toISOString().slice(0, 10)}`,
  ].join('\n');
}
