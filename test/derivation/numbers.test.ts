import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDerivation } from '../../src/derivation/create-derivation.js';
import type { StepExpression } from '../../src/derivation/expression-types.js';
import { isExact, numberLatex, rounded } from '../../src/derivation/numbers.js';
import { stepOperations as o, refer } from '../../src/derivation/operations.js';
import { renderText } from '../../src/derivation/render-text.js';

describe('numberLatex', () => {
  it.each([
    [0.5, 4, '0.5'],
    [1 / 3, 4, '0.3333'],
    [2 / 3, 2, '0.67'],
    [-1234.5678, 4, '-1235'],
    [123456.789, 3, '123457'],
    [0.00012345, 3, '0.000123'],
    [0.000012345, 3, '1.23 \\times 10^{-5}'],
    [1e-5, 4, '10^{-5}'],
    [-1e-5, 4, '-10^{-5}'],
    [1e20, 4, '10^{20}'],
    [2.5e20, 4, '2.5 \\times 10^{20}'],
    [999999999999999, 4, '999999999999999'],
    [0.1 + 0.2, 4, '0.3'],
    [9.9996, 4, '10'],
    [0.1, 17, '0.1'],
    [-0, 4, '0'],
    [-1e-300, 2, '-10^{-300}'],
    [Number.NaN, 4, '\\text{NaN}'],
    [Infinity, 4, '\\infty'],
    [-Infinity, 4, '-\\infty'],
  ])('shows %s to %s digits as %s', (value, digits, latex) => {
    expect(numberLatex(value, digits)).toBe(latex);
  });

  it('shows the nearest number of so many digits', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.integer({ min: 1, max: 17 }),
        (x, digits) => {
          const shown = rounded(x, digits);
          expect(Math.abs(shown - x)).toBeLessThanOrEqual(
            0.5 * 10 ** (1 - digits) * Math.abs(x) * (1 + 1e-9),
          );
          if (digits === 17) expect(shown).toBe(x);
        },
      ),
    );
  });
});

describe('fractions', () => {
  const fractions = { digits: 4, fractions: true } as const;

  it.each([
    [1 / 3, '\\frac{1}{3}'],
    [-2 / 3, '-\\frac{2}{3}'],
    [7 / 6, '\\frac{7}{6}'],
    [76 / 223, '\\frac{76}{223}'],
    [0.1 + 0.2 - 0.3 + 1 / 7, '\\frac{1}{7}'],
    // Decimals that are not rounded stay.
    [0.25, '0.25'],
    [0.1 + 0.2, '0.3'],
    [3, '3'],
    // No fractions of small numbers.
    [Math.SQRT2, '1.414'],
    [Math.PI, '3.142'],
    [1 / 1009, '0.0009911'],
    [100000 / 3, '33333'],
    [1e-300, '10^{-300}'],
    [Infinity, '\\infty'],
  ])('shows %s as %s', (value, latex) => {
    expect(numberLatex(value, fractions)).toBe(latex);
  });

  it('are what they stand for', () => {
    const part = fc.integer({ min: 1, max: 999 });
    fc.assert(
      fc.property(part, part, fc.boolean(), (over, under, negative) => {
        const value = ((negative ? -1 : 1) * over) / under;
        const latex = numberLatex(value, fractions);
        const [, sign, top, low] = /^(-?)\\frac\{(\d+)\}\{(\d+)\}$/.exec(latex) ?? [];
        const shown = top === undefined ? Number(latex) : Number(`${sign}${top}`) / Number(low);
        expect(shown).toBeCloseTo(value, 12);
        expect(rounded(value, fractions)).toBe(top === undefined ? shown : value);
      }),
    );
  });

  it('stand in derivations where they are asked for, and lead to equal signs', () => {
    const d = createDerivation({
      topic: 'test',
      title: 'Thirds',
      given: [{ id: 'q', symbol: 'q', title: 'q', value: [1 / 3, 2 / 3] }],
      steps: [
        {
          id: 'p',
          symbol: 'p',
          title: 'Product',
          check: o.multiply(refer('q', [0]), refer('q', [1])),
        },
        { id: 's', symbol: 's', title: 'Square', check: o.power(refer('q', [0]), 2) },
        {
          id: 'd',
          symbol: 'd',
          title: 'Difference',
          check: o.subtract(refer('q', [0]), refer('q', [1])),
        },
        { id: 'e', symbol: 'e', title: 'Root', check: o.sqrt(refer('q', [1])) },
      ],
      result: 0,
      answer: 0,
    });
    const text = renderText(d, { fractions: true });
    expect(text).toContain('q = (1/3, 2/3)');
    expect(text).toContain('p = q₀ q₁ = 1/3 · 2/3 = 2/9');
    expect(text).toContain('s = q₀² = (1/3)² = 1/9');
    expect(text).toContain('d = q₀ − q₁ = 1/3 − 2/3 = −1/3');
    expect(text).toContain('e = √q₁ = √(2/3) ≈ 0.8165');
    expect(renderText(d)).toContain('p = q₀ q₁ ≈ 0.3333 · 0.6667 ≈ 0.2222');
    expect(() => renderText(d, { fractions: 1 } as object)).toThrow('renderText: "fractions"');
  });
});

