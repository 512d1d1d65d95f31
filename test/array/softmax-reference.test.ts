import { describe, expect, it } from 'vitest';
import { logSoftmax, softmax } from '../../src/array/index.js';
import { readCases, toFloats, worstRatio } from '../reference/read.js';

const cases = readCases('08-attention', 'softmax');

describe('softmax against PyTorch', () => {
  for (const { name, inputs, parameters, expected, tolerance } of cases) {
    if (name === 'softmax/not-finite') continue;
    for (const dtype of ['float64', 'float32'] as const) {
      it(`${name} in ${dtype}`, () => {
        const x = toFloats(inputs.x, dtype);
        // 1e308 is infinite in float32, and its line NaN: the others still agree.
        const from = x.data.includes(Infinity) ? x.data.indexOf(Infinity) : x.data.length;
        const close = (actual: ArrayLike<number>, wanted: Float64Array): void =>
          expect(
            worstRatio(Array.from(actual).slice(0, from), wanted.slice(0, from), tolerance[dtype]),
          ).toBeLessThan(1);
        const values = softmax(x, parameters);
        expect(values.dtype).toBe(dtype);
        close(values.data, expected.values.data);
        if (expected.log !== undefined) close(logSoftmax(x, parameters).data, expected.log.data);
      });
    }
  }

  it('gives zeros, not NaN, where all scores are −∞; NaN for +∞ and NaN, as PyTorch does', () => {
    const { inputs } = cases.find(({ name }) => name === 'softmax/not-finite')!;
    const { data } = softmax(toFloats(inputs.x, 'float64'));
    const unknown = [Number.NaN, Number.NaN, Number.NaN];
    expect([...data]).toEqual([...unknown, 0, 0, 0, ...unknown]);
  });
});
