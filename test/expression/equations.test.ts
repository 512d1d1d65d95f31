import { describe, expect, it } from 'vitest';
import { equations } from '../../src/expression/equations.js';
import { parseExpression } from '../../src/expression/expressions.js';

describe('equations', () => {
  it('puts definitions in the order in which they can be evaluated', () => {
    const { definitions, inputs } = equations`L = (y - a)^2; a = sigmoid(z)
      z = w*x + b`;
    expect(definitions.map(({ name }) => name)).toEqual(['z', 'a', 'L']);
    expect(inputs).toEqual(['y', 'w', 'x', 'b']);
    expect(definitions[1]!.expression).toEqual(parseExpression('sigmoid(z)'));
  });

  it('takes Greek letters with a backslash, also where it would be an escape', () => {
    const { definitions, inputs } = equations`\theta = \nu * \tau_{1}`;
    expect(definitions[0]!.name).toBe('theta');
    expect(inputs).toEqual(['nu', 'tau_1']);
  });

  it('reads a text that someone typed as it reads a template', () => {
    const typed = 'z = w*x + b\na = \\sigma(z); L = (y - a)^2';
    expect(equations(typed)).toEqual(equations`z = w*x + b
a = \sigma(z); L = (y - a)^2`);
    expect(() => equations('a = b +')).toThrow('line 1, column 8');
    for (const wrong of [3, null, undefined, {}, ['a = b']]) {
      expect(() => equations(wrong as never)).toThrow('equations: "text" expected a text');
    }
  });

  it('puts numbers and expressions in, whole', () => {
    const part = parseExpression('u + v');
    const { definitions } = equations`a = ${part} * ${-2} ^ 2`;
    expect(definitions[0]!.expression).toEqual(parseExpression('(u + v) * (-2)^2'));
    // @ts-expect-error a word is no expression
    expect(() => equations`a = ${'b'}`).toThrow(
      'equations: "values[0]" expected a number or an expression, got "b"',
    );
    expect(() => equations`a = ${Number.NaN}`).toThrow(RangeError);
    // @ts-expect-error nothing
    expect(() => equations`a = ${undefined}`).toThrow(TypeError);
  });

  it('skips empty lines, remarks and doubled separators', () => {
    const { definitions } = equations`
      # one neuron
      ; z = w*x   // the sum

      a = tanh(z);;
    `;
    expect(definitions.map(({ name }) => name)).toEqual(['z', 'a']);
  });

  it('names line and column of what does not fit', () => {
    expect(
      () => equations`a = b
      c = d +* e`,
    ).toThrow(
      'equations: "line 2, column 14" expected a number, a name, a function or "(", got "*"',
    );
    expect(() => equations`a b`).toThrow('equations: "line 1, column 3" expected "=", got "b"');
    expect(() => equations`a = b c`).toThrow('expected an operator, ";" or a new line, got "c"');
    expect(
      () => equations`a = b +
      c`,
    ).toThrow(
      'equations: "line 1, column 8" expected a number, a name, a function or "(", got the end of the line',
    );
    expect(() => equations`2 = a`).toThrow('expected a name that is defined, got "2"');
    expect(() => equations`exp = a`).toThrow('expected a name that is no function, got "exp"');
  });

  it('refuses a second definition and says where the first stands', () => {
    expect(
      () => equations`a = b; c = a
a = 2`,
    ).toThrow(
      'equations: "line 2, column 1" expected a name that is not defined yet: a stands in line 1, column 1, got "a"',
    );
    // One name, spelled in two ways.
    expect(() => equations`w_1 = b; w_{1} = c`).toThrow('expected a name that is not defined yet');
  });

  it('refuses circles and shows them', () => {
    expect(() => equations`z5 = a4 + v; a4 = tanh(z4); z4 = w*z5`).toThrow(
      'got the circle z5 → a4 → z4 → z5',
    );
    expect(() => equations`a = a + 1`).toThrow('got the circle a → a');
  });

  it('refuses names that look the same in print', () => {
    expect(() => equations`a = w14 + w_14`).toThrow('got w14 and w_14');
  });

  it('refuses to define nothing', () => {
    expect(() => equations` `).toThrow('expected at least one definition');
  });
});
