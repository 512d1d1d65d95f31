import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { DomainError, KindError, ShapeError } from '../../src/core/errors.js';
import { toNested } from '../../src/core/to-nested.js';
import { checkGradient } from '../../src/gradient/check-gradient.js';
import { grad } from '../../src/gradient/grad.js';
import { slice } from '../../src/gradient/shape.js';
import { softmax } from '../../src/gradient/softmax.js';
import {
  bayesPosterior,
  bayesPosteriorFromLogs,
  mapDecision,
} from '../../src/probability/index.js';

const LIKELIHOOD = [0.24, 0.15, 0.38];
const PRIOR = [0.3, 0.5, 0.2];
const PRINTED = [0.3, 0.4, 0.2];

function close(actual: unknown, expected: readonly number[], digits = 15): void {
  (actual as number[]).forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i]!, digits);
  });
  expect(actual).toHaveLength(expected.length);
}

/** Priors and likelihoods of 1 to 6 hypotheses, likelihoods of any size. */
const problems = fc.integer({ min: 1, max: 6 }).chain((k) =>
  fc
    .tuple(
      fc.array(fc.double({ min: 1e-3, max: 1, noNaN: true }), { minLength: k, maxLength: k }),
      fc.array(fc.double({ min: 1e-3, max: 1, noNaN: true }), { minLength: k, maxLength: k }),
    )
    .map(([weights, likelihood]) => {
      const all = weights.reduce((a, b) => a + b, 0);
      return { prior: weights.map((w) => w / all), likelihood };
    }),
);

describe('bayesPosterior solves the three-fruit problem', () => {
  it('with the priors that were meant: 72, 75 and 76 of 223', () => {
    const { joint, evidence, posterior, priorSum } = bayesPosterior(PRIOR, LIKELIHOOD);
    close(toNested(joint), [0.072, 0.075, 0.076]);
    expect(evidence).toBeCloseTo(0.223, 15);
    close(toNested(posterior), [72 / 223, 75 / 223, 76 / 223]);
    expect(priorSum).toBeCloseTo(1, 15);
    // The sheet's joint probabilities are ten times too large, and are no posteriors either.
    for (const [c, wrong] of [0.72, 0.75, 0.76].entries()) {
      expect(Math.abs(joint.get(c) - wrong)).toBeGreaterThan(0.6);
      expect(Math.abs(posterior.get(c) - wrong)).toBeGreaterThan(0.3);
    }
  });

  it('refuses the priors as printed with their sum, or divides it out and says so', () => {
    expect(() => bayesPosterior(PRINTED, LIKELIHOOD)).toThrow(
      'bayesPosterior: "prior" expected probabilities that add up to 1 (or the option normalizePrior), got a sum of 0.9',
    );
    const { joint, evidence, posterior, priorSum } = bayesPosterior(PRINTED, LIKELIHOOD, {
      normalizePrior: true,
    });
    expect(priorSum).toBeCloseTo(0.9, 15);
    close(toNested(posterior), [72 / 208, 60 / 208, 76 / 208]);
    close(toNested(joint), [0.08, 0.06 / 0.9, 0.076 / 0.9]);
    expect(evidence).toBeCloseTo(0.208 / 0.9, 15);
  });
});

