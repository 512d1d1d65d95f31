// Divergence and distance of Gaussians with full covariance.
import { checkOptions } from '../core/check.js';
import { checkFinite, readArray, wrap } from '../core/create.js';
import { DomainError, ShapeError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { add, div, mul, neg, sub } from '../gradient/arithmetic.js';
import { matmul } from '../gradient/matmul.js';
import { asArray, shapeOf } from '../gradient/moves.js';
import { reshape, transpose } from '../gradient/shape.js';
import { solve } from '../gradient/solve.js';
import { stopGradient } from '../gradient/stop-gradient.js';
import { innermost, isTraced, type Rule, type Traceable, type Traced } from '../gradient/traced.js';
import { cholesky, nearestRotation, solveLower } from '../kernels/scalar/cholesky.js';
import { type BaseOptions, inUnit, readUnit } from './base.js';
import { checkedShape } from './checks.js';
import { quotientExcess } from './excess.js';
import { rootOf } from './root.js';

/** A Gaussian of several dimensions. */
export interface MultivariateGaussian<
  M extends ArrayInput | Traced = ArrayInput | Traced,
  C extends ArrayInput | Traced = ArrayInput | Traced,
> {
  /** Mean, [d]. */
  readonly mean: M;
  /** Covariance, [d, d], symmetric and positive definite. */
  readonly covariance: C;
}

/** A traced value where one is traced, else a number. */
export type MultivariateValue<T extends ArrayInput | Traced> = [Extract<T, Traced>] extends [never]
  ? number
  : Traced;

interface Factored {
  readonly mean: Float64Array;
  readonly lower: Float64Array;
}

/** How far from symmetric a covariance may be, as a part of its largest entry: the rounding of float32. */
const ASYMMETRY = 1e-6;

function factored(
  fn: string,
  name: string,
  mean: ArrayInput,
  covariance: ArrayInput,
  d: number,
): Factored {
  const refuse = (argument: string, expected: string, got: string): never => {
    throw new DomainError({ function: fn, argument: `${name}.${argument}`, expected, got });
  };
  const center = checkFinite(fn, `${name}.mean`, readArray(fn, `${name}.mean`, mean, 'float64'));
  const spread = checkFinite(
    fn,
    `${name}.covariance`,
    readArray(fn, `${name}.covariance`, covariance, 'float64'),
  );
  const data = Float64Array.from(spread.data);
  const most = data.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  for (let i = 0; i < d; i++) {
    for (let j = 0; j < i; j++) {
      const [low, high] = [data[i * d + j]!, data[j * d + i]!];
      if (Math.abs(low - high) > ASYMMETRY * most)
        refuse(
          'covariance',
          'a symmetric matrix',
          `${low} at [${i}, ${j}], ${high} at [${j}, ${i}]`,
        );
      data[i * d + j] = (low + high) / 2;
    }
  }
  const lower = new Float64Array(d * d);
  const minor = cholesky(data, d, lower);
  if (minor > 0)
    refuse(
      'covariance',
      'a positive definite matrix',
      `one whose leading minor of size ${minor} is not positive`,
    );
  return { mean: Float64Array.from(center.data), lower };
}

function checkShapes(fn: string, parts: readonly (ArrayInput | Traced)[]): number {
  const names = ['p.mean', 'p.covariance', 'q.mean', 'q.covariance'];
  const d = checkedShape(fn, names[0]!, parts[0]!)[0] ?? 0;
  parts.forEach((part, k) => {
    const shape = checkedShape(fn, names[k]!, part);
    const expected = k % 2 === 0 ? [d] : [d, d];
    if (d > 0 && shape.length === expected.length && shape.every((n, i) => n === expected[i]))
      return;
    throw new ShapeError({
      function: fn,
      argument: names[k]!,
      expected: d > 0 ? `(${expected.join(', ')})` : 'at least one dimension',
      got: `(${shape.join(', ')})`,
    });
  });
  return d;
}

// Runs a rule on the four parts: plain values give a number.
function applyRule(
  rule: Rule,
  fn: string,
  p: MultivariateGaussian,
  q: MultivariateGaussian,
): number | FloatNdArray | Traced {
  const parts = [p, q].flatMap((gaussian, k) => {
    const { mean, covariance } = checkOptions(
      fn,
      gaussian,
      ['mean', 'covariance'],
      k === 0 ? 'p' : 'q',
    );
    return [mean, covariance];
  });
  checkShapes(fn, parts);
  if (parts.some(isTraced)) return innermost(parts).record(rule, parts, undefined);
  const value = rule.forward(parts, undefined);
  return typeof value === 'number' || isTraced(value) ? value : asFloat(value);
}

function asFloat(value: Exclude<Traceable, Traced | number>): number {
  return readArray('gaussian', 'value', value).data[0]!;
}

// A forward pass for values of the trace around this one.
function lifted(
  rule: () => Rule,
  fn: string,
  plain: (p: Factored, q: Factored, d: number) => number,
): Rule['forward'] {
  return (parts) => {
    if (parts.some(isTraced)) return innermost(parts).record(rule(), parts, undefined);
    const [m, s, n, c] = parts.map((part) => asArray(isTraced(part) ? 0 : part));
    const d = checkShapes(fn, [m!, s!, n!, c!]);
    return plain(factored(fn, 'p', m!, s!, d), factored(fn, 'q', n!, c!, d), d);
  };
}

function identity(d: number): FloatNdArray {
  const data = new Float64Array(d * d);
  for (let i = 0; i < d; i++) data[i * (d + 1)] = 1;
  return wrap(data, [d, d]);
}

// A scalar gradient, ready to be multiplied with vectors and matrices.
function scaledBy(g: Traceable, x: Traceable): Traceable {
  return mul(
    x,
    reshape(
      asArray(g),
      shapeOf(x).map(() => 1),
    ),
  );
}

// With M = L₂⁻¹L₁ the trace is ‖M‖² and the determinants' ratio the product of its squared diagonal.
function plainKl(p: Factored, q: Factored, d: number): number {
  const difference = p.mean.map((x, i) => x - q.mean[i]!);
  const apart = solveLower(q.lower, difference, d, 1);
  const shape = solveLower(q.lower, p.lower, d, d);
  let total = 0;
  for (const x of apart) total += x * x;
  for (let i = 0; i < d; i++) {
    for (let j = 0; j < i; j++) total += shape[i * d + j]! ** 2;
    total += quotientExcess(p.lower[i * (d + 1)]! ** 2, q.lower[i * (d + 1)]! ** 2);
  }
  return total / 2;
}

const klRule = (name: string): Rule => ({
  name,
  forward: lifted(() => klRule(name), name, plainKl),
  pullbacks: [
    (g, _, [m, , n, c]) => scaledBy(g, solve(asArray(c!), sub(asArray(m!), asArray(n!)))),
    // ½ (Σ₂⁻¹ − Σ₁⁻¹)
    (g, _, [, s, , c]) => {
      const one = identity(shapeOf(s!)[0]!);
      return scaledBy(g, mul(sub(solve(asArray(c!), one), solve(asArray(s!), one)), 0.5));
    },
    (g, _, [m, , n, c]) => scaledBy(g, solve(asArray(c!), sub(asArray(n!), asArray(m!)))),
    // ½ (Σ₂⁻¹ − Σ₂⁻¹ (Σ₁ + δδᵀ) Σ₂⁻¹)
    (g, _, [m, s, n, c]) => {
      const d = shapeOf(s!)[0]!;
      const difference = reshape(asArray(sub(asArray(m!), asArray(n!))), [d, 1]);
      const inner = add(asArray(s!), matmul(difference, transpose(difference)));
      const inverse = solve(asArray(c!), identity(d));
      const both = matmul(matmul(inverse, asArray(inner)), inverse);
      return scaledBy(g, mul(sub(inverse, both), 0.5));
    },
  ],
});

/**
 * The Kullback–Leibler divergence of a Gaussian with full covariance from another; in nats where no base is given.
 *
 * $$\tfrac12 \Bigl( \operatorname{tr} \Sigma_q^{-1} \Sigma_p + (\mu_p - \mu_q)^\top \Sigma_q^{-1} (\mu_p - \mu_q) - d + \ln \frac{\det \Sigma_q}{\det \Sigma_p} \Bigr)$$
 *
 * By Cholesky's factors, in float64, as a sum of terms that are never negative: near equality it keeps its digits.
 * The gradient by a covariance is symmetric.
 *
 * @param p - `mean` [d] and `covariance` [d, d] of the first
 * @param q - the same of the second
 * @param options - `base`: of the logarithm, e where left out
 * @returns a traced value where one is traced, else a number
 * @throws KindError where something is unknown or no array, ShapeError where shapes do not fit, DomainError where a
 * number is not finite, a base not above 0, or 1, or a covariance not symmetric or not positive definite, with the leading minor that is not
 * positive
 *
 * @example
 * Two bivariate Gaussians of the course.
 * ```ts
 * import { multivariateGaussianKl } from 'fovea/divergence';
 * const q = { mean: [1, 0], covariance: [[2, 0.5], [0.5, 1]] };
 * const p = { mean: [0, 1], covariance: [[1, 0.2], [0.2, 2]] };
 * multivariateGaussianKl(q, p) // => 1.14850107735
 * ```
 */
export function multivariateGaussianKl<
  M extends ArrayInput | Traced,
  C extends ArrayInput | Traced,
  N extends ArrayInput | Traced,
  D extends ArrayInput | Traced,
>(
  p: MultivariateGaussian<M, C>,
  q: MultivariateGaussian<N, D>,
  options?: BaseOptions,
): MultivariateValue<M | C | N | D>;
export function multivariateGaussianKl(
  p: MultivariateGaussian,
  q: MultivariateGaussian,
  options?: BaseOptions,
): number | FloatNdArray | Traced {
  return multivariateKlFor('multivariateGaussianKl', p, q, options);
}

/** `multivariateGaussianKl` for functions that it is a part of, whose name errors tell. */
export function multivariateKlFor(
  fn: string,
  p: MultivariateGaussian,
  q: MultivariateGaussian,
  options?: BaseOptions,
): number | FloatNdArray | Traced {
  const unit = readUnit(fn, options);
  return inUnit(applyRule(klRule(fn), fn, p, q), unit);
}

const DISTANCE_NAME = 'gaussianWasserstein';

// ‖μ₁ − μ₂‖² + ‖L₁ − L₂U‖², where the orthogonal U makes it smallest: near equality nothing cancels.
function plainSquaredDistance(p: Factored, q: Factored, d: number): number {
  let total = 0;
  p.mean.forEach((x, i) => {
    total += (x - q.mean[i]!) ** 2;
  });
  const u = nearestRotation(nearOne(p.lower), nearOne(q.lower), d);
  for (let i = 0; i < d; i++) {
    for (let j = 0; j < d; j++) {
      let turned = 0;
      for (let k = 0; k <= i; k++) turned += q.lower[i * d + k]! * u[k * d + j]!;
      total += (p.lower[i * d + j]! - turned) ** 2;
    }
  }
  return total;
}

// Divided by a power of two, so that products of products are numbers. A rotation does not depend on it.
function nearOne(a: Float64Array): Float64Array {
  const unit = 2 ** Math.floor(Math.log2(a.reduce((most, x) => Math.max(most, Math.abs(x)), 0)));
  return a.map((x) => x / unit);
}

/** More steps than these no regular matrix needs whose largest element is about 1. */
const MOST_STEPS = 80;

// The principal root of a matrix with positive eigenvalues, by the iteration of Denman and Beavers.
function rootOfMatrix(a: Traceable, d: number): Traceable {
  const one = identity(d);
  let x = asArray(a);
  let y: Exclude<Traceable, number> = one;
  let settled = 0;
  for (let step = 0; step < MOST_STEPS && settled < 3; step++) {
    const next = asArray(mul(add(x, solve(y, one)), 0.5));
    y = asArray(mul(add(y, solve(x, one)), 0.5));
    if (farthest(sub(next, x)) <= 1e-14 * farthest(next)) settled++;
    x = next;
  }
  return x;
}

function farthest(x: Traceable): number {
  const plain = stopGradient(x);
  if (typeof plain === 'number') return Math.abs(plain);
  const { data } = readArray(DISTANCE_NAME, 'x', plain);
  let most = 0;
  for (const value of data) most = Math.max(most, Math.abs(value));
  return most;
}

// The derivative of the squared distance by the first covariance: 1 − T, where T = Σ₁⁻¹ (Σ₁Σ₂)^½ carries one
// Gaussian to the other.
function byCovariance(s: Traceable, c: Traceable): Traceable {
  const d = shapeOf(s)[0]!;
  const [first, second] = [halfExponent(s), halfExponent(c)];
  const [a, b] = [asArray(div(s, 4 ** first)), asArray(div(c, 4 ** second))];
  const carried = mul(solve(a, asArray(rootOfMatrix(matmul(a, b), d))), 2 ** (second - first));
  const symmetric = div(add(carried, transpose(carried)), 2);
  return sub(identity(d), symmetric);
}

// The power of 4 in which the largest element is about 1.
function halfExponent(x: Traceable): number {
  return Math.floor(Math.log2(farthest(x)) / 2);
}

const DISTANCE_RULE: Rule = {
  name: DISTANCE_NAME,
  forward: /* @__PURE__ */ lifted(() => DISTANCE_RULE, DISTANCE_NAME, plainSquaredDistance),
  pullbacks: [
    (g, _, [m, , n]) => scaledBy(g, mul(sub(m!, n!), 2)),
    (g, _, [, s, , c]) => scaledBy(g, byCovariance(s!, c!)),
    (g, _, [m, , n]) => scaledBy(g, neg(mul(sub(m!, n!), 2))),
    (g, _, [, s, , c]) => scaledBy(g, byCovariance(c!, s!)),
  ],
};

/**
 * The 2-Wasserstein distance of two Gaussians, in the unit of their means; its square is the Fréchet distance.
 *
 * $$\sqrt{\lVert \mu_p - \mu_q \rVert^2 + \operatorname{tr}\bigl(\Sigma_p + \Sigma_q - 2 (\Sigma_p^{1/2} \Sigma_q \Sigma_p^{1/2})^{1/2}\bigr)}$$
 *
 * A metric. In float64, near equality without cancellation; the gradient is 0 where the two are equal, and that by a
 * covariance is symmetric.
 *
 * @param p - `mean` [d] and `covariance` [d, d] of the first
 * @param q - the same of the second
 * @returns a traced value where one is traced, else a number
 * @throws KindError where something is unknown or no array, ShapeError where shapes do not fit, DomainError where a
 * number is not finite or a covariance not symmetric or not positive definite, with the leading minor that is not
 * positive
 * @see D. C. Dowson and B. V. Landau, "The Fréchet distance between multivariate normal distributions", 1982
 *
 * @example
 * Means 3 apart, standard deviations 1 and 5: √(3² + 4²).
 * ```ts
 * import { gaussianWasserstein } from 'fovea/divergence';
 * gaussianWasserstein({ mean: [0], covariance: [[1]] }, { mean: [3], covariance: [[25]] }) // => 5
 * ```
 */
export function gaussianWasserstein<
  M extends ArrayInput | Traced,
  C extends ArrayInput | Traced,
  N extends ArrayInput | Traced,
  D extends ArrayInput | Traced,
>(p: MultivariateGaussian<M, C>, q: MultivariateGaussian<N, D>): MultivariateValue<M | C | N | D>;
export function gaussianWasserstein(
  p: MultivariateGaussian,
  q: MultivariateGaussian,
): number | FloatNdArray | Traced {
  return rootOf(applyRule(DISTANCE_RULE, DISTANCE_NAME, p, q));
}
