// A classification by words alone: cosines, temperature, softmax, and the class that comes first.
import { checkNumber, checkOptions } from '../core/check.js';
import { KindError, ShapeError } from '../core/errors.js';
import { readFew, readFewRows } from '../core/few.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import { argmax, divide, dot, exp, multiply, norm, sum } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { inWords } from '../derivation/phrases.js';
import type { Derivation } from '../derivation/types.js';
import { zeroShotClassifyFor } from './zero-shot.js';

/** What `explainZeroShotClassification` may be told. */
export interface ExplainZeroShotOptions {
  /** The temperature τ, from 0.01; 0.01 where left out. */
  readonly temperature?: number | undefined;
  /** Names of the classes, for the text; "class 1", "class 2", … where left out. */
  readonly classes?: readonly string[] | undefined;
}

/** What `explainZeroShotClassification` arrives at. */
export interface ExplainedZeroShot {
  /** The class that comes first, counted from 0. */
  readonly class: number;
  /** The probabilities of the classes. */
  readonly probabilities: FloatNdArray;
  /** The cosines. */
  readonly similarities: FloatNdArray;
}

const FN = 'explainZeroShotClassification';

/** More classes, or numbers in an embedding, no one reads. */
const [MOST_CLASSES, MOST_WIDTH] = [6, 8];

/**
 * Classifies an image by the embeddings of its classes' prompts, and shows the work: lengths, dot products and cosines, the
 * division by the temperature, the softmax, and the class that comes first.
 *
 * $$p(c \mid u) = \frac{e^{\cos(u, w_c) / \tau}}{\sum_k e^{\cos(u, w_k) / \tau}}$$
 *
 * @param image - the embedding of the image, [d], at most 8
 * @param prompts - the embeddings of the classes' prompts, [C, d], at most 6
 * @param options - `temperature`: τ from 0.01, 0.01 where left out; `classes`: names for the text
 * @returns the derivation; its `result` holds the class, the probabilities and the cosines of `zeroShotClassify`
 * @throws KindError where something is of another kind or unknown, ShapeError where widths differ or there are too many
 * classes, DomainError where a number is not finite, an embedding is all zeros, or τ is below 0.01
 * @see A. Radford and others, "Learning transferable visual models from natural language supervision", 2021, section 3.1.2
 *
 * @example
 * An image between two classes, nearer to the second.
 * ```ts
 * import { explainZeroShotClassification, toNested, verifyDerivation } from 'fovea';
 * const options = { temperature: 1, classes: ['cat', 'dog'] };
 * const d = explainZeroShotClassification([3, 4], [[1, 0], [0, 1]], options);
 * d.result.class // => 1
 * toNested(d.result.probabilities) // => [0.450166, 0.549834]
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainZeroShotClassification(
  image: ArrayInput,
  prompts: ArrayInput,
  options?: ExplainZeroShotOptions,
): Derivation<ExplainedZeroShot> {
  const given = checkOptions(FN, options, ['temperature', 'classes']);
  const temperature = checkNumber(FN, 'temperature', given.temperature ?? 0.01, { min: 0.01 });
  const u = readFew(FN, 'image', image, MOST_WIDTH);
  const w = readFewRows(FN, 'prompts', prompts, [MOST_CLASSES, MOST_WIDTH]);
  if (w[0]!.length !== u.length) {
    const [expected, got] = [`rows of ${u.length} numbers`, `rows of ${w[0]!.length}`];
    throw new ShapeError({ function: FN, argument: 'prompts', expected, got });
  }
  const names = readNames(given.classes, w.length);
  const found = zeroShotClassifyFor('explainZeroShotClassification', u, w, { temperature });
  const result: ExplainedZeroShot = {
    class: found.classes[0]!,
    probabilities: found.probabilities,
    similarities: found.similarities,
  };
  const share = result.probabilities.get(result.class);
  return createDerivation<ExplainedZeroShot>({
    topic: 'contrastive',
    title: 'Zero-shot classification of an image',
    given: [
      { id: 'image', symbol: 'u', title: 'The embedding of the image', value: u },
      {
        id: 'prompts',
        symbol: 'W',
        title: `Those of the prompts, one a row: ${names.join(', ')}`,
        value: w,
      },
      { id: 'temperature', symbol: '\\tau', title: 'The temperature', value: temperature },
    ],
    steps: [...cosineSteps(names, result), ...choiceSteps(names, result)],
    result,
    answer: {
      record: {
        class: refer('class'),
        probabilities: refer('probabilities'),
        similarities: refer('cosines'),
      },
    },
    conclusion: `The image is taken for ${names[result.class]!}, with probability ${inWords(share)}.`,
    sources: [
      'A. Radford and others, "Learning transferable visual models from natural language supervision", ICML 2021, section 3.1.2.',
    ],
  });
}

function readNames(classes: readonly string[] | undefined, count: number): readonly string[] {
  if (classes === undefined) return Array.from({ length: count }, (_, c) => `class ${c + 1}`);
  const fits =
    Array.isArray(classes) &&
    classes.length === count &&
    classes.every((name) => typeof name === 'string');
  if (fits) return classes;
  const got = Array.isArray(classes) ? `${classes.length} entries` : typeof classes;
  const expected = `${count} strings`;
  throw new KindError({ function: FN, argument: 'classes', expected, got });
}

function cosineSteps(names: readonly string[], { similarities }: ExplainedZeroShot): StepDraft[] {
  return [
    {
      id: 'length',
      symbol: '\\|u\\|',
      title: 'The length of the image’s embedding',
      formula: '\\|u\\| = \\sqrt{\\sum_i u_i^2}',
      check: norm(refer('image')),
    },
    {
      id: 'cosines',
      symbol: 's',
      title: 'The cosine of the image with each class: their dot product by both lengths',
      formula: 's_c = \\cos(u, w_c) = \\frac{u \\cdot w_c}{\\|u\\| \\, \\|w_c\\|}',
      check: { list: names.map((_, c) => refer(`cosine-${c}`)) },
      value: similarities,
      note: 'Lengths do not count: with plain dot products a long embedding would win.',
      steps: names.map((name, c): StepDraft => {
        const row = refer('prompts', [c], `w_{${c + 1}}`);
        return {
          id: `cosine-${c}`,
          symbol: `s_{${c + 1}}`,
          title: `With ${name}`,
          check: divide(dot(refer('image'), row), multiply(refer('length'), norm(row))),
          value: similarities.get(c),
        };
      }),
    },
  ];
}

function choiceSteps(
  names: readonly string[],
  { probabilities, class: first }: ExplainedZeroShot,
): StepDraft[] {
  return [
    {
      id: 'logits',
      symbol: 'z',
      title: 'Divide by the temperature',
      formula: 'z_c = \\frac{s_c}{\\tau}',
      check: divide(refer('cosines'), refer('temperature')),
      note: 'The smaller it is, the surer the classifier; which class comes first it never changes.',
    },
    {
      id: 'probabilities',
      symbol: 'p',
      title: 'The softmax over the classes',
      formula: 'p_c = \\frac{e^{z_c}}{\\sum_k e^{z_k}}',
      check: divide(exp(refer('logits')), refer('total')),
      value: probabilities,
      steps: [
        {
          id: 'total',
          symbol: 'S',
          title: 'The sum of the exponentials',
          check: sum(exp(refer('logits'))),
        },
      ],
    },
    {
      id: 'class',
      symbol: '\\hat c',
      title: `The class that comes first, counted from 0: ${names[first]!}`,
      check: argmax(refer('cosines')),
      value: first,
    },
  ];
}
