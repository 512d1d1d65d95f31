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
/** Numbers that go through at a time. */
const RUN = 4096;

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
  const served =
    source instanceof Float32Array &&
    ixx instanceof Float32Array &&
    ixy instanceof Float32Array &&
    iyy instanceof Float32Array &&
    height * width >= LEAST &&
    inArena(imageTensor, (wasm, arena) => {
      const windowTaps = arena.put(Float32Array.from(window));
      const pitch = rowPitch(width);
      let step = 0;
      const taps = {
        radius: 1,
        apply: (rows: number, target: number): boolean => {
          const [above, here, below] = pointers(arena, rows);
          let all = true;
          for (let n = 0; n < 3; n++) {
            const from = 4 * n * pitch;
            const to = target + n * step;
            const [a, b, c] = [above + from, here + from, below + from];
            all = Boolean(wasm.sumWindow(a, b, c, width, windowTaps, to)) && all;
          }
          return all;
        },
      };
      const operators = { along, across, windowTaps, border, constant };
      const bring = productRows(wasm, arena, source, height, width, operators);
      const sums = acrossRows(arena, 'float32', taps, height, 3 * pitch, border, 0, bring);
      finite = writeRows(arena, [ixx, ixy, iyy], height, width, (y, to, distance) => {
        step = distance;
        return sums(y, to);
      });
    });
  if (!served || !finite) {
    tensorScalar(source, height, width, along, across, window, border, constant, ixx, ixy, iyy);
  }
};

/** What derivatives are taken by, and what their products are weighed by. */
interface Operators {
  readonly along: Float64Array;
  readonly across: Float64Array;
  /** Where the window's taps lie. */
  readonly windowTaps: number;
  readonly border: BorderMode;
  readonly constant: number;
}

/** Writes the three products of row y, weighed along it, to a place, each `rowPitch(width)` numbers after the other. */
function productRows(
  wasm: ImageTensorExports,
  arena: Arena,
  source: Float32Array,
  height: number,
  width: number,
  { along, across, windowTaps, border, constant }: Operators,
): (y: number, to: number) => void {
  const rowAt = readRows(arena, source, height, width);
  const [alongTaps, acrossTaps] = [along, across].map((taps) =>
    arena.put(Float32Array.from(taps)),
  ) as [number, number];
  const ends = [borderIndex(-1, width, border), borderIndex(width, width, border)] as const;
  const beyond = arena.words(2);
  arena.int32(beyond, 2).set(ends);
  const pitch = rowPitch(width + 2);
  const lines = arena.words(7 * pitch);
  arena.float32(lines, 7 * pitch).fill(0);
  const line = (n: number): number => lines + 4 * n * pitch;
  const [smooth, slope, ix, iy] = [line(3), line(4), line(5), line(6)];

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
  const products = rowPitch(width);
  return (y, to) => {
    const above = extended(y - 1);
    const here = extended(y);
    const below = extended(y + 1);
    wasm.weighColumns(above, here, below, width + 2, acrossTaps, alongTaps, smooth, slope);
    wasm.weighRow(smooth, width, alongTaps, ix + 4);
    wasm.weighRow(slope, width, acrossTaps, iy + 4);
    // Products are 0 outside for the rule "constant": so are derivatives.
    wasm.extendEnds(ix + 4, width, ...ends);
    wasm.extendEnds(iy + 4, width, ...ends);
    wasm.weighProducts(ix, iy, width, windowTaps, to, 4 * products);
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
  let finite = false;
  const served =
    source instanceof Float32Array &&
    target instanceof Float32Array &&
    height * width >= LEAST &&
    inArena(imageTensor, (wasm, arena) => {
      const windowTaps = arena.put(Float32Array.from(window));
      const pitch = rowPitch(width);
      const taps = {
        radius: 1,
        apply: (rows: number, to: number): boolean => {
          const [above, here, below] = pointers(arena, rows);
          const step = 4 * pitch;
          return Boolean(wasm.respondRow(above, here, below, step, width, windowTaps, k, to));
        },
      };
      const operators = { along, across, windowTaps, border, constant };
      const bring = productRows(wasm, arena, source, height, width, operators);
      const respond = acrossRows(arena, 'float32', taps, height, 3 * pitch, border, 0, bring);
      finite = writeRows(arena, [target], height, width, (y, to) => respond(y, to));
    });
  if (!served || !finite) {
    harrisOfThreeScalar(source, height, width, along, across, window, border, constant, k, target);
  }
};

function pointers(arena: Arena, table: number): [number, number, number] {
  const words = arena.int32(table, 3);
  return [words[0]!, words[1]!, words[2]!];
}

/** See `StructureKernels.harrisResponse`: the same numbers as the scalar kernel's. */
export const harrisResponse: StructureKernels['harrisResponse'] = (ixx, ixy, iyy, k, target) => {
  const served =
    ixx instanceof Float32Array &&
    ixy instanceof Float32Array &&
    iyy instanceof Float32Array &&
    target instanceof Float32Array &&
    target.length >= LEAST &&
    inArena(imageTensor, (wasm, arena) => {
      const places = [arena.words(RUN), arena.words(RUN), arena.words(RUN)] as const;
      for (let start = 0; start < target.length; start += RUN) {
        const count = Math.min(RUN, target.length - start);
        [ixx, ixy, iyy].forEach((entry, n) => {
          arena.float32(places[n]!, count).set(entry.subarray(start, start + count));
        });
        wasm.harris(...places, count, k);
        target.set(arena.float32(places[0], count), start);
      }
    });
  if (!served) harrisScalar(ixx, ixy, iyy, k, target);
};
