import { describe, expect, it } from 'vitest';
import { ShapeError } from '../../src/core/errors.js';
import {
  binaryCrossEntropy,
  binaryCrossEntropyFromLogits,
  categoricalCrossEntropy,
  klDivergence,
  klDivergenceFromLogits,
} from '../../src/divergence/index.js';
import { sigmoid } from '../../src/gradient/activations.js';
import { checkGradient } from '../../src/gradient/check-gradient.js';
import { grad } from '../../src/gradient/grad.js';
import { sum } from '../../src/gradient/reduce.js';
import { softmax } from '../../src/gradient/softmax.js';
import { readCases, toFloats, worstRatio } from '../reference/read.js';

// biome-ignore lint/suspicious/noExplicitAny: cases differ in what they hold.
type Any = any;

function valuesOf(x: number | { readonly data: ArrayLike<number> }): ArrayLike<number> {
  return typeof x === 'number' ? [x] : x.data;
}

describe('PyTorch agrees, in float64 and float32', () => {
  for (const dtype of ['float64', 'float32'] as const) {
    it(`about cross-entropy of scores, ${dtype}`, () => {
      let worst = 0;
      for (const { inputs, parameters, expected, tolerance, name } of readCases(
        '07-divergences',
        'crossEntropyLogits',
      )) {
        const { logits, classes, probabilities, class_weights: weights } = inputs;
        const value = categoricalCrossEntropy(
          toFloats(logits, dtype),
          probabilities ? toFloats(probabilities, dtype) : toFloats(classes, 'float64'),
          {
            reduction: parameters.reduction as 'none',
            labelSmoothing: parameters.label_smoothing,
            ignoreIndex: parameters.ignore_index,
            ...(weights ? { classWeights: weights.data } : {}),
          },
        );
        const ratio = worstRatio(valuesOf(value), expected.value.data, tolerance[dtype]);
        expect(ratio, name).toBeLessThanOrEqual(1);
        worst = Math.max(worst, ratio);
      }
      if (process.env['SHOW_ERRORS']) console.log('cross-entropy', dtype, worst);
    });
  }

  it('about binary cross-entropy, but for the 100 at which PyTorch stops', () => {
    const [none] = readCases('07-divergences', 'binaryCrossEntropy');
    const { inputs, expected, tolerance } = none!;
    const probabilities: Float64Array = inputs.probabilities.data;
    const targets: Float64Array = inputs.targets.data;
    const own = binaryCrossEntropy(probabilities, targets, { reduction: 'none' });
    const stopped = Array.from(own.data, (x) => Math.min(x, 100));
    expect(worstRatio(stopped, expected.value.data, tolerance.float64)).toBeLessThanOrEqual(1);
    expect(own.get(9)).toBe(Infinity);
    expect(Object.is(own.get(0), 0) && Object.is(own.get(7), 0)).toBe(true);
  });

  it('about binary cross-entropy of scores, weighted too', () => {
    let worst = 0;
    for (const { inputs, parameters, expected, tolerance, name } of readCases(
      '07-divergences',
      'binaryCrossEntropyWithLogits',
    )) {
      const logits: Float64Array = inputs.logits.data;
      const targets: Float64Array = inputs.targets.data;
      const value = binaryCrossEntropyFromLogits(logits, targets, {
        reduction: parameters.reduction as 'none',
        positiveWeight: parameters.pos_weight,
      });
      const truth = (expected.values ?? expected.value).data;
      const ratio = worstRatio(valuesOf(value), truth, tolerance.float64);
      expect(ratio, name).toBeLessThanOrEqual(1);
      worst = Math.max(worst, ratio);
    }
    if (process.env['SHOW_ERRORS']) console.log('binary from scores', worst);
  });

  it('about the gradients of the losses', () => {
    const f64 = (x: Any) => toFloats(x, 'float64');
    const runs: Record<string, (inputs: Any) => (x: Any) => Any> = {
      crossEntropyLogits: (i) => (x) => categoricalCrossEntropy(x.logits, f64(i.classes)),
      binaryCrossEntropyWithLogits: (i) => (x) =>
        binaryCrossEntropyFromLogits(x.logits, f64(i.targets)),
      binaryCrossEntropy: (i) => (x) => binaryCrossEntropy(x.p, f64(i.targets)),
      klDivergenceLogits: () => (x) => klDivergenceFromLogits(x.logits_p, x.logits_q),
    };
    for (const [operation, run] of Object.entries(runs)) {
      for (const { inputs, expected, tolerance, name } of readCases('09-gradients', operation)) {
        const at = Object.fromEntries(
          Object.keys(expected.gradients).map((key) => [key, f64(inputs[key])]),
        );
        const gradients: Any = grad(run(inputs))(at);
        for (const [key, truth] of Object.entries<Any>(expected.gradients)) {
          const ratio = worstRatio(gradients[key].data, truth.data, tolerance.float64);
          expect(ratio, `${name} by ${key}`).toBeLessThanOrEqual(1);
        }
        const value = valuesOf(run(inputs)(at));
        expect(worstRatio(value, expected.value.data, tolerance.float64)).toBeLessThanOrEqual(1);
      }
    }
  });
});

