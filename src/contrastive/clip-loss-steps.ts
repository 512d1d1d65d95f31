// The steps of CLIP's loss: directions and their cosines, and how surprising the right answers of each side are.

import type { FloatNdArray } from '../core/types.js';
import type { StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import {
  add,
  divide,
  exp,
  log,
  matmul,
  max,
  mean,
  norm,
  subtract,
  sum,
  transpose,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';

/** Logits above this make exponentials that no one likes to write. */
const LARGE = 20;

/** One of the two sides that are embedded. */
export interface EmbeddedSide {
  /** Id of the embeddings; put before the ids of the steps. */
  readonly id: 'images' | 'texts';
  /** Symbol of an embedding, in LaTeX. */
  readonly symbol: string;
  /** What they are of, in plain words. */
  readonly of: string;
  /** How many. */
  readonly count: number;
}

/** The directions of embeddings, by their lengths. */
export function directionStep({ id, symbol, of, count }: EmbeddedSide): StepDraft {
  const each = Array.from({ length: count }, (_, i) => i);
  const at = (i: number): StepExpression => refer(id, [i], `${symbol}_{${i + 1}}`);
  return {
    id: `${id}-directions`,
    symbol: `\\hat{${symbol.toUpperCase()}}`,
    title: `Divide the embeddings of ${of} by their lengths: only directions are left`,
    formula: `\\hat{${symbol}}_i = \\frac{${symbol}_i}{\\ell^{${symbol}}_i}`,
    check: {
      list: each.map((i) =>
        divide(at(i), refer(`${id}-lengths`, [i], `\\ell^{${symbol}}_{${i + 1}}`)),
      ),
    },
    steps: [
      {
        id: `${id}-lengths`,
        symbol: `\\ell^{${symbol}}`,
        title: 'Their lengths',
        formula: `\\ell^{${symbol}}_i = \\sqrt{${symbol}_i \\cdot ${symbol}_i}`,
        check: { list: each.map((i) => norm(at(i))) },
      },
    ],
  };
}

/** Logits, by the cosines of all pairs. */
export function logitStep(
  directions: readonly StepDraft[],
  similarities: FloatNdArray,
  logits: FloatNdArray,
  scale: Pick<StepDraft & { check: StepExpression }, 'check' | 'note'> & {
    readonly formula: string;
  },
): StepDraft {
  return {
    id: 'logits',
    symbol: 'Z',
    title: 'The logits: cosines of images and texts, stretched',
    ...scale,
    value: logits,
    steps: [
      ...directions,
      {
        id: 'similarities',
        symbol: 'S',
        title: 'Each image with each text: the cosines of their angles',
        formula: 's_{ij} = \\hat{u}_i \\cdot \\hat{v}_j',
        check: matmul(refer('images-directions'), transpose(refer('texts-directions'))),
        value: similarities,
        note: 'Images are the rows, texts the columns. Without the division by lengths, long embeddings would win.',
      },
    ],
  };
}

/** Which of the two losses. */
export interface LossSide {
  /** Put before the ids of the steps. */
  readonly id: 'image' | 'text';
  /** Mark of its symbols, in LaTeX. */
  readonly mark: string;
  /** How its rows are written: an element of the table, in LaTeX. */
  readonly element: string;
  /** Who asks, in plain words. */
  readonly asks: string;
  /** What is looked for. */
  readonly wanted: string;
  /** What makes the table, where it is not there yet. */
  readonly before?: readonly StepDraft[];
  /** Id of the table whose rows ask. */
  readonly table: string;
  /** The rows of that table. */
  readonly rows: readonly (readonly number[])[];
  /** How surprising the right answer of each row is. */
  readonly surprises: readonly number[];
  /** Their mean, the loss of this side. */
  readonly value: number;
}

/** How surprising the right answer is to each row of a table on average, by how surprising it is to each. */
export function sideStep(side: LossSide): StepDraft {
  const { before = [], id, mark, element, asks, wanted, table, rows, surprises, value } = side;
  const each = rows.map((_, i) => i);
  const shifts = rows.some((row) => row.some((z) => Math.abs(z) > LARGE));
  const row = (i: number): StepExpression => refer(table, [i]);
  const largest = (i: number): StepExpression =>
    refer(`${id}-largest`, [i], `m^{${mark}}_{${i + 1}}`);
  const total = (i: number): StepExpression =>
    refer(`${id}-sums`, [i], `\\Sigma^{${mark}}_{${i + 1}}`);
  const right = (i: number): StepExpression => refer(table, [i, i], `z_{${i + 1}${i + 1}}`);
  const exponent = shifts ? `${element} - m^{${mark}}_i` : element;
  const shift: StepDraft = {
    id: `${id}-largest`,
    symbol: `m^{${mark}}`,
    title: `The largest logit of each ${asks}`,
    note: 'It is taken from all logits of its row: shares stay the same, and no exponential is larger than 1.',
    formula: `m^{${mark}}_i = \\max_j ${element}`,
    check: { list: each.map((i) => max(row(i))) },
  };
  return {
    id: `${id}-loss`,
    symbol: `L^{${mark}}`,
    title: `The loss of the ${asks}s: how surprising the right ${wanted}s are, on average`,
    check: mean(refer(`${id}-surprises`)),
    value,
    steps: [
      ...before,
      ...(shifts ? [shift] : []),
      {
        id: `${id}-exponentials`,
        symbol: `E^{${mark}}`,
        title: `Each ${asks} looks for its ${wanted}: the exponentials of its logits`,
        formula: `e^{${mark}}_{ij} = e^{${exponent}}`,
        check: {
          list: each.map((i) => exp(shifts ? subtract(row(i), largest(i)) : row(i))),
        },
      },
      {
        id: `${id}-sums`,
        symbol: `\\Sigma^{${mark}}`,
        title: 'Their sums',
        formula: `\\Sigma^{${mark}}_i = \\sum_j e^{${mark}}_{ij}`,
        check: sum(refer(`${id}-exponentials`), 1),
      },
      {
        id: `${id}-shares`,
        symbol: `P^{${mark}}`,
        title: `What each ${asks} thinks of each ${wanted}: a softmax`,
        formula: `p^{${mark}}_{ij} = \\frac{e^{${mark}}_{ij}}{\\Sigma^{${mark}}_i}`,
        check: { list: each.map((i) => divide(refer(`${id}-exponentials`, [i]), total(i))) },
        note: 'Rows add up to 1. The right answers stand on the diagonal.',
      },
      {
        id: `${id}-surprises`,
        symbol: `h^{${mark}}`,
        title: 'How surprising each right answer is',
        formula: `h^{${mark}}_i = -\\ln p^{${mark}}_{ii} = \\ln \\Sigma^{${mark}}_i${shifts ? ` + m^{${mark}}_i` : ''} - z_{ii}`,
        check: {
          list: each.map((i) => {
            const all = shifts ? add(log(total(i)), largest(i)) : log(total(i));
            return subtract(all, right(i));
          }),
        },
        value: surprises,
      },
    ],
  };
}
