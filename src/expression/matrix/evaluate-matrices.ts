// Definitions of matrices with numbers put in.
import type { FloatNdArray } from '../../core/types.js';
import { computeMatrix, type Matrix } from './compute.js';
import {
  handOut,
  type MatrixValues,
  readMatrices,
  readMatrixEquations,
  resolveDefinitions,
} from './matrix-problem.js';
import type { MatrixEquations } from './types.js';

const FN = 'evaluateMatrices';

/**
 * The value of every definition of matrix equations.
 *
 * Infinite where mathematics says so: $\ln 0 = -\infty$.
 *
 * @param equations - made by the template `matrixEquations`
 * @param values - for each input a matrix, a vector (taken as a column) or a number
 * @returns by name, an ndarray (rows, columns) of float64; a number where there is one element
 * @throws KindError for a missing or an unknown input; ShapeError where shapes do not fit, with the
 * definition, the operation and the shapes; DomainError for an element without a value ($\ln(-1)$) and for
 * the inverse of a singular matrix
 *
 * @example
 * A squared error.
 * ```ts
 * import { evaluateMatrices, matrixEquations } from 'fovea/expression';
 * const squared = matrixEquations`L = normSquared(X*w - y)`;
 * evaluateMatrices(squared, { X: [[1, 2], [3, 4]], w: [1, 1], y: [2, 5] }) // => { L: 5 }
 * ```
 */
export function evaluateMatrices(
  equations: MatrixEquations,
  values: MatrixValues,
): Record<string, number | FloatNdArray> {
  const { definitions, inputs } = readMatrixEquations(FN, equations);
  const known = new Map<string, Matrix>(readMatrices(FN, values, inputs, inputs));
  const shapes = new Map([...known].map(([name, { shape }]) => [name, shape]));
  const nodes = resolveDefinitions(FN, definitions, shapes);
  return Object.fromEntries(
    [...nodes].map(([name, node]) => {
      const matrix = computeMatrix(FN, node, (used) => known.get(used)!);
      known.set(name, matrix);
      return [name, handOut(matrix)];
    }),
  );
}
