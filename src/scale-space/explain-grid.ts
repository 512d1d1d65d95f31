// The turned grid of a descriptor's cells, shown step by step.
import { checkNumber } from '../core/check.js';
import { wrap } from '../core/create.js';
import type { FloatNdArray } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import { abs, add, multiply, subtract } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import type { Derivation } from '../derivation/types.js';
import { mapPoints } from '../kernels/scalar/map-points.js';
import { CELL_SIGMAS } from './describe.js';
import type { KeypointFrame } from './keypoint.js';
import { COS, SIN, turnStep } from './turn-step.js';

/** What `explainSamplingGrid` arrives at: the middles of the cells, a row of cells a row. */
export interface GridExplanation {
  /** Their columns in the image [4, 4]. */
  readonly x: FloatNdArray;
  /** Their rows in the image [4, 4]. */
  readonly y: FloatNdArray;
  /** How far from the keypoint, along either axis of the image, samples take part. */
  readonly reach: number;
}

/** Cells on each side. */
const CELLS = 4;

const FN = 'explainSamplingGrid';

/**
 * The sampling grid of a SIFT descriptor, worked out: 4×4 cells of three sigmas a side around the keypoint,
 * turned into its orientation.
 *
 * $$\begin{pmatrix} x' \\ y' \end{pmatrix} = \begin{pmatrix} x \\ y \end{pmatrix} + \begin{pmatrix} \cos\theta & -\sin\theta \\ \sin\theta & \cos\theta \end{pmatrix} \begin{pmatrix} a \\ b \end{pmatrix}$$
 *
 * The grid turns with the image, and so do the gradients' angles that are counted from the orientation: together they make the
 * descriptor the same in a turned image. `transformPoints` turns any other grid in the same way.
 *
 * @param keypoint - `x`, `y`, `sigma` above 0 and `orientation` in radians, from +x towards +y; other fields are not read
 * @returns the derivation; its `result` holds the middles of the cells, and the reach
 * @throws KindError where the keypoint lacks a number, DomainError where one is not finite or sigma is not above 0
 * @see D. G. Lowe, "Distinctive image features from scale-invariant keypoints", IJCV 2004, section 6.1
 *
 * @example
 * A quarter turn: the cells' rows run down the image's columns.
 * ```ts
 * import { explainSamplingGrid, renderText, verifyDerivation } from 'fovea';
 * const d = explainSamplingGrid({ x: 50, y: 40, sigma: 2, orientation: Math.PI / 2 });
 * d.result.x.get(0, 0) // => 59
 * d.result.y.get(0, 0) // => 31
 * verifyDerivation(d).ok // => true
 * renderText(d).includes('The middle of the first cell') // => true
 * ```
 */