describe('laws of Bayes’ rule', () => {
  it('keeps posterior × evidence = prior × likelihood, and posteriors add up to 1', () => {
    fc.assert(
      fc.property(problems, ({ prior, likelihood }) => {
        const { evidence, posterior } = bayesPosterior(prior, likelihood);
        const all = toNested(posterior) as number[];
        expect(all.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 14);
        all.forEach((p, c) => {
          expect(Math.abs(p * evidence - prior[c]! * likelihood[c]!)).toBeLessThan(1e-15);
        });
      }),
    );
  });

  it('takes two observations one after the other or both at once', () => {
    fc.assert(
      fc.property(problems, problems, ({ prior, likelihood }, other) => {
        const second = likelihood.map((_, c) => other.likelihood[c % other.likelihood.length]!);
        const step = bayesPosterior(prior, likelihood);
        const both = bayesPosterior(
          prior,
          likelihood.map((l, c) => l * second[c]!),
        );
        const after = bayesPosterior(step.posterior, second);
        close(toNested(after.posterior), toNested(both.posterior) as number[], 13);
        expect(step.evidence * after.evidence).toBeCloseTo(both.evidence, 14);
      }),
    );
  });

  it('agrees with its form in logarithms, to which a factor of all likelihoods is no hindrance', () => {
    fc.assert(
      fc.property(
        problems,
        fc.double({ min: -1e4, max: 1e4, noNaN: true }),
        ({ prior, likelihood }, shift) => {
          const plain = bayesPosterior(prior, likelihood);
          const logs = likelihood.map((l) => Math.log(l) + shift);
          const { logEvidence, posterior } = bayesPosteriorFromLogs(prior, logs);
          close(toNested(posterior), toNested(plain.posterior) as number[], 11);
          expect(Math.abs(logEvidence - shift - Math.log(plain.evidence))).toBeLessThan(1e-11);
        },
      ),
    );
  });
});

describe('bayesPosterior at the edges', () => {
  it('has the right posterior where the joint probabilities are no floats', () => {
    const tiny = [3e-320, 1e-320];
    const { evidence, posterior } = bayesPosterior([0.25, 0.75], tiny);
    expect(evidence).toBeLessThan(1e-319);
    // 3e-320 and 1e-320 are 6072 and 2024 times the smallest float.
    close(toNested(posterior), [(0.25 * 6072) / (0.25 * 6072 + 0.75 * 2024), 0.5]);
    // A product of 1.000001 · 2^-132 keeps 17 of its 24 binary digits in float32.
    const prior = Float32Array.of(1 - 2 ** -12, 2 ** -12);
    const single = bayesPosterior(prior, Float32Array.of(2 ** -95, (1 + 2 ** -20) * 2 ** -120));
    const share = ((1 + 2 ** -20) * 2 ** -37) / (1 - 2 ** -12);
    expect(Math.abs(single.posterior.get(1) / share - 1)).toBeLessThan(2e-7);
    close(toNested(bayesPosterior([0.5, 0.5], [5e-324, 5e-324]).posterior), [0.5, 0.5]);
  });

  it('needs some likelihood where the prior is above 0', () => {
    const refused = 'other numbers than 0 where the prior is above 0';
    expect(() => bayesPosterior([1, 0], [0, 0.5])).toThrow(refused);
    expect(() => bayesPosterior([0.5, 0.5], [0, 0])).toThrow(DomainError);
    expect(() => bayesPosteriorFromLogs([1, 0], [-Infinity, 0])).toThrow('−∞');
    close(toNested(bayesPosterior([1, 0], [1e-300, 1]).posterior), [1, 0]);
    const { logJoint, posterior } = bayesPosteriorFromLogs([0.5, 0.5, 0], [-Infinity, 3, 9]);
    expect(toNested(posterior)).toEqual([0, 1, 0]);
    expect(toNested(logJoint)).toEqual([-Infinity, 3 + Math.log(0.5), -Infinity]);
  });

  it('refuses what is no prior and no likelihood', () => {
    expect(() => bayesPosterior([0.5, 0.5], [1, 1, 1])).toThrow(ShapeError);
    expect(() => bayesPosterior([[1]], [[1]])).toThrow(ShapeError);
    expect(() => bayesPosterior([1.5, -0.5], [1, 1])).toThrow('got -0.5 at [1]');
    expect(() => bayesPosterior([0.5, Number.NaN], [1, 1])).toThrow('"prior"');
    expect(() => bayesPosterior([0.5, 0.5], [1, Infinity])).toThrow('"likelihood"');
    expect(() => bayesPosterior([0.5, 0.5], [-1, 1])).toThrow('"likelihood"');
    expect(() => bayesPosterior([], [])).toThrow('a sum of 0');
    expect(() => bayesPosterior([0, 0], [1, 1], { normalizePrior: true })).toThrow('a sum of 0');
    expect(() => bayesPosteriorFromLogs([0.5, 0.5], [0, Number.NaN])).toThrow('"logLikelihood"');
    // @ts-expect-error: the option has another name.
    expect(() => bayesPosterior([1], [1], { normalize: true })).toThrow(KindError);
    // @ts-expect-error: a word is no array.
    expect(() => mapDecision('a', [1])).toThrow('mapDecision: "prior"');
  });

  it('reads views and keeps single precision, without touching what it is given', () => {
    const prior = createNdArray(Float32Array.of(0.5, 9, 0.3, 9, 0.2), [3], [2], 0);
    const likelihood = createNdArray(Float32Array.of(0.4, 0.2, 0.1), [3], [-1], 2);
    const before = [...prior.data, ...likelihood.data];
    const { joint, posterior } = bayesPosterior(prior, likelihood);
    expect([joint.dtype, posterior.dtype]).toEqual(['float32', 'float32']);
    close(toNested(posterior), [5 / 19, 6 / 19, 8 / 19], 7);
    expect([...prior.data, ...likelihood.data]).toEqual(before);
    // In float32 the prior adds up to 1 only within its precision, whatever the likelihood's.
    expect(() => bayesPosterior(Float32Array.of(0.1, 0.2, 0.7), LIKELIHOOD)).not.toThrow();
    const small = bayesPosterior(Float32Array.of(0.5, 0.5), Float32Array.of(1e-44, 3e-44));
    close(toNested(small.posterior), [0.25, 0.75], 7);
  });
});

