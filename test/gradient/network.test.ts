import '../laws/seed.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  div,
  logSigmoid,
  logSoftmax,
  matmul,
  mul,
  neg,
  relu,
  sigmoid,
  softmax,
  square,
  sub,
  sum,
  tanh,
  transpose,
} from '../../src/array/index.js';
import { createNdArray } from '../../src/core/create.js';
import { toNested } from '../../src/core/to-nested.js';
import type { FloatNdArray } from '../../src/core/types.js';
import { valueAndGrad } from '../../src/gradient/grad.js';
import { network } from '../../src/gradient/network.js';
import { backwardPass } from '../../src/gradient/network-backward.js';
import { forwardPass } from '../../src/gradient/network-forward.js';
import type {
  BackwardPass,
  NetworkActivation,
  NetworkInput,
} from '../../src/gradient/network-types.js';
import type { Traced } from '../../src/gradient/traced.js';
import { readCases, toFloats, worstRatio } from '../reference/read.js';
import { entropic, problems, type RandomProblem, squared } from './network-examples.js';

const ACTIVATE: Record<NetworkActivation, (z: Traced) => Traced> = {
  sigmoid,
  tanh,
  relu,
  softmax: (z) => softmax(z),
  identity: (z) => z,
};

interface Parameters<T> {
  readonly layers: { readonly weights: T; readonly bias: T }[];
  readonly x: T;
}

/** The same loss for the tape: another way to the same numbers. */
function tapeLoss({ net, y }: RandomProblem): (p: Parameters<Traced>) => Traced {
  return ({ layers, x }) => {
    let a = x;
    let z = x;
    layers.forEach(({ weights, bias }, i) => {
      z = add(matmul(a, weights), bias);
      a = ACTIVATE[net.layers[i]!.activation](z);
    });
    const [n, m] = [y.length, y[0]!.length];
    switch (net.loss) {
      case 'half-squared-error':
        return div(sum(square(sub(a, y))), 2);
      case 'mean-squared-error':
        return div(sum(square(sub(a, y))), n * m);
      case 'binary-cross-entropy': {
        const rest = y.map((row) => row.map((value) => 1 - value));
        const terms = add(mul(y, logSigmoid(z)), mul(rest, logSigmoid(neg(z))));
        return neg(div(sum(terms), n));
      }
      case 'cross-entropy':
        return neg(div(sum(mul(y, logSoftmax(z))), n));
    }
  };
}

/** All numbers of the gradients, in order: weights and biases layer by layer, then the input. */
function numbersOf(pass: BackwardPass): number[] {
  const parts = pass.layers.flatMap((layer) => [layer.weightsGradient, layer.biasGradient]);
  return [...parts, pass.inputGradient].flatMap(({ data }) => Array.from(data));
}

const flat = (a: FloatNdArray): number[] => Array.from(a.data);

describe('forwardPass', () => {
  it('gives every z and a of the course networks', () => {
    const { output, layers } = forwardPass(network(squared.net), squared.x);
    // 0.1·0.5 − 0.2·(−1) + 0.3·2 + 0.05; −0.4·0.5 + 0.2·(−1) + 0.1·2 − 0.1
    expect(layers[0]!.z.shape).toEqual([2]);
    expect(layers[0]!.z.get(0)).toBeCloseTo(0.9, 15);
    expect(layers[0]!.z.get(1)).toBeCloseTo(-0.3, 15);
    const a = [0.7109495026250039, 0.425557483188341];
    expect(worstRatio(flat(layers[0]!.a), a, { abs: 1e-15, rel: 0 })).toBeLessThan(1);
    expect(output.get(0)).toBeCloseTo(0.6189009456625906, 15);
    expect(output).toBe(layers[1]!.a);
  });

  it('treats the rows of a batch alike and apart', () => {
    const batch = forwardPass(squared.net, [squared.x, [1, 2, 3]]);
    expect(batch.output.shape).toEqual([2, 1]);
    expect(batch.output.get(1, 0)).toBe(forwardPass(squared.net, [1, 2, 3]).output.get(0));
    expect(batch.output.get(0, 0)).toBe(forwardPass(squared.net, squared.x).output.get(0));
  });

  it('applies each activation', () => {
    const outputs = (activation: NetworkActivation): number[] => {
      const weights = [[1, 0, -1]];
      const layers = [{ weights, bias: [0, 0, 0], activation }];
      return flat(forwardPass({ layers, loss: 'half-squared-error' }, [2]).output);
    };
    const near = (actual: number[], expected: number[]): void =>
      expect(worstRatio(actual, expected, { abs: 1e-15, rel: 1e-14 })).toBeLessThan(1);
    near(outputs('identity'), [2, 0, -2]);
    near(outputs('relu'), [2, 0, 0]);
    near(outputs('tanh'), [0.9640275800758169, 0, -0.9640275800758169]);
    near(outputs('sigmoid'), [0.8807970779778824, 0.5, 0.11920292202211755]);
    near(outputs('softmax'), [0.8668133321973348, 0.11731042782619838, 0.015876239976466765]);
  });
});

