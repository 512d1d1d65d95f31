// The part of the report that says how near to the machine's limits each kernel comes.
import { reasonOf, timed } from '../speed/alternate.js';
import { renderTable } from '../table.js';
import { type Ceilings, prepareCeilings } from './ceilings.js';
import { boundOf } from './counts.js';
import { IMAGE_WORKS } from './work-images.js';
import { ARRAY_WORKS, type RooflineWork } from './works.js';

const ROUNDS = 9;
/** Calls before, for the engine's compilers, and milliseconds after which no more follow. */
const WARMUPS = 10;
const MOST_WARM = 400;
const MOST = 1500;
/** Bytes below which work stays in the caches near the processor. */
const NEAR = 2 ** 20;

/** A piece of work, and its fastest run in milliseconds. */
export interface Timed {
  readonly work: RooflineWork;
  readonly ms: number;
}

/** How near a time comes to the machine's limits. */
export interface Share {
  /** Billions of operations, and of bytes, in a second. */
  readonly operations: number;
  readonly bytes: number;
  readonly by: 'arithmetic' | 'bandwidth';
  /** The least time by the time that it took. */
  readonly share: number;
}

/** See `Share`. */
export function shareOf({ work, ms }: Timed, ceilings: Ceilings): Share {
  const { operations, bytes } = work.cost;
  const bandwidth = bytes < NEAR ? ceilings.near : ceilings.far;
  const { seconds, by } = boundOf(work.cost, ceilings[work.peak], bandwidth);
  return {
    operations: operations / ms / 1e6,
    bytes: bytes / ms / 1e6,
    by,
    share: (1000 * seconds) / ms,
  };
}

const PEAKS = { single: 'float32', double: 'float64', dots: 'int16' } as const;

/** The table, and the ceilings above it. */
export function renderRoofline(seen: readonly Timed[], ceilings: Ceilings): string {
  const rate = (value: number) => (value < 10 ? value.toFixed(1) : value.toFixed(0));
  const rows = seen.map(({ work, ms }) => {
    const { operations, bytes, by, share } = shareOf({ work, ms }, ceilings);
    return [
      work.name,
      ms < 100 ? ms.toPrecision(3) : ms.toFixed(0),
      `${rate(operations)} ${PEAKS[work.peak]}`,
      rate(bytes),
      `${(100 * share).toFixed(0)} % of ${by}`,
      work.holds,
    ];
  });
  const { single, double, dots, near, far, set, fresh } = ceilings;
  return [
    "## How near to the machine's limits",
    'Each work has a bound: its operations at the peak of the arithmetic, or its bytes at the bandwidth, whichever takes ' +
      'longer. The table says which of the two bounds it, how much of that is reached in the fastest of ' +
      `${ROUNDS} runs (in processor time, should other work come in between), and what holds it back. Operations are counted by the formulas of \`bench/roofline/counts.ts\`, ` +
      'bytes as each input read and each result written once; checks, copies into the memory of the kernels and new arrays ' +
      'are in the times, not in the counts. Divisions and roots count as one operation, though a processor ' +
      'does fewer of them in a second.',
    `- Arithmetic in WebAssembly on registers: ${rate(single)} GFLOP/s of float32 multiplications and additions (strict ` +
      `SIMD128, none fused), ${rate(double)} of float64, ${rate(dots)} billion operations in dot products of 16 bits.\n` +
      `- Bytes read and written by a copy in WebAssembly: ${rate(near)} GB/s in the caches (1 MB), ${rate(far)} beyond ` +
      `(128 MB); by \`TypedArray.set\` ${rate(set)}; into a new array of 8 MB ${rate(fresh)}.`,
    renderTable(
      ['work', 'ms', '10⁹ operations/s', 'GB/s', 'of its bound', 'what holds it back'],
      rows,
      [0, 5],
    ),
  ].join('\n\n');
}

/** Runs each work, with the ceilings measured in between. */
export async function reportRoofline(): Promise<string> {
  const measure = await prepareCeilings();
  let ceilings = measure();
  // Often, for the highest of all: now and then nothing else runs beside, and the clock is fast.
  for (let i = 0; i < 20; i++) ceilings = measure();
  const seen: Timed[] = [];
  const failures: string[] = [];
  for (const prepare of [...ARRAY_WORKS, ...IMAGE_WORKS]) {
    try {
      for (const work of prepare()) {
        seen.push({ work, ms: fastest(() => unhindered(work.run)) });
        ceilings = measure();
      }
    } catch (error) {
      failures.push(`- failed: ${reasonOf(error)}`);
    }
  }
  return [renderRoofline(seen, ceilings), ...failures].join('\n\n');
}

/** Milliseconds of processor time, where that is less than what the clock says: other work may come in between. */
function unhindered(run: () => unknown): number {
  const before = process.cpuUsage();
  const ms = timed(run);
  const { user, system } = process.cpuUsage(before);
  return Math.min(ms, (user + system) / 1000);
}

/** Milliseconds of the fastest of several runs. */
function fastest(once: () => number): number {
  for (let i = 0, spent = 0; i < WARMUPS && spent < MOST_WARM; i++) spent += once();
  let best = Infinity;
  for (let i = 0, spent = 0; i < ROUNDS && spent < MOST; i++) {
    const ms = once();
    best = Math.min(best, ms);
    spent += ms;
  }
  return best;
}
