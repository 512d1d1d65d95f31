// The steps by which vectors of votes are brought to length 1, and clipped.
import type { FloatNdArray } from '../core/types.js';
import type { ComputedStepDraft, StepDraft } from '../derivation/create-derivation.js';
import { add, divide, minimum, power, sqrt, sum } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';

/** Which division it is. */
interface Division {
  /** Whether the square of the given ε stands under the root. */
  readonly epsilon?: boolean;
  /** Whether it is the second one. */
  readonly again?: boolean;
}

/**
 * A vector divided by its Euclidean length.
 *
 * @param of - id of the vector
 * @param letter - its symbol
 * @param id - of the quotient
 * @param symbol - of the quotient
 * @param value - the quotient, from the library's own function
 * @param division - whether ε takes part, and whether it is done again
 * @returns two steps: the length, the quotient
 */
export function lengthSteps(
  of: string,
  letter: string,
  id: string,
  symbol: string,
  value: FloatNdArray,
  { epsilon = false, again = false }: Division = {},
): StepDraft[] {
  const [suffix, prime, word] = again ? ['-again', "'", ' again'] : ['', '', ''];
  const squares = refer(`squares${suffix}`);
  return [
    {
      id: `length${suffix}`,
      symbol: `n${prime}`,
      title: `The length${word}${epsilon ? ', with ε² under the root' : ''}`,
      check: sqrt(epsilon ? add(squares, power(refer('epsilon'), 2)) : squares),
      steps: [
        {
          id: `squares${suffix}`,
          symbol: `s${prime}`,
          title: 'Add up the squares',
          formula: `s${prime} = \\sum_i ${letter}_i^2`,
          check: sum(power(refer(of), 2)),
        },
      ],
    },
    {
      id,
      symbol,
      title: `Divide by the length${word}`,
      ...quotient(symbol, letter, `n${prime}`, value),
      check: divide(refer(of), refer(`length${suffix}`)),
      value,
    },
  ];
}

/** Longer vectors over a number do not fit in a line. */
const MOST_ABOVE = 8;

/**
 * The formula of a vector divided by a number, which is shown without its numbers where they are many.
 *
 * @param symbol - of the quotient
 * @param above - symbol of the vector
 * @param below - symbol of the number
 * @param value - the quotient
 * @returns formula and substitution, for long vectors alone
 */
export function quotient(
  symbol: string,
  above: string,
  below: string,
  value: FloatNdArray,
): Pick<ComputedStepDraft, 'formula' | 'substitution'> {
  if (value.shape[0]! <= MOST_ABOVE) return {};
  const formula = `${symbol} = \\frac{${above}}{${below}}`;
  return { formula, substitution: formula };
}

/**
 * What is above the given largest number `clip` becomes that.
 *
 * @param of - id of the vector u
 * @param note - why
 * @returns the step
 */
export function clipStep(of: string, note: string): StepDraft {
  const formula = 'r_i = \\min(u_i,\\, c)';
  return {
    id: 'clipped',
    symbol: 'r',
    title: 'Clip: what is above 0.2 becomes 0.2',
    note,
    formula,
    // Plain to see without each comparison.
    substitution: formula,
    check: minimum(refer(of), refer('clip')),
  };
}
