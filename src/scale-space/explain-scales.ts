// The sigmas of an octave's images and the blurs between them, shown step by step.
import { checkNumber, checkOptions } from '../core/check.js';
import { DomainError } from '../core/errors.js';
import type { Settled } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import { divide, multiply, power, sqrt, subtract } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import type { Derivation, Given } from '../derivation/types.js';
import { planOctaves } from './geometry.js';

/** What `explainOctaveScales` may be told. */
export interface ExplainScalesOptions {
  /** Scales an octave, S, at most 8; 3 by default. */
  scalesPerOctave?: number | undefined;
  /** Sigma of the first image, in samples of the octave; 1.6 by default. */
  baseSigma?: number | undefined;
  /** Blur that the input is taken to have, below `baseSigma`; 0.5 by default. */
  inputSigma?: number | undefined;
}

/** What `explainOctaveScales` arrives at, all in samples of the octave. */
export interface OctaveScales {
  /** Sigma of each of the S + 3 images. */
  readonly sigmas: readonly number[];
  /** The blur that makes each image: of the input, then of the image before. */
  readonly blurs: readonly number[];
}

/** More scales no one works out by hand. */
const MOST_SCALES = 8;

/** Below this difference of variances the first blur would be too narrow to sample. */
const LEAST_FIRST_VARIANCE = 0.01;

const FN = 'explainOctaveScales';

/**
 * The scales of one octave, worked out: the factor from image to image, the sigma of each, and the blur by which each is
 * made of the one before.
 *
 * $$\sigma_i = \sigma_0\, 2^{i/S},\qquad \Delta_i = \sqrt{\sigma_i^2 - \sigma_{i-1}^2}$$
 *
 * Variances of blurs add up, not sigmas, so the difference of the sigmas would blur too little. An octave has S + 3 images, of
 * which the one numbered S has twice the first sigma and is halved for the next octave. In pixels of the input each sigma
 * is that many times the octave's sampling step.
 *
 * @param options - `scalesPerOctave` 3, `baseSigma` 1.6, `inputSigma` 0.5; the image is not doubled
 * @returns the derivation; its `result` holds sigmas and blurs, as `gaussianScaleSpace` has them in an octave with step 1
 * @throws KindError where an option is unknown or no number, DomainError where one is out of range
 * @see D. G. Lowe, "Distinctive image features from scale-invariant keypoints", IJCV 2004, section 3
 *
 * @example
 * Lowe's own numbers, for an image that is not doubled.
 * ```ts
 * import { explainOctaveScales, renderText, verifyDerivation } from 'fovea';
 * const d = explainOctaveScales();
 * d.result.sigmas[3] // => 3.2
 * d.result.blurs[1] // => 1.226273
 * verifyDerivation(d).ok // => true
 * renderText(d).includes('√(1.6² − 0.5²)') // => true
 * ```
 */
export function explainOctaveScales(options?: ExplainScalesOptions): Derivation<OctaveScales> {
  const settings = readScales(FN, options);
  const size = { height: 1, width: 1, doublings: 0, octaves: 1, smallest: 1 };
  const [octave] = planOctaves({ ...size, ...settings });
  const { sigmas, blurs } = octave!;
  return createDerivation<OctaveScales>({
    topic: 'scale-space',
    title: 'The scales of an octave',
    given: scaleGivens(settings),
    steps: scaleSteps(settings.scalesPerOctave, sigmas, blurs),
    result: { sigmas, blurs },
    answer: { record: { sigmas: refer('sigmas'), blurs: refer('blurs') } },
    sources: [
      'D. G. Lowe, "Distinctive image features from scale-invariant keypoints", International Journal of Computer Vision 60 (2004), 91–110, section 3.',
    ],
  });
}

/** Checked options. */
type Scales = Settled<ExplainScalesOptions>;

/**
 * Reads the scales of an octave.
 *
 * @param fn - name of the public function, for errors
 * @param options - what came
 * @returns every option
 * @throws KindError for unknown names and wrong kinds, DomainError outside the ranges
 */
