// Keypoints as other systems write them down.
import type { Keypoint, KeypointFrame } from './keypoint.js';

/** A keypoint of OpenCV's SIFT: `cv::KeyPoint`, its `pt` spread out. */
export interface OpenCvKeypoint {
  /** Column in pixels, the first pixel's centre at 0; 1/4 too large unless `enable_precise_upscale` was on. */
  readonly x: number;
  /** Row in pixels, downwards; 1/4 too large likewise. */
  readonly y: number;
  /** Diameter in pixels: 2 sigma. */
  readonly size: number;
  /** Direction of the dominant gradient in degrees, 0 ≤ angle < 360, from +x towards +y. */
  readonly angle: number;
  /** Absolute difference of Gaussians. */
  readonly response: number;
  /** Packed: the octave as a signed byte, the layer in the second byte, the layer's fraction in the third. */
  readonly octave: number;
}

/** A keypoint of VLFeat's C library: `VlSiftKeypoint` with its angle. MATLAB's frames count x and y from 1. */
export interface VlfeatKeypoint {
  /** Column in pixels, the first pixel's centre at 0. */
  readonly x: number;
  /** Row in pixels, downwards. */
  readonly y: number;
  /** Sigma in pixels. */
  readonly sigma: number;
  /** Direction of the dominant gradient in radians, 0 ≤ angle < 2π, from +x towards +y. */
  readonly angle: number;
  /** Octave: its sampling step is 2^o pixels. */
  readonly o: number;
  /** Level in the octave, counted from −1. */
  readonly is: number;
}

/** A keypoint of COLMAP: a row of its text files and of `pycolmap`'s four columns. */
export interface ColmapKeypoint {
  /** Column in pixels, the first pixel's centre at 0.5. */
  readonly x: number;
  /** Row in pixels, downwards, the first pixel's centre at 0.5. */
  readonly y: number;
  /** Sigma in pixels. */
  readonly scale: number;
  /** Direction of the dominant gradient in radians, −π < orientation ≤ π, from +x towards +y. */
  readonly orientation: number;
}

/** A keypoint of the IPOL code of "Anatomy of the SIFT method". */
export interface IpolKeypoint {
  /** Row in pixels, downwards, the first pixel's centre at 0. */
  readonly x: number;
  /** Column in pixels. */
  readonly y: number;
  /** Sigma in pixels. */
  readonly sigma: number;
  /** Direction of the dominant gradient in radians, −π < theta ≤ π, from downwards towards the right; π/36 too large. */
  readonly theta: number;
  /** Octave, from 0 for the doubled image. */
  readonly o: number;
  /** Scale in the octave. */
  readonly s: number;
}

/** A keypoint of scikit-image's `SIFT`: one entry of its arrays of the same names. */
export interface ScikitImageKeypoint {
  /** Row of `positions` in pixels, downwards, the first pixel's centre at 0; 1/4 too large where the image was doubled. */
  readonly row: number;
  /** Column of `positions` in pixels; 1/4 too large likewise. */
  readonly column: number;
  /** Sigma in pixels. */
  readonly sigma: number;
  /** Direction of the dominant gradient in radians, −π < orientation ≤ π, from downwards towards the right; π/36 too large. */
  readonly orientation: number;
  /** Octave, from 0 for the doubled image. */
  readonly octave: number;
  /** Scale in the octave. */
  readonly scale: number;
}

/** A keypoint of kornia's SIFT: a local affine frame with the detector's response. */
export interface KorniaKeypoint {
  /** [[a11, a12, x], [a21, a22, y]]: a turn times 6 sigma, and the centre, the first pixel's centre at 0. */
  readonly laf: readonly [readonly [number, number, number], readonly [number, number, number]];
  /** The detector's response. */
  readonly response: number;
}

/** The record of each convention. */
export interface KeypointRecords {
  /** This library's. */
  readonly fovea: Keypoint;
  /** OpenCV's. */
  readonly opencv: OpenCvKeypoint;
  /** VLFeat's. */
  readonly vlfeat: VlfeatKeypoint;
  /** COLMAP's. */
  readonly colmap: ColmapKeypoint;
  /** The IPOL code's. */
  readonly ipol: IpolKeypoint;
  /** scikit-image's. */
  readonly 'scikit-image': ScikitImageKeypoint;
  /** kornia's. */
  readonly kornia: KorniaKeypoint;
}

/** Name of a convention. */
export type KeypointConvention = keyof KeypointRecords;

/** The record of each convention as it is read: the response and the place in the pyramid may be missing. */
export interface KeypointInputs {
  /** This library's. */
  readonly fovea: KeypointFrame & Partial<Keypoint>;
  /** OpenCV's. */
  readonly opencv: Omit<OpenCvKeypoint, 'response' | 'octave'> & Partial<OpenCvKeypoint>;
  /** VLFeat's. */
  readonly vlfeat: Omit<VlfeatKeypoint, 'o' | 'is'> & Partial<VlfeatKeypoint>;
  /** COLMAP's. */
  readonly colmap: ColmapKeypoint;
  /** The IPOL code's. */
  readonly ipol: Omit<IpolKeypoint, 'o' | 's'> & Partial<IpolKeypoint>;
  /** scikit-image's. */
  readonly 'scikit-image': Omit<ScikitImageKeypoint, 'octave' | 'scale'> &
    Partial<ScikitImageKeypoint>;
  /** kornia's. */
  readonly kornia: Omit<KorniaKeypoint, 'response'> & Partial<KorniaKeypoint>;
}
