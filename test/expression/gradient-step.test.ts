import { describe, expect, it } from 'vitest';
import { renderText } from '../../src/derivation/render-text.js';
import { verifyDerivation } from '../../src/derivation/verify.js';
import { equations } from '../../src/expression/equations.js';
import { gradientStep } from '../../src/expression/gradient-step.js';

const network = equations`
  z4 = w14*v1 + w24*v2 + w34*v3 + b4 ; a4 = sigmoid(z4)
  z5 = w15*v1 + w25*v2 + w35*v3 + b5 ; a5 = sigmoid(z5)
  z6 = w46*a4 + w56*a5 + b6          ; a6 = sigmoid(z6)
  L = (y - a6)^2 / 2`;
const values = {
  ...{ v1: 0.5, v2: -1, v3: 2, w14: 0.1, w24: -0.2, w34: 0.3, b4: 0.05 },
  ...{ w15: -0.4, w25: 0.2, w35: 0.1, b5: -0.1, w46: 0.7, w56: -0.5, b6: 0.2, y: 1 },
};

describe('gradientStep', () => {
  it('updates the output layer of the course network', () => {
    const d = gradientStep(network, 'L', ['w46', 'w56', 'b6'], values, 0.1);
    const expected = { w46: 0.7063905118312882, w56: -0.496174791428692, b6: 0.20898870005210343 };
    for (const [name, value] of Object.entries(expected)) {
      expect(Math.abs(d.result.values[name]! - value)).toBeLessThan(1e-15);
    }
    expect(d.result.values).toMatchObject({ w14: 0.1, y: 1 });
    expect(values.w46).toBe(0.7);
    expect(verifyDerivation(d).ok).toBe(true);
  });

  it('takes all derivatives before any parameter changes', () => {
    const d = gradientStep(network, 'L', ['w46', 'b4'], values, 10);
    expect(d.result.gradients['w46']).toBeCloseTo(-0.06390511831288265, 14);
    expect(d.result.gradients['b4']).toBeCloseTo(-0.012930264363202689, 14);
  });

  it('differentiates each link once, and writes the update', () => {
    const d = gradientStep(network, 'L', ['w46', 'b6'], values, 0.1);
    const text = renderText(d, { width: 100 });
    expect(text.split('a6 with respect to z6: sigmoid rule')).toHaveLength(2);
    expect(text).toContain('w₄₆ − η ∂L/∂w₄₆');
  });

  it('is an overview of five lines; with one parameter each stands for itself', () => {
    const ids = (names: string[]): string[] =>
      gradientStep(network, 'L', names, values, 0.1).steps.map(({ id }) => id);
    expect(ids(['w14', 'b4', 'w46'])).toEqual([
      ...['forward pass', 'all paths', 'all links', 'the gradient', 'all updates'],
    ]);
    const alone = [
      'forward pass',
      'paths w46',
      'all links',
      'dL/dw46 by the chain rule',
      'dL/dw46',
    ];
    expect(ids(['w46'])).toEqual([...alone, 'w46 updated']);
    // What several paths share is worked out within.
    const shared = equations`a = w*x; b = exp(a); c = sin(a); L = b*c`;
    const one = gradientStep(shared, 'L', ['w'], { w: 0.5, x: 2 }, 0.1);
    expect(one.steps.map(({ id }) => id)).toEqual([
      ...['forward pass', 'paths w', 'all links', 'dL/dw', 'w updated'],
    ]);
    expect(one.steps[3]?.steps?.map(({ id }) => id)).toContain('dL/da');
    expect(verifyDerivation(one).ok).toBe(true);
    const d = gradientStep(network, 'L', ['w14', 'w46'], values, 0.1);
    const [gradient, update] = d.steps.slice(-2);
    expect(gradient?.value).toEqual(Object.values(d.result.gradients));
    expect(update?.value).toEqual([d.result.values['w14'], d.result.values['w46']]);
    for (const names of [['w46'], ['w14', 'w46']]) {
      expect(verifyDerivation(gradientStep(network, 'L', names, values, 0.1)).ok).toBe(true);
    }
  });

  it('leaves what the loss does not depend on', () => {
    const apart = equations`L = w^2; b = v`;
    const d = gradientStep(apart, 'L', ['w', 'v'], { w: 1, v: 3 }, 0.5);
    expect(d.result).toEqual({ values: { w: 0, v: 3 }, gradients: { w: 2, v: 0 } });
    expect(verifyDerivation(d).ok).toBe(true);
  });

  it('does not confuse the rate with a symbol eta', () => {
    const d = gradientStep(equations`L = eta^2`, 'L', ['eta'], { eta: 1 }, 0.25);
    expect(d.result.values).toEqual({ eta: 0.5 });
    expect(renderText(d)).toContain('η − λ');
  });

  it('refuses parameters that cannot be updated', () => {
    const small = equations`a = w*x; L = a^2`;
    const given = { w: 1, x: 1 };
    const step =
      (parameters: readonly string[], rate = 0.1) =>
      () =>
        gradientStep(small, 'L', parameters, given, rate);
    expect(step(['a'])).toThrow(
      'gradientStep: "parameters[0]" expected an input: w, x, got a, which the equations define',
    );
    expect(step(['w', 'w'])).toThrow('"parameters[1]" expected names that differ, got "w" again');
    expect(step(['q'])).toThrow(RangeError);
    expect(step([])).toThrow(
      '"parameters" expected a list of at least one name, got an array of 0',
    );
    expect(step(['w'], 0)).toThrow('"rate" expected a finite number > 0, got 0');
    const missing = () => gradientStep(small, 'L', ['w'], { w: 1 }, 0.1);
    expect(missing).toThrow('gradientStep: "values" expected a value for x, got only w');
    const unused = () => gradientStep(equations`L = w^2; b = v`, 'L', ['v'], { w: 1 }, 0.1);
    expect(unused).toThrow('gradientStep: "values" expected a value for v, got only w');
  });
});
