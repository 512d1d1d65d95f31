// Keypoints that wait until the rows around them are there, to be described.
import type { FloatTypedArray } from '../core/types.js';
import {
  DESCRIPTOR_LENGTH,
  DESCRIPTOR_PLACE,
  DESCRIPTOR_REACH,
  siftDescriptors as descriptorsScalar,
} from '../kernels/scalar/sift-descriptor.js';
import { kernel } from '../kernels/select.js';
import { siftDescriptors as descriptorsFast } from '../kernels/simd/sift-patches.js';
import { putDescriptorPlace } from './describe.js';
import type { OctaveGeometry } from './geometry.js';
import type { KeypointFrame } from './keypoint.js';
import type { OctaveWindow } from './octave-windows.js';
import type { SiftSettings } from './settings.js';

/** Rows beyond the farthest sample that are read with it, with one to spare. */
const BESIDE = 2;
/** Descriptors that there is room for at first. */
const FIRST_ROOM = 256;

interface Waiting {
  /** Which of all keypoints it is. */
  readonly slot: number;
  /** What the kernel is told. */
  readonly place: Float64Array;
  /** How far from its row others are read. */
  readonly reach: number;
}

/** Keypoints that wait. */
export interface DescriptorQueue {
  /** Takes in a keypoint; says which descriptor will be its own. */
  add(keypoint: KeypointFrame): number;

  /** How far from their rows the keypoints that wait in an octave are described. */
  reach(octave: number): number;

  /** Describes those whose rows are there; says from which row on the others need them. */
  read(window: OctaveWindow, octave: number, top: number, end: number): number;

  /** Describes those that wait in an octave, by its levels from `first` on, all of which are there. */
  readWhole(levels: FloatTypedArray, octave: number, first: number): void;

  /** The descriptors of some keypoints, one after the other. */
  take(slots: readonly number[]): Float32Array;
}

/**
 * A queue for the keypoints of an image.
 *
 * @param plan - the octaves
 * @param settings - sigmas, RootSIFT
 * @returns the queue, empty
 */
export function descriptorQueue(
  plan: readonly OctaveGeometry[],
  settings: SiftSettings,
): DescriptorQueue {
  const run = kernel('siftDescriptors', descriptorsScalar, descriptorsFast);
  const finish = settings.rootSift ? 'root' : 'unit';
  const queues: Waiting[][] = plan.map(() => []);
  let descriptors = new Float32Array(FIRST_ROOM * DESCRIPTOR_LENGTH);
  let count = 0;

  /** Describes some, of levels that begin with row `top` of the octave. */
  const describe = (
    some: readonly Waiting[],
    levels: FloatTypedArray,
    rows: number,
    width: number,
    top: number,
  ): void => {
    const places = new Float64Array(some.length * DESCRIPTOR_PLACE);
    for (let i = 0; i < some.length; i++) {
      places.set(some[i]!.place, i * DESCRIPTOR_PLACE);
      places[i * DESCRIPTOR_PLACE + 2]! -= top;
    }
    const made = new Float32Array(some.length * DESCRIPTOR_LENGTH);
    run(levels, rows, width, places, finish, made);
    for (let i = 0; i < some.length; i++) {
      const own = made.subarray(i * DESCRIPTOR_LENGTH, (i + 1) * DESCRIPTOR_LENGTH);
      descriptors.set(own, some[i]!.slot * DESCRIPTOR_LENGTH);
    }
  };

  return {
    add(keypoint) {
      const place = new Float64Array(DESCRIPTOR_PLACE);
      const octave = putDescriptorPlace(plan, keypoint, 1, settings, place, 0);
      const reach = Math.ceil(DESCRIPTOR_REACH * place[3]!) + BESIDE;
      const slot = count++;
      queues[octave]!.push({ slot, place, reach });
      if (count * DESCRIPTOR_LENGTH > descriptors.length) {
        const larger = new Float32Array(2 * descriptors.length);
        larger.set(descriptors);
        descriptors = larger;
      }
      return slot;
    },
    reach(octave) {
      return queues[octave]!.reduce((most, { reach }) => Math.max(most, reach), 0);
    },
    read({ levels, rows, width, height }, octave, top, end) {
      const ready: Waiting[] = [];
      const others: Waiting[] = [];
      let needed = height;
      for (const each of queues[octave]!) {
        const y = each.place[2]!;
        if (end === height || y + each.reach < end) {
          ready.push(each);
        } else {
          others.push(each);
          needed = Math.min(needed, Math.floor(y - each.reach));
        }
      }
      queues[octave] = others;
      if (ready.length > 0) describe(ready, levels, rows, width, top);
      return needed;
    },
    readWhole(levels, octave, first) {
      const some = queues[octave]!;
      const { height, width } = plan[octave]!;
      for (const { place } of some) place[0]! -= first;
      if (some.length > 0) describe(some, levels, height, width, 0);
      queues[octave] = [];
    },
    take(slots) {
      const taken = new Float32Array(slots.length * DESCRIPTOR_LENGTH);
      for (let i = 0; i < slots.length; i++) {
        const from = slots[i]! * DESCRIPTOR_LENGTH;
        taken.set(descriptors.subarray(from, from + DESCRIPTOR_LENGTH), i * DESCRIPTOR_LENGTH);
      }
      return taken;
    },
  };
}
