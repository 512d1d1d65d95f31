import fc from 'fast-check';
import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { expressionToLatex } from '../../src/expression/expressions.js';
import { expressions } from './random.js';

describe('expressionToLatex', () => {
  it.each([
    ['(a6 - y) * a6 * (1 - a6)', '\\left(a_{6} - y\\right) a_{6} \\left(1 - a_{6}\\right)'],
    ['sigma * w_{14} + varepsilon', '\\sigma w_{14} + \\varepsilon'],
    ['sigma * (a - y)', '\\sigma \\cdot \\left(a - y\\right)'],
    ['sigmoid(a) * (a - y)', '\\sigma\\left(a\\right) \\left(a - y\\right)'],
    ['-(a + b) / (2*c)', '-\\frac{a + b}{2 c}'],
    ['2 * 3 * x * 4', '2 \\cdot 3 x \\cdot 4'],
    ['a * (b * c)', 'a \\left(b c\\right)'],
    ['a - (b - c)', 'a - \\left(b - c\\right)'],
    ['x^-2', 'x^{-2}'],
    ['(-x)^2', '\\left(-x\\right)^{2}'],
    ['(a / b)^2', '\\left(\\frac{a}{b}\\right)^{2}'],
    ['exp(-x^2)', 'e^{-x^{2}}'],
    ['exp(x)^2', '\\left(e^{x}\\right)^{2}'],
    ['1 - tanh(z)^2', '1 - \\tanh^{2}\\left(z\\right)'],
    ['log(x)^2', '\\left(\\ln\\left(x\\right)\\right)^{2}'],
    ['sqrt(x) * abs(y)', '\\sqrt{x} \\left|y\\right|'],
    ['relu(z) * log(a)', '\\operatorname{relu}\\left(z\\right) \\ln\\left(a\\right)'],
    ['1.5e-20 * x', '1.5 \\times 10^{-20} x'],
    ['a_prev', 'a_{\\mathrm{prev}}'],
    ['loss', '\\mathrm{loss}'],
    ["x'", "x'"],
  ])('sets %s', (given, expected) => {
    expect(expressionToLatex(given)).toBe(expected);
  });

  it('gives only what KaTeX sets', () => {
    fc.assert(
      fc.property(expressions, (expression) => {
        const latex = expressionToLatex(expression);
        expect(katex.renderToString(latex, { strict: 'error' })).toContain('katex');
      }),
    );
  });
});
