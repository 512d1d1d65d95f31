// The hills of a histogram, shown step by step: which bins stand above their neighbours, and by how much.
import { checkNumber, checkOptions } from '../core/check.js';
import { wrap } from '../core/create.js';
import { ShapeError } from '../core/errors.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import {
  add,
  count,
  divide,
  greaterEqual,
  max,
  maximum,
  min,
  multiply,
  subtract,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { inWords } from '../derivation/phrases.js';
import type { Derivation } from '../derivation/types.js';
import { type DescribeOptions, describeHistogram, PROMINENCE } from './describe.js';
import { findModes, type HistogramPeak } from './find-modes.js';
import { type CountsInput, readHistogram } from './read-histogram.js';

/** Of more bins no one looks for hills by hand. */
const MOST_BINS = 24;

/** A run of equal bins above both of its neighbours. */
interface Hill {
  readonly start: number;
  /** One past its last bin. */
  readonly end: number;
}

const FN = 'explainHistogramModes';

/**
 * The modes of a histogram, worked out: each bin beside its neighbours, how prominent each hill is,
 * and how many are prominent enough.
 *
 * A hill is a bin, or a run of equal ones, above both neighbours; beyond the ends there are 0 values. Its prominence is its height less
 * the higher of two valleys, the lowest bins on the ways left and right to a higher one (0 where there is none). A ripple
 * has little prominence and is no mode.
 *
 * @param h - what `histogram` returned, counts and edges, or the counts of the levels 0, 1, 2, … alone; at most 24 bins
 * @param options - `prominence`, the least one, as a share of the highest count (0.1)
 * @returns the derivation; its `result` are the peaks of `describeHistogram`, from the darkest to the brightest
 * @throws KindError where an argument is of the wrong kind or an option is unknown, ShapeError where counts and edges do not fit or are
 * too many, DomainError for counts that are no whole numbers, negative or all 0, edges that do not rise and a prominence
 * outside of 0 to 1
 *
 * @example
 * Two hills and a ripple between them.
 * ```ts
 * import { explainHistogramModes, renderText, verifyDerivation } from 'fovea';
 * const d = explainHistogramModes({ counts: [1, 12, 3, 4, 2, 9, 0], edges: [0, 1, 2, 3, 4, 5, 6, 7] }, { prominence: 0.2 });
 * d.result.map(({ value }) => value) // => [1.5, 5.5]
 * verifyDerivation(d).ok // => true
 * renderText(d).includes('2 modes') // => true
 * ```
 */
