// The votes of one gradient, shown step by step: the two bins, the shares, the histogram.
import { checkNumber, checkOptions } from '../core/check.js';
import { remainder } from '../core/remainder.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import {
  add,
  divide,
  floor,
  modulo,
  multiply,
  subtract,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import type { Derivation, Given } from '../derivation/types.js';
import {
  anchorOffset,
  checkVotes,
  type OrientationVotesOptions,
  VOTE_OPTIONS,
  type VoteSettings,
} from './options.js';
import { type OrientationVote, orientationHistogram, orientationVotes } from './votes.js';

const FN = 'explainOrientationVotes';

/** More bins than these no one reads: one a degree. */
const MOST_BINS = 360;

/**
 * The votes of one gradient, worked out: where the bins stand, the two bins beside the orientation, their shares by
 * distance, the votes and the histogram.
 *
 * With anchors "edges" as course sheets have it, with "centers" as Dalal and Triggs; the steps say which. Bins count
 * from 0; the conclusion says what they are called where sheets count from 1.
 *
 * @param orientation - an angle in the unit of `period`
 * @param magnitude - length of the gradient, ≥ 0
 * @param options - `bins` (9, at most 360), `period` (π), `anchors` ("centers"), `interpolate` (true)
 * @returns the derivation; its `result` is what `orientationVotes` returns
 * @throws KindError or DomainError where an argument is no such number, or an option is unknown
 * @see N. Dalal, B. Triggs, "Histograms of oriented gradients for human detection", CVPR 2005, section 6.3
 *
 * @example
 * A course problem: a gradient of length 8 at 47°, nine bins that stand at their lower edges.
 * ```ts
 * import { explainOrientationVotes, renderText, verifyDerivation } from 'fovea';
 * const d = explainOrientationVotes(47, 8, { period: 180, anchors: 'edges' });
 * d.result // => [{ bin: 2, weight: 5.2 }, { bin: 3, weight: 2.8 }]
 * verifyDerivation(d).ok // => true
 * renderText(d).includes('(60 − 47)/(60 − 40) = 0.65') // => true
 * ```
 */
export function explainOrientationVotes(
  orientation: number,
  magnitude: number,
  options?: OrientationVotesOptions,
): Derivation<OrientationVote[]> {
  const settings = checkVotes(FN, checkOptions(FN, options, VOTE_OPTIONS));
  const { bins, period } = settings;
  checkNumber(FN, 'bins', bins, { integer: true, min: 1, max: MOST_BINS });
  const angle = checkNumber(FN, 'orientation', orientation);
  const weight = checkNumber(FN, 'magnitude', magnitude, { min: 0 });
  const outside = angle < 0 || angle >= period;
  const inPeriod = outside ? remainder(angle, period) : angle;
  const votes = orientationVotes(inPeriod, weight, settings);
  const theta = refer(outside ? 'in-period' : 'theta');
  const [low, high] = votes;
  const shared = high !== undefined;
  const given: Given[] = [
    { id: 'theta', symbol: '\\theta', title: 'Orientation of the gradient', value: angle },
    { id: 'm', symbol: 'm', title: 'Its magnitude', value: weight },
    { id: 'n', symbol: 'n', title: 'Number of bins', value: bins },
    {
      id: 'period',
      symbol: 'P',
      title: 'What the bins span',
      note: 'The circle closes here: the last bin is the neighbour of the first.',
      value: period,
    },
  ];
  const entry = (bin: number): StepExpression =>
    shared && bin === high.bin ? refer('high-vote') : bin === low!.bin ? refer('low-vote') : 0;
  return createDerivation<OrientationVote[]>({
    topic: 'orientation-histogram',
    title: 'Votes of one gradient in a histogram of orientations',
    given,
    steps: [
      {
        id: 'width',
        symbol: '\\Delta',
        title: 'Width of a bin',
        check: divide(refer('period'), refer('n')),
      },
      ...(outside
        ? [
            {
              id: 'in-period',
              symbol: "\\theta'",
              title: 'Bring the orientation into one period',
              check: modulo(refer('theta'), refer('period')),
            },
          ]
        : []),
      ...(shared ? sharedSteps(theta, settings, [low!.weight, high.weight]) : wholeSteps(theta)),
      {
        id: 'histogram',
        symbol: 'h',
        title: 'The histogram, one number a bin',
        note: `${shared ? 'Bins l and u hold their votes' : 'Bin l holds its vote'}, all others 0. The sum is the magnitude.`,
        formula: 'h',
        steps: binSteps(shared),
        check: { list: Array.from({ length: bins }, (_, bin) => entry(bin)) },
        value: orientationHistogram([inPeriod], [weight], settings),
      },
    ],
    result: votes,
    answer: {
      list: votes.map((_, i) => {
        const name = i === 0 ? 'low' : 'high';
        return { record: { bin: refer(`${name}-bin`), weight: refer(`${name}-vote`) } };
      }),
    },
    conclusion: votes
      .map(
        ({ bin, weight: vote }) =>
          `Bin ${bin} (number ${bin + 1} where bins are counted from 1) gets ${show(vote)}.`,
      )
      .join(' '),
    sources: [
      'N. Dalal, B. Triggs, "Histograms of oriented gradients for human detection", CVPR 2005, section 6.3.',
    ],
  });
}

