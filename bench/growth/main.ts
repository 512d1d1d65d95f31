// Measures how time and memory grow with pixels and tokens, and writes the part on growth of docs/benchmarks.md and
// its picture; see bench/README.md.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine } from '../machine.js';
import { reasonOf } from '../speed/alternate.js';
import { DOCS, writePart } from '../speed/document.js';
import { measureBundled } from '../speed/memory.js';
import { renderTable } from '../table.js';
import { drawGrowth, type GrowthChart } from './chart.js';
import { fitPower } from './slope.js';

const SIDES = [256, 512, 1024, 2048, 4096];
const TOKENS = [128, 256, 512, 1024, 2048, 4096, 8192];
const PICTURE = 'growth.svg';
/** What a process holds is known to about this many bytes: less is not drawn, and no line is put through it. */
const LEAST = 2 ** 20;

interface Work {
  readonly name: string;
  readonly title: string;
  readonly kind: 'pixels' | 'tokens';
}

const WORKS: readonly Work[] = [
  { name: 'blur', title: 'Gaussian blur, σ 1.6', kind: 'pixels' },
  { name: 'sift', title: 'SIFT, not upsampled', kind: 'pixels' },
  { name: 'harris', title: 'Harris corners', kind: 'pixels' },
  { name: 'attention', title: 'attention', kind: 'tokens' },
  { name: 'causal', title: 'causal attention', kind: 'tokens' },
];

/** A work at its sizes; NaN where it failed. */
interface Measured extends Work {
  readonly labels: readonly string[];
  readonly sizes: readonly number[];
  readonly ms: readonly number[];
  readonly bytes: readonly number[];
}

function measure(work: Work, largest: number): Measured {
  const steps = (work.kind === 'pixels' ? SIDES : TOKENS).filter((step) => step <= largest);
  const seen = steps.map((step) => {
    process.stderr.write(`${work.name} ${step} … `);
    try {
      const { ms, bytes } = measureBundled(
        'memory/growth.ts',
        [work.name, String(step)],
        ['--expose-gc'],
      );
      process.stderr.write(`${ms.toPrecision(3)} ms\n`);
      return { ms: ms as number, bytes: bytes as number };
    } catch (error) {
      process.stderr.write(`failed: ${reasonOf(error)}\n`);
      return { ms: Number.NaN, bytes: Number.NaN };
    }
  });
  return {
    ...work,
    labels: steps.map((step) => (work.kind === 'pixels' ? `${step}²` : String(step))),
    sizes: steps.map((step) => (work.kind === 'pixels' ? step * step : step)),
    ms: seen.map(({ ms }) => ms),
    bytes: seen.map(({ bytes }) => (bytes >= LEAST ? bytes : 0)),
  };
}

const rounded = (value: number) => (value < 100 ? value.toPrecision(3) : value.toFixed(0));

/** Of attention, pairs of tokens are the work. */
function table(works: readonly Measured[], unit: Work['kind']): string {
  const [part, power] = unit === 'pixels' ? ['pixel', 1] : ['pair', 2];
  const header = ['work', unit, 'ms', `ns a ${part}`, 'MB'];
  const rows = works.flatMap(({ title, labels, sizes, ms, bytes }) =>
    sizes.map((size, i) => [
      title,
      labels[i]!,
      Number.isNaN(ms[i]!) ? 'failed' : rounded(ms[i]!),
      Number.isNaN(ms[i]!) ? '' : rounded((1e6 * ms[i]!) / size ** power),
      bytes[i]! > 0 ? rounded(bytes[i]! / 2 ** 20) : '< 1',
    ]),
  );
  return renderTable(header, rows);
}

function slopes(works: readonly Measured[]): string {
  const slope = (sizes: readonly number[], values: readonly number[]) => {
    const { exponent } = fitPower(sizes, values);
    return Number.isNaN(exponent) ? '–' : exponent.toFixed(2);
  };
  const rows = works.map(({ title, kind, sizes, ms, bytes }) => [
    title,
    kind,
    kind === 'pixels' ? '1' : '2',
    slope(sizes, ms),
    // The longest half: what a call costs by itself counts less there.
    slope(sizes.slice(sizes.length >> 1), ms.slice(sizes.length >> 1)),
    '1',
    slope(sizes, bytes),
  ]);
  const header = [
    'work',
    'by',
    'time, in theory',
    'seen',
    'large half',
    'memory, in theory',
    'seen',
  ];
  return renderTable(header, rows);
}

function charts(works: readonly Measured[]): GrowthChart[] {
  return (['pixels', 'tokens'] as const).flatMap((kind) => {
    const ofKind = works.filter((work) => work.kind === kind);
    const series = (of: 'ms' | 'bytes', unit: number) =>
      ofKind.map(({ title, sizes, [of]: values }) => ({
        name: title,
        sizes,
        values: values.map((value) => value / unit),
      }));
    return [
      { title: `Time by ${kind}`, x: kind, y: 'ms', series: series('ms', 1) },
      { title: `Memory by ${kind}`, x: kind, y: 'MB', series: series('bytes', 2 ** 20) },
    ];
  });
}

const { values } = parseArgs({
  options: {
    largest: { type: 'string', default: String(Math.max(...SIDES, ...TOKENS)) },
    print: { type: 'boolean', default: false },
  },
});
const works = WORKS.map((work) => measure(work, Number(values.largest)));
const text = [
  '## Cost of growth',
  'Written by `npm run bench:growth`. Each size in a process of its own, medians of up to 15 calls. Images are square ' +
    'and float32; attention is of 8 heads, 64 wide. Memory is the peak of a call above what the process held before ' +
    'it, results included; a process knows it to about 1 MB.',
  describeMachine([]),
  `![Time and memory by size, on logarithmic axes](${PICTURE})`,
  'Slopes are exponents by least squares of logarithms: 1 is linear, 2 square. A result of more than 32 MB is new memory at ' +
    'each call in Node on Linux, which the system clears page by page: a blur of 4096² pixels waits for that more than half of its time.',
  slopes(works),
  table(
    works.filter(({ kind }) => kind === 'pixels'),
    'pixels',
  ),
  table(
    works.filter(({ kind }) => kind === 'tokens'),
    'tokens',
  ),
].join('\n\n');
console.log(text);
if (!values.print) {
  writeFileSync(join(DOCS, PICTURE), drawGrowth(charts(works)));
  writePart('growth', text);
}
