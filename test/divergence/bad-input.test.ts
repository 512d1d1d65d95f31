// Every function of distributions refuses what is none, in the same words.
import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { DomainError, KindError, ShapeError } from '../../src/core/errors.js';
import {
  bernoulliKl,
  bhattacharyyaDistance,
  binaryCrossEntropy,
  binaryCrossEntropyFromLogits,
  categoricalCrossEntropy,
  chiSquareDivergence,
  crossEntropy,
  entropy,
  gaussianKl,
  gaussianWasserstein,
  hellingerDistance,
  jensenShannonDistance,
  jensenShannonDivergence,
  klDivergence,
  klDivergenceFromLogits,
  klTerms,
  multivariateGaussianKl,
  mutualInformation,
  renyiDivergence,
  renyiEntropy,
  standardNormalKl,
  totalVariation,
  wassersteinDistance,
} from '../../src/divergence/index.js';
import { grad } from '../../src/gradient/grad.js';
import { sum } from '../../src/gradient/reduce.js';

// biome-ignore lint/suspicious/noExplicitAny: what types forbid is what is tested.
type Loose = (...values: any[]) => unknown;

const WITH_BASE: Record<string, Loose> = {
  klDivergence,
  crossEntropy,
  jensenShannonDivergence,
  jensenShannonDistance,
  bhattacharyyaDistance,
  klTerms,
  renyiDivergence: (p, q, o) => renyiDivergence(p, q, { alpha: 2, ...o }),
};
const PAIRS: Record<string, Loose> = {
  ...WITH_BASE,
  totalVariation,
  hellingerDistance,
  chiSquareDivergence,
};
const SINGLES: Record<string, Loose> = {
  entropy: (p, _, o) => entropy(p, o),
  renyiEntropy: (p, _, o) => renyiEntropy(p, { alpha: 2, ...o }),
};

