import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  log,
  matmul,
  mean,
  mul,
  reshape,
  solve,
  square,
  sub,
  sum,
} from '../../src/array/index.js';
import { createNdArray } from '../../src/core/create.js';
import { normal, randomGenerator } from '../../src/core/random.js';
import { toNested } from '../../src/core/to-nested.js';
import type { FloatNdArray } from '../../src/core/types.js';
import { adam } from '../../src/optimizer/adam.js';
import { gatherRows, minibatches } from '../../src/optimizer/minibatches.js';
import { minimize } from '../../src/optimizer/minimize.js';
import { rmsprop } from '../../src/optimizer/rmsprop.js';
import { momentum, nesterov, sgd } from '../../src/optimizer/sgd.js';

describe('minimize', () => {
  it('finds the solution of A x = b as the lowest point of ½ xᵀA x − bᵀx', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const rng = randomGenerator(seed);
        const root = normal(rng, [3, 3]);
        // Eigenvalues from 1 up to what a random matrix has.
        const a = add(matmul(root.transpose(1, 0), root), [
          [1, 0, 0],
          [0, 1, 0],
          [0, 0, 1],
        ]);
        const b = normal(rng, [3]);
        const expected = toNested(solve(a, b)) as number[];
        const trace = a.get(0, 0) + a.get(1, 1) + a.get(2, 2);
        for (const make of [momentum, nesterov]) {
          const { parameters, ended } = minimize(
            (x) => {
              const column = reshape(x, [3, 1]);
              const quadratic = sum(mul(column, matmul(a, column)));
              return sub(mul(0.5, quadratic), sum(mul(b, x)));
            },
            [0, 0, 0],
            make({ learningRate: 1 / trace, momentum: 0.8 }),
            { steps: 3000, tolerance: 1e-11 },
          );
          expect(ended).toBe('tolerance');
          parameters.data.forEach((value, i) => {
            expect(value).toBeCloseTo(expected[i]!, 9);
          });
        }
      }),
      { numRuns: 3 },
    );
  });

  it('takes a function that brings its own gradient', () => {
    const asked: number[] = [];
    const found = minimize(
      {
        valueAndGradient({ x }, step) {
          asked.push(step);
          return { value: x * x, gradient: { x: 2 * x } };
        },
      },
      { x: 1 },
      sgd({ learningRate: 0.1 }),
      { steps: 3 },
    );
    expect(asked).toEqual([0, 1, 2, 3]);
    expect(found.parameters.x).toBeCloseTo(0.512, 12);
    expect(found.value).toBeCloseTo(0.512 ** 2, 12);
    expect(found.history.length).toBe(4);
    expect(found.history[0]).toBe(1);
    expect(found.history[3]).toBe(found.value);
    expect(found.ended).toBe('steps');
  });

  it('tells its progress, and stops when told', () => {
    for (const answer of [false, 'stop']) {
      const seen: [number, number, number][] = [];
      const found = minimize((x) => square(x), 1, sgd({ learningRate: 0.25 }), {
        steps: 10,
        onStep({ step, value, parameters, gradientNorm }) {
          seen.push([step, value, gradientNorm]);
          expect(value).toBe(parameters ** 2);
          return step === 2 ? answer : undefined;
        },
      });
      expect(seen).toEqual([
        [0, 1, 2],
        [1, 0.25, 1],
        [2, 0.0625, 0.5],
      ]);
      expect(found.ended).toBe('stopped');
      expect(found.parameters).toBe(0.25);
    }
  });

  it('goes on from where it was left', () => {
    const optimizer = adam({ learningRate: 0.1 });
    const f = { valueAndGradient: (x: number) => ({ value: x ** 4, gradient: 4 * x ** 3 }) };
    const whole = minimize(f, 1, optimizer, { steps: 7 });
    const half = minimize(f, 1, optimizer, { steps: 3 });
    const { parameters, state } = minimize(f, half.parameters, optimizer, {
      steps: 4,
      state: half.state,
    });
    expect(parameters).toBe(whole.parameters);
    expect(state).toEqual(whole.state);
  });

  it('fits a line by minibatches, in every storage', () => {
    const rng = randomGenerator(5);
    const inputs = normal(rng, [64, 2]);
    const targets = add(reshape(matmul(inputs, [[2], [-3]]), [64]), 0.5);
    let batches: number[][] = [];
    const start = { w: createNdArray(new Float32Array(2), [2, 1]), b: 0 };
    const { parameters, value } = minimize(
      ({ w, b }) => {
        if (batches.length === 0) batches = minibatches(64, 16, rng);
        const batch = batches.pop()!;
        const predicted = reshape(add(matmul(gatherRows(inputs, batch), w), b), [batch.length]);
        return mean(square(sub(predicted, gatherRows(targets, batch))));
      },
      start,
      rmsprop({ learningRate: (step) => 0.1 / (1 + step / 20) }),
      { steps: 400 },
    );
    expect(parameters.w.dtype).toBe('float32');
    expect(parameters.w.get(0, 0)).toBeCloseTo(2, 2);
    expect(parameters.w.get(1, 0)).toBeCloseTo(-3, 2);
    expect(parameters.b).toBeCloseTo(0.5, 2);
    expect(value).toBeLessThan(1e-4);
    expect(start.w.data).toEqual(new Float32Array(2));
  });

  it('takes no step where none is wanted, and copies the start', () => {
    const start = createNdArray(Float64Array.of(1, 2), [2]);
    const found = minimize((x) => sum(x), start, adam(), { steps: 0 });
    expect(found.parameters).toEqual(start);
    expect(found.parameters).not.toBe(start);
    expect(found.history).toEqual([3]);
  });

  it('says when a descent runs away', () => {
    const run = (): unknown =>
      minimize((x) => square(square(x)), 2, sgd({ learningRate: 1 }), { steps: 100 });
    expect(run).toThrow(
      /minimize: "f" expected a finite number at every step .* got Infinity after \d+ steps/,
    );
    expect(() => minimize((x) => log(x), 0, adam(), { steps: 1 })).toThrow('after 0 steps');
    const endless = { valueAndGradient: () => ({ value: 1, gradient: { w: [Number.NaN] } }) };
    expect(() => minimize(endless, { w: [1] }, adam(), { steps: 1 })).toThrow(
      'minimize: "gradient.w" expected finite numbers, got NaN at [0]',
    );
  });

  it('refuses arguments of another kind', () => {
    const f = (x: FloatNdArray): FloatNdArray => x;
    const run =
      (...args: unknown[]) =>
      () =>
        (minimize as (...all: unknown[]) => unknown)(...args);
    expect(run(3, 1, adam(), { steps: 1 })).toThrow('"f" expected a function, or an object with');
    expect(run(f, 'x', adam(), { steps: 1 })).toThrow(
      'minimize: "start" expected a number, an array',
    );
    expect(run(f, 1, {}, { steps: 1 })).toThrow(
      '"optimizer" expected an optimizer, such as adam()',
    );
    expect(run(f, 1, adam(), {})).toThrow('"steps" expected a whole number >= 0, got undefined');
    expect(run(f, 1, adam(), { steps: 1, onStep: 1 })).toThrow('"onStep" expected a function');
    expect(run(f, 1, adam(), { steps: 1, tolerance: -1 })).toThrow('"tolerance" expected');
    expect(run(f, 1, adam(), { step: 1 })).toThrow('"options" expected only the names steps');
    expect(run(() => [1, 2], 1, adam(), { steps: 1 })).toThrow('one number, shape ()');
  });
});
