import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { createNdArray, readArray } from '../../../src/core/create.js';
import { DomainError, KindError, ShapeError } from '../../../src/core/errors.js';
import type { ArrayInput } from '../../../src/core/types.js';
import { renderText } from '../../../src/derivation/render-text.js';
import type { Step } from '../../../src/derivation/types.js';
import { verifyDerivation } from '../../../src/derivation/verify.js';
import {
  type MatrixDerivationName,
  matrixDerivations,
} from '../../../src/expression/matrix/catalogue.js';
import { deriveMatrix } from '../../../src/expression/matrix/derive-matrix.js';
import { evaluateMatrices } from '../../../src/expression/matrix/evaluate-matrices.js';
import { matrixEquations } from '../../../src/expression/matrix/matrix-equations.js';
import { type ReferenceArray, readCases, toFloats, worstRatio } from '../../reference/read.js';

type Values = Record<string, number | number[] | number[][]>;

const VALUES: { readonly [Name in MatrixDerivationName]: Values } = {
  linearLayer: {
    ...{
      X: [
        [1, 2],
        [3, 4],
        [0, 1],
      ],
      W: [
        [1, 0.5, 2],
        [-1, 2, 0],
      ],
      b: [0.1, 0.2, -0.3],
    },
    G: [
      [1, 0, 2],
      [0.5, -1, 1],
      [2, 1, -0.5],
    ],
  },
  softmaxCrossEntropy: {
    Z: [
      [0.1, 0.7, -0.2],
      [1, 0, 0.5],
    ],
    Y: [
      [0, 1, 0],
      [0.25, 0.25, 0.5],
    ],
  },
  attention: {
    ...{
      Q: [
        [1, 0.5],
        [0.2, -1],
      ],
      K: [
        [0.3, 1],
        [1, -0.5],
        [0, 0.7],
      ],
      d: 2,
    },
    ...{
      V: [
        [1, 2, 0],
        [0, 1, 1],
        [-1, 0.5, 3],
      ],
      G: [
        [1, 0, -1],
        [0.5, -1, 2],
      ],
    },
  },
  layerNorm: {
    ...{
      X: [
        [1, 2, 4],
        [0, -1, 3],
      ],
      gamma: [1, 2, 0.5],
      beta: [0, 0.1, 0.2],
      epsilon: 1e-5,
    },
    G: [
      [1, 0, -1],
      [0.5, 2, 1],
    ],
  },
  squaredError: {
    X: [
      [1, 2],
      [3, 4],
      [0, 1],
    ],
    w: [0.5, -1],
    y: [1, 0, 2],
  },
  quadraticForm: {
    x: [1, -2],
    A: [
      [2, 1],
      [0, 3],
    ],
  },
};

const flat = (value: unknown): number[] =>
  typeof value === 'number' ? [value] : [...readArray('test', 'v', value as ArrayInput).data];

function everyStep(steps: readonly Step[]): Step[] {
  return steps.flatMap((step) => [step, ...everyStep(step.steps ?? [])]);
}

/** The slope along one element, by central differences. */
function slopes(name: MatrixDerivationName, parameter: string): number[] {
  const { equations, loss } = matrixDerivations[name];
  const values = VALUES[name];
  const given = values[parameter]!;
  const { data, shape } =
    typeof given === 'number'
      ? { data: Float64Array.of(given), shape: [] }
      : readArray('test', parameter, given);
  const h = 1e-5;
  const at = (i: number, by: number): number => {
    const moved = Float64Array.from(data);
    moved[i]! += by;
    const put = { ...values, [parameter]: createNdArray(moved, shape) };
    return evaluateMatrices(equations, put)[loss] as number;
  };
  return [...data].map((_, i) => (at(i, h) - at(i, -h)) / (2 * h));
}

