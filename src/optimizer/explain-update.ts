// Updates shown step by step.
import { checkNumber, checkOptions } from '../core/check.js';
import { isNdArray, wrap } from '../core/create.js';
import { DomainError, KindError, ShapeError } from '../core/errors.js';
import type { FloatNdArray, NumericNdArray } from '../core/types.js';
import { createDerivation } from '../derivation/create-derivation.js';
import { refer } from '../derivation/operations.js';
import { inWords } from '../derivation/phrases.js';
import type { Derivation } from '../derivation/types.js';
import { knownOptimizer } from './known-optimizer.js';
import { type LossSlope, readLoss } from './loss-slope.js';
import { readTree } from './read-trees.js';
import { rateAt } from './settings.js';
import type { LearningRate, Optimizer, OptimizerName, OptimizerState, Updated } from './types.js';
import { type Small, UpdateSheet } from './update-sheet.js';
import { UPDATES } from './update-steps.js';

/** A number, or a short vector. */
export type SmallParameter = number | readonly number[] | FloatNdArray;

/** What `explainUpdate` starts from: with `parameter` either its `gradient` or the `loss`. */
export interface UpdateProblem<P extends SmallParameter> {
  /** The parameter before the first step: a number, or a vector of at most 8. */
  readonly parameter: P;
  /** Its gradient: one for all steps, or a function from the parameter and the number of steps taken to one. */
  readonly gradient?:
    | SmallParameter
    | ((parameter: Updated<P>, step: number) => SmallParameter)
    | undefined;
  /** The loss as text in one symbol, such as "x^2"; the parameter is then a number. */
  readonly loss?: string | undefined;
  /** What the optimizer remembers; nothing where left out. */
  readonly state?: OptimizerState<P> | undefined;
}

/** What `explainUpdate` may be told. */
export interface ExplainUpdateOptions {
  /** How many updates, 1 to 100. */
  steps?: number | undefined;
}

/** What `explainUpdate` finds. */
export interface ExplainedUpdate<P extends SmallParameter> {
  /** The parameter after the last step. */
  readonly parameter: Updated<P>;
  /** The parameter after each step. */
  readonly trajectory: readonly Updated<P>[];
  /** What is carried along, after the last step, by name. */
  readonly slots: { readonly [slot: string]: Updated<P> };
}

const FN = 'explainUpdate';

/** More steps than these no one reads. */
const MOST_STEPS = 100;

/** Nor longer vectors. */
const MOST_ELEMENTS = 8;

const TITLES: { readonly [Name in OptimizerName]: string } = {
  sgd: 'gradient descent',
  momentum: 'gradient descent with momentum',
  nesterov: 'gradient descent with Nesterov momentum',
  adagrad: 'AdaGrad',
  rmsprop: 'RMSProp',
  adadelta: 'AdaDelta',
  adam: 'Adam',
  adamw: 'AdamW',
  adamax: 'AdaMax',
  nadam: 'NAdam',
};

const SOURCES: { readonly [Name in OptimizerName]: string } = {
  sgd: 'H. Robbins, S. Monro, "A stochastic approximation method", Annals of Mathematical Statistics 22 (1951), 400–407.',
  momentum:
    'B. T. Polyak, "Some methods of speeding up the convergence of iteration methods", USSR Computational Mathematics and Mathematical Physics 4 (1964), 1–17.',
  nesterov:
    'I. Sutskever, J. Martens, G. Dahl, G. Hinton, "On the importance of initialization and momentum in deep learning", ICML 2013, equations 3 and 4.',
  adagrad:
    'J. Duchi, E. Hazan, Y. Singer, "Adaptive subgradient methods for online learning and stochastic optimization", Journal of Machine Learning Research 12 (2011), 2121–2159.',
  rmsprop:
    'T. Tieleman, G. Hinton, "Lecture 6.5 – RMSProp", COURSERA: Neural Networks for Machine Learning, 2012.',
  adadelta: 'M. D. Zeiler, "ADADELTA: an adaptive learning rate method", 2012, algorithm 1.',
  adam: 'D. P. Kingma, J. Ba, "Adam: a method for stochastic optimization", ICLR 2015, algorithm 1.',
  adamw:
    'I. Loshchilov, F. Hutter, "Decoupled weight decay regularization", ICLR 2019, algorithm 2.',
  adamax:
    'D. P. Kingma, J. Ba, "Adam: a method for stochastic optimization", ICLR 2015, algorithm 2.',
  nadam: 'T. Dozat, "Incorporating Nesterov momentum into Adam", ICLR workshop 2016.',
};

