// Multi-head attention: projections, heads side by side, and the projection of what they give.

import { checkBoolean, checkNumber, checkOptions, recordAt } from '../core/check.js';
import { isNdArray } from '../core/create.js';
import { KindError } from '../core/errors.js';
import { checkElements } from '../core/limit.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { add } from '../gradient/arithmetic.js';
import { matmul } from '../gradient/matmul.js';
import { shapeOf } from '../gradient/moves.js';
import { concat, reshape, transpose } from '../gradient/shape.js';
import { isTraced, type Traced } from '../gradient/traced.js';
import { fromHeads, toHeads } from './heads.js';
import { namingCulprit } from './name-culprit.js';
import { ATTENTION_OPTIONS, type AttentionOptions, refuseShape } from './options.js';
import { maskNumbers } from './read-mask.js';
import { scaledDotProductAttentionFor } from './scaled-dot-product.js';
import { attentionStagesFor } from './stages.js';

/** A projection for all heads side by side, [D, heads·width], or one for each head: [heads, D, width], or a list of [D, width]. */
export type HeadProjection<T extends ArrayInput | Traced = ArrayInput | Traced> = T | readonly T[];

/** The parameters of multi-head attention. */
export interface MultiHeadParameters<T extends ArrayInput | Traced = ArrayInput | Traced> {
  /** Makes queries of x: [D, heads·d], or one matrix [D, d] for each head. */
  readonly wq: HeadProjection<T>;
  /** Makes keys of the memory: [Dk, groups·d], or one matrix for each group. */
  readonly wk: HeadProjection<T>;
  /** Makes values of the memory: [Dv, groups·e], or one matrix for each group. */
  readonly wv: HeadProjection<T>;
  /** Projects the heads side by side: [heads·e, out]; left out, they are returned side by side. */
  readonly wo?: T | undefined;
  /** Added to the queries: [heads·d]. */
  readonly bq?: T | undefined;
  /** Added to the keys: [groups·d]. */
  readonly bk?: T | undefined;
  /** Added to the values: [groups·e]. */
  readonly bv?: T | undefined;
  /** Added to the output: [out]; only with `wo`. */
  readonly bo?: T | undefined;
}

/** What is attended to, where keys and values are made of different arrays. */
export interface AttentionMemory<T extends ArrayInput | Traced = ArrayInput | Traced> {
  /** What keys are made of, [..., m, Dk]. */
  readonly keys: T;
  /** What values are made of, [..., m, Dv]. */
  readonly values: T;
}

/** What multi-head attention may be told: as scaled dot-product attention, and of its heads. */
export interface MultiHeadOptions<T extends ArrayInput | Traced = ArrayInput | Traced>
  extends Omit<AttentionOptions<T>, 'groupedHeads'> {
  /** How many heads. */
  readonly heads: number;
  /** How many heads keys and values have, a divisor of `heads`; as many as `heads` where left out. */
  readonly groups?: number | undefined;
  /** What keys and values are made of, [..., m, D]; x itself where left out. */
  readonly memory?: T | AttentionMemory<T> | undefined;
  /** Whether the weights are returned too, which takes memory for each pair of query and key. */
  readonly weights?: boolean | undefined;
}

/** What multi-head attention gives. */
export interface MultiHeadAttention<Value = FloatNdArray> {
  /** [..., n, out] */
  readonly output: Value;
  /** [..., heads, n, m]; where asked for. */
  readonly weights?: Value;
}

const FN = 'multiHeadAttention';
const PARAMETERS = ['wq', 'wk', 'wv', 'wo', 'bq', 'bk', 'bv', 'bo'] as const;

/**
 * Multi-head attention: the inputs are projected to the queries, keys and values of several heads, each attends
 * by itself, and what they give is put side by side and projected.
 *
 * $$\mathrm{head}_i = \mathrm{Attention}(X W^Q_i, Y W^K_i, Y W^V_i), \quad
 * O = [\mathrm{head}_1, \dots, \mathrm{head}_h] \, W^O$$
 *
 * Projections multiply from the right (X·W + b); columns i·d to (i+1)·d − 1 belong to head i. With `groups`,
 * heads next to each other share keys and values. A mask or bias [n, m], or with the leading axes of x, is the
 * same for all heads; with an axis of heads before n it is each head's own. Everything else is as in
 * `scaledDotProductAttention`; d is the width of a head.
 *
 * @param x - what attends, shape [..., n, D]
 * @param parameters - `wq`, `wk`, `wv`, and where wanted `wo` and biases
 * @param options - `heads`; `memory`: what is attended to, or `{ keys, values }`; `groups`; `weights`: true to
 * have the weights of each head too; and those of `scaledDotProductAttention`
 * @returns `output`, shape [..., n, out], and `weights`, [..., heads, n, m]; traced values where an input is traced
 * @throws ShapeError where shapes do not meet or widths do not divide by the heads, KindError for missing
 * parameters and unknown options, DomainError as in `scaledDotProductAttention`; DomainError for a result of more
 * than 2²⁸ elements
 * @see A. Vaswani et al., "Attention is all you need", 2017, section 3.2.2; J. Ainslie et al., "GQA", 2023
 *
 * @example
 * One token, two heads, no projection of the output: with nothing else to attend to, each head gives its value.
 * ```ts
 * import { multiHeadAttention, toNested } from 'fovea';
 * const w = [[1, 0, 0, 1], [0, 1, 1, 0]];
 * const { output, weights } = multiHeadAttention([[3, 4]], { wq: w, wk: w, wv: w }, { heads: 2, weights: true });
 * toNested(output) // => [[3, 4, 4, 3]]
 * toNested(weights!) // => [[[1]], [[1]]]
 * ```
 */
