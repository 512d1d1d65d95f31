// A picture's pixels, as a canvas has them and as they go to the worker.

/** Pixels of a canvas. */
export interface Pixels {
  /** Red, green, blue and alpha of each pixel, row by row. */
  readonly data: Uint8ClampedArray<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

/** A picture by its address, for plots. */
export interface PlacedPicture {
  readonly width: number;
  readonly height: number;
  readonly href: string;
}

/** A place in a picture. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** What a function gives, and how many milliseconds it took. */
export function timed<T>(work: () => T): [T, number] {
  const start = performance.now();
  const result = work();
  return [result, performance.now() - start];
}
