// The steps by which an extremum in space and scale is found, as a course works them out on paper.
import type { StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression, StepReference } from '../derivation/expression-types.js';
import { refer, stepOperations } from '../derivation/operations.js';
import type { StepTable, StepTableRow, StepValue } from '../derivation/types.js';
import type { Extremum } from './keypoint.js';

/** A sample of the differences. */
export interface Place {
  /** Difference image. */
  readonly level: number;
  /** Row. */
  readonly y: number;
  /** Column. */
  readonly x: number;
}

/** Reads the difference at a place. */
export type Sample = (place: Place) => number;

/** What becomes of a candidate. */
export type Verdict = Extremum['kind'] | 'neither';

/** A sample as an expression, written `D_2(1, 1)`: level, then column and row. */
export function cellAt({ level, y, x }: Place): StepReference {
  return refer('dog', [level, y, x], `D_{${level}}(${x}, ${y})`);
}

/** The samples that have all 26 neighbours, in the order of level, row, column. */
export function interiorPlaces(shape: readonly [n: number, h: number, w: number]): Place[] {
  const [n, h, w] = shape;
  const places: Place[] = [];
  for (let level = 1; level < n - 1; level++) {
    for (let y = 1; y < h - 1; y++) for (let x = 1; x < w - 1; x++) places.push({ level, y, x });
  }
  return places;
}

/** The neighbours of a sample in the levels before, at and after its own, row by row. */
function neighboursOf({ level, y, x }: Place): Place[] {
  const places: Place[] = [];
  for (const dz of [-1, 0, 1]) {
    for (const dy of [-1, 0, 1]) {
      for (const dx of [-1, 0, 1]) {
        if (dz !== 0 || dy !== 0 || dx !== 0) {
          places.push({ level: level + dz, y: y + dy, x: x + dx });
        }
      }
    }
  }
  return places;
}

/** Which samples are candidates, and how many. */
export function candidateStep(shape: readonly [n: number, h: number, w: number]): StepDraft {
  const [n, h, w] = shape;
  const range = (what: string, length: number): string => {
    if (length === 3) return `${what} 1`;
    return length === 4 ? `${what}s 1 and 2` : `${what}s 1 to ${length - 2}`;
  };
  if (Math.min(n, h, w) < 3) {
    return {
      id: 'candidates',
      kind: 'statement',
      title: 'Find the candidates',
      note: `A candidate needs a neighbour on every side in level, row and column: at least 3 of each. Here are ${n} levels, ${h} rows and ${w} columns, so there is none.`,
    };
  }
  return {
    id: 'candidates',
    symbol: 'N',
    title: 'Find the candidates',
    note: `Only samples with a neighbour on every side are compared, 9 + 8 + 9 = 26 of them: ${range('level', n)}, ${range('row', h)}, ${range('column', w)}. The first and last level, row and column only serve as neighbours.`,
    formula: `N = (${n} - 2) \\cdot (${h} - 2) \\cdot (${w} - 2)`,
    check: stepOperations.multiply(
      stepOperations.subtract(n, 2),
      stepOperations.subtract(h, 2),
      stepOperations.subtract(w, 2),
    ),
    refers: [{ id: 'dog', cells: interiorPlaces(shape).map(({ level, y, x }) => [level, y, x]) }],
  };
}

/** What a candidate is, from all its neighbours. */
function verdictOf(place: Place): StepExpression {
  const value = cellAt(place);
  const neighbours = { list: neighboursOf(place).map(cellAt) };
  return stepOperations.choose(
    stepOperations.all(stepOperations.greater(value, neighbours)),
    'maximum',
    stepOperations.choose(
      stepOperations.all(stepOperations.less(value, neighbours)),
      'minimum',
      'neither',
    ),
  );
}

