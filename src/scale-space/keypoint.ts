/** A strict extremum of a stack of difference images, on the grid of the stack. */
export interface Extremum {
  /** Index of the difference image, from 0. */
  readonly level: number;
  /** Row, from 0. */
  readonly y: number;
  /** Column, from 0. */
  readonly x: number;
  /** The difference there. */
  readonly value: number;
  /** Whether it exceeds all 26 neighbours or falls below them all. */
  readonly kind: 'maximum' | 'minimum';
}

/** A place in an image with scale and orientation: all that a descriptor needs. */
export interface KeypointFrame {
  /** Column in pixels of the input image; pixel centres are on whole numbers. */
  readonly x: number;
  /** Row in pixels of the input image, downwards. */
  readonly y: number;
  /**
   * Scale in pixels of the input image: the sigma of the finer of the two Gaussians whose difference is
   * extremal, at three scales an octave. A Gaussian blob of standard deviation s has 2^(−1/6)·s.
   */
  readonly sigma: number;
  /** Direction of the dominant gradient in radians, 0 ≤ orientation < 2π, from +x towards +y. */
  readonly orientation: number;
}

/** A keypoint as SIFT finds it. */
export interface Keypoint extends KeypointFrame {
  /** Absolute difference of Gaussians at the refined place, as it would be with three scales an octave. */
  readonly response: number;
  /** Octave it was found in: the sampling step there is 2^octave pixels (−1: the doubled image). */
  readonly octave: number;
  /** Index of the blurred image of that octave which is nearest in scale. */
  readonly level: number;
}
