// NumPy's rule: shapes are compared from the last axis backwards; axes of length 1, and axes that are
// not there, repeat.
import { ShapeError } from '../core/errors.js';
import { elementCount, rowMajorStrides } from '../core/layout.js';

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
 * @throws ShapeError where two lengths differ and neither is 1
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
