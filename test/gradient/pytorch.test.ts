// Gradients, Hessians and a Jacobian that PyTorch computed, of functions written with fovea/array.
import { describe, expect, it } from 'vitest';
import {
  abs,
  add,
  concat,
  div,
  elu,
  exp,
  gelu,
  leakyRelu,
  log,
  logSoftmax,
  logSumExp,
  matmul,
  mean,
  mul,
  neg,
  pow,
  relu,
  reshape,
  sigmoid,
  silu,
  sin,
  slice,
  softmax,
  softplus,
  sqrt,
  square,
  sub,
  sum,
  tanh,
  transpose,
  variance,
  where,
} from '../../src/array/index.js';
import { toNested } from '../../src/core/to-nested.js';
import type { FloatDType, FloatNdArray } from '../../src/core/types.js';
import { ofEach } from '../../src/gradient/choices.js';
import { grad, valueAndGrad } from '../../src/gradient/grad.js';
import { hessian, jacobian } from '../../src/gradient/jacobian.js';
import type { Traced } from '../../src/gradient/traced.js';
import { vjp } from '../../src/gradient/vjp.js';
import { type ReferenceCase, readCases, toFloats, worstRatio } from '../reference/read.js';

type Arrays = Readonly<Record<string, Traced>>;
type Constants = Readonly<Record<string, FloatNdArray>>;
// biome-ignore lint/suspicious/noExplicitAny: the cases differ in their parameters.
type Parameters = any;
type Formula = (x: Arrays, constants: Constants, parameters: Parameters) => Traced;

const at = (x: Traced, i: number): Traced => slice(x, [i]);
const linear = (x: Traced | FloatNdArray, w: Traced, b: Traced): Traced =>
  add(matmul(x, transpose(w)), b);
const l2 = (x: Traced): Traced => div(x, sqrt(sum(square(x), { axis: -1, keepDims: true })));

function layerNorm(x: Traced, gamma: Traced | FloatNdArray, beta: Traced | FloatNdArray): Traced {
  const options = { axis: -1, keepDims: true } as const;
  const centered = sub(x, mean(x, options));
  return add(mul(div(centered, sqrt(add(variance(x, options), 1e-5))), gamma), beta);
}

function attend(q: Traced, k: Traced, v: Traced, scale: number, causal = false): Traced {
  const scores = mul(matmul(q, transpose(k, [0, 2, 1])), scale);
  const [n = 0, m = 0] = scores.shape.slice(1);
  const allowed = Array.from({ length: n }, (_, i) =>
    Array.from({ length: m }, (__, j) => (!causal || j <= i ? 1 : 0)),
  );
  return matmul(softmax(where(allowed, scores, -Infinity)), v);
}

// Heads are columns of the projections, one after the other.
function heads(
  x: Traced,
  [win, bin, wout, bout]: readonly (Traced | FloatNdArray)[],
  count: number,
): Traced {
  const [batch = 0, n = 0, size = 0] = x.shape;
  const projected = add(matmul(x, transpose(win!)), bin!);
  const split = (i: number): Traced => {
    const part = slice(projected, [null, null, [i * size, (i + 1) * size]]);
    const each = reshape(part, [batch, n, count, size / count]);
    return reshape(transpose(each, [0, 2, 1, 3]), [batch * count, n, size / count]);
  };
  const mixed = attend(split(0), split(1), split(2), 1 / Math.sqrt(size / count));
  const joined = transpose(reshape(mixed, [batch, count, n, size / count]), [0, 2, 1, 3]);
  return add(matmul(reshape(joined, [batch, n, size]), transpose(wout!)), bout!);
}

const ACTIVATIONS: Readonly<Record<string, (x: Traced) => Traced>> = {
  sigmoid,
  tanh,
  relu,
  gelu,
  silu,
  elu,
  softplus,
  'leaky-relu-0.2': (x) => leakyRelu(x, { slope: 0.2 }),
  'gelu-tanh': (x) => {
    const inner = mul(Math.sqrt(2 / Math.PI), add(x, mul(0.044715, pow(x, 3))));
    return mul(mul(0.5, x), add(1, tanh(inner)));
  },
};

const diagonalLoss = (logits: Traced): Traced => {
  const n = logits.shape[0]!;
  const eye = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (__, j) => (i === j ? 1 : 0)),
  );
  return neg(div(sum(mul(logSoftmax(logits), eye)), n));
};

