// Options of the optimizers, checked and filled in.
import { checkNumber, type NumberRange } from '../core/check.js';
import { describeValue, KindError } from '../core/errors.js';
import type { LearningRate } from './types.js';

/** A learning rate may be 0: then nothing moves. */
const RATE: NumberRange = { min: 0 };

/** An average that keeps everything would never move. */
const FRACTION: NumberRange = { min: 0, below: 1 };

/**
 * The learning rate, or its default.
 *
 * @param fn - name of the public function, for errors
 * @param rate - what came
 * @param otherwise - the default; a rate is required where there is none
 * @returns a number or a schedule
 * @throws KindError or DomainError where it is neither
 */
export function readRate(
  fn: string,
  rate: LearningRate | undefined,
  otherwise?: number,
): LearningRate {
  const given: unknown = rate ?? otherwise;
  if (typeof given === 'function') return given as (step: number) => number;
  if (typeof given === 'number') return checkNumber(fn, 'learningRate', given, RATE);
  throw new KindError({
    function: fn,
    argument: 'learningRate',
    expected: 'a number, or a function from the number of steps taken to one',
    got: describeValue(given),
  });
}

/**
 * The learning rate of a step.
 *
 * @param fn - name of the public function, for errors
 * @param rate - number or schedule
 * @param step - how many steps were taken before
 * @returns the number
 * @throws KindError or DomainError where a schedule gives no such number
 */
export function rateAt(fn: string, rate: LearningRate, step: number): number {
  if (typeof rate === 'number') return rate;
  return checkNumber(fn, `learningRate(${step})`, rate(step), RATE);
}

/**
 * A number that is not below 0, or its default.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the option
 * @param value - what came
 * @param otherwise - the default
 * @returns the number
 */
export function readSize(
  fn: string,
  argument: string,
  value: number | undefined,
  otherwise: number,
): number {
  return checkNumber(fn, argument, value ?? otherwise, { min: 0 });
}

/**
 * A number in [0, 1), or its default.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the option
 * @param value - what came
 * @param otherwise - the default
 * @returns the number
 */
export function readFraction(
  fn: string,
  argument: string,
  value: number | undefined,
  otherwise: number,
): number {
  return checkNumber(fn, argument, value ?? otherwise, FRACTION);
}
