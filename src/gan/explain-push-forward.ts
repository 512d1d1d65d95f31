// The density of what a generator makes, by the change of variables.
import { checkNumber } from '../core/check.js';
import { DomainError } from '../core/errors.js';
import { createDerivation } from '../derivation/create-derivation.js';
import { abs, divide, multiply } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { inWords } from '../derivation/phrases.js';
import type { Derivation } from '../derivation/types.js';
import { grad } from '../gradient/grad.js';
import type { Traceable, Traced } from '../gradient/traced.js';
import { pushForwardDensityFor } from './push-forward.js';

const FN = 'explainPushForwardDensity';

/**
 * Computes the density of what a generator of one number makes at a place, and shows the work: the code it comes from, the
 * density there, how much the generator stretches there, and their quotient.
 *
 * $$p_G(x) = p_z \bigl( G^{-1}(x) \bigr) \, \left\lvert \frac{dG^{-1}}{dx}(x) \right\rvert$$
 *
 * @param x - the place, a number
 * @param inverse - the inverse of the generator, from a traced number to one
 * @param density - of the codes, a number above 0 at the code of x
 * @returns the derivation; its `result` is what `pushForwardDensity` returns. Code, density and slope are among what is
 * given: they are what the two functions say, the slope by the library's own differentiation
 * @throws as `pushForwardDensity`; KindError where x is no number, DomainError where the inverse is flat at x
 *
 * @example
 * A generator that doubles codes, which are uniform on [0, 1): half as dense.
 * ```ts
 * import { explainPushForwardDensity, verifyDerivation } from 'fovea';
 * import { div } from 'fovea/array';
 * const d = explainPushForwardDensity(1.5, (x) => div(x, 2), (z) => (z >= 0 && z < 1 ? 1 : 0));
 * d.result // => 0.5
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainPushForwardDensity(
  x: number,
  inverse: (x: Traced) => Traceable,
  density: (z: number) => number,
): Derivation<number> {
  checkNumber(FN, 'x', x);
  let code = Number.NaN;
  let before = Number.NaN;
  const watched = (z: number): number => {
    code = z;
    before = density(z);
    return before;
  };
  const result = pushForwardDensityFor(
    FN,
    x,
    inverse,
    typeof density === 'function' ? watched : density,
  ) as number;
  const slope = grad(inverse as (x: Traced) => Traced)(x) as number;
  if (slope === 0) {
    const expected = 'a place where the inverse is not flat';
    throw new DomainError({ function: FN, argument: 'x', expected, got: `a slope of 0 at ${x}` });
  }
  return createDerivation<number>({
    topic: 'gan',
    title: 'The density of what a generator makes, by the change of variables',
    given: [
      { id: 'x', symbol: 'x', title: 'The place', value: x },
      { id: 'code', symbol: 'z', title: 'The code it comes from, G⁻¹(x)', value: code },
      { id: 'before', symbol: 'p_z(z)', title: 'The density of codes there', value: before },
      {
        id: 'slope',
        symbol: '\\frac{dz}{dx}',
        title: 'The slope of the inverse at x',
        value: slope,
      },
    ],
    steps: [
      {
        id: 'size',
        symbol: 'r',
        title: 'How much of the axis of codes a piece of the axis of x comes from',
        check: abs(refer('slope')),
        note: 'Without its sign: a generator may turn the axis round, a density stays positive.',
      },
      {
        id: 'stretch',
        symbol: 's',
        title: 'The other way round: how much the generator stretches there',
        check: divide(1, refer('size')),
      },
      {
        id: 'density',
        symbol: 'p_G(x)',
        title: 'The probability stays the same, so the density falls as the axis is stretched',
        formula: 'p_G(x) = p_z(z) \\left|\\frac{dz}{dx}\\right|',
        check: multiply(refer('before'), refer('size')),
        value: result,
      },
    ],
    result,
    answer: refer('density'),
    conclusion: `The density at x = ${inWords(x)} is ${inWords(result)}.`,
    sources: [
      'D. J. Rezende, S. Mohamed, "Variational inference with normalizing flows", ICML 2015, equation 5.',
    ],
  });
}
