// What a function draws from a stream, kept so that its work can be shown.
import type { Rng } from './types.js';

/** A stream that is listened to. */
export interface HeardStream {
  /** Draws from the stream, which advances, and notes what came. */
  readonly rng: Rng;
  /**
   * A stream that gives what came once more, from the first draw on.
   *
   * @returns draws for the same calls in the same order
   */
  readonly replay: () => Rng;
}

/**
 * Listens to a stream, so that after a function has drawn from it each draw can be told.
 *
 * @param stream - what the function shall draw from; it splits for nobody
 * @returns a stream to hand on, and a way to hear it again
 */
export function listenTo(stream: Rng): HeardStream {
  const drawn: number[] = [];
  const noted = (draw: number): number => {
    drawn.push(draw);
    return draw;
  };
  const split = (): Rng => stream.split();
  return {
    rng: {
      nextUint32: () => noted(stream.nextUint32()),
      nextFloat64: () => noted(stream.nextFloat64()),
      split,
    },
    replay: () => {
      let at = 0;
      const next = (): number => drawn[at++]!;
      return { nextUint32: next, nextFloat64: next, split };
    },
  };
}
