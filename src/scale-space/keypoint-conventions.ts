// How other systems measure and write down a keypoint: one row a convention, with its source.
import type { NumberRange } from '../core/check.js';
import type { KeypointConvention, KeypointInputs, KeypointRecords } from './keypoint-records.js';

/** A keypoint's numbers in the units and counts of its convention, under names that all share. */
interface OwnNumbers {
  /** Column. */
  readonly x: number;
  /** Row. */
  readonly y: number;
  readonly size: number;
  readonly angle: number;
  readonly response?: number | undefined;
  readonly octave?: number | undefined;
  readonly level?: number | undefined;
}

/** The same, complete, as it is written. */
interface CompleteNumbers extends OwnNumbers {
  readonly response: number;
  readonly octave: number;
  readonly level: number;
  /** How far sigma is from the level's, in levels, −0.5 to 0.5. */
  readonly levelFraction: number;
}

/** Checks a field and returns it. */
export type FieldCheck = (name: string, value: unknown, range?: NumberRange) => number;

/** How a convention measures. */
export interface Measures {
  /** Coordinate of the first pixel's centre. */
  readonly firstPixel: number;
  /** What the system adds to positions without meaning to where it doubles the image, in pixels. */
  readonly doublingShift: number;
  /** Own size of a keypoint of sigma 1. */
  readonly sizePerSigma: number;
  /** A full turn in the own unit. */
  readonly turn: number;
  /** Whether angles grow from +x towards +y (down), else from +y towards +x. */
  readonly fromX: boolean;
  /** Whether angles lie in (−½ turn, ½ turn], else in [0, turn). */
  readonly signed: boolean;
  /** What the system adds to angles without meaning to, in radians of its own sense. */
  readonly angleShift: number;
  /** Own number of the octave whose sampling step is one pixel. */
  readonly octaveOfOne: number;
  /** Own number of an octave's finest image. */
  readonly firstLevel: number;
}

/** How a convention writes a keypoint down. */
interface Notation<C extends KeypointConvention> {
  /** Checks a record and names its numbers. */
  readonly read: (record: KeypointInputs[C], check: FieldCheck) => OwnNumbers;
  /** Builds a record. */
  readonly write: (own: CompleteNumbers) => KeypointRecords[C];
}

/** Most conventions: pixel centres on whole numbers, sigmas, radians from +x, octave 0 for the image itself. */
const PLAIN: Measures = {
  firstPixel: 0,
  doublingShift: 0,
  sizePerSigma: 1,
  turn: 2 * Math.PI,
  fromX: true,
  signed: false,
  angleShift: 0,
  octaveOfOne: 0,
  firstLevel: 0,
};

/**
 * Half a bin of 36. The IPOL code, and scikit-image after it, round an angle to the nearest bin but read a
 * bin's number as its lower edge: `ori_to_bin` and `bin_to_ori` in lib_description.c.
 */
const HALF_BIN = Math.PI / 36;

/** The radius of kornia's frames in sigmas, its `mr_size`: half the width of a SIFT descriptor. */
const FRAME_SIGMAS = 6;

const POSITIVE: NumberRange = { above: 0 };
const WHOLE: NumberRange = { integer: true };

function optional(
  check: FieldCheck,
  name: string,
  value: unknown,
  range?: NumberRange,
): number | undefined {
  return value === undefined ? undefined : check(name, value, range);
}

