// Runs every public function on every engine of this machine, and compares what they give with what this Node gives:
//
//   npm run engines                 all that is found
//   npm run engines -- Firefox      those whose names have a word of these
//   npm run engines -- --speed      how long some works take instead
//
// Ends with an error where an engine breaks a promise, is served by other kernels than it should be, or differs by more
// than rounding. What is not found is said, and is no error.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { renderTable } from '../../bench/table.js';
import { compare, ROUNDING } from './compare.js';
import { findEngines } from './find.js';
import { runPage, WAYS } from './pages.js';
import { FILES, prepare } from './prepare.js';
import type { Report } from './programme.js';
import type { Speed } from './speeds.js';

/** An engine and a way of running there. */
interface Place {
  readonly name: string;
  readonly kernels: 'simd' | 'scalar';
  readonly run: (what: 'work' | 'speed') => Promise<unknown>;
}

/** Differences that are named. */
const SHOWN = 5;
/** Milliseconds that a program has. */
const PATIENCE = 600_000;

const args = process.argv.slice(2);
const words = args.filter((word) => !word.startsWith('--'));
const { runtimes, browsers, missing } = findEngines();
const { folder, remove } = await prepare();

function runProgram(
  command: readonly string[],
  environment: Readonly<Record<string, string>>,
  file: string,
  what: string,
): unknown {
  const output = join(folder, 'report.json');
  const [program = '', ...rest] = command;
  const { status, stderr, error } = spawnSync(
    program,
    [...rest, join(folder, file), output, what],
    {
      cwd: folder,
      encoding: 'utf8',
      timeout: PATIENCE,
      env: { ...process.env, ...environment },
    },
  );
  if (status !== 0) throw error ?? new Error(stderr);
  const report: unknown = JSON.parse(readFileSync(output, 'utf8'));
  rmSync(output);
  return report;
}

const places: Place[] = [
  ...runtimes.flatMap(({ name, command, environment = {}, kernels }) =>
    (['esm', 'cjs'] as const).map((form) => ({
      name: `${name}, ${form === 'esm' ? 'ES modules' : 'CommonJS'}`,
      kernels,
      run: async (what: string) => runProgram(command, environment, FILES[form], what),
    })),
  ),
  ...browsers.flatMap((browser) =>
    WAYS.map((way) => ({
      name: `${browser.name}, ${way.name}`,
      kernels: way.kernels,
      run: (what: 'work' | 'speed') => runPage(browser, way, folder, what),
    })),
  ),
];
const asked = places.filter(
  ({ name }) => words.length === 0 || words.some((word) => name.includes(word)),
);
try {
  if (args.includes('--speed')) await measure();
  else await check();
} finally {
  remove();
}
for (const what of missing) console.log(`!! NOT FOUND, so not run: ${what}`);

/** Runs the programme everywhere. */
async function check(): Promise<void> {
  const [own] = places;
  const truth = (await own!.run('work')) as Report;
  console.log(
    `${truth.entries.length} calls; functions of which none is put down: ${truth.unseen.join(', ') || 'none'}`,
  );
  let failed = 0;
  for (const { name, kernels, run } of asked) {
    const start = Date.now();
    let report: Report;
    try {
      report = (await run('work')) as Report;
    } catch (error) {
      console.log(`FAILED  ${name}: ${error instanceof Error ? error.message : error}`);
      failed++;
      continue;
    }
    const { calls, same, differences } = compare(report, truth);
    // Kernels of another kind round otherwise where they compute in float32.
    const wrong = differences.filter(({ share }) => share > ROUNDING);
    const problems = [
      ...report.broken,
      ...(report.kernels === kernels ? [] : [`kernels are ${report.kernels}, not ${kernels}`]),
      ...wrong.map((each) => `${each.name}: ${each.text}`),
    ];
    const seconds = ((Date.now() - start) / 1000).toFixed(0);
    console.log(
      `${problems.length === 0 ? 'ok     ' : 'FAILED '} ${name}: kernels ${report.kernels}; of ${calls} calls ${same} the same bits, ${differences.length - wrong.length} by rounding (${largestOf(differences)}), ${wrong.length} otherwise; ${seconds} s`,
    );
    if (problems.length > 0) failed++;
    for (const problem of problems.slice(0, SHOWN)) console.log(`          ${problem}`);
    if (problems.length > SHOWN) console.log(`          and ${problems.length - SHOWN} more`);
  }
  console.log(`${asked.length - failed} ran as they should, ${failed} did not`);
  if (failed > 0 || asked.length === 0) process.exitCode = 1;
}

function largestOf(differences: readonly { readonly share: number }[]): string {
  const shares = differences.map(({ share }) => share).filter((share) => share <= ROUNDING);
  return shares.length === 0 ? 'none' : `at most ${Math.max(...shares).toExponential(0)}`;
}

/** Times the works: each engine beside this Node, which is measured before and after. */
async function measure(): Promise<void> {
  const columns = new Map<string, Map<string, Speed>>();
  for (const { name, run } of [places[0]!, ...asked.filter((place) => place !== places[0])]) {
    try {
      const found = (await run('speed')) as Speed[];
      columns.set(name, new Map(found.map((speed) => [speed.work, speed])));
      console.log(`measured ${name}`);
    } catch (error) {
      console.log(`FAILED  ${name}: ${error instanceof Error ? error.message : error}`);
      process.exitCode = 1;
    }
  }
  const names = [...columns.keys()];
  const works = [...columns.get(names[0]!)!.keys()];
  for (const [title, kind] of [
    ['Warmed up, median', 'median'],
    ['First call', 'first'],
  ] as const) {
    const rows = names.map((name) => [
      name,
      ...works.map((work) => columns.get(name)!.get(work)![kind].toPrecision(3)),
    ]);
    console.log(`\n${title}, milliseconds\n\n${renderTable(['engine', ...works], rows)}`);
  }
}
