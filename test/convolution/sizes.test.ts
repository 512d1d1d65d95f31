import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  conv3dCost,
  convCost,
  convOutputSize,
  convParameterCount,
  convTransposeOutputSize,
  poolOutputSize,
  receptiveField,
} from '../../src/convolution/index.js';
import { DomainError, KindError, ShapeError } from '../../src/core/errors.js';

/** Places of windows, counted one by one. */
function countPlaces(n: number, k: number, s: number, p: number, d: number): number {
  let count = 0;
  for (let first = -p; first + d * (k - 1) <= n - 1 + p; first += s) count++;
  return count;
}

const axis = fc.record({
  n: fc.integer({ min: 1, max: 40 }),
  k: fc.integer({ min: 1, max: 7 }),
  s: fc.integer({ min: 1, max: 5 }),
  p: fc.integer({ min: 0, max: 4 }),
  d: fc.integer({ min: 1, max: 3 }),
});

describe('convOutputSize', () => {
  // n, k, p, s and the values of the course's sheet: right, and what its formula gives.
  const sheet: readonly (readonly [number, number, number, number, number, number])[] = [
    [32, 3, 1, 1, 32, 29],
    [32, 5, 0, 1, 28, 29],
    [32, 3, 1, 2, 16, 15],
    [224, 7, 3, 2, 112, 107],
    [7, 2, 0, 2, 3, 4],
    [28, 5, 2, 1, 28, 21],
  ];

  it('adds the padding and subtracts the 1 that the sheet forgets', () => {
    for (const [n, kernel, padding, stride, right, wrong] of sheet) {
      const size = convOutputSize(n, { kernel, padding, stride });
      expect(size).toBe(right);
      expect(Math.floor((n - 2 * padding - (kernel - 1)) / stride) + 1).toBe(wrong);
      expect(size).not.toBe(wrong);
    }
    expect(convOutputSize(224, { kernel: 16, stride: 16 })).toBe(14);
    expect(convOutputSize(5, { kernel: 3, stride: 2 })).toBe(2);
  });

  it('counts the places at which the kernel fits', () => {
    fc.assert(
      fc.property(axis, ({ n, k, s, p, d }) => {
        fc.pre(d * (k - 1) < n + 2 * p);
        const size = convOutputSize(n, { kernel: k, stride: s, padding: p, dilation: d });
        expect(size).toBe(countPlaces(n, k, s, p, d));
      }),
    );
  });

  it('treats each axis for itself, with single numbers for all', () => {
    const options = { kernel: [3, 5], stride: 2, padding: [1, 0], dilation: [2, 1] };
    expect(convOutputSize([19, 20], options)).toEqual([9, 8]);
    expect(convOutputSize([19, 20, 21], { kernel: 2 })).toEqual([18, 19, 20]);
  });

  it('knows "same" and "valid"', () => {
    expect(convOutputSize([7, 6], { kernel: [4, 3], dilation: 2, padding: 'same' })).toEqual([
      7, 6,
    ]);
    expect(convOutputSize(7, { kernel: 4, padding: 'valid' })).toBe(4);
  });

  it('says what does not fit', () => {
    const message = (run: () => unknown, Type: new (...args: never[]) => Error): string => {
      expect(run).toThrow(Type);
      try {
        run();
      } catch (error) {
        return (error as Error).message;
      }
      return '';
    };
    expect(
      message(
        () => convOutputSize([9, 3], { kernel: 3, padding: 1, dilation: [1, 3] }),
        DomainError,
      ),
    ).toBe(
      'convOutputSize: "kernel" expected a kernel that fits into 5 (3 and 1 + 1 of padding) along axis 1, got 3 with dilation 3, which reaches over 7',
    );
    expect(message(() => convOutputSize(9, { kernel: 3, stride: -1 }), DomainError)).toBe(
      'convOutputSize: "stride" expected a whole number >= 1, got -1',
    );
    expect(() => convOutputSize(9, { kernel: 3, stride: 0 })).toThrow(DomainError);
    expect(() => convOutputSize(9, { kernel: 0 })).toThrow(DomainError);
    expect(() => convOutputSize(0, { kernel: 1 })).toThrow(DomainError);
    expect(() => convOutputSize(9, { kernel: 3, padding: -1 })).toThrow(/"padding".*>= 0, got -1/);
    expect(() => convOutputSize(9, { kernel: 2.5 })).toThrow(DomainError);
    expect(() => convOutputSize([9, 9], { kernel: [3, 3, 3] })).toThrow(ShapeError);
    expect(() => convOutputSize(9, { kernel: [3] })).toThrow(KindError);
    expect(() => convOutputSize([], { kernel: 1 })).toThrow(DomainError);
    expect(() => convOutputSize(9, { kernel: 3, stride: 2, padding: 'same' })).toThrow(DomainError);
    expect(() => convOutputSize(9, { kernel: 3, padding: 'full' as 'same' })).toThrow(KindError);
    expect(() => convOutputSize(9, { kernel: 3, strides: 2 } as never)).toThrow(KindError);
  });
});

