// Attention as a soft look-up, worked out: how alike the query is to each key, the shares, the weighted mean.
import { checkOptions } from '../core/check.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import {
  abs,
  choose,
  divide,
  dot,
  equal,
  exp,
  multiply,
  negate,
  norm,
  power,
  subtract,
  sum,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import type { Derivation, Given } from '../derivation/types.js';
import {
  type KernelAttention,
  type KernelAttentionOptions,
  kernelAttentionFor,
} from './additive.js';
import type { KeyNames } from './explain-additive.js';
import {
  below,
  capital,
  listOf,
  readNames,
  refuseMany,
  takesMost,
  tupleOf,
} from './explain-names.js';
import { readMatrix } from './explain-scaled-dot-product.js';
import { averageStep, shareStep, softmaxStep } from './explain-softmax.js';

/** What `explainKernelAttention` may be told. */
export interface ExplainKernelOptions extends KernelAttentionOptions, KeyNames {}

const FN = 'explainKernelAttention';

const SOURCES = [
  'E. A. Nadaraya, "On estimating regression", Theory of Probability and its Applications 9 (1964), 141–142.',
];

/**
 * Attention as a soft look-up, worked out: how far the query is from each key, how alike they are, the share of each
 * key, and the mean of the values weighted by the shares.
 *
 * $$w_j = \frac{k(q, k_j)}{\sum_i k(q, k_i)}, \quad y = \sum_j w_j v_j$$
 *
 * @param query - shape [d], d at most 16
 * @param keys - shape [m, d], at most 36 of them
 * @param values - shape [m, e], e at most 16
 * @param options - `similarity` and `bandwidth` as in `kernelAttention`; similarities that a function gives are taken
 * as given; `tokens`: names of the keys
 * @returns the derivation; its `result` is what `kernelAttention` returns
 * @throws as `kernelAttention` (under its name where shapes do not meet); KindError and ShapeError for names that do
 * not fit; DomainError for infinite numbers and more than 36 keys; ShapeError for vectors of more than 16 numbers
 * @see E. A. Nadaraya, "On estimating regression", 1964; D. Shepard, 1968, for inverse distances
 *
 * @example
 * The weight of a box of size 360, from boxes of 300 (30 kg) and 400 (40 kg), as in the course.
 * ```ts
 * import { explainKernelAttention, renderText, toNested, verifyDerivation } from 'fovea';
 * const d = explainKernelAttention([360], [[300], [400]], [[30], [40]], { similarity: 'inverse-distance' });
 * toNested(d.result.output) // => [36]
 * verifyDerivation(d).ok // => true
 * renderText(d).includes('0.4 · 30 + 0.6 · 40 = 36') // => true
 * ```
 */
export function explainKernelAttention(
  query: ArrayInput,
  keys: ArrayInput,
  values: ArrayInput,
  options: ExplainKernelOptions,
): Derivation<KernelAttention> {
  const given = checkOptions(FN, options, ['similarity', 'bandwidth', 'tokens']);
  const { similarity, bandwidth = 1, tokens } = given;
  const [q, k, v] = [
    readMatrix(FN, 'query', query, 'd'),
    readMatrix(FN, 'keys', keys, 'm d'),
    readMatrix(FN, 'values', values, 'm e'),
  ];
  const result = kernelAttentionFor('explainKernelAttention', q, k, v, { similarity, bandwidth });
  const [m, d, e] = [k.shape[0]!, q.shape[0]!, v.shape[1]!];
  refuseMany(FN, 'keys', m, { query: d, values: e });
  const { keys: names } = readNames(FN, { tokens }, { n: 1, m });
  const total: Lookup['total'] = (term) =>
    names.map((_, j) => {
      let sum = 0;
      for (let i = 0; i < d; i++) sum += term(q.get(i), k.get(j, i));
      return sum;
    });
  const lookup: Lookup = { names, d, bandwidth, total, result };
  const alike =
    similarity === 'dot' || similarity === 'gaussian' || similarity === 'inverse-distance'
      ? SIMILARITIES[similarity](lookup)
      : sharesOf(lookup);
  const gaussian = similarity === 'gaussian';
  const words = takesMost('The query', names, rowOf(result.weights));
  return createDerivation<KernelAttention>({
    topic: 'attention',
    title: `Kernel attention: a soft look-up${typeof similarity === 'string' ? `, weighed by ${WORDS[similarity]}` : ''}`,
    given: [
      { id: 'q', symbol: 'q', title: 'Query', value: d === 1 ? q.get(0) : q },
      { id: 'k', symbol: 'K', title: 'Keys, one a row', value: k },
      { id: 'v', symbol: 'V', title: 'Values, one a row', value: v },
      ...(gaussian ? [{ id: 'h', symbol: 'h', title: 'Bandwidth', value: bandwidth }] : []),
      ...alike.given,
    ],
    steps: [...alike.steps, meanStep(lookup)],
    result,
    answer: {
      record: {
        similarities: alike.similarities,
        weights: refer('weights'),
        output: e === 1 ? { list: [refer('output')] } : refer('output'),
      },
    },
    conclusion: `${words}; what it finds is ${tupleOf(rowOf(result.output))}.`,
    sources: SOURCES,
  });
}