/** The error of a call. */
function errorOf(call: () => unknown): Error {
  try {
    call();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('nothing was refused');
}

function refusal(kind: typeof DomainError | typeof KindError | typeof ShapeError, call: Loose) {
  const error = errorOf(call);
  expect(error).toBeInstanceOf(kind);
  return expect(error.message);
}

const HALF = [0.5, 0.5];
const ROWS = [HALF, HALF];

describe.each(Object.entries({ ...PAIRS, ...SINGLES }))('%s refuses', (name, f) => {
  it('numbers that are negative or NaN, with their position, also below the axis', () => {
    for (const bad of [-1e-300, -0.5, Number.NaN]) {
      const expected = `${name}: "p" expected probabilities, none negative or NaN, got ${bad} at [1, 0]`;
      refusal(DomainError, () => f([HALF, [bad, 1.5]], ROWS, {})).toBe(expected);
      refusal(DomainError, () => f([HALF, [bad, 1.5]], ROWS, { normalize: true })).toBe(expected);
    }
    refusal(DomainError, () =>
      f(
        [
          [0.5, 1],
          [0.5, -0.25],
        ],
        ROWS,
        { axis: 0 },
      ),
    ).toContain('got -0.25 at [1, 1]');
  });

  it('rows that do not sum to 1, with row and sum, in each precision', () => {
    const expected = `${name}: "p" expected distributions, each with sum 1 (or the option normalize), got`;
    refusal(DomainError, () => f([HALF, [0.5, 0.75]], ROWS, {})).toBe(
      `${expected} row [1] with sum 1.25`,
    );
    refusal(DomainError, () => f([0.5, 0.5 + 1e-8], HALF, {})).toContain(
      'a row with sum 1.0000000',
    );
    expect(() => f([0.5, 0.5 + 1e-10], HALF, {})).not.toThrow();
    const single = (excess: number) => Float32Array.of(0.5, 0.5 + excess);
    refusal(DomainError, () => f(single(3e-5), single(0), {})).toContain('a row with sum 1.0000');
    expect(() => f(single(3e-6), single(0), {})).not.toThrow();
    refusal(DomainError, () => f([Infinity, 0], HALF, {})).toContain('sum Infinity');
  });

  it('empty rows, and sums that nothing can be divided by', () => {
    refusal(DomainError, () => f([], [], {})).toBe(
      `${name}: "p" expected distributions of at least one outcome, got shape (0)`,
    );
    const none = createNdArray(new Float64Array(0), [3, 0]);
    refusal(DomainError, () => f(none, none, {})).toContain('got shape (3, 0)');
    for (const bad of [
      [0, 0],
      [Infinity, 1],
    ])
      refusal(DomainError, () => f(bad, HALF, { normalize: true })).toBe(
        `${name}: "p" expected rows whose sum can be divided by, above 0 and finite, got a row with sum ${bad[0]}`,
      );
  });

  it('traced numbers likewise', () => {
    const at = (options: object, p: number[]) => () =>
      // biome-ignore lint/suspicious/noExplicitAny: what types forbid is what is tested.
      grad((x) => sum(f(x, HALF, options) as any))(p);
    refusal(DomainError, at({}, [0.5, 0.75])).toContain('sum 1.25');
    refusal(DomainError, at({ normalize: true }, [-1, 2])).toContain('got -1 at [0]');
    refusal(DomainError, at({ normalize: true }, [0, 0])).toContain('sum 0');
  });

  it('axes that are not there, unknown options, and what is no array', () => {
    refusal(DomainError, () => f(HALF, HALF, { axis: 1 })).toContain('an axis from -1 to 0, got 1');
    refusal(KindError, () => f(HALF, HALF, { axes: 0 })).toContain('got "axes"');
    refusal(KindError, () => f(HALF, HALF, { normalize: 1 })).toContain('"normalize"');
    for (const bad of [undefined, null, 0.5, 'half'])
      refusal(KindError, () => f(bad, HALF, {})).toContain(`${name}: "p" expected an ndarray`);
  });
});

describe.each(Object.entries(PAIRS))('%s refuses', (name, f) => {
  it('shapes that differ, with both', () => {
    refusal(ShapeError, () => f(HALF, [0.25, 0.25, 0.5], {})).toBe(
      `${name}: "q" expected the shape of p, (2), got (3)`,
    );
    refusal(ShapeError, () => f(ROWS, HALF, {})).toBe(
      `${name}: "q" expected the shape of p, (2, 2), got (2)`,
    );
    refusal(KindError, () => f(HALF)).toContain('"q" expected an ndarray');
    refusal(DomainError, () => f(HALF, [1.5, -0.5], {})).toContain('"q" expected probabilities');
    refusal(DomainError, () => f(HALF, [1.5, 0.5], {})).toContain('"q" expected distributions');
  });
});

describe.each(Object.entries({ ...WITH_BASE, ...SINGLES }))('%s refuses', (_, f) => {
  it('bases to which logarithms are none, or have the other sign', () => {
    for (const base of [0, -2, 0.5, 1, Number.NaN, Infinity])
      refusal(DomainError, () => f(HALF, HALF, { base })).toContain(
        `"base" expected a finite number > 1, got ${base}`,
      );
    refusal(KindError, () => f(HALF, HALF, { base: '2' })).toContain('got "2"');
  });
});

describe('others refuse', () => {
  it('a table with a negative number, with its row and column', () => {
    refusal(DomainError, () =>
      mutualInformation([
        [0.5, 0.75],
        [-0.25, 0],
      ]),
    ).toContain('"joint" expected probabilities, none negative or NaN, got -0.25 at [1, 0]');
    refusal(DomainError, () => mutualInformation([[1]], { base: 1 })).toContain('> 1, got 1');
    refusal(DomainError, () => mutualInformation([[0, 0]], { normalize: true })).toContain('sum 0');
  });

  it('an argument that is missing or misnamed, by its name', () => {
    const loose = {
      standardNormalKl,
      bernoulliKl,
      wassersteinDistance,
      klDivergenceFromLogits,
      categoricalCrossEntropy,
      binaryCrossEntropy,
      binaryCrossEntropyFromLogits,
    };
    const second = ['logVariance', 'q', 'y', 'logitsQ', 'target', 'y', 'y'];
    Object.values(loose).forEach((f: Loose, k) => {
      refusal(KindError, () => f([0.5])).toContain(`"${second[k]}" expected an ndarray`);
    });
    const unit = { mean: [0], covariance: [[1]] };
    for (const f of [multivariateGaussianKl, gaussianWasserstein] as Loose[]) {
      refusal(KindError, () => f(unit, { mean: [0] })).toContain('"q.covariance" expected an');
      refusal(KindError, () => f({ mean: [0], sigma: [[1]] }, unit)).toContain(
        '"p" expected only the names mean, covariance, got "sigma"',
      );
    }
    const f: Loose = gaussianKl;
    refusal(KindError, () => f({ mean: 0, variance: 1 }, { mean: 0, std: 1 })).toContain(
      '"q" expected only the names mean, variance, got "std"',
    );
  });

  it('a mean of no samples', () => {
    refusal(ShapeError, () => binaryCrossEntropy([], [])).toContain('a sample at least for a mean');
    expect(binaryCrossEntropy([], [], { reduction: 'sum' })).toBe(0);
  });
});
