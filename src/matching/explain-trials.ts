// How many samples RANSAC must draw, shown step by step.
import { checkNumber } from '../core/check.js';
import { DomainError } from '../core/errors.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import { divide, floor, log, negate, power, subtract } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import type { Derivation } from '../derivation/types.js';
import { type RansacTrialsProblem, ransacTrialsFor } from './ransac-trials.js';

/** Rarer events no one reckons with by hand, and 1 minus them is rounded too much. */
const RAREST_CLEAN = 1e-4;
const LEAST_CONFIDENCE = 1e-3;

const FN = 'explainRansacTrials';

/**
 * How many samples RANSAC must draw, worked out: the chance that one sample has no outlier, the chance that it has one, the
 * quotient of logarithms, and its rounding up.
 *
 * @param problem - `inlierRatio` w, `sampleSize` s and `confidence` p, as for `ransacTrials`
 * @returns the derivation; its `result` is what `ransacTrials` returns
 * @throws KindError where a number is missing, is none, or another name is given; DomainError where one is out
 * of range, a clean sample is rarer than 1 in 10 000, or the confidence is below 0.001
 * @see M. A. Fischler, R. C. Bolles, "Random sample consensus", CACM 1981, section II.B
 *
 * @example
 * Half of the pairs are wrong, and a homography is wanted.
 * ```ts
 * import { explainRansacTrials, renderText, verifyDerivation } from 'fovea';
 * const d = explainRansacTrials({ inlierRatio: 0.5, sampleSize: 4, confidence: 0.99 });
 * d.result // => 72
 * verifyDerivation(d).ok // => true
 * renderText(d).includes('1 − 0.0625 = 0.9375') // => true
 * ```
 */
export function explainRansacTrials(problem: RansacTrialsProblem): Derivation<number> {
  const trials = ransacTrialsFor(FN, problem);
  const { inlierRatio, sampleSize, confidence } = problem;
  checkNumber(FN, 'confidence', confidence, { min: LEAST_CONFIDENCE });
  const clean = inlierRatio ** sampleSize;
  if (clean < RAREST_CLEAN) {
    throw new DomainError({
      function: FN,
      argument: 'inlierRatio',
      expected: `clean samples with a probability of at least ${RAREST_CLEAN}; rarer ones no one works out by hand`,
      got: `${inlierRatio} to the power of ${sampleSize}`,
    });
  }
  return createDerivation<number>({
    topic: 'matching',
    title: 'How many samples RANSAC must draw',
    given: [
      { id: 'w', symbol: 'w', title: 'Share of inliers among the pairs', value: inlierRatio },
      { id: 's', symbol: 's', title: 'Pairs in a sample', value: sampleSize },
      {
        id: 'p',
        symbol: 'p',
        title: 'Probability asked for that one sample at least is clean',
        value: confidence,
      },
    ],
    steps: [
      {
        id: 'clean',
        symbol: 'c',
        title: 'Probability that a sample is clean: all of its pairs are inliers',
        check: power(refer('w'), refer('s')),
        value: clean,
      },
      ...(clean < 1 ? roundedSteps(clean, confidence, trials) : [ALWAYS]),
    ],
    result: trials,
    answer: refer('trials'),
    conclusion: trials === 1 ? 'One sample is enough.' : `${trials} samples must be drawn.`,
    sources: [
      'M. A. Fischler, R. C. Bolles, "Random sample consensus", Communications of the ACM 24 (1981), 381–395, section II.B.',
    ],
  });
}

/** Without outliers there is nothing to reckon. */
const ALWAYS: StepDraft = {
  id: 'trials',
  symbol: 'N',
  title: 'Every sample is clean, so one is enough',
  check: 1,
};

function roundedSteps(clean: number, confidence: number, trials: number): StepDraft[] {
  const [top, bottom] = [Math.log1p(-confidence), Math.log1p(-clean)];
  return [
    {
      id: 'spoilt',
      symbol: 'q',
      title: 'Probability that it holds an outlier',
      check: subtract(1, refer('clean')),
    },
    {
      id: 'why',
      kind: 'statement',
      title: 'When enough have been drawn',
      note: 'That every one of N samples holds an outlier must be no more likely than 1 − p. Logarithms of numbers below 1 are negative, so the sign turns where one is divided by.',
      formula: 'q^N \\le 1 - p, \\qquad N \\ge \\frac{\\ln(1 - p)}{\\ln q}',
    },
    {
      id: 'quotient',
      symbol: 'x',
      title: 'Divide the logarithms',
      check: divide(refer('log-doubt'), refer('log-spoilt')),
      value: top / bottom,
      steps: [
        {
          id: 'log-doubt',
          symbol: '\\ln(1 - p)',
          title: 'The logarithm of the doubt that is left',
          formula: '\\ln(1 - p)',
          check: log(subtract(1, refer('p'))),
          value: top,
        },
        {
          id: 'log-spoilt',
          symbol: '\\ln q',
          title: 'The logarithm of the probability of an outlier',
          check: log(refer('spoilt')),
          value: bottom,
        },
      ],
    },
    {
      id: 'trials',
      symbol: 'N',
      title: 'Round up: one sample less would not be enough',
      formula: 'N = \\lceil x \\rceil',
      substitution: 'N = \\lceil x \\rceil',
      // There is no operation for rounding up.
      check: negate(floor(negate(refer('quotient')))),
      value: trials,
    },
  ];
}
