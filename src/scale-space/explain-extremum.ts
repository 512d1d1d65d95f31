// The search for scale-space extrema, shown step by step: differences, candidates, comparisons.
import { bindShapes, checkOneOf, checkOptions } from '../core/check.js';
import { checkFinite, readArray, wrap } from '../core/create.js';
import { DomainError, KindError, ShapeError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import { refer, stepOperations } from '../derivation/operations.js';
import type { Derivation, Given } from '../derivation/types.js';
import {
  DIFFERENCE_ORDERS,
  type DifferenceOrder,
  differenceOfGaussians,
  scaleSpaceExtrema,
} from './extrema.js';
import {
  candidateStep,
  cellAt,
  countStep,
  extremumStep,
  interiorPlaces,
  type Place,
  verdictStep,
} from './extremum-steps.js';
import type { Extremum } from './keypoint.js';

/** What `explainScaleSpaceExtremum` starts from: blurred images or their differences, not both. */
export interface ExtremumProblem {
  /** Blurred images [n, h, w], finest first, n ≥ 2. */
  readonly gaussians?: ArrayInput | undefined;
  /** Differences of neighbouring blurred images [n, h, w]. */
  readonly dog?: ArrayInput | undefined;
}

/** What `explainScaleSpaceExtremum` may be told. */
export interface ExplainExtremumOptions {
  /** Sign of the differences. */
  order?: DifferenceOrder | undefined;
}

/** More candidates than these no one reads. */
const MOST_CANDIDATES = 1000;

const FN = 'explainScaleSpaceExtremum';

const PLACES =
  'The index of D is its level; D(x, y) stands in column x and row y. All are counted from 0, x to the right and y downwards.';

/**
 * Finds the strict scale-space extrema of a small stack of images and shows the work: each difference
 * image, each candidate with the neighbours that rule it out, and for each extremum the comparisons with
 * all 26 neighbours (9 in the level before, 8 in its own, 9 in the level after).
 *
 * Levels, columns x and rows y are counted from 0. The order of the differences exchanges maxima and
 * minima; the places stay.
 *
 * @param problem - `gaussians`: blurred images [n, h, w], finest first; or `dog`: their differences
 * [n, h, w]
 * @param options - `order` ("coarser-minus-finer"); with `dog` it only says how the differences were taken
 * @returns the derivation; its `result` is what `scaleSpaceExtrema` returns
 * @throws KindError where neither or both are given or an option is unknown, ShapeError for another rank
 * or a single blurred image, DomainError for NaN and infinite values or more than 1000 candidates
 * @see D. G. Lowe, "Distinctive image features from scale-invariant keypoints", IJCV 2004, section 3.1
 *
 * @example
 * One dark spot in the middle of three differences.
 * ```ts
 * import { explainScaleSpaceExtremum, renderText, verifyDerivation } from 'fovea';
 * const flat = [[0, 0, 0], [0, 0, 0], [0, 0, 0]];
 * const spot = [[0, 0, 0], [0, -3, 0], [0, 0, 0]];
 * const d = explainScaleSpaceExtremum({ dog: [flat, spot, flat] });
 * d.result // => [{ level: 1, y: 1, x: 1, value: -3, kind: 'minimum' }]
 * verifyDerivation(d).ok // => true
 * renderText(d).includes('9 + 8 + 9 = 26') // => true
 * ```
 */
export function explainScaleSpaceExtremum(
  problem: ExtremumProblem,
  options?: ExplainExtremumOptions,
): Derivation<Extremum[]> {
  const { order } = checkOptions(FN, options, ['order']);
  if (order !== undefined) checkOneOf(FN, 'order', order, DIFFERENCE_ORDERS);
  const { given, dog, steps } = readProblem(problem, order);
  const { n, h, w } = bindShapes(FN, { dog: [dog, 'n h w'] });
  const places = interiorPlaces([n, h, w]);
  if (places.length > MOST_CANDIDATES) {
    throw new DomainError({
      function: FN,
      argument: 'problem',
      expected: `at most ${MOST_CANDIDATES} candidates`,
      got: `${places.length}`,
    });
  }
  const extrema = scaleSpaceExtrema(dog);
  const sample = ({ level, y, x }: Place): number => dog.get(level, y, x);
  const kinds = new Map(extrema.map((extremum) => [keyOf(extremum), extremum.kind]));
  const search: StepDraft[] = [
    verdictStep([n, h, w], sample, (place) => kinds.get(keyOf(place)) ?? 'neither'),
    ...extrema.map(extremumStep),
    countStep(),
  ];
  return createDerivation<Extremum[]>({
    topic: 'scale-space',
    title: 'Extrema of differences of Gaussians in space and scale',
    given: [given],
    steps: [...steps, candidateStep([n, h, w]), ...(places.length > 0 ? search : [])],
    result: extrema,
    answer: {
      list: extrema.map(({ level, y, x }) => ({
        record: {
          level,
          y,
          x,
          value: cellAt({ level, y, x }),
          kind: refer('verdicts', [level - 1, y - 1, x - 1]),
        },
      })),
    },
    conclusion: conclusionOf(extrema),
    sources: [
      'D. G. Lowe, "Distinctive image features from scale-invariant keypoints", International Journal of Computer Vision 60 (2004), 91–110, section 3.1.',
    ],
  });
}

function keyOf({ level, y, x }: Place): string {
  return `${level} ${y} ${x}`;
}

interface ReadProblem {
  readonly given: Given;
  readonly dog: FloatNdArray;
  readonly steps: readonly StepDraft[];
}

function readProblem(problem: ExtremumProblem, order: DifferenceOrder | undefined): ReadProblem {
  const { gaussians, dog } = checkOptions(FN, problem, ['gaussians', 'dog'], 'problem');
  if (gaussians !== undefined && dog === undefined) return fromGaussians(gaussians, order);
  if (dog === undefined || gaussians !== undefined) {
    throw new KindError({
      function: FN,
      argument: 'problem',
      expected: 'either gaussians or dog',
      got: dog === undefined ? 'neither' : 'both',
    });
  }
  const { data, shape } = readVolume('dog', dog);
  const value = wrap(data.slice(), shape);
  const words = order === undefined ? '' : `, ${order.replaceAll('-', ' ')}`;
  const title = `Differences of neighbouring Gaussian images${words}`;
  return { given: { id: 'dog', symbol: 'D', title, note: PLACES, value }, dog: value, steps: [] };
}

function readVolume(argument: string, input: ArrayInput): ReturnType<typeof readArray> {
  const dense = checkFinite(FN, argument, readArray(FN, argument, input, 'float64'));
  bindShapes(FN, { [argument]: [dense, 'n h w'] });
  return dense;
}

function fromGaussians(
  input: ArrayInput,
  order: DifferenceOrder = 'coarser-minus-finer',
): ReadProblem {
  const { data, shape } = readVolume('gaussians', input);
  if (shape[0]! < 2) {
    throw new ShapeError({
      function: FN,
      argument: 'gaussians',
      expected: 'at least 2 levels',
      got: `(${shape.join(', ')})`,
    });
  }
  const gaussians = wrap(data.slice(), shape);
  const dog = differenceOfGaussians(gaussians, { order });
  const lowe = order === 'coarser-minus-finer';
  const levels = Array.from({ length: dog.shape[0]! }, (_, k) => k);
  const differences = levels.map((k): StepDraft => {
    const [finer, coarser] = [refer('gaussians', [k]), refer('gaussians', [k + 1])];
    return {
      id: `difference-${k}`,
      symbol: `D_{${k}}`,
      title: `Level ${k}`,
      check: lowe
        ? stepOperations.subtract(coarser, finer)
        : stepOperations.subtract(finer, coarser),
      value: dog.pick(k),
    };
  });
  return {
    given: {
      id: 'gaussians',
      symbol: 'G',
      title: `${gaussians.shape[0]} Gaussian images of one octave, finest first`,
      value: gaussians,
    },
    dog,
    steps: [
      {
        id: 'dog',
        symbol: 'D',
        title: 'Subtract neighbouring images',
        note: `${lowe ? 'The coarser minus the finer (the sign of Lowe 2004).' : 'The finer minus the coarser (the other sign than in Lowe 2004, which exchanges maxima and minima).'} ${levels.length + 1} images give ${levels.length} differences. ${PLACES}`,
        formula: lowe ? 'D_k = G_{k+1} - G_k' : 'D_k = G_k - G_{k+1}',
        check: { list: levels.map((k) => refer(`difference-${k}`)) },
        value: dog,
        steps: differences,
      },
    ],
  };
}

function conclusionOf(extrema: readonly Extremum[]): string {
  if (extrema.length === 0) {
    return 'No sample is larger or smaller than all its 26 neighbours: there is no extremum.';
  }
  const each = extrema.map(
    ({ level, y, x, kind }) =>
      `a ${kind} at x = ${x} (column), y = ${y} (row), level ${level} (scale ${level + 1} where sheets count scales from 1)`,
  );
  const number = extrema.length === 1 ? 'One extremum' : `${extrema.length} extrema`;
  return `${number}: ${each.join('; ')}.`;
}
