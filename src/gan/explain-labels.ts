// Labels made into vectors, made less sure, and put beside samples.
import { checkNumber } from '../core/check.js';
import { readFew, readFewRows } from '../core/few.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import { add, divide, item, multiply, subtract, sum } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { inWords } from '../derivation/phrases.js';
import type { Derivation, Given } from '../derivation/types.js';
import { conditionOnLabel, oneHotFor, smoothLabelsFor } from './labels.js';

/** More labels or classes no one reads. */
const MOST_LABELS = 8;
const MOST_CLASSES = 8;

/**
 * Makes few labels into vectors with a single 1, and shows the work: for each class whether it is the label.
 *
 * $$Y_{ic} = \begin{cases} 1 & c = y_i \\ 0 & \text{else} \end{cases}$$
 *
 * @param labels - whole numbers from 0 to classes − 1, [n], at most 8
 * @param classes - how many classes there are, 1 to 8
 * @returns the derivation; its `result` is what `oneHot` returns
 * @throws as `oneHot`; ShapeError for more than 8 labels, DomainError for more than 8 classes
 *
 * @example
 * Two labels of three classes.
 * ```ts
 * import { explainOneHot, toNested, verifyDerivation } from 'fovea';
 * const d = explainOneHot([1, 0], 3);
 * toNested(d.result) // => [[0, 1, 0], [1, 0, 0]]
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainOneHot(labels: ArrayInput, classes: number): Derivation<FloatNdArray> {
  const fn = 'explainOneHot';
  const y = readFew(fn, 'labels', labels, MOST_LABELS);
  checkNumber(fn, 'classes', classes, { integer: true, min: 1, max: MOST_CLASSES });
  const result = oneHotFor(fn, y, classes);
  return createDerivation<FloatNdArray>({
    topic: 'gan',
    title: 'Labels as vectors with a single 1',
    given: [
      { id: 'labels', symbol: 'y', title: 'The labels, counted from 0', value: y },
      unitsGiven(classes),
    ],
    steps: [
      vectorStep(y, result),
      {
        id: 'sums',
        title: 'A check: each row adds up to 1, so it is a distribution',
        check: sum(refer('vectors'), 1),
      },
    ],
    result,
    symbol: 'Y',
    answer: refer('vectors'),
  });
}

/**
 * Makes few labels less sure, and shows the work: what is left of each, and the part that is spread over all classes.
 *
 * $$(1 - \varepsilon) \, y + \frac{\varepsilon}{k}$$
 *
 * @param labels - distributions over k classes, one a row, [n, k], at most 8 by 8
 * @param amount - ε, from 0 to 1
 * @returns the derivation; its `result` is what `smoothLabels` returns
 * @throws as `smoothLabels`; ShapeError where labels are no matrix of at most 8 by 8
 *
 * @example
 * A tenth of one label over two classes.
 * ```ts
 * import { explainLabelSmoothing, toNested, verifyDerivation } from 'fovea';
 * const d = explainLabelSmoothing([[1, 0]], 0.1);
 * toNested(d.result) // => [[0.95, 0.05]]
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainLabelSmoothing(
  labels: ArrayInput,
  amount: number,
): Derivation<FloatNdArray> {
  const fn = 'explainLabelSmoothing';
  const y = readFewRows(fn, 'labels', labels, [MOST_LABELS, MOST_CLASSES]);
  const result = smoothLabelsFor(fn, y, amount);
  const k = y[0]!.length;
  return createDerivation<FloatNdArray>({
    topic: 'gan',
    title: 'Label smoothing: labels that are less sure',
    given: [
      { id: 'labels', symbol: 'Y', title: `The labels over ${k} classes, one a row`, value: y },
      { id: 'amount', symbol: '\\varepsilon', title: 'How much is taken away', value: amount },
    ],
    steps: [
      {
        id: 'kept',
        symbol: 'K',
        title: 'What is left of each',
        check: multiply(subtract(1, refer('amount')), refer('labels')),
      },
      {
        id: 'share',
        symbol: 's',
        title: `What was taken away, over all ${k} classes`,
        check: divide(refer('amount'), k),
        note: 'The right class gets its share too, so it falls by less than ε.',
      },
      {
        id: 'smooth',
        symbol: "Y'",
        title: 'Both together',
        check: add(refer('kept'), refer('share')),
        value: result,
      },
      {
        id: 'sums',
        title: 'A check: each row still adds up to 1',
        check: sum(refer('smooth'), 1),
      },
    ],
    result,
    symbol: "Y'",
    answer: refer('smooth'),
    conclusion: `A sure 1 becomes ${inWords(1 - amount + amount / k)}, a sure 0 becomes ${inWords(amount / k)}.`,
    sources: [
      'C. Szegedy and others, "Rethinking the Inception architecture for computer vision", CVPR 2016, section 7.',
    ],
  });
}

/**
 * Puts few labels beside their samples, as both players of a conditional game take them, and shows the work: each sample
 * with its label's vector behind it.
 *
 * @param x - samples or codes, [n, d], at most 8 by 8
 * @param labels - their labels, whole numbers from 0 to classes − 1, [n]
 * @param classes - how many classes there are, 1 to 8
 * @returns the derivation; its `result` is what `conditionOnLabel` returns for `oneHot(labels, classes)`
 * @throws as `conditionOnLabel` and `oneHot`; ShapeError for more than 8 samples, numbers or classes
 *
 * @example
 * One code with the second of two labels.
 * ```ts
 * import { explainLabelCondition, toNested, verifyDerivation } from 'fovea';
 * const d = explainLabelCondition([[0.5, 2]], [1], 2);
 * toNested(d.result) // => [[0.5, 2, 0, 1]]
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainLabelCondition(
  x: ArrayInput,
  labels: ArrayInput,
  classes: number,
): Derivation<FloatNdArray> {
  const fn = 'explainLabelCondition';
  const samples = readFewRows(fn, 'x', x, [MOST_LABELS, MOST_CLASSES]);
  const y = readFew(fn, 'labels', labels, MOST_LABELS, samples.length);
  checkNumber(fn, 'classes', classes, { integer: true, min: 1, max: MOST_CLASSES });
  const vectors = oneHotFor(fn, y, classes);
  const result = conditionOnLabel(samples, vectors) as FloatNdArray;
  const d = samples[0]!.length;
  const columns = <T>(length: number, make: (j: number) => T): T[] =>
    Array.from({ length }, (_, j) => make(j));
  return createDerivation<FloatNdArray>({
    topic: 'gan',
    title: 'Samples with their labels, for a conditional game',
    given: [
      { id: 'x', symbol: 'X', title: 'Samples or codes, one a row', value: samples },
      { id: 'labels', symbol: 'y', title: 'Their labels, counted from 0', value: y },
      unitsGiven(classes),
    ],
    steps: [
      vectorStep(y, vectors),
      {
        id: 'joined',
        symbol: '[X \\; Y]',
        title: `Behind each sample its label: ${d} + ${classes} = ${d + classes} numbers`,
        formula: '[X \\; Y]_i = (X_{i1}, \\dots, X_{id}, Y_{i1}, \\dots, Y_{ik})',
        check: {
          list: samples.map((_, i) => ({
            list: [
              ...columns(d, (j) => refer('x', [i, j])),
              ...columns(classes, (c) => refer('vectors', [i, c])),
            ],
          })),
        },
        value: result,
      },
      labelNote(),
    ],
    result,
    symbol: '[X \\; Y]',
    answer: refer('joined'),
    sources: [
      'M. Mirza, S. Osindero, "Conditional generative adversarial nets", 2014, section 3.2.',
    ],
  });
}

/** The directions of the classes, one a row. */
function unitsGiven(classes: number): Given {
  return {
    id: 'units',
    symbol: 'e',
    title: `A direction of its own for each of the ${classes} classes, one a row: 1 in its place, 0 elsewhere`,
    value: Array.from({ length: classes }, (_, c) =>
      Array.from({ length: classes }, (_, j) => (j === c ? 1 : 0)),
    ),
  };
}

function vectorStep(y: readonly number[], value: FloatNdArray): StepDraft {
  return {
    id: 'vectors',
    symbol: 'Y',
    title: 'Each label takes the direction of its class',
    formula: 'Y_i = e_{y_i}',
    check: { list: y.map((_, i) => item(refer('units'), refer('labels', [i], `y_{${i + 1}}`))) },
    substitution: `\\left(${y.map((c) => `e_{${c}}`).join(', \\, ')}\\right)`,
    value,
    note: 'A number for each class would say that class 2 is twice class 1; a direction of its own says no such thing.',
  };
}

function labelNote(): StepDraft {
  return {
    kind: 'statement',
    id: 'players',
    title: 'Both players get the label',
    formula:
      'V = \\operatorname{E} \\ln D(x \\mid y) + \\operatorname{E} \\ln \\left(1 - D(G(z \\mid y) \\mid y)\\right)',
    note: 'The generator takes it with its code, the discriminator with the sample. Where it went to the generator alone, nothing would make it obey.',
  };
}
