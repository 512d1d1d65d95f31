// The best discriminator, found by setting a derivative to zero, and what the value is against it.
import { checkNumber, checkOptions } from '../core/check.js';
import { wrap } from '../core/create.js';
import { DomainError, KindError, ShapeError } from '../core/errors.js';
import type { FloatNdArray } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression, StepReference } from '../derivation/expression-types.js';
import { refer, stepOperations } from '../derivation/operations.js';
import { inWords, totalOf } from '../derivation/phrases.js';
import type { Derivation, Given } from '../derivation/types.js';
import { jensenShannonDivergenceFor } from '../divergence/jensen-shannon.js';
import { ganCriterion, ganValueDiscrete, optimalDiscriminator } from './value.js';

/** What `explainOptimalDiscriminator` starts from. */
export interface OptimalDiscriminatorProblem {
  /** Probabilities of the data's outcomes, [k], at most 8. */
  readonly pData: readonly number[];
  /** Those of the generator's, [k]. */
  readonly pModel: readonly number[];
}

/** What `explainOptimalDiscriminator` finds. */
export interface ExplainedDiscriminator {
  /** D* of each outcome, [k]. */
  readonly discriminator: FloatNdArray;
  /** V of D*, in nats: what the generator is left to minimise. */
  readonly value: number;
  /** The Jensen–Shannon divergence of the two laws, in nats. */
  readonly jensenShannon: number;
  /** The least that the value can be, −ln 4, where the laws are the same. */
  readonly minimum: number;
}

const FN = 'explainOptimalDiscriminator';

/** Longer sums than these no one reads. */
const MOST = 8;

