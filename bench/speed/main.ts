// Prints how fast the library is beside its peers; see bench/README.md.
import { parseArgs } from 'node:util';
import { describeMachine } from '../machine.js';
import { reportMixed } from '../mixed/report.js';
import { reportRoofline } from '../roofline/report.js';
import { alternate, type Comparison, LEAST, reasonOf } from './alternate.js';
import { compareAttention } from './attention.js';
import { compareBlur } from './blur.js';
import type { Context } from './context.js';
import { compareConv } from './conv.js';
import { compareConvGradient } from './conv-gradient.js';
import { writePart } from './document.js';
import { reportFirstCalls } from './first-call.js';
import { compareHarris } from './harris.js';
import { compareHog } from './hog.js';
import { compareLayerNorm } from './layer-norm.js';
import { compareMatching } from './match.js';
import { compareMatmul } from './matmul.js';
import { reportMemory } from './memory.js';
import { compareMlp } from './mlp.js';
import { compareMultiHead } from './multi-head.js';
import { loadOpencvJs } from './opencv-js.js';
import { reportImports } from './package-import.js';
import { describePeers } from './peers.js';
import { comparePolar } from './polar.js';
import { PythonPeer } from './python-peer.js';
import { type Result, reportTimes } from './report.js';
import { compareAdd, compareKl, compareLogSumExp, compareSoftmax } from './rows.js';
import { compareScaleSpace } from './scale-space.js';
import { compareSift } from './sift.js';

const WORK: Record<string, (context: Context) => Promise<Comparison>> = {
  'sift-512': (context) => compareSift(context, 512, 512),
  'sift-1080p': (context) => compareSift(context, 1080, 1920),
  'scale-space': compareScaleSpace,
  'blur-1.6': (context) => compareBlur(context, 1.6),
  'blur-5': (context) => compareBlur(context, 5),
  match: compareMatching,
  harris: compareHarris,
  'hog-512': (context) => compareHog(context, 512, 512),
  'hog-128': (context) => compareHog(context, 128, 64),
  polar: comparePolar,
  'matmul-8': (context) => compareMatmul(context, 8),
  'matmul-16': (context) => compareMatmul(context, 16),
  'matmul-32': (context) => compareMatmul(context, 32),
  'matmul-64': (context) => compareMatmul(context, 64),
  'matmul-128': (context) => compareMatmul(context, 128),
  'matmul-256': (context) => compareMatmul(context, 256),
  'matmul-512': (context) => compareMatmul(context, 512),
  'attention-512': (context) => compareAttention(context, 512, false),
  'attention-1024': (context) => compareAttention(context, 1024, false),
  'attention-2048': (context) => compareAttention(context, 2048, false),
  'causal-1024': (context) => compareAttention(context, 1024, true),
  'multi-head': compareMultiHead,
  add: compareAdd,
  softmax: compareSoftmax,
  'log-sum-exp': compareLogSumExp,
  kl: compareKl,
  'layer-norm': compareLayerNorm,
  mlp: compareMlp,
  conv: compareConv,
  'conv-gradient': compareConvGradient,
};
/** What is no comparison, but a part of the report. */
const REPORTS: Record<string, () => string | Promise<string>> = {
  roofline: reportRoofline,
  'first-call': reportFirstCalls,
  import: reportImports,
  mixed: reportMixed,
  memory: reportMemory,
};
const WARMUPS = 2;
/** Milliseconds after which a slow contender is timed no more. */
const MOST = 3000;

const USAGE = `usage: tsx bench/speed/main.ts [${[...Object.keys(WORK), ...Object.keys(REPORTS)].join(' | ')}]…
  --rounds N   times each contender runs (15)
  --write      write the part on speed of docs/benchmarks.md (everything)`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '15' },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

/** Progress, beside the report. */
function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** A peer that cannot even start is a peer that is missing. */
async function orUndefined<T>(name: string, start: () => Promise<T | undefined>) {
  try {
    return await start();
  } catch (error) {
    say(`${name} does not start: ${reasonOf(error)}`);
    return undefined;
  }
}

async function run(rounds: number): Promise<void> {
  const everything = [...Object.keys(WORK), ...Object.keys(REPORTS)];
  const asked = positionals.length > 0 && !values.write ? positionals : everything;
  const unknown = asked.find((name) => !everything.includes(name));
  if (values.help || unknown !== undefined || !(rounds >= 1)) {
    console.log(unknown === undefined ? USAGE : `no work "${unknown}"\n${USAGE}`);
    process.exitCode = values.help ? 0 : 1;
    return;
  }
  const cv = await orUndefined('OpenCV.js', loadOpencvJs);
  const python = await orUndefined('Python', () => PythonPeer.start());
  const results: Result[] = [];
  const failures: string[] = [];
  const reports: string[] = [];
  for (const [i, name] of asked.entries()) {
    const start = performance.now();
    say(`${i + 1}/${asked.length} ${name} …`);
    try {
      const prepare = WORK[name];
      if (prepare === undefined) {
        reports.push(await REPORTS[name]!());
      } else {
        const comparison = await prepare({ cv, python });
        const times = await alternate(comparison.contenders, rounds, WARMUPS, MOST, LEAST);
        results.push({ comparison, times });
      }
    } catch (error) {
      failures.push(`- ${name}: ${reasonOf(error)}`);
      say(`  failed: ${reasonOf(error)}`);
    }
    say(`  ${((performance.now() - start) / 1000).toFixed(1)} s`);
  }
  python?.stop();
  const parts = [describeMachine(describePeers(cv, python))];
  if (results.length > 0) parts.push(reportTimes(results));
  parts.push(...reports);
  if (failures.length > 0) parts.push('## What could not be measured', failures.join('\n'));
  const text = parts.join('\n\n');
  console.log(text);
  if (!values.write) return;
  const head =
    'Written by `npm run bench`. All contenders get the same inputs and take turns in one process of Node, each on one ' +
    `thread; medians of ${rounds} rounds, or of fewer where one takes ${MOST / 1000} seconds, in milliseconds. A measurement takes ${LEAST} milliseconds at least: what takes less is called again and again in it, by all contenders alike, and the table gives one call. Take the ratios (our time by theirs), not the ` +
    'milliseconds: they belong to the machine. Pages were not measured: V8 runs the same kernels there.';
  writePart('speed', `${head}\n\n${text}`);
}

try {
  await run(Number(values.rounds));
} catch (error) {
  // Left uncaught, OpenCV.js would have its whole source printed above the error.
  console.error(error instanceof Error ? error.stack : error);
  process.exitCode = 1;
}
// OpenCV.js keeps the process alive.
process.exit();
