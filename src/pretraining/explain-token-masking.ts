// Which tokens of a short text are hidden for masked language modelling, and what stands in their places, draw by draw.
import { checkOptions } from '../core/check.js';
import { ShapeError } from '../core/errors.js';
import { listenTo } from '../core/heard.js';
import { checkRng, drawInteger } from '../core/random.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression, StepReference } from '../derivation/expression-types.js';
import { add, and, choose, equal, less, lessEqual } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { alone } from '../derivation/phrases.js';
import type { Derivation, Given } from '../derivation/types.js';
import { type MaskedTokens, type MaskTokensOptions, maskTokensFor } from './mask-tokens.js';
import { readTokens, type TokenList } from './token-lists.js';

const FN = 'explainTokenMasking';

/** More tokens no one reads. */
const MOST = 12;

/** The label of a place that is not asked for. */
const NO_LABEL = -100;

const NAMES = [
  'rate',
  'maskId',
  'vocabularySize',
  'special',
  'maskShare',
  'randomShare',
  'rng',
] as const;

/** What became of one token. */
interface Draw {
  readonly fate: 'special' | 'passed' | 'mask' | 'random' | 'stays';
  /** Its number. */
  readonly id: number;
  /** What the model sees in its place. */
  readonly seen: number;
  /** Whether it is chosen: below the rate. */
  readonly u?: number;
  /** What becomes of it, where it is. */
  readonly v?: number;
  /** Which random token stands for it, where one does. */
  readonly w?: number;
}

/**
 * Hides tokens of a short text for masked language modelling, and shows the work: for each token the number drawn and whether
 * it is chosen, and for each chosen one the second number and whether it becomes [MASK], a random token, or stays.
 *
 * $$\text{chosen} \iff u_i < r, \qquad
 * \text{seen} = \begin{cases} \text{[MASK]} & v_i < 0.8 \\ \text{random} & v_i < 0.9 \\ \text{itself} & \text{else} \end{cases}$$
 *
 * @param ids - token numbers, 1 to 12
 * @param options - as of `maskTokens`; the stream advances as there
 * @returns the derivation; its `result` is what `maskTokens` returns
 * @throws as `maskTokens`; ShapeError for none or more than 12 tokens
 * @see J. Devlin and others, "BERT", 2019, section 3.1, task 1, and appendix A.1
 *
 * @example
 * All tokens but the special ones, all of them hidden.
 * ```ts
 * import { explainTokenMasking, randomGenerator, verifyDerivation } from 'fovea';
 * const options = { maskId: 3, vocabularySize: 100, special: [1, 2], rng: randomGenerator(1) };
 * const d = explainTokenMasking([1, 40, 50, 2], { ...options, rate: 1, maskShare: 1, randomShare: 0 });
 * d.result // => { ids: [1, 3, 3, 2], labels: [-100, 40, 50, -100] }
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainTokenMasking(
  ids: TokenList,
  options: MaskTokensOptions,
): Derivation<MaskedTokens> {
  const given = checkOptions(FN, options, NAMES);
  const tokens = readTokens(FN, 'ids', ids);
  if (tokens.length < 1 || tokens.length > MOST) {
    const expected = `1 to ${MOST} tokens`;
    throw new ShapeError({ function: FN, argument: 'ids', expected, got: `${tokens.length}` });
  }
  const { rng, replay } = listenTo(checkRng(FN, 'rng', given.rng));
  const result = maskTokensFor('explainTokenMasking', tokens, { ...given, rng });
  const { rate = 0.15, maskShare = 0.8, randomShare = 0.1, maskId, vocabularySize } = given;
  const special = new Set(readTokens(FN, 'special', given.special ?? []));
  const again = replay();
  const draws = tokens.map((id, i): Draw => {
    const token = { id, seen: result.ids[i]! };
    if (special.has(id)) return { ...token, fate: 'special' };
    const u = again.nextFloat64();
    if (!(u < rate)) return { ...token, fate: 'passed', u };
    const v = again.nextFloat64();
    if (v < maskShare) return { ...token, fate: 'mask', u, v };
    if (!(v < maskShare + randomShare)) return { ...token, fate: 'stays', u, v };
    return { ...token, fate: 'random', u, v, w: drawInteger(again, vocabularySize) };
  });
  const asked = draws.filter(({ v }) => v !== undefined);
  const told = asked.map(({ id, fate, seen }) => {
    if (fate === 'stays') return `${id} stays`;
    return `${id} becomes ${fate === 'mask' ? '[MASK]' : `${seen}, drawn at random`}`;
  });
  const quantity = (id: string, symbol: string, title: string, value: number): Given => {
    return { id, symbol, title, value };
  };
  return createDerivation<MaskedTokens>({
    topic: 'pretraining',
    title: 'Tokens hidden for masked language modelling',
    given: [
      { id: 't', symbol: 't', title: 'The tokens, by their numbers', value: tokens },
      quantity('mask', 'm', 'The number that stands for [MASK]', maskId),
      quantity('rate', 'r', 'How probable it is that a token is chosen', rate),
      quantity('share', 'a', 'The part of the chosen that becomes [MASK]', maskShare),
      quantity('other', 'b', 'The part of the chosen that becomes a random token', randomShare),
      ...drawnGivens(draws, vocabularySize),
    ],
    steps: [
      chosenStep(draws),
      {
        id: 'seen',
        symbol: 's',
        title: 'What the model sees: the chosen are hidden, or not, by a second number',
        ...alone(
          's_i = \\begin{cases} t_i & \\text{if } c_i = 0 \\text{ or } v_i \\ge a + b \\\\ m & \\text{if } v_i < a \\\\ w_i & \\text{otherwise} \\end{cases}',
        ),
        check: {
          list: draws.map(({ v }, i) => (v === undefined ? at('t', i, i) : refer(`seen-${i}`))),
        },
        value: result.ids,
        note: 'So the model can trust no token that it sees: it may be any.',
        steps: draws.flatMap((draw, i) => (draw.v === undefined ? [] : [fateStep(draws, i)])),
      },
      {
        id: 'labels',
        symbol: 'y',
        title:
          'What it is to tell: the tokens that were chosen, also those that stay; −100 elsewhere',
        ...alone(
          'y_i = \\begin{cases} t_i & \\text{if } c_i = 1 \\\\ -100 & \\text{otherwise} \\end{cases}',
        ),
        check: choose(equal(refer('chosen'), 1), refer('t'), NO_LABEL),
        value: result.labels,
      },
    ],
    result,
    answer: { record: { ids: refer('seen'), labels: refer('labels') } },
    conclusion:
      told.length === 0
        ? 'No token was chosen this time: each is by itself, so their number varies.'
        : `Of ${tokens.length} tokens ${told.length} ${told.length === 1 ? 'is' : 'are'} to be told: ${told.join('; ')}.`,
    sources: ['J. Devlin and others, "BERT", NAACL 2019, section 3.1, task 1, and appendix A.1.'],
  });
}

/** Token, draw or step i, with its place on paper below it. */
function at(id: string, place: number, i: number): StepReference {
  return refer(id, [place], `${id}_{${i + 1}}`);
}