function show(vote: number): string {
  return String(Number(vote.toPrecision(6)));
}

function sharedSteps(
  theta: StepExpression,
  { anchors }: VoteSettings,
  [lowVote, highVote]: readonly [number, number],
): StepDraft[] {
  const place = divide(multiply(theta, refer('n')), refer('period'));
  const offset = anchorOffset(anchors);
  const centred = offset > 0;
  const at = (index: StepExpression): StepExpression =>
    multiply(centred ? add(index, offset) : index, refer('width'));
  const upper = add(refer('index'), 1);
  const vote = (name: string, symbol: string, title: string, value: number): StepDraft => ({
    id: `${name}-vote`,
    symbol: `v_{${symbol}}`,
    title,
    check: multiply(refer('m'), refer(`${name}-share`)),
    value,
  });
  const pair = (
    id: string,
    symbol: string,
    title: string,
    steps: readonly StepDraft[],
    parts: readonly string[],
  ): StepDraft => ({
    ...{ id, symbol, title, formula: symbol, steps },
    check: { list: parts.map((part) => refer(part)) },
  });
  const places: StepDraft[] = [
    {
      id: 'index',
      symbol: 'k',
      title: 'The last bin that stands at the orientation or before it',
      note: centred
        ? 'Bins stand at their centres, half a width after their lower edges, as Dalal and Triggs have it.'
        : 'Bins stand at their lower edges, as course sheets have it. Dalal and Triggs let them stand at their centres, half a width further, which gives other votes.',
      check: floor(centred ? subtract(place, offset) : place),
    },
    { id: 'theta-1', symbol: '\\theta_1', title: 'Where it stands', check: at(refer('index')) },
    { id: 'theta-2', symbol: '\\theta_2', title: 'Where the next one stands', check: at(upper) },
  ];
  const shares: StepDraft[] = [
    {
      id: 'low-share',
      symbol: 'w_{l}',
      title: 'Share of the lower bin: by the distance to the upper one',
      note: 'The nearer bin gets the larger share. The shares are linear in the orientation alone; they would be bilinear or trilinear only if neighbouring cells took part.',
      check: divide(
        subtract(refer('theta-2'), theta),
        subtract(refer('theta-2'), refer('theta-1')),
      ),
    },
    {
      id: 'high-share',
      symbol: 'w_{u}',
      title: 'Share of the upper bin: by the distance to the lower one',
      check: divide(
        subtract(theta, refer('theta-1')),
        subtract(refer('theta-2'), refer('theta-1')),
      ),
    },
  ];
  const votes = [
    vote('low', 'l', 'Vote for the lower bin', lowVote),
    vote('high', 'u', 'Vote for the upper bin', highVote),
  ];
  return [
    pair('places', '(\\theta_1,\\, \\theta_2)', 'Between which two bins it falls', places, [
      'theta-1',
      'theta-2',
    ]),
    pair('shares', '(w_{l},\\, w_{u})', 'What share each of them gets', shares, [
      'low-share',
      'high-share',
    ]),
    pair('votes', '(v_{l},\\, v_{u})', 'Their votes', votes, ['low-vote', 'high-vote']),
  ];
}

/** Which bins of the histogram hold the votes. */
function binSteps(shared: boolean): StepDraft[] {
  const index = refer('index');
  const low: StepDraft = {
    id: 'low-bin',
    symbol: 'l',
    title: shared ? 'Index of the lower bin' : 'Index of the bin',
    check: modulo(index, refer('n')),
  };
  if (!shared) return [low];
  const high: StepDraft = {
    id: 'high-bin',
    symbol: 'u',
    title: 'Index of the upper bin',
    check: modulo(add(index, 1), refer('n')),
  };
  return [low, high];
}

function wholeSteps(theta: StepExpression): StepDraft[] {
  return [
    {
      id: 'index',
      symbol: 'k',
      title: 'The bin that holds the orientation',
      note: 'The vote is not split: the bin gets all of it.',
      check: floor(divide(multiply(theta, refer('n')), refer('period'))),
    },
    { id: 'low-vote', symbol: 'v_{l}', title: 'Its vote', check: refer('m') },
  ];
}
