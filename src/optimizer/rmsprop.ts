import { checkBoolean, checkOptions } from '../core/check.js';
import { rmspropStep as rmspropStepScalar } from '../kernels/scalar/adaptive-steps.js';
import { kernel } from '../kernels/select.js';
import { createOptimizer } from './create-optimizer.js';
import { rateAt, readFraction, readRate, readSize } from './settings.js';
import type { CommonOptions, Optimizer } from './types.js';

/** What `rmsprop` may be told. */
export interface RmspropOptions extends CommonOptions {
  /** α in [0, 1): how much of the running averages a step keeps; 0.99 where left out. */
  alpha?: number | undefined;
  /** ε, added to the root so that it is not 0; 1e-8 where left out. */
  epsilon?: number | undefined;
  /** μ in [0, 1): how much of the velocity a step keeps; 0 where left out. */
  momentum?: number | undefined;
  /** Whether the gradient is divided by its standard deviation, not by its root mean square; false where left out. */
  centered?: boolean | undefined;
}

/**
 * RMSProp: the gradient divided by the root of the running average of its square.
 *
 * $$s \leftarrow \alpha s + (1 - \alpha)\, g^2, \qquad \theta \leftarrow \theta - \eta \, \frac{g}{\sqrt{s} + \varepsilon}$$
 *
 * With `momentum` the quotient is added to a velocity, $v \leftarrow \mu v + g / (\sqrt{s} + \varepsilon)$,
 * and the step is $\eta v$. `centered` puts the variance $s - \bar{g}^2$ in the place of $s$, with the running
 * average $\bar{g} \leftarrow \alpha \bar{g} + (1 - \alpha) g$; where rounding makes it negative it is 0.
 * With weight decay $g$ is the gradient plus λθ. All operations are elementwise.
 *
 * @param options - `learningRate` η (0.01), `alpha` α (0.99), `epsilon` ε (1e-8), `weightDecay` λ (0),
 * `momentum` μ (0), `centered` (false)
 * @returns the optimizer; its state carries `meanSquare`, with `centered` also `mean`, with momentum also
 * `velocity`
 * @throws KindError where an option is unknown or of another kind, DomainError where a number lies outside
 * its range
 * @see T. Tieleman, G. Hinton, "Lecture 6.5 – RMSProp", COURSERA: Neural Networks for Machine Learning, 2012;
 * defaults of PyTorch's `torch.optim.RMSprop`
 *
 * @example
 * The first step is η / √(1 − α), ten times the learning rate, against the gradient's sign.
 * ```ts
 * import { rmsprop } from 'fovea/optimizer';
 * const { init, step } = rmsprop({ learningRate: 0.01 });
 * step(init(1), 1, 3).parameters // => 0.9
 * ```
 */
export function rmsprop(options?: RmspropOptions): Optimizer<'meanSquare', 'mean' | 'velocity'> {
  const read = checkOptions('rmsprop', options, [
    'learningRate',
    'alpha',
    'epsilon',
    'weightDecay',
    'momentum',
    'centered',
  ]);
  const settings = {
    learningRate: readRate('rmsprop', read.learningRate, 0.01),
    alpha: readFraction('rmsprop', 'alpha', read.alpha, 0.99),
    epsilon: readSize('rmsprop', 'epsilon', read.epsilon, 1e-8),
    weightDecay: readSize('rmsprop', 'weightDecay', read.weightDecay, 0),
    momentum: readFraction('rmsprop', 'momentum', read.momentum, 0),
    centered: checkBoolean('rmsprop', 'centered', read.centered ?? false),
  };
  const { learningRate, alpha, epsilon, weightDecay: decay, momentum, centered } = settings;
  const slots = [
    'meanSquare',
    ...(centered ? ['mean'] : []),
    ...(momentum > 0 ? ['velocity'] : []),
  ];
  const [meanAt, velocityAt] = [slots.indexOf('mean'), slots.indexOf('velocity')];
  return createOptimizer({
    name: 'rmsprop',
    settings,
    slots,
    update(step) {
      const rate = rateAt('rmsprop.step', learningRate, step);
      const numbers = { rate, decay, epsilon, alpha, momentum };
      return (p, g, carried) =>
        kernel('rmspropStep', rmspropStepScalar)(
          p,
          g,
          carried[0]!,
          carried[meanAt],
          carried[velocityAt],
          numbers,
        );
    },
  });
}
