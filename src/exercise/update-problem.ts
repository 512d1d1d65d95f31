// What exercises about update rules consist of, and their solutions.
import type { Derivation } from '../derivation/types.js';
import { adam } from '../optimizer/adam.js';
import { explainUpdate } from '../optimizer/explain-update.js';
import { momentum, sgd } from '../optimizer/sgd.js';
import type { Optimizer } from '../optimizer/types.js';

/** A parabola, where the descent starts, and its rule. */
export type UpdateGiven = {
  /** "sgd", "momentum" or "adam". */
  readonly rule: string;
  readonly parameter: number;
  readonly minimum: number;
  readonly curvature: number;
  readonly learningRate: number;
  /** Nothing for "sgd", the momentum, or β₁ and β₂. */
  readonly decays: readonly number[];
  /** Both moments that Adam brings along from its first step. */
  readonly moments: readonly number[];
};

/** Adam has taken one step already. */
export const TAKEN = 1;
/** Too small to matter. */
export const EPSILON = 1e-8;

/** How a step is taken. */
export type Rule = 'sgd' | 'momentum' | 'adam';

/** The rule of a problem; plain descent where it is another word. */
export const ruleOf = ({ rule }: UpdateGiven): Rule =>
  rule === 'momentum' || rule === 'adam' ? rule : 'sgd';

/** The worked solution. */
export function solveUpdate(given: UpdateGiven): Derivation {
  const { parameter, minimum, curvature, learningRate, decays, moments } = given;
  const loss = `${curvature}/2 * (theta - (${minimum}))^2`;
  const explain = (optimizer: Optimizer): Derivation =>
    explainUpdate(optimizer, { parameter, loss }, { steps: 2 });
  switch (ruleOf(given)) {
    case 'sgd':
      return explain(sgd({ learningRate }));
    case 'momentum':
      return explain(momentum({ learningRate, momentum: decays[0]! }));
    case 'adam': {
      const [beta1 = 0, beta2 = 0] = decays;
      const [firstMoment = 0, secondMoment = 0] = moments;
      const optimizer = adam({ learningRate, beta1, beta2, epsilon: EPSILON });
      const state = {
        ...optimizer.init(parameter),
        step: TAKEN,
        slots: { firstMoment, secondMoment },
      };
      return explainUpdate(optimizer, { parameter, loss, state }, { steps: 1 });
    }
  }
}
