// The updates as steps of a derivation, one function for each rule; the values are those of the optimizer.
import type { StepExpression } from '../derivation/expression-types.js';
import {
  abs,
  add,
  divide,
  maximum,
  multiply,
  power,
  sqrt,
  subtract,
} from '../derivation/operation-builders.js';
import { nadamMomentum } from './nadam.js';
import type { OptimizerName, OptimizerSettings } from './types.js';

/** One quantity of an update. */
export interface Quantity {
  /** How it is written, in LaTeX; the number of the step is put below it. */
  readonly symbol: string;
  /** What is computed, in plain words. */
  readonly title: string;
  /** The computation. */
  readonly check: StepExpression;
  /** A remark, in plain words. */
  readonly note?: string | undefined;
}

/** What an update is written with. */
export interface UpdateWords {
  /** The step, counted from 1. */
  readonly t: number;
  /** The optimizer's numbers. */
  readonly settings: OptimizerSettings;
  /** The learning rate of this step. */
  readonly rate: StepExpression;
  /** The parameter before. */
  readonly parameter: StepExpression;
  /** The gradient, with the weight decay in it where that belongs there. */
  readonly slope: StepExpression;
  /** One of the optimizer's numbers by its name. */
  number(name: string): StepExpression;
  /** What was carried along, before this step. */
  before(slot: string): StepExpression;
  /** Writes down what is carried along, after this step. */
  carry(slot: string, quantity: Omit<Quantity, 'symbol'>): StepExpression;
  /** Writes down a quantity in between. */
  write(quantity: Quantity): StepExpression;
  /** What was written down for a symbol in the step before; undefined where that is not shown. */
  earlier(symbol: string): StepExpression | undefined;
  /** What is known of the step before though that is not shown: it is given. */
  brought(symbol: string, title: string, value: number): StepExpression;
}

/** How one rule computes the parameter after the step. */
type WriteUpdate = (words: UpdateWords) => StepExpression;

/** The steps of each rule. */
export const UPDATES: { readonly [Name in OptimizerName]: WriteUpdate } = /* @__PURE__ */ updates();

// In a function, so that a bundle without derivations drops it.
function updates(): { readonly [Name in OptimizerName]: WriteUpdate } {
  return {
    sgd: writeSgd,
    momentum: writeDescent,
    nesterov: writeDescent,
    adagrad: writeAdagrad,
    rmsprop: writeRmsprop,
    adadelta: writeAdadelta,
    adam: writeAdam,
    adamw: writeAdam,
    adamax: writeAdamax,
    nadam: writeNadam,
  };
}

/** θ − η · step */
function move({ parameter, rate }: UpdateWords, step: StepExpression): StepExpression {
  return subtract(parameter, multiply(rate, step));
}

/** What a running average keeps, plus what it takes in. */
function average(kept: StepExpression, old: StepExpression, taken: StepExpression): StepExpression {
  return add(multiply(kept, old), multiply(subtract(1, kept), taken));
}

function square(x: StepExpression): StepExpression {
  return power(x, 2);
}

/** x + ε, and x alone where ε is neglected. */
function aboveZero({ settings, number }: UpdateWords, x: StepExpression): StepExpression {
  return settings['epsilon'] === 0 ? x : add(x, number('epsilon'));
}

/** 1 − βᵗ */
function missing(beta: StepExpression, t: number): StepExpression {
  return subtract(1, power(beta, t));
}

const NOT_DECAY =
  'The velocity gathers gradients. Subtracting a multiple of the parameter itself would be weight decay, not momentum.';

// Without momentum it carries no velocity; `momentum` and `nesterov` always do, also one that keeps nothing.
function writeSgd(words: UpdateWords): StepExpression {
  return words.settings['momentum'] === 0 ? move(words, words.slope) : writeDescent(words);
}

function writeDescent(words: UpdateWords): StepExpression {
  const { settings, slope, t, number, before, carry } = words;
  const mu = number('momentum');
  const damped = settings['dampening'] !== 0 && t > 1;
  const share = damped ? multiply(subtract(1, number('dampening')), slope) : slope;
  const first = settings['dampening'] !== 0 ? ' The first step is not dampened.' : '';
  const velocity = carry('velocity', {
    title: 'Add the gradient to what is left of the velocity',
    check: add(multiply(mu, before('velocity')), share),
    note: t === 1 ? `${NOT_DECAY}${first}` : undefined,
  });
  if (settings['nesterov'] !== true) return move(words, velocity);
  const ahead = words.write({
    symbol: 'd',
    title: 'Look ahead to where the velocity leads',
    check: add(slope, multiply(mu, velocity)),
  });
  return move(words, ahead);
}

function writeAdagrad(words: UpdateWords): StepExpression {
  const { settings, slope, t, number, before, carry, write } = words;
  const sum = carry('sumOfSquares', {
    title: 'Add the square of the gradient to the sum of all before',
    check: add(before('sumOfSquares'), square(slope)),
  });
  const step = divide(slope, aboveZero(words, sqrt(sum)));
  if (settings['learningRateDecay'] === 0) return move(words, step);
  const rate = write({
    symbol: '\\tilde{\\eta}',
    title: 'Let the learning rate fall',
    check: divide(words.rate, add(1, multiply(subtract(t, 1), number('learningRateDecay')))),
  });
  return move({ ...words, rate }, step);
}

