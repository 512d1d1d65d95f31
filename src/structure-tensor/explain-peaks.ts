// Non-maximum suppression of a small map of responses shown step by step.
import { bindShapes, checkNumber, checkOptions } from '../core/check.js';
import { checkFinite, readArray, wrap } from '../core/create.js';
import { ShapeError } from '../core/errors.js';
import type { ArrayInput } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import {
  and,
  count,
  greater,
  greaterEqual,
  max,
  min,
  notEqual,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import type { Derivation } from '../derivation/types.js';
import { findPeaks, type Peak, type PeakOptions } from './find-peaks.js';

/** What `explainPeaks` may be told. */
export type ExplainPeaksOptions = Pick<PeakOptions, 'minDistance' | 'threshold'>;

/** In larger maps no one compares by hand. */
const MOST_SIDE = 7;

const FN = 'explainPeaks';

/**
 * Non-maximum suppression, worked out: which responses are above the threshold, and for each of them the comparison with all
 * neighbours.
 *
 * A response stays where none within `minDistance` rows and columns exceeds it; of equal ones the first stays, by rows.
 * Without a threshold it must be above the least response.
 *
 * @param response - finite numbers [h, w], 1 to 7 rows and columns
 * @param options - `minDistance` 1, at least 1; `threshold`
 * @returns the derivation; its `result` is what `findPeaks` returns, the highest first
 * @throws KindError where an argument is of the wrong kind or an option is unknown, ShapeError where the response is no map, empty or
 * too large, DomainError for values that are not finite and options out of range
 *
 * @example
 * Two peaks, one of them too near to the other for a distance of 2.
 * ```ts
 * import { explainPeaks, renderText, verifyDerivation } from 'fovea';
 * const response = [[0, 0, 0, 0, 0], [0, 9, 0, 5, 0], [0, 0, 0, 0, 0]];
 * const d = explainPeaks(response, { minDistance: 2 });
 * d.result // => [{ x: 1, y: 1, value: 9 }]
 * explainPeaks(response).result.length // => 2
 * verifyDerivation(d).ok // => true
 * renderText(d).includes('suppressed') // => true
 * ```
 */
export function explainPeaks(
  response: ArrayInput,
  options?: ExplainPeaksOptions,
): Derivation<Peak[]> {
  const { minDistance = 1, threshold } = checkOptions(FN, options, ['minDistance', 'threshold']);
  checkNumber(FN, 'minDistance', minDistance, { integer: true, min: 1 });
  if (threshold !== undefined) checkNumber(FN, 'threshold', threshold);
  const read = checkFinite(FN, 'response', readArray(FN, 'response', response, 'float64'));
  const { h, w } = bindShapes(FN, { response: [read, 'h w'] });
  if (h * w === 0 || h > MOST_SIDE || w > MOST_SIDE) {
    throw new ShapeError({
      function: FN,
      argument: 'response',
      expected: `1 to ${MOST_SIDE} rows and columns; larger ones no one works out by hand`,
      got: `(${h}, ${w})`,
    });
  }
  const map = wrap(Float64Array.from(read.data), [h, w]);
  const data = map.data as Float64Array;
  const peaks = findPeaks(
    map,
    threshold === undefined ? { minDistance } : { minDistance, threshold },
  );
  // A threshold below all of them leaves the least one out all the same.
  const own = threshold !== undefined && data.some((value) => value <= threshold);
  const limit = own ? threshold : Math.min(...data);
  const candidates = [...data.keys()].filter((i) => data[i]! > limit);
  const isPeak = (i: number): boolean =>
    peaks.some(({ x, y }) => x === i % w && y === Math.floor(i / w));
  return createDerivation<Peak[]>({
    topic: 'structure-tensor',
    title: 'Non-maximum suppression',
    given: [
      { id: 'response', symbol: 'R', title: 'Responses', value: map },
      ...(own
        ? [{ id: 'threshold', symbol: 't', title: 'Responses count above this', value: threshold }]
        : []),
    ],
    steps: [
      ...(own
        ? []
        : [
            {
              id: 'threshold',
              symbol: 't',
              title: 'The least response, above which one must be',
              formula: 't = \\min R',
              substitution: 't = \\min R',
              check: min(refer('response')),
            },
          ]),
      {
        id: 'candidates',
        symbol: 'n',
        title: 'How many responses are above the threshold?',
        formula: 'n',
        check: count(greater(refer('response'), refer('threshold'))),
      },
      ...(candidates.length === 0
        ? []
        : [
            {
              id: 'tests',
              kind: 'statement',
              title: `Each of them beside its neighbours, up to ${minDistance} ${minDistance === 1 ? 'row and column' : 'rows and columns'} away`,
              note: 'Columns and rows are counted from 0; N are the neighbours inside of the map.',
              steps: candidates.map((i) => testStep(i, w, minDistance, data, isPeak)),
            } as const,
          ]),
    ],
    result: peaks,
    answer: {
      list: peaks.map(({ x, y }) => ({ record: { x, y, value: refer('response', [y, x]) } })),
    },
    conclusion:
      peaks.length === 1 ? 'One peak is left.' : `${peaks.length || 'No'} peaks are left.`,
  });
}

function testStep(
  i: number,
  width: number,
  distance: number,
  data: Float64Array,
  isPeak: (i: number) => boolean,
): StepDraft {
  const [y, x] = [Math.floor(i / width), i % width];
  const at = (j: number): StepExpression => refer('response', [Math.floor(j / width), j % width]);
  const neighbours = [...data.keys()].filter((j) => {
    const [row, column] = [Math.floor(j / width), j % width];
    return j !== i && Math.abs(row - y) <= distance && Math.abs(column - x) <= distance;
  });
  const symbol = `R(${x}, ${y})`;
  // An equal one that stays already.
  const twin = neighbours.find((j) => j < i && data[j] === data[i] && isPeak(j));
  const highest =
    neighbours.length === 0
      ? greater(at(i), refer('threshold'))
      : greaterEqual(at(i), max({ list: neighbours.map(at) }));
  const stays = isPeak(i);
  return {
    id: `test-${x}-${y}`,
    title: `Column ${x}, row ${y}: ${stays ? 'a peak' : 'suppressed'}`,
    ...(twin === undefined || stays
      ? { formula: `${symbol} \\ge \\max N`, check: highest }
      : {
          note: 'It is as high as a peak before it, of which the first stays.',
          formula: `${symbol} \\ge \\max N \\;\\text{and}\\; ${symbol} \\ne R(${twin % width}, ${Math.floor(twin / width)})`,
          check: and(highest, notEqual(at(i), at(twin))),
        }),
    value: stays,
  };
}
