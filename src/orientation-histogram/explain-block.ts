// The normalisation of one block of HOG shown step by step.
import { checkOneOf, checkOptions } from '../core/check.js';
import { checkFinite, readArray, wrap } from '../core/create.js';
import { DomainError, ShapeError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import { add, divide, sqrt, sum } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import type { Derivation } from '../derivation/types.js';
import { normalizeBlocks } from '../kernels/scalar/normalize-blocks.js';
import { CLIP, EPSILON, type HogNorm } from './hog-options.js';
import { clipStep, lengthSteps, quotient } from './length-steps.js';

/** What `explainBlockNormalization` may be told. */
export interface ExplainBlockOptions {
  /** "l2-hys" (the default), "l2", "l1" or "l1-sqrt". */
  norm?: Exclude<HogNorm, 'none'> | undefined;
}

/** Four cells of nine bins. */
const MOST_VOTES = 36;

const FN = 'explainBlockNormalization';

/** The norms that can be shown. */
export const NORMS = ['l2-hys', 'l2', 'l1', 'l1-sqrt'] as const;

/**
 * The normalisation of one block of HOG, worked out: its length, the shares, and for L2-Hys the clipping at 0.2 and the
 * second length.
 *
 * The constant ε = 10⁻⁵, which keeps flat blocks at zero, stands under the root with L2 and beside the sum with L1, as `hog` has it.
 *
 * @param votes - the histograms of the block's cells one after the other [n], at most 36 numbers, none negative
 * @param options - `norm` ("l2-hys")
 * @returns the derivation; its `result` is the block as `hog` normalises it, in float64
 * @throws KindError where an argument is of the wrong kind or an option is unknown, ShapeError where the votes are no vector, none
 * or too many, DomainError for values that are negative, not finite or beyond 10^100, and an unknown norm
 * @see N. Dalal, B. Triggs, "Histograms of oriented gradients for human detection", CVPR 2005, section 6.4
 *
 * @example
 * A block of four votes by its Euclidean length, 5.
 * ```ts
 * import { explainBlockNormalization, renderText, toNested, verifyDerivation } from 'fovea';
 * const d = explainBlockNormalization([3, 4, 0, 0], { norm: 'l2' });
 * toNested(d.result) // => [0.600000, 0.800000, 0, 0]
 * verifyDerivation(d).ok // => true
 * renderText(d).includes('3² + 4² + 0² + 0²') // => true
 * ```
 */
export function explainBlockNormalization(
  votes: ArrayInput,
  options?: ExplainBlockOptions,
): Derivation<FloatNdArray> {
  const { norm = 'l2-hys' } = checkOptions(FN, options, ['norm']);
  checkOneOf(FN, 'norm', norm, NORMS);
  const { data, shape } = checkFinite(FN, 'votes', readArray(FN, 'votes', votes, 'float64'));
  const n = data.length;
  if (shape.length !== 1 || n === 0 || n > MOST_VOTES) {
    throw new ShapeError({
      function: FN,
      argument: 'votes',
      expected: `1 to ${MOST_VOTES} numbers; more no one works out by hand`,
      got: `(${shape.join(', ')})`,
    });
  }
  const wrong = data.find((vote) => !(vote >= 0 && vote <= LARGEST));
  if (wrong !== undefined) {
    throw new DomainError({
      function: FN,
      argument: 'votes',
      expected: `numbers from 0 to ${LARGEST}`,
      got: String(wrong),
    });
  }
  const normalized = (rule: HogNorm): FloatNdArray => {
    const block = Float64Array.from(data);
    normalizeBlocks(block, n, { rule, epsilon: EPSILON, clip: CLIP });
    return wrap(block, [n]);
  };
  const result = normalized(norm);
  return createDerivation<FloatNdArray>({
    topic: 'orientation-histogram',
    title: `The normalisation of a block by ${NAMES[norm]}`,
    given: [
      {
        id: 'votes',
        symbol: 'v',
        title: 'Votes of the block, cell by cell',
        value: wrap(Float64Array.from(data), [n]),
      },
      {
        id: 'epsilon',
        symbol: '\\varepsilon',
        title: 'What keeps a flat block at zero',
        value: EPSILON,
      },
      ...(norm === 'l2-hys'
        ? [{ id: 'clip', symbol: 'c', title: 'Largest share', value: CLIP }]
        : []),
    ],
    steps: normSteps(norm, normalized(norm === 'l1-sqrt' ? 'l1' : 'l2'), result),
    result,
    answer: refer('normalized'),
    sources: [
      'N. Dalal, B. Triggs, "Histograms of oriented gradients for human detection", CVPR 2005, section 6.4.',
    ],
  });
}

/** What can be squared without a thought. */
const LARGEST = 1e100;

const NAMES = { 'l2-hys': 'L2-Hys', l2: 'L2', l1: 'L1', 'l1-sqrt': 'the root of L1' } as const;

/**
 * The steps from the votes of a block, `votes`, to `normalized`; `epsilon` and, for L2-Hys, `clip` are given.
 *
 * @param norm - which one
 * @param shares - what the first division gives
 * @param result - the block in the end
 * @returns the steps
 */
export function normSteps(
  norm: ExplainBlockOptions['norm'],
  shares: FloatNdArray,
  result: FloatNdArray,
): StepDraft[] {
  if (norm === 'l1' || norm === 'l1-sqrt') {
    const rooted = norm === 'l1-sqrt';
    return [
      {
        id: 'length',
        symbol: 'n',
        title: 'The sum of the votes, and ε beside it',
        check: add(sum(refer('votes')), refer('epsilon')),
      },
      {
        id: rooted ? 'shares' : 'normalized',
        symbol: 'u',
        title: 'Divide by it: the share of each vote',
        ...quotient('u', 'v', 'n', shares),
        check: divide(refer('votes'), refer('length')),
        value: rooted ? shares : result,
      },
      ...(rooted
        ? [
            {
              id: 'normalized',
              symbol: 'w',
              title: 'Take the root of each share: the squares add up to 1',
              check: sqrt(refer('shares')),
              value: result,
            },
          ]
        : []),
    ];
  }
  if (norm === 'l2') return lengthSteps('votes', 'v', 'normalized', 'u', result, { epsilon: true });
  return [
    ...lengthSteps('votes', 'v', 'shares', 'u', shares, { epsilon: true }),
    clipStep('shares', 'So a single strong edge does not outweigh all others.'),
    ...lengthSteps('clipped', 'r', 'normalized', 'w', result, { epsilon: true, again: true }),
  ];
}
