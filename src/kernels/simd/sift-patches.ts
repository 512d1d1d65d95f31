// Directions and descriptors of keypoints, of levels in the memory of the kernels. Others are left to the scalar kernels.
import type { FloatTypedArray } from '../../core/types.js';
import type { DescriptorFinish, PatchKernels } from '../patch-kernels.js';
import {
  CLIP,
  DESCRIPTOR_LENGTH,
  DESCRIPTOR_PLACE,
  describePlaces,
  siftDescriptors as descriptorsScalar,
  type VoteAdder,
} from '../scalar/sift-descriptor.js';
import {
  ORIENTATION_PLACE,
  siftOrientations as orientationsScalar,
} from '../scalar/sift-orientation.js';
import { descriptor } from './generated/descriptor.js';
import { inArena } from './wasm-module.js';

/** Places that go through at a time. */
const CHUNK = 256;
/** Bytes that the kernels work in; see assembly/lib/orientation-votes.ts and descriptor-votes.ts. */
const ORIENTATION_WORK = 4096;
const DESCRIPTOR_WORK = 4 * 6 * 6 * 9 * 16;
/** Directions that one place may have. */
const MOST_ANGLES = 18;
/** Numbers of a place of a descriptor as the kernel takes them. */
const TURNED_PLACE = 7;
const RULES: readonly DescriptorFinish[] = ['votes', 'unit', 'root'];

/** Runs over chunks of places, until one of them fails; whether none did. */
function chunks(
  places: Float64Array,
  step: number,
  run: (places: Float64Array, first: number, count: number) => boolean,
): boolean {
  for (let i = 0; i * step < places.length; i += CHUNK) {
    const some = places.subarray(i * step, (i + CHUNK) * step);
    if (!run(some, i, some.length / step)) return false;
  }
  return true;
}

/** See `PatchKernels.siftOrientations`. */
export const siftOrientations: PatchKernels['siftOrientations'] = (
  levels,
  height,
  width,
  places,
  reach,
  counts,
  angles,
) => {
  const before = angles.length;
  let served = false;
  if (levels instanceof Float32Array) {
    inArena(descriptor, (wasm, arena) => {
      const columnWeights = arena.words(width + 4);
      const rowWeights = arena.words(height + 4);
      const spans = arena.words(2 * height);
      const gradients = arena.words(2 * (width + 8));
      const work = arena.allocate(ORIENTATION_WORK);
      const input = arena.allocate(8 * ORIENTATION_PLACE * CHUNK);
      const found = arena.allocate(4 * CHUNK);
      const output = arena.allocate(8 * MOST_ANGLES * CHUNK);
      const place = arena.find(levels);
      if (place === undefined) return;
      served = chunks(places, ORIENTATION_PLACE, (some, first, count) => {
        arena.float64(input, some.length).set(some);
        wasm.orientations(
          place,
          4 * width,
          height,
          width,
          input,
          count,
          reach,
          columnWeights,
          rowWeights,
          spans,
          gradients,
          work,
          found,
          output,
        );
        const each = arena.int32(found, count);
        const all = arena.float64(output, MOST_ANGLES * count);
        let next = 0;
        for (let i = 0; i < count; i++) {
          // Float32 numbers could not hold the votes.
          if (each[i]! < 0) return false;
          counts[first + i] = each[i]!;
          for (const end = next + each[i]!; next < end; next++) angles.push(all[next]!);
        }
        return true;
      });
    });
  }
  if (served) return;
  angles.length = before;
  orientationsScalar(levels, height, width, places, reach, counts, angles);
};

/** Places as the kernel of descriptors takes them: the turn by its cosine and sine. */
function turned(places: Float64Array, target: Float64Array): void {
  let at = 0;
  for (let i = 0; i < places.length; i += DESCRIPTOR_PLACE) {
    const size = places[i + 3]!;
    const orientation = places[i + 4]!;
    const eighths = (orientation * 8) / (2 * Math.PI);
    target[at] = places[i]!;
    target[at + 1] = places[i + 1]!;
    target[at + 2] = places[i + 2]!;
    target[at + 3] = size;
    target[at + 4] = Math.cos(orientation) / size;
    target[at + 5] = Math.sin(orientation) / size;
    target[at + 6] = eighths - 8 * Math.floor(eighths / 8);
    at += TURNED_PLACE;
  }
}

/** See `PatchKernels.siftDescriptors`. */
export const siftDescriptors: PatchKernels['siftDescriptors'] = (
  levels,
  height,
  width,
  places,
  finish,
  target,
) => {
  let served = false;
  if (levels instanceof Float32Array) {
    inArena(descriptor, (wasm, arena) => {
      const columnWeights = arena.words(width + 4);
      const rowWeights = arena.words(height + 4);
      const spans = arena.words(2 * height);
      const gradients = arena.words(2 * (width + 8));
      const work = arena.allocate(DESCRIPTOR_WORK);
      const input = arena.allocate(8 * TURNED_PLACE * CHUNK);
      const flags = arena.allocate(4 * CHUNK);
      const output = arena.words(DESCRIPTOR_LENGTH * CHUNK);
      const place = arena.find(levels);
      if (place === undefined) return;
      served = chunks(places, DESCRIPTOR_PLACE, (some, first, count) => {
        turned(some, arena.float64(input, TURNED_PLACE * count));
        wasm.descriptors(
          place,
          4 * width,
          height,
          width,
          input,
          count,
          CLIP,
          RULES.indexOf(finish),
          columnWeights,
          rowWeights,
          spans,
          gradients,
          work,
          flags,
          output,
        );
        target.set(arena.float32(output, DESCRIPTOR_LENGTH * count), first * DESCRIPTOR_LENGTH);
        // Where one is 0 float32 numbers could not hold the votes.
        return !arena.int32(flags, count).includes(0);
      });
    });
  }
  if (served || describeDoubles(levels, height, width, places, finish, target)) return;
  descriptorsScalar(levels, height, width, places, finish, target);
};

/** Of float64 levels in the memory of the kernels; false of others. */
function describeDoubles(
  levels: FloatTypedArray,
  height: number,
  width: number,
  places: Float64Array,
  finish: DescriptorFinish,
  target: FloatTypedArray,
): boolean {
  let served = false;
  if (levels instanceof Float64Array) {
    inArena(descriptor, (wasm, arena) => {
      const numbers = (count: number): Float64Array => {
        return arena.float64(arena.allocate(8 * count + 8), count);
      };
      const line = arena.allocate(16 * width + 16);
      const place = arena.find(levels);
      if (place === undefined) return;
      const add: VoteAdder = (room, at, rows, dx, dy, cos, sin, orientation) => {
        const { votes, spans, columnWeights, rowWeights } = room;
        wasm.doubleWindow(
          place + 8 * at,
          8 * width,
          rows,
          spans.byteOffset,
          columnWeights.byteOffset,
          rowWeights.byteOffset,
          dx,
          dy,
          cos,
          sin,
          orientation,
          line,
          votes.byteOffset,
        );
      };
      describePlaces(numbers, add, height, width, places, finish, target);
      served = true;
    });
  }
  return served;
}
