import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { toNested } from '../../src/core/to-nested.js';
import {
  bhattacharyyaDistance,
  entropy,
  klDivergence,
  klTerms,
  mutualInformation,
  renyiDivergence,
  renyiEntropy,
} from '../../src/divergence/index.js';
import { mul } from '../../src/gradient/arithmetic.js';
import { checkGradient } from '../../src/gradient/check-gradient.js';
import { sum } from '../../src/gradient/reduce.js';
import { reshape } from '../../src/gradient/shape.js';
import { softmax } from '../../src/gradient/softmax.js';
import { readCases, worstRatio } from '../reference/read.js';
import { distributionPairs, joints } from './draw.js';

describe('reference cases', () => {
  for (const [operation, run] of [
    ['bhattacharyyaDistance', (p: Float64Array, q: Float64Array) => bhattacharyyaDistance(p, q)],
    [
      'renyiDivergence',
      (p: Float64Array, q: Float64Array, alpha: number) => renyiDivergence(p, q, { alpha }),
    ],
    [
      'renyiEntropy',
      (p: Float64Array, _: Float64Array, alpha: number) => renyiEntropy(p, { alpha }),
    ],
  ] as const) {
    it(`agree about ${operation}`, () => {
      const ratios = readCases('07-divergences', operation).map(
        ({ inputs, parameters, expected, tolerance }) =>
          worstRatio(
            [run(inputs.p.data, inputs.q?.data, parameters.alpha)],
            [expected.value],
            tolerance.float64,
          ),
      );
      if (process.env['SHOW_ERRORS']) console.log(operation, ratios.length, Math.max(...ratios));
      expect(ratios.length).toBeGreaterThan(3);
      expect(Math.max(...ratios)).toBeLessThanOrEqual(1);
    });
  }

  it('agree about the share of each outcome, and the sum of the shares', () => {
    let worst = 0;
    for (const { inputs, expected, tolerance } of readCases(
      '07-divergences',
      'relativeEntropyElementwise',
    )) {
      const { p, q } = inputs;
      const total = (x: Float64Array): number => x.reduce((a, b) => a + b, 0);
      // SciPy takes any numbers; these are distributions, up to a few that sum to something else.
      if (Math.abs(total(p.data) - 1) > 1e-9 || Math.abs(total(q.data) - 1) > 1e-9) continue;
      const terms = klTerms(createNdArray(p.data, p.shape), createNdArray(q.data, q.shape));
      worst = Math.max(worst, worstRatio(terms.data, expected.values.data, tolerance.float64));
    }
    if (process.env['SHOW_ERRORS']) console.log('klTerms', worst);
    expect(worst).toBeLessThanOrEqual(1);
  });

  it('agree about mutual information', () => {
    const [one] = readCases('07-divergences', 'mutualInformation');
    const { inputs, expected, tolerance } = one!;
    const { data, shape } = inputs.joint;
    const value = mutualInformation(createNdArray<Float64Array>(data, shape));
    expect(worstRatio(value.data, [expected.value], tolerance.float64)).toBeLessThanOrEqual(1);
  });
});

describe('Rényi divergence', () => {
  it('is Kullback–Leibler at order 1 and tends to it from both sides', () => {
    fc.assert(
      fc.property(distributionPairs, ([p, q]) => {
        const kl = klDivergence(p, q);
        expect(renyiDivergence(p, q, { alpha: 1 })).toBe(kl);
        for (const alpha of [1 - 1e-9, 1 + 1e-9]) {
          const near = renyiDivergence(p, q, { alpha });
          expect(Math.abs(near - kl)).toBeLessThanOrEqual(1e-6 * kl);
        }
      }),
    );
  });

  it('is never negative, grows with the order, and is twice Bhattacharyya at ½', () => {
    fc.assert(
      fc.property(distributionPairs, ([p, q]) => {
        const values = [0, 0.5, 0.9, 1, 2, 8].map((alpha) => renyiDivergence(p, q, { alpha }));
        for (let k = 0; k < values.length; k++) {
          expect(values[k]).toBeGreaterThanOrEqual(0);
          if (k > 0) expect(values[k]! - values[k - 1]! * (1 - 1e-12)).toBeGreaterThanOrEqual(0);
        }
        const half = 2 * bhattacharyyaDistance(p, q);
        expect(Math.abs(values[1]! - half)).toBeLessThanOrEqual(1e-12 * half);
      }),
    );
  });

  it('is finite where powers overflow, and infinite where mathematics says so', () => {
    // 0.999¹⁰⁰⁰ · (10⁻³⁰)⁻⁹⁹⁹ is beyond the range of floats; its logarithm is not.
    const value = renyiDivergence([1 - 1e-3, 1e-3], [1e-30, 1 - 1e-30], { alpha: 1000 });
    const truth = (1000 * Math.log(0.999) + 999 * 30 * Math.LN10) / 999;
    expect(Math.abs(value - truth)).toBeLessThan(1e-12 * truth);
    expect(renyiDivergence([0.5, 0.5], [1, 0], { alpha: 2 })).toBe(Infinity);
    expect(renyiDivergence([0.5, 0.5], [1, 0], { alpha: 0.5 })).toBeCloseTo(Math.LN2, 14);
    expect(renyiDivergence([0, 1], [1, 0], { alpha: 0.5 })).toBe(Infinity);
    expect(renyiDivergence([0, 1], [0.25, 0.75], { alpha: 0 })).toBeCloseTo(-Math.log(0.75), 15);
    expect(bhattacharyyaDistance([0, 1], [1, 0])).toBe(Infinity);
  });

  it('asks for an order that is at least 0', () => {
    expect(() => renyiDivergence([1], [1], {})).toThrow('"alpha" expected an order');
    expect(() => renyiDivergence([1], [1], { alpha: -1 })).toThrow('"alpha"');
    expect(() => renyiEntropy([1], { alpha: Number.NaN })).toThrow('"alpha"');
  });
});

