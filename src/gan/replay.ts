// A history of made samples, so that a discriminator does not forget what it has seen.
import { checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { allocate, checkFinite, computeDType, readArray, wrap } from '../core/create.js';
import { describeValue, KindError, ShapeError } from '../core/errors.js';
import { checkRng, drawInteger, permutation } from '../core/random.js';
import type { ArrayInput, Dense, FloatNdArray, Rng } from '../core/types.js';

/** Options of `replayBuffer`. */
export interface ReplayOptions {
  /** How old and new samples are mixed: "half" where left out, or "swap". */
  readonly method?: 'half' | 'swap' | undefined;
}

/** What a history holds: plain data, made by `init` and `step`. */
export interface ReplayState {
  /** The samples, [k, …]; undefined before the first batch. */
  readonly samples: FloatNdArray | undefined;
}

/** What a step of a history gives. */
export interface ReplayStep {
  /** What the next step needs. */
  readonly state: ReplayState;
  /** For the discriminator: new and old samples, of the shape of the batch that came. */
  readonly batch: FloatNdArray;
}

/** A history of made samples: two pure functions. It keeps nothing; what must be remembered is in the state. */
export interface ReplayBuffer {
  /** How many samples it remembers at most. */
  readonly capacity: number;
  /** A history of nothing. */
  readonly init: () => ReplayState;
  /**
   * Mixes a batch with the history, and remembers some of it.
   *
   * @param state - from `init` or the step before
   * @param batch - made samples [n, …]
   * @param rng - a stream, which advances
   * @returns the next `state`, and the mixed `batch`
   */
  readonly step: (state: ReplayState, batch: ArrayInput, rng: Rng) => ReplayStep;
}

/**
 * A history of made samples, of which a discriminator gets a part with each batch: against only the latest ones it
 * forgets what it had learnt to tell apart, and the generator brings it back.
 *
 * With the method "half" (Shrivastava and others) half of each batch comes from the history, without repetition, the
 * other half from the new samples, and then half a batch of new ones takes the places of random old ones; half of an odd
 * number is rounded up or down with equal chance. With "swap" (Zhu and others) each new sample goes on with probability
 * ½, and otherwise changes places with a random one of the history, which goes on in its stead. Before the history is
 * full all new samples that find room are remembered.
 *
 * Samples keep their place in the batch where they go on themselves; places of old ones are random with "half". The
 * history is float32 where all batches are.
 *
 * @param capacity - how many samples are remembered at most, at least 1; 50 in CycleGAN
 * @param options - `method`: "half" where left out, or "swap"
 * @returns `init()` and `step(state, batch, rng)`, which change neither state nor batch
 * @throws KindError where an argument is of another kind or an option unknown, DomainError where the capacity is no whole
 * number of at least 1; `step`: ShapeError where there is no sample or samples have another shape than those of the
 * history, DomainError where a number is not finite
 * @see A. Shrivastava and others, "Learning from simulated and unsupervised images through adversarial training", 2017,
 * section 2.3; J.-Y. Zhu and others, "Unpaired image-to-image translation using cycle-consistent adversarial networks",
 * 2017, section 4
 *
 * @example
 * The first batch fills the history; of the second, half is old.
 * ```ts
 * import { randomGenerator, replayBuffer } from 'fovea';
 * const rng = randomGenerator(1);
 * const { init, step } = replayBuffer(50);
 * const first = step(init(), [[1], [1], [1], [1]], rng);
 * const second = step(first.state, [[2], [2], [2], [2]], rng);
 * [...second.batch.data].sort() // => [1, 1, 2, 2]
 * second.state.samples?.shape // => [8, 1]
 * ```
 */
export function replayBuffer(capacity: number, options?: ReplayOptions): ReplayBuffer {
  const fn = 'replayBuffer';
  checkNumber(fn, 'capacity', capacity, { integer: true, min: 1 });
  const { method = 'half' } = checkOptions(fn, options, ['method']);
  const mix = checkOneOf(fn, 'method', method, ['half', 'swap']) === 'half' ? half : swap;
  return {
    capacity,
    init: () => ({ samples: undefined }),
    step(state, batch, rng) {
      const { store, shown, size } = open(state, batch, capacity);
      mix(store, shown, checkRng(STEP, 'rng', rng), size);
      const [, ...own] = shown.shape;
      return {
        state: { samples: wrap(store.data.slice(0, store.count * size), [store.count, ...own]) },
        batch: wrap(shown.data, shown.shape),
      };
    },
  };
}

const STEP = 'replayBuffer.step';

/** The history while a step works on it. */
interface Store {
  /** Room for as many samples as there can be after the step. */
  readonly data: Dense['data'];
  /** How many samples can be held. */
  readonly room: number;
  /** How many there are. */
  count: number;
}

/** Copies of history and batch to work on. */
function open(
  state: ReplayState,
  batch: ArrayInput,
  capacity: number,
): { readonly store: Store; readonly shown: Dense; readonly size: number } {
  const given: unknown = state;
  if (typeof given !== 'object' || given === null || !('samples' in given)) {
    const expected = 'a state from init() or step(…)';
    const got = describeValue(given);
    throw new KindError({ function: STEP, argument: 'state', expected, got });
  }
  const old = state.samples;
  const dtype = computeDType(batch, ...(old === undefined ? [] : [old]));
  const fresh = checkFinite(STEP, 'batch', readArray(STEP, 'batch', batch, dtype));
  const [n, ...own] = fresh.shape;
  const size = own.reduce((a, b) => a * b, 1);
  const kept = old && readArray(STEP, 'state.samples', old, dtype);
  const fits = kept === undefined || kept.shape.slice(1).join() === own.join();
  if (n === undefined || fresh.data.length === 0 || !fits) {
    const wanted = kept === undefined ? ['…'] : kept.shape.slice(1);
    const expected = `at least one sample, (${['n', ...wanted].join(', ')})`;
    const got = `(${fresh.shape.join(', ')})`;
    throw new ShapeError({ function: STEP, argument: 'batch', expected, got });
  }
  const count = kept?.shape[0] ?? 0;
  if (count > capacity) {
    const [expected, got] = [`at most ${capacity} samples`, `${count}`];
    throw new ShapeError({ function: STEP, argument: 'state.samples', expected, got });
  }
  const room = Math.min(capacity, count + n);
  const data = allocate(dtype, room * size);
  if (kept !== undefined) data.set(kept.data);
  return { store: { data, room, count }, shown: { ...fresh, data: fresh.data.slice() }, size };
}

type Mix = (store: Store, shown: Dense, rng: Rng, size: number) => void;

const half: Mix = (store, shown, rng, size) => {
  const n = shown.shape[0]!;
  const part = Math.floor(n / 2) + (n % 2 === 1 ? drawInteger(rng, 2) : 0);
  const fresh = shown.data.slice();
  const before = store.count;
  const lent = permutation(rng, before).slice(0, part);
  const places = permutation(rng, n);
  lent.forEach((from, i) => {
    shown.data.set(sampleAt(store.data, from, size), places[i]! * size);
  });
  // Which new samples are remembered has nothing to do with which are shown.
  const order = permutation(rng, n);
  const added = Math.min(n, store.room - before);
  const replaced = permutation(rng, before).slice(0, Math.min(part, n - added));
  for (const from of order.slice(0, added)) {
    store.data.set(sampleAt(fresh, from, size), store.count * size);
    store.count++;
  }
  replaced.forEach((to, i) => {
    store.data.set(sampleAt(fresh, order[added + i]!, size), to * size);
  });
};

const swap: Mix = (store, shown, rng, size) => {
  const n = shown.shape[0]!;
  for (let i = 0; i < n; i++) {
    const fresh = sampleAt(shown.data, i, size).slice();
    if (store.count < store.room) {
      store.data.set(fresh, store.count * size);
      store.count++;
    } else if (drawInteger(rng, 2) === 1) {
      const place = drawInteger(rng, store.count);
      shown.data.set(sampleAt(store.data, place, size), i * size);
      store.data.set(fresh, place * size);
    }
  }
};

function sampleAt(data: Dense['data'], i: number, size: number): Dense['data'] {
  return data.subarray(i * size, (i + 1) * size);
}
