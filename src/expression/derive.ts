// The derivative of a loss by a parameter, written as a person would write it on paper.
import { checkOptions } from '../core/check.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import { refer } from '../derivation/operations.js';
import type { Derivation } from '../derivation/types.js';
import { derivativeOf, forwardStep, linksStep, partial, pathStep, startChain } from './chain.js';
import { evaluateWith, type SymbolValues } from './evaluate.js';
import { latexOf } from './latex.js';
import { pathGraph } from './paths.js';
import { givensOf, readEquations, readInputs, readLoss, readParameter } from './problem.js';
import { textOf } from './text.js';
import type { Equations } from './types.js';

/** What `derive` may be told. */
export interface DeriveOptions {
  /** A number for each input of the equations; with them every line is evaluated. */
  readonly values?: SymbolValues | undefined;
}

/** What `derive` finds. */
export interface DerivedGradient {
  /** The closed form as text, in the names of the equations; every function of this subject reads it. */
  readonly expression: string;
  /** The closed form in LaTeX. */
  readonly latex: string;
  /** Its number, where values are given. */
  readonly value?: number;
}

const FN = 'derive';

/**
 * The derivative of a loss with respect to a parameter, by the chain rule, with every step: all paths from the parameter
 * to the loss, the derivative of each link with the names of the rules, their products added over the
 * paths, and the closed form.
 *
 * $$\frac{\partial L}{\partial w} = \sum_{\text{paths } w \to \dots \to L} \; \prod_{\text{links } u \to v} \frac{\partial v}{\partial u}$$
 *
 * Derivatives of functions are written in terms of their named output: $a(1 - a)$ for $a = \sigma(z)$,
 * $1 - a^2$ for $a = \tanh(z)$. A quantity through which several paths go gets a derivative of its own, so
 * that what they share is written once.
 *
 * @param equations - made by the template `equations`
 * @param loss - name of the quantity that is differentiated, one that the equations define
 * @param parameter - name of the symbol by which; an input or a quantity on the way
 * @param options - `values`: a number for each input that the loss needs
 * @returns the derivation; its `result` holds `expression`, `latex` and, with values, `value`
 * @throws DomainError where loss or parameter does not stand in the equations, or a step has no value at
 * the given numbers; KindError for an unknown option, a missing value, a value of an unknown symbol
 * @see D. E. Rumelhart, G. E. Hinton, R. J. Williams, "Learning representations by back-propagating
 * errors", Nature 323 (1986), 533–536
 *
 * @example
 * The output weight of a network with half the squared error.
 * ```ts
 * import { derive, equations, verifyDerivation } from 'fovea';
 * const network = equations`
 *   z6 = w46*a4 + b6
 *   a6 = sigmoid(z6)
 *   L = (y - a6)^2 / 2
 * `;
 * const values = { w46: 0.7, a4: 0.71, b6: 0.2, y: 1 };
 * const d = derive(network, 'L', 'w46', { values });
 * d.result.expression // => '(a6 - y) * a6 * (1 - a6) * a4'
 * d.result.value // => -0.05239
 * verifyDerivation(d).ok // => true
 * ```
 */
export function derive(
  equations: Equations,
  loss: string,
  parameter: string,
  options?: DeriveOptions,
): Derivation<DerivedGradient> {
  const { values } = checkOptions(FN, options, ['values']);
  const read = readEquations(FN, equations);
  const of = readLoss(FN, read, loss);
  const by = readParameter(FN, 'parameter', read, of, parameter);
  const inputs = values === undefined ? undefined : readInputs(FN, read, of, values);
  const work = startChain(FN, read, of, inputs);
  const steps: StepDraft[] = [forwardStep(work), pathStep(work, by)];
  const connected = pathGraph(read, of, by).count > 0;
  const { id, expression } = connected ? derivativeOf(work, by) : { id: '', expression: 0 };
  if (connected) {
    steps.push(linksStep(work), ...work.sums);
  }
  const [text, latex] = [textOf(expression), latexOf(expression)];
  const value = work.values && evaluateWith(FN, expression, work.values);
  return createDerivation<DerivedGradient>({
    topic: 'expression',
    title: `Derivative of ${of} with respect to ${by}`,
    given: givensOf(inputs, [by]),
    steps,
    result: { expression: text, latex, ...(value === undefined ? {} : { value }) },
    symbol: partial(of, by),
    answer: {
      record: {
        expression: text,
        latex,
        ...(value === undefined ? {} : { value: connected ? refer(id) : 0 }),
      },
    },
    sources: [
      'D. E. Rumelhart, G. E. Hinton, R. J. Williams, "Learning representations by back-propagating errors", Nature 323 (1986), 533–536.',
    ],
  });
}
