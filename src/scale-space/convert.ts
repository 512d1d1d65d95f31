// Keypoints of one system in the words of another.
import { checkBoolean, checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { describeValue, KindError } from '../core/errors.js';
import { conventionOf, type FieldCheck, type Measures } from './keypoint-conventions.js';
import type { KeypointConvention, KeypointInputs, KeypointRecords } from './keypoint-records.js';

/** What `convertKeypoints` may be told beside the two conventions. */
export interface ConversionDetails {
  /**
   * Whether positions of OpenCV and scikit-image are 1/4 pixel too large, as those systems report them; true by
   * default. False for OpenCV's `enable_precise_upscale`, for scikit-image's `upsampling=1`, and for records that
   * other programs wrote.
   */
  doublingShift?: boolean | undefined;
  /** Scales an octave of the pyramid that octaves and levels count; 3 by default. */
  scalesPerOctave?: number | undefined;
  /** Sigma of the finest image of that pyramid's octaves, in samples; 1.6 by default. */
  baseSigma?: number | undefined;
}

/** From where to where, and the details. */
export type ConvertKeypointsOptions<
  From extends KeypointConvention,
  To extends KeypointConvention,
> = {
  /** The convention that the keypoints are in. */
  readonly from: From;
  /** The convention that they are wanted in. */
  readonly to: To;
} & ConversionDetails;

const NAMES: readonly KeypointConvention[] = [
  'fovea',
  'opencv',
  'vlfeat',
  'colmap',
  'ipol',
  'scikit-image',
  'kornia',
];

/** Octaves and levels that are further than this from sigma, in levels, are those of another pyramid. */
const LARGEST_FRACTION = 0.75;

/** The octave of the doubled image, below which the systems have none. */
const FIRST_OCTAVE = -1;

/**
 * Keypoints of one system as another would report them: origin of the coordinates, size, angle, octave, and
 * the names of the fields.
 *
 * | convention | record | first pixel | size | angle |
 * |---|---|---|---|---|
 * | fovea | x, y, sigma, orientation, response, octave, level | 0 | σ | radians, x to y, [0, 2π) |
 * | opencv | x, y, size, angle, response, octave (packed) | 0, + ¼ | 2σ | degrees, x to y, [0, 360) |
 * | vlfeat | x, y, sigma, angle, o, is | 0 | σ | radians, x to y, [0, 2π) |
 * | colmap | x, y, scale, orientation | 0.5 | σ | radians, x to y, (−π, π] |
 * | ipol | x (row), y (column), sigma, theta, o, s | 0 | σ | radians, down to right, + π/36, (−π, π] |
 * | scikit-image | row, column, sigma, orientation, octave, scale | 0, + ¼ | σ | radians, down to right, + π/36, (−π, π] |
 * | kornia | laf, response | 0 | 6σ | of the frame |
 *
 * Here σ is the finer of the two Gaussians whose difference is extremal, in pixels of the image, for all of them.
 * "+ ¼" and "+ π/36" are what OpenCV, scikit-image and the IPOL code add without meaning to, the first where they
 * double the image, the second as half a bin of their histogram of 36. It goes when keypoints come from them, and
 * is put on when they go to them, so that they fit what these systems find, and descriptors that they compute
 * there are read in the right place; `doublingShift: false` leaves the ¼ out.
 *
 * A convention that lacks the response drops it; read from such a one it is 0. Octave and level are kept where
 * they agree with sigma, and are otherwise the ones at which a pyramid of `scalesPerOctave` and `baseSigma`, by
 * default Lowe's, has that sigma; so they are where a convention lacks them. The shape of an affine frame of
 * kornia's is dropped.
 *
 * @param keypoints - records of the convention `from`; response, octave and level may be missing
 * @param options - `from`, `to`, `doublingShift` (true), `scalesPerOctave` (3), `baseSigma` (1.6)
 * @returns as many records of the convention `to`, in the same order
 * @throws KindError where a convention is unknown or a record lacks a number, DomainError where a number is not finite or a size not positive
 * @see I. Rey Otero, M. Delbracio, "Anatomy of the SIFT method", IPOL 2014, section 3, on the pyramid
 *
 * @example
 * A keypoint of OpenCV's: a diameter and degrees become a sigma and radians, and the quarter pixel goes.
 * ```ts
 * import { convertKeypoints } from 'fovea';
 * const found = [{ x: 10.25, y: 20.25, size: 4.032, angle: 90, response: 0.05, octave: 0x100 }];
 * const [keypoint] = convertKeypoints(found, { from: 'opencv', to: 'fovea' });
 * keypoint.x // => 10
 * keypoint.y // => 20
 * keypoint.sigma // => 2.016
 * keypoint.orientation // => 1.5707963
 * keypoint.octave // => 0
 * keypoint.level // => 1
 * ```
 */
export function convertKeypoints<From extends KeypointConvention, To extends KeypointConvention>(
  keypoints: readonly KeypointInputs[From][],
  options: ConvertKeypointsOptions<From, To>,
): KeypointRecords[To][] {
  const fn = 'convertKeypoints';
  const {
    from,
    to,
    doublingShift = true,
    scalesPerOctave = 3,
    baseSigma = 1.6,
  } = checkOptions(fn, options, ['from', 'to', 'doublingShift', 'scalesPerOctave', 'baseSigma']);
  checkOneOf(fn, 'from', from, NAMES);
  checkOneOf(fn, 'to', to, NAMES);
  checkBoolean(fn, 'doublingShift', doublingShift);
  checkNumber(fn, 'scalesPerOctave', scalesPerOctave, { integer: true, min: 1 });
  checkNumber(fn, 'baseSigma', baseSigma, { above: 0 });
  if (!Array.isArray(keypoints)) throw notRecords(fn, 'keypoints', 'a list', keypoints);

  const source = conventionOf(from);
  const target = conventionOf(to);
  const shift = originOf(target, doublingShift) - originOf(source, doublingShift);
  // Array.from visits holes, which are refused.
  return Array.from(keypoints, (record: KeypointInputs[From], i) => {
    const at = `keypoints[${i}]`;
    if (typeof record !== 'object' || record === null) throw notRecords(fn, at, 'a record', record);
    const check: FieldCheck = (name, value, range) =>
      checkNumber(fn, `${at}.${name}`, value, range);
    const own = source.read(record, check);
    const sigma = own.size / source.sizePerSigma;
    const address = pyramidAddress(
      Math.log2(sigma / baseSigma) * scalesPerOctave,
      scalesPerOctave,
      own.octave === undefined ? undefined : own.octave - source.octaveOfOne,
      own.level === undefined ? undefined : own.level - source.firstLevel,
    );
    return target.write({
      x: own.x + shift,
      y: own.y + shift,
      size: sigma * target.sizePerSigma,
      angle: ownAngle(orientationOf(own.angle, source), target),
      response: own.response ?? 0,
      octave: address.octave + target.octaveOfOne,
      level: address.level + target.firstLevel,
      levelFraction: address.fraction,
    });
  });
}

/** The coordinate at which a system reports the first pixel's centre. */
function originOf(system: Measures, shifted: boolean): number {
  return system.firstPixel + (shifted ? system.doublingShift : 0);
}

/** An angle of a system in radians from +x towards +y. */
function orientationOf(angle: number, { turn, fromX, angleShift }: Measures): number {
  const radians = angle * ((2 * Math.PI) / turn) - angleShift;
  return fromX ? radians : Math.PI / 2 - radians;
}

/** The angle of a system for an orientation in radians, within the system's range. */
function ownAngle(orientation: number, { turn, fromX, signed, angleShift }: Measures): number {
  const radians = (fromX ? orientation : Math.PI / 2 - orientation) + angleShift;
  const angle = radians / ((2 * Math.PI) / turn);
  const rest = angle % turn;
  const [low, high] = signed ? [-turn / 2, turn / 2] : [0, turn];
  if (signed ? rest > high : rest >= high) return rest - turn;
  if (signed ? rest <= low : rest < low) {
    // A tiny negative angle may round to a full turn.
    return rest + turn < turn ? rest + turn : 0;
  }
  return rest + 0;
}

interface Address {
  readonly octave: number;
  readonly level: number;
  /** How far sigma is from that level's, in levels. */
  readonly fraction: number;
}

/**
 * Octave and level of a sigma.
 *
 * @param steps - sigma in levels above the finest image of octave 0
 * @param scales - levels an octave
 * @param octave - what the record says
 * @param level - what the record says
 * @returns what the record says where it fits; else the nearest level from 1 to `scales` of an octave from −1 on, or level 0 below them
 */
function pyramidAddress(
  steps: number,
  scales: number,
  octave: number | undefined,
  level: number | undefined,
): Address {
  // Keypoints are found at the levels from 1 to `scales`, or a little beside them.
  if (octave !== undefined && level !== undefined && level >= 0 && level <= scales + 1) {
    const fraction = steps - scales * octave - level;
    if (Math.abs(fraction) <= LARGEST_FRACTION) {
      return { octave, level, fraction: within(fraction) };
    }
  }
  const nearest = Math.round(steps);
  const inOctave = Math.max(Math.ceil(nearest / scales) - 1, FIRST_OCTAVE);
  const inLevel = Math.max(nearest - scales * inOctave, 0);
  return {
    octave: inOctave,
    level: inLevel,
    fraction: within(steps - scales * inOctave - inLevel),
  };
}

function within(fraction: number): number {
  return Math.min(Math.max(fraction, -0.5), 0.5);
}

function notRecords(fn: string, argument: string, kind: string, got: unknown): KindError {
  const expected = `${kind} of the convention "from"`;
  return new KindError({ function: fn, argument, expected, got: describeValue(got) });
}
