import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differentiate, evaluate, expressionToText } from '../../src/expression/expressions.js';
import { dual, expressions, isTame, points } from './random.js';

describe('differentiate', () => {
  it.each([
    ['7', '0'],
    ['y', '0'],
    ['x', '1'],
    ['3*x - y', '3'],
    ['(y - x)^2 / 2', 'x - y'],
    ['x * exp(x)', 'exp(x) + x * exp(x)', '(1 + x) * exp(x)', 'exp(x) * (1 + x)'],
    ['y / x', '-y / x^2'],
    ['sin(x) / x', '(cos(x) * x - sin(x)) / x^2'],
    ['exp(-x^2 / 2)', '-exp(-x^2 / 2) * x'],
    ['log(x^2 + 1)', '2 * x / (x^2 + 1)'],
    ['sqrt(x^2 + y^2)', 'x / sqrt(x^2 + y^2)'],
    ['tanh(y*x)', '(1 - tanh(y * x)^2) * y'],
    ['sigmoid(x)', 'sigmoid(x) * (1 - sigmoid(x))'],
    ['relu(x)', 'step(x)'],
    ['softplus(x)', 'sigmoid(x)'],
    ['abs(x)', 'sign(x)'],
    ['step(x) + sign(x)', '0'],
    ['cos(2*x)', '-2 * sin(2 * x)'],
    ['2^x', '2^x * log(2)'],
    ['x^y', 'y * x^(y - 1)'],
    ['x^x', 'x * x^(x - 1) + x^x * log(x)'],
    ['-(y*log(x) + (1 - y)*log(1 - x))', '(x - y) / (x * (1 - x))'],
  ])('gives for %s by x: %s', (given, ...expected) => {
    expect(expected).toContain(expressionToText(differentiate(given, 'x')));
  });

  it('agrees with forward-mode differentiation on random expressions', () => {
    fc.assert(
      fc.property(expressions, points, (expression, values) => {
        const expected = dual(expression, values, 'x');
        fc.pre(isTame(expected));
        const slope = evaluate(differentiate(expression, 'x'), values);
        const allowed = 1e-9 * Math.abs(expected.slope) + 1e-12 * expected.slopeSize;
        expect(Math.abs(slope - expected.slope)).toBeLessThanOrEqual(allowed);
      }),
      { numRuns: 400 },
    );
  });

  it('refuses what is no name', () => {
    for (const name of ['', '2', 'x + y', 'x ']) {
      expect(() => differentiate('x', name)).toThrow(
        'differentiate: "symbol" expected the name of a symbol',
      );
    }
  });
});

describe('long products', () => {
  // Each of these took seconds to minutes, where every factor was read anew for every term.
  it('of one factor, to the depth that expressions may have', () => {
    const power = differentiate(Array.from({ length: 999 }, () => 'x').join('*'), 'x');
    expect(expressionToText(power)).toBe('999 * x^998');
  });

  it('of as many symbols', () => {
    const factors = Array.from({ length: 500 }, (_, i) => `x * y${i}`);
    const text = expressionToText(differentiate(factors.join('*'), 'x'));
    expect(text.startsWith('500 * ')).toBe(true);
    expect(text.split(' * ')).toHaveLength(502);
    expect(text).toContain('x^499');
  });

  it('of functions that differ, with the value of the logarithmic derivative', () => {
    const n = 100;
    const text = Array.from({ length: n }, (_, i) => `exp(${i + 1}*x/1000)`).join('*');
    const sines = Array.from({ length: n }, (_, i) => `(2 + sin(${i + 1}*x))`).join('*');
    const x = 0.37;
    expect(evaluate(differentiate(text, 'x'), { x })).toBeCloseTo(
      evaluate(text, { x }) * ((n * (n + 1)) / 2000),
      9,
    );
    let slope = 0;
    for (let k = 1; k <= n; k++) slope += (k * Math.cos(k * x)) / (2 + Math.sin(k * x));
    const found = evaluate(differentiate(sines, 'x'), { x }) / evaluate(sines, { x });
    expect(found).toBeCloseTo(slope, 9);
  });
});
