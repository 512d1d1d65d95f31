// What `import` and the first call take, each in processes of their own that run a bundle of one subject.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { renderTable } from '../table.js';
import { median, reasonOf } from './alternate.js';

const SOURCES = join(import.meta.dirname, '../../src');
const PROCESSES = 5;
/** Milliseconds. */
const MOST_IMPORT = 5;
const MOST_EXTRA = 10;

/** A subject, or all of them, and a call of one of its functions on an array of the shape; shares add up to 1 in rows. */
const CALLS = [
  ['filter', 'gaussianBlur', [512, 512], 'f(x, 1.6)'],
  ['structure-tensor', 'detectCorners', [512, 512], 'f(x)'],
  ['scale-space', 'sift', [256, 256], 'f(x)'],
  ['orientation-histogram', 'hog', [128, 64], 'f(x)'],
  ['matching', 'matchDescriptors', [500, 128], 'f(x, x)'],
  ['attention', 'scaledDotProductAttention', [8, 256, 64], 'f(x, x, x)'],
  ['array', 'matmul', [256, 256], 'f(x, x)'],
  ['array', 'softmax', [256, 256], 'f(x)'],
  ['array', 'logSumExp', [256, 256], 'f(x, { axis: 1 })'],
  ['divergence', 'klDivergence', [256, 256], 'f(shares, shares)'],
  ['convolution', 'conv2d', [16, 16, 9, 9], 'f(x, x, { padding: 4 })'],
  ['transformer', 'layerNorm', [256, 256], 'f(x)'],
  ['index', 'softmax', [256, 256], 'f(x)'],
] as const;

interface Seen {
  readonly imported: number;
  readonly first: number;
  readonly later: number;
}

/** A program that imports the bundle and calls the function, and prints what that took. */
function program(bundle: string, name: string, shape: readonly number[], call: string): string {
  return `
const start = performance.now();
const { ${name}: f } = await import(${JSON.stringify(bundle)});
const imported = performance.now() - start;
const shape = ${JSON.stringify(shape)};
let state = 1;
const data = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
});
const stride = shape.map((_, i) => shape.slice(i + 1).reduce((a, b) => a * b, 1));
const x = { data, shape, stride, offset: 0, dtype: 'float32', size: data.length, order: shape.map((_, i) => i) };
const shares = { ...x, data: data.slice() };
for (let start = 0; start < data.length; start += shape.at(-1)) {
  const row = shares.data.subarray(start, start + shape.at(-1));
  const sum = row.reduce((a, b) => a + b);
  row.forEach((value, i) => { row[i] = value / sum; });
}
const time = () => {
  const start = performance.now();
  ${call};
  return performance.now() - start;
};
const first = time();
const later = Array.from({ length: 9 }, time).sort((a, b) => a - b)[4];
console.log(JSON.stringify({ imported, first, later }));
`;
}

/** Medians of several processes that call one function. */
async function measureCall(
  folder: string,
  [subject, name, shape, call]: (typeof CALLS)[number],
): Promise<Seen> {
  const bundle = join(folder, `${subject}.mjs`);
  await build({
    entryPoints: [join(SOURCES, subject === 'index' ? '' : subject, 'index.ts')],
    outfile: bundle,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    logLevel: 'silent',
  });
  const script = join(folder, `${subject}-${name}.mjs`);
  writeFileSync(script, program(bundle, name, shape, call));
  const seen = Array.from({ length: PROCESSES }, (): Seen => {
    // Without the flags of this process: what compiles TypeScript would be counted too.
    return JSON.parse(
      execFileSync(process.execPath, [script], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
  });
  const middle = (of: keyof Seen) => median(seen.map((each) => each[of]));
  return { imported: middle('imported'), first: middle('first'), later: middle('later') };
}

/** A Markdown part with a table: import, first call, later call. */
export async function reportFirstCalls(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'fovea-first-'));
  try {
    const rows: string[][] = [];
    for (const each of CALLS) {
      const [subject, name, shape] = each;
      const title = `\`${name}\` of ${shape.join('×')}${subject === 'index' ? ', all of fovea imported' : ''}`;
      try {
        const { imported, first, later } = await measureCall(folder, each);
        const met = imported <= MOST_IMPORT && first - later <= MOST_EXTRA;
        rows.push([
          title,
          ...[imported, first, later, first - later].map((ms) => ms.toFixed(1)),
          met ? 'met' : '**not met**',
        ]);
      } catch (error) {
        rows.push([title, 'failed', '', '', '', reasonOf(error)]);
      }
    }
    const header = ['call', 'import, ms', 'first, ms', 'later, ms', 'more, ms', 'goal'];
    return [
      '## First call',
      `In a process of its own, from a bundle of the function's subject, of the last from one of everything; medians of ` +
        `${PROCESSES} processes. Goals: import at most ${MOST_IMPORT} ms, the first call at most ${MOST_EXTRA} ms ` +
        'more than a later one.',
      renderTable(header, rows),
    ].join('\n\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
