// The order of peaks by their float32 values.
import { orderPeaks as orderPeaksScalar } from '../scalar/order-peaks.js';
import type { Peaks, StructureKernels } from '../structure-kernels.js';
import { imagePeaks } from './generated/image-peaks.js';
import { putZeros } from './layout.js';
import { inArena } from './wasm-module.js';

/** Fewer peaks are sorted by comparing. */
const LEAST = 256;
/** Bytes of the counters of three digits. */
const COUNTERS = 3 * 8192;

/** See `StructureKernels.orderPeaks`. */
export const orderPeaks: StructureKernels['orderPeaks'] = (peaks) => {
  const { places, values } = peaks;
  const count = places.length;
  let ordered: Peaks | undefined;
  if (values instanceof Float32Array && count >= LEAST) {
    inArena(imagePeaks, (wasm, arena) => {
      const given = arena.words(count);
      const heights = arena.put(values);
      const counters = putZeros(arena, COUNTERS);
      const [byHeight, heightsInOrder] = [arena.words(count), arena.words(count)];
      arena.int32(given, count).set(places);
      wasm.orderPeaks(given, heights, count, counters, byHeight, heightsInOrder);
      ordered = {
        places: new Uint32Array(arena.int32(byHeight, count)),
        values: arena.float32(heightsInOrder, count).slice(),
      };
    });
  }
  return ordered ?? orderPeaksScalar(peaks);
};
