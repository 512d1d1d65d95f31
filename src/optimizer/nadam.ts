import { checkOptions } from '../core/check.js';
import { nadamStep as nadamStepScalar } from '../kernels/scalar/adam-steps.js';
import { kernel } from '../kernels/select.js';
import { createOptimizer } from './create-optimizer.js';
import { rateAt, readFraction, readRate, readSize } from './settings.js';
import type { CommonOptions, Optimizer } from './types.js';

/** What `nadam` may be told. */
export interface NadamOptions extends CommonOptions {
  /** β₁ in [0, 1): how much of the running average of gradients a step keeps; 0.9 where left out. */
  beta1?: number | undefined;
  /** β₂ in [0, 1): how much of the running average of squared gradients a step keeps; 0.999 where left out. */
  beta2?: number | undefined;
  /** ε, added to the root so that it is not 0; 1e-8 where left out. */
  epsilon?: number | undefined;
  /** ψ: how slowly the momentum rises to β₁; 0.004 where left out. */
  momentumDecay?: number | undefined;
}

/** The base of the momentum's schedule: Dozat 2016, section 2.1. */
const SCHEDULE_BASE = 0.96;

/** A product smaller than this changes no float64 that it is subtracted from 1. */
const VANISHED = Number.EPSILON / 4;

/** The momentum of a step and of the next one, and the product of all up to each. */
export interface NadamMomentum {
  /** μ of this step. */
  readonly present: number;
  /** μ of the next step. */
  readonly next: number;
  /** The product of the momenta of all steps up to this one. */
  readonly product: number;
}

/**
 * The schedule of NAdam's momentum.
 *
 * @param step - counted from 1
 * @param beta1 - what it rises to
 * @param decay - how slowly
 * @returns the momentum of the step and of the next one, and the product of those so far
 */
export function nadamMomentum(step: number, beta1: number, decay: number): NadamMomentum {
  const at = (t: number): number => beta1 * (1 - 0.5 * SCHEDULE_BASE ** (t * decay));
  let product = 1;
  for (let t = 1; t <= step && product > VANISHED; t++) product *= at(t);
  return { present: at(step), next: at(step + 1), product };
}

/**
 * NAdam: Adam with Nesterov's look ahead, and a momentum that rises from step to step.
 *
 * $$\mu_t = \beta_1 \left( 1 - \tfrac{1}{2} \cdot 0.96^{t \psi} \right), \qquad \hat{v} = \frac{v}{1 - \beta_2^t}$$
 *
 * $$\theta \leftarrow \theta - \frac{\eta}{\sqrt{\hat{v}} + \varepsilon} \left( \frac{1 - \mu_t}{1 - \prod_{i \le t} \mu_i}\, g + \frac{\mu_{t+1}}{1 - \prod_{i \le t+1} \mu_i}\, m \right)$$
 *
 * with $m$ and $v$ as in Adam. t counts steps from 1; with weight decay $g$ is the gradient plus λθ. All
 * operations are elementwise. PyTorch up to 1.13 had $\mu_t$ twice in the product to t + 1; from 2.0 on it
 * computes this formula.
 *
 * @param options - `learningRate` η (0.002), `beta1` β₁ (0.9), `beta2` β₂ (0.999), `epsilon` ε (1e-8),
 * `weightDecay` λ (0), `momentumDecay` ψ (0.004)
 * @returns the optimizer; its state carries `firstMoment` m and `secondMoment` v
 * @throws KindError where an option is unknown or of another kind, DomainError where a number lies outside
 * its range
 * @see T. Dozat, "Incorporating Nesterov momentum into Adam", ICLR workshop 2016; rule and defaults of
 * PyTorch's `torch.optim.NAdam`
 *
 * @example
 * One step on a slope of 2.
 * ```ts
 * import { nadam } from 'fovea/optimizer';
 * const { init, step } = nadam({ learningRate: 0.1 });
 * step(init(1), 1, 2).state.slots.firstMoment // => 0.2
 * ```
 */
export function nadam(options?: NadamOptions): Optimizer<'firstMoment' | 'secondMoment'> {
  const read = checkOptions('nadam', options, [
    'learningRate',
    'beta1',
    'beta2',
    'epsilon',
    'weightDecay',
    'momentumDecay',
  ]);
  const settings = {
    learningRate: readRate('nadam', read.learningRate, 0.002),
    beta1: readFraction('nadam', 'beta1', read.beta1, 0.9),
    beta2: readFraction('nadam', 'beta2', read.beta2, 0.999),
    epsilon: readSize('nadam', 'epsilon', read.epsilon, 1e-8),
    weightDecay: readSize('nadam', 'weightDecay', read.weightDecay, 0),
    momentumDecay: readSize('nadam', 'momentumDecay', read.momentumDecay, 0.004),
  };
  const { learningRate, beta1, beta2, epsilon, weightDecay: decay, momentumDecay } = settings;
  return createOptimizer({
    name: 'nadam',
    settings,
    slots: ['firstMoment', 'secondMoment'],
    update(step) {
      const rate = rateAt('nadam.step', learningRate, step);
      const { present, next, product } = nadamMomentum(step + 1, beta1, momentumDecay);
      const numbers = {
        rate,
        decay,
        beta1,
        beta2,
        epsilon,
        correction2: 1 - beta2 ** (step + 1),
        gradientWeight: (rate * (1 - present)) / (1 - product),
        momentWeight: (rate * next) / (1 - product * next),
      };
      return (p, g, [first, second]) =>
        kernel('nadamStep', nadamStepScalar)(p, g, first!, second!, numbers);
    },
  });
}
