import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matmul, softmax, sub, sum, toNested, transpose } from '../../src/array/index.js';
import { classifyLinearly, linearProbe } from '../../src/contrastive/index.js';
import { lbfgs } from '../../src/contrastive/lbfgs.js';
import { createNdArray } from '../../src/core/create.js';
import { normal, randomGenerator } from '../../src/core/random.js';

/** Features and labels of the reference, by the same formula. */
const ROWS = Array.from({ length: 30 }, (_, i) =>
  [0, 1, 2].map((k) => Math.sin(1.7 * i + 2.3 * k) + 0.5 * Math.cos(0.9 * i * (k + 1))),
);
const LABELS = ROWS.map((_, j) => (j % 4 ? (7 * j * j + 3 * j) % 3 : (j / 4) % 3));

describe('linearProbe', () => {
  // SciPy 1.17.1: `optimize.minimize(method='BFGS', gtol=1e-10)`, then Newton steps to a derivative of 2e-17.
  const weights = [
    [-0.17452956767065145, -0.36163879557419054, 0.5361683632448426],
    [0.2027982795738642, 0.07866514791227262, -0.2814634274861368],
    [0.1828063594210821, 0.07736054396633009, -0.2601669033874119],
  ];
  const bias = [0.4666731458615385, 1.059188273738186, -1.5258614195997244];

  it('finds the minimum that SciPy finds', () => {
    const probe = linearProbe(ROWS, LABELS, { penalty: 0.05, tolerance: 1e-12 });
    expect(probe.converged).toBe(true);
    expect(probe.steps).toBeLessThan(40);
    expect(probe.loss).toBeCloseTo(0.8123308182062976, 14);
    expect(probe.accuracy).toBe(0.6);
    weights.flat().forEach((w, i) => {
      expect(probe.weights.data[i]).toBeCloseTo(w, 10);
    });
    bias.forEach((b, i) => {
      expect(probe.bias.data[i]).toBeCloseTo(b, 10);
    });
  });

  it('does so for single precision and for views, and gives the precision it was given', () => {
    const single = createNdArray(Float32Array.from(ROWS.flat()), [30, 3]);
    const probe = linearProbe(single, LABELS, { penalty: 0.05 });
    expect(probe.weights.data).toBeInstanceOf(Float32Array);
    weights.flat().forEach((w, i) => {
      expect(probe.weights.data[i]).toBeCloseTo(w, 5);
    });
    const columns = Float64Array.from([0, 1, 2].flatMap((k) => ROWS.map((row) => row[k]!)));
    const view = createNdArray(columns, [30, 3], [1, 30]);
    const same = linearProbe(view, LABELS, { penalty: 0.05 });
    expect(toNested(same.weights)).toEqual(
      toNested(linearProbe(ROWS, LABELS, { penalty: 0.05 }).weights),
    );
  });

  it('ends where every derivative is 0, for features of any size, and is the same each time', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 4 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: -3, max: 3 }),
        fc.integer({ min: -3, max: 0 }),
        fc.nat(1000),
        (classes, d, size, exponent, seed) => {
          const rng = randomGenerator(seed);
          const n = 5 * classes;
          const x = normal(rng, [n, d]);
          for (let i = 0; i < x.data.length; i++) x.data[i]! *= 10 ** size;
          const y = Array.from({ length: n }, (_, i) => i % classes);
          const penalty = 10 ** exponent;
          const tolerance = 1e-8 * 10 ** Math.max(size, 0);
          const probe = linearProbe(x, y, { penalty, tolerance });
          expect(probe.converged).toBe(true);
          const { probabilities } = classifyLinearly(probe, x);
          const answers = y.map((c) => Array.from({ length: classes }, (_, k) => +(k === c)));
          const errors = sub(probabilities, answers);
          const byWeights = matmul(transpose(x), errors).data;
          for (let i = 0; i < byWeights.length; i++)
            expect(Math.abs(byWeights[i]! / n + penalty * probe.weights.data[i]!)).toBeLessThan(
              2 * tolerance,
            );
          expect(Math.abs(sum(probe.bias))).toBeLessThan(1e-7);
          expect(linearProbe(x, y, { penalty, tolerance })).toEqual(probe);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('separates what a line separates, and knows only how often classes are where features say nothing', () => {
    const probe = linearProbe(
      [
        [2, 0],
        [3, 1],
        [-2, 0],
        [-1, 1],
      ],
      [1, 1, 0, 0],
    );
    expect(probe.accuracy).toBe(1);
    expect(classifyLinearly(probe, [[9, 9]]).classes).toEqual([1]);
    const blind = linearProbe([[0], [0], [0], [0]], [0, 1, 1, 1]);
    const [first] = toNested(classifyLinearly(blind, [[5]]).probabilities) as number[][];
    expect(first![0]).toBeCloseTo(0.25, 8);
    expect(blind.loss).toBeCloseTo(-0.25 * Math.log(0.25) - 0.75 * Math.log(0.75), 12);
  });

  it('says where it ended for want of steps', () => {
    const probe = linearProbe(ROWS, LABELS, { steps: 2 });
    expect(probe.steps).toBe(2);
    expect(probe.converged).toBe(false);
  });

  it('refuses labels out of range, classes without samples and options out of range', () => {
    const x = [[1], [2], [3]];
    expect(() => linearProbe(x, [0, 1, 3], { classes: 3 })).toThrow(
      'linearProbe: "labels" expected classes from 0 to 2, got 3 at [2]',
    );
    expect(() => linearProbe(x, [0, -1, 1])).toThrow('classes from 0 to 2147483647, got -1 at [1]');
    expect(() => linearProbe(x, [0, 2, 2])).toThrow('got none of class 1');
    expect(() => linearProbe(x, [0, 1, 1], { classes: 3 })).toThrow('got none of class 2');
    expect(() => linearProbe(x, [0, 0, 0])).toThrow('"labels" expected at least two classes');
    expect(() => linearProbe(x, [0, 1])).toThrow('"labels" expected a label for each of the 3');
    expect(() => linearProbe([1, 2], [0, 1])).toThrow('"features" expected the features');
    expect(() => linearProbe([[1], [NaN]], [0, 1])).toThrow('got NaN at [1, 0]');
    for (const penalty of [0, -1, NaN])
      expect(() => linearProbe(x, [0, 1, 1], { penalty })).toThrow('"penalty"');
    expect(() => linearProbe(x, [0, 1, 1], { tolerance: -1 })).toThrow('"tolerance"');
    expect(() => linearProbe(x, [0, 1, 1], { steps: 0 })).toThrow('"steps"');
    expect(() => linearProbe(x, [0, 1, 1], { classes: 1 })).toThrow('"classes"');
    // @ts-expect-error: another name.
    expect(() => linearProbe(x, [0, 1, 1], { C: 1 })).toThrow('penalty, classes');
  });
});

