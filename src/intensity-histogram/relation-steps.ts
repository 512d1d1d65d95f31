// Steps of a comparison that look at both histograms: moved, and mirrored.
import type { StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import { refer, stepOperations } from '../derivation/operations.js';
import type { HistogramComparison } from './comparison-types.js';
import type { Levels } from './relations.js';

/**
 * Whether the second histogram is the first one moved.
 *
 * @param a - levels of the first
 * @param b - levels of the second
 * @param comparison - the answers
 * @returns the step "shifted"
 */
export function movedStep(a: Levels, b: Levels, comparison: HistogramComparison): StepDraft {
  const { abs, all, and, lessEqual, subtract } = stepOperations;
  const shared = {
    id: 'shifted',
    title: 'Is B the histogram A, moved?',
    note: comparison.reasons.shifted,
    value: comparison.shifted,
  };
  if (a.values.length !== b.values.length) return { ...shared, check: sameNumber() };
  const steps = subtract(refer('levels-b'), refer('levels-a'));
  return {
    ...shared,
    check: and(
      sameShares(a, b, refer('counts-b')),
      all(lessEqual(abs(subtract(steps, refer('shift'))), refer('rounding'))),
    ),
  };
}

/**
 * The second histogram mirrored, and whether it is the first.
 *
 * @param a - levels of the first
 * @param b - levels of the second
 * @param comparison - the answers
 * @returns steps, the last one with the id "negative"
 */
export function negativeSteps(a: Levels, b: Levels, comparison: HistogramComparison): StepDraft[] {
  const { abs, all, and, lessEqual, subtract } = stepOperations;
  const shared = {
    id: 'negative',
    title: 'Is each the other’s mirror image, as those of an image and its negative are?',
    note: comparison.reasons.negative,
    value: comparison.negative,
  };
  if (a.values.length !== b.values.length) return [{ ...shared, check: sameNumber() }];
  const backwards = Array.from(b.values, (_, i) => b.values.length - 1 - i);
  return [
    {
      id: 'mirrored-levels',
      symbol: "v'_{B}",
      title: 'Levels of the negative of B, rising again',
      formula: "v'_{B} = m - v_{B}",
      check: { list: backwards.map((i) => subtract(refer('mirror'), refer('levels-b', [i]))) },
    },
    {
      id: 'mirrored-counts',
      symbol: "h'_{B}",
      title: 'How often each occurs: the counts of B from behind',
      formula: "h'_{B}(m - v) = h_{B}(v)",
      check: { list: backwards.map((i) => refer('counts-b', [i])) },
    },
    {
      ...shared,
      check: and(
        sameShares(a, b, refer('mirrored-counts')),
        all(
          lessEqual(abs(subtract(refer('mirrored-levels'), refer('levels-a'))), refer('rounding')),
        ),
      ),
    },
  ];
}

/** Whether as many levels occur in both. */
function sameNumber(): StepExpression {
  const { count, equal, greater } = stepOperations;
  return equal(count(greater(refer('counts-a'), 0)), count(greater(refer('counts-b'), 0)));
}

/** Whether shares are equal one by one; whole numbers, so nothing is rounded. */
function sameShares(a: Levels, b: Levels, counts: StepExpression): StepExpression {
  const { all, equal, multiply } = stepOperations;
  if (a.total === b.total) return all(equal(refer('counts-a'), counts));
  return all(
    equal(multiply(refer('counts-a'), refer('total-b')), multiply(counts, refer('total-a'))),
  );
}
