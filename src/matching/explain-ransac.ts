// A fit by random samples (RANSAC) shown step by step: one trial in detail, all trials in a table, the fit to the inliers.
import { wrap } from '../core/create.js';
import { DomainError, ShapeError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation } from '../derivation/create-derivation.js';
import { choose, lessEqual } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import type { Derivation } from '../derivation/types.js';
import { readPoints } from './explain-transform.js';
import { MODEL_RULES } from './models.js';
import { readPairs } from './pairs.js';
import {
  type RansacOptions,
  type RansacResult,
  ransacPairs,
  readRansacSettings,
  type Trial,
} from './ransac.js';
import {
  countStep,
  finalStep,
  type Mapped,
  residualStep,
  type TrialRow,
  trialsStep,
} from './ransac-steps.js';
import { A_MODEL, systemSteps, withoutDust } from './system-steps.js';
import { transformPoints } from './transform-points.js';

/** More pairs no one maps by hand. */
const MOST_PAIRS = 12;

/** More trials are not listed. */
const MOST_ROWS = 8;

/** Nearer beside the largest coordinate, a point is where it belongs, but for rounding. */
const ROUNDING = 1e-13;

const FN = 'explainRansac';

/**
 * A fit by random samples (RANSAC), worked out: one trial with its sample, the transform through it, the distance of each point from
 * its target, how many agree and what that costs; then the trials beside each other, and the fit to all inliers of the best.
 *
 * The trial that is shown is the last that was better than all before. The search is that of `ransac` with the same options: equal
 * seeds draw equal samples. `explainRansacTrials` shows how many must be drawn.
 *
 * @param source - points as x, y, [n, 2], finite, at most 12
 * @param target - where they belong or, for outliers, do not, [n, 2], finite
 * @param options - as for `ransac`: `model` "homography", `threshold` 3, `confidence` 0.999, `maxTrials` 2000, `seed` 0
 * @returns the derivation; its `result` is what `ransac` returns, with zeros in the transform where rounding leaves some 10⁻¹⁷ of them
 * @throws KindError where an argument is of the wrong kind or an option is unknown, ShapeError where shapes do not fit or there are too
 * few pairs or too many, DomainError where a coordinate is not finite or beyond 10^6, an option is out of range, or no transform is
 * found that is better than chance
 * @see M. A. Fischler, R. C. Bolles, "Random sample consensus", CACM 1981, section II
 *
 * @example
 * Five points shifted by (10, 0), and one that was matched wrongly.
 * ```ts
 * import { explainRansac, renderText, toNested, verifyDerivation } from 'fovea';
 * const source = [[0, 0], [40, 0], [0, 30], [50, 60], [20, 10], [30, 30]];
 * const target = [[10, 0], [50, 0], [10, 30], [60, 60], [30, 10], [90, 5]];
 * const d = explainRansac(source, target, { model: 'similarity' });
 * toNested(d.result.inliers) // => [1, 1, 1, 1, 1, 0]
 * d.result.transform?.get(0, 2) // => 10
 * verifyDerivation(d).ok // => true
 * renderText(d).includes('How many pairs agree') // => true
 * ```
 */
