import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as scalar from '../../../src/kernels/scalar/normalize-rows.js';
import { normalizeRows, normalizeRowsBackward } from '../../../src/kernels/simd/normalize-rows.js';
import { simd } from '../../laws/simd.js';
import { withCanaries } from './canaries.js';
import { randomFloats } from './numbers.js';
import { normBackwardTwin, normTwin } from './twins/normalize-rows.js';

interface Task {
  readonly rows: number;
  readonly width: number;
  readonly centred: boolean;
  readonly gamma: Float32Array | undefined;
  readonly beta: Float32Array | undefined;
  readonly epsilon: number;
}

type Kernels = Pick<typeof scalar, 'normalizeRows' | 'normalizeRowsBackward'>;

/** There and back. */
function run(kernels: Kernels, task: Task, source: Float32Array, gradient: Float32Array) {
  const { rows, width, beta } = task;
  const output = new Float32Array(rows * width).fill(Number.NaN);
  const [centers, scales] = [new Float64Array(rows), new Float64Array(rows)];
  const targets = {
    source: new Float32Array(rows * width).fill(Number.NaN),
    gamma: new Float64Array(width),
  };
  const used = withCanaries(() => {
    kernels.normalizeRows(task, source, output, beta, centers, scales);
    kernels.normalizeRowsBackward(task, source, gradient, centers, scales, targets);
  });
  return { output, centers, scales, bySource: targets.source, byGamma: targets.gamma, used };
}

const simdKernels: Kernels = { normalizeRows, normalizeRowsBackward };

function eachRow(numbers: Float32Array, width: number): Float32Array[] {
  return Array.from({ length: numbers.length / width }, (_, r) =>
    numbers.subarray(r * width, (r + 1) * width),
  );
}