export function readScales(fn: string, options: ExplainScalesOptions | undefined): Scales {
  const {
    scalesPerOctave = 3,
    baseSigma = 1.6,
    inputSigma = 0.5,
  } = checkOptions(fn, options, ['scalesPerOctave', 'baseSigma', 'inputSigma']);
  checkNumber(fn, 'scalesPerOctave', scalesPerOctave, { integer: true, min: 1, max: MOST_SCALES });
  checkNumber(fn, 'baseSigma', baseSigma, { above: 0, max: 1e6 });
  checkNumber(fn, 'inputSigma', inputSigma, { min: 0 });
  if (!(baseSigma ** 2 - inputSigma ** 2 >= LEAST_FIRST_VARIANCE)) {
    throw new DomainError({
      function: fn,
      argument: 'inputSigma',
      expected: `less blur than baseSigma, ${baseSigma}, by a variance of ${LEAST_FIRST_VARIANCE}`,
      got: String(inputSigma),
    });
  }
  return { scalesPerOctave, baseSigma, inputSigma };
}

/** What the scales of an octave follow from. */
export function scaleGivens({ scalesPerOctave, baseSigma, inputSigma }: Scales): Given[] {
  return [
    { id: 'scales', symbol: 'S', title: 'Scales an octave', value: scalesPerOctave },
    { id: 'base', symbol: '\\sigma_0', title: 'Sigma of the first image', value: baseSigma },
    {
      id: 'input',
      symbol: "\\sigma'",
      title: 'Blur that the input has already',
      value: inputSigma,
    },
  ];
}

/** The factor, the sigmas and the blurs. */
export function scaleSteps(
  scalesPerOctave: number,
  sigmas: readonly number[],
  blurs: readonly number[],
): StepDraft[] {
  return [
    {
      id: 'factor',
      symbol: 'k',
      title: 'The factor from one image to the next: S of them make 2',
      check: power(2, divide(1, refer('scales'))),
    },
    {
      id: 'sigmas',
      symbol: '\\sigma',
      title: `The sigmas of the ${sigmas.length} images`,
      note: `Three more than S, so that S differences have one on either side. Image ${scalesPerOctave} has twice the first sigma; halved, it begins the next octave.`,
      formula: '\\sigma_i = \\sigma_0\\, k^i',
      check: { list: sigmas.map((_, i) => refer(`sigma-${i}`)) },
      value: sigmas,
      steps: sigmas.map(
        (sigma, i): StepDraft => ({
          id: `sigma-${i}`,
          symbol: `\\sigma_{${i}}`,
          title: `Image ${i}`,
          ...(i === 0
            ? { formula: '\\sigma_{0}', check: refer('base') }
            : {
                formula: `\\sigma_{${i}} = \\sigma_0\\, 2^{${i}/S}`,
                check: multiply(refer('base'), power(2, divide(i, refer('scales')))),
              }),
          value: sigma,
        }),
      ),
    },
    blurStep(blurs),
  ];
}

function blurStep(blurs: readonly number[]): StepDraft {
  return {
    id: 'blurs',
    symbol: '\\Delta',
    title: 'The blurs that make them: variances add up, so the squares are subtracted',
    formula: '\\Delta_i = \\sqrt{\\sigma_i^2 - \\sigma_{i-1}^2}',
    check: { list: blurs.map((_, i) => refer(`blur-${i}`)) },
    value: blurs,
    steps: blurs.map((blur, i): StepDraft => {
      const before = refer(i === 0 ? 'input' : `sigma-${i - 1}`);
      return {
        id: `blur-${i}`,
        symbol: `\\Delta_{${i}}`,
        title: i === 0 ? 'Of the input' : `Of image ${i - 1}`,
        check: sqrt(subtract(power(refer(`sigma-${i}`), 2), power(before, 2))),
        value: blur,
      };
    }),
  };
}
