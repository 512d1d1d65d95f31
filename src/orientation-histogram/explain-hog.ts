// Histograms of oriented gradients of a small image, shown step by step.
import { checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { wrap } from '../core/create.js';
import { DomainError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import { add, divide, minimum, power, sqrt, sum } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import type { Derivation, Given } from '../derivation/types.js';
import { readHandImage } from '../filter/hand-image.js';
import { imageGradients } from '../filter/image-gradients.js';
import { normalizeBlocks } from '../kernels/scalar/normalize-blocks.js';
import { NORMS, normSteps } from './explain-block.js';
import {
  CLIP,
  EPSILON,
  type HogInterpolation,
  type HogNorm,
  type HogOptions,
} from './hog-options.js';
import {
  blockVotes,
  cellsStep,
  gradientStep,
  type HogPlan,
  sharesOf,
  sizeStep,
  voteStep,
} from './hog-steps.js';

/** What `explainHog` may be told. */
export interface ExplainHogOptions
  extends Pick<HogOptions, 'orientations' | 'blockStride' | 'interpolation'> {
  /** Pixels of a cell's side; 4 by default. */
  cellSize?: number | undefined;
  /** Cells of a block's side; 2 by default. */
  blockSize?: number | undefined;
  /** "l2-hys" (the default), "l2", "l1" or "l1-sqrt". */
  norm?: Exclude<HogNorm, 'none'> | undefined;
  /** The pixel whose vote is shown; that of the longest gradient by default. */
  at?:
    | {
        /** Column. */
        readonly x: number;
        /** Row. */
        readonly y: number;
      }
    | undefined;
  /** The block that is shown, by its row and column; the first by default. */
  block?:
    | {
        /** Its row. */
        readonly row: number;
        /** Its column. */
        readonly column: number;
      }
    | undefined;
}

const MOST_PIXELS = 8;
const MOST_BINS = 12;
const MOST_NUMBERS = 400;

/** Sizes whose squares a float holds. */
const LARGEST = 1e60;

const FN = 'explainHog';

const INTERPOLATIONS: readonly HogInterpolation[] = ['trilinear', 'orientation', 'none'];

/**
 * Histograms of oriented gradients of a small image, worked out: how many numbers there will be, the gradient of each pixel, one
 * vote, the histogram of each cell, the normalisation of one block, and the descriptor.
 *
 * Bins span 0 to 180 degrees and stand at their centres. `explainOrientationVotes` shows the votes of one gradient by the rules of
 * course sheets, `explainBlockNormalization` those of any block.
 *
 * @param image - finite numbers [h, w], 2 to 8 rows and columns; worked on in float64
 * @param options - as for `hog`, of sizes that fit on paper: `orientations` (9, from 2 to 12), `cellSize` (4), `blockSize` (2),
 * `blockStride` (1), `norm` ("l2-hys"), `interpolation` ("trilinear"); and what to show, `at` { x, y } and `block` { row, column }
 * @returns the derivation; its `result` is the descriptor of `hog`, whose angles are exact here and within 4·10⁻⁸ rad there
 * @throws KindError where an argument is of the wrong kind or an option is unknown, ShapeError where the image is none, too small or
 * too large, DomainError for values that are not finite or beyond 10^±60, options out of range, cells or blocks that do not fit, and
 * more than 400 numbers
 * @see N. Dalal, B. Triggs, "Histograms of oriented gradients for human detection", CVPR 2005, section 6
 *
 * @example
 * An image that gets brighter to the right: all gradients point along x.
 * ```ts
 * import { explainHog, renderText, verifyDerivation } from 'fovea';
 * const image = Array.from({ length: 8 }, () => [0, 1, 2, 3, 4, 5, 6, 7]);
 * const d = explainHog(image, { orientations: 4, interpolation: 'orientation', norm: 'l2' });
 * d.result.shape // => [16]
 * d.result.get(0) // => 0.353553
 * verifyDerivation(d).ok // => true
 * renderText(d).includes('How many numbers') // => true
 * ```
 */
export function explainHog(
  image: ArrayInput,
  options?: ExplainHogOptions,
): Derivation<FloatNdArray> {
  const given = checkOptions(FN, options, [
    'orientations',
    'cellSize',
    'blockSize',
    'blockStride',
    'norm',
    'interpolation',
    'at',
    'block',
  ]);
  const norm = checkOneOf(FN, 'norm', given.norm ?? 'l2-hys', NORMS);
  const pixels = readHandImage(FN, image, [2, MOST_PIXELS], LARGEST);
  const { ix, iy } = imageGradients(pixels, { operator: 'central', border: 'mirror' });
  const plan = planOf(given, pixels, ix, iy);
  const cells = cellsOf(plan, ix.data as Float64Array, iy.data as Float64Array);
  const [blocksDown, blocksAcross] = plan.blocks;
  const shown = placeIn('block', given.block, ['row', 'column'], [blocksDown, blocksAcross]);
  const [row, column] = [shown.row ?? 0, shown.column ?? 0];
  const blocks = blocksOf(plan, cells, norm);
  const length = plan.block ** 2 * plan.bins;
  const one = (numbers: Float64Array): FloatNdArray => {
    const start = (row * blocksAcross + column) * length;
    return wrap(numbers.slice(start, start + length), [length]);
  };
  const firstShares = blocksOf(plan, cells, norm === 'l1-sqrt' || norm === 'l1' ? 'l1' : 'l2');
  const angle = degreesOf(ix.get(plan.at.y, plan.at.x), iy.get(plan.at.y, plan.at.x));
  const [down, across] = plan.cells;
  const result = wrap(blocks, [blocks.length]);
  return createDerivation<FloatNdArray>({
    topic: 'orientation-histogram',
    title: 'Histograms of oriented gradients (HOG)',
    given: givensOf(plan, pixels, norm),
    steps: [
      sizeStep(),
      gradientStep(plan),
      voteStep(plan, angle),
      { ...cellsStep(plan), value: wrap(cells.slice(), [down * across, plan.bins]) } as StepDraft,
      {
        id: 'block',
        kind: 'statement',
        title: `The block in row ${row}, column ${column} of blocks, brought to a common contrast`,
        steps: [
          {
            id: 'votes',
            symbol: 'v',
            title: 'Its cells, one after the other',
            formula: 'v',
            substitution: 'v',
            check: blockVotes(plan, row, column),
          },
          ...normSteps(norm, one(firstShares), one(blocks)),
        ],
      },
      descriptorStep(plan, norm, blocks, { row, column }),
    ],
    result,
    answer: refer('descriptor'),
    conclusion: `The descriptor has ${blocks.length} numbers.`,
    sources: [
      'N. Dalal, B. Triggs, "Histograms of oriented gradients for human detection", CVPR 2005, section 6.',
    ],
  });
}

function refuse(argument: string, expected: string, got: number | string): DomainError {
  return new DomainError({ function: FN, argument, expected, got: String(got) });
}

function planOf(
  given: ExplainHogOptions,
  pixels: FloatNdArray,
  ix: FloatNdArray,
  iy: FloatNdArray,
): HogPlan {
  const [height, width] = pixels.shape as [number, number];
  const positive = (name: string, value: number, max: number): number =>
    checkNumber(FN, name, value, { integer: true, min: 1, max });
  const cell = positive('cellSize', given.cellSize ?? 4, Math.min(height, width));
  const cells = [Math.floor(height / cell), Math.floor(width / cell)] as const;
  const block = positive('blockSize', given.blockSize ?? 2, Math.min(...cells));
  const stride = positive('blockStride', given.blockStride ?? 1, MOST_PIXELS);
  const bins = checkNumber(FN, 'orientations', given.orientations ?? 9, {
    integer: true,
    min: 2,
    max: MOST_BINS,
  });
  const interpolation = checkOneOf(
    FN,
    'interpolation',
    given.interpolation ?? 'trilinear',
    INTERPOLATIONS,
  );
  const along = (count: number): number => Math.floor((count - block) / stride) + 1;
  const blocks = [along(cells[0]), along(cells[1])] as const;
  const numbers = blocks[0] * blocks[1] * block * block * bins;
  if (numbers > MOST_NUMBERS) {
    throw refuse('cellSize', `a descriptor of at most ${MOST_NUMBERS} numbers`, numbers);
  }
  const voting = [cells[1] * cell, cells[0] * cell] as const;
  const at = placeIn('at', given.at, ['x', 'y'], voting);
  const { x = longest(ix, iy, voting).x, y = longest(ix, iy, voting).y } = at;
  return { height, width, cell, cells, block, stride, blocks, bins, interpolation, at: { x, y } };
}

/** A place within bounds, where one was given. */
function placeIn<Name extends string>(
  argument: string,
  given: { readonly [N in Name]: number } | undefined,
  names: readonly [Name, Name],
  counts: readonly [number, number],
): { readonly [N in Name]?: number } {
  if (given === undefined) return {};
  const place = checkOptions(FN, given, names as readonly (Name & string)[], argument);
  return Object.fromEntries(
    names.map((name, i) => [
      name,
      checkNumber(FN, `${argument}.${name}`, place[name], {
        integer: true,
        min: 0,
        max: counts[i]! - 1,
      }),
    ]),
  ) as { readonly [N in Name]?: number };
}

function longest(
  ix: FloatNdArray,
  iy: FloatNdArray,
  [across, down]: readonly [number, number],
): { readonly x: number; readonly y: number } {
  let best = { x: 0, y: 0 };
  const size = ({ x, y }: { x: number; y: number }): number =>
    Math.hypot(ix.get(y, x), iy.get(y, x));
  for (let y = 0; y < down; y++) {
    for (let x = 0; x < across; x++) if (size({ x, y }) > size(best)) best = { x, y };
  }
  return best;
}

/** A direction without sense, from 0 to below 180. */
function degreesOf(gx: number, gy: number): number {
  const degrees = (180 / Math.PI) * Math.atan2(gy, gx);
  return degrees - 180 * Math.floor(degrees / 180);
}

/** The histograms of all cells, with angles to the last digit. */
function cellsOf(plan: HogPlan, ix: Float64Array, iy: Float64Array): Float64Array {
  const { height, width, cell, cells, bins, interpolation } = plan;
  const sums = new Float64Array(cells[0] * cells[1] * bins);
  const shared = interpolation === 'trilinear';
  for (let row = 0; row < cells[0]; row++) {
    const down = sharesOf(height, cell, cells[0], row, shared);
    for (let column = 0; column < cells[1]; column++) {
      const across = sharesOf(width, cell, cells[1], column, shared);
      const start = (row * cells[1] + column) * bins;
      for (let i = 0; i < ix.length; i++) {
        const weight =
          down[Math.floor(i / width)]! * across[i % width]! * Math.hypot(ix[i]!, iy[i]!);
        const inBins = degreesOf(ix[i]!, iy[i]!) / (180 / bins);
        const place = interpolation === 'none' ? Math.floor(inBins) : inBins - 0.5;
        for (let k = 0; k < bins; k++) {
          const away = Math.abs(place - k);
          sums[start + k]! += weight * Math.max(0, 1 - Math.min(away, bins - away));
        }
      }
    }
  }
  return sums;
}

function blocksOf(plan: HogPlan, cells: Float64Array, rule: HogNorm): Float64Array {
  const { block, stride, bins } = plan;
  const [down, across] = plan.blocks;
  const blocks = new Float64Array(down * across * block * block * bins);
  let to = 0;
  for (let b = 0; b < down * across; b++) {
    const [top, left] = [Math.floor(b / across) * stride, (b % across) * stride];
    for (let c = 0; c < block * block; c++, to += bins) {
      const row = (top + Math.floor(c / block)) * plan.cells[1] + left + (c % block);
      blocks.set(cells.subarray(row * bins, (row + 1) * bins), to);
    }
  }
  normalizeBlocks(blocks, block * block * bins, { rule, epsilon: EPSILON, clip: CLIP });
  return blocks;
}

function givensOf(plan: HogPlan, pixels: FloatNdArray, norm: HogNorm): Given[] {
  return [
    { id: 'image', symbol: 'I', title: 'The image', value: pixels },
    { id: 'H', symbol: 'H', title: 'Its rows', value: plan.height },
    { id: 'W', symbol: 'W', title: 'Its columns', value: plan.width },
    { id: 'c', symbol: 'q', title: 'Pixels of a cell, on each side', value: plan.cell },
    { id: 'b', symbol: 'b', title: 'Cells of a block, on each side', value: plan.block },
    { id: 'stride', symbol: 't', title: 'Cells from one block to the next', value: plan.stride },
    { id: 'bins', symbol: 'K', title: 'Bins of a histogram', value: plan.bins },
    { id: 'pi', symbol: '\\pi', title: 'Half a turn in radians', value: Math.PI },
    {
      id: 'epsilon',
      symbol: '\\varepsilon',
      title: 'What keeps a flat block at zero',
      value: EPSILON,
    },
    ...(norm === 'l2-hys'
      ? [{ id: 'clip', symbol: 'c', title: 'Largest share', value: CLIP }]
      : []),
  ];
}

function descriptorStep(
  plan: HogPlan,
  norm: ExplainHogOptions['norm'],
  blocks: Float64Array,
  shown: { readonly row: number; readonly column: number },
): StepDraft {
  const [down, across] = plan.blocks;
  const length = plan.block ** 2 * plan.bins;
  const each = Array.from({ length: down * across }, (_, i) => i);
  const own = shown.row * across + shown.column;
  return {
    id: 'descriptor',
    symbol: 'd',
    title: 'The descriptor: all blocks one after the other',
    note:
      plan.stride < plan.block && each.length > 1
        ? 'A cell stands in several blocks, each time with another contrast.'
        : undefined,
    formula: 'd',
    substitution: 'd',
    check: {
      list: each.flatMap((i) =>
        Array.from({ length }, (_, k) => refer(i === own ? 'normalized' : `block-${i}`, [k])),
      ),
    },
    value: wrap(blocks.slice(), [blocks.length]),
    steps: each
      .filter((i) => i !== own)
      .map((i): StepDraft => {
        const [row, column] = [Math.floor(i / across), i % across];
        return {
          id: `block-${i}`,
          symbol: `d_{${row}${column}}`,
          title: `The block in row ${row}, column ${column}, likewise`,
          formula: `d_{${row}${column}}`,
          substitution: `d_{${row}${column}}`,
          check: normalized(blockVotes(plan, row, column), norm),
          value: wrap(blocks.slice(i * length, (i + 1) * length), [length]),
        };
      }),
  };
}

function normalized(votes: StepExpression, norm: ExplainHogOptions['norm']): StepExpression {
  const epsilon = refer('epsilon');
  if (norm === 'l1' || norm === 'l1-sqrt') {
    const shares = divide(votes, add(sum(votes), epsilon));
    return norm === 'l1' ? shares : sqrt(shares);
  }
  const scaled = (v: StepExpression): StepExpression =>
    divide(v, sqrt(add(sum(power(v, 2)), power(epsilon, 2))));
  const shares = scaled(votes);
  return norm === 'l2' ? shares : scaled(minimum(shares, refer('clip')));
}
