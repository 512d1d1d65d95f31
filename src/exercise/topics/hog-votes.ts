// Votes of gradients in a histogram of orientations.
import { createDerivation } from '../../derivation/create-derivation.js';
import { refer, stepOperations } from '../../derivation/operations.js';
import type { Derivation } from '../../derivation/types.js';
import { explainOrientationVotes } from '../../orientation-histogram/explain-votes.js';
import type { BinAnchors } from '../../orientation-histogram/options.js';
import { orientationHistogram, orientationVotes } from '../../orientation-histogram/votes.js';
import type { Draw } from '../draw.js';
import { joinDerivations } from '../join-derivations.js';
import type { Topic } from '../topic.js';
import type { Difficulty } from '../types.js';
import { numberTex } from '../wording.js';

type VotesGiven = {
  /** In degrees. */
  readonly orientations: readonly number[];
  readonly magnitudes: readonly number[];
  /** "edges" or "centers". */
  readonly anchors: string;
};

const BINS = 9;
const PERIOD = 180;
const WIDTH = PERIOD / BINS;

const anchorsOf = ({ anchors }: VotesGiven): BinAnchors =>
  anchors === 'edges' ? 'edges' : 'centers';

type Settings = { readonly anchors: BinAnchors; readonly period: number };

const settingsOf = (given: VotesGiven): Settings => ({ anchors: anchorsOf(given), period: PERIOD });
const otherAnchors = (given: VotesGiven): Settings => ({
  anchors: given.anchors === 'edges' ? 'centers' : 'edges',
  period: PERIOD,
});
const wholeTurn = (given: VotesGiven): Settings => ({ anchors: anchorsOf(given), period: 360 });

/** The two votes of the first gradient; undefined where it has one. */
function firstVotes(
  { orientations: [angle = 0], magnitudes: [length = 0] }: VotesGiven,
  settings: Settings,
): { readonly bins: number[]; readonly weights: number[] } | undefined {
  const votes = orientationVotes(angle, length, settings);
  if (votes.length < 2) return undefined;
  return { bins: votes.map(({ bin }) => bin), weights: votes.map(({ weight }) => weight) };
}

/** The two bins by other settings, where they are not the right ones. */
function otherBins(given: VotesGiven, settings: Settings): number[] | undefined {
  const bins = firstVotes(given, settings)?.bins;
  return bins?.join() === firstVotes(given, settingsOf(given))?.bins.join() ? undefined : bins;
}

function histogramOf(
  { orientations, magnitudes }: VotesGiven,
  settings: Settings & { readonly interpolate?: boolean },
  from = 0,
): number[] {
  const histogram = orientationHistogram(
    orientations.slice(from),
    magnitudes.slice(from),
    settings,
  );
  return Array.from({ length: BINS }, (_, bin) => histogram.get(bin));
}

/** A histogram into which each gradient votes by a rule of its own. */
function collect(
  { orientations, magnitudes }: VotesGiven,
  votes: (angle: number, length: number) => readonly { bin: number; weight: number }[],
): number[] {
  const histogram = new Array<number>(BINS).fill(0);
  orientations.forEach((angle, i) => {
    for (const { bin, weight } of votes(angle, magnitudes[i]!)) histogram[bin]! += weight;
  });
  return histogram;
}

/** Whether the bins beside an orientation are the last and the first. */
function wraps(angle: number, anchors: BinAnchors): boolean {
  const offset = anchors === 'centers' ? WIDTH / 2 : 0;
  return angle < offset || angle >= PERIOD - WIDTH + offset;
}