export function explainHistogramModes(
  h: CountsInput,
  options?: DescribeOptions,
): Derivation<readonly HistogramPeak[]> {
  const { prominence = PROMINENCE } = checkOptions(FN, options, ['prominence']);
  checkNumber(FN, 'prominence', prominence, { min: 0, max: 1 });
  const { counts, edges, centres } = readHistogram(FN, 'h', h, true);
  const bins = counts.length;
  if (bins > MOST_BINS) {
    throw new ShapeError({
      function: FN,
      argument: 'h.counts',
      expected: `at most ${MOST_BINS} bins; in more no one looks for hills by hand`,
      got: String(bins),
    });
  }
  const { peaks } = describeHistogram({ counts, edges }, { prominence });
  const all = findModes(counts, centres, 0);
  const runs = runsOf(counts);
  const isHill = ({ start, end }: Hill): boolean =>
    counts[start]! > (counts[start - 1] ?? 0) && counts[start]! > (counts[end] ?? 0);
  const hills = runs.filter(isHill);
  const modes = hills.flatMap((_, i) =>
    peaks.some(({ value }) => value === all[i]!.value) ? [i] : [],
  );
  return createDerivation<readonly HistogramPeak[]>({
    topic: 'intensity-histogram',
    title: 'The modes of a histogram',
    given: [
      { id: 'counts', symbol: 'h', title: 'Values in each bin', value: wrap(counts, [bins]) },
      { id: 'edges', symbol: 'e', title: 'Edges of the bins', value: wrap(edges, [bins + 1]) },
      {
        id: 'share',
        symbol: '\\rho',
        title: 'Least prominence, as a share of the highest count',
        value: prominence,
      },
    ],
    steps: [
      {
        id: 'hills',
        kind: 'statement',
        title: `Which bins stand above both neighbours? ${hills.length} ${hills.length === 1 ? 'does' : 'do'}`,
        note: 'Beyond the ends there are 0 values; equal bins beside each other are one.',
        table: {
          corner: 'from … to',
          columns: ['before', 'count', 'after', 'hill'],
          rows: runs.map((run) => ({
            label: `${inWords(edges[run.start]!)} … ${inWords(edges[run.end]!)}`,
            cells: [
              binAt(run.start - 1, bins),
              refer('counts', [run.start]),
              binAt(run.end, bins),
              isHill(run) ? 'yes' : 'no',
            ],
          })),
        },
      },
      {
        id: 'prominences',
        symbol: 'p',
        title: 'How prominent is each hill?',
        note: 'How far one must descend from it, on the shallower side, before a higher bin is reached.',
        formula: 'p',
        check: { list: hills.map((_, i) => refer(`prominence-${i}`)) },
        steps: hills.map((hill, i) => prominenceStep(i, hill, counts, all[i]!)),
      },
      {
        id: 'least',
        symbol: 't',
        title: 'The least that counts',
        check: multiply(refer('share'), max(refer('counts'))),
        formula: 't = \\rho \\max h',
      },
      {
        id: 'modes',
        symbol: 'm',
        title: 'How many are as prominent as that?',
        formula: 'm = \\#\\left\\lbrace i : p_i \\ge t \\right\\rbrace',
        substitution: 'm = \\#\\left\\lbrace i : p_i \\ge t \\right\\rbrace',
        check: count(greaterEqual(refer('prominences'), refer('least'))),
        value: peaks.length,
      },
    ],
    result: peaks,
    answer: {
      list: modes.map((i) => {
        const { start, end } = hills[i]!;
        const ends = [start, start + 1, end - 1, end].map((at) => refer('edges', [at]));
        return {
          record: {
            value: divide(add(ends[0]!, ...ends.slice(1)), 4),
            count: refer('counts', [start]),
            prominence: refer(`prominence-${i}`),
          },
        };
      }),
    },
    conclusion: conclusionOf(peaks.length),
  });
}

function conclusionOf(modes: number): string {
  if (modes === 1) return 'The histogram has one mode: it is unimodal.';
  return `The histogram has ${modes} modes${modes === 2 ? ': it is bimodal' : ''}.`;
}

function runsOf(counts: Float64Array): Hill[] {
  const runs: Hill[] = [];
  for (let start = 0, end = 0; start < counts.length; start = end) {
    end = start + 1;
    while (end < counts.length && counts[end] === counts[start]) end++;
    runs.push({ start, end });
  }
  return runs;
}

function binAt(i: number, bins: number): StepExpression {
  return i >= 0 && i < bins ? refer('counts', [i]) : 0;
}

function prominenceStep(
  i: number,
  { start, end }: Hill,
  counts: Float64Array,
  { count: height, prominence, value }: HistogramPeak,
): StepDraft {
  const valley = (from: number, step: 1 | -1): StepExpression => {
    const way: number[] = [];
    for (let at = from; at >= 0 && at < counts.length; at += step) {
      if (counts[at]! > height) return min({ list: way.map((bin) => refer('counts', [bin])) });
      way.push(at);
    }
    return 0;
  };
  const side = (name: string, symbol: string, title: string, check: StepExpression): StepDraft => ({
    id: `${name}-${i}`,
    symbol: `${symbol}_{${i}}`,
    title: `${title}: ${check === 0 ? 'no bin is higher, so it is 0' : 'the lowest bin on the way to a higher one'}`,
    check,
  });
  return {
    id: `prominence-${i}`,
    symbol: `p_{${i}}`,
    title: `The hill at ${inWords(value)}`,
    check: subtract(refer('counts', [start]), maximum(refer(`left-${i}`), refer(`right-${i}`))),
    value: prominence,
    steps: [
      side('left', 'l', 'Valley to the left', valley(start - 1, -1)),
      side('right', 'r', 'Valley to the right', valley(end, 1)),
    ],
  };
}
