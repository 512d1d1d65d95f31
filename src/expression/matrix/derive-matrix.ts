// The derivative of a loss by a matrix, written as a person would write it on paper.
import { checkOptions } from '../../core/check.js';
import { wrap } from '../../core/create.js';
import { KindError, ShapeError } from '../../core/errors.js';
import type { FloatNdArray } from '../../core/types.js';
import { createDerivation } from '../../derivation/create-derivation.js';
import type { StepExpression } from '../../derivation/expression-types.js';
import { refer, stepOperations } from '../../derivation/operations.js';
import type { Derivation } from '../../derivation/types.js';
import { nameLatex } from '../symbols.js';
import type { Matrix } from './compute.js';
import { CLOSED_FORM, matrixSteps } from './matrix-chain.js';
import { matrixNamesOf } from './matrix-equations.js';
import {
  handOut,
  type MatrixValues,
  matricesNeededFor,
  readMatrices,
  readMatrixEquations,
  readMatrixName,
  readProperties,
  readShapes,
  resolveDefinitions,
} from './matrix-problem.js';
import { isScalar } from './nodes.js';
import { matrixLatex, matrixText } from './print-matrix.js';
import type { MatrixEquations, MatrixProperty } from './types.js';

/** What `deriveMatrix` may be told. */
export interface DeriveMatrixOptions {
  /** For each input a matrix, a vector (taken as a column) or a number; with them every line is evaluated. */
  readonly values?: MatrixValues | undefined;
  /** Where no values are given, rows and columns of each input: `[n, m]`, `[n]` for a column, `[]` for a number. */
  readonly shapes?: Readonly<Record<string, readonly number[]>> | undefined;
  /** What is known of inputs; where values are given it is checked. */
  readonly assume?: Readonly<Record<string, MatrixProperty>> | undefined;
}

/** What `deriveMatrix` finds. */
export interface DerivedMatrix {
  /** The closed form as text, in the names of the equations; `matrixEquations` reads it. */
  readonly expression: string;
  /** The closed form in LaTeX. */
  readonly latex: string;
  /** Its value in the parameter's own shape, where values are given. */
  readonly value?: number | FloatNdArray;
}

const FN = 'deriveMatrix';

/**
 * The derivative of a loss with respect to a matrix, with every step: the definitions, the differential of each in
 * reverse order, what it says for the derivatives of what it uses, and the closed form.
 *
 * A bar is the derivative of the loss: $\bar{S} = \partial L / \partial S$, of the shape of $S$, so that
 * $dL = \operatorname{tr}(\bar{S}^\top dS)$. From $S = Q K^\top$ follows $dS = dQ\, K^\top$, so
 * $\bar{Q} = \bar{S} K$. Where a row, a column or a number was stretched, the derivative is added up over what it was
 * stretched along. Derivatives of functions are written in terms of the named output:
 * $\bar{S} = P \odot (\bar{P} - \operatorname{rowSum}(\bar{P} \odot P))$ for $P = \operatorname{softmax}(S)$.
 *
 * @param equations - made by the template `matrixEquations`
 * @param loss - name of a definition with one element
 * @param parameter - name of the matrix by which; an input or a definition on the way
 * @param options - `values` or `shapes` of the inputs that the loss needs, one of the two; `assume`: what
 * is known of inputs (`'symmetric'`, `'unit-row-sums'`)
 * @returns the derivation; its `result` holds `expression`, `latex` and, with values, `value`
 * @throws DomainError where loss or parameter does not stand in the equations, where an element has no
 * value, where an input is not as assumed; ShapeError where shapes do not fit, with the operation and the
 * shapes, and where the loss has more than one element; KindError for an unknown option or input, a
 * missing input, neither or both of `values` and `shapes`
 * @see K. B. Petersen, M. S. Pedersen, "The Matrix Cookbook" (2012), section 2
 * @see S. Laue, M. Mitterreiter, J. Giesen, "Computing higher order derivatives of matrix and tensor
 * expressions", NeurIPS 31 (2018)
 *
 * @example
 * Softmax with cross-entropy: the famous difference.
 * ```ts
 * import { deriveMatrix, matrixEquations, verifyDerivation } from 'fovea';
 * const entropy = matrixEquations`P = softmax(Z); L = -sum(Y .* log(P))`;
 * const values = { Z: [[0, 0]], Y: [[1, 0]] };
 * const d = deriveMatrix(entropy, 'L', 'Z', { values, assume: { Y: 'unit-row-sums' } });
 * d.result.expression // => 'P - Y'
 * d.result.value // => [[-0.5, 0.5]]
 * verifyDerivation(d).ok // => true
 * ```
 */