/** Bins and votes of one gradient, and the histogram of all. */
export const hogVotesTopic: Topic<VotesGiven> = {
  id: 'hog-votes',
  title: 'Votes in a histogram of orientations',
  quantities: { orientations: 'vector', magnitudes: 'vector', anchors: 'word' },
  generate,
  // Right on a bin there is nothing to share, and two pairs of bins are beside the orientation.
  accepts: (given) =>
    given.orientations.every((angle, i) => {
      const votes = orientationVotes(angle, given.magnitudes[i]!, settingsOf(given));
      return votes.length === 2 && votes.every(({ weight }) => weight > 0);
    }),
  statement: ({ orientations, magnitudes, anchors }) => {
    const list = orientations.map(
      (angle, i) => `$${numberTex(magnitudes[i]!)}$ at $${numberTex(angle)}^\\circ$`,
    );
    const where =
      anchors === 'edges'
        ? 'at their lower edges, $0^\\circ, 20^\\circ, \\dots, 160^\\circ$'
        : 'at their centres, $10^\\circ, 30^\\circ, \\dots, 170^\\circ$';
    return [
      `A cell holds gradients of these magnitudes and orientations: ${list.join(', ')}.`,
      `They vote in a histogram of ${BINS} bins over $180^\\circ$, numbered from 0, in which $0^\\circ$ and $180^\\circ$ are the same. Bins stand ${where}; each vote is the magnitude, shared between the two bins beside the orientation by distance.`,
    ].join('\n\n');
  },
  parts: (given) => [
    {
      id: 'a',
      prompt:
        'Between which two bins does the first gradient share its vote? Give the one before its orientation first.',
      marks: 1,
      kind: 'vector',
      value: () => firstVotes(given, settingsOf(given))!.bins,
    },
    {
      id: 'b',
      prompt: 'Which votes do these two bins get from it, in this order?',
      marks: 2,
      kind: 'vector',
      value: () => firstVotes(given, settingsOf(given))!.weights,
    },
    {
      id: 'c',
      prompt: `Write down the whole histogram, ${BINS} numbers.`,
      marks: 3,
      kind: 'vector',
      value: (earlier) => {
        const histogram = histogramOf(given, settingsOf(given), 1);
        earlier.vector('a').forEach((bin, i) => {
          // A bin that there is not has no place for the vote.
          histogram[bin]! += earlier.vector('b')[i]!;
        });
        return histogram.slice(0, BINS);
      },
    },
  ],
  misconceptions: [
    {
      id: 'hog-edge-vs-centre',
      name: 'Bins stand at the other place',
      explanation:
        'Bins may stand at their centres or at their lower edges, and that gives other votes: here it is the other way than you took it.',
      wrong: {
        a: (given) => otherBins(given, otherAnchors(given)),
        b: (given) => firstVotes(given, otherAnchors(given))?.weights,
        c: (given) => histogramOf(given, otherAnchors(given)),
      },
    },
    {
      id: 'hog-weights-swapped',
      name: 'The farther bin gets more',
      explanation:
        'The nearer bin gets the larger share: its weight is the distance to the other bin, divided by the width.',
      wrong: {
        b: (given) => firstVotes(given, settingsOf(given))?.weights.reverse(),
        c: (given) =>
          collect(given, (angle, length) => {
            const votes = orientationVotes(angle, length, settingsOf(given));
            return votes.map(({ bin }, i) => ({ bin, weight: votes.at(-1 - i)!.weight }));
          }),
      },
    },
    {
      id: 'hog-signed-range',
      name: 'The bins are spread over 360 degrees',
      explanation:
        'A gradient and its opposite are the same here: the nine bins span 180 degrees, so each is 20 degrees wide.',
      wrong: {
        a: (given) => otherBins(given, wholeTurn(given)),
        b: (given) => firstVotes(given, wholeTurn(given))?.weights,
        c: (given) => histogramOf(given, wholeTurn(given)),
      },
    },
    {
      id: 'hog-no-interpolation',
      name: 'Each vote goes to one bin',
      explanation:
        'A vote is shared between the two bins beside the orientation, not given whole to the bin that holds it.',
      wrong: { c: (given) => histogramOf(given, { ...settingsOf(given), interpolate: false }) },
    },
    {
      id: 'hog-no-wrap',
      name: 'The last bin is not joined to the first',
      explanation:
        'The circle closes: the last bin is the neighbour of the first, so a vote near 180 degrees is shared between them.',
      wrong: {
        c: (given) => {
          const anchors = anchorsOf(given);
          if (!given.orientations.some((angle) => wraps(angle, anchors))) return undefined;
          return collect(given, (angle, length) => {
            const votes = orientationVotes(angle, length, settingsOf(given));
            if (!wraps(angle, anchors)) return votes;
            return [{ bin: angle < PERIOD / 2 ? 0 : BINS - 1, weight: length }];
          });
        },
      },
    },
    {
      id: 'hog-counted-from-1',
      name: 'Bins are counted from 1',
      explanation: 'These are the right bins, but they were to be numbered from 0.',
      wrong: {
        a: (given) => {
          const counted = firstVotes(given, settingsOf(given))?.bins.map((bin) => bin + 1);
          // Where the other anchors stand one bin further the mistake cannot be told from theirs.
          return counted?.join() === otherBins(given, otherAnchors(given))?.join()
            ? undefined
            : counted;
        },
      },
    },
    {
      id: 'hog-shares-for-votes',
      name: 'The shares are not multiplied with the magnitude',
      explanation: 'These are the shares; a vote is its share of the magnitude.',
      wrong: {
        b: (given) => {
          const length = given.magnitudes[0]!;
          return firstVotes(given, settingsOf(given))?.weights.map((weight) => weight / length);
        },
      },
    },
  ],
  solve,
};

