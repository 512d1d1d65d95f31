// CLIP's loss, term by term: from embeddings of images and texts, or from their logits.
import { bindShapes, checkOptions } from '../core/check.js';
import { wrap } from '../core/create.js';
import { KindError, ShapeError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import { refer, stepOperations } from '../derivation/operations.js';
import { inWords } from '../derivation/phrases.js';
import type { Derivation, Given } from '../derivation/types.js';
import { transpose } from '../gradient/shape.js';
import { logSoftmax } from '../gradient/softmax.js';
import { directionStep, logitStep, sideStep } from './clip-loss-steps.js';
import { bothSides, type ClipLoss, infoNce, PAIRS } from './losses.js';
import { cosineSimilaritiesFor } from './normalize.js';
import { readFinite } from './read.js';
import { LOG_BOUND } from './scale.js';

/** Embeddings, for `explainClipLoss`. */
export interface ClipEmbeddings {
  /** Embeddings of images, [n, d]: 2 to 6 of at most 8 numbers. */
  readonly images: ArrayInput;
  /** Embeddings of the texts in the same order, [n, d]. */
  readonly texts: ArrayInput;
  /** The temperature τ above 0; 0.07 where neither it nor `logScale` is given. */
  readonly temperature?: number | undefined;
  /** The logarithm t of the scale in its place; ln 100 at most counts. */
  readonly logScale?: number | undefined;
}

/** Logits, for `explainClipLoss`. */
export interface ClipLogits {
  /** Similarities that are already divided by the temperature, [n, n]: images as rows, 2 to 6. */
  readonly logits: ArrayInput;
}

const FN = 'explainClipLoss';

/** More than these no one reads. */
const [MOST_PAIRS, MOST_WIDTH] = [6, 8];

/**
 * Derives CLIP's loss and computes it term by term, in nats: the cosines, the logits, what each image thinks of each text
 * and each text of each image, how surprising the right answers are, and the mean of both sides. Computed in float64.
 *
 * $$L = \frac12 \Bigl( -\frac1n \sum_i \ln \frac{e^{z_{ii}}}{\sum_j e^{z_{ij}}}
 * - \frac1n \sum_i \ln \frac{e^{z_{ii}}}{\sum_j e^{z_{ji}}} \Bigr), \quad z_{ij} = \frac{\cos(u_i, v_j)}{\tau}$$
 *
 * @param problem - `images` and `texts`, [n, d], and `temperature` or `logScale`, as in `clipLoss`; or `logits`, [n, n]
 * @returns the derivation; its `result` is what `clipLoss` returns
 * @throws KindError where something is no array, unknown, left out, or both scales are given, ShapeError where shapes do
 * not fit, there are fewer than 2 or more than 6 pairs or more than 8 numbers in an embedding, DomainError where a
 * number is not finite, an embedding is all zeros, or τ is not above 0
 * @see A. Radford and others, "Learning transferable visual models from natural language supervision", 2021, figure 3
 *
 * @example
 * A problem of the course: three pairs whose logits are given.
 * ```ts
 * import { explainClipLoss, verifyDerivation } from 'fovea';
 * const d = explainClipLoss({ logits: [[4, 1, 0], [2, 3, 1], [0, 1, 5]] });
 * d.result.imageLoss // => 0.16607825278
 * d.result.textLoss // => 0.13574042829
 * d.result.loss // => 0.15090934053
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainClipLoss(problem: ClipEmbeddings | ClipLogits): Derivation<ClipLoss> {
  const names = ['images', 'texts', 'temperature', 'logScale', 'logits'] as const;
  checkOptions<Partial<ClipEmbeddings & ClipLogits>>(FN, problem, names, 'problem');
  return problem !== undefined && 'logits' in problem ? ofLogits(problem) : ofEmbeddings(problem);
}

function ofLogits(problem: ClipLogits): Derivation<ClipLoss> {
  const given = checkOptions(FN, problem, ['logits'], 'problem');
  const rank = { is: 2, called: 'a matrix, (n, n)' };
  const logits = double(readFinite(FN, 'logits', given.logits, rank));
  checkCount('logits', bindShapes(FN, { logits: [logits, 'n n'] }).n, 'pairs', 2, MOST_PAIRS);
  const [imageLoss, textLoss] = [infoNce(logits), infoNce(transpose(logits) as FloatNdArray)];
  const result = { loss: (imageLoss + textLoss) / 2, logits, imageLoss, textLoss };
  const table: Given = {
    id: 'logits',
    symbol: 'Z',
    title: 'Logits: similarities of images (rows) and texts (columns), divided by the temperature',
    value: logits,
  };
  return derivation([table], [], result);
}

function ofEmbeddings(problem: ClipEmbeddings): Derivation<ClipLoss> {
  const names = ['images', 'texts', 'temperature', 'logScale'] as const;
  const { temperature, logScale, ...sides } = checkOptions(FN, problem, names, 'problem');
  if (sides.images === undefined || sides.texts === undefined) {
    const [argument, expected] = ['problem', 'images and texts, or logits'];
    const got = `the names ${Object.keys(problem ?? {}).join(', ') || '(none)'}`;
    throw new KindError({ function: FN, argument, expected, got });
  }
  const rank = { is: 2, called: 'one embedding a row, (n, d)' };
  const images = double(readFinite(FN, 'images', sides.images, rank));
  const texts = double(readFinite(FN, 'texts', sides.texts, rank));
  const { n, d } = bindShapes(FN, { images: [images, 'n d'], texts: [texts, 'n d'] });
  checkCount('images', n, 'pairs', 2, MOST_PAIRS);
  checkCount('images', d, 'numbers an embedding', 1, MOST_WIDTH);
  const similarities = cosineSimilaritiesFor(FN, PAIRS, images, texts, true) as FloatNdArray;
  const result = bothSides(FN, images, texts, { temperature, logScale }) as ClipLoss;
  const scale = scaleOf(temperature, logScale);
  const given: Given[] = [
    { id: 'images', symbol: 'U', title: 'Embeddings of the images, one a row', value: images },
    { id: 'texts', symbol: 'V', title: 'Embeddings of their texts', value: texts },
    scale.given,
  ];
  const directions = [
    directionStep({ id: 'images', symbol: 'u', of: 'the images', count: n }),
    directionStep({ id: 'texts', symbol: 'v', of: 'the texts', count: n }),
  ];
  const steps = [logitStep(directions, similarities, result.logits, scale.step)];
  return derivation(given, steps, result);
}

/** How similarities become logits. */
function scaleOf(
  temperature: number | undefined,
  logScale: number | undefined,
): { readonly given: Given; readonly step: Parameters<typeof logitStep>[3] } {
  const { divide, exp, minimum, multiply } = stepOperations;
  const similarities = refer('similarities');
  if (logScale === undefined) {
    const value = temperature ?? 0.07;
    return {
      given: { id: 'temperature', symbol: '\\tau', title: 'The temperature', value },
      step: {
        formula: 'z_{ij} = \\frac{s_{ij}}{\\tau}',
        check: divide(similarities, refer('temperature')),
        note: 'Divided by the temperature, not multiplied: the smaller it is, the sharper the choice.',
      },
    };
  }
  const title = 'The logarithm of the scale, which is learnt';
  const bounded = logScale > LOG_BOUND;
  return {
    given: { id: 'log-scale', symbol: 't', title, value: logScale },
    step: {
      formula: bounded ? 'z_{ij} = 100 \\, s_{ij}' : 'z_{ij} = e^t s_{ij}',
      check: multiply(similarities, minimum(exp(refer('log-scale')), 100)),
      note: bounded ? 'The factor eᵗ would be larger than 100 and counts as 100.' : undefined,
    },
  };
}

function derivation(
  given: readonly Given[],
  before: readonly StepDraft[],
  result: ClipLoss,
): Derivation<ClipLoss> {
  const { add, multiply, transpose: turn } = stepOperations;
  const { logits } = result;
  const n = logits.shape[0]!;
  const rows = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => logits.get(i, j)),
  );
  const columns = rows.map((_, j) => rows.map((row) => row[j]!));
  const steps: StepDraft[] = [
    {
      kind: 'statement',
      id: 'pairs',
      title: `Of the n² = ${n * n} pairs of an image and a text, n = ${n} belong together: those on the diagonal`,
      note: `The other n² − n = ${n * n - n} are wrong answers. A model that cannot tell them apart has a loss of ln n ≈ ${inWords(Math.log(n))}.`,
    },
    ...before,
    sideStep({
      ...{ id: 'image', mark: 'u', element: 'z_{ij}', asks: 'image', wanted: 'text' },
      ...{ table: 'logits', rows, surprises: surprisesOf(rows), value: result.imageLoss },
    }),
    sideStep({
      ...{ id: 'text', mark: 'v', element: 'z_{ji}', asks: 'text', wanted: 'image' },
      ...{
        before: [
          {
            id: 'turned',
            symbol: 'Z^\\top',
            formula: 'Z^\\top',
            title: 'Texts become the rows',
            check: turn(refer('logits')),
            note: 'The softmax of the texts is taken along the columns of the table, so its shares are not those of the images.',
          },
        ],
        table: 'turned',
        rows: columns,
        surprises: surprisesOf(columns),
        value: result.textLoss,
      },
    }),
    {
      id: 'loss',
      symbol: 'L',
      title: 'The mean of both sides',
      check: multiply(0.5, add(refer('image-loss'), refer('text-loss'))),
      value: result.loss,
    },
  ];
  const chance = Math.log(n);
  const verdict = result.loss < chance ? 'less than' : 'not less than';
  return createDerivation<ClipLoss>({
    topic: 'contrastive',
    title: 'The loss of CLIP',
    given,
    steps,
    result,
    answer: {
      record: {
        loss: refer('loss'),
        logits: refer('logits'),
        imageLoss: refer('image-loss'),
        textLoss: refer('text-loss'),
      },
    },
    conclusion: `The loss is ${inWords(result.loss)} nats, ${verdict} the ${inWords(chance)} of guessing.`,
    sources: [
      'A. Radford and others, "Learning transferable visual models from natural language supervision", 2021, figure 3.',
      'A. van den Oord, Y. Li, O. Vinyals, "Representation learning with contrastive predictive coding", 2018, equation 4.',
    ],
  });
}

/** How surprising the right answer of each row is, as the losses compute it. */
function surprisesOf(rows: readonly (readonly number[])[]): number[] {
  const logs = logSoftmax(rows);
  return rows.map((_, i) => -logs.get(i, i));
}

function double({ data, shape }: FloatNdArray): FloatNdArray {
  return wrap(Float64Array.from(data), shape);
}

function checkCount(
  argument: string,
  count: number,
  of: string,
  least: number,
  most: number,
): void {
  if (count >= least && count <= most) return;
  const expected = `${least} to ${most} ${of}`;
  throw new ShapeError({ function: FN, argument, expected, got: String(count) });
}