/**
 * Derives the best discriminator of a game and the game's value against it, and shows the work in numbers.
 *
 * $$D^*(x) = \frac{p_\text{data}(x)}{p_\text{data}(x) + p_\text{model}(x)}, \qquad
 * V(D^*) = -\ln 4 + 2 \, \text{JS}(p_\text{data} \,\|\, p_\text{model})$$
 *
 * @param problem - `pData` and `pModel`: probabilities of the same outcomes, [k] each
 * @returns the derivation; its `result` holds the `discriminator`, the `value` in nats, `jensenShannon` and the `minimum`
 * @throws KindError where something is of another kind or unknown, ShapeError where lengths differ or exceed 8, DomainError
 * where a number is negative, a sum not 1, or an outcome comes from neither
 * @see I. Goodfellow and others, "Generative adversarial nets", 2014, proposition 1 and theorem 1
 *
 * @example
 * Two laws of three outcomes.
 * ```ts
 * import { explainOptimalDiscriminator, toNested, verifyDerivation } from 'fovea';
 * const d = explainOptimalDiscriminator({ pData: [0.5, 0.3, 0.2], pModel: [0.2, 0.3, 0.5] });
 * toNested(d.result.discriminator) // => [0.714286, 0.5, 0.285714]
 * d.result.value // => -1.25346573
 * d.result.jensenShannon // => 0.0664143
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainOptimalDiscriminator(
  problem: OptimalDiscriminatorProblem,
): Derivation<ExplainedDiscriminator> {
  const { pData, pModel } = checkOptions(FN, problem, ['pData', 'pModel'], 'problem');
  checkLaw('pModel', pModel, checkLaw('pData', pData));
  const never = pData.findIndex((p, i) => p === 0 && pModel[i] === 0);
  if (never >= 0) {
    const expected = 'outcomes that one of the two laws gives at least';
    throw new DomainError({ function: FN, argument: 'pModel', expected, got: `0 at [${never}]` });
  }
  const [p, g] = [vector(pData), vector(pModel)];
  const discriminator = optimalDiscriminator(p, g);
  const result: ExplainedDiscriminator = {
    discriminator,
    value: ganValueDiscrete(p, g, discriminator),
    jensenShannon: jensenShannonDivergenceFor(
      FN,
      ['pData', 'pModel'],
      [...pData],
      [...pModel],
    ) as number,
    minimum: ganCriterion([1], [1]),
  };
  const given: Given[] = [
    { id: 'p', symbol: 'p', title: 'The law of the data, p for data', value: [...pData] },
    { id: 'g', symbol: 'g', title: 'The law of the generator, g for model', value: [...pModel] },
  ];
  return createDerivation<ExplainedDiscriminator>({
    topic: 'gan',
    title: 'The optimal discriminator and the value of the game against it',
    given,
    steps: [
      ...optimum(pData, pModel, discriminator),
      ...worth(pData, pModel, result),
      ...divergences(pData, pModel, result),
    ],
    result,
    answer: {
      record: {
        discriminator: refer('optimum'),
        value: refer('value'),
        jensenShannon: refer('js'),
        minimum: refer('minimum'),
      },
    },
    conclusion: `Against the best discriminator the value is ${inWords(result.value)} nats, that is −ln 4 + 2 · ${inWords(result.jensenShannon)}. The generator can bring it down to −ln 4 ≈ ${inWords(result.minimum)} and no further: there the laws are the same, and the discriminator says ½ of everything.`,
    sources: [
      'I. Goodfellow and others, "Generative adversarial nets", NeurIPS 2014, proposition 1 and theorem 1.',
    ],
  });
}

/** The derivative set to zero, and where that is. */
function optimum(
  pData: readonly number[],
  pModel: readonly number[],
  discriminator: FloatNdArray,
): StepDraft[] {
  const { add, divide, subtract } = stepOperations;
  // At the edge, D = 0 or 1, there is no slope to set to zero.
  const inner = indices(pData).filter((i) => pData[i]! > 0 && pModel[i]! > 0);
  return [
    {
      kind: 'statement',
      id: 'game',
      title: 'Write the value as a sum over outcomes',
      formula:
        'V(D, G) = \\mathbb{E}_{x \\sim p} \\ln D(x) + \\mathbb{E}_{z} \\ln(1 - D(G(z))) = \\sum_x \\left[p(x) \\ln D(x) + g(x) \\ln(1 - D(x))\\right]',
      note: 'What the generator makes of z is x = G(z), with law g. So the second mean over codes is one over outcomes x with weights g(x), and in it stands D(x): the generator is not applied to x again.',
    },
    {
      id: 'optimum',
      symbol: 'D^*',
      title: 'The optimal discriminator of each outcome: where the derivative is zero',
      formula: 'D^*(x) = \\frac{p(x)}{p(x) + g(x)}',
      check: divide(refer('p'), add(refer('p'), refer('g'))),
      value: discriminator,
      steps: [
        {
          kind: 'statement',
          id: 'derivative',
          title:
            'The discriminator may choose D(x) for each outcome on its own, so differentiate one term with respect to it',
          formula:
            '\\frac{\\partial V}{\\partial D(x)} = \\frac{p(x)}{D(x)} - \\frac{g(x)}{1 - D(x)}',
          note: 'The maximum is over the discriminator; the generator is held still.',
        },
        {
          kind: 'statement',
          id: 'curvature',
          title:
            'Differentiate again: it is negative, so where the derivative is zero there is a maximum',
          formula:
            '\\frac{\\partial^2 V}{\\partial D(x)^2} = -\\frac{p(x)}{D(x)^2} - \\frac{g(x)}{(1 - D(x))^2} < 0',
        },
        {
          kind: 'statement',
          id: 'zero',
          title: 'Set the derivative to zero and solve for D',
          formula:
            '\\frac{p}{D} = \\frac{g}{1 - D} \\quad\\Rightarrow\\quad p \\, (1 - D) = g \\, D \\quad\\Rightarrow\\quad p = (p + g) \\, D \\quad\\Rightarrow\\quad D^* = \\frac{p}{p + g}',
          ...(inner.length < pData.length
            ? {
                note: 'Where one of the two is 0 the other term alone is largest at the edge, D = 0 or D = 1, which the formula gives too.',
              }
            : {}),
        },
      ],
    },
    ...inner.slice(0, 1).map(
      (i): StepDraft => ({
        kind: 'statement',
        id: 'slope',
        title: 'Put it into the derivative: both terms are p + g, so it is zero',
        steps: [
          {
            id: 'rise',
            title: `The first term, for outcome ${i + 1}`,
            check: divide(dataAt(i), saysAt(i)),
          },
          {
            id: 'fall',
            title: 'The second term is the same, so their difference is zero',
            check: divide(modelAt(i), subtract(1, saysAt(i))),
          },
        ],
      }),
    ),
  ];
}

