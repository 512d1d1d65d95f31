// NumPy's rule: shapes are compared from the last axis backwards; axes of length 1, and axes that are
// not there, repeat.
import { ShapeError } from '../core/errors.js';
import { gather } from '../core/gather.js';
import { elementCount, rowMajorStrides } from '../core/layout.js';
import { checkElements } from '../core/limit.js';
import type { FloatTypedArray } from '../core/types.js';

/** How several row-major operands are walked together, one run of elements at a time. */
export interface Broadcast {
  /** Shape of the result. */
  readonly shape: readonly number[];
  /** Lengths of the axes to walk; neighbouring axes that step alike in every operand are one. */
  readonly lengths: readonly number[];
  /** For each operand its steps along those axes; 0 where it repeats. */
  readonly steps: readonly (readonly number[])[];
}

/**
 * Plans a walk over operands of different shapes.
 *
 * @param fn - name of the public function, for errors
 * @param operands - names and shapes
 * @returns the plan
 * @throws ShapeError where two lengths differ and neither is 1, DomainError for a result that is too large
 */
export function broadcast(
  fn: string,
  operands: readonly (readonly [string, readonly number[]])[],
): Broadcast {
  let shape: readonly number[] = [];
  for (const [argument, own] of operands) {
    const joined = joinShapes(shape, own);
    if (joined === undefined) {
      throw new ShapeError({
        function: fn,
        argument,
        expected: `a shape that broadcasts with (${shape.join(', ')})`,
        got: `(${own.join(', ')})`,
      });
    }
    shape = joined;
    checkElements(fn, argument, shape);
  }
  return {
    shape,
    ...mergeAxes(
      shape,
      operands.map(([, own]) => stepsWithin(own, shape)),
    ),
  };
}

function joinShapes(a: readonly number[], b: readonly number[]): readonly number[] | undefined {
  const rank = Math.max(a.length, b.length);
  const joined: number[] = [];
  for (let axis = 1; axis <= rank; axis++) {
    const m = a[a.length - axis] ?? 1;
    const n = b[b.length - axis] ?? 1;
    if (m !== n && m !== 1 && n !== 1) return undefined;
    joined.unshift(m === 1 ? n : m);
  }
  return joined;
}

function stepsWithin(own: readonly number[], shape: readonly number[]): number[] {
  const strides = rowMajorStrides(own);
  const missing = shape.length - own.length;
  return shape.map((_, axis) => ((own[axis - missing] ?? 1) === 1 ? 0 : strides[axis - missing]!));
}

function mergeAxes(
  shape: readonly number[],
  steps: readonly (readonly number[])[],
): { lengths: number[]; steps: number[][] } {
  const lengths: number[] = [];
  const merged: number[][] = steps.map(() => []);
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const length = shape[axis]!;
    if (length === 1) continue;
    const goesOn =
      lengths.length > 0 && steps.every((own, i) => own[axis] === merged[i]![0]! * lengths[0]!);
    if (goesOn) {
      lengths[0]! *= length;
    } else {
      lengths.unshift(length);
      steps.forEach((own, i) => {
        merged[i]!.unshift(own[axis]!);
      });
    }
  }
  if (lengths.length > 0) return { lengths, steps: merged };
  return { lengths: [1], steps: steps.map(() => [0]) };
}

/**
 * Walks a plan.
 *
 * @param plan - from `broadcast`
 * @param visit - called for each run with the operands' first indices, the result's first index and the
 * number of elements; operand i goes on by its last step
 */
export function eachRun(
  plan: Broadcast,
  visit: (starts: readonly number[], start: number, count: number) => void,
): void {
  const { lengths, steps } = plan;
  const last = lengths.length - 1;
  const count = lengths[last]!;
  const runs = elementCount(lengths.slice(0, last));
  if (count === 0) return;
  const starts = steps.map(() => 0);
  const index = new Array<number>(last).fill(0);
  for (let run = 0; run < runs; run++) {
    visit(starts, run * count, count);
    for (let axis = last - 1; axis >= 0; axis--) {
      const turned = ++index[axis]! === lengths[axis];
      for (let i = 0; i < starts.length; i++) {
        starts[i]! += steps[i]![axis]! * (turned ? 1 - lengths[axis]! : 1);
      }
      if (!turned) break;
      index[axis] = 0;
    }
  }
}

