import '../laws/seed.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toNested } from '../../src/core/to-nested.js';
import { renderMarkdown } from '../../src/derivation/render-markdown.js';
import { renderText } from '../../src/derivation/render-text.js';
import { verifyDerivation } from '../../src/derivation/verify.js';
import { derive } from '../../src/expression/derive.js';
import { gradientStep } from '../../src/expression/gradient-step.js';
import { backwardPass } from '../../src/gradient/network-backward.js';
import { networkEquations } from '../../src/gradient/network-equations.js';
import { explainBackwardPass, explainForwardPass } from '../../src/gradient/network-explain.js';
import { forwardPass } from '../../src/gradient/network-forward.js';
import type { NetworkInput } from '../../src/gradient/network-types.js';
import { worstRatio } from '../reference/read.js';
import { entropic, problems, squared } from './network-examples.js';

/** Everything in nested numbers, so that results can be compared. */
const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, part: unknown) =>
      typeof part === 'object' && part !== null && 'stride' in part
        ? toNested(part as Parameters<typeof toNested>[0])
        : part,
    ),
  );

const explained = renderText(
  explainBackwardPass(squared.net, squared.x, squared.y, {
    learningRate: 0.1,
    names: squared.names,
  }),
  { width: 400 },
);

describe('explainForwardPass', () => {
  it('returns what forwardPass returns, and each step evaluates to it', () => {
    const d = explainForwardPass(squared.net, squared.x, { names: squared.names });
    expect(plain(d.result)).toEqual(plain(forwardPass(squared.net, squared.x)));
    expect(verifyDerivation(d)).toMatchObject({ ok: true });
    const text = renderText(d, { width: 200 });
    expect(text).toContain(
      'z₄ = w₁₄ v₁ + w₂₄ v₂ + w₃₄ v₃ + b₄ = 0.1 · 0.5 + (−0.2) · (−1) + 0.3 · 2 + 0.05 = 0.9',
    );
    expect(text).toContain('a₄ = σ(z₄) = σ(0.9) ≈ 0.7109');
  });

  it('names layer and unit where no names are given', () => {
    const text = renderText(explainForwardPass(entropic.net, entropic.x), { width: 200 });
    expect(text).toContain('z₁₁ = w₁₁₁ x₁ + w₁₂₁ x₂ + b₁₁');
    expect(text).toContain('The first index is the layer');
    expect(text).toContain('z₂₂ = w₂₁₂ a₁₁ + b₂₂');
  });
});