describe('categoricalCrossEntropy', () => {
  const logits = [
    [1, 3, 2],
    [0, 0, 0],
  ];

  it('has no mean of nothing, and an ignored sample costs nothing', () => {
    const none = categoricalCrossEntropy(logits, [9, 0], { ignoreIndex: 9, reduction: 'none' });
    expect(none.get(0)).toBe(0);
    expect(none.get(1)).toBeCloseTo(Math.log(3), 15);
    expect(() => categoricalCrossEntropy(logits, [9, 9], { ignoreIndex: 9 })).toThrow('counts');
  });

  it('takes one sample, and a score of −∞', () => {
    expect(categoricalCrossEntropy([0, 0], 1)).toBeCloseTo(Math.LN2, 15);
    expect(categoricalCrossEntropy([[0, -Infinity]], [0])).toBe(0);
    expect(categoricalCrossEntropy([[0, -Infinity]], [1])).toBe(Infinity);
  });

  it('refuses classes, weights, shapes and mixtures that make no sense', () => {
    expect(() => categoricalCrossEntropy(logits, [0, 3])).toThrow('from 0 to 2, got 3 at [1]');
    expect(() => categoricalCrossEntropy(logits, [0])).toThrow(ShapeError);
    expect(() => categoricalCrossEntropy(logits, [0, 1], { classWeights: [1] })).toThrow('(3)');
    const soft = [
      [1, 0, 0],
      [0.5, 0.25, 0],
    ];
    expect(() => categoricalCrossEntropy(logits, soft)).toThrow('sum of 0.75');
    expect(() =>
      categoricalCrossEntropy(
        logits,
        [
          [1, 0, 0],
          [0, 1, 0],
        ],
        { ignoreIndex: 1 },
      ),
    ).toThrow('"ignoreIndex"');
    expect(() => categoricalCrossEntropy([[NaN, 0]], [0])).toThrow('NaN at [0, 0]');
    expect(() => categoricalCrossEntropy(logits, [0, 1], { labelSmoothing: 2 })).toThrow();
    expect(() => categoricalCrossEntropy(logits, [0, 1], { reduction: 'all' as 'sum' })).toThrow(
      'one of "mean", "sum", "none"',
    );
  });

  it('passes checkGradient to second order, by scores and by probabilities', () => {
    const at = {
      x: [
        [0.3, -0.5, 0.9],
        [1, 0.2, -1],
      ],
      t: [
        [0.1, 0.4, 0.2],
        [0.5, -1, 0],
      ],
    };
    const options = { classWeights: [0.5, 1, 2], labelSmoothing: 0.1 };
    const hard = checkGradient((v) => categoricalCrossEntropy(v, [2, 0], options), at.x, {
      order: 2,
    });
    expect(hard).toMatchObject({ ok: true });
    const soft = checkGradient((v) => categoricalCrossEntropy(v.x, softmax(v.t), options), at, {
      order: 2,
    });
    expect(soft).toMatchObject({ ok: true });
  });
});

describe('binary cross-entropy', () => {
  it('passes checkGradient to second order, by both arguments', () => {
    const at = { x: [0.3, -0.5, 2], y: [0.2, -1, 0.4] };
    const own = checkGradient((v) => binaryCrossEntropy(sigmoid(v.x), sigmoid(v.y)), at, {
      order: 2,
    });
    expect(own).toMatchObject({ ok: true });
    const scores = checkGradient((v) => binaryCrossEntropyFromLogits(v.x, sigmoid(v.y)), at, {
      order: 2,
    });
    expect(scores).toMatchObject({ ok: true });
  });

  it('refuses what is no probability and no score', () => {
    expect(() => binaryCrossEntropy([1.5], [1])).toThrow('got 1.5 at [0]');
    expect(() => binaryCrossEntropy([0.5], [-1])).toThrow('"y"');
    expect(() => binaryCrossEntropyFromLogits([Infinity], [1])).toThrow('finite');
    expect(() => binaryCrossEntropyFromLogits([0, 1], [1])).toThrow(ShapeError);
  });
});

describe('klDivergenceFromLogits', () => {
  it('is the divergence of the softmaxes, and keeps what these would round away', () => {
    const [p, q] = [
      [0.3, -0.5, 0.9],
      [-0.2, 0.4, 0.1],
    ];
    const value = klDivergenceFromLogits(p!, q!, { base: 2 });
    const same = klDivergence(softmax(p!), softmax(q!), { base: 2 });
    expect(value).toBeCloseTo(same.get(), 15);
    expect(klDivergenceFromLogits([0, 0], [0, 1000])).toBeCloseTo(500 - Math.LN2, 12);
    expect(klDivergenceFromLogits([0, 1000], [0, 0])).toBeCloseTo(Math.LN2, 15);
    // p = (½ + ε, ½ − ε) against ½: 2ε² with ε = 2.5e-9.
    expect(klDivergenceFromLogits([1e-8, 0], [0, 0]) / 1.25e-17).toBeCloseTo(1, 6);
  });

  it('knows −∞, and refuses rows of it', () => {
    expect(klDivergenceFromLogits([-Infinity, 0], [0, 0])).toBeCloseTo(Math.LN2, 15);
    expect(klDivergenceFromLogits([0, 0], [-Infinity, 0])).toBe(Infinity);
    expect(klDivergenceFromLogits([-1000, 0], [-Infinity, 0])).toBe(Infinity);
    expect(klDivergenceFromLogits([0, -Infinity], [0, -Infinity])).toBe(0);
    expect(() => klDivergenceFromLogits([-Infinity], [0])).toThrow('−∞ alone');
    expect(() => klDivergenceFromLogits([], [])).toThrow('empty');
  });

  it('passes checkGradient to second order, rows along axis 0', () => {
    const at = {
      p: [
        [0.3, -0.5],
        [0.9, 3],
      ],
      q: [
        [-0.2, 0.4],
        [0.1, -2],
      ],
    };
    const check = checkGradient((v) => sum(klDivergenceFromLogits(v.p, v.q, { axis: 0 })), at, {
      order: 2,
    });
    expect(check).toMatchObject({ ok: true });
  });
});
