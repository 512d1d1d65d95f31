// From prior and likelihood to the posterior, where no product is lost.
import { DomainError } from '../core/errors.js';
import { div, mul, sub } from '../gradient/arithmetic.js';
import { ofPairs } from '../gradient/choices.js';
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
  /** The products divided by their sum, right also where products have rounded to 0. */
  readonly posterior: Vector;
  /** ln of the evidence, right also where that has rounded to 0. */
  readonly logEvidence: () => number | Traced;
}

/** Products below these, the smallest normal numbers, have lost digits. */
export const SMALLEST: { readonly float64: number; readonly float32: number } = {
  float64: 2 ** -1022,
  float32: 2 ** -126,
};

/** What the largest likelihood is scaled up to, as a power of two, so that products of small ones stay normal. */
const ROOM = { float64: 960, float32: 100 } as const;

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
  const dtype = dtypeOf(joint);
  const lost = ofPairs(prior, likelihood, (p, l) =>
    p > 0 && l > 0 && p * l < SMALLEST[dtype] ? 1 : 0,
  );
  const safe = plainNumber(evidence) > SMALLEST[dtype];
  if (safe && plainNumber(max(lost as Vector)) === 0) {
    return { joint, evidence, posterior: div(joint, evidence), logEvidence: () => log(evidence) };
  }
  // Powers of two common to all likelihoods, which round nothing.
  const most = plainNumber(max(likelihood));
  const shift = ROOM[dtype] - (most > 0 ? Math.floor(Math.log2(most)) : 0);
  const half = Math.trunc(shift / 2);
  const scaled = mul(prior, mul(mul(likelihood, 2 ** half), 2 ** (shift - half)));
  const mass = sum(scaled);
  if (!(plainNumber(mass) > 0)) refuseEvidence(fn, 'likelihood', '0');
  const logEvidence = (): number | Traced =>
    safe ? log(evidence) : sub(log(mass), shift * Math.LN2);
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
