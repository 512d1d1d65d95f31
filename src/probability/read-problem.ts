// What Bayes' rule starts from: a prior and one number for each hypothesis, checked.
import { bindShapes, checkBoolean, checkOptions } from '../core/check.js';
import { computeDType, readArray, wrap } from '../core/create.js';
import { DomainError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray, Options } from '../core/types.js';
import { checkEach } from '../divergence/checks.js';
import type { Distributions } from '../divergence/distributions.js';
import { div } from '../gradient/arithmetic.js';
import { dtypeOf } from '../gradient/moves.js';
import { sum } from '../gradient/reduce.js';
import { stopGradient } from '../gradient/stop-gradient.js';
import { isTraced, type Traced } from '../gradient/traced.js';

/** Options of Bayes' rule. */
export interface BayesOptions {
  /** Whether the prior is divided by its sum first; false where left out, when another sum than 1 is refused. */
  readonly normalizePrior: boolean;
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
}

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
  options: Options<BayesOptions> | undefined,
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
  checkEach(fn, 'prior', first!, 'probabilities, none negative or NaN', (p) => p >= 0);
  companions.forEach(({ name, expected, passes }, i) => {
    checkEach(fn, name, others[i]!, expected, passes);
  });
  const priorSum = plainSum(first!);
  if (normalizePrior) {
    checkScale(fn, priorSum);
    return { prior: div(first!, sum(first!)), priorSum, others };
  }
  if (!(Math.abs(priorSum - 1) <= TOLERANCE[dtypeOf(prior)])) {
    throw new DomainError({
      function: fn,
      argument: 'prior',
      expected: 'probabilities that add up to 1 (or the option normalizePrior)',
      got: `a sum of ${Number(priorSum.toPrecision(12))}`,
    });
  }
  return { prior: first!, priorSum, others };
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
