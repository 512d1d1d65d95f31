// The networks of the course, and random ones, for the tests of networks by hand.
import fc from 'fast-check';
import type {
  NetworkActivation,
  NetworkInput,
  NetworkLoss,
} from '../../src/gradient/network-types.js';

/** Three inputs, two hidden sigmoid units (4, 5), one sigmoid output (6), half the squared error. */
export const squared = {
  net: {
    layers: [
      {
        weights: [
          [0.1, -0.4],
          [-0.2, 0.2],
          [0.3, 0.1],
        ],
        bias: [0.05, -0.1],
        activation: 'sigmoid',
      },
      { weights: [[0.7], [-0.5]], bias: [0.2], activation: 'sigmoid' },
    ],
    loss: 'half-squared-error',
  },
  x: [0.5, -1, 2],
  y: 1,
  names: { nodes: [[1, 2, 3], [4, 5], [6]], input: 'v' },
} satisfies { net: NetworkInput; x: number[]; y: number; names: object };

/** Two inputs, one hidden tanh unit (4), two sigmoid outputs (5, 6), binary cross-entropy added over both. */
export const entropic = {
  net: {
    layers: [
      { weights: [[0.3], [0.8]], bias: [0.1], activation: 'tanh' },
      { weights: [[0.5, -0.7]], bias: [-0.2, 0.3], activation: 'sigmoid' },
    ],
    loss: 'binary-cross-entropy',
  },
  x: [0.6, -0.4],
  y: [1, 0],
  names: { nodes: [[1, 2], [4], [5, 6]], input: 'v' },
} satisfies { net: NetworkInput; x: number[]; y: number[]; names: object };

/** A network with a batch and its targets. */
export interface RandomProblem {
  readonly net: {
    readonly layers: {
      readonly weights: number[][];
      readonly bias: number[];
      readonly activation: NetworkActivation;
    }[];
    readonly loss: NetworkLoss;
  };
  readonly x: number[][];
  readonly y: number[][];
}

const LAST: { readonly [loss in NetworkLoss]: readonly NetworkActivation[] } = {
  'half-squared-error': ['sigmoid', 'tanh', 'relu', 'identity', 'softmax'],
  'mean-squared-error': ['sigmoid', 'tanh', 'relu', 'identity', 'softmax'],
  'binary-cross-entropy': ['sigmoid'],
  'cross-entropy': ['softmax'],
};

/** Networks of one to three layers with one to four units each, of all activations and losses that fit. */
export function problems(
  most: { readonly rows?: number; readonly units?: number } = {},
): fc.Arbitrary<RandomProblem> {
  const number = fc.integer({ min: -200, max: 200 }).map((k) => k / 100);
  const row = (length: number): fc.Arbitrary<number[]> =>
    fc.array(number, { minLength: length, maxLength: length });
  const table = (rows: number, columns: number): fc.Arbitrary<number[][]> =>
    fc.array(row(columns), { minLength: rows, maxLength: rows });
  return fc
    .record({
      sizes: fc.array(fc.integer({ min: 1, max: most.units ?? 4 }), { minLength: 2, maxLength: 4 }),
      loss: fc.constantFrom<NetworkLoss>(
        'half-squared-error',
        'mean-squared-error',
        'binary-cross-entropy',
        'cross-entropy',
      ),
      n: fc.integer({ min: 1, max: most.rows ?? 3 }),
    })
    .chain(({ sizes, loss, n }) => {
      const layers = sizes.slice(1).map((out, i) =>
        fc.record({
          weights: table(sizes[i]!, out),
          bias: row(out),
          activation: fc.constantFrom<NetworkActivation>(
            ...(i === sizes.length - 2 ? LAST[loss] : LAST['half-squared-error']),
          ),
        }),
      );
      return fc.record({
        net: fc.record({ layers: fc.tuple(...layers), loss: fc.constant(loss) }),
        x: table(n, sizes[0]!),
        y: table(n, sizes.at(-1)!).map((rows) => rows.map((targets) => fitting(loss, targets))),
      });
    });
}

/** Targets that a loss can mean. */
function fitting(loss: NetworkLoss, targets: number[]): number[] {
  const positive = targets.map((value) => (value + 2) / 4);
  if (loss === 'binary-cross-entropy') return positive;
  if (loss !== 'cross-entropy') return targets;
  const total = positive.reduce((sum, value) => sum + value, 0);
  return total > 0
    ? positive.map((value) => value / total)
    : positive.map((_, i) => (i === 0 ? 1 : 0));
}
