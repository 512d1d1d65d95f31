// Kullback–Leibler divergence of two distributions, both ways, and by how much the two differ.
import { createDerivation, type StepDraft } from '../../derivation/create-derivation.js';
import type { StepExpression } from '../../derivation/expression-types.js';
import { refer, stepOperations } from '../../derivation/operations.js';
import type { Derivation } from '../../derivation/types.js';
import { klDivergence } from '../../divergence/kl-divergence.js';
import { klTerms } from '../../divergence/kl-terms.js';
import {
  type DistributionPair,
  drawBesideThirds,
  drawPair,
  isAbsolute,
  logBase,
  unitWords,
} from '../distributions.js';
import type { Earlier, Topic, WrongAnswer } from '../topic.js';
import { display, precisely, vectorTex } from '../wording.js';

const DECIMALS = 4;

type Ask = (p: readonly number[], q: readonly number[], base: number) => number;

const divergence: Ask = (p, q, base) => klDivergence(p, q, { base });
const otherBase = (base: number): number => (base === 2 ? Math.E : 2);

/** What a wrong idea makes of each of the two divergences. */
function bothWays(
  wrong: (p: readonly number[], q: readonly number[], unit: string) => number | undefined,
): { readonly [part: string]: WrongAnswer<DistributionPair> } {
  return {
    a: ({ p, q, unit }) => wrong(p, q, unit),
    b: ({ p, q, unit }) => wrong(q, p, unit),
  };
}

/** D(p ‖ q), D(q ‖ p) and their difference. */
export const klDivergenceTopic: Topic<DistributionPair> = {
  id: 'kl-divergence',
  title: 'Kullback–Leibler divergence, both ways',
  quantities: { p: 'vector', q: 'vector', unit: 'word' },
  generate: (draw, difficulty) => {
    const pair = drawPair(draw, difficulty);
    return difficulty === 'easy' && draw.integer(1, 3) === 1 ? drawBesideThirds(draw) : pair;
  },
  accepts: isAbsolute,
  statement: ({ p, q, unit }) =>
    [
      `Two distributions over ${p.length} outcomes are given:`,
      display(`P = ${lawTex(p)}`, `Q = ${lawTex(q)}`),
      `Work in ${unit}: take ${unitWords(unit)}.`,
    ].join('\n\n'),
  parts: ({ p, q, unit }) => {
    const base = logBase(unit);
    const shared = { kind: 'number', decimals: DECIMALS, unit } as const;
    const ask = (name: string): string =>
      `How large is the divergence $${name}$, in ${unit}? ${precisely(DECIMALS)}`;
    const equal = (earlier: Earlier): boolean =>
      Math.abs(earlier.number('a') - earlier.number('b')) < 10 ** -DECIMALS;
    return [
      {
        id: 'a',
        prompt: ask('D(P \\,\\|\\, Q)'),
        marks: 2,
        ...shared,
        value: () => divergence(p, q, base),
      },
      {
        id: 'b',
        prompt: ask('D(Q \\,\\|\\, P)'),
        marks: 2,
        ...shared,
        value: () => divergence(q, p, base),
      },
      {
        id: 'c',
        prompt: `By how much is $D(P \\,\\|\\, Q)$ larger than $D(Q \\,\\|\\, P)$? ${precisely(DECIMALS)} The answer is negative where it is smaller.`,
        marks: 1,
        ...shared,
        value: (earlier) => earlier.number('a') - earlier.number('b'),
        trivial: equal,
      },
    ];
  },
  misconceptions: [
    {
      id: 'kl-arguments-swapped',
      name: 'The two distributions are swapped',
      explanation:
        'This is the divergence the other way round: the distribution named first is the one that weighs the logarithms and stands above in the fraction.',
      wrong: /* @__PURE__ */ bothWays((p, q, unit) => divergence(q, p, logBase(unit))),
    },
    {
      id: 'kl-log-base-2',
      name: 'A logarithm to another base',
      explanation:
        'The number is right in another unit: nats go with the natural logarithm, bits with the logarithm to base 2.',
      wrong: /* @__PURE__ */ bothWays((p, q, unit) => divergence(p, q, otherBase(logBase(unit)))),
    },
    {
      id: 'kl-sign',
      name: 'The sign is turned',
      explanation:
        'A divergence is never negative: in the logarithm the distribution that weighs stands above, the other below.',
      wrong: /* @__PURE__ */ bothWays((p, q, unit) => -divergence(p, q, logBase(unit))),
    },
    {
      id: 'kl-absolute-shares',
      name: 'Shares without their signs',
      explanation:
        'Some shares are negative, where the first distribution is the smaller one; they must be added with their signs.',
      wrong: /* @__PURE__ */ bothWays((p, q, unit) =>
        shares(p, q, unit).reduce((sum, share) => sum + Math.abs(share), 0),
      ),
    },
    {
      id: 'kl-unweighted',
      name: 'Logarithms without their weights',
      explanation:
        'Each logarithm counts as often as its outcome happens: weigh it with the probability of the first distribution.',
      wrong: /* @__PURE__ */ bothWays((p, q, unit) =>
        p.reduce((sum, each, i) => sum + Math.log(each / q[i]!) / Math.log(logBase(unit)), 0),
      ),
    },
    {
      id: 'kl-unnormalised',
      name: 'Rounded probabilities do not add up to 1',
      explanation:
        'Three times 0.333 is less than 1, and that changes the result: work with the fractions themselves.',
      wrong: /* @__PURE__ */ bothWays(withThousandths),
    },
    {
      id: 'kl-is-a-distance',
      name: 'Both ways are taken to be the same',
      explanation:
        'A divergence is no distance: it differs with the direction, so the difference is not 0.',
      wrong: { c: () => 0 },
    },
    {
      id: 'kl-difference-reversed',
      name: 'The difference is taken the other way round',
      explanation:
        'The second divergence is to be taken from the first, not the first from the second.',
      wrong: { c: (_, earlier) => earlier.number('b') - earlier.number('a') },
    },
  ],
  solve,
};

