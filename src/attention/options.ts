// What attention may be told, read once for all forms of it: which keys a query sees, and how scores are made.
import { checkBoolean, checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { checkFinite, computeDType, readArray } from '../core/create.js';
import { DomainError, describeValue, KindError, ShapeError } from '../core/errors.js';
import { elementCount, sameShape } from '../core/layout.js';
import type { ArrayInput, FloatTypedArray } from '../core/types.js';
import { shapeOf } from '../gradient/moves.js';
import type { Traced } from '../gradient/traced.js';
import type { AttentionTask, ScoreTable } from '../kernels/attention-kernels.js';
import { type AttentionMask, maskNumbers } from './read-mask.js';

/** What every form of attention may be told. */
export interface AttentionOptions<B extends ArrayInput | Traced = ArrayInput | Traced> {
  /**
   * 1 or true where a query may attend to a key, 0 or false where not: shape [n, m] or [1, m], alone or with the leading axes
   * of the queries, any of them of length 1.
   */
  readonly mask?: AttentionMask | undefined;
  /** Added to the scaled scores; −∞ hides a key. Shapes as for `mask`. */
  readonly bias?: B | undefined;
  /**
   * Whether a query sees no key after its own place. Where there are as many keys as queries, `true`; else
   * "start" (query i sees keys up to i) or "end" (the last query sees all keys).
   */
  readonly causal?: boolean | 'start' | 'end' | undefined;
  /** How many keys before and after its own place a query sees; one number for both. */
  readonly window?: number | readonly [before: number, after: number] | undefined;
  /** How many keys count, from the first on: one number, or one for each of the leading axes or the first of them. */
  readonly keyLengths?: ArrayInput | number | undefined;
  /** c > 0: scaled scores s become $c \tanh(s / c)$, before bias and mask. */
  readonly softcap?: number | undefined;
  /** Factor of the dot products, $1 / \sqrt{d}$ where left out. */
  readonly scale?: number | undefined;
  /**
   * Whether the last leading axis of keys and values may be a divisor of that of the queries: heads
   * next to each other then share keys and values.
   */
  readonly groupedHeads?: boolean | undefined;
}

/** Names of the options. */
export const ATTENTION_OPTIONS = [
  'mask',
  'bias',
  'causal',
  'window',
  'keyLengths',
  'softcap',
  'scale',
  'groupedHeads',
] as const;

/** A call without its queries, keys, values and bias. */
export interface AttentionLayout
  extends Omit<AttentionTask, 'query' | 'key' | 'value' | 'bias' | 'e'> {
  /** Leading axes of the queries. */
  readonly lead: readonly number[];
  /** Where rows of the bias lie; undefined where there is none. */
  readonly biasTable: Omit<ScoreTable<unknown>, 'data'> | undefined;
}

/**
 * Reads options and shapes.
 *
 * @param fn - name of the public function, for errors
 * @param q - queries [..., n, d]
 * @param k - keys [..., m, d]
 * @param options - what the caller said
 * @returns sizes, and which keys are seen
 * @throws KindError, ShapeError or DomainError where something does not fit
 */
export function readLayout(
  fn: string,
  q: ArrayInput | Traced,
  k: ArrayInput | Traced,
  options: AttentionOptions | undefined,
): AttentionLayout {
  const given = checkOptions(fn, options, ATTENTION_OPTIONS);
  const [query, key] = [shapeOf(q, fn, 'query'), shapeOf(k, fn, 'key')];
  if (query.length < 2) refuseShape(fn, 'query', '(..., n, d)', query);
  const lead = query.slice(0, -2);
  const [n, d] = [query.at(-2)!, query.at(-1)!];
  const grouped =
    given.groupedHeads !== undefined && checkBoolean(fn, 'groupedHeads', given.groupedHeads);
  const share = shareOf(lead, key.slice(0, -2), grouped);
  if (key.length !== query.length || key.at(-1) !== d || share === undefined) {
    const heads =
      grouped && lead.length > 0 ? [...lead.slice(0, -1), `a divisor of ${lead.at(-1)}`] : lead;
    refuseShape(fn, 'key', `(${[...heads, 'm', `d=${d}`].join(', ')})`, key);
  }
  const m = key.at(-2)!;
  if (d === 0) refuseShape(fn, 'query', '(..., n, d) with d at least 1', query);
  const items = elementCount(lead);
  const { scale, softcap, keyLengths, mask, bias } = given;
  return {
    lead,
    items,
    share,
    n,
    m,
    d,
    scale: scale === undefined ? 1 / Math.sqrt(d) : checkNumber(fn, 'scale', scale),
    softcap: softcap === undefined ? 0 : checkNumber(fn, 'softcap', softcap, { above: 0 }),
    ...readBand(fn, given, n, m),
    limits: readLimits(fn, keyLengths, lead, m),
    mask: mask === undefined ? undefined : readMask(fn, mask, lead, n, m),
    biasTable:
      bias === undefined ? undefined : tableOf(fn, 'bias', shapeOf(bias, fn, 'bias'), lead, n, m),
  };
}

/** Shape of keys or values for an error: leading axes, m and the last axis. */
export function refuseShape(
  fn: string,
  argument: string,
  shape: string,
  got: readonly number[],
): never {
  throw new ShapeError({
    function: fn,
    argument,
    expected: `shape ${shape}`,
    got: `(${got.join(', ')})`,
  });
}

/**
 * The call with its numbers.
 *
 * @param fn - name of the public function, for errors
 * @param layout - what `readLayout` gave
 * @param q - queries [..., n, d]
 * @param k - keys [..., m, d]
 * @param v - values [..., m, e]
 * @param bias - as in the options
 * @returns the task for a kernel
 * @throws ShapeError where the values do not fit the keys, DomainError for NaN in queries, keys or bias
 */
export function readTask(
  fn: string,
  layout: AttentionLayout,
  q: ArrayInput,
  k: ArrayInput,
  v: ArrayInput,
  bias: ArrayInput | undefined,
): AttentionTask {
  const dtype = bias === undefined ? computeDType(q, k, v) : computeDType(q, k, v, bias);
  const { m } = layout;
  const key = checkFinite(fn, 'key', readArray(fn, 'key', k, dtype));
  const value = readArray(fn, 'value', v, dtype);
  const keyLead = key.shape.slice(0, -2);
  const fits =
    value.shape.length === key.shape.length &&
    value.shape.at(-2) === m &&
    sameShape(value.shape.slice(0, -2), keyLead);
  if (!fits) refuseShape(fn, 'value', `(${[...keyLead, `m=${m}`, 'e'].join(', ')})`, value.shape);
  const table = layout.biasTable;
  // Field by field: engines take longer to add to a copied object than the attention of a few tokens takes.
  const { items, share, n, d, scale, softcap, low, high, limits, mask } = layout;
  return {
    items,
    share,
    n,
    m,
    d,
    scale,
    softcap,
    low,
    high,
    limits,
    mask,
    query: checkFinite(fn, 'query', readArray(fn, 'query', q, dtype)).data,
    key: key.data,
    value: value.data,
    e: value.shape.at(-1)!,
    bias: table && bias && { ...table, data: readBias(fn, bias, dtype) },
  };
}

function readBias(fn: string, bias: ArrayInput, dtype: 'float32' | 'float64'): FloatTypedArray {
  const { data } = readArray(fn, 'bias', bias, dtype);
  const at = data.findIndex((value) => !(value < Infinity));
  if (at < 0) return data;
  throw new DomainError({
    function: fn,
    argument: 'bias',
    expected: 'numbers below +Infinity',
    got: `${data[at]} at element ${at}`,
  });
}

/** How many items read the same keys; undefined where the leading axes do not fit. */
function shareOf(
  lead: readonly number[],
  keyLead: readonly number[],
  grouped: boolean,
): number | undefined {
  if (sameShape(lead, keyLead)) return 1;
  const [heads, groups] = [lead.at(-1), keyLead.at(-1)];
  const fits =
    grouped &&
    heads !== undefined &&
    groups !== undefined &&
    groups > 0 &&
    heads % groups === 0 &&
    sameShape(lead.slice(0, -1), keyLead.slice(0, -1));
  return fits ? heads / groups : undefined;
}

function readBand(
  fn: string,
  { causal = false, window }: AttentionOptions,
  n: number,
  m: number,
): { readonly low: number; readonly high: number } {
  if (typeof causal !== 'boolean') checkOneOf(fn, 'causal', causal, ['start', 'end']);
  const aligned = typeof causal === 'string';
  if (n !== m && !aligned && (causal === true || window !== undefined)) {
    throw new DomainError({
      function: fn,
      argument: 'causal',
      expected: `"start" or "end", which say how ${n} queries and ${m} keys are aligned`,
      got: describeValue(causal),
    });
  }
  const offset = causal === 'end' ? m - n : 0;
  const [before, after] = readWindow(fn, window);
  return { low: offset - before, high: offset + (causal === false ? after : 0) };
}

function readWindow(fn: string, window: unknown): readonly [before: number, after: number] {
  if (window === undefined) return [Infinity, Infinity];
  const sides: unknown[] = Array.isArray(window) ? window : [window, window];
  if (sides.length !== 2) {
    throw new KindError({
      function: fn,
      argument: 'window',
      expected: 'a whole number, or [before, after]',
      got: describeValue(window),
    });
  }
  const [before, after] = sides.map((side) =>
    checkNumber(fn, 'window', side, { integer: true, min: 0 }),
  );
  return [before!, after!];
}

function readLimits(
  fn: string,
  lengths: ArrayInput | number | undefined,
  lead: readonly number[],
  m: number,
): Int32Array {
  const items = elementCount(lead);
  const range = { integer: true, min: 0, max: m };
  if (lengths === undefined) return new Int32Array(items).fill(m);
  if (typeof lengths === 'number') {
    return new Int32Array(items).fill(checkNumber(fn, 'keyLengths', lengths, range));
  }
  const { data, shape } = readArray(fn, 'keyLengths', lengths);
  if (shape.length > lead.length || shape.some((length, axis) => length !== lead[axis])) {
    refuseShape(fn, 'keyLengths', `(${lead.join(', ')}), or the first of these axes`, shape);
  }
  const each = items / data.length;
  for (const length of data) checkNumber(fn, 'keyLengths', length, range);
  return Int32Array.from({ length: items }, (_, item) => data[Math.floor(item / each)]!);
}

function readMask(
  fn: string,
  mask: AttentionMask,
  lead: readonly number[],
  n: number,
  m: number,
): ScoreTable<Uint8Array> {
  const { data, shape } = readArray(fn, 'mask', maskNumbers(mask));
  const table = tableOf(fn, 'mask', shape, lead, n, m);
  const at = data.findIndex((value) => value !== 0 && value !== 1);
  if (at >= 0) {
    throw new DomainError({
      function: fn,
      argument: 'mask',
      expected: '1 (may attend) or 0 (may not); scores to add go into "bias"',
      got: `${data[at]} at element ${at}`,
    });
  }
  return { ...table, data: Uint8Array.from(data) };
}

function tableOf(
  fn: string,
  argument: string,
  shape: readonly number[],
  lead: readonly number[],
  n: number,
  m: number,
): Omit<ScoreTable<unknown>, 'data'> {
  const own = shape.slice(0, -2);
  const rows = shape.at(-2);
  const fits =
    shape.length >= 2 &&
    shape.at(-1) === m &&
    (rows === n || rows === 1) &&
    (own.length === 0 || own.length === lead.length) &&
    own.every((length, axis) => length === 1 || length === lead[axis]);
  if (!fits) {
    const whole = [...lead, `n=${n}`, `m=${m}`].join(', ');
    refuseShape(fn, argument, `(n=${n}, m=${m}) or (${whole}), each but m may be 1`, shape);
  }
  const starts = new Int32Array(elementCount(lead));
  if (own.length > 0) {
    for (let item = 0; item < starts.length; item++) {
      let rest = item;
      let step = 1;
      for (let axis = lead.length - 1; axis >= 0; axis--) {
        const place = rest % lead[axis]!;
        rest = Math.floor(rest / lead[axis]!);
        if (own[axis] !== 1) starts[item]! += place * step;
        step *= own[axis]!;
      }
      starts[item]! *= rows! * m;
    }
  }
  return { starts, rowStep: rows === 1 ? 0 : m };
}