/**
 * Updates of an optimizer, shown step by step: gradient, what is carried along, the parameter, each with its
 * formula and the numbers put in. The values are those of the optimizer's own `step`.
 *
 * @param optimizer - any of the library's optimizers, such as `momentum({ learningRate: 0.1 })`
 * @param problem - `parameter`, a number or a vector of at most 8; and either its `gradient` (one for all
 * steps, or a function of the parameter) or the `loss` as text in one symbol, which is differentiated; and
 * `state`, to go on from earlier steps
 * @param options - `steps` (1): how many updates, at most 100
 * @returns the derivation; its `result` holds the `parameter` and the `slots` after the last step and the
 * `trajectory`, the parameter after each
 * @throws KindError where an argument is of another kind, or gradient and loss are both given or both left
 * out; ShapeError where the gradient has another shape or the parameter is no number or short vector;
 * DomainError for NaN, a loss that cannot be read, or a division of 0 by 0 where epsilon is 0
 *
 * @example
 * Three steps with momentum on x², from x = 1.
 * ```ts
 * import { explainUpdate, momentum, renderText, verifyDerivation } from 'fovea';
 * const optimizer = momentum({ learningRate: 0.1, momentum: 0.9 });
 * const d = explainUpdate(optimizer, { parameter: 1, loss: 'x^2' }, { steps: 3 });
 * d.result.trajectory // => [0.8, 0.46, 0.062]
 * verifyDerivation(d).ok // => true
 * renderText(d).includes('v₂ = μ v₁ + g₂ = 0.9 · 2 + 1.6 = 3.4') // => true
 * ```
 */
export function explainUpdate<P extends SmallParameter>(
  optimizer: Optimizer,
  problem: UpdateProblem<P>,
  options?: ExplainUpdateOptions,
): Derivation<ExplainedUpdate<P>> {
  const { steps: given = 1 } = checkOptions(FN, options, ['steps']);
  const steps = checkNumber(FN, 'steps', given, { integer: true, min: 1, max: MOST_STEPS });
  const known = knownOptimizer(FN, optimizer);
  const {
    parameter,
    gradient,
    loss,
    state: earlier,
  } = checkOptions(FN, problem, ['parameter', 'gradient', 'loss', 'state'], 'problem');
  const start = readSmall('problem.parameter', parameter);
  const slope = readSlope(gradient, loss, start);
  const state = (earlier ?? known.init(start)) as OptimizerState<Small>;
  // A state that does not belong is refused here, before it is written down.
  const tried = known.step(state, start, start);
  checkStep(optimizer, state, start, tried.parameters);
  const sheet = new UpdateSheet(known, state, start, slope.loss);
  const trajectory: Small[] = [];
  for (let k = 0; k < steps; k++) {
    const before = sheet.state.step;
    const at = sheet.parameter;
    const g = slope.at(at, before);
    checkShape(g, start);
    const next = known.step(sheet.state, at, g);
    checkDivisible(known, next.state);
    const rate = rateAt(FN, known.settings['learningRate'] as LearningRate, before);
    sheet.update(rate, g, next, UPDATES[known.name]);
    trajectory.push(sheet.parameter);
  }
  const { state: last } = sheet;
  // The optimizer keeps the kind of its parameters.
  const result: ExplainedUpdate<P> = {
    parameter: sheet.parameter as Updated<P>,
    trajectory: trajectory as Updated<P>[],
    slots: last.slots as ExplainedUpdate<P>['slots'],
  };
  const number = steps === 1 ? 'One step' : `${steps} steps`;
  return createDerivation<ExplainedUpdate<P>>({
    topic: 'optimizer',
    title: `${number} of ${TITLES[known.name]}`,
    given: sheet.givens(),
    steps: sheet.steps(steps),
    result,
    answer: {
      record: {
        parameter: refer(sheet.parameterId(last.step)),
        trajectory: {
          list: trajectory.map((_, k) => refer(sheet.parameterId(last.step - steps + k + 1))),
        },
        slots: {
          record: Object.fromEntries(
            Object.keys(last.slots).map((slot) => [slot, refer(sheet.slotId(slot, last.step))]),
          ),
        },
      },
    },
    conclusion: `After ${steps === 1 ? 'the step' : `${steps} steps`} the parameter is ${words(sheet.parameter)}; it was ${words(start)}.`,
    sources: [SOURCES[known.name]],
  });
}

