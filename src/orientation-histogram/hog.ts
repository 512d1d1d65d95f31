// Histograms of oriented gradients.
import { checkOptions } from '../core/check.js';
import { allocate, wrap } from '../core/create.js';
import { DomainError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray, FloatTypedArray } from '../core/types.js';
import { type Planes, readImage } from '../image/read-image.js';
import type { Spread, VoteTarget } from '../kernels/orientation-kernels.js';
import { gatherBlocks as gatherBlocksScalar } from '../kernels/scalar/gather-blocks.js';
import { normalizeBlocks as normalizeBlocksScalar } from '../kernels/scalar/normalize-blocks.js';
import { spreadVotes as spreadVotesScalar } from '../kernels/scalar/spread-votes.js';
import { voteGradients as voteGradientsScalar } from '../kernels/scalar/vote-gradients.js';
import { votePlaces as votePlacesScalar } from '../kernels/scalar/vote-places.js';
import { kernel } from '../kernels/select.js';
import { votePlaces } from '../kernels/simd/gradient-polar.js';
import { normalizeBlocks } from '../kernels/simd/normalize-blocks.js';
import { spreadVotes } from '../kernels/simd/spread-votes.js';
import { voteGradients } from '../kernels/simd/vote-gradients.js';
import { greyValues, strongestGradients } from './hog-gradients.js';
import { byColumns, cellsOf, ownCellsOf } from './hog-layout.js';
import { checkHog, HOG_OPTIONS, type HogOptions, type HogSettings } from './hog-options.js';
import { type CellAxis, spreadOverBlocks, spreadOverCells } from './spread.js';

/** Histograms of oriented gradients of an image. */
export interface Hog {
  /** The histogram of each cell, [cells down, cells across, bins]. */
  readonly cells: FloatNdArray;
  /** Normalised blocks, [blocks down, blocks across, cells down, cells across, bins]. */
  readonly blocks: FloatNdArray;
  /** The blocks as one vector, [n]. */
  readonly descriptor: FloatNdArray;
}

const FN = 'hog';

/**
 * Histograms of oriented gradients (HOG): which way the image's edges run in each cell of a grid, with the
 * contrast of overlapping blocks of cells made equal.
 *
 * $$v \leftarrow \frac{v}{\sqrt{\lVert v \rVert_2^2 + \varepsilon^2}},\qquad v_i \leftarrow \min(v_i,\, 0.2),\qquad v \leftarrow \frac{v}{\sqrt{\lVert v \rVert_2^2 + \varepsilon^2}}$$
 *
 * (L2-Hys, of each block $v$.) Each pixel votes with the length of its gradient for its direction, as
 * `orientationVotes` has it: bins stand at their centres over π, or 2π where `signed`. With "trilinear" it also
 * shares its vote between the four cells around it by distance; cells outside get nothing. Cells start at the
 * upper left; pixels after the last whole cell do not vote. With colour each pixel takes the channel of its
 * longest gradient, the first on a tie. At the image's border derivatives across it are 0.
 *
 * A block is taken from the cells. With `blockWeight` it has cells of its own: its own pixels alone vote, weighed
 * by a Gaussian around its centre, as Dalal and Triggs have it; `cells` are the same with and without.
 *
 * The other norms: "l2" is the first step alone; "l1" $v / (\lVert v \rVert_1 + \varepsilon)$; "l1-sqrt" the root
 * of that. ε is 10⁻⁵. Directions are within 4·10⁻⁸ rad, of float64 images too. A constant image gives zeros; a constant added to the image changes nothing (but for
 * `gammaCorrection`).
 *
 * | as … does | settings |
 * |---|---|
 * | Dalal and Triggs' default detector | `{ preset: 'dalal-triggs' }`: differences not halved, `blockWeight` half a block's side |
 * | OpenCV, `HOGDescriptor()` | `{ preset: 'opencv' }`, image in 0…255: differences not halved, square root first, `blockWeight` a quarter of a block's side around a centre half a pixel lower and further right, 0.1 · length and 0.001 beside the roots of the norm, columns of blocks first in `descriptor`; `signed` is its signedGradient |
 * | scikit-image, `hog(image)` | `{ preset: 'scikit-image' }`: differences not halved, whole votes, cells divided by their pixels, blocks of 3 × 3; `gammaCorrection` is its transform_sqrt |
 *
 * What is given beside a preset takes its default's place.
 *
 * @param image - finite numbers, [height, width] or [height, width, channels]; none negative with `gammaCorrection`
 * @param options - `orientations` (9), `cellSize` (8), `blockSize` (2), `blockStride` (1), `norm` ("l2-hys"),
 * `gammaCorrection` (false), `blockWeight`, `interpolation` ("trilinear"), `gradient` ("central"), `signed` (false),
 * `preset`
 * @returns `cells`, `blocks` and `descriptor`; float32 where the image is, else float64
 * @throws KindError, ShapeError or DomainError where an argument is no such thing, a cell is larger than the image,
 * a block has more cells than there are, or squares of intensities are larger or smaller than any number
 * @see N. Dalal, B. Triggs, "Histograms of oriented gradients for human detection", CVPR 2005, section 6
 *
 * @example
 * An image that gets brighter to the right: every gradient points along x, on the edge between the last bin and the first.
 * ```ts
 * import { hog, toNested } from 'fovea';
 * const image = Array.from({ length: 16 }, () => Array.from({ length: 16 }, (_, x) => x));
 * const { cells, blocks, descriptor } = hog(image, { orientations: 4, interpolation: 'orientation', norm: 'l2' });
 * cells.shape // => [2, 2, 4]
 * blocks.shape // => [1, 1, 2, 2, 4]
 * toNested(cells.pick(0, 0)) // => [28, 0, 0, 28]
 * descriptor.get(0) // => 0.353553
 * ```
 */
