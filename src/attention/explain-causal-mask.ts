// Which tokens each token may attend to in a causal order, place by place.
import { DomainError, describeValue, KindError } from '../core/errors.js';
import type { FloatNdArray } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import { refer, stepOperations } from '../derivation/operations.js';
import type { Derivation } from '../derivation/types.js';
import { readNames, type TokenNames } from './explain-names.js';
import { ATTENTION_SOURCE } from './explain-scaled-dot-product.js';
import { ruleStep } from './explain-visibility.js';
import { causalMask } from './masks.js';

/** More tokens no one compares by hand. */
const MOST_TOKENS = 12;

const FN = 'explainCausalMask';

/**
 * What each token may attend to in a causal order, worked out: the comparison of places for each pair, the mask of
 * 1 and 0, the same as 0 and −∞ to add to scores, and what each place predicts.
 *
 * $$M_{ij} = 1 \text{ where } j \le i, \text{ else } 0$$
 *
 * A token sees itself: j = i is allowed. It does not see itself where it is predicted, since what predicts it stands
 * one place before it.
 *
 * @param tokens - the words in their order, 1 to 12 of them
 * @returns the derivation; its `result` is what `causalMask` returns: 1 = may attend
 * @throws KindError where tokens is no list of words, DomainError for none or more than 12
 * @see A. Vaswani et al., "Attention is all you need", 2017, section 3.2.3
 *
 * @example
 * What "barked" sees, and what is seen where it is predicted.
 * ```ts
 * import { explainCausalMask, renderText, toNested, verifyDerivation } from 'fovea';
 * const d = explainCausalMask(['The', 'dog', 'barked', 'loudly']);
 * toNested(d.result) // => [[1, 0, 0, 0], [1, 1, 0, 0], [1, 1, 1, 0], [1, 1, 1, 1]]
 * verifyDerivation(d).ok // => true
 * renderText(d).includes('“barked” sees “The”, “dog” and “barked”, not “loudly”') // => true
 * ```
 */
export function explainCausalMask(tokens: readonly string[]): Derivation<FloatNdArray> {
  if (!Array.isArray(tokens)) {
    const got = describeValue(tokens);
    throw new KindError({ function: FN, argument: 'tokens', expected: 'a list of words', got });
  }
  const n = tokens.length;
  if (n < 1 || n > MOST_TOKENS) {
    const expected = `1 to ${MOST_TOKENS} words`;
    throw new DomainError({ function: FN, argument: 'tokens', expected, got: `${n}` });
  }
  const names = readNames(FN, { tokens }, { n, m: n });
  const mask = causalMask(n);
  const band = { n, m: n, low: -Infinity, high: 0, limits: Int32Array.of(n) };
  const rule = ruleStep(band, names, 'M', true);
  const added =
    'N_{ij} = \\begin{cases} 0 & \\text{if } M_{ij} = 1 \\\\ -\\infty & \\text{otherwise} \\end{cases}';
  const { choose, equal } = stepOperations;
  return createDerivation<FloatNdArray>({
    topic: 'attention',
    title: 'What each token may attend to under a causal mask',
    given: [{ id: 'tokens', symbol: 'T', title: 'Tokens in their order', value: [...tokens] }],
    steps: [
      {
        ...rule,
        title: 'Compare the places of each two tokens',
        note: 'Place i is that of the token that attends, place j that of the token it looks at, both counted from 1; 1 means that it may. A token sees itself, since j = i is allowed.',
        value: mask,
      },
      {
        id: 'added',
        symbol: 'N',
        title: 'Write it as what is added to the scores',
        note: 'The softmax takes e to the power of each score, and e to the power of −∞ is 0: what is hidden gets no weight. 0 changes nothing.',
        formula: added,
        // The same as the formula, so that it is not written out for each element.
        substitution: added,
        check: choose(equal(refer('rule'), 1), 0, -Infinity),
      },
      predictionStep(tokens, names),
    ],
    result: mask,
    symbol: 'M',
    answer: refer('rule'),
    conclusion:
      'A token sees itself and all before it, none after it. What predicts a token stands one place before it, and so does not see it.',
    sources: [ATTENTION_SOURCE],
  });
}

function predictionStep(tokens: readonly string[], { keys }: TokenNames): StepDraft {
  return {
    id: 'predictions',
    kind: 'statement',
    title: 'Tell the place of a token from the place that predicts it',
    note: 'In a model that predicts the next token, the output at place i predicts the token at place i + 1 from what place i sees.',
    table: {
      corner: 'at',
      columns: ['place', 'sees', 'predicts'],
      rows: tokens.map((_, i) => ({
        label: keys[i]!,
        cells: [i + 1, tokens.slice(0, i + 1).join(', '), tokens[i + 1] ?? 'what comes next'],
      })),
    },
  };
}
