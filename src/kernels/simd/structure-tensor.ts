// The structure tensor of small operators, and Harris' response, of float32 images.
import type { BorderMode } from '../kernels.js';
import { borderIndex, OUTSIDE } from '../scalar/border.js';
import { harrisOfThree as harrisOfThreeScalar } from '../scalar/harris-of-three.js';
import { harrisResponse as harrisScalar } from '../scalar/tensor-measures.js';
import { tensorOfThree as tensorScalar } from '../scalar/tensor-rows.js';
import type { StructureKernels } from '../structure-kernels.js';
import type { Arena } from './arena.js';
import { type ImageTensorExports, imageTensor } from './generated/image-tensor.js';
import { readRows, writeRows } from './strips.js';
import { inArena } from './wasm-module.js';
import { acrossRows, rowPitch } from './weighted-rows.js';

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
    areTaken(operators) &&
    inArena(imageTensor, (wasm, arena) => {
      const weights = putWindow(arena, operators);
      const pitch = rowPitch(width);
      let step = 0;
      const taps = {
        radius: 1,
        apply: (rows: number, target: number): boolean => {
          let all = true;
          for (let n = 0; n < 3; n++) {
            const to = target + n * step;
            all = Boolean(wasm.sumWindow(rows, 4 * n * pitch, width, weights, to)) && all;
          }
          return all;
        },
      };
      const bring = productRows(wasm, arena, source, height, width, operators, weights);
      const sums = acrossRows(arena, 'float32', taps, height, 3 * pitch, border, 0, bring);
      finite = writeRows(arena, [ixx, ixy, iyy], height, width, (y, to, distance) => {
        step = distance;
        return sums(y, to);
      });
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

/** What derivatives are taken by, and what their products are weighed by. */
interface Operators {
  readonly along: Float64Array;
  readonly across: Float64Array;
  readonly window: Float64Array;
  readonly border: BorderMode;
  readonly constant: number;
}

/** Derivatives are differences of two neighbours; averages and windows are the same from both ends. */
function areTaken({ along, across, window }: Operators): boolean {
  return (
    along[0] === -along[2]! && along[1] === 0 && across[0] === across[2] && window[0] === window[2]
  );
}

/** Where the window's taps lie. */
function putWindow(arena: Arena, { window }: Operators): number {
  return arena.put(Float32Array.of(window[0]!, window[1]!));
}

/** Writes the three products of row y, weighed along it, to a place, each `rowPitch(width)` numbers after the other. */
function productRows(
  wasm: ImageTensorExports,
  arena: Arena,
  source: Float32Array,
  height: number,
  width: number,
  { along, across, border, constant }: Operators,
  window: number,
): (y: number, to: number) => void {
  const rowAt = readRows(arena, source, height, width);
  const taps = arena.put(Float32Array.of(across[0]!, across[1]!, along[2]!));
  const before = borderIndex(-1, width, border);
  const after = borderIndex(width, width, border);
  const beyond = arena.words(2);
  arena.int32(beyond, 2).set([before, after]);
  // A vector more: that of a product's row begins in the middle of a line.
  const pitch = rowPitch(width + 2) + 16;
  const lines = arena.words(8 * pitch);
  arena.float32(lines, 8 * pitch).fill(0);
  const line = (n: number): number => lines + 4 * n * pitch;

  // The last three rows are kept, with what stands before and after them.
  const held = [Number.NaN, Number.NaN, Number.NaN];
  const extended = (y: number): number => {
    const slot = (y + 3) % 3;
    const row = line(slot);
    if (held[slot] === y) return row;
    held[slot] = y;
    const from = borderIndex(y, height, border);
    if (from === OUTSIDE) arena.float32(row, width + 2).fill(constant);
    else wasm.extendRow(rowAt(from), width, row, 1, beyond, constant);
    return row;
  };
  const step = 4 * rowPitch(width);
  const [work, lineStep] = [line(3), 4 * pitch];
  return (y, to) => {
    const above = extended(y - 1);
    const here = extended(y);
    const below = extended(y + 1);
    // Products are 0 outside for the rule "constant": so are derivatives.
    wasm.productRow(
      above,
      here,
      below,
      width,
      taps,
      window,
      work,
      lineStep,
      before,
      after,
      to,
      step,
    );
  };
}

/** See `StructureKernels.harrisOfThree`. */
export const harrisOfThree: StructureKernels['harrisOfThree'] = (
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
  const served =
    source instanceof Float32Array &&
    target instanceof Float32Array &&
    height * width >= LEAST &&
    areTaken(operators) &&
    inArena(imageTensor, (wasm, arena) => {
      const weights = putWindow(arena, operators);
      const step = 4 * rowPitch(width);
      largest = -Infinity;
      const taps = {
        radius: 1,
        apply: (rows: number, to: number): boolean => {
          largest = Math.max(largest, wasm.respondRow(rows, step, width, weights, k, to));
          return !Number.isNaN(largest);
        },
      };
      const bring = productRows(wasm, arena, source, height, width, operators, weights);
      const respond = acrossRows(arena, 'float32', taps, height, (3 * step) / 4, border, 0, bring);
      writeRows(arena, [target], height, width, (y, to) => respond(y, to));
    });
  if (served && !Number.isNaN(largest)) return largest;
  return harrisOfThreeScalar(
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
  );
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
