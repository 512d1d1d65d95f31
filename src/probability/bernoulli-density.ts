// The probability of what a coin shows, in logarithms.
import type { Operand } from '../array/elementwise.js';
import { readArray, wrap } from '../core/create.js';
import { DomainError, KindError } from '../core/errors.js';
import { placeOf } from '../core/layout.js';
import type { FloatDType, FloatNdArray } from '../core/types.js';
import { checkEach, SHARES } from '../divergence/checks.js';
import { logSigmoid } from '../gradient/activations.js';
import { div, mul, sub } from '../gradient/arithmetic.js';
import { ofEach, ofPairs } from '../gradient/choices.js';
import { dtypeOf } from '../gradient/moves.js';
import { innermost, isTraced, type Rule, type Traceable, type Traced } from '../gradient/traced.js';
import type { Computed } from '../gradient/value-types.js';
import { where } from '../gradient/where.js';
import { checkFiniteValue, fittedShape, readValue } from './fit.js';

// Reads what was observed in the precision of its law: 0 and 1 alone, which are not differentiated.
function readOutcomes(fn: string, x: Operand, dtype: FloatDType): number | FloatNdArray {
  if (isTraced(x)) {
    throw new KindError({
      function: fn,
      argument: 'x',
      expected: 'outcomes, which are not differentiated',
      got: 'a traced value',
    });
  }
  const { data, shape } =
    typeof x === 'number' ? { data: Float64Array.of(x), shape: [] } : readArray(fn, 'x', x, dtype);
  const at = data.findIndex((value) => value !== 0 && value !== 1);
  if (at >= 0) {
    const place = placeOf(at, shape);
    throw new DomainError({
      function: fn,
      argument: 'x',
      expected: 'outcomes 0 or 1',
      got: typeof x === 'number' ? String(x) : `${data[at]} at [${place.join(', ')}]`,
    });
  }
  return typeof x === 'number' ? x : wrap(data, shape);
}

function logDensity(x: number | FloatNdArray, p: Traceable): number | FloatNdArray | Traced {
  if (isTraced(p)) return innermost([p]).record(ruleOf(x), [p], undefined);
  // 0 is added so that certainty has the logarithm 0, not −0.
  return ofPairs(x, p, (outcome, chance) =>
    outcome === 1 ? Math.log(chance) : 0 + Math.log1p(-chance),
  );
}

function ruleOf(x: number | FloatNdArray): Rule {
  return {
    name: 'bernoulliLogDensity',
    forward: ([p]) => logDensity(x, p!),
    // 1/p where x is 1, else −1/(1 − p)
    pullbacks: [(g, _, [p]) => div(g, where(x, p!, sub(p!, 1)))],
  };
}

/**
 * The natural logarithm of the probability of each outcome of a coin that shows 1 with probability p, else 0.
 *
 * $$x \ln p + (1 - x) \ln(1 - p)$$
 *
 * −∞ for what is impossible. One of x and p may be a number, or the last axes of the other. The result has the
 * precision of p, by which it can be differentiated. From scores use `bernoulliLogDensityFromLogits`, which loses no
 * digits.
 *
 * @param x - outcomes 0 or 1: a number, or any shape
 * @param p - probabilities of 1, from 0 to 1
 * @returns a number for two numbers, a traced value for a traced p, else an ndarray, one number an outcome
 * @throws KindError where an argument is neither number nor array or x is traced, ShapeError where shapes do not fit,
 * DomainError where an outcome is not 0 or 1 or a probability not from 0 to 1
 *
 * @example
 * Heads, heads, tails, with a coin that shows heads three times in four.
 * ```ts
 * import { sum } from 'fovea/array';
 * import { bernoulliLogDensity } from 'fovea/probability';
 * Math.exp(sum(bernoulliLogDensity([1, 1, 0], 0.75))) // => 0.140625
 * ```
 */
export function bernoulliLogDensity<X extends Operand, P extends Traceable>(
  x: X,
  p: P,
): Computed<X, P>;
export function bernoulliLogDensity(x: Operand, p: Traceable): number | FloatNdArray | Traced {
  const fn = 'bernoulliLogDensity';
  const chances = readValue(fn, 'p', p);
  const outcomes = readOutcomes(fn, x, dtypeOf(chances));
  fittedShape(fn, ['x', 'p'], [outcomes, chances]);
  checkEach(fn, 'p', chances, 'probabilities from 0 to 1', SHARES);
  return logDensity(outcomes, chances);
}

/**
 * The natural logarithm of the probability of each outcome of a coin whose odds of 1 against 0 have the logarithm z.
 *
 * $$x \ln \sigma(z) + (1 - x) \ln(1 - \sigma(z)) = \ln \sigma\bigl((2x - 1)\,z\bigr)$$
 *
 * Stable: no exponential overflows, and what is almost certain keeps its digits. One of x and z may be a number, or the
 * last axes of the other. The result has the precision of z, by which it can be differentiated. It is the negative of
 * `binaryCrossEntropyFromLogits`, which is the mean unless told otherwise.
 *
 * @param x - outcomes 0 or 1: a number, or any shape
 * @param logits - scores z: the logarithms of the odds, finite
 * @returns a number for two numbers, a traced value for traced logits, else an ndarray, one number an outcome
 * @throws KindError where an argument is neither number nor array or x is traced, ShapeError where shapes do not fit,
 * DomainError where an outcome is not 0 or 1 or a score not finite
 *
 * @example
 * A score of 0 says one half. A score of 50 makes 1 all but certain: what is missing is no 0.
 * ```ts
 * import { bernoulliLogDensityFromLogits } from 'fovea/probability';
 * bernoulliLogDensityFromLogits(1, 0) // => -0.69314718056
 * bernoulliLogDensityFromLogits(1, 50) // => -1.92874985e-22
 * bernoulliLogDensityFromLogits(0, 50) // => -50
 * ```
 */
export function bernoulliLogDensityFromLogits<X extends Operand, Z extends Traceable>(
  x: X,
  logits: Z,
): Computed<X, Z>;
export function bernoulliLogDensityFromLogits(
  x: Operand,
  logits: Traceable,
): number | FloatNdArray | Traced {
  const fn = 'bernoulliLogDensityFromLogits';
  const scores = readValue(fn, 'logits', logits);
  const outcomes = readOutcomes(fn, x, dtypeOf(scores));
  fittedShape(fn, ['x', 'logits'], [outcomes, scores]);
  checkFiniteValue(fn, 'logits', scores);
  return logSigmoid(
    mul(
      ofEach(outcomes, (outcome) => 2 * outcome - 1),
      scores,
    ),
  );
}
