// Cross-entropies of yes-or-no answers.
import { checkNumber, checkOptions } from '../core/check.js';
import { readArray } from '../core/create.js';
import type { FloatNdArray, FloatTypedArray } from '../core/types.js';
import { softplus } from '../gradient/activations.js';
import { add, div, mul, neg, sub } from '../gradient/arithmetic.js';
import { ofAlike, ofEach } from '../gradient/choices.js';
import { log } from '../gradient/functions.js';
import { asArray, shapeOf } from '../gradient/moves.js';
import { innermost, isTraced, type Rule, type Traceable, type Traced } from '../gradient/traced.js';
import { where } from '../gradient/where.js';
import { checkEach, checkSameShape, SHARES } from './checks.js';
import {
  checkSamples,
  type LossValue,
  type Reduction,
  readReduction,
  reduced,
} from './reduction.js';

/** Options of `binaryCrossEntropy`. */
export interface BinaryCrossEntropyOptions<R extends Reduction | undefined = Reduction> {
  /** "mean" over all elements where left out, "sum", or "none" for one number each. */
  readonly reduction?: R | undefined;
}

/** Options of `binaryCrossEntropyFromLogits`. */
export interface BinaryLogitsOptions<R extends Reduction | undefined = Reduction>
  extends BinaryCrossEntropyOptions<R> {
  /** Factor of the loss of positive answers; 1 where left out. */
  readonly positiveWeight?: number | undefined;
}

const LOG_REST: Rule = {
  name: 'logRest',
  forward: ([p]) => logRest(p!),
  pullbacks: [(g, _, [p]) => neg(div(g, sub(1, p!)))],
};

// ln(1 − p)
function logRest(p: Traceable): number | FloatNdArray | Traced {
  if (isTraced(p)) return innermost([p]).record(LOG_REST, [p], undefined);
  return ofEach(p, (x) => Math.log1p(-x));
}

function binaryTerm(p: number, y: number): number {
  const yes = y === 0 || p === 1 ? 0 : -y * Math.log(p);
  const no = y === 1 || p === 0 ? 0 : (y - 1) * Math.log1p(-p);
  return yes + no;
}

function binaryTerms(p: FloatTypedArray, y: FloatTypedArray, target: FloatTypedArray): void {
  for (let i = 0; i < target.length; i++) target[i] = binaryTerm(p[i]!, y[i]!);
}

const BINARY: Rule = {
  name: 'binaryCrossEntropy',
  forward: ([p, y]) => ofAlike(p!, y!, binaryTerms),
  pullbacks: [
    // −y/p + (1 − y)/(1 − p)
    (g, _, [p, y]) => {
      const yes = ofEach(y!, (t) => (t > 0 ? 1 : 0));
      const no = ofEach(y!, (t) => (t < 1 ? 1 : 0));
      const up = div(y!, where(yes, p!, 1));
      return mul(g, sub(div(sub(1, y!), where(no, sub(1, p!), 1)), up));
    },
    // ln(1 − p) − ln p
    (g, _, [p]) => mul(g, sub(logRest(p!), log(p!))),
  ],
};

/**
 * The binary cross-entropy of probabilities p and answers y, in nats.
 *
 * $$-y \ln p - (1 - y) \ln(1 - p)$$
 *
 * 0 for p = y = 0 or 1, +∞ where a certain answer is wrong (PyTorch stops at 100). From scores use
 * `binaryCrossEntropyFromLogits`, which loses no digits.
 *
 * @param p - probabilities of yes, from 0 to 1
 * @param y - answers of the same shape, from 0 for no to 1 for yes
 * @param options - `reduction`: "mean" over all elements where left out, "sum", or "none"
 * @returns a traced value where one is traced, else a number, or with "none" an ndarray of the shape of p
 * @throws KindError where an argument is no array or an option is unknown, ShapeError where shapes differ,
 * DomainError where a number is not from 0 to 1
 *
 * @example
 * Yes was given probability ½, no probability ¼: ½ ln 2 + ½ ln 4.
 * ```ts
 * import { binaryCrossEntropy } from 'fovea/divergence';
 * binaryCrossEntropy([0.5, 0.75], [1, 0]) // => 1.03972077084
 * ```
 */
