// The losses of masked and audio-visual pre-training, shown step by step.
import { checkOptions } from '../core/check.js';
import { readArray } from '../core/create.js';
import { ShapeError } from '../core/errors.js';
import { toNested } from '../core/to-nested.js';
import type { ArrayInput } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import { refer, stepOperations } from '../derivation/operations.js';
import type { Derivation } from '../derivation/types.js';
import { combinedLossFor, type LossWeights, type PretrainingLosses } from './matching.js';
import { maskedReconstructionLossFor } from './reconstruction-loss.js';

/** More patches, or values in a patch, no one reads. */
const MOST = 12;

/**
 * Computes the loss of a masked autoencoder on hidden patches alone, and shows the work: the squared errors of each hidden
 * patch, their mean, and the mean over hidden patches.
 *
 * @param prediction - [n, v], at most 12 patches of 12 values
 * @param target - the true patches, of the same shape
 * @param mask - 1 where a patch is hidden, 0 where it was seen, [n]
 * @returns the derivation; its `result` is what `maskedReconstructionLoss` returns
 * @throws as `maskedReconstructionLoss`; ShapeError for more than 12 patches or values
 * @see K. He and others, "Masked autoencoders are scalable vision learners", 2022, section 3
 *
 * @example
 * Three patches, two of them hidden; the visible one does not count.
 * ```ts
 * import { explainMaskedReconstructionLoss, verifyDerivation } from 'fovea';
 * const prediction = [[1, 2], [9, 9], [0, 0]];
 * const d = explainMaskedReconstructionLoss(prediction, [[1, 4], [0, 0], [3, 0]], [1, 0, 1]);
 * d.result // => 3.25
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainMaskedReconstructionLoss(
  prediction: ArrayInput,
  target: ArrayInput,
  mask: ArrayInput,
): Derivation<number> {
  const fn = 'explainMaskedReconstructionLoss';
  const { shape } = readArray(fn, 'prediction', prediction);
  readArray(fn, 'target', target);
  const hidden = readArray(fn, 'mask', mask, 'float64');
  if (shape.length !== 2 || shape.some((length) => length > MOST)) {
    const [expected, got] = [`shape (n, v), at most ${MOST} each`, `(${shape.join(', ')})`];
    throw new ShapeError({ function: fn, argument: 'prediction', expected, got });
  }
  if (hidden.shape.length !== 1) {
    const [expected, got] = [`shape (n=${shape[0]})`, `(${hidden.shape.join(', ')})`];
    throw new ShapeError({ function: fn, argument: 'mask', expected, got });
  }
  const result = maskedReconstructionLossFor(
    fn,
    toNested(prediction) as ArrayInput,
    toNested(target) as ArrayInput,
    mask,
  ) as number;
  const places = Array.from(hidden.data.keys()).filter((i) => hidden.data[i] === 1);
  const { add, divide, power, subtract } = stepOperations;
  const [, values] = shape as [number, number];
  const sum = (terms: readonly StepExpression[]): StepExpression =>
    terms.length === 1 ? terms[0]! : add(...(terms as [StepExpression, StepExpression]));
  const patchSteps = places.map(
    (i): StepDraft => ({
      id: `patch-${i}`,
      symbol: `l_{${i + 1}}`,
      title: `Mean squared error of hidden patch ${i + 1}`,
      check: divide(
        sum(
          Array.from({ length: values }, (_, j) => {
            const at = `{${i + 1}${j + 1}}`;
            const [made, real] = [
              refer('prediction', [i, j], `\\hat p_${at}`),
              refer('target', [i, j], `p_${at}`),
            ];
            return power(subtract(made, real), 2);
          }),
        ),
        values,
      ),
    }),
  );
  const seen = shape[0]! - places.length;
  return createDerivation<number>({
    topic: 'pretraining',
    title: 'Reconstruction loss of a masked autoencoder',
    given: [
      {
        id: 'prediction',
        symbol: '\\hat p',
        title: 'What was made of each patch, one a row',
        value: toNested(prediction),
      },
      { id: 'target', symbol: 'p', title: 'The true patches', value: toNested(target) },
      {
        id: 'mask',
        symbol: 'm',
        title: 'Mask: 1 where a patch was hidden',
        value: Array.from(hidden.data),
      },
    ],
    steps: [
      {
        id: 'formula',
        kind: 'statement',
        title: 'Only hidden patches count',
        formula: `L = \\frac{1}{\\sum_i m_i} \\sum_i m_i \\, l_i, \\quad l_i = \\frac1{${values}} \\sum_j (\\hat p_{ij} - p_{ij})^2`,
        note:
          seen === 0
            ? 'Here all patches are hidden.'
            : `${seen === 1 ? 'The patch that was' : `The ${seen} patches that were`} seen ${seen === 1 ? 'costs' : 'cost'} nothing, whatever is predicted there: to copy it is no achievement.`,
      },
      ...patchSteps,
      {
        id: 'loss',
        symbol: 'L',
        title: `Mean over the ${places.length === 1 ? 'one hidden patch' : `${places.length} hidden patches`}`,
        check: divide(sum(places.map((i) => refer(`patch-${i}`))), places.length),
        value: result,
      },
    ],
    result,
    answer: refer('loss'),
    sources: [
      'K. He and others, "Masked autoencoders are scalable vision learners", CVPR 2022, section 3.',
    ],
  });
}

/**
 * Weighs the two losses of TVLT and adds them up, and shows the work.
 *
 * @param losses - `matching` and `reconstruction`
 * @param weights - `matching`: 1 where left out; `reconstruction`: 0.3 where left out
 * @returns the derivation; its `result` is what `combinedLoss` returns
 * @throws as `combinedLoss`
 * @see Z. Tang and others, "TVLT: Textless vision-language transformer", 2022, section 3.3
 *
 * @example
 * From the course.
 * ```ts
 * import { explainCombinedLoss, renderText } from 'fovea';
 * const d = explainCombinedLoss({ matching: 0.5, reconstruction: 0.8 });
 * d.result // => 0.74
 * renderText(d).includes('1 · 0.5 + 0.3 · 0.8 = 0.74') // => true
 * ```
 */
