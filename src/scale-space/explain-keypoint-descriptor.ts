// A whole SIFT descriptor shown step by step: the place, one sample's votes, one cell, all votes, the length.
import { checkNumber, checkOptions } from '../core/check.js';
import { wrap } from '../core/create.js';
import { DomainError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation } from '../derivation/create-derivation.js';
import { refer } from '../derivation/operations.js';
import type { Derivation } from '../derivation/types.js';
import {
  CLIP,
  DESCRIPTOR_LENGTH,
  finishDescriptor,
  siftDescriptors,
  unitLength,
} from '../kernels/scalar/sift-descriptor.js';
import { clipStep, lengthSteps } from '../orientation-histogram/length-steps.js';
import { CELL_SIGMAS, levelOf, octaveOf, scaleIndex } from './describe.js';
import {
  allVotesStep,
  BINS,
  CELLS,
  cellStep,
  type DescriptorPlan,
  placeStep,
  type Sample,
  sampleStep,
} from './descriptor-steps.js';
import { readFrame } from './explain-grid.js';
import type { KeypointFrame } from './keypoint.js';
import { buildOctaves, type Octave } from './octaves.js';
import { readImage, readSettings, type SiftOptions } from './settings.js';

/** What `explainDescriptor` may be told. */
export interface ExplainDescriptorOptions
  extends Pick<SiftOptions, 'scalesPerOctave' | 'baseSigma' | 'inputSigma' | 'upsample'> {
  /** The cell that is shown, row and column from 0 to 3; that of the most votes by default. */
  cell?:
    | {
        /** Its row. */
        readonly row: number;
        /** Its column. */
        readonly column: number;
      }
    | undefined;
}

/** Sizes of votes whose squares a float holds. */
const SMALLEST = 1e-100;
const LARGEST = 1e100;

/** Of more samples in a cell no one adds the votes. */
const MOST_SAMPLES = 1000;

const FN = 'explainDescriptor';

/**
 * The SIFT descriptor of one keypoint, worked out: where it lies in the scale space, one sample with its gradient, weight and eight
 * votes, all votes of one cell of the turned grid, the 4×4×8 votes, and their normalisation.
 *
 * The image is blurred and sampled as by `describeKeypoints`, in float64. Of the samples those are shown that vote for one cell, as long
 * lists, whose middles are left out in print; the votes of the other cells come out in the same way and are only stated. Their angles
 * are within 4·10⁻⁸ rad, as those of `describeKeypoints`; those of the cell that is shown are exact.
 * `explainSamplingGrid` shows where the cells lie.
 *
 * @param image - grey values [h, w], as `sift` takes them
 * @param keypoint - `x`, `y`, `sigma` and `orientation`, inside the image
 * @param options - `cell` { row, column }; `scalesPerOctave` 3, `baseSigma` 1.6, `inputSigma` 0.5, `upsample` true, as for `sift`
 * @returns the derivation; its `result` is the descriptor of `describeKeypoints` [128], to the digits of float32
 * @throws KindError where an argument is of the wrong kind or an option is unknown, ShapeError where the image is none, DomainError
 * where a number is not finite, the keypoint lies outside the image, the image is flat around it, has no room for an octave, or
 * the cell holds more than 1000 samples
 * @see D. G. Lowe, "Distinctive image features from scale-invariant keypoints", IJCV 2004, section 6.1
 *
 * @example
 * A place on a ramp that rises to the right: all gradients have the keypoint's orientation.
 * ```ts
 * import { explainDescriptor, renderText, verifyDerivation } from 'fovea';
 * const ramp = Array.from({ length: 32 }, () => Array.from({ length: 32 }, (_, x) => x / 32));
 * const d = explainDescriptor(ramp, { x: 15.5, y: 15.5, sigma: 1, orientation: 0 });
 * d.result.shape // => [128]
 * verifyDerivation(d).ok // => true
 * renderText(d).includes('One sample and its votes') // => true
 * ```
 */
