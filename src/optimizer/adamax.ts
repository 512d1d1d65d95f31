import { checkOptions } from '../core/check.js';
import { adamaxStep as adamaxStepScalar } from '../kernels/scalar/adam-steps.js';
import { kernel } from '../kernels/select.js';
import { createOptimizer } from './create-optimizer.js';
import { rateAt, readFraction, readRate, readSize } from './settings.js';
import type { CommonOptions, Optimizer } from './types.js';

/** What `adamax` may be told. */
export interface AdamaxOptions extends CommonOptions {
  /** β₁ in [0, 1): how much of the running average of gradients a step keeps; 0.9 where left out. */
  beta1?: number | undefined;
  /** β₂ in [0, 1): how fast the largest gradient is forgotten; 0.999 where left out. */
  beta2?: number | undefined;
  /** ε, added to the size of the gradient so that it is not 0; 1e-8 where left out. */
  epsilon?: number | undefined;
}

/**
 * AdaMax: Adam with the largest recent gradient in the place of the root mean square.
 *
 * $$m \leftarrow \beta_1 m + (1 - \beta_1)\, g, \quad u \leftarrow \max(\beta_2 u,\ |g| + \varepsilon), \quad \theta \leftarrow \theta - \frac{\eta}{1 - \beta_1^t} \cdot \frac{m}{u}$$
 *
 * t counts steps from 1; with weight decay $g$ is the gradient plus λθ. All operations are elementwise.
 *
 * @param options - `learningRate` η (0.002), `beta1` β₁ (0.9), `beta2` β₂ (0.999), `epsilon` ε (1e-8),
 * `weightDecay` λ (0)
 * @returns the optimizer; its state carries `firstMoment` m and `largestGradient` u
 * @throws KindError where an option is unknown or of another kind, DomainError where a number lies outside
 * its range
 * @see D. P. Kingma, J. Ba, "Adam: a method for stochastic optimization", ICLR 2015, algorithm 2; defaults of
 * PyTorch's `torch.optim.Adamax`
 *
 * @example
 * The first step has the length of the learning rate.
 * ```ts
 * import { adamax } from 'fovea/optimizer';
 * const { init, step } = adamax({ learningRate: 0.1 });
 * step(init(1), 1, 7).parameters // => 0.9
 * ```
 */
export function adamax(options?: AdamaxOptions): Optimizer<'firstMoment' | 'largestGradient'> {
  const read = checkOptions('adamax', options, [
    'learningRate',
    'beta1',
    'beta2',
    'epsilon',
    'weightDecay',
  ]);
  const settings = {
    learningRate: readRate('adamax', read.learningRate, 0.002),
    beta1: readFraction('adamax', 'beta1', read.beta1, 0.9),
    beta2: readFraction('adamax', 'beta2', read.beta2, 0.999),
    epsilon: readSize('adamax', 'epsilon', read.epsilon, 1e-8),
    weightDecay: readSize('adamax', 'weightDecay', read.weightDecay, 0),
  };
  const { learningRate, beta1, beta2, epsilon, weightDecay: decay } = settings;
  return createOptimizer({
    name: 'adamax',
    settings,
    slots: ['firstMoment', 'largestGradient'],
    update(step) {
      const rate = rateAt('adamax.step', learningRate, step);
      const correction1 = 1 - beta1 ** (step + 1);
      const numbers = { rate, decay, beta1, beta2, epsilon, correction1 };
      return (p, g, [first, largest]) =>
        kernel('adamaxStep', adamaxStepScalar)(p, g, first!, largest!, numbers);
    },
  });
}
