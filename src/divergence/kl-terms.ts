// Each outcome's share of a divergence, and the divergence of a joint distribution from independence.
import { checkBoolean, checkOptions } from '../core/check.js';
import { allocate, computeDType, readArray, wrap } from '../core/create.js';
import { ShapeError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray, FloatTypedArray } from '../core/types.js';
import { div, mul } from '../gradient/arithmetic.js';
import { ofAlike } from '../gradient/choices.js';
import { asArray, shapeOf } from '../gradient/moves.js';
import { sum } from '../gradient/reduce.js';
import { reshape } from '../gradient/shape.js';
import { innermost, isTraced, type Rule, type Traced } from '../gradient/traced.js';
import type { ArrayValue } from '../gradient/value-types.js';
import { klShare } from '../kernels/scalar/divergence-lines.js';
import { checkEach, checkedShape, NOT_NEGATIVE } from './checks.js';
import {
  type Distributions,
  type DivergenceOptions,
  normalized,
  readRows,
  readSettings,
} from './distributions.js';
import { KL } from './kl-divergence.js';
import { pairDivergence } from './pair.js';

const FN = 'klTerms';

function klShares(p: FloatTypedArray, q: FloatTypedArray, target: FloatTypedArray): void {
  for (let i = 0; i < target.length; i++) target[i] = klShare(p[i]!, q[i]!);
}

const SHARES: Rule = {
  name: FN,
  forward: ([p, q]) => ofAlike(p!, q!, klShares),
  pullbacks: [
    (g, y, [p, q]) =>
      mul(
        g,
        KL.byP(p!, q!, () => y),
      ),
    (g, y, [p, q]) =>
      mul(
        g,
        KL.byQ(p!, q!, () => y),
      ),
  ],
};

/**
 * Each outcome's share of the Kullback–Leibler divergence of p from q, in nats.
 *
 * $$p_i \ln \frac{p_i}{q_i}$$
 *
 * A share is negative where p is smaller than q; their sum never is. It is 0 where p = 0 and +∞ where q = 0 < p.
 *
 * @param p - distributions, along the axis
 * @param q - distributions of the same shape
 * @param options - `axis`: −1 where left out; `base`: of the logarithm, e where left out; `normalize`: whether
 * each distribution is divided by its sum first, false where left out
 * @returns a traced value where one is traced, else an ndarray of the shape of p
 * @throws KindError where an argument is no array or an option is unknown, ShapeError where shapes differ,
 * DomainError where a number is negative or NaN, a sum is not 1 (within 1e-9, float32 1e-5) or an option is out
 * of range
 *
 * @example
 * From the course, in bits: the first share is negative, and only so is the sum 0.0712.
 * ```ts
 * import { toNested } from 'fovea/array';
 * import { klTerms } from 'fovea/divergence';
 * toNested(klTerms([0.4, 0.4, 0.2], [0.5, 0.4, 0.1], { base: 2 })) // => [-0.12877123795, 0, 0.2]
 * ```
 */
export function klTerms<P extends Distributions, Q extends Distributions>(
  p: P,
  q: Q,
  options?: DivergenceOptions,
): ArrayValue<P, Q>;
export function klTerms(
  p: Distributions,
  q: Distributions,
  options?: DivergenceOptions,
): FloatNdArray | Traced {
  const { axis, unit, normalize } = readSettings(FN, options);
  const terms = normalize
    ? shares(normalized(FN, 'p', p, axis), normalized(FN, 'q', q, axis), axis)
    : shares(p, q, axis);
  return asArray(unit === 1 ? terms : div(terms, unit));
}

function shares(p: Distributions, q: Distributions, axis: number): FloatNdArray | Traced {
  if (isTraced(p) || isTraced(q)) {
    const rule: Rule = {
      ...SHARES,
      forward: ([a, b]) => shares(asArray(a!), asArray(b!), axis),
    };
    return innermost([p, q]).record(rule, [p, q], undefined);
  }
  const { arrays } = readRows(FN, ['p', 'q'], [p, q], axis);
  const [a, b] = arrays.map(({ data, shape }) => wrap(data, shape));
  return asArray(ofAlike(a!, b!, klShares));
}

/** Options of `mutualInformation`. */
export interface MutualInformationOptions {
  /** Base of the logarithm, above 1: 2 for bits, 10 for bans; e, for nats, where left out. */
  readonly base?: number | undefined;
  /** Whether each joint distribution is divided by its sum first; false where left out, when other sums than 1 are refused. */
  readonly normalize?: boolean | undefined;
}