describe('classifyLinearly', () => {
  it('is the softmax of x W + b', () => {
    const { probabilities, classes } = classifyLinearly({ weights: [[1, -1]], bias: [0, 2] }, [
      [3],
    ]);
    const wanted = softmax([3, -1]).data;
    expect(Array.from(probabilities.data)).toEqual(Array.from(wanted));
    expect(classes).toEqual([0]);
  });

  it('refuses shapes that do not meet', () => {
    const classifier = { weights: [[1, -1]], bias: [0, 2] };
    expect(() => classifyLinearly(classifier, [[1, 2]])).toThrow('"classifier.weights"');
    expect(() => classifyLinearly({ ...classifier, bias: [1] }, [[1]])).toThrow(
      '"classifier.bias"',
    );
  });
});

describe('lbfgs', () => {
  it('goes down the curved valley of Rosenbrock', () => {
    const f = (p: Float64Array): { value: number; gradient: Float64Array } => {
      const [x, y] = p as unknown as [number, number];
      const gradient = Float64Array.of(-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x));
      return { value: (1 - x) ** 2 + 100 * (y - x * x) ** 2, gradient };
    };
    const found = lbfgs(f, Float64Array.of(-1.2, 1), { steps: 100, tolerance: 1e-10 });
    expect(found.converged).toBe(true);
    expect(found.iterations).toBeLessThan(60);
    expect(found.point[0]).toBeCloseTo(1, 10);
    expect(found.point[1]).toBeCloseTo(1, 10);
  });

  it('reaches a minimum far away, and where one direction is a million times as steep', () => {
    const f = (p: Float64Array): { value: number; gradient: Float64Array } => {
      const [x, y] = [p[0]! - 1e4, p[1]! + 3];
      return { value: x * x + 1e6 * y * y, gradient: Float64Array.of(2 * x, 2e6 * y) };
    };
    const found = lbfgs(f, new Float64Array(2), { steps: 200, tolerance: 1e-6 });
    expect(found.converged).toBe(true);
    expect(found.point[0]).toBeCloseTo(1e4, 5);
    expect(found.point[1]).toBeCloseTo(-3, 10);
  });
});