const FORMULAS: Readonly<Record<string, Formula>> = {
  softmax: ({ x }, _, { axis }) => softmax(x!, { axis }),
  logSoftmax: ({ x }, _, { axis }) => logSoftmax(x!, { axis }),
  logSumExp: ({ x }, _, { axis }) => logSumExp(x!, { axis }),
  layerNorm: ({ x, gamma, beta }) => layerNorm(x!, gamma!, beta!),
  linear: ({ x, W, b }) => linear(x!, W!, b!),
  matmul: ({ a, b }) => matmul(a!, b!),
  scaledDotProductAttention: ({ q, k, v }, _, { scale, causal }) =>
    attend(q!, k!, v!, scale, causal),
  multiHeadAttention: (x, _, parameters) =>
    heads(
      x['x']!,
      [x['in_proj_weight']!, x['in_proj_bias']!, x['out_proj_weight']!, x['out_proj_bias']!],
      parameters.heads,
    ),
  transformerEncoderLayer: ({ x }, w, parameters) => {
    const of = (name: string): FloatNdArray => w[`weights_${name}`]!;
    const attention = ['in_proj_weight', 'in_proj_bias', 'out_proj_weight', 'out_proj_bias'];
    const names = attention.map((name) => of(`self_attn_${name}`));
    const mixed = heads(x!, names, parameters.heads);
    const y = layerNorm(add(x!, mixed), of('norm1_weight'), of('norm1_bias'));
    const wide = add(matmul(y, transpose(of('linear1_weight'))), of('linear1_bias'));
    const narrow = add(matmul(relu(wide), transpose(of('linear2_weight'))), of('linear2_bias'));
    return layerNorm(add(y, narrow), of('norm2_weight'), of('norm2_bias'));
  },
  activation: ({ x }, _, { kind }) => ACTIVATIONS[kind]!(x!),
  mseLoss: ({ x }, { target }) => mean(square(sub(x!, target!))),
  l1Loss: ({ x }, { target }) => mean(abs(sub(x!, target!))),
  smoothL1Loss: ({ x }, { target }) => huber(sub(x!, target!)),
  huberLoss: ({ x }, { target }) => huber(sub(x!, target!)),
  crossEntropyLogits: ({ logits }, { classes }) => {
    const width = logits!.shape[1]!;
    const wanted = Array.from(classes!.data, (k) =>
      Array.from({ length: width }, (_, j) => (j === k ? 1 : 0)),
    );
    return neg(div(sum(mul(logSoftmax(logits!), wanted)), wanted.length));
  },
  binaryCrossEntropyWithLogits: ({ logits }, { targets }) =>
    mean(sub(softplus(logits!), mul(logits!, targets!))),
  binaryCrossEntropy: ({ p }, { targets }) =>
    neg(mean(add(mul(targets!, log(p!)), mul(sub(1, targets!), log(sub(1, p!)))))),
  klDivergence: ({ p, q }) => sum(mul(p!, log(div(p!, q!)))),
  klDivergenceLogits: (x) => {
    const [p, q] = [logSoftmax(x['logits_p']!), logSoftmax(x['logits_q']!)];
    return sum(mul(exp(p), sub(p, q)));
  },
  gaussianKlToStandard: (x) => {
    const logVariance = x['log_variance']!;
    return mul(0.5, sum(sub(add(exp(logVariance), square(x['mean']!)), add(1, logVariance))));
  },
  infoNce: ({ a, b }, _, { temperature }) =>
    diagonalLoss(div(matmul(l2(a!), transpose(l2(b!))), temperature)),
  clipLoss: (x) => {
    const similarity = matmul(l2(x['image']!), transpose(l2(x['text']!)));
    const logits = mul(exp(x['logit_scale']!), similarity);
    return mul(0.5, add(diagonalLoss(logits), diagonalLoss(transpose(logits))));
  },
  tripletLoss: ({ anchor, positive, negative }, _, { margin }) => {
    const distance = (x: Traced, y: Traced): Traced =>
      sqrt(sum(square(add(sub(x, y), 1e-6)), { axis: 1 }));
    return mean(relu(add(sub(distance(anchor!, positive!), distance(anchor!, negative!)), margin)));
  },
  vaeLoss: ({ Wm, bm, Wl, bl, Wd, bd }, { x, eps }, { beta }) => {
    const center = linear(x!, Wm!, bm!);
    const logVariance = linear(x!, Wl!, bl!);
    const z = add(center, mul(eps!, exp(div(logVariance, 2))));
    const logits = linear(z, Wd!, bd!);
    const reconstruction = sum(sub(softplus(logits), mul(logits, x!)));
    const kl = mul(0.5, sum(sub(add(exp(logVariance), square(center)), add(1, logVariance))));
    return div(add(reconstruction, mul(beta, kl)), x!.shape[0]!);
  },
  mlp: ({ W1, b1, W2, b2 }, { x, target }, parameters) => {
    const activation = ACTIVATIONS[parameters['activation_both_layers']]!;
    const hidden = activation(linear(x!, W1!, b1!));
    return mul(0.5, sum(square(sub(activation(linear(hidden, W2!, b2!)), target!))));
  },
  l2Normalize: ({ x }) => l2(x!),
  cosineSimilarity: ({ a, b }) => sum(mul(l2(a!), l2(b!)), { axis: 1 }),
  expression: ({ a, b }) => sqrt(exp(add(mul(a!, b!), div(b!, add(square(a!), 1))))),
};

/** Layers that are primitives of subjects of their own. */
const ELSEWHERE = ['conv2d', 'maxPool2d', 'avgPool2d', 'optimizerTrajectory'];

