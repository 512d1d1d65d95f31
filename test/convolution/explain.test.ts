import { describe, expect, it } from 'vitest';
import {
  conv2d,
  convOutputSize,
  explainConv2d,
  explainConvOutputSize,
  explainConvParameterCount,
  explainReceptiveField,
  receptiveField,
} from '../../src/convolution/index.js';
import { DomainError, KindError, ShapeError } from '../../src/core/errors.js';
import { normal, randomGenerator } from '../../src/core/random.js';
import type { Step } from '../../src/derivation/index.js';
import { renderText, verifyDerivation } from '../../src/derivation/index.js';

/** Values of steps and of those within them, by their ids. */
function valuesOf(steps: readonly Step[]): Record<string, unknown> {
  return Object.fromEntries(
    steps.flatMap((step): [string, unknown][] => [
      [step.id, step.value],
      ...Object.entries(valuesOf(step.steps ?? [])),
    ]),
  );
}

describe('explainConvOutputSize', () => {
  it('solves the cases of the course, part by part', () => {
    // n, k, p, s: reach, padded input, room, strides, size.
    const cases: readonly (readonly number[])[] = [
      [32, 3, 1, 1, 3, 34, 31, 31, 32],
      [32, 5, 0, 1, 5, 32, 27, 27, 28],
      [32, 3, 1, 2, 3, 34, 31, 15, 16],
      [224, 7, 3, 2, 7, 230, 223, 111, 112],
      [224, 16, 0, 16, 16, 224, 208, 13, 14],
      [7, 2, 0, 2, 2, 7, 5, 2, 3],
      [5, 3, 0, 2, 3, 5, 2, 1, 2],
      [28, 5, 2, 1, 5, 32, 27, 27, 28],
    ];
    for (const [n, kernel, padding, stride, ...parts] of cases) {
      const d = explainConvOutputSize(n!, { kernel: kernel!, padding: padding!, stride: stride! });
      const values = valuesOf(d.steps);
      expect(['reach', 'padded', 'room', 'moves', 'size'].map((id) => values[id])).toEqual(parts);
      expect(d.result).toBe(parts.at(-1));
      expect(verifyDerivation(d).ok).toBe(true);
    }
  });

  it('says which elements no window sees', () => {
    const text = renderText(explainConvOutputSize([7, 20], { kernel: [2, 5], stride: [2, 4] }));
    expect(text.replaceAll(/\s+/g, ' ')).toContain(
      'The last element of the padded input of axis 0 is in no window. The last 3 elements of the padded input of axis 1 are in no window.',
    );
    expect(renderText(explainConvOutputSize(8, { kernel: 2, stride: 2 }))).not.toContain(
      'no window',
    );
  });

  it('treats axes together, and uneven padding by both its sides', () => {
    const options = { kernel: [4, 5], padding: 'same', dilation: [1, 2] } as const;
    const d = explainConvOutputSize([32, 20], options);
    expect(d.result).toEqual(convOutputSize([32, 20], options));
    expect(verifyDerivation(d).ok).toBe(true);
    expect(renderText(d)).toContain('N = n + p + q = (32, 20) + (1, 4) + (2, 4) = (35, 28)');
  });

  it('refuses what convOutputSize refuses, under its own name', () => {
    expect(() => explainConvOutputSize(3, { kernel: 4 })).toThrow(DomainError);
    expect(() => explainConvOutputSize(3, { kernel: 2, strid: 1 } as never)).toThrow(
      /^explainConvOutputSize: "options"/,
    );
  });
});

describe('explainConvParameterCount', () => {
  it('solves the exercise of the course: 24 weights and 3 biases', () => {
    const d = explainConvParameterCount({ inputChannels: 2, outputChannels: 3, kernel: [2, 2] });
    expect(valuesOf(d.steps)).toEqual({ filter: 8, weights: 24, biases: 3, total: 27 });
    expect(d.result).toEqual({ weights: 24, biases: 3, total: 27 });
    expect(verifyDerivation(d).ok).toBe(true);
    const text = renderText(d);
    for (const line of ['2 · 2 · 2 = 8', '3 · 8 = 24', '24 + 3 = 27']) expect(text).toContain(line);
  });

  it('leaves biases out, and divides by the groups', () => {
    const layer = {
      inputChannels: 8,
      outputChannels: 4,
      kernel: [3, 3, 3],
      groups: 2,
      bias: false,
    };
    const d = explainConvParameterCount(layer);
    expect(valuesOf(d.steps)).toEqual({ filter: 108, weights: 432, biases: 0, total: 432 });
    expect(verifyDerivation(d).ok).toBe(true);
    expect(renderText(d)).toContain('no biases');
    expect(() => explainConvParameterCount({ ...layer, groups: 3 })).toThrow(
      /^explainConvParameterCount: "groups"/,
    );
  });
});

