// What this machine can do at most with the vectors that WebAssembly gives: arithmetic on registers, and copies.
import { timed } from '../speed/alternate.js';

/**
 * Chains of operations that do not wait for one another: as many as keep four units busy, and fit the registers. Which
 * number is the best is for the machine and the engine to say, so all are measured, and the fastest counts.
 */
const CHAINS = [12, 13, 14] as const;
/** Steps of a chain in a round of the loop, so that counting rounds costs nothing. */
const STEPS = 4;
const LANES_32 = 4;
const LANES_64 = 2;
/** Rounds of a call: some microseconds, so that a call often begins anew, in the best code by then, and costs nothing. */
const ROUNDS = 2000;
/** Calls of a run, a fifth of a millisecond that nothing may interrupt, and runs, of which the fastest counts. */
const [CALLS, RUNS] = [16, 6] as const;
/** Bytes that are copied: what stays in the caches, and what does not. */
const NEAR_BYTES = 2 ** 19;
const FAR_BYTES = 2 ** 26;
const FRESH_BYTES = 2 ** 23;
/** A multiplication and an addition; of eight pairs, eight multiplications, four additions in pairs, four of sums. */
const MULTIPLY_ADD = 2;
const DOT = 16;

/**
 * An AssemblyScript function of chains; `step` is what becomes of one of them. What they begin with comes from outside:
 * from constants engines make slower code.
 */
function loop(name: string, count: number, first: string, step: (chain: string) => string): string {
  const chains = Array.from({ length: count }, (_, i) => `a${i}`);
  const steps = Array.from({ length: STEPS }, () =>
    chains.map((chain) => `    ${chain} = ${step(chain)};`).join('\n'),
  );
  return [
    `export function ${name}${count}(count: i32, first: f64): i32 {`,
    `  const x = ${first};`,
    ...chains.map((chain) => `  let ${chain} = x;`),
    '  for (let i = 0; i < count; i++) {',
    ...steps,
    '  }',
    `  return i32x4.extract_lane(${chains.reduce((sum, chain) => `v128.xor(${sum}, ${chain})`)}, 0);`,
    '}',
  ].join('\n');
}

const SOURCE = [
  ...CHAINS.flatMap((count) => [
    loop('single', count, 'f32x4.splat(<f32>first)', (a) => `f32x4.add(f32x4.mul(${a}, x), x)`),
    loop('double', count, 'f64x2.splat(first)', (a) => `f64x2.add(f64x2.mul(${a}, x), x)`),
    loop(
      'dots',
      count,
      'i16x8.splat(<i16>first)',
      (a) => `i32x4.add(${a}, i32x4.dot_i16x8_s(${a}, x))`,
    ),
  ]),
  `export function copy(from: usize, to: usize, bytes: usize): void {
  const end = from + bytes;
  while (from < end) {
    const a = v128.load(from);
    const b = v128.load(from, 16);
    const c = v128.load(from, 32);
    const d = v128.load(from, 48);
    v128.store(to, a);
    v128.store(to, b, 16);
    v128.store(to, c, 32);
    v128.store(to, d, 48);
    from += 64;
    to += 64;
  }
}`,
].join('\n');

type Loops = {
  readonly [Name in `${'single' | 'double' | 'dots'}${(typeof CHAINS)[number]}`]: (
    count: number,
    first: number,
  ) => number;
};

interface Exports extends Loops {
  readonly copy: (from: number, to: number, bytes: number) => void;
}

async function compile(): Promise<Exports> {
  const { default: asc } = await import('assemblyscript/asc');
  const { binary, error, stderr } = await asc.compileString(SOURCE, {
    optimizeLevel: 3,
    runtime: 'stub',
    noAssert: true,
    enable: ['simd'],
    initialMemory: (2 * FAR_BYTES) / 65536 + 1,
  });
  if (!binary) throw new Error(`${error?.message}\n${stderr}`);
  const { instance } = await WebAssembly.instantiate(binary as BufferSource);
  return instance.exports as unknown as Exports;
}

/** Billions of operations, or bytes, in a second. */
export interface Ceilings {
  /** Multiplications and additions of float32, four at a time. */
  readonly single: number;
  /** The same of float64, two at a time. */
  readonly double: number;
  /** The same of integers of 16 bits, pairs of products added. */
  readonly dots: number;
  /** Bytes read and written by a copy of what stays in the caches, and of what does not. */
  readonly near: number;
  readonly far: number;
  /** The same by `TypedArray.set`. */
  readonly set: number;
  /** The same into a new array, whose pages the system has to make first. */
  readonly fresh: number;
}

/** Operations of one call of a loop. */
export function operationsOf(chains: number, lanes: number, each: number): number {
  return ROUNDS * STEPS * chains * lanes * each;
}

/** Something that is measured in runs of some times: units of work, and how to do it once. */
interface Measured {
  readonly units: number;
  readonly run: () => unknown;
  readonly times: number;
  readonly runs: number;
}

/** Loops of all numbers of chains. */
function loops(
  wasm: Exports,
  name: 'single' | 'double' | 'dots',
  lanes: number,
  each: number,
): Measured[] {
  return CHAINS.map((chains) => ({
    units: operationsOf(chains, lanes, each),
    run: () => wasm[`${name}${chains}`](ROUNDS, 1),
    times: CALLS,
    runs: RUNS,
  }));
}

/**
 * Prepares the ceilings.
 *
 * @returns a function that measures each, and gives the highest so far
 */
export async function prepareCeilings(): Promise<() => Ceilings> {
  const wasm = await compile();
  const source = new Float32Array(FAR_BYTES / 4).fill(1);
  const target = new Float32Array(FAR_BYTES / 4);
  const fresh = source.subarray(0, FRESH_BYTES / 4);
  const works: Record<keyof Ceilings, readonly Measured[]> = {
    single: loops(wasm, 'single', LANES_32, MULTIPLY_ADD),
    double: loops(wasm, 'double', LANES_64, MULTIPLY_ADD),
    dots: loops(wasm, 'dots', 1, DOT),
    near: [
      {
        units: 2 * NEAR_BYTES,
        run: () => wasm.copy(65536, 65536 + NEAR_BYTES, NEAR_BYTES),
        times: 10,
        runs: 5,
      },
    ],
    far: [
      {
        units: 2 * FAR_BYTES,
        // In pieces: no call so long that it ends in the code it began in.
        run: () => {
          for (let at = 0; at < FAR_BYTES; at += NEAR_BYTES) {
            wasm.copy(65536 + at, 65536 + FAR_BYTES + at, NEAR_BYTES);
          }
        },
        times: 1,
        runs: 1,
      },
    ],
    set: [{ units: 2 * FAR_BYTES, run: () => target.set(source), times: 1, runs: 1 }],
    fresh: [{ units: 2 * FRESH_BYTES, run: () => new Float32Array(fresh), times: 1, runs: 2 }],
  };
  const names = Object.keys(works) as (keyof Ceilings)[];
  const best = Object.fromEntries(names.map((name) => [name, 0])) as Record<keyof Ceilings, number>;
  return () => {
    for (const name of names) {
      for (const { units, run, times, runs } of works[name]) {
        for (let i = 0; i < runs; i++) {
          const ms = timed(() => {
            for (let j = 0; j < times; j++) run();
          });
          best[name] = Math.max(best[name], (units * times) / ms / 1e6);
        }
      }
    }
    return { ...best };
  };
}
