// Whether a classifier serves everyone alike.

import { DomainError, describeValue, KindError, ShapeError } from '../core/errors.js';
import type { ArrayInput } from '../core/types.js';
import { readLabels } from './ranks.js';

/** What a group of samples has, from `groupAccuracy`. */
export interface GroupResult {
  /** Its name, as it was given. */
  readonly group: string | number;
  /** How many samples it has. */
  readonly count: number;
  /** How many of them are classified right. */
  readonly correct: number;
  /** The share of those. */
  readonly accuracy: number;
}

/** What `groupAccuracy` gives. */
export interface GroupAccuracy {
  /** The share of all samples that are classified right. */
  readonly accuracy: number;
  /** One entry a group, in the order in which groups first occur. */
  readonly groups: readonly GroupResult[];
  /** The mean of the groups' accuracies, in which small groups count as much as large ones. */
  readonly balancedAccuracy: number;
  /** The group that is served worst; the first of equals. */
  readonly worst: GroupResult;
  /** The group that is served best; the first of equals. */
  readonly best: GroupResult;
  /** The disparity: the accuracy of the best served group less that of the worst. */
  readonly gap: number;
}

const FN = 'groupAccuracy';

/**
 * Accuracy for each subgroup of the samples, and how far apart the groups are.
 *
 * $$a_g = \frac{\lvert \lbrace i \in g : \hat y_i = y_i \rbrace \rvert}{\lvert g \rvert}, \quad
 * \mathrm{gap} = \max_g a_g - \min_g a_g$$
 *
 * An accuracy over all may hide a small group that is served badly. With the classes as groups `accuracy` of each is its
 * recall, and `balancedAccuracy` what benchmarks with uneven classes report.
 *
 * @param predictions - the class that each sample was given, [n], counted from 0
 * @param labels - the right class of each, [n]
 * @param groups - the group of each, [n]: strings or numbers
 * @returns accuracies over all and by group, the best and the worst served group, and the gap between them
 * @throws KindError where an argument is no list or a group no string and no number, ShapeError where lengths differ or
 * there is no sample, DomainError where a class is no whole number from 0 to 2³¹ − 1, with its
 * place
 * @see A. Radford and others, "Learning transferable visual models from natural language supervision", 2021, section 7.1
 *
 * @example
 * Right for 3 of 4 samples, but for only half of group b.
 * ```ts
 * import { groupAccuracy } from 'fovea';
 * const { accuracy, gap, worst } = groupAccuracy([0, 1, 1, 0], [0, 1, 1, 1], ['a', 'a', 'b', 'b']);
 * accuracy // => 0.75
 * gap // => 0.5
 * worst.group // => 'b'
 * ```
 */
export function groupAccuracy(
  predictions: ArrayInput,
  labels: ArrayInput,
  groups: readonly (string | number)[],
): GroupAccuracy {
  return groupAccuracyFor(FN, predictions, labels, groups);
}

/** `groupAccuracy` for functions that it is a part of, whose name errors tell. */
export function groupAccuracyFor(
  fn: string,
  predictions: ArrayInput,
  labels: ArrayInput,
  groups: readonly (string | number)[],
): GroupAccuracy {
  const found = readLabels(fn, 'predictions', predictions, undefined, Infinity);
  const n = found.length;
  if (n === 0) {
    const [argument, expected] = ['predictions', 'at least one sample'];
    throw new ShapeError({ function: fn, argument, expected, got: 'none' });
  }
  const right = readLabels(fn, 'labels', labels, n, Infinity);
  checkGroups(fn, groups, n);
  const tallies = new Map<string | number, { count: number; correct: number }>();
  groups.forEach((group, i) => {
    const tally = tallies.get(group) ?? { count: 0, correct: 0 };
    tallies.set(group, tally);
    tally.count++;
    if (found[i] === right[i]) tally.correct++;
  });
  const results = Array.from(tallies, ([group, { count, correct }]): GroupResult => {
    return { group, count, correct, accuracy: correct / count };
  });
  const worst = results.reduce((a, b) => (b.accuracy < a.accuracy ? b : a));
  const best = results.reduce((a, b) => (b.accuracy > a.accuracy ? b : a));
  return {
    accuracy: results.reduce((sum, { correct }) => sum + correct, 0) / n,
    groups: results,
    balancedAccuracy: results.reduce((sum, { accuracy }) => sum + accuracy, 0) / results.length,
    worst,
    best,
    gap: best.accuracy - worst.accuracy,
  };
}

function checkGroups(fn: string, groups: unknown, n: number): void {
  const argument = 'groups';
  if (!Array.isArray(groups)) {
    const expected = 'a list of strings or numbers';
    throw new KindError({ function: fn, argument, expected, got: describeValue(groups) });
  }
  if (groups.length !== n) {
    const expected = `a group for each of the ${n} samples`;
    throw new ShapeError({ function: fn, argument, expected, got: `${groups.length}` });
  }
  groups.forEach((group: unknown, i) => {
    if (typeof group === 'string' || Number.isFinite(group)) return;
    const parts = { function: fn, argument: `groups[${i}]`, got: describeValue(group) };
    const expected = 'a string or a finite number';
    throw typeof group === 'number'
      ? new DomainError({ ...parts, expected })
      : new KindError({ ...parts, expected });
  });
}
