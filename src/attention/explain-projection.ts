// A projection worked out: rows times a matrix, and a bias.
import type { FloatNdArray } from '../core/types.js';
import type { StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import { add, dot, matmul } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { below } from './explain-names.js';

/** A quantity that is given or was computed before: its id, and how it is written. */
export interface Named {
  /** The id. */
  readonly id: string;
  /** The symbol, in LaTeX. */
  readonly symbol: string;
}

/** Rows times a matrix. */
export interface ProjectionProblem {
  /** Id and symbol of what is computed; rows are written as the small letter. */
  readonly target: Named;
  /** Marks behind the symbol, such as that of a head. */
  readonly mark: string;
  /** What is done, in plain words. */
  readonly title: string;
  /** What is projected, a matrix; its rows are written as the small letter. */
  readonly input: Named;
  /** Rows of the input that are projected; `places` say how they are counted. */
  readonly rows: readonly number[];
  /** Places by which rows are named. */
  readonly places: readonly number[];
  /** What each row is called, by its place. */
  readonly names: readonly string[];
  /** The matrix. */
  readonly matrix: Named;
  /** What is added, where there is something. */
  readonly bias: Named | undefined;
  /** What came out. */
  readonly value: FloatNdArray;
  /** Lengths of the input's rows. */
  readonly width: number;
  /** How many rows the input has. */
  readonly count: number;
}

/** One step for all rows, with one for each row inside. */
export function projectionStep(problem: ProjectionProblem): StepDraft {
  const { target, mark, title, input, rows, places, names, matrix, bias, value, width } = problem;
  const columns = value.shape[1]!;
  const all = rows.length === problem.count;
  const whole: StepExpression = all
    ? refer(input.id)
    : { list: rows.map((row) => refer(input.id, [row])) };
  const product = matmul(whole, refer(matrix.id));
  const added = bias === undefined ? '' : ` + ${bias.symbol}`;
  const column = (c: number): StepExpression => ({
    list: Array.from({ length: width }, (_, r) => refer(matrix.id, [r, c])),
  });
  const small = (symbol: string): string => symbol.charAt(0).toLowerCase() + symbol.slice(1);
  // Of a single row among many only that row is written.
  const from = all || rows.length > 1 ? input.symbol : `${small(input.symbol)}${below(places[0]!)}`;
  const some = `Only ${rows.length === 1 ? 'the row' : 'the rows'} of what is worked out ${rows.length === 1 ? 'is' : 'are'} needed.`;
  return {
    id: target.id,
    symbol: `${target.symbol}${mark}`,
    title,
    ...(all ? {} : { note: some }),
    formula: `${target.symbol}${mark} = ${from}\\,${matrix.symbol}${added}`,
    check: bias === undefined ? product : add(product, refer(bias.id)),
    value,
    steps: rows.map((row, at): StepDraft => {
      const place = places[at]!;
      const own = refer(input.id, [row]);
      const symbol = `${small(target.symbol)}${mark}${below(place)}`;
      return {
        id: `${target.id}-${place}`,
        symbol,
        title: names[place]!,
        formula: `${symbol} = ${small(input.symbol)}${below(place)}\\,${matrix.symbol}${added}`,
        check: {
          list: Array.from({ length: columns }, (_, c) =>
            bias === undefined
              ? dot(own, column(c))
              : add(dot(own, column(c)), refer(bias.id, [c])),
          ),
        },
        value: Array.from({ length: columns }, (_, c) => value.get(at, c)),
      };
    }),
  };
}
