// The learning rate along half a cosine.
import { checkNumber, checkOptions } from '../core/check.js';

/** What `cosineLearningRate` needs. */
export interface CosineRateOptions {
  /** The largest rate, above 0. */
  readonly peak: number;
  /** Steps until the rate is at its least, the warm-up included; at least 1. With `restarts` those of the first round. */
  readonly steps: number;
  /** Steps over which the rate rises from 0 in a straight line, fewer than `steps`; 0 where left out. */
  readonly warmUp?: number | undefined;
  /** The least rate, from 0 to the peak; 0 where left out. */
  readonly least?: number | undefined;
  /**
   * After each round the rate starts at its peak again, and the next round is so many times as long, at least 1; no
   * restarts where left out. The warm-up comes once.
   */
  readonly restarts?: number | undefined;
}

/**
 * A learning rate that rises in a straight line and then falls along half a cosine, as masked autoencoders are trained: a
 * function of the number of steps already taken, which every optimizer of `fovea/optimizer` takes as its `learningRate`.
 *
 * $$\eta(t) = \begin{cases} \eta_{\max} \, t / w & t < w \\ \eta_{\min} + \frac12 (\eta_{\max} - \eta_{\min}) \Bigl( 1 +
 * \cos \pi \dfrac{t - w}{T - w} \Bigr) & w \le t < T \\ \eta_{\min} & \text{else} \end{cases}$$
 *
 * As in MAE's code the rate of the very first step is 0 where there is a warm-up. With `restarts` (SGDR) the last line
 * does not come: at T the rate jumps back to the peak, for a round of T − w steps times the factor, and so on.
 *
 * @param options - `peak`: above 0; `steps`: T; `warmUp`: w, fewer than T, 0 where left out; `least`: from 0 to the peak, 0
 * where left out; `restarts`: the factor, at least 1, no restarts where left out
 * @returns a function from steps taken, a number of at least 0, to the rate of the next step
 * @throws KindError where something is of another kind, missing or unknown, DomainError where a number is out of range; the
 * function itself too
 * @see I. Loshchilov, F. Hutter, "SGDR: Stochastic gradient descent with warm restarts", 2017, equation 5; K. He and others,
 * "Masked autoencoders are scalable vision learners", 2022, appendix A.1
 *
 * @example
 * Ten steps of warm-up, at the top, half-way down, and done.
 * ```ts
 * import { cosineLearningRate } from 'fovea';
 * const rate = cosineLearningRate({ peak: 0.4, steps: 110, warmUp: 10 });
 * [0, 5, 10, 60, 110, 500].map(rate) // => [0, 0.2, 0.4, 0.2, 0, 0]
 * ```
 */
export function cosineLearningRate(options: CosineRateOptions): (step: number) => number {
  return cosineLearningRateFor('cosineLearningRate', options);
}

/** `cosineLearningRate` for functions that it is a part of, whose name errors tell. */
export function cosineLearningRateFor(
  fn: string,
  options: CosineRateOptions,
): (step: number) => number {
  const names = ['peak', 'steps', 'warmUp', 'least', 'restarts'] as const;
  const { peak, steps, warmUp = 0, least = 0, restarts } = checkOptions(fn, options, names);
  checkNumber(fn, 'peak', peak, { above: 0 });
  checkNumber(fn, 'steps', steps, { integer: true, min: 1 });
  checkNumber(fn, 'warmUp', warmUp, { integer: true, min: 0, below: steps });
  checkNumber(fn, 'least', least, { min: 0, max: peak });
  if (restarts !== undefined) checkNumber(fn, 'restarts', restarts, { min: 1 });
  const first = steps - warmUp;
  return (step) => {
    checkNumber(fn, 'step', step, { min: 0 });
    if (step < warmUp) return (peak * step) / warmUp;
    const part = roundPart(step - warmUp, first, restarts);
    return least + (peak - least) * ((1 + Math.cos(Math.PI * part)) / 2);
  };
}

/** How far a step is within its round, from 0 to 1. */
function roundPart(step: number, first: number, restarts: number | undefined): number {
  if (restarts === undefined) return Math.min(step / first, 1);
  if (restarts === 1) return (step % first) / first;
  // Rounds 0 to k − 1 together are first·(q^k − 1)/(q − 1) long.
  const grown = (step * (restarts - 1)) / first + 1;
  let round = Math.floor(Math.log(grown) / Math.log(restarts));
  const startOf = (k: number): number => (first * (restarts ** k - 1)) / (restarts - 1);
  if (startOf(round + 1) <= step) round++;
  else if (startOf(round) > step) round--;
  return (step - startOf(round)) / (first * restarts ** round);
}