export function explainSamplingGrid(keypoint: KeypointFrame): Derivation<GridExplanation> {
  const { x, y, sigma, orientation } = readFrame(FN, keypoint);
  const side = CELL_SIGMAS * sigma;
  const offsets = Array.from({ length: CELLS }, (_, i) => (i - (CELLS - 1) / 2) * side);
  const [c, s] = [Math.cos(orientation), Math.sin(orientation)];
  const points = Float64Array.from(offsets.flatMap((b) => offsets.flatMap((a) => [a, b])));
  const turned = new Float64Array(points.length);
  mapPoints(Float64Array.of(c, -s, x, s, c, y, 0, 0, 1), points, turned, CELLS * CELLS);
  const half = (at: 0 | 1): FloatNdArray =>
    wrap(
      turned.filter((_, i) => i % 2 === at),
      [CELLS, CELLS],
    );
  const result = {
    x: half(0),
    y: half(1),
    reach: ((CELLS + 1) / 2) * side * (Math.abs(c) + Math.abs(s)),
  };
  return createDerivation<GridExplanation>({
    topic: 'scale-space',
    title: 'The turned grid of a descriptor',
    given: [
      { id: 'x', symbol: 'x', title: 'Column of the keypoint', value: x },
      { id: 'y', symbol: 'y', title: 'Row of the keypoint', value: y },
      { id: 'sigma', symbol: '\\sigma', title: 'Its sigma, in pixels', value: sigma },
      {
        id: 'theta',
        symbol: '\\theta',
        title: 'Its orientation in radians, from +x towards +y',
        value: orientation,
      },
    ],
    steps: [
      {
        id: 'offsets',
        symbol: 'a',
        title: 'The upright grid: middles of four cells a side, about the keypoint',
        note: `A cell is ${CELL_SIGMAS} sigmas wide; the offsets b from row to row are the same.`,
        formula: 'a = w\\,(-1.5,\\, -0.5,\\, 0.5,\\, 1.5)',
        check: multiply(refer('side'), { list: [-1.5, -0.5, 0.5, 1.5] }),
        value: offsets,
        steps: [
          {
            id: 'side',
            symbol: 'w',
            title: 'Side of a cell',
            check: multiply(CELL_SIGMAS, refer('sigma')),
          },
        ],
      },
      turnStep('The turn', orientation),
      gridStep('x', result.x),
      gridStep('y', result.y),
      {
        id: 'reach',
        symbol: 'r',
        title: 'How far samples reach: half a cell beyond the grid, along the axes of the image',
        note: 'A sample votes for the cells whose middles are less than a cell away, so the square has 2.5 cells to each side; turned, it reaches farther.',
        formula:
          'r = 2.5\\, w \\left( \\left|\\cos\\theta\\right| + \\left|\\sin\\theta\\right| \\right)',
        check: multiply(2.5, refer('side'), add(abs(COS), abs(SIN))),
        value: result.reach,
      },
    ],
    result,
    answer: { record: { x: refer('grid-x'), y: refer('grid-y'), reach: refer('reach') } },
    sources: [
      'D. G. Lowe, "Distinctive image features from scale-invariant keypoints", International Journal of Computer Vision 60 (2004), 91–110, section 6.1.',
    ],
  });
}

function gridStep(axis: 'x' | 'y', value: FloatNdArray): StepDraft {
  const at = (row: number, column: number): StepExpression => {
    const [a, b] = [refer('offsets', [column]), refer('offsets', [row], `b_{${row}}`)];
    return axis === 'x'
      ? subtract(add(refer('x'), multiply(a, COS)), multiply(b, SIN))
      : add(refer('y'), multiply(a, SIN), multiply(b, COS));
  };
  const formula =
    axis === 'x'
      ? "x' = x + a \\cos\\theta - b \\sin\\theta"
      : "y' = y + a \\sin\\theta + b \\cos\\theta";
  return {
    id: `grid-${axis}`,
    symbol: `${axis}'`,
    title: `The ${axis === 'x' ? 'columns' : 'rows'} of the middles, a row of cells a row`,
    note: 'a runs along a row of cells, b from row to row.',
    formula,
    substitution: formula,
    check: {
      list: Array.from({ length: CELLS }, (_, row) => ({
        list: Array.from({ length: CELLS }, (__, column) => at(row, column)),
      })),
    },
    value,
    steps: [
      {
        id: `first-${axis}`,
        symbol: `${axis}'_{0}`,
        title: 'The middle of the first cell',
        check: at(0, 0),
        value: value.get(0, 0),
      },
    ],
  };
}

/**
 * The four numbers of a keypoint.
 *
 * @param fn - name of the public function, for errors
 * @param keypoint - what came
 * @returns them
 * @throws KindError where one is missing, DomainError where one is not finite or sigma not above 0
 */
export function readFrame(fn: string, keypoint: KeypointFrame): KeypointFrame {
  const { x, y, sigma, orientation } = keypoint ?? ({} as KeypointFrame);
  return {
    x: checkNumber(fn, 'keypoint.x', x),
    y: checkNumber(fn, 'keypoint.y', y),
    sigma: checkNumber(fn, 'keypoint.sigma', sigma, { above: 0 }),
    orientation: checkNumber(fn, 'keypoint.orientation', orientation),
  };
}
