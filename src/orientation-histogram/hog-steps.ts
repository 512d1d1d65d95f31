// The steps to the histograms of cells, as a course works them out on paper.
import type { ComputedStepDraft, StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import {
  abs,
  add,
  atan2,
  divide,
  floor,
  maximum,
  minimum,
  modulo,
  multiply,
  power,
  sqrt,
  subtract,
  sum,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { inWords } from '../derivation/phrases.js';
import type { HogInterpolation } from './hog-options.js';

/** What a small image is cut into. */
export interface HogPlan {
  readonly height: number;
  readonly width: number;
  readonly cell: number;
  /** Cells down and across. */
  readonly cells: readonly [down: number, across: number];
  readonly block: number;
  readonly stride: number;
  /** Blocks down and across. */
  readonly blocks: readonly [down: number, across: number];
  readonly bins: number;
  readonly interpolation: HogInterpolation;
  /** The pixel whose vote is shown. */
  readonly at: { readonly x: number; readonly y: number };
}

const HALF_TURN = 180;

/** A formula whose numbers stand elsewhere. */
function told(formula: string): Pick<ComputedStepDraft, 'formula' | 'substitution'> {
  return { formula, substitution: formula };
}

/** How many cells, blocks and numbers there are. */
export function sizeStep(): StepDraft {
  const cells = (axis: 'down' | 'across', side: 'H' | 'W'): StepDraft => ({
    id: `cells-${axis}`,
    symbol: `n_{\\text{${axis}}}`,
    title: `Whole cells ${axis}`,
    check: floor(divide(refer(side), refer('c'))),
  });
  const blocks = (axis: 'down' | 'across'): StepDraft => ({
    id: `blocks-${axis}`,
    symbol: `m_{\\text{${axis}}}`,
    title: `Blocks ${axis}`,
    check: add(floor(divide(subtract(refer(`cells-${axis}`), refer('b')), refer('stride'))), 1),
  });
  return {
    id: 'numbers',
    symbol: 'N',
    title: 'How many numbers the descriptor has',
    check: multiply(
      refer('blocks-down'),
      refer('blocks-across'),
      power(refer('b'), 2),
      refer('bins'),
    ),
    steps: [cells('down', 'H'), cells('across', 'W'), blocks('down'), blocks('across')],
  };
}

/** Derivatives, lengths and directions of all pixels. */
export function gradientStep({ height, width }: HogPlan): StepDraft {
  const map = (at: (y: number, x: number) => StepExpression): StepExpression => ({
    list: Array.from({ length: height }, (_, y) => ({
      list: Array.from({ length: width }, (__, x) => at(y, x)),
    })),
  });
  const half = (
    inside: boolean,
    after: readonly [number, number],
    before: readonly [number, number],
  ): StepExpression =>
    inside ? divide(subtract(refer('image', after), refer('image', before)), 2) : 0;
  const [x, y] = [refer('ix'), refer('iy')];
  return {
    id: 'gradients',
    kind: 'statement',
    title: 'The gradient of each pixel: its length and its direction',
    note: 'A direction and its opposite are one: directions are taken from 0 to 180 degrees. At the border the derivatives across it are 0.',
    steps: [
      {
        id: 'ix',
        symbol: 'I_x',
        title: 'Half of the differences across',
        ...told('I_x(x, y) = \\frac{1}{2} \\left( I(x + 1, y) - I(x - 1, y) \\right)'),
        check: map((row, column) =>
          half(column > 0 && column + 1 < width, [row, column + 1], [row, column - 1]),
        ),
      },
      {
        id: 'iy',
        symbol: 'I_y',
        title: 'Half of the differences down',
        ...told('I_y(x, y) = \\frac{1}{2} \\left( I(x, y + 1) - I(x, y - 1) \\right)'),
        check: map((row, column) =>
          half(row > 0 && row + 1 < height, [row + 1, column], [row - 1, column]),
        ),
      },
      {
        id: 'lengths',
        symbol: 'g',
        title: 'Lengths',
        ...told('g = \\sqrt{I_x^2 + I_y^2}'),
        check: sqrt(add(power(x, 2), power(y, 2))),
      },
      {
        id: 'angles',
        symbol: '\\theta',
        title: 'Directions in degrees',
        ...told('\\theta = \\frac{180}{\\pi} \\operatorname{atan2}(I_y,\\, I_x) \\bmod 180'),
        check: modulo(multiply(divide(HALF_TURN, refer('pi')), atan2(y, x)), HALF_TURN),
      },
    ],
  };
}

/** One pixel's vote: bins, cells, shares. */
export function voteStep(
  { at, cell, cells, bins, interpolation }: HogPlan,
  angle: number,
): StepDraft {
  const { x, y } = at;
  const place = `(${x}, ${y})`;
  const [whole, shared] = [interpolation === 'none', interpolation === 'trilinear'];
  const inBins = (angle * bins) / HALF_TURN - (whole ? 0 : 0.5);
  const low = Math.floor(inBins);
  const low2 = { x: Math.floor((x + 0.5) / cell - 0.5), y: Math.floor((y + 0.5) / cell - 0.5) };
  const own = { x: Math.floor(x / cell), y: Math.floor(y / cell) };
  const share = (id: string, behind: number): StepExpression =>
    behind === 1 ? refer(`share-${id}`) : subtract(1, refer(`share-${id}`));
  const corners: readonly (readonly [row: number, column: number, StepExpression[]])[] = shared
    ? [0, 1].flatMap((dv) =>
        [0, 1].map((du) => [low2.y + dv, low2.x + du, [share('v', dv), share('u', du)]] as const),
      )
    : [[own.y, own.x, []]];
  const inside = corners.filter(
    ([row, column]) => row >= 0 && row < cells[0] && column >= 0 && column < cells[1],
  );
  const parts = whole ? [0] : [0, 1];
  const vote = (shares: StepExpression[], db: number): StepExpression =>
    whole ? refer('one-length') : multiply(refer('one-length'), share('b', db), ...shares);
  const wrapped = (bin: number): number => ((bin % bins) + bins) % bins;
  // The votes of a block and their shares are called v and u.
  const axis = (id: 'u' | 'v', name: 'x' | 'y', letter: 'X' | 'Y'): StepDraft[] => [
    {
      id: `place-${id}`,
      symbol: letter,
      title: `Its ${name === 'x' ? 'column' : 'row'} in cells, from the middle of the first`,
      formula: `${letter} = \\frac{${name} + 0.5}{q} - 0.5`,
      check: subtract(divide(add(at[name], 0.5), refer('c')), 0.5),
    },
    {
      id: `share-${id}`,
      symbol: `s_${letter}`,
      title: `How far it is past the middle of ${name === 'x' ? 'column' : 'row'} ${inWords(low2[name])} of cells`,
      check: subtract(refer(`place-${id}`), low2[name]),
    },
  ];
  return {
    id: 'vote',
    symbol: 'e',
    title: `One vote: that of the pixel in column ${x}, row ${y}`,
    note: shared
      ? 'It is shared between two bins and four cells, in proportion to how near it is to the middle of each: 1 − s stands in the place of s for the one before. What cells outside of the image would get is lost.'
      : whole
        ? 'It goes whole to the bin that holds its direction, of the cell that holds the pixel.'
        : 'It is shared between two bins of the cell that holds the pixel: 1 − s stands in the place of s for the bin before.',
    ...told(shared ? 'e = g\\, s_b\\, s_Y\\, s_X' : whole ? 'e = g' : 'e = g\\, s_b'),
    check: {
      list: inside.map(([, , shares]) => ({ list: parts.map((db) => vote(shares, db)) })),
    },
    table: {
      corner: 'cell: row, column',
      columns: parts.map((db) => `bin ${wrapped(low + db)}`),
      rows: inside.map(([row, column, shares]) => ({
        label: `${row}, ${column}`,
        cells: parts.map((db) => vote(shares, db)),
      })),
    },
    steps: [
      {
        id: 'one-length',
        symbol: 'g',
        title: 'What it has to give',
        formula: `g = g${place}`,
        check: refer('lengths', [y, x]),
      },
      {
        id: 'one-place',
        symbol: '\\beta',
        title: whole
          ? 'Its direction in bins; the whole part is its bin'
          : 'Its direction in bins, from the middle of the first',
        formula: `\\beta = \\frac{\\theta${place}}{180 / K}${whole ? '' : ' - 0.5'}`,
        check: whole
          ? divide(refer('angles', [y, x]), divide(HALF_TURN, refer('bins')))
          : subtract(divide(refer('angles', [y, x]), divide(HALF_TURN, refer('bins'))), 0.5),
      },
      ...(whole
        ? []
        : [
            {
              id: 'share-b',
              symbol: 's_b',
              title: `How far it is past the middle of bin ${wrapped(low)}`,
              check: subtract(refer('one-place'), low),
            },
          ]),
      ...(shared ? [...axis('u', 'x', 'X'), ...axis('v', 'y', 'Y')] : []),
    ],
  };
}

/**
 * What each pixel along an axis gives to a cell.
 *
 * @param length - pixels
 * @param cell - pixels of a cell
 * @param count - whole cells
 * @param index - which cell
 * @param shared - whether a pixel votes for two cells
 * @returns a share a pixel
 */
export function sharesOf(
  length: number,
  cell: number,
  count: number,
  index: number,
  shared: boolean,
): number[] {
  return Array.from({ length }, (_, pixel) => {
    if (pixel >= count * cell) return 0;
    if (!shared) return Math.floor(pixel / cell) === index ? 1 : 0;
    return Math.max(0, 1 - Math.abs((pixel + 0.5) / cell - 0.5 - index));
  });
}

/** The histograms of all cells. */
export function cellsStep(plan: HogPlan): StepDraft {
  const { height, width, cell, cells, bins, interpolation } = plan;
  const shared = interpolation === 'trilinear';
  const whole = interpolation === 'none';
  const histogram = (row: number, column: number): StepDraft => {
    const down = sharesOf(height, cell, cells[0], row, shared);
    const across = sharesOf(width, cell, cells[1], column, shared);
    const weights = multiply(
      { list: down.map((share) => ({ list: [share] })) },
      { list: [{ list: across }] },
    );
    return {
      id: `cell-${row}-${column}`,
      symbol: `h_{${row}${column}}`,
      title: `The cell in row ${row}, column ${column}`,
      ...told(`h_{${row}${column}}`),
      check: {
        list: Array.from({ length: bins }, (_, k) => {
          const away = abs(subtract(whole ? floor(refer('places')) : refer('places'), k));
          const near = maximum(0, subtract(1, minimum(away, subtract(refer('bins'), away))));
          return sum(multiply(refer('lengths'), weights, near));
        }),
      },
    };
  };
  const each = Array.from({ length: cells[0] }, (_, row) =>
    Array.from({ length: cells[1] }, (__, column) => ({ row, column })),
  ).flat();
  const near = whole ? '[\\lfloor \\beta \\rfloor = k]' : '\\Lambda(\\beta - k)';
  const inCell = shared ? '\\Lambda(X - i)\\, \\Lambda(Y - j)' : '[\\text{pixel in cell } (j, i)]';
  return {
    id: 'cells',
    symbol: 'h',
    title: 'The histogram of each cell: all votes added up, a row a cell',
    note: whole
      ? 'A bracket is 1 where it holds, else 0.'
      : 'Λ(t) is max(0, 1 − |t|): the nearer, the more. Around the circle of K bins the last is beside the first, so distances of bins are the shorter way.',
    ...told(`h_{ji}(k) = \\sum_{x, y} g\\, ${near}\\, ${inCell}`),
    check: { list: each.map(({ row, column }) => refer(`cell-${row}-${column}`)) },
    steps: [
      {
        id: 'places',
        symbol: '\\beta',
        title: whole ? 'Directions in bins' : 'Directions in bins, from the middle of the first',
        ...told(`\\beta = \\frac{\\theta}{180 / K}${whole ? '' : ' - 0.5'}`),
        check: whole
          ? divide(refer('angles'), divide(HALF_TURN, refer('bins')))
          : subtract(divide(refer('angles'), divide(HALF_TURN, refer('bins'))), 0.5),
      },
      ...each.map(({ row, column }) => histogram(row, column)),
    ],
  };
}

/** The votes of a block, its cells one after the other, from the step of the cells. */
export function blockVotes(plan: HogPlan, down: number, across: number): StepExpression {
  const inBlock = Array.from({ length: plan.block }, (_, i) => i);
  return {
    list: inBlock.flatMap((i) =>
      inBlock.flatMap((j) => {
        const row = (down * plan.stride + i) * plan.cells[1] + across * plan.stride + j;
        return Array.from({ length: plan.bins }, (_, k) => refer('cells', [row, k]));
      }),
    ),
  };
}
