// How many steps an epoch takes.
import { checkBoolean, checkNumber, checkOptions } from '../core/check.js';
import { createDerivation } from '../derivation/create-derivation.js';
import { divide, floor, modulo, multiply, negate } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import type { Derivation } from '../derivation/types.js';
import type { MinibatchOptions } from './minibatches.js';

/** What `explainEpochIterations` may be told. */
export interface ExplainEpochOptions extends MinibatchOptions {
  /** The number of epochs; 1 where left out. */
  epochs?: number | undefined;
}

/** What `explainEpochIterations` arrives at. */
export interface ExplainedEpoch {
  /** Steps in an epoch: the length of the list that `minibatches` returns. */
  readonly iterations: number;
  /** Samples of its last batch. */
  readonly lastBatch: number;
  /** Steps in all epochs. */
  readonly total: number;
}

const FN = 'explainEpochIterations';

/**
 * Counts the steps of an epoch and of all epochs, and shows the work: samples divided by the batch size, rounded up, or down
 * where a smaller last batch is left out.
 *
 * @param count - number of samples N, at least 1
 * @param size - samples in a batch B, at least 1
 * @param options - `dropLast` (false): leave out a last batch that is smaller; `epochs` (1)
 * @returns the derivation; its `result` holds the `iterations` of an epoch, as many as `minibatches` makes batches, the size of
 * the last batch, and the `total`
 * @throws KindError where something is of another kind or unknown, DomainError where a number is out of range or no batch is
 * left
 *
 * @example
 * A thousand samples in batches of 32, for ten epochs.
 * ```ts
 * import { explainEpochIterations, verifyDerivation } from 'fovea';
 * const d = explainEpochIterations(1000, 32, { epochs: 10 });
 * d.result // => { iterations: 32, lastBatch: 8, total: 320 }
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainEpochIterations(
  count: number,
  size: number,
  options?: ExplainEpochOptions,
): Derivation<ExplainedEpoch> {
  const { dropLast = false, epochs = 1 } = checkOptions(FN, options, ['dropLast', 'epochs']);
  checkBoolean(FN, 'dropLast', dropLast);
  checkNumber(FN, 'count', count, { integer: true, min: 1, max: 1e12 });
  checkNumber(FN, 'size', size, { integer: true, min: 1, max: dropLast ? count : 1e12 });
  checkNumber(FN, 'epochs', epochs, { integer: true, min: 1, max: 1e6 });
  const rest = count % size;
  const iterations = dropLast ? Math.floor(count / size) : Math.ceil(count / size);
  const cut = rest > 0 && !dropLast;
  const result = { iterations, lastBatch: cut ? rest : size, total: iterations * epochs };
  const [samples, batch] = [refer('count'), refer('size')];
  const kind = size >= count ? 'batch' : size === 1 ? 'online (stochastic)' : 'mini-batch';
  return createDerivation<ExplainedEpoch>({
    topic: 'optimizer',
    title: 'Steps of an epoch',
    given: [
      { id: 'count', symbol: 'N', title: 'Samples', value: count },
      { id: 'size', symbol: 'B', title: 'Samples in a batch', value: size },
      { id: 'epochs', symbol: 'E', title: 'Epochs', value: epochs },
    ],
    steps: [
      {
        id: 'rest',
        symbol: 'r',
        title: 'Samples that are left over when all batches are full',
        check: modulo(samples, batch),
      },
      dropLast
        ? {
            id: 'iterations',
            symbol: 'I',
            title: 'Full batches alone count: divide and round down',
            check: floor(divide(samples, batch)),
            value: iterations,
          }
        : {
            id: 'iterations',
            symbol: 'I',
            title: 'Each sample is seen once: divide and round up',
            formula: 'I = \\left\\lceil \\frac{N}{B} \\right\\rceil',
            substitution: `\\left\\lceil \\frac{${count}}{${size}} \\right\\rceil`,
            check: negate(floor(negate(divide(samples, batch)))),
            value: iterations,
            note: 'A last batch that is smaller is a step too.',
          },
      {
        id: 'last',
        symbol: 'b',
        title: cut
          ? 'The last batch holds what is left over'
          : 'The last batch is as large as the others',
        check: cut ? (size > count ? samples : refer('rest')) : batch,
        value: result.lastBatch,
      },
      {
        id: 'total',
        symbol: 'T',
        title: 'Steps in all epochs',
        check: multiply(refer('iterations'), refer('epochs')),
        value: result.total,
      },
    ],
    result,
    answer: {
      record: {
        iterations: refer('iterations'),
        lastBatch: refer('last'),
        total: refer('total'),
      },
    },
    conclusion: `An epoch takes ${iterations === 1 ? 'one step' : `${iterations} steps`}: ${kind} gradient descent.`,
  });
}
