// How random spans are cut out of a row of places, step by step: what masking and corruption of spans share.
import type { ComputedStepDraft, StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import {
  add,
  divide,
  floor,
  maximum,
  minimum,
  subtract,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { alone, totalOf } from '../derivation/phrases.js';
import type { Given } from '../derivation/types.js';
import type { Span } from './spans.js';

/** What is given and done about spans. */
export interface SpanWork {
  /** Where lengths and gaps were cut, as it was drawn. */
  readonly given: readonly Given[];
  /** Steps from the number of hidden places, under "hidden" as h, to the spans, under "starts" and "ends". */
  readonly steps: readonly StepDraft[];
}

/** A whole number nearest to an expression, the larger of two. */
export function nearest(x: StepExpression): StepExpression {
  return floor(add(x, 0.5));
}

/**
 * The work of `drawSpans`. It refers to what is given or done under "n", "hidden" and "mean".
 *
 * @param n - how many places
 * @param spans - what was drawn, at least one
 * @returns what was drawn, and the steps
 */
export function spanWork(n: number, spans: readonly Span[]): SpanWork {
  const lengths = spans.map(([start, end]) => end - start);
  const gaps = spans.map(([start], i) => start - (spans[i - 1]?.[1] ?? 0));
  const cuts = running(lengths).slice(0, -1);
  // The first gap may be 0, so it was cut as one longer.
  const breaks = running(gaps).map((sum) => sum + 1);
  const hidden = lengths.reduce((sum, length) => sum + length, 0);
  const at = (id: string, i: number): StepExpression => refer(id, [i], `${id}_{${i + 1}}`);
  const given: Given[] = [
    ...(cuts.length === 0
      ? []
      : [
          {
            id: 'c',
            symbol: 'c',
            title: `Drawn: after which of the ${hidden} hidden places, in a row, a span ends`,
            value: cuts,
          },
        ]),
    {
      id: 'g',
      symbol: 'g',
      title: `Drawn: where the tokens that stay (${n - hidden}), with one added at each end, are cut apart`,
      value: breaks,
    },
  ];
  const count = spans.length;
  const differences = (id: string, i: number, last: StepExpression): StepExpression => {
    const end = i < (id === 'c' ? count - 1 : count) ? at(id, i) : last;
    return i === 0 ? end : subtract(end, at(id, i - 1));
  };
  const steps: StepDraft[] = [
    {
      id: 'count',
      symbol: 'k',
      title:
        'In how many spans: as many as make them μ long on average, where there is room between',
      formula:
        'k = \\min\\left(\\max\\left(1, \\left\\lfloor \\frac{h}{\\mu} + 0.5 \\right\\rfloor\\right), h, n - h + 1\\right)',
      check: minimum(
        maximum(1, nearest(divide(refer('hidden'), refer('mean')))),
        refer('hidden'),
        add(subtract(refer('n'), refer('hidden')), 1),
      ),
      value: count,
    },
    {
      id: 'l',
      symbol: 'l',
      title: 'How long the spans are: the hidden places, cut apart',
      ...(count > 1
        ? { formula: 'l_i = c_i - c_{i-1}, \\quad c_0 = 0, \\; c_k = h' }
        : { formula: 'l = (h)' }),
      check: { list: lengths.map((_, i) => differences('c', i, refer('hidden'))) },
      value: lengths,
    },
    {
      id: 'p',
      symbol: 'p',
      title:
        'How many stay before each span: at least one between two, perhaps none before the first',
      formula: 'p_1 = g_1 - 1, \\quad p_i = g_i - g_{i-1}',
      check: {
        list: gaps.map((_, i) =>
          i === 0 ? subtract(at('g', 0), 1) : subtract(at('g', i), at('g', i - 1)),
        ),
      },
      value: gaps,
    },
    {
      id: 'starts',
      symbol: 'a',
      title: 'Where each span begins, counted from 0: after all that comes before it',
      formula: 'a_i = p_1 + l_1 + \\dots + p_i',
      check: {
        list: spans.map((_, i) =>
          totalOf(
            Array.from({ length: 2 * i + 1 }, (_x, k) => at(k % 2 === 0 ? 'p' : 'l', k >> 1)),
          ),
        ),
      },
      value: spans.map(([start]) => start),
    },
    {
      id: 'ends',
      symbol: 'e',
      title: 'Where it ends: the first place behind it',
      check: add(refer('starts'), refer('l')),
      value: spans.map(([, end]) => end),
    },
  ];
  return { given, steps };
}

function running(numbers: readonly number[]): number[] {
  let sum = 0;
  return numbers.map((number) => {
    sum += number;
    return sum;
  });
}

/** A step's formula as it stands, and the list that it means. */
export function gathered(
  formula: string,
  list: readonly StepExpression[],
): Pick<ComputedStepDraft, 'formula' | 'substitution' | 'check'> {
  return { ...alone(formula), check: { list } };
}