/** The draw of token i: lists hold no places for tokens for which nothing was drawn. */
function drawOf(draws: readonly Draw[], name: 'u' | 'v' | 'w', i: number): StepReference {
  return at(name, draws.slice(0, i).filter((draw) => draw[name] !== undefined).length, i);
}

function drawnGivens(draws: readonly Draw[], vocabulary: number): Given[] {
  const titles = {
    u: 'Drawn: a number from 0 to 1 for each token that is not special',
    v: 'Drawn: a second one for each that is chosen',
    w: `Drawn: a token from 0 to ${vocabulary - 1} for each that becomes a random one`,
  };
  return (['u', 'v', 'w'] as const).flatMap((id) => {
    const value = draws.flatMap(({ [id]: draw }) => (draw === undefined ? [] : [draw]));
    return value.length === 0 ? [] : [{ id, symbol: id, title: titles[id], value }];
  });
}

/** Which tokens are chosen. */
function chosenStep(draws: readonly Draw[]): StepDraft {
  const below = (i: number): StepExpression => less(drawOf(draws, 'u', i), refer('rate'));
  const chosen = draws.map(({ u }, i) => (u === undefined ? 0 : choose(below(i), 1, 0)));
  const rule =
    'c_i = \\begin{cases} 1 & \\text{if } u_i < r \\\\ 0 & \\text{otherwise} \\end{cases}';
  return {
    id: 'chosen',
    symbol: 'c',
    title: 'A token is chosen where its number is below r',
    ...alone(rule),
    check: { list: chosen },
    table: {
      corner: 'token',
      columns: ['u < r', 'chosen'],
      rows: draws.map(({ id, u }, i) => ({
        label: `${id}${u === undefined ? ' (special)' : ''}`,
        cells: [u === undefined ? null : below(i), chosen[i]!],
      })),
    },
    ...(draws.some(({ u }) => u === undefined)
      ? { note: 'Special tokens are never chosen, and nothing is drawn for them.' }
      : {}),
  };
}

/** What becomes of a token that is chosen. */
function fateStep(draws: readonly Draw[], i: number): StepDraft {
  const { id, fate, seen } = draws[i]!;
  const step = (title: string, check: StepExpression): StepDraft => ({
    ...{ id: `seen-${i}`, symbol: `s_{${i + 1}}`, title: `Token ${id} ${title}` },
    ...{ check, value: seen },
  });
  const [v, token, share] = [drawOf(draws, 'v', i), at('t', i, i), refer('share')];
  const both = add(share, refer('other'));
  if (fate === 'mask') {
    return step('becomes [MASK]', choose(less(v, share), refer('mask'), token));
  }
  if (fate === 'stays') {
    return step('stays as it is', choose(less(v, both), refer('mask'), token));
  }
  const between = and(lessEqual(share, v), less(v, both));
  return step('becomes a random token', choose(between, drawOf(draws, 'w', i), token));
}