describe('mapDecision', () => {
  it('weighs likelihood by prior, and takes the first of equals', () => {
    expect(mapDecision(PRIOR, LIKELIHOOD).index).toBe(2);
    expect(mapDecision(PRINTED, LIKELIHOOD, { normalizePrior: true }).index).toBe(2);
    expect(mapDecision([0.9, 0.1], [0.2, 0.8]).index).toBe(0);
    expect(mapDecision([0.2, 0.4, 0.4], [0.5, 0.5, 0.5]).index).toBe(1);
  });
});

describe('gradients of Bayes’ rule', () => {
  it('pass checkGradient to second order, by prior and by likelihood', () => {
    const at = { prior: [0.2, -0.4, 0.7], likelihood: [0.3, 1.2, 0.4] };
    const chosen = (x: Parameters<typeof slice>[0]) => slice(x, [[1, 2]]);
    const posterior = checkGradient(
      (x) => chosen(bayesPosterior(softmax(x.prior), x.likelihood).posterior),
      at,
      { order: 2 },
    );
    const evidence = checkGradient(
      (x) => bayesPosterior(x.prior, x.likelihood, { normalizePrior: true }).evidence,
      { ...at, prior: [0.3, 0.9, 0.5] },
    );
    const logs = checkGradient(
      (x) => bayesPosteriorFromLogs(softmax(x.prior), x.likelihood).logEvidence,
      at,
      { order: 2 },
    );
    for (const check of [posterior, evidence, logs]) expect(check).toMatchObject({ ok: true });
  });

  it('are the posteriors where the log evidence is differentiated by log likelihoods', () => {
    const logs = LIKELIHOOD.map(Math.log);
    const slope = grad((l) => bayesPosteriorFromLogs(PRIOR, l).logEvidence)(logs);
    close(toNested(slope), [72 / 223, 75 / 223, 76 / 223]);
    const closed = grad((l) => bayesPosteriorFromLogs([0.5, 0.5, 0], l).logEvidence)([0, 0, 5]);
    close(toNested(closed), [0.5, 0.5, 0]);
  });
});
