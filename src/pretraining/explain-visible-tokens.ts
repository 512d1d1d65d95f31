// What one token of a text may attend to, place by place, in each architecture.
import { checkNumber, checkOptions } from '../core/check.js';
import { describeValue, KindError, ShapeError } from '../core/errors.js';
import { createDerivation } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import { choose, less, lessEqual, or, sum } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import type { Derivation } from '../derivation/types.js';
import {
  type Architecture,
  architectureMask,
  type VisibleTokensOptions,
  visibleTokensFor,
} from './visible-tokens.js';

const FN = 'explainVisibleTokens';

/** More tokens no one reads. */
const MOST = 12;

/** What is said of an architecture. */
interface Rule {
  readonly called: string;
  readonly formula: string;
  readonly title: string;
  readonly note: string;
  readonly source: string;
}

const RULES: { readonly [Kind in Architecture]: Rule } = {
  encoder: {
    called: 'an encoder',
    formula: 'm = (1, \\dots, 1)',
    title: 'An encoder (BERT) has no causal mask: a token sees all, before and after it',
    note: 'So a token cannot be guessed from its own place; it has to be hidden first.',
    source: 'J. Devlin and others, "BERT", NAACL 2019, section 3.1 and figure 3.',
  },
  decoder: {
    called: 'a decoder',
    formula:
      'm_j = \\begin{cases} 1 & \\text{if } j \\le i \\\\ 0 & \\text{otherwise} \\end{cases}',
    title: 'A decoder (GPT) has a causal mask: a token sees itself and those before it',
    note: 'A token sees itself, since j = i is allowed: its output predicts the next token, not itself.',
    source:
      'A. Radford and others, "Improving language understanding by generative pre-training", 2018, section 3.1.',
  },
  prefix: {
    called: 'a decoder with a prefix',
    formula:
      'm_j = \\begin{cases} 1 & \\text{if } j < p \\text{ or } j \\le i \\\\ 0 & \\text{otherwise} \\end{cases}',
    title: 'A decoder with a prefix: all see the whole prefix, and what came before them',
    note: 'A token sees itself, since j = i is allowed. Tokens of the prefix see each other, those after them too.',
    source:
      'C. Raffel and others, "Exploring the limits of transfer learning with a unified text-to-text transformer", JMLR 2020, section 3.2.1 and figure 4.',
  },
  'encoder-decoder': {
    called: 'an encoder and a decoder',
    formula:
      'm_j = \\begin{cases} 1 & \\text{if } j < p \\text{ or } j \\le i \\\\ 0 & \\text{otherwise} \\end{cases}',
    title:
      'Encoder and decoder (T5): the first p tokens are the encoder’s, the others the decoder’s',
    note: 'The encoder’s tokens see each other. The decoder’s see all of these, by cross-attention, and by a causal mask themselves and those before them.',
    source:
      'C. Raffel and others, "Exploring the limits of transfer learning with a unified text-to-text transformer", JMLR 2020, section 3.2.1 and figure 4.',
  },
};