/** Every candidate with the first neighbours that refute it. */
export function verdictStep(
  shape: readonly [n: number, h: number, w: number],
  sample: Sample,
  verdictAt: (place: Place) => Verdict,
): StepDraft {
  const [, h, w] = shape;
  const places = interiorPlaces(shape);
  const nested = <T>(make: (place: Place) => T): T[][][] => {
    const items = places.map(make);
    const row = (at: number): T[] => items.slice(at, at + w - 2);
    return Array.from({ length: shape[0] - 2 }, (_, level) =>
      Array.from({ length: h - 2 }, (_, y) => row((level * (h - 2) + y) * (w - 2))),
    );
  };
  const verdicts: StepValue = nested(verdictAt);
  return {
    id: 'verdicts',
    symbol: 'v',
    title: 'Compare each candidate with its neighbours',
    note: 'A maximum is larger than all 26 neighbours, a minimum smaller than all of them. One neighbour that is at least as large rules out a maximum, one that is at most as large rules out a minimum; the first of each, level by level and row by row, is named.',
    formula:
      'v = \\begin{cases} \\text{maximum} & \\text{if } D \\text{ is larger than all 26 neighbours} \\\\ \\text{minimum} & \\text{if } D \\text{ is smaller than all 26 neighbours} \\\\ \\text{neither} & \\text{otherwise} \\end{cases}',
    check: {
      list: nested(verdictOf).map((rows) => ({ list: rows.map((list) => ({ list })) })),
    },
    value: verdicts,
    table: {
      corner: 'level, x, y',
      columns: ['value', 'no maximum', 'level, x, y', 'no minimum', 'level, x, y', 'verdict'],
      rows: places.map((place) => candidateRow(place, sample)),
    },
  };
}

function candidateRow(place: Place, sample: Sample): StepTableRow {
  const value = cellAt(place);
  const neighbours = neighboursOf(place);
  const above = neighbours.find((other) => sample(other) >= sample(place));
  const below = neighbours.find((other) => sample(other) <= sample(place));
  return {
    label: placeName(place),
    cells: [
      value,
      above === undefined ? null : stepOperations.lessEqual(value, cellAt(above)),
      above === undefined ? null : placeName(above),
      below === undefined ? null : stepOperations.greaterEqual(value, cellAt(below)),
      below === undefined ? null : placeName(below),
      verdictOf(place),
    ],
  };
}

function placeName({ level, y, x }: Place): string {
  return `${level}, ${x}, ${y}`;
}

/** All 26 comparisons of an extremum, level by level. */
export function extremumStep(extremum: Extremum): StepDraft {
  const { level, y, x, kind } = extremum;
  const id = `extremum-${level}-${y}-${x}`;
  const minimum = kind === 'minimum';
  const value = cellAt(extremum);
  const compare = (other: Place): StepExpression =>
    minimum
      ? stepOperations.less(value, cellAt(other))
      : stepOperations.greater(value, cellAt(other));
  const neighbours = neighboursOf(extremum);
  const levels = [level - 1, level, level + 1];
  const part = (at: number): string => `${id}-level-${at}`;
  const steps = levels.map((at): StepDraft => {
    const places = neighbours.filter((other) => other.level === at);
    const where = at < level ? 'before' : at > level ? 'after' : 'its own';
    return {
      id: part(at),
      symbol: `n_{${at}}`,
      title: `Level ${at} (${where}): ${places.length} neighbours`,
      check: stepOperations.count({ list: places.map(compare) }),
      formula: `n_{${at}} = \\text{number of neighbours in } D_{${at}} \\text{ ${minimum ? 'larger' : 'smaller'} than } ${value.symbol}`,
      table: comparisonTable(extremum, at, compare),
    };
  });
  return {
    id,
    symbol: 'n',
    title: `Level ${level}, x = ${x}, y = ${y} is a ${kind}: ${minimum ? 'smaller' : 'larger'} than all 26 neighbours`,
    check: stepOperations.add(refer(part(level - 1)), refer(part(level)), refer(part(level + 1))),
    steps,
  };
}

function comparisonTable(
  centre: Place,
  level: number,
  compare: (other: Place) => StepExpression,
): StepTable {
  const columns = [centre.x - 1, centre.x, centre.x + 1];
  const rows = [centre.y - 1, centre.y, centre.y + 1];
  return {
    corner: `level ${level}`,
    columns: columns.map((x) => `x = ${x}`),
    rows: rows.map((y) => ({
      label: `y = ${y}`,
      cells: columns.map((x) => {
        const own = level === centre.level && y === centre.y && x === centre.x;
        return own ? cellAt(centre) : compare({ level, y, x });
      }),
    })),
  };
}

/** How many extrema there are. */
export function countStep(): StepDraft {
  return {
    id: 'count',
    symbol: 'e',
    title: 'Count the extrema',
    formula: 'e = \\text{number of candidates that are a maximum or a minimum}',
    check: stepOperations.count(stepOperations.notEqual(refer('verdicts'), 'neither')),
  };
}
