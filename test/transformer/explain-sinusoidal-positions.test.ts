import { describe, expect, it } from 'vitest';
import { toNested } from '../../src/core/to-nested.js';
import { renderText } from '../../src/derivation/render-text.js';
import { verifyDerivation } from '../../src/derivation/verify.js';
import { explainSinusoidalPositions } from '../../src/transformer/explain-sinusoidal-positions.js';
import { sinusoidalPositions } from '../../src/transformer/sinusoidal-positions.js';

// The course's problem: three words of six numbers.
const LABELS = ['I', 'love', 'AI'];
const TOKENS = [
  [0.1, 0.2, 0.3, 0.4, 0.5, 0.6],
  [0.5, 0.4, 0.3, 0.2, 0.1, 0],
  [0.9, 0.8, 0.7, 0.6, 0.5, 0.4],
];

describe('explainSinusoidalPositions', () => {
  const d = explainSinusoidalPositions(TOKENS, { labels: LABELS });
  const [positions, output] = [d.result.positions, d.result.output].map(
    (a) => toNested(a) as number[][],
  );

  it('solves the course’s problem', () => {
    // 10000^(1/3) and 10000^(2/3), by NumPy.
    const denominators = [1, 21.544346900318835, 464.15888336127773];
    const sums = [
      [0.1, 1.2, 0.3, 1.4, 0.5, 1.6],
      [
        1.3414709848078965, 0.9403023058681398, 0.3463992234647313, 1.1989229760406304,
        0.1021544330233656, 0.9999976792064809,
      ],
      [
        1.8092974268256818, 0.38385316345285764, 0.7926985007787272, 1.59569422412374,
        0.5043088560467428, 1.3999907168366956,
      ],
    ];
    d.result.denominators.data.forEach((w, i) => void expect(w).toBeCloseTo(denominators[i]!, 10));
    sums.forEach((row, p) => {
      row.forEach((x, k) => void expect(output![p]![k]).toBeCloseTo(x, 13));
    });
  });

  it('differs from the sheet where the sheet is wrong', () => {
    // The first word left without its encoding, though the cosine of 0 is 1.
    expect(output![0]).not.toEqual(TOKENS[0]);
    // A third denominator of 46.16, and what follows from it.
    expect(d.result.denominators.data[2]).not.toBeCloseTo(46.16, 0);
    expect(positions![1]![4]).not.toBeCloseTo(0.0215, 3);
    // Slips: sin 2, the last cosine, 0.8 − 0.4161.
    expect(positions![2]![0]).not.toBeCloseTo(0.9983, 2);
    expect(positions![2]![5]).not.toBeCloseTo(0.999997, 6);
    expect(output![2]![1]).not.toBeCloseTo(0.3898, 3);
    // A frequency for every place, which the sheet's exponent (i − 1)/6 would give.
    expect(positions![1]![1]).not.toBeCloseTo(0.9768816851701912, 2);
  });

  it('is true, and says what the library computes', () => {
    expect(verifyDerivation(d)).toMatchObject({ ok: true });
    expect(positions).toEqual(toNested(sinusoidalPositions(3, 6)));
    const text = renderText(d);
    expect(text).toContain('w₂ = b^(4/6) = 10000^(4/6) ≈ 464.2');
    expect(text).toContain('P₁₂ = sin(1/w₁) ≈ sin(1/21.544) ≈ 0.0464');
    expect(text).toContain('The encoding of position 1, “love”');
    expect(d.conclusion).toContain('“I” is (0.1, 1.2, 0.3, 1.4, 0.5, 1.6)');
  });

  it('ends on a sine where the width is odd, and takes another base', () => {
    const odd = explainSinusoidalPositions([[0], [0], [0]], { base: 10 });
    expect(verifyDerivation(odd).ok).toBe(true);
    expect(toNested(odd.result.output)).toEqual([[0], [Math.sin(1)], [Math.sin(2)]]);
    const five = explainSinusoidalPositions(
      [
        [0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0],
      ],
      { base: 32 },
    );
    expect(verifyDerivation(five).ok).toBe(true);
    expect(five.result.denominators.data[2]).toBeCloseTo(16, 12);
    expect(five.result.positions.get(1, 4)).toBeCloseTo(Math.sin(1 / 16), 14);
  });

  it('refuses what no one would read', () => {
    expect(() => explainSinusoidalPositions([[]])).toThrow('"tokens" expected shape (n, d)');
    expect(() => explainSinusoidalPositions([[1, Number.NaN]])).toThrow('NaN at [0, 1]');
    expect(() => explainSinusoidalPositions(new Array(17).fill([1]))).toThrow('from 1 to 16');
    expect(() => explainSinusoidalPositions([[1]], { labels: ['a', 'b'] })).toThrow(
      '"labels" expected 1 words, one a token, got 2',
    );
    expect(() => explainSinusoidalPositions([[1]], { labels: 'ab' as never })).toThrow(
      '"labels" expected a list of words',
    );
  });
});