describe('isExact', () => {
  it('counts float64 rounding as none', () => {
    expect(isExact(0.1 + 0.2, 4)).toBe(true);
    expect(isExact(1 / 3, 4)).toBe(false);
    expect(isExact(12345.5, 4)).toBe(false);
    expect(isExact(Infinity, 4)).toBe(true);
  });
});

const near = fc.double({ min: -50, max: 50, noNaN: true, noDefaultInfinity: true });

/** The line of the only step. */
function line(check: StepExpression, x: readonly number[], digits: number): string {
  const d = createDerivation({
    topic: 'test',
    title: 'Adds up',
    given: [{ id: 'x', symbol: 'x', title: 'numbers', value: [...x] }],
    steps: [{ id: 's', symbol: 's', title: 'Compute', check }],
    result: 0,
    answer: 0,
  });
  const text = renderText(d, { digits, width: 2000 });
  return text.split('\n').find((candidate) => candidate.includes('s = '))!;
}

/** A number as it is printed. */
function read(text: string): number {
  const digit = (character: string): string => '⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(character).toString();
  const plain = text
    .replaceAll(/[()]/g, '')
    .replaceAll('−', '-')
    .replace(
      /(?:([-\d.]+) × )?10(⁻?)([⁰¹²³⁴⁵⁶⁷⁸⁹]+)/u,
      (_, mantissa: string, sign: string, power: string) =>
        `${mantissa ?? '1'}e${sign === '' ? '' : '-'}${[...power].map(digit).join('')}`,
    );
  return Number(plain);
}

describe('numbers that are shown', () => {
  it('add up as shown', () => {
    fc.assert(
      fc.property(
        fc.array(near, { minLength: 2, maxLength: 9 }),
        fc.integer({ min: 2, max: 6 }),
        (x, digits) => {
          const [, , numbers, value] = line(o.sum(refer('x')), x, digits).split(/ [=≈] /);
          // Said once where the numbers are the value.
          if (value === undefined) return;
          const terms = numbers!.replaceAll(' − ', ' + −').split(' + ').map(read);
          expect(terms).toHaveLength(x.length);
          const total = terms.reduce((a, b) => a + b);
          // Not just near: the shown value is the sum of the shown terms, rounded as the value is.
          expect(rounded(total, digits)).toBeCloseTo(read(value), 9);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('multiply and divide as shown', () => {
    const [a, b, c] = [refer('x', [0]), refer('x', [1]), refer('x', [2])];
    const positive = fc.double({ min: 0.01, max: 50, noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(
        fc.tuple(positive, positive, positive),
        fc.integer({ min: 2, max: 5 }),
        (x, digits) => {
          const shown = line(o.divide(o.multiply(a, b), c), x, digits);
          const [, , numbers, value] = shown.split(/ [=≈] /);
          const [, p, q, r] = /^\(([^ ]+) · ([^ ]+)\)\/([^ ]+)$/.exec(numbers!)!;
          const result = (read(p!) * read(q!)) / read(r!);
          const unit = 10 ** (Math.floor(Math.log10(result)) + 1 - digits);
          expect(Math.abs(result - read(value!))).toBeLessThanOrEqual(
            0.5000001 * Math.max(unit, 0),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  it('compare as shown, however close they are', () => {
    const [a, b] = [refer('x', [0]), refer('x', [1])];
    fc.assert(
      fc.property(near, fc.double({ min: 1e-9, max: 1e-3, noNaN: true }), (x, gap) => {
        const other = x + gap;
        if (other === x) return;
        const shown = line(o.less(a, b), [x, other], 4);
        const [left, right] = shown
          .replace(/^.*: {2}/, '')
          .replace(',  true', '')
          .split(' < ');
        expect(read(left!)).toBeLessThan(read(right!));
      }),
    );
  });

  it('keep a matrix invertible that rounding would make singular', () => {
    const [a, b] = [refer('x', [0]), refer('x', [1])];
    const matrix = { list: [{ list: [a, b] }, { list: [b, b] }] };
    // The inverse of ((1 + h, 1), (1, 1)) is ((1, −1), (−1, 1 + h)) / h.
    const shown = line(o.sum(o.inverse(matrix)), [1.000001, 1], 4);
    expect(shown).toContain('1.000001');
    expect(shown).toMatch(/= 1$/);
  });

  it('are called equal only where they are', () => {
    expect(line(o.sum(refer('x')), [1 / 3, 1 / 3, 1 / 3], 4)).toContain(
      's = Σᵢ xᵢ ≈ 0.33333 + 0.33333 + 0.33333 ≈ 1',
    );
    expect(line(o.sum(refer('x')), [0.1, 0.2], 4)).toContain('s = Σᵢ xᵢ = 0.1 + 0.2 = 0.3');
    expect(line(o.sum(refer('x')), [1.23456, 1], 4)).toContain('s = Σᵢ xᵢ ≈ 1.235 + 1 = 2.235');
    expect(line(o.divide(refer('x', [0]), 3), [1], 4)).toContain('s = x₀/3 = 1/3 ≈ 0.3333');
  });
});
