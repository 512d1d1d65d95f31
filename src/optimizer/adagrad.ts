import { checkOptions } from '../core/check.js';
import { adagradStep as adagradStepScalar } from '../kernels/scalar/adaptive-steps.js';
import { kernel } from '../kernels/select.js';
import { createOptimizer } from './create-optimizer.js';
import { rateAt, readRate, readSize } from './settings.js';
import type { CommonOptions, Optimizer } from './types.js';

/** What `adagrad` may be told. */
export interface AdagradOptions extends CommonOptions {
  /** How fast the learning rate falls: in step t it is η / (1 + (t − 1)·learningRateDecay); 0 where left out. */
  learningRateDecay?: number | undefined;
  /** What the sums of squares start from; 0 where left out. */
  initialAccumulator?: number | undefined;
  /** ε, added to the root so that it is not 0; 1e-10 where left out. */
  epsilon?: number | undefined;
}

/**
 * AdaGrad: each parameter's steps get shorter by the root of the sum of its squared gradients, so that
 * rare features keep long steps.
 *
 * $$s \leftarrow s + g^2, \qquad \theta \leftarrow \theta - \frac{\eta}{1 + (t - 1)\,\gamma} \cdot \frac{g}{\sqrt{s} + \varepsilon}$$
 *
 * With weight decay $g$ is the gradient plus λθ. All operations are elementwise, t counts from 1.
 *
 * @param options - `learningRate` η (0.01), `learningRateDecay` γ (0), `weightDecay` λ (0),
 * `initialAccumulator` (0), `epsilon` ε (1e-10)
 * @returns the optimizer; its state carries `sumOfSquares`
 * @throws KindError where an option is unknown or of another kind, DomainError where a number is below 0
 * @see J. Duchi, E. Hazan, Y. Singer, "Adaptive subgradient methods for online learning and stochastic
 * optimization", JMLR 12, 2011; defaults of PyTorch's `torch.optim.Adagrad`
 *
 * @example
 * The first step has the length of the learning rate, whatever the gradient.
 * ```ts
 * import { adagrad } from 'fovea/optimizer';
 * const { init, step } = adagrad({ learningRate: 0.1 });
 * step(init([1, 1]), [1, 1], [3, -0.5]).parameters.get(0) // => 0.9
 * ```
 */
export function adagrad(options?: AdagradOptions): Optimizer<'sumOfSquares'> {
  const read = checkOptions('adagrad', options, [
    'learningRate',
    'learningRateDecay',
    'weightDecay',
    'initialAccumulator',
    'epsilon',
  ]);
  const settings = {
    learningRate: readRate('adagrad', read.learningRate, 0.01),
    learningRateDecay: readSize('adagrad', 'learningRateDecay', read.learningRateDecay, 0),
    weightDecay: readSize('adagrad', 'weightDecay', read.weightDecay, 0),
    initialAccumulator: readSize('adagrad', 'initialAccumulator', read.initialAccumulator, 0),
    epsilon: readSize('adagrad', 'epsilon', read.epsilon, 1e-10),
  };
  const { learningRate, learningRateDecay, weightDecay: decay, epsilon } = settings;
  return createOptimizer({
    name: 'adagrad',
    settings,
    slots: ['sumOfSquares'],
    initial: settings.initialAccumulator,
    update(step) {
      const rate = rateAt('adagrad.step', learningRate, step) / (1 + step * learningRateDecay);
      const numbers = { rate, decay, epsilon };
      return (p, g, [sum]) => kernel('adagradStep', adagradStepScalar)(p, g, sum!, numbers);
    },
  });
}
