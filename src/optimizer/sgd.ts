// Gradient descent: plain, with the momentum of Polyak, with that of Nesterov.
import { checkBoolean, checkNumber, checkOptions } from '../core/check.js';
import { DomainError } from '../core/errors.js';
import {
  descentStep as descentStepScalar,
  momentumStep as momentumStepScalar,
} from '../kernels/scalar/momentum-steps.js';
import { kernel } from '../kernels/select.js';
import { createOptimizer } from './create-optimizer.js';
import { rateAt, readFraction, readRate, readSize } from './settings.js';
import type { CommonOptions, LearningRate, Optimizer, OptimizerName } from './types.js';

/** What `momentum` may be told besides the learning rate. */
export interface MomentumOptions extends CommonOptions {
  /** μ in [0, 1): how much of the velocity a step keeps. */
  momentum?: number | undefined;
  /** d in [0, 1]: from the second step on only 1 − d of the gradient is added to the velocity. */
  dampening?: number | undefined;
}

/** What `nesterov` may be told besides the learning rate. */
export interface NesterovOptions extends CommonOptions {
  /** μ in [0, 1): how much of the velocity a step keeps. */
  momentum?: number | undefined;
}

/** What `sgd` may be told besides the learning rate. */
export interface SgdOptions extends MomentumOptions {
  /** Whether the gradient is looked at where the velocity leads. */
  nesterov?: boolean | undefined;
}

/** The learning rate has no default. */
export interface RequiredRate {
  /** The learning rate η, not below 0: a number or a function from the number of steps taken so far. */
  readonly learningRate: LearningRate;
}

/** PyTorch has 0 here, which is no momentum; 0.9 is what Sutskever et al. and most of the literature use. */
const USUAL_MOMENTUM = 0.9;

/**
 * Stochastic gradient descent: a step against the gradient.
 *
 * $$\theta \leftarrow \theta - \eta \, (g + \lambda \theta)$$
 *
 * The gradient $g$ may be that of all samples (batch gradient descent), of one (online), or of a few
 * (mini-batch): see `minibatches`. With `momentum` above 0 it is `momentum`, with `nesterov` set too it is
 * `nesterov`, so that PyTorch's `SGD(...)` can be written as it stands.
 *
 * @param options - `learningRate` η (required); `weightDecay` λ (0), `momentum` μ (0), `dampening` d (0),
 * `nesterov` (false)
 * @returns the optimizer; with momentum its state carries `velocity`
 * @throws KindError where the learning rate is left out or an option is unknown or of another kind,
 * DomainError where a number lies outside its range, or Nesterov's rule is asked for without momentum or
 * with dampening
 * @see H. Robbins, S. Monro, "A stochastic approximation method", 1951; PyTorch, `torch.optim.SGD`
 *
 * @example
 * A quarter of the way down.
 * ```ts
 * import { sgd } from 'fovea/optimizer';
 * const { init, step } = sgd({ learningRate: 0.25 });
 * step(init({ w: 3 }), { w: 3 }, { w: 2 }).parameters // => { w: 2.5 }
 * ```
 */
export function sgd(options: SgdOptions & RequiredRate): Optimizer<never, 'velocity'> {
  const read = checkOptions<SgdOptions>('sgd', options, [
    'learningRate',
    'weightDecay',
    'momentum',
    'dampening',
    'nesterov',
  ]);
  const nesterovRule = checkBoolean('sgd', 'nesterov', read.nesterov ?? false);
  const settings = { ...readNumbers('sgd', read, 0), nesterov: nesterovRule };
  if (nesterovRule && !(settings.momentum > 0 && settings.dampening === 0)) {
    throw new DomainError({
      function: 'sgd',
      argument: 'nesterov',
      expected: 'momentum above 0 and dampening 0 with it',
      got: `momentum ${settings.momentum} and dampening ${settings.dampening}`,
    });
  }
  return createDescent('sgd', settings);
}

