// The equalisation of a small image's histogram shown step by step.
import { checkOneOf, checkOptions } from '../core/check.js';
import { DomainError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import {
  add,
  count,
  divide,
  equal,
  floor,
  multiply,
  negate,
  subtract,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import type { Derivation } from '../derivation/types.js';
import { type EqualizeOptions, equalizeHistogram } from './equalize.js';
import { eachPixel, readSmallImage } from './small-image.js';

/** What `explainEqualizeHistogram` may be told. */
export type ExplainEqualizeOptions = Pick<EqualizeOptions, 'method'>;

/** More levels than these no one adds up by hand. */
const MOST_LEVELS = 16;

const WHITE = 255;

const FN = 'explainEqualizeHistogram';

/**
 * The equalisation of a small image of bytes, worked out: how often each level occurs, the running sums, the new level of
 * each, and the new image.
 *
 * With method "bytes" a level becomes $255\,\frac{n(x) - n_0}{N - n_0}$, rounded, as in OpenCV and on most sheets; with
 * "interpolate" it becomes its share $n(x)/N$, from 0 to 1. Here $n(x)$ counts the pixels up to the level x, $n_0$ those
 * of the least level.
 *
 * @param image - whole numbers from 0 to 255, of whatever storage: a row or an image of at most 8 rows and columns, with at
 * most 16 levels that differ
 * @param options - `method` ("interpolate")
 * @returns the derivation; its `result` is what `equalizeHistogram` returns for these bytes, in float64
 * @throws KindError where an option is unknown, ShapeError for an image that is empty, too large or of more axes, DomainError
 * for values that are no bytes and for more levels
 *
 * @example
 * Four bytes close together, spread over the whole range.
 * ```ts
 * import { explainEqualizeHistogram, renderText, toNested, verifyDerivation } from 'fovea';
 * const d = explainEqualizeHistogram([[100, 101], [101, 103]], { method: 'bytes' });
 * toNested(d.result) // => [[0, 170], [170, 255]]
 * verifyDerivation(d).ok // => true
 * renderText(d).includes('running sum') // => true
 * ```
 */
export function explainEqualizeHistogram(
  image: ArrayInput,
  options?: ExplainEqualizeOptions,
): Derivation<FloatNdArray> {
  const { method = 'interpolate' } = checkOptions(FN, options, ['method']);
  checkOneOf(FN, 'method', method, ['interpolate', 'bytes']);
  const pixels = readSmallImage(FN, image, WHITE);
  const data = pixels.data as Float64Array;
  const levels = [...new Set(data)].sort((a, b) => a - b);
  const broken = levels.find((level) => !Number.isInteger(level));
  if (broken !== undefined) throw refuse('whole values from 0 to 255', String(broken));
  if (levels.length > MOST_LEVELS) {
    throw refuse(
      `at most ${MOST_LEVELS} levels; more no one adds up by hand`,
      String(levels.length),
    );
  }
  const bytes = method === 'bytes';
  const range = bytes ? {} : { range: [-0.5, WHITE + 0.5] as const };
  const result = equalizeHistogram(pixels, { method, ...range });
  const becomes = levels.map((level) => (result.data as Float64Array)[data.indexOf(level)]!);
  return createDerivation<FloatNdArray>({
    topic: 'intensity-histogram',
    title: 'The equalisation of a histogram',
    given: [
      { id: 'image', symbol: 'x', title: 'Intensities', value: pixels },
      { id: 'levels', symbol: 'v', title: 'Levels that occur', value: levels },
      { id: 'total', symbol: 'N', title: 'Number of pixels', value: data.length },
    ],
    steps: [
      ...countSteps(levels),
      ...(bytes
        ? byteSteps(levels, scaledOf(data, levels), becomes)
        : [shareStep(levels, becomes)]),
      {
        id: 'equalized',
        symbol: "x'",
        title: 'Each pixel gets the new level of its own',
        formula: "x'",
        substitution: "x'",
        check: eachPixel(pixels, (value) => refer('becomes', [levels.indexOf(value)])),
        value: result,
      },
    ],
    result,
    answer: refer('equalized'),
    sources: [
      'R. C. Gonzalez and R. E. Woods, "Digital Image Processing", chapter 3: histogram equalisation.',
    ],
  });
}

function countSteps(levels: readonly number[]): StepDraft[] {
  return [
    {
      id: 'counts',
      symbol: 'h',
      title: 'The histogram: how often each level occurs',
      formula: 'h',
      check: { list: levels.map((_, i) => count(equal(refer('image'), refer('levels', [i])))) },
    },
    {
      id: 'cumulative',
      symbol: 'n',
      title: 'The running sums: how many pixels up to each level',
      formula: 'n_i = \\sum_{j \\le i} h_j',
      check: {
        list: levels.map((_, i) => {
          const [first, ...rest] = levels.slice(0, i + 1).map((__, j) => refer('counts', [j]));
          return add(first!, ...rest);
        }),
      },
    },
  ];
}

/** Level, count, running sum and what becomes of it, side by side. */
function tableOf(levels: readonly number[], last: readonly [string, string][]): StepDraft['table'] {
  return {
    corner: 'level',
    columns: ['how many', 'running sum', ...last.map(([title]) => title)],
    rows: levels.map((level, i) => ({
      label: String(level),
      cells: [
        refer('counts', [i]),
        refer('cumulative', [i]),
        ...last.map(([, id]) => refer(id, [i])),
      ],
    })),
  };
}

function shareStep(levels: readonly number[], becomes: readonly number[]): StepDraft {
  return {
    id: 'becomes',
    symbol: "v'",
    title: 'The new level: the share of pixels up to it',
    check: divide(refer('cumulative'), refer('total')),
    value: becomes,
    steps: [
      {
        id: 'table',
        kind: 'statement',
        title: 'Side by side',
        table: tableOf(levels, []),
      },
    ],
  };
}

/** The new levels before they are rounded. */
function scaledOf(data: Float64Array, levels: readonly number[]): number[] {
  const sums = levels.map((level) => data.filter((x) => x <= level).length);
  return sums.map((sum) => (WHITE * (sum - sums[0]!)) / (data.length - sums[0]!));
}

function byteSteps(
  levels: readonly number[],
  scaled: readonly number[],
  becomes: readonly number[],
): StepDraft[] {
  if (levels.length === 1) {
    return [
      {
        id: 'becomes',
        symbol: "v'",
        title: 'A single level stays as it is',
        check: { list: [refer('levels', [0])] },
        value: becomes,
      },
    ];
  }
  const first = refer('cumulative', [0], 'n_0');
  return [
    {
      id: 'scaled',
      symbol: 'u',
      title: 'Stretch the sums to the range from 0 to 255',
      note: 'The pixels of the least level are taken off, so that it becomes 0; the greatest becomes 255.',
      formula: 'u_i = 255\\, \\frac{n_i - n_0}{N - n_0}',
      check: divide(
        multiply(WHITE, subtract(refer('cumulative'), first)),
        subtract(refer('total'), first),
      ),
    },
    {
      id: 'becomes',
      symbol: "v'",
      title: 'Round to whole numbers: the new levels',
      formula: "v'",
      substitution: "v'",
      check: { list: levels.map((_, i) => rounded(i, scaled[i]!, becomes[i]!)) },
      value: becomes,
      steps: [
        {
          id: 'table',
          kind: 'statement',
          title: 'Side by side',
          table: tableOf(levels, [['stretched', 'scaled']]),
        },
      ],
    },
  ];
}

/** Up from a half, or, where that is not what came out, down: a half goes to the even number, as OpenCV's single precision has it. */
function rounded(i: number, exact: number, becomes: number): StepExpression {
  const value = refer('scaled', [i]);
  return Math.floor(exact + 0.5) === becomes
    ? floor(add(value, 0.5))
    : negate(floor(subtract(0.5, value)));
}

function refuse(expected: string, got: string): DomainError {
  return new DomainError({ function: FN, argument: 'image', expected, got });
}
