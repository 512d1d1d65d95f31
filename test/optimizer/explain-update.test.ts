import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { renderText } from '../../src/derivation/render-text.js';
import type { Derivation, Step } from '../../src/derivation/types.js';
import { verifyDerivation } from '../../src/derivation/verify.js';
import { adadelta } from '../../src/optimizer/adadelta.js';
import { adagrad } from '../../src/optimizer/adagrad.js';
import { adam, adamw } from '../../src/optimizer/adam.js';
import { adamax } from '../../src/optimizer/adamax.js';
import { explainUpdate } from '../../src/optimizer/explain-update.js';
import { nadam } from '../../src/optimizer/nadam.js';
import { rmsprop } from '../../src/optimizer/rmsprop.js';
import { momentum, nesterov, sgd } from '../../src/optimizer/sgd.js';
import type { Optimizer } from '../../src/optimizer/types.js';

const EVERY: readonly Optimizer[] = [
  sgd({ learningRate: 0.1 }),
  sgd({ learningRate: 0.1, weightDecay: 0.5 }),
  sgd({ learningRate: 0.1, momentum: 0.9, nesterov: true }),
  momentum({ learningRate: 0.1, dampening: 0.25, weightDecay: 0.5 }),
  nesterov({ learningRate: (step) => 0.1 / (step + 1) }),
  momentum({ learningRate: 0.1, momentum: 0 }),
  nesterov({ learningRate: 0.1, momentum: 0 }),
  adagrad({ learningRate: 0.1, learningRateDecay: 0.5, initialAccumulator: 1 }),
  rmsprop(),
  rmsprop({ centered: true, momentum: 0.5, weightDecay: 0.1 }),
  adadelta({ weightDecay: 0.1 }),
  adam({ weightDecay: 0.1 }),
  adam({ amsgrad: true, epsilon: 0 }),
  adamw(),
  adamax(),
  nadam({ weightDecay: 0.1 }),
];

const stepsOf = (d: Derivation): Step[] => d.steps.flatMap((step) => [step, ...(step.steps ?? [])]);

function symbolsAndValues(d: Derivation): Record<string, unknown> {
  return Object.fromEntries(stepsOf(d).map((step) => [step.symbol, step.value]));
}

