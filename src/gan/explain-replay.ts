// A step of a history of made samples: what goes on to the discriminator, what is remembered.
import { checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { wrap } from '../core/create.js';
import { ShapeError } from '../core/errors.js';
import { readFewRows } from '../core/few.js';
import { checkRng } from '../core/random.js';
import type { ArrayInput, FloatNdArray, Rng } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import { refer } from '../derivation/operations.js';
import type { Derivation } from '../derivation/types.js';
import { type ReplayOptions, replayBuffer } from './replay.js';

/** What `explainReplayStep` may be told. */
export interface ExplainReplayOptions extends Partial<ReplayOptions> {
  /** How many samples are remembered at most, from 1 to 8. */
  readonly capacity: number;
}

/** What `explainReplayStep` arrives at. */
export interface ExplainedReplay {
  /** What the discriminator is given, [n, d]. */
  readonly batch: FloatNdArray;
  /** What is remembered, [k, d]. */
  readonly history: FloatNdArray;
}

const FN = 'explainReplayStep';

/** More samples of more numbers no one reads. */
const MOST = [8, 4] as const;

/**
 * Mixes few made samples with a history of earlier ones, and shows the work: for each place of the batch whether its own
 * sample goes on or an old one, and for each place of the history what it remembers afterwards.
 *
 * @param history - the samples that are remembered, [k, d], at most 8 of at most 4 numbers; undefined for none
 * @param batch - new samples, [n, d], as many at most
 * @param rng - the stream, which advances as by a step of `replayBuffer`
 * @param options - `capacity`, 1 to 8, required; `method`: "half" where left out, or "swap", as in `replayBuffer`
 * @returns the derivation; its `result` holds the `batch` and the `history` of a step of `replayBuffer`. Where each sample
 * came from is among what is given: it is drawn
 * @throws as `replayBuffer` and its `step`; ShapeError for more samples or numbers
 * @see A. Shrivastava and others, "Learning from simulated and unsupervised images through adversarial training", 2017,
 * section 2.3; J.-Y. Zhu and others, "Unpaired image-to-image translation using cycle-consistent adversarial networks",
 * 2017, section 4
 *
 * @example
 * Half of four new samples give way to old ones.
 * ```ts
 * import { explainReplayStep, randomGenerator, verifyDerivation } from 'fovea';
 * const [old, fresh] = [[[1], [1], [1], [1]], [[2], [2], [2], [2]]];
 * const d = explainReplayStep(old, fresh, randomGenerator(1), { capacity: 4 });
 * d.result.batch.data.filter((x) => x === 1).length // => 2
 * d.result.history.data.filter((x) => x === 2).length // => 2
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainReplayStep(
  history: ArrayInput | undefined,
  batch: ArrayInput,
  rng: Rng,
  options: ExplainReplayOptions,
): Derivation<ExplainedReplay> {
  const given = checkOptions<Partial<ExplainReplayOptions>>(FN, options, ['capacity', 'method']);
  const { method = 'half' } = given;
  const range = { integer: true, min: 1, max: MOST[0] };
  const capacity = checkNumber(FN, 'capacity', given.capacity, range);
  checkOneOf(FN, 'method', method, ['half', 'swap']);
  const fresh = readFewRows(FN, 'batch', batch, MOST);
  const old = history === undefined ? [] : readFewRows(FN, 'history', history, MOST);
  const width = fresh[0]!.length;
  if (old.length > capacity || (old.length > 0 && old[0]!.length !== width)) {
    const expected = `at most ${capacity} samples of ${width} number${width === 1 ? '' : 's'}`;
    const got = `shape (${old.length}, ${old[0]!.length})`;
    throw new ShapeError({ function: FN, argument: 'history', expected, got });
  }
  const { step } = replayBuffer(capacity, { method });
  const run = (before: readonly number[][], now: number[][], stream: Rng): ExplainedReplay => {
    const data = Float64Array.from(before.flat());
    const samples = before.length === 0 ? undefined : wrap(data, [before.length, now[0]!.length]);
    const { batch: out, state } = step({ samples }, now, stream);
    return { batch: out, history: state.samples! };
  };
  const [heard, again] = tape(checkRng(FN, 'rng', rng));
  const result = run(old, fresh, heard);
  // The same step on numbers that tell samples apart says where each came from: draws do not look at samples.
  const labels = run(
    old.map((_, i) => [i]),
    fresh.map((_, i) => [old.length + i]),
    again,
  );
  const shown = Array.from(labels.batch.data);
  const kept = Array.from(labels.history.data);
  const lent = shown.filter((label) => label < old.length).length;
  return createDerivation<ExplainedReplay>({
    topic: 'gan',
    title: `A step of a history of made samples (${method})`,
    given: [
      {
        id: 'capacity',
        symbol: 'N',
        title: 'How many samples are remembered at most',
        value: capacity,
      },
      ...(old.length === 0
        ? []
        : [{ id: 'history', symbol: 'H', title: 'The history, a sample a row', value: old }]),
      { id: 'fresh', symbol: 'X', title: 'New samples, one a row', value: fresh },
    ],
    steps: [
      placesStep({
        ...{ id: 'batch', symbol: 'B', small: 'b', old: old.length, from: shown },
        title: 'What the discriminator is given',
        note: NOTES[method],
        value: result.batch,
      }),
      placesStep({
        ...{ id: 'remembered', symbol: "H'", small: "h'", old: old.length, from: kept },
        title: 'What is remembered afterwards',
        note: `While there is room new samples are added; then they take the places of old ones. There is room for ${capacity}.`,
        value: result.history,
      }),
    ],
    result,
    answer: { record: { batch: refer('batch'), history: refer('remembered') } },
    conclusion: `${lent} of the ${shown.length} samples that go on ${lent === 1 ? 'is an old one' : 'are old ones'}; ${kept.length} are remembered.`,
    sources: [SOURCES[method]],
  });
}

const NOTES = {
  half: 'Half of the places get old samples, drawn without repetition; half of an odd number is rounded up or down by chance.',
  swap: 'Each new sample goes on with probability ½; else it changes places with a random one of the history, as soon as that is full.',
} as const;

const SOURCES = {
  half: 'A. Shrivastava and others, "Learning from simulated and unsupervised images through adversarial training", CVPR 2017, section 2.3.',
  swap: 'J.-Y. Zhu and others, "Unpaired image-to-image translation using cycle-consistent adversarial networks", ICCV 2017, section 4.',
} as const;

/** A stream that is recorded, and the recording. */
function tape(stream: Rng): readonly [heard: Rng, again: Rng] {
  const words: number[] = [];
  const places: number[] = [];
  const record = (list: number[], drawn: number): number => {
    list.push(drawn);
    return drawn;
  };
  const split = (): Rng => stream.split();
  return [
    {
      nextUint32: () => record(words, stream.nextUint32()),
      nextFloat64: () => record(places, stream.nextFloat64()),
      split,
    },
    { nextUint32: () => words.shift()!, nextFloat64: () => places.shift()!, split },
  ];
}

/** Places, and which sample each has: old ones are counted first, then new ones. */
interface Places {
  readonly id: string;
  readonly symbol: string;
  readonly small: string;
  readonly title: string;
  readonly note: string;
  readonly old: number;
  readonly from: readonly number[];
  readonly value: FloatNdArray;
}

function placesStep({ id, symbol, small, title, note, old, from, value }: Places): StepDraft {
  const batch = id === 'batch';
  const sampleOf = (label: number): StepExpression =>
    label < old
      ? refer('history', [label], `h_{${label + 1}}`)
      : refer('fresh', [label - old], `x_{${label - old + 1}}`);
  const said = (label: number, place: number): string => {
    if (label < old) {
      if (batch) return `old sample ${label + 1} goes on`;
      return 'as before';
    }
    const own = `new sample ${label - old + 1}`;
    if (batch) return label - old === place ? 'its own sample goes on' : `${own} goes on`;
    return place < old ? `${own} in place of the old one` : `${own} is added`;
  };
  return {
    id,
    symbol,
    title,
    note,
    formula: `${symbol} = \\left(${from.map((_, i) => `${small}_{${i + 1}}`).join(',\\, ')}\\right)`,
    check: { list: from.map((_, i) => refer(`${id}-${i}`)) },
    value,
    steps: from.map(
      (label, i): StepDraft => ({
        id: `${id}-${i}`,
        symbol: `${small}_{${i + 1}}`,
        title: `Place ${i + 1}: ${said(label, i)}`,
        check: sampleOf(label),
      }),
    ),
  };
}
