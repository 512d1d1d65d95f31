import { describe, expect, it } from 'vitest';
import { latexToWords } from '../../src/derivation/math-words.js';

describe('latexToWords', () => {
  const cases: readonly (readonly [latex: string, words: string])[] = [
    ['a - b \\cdot c \\ne d', 'a minus b times c is not equal to d'],
    ['\\hat{c} = \\arg\\max_c P', 'c hat equals the argument of the maximum for c of P'],
    ['\\Delta \\varphi', 'capital delta phi'],
    ['\\frac{1}{2}', '1 over 2'],
    ['\\frac{a + b}{c}', 'fraction a plus b over c end fraction'],
    ['\\sqrt{x}', 'the square root of x'],
    ['\\sqrt{x + 1}', 'the square root of x plus 1 end root'],
    ['x_i^2', 'x sub i squared'],
    ["W^{\\top} f'", 'W transposed f prime'],
    ['2^{-1}', '2 to the power minus 1'],
    ['e^{x + y}', 'e to the power x plus y end power'],
    ['W^{(2)}', 'W superscript 2'],
    ["S'^{(1)}", 'S prime superscript 1'],
    // What stands for anything, and functions by their names alone.
    ['p(x \\mid \\cdot)', 'p open parenthesis x given dot close parenthesis'],
    ['f(\\cdot, 2)', 'f open parenthesis dot, 2 close parenthesis'],
    ['\\tanh', 'hyperbolic tangent'],
    ['\\log_2 x', 'the logarithm to base 2 of x'],
    ['\\tanh 3', 'hyperbolic tangent of 3'],
    ['\\sum_{i=1}^{n} x_i', 'the sum over i equals 1 to n of x sub i'],
    ['\\left|x\\right|', 'the absolute value of x end absolute value'],
    ['\\left\\lfloor x\\right\\rfloor', 'floor of x end floor'],
    ['(a, b)', 'open parenthesis a, b close parenthesis'],
    ['a = 1 \\qquad b = 2', 'a equals 1, b equals 2'],
    ['a \\le \\infty', 'a is at most infinity'],
    ['p(x \\mid c)', 'p open parenthesis x given c close parenthesis'],
    [
      '\\left(\\begin{array}{r} 1 \\\\ 2 \\end{array}\\right) \\left(\\begin{array}{rr} 3 & 4 \\end{array}\\right)',
      'matrix of 2 rows and 1 column: row 1: 1; row 2: 2; end matrix times matrix of 1 row and 2 columns: row 1: 3, 4; end matrix',
    ],
    ['\\begin{aligned} a &= b \\\\ &= c \\end{aligned}', 'a equals b, equals c'],
    [
      '\\begin{cases} 1 & x > 0 \\\\ 0 & \\text{otherwise} \\end{cases}',
      'in cases: 1, x is greater than 0; 0, otherwise; end of cases',
    ],
    ['\\unknown x', 'unknown x'],
    ['', ''],
  ];

  for (const [latex, words] of cases) {
    it(`says ${latex}`, () => {
      expect(latexToWords(latex)).toBe(words);
    });
  }
});
