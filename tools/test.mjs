// Everything that must hold, one step after the other: `npm test`. Ends with the line "N passed, N failed".
// @ts-check
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium } from './chromium.mjs';
import { hasRedis } from './redis.mjs';
import { root } from './subjects.mjs';

const reports = join(root, 'reports');
const chromium = findChromium();

/**
 * A run of Vitest; its results go to the reports.
 * @param {string} name
 * @param {string[]} projects
 * @param {string[]} more arguments
 */
function vitest(name, projects, ...more) {
  return [
    ...['npx', 'vitest', 'run', ...more],
    ...projects.flatMap((project) => ['--project', project]),
    ...['--reporter=default', '--reporter=json', `--outputFile.json=${resultsOf(name)}`],
  ];
}

/** @param {string} name */
function resultsOf(name) {
  return join(reports, `${name}.json`);
}

/**
 * A step, its command, and the step without which it makes no sense.
 * @type {{ name: string, command: string[], needs?: string }[]}
 */
const steps = [
  { name: 'lint', command: ['npm', 'run', '-s', 'lint'] },
  { name: 'build', command: ['npm', 'run', '-s', 'build', '--', '--silent'] },
  { name: 'types', command: ['npm', 'run', '-s', 'typecheck'], needs: 'build' },
  { name: 'unused', command: ['npm', 'run', '-s', 'unused'] },
  { name: 'site', command: ['npm', 'run', '-s', 'site'], needs: 'build' },
  { name: 'package', command: ['npm', 'run', '-s', 'check:package'], needs: 'build' },
  { name: 'size', command: ['npm', 'run', '-s', 'size'], needs: 'build' },
  {
    // These alone reach the coverage that is asked for; counting makes tests slower by a third.
    name: 'tests',
    command: vitest('tests', ['node', 'alone', 'types'], '--coverage'),
    needs: 'build',
  },
  {
    name: 'tests-elsewhere',
    command: vitest('tests-elsewhere', [
      ...['strict', 'package'],
      ...(chromium ? ['browser', 'page', 'site'] : []),
    ]),
    needs: 'build',
  },
];

const runs = ['tests', 'tests-elsewhere'];
mkdirSync(reports, { recursive: true });
for (const name of runs) rmSync(resultsOf(name), { force: true });
const start = Date.now();
/** @type {string[]} */
const failed = [];
for (const { name, command, needs } of steps) {
  if (needs && failed.includes(needs)) {
    console.log(`\n── ${name}: left out, because ${needs} failed`);
    failed.push(name);
    continue;
  }
  console.log(`\n── ${name}: ${command.join(' ')}`);
  if (name === 'tests-elsewhere') warnOfWhatIsMissing();
  const [program = '', ...rest] = command;
  const begun = Date.now();
  const { status } = spawnSync(program, rest, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  const seconds = ((Date.now() - begun) / 1000).toFixed(1);
  if (status !== 0) failed.push(name);
  console.log(`── ${name} ${status === 0 ? 'passed' : 'FAILED'} in ${seconds} s`);
}

const results = runs.map(readResults);
const passedTests = results.reduce((sum, { passed }) => sum + passed, 0);
const failedTests = results.reduce((sum, { failed }) => sum + failed, 0);
console.log();
warnOfWhatIsMissing();
const total = ((Date.now() - start) / 1000).toFixed(0);
if (failed.length === 0) console.log(`All ${steps.length} steps passed in ${total} s.`);
else console.log(`FAILED, look first at: ${failed[0]} (${failed.join(', ')}), after ${total} s.`);
// A step that is no test run counts as one that failed, so that the line never looks better than the run.
const broken = failed.filter((name) => !(results[runs.indexOf(name)]?.failed ?? 0)).length;
console.log(`${passedTests} passed, ${failedTests + broken} failed`);
process.exitCode = failed.length === 0 && passedTests > 0 ? 0 : 1;

/** @param {string} name */
function readResults(name) {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(resultsOf(name), 'utf8'));
    return { passed: numPassedTests, failed: numFailedTests };
  } catch {
    return { passed: 0, failed: 0 };
  }
}

function warnOfWhatIsMissing() {
  if (!chromium) {
    console.log('!! NO CHROMIUM FOUND: the browser tests are left out.');
    console.log('!! Install one (Debian: apt-get install chromium), or name it in CHROMIUM_PATH.');
  }
  if (!hasRedis) {
    console.log('!! NO REDIS-SERVER FOUND: the test of examples/photo-queue is left out.');
    console.log('!! Install one (Debian: apt-get install redis-server).');
  }
}
