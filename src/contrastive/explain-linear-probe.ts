// A linear probe of few features: where its descent begins, and that it ends at the minimum.
import { checkOptions } from '../core/check.js';
import { DomainError } from '../core/errors.js';
import { readFew, readFewRows } from '../core/few.js';
import type { ArrayInput } from '../core/types.js';
import { createDerivation } from '../derivation/create-derivation.js';
import { argmax, count, divide, equal } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { alone, inWords } from '../derivation/phrases.js';
import type { Derivation } from '../derivation/types.js';
import { type LinearProbe, type LinearProbeOptions, linearProbeFor } from './linear-probe.js';
import { endSteps, startSteps } from './linear-probe-steps.js';

const FN = 'explainLinearProbe';

/** More samples, or numbers of one, no one reads. */
const MOST: readonly [number, number] = [6, 3];

/** More classes neither. */
const MOST_CLASSES = 3;

/**
 * Fits a linear classifier to the features of few samples, and shows the work: the gradient where the descent begins, and,
 * for the weights that it found, scores, probabilities, loss and the gradient, which is 0 at the minimum and nowhere else.
 *
 * $$L = -\frac1n \sum_i \ln p_{i, y_i} + \frac{\lambda}{2} \lVert W \rVert^2, \quad
 * \frac{\partial L}{\partial W} = \frac1n X^\top (P - Y) + \lambda W, \quad P = \operatorname{softmax}(X W + b)$$
 *
 * @param features - of a frozen encoder, one sample a row, [n, d], at most 6 of 3 numbers
 * @param labels - the class of each, counted from 0, [n]; at most 3 classes
 * @param options - as of `linearProbe`
 * @returns the derivation; its `result` is what `linearProbe` returns
 * @throws as `linearProbe`; ShapeError for more than 6 samples or 3 numbers, DomainError for more than 3 classes
 * @see A. Radford and others, "Learning transferable visual models from natural language supervision", 2021, section 3.2
 *
 * @example
 * Two classes left and right of 0.
 * ```ts
 * import { explainLinearProbe, verifyDerivation } from 'fovea';
 * const d = explainLinearProbe([[-2], [-1], [1], [2]], [0, 0, 1, 1], { penalty: 0.1 });
 * d.result.accuracy // => 1
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainLinearProbe(
  features: ArrayInput,
  labels: ArrayInput,
  options?: LinearProbeOptions,
): Derivation<LinearProbe> {
  const given = checkOptions(FN, options, ['penalty', 'classes', 'steps', 'tolerance']);
  const x = readFewRows(FN, 'features', features, MOST);
  const y = readFew(FN, 'labels', labels, MOST[0], x.length);
  const result = linearProbeFor(FN, x, y, given);
  const classes = result.bias.shape[0]!;
  if (classes > MOST_CLASSES) {
    const [expected, got] = [`at most ${MOST_CLASSES} classes, which can be read`, `${classes}`];
    throw new DomainError({ function: FN, argument: 'labels', expected, got });
  }
  const { penalty = 1e-3 } = given;
  return createDerivation<LinearProbe>({
    topic: 'contrastive',
    title: 'A linear probe: how much a frozen encoder knows',
    given: [
      { id: 'x', symbol: 'X', title: 'Features of the samples, one a row', value: x },
      { id: 'y', symbol: 'y', title: 'Their classes, counted from 0', value: y },
      { id: 'n', symbol: 'n', title: 'How many samples there are', value: x.length },
      { id: 'penalty', symbol: '\\lambda', title: 'Weight of the penalty', value: penalty },
      {
        id: 'w',
        symbol: 'W',
        title: `The weights that the descent found in ${result.steps} step${result.steps === 1 ? '' : 's'}, one class a column`,
        value: result.weights,
        note: 'By the method L-BFGS; the encoder is not trained.',
      },
      { id: 'b', symbol: 'b', title: 'The biases that it found', value: result.bias },
    ],
    steps: [
      {
        id: 'hot',
        symbol: 'Y',
        title: 'What each sample should give: 1 for its class, else 0',
        ...alone(
          'Y_{ic} = \\begin{cases} 1 & \\text{if } c = y_i \\\\ 0 & \\text{otherwise} \\end{cases}',
        ),
        check: {
          list: y.map((label) => ({
            list: Array.from({ length: classes }, (_, c) => (c === label ? 1 : 0)),
          })),
        },
      },
      startSteps(classes),
      endSteps(x, y, result),
      {
        id: 'accuracy',
        symbol: 'a',
        title: 'Share of the samples whose largest score is that of their class',
        formula:
          'a = \\frac{1}{n} \\left|\\{i : \\operatorname*{arg\\,max}_c Z_{ic} = y_i\\}\\right|',
        check: divide(count(equal(argmax(refer('scores'), 1), refer('y'))), refer('n')),
        value: result.accuracy,
      },
    ],
    result,
    answer: {
      record: {
        weights: refer('w'),
        bias: refer('b'),
        accuracy: refer('accuracy'),
        loss: refer('loss'),
        steps: result.steps,
        converged: result.converged,
      },
    },
    conclusion: `${result.converged ? 'The gradient is 0 to the tolerance, and the loss is convex: there is no smaller one' : 'The descent ended for want of steps'}. The loss is ${inWords(result.loss)} where it began at ln ${classes} = ${inWords(Math.log(classes))}; of the samples ${inWords(100 * result.accuracy)} % are right.`,
    sources: [
      'A. Radford and others, "Learning transferable visual models from natural language supervision", ICML 2021, section 3.2.',
      'C. M. Bishop, "Pattern Recognition and Machine Learning", 2006, section 4.3.4.',
    ],
  });
}
