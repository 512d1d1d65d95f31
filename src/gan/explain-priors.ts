// Draws of the prior of an adversarial autoencoder, worked out.
import { wrap } from '../core/create.js';
import { ShapeError } from '../core/errors.js';
import type { ArrayInput } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import { add, cos, divide, multiply, sin, subtract } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { inWords } from '../derivation/phrases.js';
import type { Derivation } from '../derivation/types.js';
import {
  direction,
  drawMixture,
  type MixturePriorOptions,
  type PriorDraws,
  type RequiredRng,
} from './priors.js';

const FN = 'explainMixturePrior';

/** More draws no one reads. */
const MOST = 6;

/**
 * Draws few codes of a mixture of Gaussians on a ring, and shows the work: the angle of each draw's petal, the place in the
 * petal from two normal numbers, and the turn to where the petal lies.
 *
 * $$z = R(2 \pi k / K) \begin{pmatrix} r + \sigma_1 u \\ \sigma_2 v \end{pmatrix}, \qquad u, v \sim \mathcal N(0, 1)$$
 *
 * @param what - how many draws, 1 to 6, or as many labels, as in `sampleMixturePrior`
 * @param options - as in `sampleMixturePrior`
 * @returns the derivation; its `result` is what `sampleMixturePrior` returns. The components that were drawn and the normal
 * numbers are among what is given
 * @throws as `sampleMixturePrior`; ShapeError for more than 6 draws
 * @see A. Makhzani and others, "Adversarial autoencoders", 2015, section 2.3 and figure 4
 *
 * @example
 * The second of four petals points along the second axis; here they have no width.
 * ```ts
 * import { explainMixturePrior, randomGenerator, toNested, verifyDerivation } from 'fovea';
 * const options = { components: 4, deviations: [0, 0] as const, rng: randomGenerator(1) };
 * const d = explainMixturePrior([1, 0], options);
 * toNested(d.result.samples) // => [[0, 2], [2, 0]]
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainMixturePrior(
  what: number | ArrayInput,
  options: MixturePriorOptions & RequiredRng,
): Derivation<PriorDraws> {
  const { samples, components, noise, count, radius, deviations } = drawMixture(FN, what, options);
  const n = components.length;
  if (n > MOST) {
    const [expected, got] = [`1 to ${MOST} draws`, `${n}`];
    throw new ShapeError({ function: FN, argument: 'what', expected, got });
  }
  const result = { samples: wrap(samples, [n, 2]), components: wrap(components, [n]) };
  const every = Array.from({ length: n }, (_, i) => i);
  return createDerivation<PriorDraws>({
    topic: 'gan',
    title: `${n === 1 ? 'A draw' : `${n} draws`} of a mixture of ${count} Gaussians on a ring`,
    given: [
      { id: 'count', symbol: 'K', title: 'Components', value: count },
      { id: 'radius', symbol: 'r', title: 'How far from 0 their centres lie', value: radius },
      {
        id: 'along',
        symbol: '\\sigma_{1}',
        title: 'Deviation along the radius',
        value: deviations[0],
      },
      { id: 'across', symbol: '\\sigma_{2}', title: 'Deviation across it', value: deviations[1] },
      {
        ...{ id: 'components', symbol: 'k', value: Array.from(components) },
        title: 'The component of each draw, counted from 0: its label, or drawn',
      },
      {
        ...{ id: 'noise', symbol: 'E', title: 'Normal numbers u and v, one pair a draw' },
        value: every.map((i) => [noise[2 * i]!, noise[2 * i + 1]!]),
      },
    ],
    steps: [
      ...every.map((i) =>
        drawStep(i, components[i]!, count, [samples[2 * i]!, samples[2 * i + 1]!]),
      ),
      {
        id: 'samples',
        symbol: 'Z',
        title: 'All of them: what the discriminator is shown as real codes',
        formula: `Z = (${every.map((i) => `z_{${i + 1}}`).join(',\\, ')})`,
        check: { list: every.map((i) => refer(`draw-${i}`)) },
        value: result.samples,
      },
    ],
    result,
    answer: { record: { samples: refer('samples'), components: refer('components') } },
    conclusion: every
      .map(
        (i) => `Draw ${i + 1} is (${inWords(samples[2 * i]!)}, ${inWords(samples[2 * i + 1]!)}).`,
      )
      .join(' '),
    sources: [
      'A. Makhzani and others, "Adversarial autoencoders", 2015, section 2.3 and figure 4.',
    ],
  });
}

/** One draw: the petal's angle, the place in it, and the turn. */
function drawStep(
  i: number,
  component: number,
  count: number,
  value: readonly number[],
): StepDraft {
  const at = `_{${i + 1}}`;
  const [theta, a, b] = [refer(`angle-${i}`), refer(`along-${i}`), refer(`across-${i}`)];
  const [c, s] = [refer(`cos-${i}`), refer(`sin-${i}`)];
  const quarters = (4 * component) / count;
  // At whole quarters they are 0 and ±1; computed from a rounded angle 0 would come out near 0.
  const exact = Number.isInteger(quarters);
  const [cosine, sine] = direction(quarters);
  return {
    id: `draw-${i}`,
    symbol: `z${at}`,
    title: `Draw ${i + 1}: turned to where its petal lies`,
    check: {
      list: [subtract(multiply(c, a), multiply(s, b)), add(multiply(s, a), multiply(c, b))],
    },
    value,
    steps: [
      {
        id: `angle-${i}`,
        symbol: `\\theta${at}`,
        title: 'The angle of its petal in radians: the k-th of K equal parts of a turn',
        formula: `\\theta${at} = \\frac{2 \\pi k${at}}{K}`,
        substitution: `\\frac{2 \\pi \\cdot ${component}}{${count}}`,
        check: divide(multiply(2 * Math.PI, refer('components', [i], `k${at}`)), refer('count')),
      },
      {
        id: `cos-${i}`,
        symbol: `c${at}`,
        title: 'Its cosine',
        formula: `c${at} = \\cos \\theta${at}`,
        check: exact ? cosine : cos(theta),
        value: cosine,
      },
      {
        id: `sin-${i}`,
        symbol: `s${at}`,
        title: 'Its sine',
        formula: `s${at} = \\sin \\theta${at}`,
        check: exact ? sine : sin(theta),
        value: sine,
      },
      {
        id: `along-${i}`,
        symbol: `a${at}`,
        title: 'How far out, before the turn',
        check: add(refer('radius'), multiply(refer('along'), refer('noise', [i, 0], `u${at}`))),
      },
      {
        id: `across-${i}`,
        symbol: `b${at}`,
        title: 'How far aside',
        check: multiply(refer('across'), refer('noise', [i, 1], `v${at}`)),
      },
    ],
  };
}
