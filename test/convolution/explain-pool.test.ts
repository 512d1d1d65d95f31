import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toNested } from '../../src/array/index.js';
import {
  averagePool2d,
  conv3dCost,
  denseParameterCount,
  explainAveragePool2d,
  explainConv3dCost,
  explainDenseParameterCount,
  explainMaxPool2d,
  maxPool2d,
} from '../../src/convolution/index.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import { expectShown } from '../derivation/shown.js';

describe('explainMaxPool2d and explainAveragePool2d', () => {
  const map = [
    [1, 2, 5],
    [4, 0, 1],
    [-1, -1, -3],
  ];

  it('pool a map on paper, with padding', () => {
    const options = { kernel: 2, padding: 1 };
    const largest = explainMaxPool2d(map, options);
    // Below zero everywhere is still more than padding.
    expect(toNested(largest.result)).toEqual([
      [1, 5],
      [4, 1],
    ]);
    expect(toNested(explainMaxPool2d([[-1]], options).result)).toEqual([[-1]]);
    const mean = explainAveragePool2d(map, options);
    expect(toNested(mean.result)).toEqual([
      [0.25, 1.75],
      [0.75, -0.75],
    ]);
    const real = explainAveragePool2d(map, { ...options, countPadding: false });
    expect(toNested(real.result)).toEqual([
      [1, 3.5],
      [1.5, -0.75],
    ]);
    for (const d of [largest, mean, real]) expectShown(d);
  });

  it('are the pools of the library, and hold', () => {
    const maps = fc
      .tuple(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 2, max: 5 }))
      .chain(([h, w]) =>
        fc.array(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: w, maxLength: w }), {
          minLength: h,
          maxLength: h,
        }),
      );
    const sizes = fc.record({
      kernel: fc.constant(2),
      stride: fc.integer({ min: 1, max: 3 }),
      padding: fc.integer({ min: 0, max: 1 }),
      ceilMode: fc.boolean(),
    });
    fc.assert(
      fc.property(maps, sizes, fc.boolean(), (x, options, countPadding) => {
        const whole = maxPool2d([x], options);
        fc.pre(whole.shape[1]! * whole.shape[2]! <= 16);
        const largest = explainMaxPool2d(x, options);
        expect([toNested(largest.result)]).toEqual(toNested(whole));
        expect(verifyDerivation(largest).ok).toBe(true);
        const mean = explainAveragePool2d(x, { ...options, countPadding });
        expect([toNested(mean.result)]).toEqual(
          toNested(averagePool2d([x], { ...options, countPadding })),
        );
        expect(verifyDerivation(mean).ok).toBe(true);
      }),
      { numRuns: 80 },
    );
  });

  it('refuse what no one reads', () => {
    const wide = [new Array(9).fill(0)];
    expect(() => explainMaxPool2d(wide, { kernel: 1 })).toThrow(
      'explainMaxPool2d: "map" expected a table of at most 8 rows and 8 columns, got shape (1, 9)',
    );
    const eight = new Array(8).fill(new Array(8).fill(0));
    expect(() => explainAveragePool2d(eight, { kernel: 1 })).toThrow('at most 16 windows, got 64');
    expect(() => explainMaxPool2d([[1]], { kernel: 2 })).toThrow('kernel');
  });
});

describe('explainDenseParameterCount', () => {
  it('is denseParameterCount', () => {
    for (const layer of [
      { inputs: 784, outputs: 10 },
      { inputs: 3, outputs: 1 },
      { inputs: 5, outputs: 4, bias: false },
    ]) {
      const d = explainDenseParameterCount(layer);
      expect(d.result).toEqual(denseParameterCount(layer));
      expectShown(d);
    }
    // A bias for each input.
    expect(explainDenseParameterCount({ inputs: 784, outputs: 10 }).result.total).not.toBe(8624);
    expect(() => explainDenseParameterCount({ inputs: 0, outputs: 1 })).toThrow('"inputs"');
  });
});

describe('explainConv3dCost', () => {
  it('is conv3dCost, with padding, strides and groups', () => {
    const clip = { input: [16, 112, 112], inputChannels: 3, outputChannels: 64, kernel: 3 };
    for (const options of [
      { ...clip, padding: 1 },
      { ...clip, stride: [2, 1, 1] },
      { ...clip, inputChannels: 4, groups: 2, kernel: [5, 3, 3] },
    ]) {
      const d = explainConv3dCost(options);
      const cost = conv3dCost(options);
      expect(d.result).toEqual({
        conv3d: cost.conv3d.multiplications,
        conv2d: cost.conv2d.multiplications,
        ratio: cost.ratio,
      });
      expectShown(d);
    }
    expect(() => explainConv3dCost({ ...clip, input: [3, 3] })).toThrow('3 sizes');
  });
});