describe('deriveMatrix', () => {
  it.each([
    ['linearLayer', 'W', "X' * G"],
    ['linearLayer', 'X', "G * W'"],
    ['linearLayer', 'b', "colSum(G)'"],
    ['softmaxCrossEntropy', 'Z', 'P - Y'],
    ['attention', 'V', "A' * G"],
    ['attention', 'Q', "A .* (G * V' - rowSum(G * V' .* A)) * K / sqrt(d)"],
    ['attention', 'K', "(A .* (G * V' - rowSum(G * V' .* A)))' * Q / sqrt(d)"],
    [
      ...(['layerNorm', 'X'] as const),
      "(G .* gamma' - rowMean(G .* gamma') - rowMean(N .* G .* gamma') .* N) ./ sigma",
    ],
    ['layerNorm', 'gamma', "colSum(G .* N)'"],
    ['layerNorm', 'beta', "colSum(G)'"],
    ['squaredError', 'w', "2 * X' * (X * w - y)"],
    ['squaredError', 'X', "2 * (X * w - y) * w'"],
    ['squaredError', 'y', '-2 * (X * w - y)'],
    ['quadraticForm', 'x', "(A + A') * x"],
    ['quadraticForm', 'A', "x * x'"],
  ] as const)(
    'of %s by %s is the known form, and the slope of the loss',
    (name, parameter, form) => {
      const { equations, loss, assume } = matrixDerivations[name];
      const d = deriveMatrix(equations, loss, parameter, { values: VALUES[name], assume });
      expect(d.result.expression).toBe(form);
      expect(verifyDerivation(d).steps.filter(({ ok }) => !ok)).toEqual([]);
      const found = flat(d.result.value);
      slopes(name, parameter).forEach((slope, i) => {
        expect(Math.abs(slope - found[i]!)).toBeLessThan(1e-8);
      });
      for (const { formula } of everyStep(d.steps)) {
        if (formula !== undefined)
          katex.renderToString(formula, { throwOnError: true, strict: 'error' });
      }
      katex.renderToString(d.result.latex, { throwOnError: true, strict: 'error' });
    },
  );

  it('uses what is assumed of inputs', () => {
    const { equations } = matrixDerivations.quadraticForm;
    const shapes = { x: [3], A: [3, 3] };
    const by = (assume: Record<string, 'symmetric'>) =>
      deriveMatrix(equations, 'L', 'x', { shapes, assume }).result.expression;
    expect(by({ A: 'symmetric' })).toBe('2 * A * x');
    expect(by({})).toBe("(A + A') * x");
    const entropy = matrixDerivations.softmaxCrossEntropy.equations;
    const open = deriveMatrix(entropy, 'L', 'Z', { shapes: { Z: [2, 3], Y: [2, 3] } });
    expect(open.result.expression).toBe('P .* rowSum(Y) - Y');
    expect(open.result).not.toHaveProperty('value');
    expect(everyStep(open.steps).every(({ kind }) => kind === 'statement')).toBe(true);
  });

  it('sets a differential apart from the factors beside it', () => {
    const neuron = matrixEquations`
      z = w*x + b
      y = sigmoid(z)
      L = (y - t)^2 / 2`;
    const shapes = { w: [], x: [], b: [], t: [] };
    const { steps } = deriveMatrix(neuron, 'L', 'w', { shapes });
    const formulas = everyStep(steps).map(({ formula }) => formula);
    expect(formulas).toContain('dy = dz\\,y \\left(1 - y\\right)');
    expect(formulas).toContain('dz = dw\\,x');
  });

  it('gives numbers that are computed by hand', () => {
    // X W − y = (1, −1), so 2 Xᵀ (1, −1) = 2 (1 − 3, 2 − 4).
    const squared = matrixDerivations.squaredError.equations;
    const values = {
      X: [
        [1, 2],
        [3, 4],
      ],
      w: [1, 1],
      y: [2, 8],
    };
    const d = deriveMatrix(squared, 'L', 'w', { values });
    expect(flat(d.result.value)).toEqual([-4, -4]);
    expect(readArray('test', 'w', d.result.value as ArrayInput).shape).toEqual([2]);
    // ∂ ln det-like: tr(A⁻¹ B) by A is −(A⁻¹ B A⁻¹)ᵀ; A = diag(1, 2), B of ones.
    const traced = matrixEquations`L = trace(inv(A)*B)`;
    const both = {
      A: [
        [1, 0],
        [0, 2],
      ],
      B: [
        [1, 1],
        [1, 1],
      ],
    };
    const t = deriveMatrix(traced, 'L', 'A', { values: both });
    expect(flat(t.result.value)).toEqual([-1, -0.5, -0.5, -0.25]);
    expect(verifyDerivation(t).ok).toBe(true);
  });

  it('adds up over what was stretched, and where a matrix is used twice', () => {
    const twice = matrixEquations`U = c .* X; V = X .^ 2; L = sum(U + V)`;
    const values = {
      c: [2, 3],
      X: [
        [1, 2, 3],
        [4, 5, 6],
      ],
    };
    const c = deriveMatrix(twice, 'L', 'c', { values });
    expect(flat(c.result.value)).toEqual([6, 15]);
    const x = deriveMatrix(twice, 'L', 'X', { values });
    expect(flat(x.result.value)).toEqual([4, 6, 8, 11, 13, 15]);
    expect(renderText(x)).toContain('X is used 2 times: the sum');
    expect(verifyDerivation(x).ok).toBe(true);
  });

  it('is 0 in the shape of the parameter where there is no path', () => {
    const d = deriveMatrix(matrixEquations`U = 2*X; L = sum(Y)`, 'L', 'X', {
      values: { X: [[1, 2]], Y: [[3]] },
    });
    expect(flat(d.result.value)).toEqual([0, 0]);
    expect(verifyDerivation(d).ok).toBe(true);
  });

  it('shows the differential, the rule and the bar of attention', () => {
    const { equations, loss } = matrixDerivations.attention;
    const d = deriveMatrix(equations, loss, 'K', { values: VALUES.attention });
    const text = renderText(d).normalize('NFC');
    for (const line of [
      'S = (QKᵀ)/√d',
      'O = AV',
      'dO = dA V',
      'Ā = ŌVᵀ = GVᵀ',
      'A: softmax rule',
      'dA = A ⊙ (dS − rowSum(dS ⊙ A))',
      'S̄ = A ⊙ (Ā − rowSum(Ā ⊙ A))',
      'K̄ = (S̄ᵀQ)/√d',
    ]) {
      expect(text).toContain(line.normalize('NFC'));
    }
  });

  it('changes no input', () => {
    const values = structuredClone(VALUES.layerNorm);
    const { equations, loss } = matrixDerivations.layerNorm;
    deriveMatrix(equations, loss, 'X', { values });
    expect(values).toEqual(VALUES.layerNorm);
  });

  it('refuses what cannot be derived, saying why', () => {
    const product = matrixEquations`Y = X*W; L = sum(Y)`;
    const values = { X: [[1, 2]], W: [[1], [2]] };
    const call =
      (...args: Parameters<typeof deriveMatrix>) =>
      () =>
        deriveMatrix(...args);
    expect(call(product, 'L', 'Z', { values })).toThrow(
      '"parameter" expected one of X, W, Y, got "Z"',
    );
    expect(call(product, 'X', 'W', { values })).toThrow('"loss" expected one of Y, L');
    expect(call(product, 'L', 'W')).toThrow('expected either values or shapes, got neither');
    expect(call(product, 'L', 'W', { values: '' as never })).toThrow('"values"');
    expect(call(product, 'L', 'W', { values: { X: [[1]] } })).toThrow('an entry for W, got only X');
    expect(call(product, 'L', 'W', { values: { ...values, Z: 1 } })).toThrow(KindError);
    const odd = { X: [2, 3], W: [2, 3] };
    expect(call(product, 'L', 'W', { shapes: odd })).toThrow(
      'deriveMatrix: "Y" expected as many columns as the right side has rows for *, got (2, 3) and (2, 3)',
    );
    const wide = matrixEquations`L = X + X`;
    expect(call(wide, 'L', 'X', { shapes: { X: [2, 3] } })).toThrow(ShapeError);
    const root = matrixEquations`L = sum(log(X))`;
    expect(call(root, 'L', 'X', { values: { X: [[1, -1]] } })).toThrow(
      'deriveMatrix: "log(X)" expected a number >= 0, got -1',
    );
    const form = matrixDerivations.quadraticForm.equations;
    const skew = {
      x: [1, 2],
      A: [
        [1, 2],
        [3, 4],
      ],
    };
    const assume = { A: 'symmetric' } as const;
    expect(call(form, 'L', 'x', { values: skew, assume })).toThrow('expected a symmetric matrix');
    const { equations } = matrixDerivations.softmaxCrossEntropy;
    const off = { Z: [[1, 2]], Y: [[1, 1]] };
    expect(call(equations, 'L', 'Z', { values: off, assume: { Y: 'unit-row-sums' } })).toThrow(
      'expected rows that add to 1, got the sum 2 in row 0',
    );
    const inverse = matrixEquations`L = trace(inv(A))`;
    expect(
      call(inverse, 'L', 'A', {
        values: {
          A: [
            [1, 2],
            [2, 4],
          ],
        },
      }),
    ).toThrow(DomainError);
  });
});

