import { describe, expect, it } from 'vitest';
import { normalizeRows as scalar } from '../../../src/kernels/scalar/normalize-rows.js';
import { normalizeRows } from '../../../src/kernels/simd/normalize-rows.js';
import { simd } from '../../laws/simd.js';
import { withCanaries } from './canaries.js';
import { randomFloats } from './numbers.js';

interface Task {
  readonly rows: number;
  readonly width: number;
  readonly centred: boolean;
  readonly gamma: Float64Array | undefined;
}

function draw(count: number, seed: number): Float64Array {
  return Float64Array.from(randomFloats(count, seed), (x) => (x * 7) / 6.9);
}

function run(
  kernel: typeof scalar,
  task: Task,
  source: Float64Array,
  beta: Float64Array | undefined,
  target: Float64Array = new Float64Array(source.length).fill(7),
) {
  const [centers, scales] = [new Float64Array(task.rows), new Float64Array(task.rows)];
  kernel({ ...task, epsilon: 1e-5 }, source, target, beta, centers, scales);
  return { target, centers, scales };
}

describe.runIf(simd)('the SIMD norms of float64 rows', () => {
  it('are the scalar ones, exactly, whatever the size, and leave alone what is not their own', () => {
    for (const [rows, width] of [
      [40, 8],
      [30, 9],
      [7, 63],
      [5, 70],
      [40, 1003],
      [2, 20_001],
    ] as const) {
      for (const centred of [true, false]) {
        for (const [middle, spread] of [
          [0, 1],
          [1e9, 1e-3],
          [-50, 1e150],
        ] as const) {
          const source = draw(rows * width, 3).map((x) => middle + x * spread);
          const before = source.slice();
          for (const [gamma, beta] of [
            [undefined, undefined],
            [draw(width, 1), undefined],
            [draw(width, 1), draw(width, 2)],
          ]) {
            const task = { rows, width, centred, gamma };
            const count = withCanaries(() =>
              expect(run(normalizeRows, task, source, beta)).toEqual(
                run(scalar, task, source, beta),
              ),
            );
            expect(count).toBeGreaterThan(0);
          }
          expect(source).toEqual(before);
        }
      }
    }
  });

  it('keep signs of 0, and what is not finite or too large in its own row', () => {
    const source = draw(6 * 51, 1);
    source[3] = Number.NaN;
    source[60] = Infinity;
    source.fill(0, 102, 153);
    source.fill(-0, 153, 204);
    source.fill(1e200, 204, 230);
    for (const centred of [true, false]) {
      const task = { rows: 6, width: 51, centred, gamma: undefined };
      expect(run(normalizeRows, task, source, undefined)).toEqual(
        run(scalar, task, source, undefined),
      );
    }
  });

  it('may write where they read, and leave narrow rows and few numbers to the scalar kernel', () => {
    const task = { rows: 3, width: 100, centred: true, gamma: undefined };
    const source = draw(300, 5);
    const wanted = run(scalar, task, source, undefined);
    expect(run(normalizeRows, task, source, undefined, source)).toEqual(wanted);
    const count = withCanaries(() => {
      for (const [rows, width] of [
        [100, 7],
        [1, 255],
      ] as const) {
        const few = { rows, width, centred: true, gamma: draw(width, 2) };
        const numbers = draw(rows * width, 1);
        expect(run(normalizeRows, few, numbers, undefined)).toEqual(
          run(scalar, few, numbers, undefined),
        );
      }
    });
    expect(count).toBe(0);
  });
});