/** Runs shorter than this cost more in calls than in numbers: what repeats is written out for many of them at once. */
const SHORT = 256;
/** Fewer runs than these are not worth a plan. */
const FEW = 64;
/** Numbers that are written out at a time: they stay in the caches. */
const BLOCK = 8192;

/** An operand of a stretch: its numbers go on by one step. */
export interface Stretch {
  readonly data: FloatTypedArray;
  readonly start: number;
  readonly step: number;
}

/**
 * Walks a plan in long stretches also where its runs are short, as those of the three channels of pixels are.
 *
 * @param plan - from `broadcast`
 * @param operands - numbers of the operands
 * @param visit - called for each stretch with the operands, the result's first index and the number of elements
 */
export function eachStretch(
  plan: Broadcast,
  operands: readonly FloatTypedArray[],
  visit: (operands: readonly Stretch[], start: number, count: number) => void,
): void {
  const { lengths, steps } = plan;
  const last = lengths.length - 1;
  const runs = elementCount(lengths.slice(0, last));
  if (runs < FEW || lengths[last]! >= SHORT || lengths[last] === 0) {
    const own = operands.map((data, i) => ({ data, start: 0, step: steps[i]![last]! }));
    eachRun(plan, (starts, start, count) => {
      for (let i = 0; i < own.length; i++) own[i]!.start = starts[i]!;
      visit(own, start, count);
    });
    return;
  }
  // The last axes that fill a block, the first of them a part at a time.
  let first = last;
  let inner = 1;
  while (first > 0 && inner * lengths[first]! < BLOCK) inner *= lengths[first--]!;
  const most = Math.min(lengths[first]!, Math.max(1, Math.floor(BLOCK / inner)));
  const tail = lengths.slice(first + 1);
  const lay = operands.map((data, i) => layer(data, steps[i]!.slice(first), tail, most));
  const outer = { shape: plan.shape, lengths: lengths.slice(0, first + 1), steps };
  let from = 0;
  eachRun(outer, (starts, _, rows) => {
    for (let row = 0; row < rows; row += most) {
      const some = Math.min(most, rows - row);
      const laid = lay.map((layOut, i) => layOut(starts[i]! + row * steps[i]![first]!, some));
      visit(laid, from, some * inner);
      from += some * inner;
    }
  });
}

/** Makes a stretch of so many rows from a place on: of the numbers as they lie, or of a copy. */
function layer(
  data: FloatTypedArray,
  steps: readonly number[],
  tail: readonly number[],
  most: number,
): (start: number, rows: number) => Stretch {
  const inner = elementCount(tail);
  const own = rowMajorStrides([most, ...tail]);
  if (steps.every((step, axis) => step === own[axis])) return (start) => ({ data, start, step: 1 });
  const Storage = data.constructor as new (length: number) => FloatTypedArray;
  const copy = new Storage(most * inner);
  const each = steps.every((step, axis) => axis === 0 || step === 0);
  let held = -1;
  return (start, rows) => {
    // Where every row repeats the same, the first block has it, which is the longest.
    if (start !== held) {
      if (each) repeatEach(data, start, steps[0]!, rows, inner, copy);
      else gather(data, [rows, ...tail], steps, start, copy);
    }
    held = start;
    return { data: copy, start: 0, step: 1 };
  };
}

/** Writes each of some numbers, `step` apart, so many times. */
function repeatEach(
  data: FloatTypedArray,
  start: number,
  step: number,
  count: number,
  times: number,
  target: FloatTypedArray,
): void {
  for (let i = 0, at = start, out = 0; i < count; i++, at += step) {
    const value = data[at]!;
    for (const end = out + times; out < end; out++) target[out] = value;
  }
}
