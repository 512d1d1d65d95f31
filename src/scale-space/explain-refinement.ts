// Lowe's quadratic fit around an extremum, shown step by step: differences, offset, value, tests.
import { bindShapes, checkNumber, checkOptions } from '../core/check.js';
import { checkFinite, readArray, wrap } from '../core/create.js';
import { DomainError, describeValue, KindError } from '../core/errors.js';
import { toNested } from '../core/to-nested.js';
import type { ArrayInput } from '../core/types.js';
import { createDerivation } from '../derivation/create-derivation.js';
import { refer } from '../derivation/operations.js';
import type { Derivation, Given } from '../derivation/types.js';
import { type Jet, jetAt } from '../kernels/scalar/taylor-fit.js';
import { refineExtremum } from './refine.js';
import { gradientStep, hessianStep, LEVELS, offsetSteps, testSteps } from './refinement-steps.js';

/** What `explainExtremumRefinement` may be told. */
export interface ExplainRefinementOptions {
  /** Least size of the fitted value, for pixels from 0 to 1; 0.03 by default, as in Lowe's paper. */
  contrastThreshold?: number | undefined;
  /** Largest ratio of the two curvatures, at least 1; 10 by default. */
  edgeRatio?: number | undefined;
}

/** What `explainExtremumRefinement` arrives at. */
export interface RefinementExplanation {
  /** Refined level, a fraction. */
  readonly level: number;
  /** Refined row. */
  readonly y: number;
  /** Refined column. */
  readonly x: number;
  /** Value of the quadratic there. */
  readonly value: number;
  /** tr²/det of the spatial Hessian; +Infinity where det ≤ 0. */
  readonly edgeRatio: number;
  /** Whether it passes the tests of contrast and of edges, and lies nearest to this sample. */
  readonly kept: boolean;
}

const FN = 'explainExtremumRefinement';

/**
 * One fit of Lowe's quadratic to the 3×3×3 samples around an extremum, worked out: each central difference, the gradient
 * and the Hessian, the offset $\hat{\mathbf{x}} = -H^{-1} g$, the value $D + \tfrac12 g^\top \hat{\mathbf{x}}$, and the
 * tests of contrast and of edges.
 *
 * It is the first fit of `refineExtremum`, which goes on from a neighbouring sample where the offset is large. Of the
 * volume only these 27 samples are shown. Levels, rows and columns are counted from 0; along the scale a step is one level.
 *
 * @param dog - differences of Gaussians [n, h, w]
 * @param extremum - a sample inside the volume, as `scaleSpaceExtrema` gives it
 * @param options - `contrastThreshold` 0.03, `edgeRatio` 10
 * @returns the derivation; its `result` holds the refined place, value, edge ratio and verdict
 * @throws KindError where an option is unknown, ShapeError where `dog` is no volume, DomainError where the sample lies on
 * the border or outside, a number is not finite, a threshold is out of range, or the Hessian has no inverse
 * @see D. G. Lowe, "Distinctive image features from scale-invariant keypoints", IJCV 2004, section 4, equations 2 and 3
 *
 * @example
 * A top that lies a quarter of a pixel to the right of the middle.
 * ```ts
 * import { explainExtremumRefinement, renderText, verifyDerivation } from 'fovea';
 * const dog = [0, 1, 2].map((s) => [0, 1, 2].map((y) => [0, 1, 2].map((x) =>
 *   1 - (x - 1.25) ** 2 - (y - 1) ** 2 - (s - 1) ** 2)));
 * const d = explainExtremumRefinement(dog, { level: 1, y: 1, x: 1 });
 * d.result.x // => 1.25
 * d.result.kept // => true
 * verifyDerivation(d).ok // => true
 * renderText(d).includes('tr² / det') // => true
 * ```
 */
