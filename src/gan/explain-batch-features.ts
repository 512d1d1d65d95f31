// Losses and features of whole batches, with few samples worked out.
import { checkNumber, checkOptions } from '../core/check.js';
import { readArray } from '../core/create.js';
import { ShapeError } from '../core/errors.js';
import { readFew, readFewRows } from '../core/few.js';
import { toNested } from '../core/to-nested.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import {
  abs,
  exp,
  log,
  matmul,
  mean,
  multiply,
  negate,
  power,
  subtract,
  sum,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { inWords, shareOf, totalOf } from '../derivation/phrases.js';
import type { Derivation } from '../derivation/types.js';
import {
  type ConfidenceOptions,
  type CycleOptions,
  confidencePenaltyFor,
  cycleConsistencyLoss,
  featureMatchingLossFor,
  minibatchDiscriminationFor,
} from './batch-features.js';

/** More samples, or numbers of one, no one reads. */
const MOST: readonly [number, number] = [6, 6];

/**
 * Computes the loss of feature matching on few samples, and shows the work: the mean features of real and made samples, how
 * far apart they are, and the squared length of that.
 *
 * $$L = \bigl\lVert \operatorname{E} f(x) - \operatorname{E} f(G(z)) \bigr\rVert^2$$
 *
 * @param real - features of real samples, [n, a], at most 6 by 6
 * @param fake - features of made samples, [m, a], at most 6 by 6
 * @returns the derivation; its `result` is what `featureMatchingLoss` returns
 * @throws as `featureMatchingLoss`; ShapeError for more than 6 samples or features
 *
 * @example
 * The means are (2, 1) and (1, 3).
 * ```ts
 * import { explainFeatureMatchingLoss, verifyDerivation } from 'fovea';
 * const d = explainFeatureMatchingLoss([[1, 0], [3, 2]], [[1, 3]]);
 * d.result // => 5
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainFeatureMatchingLoss(real: ArrayInput, fake: ArrayInput): Derivation<number> {
  const fn = 'explainFeatureMatchingLoss';
  const [x, made] = [readFewRows(fn, 'real', real, MOST), readFewRows(fn, 'fake', fake, MOST)];
  const result = featureMatchingLossFor(fn, x, made);
  return createDerivation<number>({
    topic: 'gan',
    title: 'The loss of feature matching',
    given: [
      { id: 'real', symbol: 'F', title: 'Features of real samples, one a row', value: x },
      { id: 'fake', symbol: "F'", title: 'Features of made samples', value: made },
    ],
    steps: [
      {
        id: 'real-mean',
        symbol: 'm',
        title: 'The mean features of the real samples',
        formula: `m = ${shareOf(x.length)}\\sum_i F_i`,
        check: mean(refer('real'), 0),
      },
      {
        id: 'fake-mean',
        symbol: "m'",
        title: 'Those of the made ones',
        formula: `m' = ${shareOf(made.length)}\\sum_i F'_i`,
        check: mean(refer('fake'), 0),
      },
      {
        id: 'apart',
        symbol: 'd',
        title: 'How far apart they are',
        check: subtract(refer('real-mean'), refer('fake-mean')),
        note: 'Samples are not compared one by one: the generator is to match what the discriminator sees on average.',
      },
      {
        id: 'loss',
        symbol: 'L',
        title: 'The squared length of that',
        formula: 'L = \\sum_j d_j^2',
        check: sum(power(refer('apart'), 2)),
        value: result,
      },
    ],
    result,
    answer: refer('loss'),
    conclusion: `The generator minimises ${inWords(result)}, instead of what the discriminator says of its samples.`,
    sources: [
      'T. Salimans and others, "Improved techniques for training GANs", NeurIPS 2016, section 3.1.',
    ],
  });
}

/**
 * Computes the loss of a way there and back on few numbers, and shows the work: how far each number is from where it
 * started, the mean of that, and its weight.
 *
 * $$L = \lambda \, \frac1n \sum_i |F(G(x))_i - x_i|$$
 *
 * @param x - where the way started, [n], at most 12
 * @param returned - where it ended, [n]
 * @param options - `weight`: λ, 10 where left out
 * @returns the derivation; its `result` is what `cycleConsistencyLoss` returns
 * @throws as `cycleConsistencyLoss`; ShapeError for more than 12 numbers
 *
 * @example
 * Off by a half and by a quarter.
 * ```ts
 * import { explainCycleConsistencyLoss, verifyDerivation } from 'fovea';
 * const d = explainCycleConsistencyLoss([1, 2], [1.5, 1.75]);
 * d.result // => 3.75
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainCycleConsistencyLoss(
  x: ArrayInput,
  returned: ArrayInput,
  options?: CycleOptions,
): Derivation<number> {
  const fn = 'explainCycleConsistencyLoss';
  const { weight = 10 } = checkOptions(fn, options, ['weight']);
  checkNumber(fn, 'weight', weight, { min: 0 });
  const from = readFew(fn, 'x', x, 12);
  const back = readFew(fn, 'returned', returned, 12, from.length);
  const result = cycleConsistencyLoss(from, back, { weight });
  return createDerivation<number>({
    topic: 'gan',
    title: 'Cycle consistency: what comes back from the way there and back',
    given: [
      { id: 'x', symbol: 'x', title: 'Where the way starts', value: from },
      { id: 'returned', symbol: '\\hat x', title: 'Where it ends, F(G(x))', value: back },
      { id: 'weight', symbol: '\\lambda', title: 'The weight of the loss', value: weight },
    ],
    steps: [
      {
        id: 'apart',
        symbol: 'd',
        title: 'How far each number is from where it started',
        formula: 'd_i = |\\hat x_i - x_i|',
        check: abs(subtract(refer('returned'), refer('x'))),
      },
      {
        id: 'mean',
        symbol: '\\bar d',
        title: 'The mean: the L1 distance of a number',
        check: mean(refer('apart')),
      },
      {
        id: 'loss',
        symbol: 'L',
        title: 'Weigh it',
        check: multiply(refer('weight'), refer('mean')),
        value: result,
        note: 'Both directions have such a loss; the two are added.',
      },
    ],
    result,
    answer: refer('loss'),
    sources: [
      'J.-Y. Zhu and others, "Unpaired image-to-image translation using cycle-consistent adversarial networks", ICCV 2017, equation 2.',
    ],
  });
}

/**
 * Computes the penalty of sure answers on few distributions, and shows the work: the entropy of each, their mean, and its
 * weight with the sign turned.
 *
 * $$L = -\beta \, \frac1n \sum_i H(p_i)$$
 *
 * @param probabilities - [n, k], each row a distribution with no probability 0, at most 6 by 6
 * @param options - `weight`: β, 0.1 where left out
 * @returns the derivation; its `result` is what `confidencePenalty` returns
 * @throws as `confidencePenalty`; ShapeError for more than 6 rows or classes
 *
 * @example
 * An answer that says nothing has the most entropy, ln 2, and the least penalty.
 * ```ts
 * import { explainConfidencePenalty, verifyDerivation } from 'fovea';
 * const d = explainConfidencePenalty([[0.5, 0.5]], { weight: 1 });
 * d.result // => -0.693147
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainConfidencePenalty(
  probabilities: ArrayInput,
  options?: ConfidenceOptions,
): Derivation<number> {
  const fn = 'explainConfidencePenalty';
  const { weight = 0.1 } = checkOptions(fn, options, ['weight']);
  const p = readFewRows(fn, 'probabilities', probabilities, MOST);
  const result = confidencePenaltyFor(fn, p, { weight });
  return createDerivation<number>({
    topic: 'gan',
    title: 'The confidence penalty: what sure answers cost',
    given: [
      { id: 'p', symbol: 'P', title: 'The answers, one distribution a row', value: p },
      { id: 'weight', symbol: '\\beta', title: 'The weight of the penalty', value: weight },
    ],
    steps: [
      {
        id: 'entropies',
        symbol: 'H',
        title: 'The entropy of each answer: high where it is unsure',
        formula: 'H_i = -\\sum_k P_{ik} \\ln P_{ik}',
        check: { list: p.map((_, i) => refer(`entropy-${i}`)) },
        steps: p.map((row, i) => entropyStep(row, i)),
      },
      { id: 'mean', symbol: '\\bar H', title: 'Their mean', check: mean(refer('entropies')) },
      {
        id: 'penalty',
        symbol: 'L',
        title: 'Weigh it, with the other sign: less entropy costs more',
        check: negate(multiply(refer('weight'), refer('mean'))),
        value: result,
      },
    ],
    result,
    answer: refer('penalty'),
    conclusion: `The penalty is ${inWords(result)}; at most it could fall to −β ln ${p[0]!.length} = ${inWords(-weight * Math.log(p[0]!.length))}, where every answer is uniform.`,
    sources: [
      'G. Pereyra and others, "Regularizing neural networks by penalizing confident output distributions", ICLR 2017 workshop, section 3.',
    ],
  });
}

function entropyStep(row: readonly number[], i: number): StepDraft {
  const terms = row.flatMap((share, k): StepExpression[] => {
    const at = refer('p', [i, k], `P_{${i + 1}${k + 1}}`);
    return share > 0 ? [multiply(at, log(at))] : [];
  });
  const zeros = row.some((share) => share === 0);
  return {
    id: `entropy-${i}`,
    symbol: `H_{${i + 1}}`,
    title: `Of answer ${i + 1}`,
    check: negate(totalOf(terms)),
    ...(zeros ? { note: 'A probability 0 adds nothing: 0 · ln 0 counts as 0.' } : {}),
  };
}

/**
 * Computes the feature of minibatch discrimination of one sample, and shows the work: the measures of all samples, their
 * L1 distances from those of the one, how alike that makes them, and the sum.
 *
 * $$M_i = f_i \, T, \qquad o_{ib} = \sum_{j=1}^{n} e^{-\lVert M_{ib} - M_{jb} \rVert_1}$$
 *
 * @param features - [n, a], at most 6 by 6
 * @param tensor - T, [a, b, c], at most 6 by 6 by 6
 * @param at - which sample i and which measure b is shown, both counted from 0
 * @returns the derivation; its `result` is one number of what `minibatchDiscrimination` returns
 * @throws as `minibatchDiscrimination`; ShapeError for more than 6 samples or features, DomainError where `at` is outside
 *
 * @example
 * Two samples that are alike, and a third that is far away.
 * ```ts
 * import { explainMinibatchDiscrimination, verifyDerivation } from 'fovea';
 * const d = explainMinibatchDiscrimination([[1], [1], [9]], [[[1]]], [0, 0]);
 * d.result // => 2.000335
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainMinibatchDiscrimination(
  features: ArrayInput,
  tensor: ArrayInput,
  at: readonly [sample: number, measure: number],
): Derivation<number> {
  const fn = 'explainMinibatchDiscrimination';
  const f = readFewRows(fn, 'features', features, MOST);
  const { shape } = readArray(fn, 'tensor', tensor);
  if (shape.length !== 3 || shape.some((length) => length > 6)) {
    const [expected, got] = ['shape (a, b, c), at most 6 each', `(${shape.join(', ')})`];
    throw new ShapeError({ function: fn, argument: 'tensor', expected, got });
  }
  const all = minibatchDiscriminationFor(fn, f, tensor) as FloatNdArray;
  const [i, b] = [
    checkNumber(fn, 'at[0]', at?.[0], { integer: true, min: 0, max: f.length - 1 }),
    checkNumber(fn, 'at[1]', at?.[1], { integer: true, min: 0, max: shape[1]! - 1 }),
  ];
  const result = all.get(i, b);
  const slice = (toNested(tensor) as number[][][]).map((rows) => rows[b]!);
  const own = refer('measures', [i], `M_{${i + 1}}`);
  return createDerivation<number>({
    topic: 'gan',
    title: `Minibatch discrimination: how much of the batch is like sample ${i + 1}`,
    given: [
      { id: 'features', symbol: 'F', title: 'Features of the samples, one a row', value: f },
      {
        id: 'tensor',
        symbol: 'T',
        title: `The learned tensor, of which measure ${b + 1} takes this slice`,
        value: slice,
      },
    ],
    steps: [
      {
        id: 'measures',
        symbol: 'M',
        title: 'The measures of all samples',
        check: matmul(refer('features'), refer('tensor')),
      },
      {
        id: 'distances',
        symbol: 'd',
        title: `Their L1 distances from those of sample ${i + 1}`,
        formula: `d_j = \\|M_{${i + 1}} - M_j\\|_1`,
        check: { list: f.map((_, j) => refer(`distance-${j}`)) },
        steps: f.map(
          (_, j): StepDraft => ({
            id: `distance-${j}`,
            symbol: `d_{${j + 1}}`,
            title: j === i ? 'From itself' : `From sample ${j + 1}`,
            check: sum(abs(subtract(own, refer('measures', [j], `M_{${j + 1}}`)))),
          }),
        ),
      },
      {
        id: 'alike',
        symbol: 'c',
        title: 'How alike that makes them: 1 for equals, nearly 0 far away',
        formula: 'c_j = e^{-d_j}',
        check: exp(negate(refer('distances'))),
      },
      {
        id: 'feature',
        symbol: 'o',
        title: 'Added up over the batch',
        check: sum(refer('alike')),
        value: result,
        note: `The sample itself is among them with 1. In a batch of one picture made over and over all ${f.length} would be 1.`,
      },
    ],
    result,
    answer: refer('feature'),
    conclusion: `The discriminator sees ${inWords(result)} beside the features of sample ${i + 1}: from 1, for a sample like no other, to ${f.length}, where all are alike.`,
    sources: [
      'T. Salimans and others, "Improved techniques for training GANs", NeurIPS 2016, section 3.2.',
    ],
  });
}
