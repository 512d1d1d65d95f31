// The Jensen–Shannon divergence of small distributions: the mixture, both divergences from it, and their mean.
import { checkOptions } from '../core/check.js';
import { readFew } from '../core/few.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import { add, divide, log, multiply } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { inWords, totalOf } from '../derivation/phrases.js';
import type { Derivation } from '../derivation/types.js';
import { readSettings } from './distributions.js';
import type { ExplainDivergenceOptions } from './explain-divergence.js';
import { jensenShannonDivergenceFor } from './jensen-shannon.js';

const FN = 'explainJensenShannonDivergence';

/** More outcomes no one reads. */
const MOST = 12;

/**
 * Computes the Jensen–Shannon divergence of two distributions and shows the work: their mixture, the divergence of each
 * from it, and the mean of both.
 *
 * $$\tfrac12 D(p \,\Vert\, m) + \tfrac12 D(q \,\Vert\, m), \quad m = \tfrac12 (p + q)$$
 *
 * @param p - probabilities, at most 12 outcomes
 * @param q - probabilities of the same outcomes; zeros are welcome
 * @param options - `base`: of the logarithm, e where left out
 * @returns the derivation; its `result` is what `jensenShannonDivergence` returns
 * @throws KindError where an argument is no array or an option is unknown, ShapeError where lengths differ or there are more
 * than 12 outcomes, DomainError where p or q is no distribution or the base not above 1
 * @see J. Lin, "Divergence measures based on the Shannon entropy", 1991
 *
 * @example
 * Three classes, and a pair without a common outcome, in bits.
 * ```ts
 * import { explainJensenShannonDivergence, verifyDerivation } from 'fovea';
 * const d = explainJensenShannonDivergence([0.5, 0.3, 0.2], [0.2, 0.3, 0.5]);
 * d.result // => 0.0664143
 * verifyDerivation(d).ok // => true
 * explainJensenShannonDivergence([1, 0], [0, 1], { base: 2 }).result // => 1
 * ```
 */
export function explainJensenShannonDivergence(
  p: readonly number[],
  q: readonly number[],
  options?: ExplainDivergenceOptions,
): Derivation<number> {
  const given = checkOptions(FN, options, ['base']);
  readSettings(FN, { base: given.base });
  const base = given.base === Math.E ? undefined : given.base;
  const own = readFew(FN, 'p', p, MOST);
  const other = readFew(FN, 'q', q, MOST, own.length);
  const result = jensenShannonDivergenceFor(FN, ['p', 'q'], own, other, { base }) as number;
  const unit =
    base === undefined
      ? 'nats'
      : base === 2
        ? 'bits'
        : base === 10
          ? 'bans'
          : `units of base ${base}`;
  const middle = (k: number): StepExpression => refer('mixture', [k], `m_{${k + 1}}`);
  const from = (id: 'p' | 'q', law: readonly number[]): StepDraft => {
    const zeros = law.some((value) => value === 0);
    return {
      id: `from-${id}`,
      symbol: `D(${id} \\,\\|\\, m)`,
      title: `The divergence of ${id} from the mixture`,
      formula: `D(${id} \\,\\|\\, m) = \\sum_i ${id}_i ${base === undefined ? '\\ln' : `\\log_{${base}}`} \\frac{${id}_i}{m_i}`,
      check: totalOf(
        law.flatMap((value, k) => {
          const part = refer(id, [k], `${id}_{${k + 1}}`);
          return value === 0 ? [] : [multiply(part, log(divide(part, middle(k)), base))];
        }),
      ),
      ...(zeros ? { note: 'An outcome that never comes has no share: 0 ln 0 counts as 0.' } : {}),
    };
  };
  return createDerivation<number>({
    topic: 'divergence',
    title: 'Jensen–Shannon divergence of p and q',
    given: [
      { id: 'p', symbol: 'p', title: 'The first distribution', value: own },
      { id: 'q', symbol: 'q', title: 'The second', value: other },
    ],
    steps: [
      {
        id: 'mixture',
        symbol: 'm',
        title: 'The mixture of both, half and half',
        check: multiply(0.5, add(refer('p'), refer('q'))),
        note: 'It is 0 only where both are, so both divergences from it are finite.',
      },
      from('p', own),
      from('q', other),
      {
        id: 'divergence',
        symbol: '\\operatorname{JS}',
        title: `The mean of both, in ${unit}`,
        check: add(multiply(0.5, refer('from-p')), multiply(0.5, refer('from-q'))),
        value: result,
      },
    ],
    result,
    answer: refer('divergence'),
    conclusion: `The divergence is ${inWords(result)} ${result === 1 ? unit.replace(/s\b/, '') : unit}, whichever of the two comes first; at most it is ${base === undefined ? 'ln 2 = 0.693147' : inWords(Math.LN2 / Math.log(base))}.`,
    sources: ['J. Lin, "Divergence measures based on the Shannon entropy", 1991.'],
  });
}