/** A look-up before it is worked out. */
interface Lookup {
  readonly names: readonly string[];
  /** Width of the query. */
  readonly d: number;
  /** Width of the Gaussian. */
  readonly bandwidth: number;
  /** For each key a sum over the elements of the query and of the key. */
  readonly total: (term: (x: number, y: number) => number) => number[];
  readonly result: KernelAttention;
}

/** How similarities and weights come about. */
interface Alike {
  readonly given: readonly Given[];
  readonly steps: readonly StepDraft[];
  readonly similarities: StepExpression;
}

const WORDS = {
  dot: 'dot products',
  gaussian: 'a Gaussian of the distance',
  'inverse-distance': 'the inverse of the distance',
} as const;

const rowOf = (vector: FloatNdArray): number[] =>
  Array.from({ length: vector.shape[0]! }, (_, j) => vector.get(j));

const byKey = (names: readonly string[], id: string): StepExpression => ({
  list: names.map((_, j) => refer(`${id}-${j}`)),
});

/** A quantity for each key, worked out key by key. */
function eachKey(
  { names }: Lookup,
  step: {
    readonly id: string;
    readonly symbol: string;
    readonly title: string;
    readonly formula: string;
    readonly note?: string | undefined;
  },
  check: (j: number) => StepExpression,
): StepDraft {
  const { id, symbol, ...rest } = step;
  return {
    ...rest,
    id,
    symbol,
    check: byKey(names, id),
    steps: names.map(
      (name, j): StepDraft => ({
        id: `${id}-${j}`,
        symbol: `${symbol}${below(j)}`,
        title: capital(name),
        check: check(j),
      }),
    ),
  };
}

/** q − k, of numbers where they have but one element. */
function differenceOf({ d }: Lookup, j: number): StepExpression {
  return subtract(refer('q'), d === 1 ? keyAt(j, [0]) : keyAt(j));
}

function keyAt(j: number, at: readonly number[] = []): StepExpression {
  return refer('k', [j, ...at], `k${below(j)}`);
}

/** Weights in proportion to similarities. */
function shareSteps({ names, result }: Lookup): StepDraft {
  return {
    id: 'weights',
    symbol: 'w',
    title: 'Take the share of each key',
    note: 'They add up to 1.',
    formula: 'w_j = \\frac{r_j}{\\sum_i r_i}',
    check: byKey(names, 'weight'),
    value: result.weights,
    steps: [
      {
        id: 'sum',
        symbol: 'Z',
        title: 'Add the similarities',
        formula: 'Z = \\sum_j r_j',
        check: sum(refer('similarities')),
      },
      ...names.map((name, j) => shareStep(name, j, 'w', 'similarities', 'r')),
    ],
  };
}

/** Similarities that a function gave. */
function sharesOf(lookup: Lookup): Alike {
  const title = 'Similarity of the query and each key, by the function that was given';
  return {
    given: [{ id: 'similarities', symbol: 'r', title, value: lookup.result.similarities }],
    steps: [shareSteps(lookup)],
    similarities: refer('similarities'),
  };
}

const SIMILARITIES = { dot: byDot, gaussian: byGaussian, 'inverse-distance': byInverse } as const;

