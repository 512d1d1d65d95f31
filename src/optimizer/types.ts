import type { ArrayInput, FloatNdArray } from '../core/types.js';
import type { Gradient } from '../gradient/tree.js';

/** The optimizers, by name. */
export type OptimizerName =
  | 'sgd'
  | 'momentum'
  | 'nesterov'
  | 'adagrad'
  | 'rmsprop'
  | 'adadelta'
  | 'adam'
  | 'adamw'
  | 'adamax'
  | 'nadam';

/** Parameters after a step: for each number a number, for each array an ndarray of its shape and precision. */
export type Updated<P> = P extends number
  ? number
  : P extends FloatNdArray
    ? P
    : P extends ArrayInput
      ? FloatNdArray
      : { readonly [K in keyof P]: Updated<P[K]> };

/** Gradients of parameters, in the same tree: numbers for numbers, arrays in any form for arrays. */
export type GradientsOf<P> = P extends number
  ? number
  : P extends ArrayInput
    ? ArrayInput
    : Gradient<P> | { readonly [K in keyof P]: GradientsOf<P[K]> };

/**
 * What an optimizer remembers between steps, as plain data: it survives `structuredClone`, and JSON where
 * its arrays are written by `toNested`.
 */
export interface OptimizerState<P, Slot extends string = string, Extra extends string = never> {
  /** The optimizer that it belongs to. */
  readonly optimizer: OptimizerName;
  /** How many steps have been taken. */
  readonly step: number;
  /** By name, a tree like that of the parameters for each quantity that is carried along. */
  readonly slots: { readonly [K in Slot]: Updated<P> } & { readonly [K in Extra]?: Updated<P> };
}

/** What a step gives. */
export interface StepResult<P, Slot extends string = string, Extra extends string = never> {
  /** What the next step needs. */
  readonly state: OptimizerState<P, Slot, Extra>;
  /** The parameters after the step. */
  readonly parameters: Updated<P>;
}

/** The numbers that an optimizer was made with, defaults filled in. */
export type OptimizerSettings = { readonly [name: string]: number | boolean | LearningRate };

/**
 * A learning rate: one number, or a schedule, a function from the number of steps taken so far (0 at the
 * first step) to the rate of the next step.
 */
export type LearningRate = number | ((step: number) => number);

/** An optimizer: two pure functions. It keeps nothing; what must be remembered is in the state. */
export interface Optimizer<Slot extends string = string, Extra extends string = never> {
  /** Its name. */
  readonly name: OptimizerName;
  /** The numbers that it was made with, defaults filled in. */
  readonly settings: OptimizerSettings;
  /**
   * The state before the first step.
   *
   * @param parameters - a number, an array of float64 or float32, or a plain record or list, nested as you
   * like, of these
   * @returns the state
   * @throws KindError where a parameter is no such number or array, DomainError where one is NaN or infinite
   */
  init<P>(parameters: P): OptimizerState<P, Slot, Extra>;
  /**
   * One update.
   *
   * @param state - from `init` or from the step before
   * @param parameters - the tree that `init` got, or what the step before gave
   * @param gradients - the derivative of the loss by each parameter, in the same tree and shapes
   * @returns the next state and the updated parameters; what was given stays as it is
   * @throws KindError where the trees differ or the state is another optimizer's, ShapeError where shapes
   * differ, DomainError where a number is NaN or infinite, each with the path to the place
   */
  step<P>(
    state: OptimizerState<P, Slot, Extra>,
    parameters: P,
    gradients: GradientsOf<P>,
  ): StepResult<P, Slot, Extra>;
}

/** What every optimizer may be told. */
export interface CommonOptions {
  /** The learning rate η, not below 0: a number or a function from the number of steps taken so far. */
  learningRate?: LearningRate | undefined;
  /** λ, not below 0: how much of each parameter is added to its gradient, 0 where left out; for `adamw`, which takes it off the parameter, 0.01. */
  weightDecay?: number | undefined;
}