export function explainExtremumRefinement(
  dog: ArrayInput,
  extremum: { readonly level: number; readonly y: number; readonly x: number },
  options?: ExplainRefinementOptions,
): Derivation<RefinementExplanation> {
  const { contrastThreshold = 0.03, edgeRatio = 10 } = checkOptions(FN, options, [
    'contrastThreshold',
    'edgeRatio',
  ]);
  checkNumber(FN, 'contrastThreshold', contrastThreshold, { min: 0 });
  checkNumber(FN, 'edgeRatio', edgeRatio, { min: 1 });
  const read = checkFinite(FN, 'dog', readArray(FN, 'dog', dog, 'float64'));
  const { n, h, w } = bindShapes(FN, { dog: [read, 'n h w'] });
  if (typeof extremum !== 'object' || extremum === null) {
    throw new KindError({
      function: FN,
      argument: 'extremum',
      expected: 'an object { level, y, x }',
      got: describeValue(extremum),
    });
  }
  const { level, y, x } = extremum;
  for (const [name, index, length] of [
    ['level', level, n],
    ['y', y, h],
    ['x', x, w],
  ] as const) {
    checkNumber(FN, `extremum.${name}`, index, { integer: true, min: 1, max: length - 2 });
  }
  const volume = wrap(read.data, read.shape);
  const fitted = refineExtremum(volume, extremum, { maxSteps: 1 });
  const fit = 'rejected' in fitted ? fitted.last : fitted;
  const around = volume.lo(level - 1, y - 1, x - 1).hi(3, 3, 3);
  if (fit === undefined || isSingular(jetAt(readArray(FN, 'dog', around).data as Float64Array))) {
    throw new DomainError({
      function: FN,
      argument: 'dog',
      expected: 'a Hessian with an inverse at the sample',
      got: 'one whose determinant is 0',
    });
  }
  const near = [fit.x - x, fit.y - y, fit.level - level].every((offset) => Math.abs(offset) <= 0.5);
  const clear = Math.abs(fit.value) >= contrastThreshold;
  const round = fit.edgeRatio < (edgeRatio + 1) ** 2 / edgeRatio;
  const result = {
    level: fit.level,
    y: fit.y,
    x: fit.x,
    value: fit.value,
    edgeRatio: fit.edgeRatio,
    kept: near && clear && round,
  };
  const finite = Number.isFinite(fit.edgeRatio);
  return createDerivation<RefinementExplanation>({
    topic: 'scale-space',
    title: 'The place of an extremum between the samples',
    given: [
      ...LEVELS.map((id, k): Given => {
        const index = level + k - 1;
        return {
          id,
          symbol: `D_{${index}}`,
          title: `Differences of level ${index}: columns ${x - 1} to ${x + 1}, rows ${y - 1} to ${y + 1}`,
          value: toNested(
            volume
              .lo(index, y - 1, x - 1)
              .hi(1, 3, 3)
              .pick(0),
          ) as number[][],
        };
      }),
      { id: 't', symbol: 't', title: 'Least size of the value', value: contrastThreshold },
      { id: 'r', symbol: 'r', title: 'Largest ratio of the two curvatures', value: edgeRatio },
    ],
    steps: [
      gradientStep(extremum),
      hessianStep(extremum),
      ...offsetSteps(extremum, fit),
      ...testSteps(fit),
    ],
    result,
    answer: {
      record: {
        level: refer('place', [2]),
        y: refer('place', [1]),
        x: refer('place', [0]),
        value: refer('value'),
        edgeRatio: finite ? refer('edge-ratio') : Number.POSITIVE_INFINITY,
        kept: refer('kept'),
      },
    },
    conclusion: conclusionOf(near, clear, round),
    sources: [
      'D. G. Lowe, "Distinctive image features from scale-invariant keypoints", International Journal of Computer Vision 60 (2004), 91–110, section 4.',
    ],
  });
}

/** Shares of the terms of a determinant that rounding may leave of them. */
const ROUNDING = 1e-9;

/** Whether the Hessian has no inverse, or one of rounding errors alone: along a straight edge nothing is curved. */
function isSingular({ hxx, hyy, hzz, hxy, hxz, hyz }: Jet): boolean {
  const terms = [
    hxx * hyy * hzz,
    2 * hxy * hxz * hyz,
    -hxx * hyz * hyz,
    -hyy * hxz * hxz,
    -hzz * hxy * hxy,
  ];
  const size = terms.reduce((total, term) => total + Math.abs(term), 0);
  return !(Math.abs(terms.reduce((total, term) => total + term, 0)) > ROUNDING * size);
}

function conclusionOf(near: boolean, clear: boolean, round: boolean): string {
  if (near && clear && round) return 'The extremum is kept as a keypoint, at its refined place.';
  const reasons = [
    ...(near ? [] : ['it lies nearer to another sample, where the fit is to be made again']),
    ...(clear ? [] : ['its contrast is too low']),
    ...(round ? [] : ['it lies on an edge']),
  ];
  return `The extremum is not kept at this sample: ${reasons.join('; ')}.`;
}
