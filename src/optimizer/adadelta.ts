import { checkOptions } from '../core/check.js';
import { adadeltaStep as adadeltaStepScalar } from '../kernels/scalar/adaptive-steps.js';
import { kernel } from '../kernels/select.js';
import { createOptimizer } from './create-optimizer.js';
import { rateAt, readFraction, readRate, readSize } from './settings.js';
import type { CommonOptions, Optimizer } from './types.js';

/** What `adadelta` may be told. */
export interface AdadeltaOptions extends CommonOptions {
  /** ρ in [0, 1): how much of the running averages a step keeps; 0.9 where left out. */
  rho?: number | undefined;
  /** ε, added under both roots; with 0 nothing ever moves. 1e-6 where left out. */
  epsilon?: number | undefined;
}

/**
 * AdaDelta: the gradient, scaled by the ratio of two running root mean squares, that of earlier steps and
 * that of gradients, so that the step has the unit of the parameter.
 *
 * $$s \leftarrow \rho s + (1 - \rho)\, g^2, \quad \Delta = \frac{\sqrt{u + \varepsilon}}{\sqrt{s + \varepsilon}}\, g, \quad u \leftarrow \rho u + (1 - \rho)\, \Delta^2, \quad \theta \leftarrow \theta - \eta \, \Delta$$
 *
 * With weight decay $g$ is the gradient plus λθ. All operations are elementwise.
 *
 * @param options - `learningRate` η (1), `rho` ρ (0.9), `epsilon` ε (1e-6), `weightDecay` λ (0)
 * @returns the optimizer; its state carries `meanSquare` s and `meanSquareUpdate` u
 * @throws KindError where an option is unknown or of another kind, DomainError where a number lies outside
 * its range
 * @see M. D. Zeiler, "ADADELTA: an adaptive learning rate method", 2012, algorithm 1; defaults of PyTorch's
 * `torch.optim.Adadelta`
 *
 * @example
 * It starts with steps of about √(ε / (1 − ρ)).
 * ```ts
 * import { adadelta } from 'fovea/optimizer';
 * const { init, step } = adadelta();
 * step(init(1), 1, 5).parameters // => 0.9968377
 * ```
 */
export function adadelta(options?: AdadeltaOptions): Optimizer<'meanSquare' | 'meanSquareUpdate'> {
  const read = checkOptions('adadelta', options, ['learningRate', 'rho', 'epsilon', 'weightDecay']);
  const settings = {
    learningRate: readRate('adadelta', read.learningRate, 1),
    rho: readFraction('adadelta', 'rho', read.rho, 0.9),
    epsilon: readSize('adadelta', 'epsilon', read.epsilon, 1e-6),
    weightDecay: readSize('adadelta', 'weightDecay', read.weightDecay, 0),
  };
  const { learningRate, rho, epsilon, weightDecay: decay } = settings;
  return createOptimizer({
    name: 'adadelta',
    settings,
    slots: ['meanSquare', 'meanSquareUpdate'],
    update(step) {
      const numbers = { rate: rateAt('adadelta.step', learningRate, step), decay, epsilon, rho };
      return (p, g, [s, u]) => kernel('adadeltaStep', adadeltaStepScalar)(p, g, s!, u!, numbers);
    },
  });
}