describe('deriveMatrix beside PyTorch', () => {
  const worst: number[] = [];
  const compare = (
    equations: ReturnType<typeof matrixEquations>,
    values: Record<string, ArrayInput | number>,
    parameter: string,
    expected: ArrayLike<number>,
    tolerance: { readonly abs: number; readonly rel: number },
  ): void => {
    const d = deriveMatrix(equations, 'L', parameter, { values });
    expect(verifyDerivation(d).ok).toBe(true);
    const ratio = worstRatio(flat(d.result.value), expected, tolerance);
    worst.push(ratio);
    expect(ratio).toBeLessThanOrEqual(1);
  };
  const float = (array: ReferenceArray) => toFloats(array, 'float64');

  it('finds the gradients of the linear layer', () => {
    const layer = matrixEquations`Y = x*W' + b'; L = sum(G .* Y)`;
    for (const { inputs, expected, tolerance } of readCases('09-gradients', 'linear')) {
      const { x, W, b, upstream } = inputs;
      const values = { x: float(x), W: float(W), b: float(b), G: float(upstream) };
      for (const name of ['x', 'W', 'b']) {
        compare(layer, values, name, expected.gradients[name].data, tolerance.float64);
      }
    }
  });

  it('finds the gradients of layer norm', () => {
    const { equations } = matrixDerivations.layerNorm;
    for (const { inputs, parameters, expected, tolerance } of readCases(
      '09-gradients',
      'layerNorm',
    )) {
      const { x, gamma, beta, upstream } = inputs;
      const values = {
        ...{ X: float(x), gamma: float(gamma), beta: float(beta), G: float(upstream) },
        epsilon: parameters.eps,
      };
      for (const [ours, theirs] of [
        ['X', 'x'],
        ['gamma', 'gamma'],
        ['beta', 'beta'],
      ] as const) {
        compare(equations, values, ours, expected.gradients[theirs].data, tolerance.float64);
      }
    }
  });

  it('finds the gradients of attention, for each of the batch', () => {
    const { equations } = matrixDerivations.attention;
    const part = ({ shape, data }: ReferenceArray, i: number) => {
      const [, rows = 0, columns = 0] = shape;
      const size = rows * columns;
      return createNdArray(Float64Array.from(data.slice(i * size, (i + 1) * size)), [
        rows,
        columns,
      ]);
    };
    const cases = readCases('09-gradients', 'scaledDotProductAttention');
    for (const { inputs, parameters, expected, tolerance } of cases) {
      if (parameters.causal) continue;
      for (const i of [0, 1]) {
        const values = {
          ...{ Q: part(inputs.q, i), K: part(inputs.k, i), V: part(inputs.v, i) },
          ...{ G: part(inputs.upstream, i), d: inputs.q.shape[2] },
        };
        for (const [ours, theirs] of [
          ['Q', 'q'],
          ['K', 'k'],
          ['V', 'v'],
        ] as const) {
          const gradient = part(expected.gradients[theirs], i);
          compare(equations, values, ours, gradient.data, tolerance.float64);
        }
      }
    }
  });

  it('finds the gradient of the mean cross-entropy of logits', () => {
    const entropy = matrixEquations`P = softmax(Z); L = -sum(Y .* log(P)) / n`;
    const [easy] = readCases('09-gradients', 'crossEntropyLogits');
    const { inputs, expected, tolerance } = easy!;
    const [rows = 0, columns = 0]: number[] = inputs.logits.shape;
    const Y = new Float64Array(rows * columns);
    (inputs.classes.data ?? inputs.classes).forEach((c: number, row: number) => {
      Y[row * columns + c] = 1;
    });
    const values = { Z: float(inputs.logits), Y: createNdArray(Y, [rows, columns]), n: rows };
    compare(entropy, values, 'Z', expected.gradients.logits.data, tolerance.float64);
    const assumed = deriveMatrix(entropy, 'L', 'Z', { values, assume: { Y: 'unit-row-sums' } });
    expect(assumed.result.expression).toBe('(P - Y) / n');
  });
});
