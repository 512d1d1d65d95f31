// What the figures were measured on.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
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

/** Lines of Markdown: machine, versions, date. */
export function describeMachine(peers: readonly string[]): string {
  const { version } = JSON.parse(
    readFileSync(join(import.meta.dirname, '../package.json'), 'utf8'),
  );
  const processors = cpus();
  return [
    `- ${processors.length} × ${processors[0]?.model.trim() ?? 'unknown processor'}, ${process.platform}`,
    `- Node ${process.versions.node}, fovea ${version}${revision()}`,
    ...peers.map((peer) => `- ${peer}`),
    `- ${new Date().toISOString().slice(0, 10)}`,
  ].join('\n');
}
