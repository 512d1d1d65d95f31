// How far the results of each subject are from its references: the tests compare them, and note here what they find.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderTable } from '../table.js';

const root = join(import.meta.dirname, '../..');

/** One comparison of a result with its reference. */
interface Note {
  readonly values: number;
  readonly float32: boolean;
  /** The largest error by the largest value of the reference, or by what the test takes for small. */
  readonly error: number;
}

/** The test files that compare with references, by the folder of their subject. */
function comparingFiles(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const file of readdirSync(join(root, 'test'), {
    recursive: true,
    encoding: 'utf8',
  }).sort()) {
    if (!file.endsWith('.test.ts')) continue;
    if (!readFileSync(join(root, 'test', file), 'utf8').includes('worstRatio(')) continue;
    const subject = file.split(/[\\/]/)[0]!;
    found.set(subject, [...(found.get(subject) ?? []), `test/${file}`]);
  }
  return found;
}

function measure(files: readonly string[]): Note[] {
  const folder = mkdtempSync(join(tmpdir(), 'fovea-errors-'));
  const notes = join(folder, 'notes.jsonl');
  const { status } = spawnSync('npx', ['vitest', 'run', '--project', 'node', ...files], {
    cwd: root,
    env: { ...process.env, FOVEA_ERRORS: notes },
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  const text = existsSync(notes) ? readFileSync(notes, 'utf8') : '';
  rmSync(folder, { recursive: true });
  if (status !== 0) throw new Error(`${files.join(', ')}: the tests fail`);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

function figures(notes: readonly Note[]): string[] {
  if (notes.length === 0) return ['', ''];
  const count = notes.reduce((sum, { values }) => sum + values, 0);
  const largest = notes.reduce((most, { error }) => Math.max(most, error), 0);
  return [String(count), largest === 0 ? '0' : largest.toExponential(0)];
}

export function reportReferences(): string {
  const rows = [...comparingFiles()].map(([subject, files]) => {
    const notes = measure(files);
    const [double, single] = [false, true].map((float32) =>
      figures(notes.filter((note) => note.float32 === float32)),
    ) as [string[], string[]];
    return [subject, ...double, ...single];
  });
  const header = ['subject', 'float64: values', 'error', 'float32: values', 'error'];
  return [
    '## Each subject beside its references',
    '',
    "What the tests compare with SciPy, NumPy, PyTorch, OpenCV, scikit-image and sums of many digits: how many values, and the largest error, by the largest value of its array (where all of an array is near 0, by what its test takes for small). float32 also stands for results beside references that were computed in float32: OpenCV's histograms of oriented gradients, and divergences of distributions that differ by no more than float32 resolves, are the far ones.",
    '',
    renderTable(header, rows),
  ].join('\n');
}
