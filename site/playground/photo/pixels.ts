// A picture's pixels, as a canvas has them and as they go to the worker.

/** Pixels of a canvas. */
export interface Pixels {
  /** Red, green, blue and alpha of each pixel, row by row. */
  readonly data: Uint8ClampedArray<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}