export function explainDescriptor(
  image: ArrayInput,
  keypoint: KeypointFrame,
  options?: ExplainDescriptorOptions,
): Derivation<FloatNdArray> {
  const { cell, ...sampling } = checkOptions(FN, options, [
    'cell',
    'scalesPerOctave',
    'baseSigma',
    'inputSigma',
    'upsample',
  ]);
  const settings = readSettings(FN, sampling);
  const { data, shape } = readImage(FN, image);
  const [height, width] = shape as [number, number];
  const frame = readFrame(FN, keypoint);
  checkNumber(FN, 'keypoint.x', frame.x, { min: -0.5, max: width - 0.5 });
  checkNumber(FN, 'keypoint.y', frame.y, { min: -0.5, max: height - 0.5 });
  const octaves = buildOctaves(FN, { data: Float64Array.from(data), shape }, settings);
  if (octaves.length === 0) {
    throw refuse('image', 'an image with room for one octave', `${height} by ${width} pixels`);
  }
  const { scalesPerOctave } = settings;
  const first = octaves[0]!.sampling;
  const index = scaleIndex(frame.sigma, first, settings);
  const o = octaveOf(index, scalesPerOctave, octaves.length - 1);
  const octave = octaves[o]!;
  const plan: DescriptorPlan = {
    frame,
    settings,
    first,
    index,
    octave: o,
    octaves: octaves.length,
    level: levelOf(index, o, scalesPerOctave),
    place: {
      x: (frame.x - octave.offsetX) / octave.sampling,
      y: (frame.y - octave.offsetY) / octave.sampling,
      side: (CELL_SIGMAS * frame.sigma) / octave.sampling,
    },
    geometry: octave,
  };
  const votes = votesOf(octave, plan);
  const shown = cellOf(cell, votes);
  const samples = samplesOf(octave, plan, shown);
  if (samples.length === 0 || samples.length > MOST_SAMPLES) {
    throw refuse(
      samples.length === 0 ? 'cell' : 'keypoint.sigma',
      `a cell with 1 to ${MOST_SAMPLES} samples`,
      `one with ${samples.length}`,
    );
  }
  votes.set(exactVotes(samples, frame.orientation), (shown.row * CELLS + shown.column) * BINS);
  const strongest = samples.reduce((best, sample) => (sample.weight > best.weight ? sample : best));
  const finished = (finish: (votes: Float64Array) => void): FloatNdArray => {
    const copy = votes.slice();
    finish(copy);
    return wrap(copy, [DESCRIPTOR_LENGTH]);
  };
  const result = finished((copy) => finishDescriptor(copy, 'unit'));
  return createDerivation<FloatNdArray>({
    topic: 'scale-space',
    title: 'The descriptor of a keypoint',
    given: givensOf(plan, samples, strongest),
    steps: [
      placeStep(plan),
      sampleStep(plan, strongest),
      cellStep(shown, votes),
      allVotesStep(shown, votes),
      {
        id: 'normalisation',
        kind: 'statement',
        title: 'Normalise, clip at 0.2, normalise again',
        note: 'The length takes out contrast; the clip keeps a few strong gradients from deciding all.',
        steps: [
          ...lengthSteps('votes', 'v', 'unit', 'u', finished(unitLength)),
          clipStep('unit', 'So a few strong gradients do not outweigh all others.'),
          ...lengthSteps('clipped', 'r', 'descriptor', 'f', result, { again: true }),
        ],
      },
    ],
    result,
    answer: refer('descriptor'),
    sources: [
      'D. G. Lowe, "Distinctive image features from scale-invariant keypoints", International Journal of Computer Vision 60 (2004), 91–110, section 6.1.',
      'I. Rey Otero, M. Delbracio, "Anatomy of the SIFT method", Image Processing On Line 4 (2014), 370–396, section 4.2.',
    ],
  });
}

function refuse(argument: string, expected: string, got: string): DomainError {
  return new DomainError({ function: FN, argument, expected, got });
}

function votesOf({ levels, height, width }: Octave, plan: DescriptorPlan): Float64Array {
  const { x, y, side } = plan.place;
  const votes = new Float64Array(DESCRIPTOR_LENGTH);
  const place = Float64Array.of(plan.level, x, y, side, plan.frame.orientation);
  siftDescriptors(levels, height, width, place, 'votes', votes);
  const largest = Math.max(...votes);
  if (largest >= SMALLEST && largest <= LARGEST) return votes;
  const got = largest === 0 ? 'a flat one' : `votes up to ${largest}`;
  throw refuse('image', `an image whose gradients give votes from ${SMALLEST} to ${LARGEST}`, got);
}

type Cell = NonNullable<ExplainDescriptorOptions['cell']>;

function cellOf(cell: Cell | undefined, votes: Float64Array): Cell {
  if (cell !== undefined) {
    const given = checkOptions(FN, cell, ['row', 'column'], 'cell');
    const inside = { integer: true, min: 0, max: CELLS - 1 };
    return {
      row: checkNumber(FN, 'cell.row', given.row, inside),
      column: checkNumber(FN, 'cell.column', given.column, inside),
    };
  }
  const sums = Array.from({ length: CELLS * CELLS }, (_, i) =>
    votes.subarray(i * BINS, (i + 1) * BINS).reduce((sum, vote) => sum + vote, 0),
  );
  const most = sums.indexOf(Math.max(...sums));
  return { row: Math.floor(most / CELLS), column: most % CELLS };
}

