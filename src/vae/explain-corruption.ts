// What a denoising autoencoder is given in place of its target, from what is drawn: noise, or values that are lost.
import { checkOptions } from '../core/check.js';
import { readFew } from '../core/few.js';
import { listenTo } from '../core/heard.js';
import { checkRng, normal } from '../core/random.js';
import type { ArrayInput, FloatNdArray, Rng } from '../core/types.js';
import { createDerivation } from '../derivation/create-derivation.js';
import { add, choose, count, less, multiply } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { alone, inWords } from '../derivation/phrases.js';
import type { Derivation } from '../derivation/types.js';
import { addGaussianNoiseFor, type MaskPixelsOptions, maskPixelsFor } from './corrupt.js';

/** More numbers no one reads. */
const MOST = 10;

const TARGET =
  'The autoencoder is given what is corrupted; its loss compares what it makes of that with x.';

/**
 * Adds Gaussian noise to few numbers, and shows the work: the numbers drawn, the noise of the deviation that is asked for, and
 * the sum.
 *
 * $$\tilde x = x + \sigma \varepsilon, \quad \varepsilon \sim \mathcal N(0, I)$$
 *
 * @param x - one sample, [d], at most 10 numbers
 * @param deviation - σ ≥ 0, in the unit of x
 * @param rng - the stream, which advances as `addGaussianNoise` does
 * @returns the derivation; its `result` is what `addGaussianNoise` returns, in float64
 * @throws as `addGaussianNoise`; ShapeError for more than 10 numbers or another rank
 * @see P. Vincent et al., "Stacked denoising autoencoders", JMLR 2010, section 3.3
 *
 * @example
 * Without a deviation nothing changes.
 * ```ts
 * import { explainGaussianNoise, randomGenerator, toNested, verifyDerivation } from 'fovea';
 * const d = explainGaussianNoise([1, 2], 0, randomGenerator(1));
 * toNested(d.result) // => [1, 2]
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainGaussianNoise(
  x: ArrayInput,
  deviation: number,
  rng: Rng,
): Derivation<FloatNdArray> {
  const fn = 'explainGaussianNoise';
  const values = readFew(fn, 'x', x, MOST);
  const { rng: heard, replay } = listenTo(checkRng(fn, 'rng', rng));
  const result = addGaussianNoiseFor(fn, values, deviation, heard);
  return createDerivation<FloatNdArray>({
    topic: 'vae',
    title: 'A sample with noise, for a denoising autoencoder',
    given: [
      { id: 'x', symbol: 'x', title: 'The sample', value: values },
      {
        id: 'deviation',
        symbol: '\\sigma',
        title: 'Standard deviation of the noise',
        value: deviation,
      },
      {
        id: 'noise',
        symbol: '\\varepsilon',
        title: 'Drawn: a standard normal number for each',
        value: normal(replay(), [values.length]),
      },
    ],
    steps: [
      {
        id: 'scaled',
        symbol: 'n',
        title: 'The noise, as strong as is asked for',
        check: multiply(refer('deviation'), refer('noise')),
      },
      {
        id: 'corrupted',
        symbol: '\\tilde x',
        title: 'Added to the sample; nothing is clipped',
        check: add(refer('x'), refer('scaled')),
        value: result,
        note: TARGET,
      },
    ],
    result,
    symbol: '\\tilde x',
    answer: refer('corrupted'),
    sources: ['P. Vincent et al., "Stacked denoising autoencoders", JMLR 11 (2010), section 3.3.'],
  });
}

/**
 * Loses some of few numbers at random, and shows the work: the number drawn for each, and whether it is below the rate.
 *
 * $$\tilde x_i = \begin{cases} c & u_i < r \\ x_i & \text{else} \end{cases}$$
 *
 * @param x - one sample, [d], at most 10 numbers
 * @param rate - r: the probability that a number is lost, from 0 to 1
 * @param rng - the stream, which advances as `maskPixels` does
 * @param options - `value`: c, what stands in the place of what is lost, 0 where left out
 * @returns the derivation; its `result` is what `maskPixels` returns, in float64
 * @throws as `maskPixels`; ShapeError for more than 10 numbers or another rank
 * @see P. Vincent et al., "Extracting and composing robust features with denoising autoencoders", ICML 2008, section 2.3
 *
 * @example
 * Everything is lost.
 * ```ts
 * import { explainMaskPixels, randomGenerator, toNested, verifyDerivation } from 'fovea';
 * const d = explainMaskPixels([1, 2], 1, randomGenerator(1), { value: 0.5 });
 * toNested(d.result) // => [0.5, 0.5]
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainMaskPixels(
  x: ArrayInput,
  rate: number,
  rng: Rng,
  options?: MaskPixelsOptions,
): Derivation<FloatNdArray> {
  const fn = 'explainMaskPixels';
  const { value = 0 } = checkOptions(fn, options, ['value']);
  const values = readFew(fn, 'x', x, MOST);
  const { rng: heard, replay } = listenTo(checkRng(fn, 'rng', rng));
  const result = maskPixelsFor(fn, values, rate, heard, { value });
  const again = replay();
  const draws = values.map(() => again.nextFloat64());
  const lost = draws.filter((draw) => draw < rate).length;
  const below = (i: number) => less(refer('u', [i], `u_{${i + 1}}`), refer('rate'));
  const rule =
    '\\tilde x_i = \\begin{cases} c & \\text{if } u_i < r \\\\ x_i & \\text{otherwise} \\end{cases}';
  return createDerivation<FloatNdArray>({
    topic: 'vae',
    title: 'A sample with values lost, for a denoising autoencoder',
    given: [
      { id: 'x', symbol: 'x', title: 'The sample', value: values },
      { id: 'rate', symbol: 'r', title: 'How probable it is that a number is lost', value: rate },
      { id: 'value', symbol: 'c', title: 'What stands in its place', value },
      { id: 'u', symbol: 'u', title: 'Drawn: a number from 0 to 1 for each', value: draws },
    ],
    steps: [
      {
        id: 'corrupted',
        symbol: '\\tilde x',
        title: 'Lost is each whose number is below r',
        ...alone(rule),
        check: choose(less(refer('u'), refer('rate')), refer('value'), refer('x')),
        value: result,
        note: TARGET,
        table: {
          corner: 'value',
          columns: ['u < r', 'becomes'],
          rows: values.map((number, i) => ({
            label: inWords(number),
            cells: [below(i), choose(below(i), refer('value'), refer('x', [i]))],
          })),
        },
      },
      {
        id: 'lost',
        symbol: 'k',
        title: 'How many are lost this time; each is by itself, so their number varies',
        ...alone('k = |\\{i : u_i < r\\}|'),
        check: count(less(refer('u'), refer('rate'))),
        value: lost,
      },
      {
        id: 'expected',
        symbol: '\\operatorname{E} k',
        title: 'How many it would be on average',
        check: multiply(refer('rate'), values.length),
      },
    ],
    result,
    symbol: '\\tilde x',
    answer: refer('corrupted'),
    conclusion: `${lost} of ${values.length} ${lost === 1 ? 'is' : 'are'} lost.`,
    sources: [
      'P. Vincent et al., "Extracting and composing robust features with denoising autoencoders", ICML 2008, section 2.3.',
    ],
  });
}
