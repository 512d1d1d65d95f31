// Times several ways of doing one thing in turn, so that a busy moment of the machine hits them alike.

/** One way of doing the work; `run` does it once and says how many milliseconds it took. */
export interface Contender {
  readonly name: string;
  readonly run: () => number | Promise<number>;
}

/** What is compared: ours first, then the peers. */
export interface Comparison {
  readonly work: string;
  readonly contenders: readonly Contender[];
  /** Peers that are not on this machine. */
  readonly missing: readonly string[];
  /** Our time by a peer's, at most: the goal. */
  readonly goals: Readonly<Record<string, number>>;
  readonly agreement: Agreement;
}

/** What was compared of the results before timing. */
export interface Agreement {
  readonly holds: boolean;
  readonly text: string;
}

/** Milliseconds that a piece of synchronous work takes. */
export function timed(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * Runs the contenders in turn, each round starting with the next one.
 *
 * @returns the median milliseconds of each, in the contenders' order
 */
export async function alternate(
  contenders: readonly Contender[],
  rounds: number,
  warmups: number,
): Promise<number[]> {
  const times: number[][] = contenders.map(() => []);
  for (let round = -warmups; round < rounds; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const at = (turn + round + warmups) % contenders.length;
      const ms = await contenders[at]!.run();
      if (round >= 0) times[at]!.push(ms);
    }
  }
  return times.map(median);
}