/** The samples that vote for a cell, with their neighbours. */
function samplesOf(
  { levels, height, width }: Octave,
  { place, frame, level }: DescriptorPlan,
  cell: Cell,
): Sample[] {
  const [c, s] = [Math.cos(frame.orientation), Math.sin(frame.orientation)];
  const middle = { u: cell.column - 1.5, v: cell.row - 1.5 };
  const radius = 2.5 * place.side * (Math.abs(c) + Math.abs(s));
  const samples: Sample[] = [];
  const at = (row: number, column: number): number =>
    levels[(level * height + row) * width + column]!;
  const [top, left] = [place.y, place.x].map((from) => Math.max(1, Math.ceil(from - radius)));
  for (let row = top!; row <= Math.min(height - 2, place.y + radius); row++) {
    for (let column = left!; column <= Math.min(width - 2, place.x + radius); column++) {
      const [dx, dy] = [column - place.x, row - place.y];
      const u = (dx * c + dy * s) / place.side;
      const v = (dy * c - dx * s) / place.side;
      if (!(Math.abs(u - middle.u) < 1 && Math.abs(v - middle.v) < 1)) continue;
      const neighbours = {
        left: at(row, column - 1),
        right: at(row, column + 1),
        above: at(row - 1, column),
        below: at(row + 1, column),
      };
      const [gx, gy] = [neighbours.right - neighbours.left, neighbours.below - neighbours.above];
      const window = Math.exp(-(dx * dx + dy * dy) / (8 * place.side * place.side));
      const share = (1 - Math.abs(u - middle.u)) * (1 - Math.abs(v - middle.v));
      samples.push({
        row,
        column,
        gx,
        gy,
        neighbours,
        weight: window * Math.hypot(gx, gy) * share,
      });
    }
  }
  return samples;
}

/** A cell's votes with angles to the last digit. */
function exactVotes(samples: readonly Sample[], orientation: number): Float64Array {
  const votes = new Float64Array(BINS);
  for (const { gx, gy, weight } of samples) {
    const place = ((orientation - Math.atan2(gy, gx)) * BINS) / (2 * Math.PI);
    const low = Math.floor(place);
    const bin = low - Math.floor(low / BINS) * BINS;
    votes[bin]! += weight * (1 - (place - low));
    votes[(bin + 1) % BINS]! += weight * (place - low);
  }
  return votes;
}

function givensOf(
  { frame, settings, first }: DescriptorPlan,
  samples: readonly Sample[],
  { neighbours, row, column }: Sample,
) {
  const list = (of: (sample: Sample) => number): FloatNdArray =>
    wrap(Float64Array.from(samples, of), [samples.length]);
  return [
    { id: 'x', symbol: 'x', title: 'Column of the keypoint in the image', value: frame.x },
    { id: 'y', symbol: 'y', title: 'Row of the keypoint', value: frame.y },
    { id: 'sigma', symbol: '\\sigma', title: 'Its sigma, in pixels', value: frame.sigma },
    {
      id: 'theta',
      symbol: '\\theta',
      title: 'Its orientation, in radians',
      value: frame.orientation,
    },
    { id: 'scales', symbol: 'S', title: 'Scales an octave', value: settings.scalesPerOctave },
    {
      id: 'base',
      symbol: '\\sigma_0',
      title: 'Sigma of an octave’s first image, in samples',
      value: settings.baseSigma,
    },
    { id: 'full-turn', symbol: '2 \\pi', title: 'A full turn', value: 2 * Math.PI },
    { id: 'clip', symbol: 'c', title: 'Largest number after the first division', value: CLIP },
    {
      id: 'first',
      symbol: 'd_0',
      title: 'Sampling step of the first octave, in pixels',
      value: first,
    },
    {
      id: 'neighbours',
      symbol: 'L',
      title: `The blurred image beside the sample in column ${column}, row ${row}: left, right, above, below`,
      value: [neighbours.left, neighbours.right, neighbours.above, neighbours.below],
    },
    {
      id: 'columns',
      symbol: 'i',
      title: `Columns of the ${samples.length} samples that vote for the cell shown`,
      value: list((sample) => sample.column),
    },
    { id: 'rows', symbol: 'j', title: 'Their rows', value: list((sample) => sample.row) },
    {
      id: 'gx',
      symbol: 'g_x',
      title: 'Their differences across: the right neighbour less the left one',
      value: list((sample) => sample.gx),
    },
    {
      id: 'gy',
      symbol: 'g_y',
      title: 'Their differences down: the one below less the one above',
      value: list((sample) => sample.gy),
    },
  ];
}
