// How a descriptor is brought to its length, shown step by step.
import { checkFinite, readArray, wrap } from '../core/create.js';
import { DomainError, ShapeError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation } from '../derivation/create-derivation.js';
import { refer } from '../derivation/operations.js';
import type { Derivation } from '../derivation/types.js';
import {
  CLIP,
  DESCRIPTOR_LENGTH,
  finishDescriptor,
  unitLength,
} from '../kernels/scalar/sift-descriptor.js';
import { clipStep, lengthSteps } from '../orientation-histogram/length-steps.js';

/** Sizes whose squares a float holds. */
const SMALLEST = 1e-100;
const LARGEST = 1e100;

const FN = 'explainDescriptorNormalization';

/**
 * The normalisation of a SIFT descriptor, worked out: to length 1, clipped at 0.2, to length 1 again.
 *
 * The length takes out contrast; the clip keeps a few strong gradients, as of glare, from deciding all. After the second
 * division numbers may be above 0.2 again. A descriptor has 128 numbers; the same is shown for fewer, as on sheets. Of more
 * than a dozen the middle is left out in print.
 *
 * @param votes - the histograms one after the other [n], at most 128 numbers, none negative, one at least above 0
 * @returns the derivation; its `result` is the descriptor as `describeKeypoints` finishes it, in float64
 * @throws KindError where the votes are no array, ShapeError where they are no vector, none or too many, DomainError for values that
 * are negative or not finite, all 0, or so small or large that their squares are lost
 * @see D. G. Lowe, "Distinctive image features from scale-invariant keypoints", IJCV 2004, section 6.1
 *
 * @example
 * Six votes, of which one outweighs the others.
 * ```ts
 * import { explainDescriptorNormalization, renderText, toNested, verifyDerivation } from 'fovea';
 * const d = explainDescriptorNormalization([10, 1, 0, 1, 1, 1]);
 * toNested(d.result) // => [0.714006, 0.350070, 0, 0.350070, 0.350070, 0.350070]
 * verifyDerivation(d).ok // => true
 * renderText(d).includes('10² + 1² + 0² + 1² + 1² + 1² = 104') // => true
 * ```
 */
export function explainDescriptorNormalization(votes: ArrayInput): Derivation<FloatNdArray> {
  const { data, shape } = checkFinite(FN, 'votes', readArray(FN, 'votes', votes, 'float64'));
  const n = data.length;
  if (shape.length !== 1 || n === 0 || n > DESCRIPTOR_LENGTH) {
    throw new ShapeError({
      function: FN,
      argument: 'votes',
      expected: `1 to ${DESCRIPTOR_LENGTH} numbers`,
      got: `(${shape.join(', ')})`,
    });
  }
  checkVotes(data as Float64Array);
  const finished = (finish: (votes: Float64Array) => void): FloatNdArray => {
    const copy = Float64Array.from(data);
    finish(copy);
    return wrap(copy, [n]);
  };
  const unit = finished(unitLength);
  const result = finished((copy) => finishDescriptor(copy, 'unit'));
  return createDerivation<FloatNdArray>({
    topic: 'scale-space',
    title: 'The normalisation of a descriptor',
    given: [
      {
        id: 'votes',
        symbol: 'v',
        title: 'Votes of the gradients',
        value: wrap(Float64Array.from(data), [n]),
      },
      { id: 'clip', symbol: 'c', title: 'Largest number after the first division', value: CLIP },
    ],
    steps: [
      ...lengthSteps('votes', 'v', 'unit', 'u', unit),
      clipStep('unit', 'So a few strong gradients do not outweigh all others.'),
      ...lengthSteps('clipped', 'r', 'descriptor', 'd', result, { again: true }),
    ],
    result,
    answer: refer('descriptor'),
    sources: [
      'D. G. Lowe, "Distinctive image features from scale-invariant keypoints", International Journal of Computer Vision 60 (2004), 91–110, section 6.1.',
    ],
  });
}

function checkVotes(votes: Float64Array): void {
  const refuse = (expected: string, got: string): DomainError =>
    new DomainError({ function: FN, argument: 'votes', expected, got });
  const negative = votes.find((vote) => vote < 0);
  if (negative !== undefined) throw refuse('no negative numbers', String(negative));
  const largest = votes.reduce((most, vote) => Math.max(most, vote), 0);
  if (largest === 0) throw refuse('one number at least above 0', 'none');
  if (largest < SMALLEST || largest > LARGEST) {
    throw refuse(`a largest number from ${SMALLEST} to ${LARGEST}`, String(largest));
  }
}
