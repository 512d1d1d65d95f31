import { describe, expect, it } from 'vitest';
import {
  explainTransformerParameterCount,
  transformerParameterCount,
} from '../../src/transformer/index.js';
import { expectShown } from '../derivation/shown.js';

describe('explainTransformerParameterCount', () => {
  const stack = { width: 512, heads: 8, layers: 1, feedForward: 2048 };

  it('counts a layer of the first transformer on paper', () => {
    const d = explainTransformerParameterCount({ ...stack, kind: 'encoder' });
    // 4·512² + 4·512, 2·512·2048 + 2048 + 512, 2 · 2·512.
    expect(d.result.attention).toBe(1050624);
    expect(d.result.feedForward).toBe(2099712);
    expect(d.result.norms).toBe(2048);
    expect(d.result.total).toBe(3152384);
    // The biases forgotten; the output matrix of the heads forgotten.
    for (const wrong of [3145728, 3152384 - 512 ** 2 - 512]) expect(d.result.total).not.toBe(wrong);
    expect(expectShown(d)).toContain('A = 4 D² + 4 D = 4 · 512² + 4 · 512 = 1050624');
  });

  it('is transformerParameterCount for every kind', () => {
    const model = { vocabulary: 50257, context: 1024, width: 768, heads: 12, layers: 12 };
    for (const config of [
      model,
      { ...model, tied: false, positions: 'rotary', norm: 'post', feedForward: 100 },
      ...(['encoder', 'decoder', 'encoder-decoder'] as const).flatMap((kind) => [
        { ...stack, kind, layers: 6 },
        { ...stack, kind, norm: 'pre' },
      ]),
    ] as Parameters<typeof transformerParameterCount>[0][]) {
      const d = explainTransformerParameterCount(config);
      expect(d.result).toEqual(transformerParameterCount(config));
      expectShown(d);
    }
  });

  it('refuses what is no plan', () => {
    expect(() => explainTransformerParameterCount({ ...stack, kind: 'encoder', heads: 3 })).toThrow(
      '"heads"',
    );
  });
});