describe('explainReceptiveField', () => {
  it('widens the field layer by layer', () => {
    const layers = [
      { kernel: 3, padding: 1 },
      { kernel: 2, stride: 2 },
      { kernel: 3, dilation: 2 },
    ];
    const d = explainReceptiveField(layers);
    const values = valuesOf(d.steps);
    expect(['r-1', 'r-2', 'r-3'].map((id) => values[id])).toEqual([3, 4, 12]);
    expect(['j-1', 'j-2', 'j-3'].map((id) => values[id])).toEqual([1, 2, 2]);
    expect(['u-1', 'u-2', 'u-3'].map((id) => values[id])).toEqual([0, 0.5, 4.5]);
    expect(d.result).toEqual({ size: 12, jump: 2, start: 4.5 });
    expect(verifyDerivation(d).ok).toBe(true);
  });

  it('does each axis for itself', () => {
    const layers = [
      { kernel: [3, 5], padding: 1 },
      { kernel: 2, stride: [1, 2] },
    ];
    const d = explainReceptiveField(layers);
    expect(d.result).toEqual(receptiveField(layers));
    expect(d.result.size).toEqual([4, 6]);
    expect(verifyDerivation(d).ok).toBe(true);
    const three = explainReceptiveField([{ kernel: [1, 2, 3] }]);
    expect(three.result.size).toEqual([1, 2, 3]);
    expect(verifyDerivation(three).ok).toBe(true);
    expect(() => explainReceptiveField([])).toThrow(KindError);
  });
});

describe('explainConv2d', () => {
  const draw = (seed: number, ...shape: number[]) => normal(randomGenerator(seed), shape);

  it('gives the pixels of conv2d, each with a derivation that can be verified', () => {
    const problem = { x: draw(1, 4, 5, 6), weight: draw(2, 6, 2, 3, 2), bias: draw(3, 6) };
    const steps = { stride: [2, 1], padding: [1, 2], dilation: [1, 2], groups: 2 };
    const y = conv2d(problem.x, problem.weight, { ...steps, bias: problem.bias });
    for (const [channel, row, column] of [
      [0, 0, 0],
      [2, 1, 3],
      [5, 2, 7],
    ] as const) {
      const d = explainConv2d(problem, { ...steps, at: { channel, y: row, x: column } });
      expect(d.result).toBe(y.get(channel, row, column));
      expect(verifyDerivation(d).ok).toBe(true);
    }
  });

  it('shows window, products and sum', () => {
    const x = [
      [
        [1, 2, 0],
        [0, 1, 3],
      ],
      [
        [0, 1, 1],
        [2, 0, 1],
      ],
    ];
    const weight = [[[[1, -1]], [[0.5, 2]]]];
    const d = explainConv2d(
      { x, weight, bias: [0.25] },
      { at: { channel: 0, y: 1, x: 0 }, padding: [0, 1] },
    );
    expect(valuesOf(d.steps)).toMatchObject({ r: 1, c: -1, 'sum-0': 0, 'sum-1': 4, y: 4.25 });
    const text = renderText(d);
    for (const line of [
      '0.5 · 0 + 2 · 2 = 4',
      'Zeros stand for the padding.',
      '0 + 4 + 0.25 = 4.25',
    ]) {
      expect(text).toContain(line);
    }
  });

  it('leaves out what a single channel without bias does not need', () => {
    const problem = { x: [[[1, 1, 5]]], weight: [[[[-1, 0, 1]]]] };
    const bare = explainConv2d(problem, { at: { channel: 0, y: 0, x: 0 } });
    expect(bare.steps.map(({ id }) => id)).toEqual(['r', 'c', 'v', 'y']);
    expect([bare.result, verifyDerivation(bare).ok]).toEqual([4, true]);
    const biased = explainConv2d({ ...problem, bias: [2] }, { at: { channel: 0, y: 0, x: 0 } });
    expect([biased.result, verifyDerivation(biased).ok]).toEqual([6, true]);
  });

  it('refuses pixels that are not there, batches, and filters that no one reads', () => {
    const [x, weight] = [draw(4, 2, 5, 6), draw(5, 3, 2, 3, 3)];
    const at = { channel: 0, y: 0, x: 0 };
    expect(() => explainConv2d({ x, weight }, { at: { ...at, y: 3 } })).toThrow(
      'explainConv2d: "at.y" expected a whole number >= 0 and < 3, got 3',
    );
    expect(() => explainConv2d({ x, weight }, { at: { channel: 0, y: 0 } as never })).toThrow(
      KindError,
    );
    expect(() => explainConv2d({ x, weight }, {} as never)).toThrow(KindError);
    expect(() => explainConv2d({ x: draw(6, 1, 2, 5, 6), weight }, { at })).toThrow(ShapeError);
    expect(() =>
      explainConv2d({ x: draw(7, 23, 3, 3), weight: draw(8, 1, 23, 3, 3) }, { at }),
    ).toThrow('explainConv2d: "weight" expected at most 200 weights in a filter, got 207');
    expect(() => explainConv2d({ x, weight, b: 1 } as never, { at })).toThrow(KindError);
  });
});
