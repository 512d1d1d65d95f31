// Linear attention, worked out: features, similarities and shares of one query, then the sums that serve every query.
import { createDerivation } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import { refer, stepOperations } from '../derivation/operations.js';
import { alone } from '../derivation/phrases.js';
import type { Derivation } from '../derivation/types.js';
import type { Rows } from './rows.js';

/** Two queries of linear attention; or one number that is looked up. */
export type LinearGiven = {
  readonly queries: Rows;
  readonly keys: Rows;
  readonly values: Rows;
  /** "inverse-distance", or a feature map: "relu" or "elu". */
  readonly kernel: string;
};

/**
 * The features of vectors: max(x, 0) of each number; or x + 1 above 0 and eˣ elsewhere.
 *
 * @param kernel - "relu" or "elu"
 * @param rows - the vectors
 * @returns their features
 * @throws Error for another kernel
 */
export function phi(kernel: string, rows: Rows): Rows {
  if (kernel !== 'relu' && kernel !== 'elu') throw new Error(`no feature map "${kernel}"`);
  const feature = (x: number): number =>
    kernel === 'relu' ? Math.max(x, 0) : x > 0 ? x + 1 : Math.exp(x);
  return rows.map((row) => row.map(feature));
}

/**
 * The feature map in LaTeX.
 *
 * @param kernel - "relu" or "elu"
 * @param x - what it is applied to
 * @returns a formula
 */
export function phiTex(kernel: string, x = 'x'): string {
  const feature =
    kernel === 'relu'
      ? `\\max(${x}, 0)`
      : `\\begin{cases} ${x} + 1 & \\text{if } ${x} > 0 \\\\ e^{${x}} & \\text{otherwise} \\end{cases}`;
  return `\\varphi(${x}) = ${feature}`;
}

/** What `explainLinearAttention` arrives at. */
export interface ExplainedLinearAttention {
  /** The output of the first query, by its weights. */
  readonly first: readonly number[];
  /** That of the second one, by the sums. */
  readonly second: readonly number[];
}

/**
 * The output of two queries: of the first one by its weights, of the second one by sums over the keys.
 *
 * @param given - queries, keys and values, and the feature map
 * @returns the derivation
 */
export function explainLinearAttention({
  queries,
  keys,
  values,
  kernel,
}: LinearGiven): Derivation<ExplainedLinearAttention> {
  const { add, choose, divide, dot, exp, greater, matmul, maximum, sum, transpose } =
    stepOperations;
  const features = (x: StepExpression): StepExpression =>
    kernel === 'relu' ? maximum(x, 0) : choose(greater(x, 0), add(x, 1), exp(x));
  const [q, k, v] = [refer('q'), refer('k'), refer('v')];
  const [phiK, first, second] = [
    refer('key-features'),
    refer('query-features', [0], '\\varphi(q_1)'),
    refer('query-features', [1], '\\varphi(q_2)'),
  ];
  const shape = { q: phi(kernel, queries), k: phi(kernel, keys) };
  const outputs = shape.q.map((query) => {
    const alike = shape.k.map((key) => key.reduce((all, x, i) => all + x * query[i]!, 0));
    const total = alike.reduce((all, each) => all + each, 0);
    return values[0]!.map(
      (_, column) => alike.reduce((all, each, j) => all + each * values[j]![column]!, 0) / total,
    );
  });
  const [one = [], two = []] = outputs;
  return createDerivation<ExplainedLinearAttention>({
    topic: 'attention',
    title: 'Linear attention',
    given: [
      { id: 'q', symbol: 'Q', title: 'Queries, one a row', value: queries },
      { id: 'k', symbol: 'K', title: 'Keys, one a row', value: keys },
      { id: 'v', symbol: 'V', title: 'Values, one a row', value: values },
    ],
    steps: [
      {
        id: 'query-features',
        symbol: '\\varphi(Q)',
        title: 'The features of the queries, number by number',
        ...alone(phiTex(kernel, 'Q_{ij}')),
        check: features(q),
        value: shape.q,
      },
      {
        id: 'key-features',
        symbol: '\\varphi(K)',
        title: 'Those of the keys',
        ...alone(phiTex(kernel, 'K_{ij}')),
        check: features(k),
        value: shape.k,
      },
      {
        id: 'similarities',
        symbol: 'r',
        title: 'How similar the first query is to each key',
        formula: 'r_j = \\varphi(q_1) \\cdot \\varphi(k_j)',
        check: matmul(phiK, first),
      },
      {
        id: 'weights',
        symbol: 'w',
        title: 'The share of each key',
        formula: 'w_j = \\frac{r_j}{\\sum_i r_i}',
        note: 'They add up to 1, as the similarities need not.',
        check: divide(refer('similarities'), sum(refer('similarities'))),
      },
      {
        id: 'first',
        symbol: 'y_1',
        title: 'The mean of the values with these weights',
        formula: 'y_1 = \\sum_j w_j v_j',
        check: matmul(refer('weights'), v),
        value: one,
      },
      {
        kind: 'statement',
        id: 'once',
        title: 'The query comes out of both sums, so that they are made once for all queries',
        formula:
          'y = \\frac{\\sum_j (\\varphi(q) \\cdot \\varphi(k_j))\\, v_j}{\\sum_j \\varphi(q) \\cdot \\varphi(k_j)} = \\frac{\\varphi(q)^\\top \\sum_j \\varphi(k_j)\\, v_j^\\top}{\\varphi(q) \\cdot \\sum_j \\varphi(k_j)} = \\frac{\\varphi(q)^\\top S}{\\varphi(q) \\cdot z}',
        note: 'A softmax would not let the query out of its exponentials. Time and memory grow with the number of keys, not with its square.',
      },
      {
        id: 'state',
        symbol: 'S',
        title: 'Features times values, added up over the keys',
        formula: 'S = \\varphi(K)^\\top V',
        check: matmul(transpose(phiK), v),
      },
      {
        id: 'normaliser',
        symbol: 'z',
        title: 'The features added up over the keys',
        formula: 'z = \\sum_j \\varphi(k_j)',
        check: sum(phiK, 0),
      },
      {
        id: 'second',
        symbol: 'y_2',
        title: 'What the two give for the second query',
        formula: 'y_2 = \\frac{\\varphi(q_2)^\\top S}{\\varphi(q_2) \\cdot z}',
        check: divide(refer('numerator'), refer('denominator')),
        value: two,
        steps: [
          {
            id: 'numerator',
            symbol: 'n',
            title: 'Its features times the first sum',
            formula: 'n = \\varphi(q_2)^\\top S',
            check: matmul(second, refer('state')),
          },
          {
            id: 'denominator',
            symbol: 'c',
            title: 'Its features times the second',
            formula: 'c = \\varphi(q_2) \\cdot z',
            check: dot(second, refer('normaliser')),
          },
        ],
      },
    ],
    result: { first: one, second: two },
    answer: { record: { first: refer('first'), second: refer('second') } },
    sources: [
      'A. Katharopoulos, A. Vyas, N. Pappas, F. Fleuret, "Transformers are RNNs", ICML 2020, equations 4 to 6.',
    ],
  });
}
