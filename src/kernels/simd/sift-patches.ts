// Directions and descriptors of keypoints: of levels in the memory of the kernels, or of patches copied in.
import type { DescriptorFinish, PatchKernels } from '../patch-kernels.js';
import {
  CLIP,
  DESCRIPTOR_LENGTH,
  DESCRIPTOR_PLACE,
  DESCRIPTOR_REACH,
  siftDescriptors as descriptorsScalar,
} from '../scalar/sift-descriptor.js';
import {
  ORIENTATION_PLACE,
  siftOrientations as orientationsScalar,
} from '../scalar/sift-orientation.js';
import type { Arena } from './arena.js';
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

/** Levels, or a part of one, where the kernels find them. */
interface Placed {
  /** Where the first pixel of level 0 lies, or would lie. */
  readonly levels: number;
  /** Bytes from one row to the next. */
  readonly pitch: number;
}

/** Copies in the square that reaches so far around (x, y), where it lies in an image, as its level 0. */
function placePatch(
  arena: Arena,
  levels: Float32Array,
  height: number,
  width: number,
  place: Float64Array,
  reach: number,
): Placed {
  const [level, x, y] = [place[0]!, place[1]!, place[2]!];
  const top = Math.max(0, Math.ceil(y - reach) - 1);
  const bottom = Math.min(height - 1, Math.floor(y + reach) + 1);
  const left = Math.max(0, Math.ceil(x - reach) - 1);
  const right = Math.min(width - 1, Math.floor(x + reach) + 1);
  const across = Math.max(0, right - left + 1);
  const rows = Math.max(0, bottom - top + 1);
  const copy = arena.words(rows * across);
  const target = arena.float32(copy, rows * across);
  let from = (level * height + top) * width + left;
  for (let r = 0; r < target.length; r += across) {
    target.set(levels.subarray(from, from + across), r);
    from += width;
  }
  return { levels: copy - 4 * (top * across + left), pitch: 4 * across };
}

/** Runs over chunks of places: in the levels where they are, or one by one in copies of what lies around each. */
function chunks(
  arena: Arena,
  levels: Float32Array,
  height: number,
  width: number,
  places: Float64Array,
  step: number,
  reach: (place: Float64Array) => number,
  run: (placed: Placed, places: Float64Array, first: number, count: number) => void,
): void {
  const there = arena.find(levels);
  const count = places.length / step;
  if (there !== undefined) {
    for (let i = 0; i < count; i += CHUNK) {
      const some = places.subarray(i * step, (i + CHUNK) * step);
      run({ levels: there, pitch: 4 * width }, some, i, some.length / step);
    }
    return;
  }
  for (let i = 0; i < count; i++) {
    const place = places.slice(i * step, (i + 1) * step);
    arena.scope(() => {
      const placed = placePatch(arena, levels, height, width, place, reach(place));
      place[0] = 0;
      run(placed, place, i, 1);
    });
  }
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
  const served =
    levels instanceof Float32Array &&
    inArena(descriptor, (wasm, arena) => {
      const columnWeights = arena.words(width + 4);
      const rowWeights = arena.words(height + 4);
      const spans = arena.words(2 * height);
      const gradients = arena.words(2 * (width + 8));
      const work = arena.allocate(ORIENTATION_WORK);
      const input = arena.allocate(8 * ORIENTATION_PLACE * CHUNK);
      const found = arena.allocate(4 * CHUNK);
      const output = arena.allocate(8 * MOST_ANGLES * CHUNK);
      chunks(
        arena,
        levels,
        height,
        width,
        places,
        ORIENTATION_PLACE,
        (place) => reach * place[3]!,
        (placed, some, first, count) => {
          arena.float64(input, some.length).set(some);
          wasm.orientations(
            placed.levels,
            placed.pitch,
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
            if (each[i]! < 0) {
              const at = (first + i) * ORIENTATION_PLACE;
              const place = places.subarray(at, at + ORIENTATION_PLACE);
              const own = counts.subarray(first + i, first + i + 1);
              orientationsScalar(levels, height, width, place, reach, own, angles);
              continue;
            }
            counts[first + i] = each[i]!;
            for (const end = next + each[i]!; next < end; next++) angles.push(all[next]!);
          }
        },
      );
    });
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
  const served =
    levels instanceof Float32Array &&
    inArena(descriptor, (wasm, arena) => {
      const columnWeights = arena.words(width + 4);
      const rowWeights = arena.words(height + 4);
      const spans = arena.words(2 * height);
      const gradients = arena.words(2 * (width + 8));
      const work = arena.allocate(DESCRIPTOR_WORK);
      const input = arena.allocate(8 * TURNED_PLACE * CHUNK);
      const flags = arena.allocate(4 * CHUNK);
      const output = arena.words(DESCRIPTOR_LENGTH * CHUNK);
      chunks(
        arena,
        levels,
        height,
        width,
        places,
        DESCRIPTOR_PLACE,
        (place) => DESCRIPTOR_REACH * place[3]!,
        (placed, some, first, count) => {
          turned(some, arena.float64(input, TURNED_PLACE * count));
          wasm.descriptors(
            placed.levels,
            placed.pitch,
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
          const held = arena.int32(flags, count);
          for (let i = 0; i < count; i++) {
            if (held[i]) continue;
            const at = (first + i) * DESCRIPTOR_PLACE;
            const own = (first + i) * DESCRIPTOR_LENGTH;
            descriptorsScalar(
              levels,
              height,
              width,
              places.subarray(at, at + DESCRIPTOR_PLACE),
              finish,
              target.subarray(own, own + DESCRIPTOR_LENGTH),
            );
          }
        },
      );
    });
  if (!served) descriptorsScalar(levels, height, width, places, finish, target);
};