export function multiHeadAttention(
  x: ArrayInput,
  parameters: MultiHeadParameters<ArrayInput>,
  options: MultiHeadOptions<ArrayInput>,
): MultiHeadAttention;
export function multiHeadAttention(
  x: ArrayInput | Traced,
  parameters: MultiHeadParameters,
  options: MultiHeadOptions,
): MultiHeadAttention<FloatNdArray | Traced>;
export function multiHeadAttention(
  x: ArrayInput | Traced,
  parameters: MultiHeadParameters,
  options: MultiHeadOptions,
): MultiHeadAttention<FloatNdArray | Traced> {
  return namingCulprit(FN, { x, memory: options?.memory }, () =>
    multiHeadAttentionFor(FN, '', x, parameters, options),
  );
}

/** Queries, keys and values of the heads, as they stand before attention. */
export interface Heads {
  /** [..., heads, n, d] */
  readonly q: FloatNdArray | Traced;
  /** [..., groups, m, d] */
  readonly k: FloatNdArray | Traced;
  /** [..., groups, m, e] */
  readonly v: FloatNdArray | Traced;
}

/**
 * `multiHeadAttention` for functions that it is a part of, whose name errors tell; they may change queries, keys and values
 * before these meet.
 *
 * @param fn - name of the public function, for errors
 * @param path - what stands before the names of the parameters in errors
 * @param x - what attends
 * @param parameters - projections and biases
 * @param options - as in `multiHeadAttention`
 * @param between - what becomes of the heads, such as a turn by their positions
 * @returns output, and weights where asked for
 */
export function multiHeadAttentionFor(
  fn: string,
  path: string,
  x: ArrayInput | Traced,
  parameters: MultiHeadParameters,
  options: MultiHeadOptions,
  between: (heads: Heads) => Heads = (same) => same,
): MultiHeadAttention<FloatNdArray | Traced> {
  const own = ['heads', 'groups', 'memory', 'weights'] as const;
  const names = ATTENTION_OPTIONS.filter((name) => name !== 'groupedHeads');
  const {
    heads,
    groups = heads,
    memory,
    weights,
    mask,
    bias,
    ...rest
  } = checkOptions(fn, options, [...own, ...names]);
  const w = checkOptions(fn, parameters, PARAMETERS, recordAt(path, 'parameters'));
  checkNumber(fn, 'heads', heads, { integer: true, min: 1 });
  checkNumber(fn, 'groups', groups, { integer: true, min: 1, max: heads });
  if (shapeOf(x, fn, 'x').length < 2) refuseShape(fn, 'x', '(..., n, D)', shapeOf(x));
  const { keys, values } = readMemory(memory ?? x);
  const site = { fn, path };
  const { q, k, v } = between({
    q: project(site, 'x', x, 'wq', w.wq, 'bq', w.bq, heads),
    k: project(site, 'keys', keys, 'wk', w.wk, 'bk', w.bk, groups),
    v: project(site, 'values', values, 'wv', w.wv, 'bv', w.bv, groups),
  });
  const given = {
    ...rest,
    groupedHeads: groups !== heads,
    mask:
      mask === undefined ? undefined : (forHeads(fn, 'mask', x, maskNumbers(mask)) as ArrayInput),
    bias: bias === undefined ? undefined : forHeads(fn, 'bias', x, bias),
  };
  const asked = weights !== undefined && checkBoolean(fn, 'weights', weights);
  const made = { wq: w.wq, bq: w.bq, wk: w.wk, bk: w.bk };
  const byName = Object.fromEntries(Object.entries(made).map(([name, of]) => [path + name, of]));
  const stages = namingCulprit(fn, byName, () =>
    asked
      ? attentionStagesFor(fn, q, k, v, given)
      : { output: scaledDotProductAttentionFor(fn, q, k, v, given) },
  );
  const output = join(site, stages.output, w.wo, w.bo);
  return 'weights' in stages ? { output, weights: stages.weights } : { output };
}

/** Where parameters stand, for errors. */
interface Site {
  readonly fn: string;
  readonly path: string;
}

