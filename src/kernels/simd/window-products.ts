// Products of derivatives summed over a window.
import type { FloatTypedArray } from '../../core/types.js';
import {
  multiplyLines,
  windowProducts as windowProductsScalar,
} from '../scalar/window-products.js';
import type { StructureKernels } from '../structure-kernels.js';
import { filterDoubles } from './double-filter.js';
import { imageFilter } from './generated/image-filter.js';
import { filterRows } from './separable-filter.js';
import { readRows } from './strips.js';
import { inArena } from './wasm-module.js';

/** Pixels below which copying costs more than it saves. */
const LEAST = 256;

/** See `StructureKernels.windowProducts`: float32 derivatives are multiplied and summed in float32. */
export const windowProducts: StructureKernels['windowProducts'] = (
  ix,
  iy,
  height,
  width,
  kernelY,
  kernelX,
  border,
  ixx,
  ixy,
  iyy,
) => {
  let finite = true;
  const served =
    ix instanceof Float32Array &&
    iy instanceof Float32Array &&
    ixx instanceof Float32Array &&
    ixy instanceof Float32Array &&
    iyy instanceof Float32Array &&
    height * width >= LEAST &&
    kernelY.length >> 1 < height &&
    kernelX.length >> 1 < width &&
    inArena(imageFilter, (wasm, arena) => {
      const xAt = readRows(arena, ix, height, width);
      const yAt = readRows(arena, iy, height, width);
      const product = arena.words(width + 3);
      const sum = (
        first: (y: number) => number,
        second: (y: number) => number,
        target: Float32Array,
      ): boolean =>
        arena.scope(() => {
          const rowAt = (y: number): number => {
            wasm.multiply(first(y), second(y), product, width);
            return product;
          };
          return filterRows(wasm, arena, rowAt, target, height, width, kernelY, kernelX, border, 0);
        });
      finite = sum(xAt, xAt, ixx) && sum(xAt, yAt, ixy) && sum(yAt, yAt, iyy);
    });
  if (served && finite) return;
  const filtered = (a: FloatTypedArray, b: FloatTypedArray, target: FloatTypedArray): boolean => {
    const read = multiplyLines(a, b, width);
    return filterDoubles(read, target, height, width, kernelY, kernelX, border, 0);
  };
  if (!(filtered(ix, ix, ixx) && filtered(ix, iy, ixy) && filtered(iy, iy, iyy))) {
    windowProductsScalar(ix, iy, height, width, kernelY, kernelX, border, ixx, ixy, iyy);
  }
};
