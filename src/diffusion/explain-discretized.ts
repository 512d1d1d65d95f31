// The probability of a few pixels, which take one of few levels, under a Gaussian decoder.
import { checkNumber, checkOptions } from '../core/check.js';
import { DomainError } from '../core/errors.js';
import { readFew } from '../core/few.js';
import type { ArrayInput } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import {
  add,
  divide,
  log,
  multiply,
  negate,
  sqrt,
  subtract,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { inWords, totalOf } from '../derivation/phrases.js';
import type { Derivation, Given } from '../derivation/types.js';
import { discretizedLogLikelihood } from './discretized.js';
import { DDPM_SOURCE } from './explain-parts.js';
import { logUpperTail } from './interval-mass.js';

/** What `explainDiscretizedLogLikelihood` may be told. */
export interface ExplainDiscretizedOptions {
  /** The variance σ² of the decoder, above 0: one number, or one a pixel, [n]. */
  readonly variance: number | ArrayInput;
  /** How many levels there are from −1 to 1, at least 2; 256 where left out. */
  readonly levels?: number | undefined;
}

/** What `explainDiscretizedLogLikelihood` arrives at. */
export interface ExplainedDiscretized {
  /** The logarithm of the probability of each pixel, in nats. */
  readonly pixels: readonly number[];
  /** That of the sample: their sum. */
  readonly logLikelihood: number;
  /** How many bits a pixel costs on average. */
  readonly bitsPerPixel: number;
}

const FN = 'explainDiscretizedLogLikelihood';

/** More pixels no one reads. */
const MOST_PIXELS = 8;

/** Farther out there is nothing left to look up. */
const FARTHEST = 30;

/** From here on the small tail is looked up in place of what is beside it. */
const TURN = 1;

/**
 * Computes the probability of one sample of few pixels under a Gaussian decoder, and shows the work: the range of values
 * that belong to each pixel's level, its ends in deviations from the mean, the probability between them, logarithms and
 * their sum. The outermost levels own all that is beyond them.
 *
 * $$\ln p(x_0) = \sum_i \ln \left(\Phi\left(\tfrac{\delta_+(x_i) - \mu_i}{\sigma_i}\right) -
 * \Phi\left(\tfrac{\delta_-(x_i) - \mu_i}{\sigma_i}\right)\right), \qquad \delta_\pm(x) = x \pm \tfrac{1}{L - 1}$$
 *
 * @param x0 - the pixels of one sample, [n] with n at most 8, at levels from −1 to 1; or a number
 * @param mean - the decoder's means μ, as many
 * @param options - `variance`: σ² above 0, required, a number or one a pixel; `levels`: L, 256 where left out
 * @returns the derivation; its `result` holds the logarithm for each of the `pixels`, their sum `logLikelihood`, both in
 * nats as of `discretizedLogLikelihood`, and `bitsPerPixel`. Values of Φ, the distribution function of the standard normal
 * law, are among what is given, as from a table
 * @throws as `discretizedLogLikelihood`; ShapeError for more than 8 pixels, DomainError for one whose range begins more
 * than 30 deviations from its mean
 * @see J. Ho, A. Jain, P. Abbeel, "Denoising diffusion probabilistic models", 2020, equation 13
 *
 * @example
 * With three levels, 0 owns the range from −½ to ½ and 1 all that is above.
 * ```ts
 * import { explainDiscretizedLogLikelihood, verifyDerivation } from 'fovea';
 * const d = explainDiscretizedLogLikelihood([0, 1], [0, 0], { variance: 0.25, levels: 3 });
 * d.result.pixels.map(Math.exp) // => [0.682689, 0.158655]
 * d.result.logLikelihood // => -2.222737
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainDiscretizedLogLikelihood(
  x0: number | ArrayInput,
  mean: number | ArrayInput,
  options: ExplainDiscretizedOptions,
): Derivation<ExplainedDiscretized> {
  const { variance, levels = 256 } = checkOptions<Partial<ExplainDiscretizedOptions>>(FN, options, [
    'variance',
    'levels',
  ]);
  checkNumber(FN, 'levels', levels, { integer: true, min: 2 });
  const places = readPixels('x0', x0);
  const n = places.length;
  const means = readPixels('mean', mean, n);
  const shared = variance === undefined || typeof variance === 'number';
  const spread = shared
    ? [checkNumber(FN, 'variance', variance, { above: 0 })]
    : readPixels('variance', variance, n);
  for (const own of spread) checkNumber(FN, 'variance', own, { above: 0 });
  const variances = places.map((_, i) => spread[shared ? 0 : i]!);
  const half = 1 / (levels - 1);
  const pixels = places.map((x, i): Pixel => {
    const level = Math.round((x + 1) / (2 * half));
    if (!(level >= 0 && level < levels && Math.abs(x - (2 * level * half - 1)) <= 1e-9)) {
      const expected = `one of ${levels} levels evenly from −1 to 1`;
      throw new DomainError({ function: FN, argument: 'x0', expected, got: `${x} at [${i}]` });
    }
    const sigma = Math.sqrt(variances[i]!);
    const ends = [
      ...(level > 0 ? [{ side: -1 as const, z: (x - half - means[i]!) / sigma }] : []),
      ...(level < levels - 1 ? [{ side: 1 as const, z: (x + half - means[i]!) / sigma }] : []),
    ];
    const nearest =
      ends.length > 1 && ends[0]!.z * ends[1]!.z < 0
        ? 0
        : Math.min(...ends.map(({ z }) => Math.abs(z)));
    if (nearest > FARTHEST) {
      const expected = `means at most ${FARTHEST} deviations from the range of their pixel`;
      throw new DomainError({ function: FN, argument: 'mean', expected, got: inWords(nearest) });
    }
    const mirrored = Math.min(...ends.map(({ z }) => z)) > TURN && level > 0;
    return {
      i,
      level,
      ends,
      mirrored,
      sigma: shared ? refer('sigma') : refer('sigma', [i], `\\sigma_{${i + 1}}`),
    };
  });
  const each = discretizedLogLikelihood(places, means, { variance: variances, levels });
  const whole = discretizedLogLikelihood([places], [means], { variance: [variances], levels });
  const logs = places.map((_, i) => each.get(i));
  const logLikelihood = whole.get(0);
  const result = { pixels: logs, logLikelihood, bitsPerPixel: -logLikelihood / (n * Math.LN2) };
  return createDerivation<ExplainedDiscretized>({
    topic: 'diffusion',
    title: `The probability of ${n === 1 ? 'a pixel' : `${n} pixels`} at ${levels} levels under a Gaussian decoder`,
    given: [
      { id: 'levels', symbol: 'L', title: 'Levels from −1 to 1', value: levels },
      { id: 'x', symbol: 'x', title: 'The pixels, at their levels', value: places },
      { id: 'mean', symbol: '\\mu', title: 'The decoder’s means', value: means },
      {
        ...{ id: 'variance', symbol: '\\sigma^2', title: 'The decoder’s variance' },
        value: shared ? spread[0]! : variances,
      },
      ...pixels.flatMap(lookedUp),
    ],
    steps: [
      {
        id: 'half',
        symbol: 'h',
        title: 'Half the distance of two levels',
        note: 'From −1 to 1 there are L − 1 steps, each 2/(L − 1) wide.',
        check: divide(1, subtract(refer('levels'), 1)),
        value: half,
      },
      {
        id: 'sigma',
        symbol: '\\sigma',
        title: 'The standard deviation',
        check: sqrt(refer('variance')),
      },
      ...pixels.map((pixel) => pixelStep(pixel, levels, logs[pixel.i]!)),
      {
        id: 'total',
        symbol: '\\ln p(x_0)',
        title: 'The pixels are independent: their logarithms add up, in nats',
        check: totalOf(pixels.map(({ i }) => refer(`log-${i}`))),
        value: logLikelihood,
      },
      {
        id: 'bits',
        symbol: 'b',
        title: 'Bits a pixel',
        note: `Divided by ln 2${n === 1 ? '' : ' and by the number of pixels'}, as results are reported.`,
        check: divide(negate(refer('total')), n === 1 ? log(2) : multiply(n, log(2))),
        value: result.bitsPerPixel,
      },
    ],
    result,
    answer: {
      record: {
        pixels: { list: pixels.map(({ i }) => refer(`log-${i}`)) },
        ...{ logLikelihood: refer('total'), bitsPerPixel: refer('bits') },
      },
    },
    conclusion: `The sample has the log-likelihood ${inWords(logLikelihood)} nats, ${inWords(result.bitsPerPixel)} bits a pixel: a probability, not a density.`,
    sources: [DDPM_SOURCE],
  });
}

/** An end of the range of a level, in deviations from the mean. */
interface End {
  readonly side: -1 | 1;
  readonly z: number;
}

interface Pixel {
  readonly i: number;
  readonly level: number;
  /** The ends that there are. */
  readonly ends: readonly End[];
  /** Whether the other side of the law is looked up. */
  readonly mirrored: boolean;
  readonly sigma: StepExpression;
}

function readPixels(argument: string, input: number | ArrayInput, length?: number): number[] {
  return readFew(FN, argument, typeof input === 'number' ? [input] : input, MOST_PIXELS, length);
}

const signOf = (side: -1 | 1): string => (side < 0 ? '-' : '+');

/** Values of Φ at the ends of the range of a pixel. */
function lookedUp({ i, ends, mirrored }: Pixel): Given[] {
  return ends.map(({ side, z }) => ({
    id: `phi-${i}${signOf(side)}`,
    symbol: `\\Phi(${mirrored ? '-' : ''}z_{${i + 1}}^{${signOf(side)}})`,
    title: 'The distribution function Φ of the standard normal law, as from a table',
    value: Math.exp(logUpperTail(mirrored ? z : -z)),
  }));
}

function pixelStep(
  { i, level, ends, mirrored, sigma }: Pixel,
  levels: number,
  value: number,
): StepDraft {
  const x = refer('x', [i], `x_{${i + 1}}`);
  const at = `_{${i + 1}}`;
  const edges = ends.flatMap(({ side, z }): StepDraft[] => {
    const [id, sign] = [`${i}${signOf(side)}`, signOf(side)];
    return [
      {
        id: `edge-${id}`,
        symbol: `\\delta${at}^{${sign}}`,
        title: side < 0 ? 'Where its range begins' : 'Where its range ends',
        check: side < 0 ? subtract(x, refer('half')) : add(x, refer('half')),
      },
      {
        id: `z-${id}`,
        symbol: `z${at}^{${sign}}`,
        title: 'In deviations from the mean',
        check: divide(subtract(refer(`edge-${id}`), refer('mean', [i], `\\mu${at}`)), sigma),
        value: z,
      },
    ];
  });
  const own =
    level === 0
      ? 'It is the lowest level: all that is below belongs to it.'
      : level === levels - 1
        ? 'It is the highest level: all that is above belongs to it.'
        : undefined;
  const turned =
    'The law is symmetric, so what lies right of z is as probable as what lies left of −z.';
  const notes = [...(own ? [own] : []), ...(mirrored ? [turned] : [])];
  return {
    id: `log-${i}`,
    symbol: `\\ell${at}`,
    title: `Pixel ${i + 1}, at level ${level} of 0 to ${levels - 1}`,
    ...(notes.length > 0 ? { note: notes.join(' ') } : {}),
    check: log(refer(`mass-${i}`)),
    value,
    steps: [
      ...edges,
      {
        id: `mass-${i}`,
        symbol: `P${at}`,
        title: 'The probability of the range',
        check: massOf(i, ends, mirrored),
        // More exact than the difference of rounded values of Φ, where the range is narrow.
        value: Math.exp(value),
      },
    ],
  };
}

/** What lies between the ends. */
function massOf(i: number, ends: readonly End[], mirrored: boolean): StepExpression {
  const phi = ({ side }: End): StepExpression => refer(`phi-${i}${signOf(side)}`);
  const [first, second] = ends as [End, End?];
  if (second !== undefined) {
    return mirrored ? subtract(phi(first), phi(second)) : subtract(phi(second), phi(first));
  }
  return first.side > 0 || mirrored ? phi(first) : subtract(1, phi(first));
}
