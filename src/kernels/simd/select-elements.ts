import type { ArrayKernels } from '../array-kernels.js';
import { select as selectScalar } from '../scalar/elementwise-binary.js';
import { elementwise } from './generated/elementwise.js';
import { inArena } from './wasm-module.js';

/** Numbers below which copying costs more than it saves. */
const LEAST = 256;
/** Numbers that go through at a time: they stay in the first cache. */
const STRIP = 4096;

/** See `ArrayKernels.select`: float32 numbers beside a condition of as many, each repeated or one after the other. */
export const select: ArrayKernels['select'] = (
  condition,
  conditionStart,
  conditionStep,
  a,
  aStart,
  aStep,
  b,
  bStart,
  bStep,
  target,
  start,
  count,
) => {
  const served =
    count >= LEAST &&
    conditionStep === 1 &&
    (aStep === 0 || aStep === 1) &&
    (bStep === 0 || bStep === 1) &&
    condition instanceof Float32Array &&
    a instanceof Float32Array &&
    b instanceof Float32Array &&
    target instanceof Float32Array &&
    inArena(elementwise, (wasm, arena) => {
      const strip = Math.min(STRIP, count);
      const places = [0, 1, 2].map(() => arena.words(Math.ceil(strip / 4) * 4)) as [
        number,
        number,
        number,
      ];
      const put = (place: number, source: Float32Array, from: number, step: number, n: number) => {
        const numbers = arena.float32(place, n);
        if (step === 1) numbers.set(source.subarray(from, from + n));
        else numbers.fill(source[from]!);
      };
      for (let first = 0; first < count; first += strip) {
        const n = Math.min(strip, count - first);
        put(places[0], condition, conditionStart + first, 1, n);
        put(places[1], a, aStart + first * aStep, aStep, n);
        put(places[2], b, bStart + first * bStep, bStep, n);
        wasm.selectAll(...places, n);
        target.set(arena.float32(places[0], n), start + first);
      }
    });
  if (served) return;
  selectScalar(
    condition,
    conditionStart,
    conditionStep,
    a,
    aStart,
    aStep,
    b,
    bStart,
    bStep,
    target,
    start,
    count,
  );
};
