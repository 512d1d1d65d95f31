// Adam and AdamW: one rule, two places for the weight decay.
import { checkBoolean, checkOptions } from '../core/check.js';
import { adamStep as adamStepScalar } from '../kernels/scalar/adam-steps.js';
import { kernel } from '../kernels/select.js';
import { createOptimizer } from './create-optimizer.js';
import { rateAt, readFraction, readRate, readSize } from './settings.js';
import type { CommonOptions, Optimizer } from './types.js';

/** What `adam` and `adamw` may be told. */
export interface AdamOptions extends CommonOptions {
  /** β₁ in [0, 1): how much of the running average of gradients a step keeps; 0.9 where left out. */
  beta1?: number | undefined;
  /** β₂ in [0, 1): how much of the running average of squared gradients a step keeps; 0.999 where left out. */
  beta2?: number | undefined;
  /** ε, added to the root so that it is not 0; 1e-8 where left out. */
  epsilon?: number | undefined;
  /** Whether the largest second moment so far takes the place of the present one; false where left out. */
  amsgrad?: boolean | undefined;
}

/** What the states of `adam` and `adamw` carry. */
export type AdamOptimizer = Optimizer<'firstMoment' | 'secondMoment', 'largestSecondMoment'>;

/**
 * Adam: the running average of the gradient, divided by the root of that of its square, both corrected for
 * their start at 0.
 *
 * $$m \leftarrow \beta_1 m + (1 - \beta_1)\, g, \qquad v \leftarrow \beta_2 v + (1 - \beta_2)\, g^2$$
 *
 * $$\hat{m} = \frac{m}{1 - \beta_1^t}, \quad \hat{v} = \frac{v}{1 - \beta_2^t}, \qquad \theta \leftarrow \theta - \eta \, \frac{\hat{m}}{\sqrt{\hat{v}} + \varepsilon}$$
 *
 * t counts steps from 1; all operations are elementwise. The first step has the length η, whatever the
 * gradient (up to ε). With weight decay $g$ is the gradient plus λθ, so that the decay is divided by
 * $\sqrt{\hat{v}}$ too; `adamw` keeps the two apart. `amsgrad` divides by the largest $v$ so far.
 *
 * @param options - `learningRate` η (0.001), `beta1` β₁ (0.9), `beta2` β₂ (0.999), `epsilon` ε (1e-8),
 * `weightDecay` λ (0), `amsgrad` (false)
 * @returns the optimizer; its state carries `firstMoment` m and `secondMoment` v, with `amsgrad` also
 * `largestSecondMoment`
 * @throws KindError where an option is unknown or of another kind, DomainError where a number lies outside
 * its range
 * @see D. P. Kingma, J. Ba, "Adam: a method for stochastic optimization", ICLR 2015, algorithm 1;
 * S. J. Reddi et al., "On the convergence of Adam and beyond", ICLR 2018, for AMSGrad; defaults of PyTorch's
 * `torch.optim.Adam`
 *
 * @example
 * The first step has the length of the learning rate.
 * ```ts
 * import { adam } from 'fovea/optimizer';
 * const { init, step } = adam({ learningRate: 0.1 });
 * const { parameters, state } = step(init({ w: 1, b: 2 }), { w: 1, b: 2 }, { w: 0.5, b: -40 });
 * parameters // => { w: 0.9, b: 2.1 }
 * state.slots.firstMoment // => { w: 0.05, b: -4 }
 * ```
 */
export function adam(options?: AdamOptions): AdamOptimizer {
  return createAdam('adam', options, 0);
}

/**
 * AdamW: Adam whose weight decay goes straight to the parameters, not through the gradient.
 *
 * $$\theta \leftarrow \theta - \eta \lambda \theta, \qquad \text{then as in Adam with } g \text{ the gradient alone}$$
 *
 * @param options - as for `adam`, with `weightDecay` λ (0.01)
 * @returns the optimizer; its state is as that of `adam`
 * @throws KindError where an option is unknown or of another kind, DomainError where a number lies outside
 * its range
 * @see I. Loshchilov, F. Hutter, "Decoupled weight decay regularization", ICLR 2019, algorithm 2; defaults of
 * PyTorch's `torch.optim.AdamW`
 *
 * @example
 * Without a gradient only the decay is left: 2 · (1 − 0.1 · 0.5).
 * ```ts
 * import { adamw } from 'fovea/optimizer';
 * const { init, step } = adamw({ learningRate: 0.1, weightDecay: 0.5 });
 * step(init(2), 2, 0).parameters // => 1.9
 * ```
 */
export function adamw(options?: AdamOptions): AdamOptimizer {
  return createAdam('adamw', options, 0.01);
}

function createAdam(
  name: 'adam' | 'adamw',
  options: AdamOptions | undefined,
  usualDecay: number,
): AdamOptimizer {
  const read = checkOptions(name, options, [
    'learningRate',
    'beta1',
    'beta2',
    'epsilon',
    'weightDecay',
    'amsgrad',
  ]);
  const settings = {
    learningRate: readRate(name, read.learningRate, 0.001),
    beta1: readFraction(name, 'beta1', read.beta1, 0.9),
    beta2: readFraction(name, 'beta2', read.beta2, 0.999),
    epsilon: readSize(name, 'epsilon', read.epsilon, 1e-8),
    weightDecay: readSize(name, 'weightDecay', read.weightDecay, usualDecay),
    amsgrad: checkBoolean(name, 'amsgrad', read.amsgrad ?? false),
  };
  const { learningRate, beta1, beta2, epsilon, weightDecay, amsgrad } = settings;
  const decoupled = name === 'adamw';
  return createOptimizer({
    name,
    settings,
    slots: ['firstMoment', 'secondMoment', ...(amsgrad ? ['largestSecondMoment'] : [])],
    update(step) {
      const rate = rateAt(`${name}.step`, learningRate, step);
      const numbers = {
        rate,
        decay: decoupled ? 0 : weightDecay,
        shrink: decoupled ? 1 - rate * weightDecay : 1,
        beta1,
        beta2,
        epsilon,
        correction1: 1 - beta1 ** (step + 1),
        correction2: 1 - beta2 ** (step + 1),
      };
      return (p, g, [first, second, largest]) =>
        kernel('adamStep', adamStepScalar)(p, g, first!, second!, largest, numbers);
    },
  });
}