describe('convTransposeOutputSize', () => {
  it('leads back: a convolution of its size gives the input', () => {
    fc.assert(
      fc.property(axis, fc.nat(4), ({ n, k, s, p, d }, o) => {
        fc.pre(o < s && (n - 1) * s + d * (k - 1) + 1 + o > 2 * p);
        const options = { kernel: k, stride: s, padding: p, dilation: d };
        const size = convTransposeOutputSize(n, { ...options, outputPadding: o });
        fc.pre(size + 2 * p > d * (k - 1));
        expect(convOutputSize(size, options)).toBe(n);
      }),
    );
  });

  it('refuses output padding of a whole stride, and padding that leaves nothing', () => {
    expect(() => convTransposeOutputSize(4, { kernel: 3, stride: 2, outputPadding: 2 })).toThrow(
      /less than the stride 2/,
    );
    expect(() => convTransposeOutputSize(1, { kernel: 3, padding: 2 })).toThrow(
      /less than 3 in all/,
    );
  });
});

describe('poolOutputSize', () => {
  it('moves by the kernel where no stride is given', () => {
    expect(poolOutputSize([28, 15], { kernel: [2, 3] })).toEqual([14, 5]);
  });

  it('rounds up only where the last window starts within the input or its first padding', () => {
    fc.assert(
      fc.property(axis, ({ n, k, s, p }) => {
        fc.pre(2 * p <= k && k <= n + 2 * p);
        let count = 0;
        for (let first = -p; first + k - 1 < n + p; first += s) count++;
        const options = { kernel: k, stride: s, padding: p };
        expect(poolOutputSize(n, options)).toBe(count);
        // One more where something is left behind the last window, and the next one starts before n.
        const covered = (count - 1) * s - p + k;
        const more = covered < n + p && count * s - p < n ? 1 : 0;
        expect(poolOutputSize(n, { ...options, ceilMode: true })).toBe(count + more);
      }),
    );
  });

  it('refuses padding of more than half a window', () => {
    expect(() => poolOutputSize(9, { kernel: 3, padding: 2 })).toThrow(
      'poolOutputSize: "padding" expected at most half the kernel of 3, got 2',
    );
  });
});

describe('convParameterCount', () => {
  it('counts a filter over all channels, and one bias for each filter', () => {
    const layer = { inputChannels: 2, outputChannels: 3, kernel: [2, 2] };
    const { total } = convParameterCount(layer);
    expect(convParameterCount(layer)).toEqual({ weights: 24, biases: 3, total: 27 });
    // Without biases, with one for each kernel, and blind to the channels that come in.
    for (const wrong of [24, 30, 15]) expect(total).not.toBe(wrong);
    expect(convParameterCount({ ...layer, bias: false }).total).toBe(24);
  });

  it('takes a number for a square, lists for other ranks, and divides by the groups', () => {
    const layer = { inputChannels: 6, outputChannels: 4, kernel: 3 };
    expect(convParameterCount(layer).weights).toBe(216);
    expect(convParameterCount({ ...layer, groups: 2 }).weights).toBe(108);
    expect(convParameterCount({ ...layer, kernel: [3, 3, 3] }).weights).toBe(648);
    expect(convParameterCount({ ...layer, kernel: [5] }).weights).toBe(120);
  });

  it('refuses groups that do not divide, and what is no size', () => {
    const layer = { inputChannels: 6, outputChannels: 4, kernel: 3 };
    expect(() => convParameterCount({ ...layer, groups: 3 })).toThrow(
      'convParameterCount: "groups" expected a divisor of the 4 output channels, got 3',
    );
    expect(() => convParameterCount({ ...layer, groups: 4 })).toThrow(/of the 6 input channels/);
    expect(() => convParameterCount({ ...layer, inputChannels: 0 })).toThrow(DomainError);
    expect(() => convParameterCount({ ...layer, kernel: [] })).toThrow(KindError);
    expect(() => convParameterCount({ ...layer, bias: 1 as never })).toThrow(KindError);
  });
});