/** A law, with thirds as fractions. */
function lawTex(law: readonly number[]): string {
  const isThirds = law.length === 3 && law.every((each) => each === 1 / 3);
  return isThirds
    ? `\\left(${law.map(() => '\\tfrac{1}{3}').join(',\\, ')}\\right)`
    : vectorTex(law);
}

/** The divergence of what three decimals leave of two laws; undefined where both still add up to 1. */
function withThousandths(
  p: readonly number[],
  q: readonly number[],
  unit: string,
): number | undefined {
  const [above, below] = [p, q].map((law) => law.map((each) => Math.round(each * 1000) / 1000));
  const isWhole = (law: readonly number[]): boolean =>
    Math.abs(law.reduce((sum, each) => sum + each, 0) - 1) < 1e-9;
  if (isWhole(above!) && isWhole(below!)) return undefined;
  const nats = above!.reduce((sum, each, i) => sum + each * Math.log(each / below![i]!), 0);
  return nats / Math.log(logBase(unit));
}

function shares(p: readonly number[], q: readonly number[], unit: string): number[] {
  const terms = klTerms(p, q, { base: logBase(unit) });
  return p.map((_, i) => terms.get(i));
}

interface BothWays {
  readonly forward: number;
  readonly backward: number;
  readonly difference: number;
}

function solve({ p, q, unit }: DistributionPair): Derivation<BothWays> {
  const base = logBase(unit);
  const [forward, backward] = [divergence(p, q, base), divergence(q, p, base)];
  const difference = forward - backward;
  return createDerivation<BothWays>({
    topic: 'exercise',
    title: 'Kullback–Leibler divergence, both ways',
    given: [
      { id: 'p', symbol: 'P', title: 'A distribution', value: p },
      { id: 'q', symbol: 'Q', title: 'Another one', value: q },
    ],
    steps: [
      ...oneWay('forward', ['p', 'q'], unit, forward, shares(p, q, unit)),
      ...oneWay('backward', ['q', 'p'], unit, backward, shares(q, p, unit)),
      {
        id: 'difference',
        symbol: '\\Delta',
        title: 'The difference of the two',
        check: stepOperations.subtract(refer('forward'), refer('backward')),
        value: difference,
        note: 'It is not 0: a divergence is no distance.',
      },
    ],
    result: { forward, backward, difference },
    answer: {
      record: {
        forward: refer('forward'),
        backward: refer('backward'),
        difference: refer('difference'),
      },
    },
    sources: ['S. Kullback and R. A. Leibler, "On information and sufficiency", 1951.'],
  });
}

function oneWay(
  id: string,
  [first, second]: readonly [first: string, second: string],
  unit: string,
  value: number,
  each: readonly number[],
): StepDraft[] {
  const { divide, log, multiply, sum } = stepOperations;
  const [above, below] = [first.toUpperCase(), second.toUpperCase()];
  const of = (name: string, i: number): StepExpression =>
    refer(name, [i], `${name.toUpperCase()}_{${i + 1}}`);
  const base = unit === 'bits' ? 2 : undefined;
  const letter = id === 'forward' ? 's' : 't';
  return [
    {
      id: `${id}-shares`,
      symbol: letter,
      title: `The share of each outcome in D(${above} ‖ ${below})`,
      formula: `${letter}_i = ${above}_i ${base === 2 ? '\\log_2' : '\\ln'} \\frac{${above}_i}{${below}_i}`,
      check: { list: each.map((_, i) => refer(`${id}-share-${i}`)) },
      value: each,
      steps: each.map(
        (share, i): StepDraft => ({
          id: `${id}-share-${i}`,
          symbol: `${letter}_{${i + 1}}`,
          title: `Outcome ${i + 1}`,
          check: multiply(of(first, i), log(divide(of(first, i), of(second, i)), base)),
          value: share,
        }),
      ),
    },
    {
      id,
      symbol: `D(${above} \\,\\|\\, ${below})`,
      title: `Add them up, in ${unit}`,
      check: sum(refer(`${id}-shares`)),
      value,
    },
  ];
}
