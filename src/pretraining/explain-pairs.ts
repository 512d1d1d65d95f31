// Losses and scores of pairs that belong together or do not, and what a model costs beside another.
import { checkNumber } from '../core/check.js';
import { readFew, readFewRows } from '../core/few.js';
import type { ArrayInput } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import {
  add,
  divide,
  exp,
  log,
  mean,
  multiply,
  negate,
  subtract,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { inWords } from '../derivation/phrases.js';
import type { Derivation } from '../derivation/types.js';
import { type CostComparison, compareCostFor, type ModelCost } from './efficiency.js';
import { matchingLoss, matchingLossFor } from './matching.js';
import { nextSentenceLossFor } from './sentence-pairs.js';

/** More pairs no one reads. */
const MOST = 8;

/** Beyond, exponentials of the scores are no numbers that can be shown. */
const RANGE = { min: -500, max: 500 };

/**
 * Computes the loss of matching few pairs of video and audio, and shows the work: for each pair the probability of its
 * answer and what that costs, and the mean.
 *
 * $$-\frac1n \sum_i \bigl( y_i \ln s(x_i) + (1 - y_i) \ln(1 - s(x_i)) \bigr)$$
 *
 * @param logits - one score a pair, [n], at most 8
 * @param labels - 1 where a pair belongs together, else 0, [n]
 * @returns the derivation; its `result` is what `matchingLoss` returns
 * @throws as `matchingLoss`; ShapeError for more than 8 pairs, DomainError for scores beyond ±500
 *
 * @example
 * A score of 0 is undecided, whatever is right.
 * ```ts
 * import { explainMatchingLoss, verifyDerivation } from 'fovea';
 * const d = explainMatchingLoss([0, 0], [1, 0]);
 * d.result // => 0.693147
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainMatchingLoss(logits: ArrayInput, labels: ArrayInput): Derivation<number> {
  const fn = 'explainMatchingLoss';
  const x = readFew(fn, 'logits', logits, MOST);
  const y = readFew(fn, 'labels', labels, MOST, x.length);
  for (const [i, score] of x.entries()) checkNumber(fn, `logits[${i}]`, score, RANGE);
  const result = matchingLossFor(fn, x, y);
  return createDerivation<number>({
    topic: 'pretraining',
    title: 'The loss of matching video and audio',
    given: [
      { id: 'x', symbol: 'x', title: 'The score of each pair', value: x },
      { id: 'y', symbol: 'y', title: '1 where a pair belongs together, else 0', value: y },
    ],
    steps: [
      {
        id: 'costs',
        symbol: 'l',
        title: 'What each pair costs: the logarithm of the probability of the right answer',
        formula:
          'l_i = -y_i \\ln s(x_i) - (1 - y_i) \\ln(1 - s(x_i)), \\quad s(x) = \\frac{1}{1 + e^{-x}}',
        check: { list: x.map((_, i) => refer(`cost-${i}`)) },
        steps: y.map((label, i): StepDraft => costStep(x[i]!, label, i)),
      },
      {
        id: 'loss',
        symbol: 'L',
        title: 'Their mean',
        check: mean(refer('costs')),
        value: result,
      },
    ],
    result,
    answer: refer('loss'),
    conclusion: `The loss is ${inWords(result)}; without any idea it is ln 2 = 0.693147.`,
    sources: [
      'Z. Tang and others, "TVLT: Textless vision-language transformer", NeurIPS 2022, section 3.3.',
    ],
  });
}

/** The cost as a difference where the answer is right, so that a small one is not lost in rounding. */
function costStep(x: number, label: number, i: number): StepDraft {
  const score = refer('x', [i], `x_{${i + 1}}`);
  const small = label === 1 ? x >= 0 : x <= 0;
  const grown = small === (label === 1) ? exp(score) : exp(negate(score));
  const whole = log(add(1, grown));
  const off = label === 1 ? subtract(whole, score) : add(whole, score);
  return {
    id: `cost-${i}`,
    symbol: `l_{${i + 1}}`,
    title: `Pair ${i + 1} ${label === 1 ? 'belongs together: −ln s(x)' : 'does not: −ln(1 − s(x))'}`,
    check: small ? off : whole,
    value: matchingLoss([x], [label]),
  };
}

/**
 * Computes the loss of telling for few pairs of sentences whether the second follows the first, and shows the work: the
 * softmax of the two scores of each pair, what the right answer costs, and the mean.
 *
 * @param logits - two scores a pair, [n, 2]: that it follows, and that it does not; at most 8 pairs
 * @param isNext - for each pair whether the second follows the first
 * @returns the derivation; its `result` is what `nextSentenceLoss` returns
 * @throws as `nextSentenceLoss`; ShapeError for more than 8 pairs, DomainError for scores beyond ±500
 *
 * @example
 * Sure of the right answer, and undecided.
 * ```ts
 * import { explainNextSentenceLoss, verifyDerivation } from 'fovea';
 * const d = explainNextSentenceLoss([[2, -2], [0, 0]], [true, false]);
 * d.result // => 0.355649
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainNextSentenceLoss(
  logits: ArrayInput,
  isNext: readonly boolean[],
): Derivation<number> {
  const fn = 'explainNextSentenceLoss';
  const z = readFewRows(fn, 'logits', logits, [MOST, 2]);
  z.forEach((row, i) => {
    for (const score of row) checkNumber(fn, `logits[${i}]`, score, RANGE);
  });
  const result = nextSentenceLossFor(fn, z, isNext);
  return createDerivation<number>({
    topic: 'pretraining',
    title: 'The loss of telling which sentence follows',
    given: [
      {
        id: 'z',
        symbol: 'Z',
        title: 'Scores of each pair: that the second follows, that it does not',
        value: z,
      },
      { id: 'next', symbol: 'y', title: 'Whether it follows', value: [...isNext] },
    ],
    steps: [
      {
        id: 'costs',
        symbol: 'l',
        title: 'What the right answer costs: the logarithm of its softmax, with the other sign',
        formula: 'l_i = \\ln \\sum_c e^{Z_{ic}} - Z_{i,y_i}',
        check: { list: z.map((_, i) => refer(`cost-${i}`)) },
        steps: isNext.map((follows, i): StepDraft => {
          const column = follows ? 0 : 1;
          const right = refer('z', [i, column], `Z_{${i + 1}${column + 1}}`);
          const other = refer('z', [i, 1 - column], `Z_{${i + 1}${2 - column}}`);
          const lead = subtract(right, other);
          // As a difference where the answer is right, so that a small cost is not lost in rounding.
          const ahead = z[i]![column]! > z[i]![1 - column]!;
          const whole = log(add(1, exp(ahead ? lead : subtract(other, right))));
          return {
            id: `cost-${i}`,
            symbol: `l_{${i + 1}}`,
            title: `Pair ${i + 1}: the second ${follows ? 'follows' : 'is from elsewhere'}`,
            check: ahead ? subtract(whole, lead) : whole,
            value: nextSentenceLossFor(fn, [z[i]!], [follows]),
          };
        }),
      },
      {
        id: 'loss',
        symbol: 'L',
        title: 'Their mean',
        check: mean(refer('costs')),
        value: result,
      },
    ],
    result,
    answer: refer('loss'),
    conclusion: `The loss is ${inWords(result)}; without any idea it is ln 2 = 0.693147.`,
    sources: ['J. Devlin and others, "BERT", NAACL 2019, section 3.1, task 2.'],
  });
}

/**
 * Compares what two models cost, and shows the work: the quotient of the latencies and that of the parameters.
 *
 * @param model - `latency` and `parameters`, above 0
 * @param other - the same of the model it is compared with, in the same units
 * @returns the derivation; its `result` is what `compareCost` returns
 * @throws as `compareCost`
 *
 * @example
 * From the course: a pipeline of 2890 ms beside a model of 103 ms.
 * ```ts
 * import { explainCostComparison, verifyDerivation } from 'fovea';
 * const d = explainCostComparison({ latency: 103, parameters: 88 }, { latency: 2890, parameters: 283 });
 * d.result.speedup // => 28.058252
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainCostComparison(
  model: ModelCost,
  other: ModelCost,
): Derivation<CostComparison> {
  const result = compareCostFor('explainCostComparison', model, other);
  const quantity = (id: string, symbol: string, title: string, value: number) => {
    return { id, symbol, title, value };
  };
  return createDerivation<CostComparison>({
    topic: 'pretraining',
    title: 'What a model costs beside another',
    given: [
      quantity('latency', 't', 'Time of one answer of the model', model.latency),
      quantity('other-latency', "t'", 'Time of one answer of the other', other.latency),
      quantity('parameters', 'n', 'Parameters of the model', model.parameters),
      quantity('other-parameters', "n'", 'Parameters of the other', other.parameters),
    ],
    steps: [
      {
        id: 'speedup',
        symbol: 's',
        title: 'How many times as fast the model is: the other’s time by its own',
        check: divide(refer('other-latency'), refer('latency')),
        value: result.speedup,
      },
      {
        id: 'ratio',
        symbol: 'r',
        title: 'Its parameters as a part of the other’s: its own by the other’s',
        check: divide(refer('parameters'), refer('other-parameters')),
        value: result.parameterRatio,
      },
      {
        id: 'saved',
        symbol: 'q',
        title: 'So it saves of the parameters, in percent',
        check: multiply(100, subtract(1, refer('ratio'))),
      },
    ],
    result,
    answer: { record: { speedup: refer('speedup'), parameterRatio: refer('ratio') } },
    conclusion: `It is ${inWords(result.speedup)} times as fast, with ${inWords(result.parameterRatio)} of the parameters.`,
    sources: [
      'Z. Tang and others, "TVLT: Textless vision-language transformer", NeurIPS 2022, table 1.',
    ],
  });
}
