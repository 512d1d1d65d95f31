// Which tokens a token may attend to, worked out: the rule for each pair of places, then what it means in words.
import { wrap } from '../core/create.js';
import type { Dense } from '../core/types.js';
import type { StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import {
  and,
  choose,
  greaterEqual,
  lessEqual,
  multiply,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import type { Given, StepTable } from '../derivation/types.js';
import { below, capital, listOf, rowsFor, type TokenNames } from './explain-names.js';
import type { AttentionLayout } from './options.js';

/** Sizes, and the band of keys that each query sees. */
type Band = Pick<AttentionLayout, 'n' | 'm' | 'low' | 'high' | 'limits'>;

/** What is given and done about masks. */
export interface VisibilitySteps {
  /** The mask, where one is given. */
  readonly given: readonly Given[];
  /** Steps to what is allowed. */
  readonly steps: readonly StepDraft[];
  /** Where the matrix of what is allowed stands; undefined where nothing is hidden. */
  readonly id: string | undefined;
  /** How it is written. */
  readonly symbol: string;
}

/**
 * What a query may attend to, from mask, causal order, window and lengths.
 *
 * @param layout - what the options came to, for queries and keys without leading axes
 * @param mask - the mask [n, m], where there is one
 * @param names - names of queries and keys, and which queries are shown
 * @param own - what tells the mask from that of another attention: put before its id and behind its symbol
 * @returns the mask as given, and steps
 */
export function visibilitySteps(
  layout: AttentionLayout,
  mask: Dense | undefined,
  names: TokenNames,
  own: { readonly prefix: string; readonly mark: string } = { prefix: '', mark: '' },
): VisibilitySteps {
  const masked = { id: `${own.prefix}mask`, symbol: `M${own.mark}` };
  const given =
    mask === undefined
      ? []
      : [
          {
            ...masked,
            title: 'Mask: 1 where a query may attend to a key',
            value: rowsFor(mask, layout.n, names.rows),
          },
        ];
  const byRule = ruleOf(layout) !== '';
  if (!byRule) return { given, steps: [], id: mask && masked.id, symbol: masked.symbol };
  const symbol = mask === undefined ? 'M' : 'R';
  const steps = [ruleStep(layout, names, symbol, false)];
  if (mask === undefined) return { given, steps, id: 'rule', symbol };
  const both: StepDraft = {
    id: 'allowed',
    symbol: 'A',
    title: 'Allowed is what both the mask and the places allow',
    check: multiply(refer(masked.id), refer('rule')),
  };
  return { given, steps: [...steps, both], id: 'allowed', symbol: 'A' };
}

/** The last key that counts by its length. */
function limitOf({ limits }: Band): number {
  return limits[0]!;
}

/** Whether places limit how far a query sees; of a single key that is said, though it hides nothing. */
function isBound({ m, high }: Band): boolean {
  return high < m - 1 || (m === 1 && high < Infinity);
}

/** The rule in LaTeX, with places counted from 1; empty where all is seen. */
function ruleOf(layout: Band): string {
  const { n, m, low, high } = layout;
  const moved = (by: number): string => (by === 0 ? 'i' : by > 0 ? `i + ${by}` : `i - ${-by}`);
  const parts: string[] = [];
  const from = low > 1 - n ? `${moved(low)} \\le ` : '';
  const to = isBound(layout) ? ` \\le ${moved(high)}` : '';
  if (from !== '' || to !== '') parts.push(`${from}j${to}`);
  if (limitOf(layout) < m) parts.push(`j \\le ${limitOf(layout)}`);
  return parts.join(' \\text{ and } ');
}

/** Whether query i sees key j by their places. */
function sees(layout: Band, i: number, j: number): boolean {
  return j >= i + layout.low && j <= i + layout.high && j < limitOf(layout);
}

function condition(layout: Band, i: number, j: number): StepExpression {
  const { n, m, low, high } = layout;
  const parts: StepExpression[] = [
    ...(low > 1 - n ? [greaterEqual(j + 1, i + 1 + low)] : []),
    ...(isBound(layout) ? [lessEqual(j + 1, i + 1 + high)] : []),
    ...(limitOf(layout) < m ? [lessEqual(j + 1, limitOf(layout))] : []),
  ];
  const [first, ...rest] = parts;
  return rest.length === 0 ? first! : and(first!, ...rest);
}

/**
 * What a query may attend to by its place.
 *
 * @param layout - sizes, and the band of keys that are seen
 * @param names - names of queries and keys, and which queries are shown
 * @param symbol - how the matrix is written
 * @param compared - whether each comparison of places is shown
 * @returns the matrix, a row for each query that is shown, with a step for each row
 */
export function ruleStep(
  layout: Band,
  names: TokenNames,
  symbol: string,
  compared: boolean,
): StepDraft & { readonly id: string } {
  const { n, m, high } = layout;
  const places = Array.from({ length: m }, (_, j) => j);
  const value = new Float64Array(names.rows.length * m);
  const rows = names.rows.map((i, at): StepDraft => {
    const row = places.map((j) => (sees(layout, i, j) ? 1 : 0));
    value.set(row, at * m);
    return {
      id: `rule-${i}`,
      symbol: `${symbol.toLowerCase()}${below(i)}`,
      title: sentence(layout, i, names),
      formula: `${symbol.toLowerCase()}${below(i)}`,
      check: { list: places.map((j) => choose(condition(layout, i, j), 1, 0)) },
      value: row,
      ...(compared ? { table: comparisons(layout, i, names) } : {}),
    };
  });
  const itself = high === 0 && n === m ? ' A token sees itself, since j = i is allowed.' : '';
  return {
    id: 'rule',
    symbol,
    title: 'Say which keys each query may attend to',
    note: `Place i is the query’s, place j the key’s, both counted from 1; 1 means allowed.${itself}`,
    formula: `${symbol}_{ij} = \\begin{cases} 1 & \\text{if } ${ruleOf(layout)} \\\\ 0 & \\text{otherwise} \\end{cases}`,
    check: { list: names.rows.map((i) => refer(`rule-${i}`)) },
    value: wrap(value, [names.rows.length, m]),
    steps: rows,
  };
}

/** The comparison of places for each key. */
function comparisons(layout: Band, i: number, { keys }: TokenNames): StepTable {
  return {
    corner: `for i = ${i + 1}`,
    columns: ['j ≤ i', 'allowed'],
    rows: keys.map((key, j) => ({
      label: key,
      cells: [condition(layout, i, j), sees(layout, i, j) ? 1 : 0],
    })),
  };
}

/** What a query sees by its place, in words. */
function sentence(layout: Band, i: number, names: TokenNames): string {
  const seen = names.keys.filter((_, j) => sees(layout, i, j));
  const hidden = names.keys.filter((_, j) => !sees(layout, i, j));
  const query = capital(names.queries[i]!);
  if (seen.length === 0) return `${query} sees nothing`;
  if (hidden.length === 0) return `${query} sees ${listOf(seen)}`;
  return `${query} sees ${listOf(seen)}, not ${listOf(hidden, 'or')}`;
}