/** Every convention, with what it measures differently from most. */
const CONVENTIONS: { readonly [C in KeypointConvention]: Notation<C> & Partial<Measures> } = {
  fovea: {
    read: (k, check) => ({
      x: check('x', k.x),
      y: check('y', k.y),
      size: check('sigma', k.sigma, POSITIVE),
      angle: check('orientation', k.orientation),
      response: optional(check, 'response', k.response),
      octave: optional(check, 'octave', k.octave, WHOLE),
      level: optional(check, 'level', k.level, WHOLE),
    }),
    write: ({ x, y, size, angle, response, octave, level }) => ({
      x,
      y,
      sigma: size,
      orientation: angle,
      response,
      octave,
      level,
    }),
  },

  // OpenCV 4: modules/features2d/src/sift.simd.hpp (adjustLocalExtrema, findScaleSpaceExtrema) and
  // sift.dispatch.cpp (unpackOctave, createInitialImage); the shift is issue 23123.
  opencv: {
    doublingShift: 0.25,
    sizePerSigma: 2,
    turn: 360,
    read: (k, check) => {
      const packed = optional(check, 'octave', k.octave, WHOLE);
      return {
        x: check('x', k.x),
        y: check('y', k.y),
        size: check('size', k.size, POSITIVE),
        angle: check('angle', k.angle),
        response: optional(check, 'response', k.response),
        octave: packed === undefined ? undefined : (packed << 24) >> 24,
        level: packed === undefined ? undefined : (packed >> 8) & 255,
      };
    },
    write: ({ x, y, size, angle, response, octave, level, levelFraction }) => ({
      x,
      y,
      size,
      angle,
      response,
      octave:
        (octave & 255) | ((level & 255) << 8) | (Math.round((levelFraction + 0.5) * 255) << 16),
    }),
  },

  // VLFeat 0.9.21: vl/sift.h and vl/sift.c (vl_sift_new, vl_sift_detect, vl_sift_calc_keypoint_orientations);
  // its doubling maps pixel x to 2x, so that nothing is shifted.
  vlfeat: {
    firstLevel: -1,
    read: (k, check) => ({
      x: check('x', k.x),
      y: check('y', k.y),
      size: check('sigma', k.sigma, POSITIVE),
      angle: check('angle', k.angle),
      octave: optional(check, 'o', k.o, WHOLE),
      level: optional(check, 'is', k.is, WHOLE),
    }),
    write: ({ x, y, size, angle, octave, level }) => ({
      x,
      y,
      sigma: size,
      angle,
      o: octave,
      is: level,
    }),
  },

  // COLMAP: src/colmap/feature/types.h (the origin), types.cc (ComputeOrientation, KeypointsToMatrix) and
  // sift.cc, which adds 0.5 to VLFeat's positions.
  colmap: {
    firstPixel: 0.5,
    signed: true,
    read: (k, check) => ({
      x: check('x', k.x),
      y: check('y', k.y),
      size: check('scale', k.scale, POSITIVE),
      angle: check('orientation', k.orientation),
    }),
    write: ({ x, y, size, angle }) => ({ x, y, scale: size, orientation: angle }),
  },

  // I. Rey Otero, M. Delbracio, "Anatomy of the SIFT method", IPOL 2014: README.txt (x downwards, y to the
  // right), lib_keypoint.h, lib_sift_anatomy.c, lib_description.c; lib_discrete.c doubles x to 2x, unshifted.
  ipol: {
    fromX: false,
    signed: true,
    angleShift: HALF_BIN,
    octaveOfOne: 1,
    read: (k, check) => ({
      x: check('y', k.y),
      y: check('x', k.x),
      size: check('sigma', k.sigma, POSITIVE),
      angle: check('theta', k.theta),
      octave: optional(check, 'o', k.o, WHOLE),
      level: optional(check, 's', k.s, WHOLE),
    }),
    write: ({ x, y, size, angle, octave, level }) => ({
      x: y,
      y: x,
      sigma: size,
      theta: angle,
      o: octave,
      s: level,
    }),
  },

  // scikit-image 0.19 to 0.25: skimage/feature/sift.py (_create_scalespace, _find_localize_evaluate,
  // _compute_orientation).
  'scikit-image': {
    doublingShift: 0.25,
    fromX: false,
    signed: true,
    angleShift: HALF_BIN,
    octaveOfOne: 1,
    read: (k, check) => ({
      x: check('column', k.column),
      y: check('row', k.row),
      size: check('sigma', k.sigma, POSITIVE),
      angle: check('orientation', k.orientation),
      octave: optional(check, 'octave', k.octave, WHOLE),
      level: optional(check, 'scale', k.scale, WHOLE),
    }),
    write: ({ x, y, size, angle, octave, level }) => ({
      row: y,
      column: x,
      sigma: size,
      orientation: angle,
      octave,
      scale: level,
    }),
  },

  // kornia: kornia/feature/laf.py (get_laf_center, get_laf_scale, get_laf_orientation), orientation.py
  // (LAFOrienter) and scale_space_detector.py (mr_size).
  kornia: {
    sizePerSigma: FRAME_SIGMAS,
    read: (k, check) => {
      const entry = (row: 0 | 1, column: 0 | 1 | 2): number =>
        check(`laf[${row}][${column}]`, k.laf?.[row]?.[column]);
      const [a11, a12] = [entry(0, 0), entry(0, 1)];
      const determinant = a11 * entry(1, 1) - a12 * entry(1, 0);
      return {
        x: entry(0, 2),
        y: entry(1, 2),
        size: check('laf (its scale)', Math.sqrt(Math.abs(determinant)), POSITIVE),
        angle: Math.atan2(-a12, a11),
        response: optional(check, 'response', k.response),
      };
    },
    write: ({ x, y, size, angle, response }) => {
      const [c, s] = [size * Math.cos(angle), size * Math.sin(angle)];
      return {
        laf: [
          [c, 0 - s, x],
          [s, c, y],
        ],
        response,
      };
    },
  },
};

/**
 * How a system measures and writes down a keypoint.
 *
 * @param name - of its convention
 * @returns all of it
 */
export function conventionOf<C extends KeypointConvention>(name: C): Notation<C> & Measures {
  return { ...PLAIN, ...CONVENTIONS[name] };
}
