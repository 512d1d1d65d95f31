// Dropout of few numbers: which go, and how much those that stay grow.
import { checkNumber, checkOptions } from '../core/check.js';
import { readFew } from '../core/few.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation } from '../derivation/create-derivation.js';
import { divide, mean, multiply, subtract } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import type { Derivation } from '../derivation/types.js';
import { type DropoutOptions, dropout, dropoutFor } from './dropout.js';

const FN = 'explainDropout';

/** More numbers no one reads. */
const MOST = 12;

/**
 * Applies dropout to few numbers and shows the work: the mask that was drawn, the factor of those that stay, the result, and
 * why the expectation remains.
 *
 * $$y_i = \frac{m_i \, x_i}{1 - p}, \quad \operatorname{E} y_i = (1 - p) \frac{x_i}{1 - p} = x_i$$
 *
 * @param x - 1 to 12 numbers
 * @param options - as for `dropout`: `rate`: p, from 0 up to but without 1; `rng`: the stream, which advances by one draw a
 * number
 * @returns the derivation; its `result` is what `dropout` returns for the same stream
 * @throws as `dropout`; ShapeError for none or more than 12 numbers
 * @see N. Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", 2014, sections 4 and 10
 *
 * @example
 * With half of them gone, those that stay are doubled.
 * ```ts
 * import { explainDropout, randomGenerator, verifyDerivation } from 'fovea';
 * const d = explainDropout([3, 3, 3, 3, 3, 3, 3, 3], { rate: 0.5, rng: randomGenerator(1) });
 * [...new Set(d.result.data)].sort() // => [0, 6]
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainDropout(x: ArrayInput, options: DropoutOptions): Derivation<FloatNdArray> {
  const { rate } = checkOptions(FN, options, ['rate', 'rng']);
  checkNumber(FN, 'rate', rate, { min: 0, below: 1 });
  const numbers = readFew(FN, 'x', x, MOST);
  // What becomes of ones tells the mask, zeros among the numbers notwithstanding.
  const ones = numbers.map(() => 1);
  const factors = dropoutFor(FN, 'options', ones, options) as FloatNdArray;
  const mask = Array.from(factors.data, (factor) => (factor === 0 ? 0 : 1));
  const result = dropout(numbers, { rate: 0 });
  numbers.forEach((value, i) => {
    result.set(i, value * factors.get(i));
  });
  const gone = mask.filter((kept) => kept === 0).length;
  return createDerivation<FloatNdArray>({
    topic: 'transformer',
    title: 'Dropout in training',
    given: [
      { id: 'x', symbol: 'x', title: 'The numbers', value: numbers },
      { id: 'rate', symbol: 'p', title: 'The probability that a number becomes 0', value: rate },
      {
        id: 'mask',
        symbol: 'm',
        title: `What was drawn: 0 where a number goes (${gone} of ${numbers.length}), 1 where it stays`,
        value: mask,
      },
    ],
    steps: [
      {
        id: 'factor',
        symbol: 'c',
        title: 'How much those that stay grow',
        check: divide(1, subtract(1, refer('rate'))),
        note: 'By the probability to stay, whatever the share that did: so the expectation remains.',
      },
      {
        id: 'y',
        symbol: 'y',
        title: 'Multiply by the mask and the factor',
        formula: 'y_i = c \\, m_i \\, x_i',
        check: multiply(refer('factor'), refer('mask'), refer('x')),
        value: result,
      },
      {
        kind: 'statement',
        id: 'expectation',
        title:
          'The expectation of each number is what it was, so after training dropout is just left away',
        formula: '\\mathbb{E} \\, y_i = p \\cdot 0 + (1 - p) \\cdot \\frac{x_i}{1 - p} = x_i',
      },
      { id: 'before', symbol: '\\bar x', title: 'The mean before', check: mean(refer('x')) },
      {
        id: 'after',
        symbol: '\\bar y',
        title: 'The mean of this draw, which scatters around it',
        check: mean(refer('y')),
      },
    ],
    result,
    answer: refer('y'),
    symbol: 'y',
    sources: [
      'N. Srivastava and others, "Dropout: a simple way to prevent neural networks from overfitting", JMLR 15 (2014), sections 4 and 10.',
    ],
  });
}
