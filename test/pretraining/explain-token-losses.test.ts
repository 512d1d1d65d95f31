import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifyDerivation } from '../../src/derivation/index.js';
import {
  causalLanguageModelLoss,
  explainCausalLanguageModelLoss,
  explainMaskedLanguageModelLoss,
  maskedLanguageModelLoss,
} from '../../src/pretraining/index.js';
import { expectShown } from '../derivation/shown.js';

/** Scores and a token for each place. */
const texts = fc
  .tuple(fc.integer({ min: 2, max: 6 }), fc.integer({ min: 1, max: 5 }))
  .chain(([n, words]) =>
    fc.tuple(
      fc.array(
        fc.array(
          fc.integer({ min: -90, max: 90 }).map((x) => x / 10),
          { minLength: words, maxLength: words },
        ),
        { minLength: n, maxLength: n },
      ),
      fc.array(fc.integer({ min: 0, max: words - 1 }), { minLength: n, maxLength: n }),
    ),
  );

describe('explainCausalLanguageModelLoss', () => {
  it('asks each place for the next token', () => {
    const d = explainCausalLanguageModelLoss(
      [
        [0, Math.log(3)],
        [0, 0],
        [5, 5],
      ],
      [0, 1, 0],
    );
    // −ln ¾ and −ln ½.
    expect(d.result).toBeCloseTo(-Math.log((3 / 4) * (1 / 2)) / 2, 14);
    // Each asked for its own token; the last place counted too.
    for (const wrong of [-Math.log(1 / 4 / 2 / 2) / 3, -Math.log((3 / 4) * (1 / 4)) / 3])
      expect(Math.abs(d.result - wrong)).toBeGreaterThan(0.01);
    expect(expectShown(d)).toContain('After token 1 the next one is 1');
  });

  it('is the loss, and holds', () => {
    fc.assert(
      fc.property(texts, ([logits, ids]) => {
        const d = explainCausalLanguageModelLoss(logits, ids);
        expect(d.result).toBe(causalLanguageModelLoss(logits, ids));
        expect(verifyDerivation(d).ok).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('refuses what does not fit', () => {
    expect(() =>
      explainCausalLanguageModelLoss(
        [
          [0, 0],
          [0, 0],
        ],
        [0, 2],
      ),
    ).toThrow(/explainCausalLanguageModelLoss: "ids\[1\]" .*got 2/);
    expect(() =>
      explainCausalLanguageModelLoss(
        [
          [0, 101],
          [0, 0],
        ],
        [0, 1],
      ),
    ).toThrow('"logits" expected scores from -100 to 100, got 101 at [0, 1]');
    const nine = new Array(9).fill([0, 0]);
    expect(() => explainCausalLanguageModelLoss(nine, new Array(9).fill(0))).toThrow(
      /"logits" .*8 rows/,
    );
    expect(() => explainCausalLanguageModelLoss([[0, 0]], [0])).toThrow('at least 2');
  });
});

describe('explainMaskedLanguageModelLoss', () => {
  it('counts the chosen places alone', () => {
    const d = explainMaskedLanguageModelLoss(
      [
        [9, 0, 0],
        [0, 0, 0],
        [0, Math.log(2), 0],
      ],
      [-100, 2, 1],
    );
    // −ln ⅓ and −ln ½.
    expect(d.result).toBeCloseTo(Math.log(6) / 2, 14);
    // Averaged over all three places.
    expect(Math.abs(d.result - Math.log(6) / 3)).toBeGreaterThan(0.1);
    const text = expectShown(d);
    expect(text).toContain('The other place costs nothing');
    expect(text).not.toContain('At place 1');
  });

  it('is the loss, and holds', () => {
    fc.assert(
      fc.property(texts, fc.nat({ max: 62 }), ([logits, ids], hidden) => {
        const labels = ids.map((id, i) => (i > 0 && (hidden >> i) & 1 ? -100 : id));
        const d = explainMaskedLanguageModelLoss(logits, labels);
        expect(d.result).toBe(maskedLanguageModelLoss(logits, labels));
        expect(verifyDerivation(d).ok).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('refuses a text of which nothing is asked', () => {
    expect(() => explainMaskedLanguageModelLoss([[0, 0]], [-100])).toThrow(
      'explainMaskedLanguageModelLoss: "labels" expected a token at one place at least, got none',
    );
    expect(() => explainMaskedLanguageModelLoss([[0, 0]], [-1])).toThrow('"labels[0]"');
  });
});