function byDot(lookup: Lookup): Alike {
  const { d } = lookup;
  const scores = eachKey(
    lookup,
    {
      id: 'scores',
      symbol: 's',
      title: 'Multiply the query with each key',
      formula: 's_j = q \\cdot k_j',
    },
    (j) => (d === 1 ? multiply(refer('q'), keyAt(j, [0])) : dot(refer('q'), keyAt(j))),
  );
  return softmaxOf(
    lookup,
    scores,
    lookup.total((x, y) => x * y),
  );
}

function byGaussian(lookup: Lookup): Alike {
  const { d } = lookup;
  const squares = eachKey(
    lookup,
    {
      id: 'squares',
      symbol: 'D',
      title: 'Square the distance to each key',
      formula: 'D_j = \\left\\|q - k_j\\right\\|^2',
    },
    (j) => (d === 1 ? power(differenceOf(lookup, j), 2) : sum(power(differenceOf(lookup, j), 2))),
  );
  const exponents = eachKey(
    lookup,
    {
      id: 'scores',
      symbol: 's',
      title: 'Measure it by the bandwidth',
      formula: 's_j = -\\frac{D_j}{2 h^2}',
    },
    (j) => negate(divide(refer('squares', [j], `D${below(j)}`), multiply(2, power(refer('h'), 2)))),
  );
  const { steps, ...rest } = softmaxOf(
    lookup,
    exponents,
    lookup.total((x, y) => (x - y) ** 2).map((square) => -square / (2 * lookup.bandwidth ** 2)),
  );
  return { ...rest, steps: [squares, ...steps] };
}

/** Weights as a softmax of scores: the similarities are their exponentials. */
function softmaxOf({ names, result }: Lookup, scores: StepDraft, values: readonly number[]): Alike {
  const step = softmaxStep({
    scores: refer('scores'),
    values,
    score: 's',
    share: 'w',
    exponential: 'r',
    names,
    value: result.weights,
  });
  return { given: [], steps: [scores, step], similarities: exp(refer('scores')) };
}

function byInverse(lookup: Lookup): Alike {
  const { names, d, result } = lookup;
  const distances = eachKey(
    lookup,
    {
      id: 'distances',
      symbol: 'd',
      title: 'Measure the distance to each key',
      formula: d === 1 ? 'd_j = \\left|q - k_j\\right|' : 'd_j = \\left\\|q - k_j\\right\\|',
    },
    (j) => (d === 1 ? abs(differenceOf(lookup, j)) : norm(differenceOf(lookup, j))),
  );
  const far = (j: number): StepExpression => refer('distances', [j], `d${below(j)}`);
  const met = names.filter((_, j) => result.similarities.get(j) === Infinity);
  if (met.length === 0) {
    const similarities = eachKey(
      lookup,
      {
        id: 'similarities',
        symbol: 'r',
        title: 'Invert it: the nearer, the more alike',
        formula: 'r_j = \\frac{1}{d_j}',
      },
      (j) => divide(1, far(j)),
    );
    return {
      given: [],
      steps: [distances, { ...similarities, value: result.similarities }, shareSteps(lookup)],
      similarities: refer('similarities'),
    };
  }
  const same = equal(refer('distances'), 0);
  const formula = `w_j = \\begin{cases} ${met.length === 1 ? '1' : `\\frac{1}{${met.length}}`} & \\text{if } d_j = 0 \\\\ 0 & \\text{otherwise} \\end{cases}`;
  return {
    given: [],
    steps: [
      distances,
      {
        id: 'weights',
        symbol: 'w',
        title: 'Give the weight to what is found exactly',
        note: `The query is equal to ${listOf(met)}: 1 divided by 0 is beyond every other similarity, so nothing else counts.`,
        formula,
        // The same as the formula, so that it is not written out for each element.
        substitution: formula,
        check: choose(same, divide(1, met.length), 0),
        value: result.weights,
      },
    ],
    similarities: choose(same, Infinity, 0),
  };
}

/** The weighted mean; a number where values have but one element. */
function meanStep({ names, result }: Lookup): StepDraft {
  const single = result.output.shape[0] === 1;
  return averageStep({
    id: 'output',
    title: 'Average the values with the weights',
    symbol: 'y',
    share: 'w',
    values: { id: 'v', symbol: 'v' },
    value: single ? result.output.get(0) : result.output,
    count: names.length,
    single,
  });
}