/**
 * Gradient descent with momentum: the steps gather in a velocity, which rolls on through noise and along
 * narrow valleys.
 *
 * $$v \leftarrow \mu v + (1 - d)(g + \lambda \theta), \qquad \theta \leftarrow \theta - \eta v$$
 *
 * The first step sets $v = g + \lambda \theta$, whatever the dampening $d$. The learning rate stands outside
 * the velocity, as in PyTorch; Polyak and Sutskever et al. have it inside, which is the same for as long as
 * η stays what it is. What accumulates are gradients: subtracting a multiple of the parameter itself would
 * be weight decay.
 *
 * @param options - `learningRate` η (required); `momentum` μ (0.9), `dampening` d (0), `weightDecay` λ (0)
 * @returns the optimizer; its state carries `velocity`
 * @throws KindError where the learning rate is left out or an option is unknown or of another kind,
 * DomainError where a number lies outside its range
 * @see B. T. Polyak, "Some methods of speeding up the convergence of iteration methods", 1964; I. Sutskever
 * et al., "On the importance of initialization and momentum in deep learning", 2013, equations 1 and 2
 *
 * @example
 * Two steps on x², whose gradient is 2x, from x = 1.
 * ```ts
 * import { momentum } from 'fovea/optimizer';
 * const { init, step } = momentum({ learningRate: 0.1 });
 * const first = step(init(1), 1, 2);
 * first.parameters // => 0.8
 * const second = step(first.state, first.parameters, 2 * first.parameters);
 * second.state.slots.velocity // => 3.4
 * second.parameters // => 0.46
 * ```
 */
export function momentum(options: MomentumOptions & RequiredRate): Optimizer<'velocity'> {
  const read = checkOptions<MomentumOptions>('momentum', options, [
    'learningRate',
    'momentum',
    'dampening',
    'weightDecay',
  ]);
  const settings = readNumbers('momentum', read, USUAL_MOMENTUM);
  return createDescent('momentum', { ...settings, nesterov: false });
}

/**
 * Gradient descent with Nesterov's momentum: the step looks ahead to where the velocity leads.
 *
 * $$v \leftarrow \mu v + g + \lambda \theta, \qquad \theta \leftarrow \theta - \eta \, (g + \lambda \theta + \mu v)$$
 *
 * This is the form of PyTorch, in which the gradient is taken at θ itself.
 *
 * @param options - `learningRate` η (required); `momentum` μ (0.9), `weightDecay` λ (0)
 * @returns the optimizer; its state carries `velocity`
 * @throws KindError where the learning rate is left out or an option is unknown or of another kind,
 * DomainError where a number lies outside its range
 * @see Y. Nesterov, "A method of solving a convex programming problem with convergence rate O(1/k²)", 1983;
 * I. Sutskever et al., 2013, equations 3 and 4
 *
 * @example
 * The first step is 1 + μ times that of plain descent.
 * ```ts
 * import { nesterov } from 'fovea/optimizer';
 * const { init, step } = nesterov({ learningRate: 0.1 });
 * step(init(1), 1, 2).parameters // => 0.62
 * ```
 */
export function nesterov(options: NesterovOptions & RequiredRate): Optimizer<'velocity'> {
  const read = checkOptions<NesterovOptions>('nesterov', options, [
    'learningRate',
    'momentum',
    'weightDecay',
  ]);
  const settings = readNumbers('nesterov', read, USUAL_MOMENTUM);
  return createDescent('nesterov', { ...settings, nesterov: true });
}

interface DescentSettings {
  readonly learningRate: LearningRate;
  readonly momentum: number;
  readonly dampening: number;
  readonly weightDecay: number;
  readonly nesterov: boolean;
}

function readNumbers(
  fn: string,
  options: MomentumOptions,
  usual: number,
): Omit<DescentSettings, 'nesterov'> {
  return {
    learningRate: readRate(fn, options.learningRate),
    momentum: readFraction(fn, 'momentum', options.momentum, usual),
    dampening: checkNumber(fn, 'dampening', options.dampening ?? 0, { min: 0, max: 1 }),
    weightDecay: readSize(fn, 'weightDecay', options.weightDecay, 0),
  };
}

function createDescent<Slot extends string, Extra extends string = never>(
  name: OptimizerName,
  settings: DescentSettings,
): Optimizer<Slot, Extra> {
  const { learningRate, dampening, weightDecay: decay } = settings;
  // Without momentum there is nothing to carry along.
  const rolls = name !== 'sgd' || settings.momentum > 0;
  return createOptimizer({
    name,
    settings: { ...settings },
    slots: rolls ? ['velocity'] : [],
    update(step) {
      const rate = rateAt(`${name}.step`, learningRate, step);
      const numbers = { rate, decay };
      if (!rolls) {
        return (p, g) => kernel('descentStep', descentStepScalar)(p, g, numbers);
      }
      const share = step === 0 ? 1 : 1 - dampening;
      const { momentum: kept, nesterov: ahead } = settings;
      const all = { ...numbers, momentum: kept, share, nesterov: ahead };
      return (p, g, [velocity]) => kernel('momentumStep', momentumStepScalar)(p, g, velocity!, all);
    },
  });
}
