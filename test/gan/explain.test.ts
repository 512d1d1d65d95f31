import fc from 'fast-check';
import katex from 'katex';
import { describe, expect, it } from 'vitest';
import {
  derivationFromJson,
  derivationToJson,
  renderHtml,
  renderText,
  type Step,
  verifyDerivation,
} from '../../src/derivation/index.js';
import { jensenShannonDivergence } from '../../src/divergence/index.js';
import {
  explainOptimalDiscriminator,
  ganCriterion,
  optimalDiscriminator,
} from '../../src/gan/index.js';
import { stepOf } from '../attention/explained.js';

/** The ids in the order in which steps are finished: what stands within a step comes before it. */
function finished(steps: readonly Step[]): string[] {
  return steps.flatMap((step) => [...finished(step.steps ?? []), step.id]);
}

function expectShown(d: Parameters<typeof verifyDerivation>[0]): void {
  expect(verifyDerivation(d).ok).toBe(true);
  expect(verifyDerivation(derivationFromJson(derivationToJson(d))).ok).toBe(true);
  const strict = {
    renderToString: (latex: string, options?: object) =>
      katex.renderToString(latex, { ...options, throwOnError: true, strict: 'error' }),
  };
  expect(renderHtml(d, { katex: strict })).toContain('fovea-derivation');
}

describe('explainOptimalDiscriminator', () => {
  it('solves the course’s problem, where the sheet’s values differ', () => {
    const d = explainOptimalDiscriminator({ pData: [0.5, 0.3, 0.2], pModel: [0.2, 0.3, 0.5] });
    const { discriminator, value, jensenShannon, minimum } = d.result;
    [0.7142857142857143, 0.5, 0.28571428571428575].forEach((wanted, i) => {
      expect(discriminator.get(i)).toBeCloseTo(wanted, 15);
    });
    expect(value).toBeCloseTo(-1.2534657323553273, 14);
    expect(jensenShannon).toBeCloseTo(0.06641431438228168, 14);
    expect(minimum).toBeCloseTo(-1.3862943611198906, 15);
    // −ln 4 counted twice, and the divergence without its factor 2.
    for (const wrong of [-2.6397600934752177, -1.3198800467376088])
      expect(Math.abs(value - wrong)).toBeGreaterThan(0.05);
    expectShown(d);
    const text = renderText(d);
    expect(text).toContain('V(D*)');
    // The steps in the order of the proof: differentiate, set to zero, put in, compare.
    const order = [
      'derivative',
      'zero',
      'optimum',
      'rise',
      'fall',
      'value',
      'halves',
      'js',
      'identity',
    ];
    const ids = finished(d.steps);
    expect(order.map((id) => ids.indexOf(id))).toEqual(
      order.map((id) => ids.indexOf(id)).sort((a, b) => a - b),
    );
    // Both terms of the slope are p + g.
    for (const id of ['rise', 'fall']) expect(stepOf(d, id).value).toBeCloseTo(0.7, 14);
    // An overview of five lines, the others within.
    expect(d.steps.map(({ id }) => id)).toEqual(['game', 'optimum', 'slope', 'value', 'identity']);
  });

  it('agrees with the functions that it explains, at the edges too', () => {
    const law = (k: number) =>
      fc
        .array(fc.integer({ min: 0, max: 20 }), { minLength: k, maxLength: k })
        .filter((w) => w.some((v) => v > 0))
        .map((w) => {
          const sum = w.reduce((a, b) => a + b, 0);
          return w.map((v) => v / sum);
        });
    const problems = fc
      .integer({ min: 1, max: 6 })
      .chain((k) => fc.record({ pData: law(k), pModel: law(k) }))
      .filter(({ pData, pModel }) => pData.every((p, i) => p + pModel[i]! > 0));
    fc.assert(
      fc.property(problems, ({ pData, pModel }) => {
        const d = explainOptimalDiscriminator({ pData, pModel });
        expect(d.result.value).toBeCloseTo(ganCriterion(pData, pModel), 12);
        expect(d.result.jensenShannon).toBeCloseTo(jensenShannonDivergence(pData, pModel), 15);
        expect([...d.result.discriminator.data]).toEqual([
          ...optimalDiscriminator(pData, pModel).data,
        ]);
        expect(verifyDerivation(d).ok).toBe(true);
      }),
      { numRuns: 60 },
    );
    expectShown(explainOptimalDiscriminator({ pData: [1, 0], pModel: [0, 1] }));
    expectShown(explainOptimalDiscriminator({ pData: [1], pModel: [1] }));
  });

  it('refuses laws that do not fit', () => {
    expect(() => explainOptimalDiscriminator({ pData: [0.5, 0.5], pModel: [1] })).toThrow(
      'explainOptimalDiscriminator: "pModel" expected 2 numbers, got 1',
    );
    expect(() => explainOptimalDiscriminator({ pData: [1, 0], pModel: [1, 0] })).toThrow(
      'got 0 at [1]',
    );
    expect(() => explainOptimalDiscriminator({ pData: [0.5, 0.6], pModel: [0.5, 0.5] })).toThrow(
      'sum',
    );
    expect(() => explainOptimalDiscriminator({ pData: [-1, 2], pModel: [0, 1] })).toThrow(
      '"pData"',
    );
    // @ts-expect-error: no list.
    expect(() => explainOptimalDiscriminator({ pData: 1, pModel: [1] })).toThrow(
      'a list of numbers',
    );
    // @ts-expect-error: unknown.
    expect(() => explainOptimalDiscriminator({ pData: [1], pG: [1] })).toThrow('only the names');
  });
});
