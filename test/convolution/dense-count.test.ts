import { describe, expect, it } from 'vitest';
import { convParameterCount, denseParameterCount } from '../../src/convolution/index.js';

describe('denseParameterCount', () => {
  it('counts a weight for each pair and a bias for each output', () => {
    expect(denseParameterCount({ inputs: 3, outputs: 2 })).toEqual({
      weights: 6,
      biases: 2,
      total: 8,
    });
    expect(denseParameterCount({ inputs: 3, outputs: 2, bias: false })).toEqual({
      weights: 6,
      biases: 0,
      total: 6,
    });
  });

  it('agrees with a convolution that sees all of a 5×5 image of 4 channels at once', () => {
    const whole = convParameterCount({ inputChannels: 4, outputChannels: 7, kernel: [5, 5] });
    expect(denseParameterCount({ inputs: 4 * 5 * 5, outputs: 7 })).toEqual(whole);
  });

  it('refuses what is no size', () => {
    expect(() => denseParameterCount({ inputs: 0, outputs: 2 })).toThrow(
      'denseParameterCount: "inputs"',
    );
    // @ts-expect-error outputs are missing
    expect(() => denseParameterCount({ inputs: 1 })).toThrow('denseParameterCount: "outputs"');
  });
});
