// Classes told in words: prompts made of templates, and the class whose prompts are nearest to an image.

import { checkOptions } from '../core/check.js';
import { DomainError, describeValue, KindError, ShapeError } from '../core/errors.js';
import { checkElements } from '../core/limit.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { matmul } from '../gradient/matmul.js';
import { swapLast } from '../gradient/moves.js';
import { mean } from '../gradient/reduce.js';
import { reshape } from '../gradient/shape.js';
import { softmax } from '../gradient/softmax.js';
import { stopGradient } from '../gradient/stop-gradient.js';
import type { Traced } from '../gradient/traced.js';
import type { ArrayValue } from '../gradient/value-types.js';
import { l2NormalizeFor } from './normalize.js';
import { largestOfRows } from './ranks.js';
import { readFinite } from './read.js';
import { type SimilarityScale, scaled } from './scale.js';

/** Where a template has the name of the class. */
const GAP = '{}';

/** What `zeroShotClassify` gives. */
export interface ZeroShot<Value = FloatNdArray> {
  /** The most probable class of each image, counted from 0; the first of equals. One entry for a single image. */
  readonly classes: readonly number[];
  /** What each image thinks of each class: [C] for a single image, [n, C] for several. */
  readonly probabilities: Value;
  /** Cosines of images and classes, from −1 to 1, in the same shape. */
  readonly similarities: Value;
}

/**
 * Sentences about classes: each template with each name in the place of `{}`.
 *
 * @param templates - sentences with `{}` where the name of the class goes, once or more often
 * @param names - the names of the classes
 * @returns for each class its sentences, one a template
 * @throws KindError where an argument is no list of strings, DomainError where a list is empty or a template has no `{}`
 * @see A. Radford and others, "Learning transferable visual models from natural language supervision", 2021, section 3.1.4
 *
 * @example
 * Two classes, two templates.
 * ```ts
 * import { fillTemplates } from 'fovea';
 * const prompts = fillTemplates(['a photo of a {}.', 'a drawing of a {}.'], ['dog', 'cat']);
 * prompts[1] // => ['a photo of a cat.', 'a drawing of a cat.']
 * ```
 */
export function fillTemplates(templates: readonly string[], names: readonly string[]): string[][] {
  checkStrings('templates', templates);
  checkStrings('names', names);
  templates.forEach((template, i) => {
    if (template.includes(GAP)) return;
    const parts = { function: 'fillTemplates', argument: `templates[${i}]` };
    throw new DomainError({
      ...parts,
      expected: 'a sentence with {} for the name of the class',
      got: describeValue(template),
    });
  });
  return names.map((name) => templates.map((template) => template.split(GAP).join(name)));
}

function checkStrings(argument: string, list: unknown): void {
  const fn = 'fillTemplates';
  const refuse = (got: string): never => {
    throw new KindError({ function: fn, argument, expected: 'a list of strings', got });
  };
  if (!Array.isArray(list)) refuse(describeValue(list));
  const strings = list as readonly unknown[];
  if (strings.length === 0) {
    const expected = 'at least one string';
    throw new DomainError({ function: fn, argument, expected, got: 'none' });
  }
  const at = strings.findIndex((entry) => typeof entry !== 'string');
  if (at >= 0) refuse(`${describeValue(strings[at])} at [${at}]`);
}

/**
 * One embedding a class, from those of its prompts: the direction of the mean of their directions.
 *
 * $$w_c = \frac{m_c}{\lVert m_c \rVert}, \quad m_c = \frac1T \sum_t \frac{v_{ct}}{\lVert v_{ct} \rVert}$$
 *
 * Embeddings are averaged, not probabilities, so a classifier with many templates costs no more than one.
 *
 * @param prompts - embeddings of prompts, [C, T, d]: T templates of each of C classes, in the order of `fillTemplates`
 * @returns [C, d], rows of length 1; a traced value for a traced one
 * @throws KindError where it is no array, ShapeError for another rank, DomainError where a number is not finite, an
 * embedding is all zeros, or those of a class cancel out
 * @see A. Radford and others, "Learning transferable visual models from natural language supervision", 2021, section 3.1.4
 *
 * @example
 * Lengths of embeddings do not matter, only directions.
 * ```ts
 * import { ensemblePrompts, toNested } from 'fovea';
 * toNested(ensemblePrompts([[[5, 0], [0, 1]]])) // => [[0.70711, 0.70711]]
 * ```
 */
export function ensemblePrompts<P extends ArrayInput | Traced>(prompts: P): ArrayValue<P>;
export function ensemblePrompts(prompts: ArrayInput | Traced): FloatNdArray | Traced {
  return ensemblePromptsFor('ensemblePrompts', prompts);
}

/** `ensemblePrompts` for functions that it is a part of, whose name errors tell. */
export function ensemblePromptsFor(
  fn: string,
  prompts: ArrayInput | Traced,
): FloatNdArray | Traced {
  const argument = 'prompts';
  const called = 'an embedding for each class and template, (C, T, d)';
  const given = readFinite(fn, argument, prompts, { is: 3, called });
  const average = mean(l2NormalizeFor(fn, argument, given), { axis: 1 }) as FloatNdArray | Traced;
  return l2NormalizeFor(fn, argument, average, 'prompts that do not cancel out within a class');
}