function writeRmsprop(words: UpdateWords): StepExpression {
  const { settings, slope, number, before, carry, write } = words;
  const alpha = number('alpha');
  let size = carry('meanSquare', {
    title: 'Average the square of the gradient',
    check: average(alpha, before('meanSquare'), square(slope)),
  });
  if (settings['centered'] === true) {
    const mean = carry('mean', {
      title: 'Average the gradient',
      check: average(alpha, before('mean'), slope),
    });
    size = write({
      symbol: '\\sigma^2',
      title: 'Variance of the gradient',
      check: maximum(subtract(size, square(mean)), 0),
      note: 'It is never below 0; rounding is kept from making it so.',
    });
  }
  const step = divide(slope, aboveZero(words, sqrt(size)));
  if (settings['momentum'] === 0) return move(words, step);
  const velocity = carry('velocity', {
    title: 'Add the scaled gradient to what is left of the velocity',
    check: add(multiply(number('momentum'), before('velocity')), step),
  });
  return move(words, velocity);
}

function writeAdadelta(words: UpdateWords): StepExpression {
  const { slope, number, before, carry, write } = words;
  const rho = number('rho');
  const meanSquare = carry('meanSquare', {
    title: 'Average the square of the gradient',
    check: average(rho, before('meanSquare'), square(slope)),
  });
  const under = (x: StepExpression): StepExpression => sqrt(aboveZero(words, x));
  const step = write({
    symbol: '\\Delta',
    title: 'Scale the gradient to the size of earlier steps',
    check: multiply(divide(under(before('meanSquareUpdate')), under(meanSquare)), slope),
  });
  carry('meanSquareUpdate', {
    title: 'Average the square of the step, for the next one',
    check: average(rho, before('meanSquareUpdate'), square(step)),
  });
  return move(words, step);
}

/** The running averages of the gradient and of its square. */
function writeMoments(words: UpdateWords): { first: StepExpression; second: StepExpression } {
  const { slope, number, before, carry } = words;
  const first = carry('firstMoment', {
    title: 'First moment: average the gradient',
    check: average(number('beta1'), before('firstMoment'), slope),
  });
  const second = carry('secondMoment', {
    title: 'Second moment: average its square',
    check: average(number('beta2'), before('secondMoment'), square(slope)),
  });
  return { first, second };
}

const CORRECTION = 'The averages start at 0; divided by this they are unbiased.';

function writeAdam(words: UpdateWords): StepExpression {
  const { settings, t, number, before, carry, write } = words;
  const moments = writeMoments(words);
  const second =
    settings['amsgrad'] === true
      ? carry('largestSecondMoment', {
          title: 'Largest second moment so far',
          check: maximum(before('largestSecondMoment'), moments.second),
        })
      : moments.second;
  const corrected = write({
    symbol: '\\hat{m}',
    title: 'Correct the first moment for its start at 0',
    check: divide(moments.first, missing(number('beta1'), t)),
    note: t === 1 ? CORRECTION : undefined,
  });
  const size = write({
    symbol: '\\hat{v}',
    title: 'Correct the second moment',
    check: divide(second, missing(number('beta2'), t)),
  });
  return move(words, divide(corrected, aboveZero(words, sqrt(size))));
}

function writeAdamax(words: UpdateWords): StepExpression {
  const { slope, t, number, before, carry, write } = words;
  const first = carry('firstMoment', {
    title: 'First moment: average the gradient',
    check: average(number('beta1'), before('firstMoment'), slope),
  });
  const largest = carry('largestGradient', {
    title: 'Largest gradient, slowly forgotten',
    check: maximum(
      multiply(number('beta2'), before('largestGradient')),
      aboveZero(words, abs(slope)),
    ),
  });
  const corrected = write({
    symbol: '\\hat{m}',
    title: 'Correct the first moment for its start at 0',
    check: divide(first, missing(number('beta1'), t)),
    note: t === 1 ? CORRECTION : undefined,
  });
  return move(words, divide(corrected, largest));
}

function writeNadam(words: UpdateWords): StepExpression {
  const { settings, slope, t, number, write, earlier, brought } = words;
  const [beta1, decay] = [Number(settings['beta1']), Number(settings['momentumDecay'])];
  const psi = number('momentumDecay');
  const momentumAt = (step: number): StepExpression =>
    multiply(
      number('beta1'),
      subtract(1, multiply(0.5, power(0.96, step === 1 ? psi : multiply(step, psi)))),
    );
  const present = write({ symbol: '\\mu', title: 'Momentum of this step', check: momentumAt(t) });
  const next = write({
    symbol: '\\mu^{+}',
    title: 'Momentum of the next step',
    check: momentumAt(t + 1),
  });
  const before = (): StepExpression =>
    earlier('M') ??
    brought('M', 'Product of the momenta before', nadamMomentum(t - 1, beta1, decay).product);
  const product = write({
    symbol: 'M',
    title: 'Product of all momenta so far',
    check: t === 1 ? present : multiply(before(), present),
  });
  const { first, second } = writeMoments(words);
  const size = write({
    symbol: '\\hat{v}',
    title: 'Correct the second moment for its start at 0',
    check: divide(second, missing(number('beta2'), t)),
    note: t === 1 ? CORRECTION : undefined,
  });
  const ahead = write({
    symbol: '\\bar{m}',
    title: 'Weigh the gradient and the first moment, one step ahead',
    check: add(
      multiply(divide(subtract(1, present), subtract(1, product)), slope),
      multiply(divide(next, subtract(1, multiply(product, next))), first),
    ),
  });
  return move(words, divide(ahead, aboveZero(words, sqrt(size))));
}