export function explainCombinedLoss(
  losses: PretrainingLosses<number, number>,
  weights?: LossWeights,
): Derivation<number> {
  const names = ['matching', 'reconstruction'] as const;
  const result = combinedLossFor('explainCombinedLoss', losses, weights);
  const given = checkOptions('explainCombinedLoss', weights, names, 'weights');
  const { add, multiply } = stepOperations;
  const symbols = { matching: 'VAM', reconstruction: 'MAE' };
  const titles = {
    matching: 'of matching video and audio',
    reconstruction: 'of reconstructing hidden patches',
  };
  const standard = { matching: 1, reconstruction: 0.3 };
  return createDerivation<number>({
    topic: 'pretraining',
    title: 'The whole loss of audio-visual pre-training',
    given: names.flatMap((name) => [
      {
        id: name,
        symbol: `L_{\\text{${symbols[name]}}}`,
        title: `Loss ${titles[name]}`,
        value: losses[name],
      },
      {
        id: `weight-${name}`,
        symbol: `\\lambda_{\\text{${symbols[name]}}}`,
        title: `Weight of the loss ${titles[name]}`,
        value: given[name] ?? standard[name],
      },
    ]),
    steps: [
      {
        id: 'total',
        symbol: 'L',
        title: 'Weigh both and add them up',
        check: add(
          multiply(refer('weight-matching'), refer('matching')),
          multiply(refer('weight-reconstruction'), refer('reconstruction')),
        ),
        value: result,
      },
    ],
    result,
    answer: refer('total'),
    sources: ['Z. Tang and others, "TVLT: Textless vision-language transformer", NeurIPS 2022.'],
  });
}