interface Slope {
  readonly loss: LossSlope | undefined;
  at(parameter: Small, step: number): Small;
}

function readSlope<P extends SmallParameter>(
  gradient: UpdateProblem<P>['gradient'],
  loss: string | undefined,
  start: Small,
): Slope {
  if ((gradient === undefined) === (loss === undefined)) {
    throw new KindError({
      function: FN,
      argument: 'problem',
      expected: 'either gradient or loss',
      got: loss === undefined ? 'neither' : 'both',
    });
  }
  if (loss !== undefined) {
    const read = readLoss(FN, loss);
    if (typeof start !== 'number') {
      throw new ShapeError({
        function: FN,
        argument: 'problem.parameter',
        expected: 'a number with a loss, shape ()',
        got: `(${start.shape.join(', ')})`,
      });
    }
    return { loss: read, at: (x) => read.at(x as number) };
  }
  const fixed = typeof gradient === 'function' ? undefined : gradient;
  return {
    loss: undefined,
    at(parameter, step) {
      const found =
        typeof gradient === 'function' ? gradient(parameter as Updated<P>, step) : fixed;
      return readSmall('problem.gradient', found);
    },
  };
}

/** A number, or a vector in float64 storage of its own. */
function readSmall(argument: string, value: unknown): Small {
  const { flat, leaves } = readTree(FN, argument, value);
  const [leaf] = leaves;
  const shape = leaf?.shape ?? [];
  const fits = shape.length === 0 || (shape.length === 1 && shape[0]! <= MOST_ELEMENTS);
  if (leaf === undefined || flat.names[0] !== argument || !fits) {
    throw new ShapeError({
      function: FN,
      argument,
      expected: `a number or a vector of at most ${MOST_ELEMENTS}`,
      got: flat.names[0] === argument ? `(${shape.join(', ')})` : `${leaves.length} values`,
    });
  }
  return shape.length === 0 ? leaf.data[0]! : wrap(Float64Array.from(leaf.data), shape);
}

function checkShape(gradient: Small, parameter: Small): void {
  const [own, wanted] = [gradient, parameter].map((value) =>
    typeof value === 'number' ? '' : value.shape.join(', '),
  );
  if (own === wanted) return;
  throw new ShapeError({
    function: FN,
    argument: 'problem.gradient',
    expected: `shape (${wanted}), as the parameter has`,
    got: `(${own})`,
  });
}

/** The step that is shown is that of the settings: an optimizer whose own step is another is refused. */
function checkStep(
  optimizer: Optimizer,
  state: OptimizerState<Small>,
  start: Small,
  wanted: Small,
): void {
  // What comes of another's step may be anything.
  const own: unknown = optimizer.step(state, start, start);
  const found =
    typeof own === 'object' && own !== null && 'parameters' in own ? own.parameters : undefined;
  if (isNdArray(found) ? isSame(found, wanted) : Object.is(found, wanted)) return;
  throw new KindError({
    function: FN,
    argument: 'optimizer',
    expected: 'an optimizer whose step follows its settings',
    got: `${optimizer.name} with a step of its own`,
  });
}

function isSame(a: NumericNdArray, b: Small): boolean {
  return typeof b !== 'number' && b.data.every((value, i) => Object.is(value, a.data[i]));
}

/** What a rule divides by the root of, or by itself. */
const DIVISORS = ['sumOfSquares', 'meanSquare', 'secondMoment', 'largestGradient'];

function checkDivisible({ settings }: Optimizer, { slots }: OptimizerState<Small>): void {
  if (settings['epsilon'] !== 0) return;
  for (const name of DIVISORS) {
    const value = slots[name];
    if (value === undefined) continue;
    const numbers = typeof value === 'number' ? [value] : Array.from(value.data);
    if (numbers.every((number) => number > 0)) continue;
    throw new DomainError({
      function: FN,
      argument: 'optimizer',
      expected: 'an epsilon above 0 where gradients are 0',
      got: 'epsilon 0, which leaves 0 divided by 0',
    });
  }
}

/** A value in a sentence. */
function words(value: Small): string {
  if (typeof value === 'number') return inWords(value);
  return `(${Array.from(value.data, inWords).join(', ')})`;
}
