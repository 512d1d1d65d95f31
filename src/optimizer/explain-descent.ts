// A line fitted to a few samples by gradient descent: online, in minibatches, or with all samples at once.
import { checkNumber, checkOptions } from '../core/check.js';
import { wrap } from '../core/create.js';
import { DomainError, ShapeError } from '../core/errors.js';
import { readFew } from '../core/few.js';
import { checkRng } from '../core/random.js';
import type { ArrayInput, FloatNdArray, Rng } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import {
  divide,
  mean,
  multiply,
  power,
  subtract,
  add as sumOf,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { inWords, shareOf, totalOf } from '../derivation/phrases.js';
import type { Derivation } from '../derivation/types.js';
import { add, mul, square, sub } from '../gradient/arithmetic.js';
import { differentiate } from '../gradient/grad.js';
import { mean as average } from '../gradient/reduce.js';
import type { Traced } from '../gradient/traced.js';
import { gatherRows, minibatches } from './minibatches.js';
import { minimizeFor } from './minimize.js';
import { sgd } from './sgd.js';

/** What `explainGradientDescent` may be told. */
export interface ExplainDescentOptions {
  /** The learning rate η, above 0; 0.1 where left out. */
  learningRate?: number | undefined;
  /** Samples in a batch: 1 is online descent; all samples where left out. */
  batchSize?: number | undefined;
  /** How often all samples are seen; 1 where left out. */
  epochs?: number | undefined;
  /** Slope w and intercept b at the start; 0 and 0 where left out. */
  start?: readonly [w: number, b: number] | undefined;
  /** Shuffles the samples before each epoch; they keep their order where left out. */
  rng?: Rng | undefined;
}

/** What `explainGradientDescent` arrives at. */
export interface ExplainedDescent {
  /** Slope and intercept at the start and after each update, [updates + 1, 2]. */
  readonly parameters: FloatNdArray;
  /** The mean squared error of each batch, before its update. */
  readonly losses: readonly number[];
}

const FN = 'explainGradientDescent';

/** More samples, or updates, no one works out by hand. */
const MOST = 12;

/**
 * Fits a line to a few samples by gradient descent and shows the work, update by update: the errors of the batch, its mean
 * squared error, the gradient, and the step against it.
 *
 * $$e_i = w x_i + b - y_i, \quad L = \frac1B \sum_i e_i^2, \quad
 * w \leftarrow w - \eta \frac2B \sum_i e_i x_i, \quad b \leftarrow b - \eta \frac2B \sum_i e_i$$
 *
 * With batches of one sample that is online (stochastic) descent, with all samples batch descent, between them minibatch
 * descent.
 *
 * @param x - where the samples lie, [N], at most 12
 * @param y - what was measured there, [N]
 * @param options - `learningRate` (0.1), `batchSize` (N), `epochs` (1), `start` ([0, 0]), `rng` (keeps the order); at most
 * 12 updates
 * @returns the derivation; its `result` holds slope and intercept at the start and after each update, as `minimize` finds
 * them with `sgd` and the batches of `minibatches`, and the loss of each batch before its update
 * @throws KindError where something is of another kind or unknown; ShapeError for lists of other lengths, and for more than
 * 12 samples or updates; DomainError where a number is not finite or out of range
 * @see L. Bottou, F. E. Curtis, J. Nocedal, "Optimization methods for large-scale machine learning", SIAM Review 2018, section 3
 *
 * @example
 * Two samples of y = 2x, one after the other.
 * ```ts
 * import { explainGradientDescent, toNested, verifyDerivation } from 'fovea';
 * const d = explainGradientDescent([1, 2], [2, 4], { batchSize: 1 });
 * toNested(d.result.parameters) // => [[0, 0], [0.4, 0.4], [1.52, 0.96]]
 * d.result.losses // => [4, 7.84]
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainGradientDescent(
  x: ArrayInput,
  y: ArrayInput,
  options?: ExplainDescentOptions,
): Derivation<ExplainedDescent> {
  const names = ['learningRate', 'batchSize', 'epochs', 'start', 'rng'] as const;
  const given = checkOptions(FN, options, names);
  const places = readFew(FN, 'x', x, MOST);
  const n = places.length;
  const values = readFew(FN, 'y', y, MOST, n);
  const { learningRate = 0.1, batchSize = n, epochs = 1, rng } = given;
  checkNumber(FN, 'learningRate', learningRate, { above: 0 });
  checkNumber(FN, 'batchSize', batchSize, { integer: true, min: 1, max: n });
  checkNumber(FN, 'epochs', epochs, { integer: true, min: 1, max: MOST });
  const start = readFew(FN, 'start', given.start ?? [0, 0], 2, 2);
  if (rng !== undefined) checkRng(FN, 'rng', rng);
  const batches = batchesOf(n, batchSize, epochs, rng);
  const samples = (list: readonly number[]) =>
    [gatherRows(places, list), gatherRows(values, list)] as const;
  const history: number[][] = [];
  const lossOf = (step: number) => (line: { w: Traced; b: Traced }) => {
    // After the last update the loss is that of all samples.
    const [at, wanted] = samples(batches[step] ?? places.map((_, i) => i));
    return average(square(sub(add(mul(line.w, at), line.b), wanted)));
  };
  const { history: losses } = minimizeFor(
    'explainGradientDescent',
    {
      valueAndGradient(line: { w: number; b: number }, step) {
        const found = differentiate(FN, lossOf(step), line);
        checkLoss(found.value, step);
        return found;
      },
    },
    { w: start[0]!, b: start[1]! },
    sgd({ learningRate }),
    {
      steps: batches.length,
      onStep: ({ parameters: { w, b } }) => {
        history.push([w, b]);
      },
    },
  );
  const parameters = wrap(Float64Array.from(history.flat()), [history.length, 2]);
  const result = { parameters, losses: losses.slice(0, -1) };
  const before = totalLoss(places, values, start[0]!, start[1]!);
  return createDerivation<ExplainedDescent>({
    topic: 'optimizer',
    title: `${kindOf(batchSize, n)} gradient descent for a line`,
    given: [
      { id: 'x', symbol: 'x', title: 'Places of the samples', value: places },
      { id: 'y', symbol: 'y', title: 'What was measured there', value: values },
      { id: 'w-0', symbol: 'w_0', title: 'Slope at the start', value: start[0]! },
      { id: 'b-0', symbol: 'b_0', title: 'Intercept at the start', value: start[1]! },
      { id: 'rate', symbol: '\\eta', title: 'Learning rate', value: learningRate },
    ],
    steps: [
      ...batches.map((batch, t) => updateStep(batch, t, history[t + 1]!, losses[t]!)),
      pathStep(history),
    ],
    result,
    answer: {
      record: {
        parameters: refer('path'),
        losses: { list: batches.map((_, t) => refer(`loss-${t}`)) },
      },
    },
    conclusion: conclusionOf(batches.length, epochs, batchSize === n, before, losses.at(-1)!),
    sources: [
      'L. Bottou, F. E. Curtis, J. Nocedal, "Optimization methods for large-scale machine learning", SIAM Review 60 (2018), section 3.',
    ],
  });
}

/** Losses that grow beyond all numbers cannot be shown. */
function checkLoss(loss: number, step: number): void {
  if (Number.isFinite(loss)) return;
  throw new DomainError({
    function: FN,
    argument: 'learningRate',
    expected: 'a rate at which all losses are finite',
    got: `a loss of ${loss} after ${step} updates`,
  });
}

/** Which samples each update sees. */
function batchesOf(n: number, size: number, epochs: number, rng: Rng | undefined): number[][] {
  const updates = Math.ceil(n / size) * epochs;
  if (updates > MOST) {
    throw new ShapeError({
      function: FN,
      argument: 'epochs',
      expected: `at most ${MOST} updates`,
      got: `${updates}`,
    });
  }
  const ordered = (): number[][] =>
    Array.from({ length: Math.ceil(n / size) }, (_, k) =>
      Array.from({ length: Math.min(size, n - k * size) }, (__, i) => k * size + i),
    );
  return Array.from({ length: epochs }, () =>
    rng === undefined ? ordered() : minibatches(n, size, rng),
  ).flat();
}

function kindOf(size: number, n: number): string {
  if (size === n) return 'Batch';
  return size === 1 ? 'Online (stochastic)' : 'Minibatch';
}

function totalLoss(x: readonly number[], y: readonly number[], w: number, b: number): number {
  return x.reduce((sum, at, i) => sum + (w * at + b - y[i]!) ** 2, 0) / x.length;
}

/** One update, from the errors of its samples to the new parameters. */
function updateStep(
  batch: readonly number[],
  t: number,
  [w, b]: readonly number[],
  loss: number,
): StepDraft {
  const slope = refer(`w-${t}`, [], `w_{${t}}`);
  const intercept = refer(`b-${t}`, [], `b_{${t}}`);
  const errors = batch.map((i) => refer(`error-${t}-${i}`, [], `e_{${i + 1}}`));
  const share = divide(2, batch.length);
  const gradient = (of: 'w' | 'b', terms: readonly StepExpression[]): StepDraft => ({
    id: `gradient-${of}-${t}`,
    symbol: `g_${of}`,
    title: of === 'w' ? 'Slope of the loss in w' : 'Slope of the loss in b',
    formula: `g_${of} = ${shareOf(batch.length, 2)}\\sum_i e_i${of === 'w' ? '\\,x_i' : ''}`,
    check: multiply(share, totalOf(terms)),
  });
  const move = (of: 'w' | 'b', from: StepExpression, value: number): StepDraft => ({
    id: `${of}-${t + 1}`,
    symbol: `${of}_{${t + 1}}`,
    title: `Step of ${of} against it`,
    check: subtract(from, multiply(refer('rate'), refer(`gradient-${of}-${t}`, [], `g_${of}`))),
    value,
  });
  const list = batch.map((i) => i + 1);
  return {
    id: `update-${t + 1}`,
    kind: 'statement',
    title: `Update ${t + 1}: ${list.length === 1 ? 'sample' : 'samples'} ${list.join(', ')}`,
    steps: [
      ...batch.map(
        (i): StepDraft => ({
          id: `error-${t}-${i}`,
          symbol: `e_{${i + 1}}`,
          title: `How far the line is above sample ${i + 1}`,
          check: subtract(
            sumOf(multiply(slope, refer('x', [i], `x_{${i + 1}}`)), intercept),
            refer('y', [i], `y_{${i + 1}}`),
          ),
        }),
      ),
      {
        id: `loss-${t}`,
        symbol: `L_{${t + 1}}`,
        title: batch.length === 1 ? 'Its squared error' : 'The mean of the squared errors',
        formula: `L_{${t + 1}} = ${shareOf(batch.length)}\\sum_i e_i^2`,
        check: mean(power({ list: errors }, 2)),
        value: loss,
      },
      gradient(
        'w',
        batch.map((i, k) => multiply(errors[k]!, refer('x', [i], `x_{${i + 1}}`))),
      ),
      gradient('b', errors),
      move('w', slope, w!),
      move('b', intercept, b!),
    ],
  };
}

/** Where the parameters were. */
function pathStep(history: readonly (readonly number[])[]): StepDraft {
  const at = (t: number): StepExpression[] => [refer(`w-${t}`), refer(`b-${t}`)];
  return {
    id: 'path',
    symbol: '\\theta',
    title: 'The way of slope and intercept',
    formula: '\\theta_t = (w_t,\\; b_t)',
    // The same as the formula: the numbers stand in the table.
    substitution: '\\theta_t = (w_t,\\; b_t)',
    check: { list: history.map((_, t) => ({ list: at(t) })) },
    value: wrap(Float64Array.from(history.flat()), [history.length, 2]),
    table: {
      corner: 'after update',
      columns: ['w', 'b'],
      rows: history.map((_, t) => ({ label: String(t), cells: at(t) })),
    },
  };
}

function conclusionOf(
  updates: number,
  epochs: number,
  whole: boolean,
  before: number,
  after: number,
): string {
  const many = updates === 1 ? 'One update takes' : `${updates} updates take`;
  const seen = epochs === 1 ? 'one epoch' : `${epochs} epochs`;
  const way = `${many} the mean squared error of all samples from ${inWords(before)} to ${inWords(after)} in ${seen}`;
  if (after <= before) return `${way}.`;
  return whole
    ? `${way}: it grows, so the learning rate is too large.`
    : `${way}. It grew: what helps one batch may harm the others, the more so with a large learning rate.`;
}