describe('convCost', () => {
  it('multiplies outputs by what each takes', () => {
    const cost = convCost({
      input: [9, 7],
      inputChannels: 4,
      outputChannels: 6,
      kernel: [3, 2],
      stride: [2, 1],
      groups: 2,
    });
    expect(cost).toEqual({
      outputSize: [4, 6],
      outputs: 144,
      perOutput: 12,
      multiplications: 1728,
    });
  });

  it('of a 3-D convolution is k times that of a 2-D one over each frame, where the frames stay', () => {
    const clip = { input: [16, 28, 20], inputChannels: 3, outputChannels: 8 };
    const same = conv3dCost({ ...clip, kernel: [5, 3, 3], padding: 'same' });
    expect(same.ratio).toBe(5);
    expect(same.conv2d).toEqual({
      outputSize: [16, 28, 20],
      outputs: 8 * 16 * 28 * 20,
      perOutput: 27,
      multiplications: 8 * 16 * 28 * 20 * 27,
    });
    // Without padding there are 12 of 16 frames, and a stride in time applies to the 3-D one alone.
    const valid = conv3dCost({ ...clip, kernel: [5, 3, 3] });
    expect(valid.ratio).toBe((5 * 12) / 16);
    expect(conv3dCost({ ...clip, kernel: [2, 3, 3], stride: [2, 1, 1] }).ratio).toBe(1);
    expect(() => conv3dCost({ ...clip, input: [16, 28], kernel: 3 })).toThrow(ShapeError);
  });
});

describe('receptiveField', () => {
  it('of two layers by hand', () => {
    expect(
      receptiveField([{ kernel: 5, stride: 3, padding: 1, dilation: 2 }, { kernel: 3 }]),
    ).toEqual({ size: 9 + 2 * 3, jump: 3, start: 4 - 1 + 3 });
    expect(receptiveField([{ kernel: 2, stride: 2 }])).toEqual({ size: 2, jump: 2, start: 0.5 });
  });

  it('gives lists where a layer has one', () => {
    expect(receptiveField([{ kernel: 3 }, { kernel: [1, 3], stride: [1, 2] }])).toEqual({
      size: [3, 5],
      jump: [1, 2],
      start: [1, 2],
    });
  });

  it('is bounded by what the places of windows say, layer by layer', () => {
    const layer = fc.record({
      kernel: fc.integer({ min: 1, max: 4 }),
      stride: fc.integer({ min: 1, max: 3 }),
      padding: fc.nat(2),
      dilation: fc.integer({ min: 1, max: 2 }),
    });
    fc.assert(
      fc.property(fc.array(layer, { minLength: 1, maxLength: 4 }), fc.nat(5), (layers, output) => {
        // From an output back to the first and last element that it sees.
        let [first, last] = [output, output];
        for (const { kernel, stride, padding, dilation } of [...layers].reverse()) {
          first = first * stride - padding;
          last = last * stride - padding + dilation * (kernel - 1);
        }
        const { size, jump, start } = receptiveField(layers);
        expect(start + jump * output - (size - 1) / 2).toBe(first);
        expect(start + jump * output + (size - 1) / 2).toBe(last);
      }),
    );
  });

  it('refuses an empty stack, and layers with different numbers of axes', () => {
    expect(() => receptiveField([])).toThrow(KindError);
    // biome-ignore lint/suspicious/noSparseArray: a hole is no layer to pass over.
    expect(() => receptiveField([, { kernel: 3 }] as never)).toThrow('receptiveField: "kernel"');
    expect(() => receptiveField([{ kernel: [3, 3] }, { kernel: [3, 3, 3] }])).toThrow(ShapeError);
  });
});