describe('backwardPass', () => {
  it('gives the gradients of the course network with half the squared error', () => {
    const { loss, layers } = backwardPass(network(squared.net), squared.x, squared.y);
    const near = (actual: FloatNdArray, expected: number[]): void =>
      expect(worstRatio(flat(actual), expected, { abs: 1e-16, rel: 1e-14 })).toBeLessThan(1);
    expect(loss).toBeCloseTo(0.07261824460843387, 15);
    near(layers[1]!.delta, [-0.08988700052103409]);
    near(layers[1]!.weightsGradient, [-0.06390511831288265, -0.038252085713080364]);
    near(layers[1]!.biasGradient, [-0.08988700052103409]);
    near(layers[0]!.delta, [-0.012930264363202689, 0.010986812195158593]);
    near(
      transpose(layers[0]!.weightsGradient),
      [
        -0.006465132181601344, 0.012930264363202689, -0.025860528726405378, 0.005493406097579296,
        -0.010986812195158593, 0.021973624390317185,
      ],
    );
    expect(layers[0]!.weightsGradient.shape).toEqual([3, 2]);
  });

  it('adds both paths to the hidden unit of the course network with cross-entropy', () => {
    const { loss, layers, inputGradient } = backwardPass(entropic.net, entropic.x, entropic.y);
    const near = (actual: FloatNdArray, expected: number[]): void =>
      expect(worstRatio(flat(actual), expected, { abs: 1e-16, rel: 1e-14 })).toBeLessThan(1);
    expect(loss).toBeCloseTo(1.6797057568686906, 14);
    near(layers[1]!.delta, [-0.5547766021322564, 0.581269034234531]);
    near(layers[1]!.weightsGradient, [0.0221792364207591, -0.023238368894441145]);
    near(layers[0]!.delta, [-0.6831829492044056]);
    near(layers[0]!.weightsGradient, [-0.40990976952264335, 0.27327317968176223]);
    // δ4 w14, δ4 w24
    near(inputGradient, [0.3 * -0.6831829492044056, 0.8 * -0.6831829492044056]);
  });

  it('agrees with PyTorch', () => {
    for (const dtype of ['float64', 'float32'] as const) {
      for (const { name, inputs, parameters, expected, tolerance } of readCases(
        '09-gradients',
        'mlp',
      )) {
        const activation = parameters.activation_both_layers;
        const read = (key: string): FloatNdArray => toFloats(inputs[key], dtype);
        const net = network({
          layers: [
            { weights: transpose(read('W1')), bias: read('b1'), activation },
            { weights: transpose(read('W2')), bias: read('b2'), activation },
          ],
          loss: 'half-squared-error',
        });
        const { loss, layers } = backwardPass(net, read('x'), read('target'));
        expect(layers[0]!.weightsGradient.dtype, name).toBe(dtype);
        const compared: [ArrayLike<number>, ArrayLike<number>][] = [
          [[loss], expected.value.data],
          ...layers.flatMap((layer, i): [ArrayLike<number>, ArrayLike<number>][] => [
            [transpose(layer.weightsGradient).data, expected.gradients[`W${i + 1}`].data],
            [layer.biasGradient.data, expected.gradients[`b${i + 1}`].data],
          ]),
        ];
        for (const [actual, reference] of compared) {
          expect(worstRatio(actual, reference, tolerance[dtype]), `${name} ${dtype}`).toBeLessThan(
            1,
          );
        }
      }
    }
  });

  it('agrees with the tape for random networks of every activation and loss', () => {
    fc.assert(
      fc.property(problems(), (problem) => {
        const { net, x, y } = problem;
        const pass = backwardPass(net, x, y);
        const layers = net.layers.map(({ weights, bias }) => ({ weights, bias }));
        const { value, gradient } = valueAndGrad(tapeLoss(problem))({ layers, x });
        const expected = [
          ...gradient.layers.flatMap(({ weights, bias }) => [weights, bias]),
          gradient.x,
        ].flatMap(flat);
        expect(pass.loss).toBeCloseTo(value, 11);
        expect(worstRatio(numbersOf(pass), expected, { abs: 1e-12, rel: 1e-12 })).toBeLessThan(1);
      }),
    );
  });

  it('agrees with differences of the loss', () => {
    fc.assert(
      fc.property(problems(), ({ net, x, y }) => {
        // Across the kink of relu a difference is no derivative.
        const { layers } = forwardPass(net, x);
        const kinked = net.layers.some(
          ({ activation }, i) =>
            activation === 'relu' && layers[i]!.z.data.some((z: number) => Math.abs(z) < 1e-3),
        );
        fc.pre(!kinked);
        const pass = backwardPass(net, x, y);
        const lossAt = (
          change: (copy: RandomProblem['net'] & { x: number[][] }) => void,
        ): number => {
          const copy = structuredClone({ ...net, x });
          change(copy);
          return backwardPass({ layers: copy.layers, loss: copy.loss }, copy.x, y).loss;
        };
        const h = 1e-5;
        const slopes: [number, number][] = [];
        net.layers.forEach((layer, l) => {
          layer.weights.forEach((row, i) => {
            row.forEach((_, j) => {
              const at = (by: number): number =>
                lossAt((copy) => {
                  copy.layers[l]!.weights[i]![j]! += by;
                });
              slopes.push([pass.layers[l]!.weightsGradient.get(i, j), (at(h) - at(-h)) / (2 * h)]);
            });
          });
          layer.bias.forEach((_, j) => {
            const at = (by: number): number =>
              lossAt((copy) => {
                copy.layers[l]!.bias[j]! += by;
              });
            slopes.push([pass.layers[l]!.biasGradient.get(j), (at(h) - at(-h)) / (2 * h)]);
          });
        });
        x.forEach((row, s) => {
          row.forEach((_, i) => {
            const at = (by: number): number =>
              lossAt((copy) => {
                copy.x[s]![i]! += by;
              });
            slopes.push([pass.inputGradient.get(s, i), (at(h) - at(-h)) / (2 * h)]);
          });
        });
        const [actual, expected] = [slopes.map(([a]) => a), slopes.map(([, e]) => e)];
        expect(worstRatio(actual, expected, { abs: 1e-7, rel: 1e-6 })).toBeLessThan(1);
      }),
      { numRuns: 40 },
    );
  });

  it('gives each row of δ its share, and the sums of the rows as gradients', () => {
    for (const [loss, share] of [
      ['half-squared-error', 1],
      ['mean-squared-error', 1 / 2],
      ['binary-cross-entropy', 1 / 2],
    ] as const) {
      const net = { layers: squared.net.layers, loss };
      const rows = [squared.x, [1, 2, 3]];
      const batch = backwardPass(net, rows, [[1], [0]]);
      const alone = rows.map((x, i) => backwardPass(net, x, 1 - i));
      expect(batch.loss).toBeCloseTo(share * (alone[0]!.loss + alone[1]!.loss), 14);
      alone.forEach(({ layers }, i) => {
        expect(batch.layers[0]!.delta.get(i, 1)).toBeCloseTo(share * layers[0]!.delta.get(1), 15);
      });
      expect(batch.layers[1]!.weightsGradient.get(1, 0)).toBeCloseTo(
        share *
          alone.reduce((total, { layers }) => total + layers[1]!.weightsGradient.get(1, 0), 0),
        15,
      );
    }
  });

  it('stays right where outputs are saturated', () => {
    const pass = (
      activation: 'sigmoid' | 'softmax',
      loss: 'binary-cross-entropy' | 'cross-entropy',
      y: number[],
    ): BackwardPass => {
      const weights = [[1000, -1000]];
      return backwardPass({ layers: [{ weights, bias: [0, 0], activation }], loss }, [1], y);
    };
    const wrong = pass('sigmoid', 'binary-cross-entropy', [0, 1]);
    expect([wrong.loss, ...flat(wrong.layers[0]!.delta)]).toEqual([2000, 1, -1]);
    const right = pass('sigmoid', 'binary-cross-entropy', [1, 0]);
    expect([right.loss, ...flat(right.layers[0]!.delta)]).toEqual([0, 0, 0]);
    const other = pass('softmax', 'cross-entropy', [0, 1]);
    expect([other.loss, ...flat(other.layers[0]!.delta)]).toEqual([2000, 1, -1]);
    const same = pass('softmax', 'cross-entropy', [1, 0]);
    expect([same.loss, ...flat(same.layers[0]!.delta)]).toEqual([0, 0, 0]);
    // ln(1 + e⁻⁴⁰): a itself has rounded to 1.
    const near = backwardPass(
      {
        layers: [{ weights: [[40]], bias: [0], activation: 'sigmoid' }],
        loss: 'binary-cross-entropy',
      },
      [1],
      1,
    );
    expect(near.loss / 4.248354255291589e-18).toBeCloseTo(1, 12);
  });

  it('takes the derivative of relu at 0 as 0', () => {
    const layers = [{ weights: [[1]], bias: [0], activation: 'relu' as const }];
    expect(
      backwardPass({ layers, loss: 'half-squared-error' }, [0], 1).layers[0]!.delta.get(0),
    ).toBe(-0);
  });

  it('reads views of any layout and changes nothing', () => {
    const weights = createNdArray(
      new Float64Array([9, 0.1, -0.2, 0.3, -0.4, 0.2, 0.1]),
      [3, 2],
      [1, 3],
      1,
    );
    const x = createNdArray(new Float64Array([2, 0, -1, 0, 0.5]), [3], [-2], 4);
    const before = [weights.data.slice(), x.data.slice()];
    const [first, second] = squared.net.layers;
    const net = { ...squared.net, layers: [{ ...first!, weights }, second!] };
    const viewed = backwardPass(net, x, [1]);
    expect(numbersOf(viewed)).toEqual(numbersOf(backwardPass(squared.net, squared.x, squared.y)));
    expect([weights.data, x.data]).toEqual(before);
  });

  it('computes in float32 only where all arrays are float32', () => {
    const single = (values: number[], shape: number[]): FloatNdArray =>
      createNdArray<Float32Array | Float64Array>(Float32Array.from(values), shape);
    const net = network({
      layers: [{ weights: single([1, 2], [2, 1]), bias: single([0], [1]), activation: 'tanh' }],
      loss: 'half-squared-error',
    });
    expect(backwardPass(net, new Float32Array([1, 2]), 1).inputGradient.dtype).toBe('float32');
    expect(backwardPass(net, [1, 2], 1).inputGradient.dtype).toBe('float64');
    expect(forwardPass(net, new Float32Array([1, 2])).output.dtype).toBe('float32');
  });

  it('keeps a copy of what it was given', () => {
    const weights = new Float64Array([1, 2]);
    const net = network({
      layers: [{ weights: createNdArray(weights, [2, 1]), bias: [0], activation: 'identity' }],
      loss: 'half-squared-error',
    });
    weights[0] = 5;
    expect(toNested(net.layers[0]!.weights)).toEqual([[1], [2]]);
  });
});