export function hog(image: ArrayInput, options?: HogOptions): Hog {
  const settings = checkHog(FN, checkOptions(FN, options, HOG_OPTIONS));
  const planes = readImage(FN, image);
  const { height, width } = planes;
  const rows = axisOf(settings, 0, height);
  const columns = axisOf(settings, 1, width);
  const dtype = planes.data instanceof Float32Array ? 'float32' : 'float64';
  const { bins, interpolation } = settings;
  const shared = interpolation === 'trilinear';
  const factorOf = ({ cell }: CellAxis): number => (settings.averaged ? 1 / cell : 1);
  const targetOf = (down: Spread, across: Spread): VoteTarget => {
    return { rows: down, columns: across, sums: allocate(dtype, down.slots * across.slots * bins) };
  };
  const own = targetOf(
    spreadOverCells(rows, shared, factorOf(rows)),
    spreadOverCells(columns, shared, factorOf(columns)),
  );
  const { weight } = settings;
  const apart =
    weight &&
    targetOf(spreadOverBlocks(rows, shared, weight), spreadOverBlocks(columns, shared, weight));
  collectVotes(planes, settings, apart ? [own, apart] : [own]);
  const cells = own.sums;
  checkSize(planes, cells);
  const shape = [rows.blocks, columns.blocks, rows.block, columns.block, bins] as const;
  const blocks = allocate(
    dtype,
    shape.reduce((count, length) => count * length, 1),
  );
  const gather = kernel('gatherBlocks', gatherBlocksScalar);
  if (apart === undefined) {
    gather(cells, columns.cells, bins, cellsOf(rows), cellsOf(columns), blocks);
  } else {
    const slots = apart.columns.slots;
    gather(apart.sums, slots, bins, ownCellsOf(rows), ownCellsOf(columns), blocks);
  }
  const length = rows.block * columns.block * bins;
  kernel('normalizeBlocks', normalizeBlocksScalar, normalizeBlocks)(blocks, length, settings.norm);
  const wrapped = wrap(blocks, shape);
  return {
    cells: wrap(cells, [rows.cells, columns.cells, bins]),
    blocks: wrapped,
    descriptor: wrap(settings.columnsFirst ? byColumns(blocks, shape) : blocks.slice(), [
      blocks.length,
    ]),
  };
}

/** Squares of what is between these are numbers with all their digits, and so are sums of them. */
const [LEAST, MOST] = [2 ** -480, 2 ** 480];

/** Refuses images whose gradients' squares are larger or smaller than any number. Votes tell, which are few. */
function checkSize({ data }: Planes, cells: FloatTypedArray): void {
  let most = 0;
  for (let i = 0; i < cells.length; i++) {
    if (!(cells[i]! <= MOST)) throw refuseSize('larger ones');
    if (cells[i]! > most) most = cells[i]!;
  }
  if (most > LEAST || data instanceof Float32Array) return;
  // No votes are those of a constant image, or of one too faint.
  const varies = data.some((value) => value !== data[0]);
  if (varies && data.every((value) => Math.abs(value) < LEAST)) throw refuseSize('smaller ones');
}

function refuseSize(got: string): DomainError {
  const expected =
    'intensities of which squares are numbers, sums of them too (divide or multiply the image)';
  return new DomainError({ function: FN, argument: 'image', expected, got });
}

/** Adds every pixel's vote to the sums of the targets. */
function collectVotes(planes: Planes, settings: HogSettings, targets: readonly VoteTarget[]): void {
  const { height, width } = planes;
  const { bins, signed } = settings;
  const whole = settings.interpolation === 'none';
  if (settings.gradient === 'central' && planes.channels === 1) {
    const factor = settings.normalize ? 1 / 2 : 1;
    const vote = kernel('voteGradients', voteGradientsScalar, voteGradients);
    vote(greyValues(FN, planes, settings), height, width, factor, bins, signed, whole, targets);
    return;
  }
  const [magnitude, place] = strongestGradients(FN, planes, settings);
  kernel('votePlaces', votePlacesScalar, votePlaces)(magnitude, place, bins, signed, whole);
  const spread = kernel('spreadVotes', spreadVotesScalar, spreadVotes);
  for (const { rows, columns, sums } of targets) {
    spread(magnitude, place, width, bins, rows, columns, sums);
  }
}

function axisOf(settings: HogSettings, axis: 0 | 1, length: number): CellAxis {
  const { stride } = settings;
  const cell = settings.cell[axis];
  const block = settings.block[axis];
  const cells = Math.floor(length / cell);
  const side = axis === 0 ? 'rows' : 'columns';
  if (cells === 0) {
    throw new DomainError({
      function: FN,
      argument: 'cellSize',
      expected: `at most the image's ${length} ${side}`,
      got: String(cell),
    });
  }
  if (block > cells) {
    throw new DomainError({
      function: FN,
      argument: 'blockSize',
      expected: `at most the image's ${cells} ${side} of cells`,
      got: String(block),
    });
  }
  return { length, cell, cells, block, stride, blocks: Math.floor((cells - block) / stride) + 1 };
}
