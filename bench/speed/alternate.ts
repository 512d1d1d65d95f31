// Times several ways of doing one thing in turn, so that a busy moment of the machine hits them alike.

/** One way of doing the work; `run` does it once and says how many milliseconds it took. */
export interface Contender {
  readonly name: string;
  readonly run: () => number | Promise<number>;
}

/** A peer that is not timed, and why. */
export interface Absent {
  readonly name: string;
  readonly reason: string;
}

/** What is compared: ours first, then the peers. */
export interface Comparison {
  readonly work: string;
  readonly contenders: readonly Contender[];
  readonly absent: readonly Absent[];
  /** Our time by a peer's, at most: the goals. `FASTEST_JS` stands for whichever JavaScript peer is fastest. */
  readonly goals: Readonly<Record<string, number>>;
  readonly agreement: Agreement;
}

/** What was compared of the results before timing. */
export interface Agreement {
  readonly holds: boolean;
  readonly text: string;
}

/**
 * Milliseconds that a measurement takes at least, for all contenders alike: work that takes less is done again and again
 * within it. One call of some microseconds says how long it takes to wake a cache or a processor, not how long the work takes.
 */
export const LEAST = 5;

/** What a contender took: milliseconds, or why it failed. */
export type Time = { readonly ms: number } | { readonly failed: string };

/** Milliseconds that a piece of synchronous work takes. */
export function timed(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** The number in the middle, or the mean of the two there. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The first line of what went wrong. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n')[0]!.slice(0, 120).replaceAll('|', '/');
}

/** Does the work as often as fits a measurement, and gives the milliseconds of one time, and of all. */
async function measure({ run }: Contender, least: number): Promise<{ ms: number; all: number }> {
  const start = performance.now();
  let all = 0;
  let times = 0;
  do {
    all += await run();
    times++;
  } while (performance.now() - start < least);
  return { ms: all / times, all };
}

/**
 * Runs the contenders in turn, each round starting with the next one. One that fails is left out from there, and one
 * that has been timed and used up its milliseconds.
 *
 * @returns the median milliseconds of each, or why it failed, in the contenders' order
 */
export async function alternate(
  contenders: readonly Contender[],
  rounds: number,
  warmups: number,
  most = Infinity,
  least = 0,
): Promise<Time[]> {
  const times: number[][] = contenders.map(() => []);
  const failures: (string | undefined)[] = contenders.map(() => undefined);
  const spent = contenders.map(() => 0);
  for (let round = -warmups; round < rounds; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const at = (turn + round + warmups) % contenders.length;
      if (failures[at] !== undefined) continue;
      if (spent[at]! > most && times[at]!.length > 0) continue;
      try {
        const { ms, all } = await measure(contenders[at]!, least);
        spent[at]! += all;
        if (round >= 0) times[at]!.push(ms);
      } catch (error) {
        failures[at] = reasonOf(error);
      }
    }
  }
  return times.map((list, at) => {
    const failed = failures[at];
    return failed === undefined ? { ms: median(list) } : { failed };
  });
}
