// What `import` and the first call take, each in processes of their own: from a bundle of one subject, and from one of the
// function alone, as in an app that is bundled. Bundles are made of the built package, as those of apps are.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { renderTable } from '../table.js';
import { median, reasonOf } from './alternate.js';

const ROOT = join(import.meta.dirname, '../..');
const PROCESSES = 9;
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

interface Measured extends Seen {
  /** Milliseconds that importing the function alone takes. */
  readonly alone: number;
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

/** What the processes of one program print, a few times. */
function runs(folder: string, name: string, text: string): Seen[] {
  const script = join(folder, name);
  writeFileSync(script, text);
  return Array.from({ length: PROCESSES }, (): Seen => {
    // Without the flags of this process: what compiles TypeScript would be counted too.
    return JSON.parse(
      execFileSync(process.execPath, [script], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
  });
}

/** Medians of several processes that call one function. */
async function measureCall(
  folder: string,
  [subject, name, shape, call]: (typeof CALLS)[number],
): Promise<Measured> {
  const door = `./${subject}.js`;
  const bundled = async (file: string, contents: string): Promise<string> => {
    const outfile = join(folder, file);
    await build({
      stdin: { contents, resolveDir: join(ROOT, 'dist') },
      outfile,
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'neutral',
      logLevel: 'silent',
    });
    return outfile;
  };
  const all = await bundled(`${subject}.mjs`, `export * from '${door}';`);
  const one = await bundled(`${subject}-${name}.mjs`, `export { ${name} } from '${door}';`);
  const seen = runs(folder, `all-${name}.mjs`, program(all, name, shape, call));
  const alone = runs(folder, `one-${name}.mjs`, program(one, name, shape, call));
  const middle = (of: keyof Seen) => median(seen.map((each) => each[of]));
  return {
    alone: median(alone.map(({ imported }) => imported)),
    imported: middle('imported'),
    first: middle('first'),
    later: middle('later'),
  };
}

/** A Markdown part with a table: import, first call, later call. */
export async function reportFirstCalls(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'fovea-first-'));
  try {
    // The declarations too: a package that is half built would be worse than none.
    execFileSync(process.execPath, [join(ROOT, 'tools/build.mjs')], { stdio: 'ignore' });
    const rows: string[][] = [];
    for (const each of CALLS) {
      const [subject, name, shape] = each;
      const title = `\`${name}\` of ${shape.join('×')}${subject === 'index' ? ', all of fovea imported' : ''}`;
      try {
        const { alone, imported, first, later } = await measureCall(folder, each);
        const missed = [
          ...(alone <= MOST_IMPORT ? [] : ['import']),
          ...(imported <= MOST_IMPORT ? [] : ['all of the subject']),
          ...(first - later <= MOST_EXTRA ? [] : ['first call']),
        ];
        rows.push([
          title,
          ...[alone, imported, first, later, first - later].map((ms) => ms.toFixed(1)),
          missed.length === 0 ? 'met' : `**not met**: ${missed.join(', ')}`,
        ]);
      } catch (error) {
        rows.push([title, 'failed', '', '', '', '', reasonOf(error)]);
      }
    }
    const header = [
      'call',
      'import alone, ms',
      'all of the subject, ms',
      'first, ms',
      'later, ms',
      'more, ms',
      'goal',
    ];
    return [
      '## First call',
      'Each in a process of its own: import of a bundle that holds the function alone, as in an app that is bundled, and ' +
        'of one that holds all of its subject, which is used for the calls; of the last row all of fovea. Medians of ' +
        `${PROCESSES} processes. Goals: each import at most ${MOST_IMPORT} ms, the first call at most ${MOST_EXTRA} ms ` +
        'more than a later one.',
      renderTable(header, rows, [0, 6]),
    ].join('\n\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
