// What a smaller or faster model saves.
import { checkNumber, checkOptions } from '../core/check.js';

/** What a model costs. */
export interface ModelCost {
  /** Time of one answer, in any unit, above 0. */
  readonly latency: number;
  /** Parameters, in any unit, above 0. */
  readonly parameters: number;
}

/** What `compareCost` gives. */
export interface CostComparison {
  /** How many times as fast the model is. */
  readonly speedup: number;
  /** Its parameters as a part of the other's. */
  readonly parameterRatio: number;
}

/**
 * How a model compares with another in time and size.
 *
 * $$\text{speed-up} = \frac{\text{latency of the other}}{\text{latency}}, \quad \text{ratio} =
 * \frac{\text{parameters}}{\text{parameters of the other}}$$
 *
 * Both must be measured over the same work: a model that reads sound takes the place of speech recognition and of the model
 * behind it together.
 *
 * @param model - `latency` and `parameters`, each in the same unit as that of the other
 * @param other - what it is compared with
 * @returns both ratios
 * @throws KindError where something is of another kind, missing or unknown, DomainError where a number is not above 0
 * @see Z. Tang and others, "TVLT: Textless vision-language transformer", 2022, table 1
 *
 * @example
 * TVLT, 103 ms and 88 million, beside recognition of speech and a model of text, 2890 ms and 283 million.
 * ```ts
 * import { compareCost } from 'fovea';
 * const other = { latency: 2890, parameters: 283 };
 * compareCost({ latency: 103, parameters: 88 }, other)
 *   // => { speedup: 28.058252, parameterRatio: 0.310954 }
 * ```
 */
export function compareCost(model: ModelCost, other: ModelCost): CostComparison {
  return compareCostFor('compareCost', model, other);
}

/** `compareCost` for functions that it is a part of, whose name errors tell. */
export function compareCostFor(fn: string, model: ModelCost, other: ModelCost): CostComparison {
  const read = (argument: string, cost: ModelCost): ModelCost => {
    const given = checkOptions(fn, cost, ['latency', 'parameters'], argument);
    checkNumber(fn, `${argument}.latency`, given.latency, { above: 0 });
    checkNumber(fn, `${argument}.parameters`, given.parameters, { above: 0 });
    return given;
  };
  const [own, its] = [read('model', model), read('other', other)];
  return {
    speedup: its.latency / own.latency,
    parameterRatio: own.parameters / its.parameters,
  };
}
