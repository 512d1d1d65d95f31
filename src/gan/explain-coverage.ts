// Which modes of the data a generator reaches, sample by sample.
import { checkNumber } from '../core/check.js';
import { readFewRows } from '../core/few.js';
import type { ArrayInput } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import {
  and,
  argmin,
  count,
  divide,
  equal,
  greater,
  lessEqual,
  min,
  norm,
  subtract,
  sum,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { inWords } from '../derivation/phrases.js';
import type { Derivation } from '../derivation/types.js';
import { type ModeCoverage, modeCoverageFor } from './coverage.js';

/**
 * Counts which modes few samples reach, and shows the work: the distance of each sample from each mode, the nearest one and
 * whether it is near enough, and the counts.
 *
 * @param samples - [n, d], at most 8 of 4 numbers
 * @param modes - their centres, [k, d], at most 6
 * @param radius - how far from its mode a sample may lie, above 0
 * @returns the derivation; its `result` is what `modeCoverage` returns
 * @throws as `modeCoverage`; ShapeError for more than 8 samples, 6 modes or 4 dimensions
 *
 * @example
 * Of two modes one is covered; the third sample belongs to none.
 * ```ts
 * import { explainModeCoverage, verifyDerivation } from 'fovea';
 * const d = explainModeCoverage([[0, 0], [0.1, 0], [5, 5]], [[0, 0], [1, 0]], 0.3);
 * d.result.covered // => 1
 * d.result.counts // => [2, 0]
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainModeCoverage(
  samples: ArrayInput,
  modes: ArrayInput,
  radius: number,
): Derivation<ModeCoverage> {
  const fn = 'explainModeCoverage';
  const points = readFewRows(fn, 'samples', samples, [8, 4]);
  const centres = readFewRows(fn, 'modes', modes, [6, 4]);
  checkNumber(fn, 'radius', radius, { above: 0 });
  const result = modeCoverageFor(fn, points, centres, radius);
  const [n, k] = [points.length, centres.length];
  const lost = result.counts.flatMap((found, j) => (found === 0 ? [j + 1] : []));
  return createDerivation<ModeCoverage>({
    topic: 'gan',
    title: 'Which modes a generator reaches',
    given: [
      { id: 'samples', symbol: 'X', title: 'Samples that it made, one a row', value: points },
      { id: 'modes', symbol: 'C', title: 'The centres of the modes, one a row', value: centres },
      {
        id: 'radius',
        symbol: 'r',
        title: 'How far from its mode a sample may lie',
        value: radius,
      },
    ],
    steps: [
      {
        id: 'distances',
        symbol: 'D',
        title: 'The distance of each sample (row) from each mode (column)',
        formula: 'D_{ij} = \\| X_i - C_j \\|',
        check: { list: points.map((_, i) => refer(`distances-${i}`)) },
        steps: points.map(
          (_, i): StepDraft => ({
            id: `distances-${i}`,
            symbol: `D_{${i + 1}}`,
            title: `Of sample ${i + 1}`,
            check: {
              list: centres.map((_, j) =>
                norm(
                  subtract(
                    refer('samples', [i], `X_{${i + 1}}`),
                    refer('modes', [j], `C_{${j + 1}}`),
                  ),
                ),
              ),
            },
          }),
        ),
      },
      {
        id: 'nearest',
        symbol: 'm',
        title: 'The nearest mode of each sample, counted from 0',
        formula: 'm_i = \\operatorname*{arg\\,min}_j D_{ij}',
        check: argmin(refer('distances'), 1),
      },
      {
        id: 'inside',
        symbol: 'b',
        title: 'Whether it is near enough',
        formula: 'b_i = \\left(\\min_j D_{ij} \\le r\\right)',
        check: lessEqual(min(refer('distances'), 1), refer('radius')),
      },
      {
        id: 'counts',
        symbol: 'n',
        title: 'How many samples each mode has',
        formula: 'n_j = \\left|\\{i : m_i = j, \\; b_i\\}\\right|',
        check: {
          list: centres.map((_, j) => count(and(equal(refer('nearest'), j), refer('inside')))),
        },
        value: result.counts,
      },
      {
        id: 'covered',
        symbol: 'c',
        title: `How many of the ${k} modes have one at least`,
        formula: 'c = \\left|\\{j : n_j > 0\\}\\right|',
        check: count(greater(refer('counts'), 0)),
        value: result.covered,
      },
      shareStep(n, result),
    ],
    result,
    answer: {
      record: { covered: refer('covered'), counts: refer('counts'), share: refer('share') },
    },
    conclusion:
      lost.length === 0
        ? `All ${k} modes are covered, by the share ${inWords(result.share)} of the samples.`
        : `${result.covered} of ${k} modes ${result.covered === 1 ? 'is' : 'are'} covered; the generator has lost ${lost.length === 1 ? `mode ${lost[0]}` : `modes ${lost.join(', ')}`}.`,
    sources: [
      'A. Srivastava and others, "VEEGAN: Reducing mode collapse in GANs using implicit variational learning", NeurIPS 2017, section 4.1.',
    ],
  });
}

function shareStep(n: number, { share }: ModeCoverage): StepDraft {
  return {
    id: 'share',
    symbol: 's',
    title: `The share of the ${n} samples that belong to a mode`,
    check: divide(sum(refer('counts')), n),
    value: share,
  };
}
