// How well a classifier serves each group of few samples.
import { readFew } from '../core/few.js';
import type { ArrayInput } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import {
  and,
  argmax,
  argmin,
  count,
  divide,
  equal,
  item,
  mean,
  subtract,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { inWords, shareOf } from '../derivation/phrases.js';
import type { Derivation } from '../derivation/types.js';
import { groupAccuracyFor } from './groups.js';

/** What `explainGroupAccuracy` arrives at, as `groupAccuracy` returns it. */
export interface ExplainedGroupAccuracy {
  /** The share of all samples that are classified right. */
  readonly accuracy: number;
  /** That of each group, in the order in which groups first occur. */
  readonly accuracies: readonly number[];
  /** The mean of the groups' accuracies. */
  readonly balancedAccuracy: number;
  /** The accuracy of the best served group less that of the worst. */
  readonly gap: number;
}

/** More samples no one reads. */
const MOST = 16;

/**
 * Computes the accuracy of a classifier on each group of few samples, and shows the work: which samples are right, how many
 * each group has and how many of them are right, the accuracies, and how far the best and the worst are apart.
 *
 * $$a_g = \frac{\lvert \lbrace i \in g : \hat y_i = y_i \rbrace \rvert}{\lvert g \rvert}$$
 *
 * @param predictions - the class said for each sample, [n], at most 16
 * @param labels - the right ones, [n]
 * @param groups - the group of each sample: a name or a number
 * @returns the derivation; its `result` holds the numbers of `groupAccuracy`
 * @throws as `groupAccuracy`; ShapeError for more than 16 samples
 *
 * @example
 * Right for all of one group, and for half of the other.
 * ```ts
 * import { explainGroupAccuracy, verifyDerivation } from 'fovea';
 * const d = explainGroupAccuracy([0, 1, 1, 0], [0, 1, 1, 1], ['a', 'a', 'b', 'b']);
 * d.result.gap // => 0.5
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainGroupAccuracy(
  predictions: ArrayInput,
  labels: ArrayInput,
  groups: readonly (string | number)[],
): Derivation<ExplainedGroupAccuracy> {
  const fn = 'explainGroupAccuracy';
  const said = readFew(fn, 'predictions', predictions, MOST);
  const right = readFew(fn, 'labels', labels, MOST, said.length);
  const found = groupAccuracyFor(fn, said, right, groups);
  const result: ExplainedGroupAccuracy = {
    accuracy: found.accuracy,
    accuracies: found.groups.map(({ accuracy }) => accuracy),
    balancedAccuracy: found.balancedAccuracy,
    gap: found.gap,
  };
  const names = found.groups.map(({ group }) => group);
  const [best, worst] = [found.best, found.worst].map(({ group }) => names.indexOf(group));
  return createDerivation<ExplainedGroupAccuracy>({
    topic: 'contrastive',
    title: 'Accuracy by group',
    given: [
      { id: 'said', symbol: '\\hat y', title: 'The class said for each sample', value: said },
      { id: 'right', symbol: 'y', title: 'The right one', value: right },
      {
        id: 'group',
        symbol: 'g',
        title: `The group of each: ${names.map((name, k) => `${k} is ${name}`).join(', ')}`,
        value: groups.map((group) => names.indexOf(group)),
      },
    ],
    steps: [
      {
        id: 'hits',
        symbol: 'h',
        title: 'Which samples are classified right',
        formula: 'h_i = (\\hat y_i = y_i)',
        check: equal(refer('said'), refer('right')),
      },
      {
        id: 'accuracies',
        symbol: 'a',
        title: 'The accuracy of each group: those that are right, of its own',
        formula:
          'a_k = \\frac{\\left|\\{i : g_i = k, \\; h_i\\}\\right|}{\\left|\\{i : g_i = k\\}\\right|}',
        check: { list: names.map((_, k) => refer(`accuracy-${k}`)) },
        value: found.groups.map(({ accuracy }) => accuracy),
        steps: names.map((name, k): StepDraft => {
          const own = equal(refer('group'), k);
          const { count: size, correct, accuracy } = found.groups[k]!;
          return {
            id: `accuracy-${k}`,
            symbol: `a_{${k}}`,
            title: `Of ${name}: ${correct} of ${size}`,
            formula: `a_{${k}} = \\frac{${correct}}{${size}}`,
            check: divide(count(and(own, refer('hits'))), count(own)),
            value: accuracy,
          };
        }),
      },
      {
        id: 'accuracy',
        symbol: 'A',
        title: 'Of all samples',
        formula: `A = \\frac{\\left|\\{i : h_i\\}\\right|}{${said.length}}`,
        check: divide(count(refer('hits')), said.length),
        value: result.accuracy,
        note: 'Large groups decide it; a small one may be served badly all the same.',
      },
      {
        id: 'balanced',
        symbol: '\\bar a',
        title: 'The mean of the groups, in which each counts as much',
        formula: `\\bar a = ${shareOf(names.length)}\\sum_k a_k`,
        check: mean(refer('accuracies')),
        value: result.balancedAccuracy,
      },
      {
        id: 'gap',
        symbol: '\\Delta',
        title: `The disparity: ${names[best!]!} is served best, ${names[worst!]!} worst`,
        formula: '\\Delta = \\max_k a_k - \\min_k a_k',
        check: subtract(
          item(refer('accuracies'), argmax(refer('accuracies'))),
          item(refer('accuracies'), argmin(refer('accuracies'))),
        ),
        substitution: `${inWords(found.best.accuracy)} - ${inWords(found.worst.accuracy)}`,
        value: result.gap,
      },
    ],
    result,
    answer: {
      record: {
        accuracy: refer('accuracy'),
        accuracies: refer('accuracies'),
        balancedAccuracy: refer('balanced'),
        gap: refer('gap'),
      },
    },
    conclusion: `The accuracy is ${inWords(result.accuracy)} in all, from ${inWords(found.worst.accuracy)} for ${names[worst!]!} to ${inWords(found.best.accuracy)} for ${names[best!]!}.`,
    sources: [
      'J. Buolamwini, T. Gebru, "Gender shades: Intersectional accuracy disparities in commercial gender classification", FAT* 2018, section 4.',
    ],
  });
}
