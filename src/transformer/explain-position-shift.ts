// That a shift of a sinusoidal position is a rotation, on one position.
import { checkNumber, checkOptions } from '../core/check.js';
import type { FloatNdArray } from '../core/types.js';
import { createDerivation } from '../derivation/create-derivation.js';
import { add, cos, divide, matmul, negate, power, sin } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import type { Derivation } from '../derivation/types.js';
import { type PositionShiftOptions, positionShiftMatrixFor } from './position-shift.js';
import { sinusoidalPositions } from './sinusoidal-positions.js';

/**
 * Shifts a sinusoidal position by a rotation, and shows the work: the angle of each pair of numbers, the matrix of the
 * rotations, and that the position times the matrix is the position further on.
 *
 * $$P_{p + k} = P_p \, R_k$$
 *
 * @param position - p, a whole number from 0 to 10000
 * @param offset - k, by how much it is shifted, from −p
 * @param d - numbers of a position: 2, 4 or 6
 * @param options - `base`: 10000 where left out
 * @returns the derivation; its `result` is what `positionShiftMatrix` returns
 * @throws as `positionShiftMatrix`; DomainError for a larger d, or where p + k is below 0
 *
 * @example
 * By two positions, with two numbers.
 * ```ts
 * import { explainPositionShift, verifyDerivation } from 'fovea';
 * const d = explainPositionShift(1, 2, 2);
 * d.result.get(0, 0) // => -0.416147
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainPositionShift(
  position: number,
  offset: number,
  d: number,
  options?: PositionShiftOptions,
): Derivation<FloatNdArray> {
  const fn = 'explainPositionShift';
  const { base = 10000 } = checkOptions(fn, options, ['base']);
  checkNumber(fn, 'position', position, { integer: true, min: 0, max: 10000 });
  checkNumber(fn, 'offset', offset, { integer: true, min: -position, max: 10000 });
  checkNumber(fn, 'd', d, { integer: true, min: 2, max: 6 });
  const result = positionShiftMatrixFor(fn, d, offset, { base });
  const rows = sinusoidalPositions(Math.max(position, position + offset) + 1, d, { base });
  const rowAt = (p: number): number[] => Array.from({ length: d }, (_, j) => rows.get(p, j));
  const pairs = Array.from({ length: d / 2 }, (_, i) => i);
  const angle = (i: number) => refer('angles', [i], `\\varphi_{${i + 1}}`);
  return createDerivation<FloatNdArray>({
    topic: 'transformer',
    title: `A shift by ${offset} is a rotation`,
    given: [
      { id: 'p', symbol: 'p', title: 'The position', value: position },
      { id: 'k', symbol: 'k', title: 'By how much it is shifted', value: offset },
      { id: 'base', symbol: 'b', title: 'The base of the wavelengths', value: base },
      { id: 'row', symbol: 'P_p', title: 'The vector of the position', value: rowAt(position) },
    ],
    steps: [
      {
        id: 'angles',
        symbol: '\\varphi',
        title: 'By which angle each pair of numbers is turned',
        formula: `\\varphi_i = \\frac{k}{b^{2 (i - 1) / ${d}}}`,
        check: {
          list: pairs.map((i) => divide(refer('k'), power(refer('base'), divide(2 * i, d)))),
        },
      },
      {
        id: 'matrix',
        symbol: 'R_k',
        title: 'The rotations along the diagonal: the same for every position',
        formula:
          'R_k = \\operatorname{diag} \\begin{pmatrix} \\cos \\varphi_i & -\\sin \\varphi_i \\\\ \\sin \\varphi_i & \\cos \\varphi_i \\end{pmatrix}',
        check: {
          list: Array.from({ length: d }, (_, r) => ({
            list: Array.from({ length: d }, (_, c) => {
              const i = Math.floor(r / 2);
              if (i !== Math.floor(c / 2)) return 0;
              if (r === c) return cos(angle(i));
              return r < c ? negate(sin(angle(i))) : sin(angle(i));
            }),
          })),
        },
        value: result,
      },
      {
        id: 'shifted',
        symbol: 'P_{p+k}',
        title: 'The vector of the position times the matrix',
        formula: 'P_{p+k} = P_p \\, R_k',
        check: matmul(refer('row'), refer('matrix')),
        value: rowAt(position + offset),
        note: 'It is that of the position further on: sine and cosine of a sum. So a layer can learn to look a fixed number of places away.',
      },
      {
        id: 'turn',
        symbol: '\\det R',
        title: 'A check: the first rotation keeps lengths, for its determinant is 1',
        formula: '\\cos^2 \\varphi_1 + \\sin^2 \\varphi_1',
        check: add(power(cos(angle(0)), 2), power(sin(angle(0)), 2)),
      },
    ],
    result,
    symbol: 'R_k',
    answer: refer('matrix'),
    sources: ['A. Vaswani and others, "Attention is all you need", NeurIPS 2017, section 3.5.'],
  });
}