/**
 * Which class each image belongs to, told by words alone: the softmax over classes of the scaled cosines of an image's
 * embedding and those of the classes' prompts.
 *
 * $$p(c \mid u) = \frac{e^{\cos(u, w_c) / \tau}}{\sum_k e^{\cos(u, w_k) / \tau}}$$
 *
 * The temperature changes how sure the classifier is, never which class comes first. 0.01 is where CLIP's own ended up,
 * at the bound of its scale; give yours as `temperature` or `logScale`. With more templates than one, their embeddings
 * are ensembled first, as `ensemblePrompts` does.
 *
 * @param images - the embedding of an image, [d], or of several, [n, d]
 * @param prompts - embeddings of the classes' prompts, [C, d]; or with several templates, [C, T, d]
 * @param options - `temperature`: τ above 0, 0.01 where left out; or `logScale`, as in `clipLoss`
 * @returns `classes`, a list; `probabilities` and `similarities`, [C] or [n, C], traced values where an argument is traced
 * @throws KindError where an argument is no array, an option is unknown or both scales are given, ShapeError where widths
 * differ or ranks are others, DomainError where a number is not finite, an embedding is all zeros, those of a class
 * cancel out, or τ is not above 0; DomainError for a result of more than 2²⁸ elements
 * @see A. Radford and others, "Learning transferable visual models from natural language supervision", 2021, section 3.1.2
 *
 * @example
 * An image between two classes, nearer to the second.
 * ```ts
 * import { toNested, zeroShotClassify } from 'fovea';
 * const { classes, probabilities } = zeroShotClassify([3, 4], [[1, 0], [0, 1]], { temperature: 1 });
 * classes // => [1]
 * toNested(probabilities) // => [0.450166, 0.549834]
 * ```
 */
export function zeroShotClassify<
  I extends ArrayInput | Traced,
  P extends ArrayInput | Traced,
  S extends number | Traced = number,
>(
  images: I,
  prompts: P,
  options?: SimilarityScale<S>,
): ZeroShot<S extends Traced ? Traced : ArrayValue<I, P>>;
export function zeroShotClassify(
  images: ArrayInput | Traced,
  prompts: ArrayInput | Traced,
  options?: SimilarityScale<number | Traced>,
): ZeroShot<FloatNdArray | Traced> {
  return zeroShotClassifyFor('zeroShotClassify', images, prompts, options);
}

/** `zeroShotClassify` for functions that it is a part of, whose name errors tell. */
export function zeroShotClassifyFor<
  I extends ArrayInput | Traced,
  P extends ArrayInput | Traced,
  S extends number | Traced = number,
>(
  fn: string,
  images: I,
  prompts: P,
  options?: SimilarityScale<S>,
): ZeroShot<S extends Traced ? Traced : ArrayValue<I, P>>;
export function zeroShotClassifyFor(
  fn: string,
  images: ArrayInput | Traced,
  prompts: ArrayInput | Traced,
  options?: SimilarityScale<number | Traced>,
): ZeroShot<FloatNdArray | Traced> {
  const given = checkOptions(fn, options, ['temperature', 'logScale']);
  const queries = readFinite(fn, 'images', images);
  const single = queries.shape.length === 1;
  if (!single && queries.shape.length !== 2)
    refuseShape(fn, 'images', '(d) or (n, d)', queries.shape);
  const width = queries.shape.at(-1)!;
  const classes = readClasses(fn, prompts, width);
  const rows = reshape(l2NormalizeFor(fn, 'images', queries), [-1, width]);
  checkElements(fn, 'prompts', [rows.shape[0]!, classes.shape[0]!]);
  const table = matmul(rows, swapLast(classes));
  const similarities = single ? (reshape(table, [-1]) as FloatNdArray | Traced) : table;
  const logits = scaled(fn, similarities, given, 0.01);
  return {
    classes: largestOfRows(stopGradient(table) as FloatNdArray),
    probabilities: softmax(logits),
    similarities,
  };
}

/** The direction of each class, [C, d]. */
function readClasses(
  fn: string,
  prompts: ArrayInput | Traced,
  width: number,
): FloatNdArray | Traced {
  const given = readFinite(fn, 'prompts', prompts);
  const rank = given.shape.length;
  if ((rank !== 2 && rank !== 3) || given.shape.at(-1) !== width)
    refuseShape(fn, 'prompts', `(C, d=${width}) or (C, T, d=${width})`, given.shape);
  return rank === 3 ? ensemblePromptsFor(fn, given) : l2NormalizeFor(fn, 'prompts', given);
}

function refuseShape(fn: string, argument: string, wanted: string, own: readonly number[]): never {
  const got = `(${own.join(', ')})`;
  throw new ShapeError({ function: fn, argument, expected: `shape ${wanted}`, got });
}
