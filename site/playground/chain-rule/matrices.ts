// Derivatives by matrices, as the page about the chain rule shows them.
import { toNested } from 'fovea/array';
import type { Derivation } from 'fovea/derivation';
import {
  deriveMatrix,
  evaluateMatrices,
  expressionToLatex,
  type MatrixEquations,
  type MatrixProperty,
  matrixEquations,
} from 'fovea/expression';
import { derivationHtml, formulaHtml } from '../work/derivation-html.js';
import { readMatrix } from '../work/matrix-text.js';
import type { Tell } from '../work/protocol.js';
import type { ChainInput, ShownChain } from './work.js';

type Rows = readonly (readonly number[])[];
/** A matrix for each input; one of one element is a number. */
export type Matrices = Readonly<Record<string, number | Rows>>;

/** The derivation and the comparison with central differences, for matrices. */
export async function workMatrices(input: ChainInput, tell: Tell): Promise<ShownChain> {
  const read = matrixEquations(input.eq);
  const defined = read.definitions.map(({ name }) => name);
  const loss = defined.includes(input.loss) ? input.loss : defined.at(-1)!;
  const names = [...read.inputs, ...defined.filter((name) => name !== loss)];
  const by = names.includes(input.by) ? input.by : (names[0] ?? loss);
  const values = matricesOf(input, read.inputs);
  await tell(0.1, 'Deriving');
  const assume = assumptionsOf(input.unit, read.inputs);
  const derivation = deriveMatrix(read, loss, by, {
    assume,
    ...(input.numbers ? { values } : { shapes: shapesOf(values) }),
  });
  await tell(0.3, 'Setting the formulas');
  const html = derivationHtml(derivation as Derivation, { open: 1 });
  await tell(0.8, 'Comparing with differences');
  const { latex, expression, value } = derivation.result;
  const found = value === undefined ? undefined : rowsOf(value);
  const quotient = `\\frac{\\partial ${expressionToLatex(loss)}}{\\partial ${expressionToLatex(by)}}`;
  return {
    html,
    svg: undefined,
    tooLarge: undefined,
    loss,
    by,
    formula: formulaHtml(`${quotient} = ${latex}`),
    expression,
    value: undefined,
    matrix: found,
    missing: [],
    gradients: [],
    apart: found && read.inputs.includes(by) ? apartOf(read, loss, by, values, found) : undefined,
  };
}

/** What was typed, as matrices. Throws, with the name, where one is missing or cannot be read. */
export function matricesOf({ v }: Pick<ChainInput, 'v'>, names: readonly string[]): Matrices {
  return Object.fromEntries(
    names.map((name) => {
      const rows = readMatrix(`values.${name}`, name, v[name] ?? '');
      return [name, rows.length === 1 && rows[0]!.length === 1 ? rows[0]![0]! : rows];
    }),
  );
}

function shapesOf(values: Matrices): Record<string, readonly number[]> {
  const shapeOf = (value: number | Rows): number[] =>
    typeof value === 'number' ? [] : [value.length, value[0]!.length];
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, shapeOf(value)]));
}

/** Inputs whose rows add up to 1, as they were named. */
export function assumptionsOf(
  unit: string,
  inputs: readonly string[],
): Record<string, MatrixProperty> {
  const named = unit.split(/[\s,]+/).filter((name) => inputs.includes(name));
  return Object.fromEntries(named.map((name) => [name, 'unit-row-sums' as const]));
}

/** A number or a matrix as rows. */
export function rowsOf(value: number | { readonly shape: readonly number[] }): Rows {
  if (typeof value === 'number') return [[value]];
  const nested = toNested(value as never) as number[] | number[][];
  return nested.map((row) => (typeof row === 'number' ? [row] : row));
}

/** A step that leaves half of the digits of float64, and more elements than a reader waits for. */
const [STEP, MOST] = [6e-6, 400];

/** The largest distance of any element from its central difference; undefined where they are too many. */
function apartOf(
  read: MatrixEquations,
  loss: string,
  by: string,
  values: Matrices,
  found: Rows,
): number | undefined {
  const given = values[by]!;
  const rows = typeof given === 'number' ? [[given]] : given;
  if (rows.length * rows[0]!.length > MOST) return undefined;
  const lossWith = (i: number, j: number, element: number): number => {
    const moved = rows.map((row, a) => row.map((x, b) => (a === i && b === j ? element : x)));
    return lossOf(read, loss, { ...values, [by]: typeof given === 'number' ? element : moved });
  };
  const apart = rows.flatMap((row, i) =>
    row.map((x, j) => {
      const step = STEP * Math.max(1, Math.abs(x));
      const [low, high] = [x - step, x + step];
      const difference = (lossWith(i, j, high) - lossWith(i, j, low)) / (high - low);
      const value = found[i]?.[j] ?? Number.NaN;
      return Math.abs(value - difference) / Math.max(1, Math.abs(value));
    }),
  );
  return Math.max(...apart);
}

/** The loss of equations of matrices. */
export function lossOf(read: MatrixEquations, loss: string, values: Matrices): number {
  const value = evaluateMatrices(read, values)[loss];
  return typeof value === 'number' ? value : Number.NaN;
}
