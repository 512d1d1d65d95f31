// What Bayes' rule starts from: a prior and one number for each hypothesis, checked.
import { bindShapes, checkBoolean, checkOptions } from '../core/check.js';
import { computeDType, readArray, wrap } from '../core/create.js';
import { DomainError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { checkEach, NOT_NEGATIVE } from '../divergence/checks.js';
import type { Distributions } from '../divergence/distributions.js';
import { div } from '../gradient/arithmetic.js';
import { dtypeOf } from '../gradient/moves.js';
import { sum } from '../gradient/reduce.js';
import { stopGradient } from '../gradient/stop-gradient.js';
import { isTraced, type Traced } from '../gradient/traced.js';

/** Options of Bayes' rule. */
export interface BayesOptions {
  /** Whether the prior is divided by its sum first; false where left out, when another sum than 1 is refused. */
  readonly normalizePrior?: boolean | undefined;
}

/** A traced value where one is traced, else an ndarray. */
export type Vector = FloatNdArray | Traced;

/** A prior that adds up to 1, and what belongs to each of its hypotheses. */
export interface Problem {
  /** Probabilities [k]. */
  readonly prior: Vector;
  /** What the prior added up to as it was given. */
  readonly priorSum: number;
  /** Further numbers [k], in the order of their names. */
  readonly others: readonly Vector[];
}

/** What else comes with a prior. */
interface Companion {
  readonly name: string;
  readonly value: Distributions;
  readonly expected: string;
  readonly passes: (x: number) => boolean;
  /** Whether it must add up to 1. */
  readonly distribution?: boolean;
}

/** What a likelihood must be. */
export const LIKELIHOOD = {
  name: 'likelihood',
  expected: 'finite likelihoods of at least 0',
  passes: (l: number): boolean => l >= 0 && l < Infinity,
} as const;

/** How far from 1 the sum of a prior may be: the rounding of its precision. */
const TOLERANCE = { float64: 1e-9, float32: 1e-5 } as const;

/**
 * Reads a prior and what belongs to each hypothesis.
 *
 * @param fn - name of the public function, for errors
 * @param prior - probabilities [k]
 * @param companions - further vectors [k], with what each of their numbers must be
 * @param options - of the public function
 * @returns the prior, divided by its sum where that was asked for, and the others
 */
export function readProblem(
  fn: string,
  prior: Distributions,
  companions: readonly Companion[],
  options: BayesOptions | undefined,
): Problem {
  const { normalizePrior = false } = checkOptions(fn, options, ['normalizePrior']);
  checkBoolean(fn, 'normalizePrior', normalizePrior);
  const inputs = [prior, ...companions.map(({ value }) => value)];
  const names = ['prior', ...companions.map(({ name }) => name)];
  const dtype = computeDType(...inputs.filter((x): x is ArrayInput => !isTraced(x)));
  const given = inputs.map((x, i): Vector => {
    if (isTraced(x)) return x;
    const { data, shape } = readArray(fn, names[i]!, x, dtype);
    return wrap(data, shape);
  });
  bindShapes(fn, Object.fromEntries(given.map((x, i) => [names[i]!, [x, 'k'] as const])));
  const [first, ...others] = given;
  checkEach(fn, 'prior', first!, 'probabilities, none negative or NaN', NOT_NEGATIVE);
  companions.forEach(({ name, expected, passes }, i) => {
    checkEach(fn, name, others[i]!, expected, passes);
  });
  const whole = companions.map(({ name, distribution = false }, i) =>
    distribution ? wholeDistribution(fn, name, inputs[i + 1]!, others[i]!) : others[i]!,
  );
  const priorSum = plainSum(first!);
  if (!normalizePrior)
    return { prior: wholeDistribution(fn, 'prior', prior, first!), priorSum, others: whole };
  checkScale(fn, priorSum);
  return { prior: div(first!, sum(first!)), priorSum, others: whole };
}

// Refuses what does not add up to 1. What did so in single precision only is divided by its sum in double.
function wholeDistribution(
  fn: string,
  argument: string,
  given: Distributions,
  read: Vector,
): Vector {
  const total = plainSum(read);
  const precision = dtypeOf(given);
  if (Math.abs(total - 1) <= TOLERANCE[precision])
    return precision === dtypeOf(read) ? read : div(read, total);
  const hint = argument === 'prior' ? ' (or the option normalizePrior)' : '';
  throw new DomainError({
    function: fn,
    argument,
    expected: `probabilities that add up to 1${hint}`,
    got: `a sum of ${Number(total.toPrecision(12))}`,
  });
}

function plainSum(x: Vector): number {
  const plain = stopGradient(x);
  return typeof plain === 'number' ? plain : sum(plain);
}

function checkScale(fn: string, priorSum: number): void {
  if (priorSum > 0 && priorSum < Infinity) return;
  throw new DomainError({
    function: fn,
    argument: 'prior',
    expected: 'weights with a sum above 0',
    got: `a sum of ${priorSum}`,
  });
}
