// The sheet of paper on which updates are worked out: what is given, and the steps of each update.
import type { FloatNdArray } from '../core/types.js';
import type { ComputedStepDraft, StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import { refer, stepOperations } from '../derivation/operations.js';
import type { Given } from '../derivation/types.js';
import type { LossSlope } from './loss-slope.js';
import type { Optimizer, OptimizerState, StepResult } from './types.js';
import type { Quantity, UpdateWords } from './update-steps.js';

/** A number or a vector. */
export type Small = number | FloatNdArray;

interface Named {
  readonly symbol: string;
  readonly title: string;
}

/** How the optimizers' numbers are written. */
const NUMBERS: Readonly<Record<string, Named>> = {
  momentum: { symbol: '\\mu', title: 'Momentum: what is kept of the velocity' },
  dampening: { symbol: 'd', title: 'Dampening' },
  weightDecay: { symbol: '\\lambda', title: 'Weight decay' },
  learningRateDecay: { symbol: '\\gamma', title: 'Decay of the learning rate' },
  alpha: { symbol: '\\alpha', title: 'What is kept of the averages' },
  rho: { symbol: '\\rho', title: 'What is kept of the averages' },
  beta1: { symbol: '\\beta_1', title: 'What is kept of the first moment' },
  beta2: { symbol: '\\beta_2', title: 'What is kept of the size of gradients' },
  momentumDecay: { symbol: '\\psi', title: 'How slowly the momentum rises' },
  epsilon: { symbol: '\\varepsilon', title: 'Keeps the denominator from 0' },
};

/** How what is carried along is written. */
const SLOTS: Readonly<Record<string, Named>> = {
  velocity: { symbol: 'v', title: 'Velocity' },
  sumOfSquares: { symbol: 's', title: 'Sum of squared gradients' },
  meanSquare: { symbol: 's', title: 'Average of squared gradients' },
  mean: { symbol: '\\bar{g}', title: 'Average of gradients' },
  meanSquareUpdate: { symbol: 'u', title: 'Average of squared steps' },
  firstMoment: { symbol: 'm', title: 'First moment' },
  secondMoment: { symbol: 'v', title: 'Second moment' },
  largestSecondMoment: { symbol: 'v^{\\max}', title: 'Largest second moment' },
  largestGradient: { symbol: 'u', title: 'Largest gradient' },
};

/** Letters for what the rules compute. */
const LETTERS = ['g', 'v', 's', 'u', 'm', 'd', 'M'];

/** Whether the rules use a letter, which a parameter must not have too. */
function isTaken(letter: string): boolean {
  return LETTERS.includes(letter) || Object.values(NUMBERS).some((n) => n.symbol === letter);
}

/** Collects what is given and what is computed. */
export class UpdateSheet {
  /** What the optimizer remembers so far. */
  state: OptimizerState<Small>;
  /** The parameter so far. */
  parameter: Small;
  readonly #optimizer: Optimizer;
  readonly #loss: LossSlope | undefined;
  readonly #symbol: string;
  readonly #start: readonly Given[];
  readonly #along: Given[] = [];
  readonly #used = new Set<string>();
  readonly #updates: StepDraft[][] = [];
  readonly #written = new Set<string>();

  /**
   * @param optimizer - whose updates they are
   * @param state - what it remembers
   * @param start - the parameter
   * @param loss - what the gradient is taken of, where that is known
   */
  constructor(
    optimizer: Optimizer,
    state: OptimizerState<Small>,
    start: Small,
    loss: LossSlope | undefined,
  ) {
    this.#optimizer = optimizer;
    this.state = state;
    this.parameter = start;
    this.#loss = loss;
    const wanted = loss?.symbol ?? '\\theta';
    this.#symbol = isTaken(wanted) ? '\\theta' : wanted;
    const { step, slots } = state;
    this.#start = [
      {
        id: this.parameterId(step),
        symbol: indexed(this.#symbol, step),
        title: step === 0 ? 'Parameter' : `Parameter after step ${step}`,
        value: start,
        ...(this.#symbol === wanted ? {} : { note: `It stands for ${loss?.name} in the loss.` }),
      },
      ...Object.entries(slots).map(([slot, value]) => ({
        id: this.slotId(slot, step),
        symbol: indexed(slotWords(slot).symbol, step),
        title: step === 0 ? `${slotWords(slot).title}, to start with` : slotWords(slot).title,
        value,
      })),
    ];
  }

  /**
   * The id of the parameter.
   *
   * @param step - after which step
   * @returns the id
   */
  parameterId(step: number): string {
    return `parameter-${step}`;
  }

  /**
   * The id of what is carried along.
   *
   * @param slot - its name
   * @param step - after which step
   * @returns the id
   */
  slotId(slot: string, step: number): string {
    return `${slot}-${step}`;
  }

  /**
   * Writes down one update.
   *
   * @param rate - its learning rate
   * @param gradient - its gradient
   * @param next - what the optimizer made of it
   * @param write - how its rule is written
   */
  update(
    rate: number,
    gradient: Small,
    next: StepResult<Small>,
    write: (words: UpdateWords) => StepExpression,
  ): void {
    const before = this.state.step;
    const t = before + 1;
    const steps: StepDraft[] = [];
    this.#updates.push(steps);
    const parameter = refer(this.parameterId(before));
    const note = (quantity: Omit<ComputedStepDraft, 'id'>, id: string): StepExpression => {
      steps.push({ id, ...quantity });
      this.#written.add(id);
      return refer(id);
    };
    const put = ({ symbol, ...rest }: Quantity): StepExpression =>
      note({ symbol: indexed(symbol, t), ...rest }, `${symbol}-${t}`);
    const words: UpdateWords = {
      t,
      settings: this.#optimizer.settings,
      rate: this.#rate(rate, t),
      parameter,
      slope: this.#gradient(gradient, t, note),
      number: (name) => this.#number(name),
      before: (slot) => refer(this.slotId(slot, before)),
      carry: (slot, quantity) =>
        note(
          {
            symbol: indexed(slotWords(slot).symbol, t),
            value: next.state.slots[slot],
            ...quantity,
          },
          this.slotId(slot, t),
        ),
      write: put,
      earlier: (symbol) => {
        const id = `${symbol}-${before}`;
        return this.#written.has(id) ? refer(id) : undefined;
      },
      brought: (symbol, title, value) => {
        const id = `${symbol}-${before}`;
        this.#along.push({ id, symbol: indexed(symbol, before), title, value });
        return refer(id);
      },
    };
    const check = write(this.#withDecay(words));
    const last = { title: 'Update the parameter', check, value: next.parameters };
    note({ symbol: indexed(this.#symbol, t), ...last }, this.parameterId(t));
    this.state = next.state;
    this.parameter = next.parameters;
  }

  /**
   * Everything that is given.
   *
   * @returns the quantities: parameter, what is remembered, the optimizer's numbers, gradients
   */
  givens(): Given[] {
    const { settings } = this.#optimizer;
    const rate = settings['learningRate'];
    return [
      ...this.#start,
      ...(typeof rate === 'number'
        ? [{ id: 'learningRate', symbol: '\\eta', title: 'Learning rate', value: rate }]
        : []),
      ...Object.entries(settings).flatMap(([id, value]): Given[] =>
        this.#used.has(id) && typeof value === 'number' ? [{ id, ...NUMBERS[id]!, value }] : [],
      ),
      ...this.#along,
    ];
  }

  /**
   * The steps, those of each update together.
   *
   * @param count - how many updates
   * @returns the drafts
   */
  steps(count: number): StepDraft[] {
    const derivative = this.#loss === undefined ? [] : [this.#loss.step];
    if (count === 1) return [...derivative, ...this.#updates.flat()];
    const first = this.state.step - count + 1;
    return [
      ...derivative,
      ...this.#updates.map((steps, k): StepDraft => {
        const id = `step-${first + k}`;
        return { id, kind: 'statement', title: `Step ${first + k}`, steps };
      }),
    ];
  }

  #number(name: string): StepExpression {
    this.#used.add(name);
    return refer(name);
  }

  #rate(value: number, t: number): StepExpression {
    if (typeof this.#optimizer.settings['learningRate'] === 'number') return refer('learningRate');
    const id = `learningRate-${t}`;
    const title = `Learning rate of step ${t}`;
    this.#along.push({ id, symbol: indexed('\\eta', t), title, value });
    return refer(id);
  }

  #gradient(
    value: Small,
    t: number,
    note: (quantity: Omit<ComputedStepDraft, 'id'>, id: string) => StepExpression,
  ): StepExpression {
    const id = `gradient-${t}`;
    const symbol = indexed('g', t);
    if (this.#loss === undefined) {
      this.#along.push({ id, symbol, title: `Gradient of step ${t}`, value });
      return refer(id);
    }
    const check = this.#loss.check(this.parameterId(t - 1));
    return note({ symbol, title: 'Take the gradient', check, value }, id);
  }

  /** Weight decay is added to the gradient, but AdamW takes it off the parameter. */
  #withDecay(words: UpdateWords): UpdateWords {
    const { settings, parameter, slope, rate, number, write } = words;
    if (settings['weightDecay'] === 0) return words;
    const { add, multiply, subtract } = stepOperations;
    if (this.#optimizer.name === 'adamw') {
      const decayed = write({
        symbol: `${this.#symbol}'`,
        title: 'Let the parameter decay, apart from the gradient',
        check: subtract(parameter, multiply(rate, number('weightDecay'), parameter)),
      });
      return { ...words, parameter: decayed };
    }
    const whole = write({
      symbol: '\\tilde{g}',
      title: 'Add the weight decay to the gradient',
      check: add(slope, multiply(number('weightDecay'), parameter)),
    });
    return { ...words, slope: whole };
  }
}

/** A symbol with the number of its step below it. */
function indexed(symbol: string, step: number): string {
  const whole = symbol.includes('_') ? `\\left(${symbol}\\right)` : symbol;
  return `${whole}_{${step}}`;
}

function slotWords(slot: string): Named {
  return SLOTS[slot]!;
}