/** A number for one table in nested rows, a traced value for a traced one, else an ndarray of the axes before the last two. */
export type MutualInformationValue<J extends Distributions> = J extends Traced
  ? Traced
  : J extends readonly (readonly number[])[]
    ? number
    : FloatNdArray;

/**
 * The mutual information of two variables, in nats: what knowing one tells about the other.
 *
 * $$I = \sum_{xy} p_{xy} \ln \frac{p_{xy}}{p_x p_y}, \quad p_x = \sum_y p_{xy}, \quad p_y = \sum_x p_{xy}$$
 *
 * The divergence of the joint distribution from the product of its margins: 0 for independent variables, at most
 * the smaller of the two entropies.
 *
 * @param joint - joint probabilities [..., n, m]: rows are the outcomes of one variable, columns those of the other
 * @param options - `base`: of the logarithm, e where left out; `normalize`: whether each joint distribution is
 * divided by its sum first, false where left out
 * @returns a number for nested rows, a traced value for a traced one, else an ndarray of the axes before the last two
 * @throws KindError where the argument is no array or an option is unknown, ShapeError where it has less than two
 * axes, DomainError where a number is negative or NaN, a sum is not 1 (within 1e-9, float32 1e-5) or an option is
 * out of range
 * @see C. E. Shannon, "A mathematical theory of communication", 1948
 *
 * @example
 * Two coins that always agree share one bit.
 * ```ts
 * import { mutualInformation } from 'fovea/divergence';
 * mutualInformation([[0.5, 0], [0, 0.5]], { base: 2 }) // => 1
 * ```
 */
export function mutualInformation<J extends Distributions>(
  joint: J,
  options?: MutualInformationOptions,
): MutualInformationValue<J>;
export function mutualInformation(
  joint: Distributions,
  options?: MutualInformationOptions,
): number | FloatNdArray | Traced {
  const fn = 'mutualInformation';
  const { base, normalize = false } = checkOptions(fn, options, ['base', 'normalize']);
  checkBoolean(fn, 'normalize', normalize);
  const shape = checkedShape(fn, 'joint', joint);
  if (shape.length < 2) {
    throw new ShapeError({
      function: fn,
      argument: 'joint',
      expected: '[..., n, m]',
      got: `(${shape.join(', ')})`,
    });
  }
  checkEach(fn, 'joint', joint, 'probabilities, none negative or NaN', NOT_NEGATIVE);
  if (isTraced(joint)) return fromIndependence(joint, base, normalize);
  // The products of the margins are rounded to float64, whatever the precision of the table.
  const dtype = computeDType(joint);
  const value = fromIndependence(checkedTable(fn, joint, normalize), base, false);
  if (isTraced(value) || typeof value === 'number') return value;
  if (isNestedTable(joint)) return value.get();
  const target = allocate(dtype, value.data.length);
  target.set(value.data);
  return wrap(target, value.shape);
}

// The table in float64, its sums divided out where they are 1 within the tolerance of float32 only.
function checkedTable(fn: string, joint: ArrayInput, normalize: boolean): FloatNdArray {
  const { data, shape } = readArray(fn, 'joint', joint);
  const flat = flattened(shape);
  if (!normalize) {
    readRows(fn, ['joint'], [wrap(data, flat)], -1);
    if (data instanceof Float64Array) return wrap(data, shape);
  }
  const wide = normalized(fn, 'joint', wrap(Float64Array.from(data), flat), -1);
  return wrap(wide.data, shape);
}

function flattened(shape: readonly number[]): readonly number[] {
  return [...shape.slice(0, -2), shape.at(-2)! * shape.at(-1)!];
}

function isNestedTable(joint: ArrayInput): boolean {
  return Array.isArray(joint) && Array.isArray(joint[0]) && !Array.isArray(joint[0][0]);
}

function fromIndependence(
  joint: Distributions,
  base: number | undefined,
  normalize: boolean,
): number | FloatNdArray | Traced {
  const shape = shapeOf(joint);
  const flat = flattened(shape);
  const fn = 'mutualInformation';
  const whole = normalize
    ? reshape(normalized(fn, 'joint', reshape(joint, flat), -1), shape)
    : joint;
  const product = mul(
    sum(whole, { axis: -1, keepDims: true }),
    sum(whole, { axis: -2, keepDims: true }),
  );
  return pairDivergence(
    { ...KL, name: fn, names: ['joint', 'product'] },
    reshape(whole, flat),
    reshape(product, flat),
    { base },
  );
}