/**
 * Finds the tokens that one of a short text may attend to, and shows the work: the rule of the architecture, for each
 * place whether it holds, and which tokens are left.
 *
 * $$m_j = \begin{cases} 1 & \text{encoder: always; decoder: } j \le i \text{; else: } j < p \text{ or } p \le j \le i
 * \\ 0 & \text{else} \end{cases}$$
 *
 * @param tokens - words or their parts, 1 to 12
 * @param position - the place i of the token that attends, counted from 0
 * @param options - `architecture`: "encoder" where left out, "decoder", "prefix" or "encoder-decoder"; `prefix`: p, for the
 * last two
 * @returns the derivation; its `result` is what `visibleTokens` returns
 * @throws as `visibleTokens`; KindError for tokens that are no text, ShapeError for more than 12
 * @see C. Raffel and others, "Exploring the limits of transfer learning with a unified text-to-text transformer", 2020,
 * figures 3 and 4
 *
 * @example
 * What "barked" sees in GPT.
 * ```ts
 * import { explainVisibleTokens, verifyDerivation } from 'fovea';
 * const tokens = ['The', 'dog', 'barked', 'loudly'];
 * const d = explainVisibleTokens(tokens, 2, { architecture: 'decoder' });
 * d.result // => ['The', 'dog', 'barked']
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainVisibleTokens(
  tokens: readonly string[],
  position: number,
  options?: VisibleTokensOptions,
): Derivation<string[]> {
  const { architecture = 'encoder', prefix } = checkOptions(FN, options, [
    'architecture',
    'prefix',
  ]);
  const words = readWords(tokens);
  checkNumber(FN, 'position', position, { integer: true, min: 0, max: words.length - 1 });
  const result = visibleTokensFor('explainVisibleTokens', words, position, options);
  const n = words.length;
  const mask = architectureMask(architecture, n, prefix === undefined ? {} : { prefix });
  const rule = RULES[architecture];
  const places = Array.from({ length: n }, (_, j) => j);
  const hidden = words.filter((_, j) => mask.get(position, j) === 0);
  return createDerivation<string[]>({
    topic: 'pretraining',
    title: `What a token sees in ${rule.called}`,
    given: [
      { id: 't', symbol: 't', title: 'The tokens; their places count from 0', value: words },
      { id: 'i', symbol: 'i', title: 'The place of the token that attends', value: position },
      ...(prefix === undefined
        ? []
        : [{ id: 'p', symbol: 'p', title: 'How many tokens come first', value: prefix }]),
    ],
    steps: [
      {
        id: 'mask',
        symbol: 'm',
        title: rule.title,
        formula: rule.formula,
        check: { list: places.map((j) => seesPlace(architecture, j)) },
        value: places.map((j) => mask.get(position, j)),
        note: rule.note,
        table: {
          corner: 'token',
          columns: ['place j', ...(architecture === 'encoder' ? [] : ['rule']), 'seen'],
          rows: words.map((word, j) => ({
            label: word,
            cells: [
              j,
              ...(architecture === 'encoder' ? [] : [condition(architecture, j)]),
              seesPlace(architecture, j),
            ],
          })),
        },
      },
      {
        id: 'count',
        symbol: 'k',
        title: 'How many it sees',
        check: sum(refer('mask')),
        value: result.length,
      },
      {
        id: 'seen',
        symbol: 'v',
        title: 'These are the tokens with a 1, in order',
        formula: 'v = (t_j : m_j = 1)',
        check: {
          list: places.flatMap((j) => (mask.get(position, j) === 1 ? [refer('t', [j])] : [])),
        },
        value: result,
      },
    ],
    result,
    symbol: 'v',
    answer: refer('seen'),
    conclusion: `${quoted([words[position]!])} at place ${position} sees ${quoted(result)}${hidden.length > 0 ? `, not ${quoted(hidden)}` : ': all there is'}.`,
    sources: [rule.source],
  });
}

/** What the rule asks of place j. */
function condition(architecture: Architecture, j: number): StepExpression {
  const past = lessEqual(j, refer('i'));
  return architecture === 'decoder' ? past : or(less(j, refer('p')), past);
}

function seesPlace(architecture: Architecture, j: number): StepExpression {
  return architecture === 'encoder' ? 1 : choose(condition(architecture, j), 1, 0);
}

function quoted(words: readonly string[]): string {
  return words.map((word) => `“${word}”`).join(', ');
}

function readWords(tokens: unknown): readonly string[] {
  const parts = { function: FN, argument: 'tokens' };
  if (!Array.isArray(tokens) || tokens.some((token) => typeof token !== 'string')) {
    const got = Array.isArray(tokens)
      ? describeValue(tokens.find((token) => typeof token !== 'string'))
      : describeValue(tokens);
    throw new KindError({ ...parts, expected: 'a list of words', got });
  }
  if (tokens.length >= 1 && tokens.length <= MOST) return tokens;
  throw new ShapeError({ ...parts, expected: `1 to ${MOST} words`, got: `${tokens.length}` });
}
