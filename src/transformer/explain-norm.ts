// A layer norm worked out: for each token mean, variance, and what is left of it.
import type { Named } from '../attention/explain-projection.js';
import type { FloatNdArray } from '../core/types.js';
import type { StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import {
  add,
  divide,
  mean,
  multiply,
  power,
  sqrt,
  subtract,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';

/** A layer norm before it is worked out. */
export interface NormProblem {
  /** Id and symbol of what comes out. */
  readonly target: Named;
  /** Which of the layer's norms it is, such as 1. */
  readonly number: number;
  /** What goes in. */
  readonly input: Named;
  /** What each token is called. */
  readonly names: readonly string[];
  /** Whether there are factors under the id "gamma1", and shifts under "beta1". */
  readonly learned: { readonly gamma: boolean; readonly beta: boolean };
  /** What came out. */
  readonly value: FloatNdArray;
}

const small = (symbol: string): string => symbol.charAt(0).toLowerCase() + symbol.slice(1);

/** One step for all tokens, with one for each inside. */
export function normStep(problem: NormProblem): StepDraft {
  const { target, number, input, names, learned, value } = problem;
  const width = value.shape[1]!;
  const prime = "'".repeat(number - 1);
  return {
    id: target.id,
    symbol: target.symbol,
    title: 'Bring each token to mean 0 and variance 1',
    note: `Each row by itself, not the columns${learned.gamma || learned.beta ? '; then factors and shifts, place by place' : ''}. The variance is divided by d = ${width}, not by d − 1.`,
    formula: `${target.symbol} = \\operatorname{LayerNorm}\\left(${input.symbol}\\right)`,
    check: { list: names.map((_, i) => refer(`${target.id}-${i}`)) },
    value,
    steps: names.map((name, i): StepDraft => {
      const [mu, squares] = [`${target.id}-mean-${i}`, `${target.id}-variance-${i}`];
      const row = refer(input.id, [i], `${small(input.symbol)}_{${i + 1}}`);
      const symbol = `${small(target.symbol)}_{${i + 1}}`;
      const normal = divide(subtract(row, refer(mu)), sqrt(add(refer(squares), refer('epsilon'))));
      return {
        id: `${target.id}-${i}`,
        symbol,
        title: name,
        check: learnedOf(normal, number, learned),
        value: Array.from({ length: width }, (_, c) => value.get(i, c)),
        steps: [
          {
            id: mu,
            symbol: `\\mu${prime}_{${i + 1}}`,
            title: 'Its mean',
            check: mean(row),
          },
          {
            id: squares,
            symbol: `\\sigma${prime}^{2}_{${i + 1}}`,
            title: 'Its variance',
            check: mean(power(subtract(row, refer(mu)), 2)),
          },
        ],
      };
    }),
  };
}

function learnedOf(
  normal: StepExpression,
  number: number,
  { gamma, beta }: NormProblem['learned'],
): StepExpression {
  const scaled = gamma ? multiply(refer(`gamma${number}`), normal) : normal;
  return beta ? add(scaled, refer(`beta${number}`)) : scaled;
}
