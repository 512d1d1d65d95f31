// Spans taken out of a short text as T5 does it: how they are drawn, and what input and target are made of.
import { checkOptions } from '../core/check.js';
import { ShapeError } from '../core/errors.js';
import { listenTo } from '../core/heard.js';
import { checkRng } from '../core/random.js';
import { createDerivation } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import { maximum, minimum, multiply, subtract } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import type { Derivation, Given } from '../derivation/types.js';
import { type CorruptSpansOptions, corruptSpansFor } from './corrupt-spans.js';
import type { TokenPairs } from './next-token.js';
import { gathered, nearest, spanWork } from './span-steps.js';
import { drawSpans } from './spans.js';
import { readTokens, type TokenList } from './token-lists.js';

const FN = 'explainSpanCorruption';

/** More tokens no one reads. */
const MOST = 20;

/**
 * Takes random spans out of a short text, and shows the work: how many tokens are taken out and in how many spans, what was
 * drawn of their lengths and places, and input and target with the sentinels.
 *
 * @param ids - token numbers, 2 to 20
 * @param options - as of `corruptSpans`; the stream advances as there
 * @returns the derivation; its `result` is what `corruptSpans` returns
 * @throws as `corruptSpans`; ShapeError for more than 20 tokens
 * @see C. Raffel and others, "Exploring the limits of transfer learning with a unified text-to-text transformer", 2020,
 * sections 3.1.4 and 3.3.4
 *
 * @example
 * One of two tokens stays, and the target says the other.
 * ```ts
 * import { explainSpanCorruption, randomGenerator, verifyDerivation } from 'fovea';
 * const d = explainSpanCorruption([10, 11], { rate: 0.5, sentinels: [99], rng: randomGenerator(1) });
 * d.result.target[0] // => 99
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainSpanCorruption(
  ids: TokenList,
  options: CorruptSpansOptions,
): Derivation<TokenPairs> {
  const names = ['rate', 'meanSpan', 'sentinels', 'endSentinel', 'rng'] as const;
  const read = checkOptions(FN, options, names);
  const tokens = readTokens(FN, 'ids', ids);
  const n = tokens.length;
  if (n < 2 || n > MOST) {
    throw new ShapeError({
      ...{ function: FN, argument: 'ids' },
      ...{ expected: `2 to ${MOST} tokens`, got: `${n}` },
    });
  }
  const { rng, replay } = listenTo(checkRng(FN, 'rng', read.rng));
  const result = corruptSpansFor('explainSpanCorruption', tokens, { ...read, rng });
  const { rate = 0.15, meanSpan = 3, endSentinel = false } = read;
  const sentinels = readTokens(FN, 'sentinels', read.sentinels);
  const hidden = n - result.input.filter((id) => !sentinels.includes(id)).length;
  const spans = drawSpans(n, hidden, meanSpan, replay());
  const work = spanWork(n, spans);
  const used = spans.length + (endSentinel ? 1 : 0);
  const token = (j: number): StepExpression => refer('t', [j], `t_{${j}}`);
  const sentinel = (i: number): StepExpression => refer('z', [i], `z_{${i + 1}}`);
  const spanAt = (j: number): number => spans.findIndex(([start, end]) => j >= start && j < end);
  const inside = ([start, end]: readonly [number, number]): StepExpression[] =>
    Array.from({ length: end - start }, (_, k) => token(start + k));
  const given: Given[] = [
    {
      id: 't',
      symbol: 't',
      title: 'The tokens, by their numbers; places count from 0',
      value: tokens,
    },
    { id: 'n', symbol: 'n', title: 'How many tokens there are', value: n },
    { id: 'rate', symbol: 'r', title: 'The part that is taken out', value: rate },
    { id: 'mean', symbol: '\\mu', title: 'How long spans are on average', value: meanSpan },
    { id: 'z', symbol: 'z', title: 'The sentinels that are used', value: sentinels.slice(0, used) },
  ];
  return createDerivation<TokenPairs>({
    topic: 'pretraining',
    title: 'Spans taken out of a text',
    given: [...given, ...work.given],
    steps: [
      {
        id: 'hidden',
        symbol: 'h',
        title: 'How many tokens are taken out: r n, rounded, but at least one and not all',
        formula:
          'h = \\min\\left(\\max\\left(\\left\\lfloor r \\, n + 0.5 \\right\\rfloor, 1\\right), n - 1\\right)',
        check: minimum(
          maximum(nearest(multiply(refer('rate'), refer('n'))), 1),
          subtract(refer('n'), 1),
        ),
        value: hidden,
      },
      ...work.steps,
      {
        id: 'input',
        symbol: 'x',
        title: 'The input: the text with one sentinel in place of each span',
        ...gathered(
          'x = (\\dots, t_{a_i - 1}, z_i, t_{e_i}, \\dots)',
          tokens.flatMap((_, j) => {
            const span = spanAt(j);
            if (span < 0) return [token(j)];
            return spans[span]![0] === j ? [sentinel(span)] : [];
          }),
        ),
        value: result.input,
        table: {
          corner: 'token',
          columns: ['place', 'span', 'sentinel'],
          rows: tokens.map((id, j) => {
            const span = spanAt(j);
            const first = span >= 0 && spans[span]![0] === j;
            const cells = [j, span < 0 ? null : span + 1, first ? sentinel(span) : null];
            return { label: `${id}`, cells };
          }),
        },
      },
      {
        id: 'target',
        symbol: 'y',
        title: `The target: each sentinel, and what it stands for${endSentinel ? '; one more ends it' : ''}`,
        ...gathered('y = (\\dots, z_i, t_{a_i}, \\dots, t_{e_i - 1}, \\dots)', [
          ...spans.flatMap((span, i) => [sentinel(i), ...inside(span)]),
          ...(endSentinel ? [sentinel(spans.length)] : []),
        ]),
        value: result.target,
        note: 'No token is lost: each stands in the input or in the target, and the sentinels say where.',
      },
    ],
    result,
    answer: { record: { input: refer('input'), target: refer('target') } },
    conclusion: `${hidden} of ${n} tokens are to be written, in ${spans.length === 1 ? 'one span' : `${spans.length} spans`}; the target has ${result.target.length} tokens instead of ${n}.`,
    sources: [
      'C. Raffel and others, "Exploring the limits of transfer learning with a unified text-to-text transformer", JMLR 2020, sections 3.1.4 and 3.3.4.',
    ],
  });
}