function generate(draw: Draw, difficulty: Difficulty): VotesGiven {
  const count = difficulty === 'hard' ? 3 : 2;
  const anchors = difficulty === 'easy' ? 'edges' : 'centers';
  const last = difficulty === 'easy' ? PERIOD - WIDTH - 1 : PERIOD - 1;
  const orientations = draw.ownIntegers(2, 1, last);
  // The last gradient of a hard problem lies between the last bin and the first.
  const joint = draw.pick([draw.integer(1, 9), draw.integer(171, 179)]);
  return {
    orientations: difficulty === 'hard' ? [...orientations, joint] : orientations,
    magnitudes: Array.from(
      { length: count },
      () => 2 * draw.integer(1, difficulty === 'easy' ? 10 : 25),
    ),
    anchors,
  };
}

function solve(given: VotesGiven): Derivation {
  const each = given.orientations.map((angle, i) => {
    const length = given.magnitudes[i]!;
    return {
      id: `gradient-${i + 1}`,
      title: `Gradient ${i + 1}: ${length} at ${angle}°`,
      derivation: explainOrientationVotes(angle, length, settingsOf(given)),
      onTheWay: true,
    };
  });
  return joinDerivations('Votes in a histogram of orientations', [
    ...each,
    {
      id: 'histogram',
      title: 'All votes together',
      derivation: addUp(given),
      from: Object.fromEntries(each.map(({ id }, i) => [`h${i + 1}`, `${id}-histogram`])),
    },
  ]);
}

function addUp(given: VotesGiven): Derivation {
  const names = given.orientations.map((_, i) => `h${i + 1}`);
  const [first, ...rest] = names.map((name, i) => refer(name, undefined, `h_{${i + 1}}`));
  const whole = histogramOf(given, settingsOf(given));
  return createDerivation<readonly number[]>({
    topic: 'orientation-histogram',
    title: 'The histogram of all gradients',
    given: names.map((id, i) => {
      const votes = {
        ...given,
        orientations: [given.orientations[i]!],
        magnitudes: [given.magnitudes[i]!],
      };
      const value = histogramOf(votes, settingsOf(given));
      return { id, symbol: `h_{${i + 1}}`, title: `Votes of gradient ${i + 1}`, value };
    }),
    steps: [
      {
        id: 'histogram',
        symbol: 'h',
        title: 'Add the votes bin by bin',
        note: 'The index is that of the gradient.',
        check: stepOperations.add(first!, ...rest),
        value: whole,
      },
    ],
    result: whole,
    answer: refer('histogram'),
  });
}
