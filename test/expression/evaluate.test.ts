import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../src/expression/expressions.js';
import { dual, expressions, isTame, points } from './random.js';

describe('evaluate', () => {
  it.each([
    ['2 + 3 * 4 - 6 / 3', 12],
    ['2^3^2', 512],
    ['-2^2', -4],
    ['exp(0) + log(1) + sqrt(9) + sin(0) + cos(0)', 5],
    ['tanh(0) + sigmoid(0) + relu(-2) + relu(3) + abs(-4)', 7.5],
    ['step(0) + step(2) + sign(-3)', 0],
    ['softplus(1000)', 1000],
    ['sigmoid(-1000)', 0],
  ])('computes %s', (text, value) => {
    expect(evaluate(text)).toBe(value);
  });

  it('agrees with arithmetic on random expressions', () => {
    fc.assert(
      fc.property(expressions, points, (expression, values) => {
        const expected = dual(expression, values, 'x');
        fc.pre(isTame(expected));
        const error = Math.abs(evaluate(expression, values) - expected.value);
        expect(error).toBeLessThanOrEqual(1e-13 * (Math.abs(expected.value) + expected.size));
      }),
    );
  });

  it('is infinite where mathematics says so', () => {
    expect(evaluate('log(x)', { x: 0 })).toBe(-Infinity);
    expect(evaluate('1 / x', { x: 0 })).toBe(Infinity);
    expect(evaluate('exp(x)', { x: 1000 })).toBe(Infinity);
  });

  it.each([
    ['1 + log(x - 3)', { x: 1 }, 'evaluate: "log(x - 3)" expected a number >= 0, got -2'],
    ['sqrt(x)', { x: -1 }, 'evaluate: "sqrt(x)" expected a number >= 0, got -1'],
    ['x / y', { x: 0, y: 0 }, 'evaluate: "x / y" expected a quotient with a value, got 0 / 0'],
    [
      'x^0.5',
      { x: -2 },
      'evaluate: "x^0.5" expected a base >= 0 or a whole exponent, got (-2) ^ 0.5',
    ],
    [
      '0 * log(x)',
      { x: 0 },
      'evaluate: "0 * log(x)" expected a product with a value, got 0 * (-Infinity)',
    ],
    ['1/x - 1/x', { x: 0 }, 'expected a sum with a value, got Infinity - Infinity'],
  ])('refuses %s outside its domain, with the part and its numbers', (text, values, message) => {
    expect(() => evaluate(text, values)).toThrow(RangeError);
    expect(() => evaluate(text, values)).toThrow(message);
  });

  it('names the symbols without a value', () => {
    expect(() => evaluate('a * b + c', { b: 1 })).toThrow(
      'evaluate: "values" expected a value for a, c, got only b',
    );
    expect(() => evaluate('a')).toThrow('got none');
    expect(() => evaluate('a', { a: Number.NaN })).toThrow('"values.a" expected a finite number');
    // @ts-expect-error a word is no number
    expect(() => evaluate('a', { a: '1' })).toThrow(TypeError);
    // @ts-expect-error no record
    expect(() => evaluate('a', null)).toThrow(TypeError);
  });

  it('takes names in any of their spellings', () => {
    expect(evaluate('σ_1 + w_{14}', { sigma_1: 1, 'w₁₄': 2 })).toBe(3);
  });
});
