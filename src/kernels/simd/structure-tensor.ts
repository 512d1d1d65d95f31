// The structure tensor of float32 images, and Harris' response.
import { harrisResponse as harrisScalar } from '../scalar/tensor-measures.js';
import { tensorOfThree as tensorScalar } from '../scalar/tensor-rows.js';
import type { StructureKernels } from '../structure-kernels.js';
import { imageTensor } from './generated/image-tensor.js';
import { areTaken, areThree, takeImage } from './image-rows.js';
import { inArena } from './wasm-module.js';

/** Pixels below which copying costs more than it saves. */
const LEAST = 256;
/** Numbers that go through at a time, in fours. */
const RUN = 8192;
/** Numbers that are measured at a time. */
const BLOCK = 4;

/** See `StructureKernels.tensorOfThree`: float32 images are summed in float32. */
export const tensorOfThree: StructureKernels['tensorOfThree'] = (
  source,
  height,
  width,
  along,
  across,
  window,
  border,
  constant,
  ixx,
  ixy,
  iyy,
) => {
  let finite = false;
  const operators = { along, across, window, border, constant };
  const served =
    source instanceof Float32Array &&
    ixx instanceof Float32Array &&
    ixy instanceof Float32Array &&
    iyy instanceof Float32Array &&
    height * width >= LEAST &&
    areTaken(operators, height, width) &&
    areThree(operators) &&
    inArena(imageTensor, (wasm, arena) => {
      const entries = [ixx, ixy, iyy];
      finite = !Number.isNaN(takeImage(wasm, arena, source, height, width, operators, 0, entries));
    });
  if (served && finite) return true;
  return tensorScalar(
    source,
    height,
    width,
    along,
    across,
    window,
    border,
    constant,
    ixx,
    ixy,
    iyy,
  );
};

/** See `StructureKernels.harrisOfImage`. */
export const harrisOfImage: StructureKernels['harrisOfImage'] = (
  source,
  height,
  width,
  along,
  across,
  window,
  border,
  constant,
  k,
  target,
) => {
  let largest = Number.NaN;
  const operators = { along, across, window, border, constant };
  if (
    source instanceof Float32Array &&
    target instanceof Float32Array &&
    height * width >= LEAST &&
    areTaken(operators, height, width)
  ) {
    inArena(imageTensor, (wasm, arena) => {
      largest = takeImage(wasm, arena, source, height, width, operators, k, [target]);
    });
  }
  return largest;
};

/** See `StructureKernels.harrisResponse`: the same numbers as the scalar kernel's. */
export const harrisResponse: StructureKernels['harrisResponse'] = (ixx, ixy, iyy, k, target) => {
  let finite = true;
  const served =
    ixx instanceof Float32Array &&
    ixy instanceof Float32Array &&
    iyy instanceof Float32Array &&
    target instanceof Float32Array &&
    target.length >= LEAST &&
    inArena(imageTensor, (wasm, arena) => {
      const [a, b, c] = [arena.words(RUN), arena.words(RUN), arena.words(RUN)] as const;
      const [xx, xy, yy] = [arena.float32(a, RUN), arena.float32(b, RUN), arena.float32(c, RUN)];
      for (let start = 0; start < target.length; start += RUN) {
        const count = Math.min(RUN, target.length - start);
        xx.set(ixx.subarray(start, start + count));
        xy.set(ixy.subarray(start, start + count));
        yy.set(iyy.subarray(start, start + count));
        if (count % BLOCK > 0)
          for (const entry of [xx, xy, yy]) entry.fill(0, count, count + BLOCK);
        finite = Boolean(wasm.harris(a, b, c, count, k)) && finite;
        target.set(count < RUN ? xx.subarray(0, count) : xx, start);
      }
    });
  return served ? finite : harrisScalar(ixx, ixy, iyy, k, target);
};