/** The value against it. */
function worth(
  pData: readonly number[],
  pModel: readonly number[],
  { value }: ExplainedDiscriminator,
): StepDraft[] {
  const { log, multiply, subtract } = stepOperations;
  const real = indices(pData)
    .filter((i) => pData[i]! > 0)
    .map((i) => multiply(dataAt(i), log(saysAt(i))));
  const made = indices(pModel)
    .filter((i) => pModel[i]! > 0)
    .map((i) => multiply(modelAt(i), log(subtract(1, saysAt(i)))));
  return [
    {
      id: 'value',
      symbol: 'V(D^*)',
      title: 'The value against the optimal discriminator, in nats',
      check: totalOf([...real, ...made]),
      value,
    },
  ];
}

/** The same by divergences. */
function divergences(
  pData: readonly number[],
  pModel: readonly number[],
  { value, jensenShannon, minimum }: ExplainedDiscriminator,
): StepDraft[] {
  const { add, divide, log, multiply, negate } = stepOperations;
  const against = (law: readonly number[], at: (i: number) => StepReference): StepExpression =>
    totalOf(
      indices(law)
        .filter((i) => law[i]! > 0)
        .map((i) => multiply(at(i), log(divide(at(i), middleAt(i))))),
    );
  return [
    {
      id: 'identity',
      symbol: 'V(D^*)',
      title: 'The same value by a divergence: −ln 4 and twice that of Jensen and Shannon',
      check: add(refer('minimum'), multiply(2, refer('js'))),
      value,
      steps: [
        {
          kind: 'statement',
          id: 'halves',
          title:
            'Compare with the mean of both laws instead of their sum: that takes ln 2 from each logarithm',
          formula:
            '\\sum_x \\left[p \\ln \\frac{p}{p + g} + g \\ln \\frac{g}{p + g}\\right] = \\sum_x \\left[p \\ln \\frac{p}{m} + g \\ln \\frac{g}{m}\\right] - 2 \\ln 2, \\qquad m = \\frac{p + g}{2}',
          note: 'With the sum p + g under the line there is no further −ln 4; with the mean m there is one, just once.',
        },
        {
          id: 'js',
          symbol: '\\mathrm{JS}',
          title: 'The Jensen–Shannon divergence: half of the divergence of each from their mean',
          check: multiply(0.5, add(refer('kl-data'), refer('kl-model'))),
          value: jensenShannon,
          steps: [
            {
              id: 'middle',
              symbol: 'm',
              title: 'The mean of both laws',
              check: divide(add(refer('p'), refer('g')), 2),
            },
            {
              id: 'kl-data',
              symbol: 'D(p \\,\\|\\, m)',
              title: 'The divergence of the data from the mean',
              check: against(pData, dataAt),
            },
            {
              id: 'kl-model',
              symbol: 'D(g \\,\\|\\, m)',
              title: 'The divergence of the generator from the mean',
              check: against(pModel, modelAt),
            },
          ],
        },
        {
          id: 'minimum',
          symbol: 'V_{\\min}',
          title:
            'Where the laws are the same the divergence is 0, and what is left is the least value',
          check: negate(log(4)),
          value: minimum,
        },
      ],
    },
  ];
}

const dataAt = (i: number): StepReference => refer('p', [i], `p(x_{${i + 1}})`);
const modelAt = (i: number): StepReference => refer('g', [i], `g(x_{${i + 1}})`);
const saysAt = (i: number): StepReference => refer('optimum', [i], `D^*(x_{${i + 1}})`);
const middleAt = (i: number): StepReference => refer('middle', [i], `m(x_{${i + 1}})`);

function indices(list: readonly number[]): number[] {
  return Array.from(list.keys());
}

function vector(list: readonly number[]): FloatNdArray {
  return wrap(Float64Array.from(list), [list.length]);
}

function checkLaw(argument: string, law: readonly number[], length?: number): number {
  if (!Array.isArray(law)) {
    const [expected, got] = ['a list of numbers', typeof law];
    throw new KindError({ function: FN, argument, expected, got });
  }
  const count = law.length;
  if (count < 1 || count > MOST || (length !== undefined && count !== length)) {
    const expected = length === undefined ? `1 to ${MOST} numbers` : `${length} numbers`;
    throw new ShapeError({ function: FN, argument, expected, got: `${count}` });
  }
  for (const value of law) checkNumber(FN, argument, value, { min: 0 });
  return count;
}
