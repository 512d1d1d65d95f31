import { describe, expect, it } from 'vitest';
import { DomainError } from '../../../src/core/errors.js';
import { toNested } from '../../../src/core/to-nested.js';
import type { ArrayInput } from '../../../src/core/types.js';
import { evaluateMatrices } from '../../../src/expression/matrix/evaluate-matrices.js';
import { matrixEquations } from '../../../src/expression/matrix/matrix-equations.js';

const nested = (value: unknown) =>
  typeof value === 'number' ? value : toNested(value as ArrayInput);

describe('matrixEquations', () => {
  it('reads a stroke as the transpose and a point before an operator as elementwise', () => {
    const { definitions, inputs } = matrixEquations`Y = 2.*X' + 1.5./Z'.^2`;
    expect(inputs).toEqual(['X', 'Z']);
    const turned = (ref: string) => ({ op: 'transpose', args: [{ ref }] });
    expect(definitions[0]!.expression).toEqual({
      op: 'add',
      args: [
        { op: 'times', args: [2, turned('X')] },
        { op: 'over', args: [1.5, { op: 'power', args: [turned('Z'), 2] }] },
      ],
    });
  });

  it('reads a text that someone typed as it reads a template', () => {
    expect(matrixEquations("Y = X*W + b'; L = sum(G .* Y)")).toEqual(
      matrixEquations`Y = X*W + b'; L = sum(G .* Y)`,
    );
    expect(() => matrixEquations('Y = X +')).toThrow('line 1, column 8');
    for (const wrong of [3, null, undefined, {}, ['Y = X']]) {
      expect(() => matrixEquations(wrong as never)).toThrow(
        'matrixEquations: "text" expected a text',
      );
    }
  });

  it('puts numbers in, and definitions in order', () => {
    const { definitions } = matrixEquations`L = Y*${-2}; Y = X*3`;
    expect(definitions.map(({ name }) => name)).toEqual(['Y', 'L']);
    expect(definitions[1]!.expression).toEqual({ op: 'product', args: [{ ref: 'Y' }, -2] });
  });

  it.each([
    ['Y = X + ', 'line 1, column 9', 'a number, a name, a function or "("'],
    ['Y = X\nX = Y', 'line 1, column 1', 'the circle Y → X → Y'],
    ['Y = X; Y = Z', 'line 1, column 8', 'not defined yet'],
    ['Y = foo(X)', 'line 1, column 5', 'an operator between foo and "("'],
    ['Y = (X', 'line 1, column 7', 'an operator or ")"'],
    ['softmax = X', 'line 1, column 1', 'a name that is no function'],
    ['Y = sum X', 'line 1, column 9', '"(" after sum'],
    ['Y = X Z', 'line 1, column 7', 'an operator, ";" or a new line'],
    ['Y = ones(2)', 'line 1, column 11', '"," and the number of columns'],
    ['Y = eye(0)', 'line 1, column 9', 'a whole number from 1 to 9999'],
    ['Y = X ? Z', 'line 1, column 7', 'a number, a name, an operator'],
    ['', 'text', 'at least one definition'],
  ])('refuses %j at its place', (text, place, expected) => {
    const read = () => matrixEquations(Object.assign([text], { raw: [text] }));
    expect(read).toThrow(DomainError);
    expect(read).toThrow(place);
    expect(read).toThrow(expected);
  });
});

describe('evaluateMatrices', () => {
  it('computes every operation, by hand', () => {
    const values = {
      X: [
        [1, 2],
        [3, 5],
      ],
      v: [1, 2],
      s: 2,
    };
    const result = evaluateMatrices(
      matrixEquations`
        product = X*X; scaled = s*X; each = X.*X; quotient = X./v; less = X - v'; halved = X/s
        turned = X'; raised = X.^2; square = s^3; total = sum(X); rows = rowSum(X); columns = colSum(X)
        average = mean(X); rowAverage = rowMean(X); spread = rowVariance(X); diagonal = trace(X)
        inverse = inv(X); length = normSquared(v); even = softmax(0*X); unit = ones(1, 2)*X; same = eye(2)*X
        minus = -X; inner = v'*v; outer = v*v'; positive = relu(-X + 2)`,
      values,
    );
    expect(Object.fromEntries(Object.entries(result).map(([k, v]) => [k, nested(v)]))).toEqual({
      product: [
        [7, 12],
        [18, 31],
      ],
      scaled: [
        [2, 4],
        [6, 10],
      ],
      each: [
        [1, 4],
        [9, 25],
      ],
      quotient: [
        [1, 2],
        [1.5, 2.5],
      ],
      less: [
        [0, 0],
        [2, 3],
      ],
      halved: [
        [0.5, 1],
        [1.5, 2.5],
      ],
      turned: [
        [1, 3],
        [2, 5],
      ],
      raised: [
        [1, 4],
        [9, 25],
      ],
      square: 8,
      total: 11,
      rows: [[3], [8]],
      columns: [[4, 7]],
      average: 2.75,
      rowAverage: [[1.5], [4]],
      spread: [[0.25], [1]],
      diagonal: 6,
      inverse: [
        [expect.closeTo(-5, 12), expect.closeTo(2, 12)],
        [expect.closeTo(3, 12), expect.closeTo(-1, 12)],
      ],
      length: 5,
      even: [
        [0.5, 0.5],
        [0.5, 0.5],
      ],
      unit: [[4, 7]],
      same: [
        [1, 2],
        [3, 5],
      ],
      minus: [
        [-1, -2],
        [-3, -5],
      ],
      inner: 5,
      outer: [
        [1, 2],
        [2, 4],
      ],
      positive: [
        [1, 0],
        [0, 0],
      ],
    });
  });

  it('keeps softmax finite for large scores', () => {
    const { P } = evaluateMatrices(matrixEquations`P = softmax(Z)`, { Z: [[1000, 1000]] });
    expect(nested(P)).toEqual([[0.5, 0.5]]);
  });

  it.each([
    ['Y = X + Z', 'lengths that are equal or 1 for +, got (2, 3) and (2, 2)'],
    ['Y = X / Z', 'a number on the right (./ divides elements) for /'],
    ['Y = X ^ 2', 'numbers (.^ raises elements) for ^'],
    ['Y = inv(X) + Z', 'a square matrix for inv, got (2, 3)'],
  ])('refuses %s where shapes do not fit', (text, message) => {
    const equations = matrixEquations(Object.assign([text], { raw: [text] }));
    const all = {
      X: [
        [1, 2, 3],
        [4, 5, 6],
      ],
      Z: [
        [1, 2],
        [3, 4],
      ],
    };
    const values = Object.fromEntries(equations.inputs.map((name) => [name, all[name as 'X']]));
    expect(() => evaluateMatrices(equations, values)).toThrow(message);
  });
});