export function explainRansac(
  source: ArrayInput,
  target: ArrayInput,
  options?: RansacOptions,
): Derivation<RansacResult> {
  const settings = readRansacSettings(FN, options);
  const { model, threshold } = settings;
  const { least } = MODEL_RULES[model];
  const { from, to, n } = readPoints(FN, source, target, least, model);
  if (n > MOST_PAIRS) {
    throw new ShapeError({
      function: FN,
      argument: 'source',
      expected: `at most ${MOST_PAIRS} points; more no one maps by hand`,
      got: String(n),
    });
  }
  const tried: Trial[] = [];
  const { pairs } = readPairs(FN, from, to, least, model);
  const found = ransacPairs(pairs, settings, (trial) => tried.push(trial));
  const at = tried.map(({ better }) => better).lastIndexOf(true);
  const shown = tried[at];
  const matrixOf = (t: Float64Array): FloatNdArray => withoutDust(wrap(t, [3, 3]), from, to);
  if (found.transform === undefined || shown === undefined) {
    throw refuse('target', 'pairs of which more agree than by chance', `${n} that do not`);
  }
  const transform = matrixOf(found.transform.data);
  const sample = matrixOf(shown.transform);
  if (sample.get(2, 2) !== 1) {
    throw refuse('seed', 'a sample whose transform has a last element other than 0', 'one of 0');
  }
  const first = mapAll(sample, from, to);
  const last = mapAll(transform, from, to);
  last.residuals.forEach((r, i) => {
    if (r <= threshold === (found.inliers.get(i) === 1)) return;
    throw refuse('threshold', 'a distance that no point has from its target', String(threshold));
  });
  const agreeing = ({ residuals }: Mapped): number[] =>
    residuals.flatMap((r, i) => (r <= threshold ? [i] : []));
  const inliers = agreeing(last);
  const result = {
    transform: wrapTransform(transform),
    inliers: found.inliers,
    trials: found.trials,
  };
  return createDerivation<RansacResult>({
    topic: 'matching',
    title: 'A transform that most pairs agree with, by random samples (RANSAC)',
    given: [
      {
        id: 'source',
        symbol: 'p',
        title: 'The points, x and y in a row; pairs count from 0',
        value: from,
      },
      {
        id: 'target',
        symbol: 'q',
        title: 'What they were matched with, u and v in a row',
        value: to,
      },
      {
        id: 'threshold',
        symbol: 't',
        title: 'Largest distance at which a pair agrees',
        value: threshold,
      },
      {
        id: 'sample',
        symbol: 's',
        title: `Pairs drawn in trial ${at + 1}: as few as determine ${A_MODEL[model]}`,
        value: [...shown.drawn],
      },
    ],
    steps: [
      {
        id: 'model',
        kind: 'statement',
        title: `The transform through the ${least} pairs of trial ${at + 1}`,
        steps: systemSteps({ model, pairs: shown.drawn, transform: sample }),
      },
      residualStep('sample', first),
      countStep(agreeing(first).length, n),
      trialsStep(
        rowsOf(tried).map((i) => {
          const { residuals } = mapAll(wrap(tried[i]!.transform, [3, 3]), from, to);
          return rowOf(i, tried[i]!, residuals, threshold);
        }),
        tried.length,
      ),
      ...finalStep(model, inliers, transform, last),
    ],
    result,
    answer: {
      record: {
        transform: refer('final'),
        inliers: {
          list: last.residuals.map((_, i) =>
            choose(lessEqual(refer('residuals-final', [i]), refer('threshold')), 1, 0),
          ),
        },
        trials: found.trials,
      },
    },
    conclusion: conclusionOf(inliers, n),
    sources: [
      'M. A. Fischler, R. C. Bolles, "Random sample consensus", Communications of the ACM 24 (1981), 381–395, section II.',
      'P. H. S. Torr, A. Zisserman, "MLESAC", Computer Vision and Image Understanding 78 (2000), 138–156, section 3.',
    ],
  });
}

function refuse(argument: string, expected: string, got: string): DomainError {
  return new DomainError({ function: FN, argument, expected, got });
}

function wrapTransform(transform: FloatNdArray): NonNullable<RansacResult['transform']> {
  return wrap(Float64Array.from(transform.data), [3, 3]) as NonNullable<RansacResult['transform']>;
}

/** Where points go; coordinates that only rounding keeps from those of the target are equal to them. */
function mapAll(transform: FloatNdArray, from: FloatNdArray, to: FloatNdArray): Mapped {
  const mapped = transformPoints(transform, from);
  const size = Math.max(...Array.from(to.data, Math.abs));
  const data = Float64Array.from(mapped.data, (x, i) => {
    const belongs = to.data[i]!;
    return Math.abs(x - belongs) <= ROUNDING * size ? belongs : x;
  });
  const residuals = Array.from({ length: data.length / 2 }, (_, i) =>
    Math.hypot(data[2 * i]! - to.data[2 * i]!, data[2 * i + 1]! - to.data[2 * i + 1]!),
  );
  return { points: wrap(data, mapped.shape), residuals };
}

/** The trials that are listed: the first, those that were better than all before, the last. */
function rowsOf(tried: readonly Trial[]): number[] {
  const all = tried.map((_, i) => i);
  const better = all.filter((i) => tried[i]!.better).slice(-(MOST_ROWS - 2));
  const listed = new Set([...better, all.at(-1)!]);
  for (const i of all) {
    if (listed.size >= MOST_ROWS) break;
    listed.add(i);
  }
  return [...listed].sort((a, b) => a - b);
}

function rowOf(
  i: number,
  { drawn, best }: Trial,
  residuals: readonly number[],
  threshold: number,
): TrialRow {
  return {
    number: i + 1,
    drawn,
    inliers: residuals.filter((r) => r <= threshold).length,
    cost: residuals.reduce((sum, r) => sum + Math.min(r * r, threshold * threshold), 0),
    best,
  };
}

function conclusionOf(inliers: readonly number[], n: number): string {
  const outliers = Array.from({ length: n }, (_, i) => i).filter((i) => !inliers.includes(i));
  if (outliers.length === 0) return 'All pairs agree with the transform.';
  const named =
    outliers.length === 1 ? `pair ${outliers[0]} does` : `pairs ${outliers.join(', ')} do`;
  return `${inliers.length} of ${n} pairs agree with the transform; ${named} not.`;
}
