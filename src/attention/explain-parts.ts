// Attention of one head, worked out: scores, scale, mask, shares, weighted means.
import type { FloatNdArray } from '../core/types.js';
import type { StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import {
  add,
  choose,
  divide,
  dot,
  equal,
  greater,
  matmul,
  multiply,
  sqrt,
  tanh,
  transpose,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import type { StepTable } from '../derivation/types.js';
import { below, capital, pickRows, type TokenNames } from './explain-names.js';
import { softmaxSteps } from './explain-softmax.js';
import type { AttentionStages } from './stages.js';

/** One head, before it is worked out. */
export interface HeadProblem {
  /** Put before the ids of steps: empty, or such as "head-1-". */
  readonly prefix: string;
  /** Put behind symbols: empty, or such as `^{(1)}`. */
  readonly mark: string;
  /** Ids of queries, keys and values; queries hold the rows that are shown. */
  readonly ids: { readonly q: string; readonly k: string; readonly v: string };
  /** Marks of keys and values, where other heads share them. */
  readonly keyMark: string;
  /** Names, and which queries are shown. */
  readonly names: TokenNames;
  /** Every intermediate, for all queries. */
  readonly stages: AttentionStages;
  /** Id of the width d; "d" where left out. */
  readonly width?: string | undefined;
  /** Whether the scale is not 1/√d but given under the id "scale". */
  readonly scaled: boolean;
  /** Whether a softcap is given under the id "softcap". */
  readonly capped: boolean;
  /** Whether a bias is given under the id "bias". */
  readonly biased: boolean;
  /** Where what is allowed stands and how it is written; undefined where nothing is hidden. */
  readonly allowed: AllowedKeys | undefined;
  /** Symbol of the output. */
  readonly output: string;
}

/** Which keys are allowed, before scores are hidden by it. */
export interface AllowedKeys {
  /** Id of the matrix of 1 and 0. */
  readonly id: string;
  /** How it is written. */
  readonly symbol: string;
  /** Steps to it, where they belong to this head alone. */
  readonly steps: readonly StepDraft[];
}

/** Steps of a head, from dot products to its output. */
export function headSteps(problem: HeadProblem): StepDraft[] {
  const { prefix, stages, names } = problem;
  const pick = (matrix: FloatNdArray): FloatNdArray => pickRows(matrix, names.rows);
  const scores = scoreStep(problem, pick(stages.scores));
  const stages_: StepDraft[] = [];
  let primes = 0;
  let last = `${prefix}scores`;
  const next = (id: string, draft: (before: StepExpression, symbol: string) => StepDraft): void => {
    const before = refer(last);
    primes++;
    last = `${prefix}${id}`;
    stages_.push(draft(before, stageSymbol('S', primes, problem.mark)));
  };
  const { mark, scaled, capped, biased, allowed } = problem;
  next('scaled', (before, symbol) => ({
    id: `${prefix}scaled`,
    symbol,
    title: scaled ? 'Scale them' : 'Divide by the square root of the width d',
    check: scaled
      ? multiply(refer('scale'), before)
      : divide(before, sqrt(refer(problem.width ?? 'd'))),
    ...(capped ? {} : { value: pick(stages.scaled) }),
  }));
  if (capped) {
    next('capped', (before, symbol) => ({
      id: `${prefix}capped`,
      symbol,
      title: 'Cap them softly',
      formula: `${symbol} = c \\tanh\\left(${stageSymbol('S', primes - 1, mark)} / c\\right)`,
      check: multiply(refer('softcap'), tanh(divide(before, refer('softcap')))),
      value: pick(stages.scaled),
    }));
  }
  if (biased) {
    next('biased', (before, symbol) => ({
      id: `${prefix}biased`,
      symbol,
      title: 'Add the bias',
      check: add(before, refer('bias')),
      ...(allowed === undefined ? { value: pick(stages.masked) } : {}),
    }));
  }
  if (allowed !== undefined) {
    next('masked', (before, symbol) => {
      const formula = `${symbol}_{ij} = \\begin{cases} ${stageSymbol('S', primes - 1, mark)}_{ij} & \\text{if } ${allowed.symbol}_{ij} = 1 \\\\ -\\infty & \\text{otherwise} \\end{cases}`;
      return {
        id: `${prefix}masked`,
        symbol,
        title: 'Hide what may not be attended to',
        formula,
        // The same as the formula, so that it is not written out for each element.
        substitution: formula,
        check: choose(equal(refer(allowed.id), 1), before, -Infinity),
        value: pick(stages.masked),
        ...(allowed.steps.length > 0 ? { steps: allowed.steps } : {}),
      };
    });
  }
  const masked = pick(stages.masked);
  return [
    scores,
    ...stages_,
    weightStep(problem, { id: last, primes, values: masked }, pick(stages.weights)),
    outputStep(problem, pick(stages.output)),
  ];
}

/** A symbol with so many primes, and a mark. */
function stageSymbol(symbol: string, primes: number, mark: string): string {
  return `${symbol}${"'".repeat(primes)}${mark}`;
}

/** A symbol, transposed; one that has a mark above it goes into parentheses. */
function transposed(symbol: string): string {
  return symbol.includes('^') ? `\\left(${symbol}\\right)^{\\top}` : `${symbol}^{\\top}`;
}

function scoreStep(problem: HeadProblem, value: FloatNdArray): StepDraft {
  const { prefix, mark, keyMark, ids, names } = problem;
  const rows = names.rows.map((i, at): StepDraft => {
    const pairs = names.keys.map((key, j): StepDraft => {
      const [q, k] = [
        refer(ids.q, [at], `q${mark}${below(i)}`),
        refer(ids.k, [j], `k${keyMark}${below(j)}`),
      ];
      return {
        id: `${prefix}score-${i}-${j}`,
        symbol: `s${mark}${below(i, j)}`,
        title: `${capital(names.queries[i]!)} with ${key}`,
        check: dot(q, k),
        value: value.get(at, j),
      };
    });
    return {
      id: `${prefix}scores-${i}`,
      symbol: `s${mark}${below(i)}`,
      title: capital(names.queries[i]!),
      formula: `s${mark}${below(i)} = q${mark}${below(i)}\\,${transposed(`K${keyMark}`)}`,
      check: { list: names.keys.map((_, j) => refer(`${prefix}score-${i}-${j}`)) },
      steps: pairs,
    };
  });
  return {
    id: `${prefix}scores`,
    symbol: `S${mark}`,
    title:
      rows.length === 1 ? 'Multiply the query with each key' : 'Multiply each query with each key',
    note: 'The larger a product, the better a key fits the query.',
    formula: `S${mark} = Q${mark}\\,${transposed(`K${keyMark}`)}`,
    check: matmul(refer(ids.q), transpose(refer(ids.k))),
    value,
    // A single query needs no level of its own.
    steps: rows.length === 1 ? (rows[0]!.steps ?? []) : rows,
  };
}

interface LastScores {
  readonly id: string;
  readonly primes: number;
  readonly values: FloatNdArray;
}

function weightStep(problem: HeadProblem, scores: LastScores, value: FloatNdArray): StepDraft {
  const { prefix, mark, names } = problem;
  const m = names.keys.length;
  const rows = names.rows.map((i, at): StepDraft => {
    const values = Array.from({ length: m }, (_, j) => scores.values.get(at, j));
    const row = {
      id: `${prefix}weights-${i}`,
      symbol: `p${mark}${below(i)}`,
      title: capital(names.queries[i]!),
      value: Array.from({ length: m }, (_, j) => value.get(at, j)),
    };
    const scoresOf = refer(scores.id, [at], `${stageSymbol('s', scores.primes, mark)}${below(i)}`);
    if (values.every((score) => score === -Infinity)) {
      const note = 'It may attend to nothing, so all its weights are 0, and so is its output.';
      return { ...row, note, formula: row.symbol, check: { list: values.map(() => 0) } };
    }
    if (values.filter((score) => score > -Infinity).length === 1) {
      const note = 'Only one key is left, so its weight is 1 whatever its score.';
      const formula = row.symbol;
      const check = choose(greater(scoresOf, -Infinity), 1, 0);
      return { ...row, note, formula, substitution: formula, check };
    }
    const { steps, check, formula } = softmaxSteps({
      prefix: `${prefix}weights-${i}-`,
      scores: scoresOf,
      values,
      score: stageSymbol('s', scores.primes, mark),
      share: `p${mark}`,
      exponential: 'e',
      mark,
      row: String(i + 1),
    });
    return { ...row, check, formula, steps };
  });
  return {
    id: `${prefix}weights`,
    symbol: `P${mark}`,
    title: `Turn ${rows.length === 1 ? 'the scores' : 'each row'} into weights by a softmax`,
    note: `${rows.length === 1 ? 'They add' : 'Each row adds'} up to 1.`,
    formula: `P${mark} = \\operatorname{softmax}\\left(${stageSymbol('S', scores.primes, mark)}\\right)`,
    check: { list: names.rows.map((i) => refer(`${prefix}weights-${i}`)) },
    value,
    ...(names.named ? { table: weightTable(prefix, names) } : {}),
    steps: rows,
  };
}

function weightTable(prefix: string, names: TokenNames): StepTable {
  return {
    corner: 'takes of',
    columns: names.keys,
    rows: names.rows.map((i) => ({
      label: names.queries[i]!,
      cells: names.keys.map((_, j) => refer(`${prefix}weights-${i}`, [j])),
    })),
  };
}

function outputStep(problem: HeadProblem, value: FloatNdArray): StepDraft {
  const { prefix, mark, keyMark, ids, names, output } = problem;
  const width = value.shape[1]!;
  return {
    id: `${prefix}output`,
    symbol: output,
    title: 'Average the values with the weights',
    check: matmul(refer(`${prefix}weights`), refer(ids.v)),
    value,
    steps: names.rows.map((i, at): StepDraft => {
      const terms = names.keys.map((_, j) =>
        multiply(
          refer(`${prefix}weights`, [at, j], `p${mark}${below(i, j)}`),
          refer(ids.v, [j], `v${keyMark}${below(j)}`),
        ),
      );
      return {
        id: `${prefix}output-${i}`,
        symbol: `o${mark}${below(i)}`,
        title: capital(names.queries[i]!),
        check: add(terms[0]!, ...terms.slice(1)),
        value: Array.from({ length: width }, (_, c) => value.get(at, c)),
      };
    }),
  };
}