describe('Rényi entropy', () => {
  it('is the logarithm of the number of outcomes at 0, Shannon at 1, and never negative or −0', () => {
    expect(renyiEntropy([0.5, 0.25, 0.25, 0], { alpha: 0 })).toBeCloseTo(Math.log(3), 14);
    expect(renyiEntropy([0.5, 0.25, 0.25], { alpha: 1 })).toBe(entropy([0.5, 0.25, 0.25]));
    expect(renyiEntropy([0.5, 0.25, 0.25], { alpha: 50 })).toBeCloseTo((50 / 49) * Math.LN2, 13);
    for (const alpha of [0.3, 1, 2])
      expect(Object.is(renyiEntropy([1, 0], { alpha }), 0)).toBe(true);
  });
});

describe('klTerms', () => {
  it('shows each share of the course problem, sign included', () => {
    const terms = klTerms([0.4, 0.4, 0.2], [0.5, 0.4, 0.1], { base: 2 });
    expect(terms.get(0)).toBeCloseTo(-0.1287712379549449, 15);
    // The sheet lost this sign.
    expect(Math.abs(terms.get(0) - 0.1287712379549449)).toBeGreaterThan(0.2);
    expect(sum(terms)).toBeCloseTo(0.07122876204505507, 15);
  });

  it('adds up to the divergence, in rows too', () => {
    const p = [
      [0.2, 0.8],
      [0.5, 0.5],
    ];
    const q = [
      [0.5, 0.5],
      [0.1, 0.9],
    ];
    const shares = toNested(sum(klTerms(p, q), { axis: 1 })) as number[];
    const whole = toNested(klDivergence(p, q)) as number[];
    for (const row of [0, 1]) expect(shares[row]).toBeCloseTo(whole[row]!, 14);
    expect(toNested(klTerms([0, 1], [0.5, 0.5]))).toEqual([0, Math.LN2]);
    expect(toNested(klTerms([0.5, 0.5], [0, 1]))).toEqual([Infinity, 0.5 * Math.log(0.5)]);
  });
});

describe('mutual information', () => {
  it('is entropy and entropy less joint entropy, and 0 for independent variables', () => {
    fc.assert(
      fc.property(joints, (joint) => {
        const rows = joint.map((row) => row.reduce((a, b) => a + b, 0));
        const columns = joint[0]!.map((_, k) => joint.reduce((a, row) => a + row[k]!, 0));
        const value = mutualInformation(joint);
        const margins = entropy(rows, { normalize: true }) + entropy(columns, { normalize: true });
        expect(Math.abs(value - (margins - entropy(joint.flat())))).toBeLessThan(1e-12);
        const product = rows.map((a) => columns.map((b) => a * b));
        expect(mutualInformation(product)).toBeLessThan(1e-30);
      }),
    );
  });

  it('takes several tables, and float32', () => {
    const data = Float32Array.of(0.5, 0, 0, 0.5, 0.25, 0.25, 0.25, 0.25);
    const value = mutualInformation(createNdArray(data, [2, 2, 2]), { base: 2 });
    expect(value.data).toBeInstanceOf(Float32Array);
    expect(toNested(value)).toEqual([1, 0]);
    expect(
      mutualInformation(
        [
          [2, 0],
          [0, 2],
        ],
        { base: 2, normalize: true },
      ),
    ).toBe(1);
    expect(() => mutualInformation([[0.5, 0.25]])).toThrow('sum 0.75');
    expect(() => mutualInformation([0.5, 0.5])).toThrow('[..., n, m]');
  });
});

describe('gradients pass checkGradient to second order', () => {
  const at = { p: [0.3, -0.5, 0.9], q: [-0.2, 0.4, 0.1] };
  for (const alpha of [0.5, 1, 2.5]) {
    it(`of Rényi divergence and entropy of order ${alpha}`, () => {
      const divergence = checkGradient(
        (x) => renyiDivergence(softmax(x.p), softmax(x.q), { alpha }),
        at,
        { order: 2 },
      );
      expect(divergence).toMatchObject({ ok: true });
      const own = checkGradient((x) => renyiEntropy(softmax(x.p), { alpha, base: 2 }), at, {
        order: 2,
      });
      expect(own).toMatchObject({ ok: true });
    });
  }

  it('of Bhattacharyya, the shares and mutual information', () => {
    const far = checkGradient((x) => bhattacharyyaDistance(softmax(x.p), softmax(x.q)), at, {
      order: 2,
    });
    expect(far).toMatchObject({ ok: true });
    const weights = [0.3, -1, 2];
    const shares = checkGradient(
      (x) => sum(mul(klTerms(softmax(x.p), softmax(x.q)), weights)),
      at,
      { order: 2 },
    );
    expect(shares).toMatchObject({ ok: true });
    const joint = checkGradient(
      (x) => mutualInformation(reshape(softmax(x), [2, 2])),
      [0.3, -0.5, 0.9, 0.2],
      { order: 2 },
    );
    expect(joint).toMatchObject({ ok: true });
  });
});
