// Prints how fast the library is beside its peers; see bench/README.md.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine } from '../machine.js';
import { alternate, type Comparison } from './alternate.js';
import { compareAttention } from './attention.js';
import { compareBlur } from './blur.js';
import type { Context } from './context.js';
import { compareConv } from './conv.js';
import { compareHarris } from './harris.js';
import { compareHog } from './hog.js';
import { compareMatching } from './match.js';
import { compareMatmul } from './matmul.js';
import { compareMlp } from './mlp.js';
import { loadOpencvJs, opencvJsVersion } from './opencv-js.js';
import { PythonPeer } from './python-peer.js';
import { reportTimes } from './report.js';
import { compareKl, compareLogSumExp } from './rows.js';
import { compareScaleSpace } from './scale-space.js';
import { compareSift } from './sift.js';
import { compareSoftmax } from './softmax.js';

const WORK: Record<string, (context: Context) => Promise<Comparison>> = {
  sift: compareSift,
  'scale-space': compareScaleSpace,
  'blur-1.6': (context) => compareBlur(context, 1.6),
  'blur-5': (context) => compareBlur(context, 5),
  match: compareMatching,
  harris: compareHarris,
  hog: compareHog,
  mlp: compareMlp,
  matmul: compareMatmul,
  attention: compareAttention,
  softmax: compareSoftmax,
  conv: compareConv,
  kl: compareKl,
  'log-sum-exp': compareLogSumExp,
};
const LARGEST_BYTES_PER_PIXEL = 60;

/** Tokens at which the memory of attention is measured, and how often. */
const TOKENS = [1024, 8192];
const PROCESSES = 3;
const MOST_MEGABYTES = 2;

const USAGE = `usage: tsx bench/speed/main.ts [${Object.keys(WORK).join(' | ')} | memory]…
  --rounds N   times each contender runs (15)
  --write      write docs/benchmarks.md (everything)`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '15' },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

function measureIn(script: string, ...args: string[]): string {
  const path = join(import.meta.dirname, '../memory', script);
  return execFileSync(process.execPath, [...process.execArgv, path, ...args], { encoding: 'utf8' });
}

/** The largest of several processes: what a process holds is known to about a megabyte. */
function measureAttention(): string {
  const largest = TOKENS.map((tokens) => {
    const runs = Array.from({ length: PROCESSES }, () => {
      const { extraBytes } = JSON.parse(measureIn('attention.ts', String(tokens)));
      return extraBytes / 2 ** 20;
    });
    return Math.max(0, ...runs);
  });
  const verdict = largest.every((megabytes) => megabytes <= MOST_MEGABYTES) ? '' : ' (missed)';
  const each = largest.map((megabytes, i) => `${megabytes.toFixed(1)} MB at ${TOKENS[i]} tokens`);
  return (
    `Peak memory of \`scaledDotProductAttention\` besides inputs and output, 64 wide, largest of ${PROCESSES} processes: ` +
    `${each.join(', ')}; goal at most ${MOST_MEGABYTES} MB${verdict}.`
  );
}

function measureMemory(): string {
  const { shape, keypoints, bytesPerPixel } = JSON.parse(measureIn('main.ts'));
  const verdict = bytesPerPixel <= LARGEST_BYTES_PER_PIXEL ? '' : ' (missed)';
  return (
    `Peak memory of \`sift\` on ${shape.join('×')} bytes (${keypoints} keypoints), in a process of its own: ` +
    `${bytesPerPixel.toFixed(1)} bytes a pixel of the upsampled image; goal at most ${LARGEST_BYTES_PER_PIXEL}${verdict}.`
  );
}

async function run(): Promise<void> {
  const everything = [...Object.keys(WORK), 'memory'];
  const asked = positionals.length > 0 && !values.write ? positionals : everything;
  const unknown = asked.find((name) => !everything.includes(name));
  if (values.help || unknown !== undefined) {
    console.log(unknown === undefined ? USAGE : `no work "${unknown}"\n${USAGE}`);
    process.exitCode = unknown === undefined ? 0 : 1;
    return;
  }
  const cv = await loadOpencvJs();
  const python = await PythonPeer.start();
  const peers = [
    cv
      ? `OpenCV.js ${opencvJsVersion(cv)} (@techstark/opencv-js)`
      : 'OpenCV.js: missing (run npm install in bench/)',
    ...['opencv', 'scikit-image'].map((name) => {
      const title = name === 'opencv' ? 'OpenCV' : name;
      const version = python?.versions[name];
      return version === undefined
        ? `${title}: missing (Python cannot import it)`
        : `${title} ${version} in Python, one thread`;
    }),
  ];
  const results: { comparison: Comparison; medians: number[] }[] = [];
  for (const name of asked) {
    const prepare = WORK[name];
    if (prepare === undefined) continue;
    process.stderr.write(`${name} …\n`);
    const comparison = await prepare({ cv, python });
    const medians = await alternate(comparison.contenders, Number(values.rounds), 3);
    results.push({ comparison, medians });
  }
  python?.stop();
  const parts = [describeMachine(peers)];
  if (results.length > 0) parts.push(reportTimes(results));
  if (asked.includes('memory')) parts.push(measureMemory(), measureAttention());
  const text = parts.join('\n\n');
  console.log(text);
  if (!values.write) return;
  const head =
    '# How fast it is\n\n' +
    'Written by `npm run speed -- --write` in `bench/`. Contenders take turns in one run; medians of ' +
    `${values.rounds} runs, in milliseconds. Take the ratios (our time by theirs), not the milliseconds.`;
  const docs = join(import.meta.dirname, '../../docs');
  mkdirSync(docs, { recursive: true });
  writeFileSync(join(docs, 'benchmarks.md'), `${head}\n\n${text}\n`);
}

try {
  await run();
} catch (error) {
  // Left uncaught, OpenCV.js would have its whole source printed above the error.
  console.error(error instanceof Error ? error.stack : error);
  process.exitCode = 1;
}
// OpenCV.js keeps the process alive.
process.exit();