describe('explainUpdate', () => {
  it('solves the course’s problem: three steps with momentum on x² from x = 1', () => {
    const optimizer = momentum({ learningRate: 0.1, momentum: 0.9 });
    const d = explainUpdate(optimizer, { parameter: 1, loss: 'x^2' }, { steps: 3 });
    const found = symbolsAndValues(d);
    const expected = { v_1: 2, x_1: 0.8, v_2: 3.4, x_2: 0.46, v_3: 3.98, x_3: 0.062 };
    for (const [name, value] of Object.entries(expected)) {
      expect(found[name.replace(/_(\d)/, '_{$1}')]).toBeCloseTo(value, 12);
    }
    const text = renderText(d);
    expect(text).toContain('g₂ = 2 x₁ = 2 · 0.8 = 1.6');
    expect(text).toContain('v₂ = μ v₁ + g₂ = 0.9 · 2 + 1.6 = 3.4');
    expect(text).toContain('x₂ = x₁ − η v₂ = 0.8 − 0.1 · 3.4 = 0.46');
    // The mistake that the sheet makes: the parameter in the place of the velocity.
    expect(text).toContain('would be weight');
    expect(d.result.trajectory).not.toContainEqual(expect.closeTo(0.71, 3));
  });

  it('writes plain descent without a velocity', () => {
    const d = explainUpdate(
      sgd({ learningRate: 0.1 }),
      { parameter: 1, loss: 'x^2' },
      { steps: 3 },
    );
    const expected = [0.8, 0.64, 0.512];
    d.result.trajectory.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 12);
    });
    expect(renderText(d)).not.toContain('v₁');
  });

  it.each(EVERY.map((optimizer, i) => [`${i} ${optimizer.name}`, optimizer] as const))(
    'is true, and says what step gives: %s',
    (_, optimizer) => {
      for (const parameter of [1.5, [1.5, -2, 0.25]] as const) {
        const start = typeof parameter === 'number' ? parameter : [...parameter];
        const gradient = (at: unknown, step: number): number | number[] =>
          typeof at === 'number' ? 2 * at + step : [0.5, -1 - step, 2];
        const d = explainUpdate(optimizer, { parameter: start, gradient }, { steps: 3 });
        expect(verifyDerivation(d)).toMatchObject({ ok: true });
        let p: unknown = start;
        let state: unknown = optimizer.init(start);
        for (let step = 0; step < 3; step++) {
          const next = optimizer.step(state as never, p, gradient(p, step) as never);
          ({ parameters: p, state } = next);
          expect(d.result.trajectory[step]).toEqual(p);
        }
        expect(d.result.parameter).toEqual(p);
        expect(d.result.slots).toEqual((state as { slots: unknown }).slots);
      }
    },
  );

  it.each(EVERY.map((optimizer, i) => [`${i} ${optimizer.name}`, optimizer] as const))(
    'goes on from a state: %s',
    (_, optimizer) => {
      const problem = { parameter: 2, gradient: (x: number) => 3 * x };
      const whole = explainUpdate(optimizer, problem, { steps: 3 });
      const first = optimizer.step(optimizer.init(2), 2, 6);
      const rest = explainUpdate(
        optimizer,
        { ...problem, parameter: first.parameters, state: first.state },
        { steps: 2 },
      );
      expect(rest.result.parameter).toBe(whole.result.parameter);
      expect(verifyDerivation(rest).ok).toBe(true);
    },
  );

  it('shows the formula of each rule', () => {
    const problem = { parameter: 1, gradient: 2 };
    const line = (optimizer: Optimizer): string => renderText(explainUpdate(optimizer, problem));
    expect(line(adam({ learningRate: 0.1 }))).toContain(
      'θ₁ = θ₀ − η m̂₁/(√v̂₁ + ε) = 1 − 0.1 · 2/(√4 + 10⁻⁸) ≈ 0.9',
    );
    expect(line(adam({ learningRate: 0.1, epsilon: 0 }))).toContain(
      'η m̂₁/√v̂₁ = 1 − 0.1 · 2/√4 = 0.9',
    );
    expect(line(adamw({ learningRate: 0.1, weightDecay: 0.5 }))).toContain(
      'θ₁′ = θ₀ − η λ θ₀ = 1 − 0.1 · 0.5 · 1 = 0.95',
    );
    expect(line(adagrad({ learningRate: 0.1 }))).toContain('s₁ = s₀ + g₁² = 0 + 2² = 4');
    expect(line(nesterov({ learningRate: 0.1 }))).toContain('d₁ = g₁ + μ v₁ = 2 + 0.9 · 2 = 3.8');
    expect(line(sgd({ learningRate: 0.1, weightDecay: 0.01 }))).toContain(
      'g̃₁ = g₁ + λ θ₀ = 2 + 0.01 · 1 = 2.01',
    );
    expect(line(adamax({ learningRate: 0.1, epsilon: 0 }))).toContain(
      'u₁ = max(β₂ u₀, |g₁|) = max(0.999 · 0, |2|) = 2',
    );
    expect(line(rmsprop({ epsilon: 0, alpha: 0.75 }))).toContain('θ₁ = θ₀ − η g₁/√s₁');
  });

  it('writes a parameter with an index, and one whose letter is taken', () => {
    const optimizer = momentum({ learningRate: 0.1 });
    const indexed = explainUpdate(optimizer, { parameter: 1, loss: 'w_1^2' });
    expect(renderText(indexed)).toContain('g₁ = 2 (w₁)₀');
    const taken = explainUpdate(optimizer, { parameter: 1, loss: 'v^2' });
    expect(renderText(taken)).toContain('g₁ = 2 θ₀');
    expect(taken.given[0]?.note).toBe('It stands for v in the loss.');
  });

  it('takes the rates of a schedule, one a step', () => {
    const halving = sgd({ learningRate: (step) => 2 ** -step });
    const d = explainUpdate(halving, { parameter: 0, gradient: 1 }, { steps: 3 });
    expect(d.result.trajectory).toEqual([-1, -1.5, -1.75]);
    expect(renderText(d)).toContain('θ₂ = θ₁ − η₂ g₂ = −1 − 0.5 · 1 = −1.5');
  });

  it('keeps away from what it is given', () => {
    const data = Float64Array.of(1, 2);
    const d = explainUpdate(adam(), { parameter: createNdArray(data, [2]), gradient: [1, 1] });
    data[0] = 7;
    expect(verifyDerivation(d).ok).toBe(true);
    expect(renderText(d)).toContain('θ₀ = (1, 2)');
  });

  it('refuses problems that it cannot read', () => {
    const run =
      (problem: object, options?: object, optimizer: unknown = adam()) =>
      () =>
        explainUpdate(optimizer as Optimizer, problem as never, options as never);
    expect(run({ parameter: 1 })).toThrow(
      '"problem" expected either gradient or loss, got neither',
    );
    expect(run({ parameter: 1, gradient: 1, loss: 'x' })).toThrow('got both');
    expect(run({ parameter: 1, loss: 'x + y' })).toThrow(
      '"problem.loss" expected one symbol, got x, y',
    );
    expect(run({ parameter: 1, loss: '3' })).toThrow(
      '"problem.loss" expected one symbol, got none',
    );
    expect(run({ parameter: 1, loss: 3 })).toThrow('"problem.loss" expected text');
    expect(run({ parameter: [1], loss: 'x' })).toThrow('expected a number with a loss');
    expect(run({ parameter: [1, 2], gradient: 1 })).toThrow(
      'explainUpdate: "problem.gradient" expected shape (2), as the parameter has, got ()',
    );
    expect(run({ parameter: Array(9).fill(1), gradient: 1 })).toThrow(
      'a vector of at most 8, got (9)',
    );
    expect(run({ parameter: { w: 1 }, gradient: 1 })).toThrow(
      'a vector of at most 8, got 1 values',
    );
    expect(run({ parameter: [[1]], gradient: [[1]] })).toThrow('got (1, 1)');
    expect(run({ parameter: Number.NaN, gradient: 1 })).toThrow(
      '"problem.parameter" expected a finite',
    );
    expect(run({ parameter: 1, gradient: () => Number.NaN })).toThrow(
      '"problem.gradient" expected a finite',
    );
    expect(run({ parameter: 1, gradient: 1, state: sgd({ learningRate: 1 }).init(1) })).toThrow(
      'adam.step: "state" expected a state of adam',
    );
    expect(run({ parameter: 1, gradient: 1 }, { steps: 0 })).toThrow('explainUpdate: "steps"');
    expect(run({ parameter: 1, gradient: 1 }, { step: 1 })).toThrow(
      '"options" expected only the names',
    );
    expect(run({ parameter: 1, gradient: 1 }, {}, { name: 'magic' })).toThrow(
      'explainUpdate: "optimizer" expected one of the optimizers sgd, momentum,',
    );
    expect(run({ parameter: 1, gradient: 0 }, {}, adam({ epsilon: 0 }))).toThrow(
      'expected an epsilon above 0 where gradients are 0',
    );
  });

  it('refuses an optimizer that is not what its settings say', () => {
    const whole = momentum({ learningRate: 0.1 });
    const run = (parts: object) => () =>
      explainUpdate({ ...whole, ...parts } as Optimizer, { parameter: 1, loss: 'x^2' });
    expect(run({})().result.parameter).toBe(0.8);
    for (const parts of [{ init: 1 }, { step: undefined }]) {
      expect(run(parts)).toThrow(
        'explainUpdate: "optimizer" expected one of the optimizers sgd, momentum, nesterov',
      );
    }
    for (const settings of [null, undefined, 7, { ...whole.settings, momentum: 1 }]) {
      expect(run({ settings })).toThrow(/^explainUpdate: "optimizer" .* got .*settings/);
    }
    for (const name of [{}, 'toString', 3]) expect(run({ name })).toThrow('got one named');
    // The rate that is shown would not be the one that is taken.
    const other = { ...whole.settings, learningRate: 2 };
    for (const parts of [{ settings: other }, { step: () => undefined }, { step: () => null }]) {
      expect(run(parts)).toThrow('expected an optimizer whose step follows its settings');
    }
    // Settings of each of them make one that steps alike.
    for (const each of EVERY) {
      const d = explainUpdate(each, { parameter: [1, -2], gradient: [0.5, 3] });
      const { parameters } = each.step(each.init([1, -2]), [1, -2], [0.5, 3]);
      expect(d.result.parameter).toEqual(parameters);
    }
  });
});