describe('explainBackwardPass', () => {
  it('returns what backwardPass returns, and each step evaluates to it', () => {
    fc.assert(
      fc.property(problems({ rows: 1 }), ({ net, x, y }) => {
        const d = explainBackwardPass(net, x[0]!, y[0]!, { learningRate: 0.5 });
        const { updated, ...pass } = d.result;
        expect(plain(pass)).toEqual(plain(backwardPass(net, x[0]!, y[0]!)));
        const failed = verifyDerivation(d).steps.filter(({ ok }) => !ok);
        expect(failed).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it('writes the product of derivatives, the closed form and the number of each weight', () => {
    expect(explained).toContain(
      '∂L/∂w₄₆ = ∂L/∂a₆ · ∂a₆/∂z₆ · ∂z₆/∂w₄₆ = (a₆ − y) a₆(1 − a₆) a₄ = δ₆ a₄',
    );
    expect(explained).toContain('δ₄ = ∂L/∂z₄ = ∂L/∂a₄ · ∂a₄/∂z₄ = δ₆ w₄₆ a₄(1 − a₄)');
    expect(explained).toMatch(/δ₆ a₄ ≈ \(−0\.0898\d+\) · 0\.710\d+ ≈ −0\.06391/);
    expect(explained).toContain('∂L/∂v₁ = ');
  });

  it('adds both paths through a shared hidden unit, and lets the sigmoid cancel', () => {
    const d = explainBackwardPass(entropic.net, entropic.x, entropic.y, { names: entropic.names });
    const text = renderText(d, { width: 400 });
    expect(text).toContain('∂L/∂w₄₅ = ∂L/∂a₅ · ∂a₅/∂z₅ · ∂z₅/∂w₄₅ = (a₅ − y₁) a₄ = δ₅ a₄');
    expect(text).toContain('((a₅ − y₁) w₄₅ + (a₆ − y₂) w₄₆) (1 − a₄²)');
    expect(text).toMatch(/δ₅ = .* = a₅ − y₁ ≈ 0\.4452 − 1 = −0\.5548/);
    // Without a learning rate nothing is updated.
    expect(text).not.toContain('Update');
    expect(d.result.updated).toBeUndefined();
  });

  it('writes each δ once', () => {
    expect(explained.split('∂L/∂a₆ · ∂a₆/∂z₆ = (a₆ − y) a₆(1 − a₆)')).toHaveLength(2);
  });

  it('applies the update of the course', () => {
    const { result } = explainBackwardPass(squared.net, squared.x, squared.y, {
      learningRate: 0.1,
    });
    const { weights, bias } = result.updated![1]!;
    const expected = [0.7063905118312882, -0.496174791428692, 0.20898870005210343];
    const actual = [...weights.data, ...bias.data];
    expect(worstRatio(actual, expected, { abs: 1e-15, rel: 0 })).toBeLessThan(1);
    expect(result.updated![0]!.activation).toBe('sigmoid');
    expect(explained).toContain('w₄₆ⁿᵉʷ = w₄₆ − η ∂L/∂w₄₆ ≈ 0.7 − 0.1 · (−0.06391) ≈ 0.7064');
  });

  it('opens from an overview', () => {
    const d = explainBackwardPass(squared.net, squared.x, squared.y, { learningRate: 0.1 });
    expect(d.steps.map(({ title }) => title)).toEqual([
      'Forward pass',
      'Loss: half the squared error',
      'Back through layer 2 (output)',
      'Back through layer 1',
      'Inputs: add the paths through the first layer',
      'Update: a step against the gradient',
    ]);
    expect(renderMarkdown(d, { depth: 1 })).not.toContain('3.1');
  });

  it('stays right where outputs are saturated', () => {
    const one = (
      activation: 'sigmoid' | 'softmax' | 'tanh',
      loss: NetworkInput['loss'],
      y: number[],
    ) => {
      for (const size of [9, 40, 1000]) {
        const layers = [{ weights: [[size, -size]], bias: [0, 0], activation }];
        const d = explainBackwardPass({ layers, loss }, [1], y);
        const failed = verifyDerivation(d).steps.filter(({ ok }) => !ok);
        expect(failed, `${loss} at ${size}`).toEqual([]);
        expect(renderText(d)).not.toContain('NaN');
      }
    };
    one('sigmoid', 'binary-cross-entropy', [1, 0]);
    one('sigmoid', 'binary-cross-entropy', [0, 1]);
    one('sigmoid', 'binary-cross-entropy', [0.25, 0.5]);
    one('softmax', 'cross-entropy', [1, 0]);
    one('softmax', 'cross-entropy', [0, 1]);
    one('softmax', 'mean-squared-error', [0, 1]);
    one('sigmoid', 'half-squared-error', [0, 1]);
    one('tanh', 'half-squared-error', [0, 1]);
  });

  it('refuses what it cannot write out', () => {
    const over =
      (options: object, x: number[] | number[][] = squared.x, y: number | number[][] = 1) =>
      () =>
        explainBackwardPass(squared.net, x, y, options);
    expect(over({}, [squared.x], [[1]])).toThrow(
      'explainBackwardPass: "x" expected one sample, shape (in=3), got (1, 3)',
    );
    const weights = Array.from({ length: 501 }, () => [0]);
    const large: NetworkInput = {
      layers: [{ weights, bias: [0], activation: 'relu' }],
      loss: 'half-squared-error',
    };
    expect(() => explainForwardPass(large, new Float64Array(501))).toThrow(
      'expected at most 500 weights and biases to write out, got 502',
    );
    expect(over({ learningRate: 0 })).toThrow('"learningRate" expected a finite number > 0, got 0');
    expect(over({ rate: 1 })).toThrow('expected only the names names, learningRate, got "rate"');
    expect(over({ names: { node: [] } })).toThrow('only the names nodes, input, target');
    expect(
      over({
        names: {
          nodes: [
            [1, 2, 3],
            [4, 5],
          ],
        },
      }),
    ).toThrow('"names.nodes" expected lists of 3, 2, 1 labels, got lists of 3, 2');
    expect(over({ names: { nodes: [[1, 2, 3], [4, 5], [4]] } })).toThrow('got "4" twice');
    expect(over({ names: { nodes: [[1, 2, 3], [4, 5], [0.5]] } })).toThrow(
      '"names.nodes[2][0]" expected a whole number, or letters and digits, got 0.5',
    );
    // biome-ignore lint/suspicious/noSparseArray: a hole is no label.
    expect(over({ names: { nodes: [[, 2, 3], [4, 5], [6]] } })).toThrow(
      '"names.nodes[0][0]" expected a whole number, or letters and digits, got undefined',
    );
    expect(over({ names: { nodes: 4 } })).toThrow('expected lists of labels');
    expect(over({ names: { input: 'x1' } })).toThrow('"names.input" expected letters, got "x1"');
    expect(over({ names: { target: 3 } })).toThrow(TypeError);
    expect(over({ names: { target: 'L' } })).toThrow('got "L" twice');
  });
});

describe('networkEquations', () => {
  it('calls no two quantities alike, also the sum under a softmax', () => {
    const layers = [
      { weights: [[1, 2]], bias: [0, 0], activation: 'tanh' as const },
      {
        weights: [
          [1, 2],
          [3, 4],
        ],
        bias: [0, 0],
        activation: 'softmax' as const,
      },
    ];
    const [x, y] = [[1], [0, 1]];
    const sheet = (input: string, nodes?: number[][]) =>
      networkEquations({ layers, loss: 'cross-entropy' }, x, y, { names: { input, nodes } });
    expect(sheet('s').values['s1']).toBe(1);
    expect(() => sheet('s', [[2], [3, 4], [5, 6]])).toThrow(
      'networkEquations: "names" expected names that lead to no quantity twice, got "s2" twice',
    );
  });

  it('gives derive the gradients that backwardPass gives', () => {
    fc.assert(
      fc.property(problems({ rows: 1, units: 2 }), ({ net, x, y }) => {
        const sheet = networkEquations(net, x[0]!, y[0]!);
        const pass = backwardPass(net, x[0]!, y[0]!);
        const { result } = gradientStep(
          sheet.equations,
          sheet.loss,
          sheet.parameters,
          sheet.values,
          1,
        );
        const expected = pass.layers.flatMap(({ weightsGradient, biasGradient }) =>
          Array.from(biasGradient.data, (bias, j) => [
            ...Array.from({ length: weightsGradient.shape[0]! }, (_, i) =>
              weightsGradient.get(i, j),
            ),
            bias,
          ]).flat(),
        );
        const actual = sheet.parameters.map((name) => result.gradients[name]!);
        expect(worstRatio(actual, expected, { abs: 1e-11, rel: 1e-9 })).toBeLessThan(1);
      }),
      { numRuns: 12 },
    );
  });

  it('leads to the closed forms of the course', () => {
    const first = networkEquations(squared.net, squared.x, squared.y, { names: squared.names });
    const { values } = first;
    expect(values).toMatchObject({ v1: 0.5, w14: 0.1, w35: 0.1, w46: 0.7, b6: 0.2, y: 1 });
    const weight = derive(first.equations, 'L', 'w46', { values });
    expect(weight.result.expression).toBe('(a6 - y) * a6 * (1 - a6) * a4');
    expect(weight.result.value).toBeCloseTo(-0.06390511831288265, 15);
    const second = networkEquations(entropic.net, entropic.x, entropic.y, {
      names: entropic.names,
    });
    const crossed = derive(second.equations, 'L', 'w45', { values: second.values });
    expect(crossed.result.expression).toBe('(a5 - y1) * a4');
    const input = derive(first.equations, 'L', 'v1', { values });
    const { inputGradient } = backwardPass(squared.net, squared.x, squared.y);
    expect(input.result.value).toBeCloseTo(inputGradient.get(0), 15);
  });

  it('keeps labels of more than one sign apart', () => {
    const nodes = [[1, 'in', 12], ['h', 'k2'], [6]];
    const { parameters } = networkEquations(squared.net, squared.x, 1, { names: { nodes } });
    expect(parameters.slice(0, 4)).toEqual(['w_1_h', 'w_in_h', 'w_12_h', 'b_h']);
    expect(parameters.slice(-3)).toEqual(['w_h_6', 'w_k2_6', 'b6']);
  });

  it('refuses batches', () => {
    expect(() => networkEquations(squared.net, [squared.x], [[1]])).toThrow(
      'networkEquations: "x" expected one sample, shape (in=3), got (1, 3)',
    );
  });
});