function huber(difference: Traced): Traced {
  const size = abs(difference);
  const isSmall = ofEach(size, (value) => (value <= 1 ? 1 : 0));
  return mean(where(isSmall, mul(0.5, square(difference)), sub(size, 0.5)));
}

function arraysOf(input: Readonly<Record<string, never>>, dtype: FloatDType): Constants {
  return Object.fromEntries(
    Object.entries(input).map(([name, array]) => [name, toFloats(array, dtype)]),
  );
}

const all = readCases('09-gradients');
const title = ({ name }: ReferenceCase): string => name;
const dtypes = ['float64', 'float32'] as const;

describe.each(dtypes)('gradients in %s', (dtype) => {
  const cases = all.filter(({ operation }) => operation in FORMULAS);

  it.each(cases.map((one) => [title(one), one] as const))('%s', (_, one) => {
    const { upstream, ...inputs } = arraysOf(one.inputs, dtype);
    const names = Object.keys(one.expected.gradients);
    const x = Object.fromEntries(names.map((name) => [name, inputs[name]!]));
    const formula = FORMULAS[one.operation]!;
    const { value, pullback } = vjp((p: Arrays) => formula(p, inputs, one.parameters), x);
    const tolerance = one.tolerance[dtype];
    expect(worstRatio(value.data, one.expected.value.data, tolerance)).toBeLessThan(1);
    const gradient = pullback(upstream ?? 1);
    for (const name of names) {
      const expected = one.expected.gradients[name];
      expect(gradient[name]!.shape).toEqual(expected.shape);
      expect(gradient[name]!.data).toBeInstanceOf(
        dtype === 'float32' ? Float32Array : Float64Array,
      );
      expect(worstRatio(gradient[name]!.data, expected.data, tolerance)).toBeLessThan(1);
    }
  });

  it('are there for every operation but those of other subjects', () => {
    const known = [...Object.keys(FORMULAS), ...ELSEWHERE, 'hessian', 'jacobian'];
    expect([...new Set(all.map(({ operation }) => operation))].sort()).toEqual(known.sort());
  });
});

const FUNCTIONS: Readonly<Record<string, (x: Traced) => Traced>> = {
  '(1-x)^2 + 100 (y-x^2)^2': (x) =>
    add(square(sub(1, at(x, 0))), mul(100, square(sub(at(x, 1), square(at(x, 0)))))),
  'log sum exp(x_i)': (x) => logSumExp(x),
  'sum x_i^4 + x0 x1 x2': (x) => add(sum(pow(x, 4)), mul(mul(at(x, 0), at(x, 1)), at(x, 2))),
  'sin(x0 x1) exp(x2)': (x) => mul(sin(mul(at(x, 0), at(x, 1))), exp(at(x, 2))),
  'entropy of softmax(x)': (x) => neg(sum(mul(softmax(x), logSoftmax(x)))),
  'exp(-|x|^2/2)': (x) => exp(mul(-0.5, sum(square(x)))),
  'tanh(x0 + tanh(x0 x1))': (x) => tanh(add(at(x, 0), tanh(mul(at(x, 0), at(x, 1))))),
};

describe.each(dtypes)('second derivatives in %s', (dtype) => {
  const cases = all.filter(({ operation }) => operation === 'hessian');

  it.each(cases.map((one) => [title(one), one] as const))('%s', (_, one) => {
    const f = FUNCTIONS[one.parameters.function]!;
    const { x, direction } = arraysOf(one.inputs, dtype);
    const tolerance = one.tolerance[dtype];
    const near = (actual: ArrayLike<number>, expected: { data: ArrayLike<number> }): void => {
      expect(worstRatio(actual, expected.data, tolerance)).toBeLessThan(1);
    };
    const { value, gradient } = valueAndGrad(f)(x!);
    near([value], one.expected.value);
    near(gradient.data, one.expected.gradient);
    const h = hessian(f)(x!);
    expect(h.shape).toEqual(one.expected.hessian.shape);
    near(h.data, one.expected.hessian);
    const slope = (p: Traced): Traced => sum(mul(grad(f)(p), direction!));
    near(grad(slope)(x!).data, one.expected['hessian_vector_product']);
  });
});

describe.each(dtypes)('a Jacobian in %s', (dtype) => {
  it('has the derivatives of each result in a row', () => {
    const [one] = all.filter(({ operation }) => operation === 'jacobian');
    const { x } = arraysOf(one!.inputs, dtype);
    const f = jacobian((p: Traced) => {
      const [a, b, c] = [0, 1, 2].map((i) => slice(p, [[i, i + 1]]));
      const total = reshape(sum(square(p)), [1]);
      return concat([mul(a!, b!), sin(c!), mul(mul(a!, b!), c!), total]);
    });
    const found = f(x!);
    expect(found.shape).toEqual([4, 3]);
    const { jacobian: expected } = one!.expected;
    expect(worstRatio(found.data, expected.data, one!.tolerance[dtype])).toBeLessThan(1);
    expect(toNested(found)).toHaveLength(4);
  });
});
