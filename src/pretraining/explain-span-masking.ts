// Which of few tokens are hidden in spans, such as those of speech, from what is drawn.
import { checkOptions } from '../core/check.js';
import { DomainError } from '../core/errors.js';
import { readFewRows } from '../core/few.js';
import { listenTo } from '../core/heard.js';
import { checkRng } from '../core/random.js';
import type { ArrayInput, Rng } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import {
  add,
  any,
  argmax,
  choose,
  equal,
  floor,
  multiply,
  subtract,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import type { Derivation, Given } from '../derivation/types.js';
import { type Masking, type SpanMaskingOptions, spanMaskingFor } from './masking.js';
import { gathered, spanWork } from './span-steps.js';
import { drawSpans, groupsOf, readSpans } from './spans.js';

const FN = 'explainSpanMasking';

/** More tokens, or numbers of one, no one reads. */
const MOST: readonly [number, number] = [16, 4];

/**
 * Hides few tokens in spans, and shows the work: how many are hidden; for random spans what was drawn of their lengths and
 * places, for given ones, such as those of speech, the random order in which they are hidden; and what is left.
 *
 * @param tokens - [n, d], at most 16 of 4 numbers
 * @param options - as of `spanMasking`; the stream advances as there
 * @returns the derivation; its `result` is what `spanMasking` returns
 * @throws as `spanMasking`; ShapeError for more than 16 tokens or 4 numbers, DomainError where none stays
 * @see Z. Tang and others, "TVLT: Textless vision-language transformer", 2022, section 3.3
 *
 * @example
 * Speech in tokens 1 and 2 is hidden first.
 * ```ts
 * import { explainSpanMasking, randomGenerator, verifyDerivation } from 'fovea';
 * const options = { ratio: 0.5, spans: [[1, 3]], rng: randomGenerator(1) } as const;
 * const d = explainSpanMasking([[1], [2], [3], [4]], options);
 * d.result.masked // => [1, 2]
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainSpanMasking(
  tokens: ArrayInput,
  options: SpanMaskingOptions,
): Derivation<Masking> {
  const read = checkOptions(FN, options, ['ratio', 'rng', 'meanSpan', 'spans']);
  const x = readFewRows(FN, 'tokens', tokens, MOST);
  const n = x.length;
  const { rng, replay } = listenTo(checkRng(FN, 'rng', read.rng));
  const result = spanMaskingFor('explainSpanMasking', x, { ...read, rng }) as Masking;
  const { ratio = 0.75, meanSpan = 3 } = read;
  const hidden = result.masked.length;
  if (hidden === n) {
    const expected = `a ratio at which one of ${n} tokens stays, to be shown`;
    throw new DomainError({ function: FN, argument: 'ratio', expected, got: `${ratio}` });
  }
  const work =
    read.spans === undefined
      ? randomWork(n, hidden, meanSpan, replay())
      : givenWork(n, hidden, readSpans(FN, n, read.spans), replay());
  const places = Array.from({ length: n }, (_, place) => place);
  return createDerivation<Masking>({
    topic: 'pretraining',
    title: 'Tokens hidden in spans',
    given: [
      { id: 'x', symbol: 'X', title: 'The tokens, one a row; places count from 0', value: x },
      { id: 'n', symbol: 'n', title: 'How many tokens there are', value: n },
      { id: 'ratio', symbol: 'r', title: 'The part that is hidden', value: ratio },
      ...work.given,
    ],
    steps: [
      {
        id: 'visible',
        symbol: 's',
        title: 'How many stay',
        // A hair more, so that rounding of (1 − r) n does not take one away.
        check: floor(add(multiply(subtract(1, refer('ratio')), refer('n')), n * 2 ** -50)),
        formula: 's = \\lfloor (1 - r) \\, n \\rfloor',
        substitution: `\\lfloor (1 - ${ratio}) \\cdot ${n} \\rfloor`,
        value: n - hidden,
      },
      {
        id: 'hidden',
        symbol: 'h',
        title: 'How many are hidden',
        check: subtract(refer('n'), refer('visible')),
        value: hidden,
      },
      ...work.steps,
      {
        id: 'masked',
        symbol: 'M',
        title: 'The places that are hidden, in ascending order',
        ...gathered(work.formula, work.masked),
        value: result.masked,
      },
      {
        id: 'mask',
        symbol: 'm',
        title: 'The mask: 1 where a token is hidden',
        ...gathered(
          'm_i = \\begin{cases} 1 & \\text{if } i \\in M \\\\ 0 & \\text{otherwise} \\end{cases}',
          places.map((place) =>
            hidden === 0 ? 0 : choose(any(equal(refer('masked'), place)), 1, 0),
          ),
        ),
        value: result.mask,
      },
      {
        id: 'keep',
        symbol: 'K',
        title: 'The places that stay',
        ...gathered('K = (i : m_i = 0)', result.keep),
        value: result.keep,
      },
      {
        id: 'seen',
        symbol: 'V',
        title: 'Their tokens, which alone the encoder sees',
        ...gathered(
          'V_j = X_{K_j}',
          result.keep.map((place) => refer('x', [place])),
        ),
        value: result.visible,
      },
      {
        id: 'restore',
        symbol: 'R',
        title:
          'For each place where its token stands among those that stay, and then the hidden ones',
        ...gathered(
          'R_i = \\text{place of } i \\text{ in } (K, M)',
          places.map((place) =>
            argmax(choose(equal({ list: [...result.keep, ...result.masked] }, place), 1, 0)),
          ),
        ),
        value: result.restore,
      },
    ],
    result,
    answer: {
      record: {
        visible: refer('seen'),
        keep: refer('keep'),
        masked: refer('masked'),
        mask: refer('mask'),
        restore: refer('restore'),
      },
    },
    conclusion: `${hidden} of ${n} tokens are hidden${hidden === 0 ? '' : `, at the places ${result.masked.join(', ')}`}.`,
    sources: work.sources,
  });
}

/** What leads from the number of hidden places to which they are. */
interface Work {
  readonly given: readonly Given[];
  readonly steps: readonly StepDraft[];
  /** How the hidden places follow, in LaTeX, and each of them. */
  readonly formula: string;
  readonly masked: readonly StepExpression[];
  readonly sources: readonly string[];
}

/** Random spans. */
function randomWork(n: number, hidden: number, mean: number, rng: Rng): Work {
  const spans = drawSpans(n, hidden, mean, rng);
  const { given, steps } = hidden === 0 ? { given: [], steps: [] } : spanWork(n, spans);
  return {
    given: [
      { id: 'mean', symbol: '\\mu', title: 'How long spans are on average', value: mean },
      ...given,
    ],
    steps,
    formula: 'M = (a_1, \\dots, e_1 - 1, a_2, \\dots)',
    masked: spans.flatMap(([start, end], i) =>
      Array.from({ length: end - start }, (_, k) =>
        k === 0 ? refer('starts', [i]) : add(refer('starts', [i]), k),
      ),
    ),
    sources: [
      'C. Raffel and others, "Exploring the limits of transfer learning with a unified text-to-text transformer", JMLR 2020, section 3.3.4.',
    ],
  };
}

/** Given spans, whole ones in random order, then what is in none. */
function givenWork(n: number, hidden: number, spans: readonly number[][], rng: Rng): Work {
  const order = groupsOf(spans, n, rng);
  const taken = order.slice(0, hidden).map((place, i) => ({ place, i }));
  const inSpans = spans.flat().length;
  const list = spans.map((places) => `${places.join(', ')}`).filter((text) => text !== '');
  return {
    given: [
      {
        id: 'order',
        symbol: 'o',
        title: 'Drawn: all places, whole spans in random order, then those in none in random order',
        value: order,
        note:
          list.length === 0
            ? 'No place is in a span.'
            : `The spans are the places ${list.join('; ')}: the first ${inSpans} of the order.`,
      },
    ],
    steps: [],
    formula: 'M = \\text{sorted } (o_1, \\dots, o_h)',
    masked: taken
      .sort((a, b) => a.place - b.place)
      .map(({ i }) => refer('order', [i], `o_{${i + 1}}`)),
    sources: [
      'Z. Tang and others, "TVLT: Textless vision-language transformer", NeurIPS 2022, section 3.3.',
    ],
  };
}