describe.runIf(simd)('the SIMD norms of rows', () => {
  it('are their twins, exactly, there and back, and leave alone what is not their own', () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 8, max: 70 }));
    const law = fc.property(
      sizes,
      fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
      fc.constantFrom([0, 1], [1e4, 1e-2], [0, 1e-3], [-50, 1000]),
      ([rows, width], [centred, scaled, shifted], [middle, spread]) => {
        fc.pre(rows * width >= 256);
        const draw = (count: number, seed: number) => randomFloats(count, seed);
        const task: Task = {
          ...{ rows, width, centred, epsilon: 1e-5 },
          gamma: scaled ? draw(width, 1) : undefined,
          beta: shifted ? draw(width, 2) : undefined,
        };
        const source = draw(rows * width, 3).map((x) => middle! + x * spread!);
        const gradient = draw(rows * width, 4);
        const got = run(simdKernels, task, source, gradient);
        expect(got.used).toBeGreaterThan(0);
        const gradients = eachRow(gradient, width);
        const byGamma = new Float32Array(width);
        eachRow(source, width).forEach((row, r) => {
          const twin = normTwin(row, centred, task.gamma, task.beta, task.epsilon);
          expect(eachRow(got.output, width)[r]).toEqual(twin.output);
          expect([got.centers[r], got.scales[r]]).toEqual([twin.center, twin.scale]);
          const back = normBackwardTwin(row, gradients[r]!, twin, centred, task.gamma);
          expect(eachRow(got.bySource, width)[r]).toEqual(back.bySource);
          back.byGamma.forEach((value, i) => {
            byGamma[i]! += value;
          });
        });
        expect(got.byGamma).toEqual(Float64Array.from(byGamma));
      },
    );
    fc.assert(law, { numRuns: 50 });
  });

  it.each([true, false])(
    'stay near the truth, in strips and far from 0 (centred: %s)',
    (centred) => {
      const [rows, width] = [300, 301];
      const task: Task = {
        ...{ rows, width, centred, epsilon: 1e-5 },
        gamma: randomFloats(width, 1),
        beta: randomFloats(width, 2),
      };
      const source = randomFloats(rows * width, 3).map((x, i) => x + (i % 7 === 0 ? 0.5 : 100));
      const gradient = randomFloats(rows * width, 4);
      const [got, wanted] = [simdKernels, scalar].map((kernels) =>
        run(kernels, task, source, gradient),
      ) as [ReturnType<typeof run>, ReturnType<typeof run>];
      for (const name of ['output', 'bySource', 'byGamma'] as const) {
        const truth = Array.from(wanted[name]);
        const largest = Math.max(...truth.map(Math.abs));
        const worst = Math.max(...truth.map((value, i) => Math.abs(value - got[name][i]!)));
        expect(worst / largest).toBeLessThan(3e-6);
      }
    },
  );

  it('add gradients by gamma up over many short rows', () => {
    const [rows, width] = [20_000, 8];
    const task: Task = {
      ...{ rows, width, centred: true, epsilon: 1e-5, gamma: undefined, beta: undefined },
    };
    const source = Float32Array.from({ length: rows * width }, (_, i) => (i % width) / 10);
    const gradient = new Float32Array(rows * width).fill(0.1);
    const [got, wanted] = [simdKernels, scalar].map((kernels) =>
      run(kernels, task, source, gradient),
    );
    const errors = wanted!.byGamma.map((value, i) => got!.byGamma[i]! / value - 1);
    expect(Math.max(...errors.map(Math.abs))).toBeLessThan(3e-6);
  });

  it('leave rows whose factor float32 cannot hold to the scalar kernel', () => {
    const [rows, width] = [6, 64];
    const task: Task = {
      ...{ rows, width, centred: false, epsilon: 0, gamma: undefined, beta: undefined },
    };
    const source = randomFloats(rows * width, 1);
    source[3] = Number.NaN;
    source[width + 1] = Infinity;
    for (let i = 2 * width; i < 3 * width; i++) source[i]! *= 3e38;
    for (let i = 3 * width; i < 4 * width; i++) source[i]! *= 1e-41;
    source.fill(0, 4 * width, 5 * width);
    const gradient = randomFloats(rows * width, 2);
    const got = run(simdKernels, task, source, gradient);
    const wanted = run(scalar, task, source, gradient);
    expect(got.output.subarray(0, 5 * width)).toEqual(wanted.output.subarray(0, 5 * width));
    expect(got.scales.subarray(0, 5)).toEqual(wanted.scales.subarray(0, 5));
    expect(got.bySource.subarray(0, 5 * width)).toEqual(wanted.bySource.subarray(0, 5 * width));
  });

  it.each([
    ['subnormal rows', 1e-44, 1, 1e-5],
    ['subnormal rows, beside a small epsilon', 1e-43, 1, 1e-30],
    ['what factors make large again', 1e-37, 1e30, 1],
  ])('keep the digits of %s', (_, size, factor, epsilon) => {
    const [rows, width] = [5, 64];
    const task: Task = {
      ...{ rows, width, centred: true, epsilon, beta: undefined },
      gamma: randomFloats(width, 1).map((x) => x * factor),
    };
    const source = randomFloats(rows * width, 2);
    for (let i = 0; i < 4 * width; i++) source[i]! *= size;
    // All the same, as padding is.
    source.fill(0.1, 4 * width);
    const gradient = randomFloats(rows * width, 3);
    const got = run(simdKernels, task, source, gradient);
    const wanted = run(scalar, task, source, gradient);
    for (const name of ['output', 'bySource', 'byGamma'] as const) {
      expect(got[name]).toEqual(wanted[name]);
    }
  });

  it('leave few numbers, short rows and float64 to the scalar kernel', () => {
    const task = { ...{ centred: true, epsilon: 1e-5, gamma: undefined, beta: undefined } };
    const few = run(
      simdKernels,
      { ...task, rows: 5, width: 51 },
      randomFloats(255, 1),
      randomFloats(255, 2),
    );
    const short = run(
      simdKernels,
      { ...task, rows: 100, width: 7 },
      randomFloats(700, 1),
      randomFloats(700, 2),
    );
    expect([few.used, short.used]).toEqual([0, 0]);
  });
});
