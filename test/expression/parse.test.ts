import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equations } from '../../src/expression/equations.js';
import {
  differentiate,
  evaluate,
  expressionToLatex,
  expressionToText,
  parseExpression,
  simplify,
} from '../../src/expression/expressions.js';
import { matrixEquations } from '../../src/expression/matrix/matrix-equations.js';
import type { SymbolicExpression } from '../../src/expression/types.js';
import { expressions } from './random.js';

const x = { ref: 'x' };
const y = { ref: 'y' };
const z = { ref: 'z' };

describe('parseExpression', () => {
  it.each([
    ['x - y - z', { op: 'subtract', args: [{ op: 'subtract', args: [x, y] }, z] }],
    ['x / y * z', { op: 'multiply', args: [{ op: 'divide', args: [x, y] }, z] }],
    ['x^y^z', { op: 'power', args: [x, { op: 'power', args: [y, z] }] }],
    ['x + y * z', { op: 'add', args: [x, { op: 'multiply', args: [y, z] }] }],
    ['-x^2', { op: 'negate', args: [{ op: 'power', args: [x, 2] }] }],
    ['-x * y', { op: 'negate', args: [{ op: 'multiply', args: [x, y] }] }],
    ['x * -y', { op: 'multiply', args: [x, { op: 'negate', args: [y] }] }],
    ['x^-2', { op: 'power', args: [x, -2] }],
    ['(-2)^2', { op: 'power', args: [-2, 2] }],
    ['-2^2', { op: 'negate', args: [{ op: 'power', args: [2, 2] }] }],
    ['2 - -3', { op: 'subtract', args: [2, -3] }],
    ['1.5e-3 + .5', { op: 'add', args: [0.0015, 0.5] }],
    [
      'ln(x) · σ(y)',
      {
        op: 'multiply',
        args: [
          { op: 'log', args: [x] },
          { op: 'sigmoid', args: [y] },
        ],
      },
    ],
    ['x − y # a remark', { op: 'subtract', args: [x, y] }],
    ['(x\n + y)\n * z', { op: 'multiply', args: [{ op: 'add', args: [x, y] }, z] }],
  ])('reads %s', (text, expected) => {
    expect(parseExpression(text)).toEqual(expected);
  });

  it.each([
    ['w_{14}', 'w_14'],
    ['w₁₄', 'w_14'],
    ['\\sigma_{1}', 'sigma_1'],
    ['σ_1', 'sigma_1'],
    ['a_{i,j}', 'a_i_j'],
    ["x'", "x'"],
    ['a_prev', 'a_prev'],
  ])('gives %s its one spelling', (text, ref) => {
    expect(parseExpression(text)).toEqual({ ref });
  });

  it.each([
    ['a + * b', 'line 1, column 5', 'a number, a name, a function or "("', '"*"'],
    ['a +', 'line 1, column 4', 'a number, a name, a function or "("', 'the end'],
    ['(a + b', 'line 1, column 7', 'an operator or ")"', 'the end'],
    ['(a +\n  ?b)', 'line 2, column 3', 'a number, a name, an operator or a parenthesis', '"?"'],
    ['a b', 'line 1, column 3', 'an operator or the end', '"b"'],
    ['2x', 'line 1, column 2', 'an operator or the end', '"x"'],
    ['a)', 'line 1, column 2', 'an operator or the end', '")"'],
    ['sin x', 'line 1, column 5', '"(" after sin', '"x"'],
    ['exp', 'line 1, column 4', '"(" after exp', 'the end'],
    ['w(x)', 'line 1, column 1', 'an operator between w and "("', '"w"'],
    ['', 'line 1, column 1', 'a number, a name, a function or "("', 'the end'],
    ['1e999', 'line 1, column 1', 'a number below 1.8e308', '"1e999"'],
    ['a = b', 'line 1, column 3', 'an operator or the end', '"="'],
  ])('refuses %j and says where', (text, place, expected, got) => {
    const read = () => parseExpression(text);
    expect(read).toThrow(RangeError);
    expect(read).toThrow(`parseExpression: "${place}" expected ${expected}`);
    expect(read).toThrow(new RegExp(`got ${got.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`));
  });

  it('refuses nesting that would exhaust the stack', () => {
    for (const text of ['('.repeat(1e5), '-'.repeat(1e5), `x${'^x'.repeat(1e5)}`]) {
      expect(() => parseExpression(text)).toThrow('at most 500 levels of nesting');
    }
  });

  it('refuses sums and products that would exhaust it, in text, definitions and data', () => {
    const long = `x${'+x'.repeat(1e5)}`;
    const message = 'expected at most 1000 operations in a row, got "x"';
    expect(() => parseExpression(long)).toThrow(`"line 1, column 1" ${message}`);
    expect(() => evaluate(`sin(x*${long})`)).toThrow('at most 1000 operations in a row');
    expect(() => equations(`a = 1\nb = ${long}`)).toThrow(`"line 2, column 5" ${message}`);
    expect(() => matrixEquations(`b = ${long}`)).toThrow(message);
    const circle: { op: 'negate'; args: SymbolicExpression[] } = { op: 'negate', args: [] };
    circle.args.push(circle);
    const data =
      'evaluate: "expression" expected at most 1000 operations inside each other, got more';
    expect(() => evaluate(circle)).toThrow(data);
    // As many as there may be are no trouble to anything.
    const most = `x${'+x'.repeat(1000)}`;
    expect(evaluate(most, { x: 1 })).toBe(1001);
    expect(parseExpression(expressionToText(most))).toEqual(parseExpression(most));
    expect(expressionToText(simplify(most))).toBe('1001 * x');
    expect(differentiate(most, 'x')).toBe(1001);
    expect(expressionToLatex(most).length).toBe(4001);
  });

  it('refuses names that no text can have', () => {
    for (const ref of ['a b', '\\input{x}', '2', 'σ', 'x_{1}', '']) {
      const read = (): string => expressionToLatex({ ref });
      expect(read).toThrow('expressionToLatex: "expression" expected names of symbols');
    }
    expect(expressionToText({ ref: "w_14'" })).toBe("w_14'");
  });
});

describe('expressionToText', () => {
  it('gives text that reads back as the same expression', () => {
    fc.assert(
      fc.property(expressions, (expression) => {
        expect(parseExpression(expressionToText(expression))).toEqual(expression);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['((a) - (b*c))^(2)', '(a - b * c)^2'],
    ['a - (b - c)', 'a - (b - c)'],
    ['(a - b) - c', 'a - b - c'],
    ['a / (b / c)', 'a / (b / c)'],
    ['-(a + b)', '-(a + b)'],
    ['-(2)', '-(2)'],
  ])('writes %s as %s', (given, expected) => {
    expect(expressionToText(given)).toBe(expected);
  });

  it.each([
    null,
    undefined,
    true,
    {},
    [],
    { op: 'add', args: [1] },
    { op: 'tan', args: [1] },
    { ref: 1 },
    { op: 'toString', args: [1] },
  ])('refuses %j', (input) => {
    // @ts-expect-error what untyped callers may send
    expect(() => expressionToText(input)).toThrow(TypeError);
  });

  it('refuses numbers that cannot be written', () => {
    expect(() => expressionToText({ op: 'negate', args: [Number.NaN] })).toThrow(RangeError);
    expect(() => expressionToText(Infinity)).toThrow(
      'expressionToText: "expression" expected finite numbers, got Infinity',
    );
  });
});
