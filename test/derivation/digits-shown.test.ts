// With how many digits numbers are put in: no more than it takes.
import { describe, expect, it } from 'vitest';
import { createDerivation } from '../../src/derivation/create-derivation.js';
import type { StepExpression } from '../../src/derivation/expression-types.js';
import { stepOperations as o, refer } from '../../src/derivation/operations.js';
import { renderText, type TextOptions } from '../../src/derivation/render-text.js';
import { explainUpdate } from '../../src/optimizer/explain-update.js';
import { nadam } from '../../src/optimizer/nadam.js';

function shown(values: readonly unknown[], check: StepExpression, options?: TextOptions): string {
  const given = values.map((value, i) => {
    const name = 'abc'[i]!;
    return { id: name, symbol: name, title: name, value: value as number };
  });
  const steps = [{ id: 's', symbol: 's', title: 'Step', check }];
  const d = createDerivation({ topic: 'test', title: 'T', given, steps, result: 0, answer: 0 });
  return renderText(d, options);
}

describe('numbers that are put in', () => {
  it('are not shown with all digits where the value lies right between two roundings', () => {
    // The value is 0.0645049999…, the product of what is shown 0.064505: one is rounded down, the other up.
    const text = shown([0.95, 0.97, 1 - 0.93], o.multiply(refer('a'), refer('b'), refer('c')));
    expect(text).toContain('0.95 · 0.97 · 0.07');
    expect(text).not.toContain('0.0699');
  });

  it('need not lead to a fraction', () => {
    // (√2/2)² + (√3/3)² = 5/6
    const text = shown([[Math.SQRT1_2, 1 / Math.sqrt(3)]], o.sum(o.power(refer('a'), 2)), {
      fractions: true,
    });
    expect(text).toContain('0.70711² + 0.57735² ≈ 5/6');
  });

  it('need not lead to a fraction where the value is none', () => {
    const text = shown([0.669600000001, 0.19], o.divide(refer('a'), refer('b')), {
      digits: 3,
      fractions: true,
    });
    expect(text).toContain('0.6696/0.19 ≈ 3.52');
  });

  it('need not lead to what is left where terms cancel', () => {
    const third = 1 / 3;
    const matrix = [
      [third, third],
      [third, -third],
    ];
    const text = shown([matrix, [0.3, 0.1 + 0.2]], o.matmul(refer('a'), refer('b')));
    expect(text).toContain('0.3333');
    expect(text).not.toContain('0.333333');
  });

  it('need not lead to what rounding left of a number either', () => {
    // ln σ(37.6) = −4.7 · 10⁻¹⁷, which the difference does not hold.
    const given = [{ id: 'a', symbol: 'a', title: 'a', value: 37.599999999999994 }];
    const check = o.subtract(refer('a'), o.log(o.add(1, o.exp(refer('a')))));
    const value = -Math.log1p(Math.exp(-37.599999999999994));
    const steps = [{ id: 's', symbol: 's', title: 'Step', check, value }];
    const d = createDerivation({ topic: 'test', title: 'T', given, steps, result: 0, answer: 0 });
    expect(renderText(d)).toContain('37.6 − ln(1 + e^(37.6)) ≈ −4.683 × 10⁻¹⁷');
  });

  it('lead to small numbers that are meant', () => {
    const text = shown([[0, -40.123456]], o.exp(refer('a')));
    // e⁻⁴⁰ · e^(−0.123456) = 4.24835 · 10⁻¹⁸ · 0.883860; e^(−40.12) would be 3.768 · 10⁻¹⁸.
    expect(text).toContain('e^(−40.1235)) ≈ (1, 3.755 × 10⁻¹⁸)');
  });

  it('are no numbers of the author’s with all their digits', () => {
    const optimizer = nadam({ learningRate: 0.002 });
    const first = optimizer.step(optimizer.init(2), 2, 4);
    const d = explainUpdate(optimizer, {
      parameter: first.parameters,
      gradient: 4,
      state: first.state,
    });
    const text = renderText(d);
    expect(text).toContain('M₂ = M₁ μ₂ ≈ 0.4501 · 0.4501 ≈ 0.2026');
    expect(text).not.toMatch(/\d\.\d{9}/);
  });
});