function readMemory(memory: NonNullable<MultiHeadOptions['memory']>): {
  readonly keys: ArrayInput | Traced;
  readonly values: ArrayInput | Traced;
} {
  const pair = typeof memory === 'object' && 'keys' in memory && 'values' in memory;
  if (!pair || typeof memory.keys === 'function')
    return { keys: memory as ArrayInput | Traced, values: memory as ArrayInput | Traced };
  return memory as AttentionMemory;
}

/** [..., n, D] to [..., heads, n, width]. */
function project(
  site: Site,
  argument: string,
  x: ArrayInput | Traced,
  name: string,
  projection: HeadProjection | undefined,
  biasName: string,
  bias: ArrayInput | Traced | undefined,
  heads: number,
): FloatNdArray | Traced {
  const { fn, path } = site;
  if (projection === undefined) {
    const parts = { function: fn, argument: path + name, expected: 'a matrix', got: 'nothing' };
    throw new KindError(parts);
  }
  const w = sideBySide(site, name, projection, heads);
  const [shape, own] = [shapeOf(x, fn, argument), shapeOf(w, fn, path + name)];
  if (shape.length < 2) refuseShape(fn, argument, '(..., m, D)', shape);
  const columns = own[1]!;
  if (own.length !== 2 || own[0] !== shape.at(-1)) {
    refuseShape(
      fn,
      path + name,
      `(D=${shape.at(-1)}, heads·width), as the last axis of ${argument} has it`,
      own,
    );
  }
  if (columns % heads !== 0) refuseShape(fn, path + name, `(D, a multiple of ${heads} heads)`, own);
  checkElements(fn, path + name, [...shape.slice(0, -1), columns]);
  return toHeads(addBias(site, biasName, matmul(x, w), bias), heads) as FloatNdArray | Traced;
}

function addBias(
  { fn, path }: Site,
  name: string,
  y: ArrayInput | Traced,
  bias: ArrayInput | Traced | undefined,
): ArrayInput | Traced {
  if (bias === undefined) return y;
  const width = shapeOf(y).at(-1)!;
  const own = shapeOf(bias, fn, path + name);
  if (own.length !== 1 || own[0] !== width) refuseShape(fn, path + name, `(${width})`, own);
  return add(y, bias);
}

/** Projections of single heads as one matrix. */
function sideBySide(
  { fn, path }: Site,
  name: string,
  projection: HeadProjection,
  heads: number,
): ArrayInput | Traced {
  if (isList(projection)) {
    const [first, ...others] = Array.from(projection, (w, i) => {
      const argument = `${path}${name}[${i}]`;
      const own = shapeOf(w, fn, argument);
      return own.length === 2 ? own : refuseShape(fn, argument, '(D, width)', own);
    });
    others.forEach((own, i) => {
      if (own[0] === first![0] && own[1] === first![1]) return;
      refuseShape(fn, `${path}${name}[${i + 1}]`, `(${first!.join(', ')}), as the first`, own);
    });
    if (projection.length === heads) return concat(projection as readonly ArrayInput[], 1);
    refuseShape(fn, path + name, `of ${heads} matrices, one a head`, [projection.length]);
  }
  const shape = shapeOf(projection, fn, path + name);
  if (shape.length !== 3) return projection;
  if (shape[0] !== heads) refuseShape(fn, path + name, `(heads=${heads}, D, width)`, shape);
  return reshape(transpose(projection, [1, 0, 2]), [shape[1]!, heads * shape[2]!]);
}

function isList(projection: HeadProjection): projection is readonly (ArrayInput | Traced)[] {
  if (!Array.isArray(projection)) return false;
  const first: unknown = projection[0];
  return isNdArray(first) || isTraced(first);
}

/** A mask or bias of the leading axes of x gets an axis of heads, which share it. */
function forHeads(
  fn: string,
  argument: string,
  x: ArrayInput | Traced,
  table: ArrayInput | Traced,
): ArrayInput | Traced {
  const shape = shapeOf(table, fn, argument);
  const rank = shapeOf(x).length;
  if (rank === 2 || shape.length !== rank) return table;
  return reshape(table, [...shape.slice(0, -2), 1, ...shape.slice(-2)]);
}

/** [..., heads, n, e] to [..., n, heads·e], projected. */
function join(
  site: Site,
  heads: FloatNdArray | Traced,
  wo: ArrayInput | Traced | undefined,
  bo: ArrayInput | Traced | undefined,
): FloatNdArray | Traced {
  const whole = fromHeads(heads) as FloatNdArray | Traced;
  const width = shapeOf(whole).at(-1)!;
  if (wo === undefined) {
    if (bo === undefined) return whole;
    const argument = `${site.path}bo`;
    throw new KindError({
      ...{ function: site.fn, argument },
      expected: 'none without wo',
      got: 'a bias',
    });
  }
  const own = shapeOf(wo, site.fn, `${site.path}wo`);
  if (own.length !== 2 || own[0] !== width)
    refuseShape(site.fn, `${site.path}wo`, `(heads·e=${width}, out)`, own);
  return addBias(site, 'bo', matmul(whole, wo), bo) as FloatNdArray | Traced;
}