describe('networks that cannot be', () => {
  const one = (more: object = {}): NetworkInput => ({
    layers: [{ weights: [[1], [2]], bias: [0], activation: 'sigmoid', ...more }],
    loss: 'half-squared-error',
  });
  const over =
    (net: unknown): (() => unknown) =>
    () =>
      network(net as NetworkInput);

  it('names the layer whose shape does not chain', () => {
    const [first, second] = squared.net.layers;
    expect(
      over({ ...squared.net, layers: [first, { ...second, weights: [[1], [2], [3]] }] }),
    ).toThrow(
      'network: "layers[1].weights" expected shape (in=2, as layers[0] gives, out), got (3, 1)',
    );
    expect(over(one({ bias: [0, 1] }))).toThrow(
      'network: "layers[0].bias" expected shape (out=1), got (2)',
    );
    expect(over(one({ weights: [1, 2] }))).toThrow('"layers[0].weights" expected shape (in, out)');
    expect(over(one({ weights: createNdArray(new Float64Array(0), [0, 1]) }))).toThrow(
      'of at least one input and unit, got (0, 1)',
    );
  });

  it('lists what is allowed', () => {
    expect(over(one({ activation: 'swish' }))).toThrow(
      'network: "layers[0].activation" expected one of "sigmoid", "tanh", "relu", "identity", "softmax", got "swish"',
    );
    expect(over({ ...one(), loss: 'hinge' })).toThrow(
      '"loss" expected one of "half-squared-error"',
    );
    expect(over({ ...one(), los: 1 })).toThrow('expected only the names layers, loss, got "los"');
    expect(over(one({ biases: [0] }))).toThrow(
      '"layers[0]" expected only the names weights, bias, activation, got "biases"',
    );
    expect(over({ layers: [], loss: 'half-squared-error' })).toThrow('at least one layer');
    expect(over({ layers: [1], loss: 'half-squared-error' })).toThrow(
      '"layers[0]" expected an object with weights, bias and activation, got 1',
    );
    expect(over(null)).toThrow('expected an object with layers and loss, got null');
  });

  it('refuses a loss that the last activation does not fit', () => {
    expect(over({ ...one({ activation: 'softmax' }), loss: 'binary-cross-entropy' })).toThrow(
      'network: "loss" expected a last layer with activation "sigmoid" for "binary-cross-entropy", got activation "softmax"',
    );
    expect(over({ ...one(), loss: 'cross-entropy' })).toThrow('activation "softmax" for');
  });

  it('says where a number is not finite', () => {
    expect(over(one({ weights: [[1], [Number.NaN]] }))).toThrow(
      'network: "layers[0].weights" expected finite numbers, got NaN at [1, 0]',
    );
    expect(over(one({ bias: [Infinity] }))).toThrow('"layers[0].bias" expected finite numbers');
    expect(() => forwardPass(one(), [1, Number.NaN])).toThrow('forwardPass: "x" expected finite');
    expect(() => backwardPass(one(), [1, 2], Number.NaN)).toThrow('backwardPass: "y" expected');
  });

  it('refuses samples and targets of other shapes', () => {
    expect(() => forwardPass(one(), [1, 2, 3])).toThrow(
      'forwardPass: "x" expected shape (in=2) or (n, in=2), got (3)',
    );
    expect(() => backwardPass(one(), [1, 2], [1, 2])).toThrow(
      'backwardPass: "y" expected shape (out=1) or (n, out=1), got (2)',
    );
    expect(() => backwardPass(one(), [[1, 2]], 1)).toThrow(
      'backwardPass: "y" expected shape (n=1, out=1), got (1)',
    );
    expect(() => backwardPass(one(), [1, 2], [[1]])).toThrow(
      '"y" expected shape (out=1), got (1, 1)',
    );
    const empty = createNdArray(new Float64Array(0), [0, 2]);
    expect(() => forwardPass(one(), empty)).toThrow('n at least 1, got (0, 2)');
  });

  it('refuses targets that the loss cannot mean', () => {
    const binary: NetworkInput = { ...one(), loss: 'binary-cross-entropy' };
    expect(() => backwardPass(binary, [1, 2], 1.5)).toThrow(
      'backwardPass: "y" expected numbers from 0 to 1 for "binary-cross-entropy", got 1.5 at [0]',
    );
    const classes: NetworkInput = {
      layers: [{ weights: [[1, 2]], bias: [0, 0], activation: 'softmax' }],
      loss: 'cross-entropy',
    };
    expect(() =>
      backwardPass(
        classes,
        [[1], [2]],
        [
          [1, 0],
          [0.5, 0.6],
        ],
      ),
    ).toThrow(
      '"y" expected probabilities that add up to 1 for "cross-entropy", got a sum of 1.1 in row 1',
    );
    expect(() => backwardPass(classes, [1], [2, -1])).toThrow('got 2 at [0]');
  });
});
