// Whether a table of numbers can be attention weights: its rows added up.
import { checkNumber, checkOptions } from '../core/check.js';
import { wrap } from '../core/create.js';
import { DomainError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation } from '../derivation/create-derivation.js';
import { refer, stepOperations } from '../derivation/operations.js';
import type { Derivation } from '../derivation/types.js';
import { readNames, type TokenOptions, tupleOf } from './explain-names.js';
import { ATTENTION_SOURCE, readMatrix } from './explain-scaled-dot-product.js';

/** What `explainWeightTable` may be told. */
export interface ExplainWeightTableOptions extends Omit<TokenOptions, 'queries'> {
  /** How far the sum of a row may be from 1; 10⁻⁹ where left out, more for printed numbers. */
  readonly tolerance?: number | undefined;
}

/** What `explainWeightTable` arrives at. */
export interface WeightTable {
  /** Sum of each row, [n]. */
  readonly rowSums: FloatNdArray;
  /** Sum of each column, [m]: how much a key is looked at. These need not be 1. */
  readonly columnSums: FloatNdArray;
  /** Whether no weight is negative and each row adds up to 1. */
  readonly normalized: boolean;
}

/** Larger tables no one adds up by hand. */
const MOST = 16;

const TOLERANCE = 1e-9;

const FN = 'explainWeightTable';

/**
 * Whether a table can hold attention weights, worked out: the sum of each row must be 1, as every query shares out
 * one whole; sums of columns say how much each key is looked at, and may be anything.
 *
 * $$\sum_j p_{ij} = 1 \text{ for each } i, \quad p_{ij} \ge 0$$
 *
 * @param weights - shape [n, m], a row for each query; at most 16 by 16
 * @param options - `tolerance`: how far a sum may be from 1 (10⁻⁹); `tokens`: names of the keys; `queryTokens`: those
 * of the queries
 * @returns the derivation; its `result` holds the sums and whether the table is `normalized`
 * @throws KindError, ShapeError or DomainError for what is no table of finite numbers, is empty or larger than 16 by
 * 16, for names that do not fit, and for a negative tolerance
 * @see A. Vaswani et al., "Attention is all you need", 2017, section 3.2.1
 *
 * @example
 * A table that lost a column: what is left of its rows adds up to less than 1.
 * ```ts
 * import { explainWeightTable, toNested, verifyDerivation } from 'fovea';
 * const d = explainWeightTable([[0.3, 0.2, 0.1, 0.1], [0.2, 0.4, 0.1, 0.1], [0.1, 0.3, 0.3, 0.1]]);
 * toNested(d.result.rowSums) // => [0.7, 0.8, 0.8]
 * d.result.normalized // => false
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainWeightTable(
  weights: ArrayInput,
  options?: ExplainWeightTableOptions,
): Derivation<WeightTable> {
  const given = checkOptions(FN, options, ['tolerance', 'tokens', 'queryTokens']);
  const { tolerance = TOLERANCE, tokens, queryTokens } = given;
  checkNumber(FN, 'tolerance', tolerance, { min: 0 });
  const table = readMatrix(FN, 'weights', weights, 'n m');
  const [n, m] = table.shape as [number, number];
  if (Math.min(n, m) < 1 || Math.max(n, m) > MOST) {
    const expected = `1 to ${MOST} rows and columns`;
    throw new DomainError({ function: FN, argument: 'weights', expected, got: `(${n}, ${m})` });
  }
  const names = readNames(FN, { tokens, queryTokens }, { n, m });
  const add = (count: number, at: (i: number) => number): number =>
    Array.from({ length: count }, (_, i) => at(i)).reduce((sum, x) => sum + x, 0);
  const rows = Float64Array.from({ length: n }, (_, i) => add(m, (j) => table.get(i, j)));
  const columns = Float64Array.from({ length: m }, (_, j) => add(n, (i) => table.get(i, j)));
  const negative = table.data.some((weight) => weight < 0);
  const off = names.queries.filter((_, i) => !(Math.abs(rows[i]! - 1) <= tolerance));
  const result: WeightTable = {
    rowSums: wrap(rows, [n]),
    columnSums: wrap(columns, [m]),
    normalized: off.length === 0 && !negative,
  };
  const { abs, all, and, greaterEqual, lessEqual, min, subtract, sum } = stepOperations;
  return createDerivation<WeightTable>({
    topic: 'attention',
    title: 'Whether a table holds attention weights',
    given: [
      { id: 'p', symbol: 'P', title: 'The table, a row for each query', value: table },
      {
        id: 'tolerance',
        symbol: '\\varepsilon',
        title: 'How far a sum may be from 1',
        value: tolerance,
      },
    ],
    steps: [
      {
        id: 'rows',
        symbol: 'r',
        title: 'Add up each row',
        note: 'A query shares out one whole, so each of these must be 1.',
        formula: 'r_i = \\sum_j p_{ij}',
        check: sum(refer('p'), 1),
        value: result.rowSums,
        table: {
          corner: 'query',
          columns: ['sum', 'is 1'],
          rows: names.queries.map((label, i) => ({
            label,
            cells: [
              sum(refer('p', [i])),
              lessEqual(abs(subtract(sum(refer('p', [i])), 1)), refer('tolerance')),
            ],
          })),
        },
      },
      {
        id: 'columns',
        symbol: 'c',
        title: 'Add up each column',
        note: 'How much each key is looked at by all queries together. These need not be 1.',
        formula: 'c_j = \\sum_i p_{ij}',
        check: sum(refer('p'), 0),
        value: result.columnSums,
      },
      {
        id: 'smallest',
        symbol: 'p_{\\min}',
        title: 'Look for a negative weight',
        formula: 'p_{\\min} = \\min_{i,j} p_{ij}',
        check: min(refer('p')),
      },
      {
        id: 'normalized',
        title: 'Is every row a distribution?',
        symbol: '\\text{normalized}',
        formula:
          '\\text{normalized} = \\left|r_i - 1\\right| \\le \\varepsilon \\text{ for all } i, \\text{ and } p_{\\min} \\ge 0',
        check: and(
          all(lessEqual(abs(subtract(refer('rows'), 1)), refer('tolerance'))),
          greaterEqual(refer('smallest'), 0),
        ),
        value: result.normalized,
      },
    ],
    result,
    answer: {
      record: {
        rowSums: refer('rows'),
        columnSums: refer('columns'),
        normalized: refer('normalized'),
      },
    },
    conclusion: conclusionOf(result, off, negative),
    sources: [ATTENTION_SOURCE],
  });
}

function conclusionOf({ rowSums }: WeightTable, off: readonly string[], negative: boolean): string {
  if (off.length > 0) {
    return `The rows add up to ${tupleOf(Array.from(rowSums.data))}, not all to 1: the table holds no attention weights, or has lost some.`;
  }
  return negative
    ? 'Each row adds up to 1, but a weight is negative: the table holds no attention weights.'
    : 'No weight is negative and each row adds up to 1: the table holds attention weights.';
}
