// What a token may attend to in each architecture.
import { causalMask } from '../attention/masks.js';
import { checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { describeValue, KindError } from '../core/errors.js';
import { checkElements } from '../core/limit.js';
import type { FloatNdArray } from '../core/types.js';

/**
 * Kinds of transformers: "encoder" (BERT), "decoder" (GPT), "prefix" (a decoder that sees all of a given beginning) and
 * "encoder-decoder" (T5).
 */
export type Architecture = 'encoder' | 'decoder' | 'prefix' | 'encoder-decoder';

/** What `architectureMask` may be told. */
export interface ArchitectureOptions {
  /**
   * How many tokens come first and see each other: the prefix, or the encoder's text. Needed by "prefix" and
   * "encoder-decoder", of no meaning to the others.
   */
  readonly prefix?: number | undefined;
}

/** What `visibleTokens` may be told. */
export interface VisibleTokensOptions extends ArchitectureOptions {
  /** The architecture; "encoder" where left out. */
  readonly architecture?: Architecture | undefined;
}

const ARCHITECTURES = ['encoder', 'decoder', 'prefix', 'encoder-decoder'] as const;

/**
 * The mask of an architecture: which tokens each may attend to.
 *
 * $$M_{ij} = \begin{cases} 1 & \text{encoder: always; decoder: } j \le i \text{; else: } j < p \text{ or } p \le j \le i
 * \\ 0 & \text{else} \end{cases}$$
 *
 * Every token sees itself. With a prefix of p tokens, those see each other, and what follows sees the prefix and what
 * came before it. The tokens of an encoder and a decoder, one after the other, see the same: the encoder's see each other,
 * the decoder's all of these, by cross-attention, and their own past. The difference is in the parameters, of which an
 * encoder-decoder has two sets.
 *
 * @param architecture - "encoder", "decoder", "prefix" or "encoder-decoder"
 * @param n - tokens, at least 1; of encoder and decoder together
 * @param options - `prefix`: p from 0 to n, for "prefix" and "encoder-decoder" alone
 * @returns [n, n] in float32: 1 = may attend
 * @throws KindError where the architecture is unknown or a prefix is missing or not wanted, DomainError where a number is
 * out of range; DomainError for a result of more than 2²⁸ elements
 * @see C. Raffel and others, "Exploring the limits of transfer learning with a unified text-to-text transformer", 2020,
 * figures 3 and 4
 *
 * @example
 * The last of three tokens sees all, and what the first sees depends.
 * ```ts
 * import { architectureMask, toNested } from 'fovea';
 * toNested(architectureMask('encoder', 3)) // => [[1, 1, 1], [1, 1, 1], [1, 1, 1]]
 * toNested(architectureMask('decoder', 3)) // => [[1, 0, 0], [1, 1, 0], [1, 1, 1]]
 * toNested(architectureMask('prefix', 3, { prefix: 2 })) // => [[1, 1, 0], [1, 1, 0], [1, 1, 1]]
 * ```
 */
export function architectureMask(
  architecture: Architecture,
  n: number,
  options?: ArchitectureOptions,
): FloatNdArray {
  const fn = 'architectureMask';
  checkNumber(fn, 'n', n, { integer: true, min: 1 });
  checkElements(fn, 'n', [n, n]);
  const { prefix } = checkOptions(fn, options, ['prefix']);
  return maskOf(fn, architecture, n, prefix);
}

function maskOf(
  fn: string,
  architecture: Architecture,
  n: number,
  prefix: number | undefined,
): FloatNdArray {
  checkOneOf(fn, 'architecture', architecture, ARCHITECTURES);
  const wanted = architecture === 'prefix' || architecture === 'encoder-decoder';
  if (wanted !== (prefix !== undefined)) {
    const expected = wanted
      ? `a number of tokens, for "${architecture}"`
      : `nothing, for "${architecture}" has none`;
    throw new KindError({ function: fn, argument: 'prefix', expected, got: describeValue(prefix) });
  }
  const mask = causalMask(n);
  if (architecture === 'encoder') mask.data.fill(1);
  if (prefix !== undefined) {
    checkNumber(fn, 'prefix', prefix, { integer: true, min: 0, max: n });
    for (let i = 0; i < n; i++) mask.data.fill(1, i * n, i * n + prefix);
  }
  return mask;
}

/**
 * The tokens that one of them may attend to, in order.
 *
 * A token sees itself. It is not seen where it is predicted: the output one place before it predicts it, so ask for that
 * place to know what a prediction rests on.
 *
 * @param tokens - the tokens, of any type, at least one
 * @param position - the place of the token that attends, counted from 0
 * @param options - `architecture`: "encoder" where left out; `prefix`: as in `architectureMask`
 * @returns the tokens that it sees
 * @throws KindError where tokens are no list, the architecture is unknown or a prefix is missing or not wanted, DomainError
 * where there is no such place
 * @see J. Devlin and others, "BERT", 2019, figure 3
 *
 * @example
 * What "barked" sees in BERT and in GPT, and what GPT's prediction of it rests on.
 * ```ts
 * import { visibleTokens } from 'fovea';
 * const tokens = ['The', 'dog', 'barked', 'loudly'];
 * visibleTokens(tokens, 2) // => ['The', 'dog', 'barked', 'loudly']
 * visibleTokens(tokens, 2, { architecture: 'decoder' }) // => ['The', 'dog', 'barked']
 * visibleTokens(tokens, 1, { architecture: 'decoder' }) // => ['The', 'dog']
 * ```
 */
export function visibleTokens<T>(
  tokens: readonly T[],
  position: number,
  options?: VisibleTokensOptions,
): T[] {
  return visibleTokensFor('visibleTokens', tokens, position, options);
}

/** `visibleTokens` for functions that it is a part of, whose name errors tell. */
export function visibleTokensFor<T>(
  fn: string,
  tokens: readonly T[],
  position: number,
  options?: VisibleTokensOptions,
): T[] {
  const given = checkOptions(fn, options, ['architecture', 'prefix']);
  if (!Array.isArray(tokens)) {
    const [expected, got] = ['a list of tokens', describeValue(tokens)];
    throw new KindError({ function: fn, argument: 'tokens', expected, got });
  }
  const n = tokens.length;
  checkElements(fn, 'tokens', [n, n]);
  checkNumber(fn, 'position', position, { integer: true, min: 0, max: n - 1 });
  const mask = maskOf(fn, given.architecture ?? 'encoder', n, given.prefix);
  return tokens.filter((_, j) => mask.get(position, j) === 1);
}