export function deriveMatrix(
  equations: MatrixEquations,
  loss: string,
  parameter: string,
  options?: DeriveMatrixOptions,
): Derivation<DerivedMatrix> {
  const { values, shapes, assume = {} } = checkOptions(FN, options, ['values', 'shapes', 'assume']);
  const read = readMatrixEquations(FN, equations);
  const { inputs } = read;
  const defined = read.definitions.map(({ name }) => name);
  const of = readMatrixName(FN, 'loss', loss, defined);
  const others = [...inputs, ...defined].filter((name) => name !== of);
  const by = readMatrixName(FN, 'parameter', parameter, others);
  if ((values === undefined) === (shapes === undefined)) {
    throw new KindError({
      function: FN,
      argument: 'options',
      expected: 'either values or shapes',
      got: values === undefined ? 'neither' : 'both',
    });
  }
  const definitions = matricesNeededFor(of, read);
  const used = new Set(definitions.flatMap(({ expression }) => [...matrixNamesOf(expression)]));
  const needed = inputs.filter((name) => used.has(name) || name === by);
  if (defined.includes(by) && !used.has(by)) {
    readMatrixName(
      FN,
      'parameter',
      parameter,
      others.filter((name) => used.has(name)),
    );
  }
  const given = values === undefined ? undefined : readMatrices(FN, values, inputs, needed);
  const known =
    given === undefined
      ? readShapes(FN, shapes ?? {}, inputs, needed)
      : new Map([...given].map(([name, { shape }]) => [name, shape]));
  const properties = readProperties(FN, assume, inputs, known, given);
  const nodes = resolveDefinitions(FN, definitions, known);
  const shape = known.get(of)!;
  if (!isScalar(shape)) {
    const got = `(${shape.join(', ')})`;
    throw new ShapeError({ function: FN, argument: of, expected: 'one element (1, 1)', got });
  }
  const { steps, closed, value } = matrixSteps({
    fn: FN,
    loss: of,
    parameter: by,
    nodes,
    shapes: known,
    given,
    properties,
  });
  const text = matrixText(closed);
  const latex = matrixLatex(closed);
  const rank = given?.get(by)?.rank ?? (isScalar(closed.shape) ? 0 : 2);
  return createDerivation<DerivedMatrix>({
    topic: 'expression',
    title: `Derivative of ${of} with respect to ${by}`,
    given: needed.flatMap((name) => {
      const matrix = given?.get(name);
      if (matrix === undefined) return [];
      const title = `${name === by ? 'Parameter' : 'Input'}${shapeWords(matrix)}`;
      return [{ id: name, symbol: nameLatex(name), title, value: handOut(matrix) }];
    }),
    steps,
    result: {
      expression: text,
      latex,
      ...(value === undefined ? {} : { value: ranked(value, rank) }),
    },
    answer: {
      record: {
        expression: text,
        latex,
        ...(value === undefined ? {} : { value: rankedCheck(value, rank) }),
      },
    },
    conclusion: `The derivative of ${of} with respect to ${by} is ${text}.`,
    sources: [
      'K. B. Petersen, M. S. Pedersen, "The Matrix Cookbook" (2012), section 2.',
      'S. Laue, M. Mitterreiter, J. Giesen, "Computing higher order derivatives of matrix and tensor expressions", NeurIPS 31 (2018).',
    ],
  });
}

function shapeWords({ shape }: Matrix): string {
  return isScalar(shape) ? '' : `, ${shape[0]} × ${shape[1]}`;
}

/** A matrix in the rank in which the parameter came. */
function ranked(matrix: Matrix, rank: number): number | FloatNdArray {
  const { shape, data } = matrix;
  if (rank === 0) return data[0]!;
  return wrap(Float64Array.from(data), rank === 1 ? [shape[0]] : shape);
}

function rankedCheck({ shape }: Matrix, rank: number): StepExpression {
  const value = refer(CLOSED_FORM);
  if (rank === 0) return value;
  if (isScalar(shape)) return rank === 1 ? { list: [value] } : { list: [{ list: [value] }] };
  // A column as a vector.
  return rank === 1 ? stepOperations.sum(value, 1) : value;
}
