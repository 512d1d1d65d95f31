// A divergence of two distributions as a differentiable function: a kernel and two partial derivatives.
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { div, mul } from '../gradient/arithmetic.js';
import { asArray } from '../gradient/moves.js';
import { sum } from '../gradient/reduce.js';
import { innermost, isTraced, type Rule, type Traceable, type Traced } from '../gradient/traced.js';
import type { PairKernel } from '../kernels/divergence-kernels.js';
import {
  checkRows,
  type Distributions,
  type DivergenceOptions,
  finish,
  keepAxis,
  normalized,
  readRows,
  readSettings,
} from './distributions.js';

/** A divergence as a kernel and its partial derivatives by each p and each q, in nats. */
export interface PairDefinition {
  /** The public function, for errors. */
  readonly name: string;
  /** The kernel to run. */
  readonly run: () => PairKernel;
  /** Whether the kernel gives the sums of p and q too, by which they are checked; false where left out. */
  readonly givesSums?: boolean;
  /** The derivative by each p; `value` gives the divergence, ready to be broadcast. */
  readonly byP: (p: Traceable, q: Traceable, value: () => Traceable) => Traceable;
  /** The derivative by each q. */
  readonly byQ: (p: Traceable, q: Traceable, value: () => Traceable) => Traceable;
  /**
   * The derivatives by each p and q less their mean under p and under q: where both are divided by their sums, these times
   * the sums are the derivatives. Left out where both terms of that difference are finite.
   */
  readonly lessMean?: Pick<PairDefinition, 'byP' | 'byQ'>;
  /** What errors call the arguments; p and q where left out. */
  readonly names?: readonly [string, string];
}

/**
 * Computes a divergence of each pair of distributions.
 *
 * @param definition - which
 * @param p - distributions
 * @param q - distributions of the same shape
 * @param options - of the public function
 * @returns a number, an ndarray or a traced value
 */
export function pairDivergence(
  definition: PairDefinition,
  p: Distributions,
  q: Distributions,
  options: DivergenceOptions | undefined,
): number | FloatNdArray | Traced {
  const { name, names = ['p', 'q'] } = definition;
  const { axis, unit, normalize } = readSettings(name, options);
  const shares = (): [Distributions, Distributions] => [
    normalized(name, names[0], p, axis),
    normalized(name, names[1], q, axis),
  ];
  let value: number | FloatNdArray | Traced;
  if (!normalize) value = nats(definition, p, q, axis);
  else if (definition.lessMean === undefined || !(isTraced(p) || isTraced(q))) {
    value = nats(definition, ...shares(), axis);
  } else {
    const rule = ruleOfShares(definition, definition.lessMean, axis);
    value = innermost([p, q]).record(rule, [p, q], undefined);
  }
  return unit === 1 ? value : inUnit(value, unit);
}

/** From nats to another unit. */
export function inUnit(
  value: number | FloatNdArray | Traced,
  unit: number,
): number | FloatNdArray | Traced {
  return typeof value === 'number' ? value / unit : div(value, unit);
}

function nats(
  definition: PairDefinition,
  p: Distributions,
  q: Distributions,
  axis: number,
): number | FloatNdArray | Traced {
  if (isTraced(p) || isTraced(q))
    return innermost([p, q]).record(ruleOf(definition, axis), [p, q], undefined);
  const inputs: ArrayInput[] = [p, q];
  const { name, names = ['p', 'q'], run, givesSums = false } = definition;
  const rows = readRows(name, names, inputs, axis, !givesSums);
  const { arrays, outer, length, inner } = rows;
  const [values, ...sums] = [0, 1, 2].map(() => new Float64Array(outer * inner));
  const [pSums, qSums] = sums;
  run()(arrays[0]!.data, arrays[1]!.data, values!, outer, length, inner, [pSums!, qSums!]);
  if (givesSums) checkRows(name, names, inputs, axis, rows, sums);
  return finish(values!, rows, inputs);
}

function ruleOf(definition: PairDefinition, axis: number): Rule {
  return {
    name: definition.name,
    forward: ([p, q]) => nats(definition, asArray(p!), asArray(q!), axis),
    pullbacks: [
      (g, y, [p, q]) =>
        mul(
          keepAxis(g, p!, axis),
          definition.byP(p!, q!, () => keepAxis(y, p!, axis)),
        ),
      (g, y, [p, q]) =>
        mul(
          keepAxis(g, p!, axis),
          definition.byQ(p!, q!, () => keepAxis(y, p!, axis)),
        ),
    ],
  };
}

/** With both arguments divided by their sums. */
function ruleOfShares(
  definition: PairDefinition,
  { byP, byQ }: Pick<PairDefinition, 'byP' | 'byQ'>,
  axis: number,
): Rule {
  const { name, names = ['p', 'q'] } = definition;
  const total = (p: Traceable) => sum(p as Distributions, { axis, keepDims: true });
  const share = (p: Traceable) => div(p, total(p));
  const pullback =
    (by: PairDefinition['byP'], of: 0 | 1): Rule['pullbacks'][number] =>
    (g, y, inputs) => {
      const [p, q] = inputs as [Traceable, Traceable];
      const slopes = by(share(p), share(q), () => keepAxis(y, p, axis));
      return mul(keepAxis(g, p, axis), div(slopes, total([p, q][of]!)));
    };
  return {
    name,
    forward: (inputs) => {
      const [p, q] = inputs.map((input, i) => normalized(name, names[i]!, asArray(input), axis));
      return nats(definition, p!, q!, axis);
    },
    pullbacks: [pullback(byP, 0), pullback(byQ, 1)],
  };
}