export function binaryCrossEntropy<
  P extends Traceable,
  Y extends Traceable,
  R extends Reduction | undefined = undefined,
>(p: P, y: Y, options?: BinaryCrossEntropyOptions<R>): LossValue<P, Y, R>;
export function binaryCrossEntropy(
  p: Traceable,
  y: Traceable,
  options?: BinaryCrossEntropyOptions<Reduction | undefined>,
): number | FloatNdArray | Traced {
  const fn = 'binaryCrossEntropy';
  const reduction = readReduction(fn, checkOptions(fn, options, ['reduction']).reduction);
  checkPair(fn, ['p', 'y'], p, y);
  checkSamples(fn, shapeOf(p), reduction);
  checkEach(fn, 'p', p, 'probabilities from 0 to 1', SHARES);
  const [a, b] = [floats(fn, 'p', p), floats(fn, 'y', y)];
  const losses =
    isTraced(a) || isTraced(b)
      ? innermost([a, b]).record(BINARY, [a, b], undefined)
      : ofAlike(a, b, binaryTerms);
  return reduced(losses, reduction);
}

/**
 * The binary cross-entropy of scores x, taken through the logistic function, and answers y, in nats.
 *
 * $$w\,y \ln(1 + e^{-x}) + (1 - y) \ln(1 + e^x)$$
 *
 * Stable: no exponential overflows and small losses keep their digits, however large the score.
 *
 * @param logits - scores: the logarithms of the odds of yes, finite
 * @param y - answers of the same shape, from 0 for no to 1 for yes
 * @param options - `reduction`: "mean" over all elements where left out, "sum", or "none"; `positiveWeight`: the
 * factor w of the loss of positive answers, 1 where left out
 * @returns a traced value where one is traced, else a number, or with "none" an ndarray of the shape of logits
 * @throws KindError where an argument is no array or an option is unknown, ShapeError where shapes differ,
 * DomainError where a score is not finite, an answer not from 0 to 1 or the weight not above 0
 *
 * @example
 * A score of 0 says one half, whatever the answer: ln 2. A confident right answer costs next to nothing.
 * ```ts
 * import { binaryCrossEntropyFromLogits } from 'fovea/divergence';
 * binaryCrossEntropyFromLogits([0], [1]) // => 0.69314718056
 * binaryCrossEntropyFromLogits([50], [1]) // => 1.92874985e-22
 * ```
 */
export function binaryCrossEntropyFromLogits<
  L extends Traceable,
  Y extends Traceable,
  R extends Reduction | undefined = undefined,
>(logits: L, y: Y, options?: BinaryLogitsOptions<R>): LossValue<L, Y, R>;
export function binaryCrossEntropyFromLogits(
  logits: Traceable,
  y: Traceable,
  options?: BinaryLogitsOptions<Reduction | undefined>,
): number | FloatNdArray | Traced {
  const fn = 'binaryCrossEntropyFromLogits';
  const { reduction, positiveWeight = 1 } = checkOptions(fn, options, [
    'reduction',
    'positiveWeight',
  ]);
  const how = readReduction(fn, reduction);
  checkNumber(fn, 'positiveWeight', positiveWeight, { above: 0 });
  checkPair(fn, ['logits', 'y'], logits, y);
  checkSamples(fn, shapeOf(logits), how);
  checkEach(fn, 'logits', logits, 'finite numbers', Number.isFinite);
  const [x, t] = [floats(fn, 'logits', logits), floats(fn, 'y', y)];
  const yes = mul(mul(t, positiveWeight), softplus(neg(x)));
  return reduced(add(yes, mul(sub(1, t), softplus(x))), how);
}

function checkPair(fn: string, names: readonly [string, string], p: Traceable, y: Traceable): void {
  checkSameShape(fn, names, p, y);
  checkEach(fn, 'y', y, 'answers from 0 to 1', SHARES);
}

// Refuses what is no array; nested numbers stay as they are.
function floats(fn: string, argument: string, x: Traceable): Traceable {
  if (isTraced(x) || typeof x === 'number') return asArray(x);
  readArray(fn, argument, x);
  return x;
}
