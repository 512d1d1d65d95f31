// A list of peaks that grows: numbers in typed arrays leave nothing to the garbage collector.
import { allocate, dtypeOf } from '../../core/create.js';
import type { FloatDType, FloatTypedArray } from '../../core/types.js';
import type { Peaks } from '../structure-kernels.js';

const FIRST_ROOM = 256;

/** Peaks in the order in which they are found. */
export class PeakList {
  /** Places of the first `count` peaks; what follows is room. */
  places: Uint32Array = new Uint32Array(FIRST_ROOM);
  /** How many there are. */
  count = 0;
  private values: FloatTypedArray;

  /** An empty list for peaks of such an image. */
  constructor(response: FloatTypedArray) {
    this.values = allocate(dtypeOf(response) as FloatDType, FIRST_ROOM);
  }

  /** Adds a peak. */
  push(place: number, value: number): void {
    if (this.count === this.places.length) {
      const { places, values } = this;
      this.places = new Uint32Array(2 * places.length);
      this.places.set(places);
      this.values = allocate(dtypeOf(values) as FloatDType, 2 * values.length);
      this.values.set(values);
    }
    this.places[this.count] = place;
    this.values[this.count] = value;
    this.count++;
  }

  /** The peaks so far. */
  get peaks(): Peaks {
    const { count } = this;
    return { places: this.places.subarray(0, count), values: this.values.subarray(0, count) };
  }
}
