// Work whose result is a list of numbers: every peer makes its own, they are compared, and who agrees is timed.
import { type Absent, type Comparison, type Contender, reasonOf, timed } from './alternate.js';

/** A peer that is ready to work. */
export interface Ready {
  /** Does the work once, and gives the milliseconds. */
  readonly run: Contender['run'];
  /** Does it once, and gives the numbers. */
  readonly compute: () => ArrayLike<number> | Promise<ArrayLike<number>>;
}

/** A peer as a piece of work sees it. */
export interface Peer {
  readonly name: string;
  /** Its own largest difference, where it rounds more than others. */
  readonly tolerance?: number;
  /** Makes it ready; an error's first line says why it cannot do the work. */
  readonly prepare: () => Ready | Promise<Ready>;
}

/** A piece of work. */
export interface NumberWork {
  readonly work: string;
  readonly ours: () => ArrayLike<number>;
  /** What is timed of ours, where it is not `ours`. */
  readonly run?: () => unknown;
  readonly peers: readonly Peer[];
  /** The largest difference that is rounding, or different order of sums. */
  readonly tolerance: number;
  /** What of the results is compared, where not everything. */
  readonly compared?: (numbers: ArrayLike<number>) => ArrayLike<number>;
  readonly goals?: Comparison['goals'];
  /** Ways of our own to do other work, timed beside it. */
  readonly besides?: readonly Contender[];
}

/** A peer that works when it is called and gives its numbers. */
export function synchronous(compute: () => ArrayLike<number>): Ready {
  return { compute, run: () => timed(compute) };
}

/** A peer that cannot do the work at all. */
export function cannot(name: string, reason: string): Peer {
  return {
    name,
    prepare: () => {
      throw new Error(reason);
    },
  };
}

/** Prepares all peers and compares their numbers with ours. */
export async function compareNumbers(given: NumberWork): Promise<Comparison> {
  const { work, ours, peers, tolerance, compared = (numbers) => numbers } = given;
  const numbers = compared(ours());
  const contenders: Contender[] = [{ name: 'fovea', run: () => timed(given.run ?? ours) }];
  const absent: Absent[] = [];
  const differences: string[] = [];
  let holds = true;
  for (const { name, prepare, tolerance: own = tolerance } of peers) {
    try {
      const { run, compute } = await prepare();
      const difference = largestDifference(numbers, compared(await compute()));
      if (difference <= own) {
        contenders.push({ name, run });
        differences.push(`${name} ${difference.toExponential(1)}`);
      } else {
        holds = false;
        absent.push({ name, reason: `does not agree: ${difference.toExponential(1)}` });
      }
    } catch (error) {
      absent.push({ name, reason: reasonOf(error) });
    }
  }
  contenders.push(...(given.besides ?? []));
  const text =
    differences.length === 0 ? 'no peer' : `largest difference from ${differences.join(', ')}`;
  return { work, contenders, absent, goals: given.goals ?? {}, agreement: { holds, text } };
}

export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i]! - b[i]!);
    // NaN differs by everything.
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Infinity : difference;
  }
  return a.length === b.length ? largest : Infinity;
}
