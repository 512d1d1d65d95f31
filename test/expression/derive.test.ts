import fc from 'fast-check';
import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { derivationFromJson, derivationToJson } from '../../src/derivation/index.js';
import { renderText } from '../../src/derivation/render-text.js';
import type { Step } from '../../src/derivation/types.js';
import { verifyDerivation } from '../../src/derivation/verify.js';
import { derive } from '../../src/expression/derive.js';
import { equations } from '../../src/expression/equations.js';
import { evaluate } from '../../src/expression/expressions.js';
import type { Equations, SymbolicExpression } from '../../src/expression/types.js';
import { dual, expressions, isTame, points } from './random.js';

// Three inputs, two hidden sigmoids, one sigmoid output, half the squared error.
const squared = equations`
  z4 = w14*v1 + w24*v2 + w34*v3 + b4 ; a4 = sigmoid(z4)
  z5 = w15*v1 + w25*v2 + w35*v3 + b5 ; a5 = sigmoid(z5)
  z6 = w46*a4 + w56*a5 + b6          ; a6 = sigmoid(z6)
  L = (y - a6)^2 / 2`;
const squaredValues = {
  ...{ v1: 0.5, v2: -1, v3: 2, w14: 0.1, w24: -0.2, w34: 0.3, b4: 0.05 },
  ...{ w15: -0.4, w25: 0.2, w35: 0.1, b5: -0.1, w46: 0.7, w56: -0.5, b6: 0.2, y: 1 },
};

// Two inputs, one hidden tanh, two sigmoid outputs, the sum of two binary cross-entropies.
const crossed = equations`
  z4 = w14*v1 + w24*v2 + b4 ; a4 = tanh(z4)
  z5 = w45*a4 + b5 ; a5 = sigmoid(z5)
  z6 = w46*a4 + b6 ; a6 = sigmoid(z6)
  L = -(y1*log(a5) + (1 - y1)*log(1 - a5)) - (y2*log(a6) + (1 - y2)*log(1 - a6))`;
const crossedValues = {
  ...{ v1: 0.6, v2: -0.4, w14: 0.3, w24: 0.8, b4: 0.1, w45: 0.5, b5: -0.2 },
  ...{ w46: -0.7, b6: 0.3, y1: 1, y2: 0 },
};

function everyStep(steps: readonly Step[]): Step[] {
  return steps.flatMap((step) => [step, ...everyStep(step.steps ?? [])]);
}

