// A feed-forward layer and residual sums, worked out row by row.

import type { Source } from '../attention/explain-heads.js';
import { capital } from '../attention/explain-names.js';
import { type Named, projectionStep } from '../attention/explain-projection.js';
import { readMatrix } from '../attention/explain-scaled-dot-product.js';
import { wrap } from '../core/create.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import type { StepDraft } from '../derivation/create-derivation.js';
import { add, maximum } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import type { Given } from '../derivation/types.js';
import type { FeedForwardParameters } from './feed-forward.js';
import { linearFor } from './linear.js';

const TITLES = {
  w1: 'Makes the inner vectors of the feed-forward layer',
  b1: 'Added to the inner vectors',
  w2: 'Makes the outputs of the feed-forward layer',
  b2: 'Added to the outputs',
} as const;

/** Matrices and biases of a feed-forward layer. */
export function feedForwardGivens(
  fn: string,
  parameters: FeedForwardParameters<ArrayInput>,
): Given[] {
  return (['w1', 'b1', 'w2', 'b2'] as const).flatMap((name) => {
    const value = parameters[name];
    if (value === undefined) return [];
    const symbol = `${name.charAt(0) === 'w' ? 'W' : 'b'}_{${name.charAt(1)}}`;
    return [
      {
        id: name,
        symbol,
        title: TITLES[name],
        value: readMatrix(
          fn,
          `feedForward.${name}`,
          value,
          name.startsWith('w') ? 'in out' : 'out',
        ),
      },
    ];
  });
}

/**
 * Both linear layers and the activation between them; the output stands under the id "fed" as F.
 *
 * @param fn - name of the public function, for errors
 * @param input - what goes in
 * @param parameters - matrices and biases
 * @param names - what each token is called
 * @param output - what came out
 * @returns three steps
 */
export function feedForwardSteps(
  fn: string,
  input: Source,
  { w1, b1, b2 }: FeedForwardParameters<ArrayInput>,
  names: readonly string[],
  output: FloatNdArray,
): StepDraft[] {
  const inner = linearFor(fn, ['w1', 'b1'], input.value, w1, b1) as FloatNdArray;
  const active = wrap(
    inner.data.map((value) => Math.max(0, value)),
    inner.shape,
  );
  const rows = names.map((_, i) => i);
  const project = (
    target: Named,
    title: string,
    from: Source,
    number: 1 | 2,
    bias: ArrayInput | undefined,
    value: FloatNdArray,
  ): StepDraft =>
    projectionStep({
      ...{ target, title, mark: '', input: from, rows, places: rows, names, value },
      matrix: { id: `w${number}`, symbol: `W_{${number}}` },
      bias: bias && { id: `b${number}`, symbol: `b_{${number}}` },
      width: from.value.shape[1]!,
      count: rows.length,
    });
  const lifted = { id: 'active', symbol: 'G^{+}', value: active };
  return [
    project(
      ...([{ id: 'inner', symbol: 'G' }, 'Work on each token by itself', input, 1] as const),
      ...([b1, inner] as const),
    ),
    {
      id: 'active',
      symbol: lifted.symbol,
      title: 'Leave out what is negative',
      check: maximum(0, refer('inner')),
      value: active,
    },
    project(
      { id: 'fed', symbol: 'F' },
      'Bring it back to the width of a token',
      lifted,
      2,
      b2,
      output,
    ),
  ];
}

/** A residual sum, and its value. */
export function sumStep(
  target: Named,
  x: Source,
  part: Source,
  names: readonly string[],
): { readonly draft: StepDraft; readonly value: FloatNdArray } {
  const data = Float64Array.from(x.value.data, (value, i) => value + part.value.data[i]!);
  const value = wrap(data, x.value.shape);
  const small = (symbol: string): string => symbol.charAt(0).toLowerCase() + symbol.slice(1);
  return {
    value,
    draft: {
      id: target.id,
      symbol: target.symbol,
      title: 'Add what went in: the residual connection',
      check: add(refer(x.id), refer(part.id)),
      value,
      steps: names.map((name, i): StepDraft => {
        const own = (of: Named): ReturnType<typeof refer> =>
          refer(of.id, [i], `${small(of.symbol)}_{${i + 1}}`);
        return {
          id: `${target.id}-${i}`,
          symbol: `${small(target.symbol)}_{${i + 1}}`,
          title: capital(name),
          check: add(own(x), own(part)),
          value: Array.from({ length: value.shape[1]! }, (_, c) => value.get(i, c)),
        };
      }),
    },
  };
}
