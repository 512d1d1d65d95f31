// The sheet on which a transformer layer is worked out: where the tokens are, norms, residual sums, and what is given.
import type { Source } from '../attention/explain-heads.js';
import { tupleOf } from '../attention/explain-names.js';
import { readMatrix } from '../attention/explain-scaled-dot-product.js';
import { checkOptions } from '../core/check.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import type { StepDraft } from '../derivation/create-derivation.js';
import { refer } from '../derivation/operations.js';
import type { Given } from '../derivation/types.js';
import type { NormPlace } from './encoder-layer.js';
import { feedForwardGivens, feedForwardSteps, sumStep } from './explain-feed-forward.js';
import { normStep } from './explain-norm.js';
import { type FeedForwardParameters, feedForwardFor } from './feed-forward.js';
import { type NormParameters, normalize } from './layer-norm.js';
import { refuse } from './shapes.js';

/** Which of a layer's norms. */
export type NormNumber = 1 | 2 | 3;

/** The norms of a layer, by their number. */
export interface LayerNorms {
  readonly norm1?: NormParameters<ArrayInput> | undefined;
  readonly norm2?: NormParameters<ArrayInput> | undefined;
  readonly norm3?: NormParameters<ArrayInput> | undefined;
}

/** A layer before it is worked out. */
export interface LayerProblem {
  /** Name of the public function, for errors. */
  readonly fn: string;
  /** The tokens. */
  readonly x: FloatNdArray;
  /** Where the norms are. */
  readonly place: NormPlace;
  /** Added to variances. */
  readonly epsilon: number;
  /** Factors and shifts of the norms. */
  readonly norms: LayerNorms;
}

/** Steps as they are written, and where the tokens are by then. */
export class LayerSheet {
  readonly steps: StepDraft[] = [];
  names: readonly string[] = [];
  at: Source;
  readonly #problem: LayerProblem;

  constructor(problem: LayerProblem) {
    this.at = { id: 'x', symbol: 'X', value: problem.x };
    this.#problem = problem;
  }

  /** The tokens, normed; where norms come after the sums, this is where they are from then on. */
  normed(symbol: string, number: NormNumber): Source {
    const { fn, place, epsilon } = this.#problem;
    const learned = this.#learned(number);
    const value = normalize(
      ...([fn, `norm${number}.`, this.at.value, learned, epsilon] as const),
    ) as FloatNdArray;
    const target = { id: `normed${number}`, symbol, value };
    this.steps.push(
      normStep({
        target,
        number,
        input: this.at,
        names: this.names,
        learned: { gamma: learned.gamma !== undefined, beta: learned.beta !== undefined },
        value,
      }),
    );
    if (place === 'post') this.at = target;
    return target;
  }

  /** The tokens with what a part gave: where they are from then on. */
  added(symbol: string, part: Source, id: string, name: string): FloatNdArray {
    const [width, own] = [this.at.value.shape[1]!, part.value.shape];
    if (own[1] !== width) refuse(this.#problem.fn, name, `of outputs (n, D=${width})`, own);
    const step = sumStep({ id, symbol }, this.at, part, this.names);
    this.steps.push(step.draft);
    this.at = { id, symbol, value: step.value };
    return step.value;
  }

  /** What the feed-forward layer gives. */
  fed(from: Source, feedForward: FeedForwardParameters<ArrayInput>): Source {
    const { fn } = this.#problem;
    const value = feedForwardFor(fn, 'feedForward.', from.value, feedForward) as FloatNdArray;
    const { b1, b2 } = feedForward;
    this.steps.push({
      id: 'feed-forward',
      symbol: 'F',
      title: 'The feed-forward layer',
      formula: `F = \\max\\left(0,\\, ${from.symbol} W_{1}${b1 === undefined ? '' : ' + b_{1}'}\\right) W_{2}${b2 === undefined ? '' : ' + b_{2}'}`,
      check: refer('fed'),
      value,
      steps: feedForwardSteps(fn, from, feedForward, this.names, value),
    });
    return { id: 'fed', symbol: 'F', value };
  }

  /** What norms and feed-forward layer are given. */
  givens(
    numbers: readonly NormNumber[],
    feedForward: FeedForwardParameters<ArrayInput> | undefined,
  ): Given[] {
    const { fn, epsilon } = this.#problem;
    return [
      ...numbers.flatMap((number): Given[] => {
        const { gamma, beta } = this.#learned(number);
        return [
          ...(gamma === undefined
            ? []
            : [
                {
                  id: `gamma${number}`,
                  symbol: `\\gamma_{${number}}`,
                  title: `Factors of norm ${number}`,
                  value: readMatrix(fn, `norm${number}.gamma`, gamma, 'D'),
                },
              ]),
          ...(beta === undefined
            ? []
            : [
                {
                  id: `beta${number}`,
                  symbol: `\\beta_{${number}}`,
                  title: `Shifts of norm ${number}`,
                  value: readMatrix(fn, `norm${number}.beta`, beta, 'D'),
                },
              ]),
        ];
      }),
      { id: 'epsilon', symbol: '\\epsilon', title: 'Added to variances', value: epsilon },
      ...(feedForward === undefined ? [] : feedForwardGivens(fn, feedForward)),
    ];
  }

  #learned(number: NormNumber): NormParameters<ArrayInput> {
    const { fn, norms } = this.#problem;
    return checkOptions(fn, norms[`norm${number}`], ['gamma', 'beta'], `norm${number}`);
  }
}

/** The width of the inner vectors, by its argument. */
export function widthOf(
  fn: string,
  feedForward: FeedForwardParameters<ArrayInput> | undefined,
): Record<string, number> {
  if (feedForward === undefined) return {};
  return { 'feedForward.w1': readMatrix(fn, 'feedForward.w1', feedForward.w1, 'in out').shape[1]! };
}

/** What comes out, in words. */
export function conclusionOf(names: readonly string[], output: FloatNdArray): string {
  if (names.length > 4) return 'Each row of the last matrix belongs to one token.';
  return names
    .map((name, i) => {
      const row = Array.from({ length: output.shape[1]! }, (_, c) => output.get(i, c));
      return `The output of ${name} is ${tupleOf(row)}.`;
    })
    .join(' ');
}
