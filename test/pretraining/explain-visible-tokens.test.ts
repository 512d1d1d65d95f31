import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifyDerivation } from '../../src/derivation/index.js';
import { explainVisibleTokens, visibleTokens } from '../../src/pretraining/index.js';
import { expectShown } from '../derivation/shown.js';

const WORDS = ['The', 'dog', 'barked', 'loudly'];

describe('explainVisibleTokens', () => {
  it('shows that an encoder sees all', () => {
    const d = explainVisibleTokens(WORDS, 1);
    expect(d.result).toEqual(WORDS);
    expect(expectShown(d)).toContain('“dog” at place 1 sees “The”, “dog”, “barked”, “loudly”');
  });

  it('compares places in a decoder, and lets a token see itself', () => {
    const d = explainVisibleTokens(WORDS, 1, { architecture: 'decoder' });
    expect(d.result).toEqual(['The', 'dog']);
    // What the course's slip would give: a token that does not see itself.
    expect(d.result).not.toEqual(['The']);
    const text = expectShown(d);
    expect(text).toContain('1 ≤ 1');
    expect(text).toContain('2 ≤ 1 (false)');
    expect(text).toContain('= (1, 1, 0, 0)');
    expect(text).toContain('k = Σᵢ mᵢ = 1 + 1 + 0 + 0 = 2');
  });

  it('shows a prefix that is seen whole, and an encoder before a decoder', () => {
    const prefix = explainVisibleTokens(WORDS, 0, { architecture: 'prefix', prefix: 2 });
    expect(prefix.result).toEqual(['The', 'dog']);
    expect(expectShown(prefix)).toContain('1 < 2 or 1 ≤ 0');
    const both = explainVisibleTokens(WORDS, 2, { architecture: 'encoder-decoder', prefix: 2 });
    expect(both.result).toEqual(['The', 'dog', 'barked']);
    expectShown(both);
  });

  it('is visibleTokens in each architecture, place and prefix', () => {
    const kinds = fc.constantFrom('encoder', 'decoder', 'prefix', 'encoder-decoder');
    fc.assert(
      fc.property(kinds, fc.integer({ min: 1, max: 12 }), fc.nat(), fc.nat(), (kind, n, i, p) => {
        const words = Array.from({ length: n }, (_, j) => `w${j}`);
        const prefix = kind === 'prefix' || kind === 'encoder-decoder' ? p % (n + 1) : undefined;
        const options = {
          architecture: kind,
          ...(prefix === undefined ? {} : { prefix }),
        } as const;
        const d = explainVisibleTokens(words, i % n, options);
        expect(d.result).toEqual(visibleTokens(words, i % n, options));
        expect(verifyDerivation(d).steps.filter(({ ok }) => !ok)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('refuses what is no text, no place and no architecture', () => {
    expect(() => explainVisibleTokens('The dog' as never, 0)).toThrow(
      'explainVisibleTokens: "tokens" expected a list of words',
    );
    expect(() => explainVisibleTokens([1] as never, 0)).toThrow('a list of words, got 1');
    expect(() => explainVisibleTokens(new Array(13).fill('a'), 0)).toThrow('1 to 12 words, got 13');
    expect(() => explainVisibleTokens([], 0)).toThrow('got 0');
    expect(() => explainVisibleTokens(['a'], 1)).toThrow('explainVisibleTokens: "position"');
    expect(() => explainVisibleTokens(['a'], 0, { architecture: 'prefix' })).toThrow('"prefix"');
    expect(() => explainVisibleTokens(['a'], 0, { kind: 'x' } as never)).toThrow('kind');
  });
});
