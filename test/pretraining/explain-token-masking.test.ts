import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomGenerator } from '../../src/core/random.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import { explainTokenMasking, maskTokens } from '../../src/pretraining/index.js';
import { dictated, wordOf } from '../core/dictated.js';
import { expectShown } from '../derivation/shown.js';

const common = { maskId: 3, vocabularySize: 100 };

describe('explainTokenMasking', () => {
  it('shows what each draw led to', () => {
    // 40: chosen, below 0.8; 50: not chosen; 60: chosen, from 0.8 to 0.9, token 7; 70: chosen, above 0.9.
    const rng = dictated([0.1, 0.5, 0.2, 0.05, 0.85, wordOf(7, 100), 0.14, 0.95]);
    const d = explainTokenMasking([1, 40, 50, 60, 70], { ...common, special: [1], rng });
    expect(d.result).toEqual({ ids: [1, 3, 50, 7, 70], labels: [-100, 40, -100, 60, 70] });
    // Asked for the hidden ones alone, the model could trust every token that is none of [MASK].
    expect(d.result.labels).not.toEqual([-100, 40, -100, -100, -100]);
    const text = expectShown(d);
    expect(text).toContain('u = (0.1, 0.2, 0.05, 0.14)');
    expect(text).toContain('0.2 < 0.15 (false)');
    expect(text).toContain('v = (0.5, 0.85, 0.95)');
    expect(text).toContain('w = (7)');
    expect(text).toContain('if 0.8 ≤ 0.85 and 0.85 < 0.8 + 0.1 = 7');
    expect(text).toContain('40 becomes [MASK]; 60 becomes 7, drawn at random; 70 stays');
  });

  it('says that none was chosen', () => {
    const d = explainTokenMasking([5, 6], { ...common, rate: 0, rng: randomGenerator(1) });
    expect(d.result).toEqual({ ids: [5, 6], labels: [-100, -100] });
    expect(expectShown(d)).toContain('No token was chosen this time');
    const special = { ...common, special: [5], rng: randomGenerator(1) };
    expect(expectShown(explainTokenMasking([5, 5], special))).toContain('5 (special)');
  });

  it('is maskTokens and leaves the stream where it does', () => {
    const texts = fc.array(fc.integer({ min: 0, max: 19 }), { minLength: 1, maxLength: 12 });
    const shares = fc.constantFrom([0.8, 0.1], [0.5, 0.5], [0, 0.3], [1, 0], [0, 0]);
    const rates = fc.constantFrom(0.15, 0.6, 1);
    fc.assert(
      fc.property(
        texts,
        shares,
        rates,
        fc.integer({ min: 0, max: 999 }),
        (ids, share, rate, seed) => {
          const options = {
            ...{ rate, maskShare: share[0], randomShare: share[1] },
            ...{ maskId: 19, vocabularySize: 20, special: [0, 1] },
          };
          const [a, b] = [randomGenerator(seed), randomGenerator(seed)];
          const d = explainTokenMasking(ids, { ...options, rng: a });
          expect(d.result).toEqual(maskTokens(ids, { ...options, rng: b }));
          expect(a.nextUint32()).toBe(b.nextUint32());
          expect(verifyDerivation(d).steps.filter(({ ok }) => !ok)).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
    const ids = Array.from({ length: 12 }, (_, i) => i);
    expectShown(explainTokenMasking(ids, { ...common, rate: 1, rng: randomGenerator(3) }));
  });

  it('refuses too many tokens, and what maskTokens refuses', () => {
    const rng = randomGenerator(1);
    expect(() => explainTokenMasking(new Array(13).fill(1), { ...common, rng })).toThrow(
      'explainTokenMasking: "ids" expected 1 to 12 tokens, got 13',
    );
    expect(() => explainTokenMasking([], { ...common, rng })).toThrow('got 0');
    expect(() => explainTokenMasking([1], common as never)).toThrow('explainTokenMasking: "rng"');
    expect(() => explainTokenMasking([100], { ...common, rng })).toThrow('ids[0]');
    expect(() => explainTokenMasking([1], { ...common, rng, rate: 2 })).toThrow('"rate"');
    expect(() => explainTokenMasking([1], { ...common, rng, maskId: 100 })).toThrow('"maskId"');
    const odd = { ...common, rng, mask: 3 } as never;
    expect(() => explainTokenMasking([1], odd)).toThrow('mask');
  });
});
