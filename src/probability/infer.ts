// From prior and likelihood to the posterior, where no product is lost.
import { DomainError } from '../core/errors.js';
import { add, div, mul } from '../gradient/arithmetic.js';
import { log } from '../gradient/functions.js';
import { dtypeOf } from '../gradient/moves.js';
import { max, sum } from '../gradient/reduce.js';
import { stopGradient } from '../gradient/stop-gradient.js';
import type { Traced } from '../gradient/traced.js';
import type { Vector } from './read-problem.js';

/** What follows from a prior and a likelihood. */
export interface Inference {
  /** Their products. */
  readonly joint: Vector;
  /** The sum of these. */
  readonly evidence: number | Traced;
  /** The products divided by their sum, right also where evidence has rounded to 0. */
  readonly posterior: Vector;
  /** ln of the evidence, right also where that has rounded to 0. */
  readonly logEvidence: () => number | Traced;
}

/** Evidence below these has lost digits of some joint probability. */
const SMALLEST = { float64: 2 ** -960, float32: 2 ** -100 } as const;

/**
 * Bayes' rule.
 *
 * @param fn - name of the public function, for errors
 * @param prior - a distribution
 * @param likelihood - finite numbers of at least 0
 * @returns joint probabilities, evidence and posterior
 * @throws DomainError where the evidence is 0
 */
export function infer(fn: string, prior: Vector, likelihood: Vector): Inference {
  const joint = mul(prior, likelihood);
  const evidence = sum(joint);
  if (plainNumber(evidence) > SMALLEST[dtypeOf(joint)]) {
    const logEvidence = (): number | Traced => log(evidence);
    return { joint, evidence, posterior: div(joint, evidence), logEvidence };
  }
  // A power of two common to all likelihoods, which rounds nothing.
  const most = plainNumber(max(likelihood));
  const unit = most > 0 ? 2 ** Math.floor(Math.log2(most)) : 1;
  const scaled = mul(prior, div(likelihood, unit));
  const mass = sum(scaled);
  if (!(plainNumber(mass) > 0)) refuseEvidence(fn, 'likelihood', '0');
  const logEvidence = (): number | Traced => add(log(mass), Math.log(unit));
  return { joint, evidence, posterior: div(scaled, mass), logEvidence };
}

/** The number behind a value. */
export function plainNumber(x: number | Traced): number {
  const plain = stopGradient(x);
  return typeof plain === 'number' ? plain : plain.get();
}

/** Refuses what leaves no posterior. */
export function refuseEvidence(fn: string, argument: string, zero: string): never {
  throw new DomainError({
    function: fn,
    argument,
    expected: `other numbers than ${zero} where the prior is above 0 (evidence 0 leaves no posterior)`,
    got: `${zero} wherever the prior is above 0`,
  });
}