describe('derive', () => {
  it.each([
    ['w46', '(a6 - y) * a6 * (1 - a6) * a4', -0.06390511831288265],
    ['w56', '(a6 - y) * a6 * (1 - a6) * a5', -0.038252085713080364],
    ['b6', '(a6 - y) * a6 * (1 - a6)', -0.08988700052103409],
    ['w14', '(a6 - y) * a6 * (1 - a6) * w46 * a4 * (1 - a4) * v1', -0.006465132181601344],
    ['w34', '(a6 - y) * a6 * (1 - a6) * w46 * a4 * (1 - a4) * v3', -0.025860528726405378],
    ['b4', '(a6 - y) * a6 * (1 - a6) * w46 * a4 * (1 - a4)', -0.012930264363202689],
    ['w25', '(a6 - y) * a6 * (1 - a6) * w56 * a5 * (1 - a5) * v2', -0.010986812195158593],
    ['z4', '(a6 - y) * a6 * (1 - a6) * w46 * a4 * (1 - a4)', -0.012930264363202689],
    ['a6', 'a6 - y', 0.6189009456625906 - 1],
  ])('finds dL/d%s = %s for half the squared error', (parameter, closed, value) => {
    const d = derive(squared, 'L', parameter, { values: squaredValues });
    expect(d.result.expression).toBe(closed);
    expect(Math.abs(d.result.value! / value - 1)).toBeLessThan(1e-13);
    expect(verifyDerivation(d).ok).toBe(true);
  });

  it.each([
    ['w45', '(a5 - y1) * a4', 0.0221792364207591],
    ['b5', 'a5 - y1', -0.5547766021322564],
    ['w46', '(a6 - y2) * a4', -0.023238368894441145],
    ['b6', 'a6 - y2', 0.581269034234531],
    ['w14', '((a5 - y1) * w45 + (a6 - y2) * w46) * (1 - a4^2) * v1', -0.40990976952264335],
    ['w24', '((a5 - y1) * w45 + (a6 - y2) * w46) * (1 - a4^2) * v2', 0.27327317968176223],
    ['b4', '((a5 - y1) * w45 + (a6 - y2) * w46) * (1 - a4^2)', -0.6831829492044056],
    ['a5', '(a5 - y1) / (a5 * (1 - a5))', -2.2460634476740964],
    ['a6', '(a6 - y2) / (a6 * (1 - a6))', 2.388168255414145],
  ])('finds dL/d%s = %s for two cross-entropies', (parameter, closed, value) => {
    const d = derive(crossed, 'L', parameter, { values: crossedValues });
    expect(d.result.expression).toBe(closed);
    expect(Math.abs(d.result.value! / value - 1)).toBeLessThan(1e-13);
    expect(verifyDerivation(d).ok).toBe(true);
  });

  it('takes time in proportion to the terms of a sum and the links of a path, not to powers of 2', () => {
    const names = Array.from({ length: 60 }, (_, i) => `x_${i + 1}`);
    const values = Object.fromEntries(names.map((name) => [name, 1]));
    const sum = derive(equations(`s = ${names.join(' + ')}\nL = s^2`), 'L', 'x_60', { values });
    expect(sum.result).toMatchObject({ expression: '2 * s', value: 120 });
    const chain = names.slice(1).map((name, i) => `${name} = tanh(${names[i]})`);
    const deep = derive(equations(`${chain.join('\n')}\nL = x_60^2`), 'L', 'x_1', {
      values: { x_1: 1 },
    });
    expect(deep.result.value).toBeGreaterThan(0);
    expect(verifyDerivation(deep).ok).toBe(true);
  });

  it('gives the same closed form without values', () => {
    const d = derive(crossed, 'L', 'w45');
    expect(d.result).toEqual({
      expression: '(a5 - y1) * a4',
      latex: '\\left(a_{5} - y_{1}\\right) a_{4}',
    });
    expect(d.given).toEqual([]);
    expect(everyStep(d.steps).every(({ kind }) => kind === 'statement')).toBe(true);
    expect(verifyDerivation(d).ok).toBe(true);
  });

  it('shows paths, links with the names of their rules, products and the closed form', () => {
    const d = derive(squared, 'L', 'w46', { values: squaredValues });
    const text = renderText(d, { width: 100 });
    for (const line of [
      'One path: w46 → z6 → a6 → L',
      'L with respect to a6: constant factor rule, power rule, chain rule, difference rule',
      '∂L/∂a₆ = (2(y − a₆)(−1))/2 = a₆ − y',
      'a6 with respect to z6: sigmoid rule',
      '∂a₆/∂z₆ = a₆(1 − a₆)',
      '∂L/∂w₄₆ = ∂L/∂a₆ · ∂a₆/∂z₆ · ∂z₆/∂w₄₆',
      '∂L/∂w₄₆ = (a₆ − y)a₆(1 − a₆)a₄',
    ]) {
      expect(text).toContain(line);
    }
  });

  it('shows its result once, as a formula with its number', () => {
    const lines = (text: string): string[] => text.split('\n').map((line) => line.trim());
    const named = renderText(derive(squared, 'L', 'w46', { values: squaredValues }));
    const at = lines(named).indexOf('Result');
    expect(lines(named)[at + 2]).toBe('∂L/∂w₄₆ = (a₆ − y)a₆(1 − a₆)a₄ ≈ −0.06391');
    expect(lines(named)[at + 4]).toBe('Sources');
    const symbols = derive(squared, 'L', 'w46');
    expect(renderText(symbols)).toContain('Result\n──────\n∂L/∂w₄₆ = (a₆ − y)a₆(1 − a₆)a₄\n');
    expect(symbols.symbol).toBe('\\frac{\\partial L}{\\partial w_{46}}');
  });

  it('adds over the paths, and works out once what they share', () => {
    const d = derive(crossed, 'L', 'w14', { values: crossedValues });
    const ids = everyStep(d.steps).map(({ id }) => id);
    expect(ids.filter((id) => id === '∂a4/∂z4')).toHaveLength(1);
    expect(ids).toContain('dL/da4');
    expect(renderText(d)).toContain(
      '2 paths: w14 → z4 → a4 → z5 → a5 → L; w14 → z4 → a4 → z6 → a6 → L',
    );
  });

  it('stays short where the paths are many', () => {
    // 2¹⁶ paths, sixteen forks.
    const definitions = Array.from({ length: 16 }, (_, i) => {
      const before = i === 0 ? { ref: 'w' } : { ref: `c${i - 1}` };
      const part = (name: string, by: number) => ({
        name,
        expression: { op: 'multiply', args: [by, before] } as const,
      });
      const sum = { op: 'add', args: [{ ref: `a${i}` }, { ref: `b${i}` }] } as const;
      return [part(`a${i}`, 2), part(`b${i}`, 1), { name: `c${i}`, expression: sum }];
    }).flat();
    const forks: Equations = { definitions, inputs: ['w'] };
    const d = derive(forks, 'c15', 'w', { values: { w: 1 } });
    expect(d.result.value).toBe(3 ** 16);
    expect(everyStep(d.steps).length).toBeLessThan(200);
    expect(renderText(d)).toContain('65536 paths');
  });

  it('is 0 where no path leads from the parameter to the loss', () => {
    const apart = equations`a = w*x; L = a^2; b = v*x`;
    const d = derive(apart, 'L', 'v', { values: { w: 1, x: 2 } });
    expect(d.result).toMatchObject({ expression: '0', value: 0 });
    expect(verifyDerivation(d).ok).toBe(true);
    expect(renderText(d)).toContain('L does not depend on v');
  });

  it('names outputs of exponentials and of corners too', () => {
    const d = derive(
      equations`a = exp(z); r = relu(z); s = softplus(z); L = a + r*s + abs(z)`,
      'L',
      'z',
      {
        values: { z: 0.5 },
      },
    );
    expect(verifyDerivation(d).ok).toBe(true);
    const expected = Math.exp(0.5) + Math.log(1 + Math.exp(0.5)) + 0.5 / (1 + Math.exp(-0.5)) + 1;
    expect(d.result.value).toBeCloseTo(expected, 13);
    expect(
      evaluate(d.result.expression, {
        a: Math.exp(0.5),
        r: 0.5,
        s: Math.log(1 + Math.exp(0.5)),
        z: 0.5,
      }),
    ).toBeCloseTo(expected, 13);
  });

  it('agrees with forward-mode differentiation on random equations with shared parts', () => {
    fc.assert(
      fc.property(expressions, points, (expression, values) => {
        const expected = dual(expression, values, 'x');
        fc.pre(isTame(expected) && typeof expression === 'object' && 'op' in expression);
        const split = named(expression);
        const d = derive(split, split.definitions.at(-1)!.name, 'x', {
          values: only(split, values),
        });
        const allowed = 1e-9 * Math.abs(expected.slope) + 1e-12 * expected.slopeSize;
        expect(Math.abs(d.result.value! - expected.slope)).toBeLessThanOrEqual(allowed);
        expect(verifyDerivation(d, { tolerance: 1e-9 }).ok).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('takes symbols that are called like parts of a derivation', () => {
    for (const name of ['forward', 'links', 'notation', 'gradient']) {
      const lines = equations({ raw: [`${name} = w*x; L = ${name}^2`] } as never);
      const d = derive(lines, 'L', 'w', { values: { w: 1, x: 2 } });
      expect(d.result.value).toBe(8);
      expect(verifyDerivation(d).ok).toBe(true);
    }
  });

  it('writes only what KaTeX sets, and survives storage', () => {
    const d = derive(crossed, 'L', 'w14', { values: crossedValues });
    const formulas = everyStep(d.steps).flatMap(({ formula }) => formula ?? []);
    for (const formula of [...formulas, d.result.latex]) {
      expect(katex.renderToString(formula, { strict: 'error' })).toContain('katex');
    }
    expect(derivationFromJson(JSON.parse(JSON.stringify(derivationToJson(d))))).toEqual(d);
  });

  it('refuses names that do not stand in the equations, with those that do', () => {
    const small = equations`a = w*x; L = a^2`;
    expect(() => derive(small, 'M', 'w')).toThrow(
      'derive: "loss" expected a quantity that the equations define: a, L, got "M"',
    );
    expect(() => derive(small, 'x', 'w')).toThrow(RangeError);
    expect(() => derive(small, 'L', 'q')).toThrow(
      'derive: "parameter" expected a symbol of the equations other than the loss: w, x, a, got "q"',
    );
    expect(() => derive(small, 'L', 'L')).toThrow(RangeError);
    expect(() => derive(small, 'L', '2w')).toThrow('expected the name of a symbol');
  });

  it('refuses values that are missing, unknown or computed', () => {
    const small = equations`a = w*x; L = a^2`;
    expect(() => derive(small, 'L', 'w', { values: { w: 1 } })).toThrow(
      'derive: "values" expected a value for x, got only w',
    );
    expect(() => derive(small, 'L', 'w', { values: { w: 1, x: 1, q: 1 } })).toThrow(
      'derive: "values.q" expected only values of w, x, got a name that the equations do not use',
    );
    expect(() => derive(small, 'L', 'w', { values: { w: 1, x: 1, a: 1 } })).toThrow(
      'got a, which the equations define',
    );
    expect(() => derive(small, 'L', 'w', { values: { w: 1, x: Infinity } })).toThrow(RangeError);
    // @ts-expect-error a misspelt option
    expect(() => derive(small, 'L', 'w', { value: {} })).toThrow(TypeError);
    // @ts-expect-error no equations
    expect(() => derive('L = w', 'L', 'w')).toThrow(TypeError);
  });

  it('says which part has no value at the given numbers', () => {
    const log = equations`z = w*x; L = log(z)`;
    expect(() => derive(log, 'L', 'w', { values: { w: -1, x: 2 } })).toThrow(
      'derive: "log(z)" expected a number >= 0, got -2',
    );
    // −∞ · 0: the loss is infinite, and its derivative along the path has no value.
    expect(() =>
      derive(equations`a = w*x; L = log(a)`, 'L', 'w', { values: { w: 1, x: 0 } }),
    ).toThrow(
      'derive: "dL/dw" expected derivatives along the path whose product has a value, got Infinity · 0',
    );
  });
});

/** Each operation as a definition of its own; equal parts have one name. */
function named(expression: SymbolicExpression): Equations {
  const names = new Map<SymbolicExpression, string>();
  const definitions: { name: string; expression: SymbolicExpression }[] = [];
  const inputs = new Set<string>(['x']);
  const walk = (part: SymbolicExpression): SymbolicExpression => {
    if (typeof part === 'number') return part;
    if ('ref' in part) {
      inputs.add(part.ref);
      return part;
    }
    const known = names.get(part);
    if (known !== undefined) return { ref: known };
    const args = part.args.map(walk);
    const name = `q_${definitions.length}`;
    names.set(part, name);
    definitions.push({ name, expression: { op: part.op, args } });
    return { ref: name };
  };
  walk(expression);
  return { definitions, inputs: [...inputs] };
}

function only(split: Equations, values: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(split.inputs.map((name) => [name, values[name]!]));
}
