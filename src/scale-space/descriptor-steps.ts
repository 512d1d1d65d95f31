// The steps to the votes of a SIFT descriptor.
import { wrap } from '../core/create.js';
import type { ComputedStepDraft, StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import {
  abs,
  add,
  atan2,
  divide,
  exp,
  floor,
  log,
  maximum,
  minimum,
  modulo,
  multiply,
  negate,
  power,
  sqrt,
  subtract,
  sum,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { inWords } from '../derivation/phrases.js';
import { CELL_SIGMAS } from './describe.js';
import type { OctaveGeometry } from './geometry.js';
import type { KeypointFrame } from './keypoint.js';
import type { SiftSettings } from './settings.js';
import { COS, SIN, turnStep } from './turn-step.js';

/** Cells on each side. */
export const CELLS = 4;
/** Bins of a cell. */
export const BINS = 8;

/** Where the keypoint is described. */
export interface DescriptorPlan {
  readonly frame: KeypointFrame;
  readonly settings: SiftSettings;
  /** Sampling step of the first octave. */
  readonly first: number;
  /** Steps of scale above the first image. */
  readonly index: number;
  /** Octave, counted from 0, and how many there are. */
  readonly octave: number;
  readonly octaves: number;
  readonly level: number;
  /** The keypoint in samples of the octave, and the side of a cell. */
  readonly place: { readonly x: number; readonly y: number; readonly side: number };
  readonly geometry: OctaveGeometry;
}

/** A sample of a level. */
export interface Sample {
  readonly row: number;
  readonly column: number;
  readonly gx: number;
  readonly gy: number;
  readonly neighbours: {
    readonly left: number;
    readonly right: number;
    readonly above: number;
    readonly below: number;
  };
  /** How much it votes for the cell in all. */
  readonly weight: number;
}

/** A formula without its numbers. */
function told(formula: string): Pick<ComputedStepDraft, 'formula' | 'substitution'> {
  return { formula, substitution: formula };
}

const X = /* @__PURE__ */ refer('place-x');
const Y = /* @__PURE__ */ refer('place-y');
const SIDE = /* @__PURE__ */ refer('side');

/** Octave, level and place. */
export function placeStep({
  frame,
  index,
  octave,
  octaves,
  level,
  place,
  geometry,
  settings,
}: DescriptorPlan): StepDraft {
  const { sampling, offsetX, offsetY } = geometry;
  const axis = (name: 'x' | 'y', offset: number, value: number): StepDraft => ({
    id: `place-${name}`,
    symbol: `${name}_0`,
    title: `The ${name === 'x' ? 'column' : 'row'} in samples of the octave`,
    note: `Its first sample lies at ${inWords(offset)} pixels.`,
    check: divide(subtract(refer(name), offset), refer('step')),
    value,
  });
  const whole = octave * settings.scalesPerOctave + level;
  return {
    id: 'place',
    symbol: '(x_0,\\, y_0)',
    title: `Where the keypoint lies: octave ${octave}, image ${level}, both counted from 0`,
    formula: '(x_0,\\, y_0)',
    check: { list: [X, Y] },
    steps: [
      {
        id: 'scale',
        symbol: '\\ell',
        title: 'Steps of scale above the first image, rounded: the image nearest in scale',
        note:
          whole === index
            ? `Image ${level} of octave ${octave} of ${octaves}; images 1 to S belong to their octave.`
            : `Image ${level} of octave ${octave} of ${octaves}, the nearest there is; images 1 to S belong to their octave.`,
        formula:
          '\\ell = \\left\\lfloor S \\log_{2} \\frac{\\sigma}{\\sigma_0\\, d_0} + 0.5 \\right\\rfloor',
        check: floor(
          add(
            multiply(
              refer('scales'),
              log(divide(refer('sigma'), multiply(refer('base'), refer('first'))), 2),
            ),
            0.5,
          ),
        ),
      },
      {
        id: 'step',
        symbol: 'd',
        title: 'Sampling step of the octave, in pixels',
        check: multiply(refer('first'), power(2, octave)),
        value: sampling,
      },
      axis('x', offsetX, place.x),
      axis('y', offsetY, place.y),
      {
        id: 'side',
        symbol: 'w',
        title: 'Side of a cell: three sigmas, in samples',
        check: divide(multiply(CELL_SIGMAS, refer('sigma')), refer('step')),
        value: place.side,
      },
      turnStep('The turn of the grid', frame.orientation),
    ],
  };
}

/** Coordinates of samples in cells, about the keypoint. */
function turned(i: StepExpression, j: StepExpression): { u: StepExpression; v: StepExpression } {
  const [dx, dy] = [subtract(i, X), subtract(j, Y)];
  return {
    u: divide(add(multiply(dx, COS), multiply(dy, SIN)), SIDE),
    v: divide(subtract(multiply(dy, COS), multiply(dx, SIN)), SIDE),
  };
}

function windowOf(i: StepExpression, j: StepExpression): StepExpression {
  const squares = add(power(subtract(i, X), 2), power(subtract(j, Y), 2));
  return exp(negate(divide(squares, multiply(2, power(multiply(2, SIDE), 2)))));
}

function binOf(gx: StepExpression, gy: StepExpression): StepExpression {
  return modulo(
    divide(multiply(BINS, subtract(refer('theta'), atan2(gy, gx))), refer('full-turn')),
    BINS,
  );
}

const WINDOW = 'e^{-\\left( (i - x_0)^2 + (j - y_0)^2 \\right) / \\left( 2 (2 w)^2 \\right)}';
// The votes and their shares are called v and u.
const U = 'X = \\frac{(i - x_0) \\cos\\theta + (j - y_0) \\sin\\theta}{w}';
const V = 'Y = \\frac{(j - y_0) \\cos\\theta - (i - x_0) \\sin\\theta}{w}';
const BIN =
  'b = \\frac{8}{2 \\pi} \\left( \\theta - \\operatorname{atan2}(g_y,\\, g_x) \\right) \\bmod 8';

/** One sample: gradient, weight, and how it is shared out. */
export function sampleStep(plan: DescriptorPlan, { row, column, neighbours }: Sample): StepDraft {
  const { u, v } = turned(column, row);
  const neighbour = (k: number, name: string): StepExpression =>
    refer('neighbours', [k], `L_{\\text{${name}}}`);
  const [lowU, lowV] = cornerOf(plan, row, column);
  const bin = binNumber(plan, neighbours);
  const low = Math.floor(bin);
  const one = (
    id: string,
    symbol: string,
    title: string,
    check: StepExpression,
    formula?: string,
  ): StepDraft => ({
    id: `one-${id}`,
    symbol,
    title,
    check,
    ...(formula === undefined ? {} : { formula }),
  });
  const share = (id: 'u' | 'v', lower: number): StepDraft => ({
    id: `share-${id}`,
    symbol: id === 'u' ? 's_X' : 's_Y',
    title: `How far it is past the middle at ${inWords(lower)}: its share for the ${id === 'u' ? 'column' : 'row'} of cells that follows`,
    check: subtract(refer(`one-${id}`), lower),
  });
  const cells: readonly [du: 0 | 1, dv: 0 | 1][] = [
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
  ];
  const part = (id: string, behind: 0 | 1): StepExpression =>
    behind === 1 ? refer(`share-${id}`) : subtract(1, refer(`share-${id}`));
  const vote = (du: 0 | 1, dv: 0 | 1, db: 0 | 1): StepExpression =>
    multiply(refer('one-weight'), part('u', du), part('v', dv), part('b', db));
  const names = (i: number): string => (i >= 0 && i < CELLS ? String(i) : 'none');
  return {
    id: 'sample',
    symbol: 'e',
    title: `One sample and its votes: column ${column}, row ${row}`,
    note: 'It votes for the four cells around it and the two bins beside its angle, in proportion to how near it is to each: 1 − s stands in the place of s for the cell or bin before it. Votes for cells outside of the grid are lost.',
    ...told('e = m\\, s_X\\, s_Y\\, s_b'),
    check: {
      list: cells.map(([du, dv]) => ({ list: [vote(du, dv, 0), vote(du, dv, 1)] })),
    },
    table: {
      corner: 'cell: row, column',
      columns: [`bin ${low % BINS}`, `bin ${(low + 1) % BINS}`],
      rows: cells.map(([du, dv]) => ({
        label: `${names(lowV + 1.5 + dv)}, ${names(lowU + 1.5 + du)}`,
        cells: [vote(du, dv, 0), vote(du, dv, 1)],
      })),
    },
    steps: [
      one('gx', 'g_x', 'Difference across', subtract(neighbour(1, 'right'), neighbour(0, 'left'))),
      one('gy', 'g_y', 'Difference down', subtract(neighbour(3, 'below'), neighbour(2, 'above'))),
      one(
        'window',
        'G',
        'Its weight in the window, a Gaussian of two cells',
        windowOf(column, row),
        `G = ${WINDOW}`,
      ),
      {
        id: 'one-weight',
        symbol: 'm',
        title: 'What it has to give: the length of the gradient, in the window',
        check: multiply(
          refer('one-window'),
          sqrt(add(power(refer('one-gx'), 2), power(refer('one-gy'), 2))),
        ),
      },
      one('u', 'X', 'Its place along the rows of cells, about the keypoint', u, U),
      one('v', 'Y', 'Its place from row to row', v, V),
      one(
        'bin',
        'b',
        'Its angle, from the orientation, in bins',
        binOf(refer('one-gx'), refer('one-gy')),
        BIN,
      ),
      share('u', lowU),
      share('v', lowV),
      {
        id: 'share-b',
        symbol: 's_b',
        title: `How far it is past bin ${low}: its share for the bin that follows`,
        check: subtract(refer('one-bin'), low),
      },
    ],
  };
}

/** Middles of the cells before a sample, along u and v. */
function cornerOf({ place, frame }: DescriptorPlan, row: number, column: number): [number, number] {
  const [c, s] = [Math.cos(frame.orientation), Math.sin(frame.orientation)];
  const [dx, dy] = [column - place.x, row - place.y];
  const u = (dx * c + dy * s) / place.side;
  const v = (dy * c - dx * s) / place.side;
  return [Math.floor(u + 0.5) - 0.5, Math.floor(v + 0.5) - 0.5];
}

function binNumber(
  { frame }: DescriptorPlan,
  { left, right, above, below }: Sample['neighbours'],
): number {
  const place =
    ((frame.orientation - Math.atan2(below - above, right - left)) * BINS) / (2 * Math.PI);
  const bin = place - Math.floor(place / BINS) * BINS;
  return bin < BINS ? bin : 0;
}

/** All samples near one cell, and its eight bins. */
export function cellStep(
  { row, column }: { readonly row: number; readonly column: number },
  votes: Float64Array,
): StepDraft {
  const [i, j] = [refer('columns'), refer('rows')];
  const [gx, gy] = [refer('gx'), refer('gy')];
  const { u, v } = turned(i, j);
  const near = (id: string, middle: number): StepExpression =>
    subtract(1, abs(subtract(refer(id), middle)));
  const all = (
    id: string,
    symbol: string,
    title: string,
    formula: string,
    check: StepExpression,
  ): StepDraft => ({
    id,
    symbol,
    title,
    ...told(formula),
    check,
  });
  const middle = { u: column - 1.5, v: row - 1.5 };
  const start = (row * CELLS + column) * BINS;
  return {
    id: 'cell',
    symbol: 'h',
    title: `The cell in row ${row}, column ${column}: all votes for its bins`,
    note: 'Each sample gives each bin its part; one that is a bin or more away gets nothing.',
    ...told('h_k = \\sum_n p_n \\max\\left( 0,\\, 1 - \\min(|b_n - k|,\\, 8 - |b_n - k|) \\right)'),
    value: wrap(votes.slice(start, start + BINS), [BINS]),
    check: {
      list: Array.from({ length: BINS }, (_, k) => {
        const away = abs(subtract(refer('bins'), k));
        return sum(
          multiply(refer('parts'), maximum(0, subtract(1, minimum(away, subtract(BINS, away))))),
        );
      }),
    },
    steps: [
      all('u', 'X', 'Places of its samples along the rows of cells', U, u),
      all('v', 'Y', 'Their places from row to row', V, v),
      all('bins', 'b', 'Their angles in bins', BIN, binOf(gx, gy)),
      all(
        'weights',
        'm',
        'What they have to give',
        `m = ${WINDOW} \\sqrt{g_x^2 + g_y^2}`,
        multiply(windowOf(i, j), sqrt(add(power(gx, 2), power(gy, 2)))),
      ),
      all(
        'parts',
        'p',
        'What of that is for this cell: less, the farther from its middle',
        `p = m \\left( 1 - |X ${signed(middle.u)}| \\right) \\left( 1 - |Y ${signed(middle.v)}| \\right)`,
        multiply(refer('weights'), near('u', middle.u), near('v', middle.v)),
      ),
    ],
  };
}

function signed(middle: number): string {
  return middle < 0 ? `+ ${-middle}` : `- ${middle}`;
}

/** The votes of all cells. */
export function allVotesStep(
  { row, column }: { readonly row: number; readonly column: number },
  votes: Float64Array,
): StepDraft {
  const shown = row * CELLS + column;
  const cells = Array.from({ length: CELLS * CELLS }, (_, cell) => cell);
  return {
    id: 'votes',
    symbol: 'v',
    title: 'The votes of all 16 cells, one after the other: 128 numbers',
    note: 'Those of the other cells come out in the same way.',
    ...told('v'),
    check: {
      list: cells.flatMap((cell) =>
        Array.from({ length: BINS }, (_, k) =>
          cell === shown ? refer('cell', [k]) : votes[cell * BINS + k]!,
        ),
      ),
    },
    value: wrap(votes.slice(), [votes.length]),
    table: {
      corner: 'cell: row, column',
      columns: ['all its votes', 'most for bin'],
      rows: cells.map((cell) => {
        const own = votes.subarray(cell * BINS, (cell + 1) * BINS);
        return {
          label: `${Math.floor(cell / CELLS)}, ${cell % CELLS}`,
          cells: [own.reduce((all, vote) => all + vote, 0), own.indexOf(Math.max(...own))],
        };
      }),
    },
  };
}
