import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { DomainError, KindError } from '../../src/core/errors.js';
import { toNested } from '../../src/core/to-nested.js';
import { renderText } from '../../src/derivation/render-text.js';
import type { Step } from '../../src/derivation/types.js';
import { verifyDerivation } from '../../src/derivation/verify.js';
import { explainBayesDecision, explainEvidenceDecomposition } from '../../src/probability/index.js';

const LIKELIHOOD = [0.24, 0.15, 0.38];
const names = ['A', 'O', 'B'];

function numberAt(steps: readonly Step[], id: string): number {
  const step = steps.flatMap((s) => [s, ...(s.steps ?? [])]).find((s) => s.id === id);
  return Number(step?.value);
}

describe('explainBayesDecision solves the three-fruit problem', () => {
  const d = explainBayesDecision([0.3, 0.5, 0.2], LIKELIHOOD, { names });

  it('with the priors that were meant, each number on its line', () => {
    expect(d.result.index).toBe(2);
    const posterior = toNested(d.result.posterior) as number[];
    [72 / 223, 75 / 223, 76 / 223].forEach((p, c) => {
      expect(posterior[c]).toBeCloseTo(p, 15);
    });
    expect(numberAt(d.steps, 'evidence')).toBeCloseTo(0.223, 15);
    expect(verifyDerivation(d).ok).toBe(true);
    const text = renderText(d);
    for (const line of [
      'P(c) = 0.3 + 0.5 + 0.2 = 1',
      'p(x, O) = P(O) p(x | O) = 0.5 · 0.15 = 0.075',
      'P(B | x) = p(x, B)/p(x) = 0.076/0.223 ≈ 0.3408',
    ])
      expect(text).toContain(line);
    // Nothing but the conclusion is rounded to three digits.
    expect(text).toContain('Decide for B (index 2, counted from 0)');
  });

  it('and not as the sheet has it: joint probabilities ten times too large, never divided', () => {
    [0.72, 0.75, 0.76].forEach((wrong, c) => {
      const joint = numberAt(d.steps, `joint-${c}`);
      expect(Math.abs(joint - wrong)).toBeGreaterThan(0.6);
      expect(joint * 10).toBeCloseTo(wrong, 14);
      expect(d.result.posterior.get(c)).not.toBeCloseTo(joint, 1);
    });
  });

  it('with the priors as printed, whose sum it states before it divides by it', () => {
    expect(() => explainBayesDecision([0.3, 0.4, 0.2], LIKELIHOOD, { names })).toThrow(
      'a sum of 0.9',
    );
    const printed = explainBayesDecision([0.3, 0.4, 0.2], LIKELIHOOD, {
      names,
      normalizePrior: true,
    });
    expect(verifyDerivation(printed).ok).toBe(true);
    expect(renderText(printed)).toContain('It adds up to 0.9, so it is no distribution');
    expect(numberAt(printed.steps, 'prior-sum')).toBeCloseTo(0.9, 15);
    expect(printed.result.index).toBe(2);
    [72 / 208, 60 / 208, 76 / 208].forEach((p, c) => {
      expect(printed.result.posterior.get(c)).toBeCloseTo(p, 15);
    });
    // The printed order B > O > A holds only for the priors that were meant.
    expect(printed.result.posterior.get(1)).toBeLessThan(printed.result.posterior.get(0));
    expect(d.result.posterior.get(1)).toBeGreaterThan(d.result.posterior.get(0));
  });
});

describe('explainBayesDecision', () => {
  it('says where the prior outweighs the likelihood, and where classes are equal', () => {
    const outweighed = explainBayesDecision([0.9, 0.1], [0.2, 0.8]);
    expect(outweighed.result.index).toBe(0);
    expect(renderText(outweighed)).toContain('would have chosen class 2');
    const equal = explainBayesDecision([0.5, 0.5], [0.3, 0.3], { names: ['left', 'right'] });
    expect(equal.result.index).toBe(0);
    expect(renderText(equal)).toContain('left and right are equally probable');
    for (const d of [outweighed, equal]) expect(verifyDerivation(d).ok).toBe(true);
  });

  it('keeps names from being read as markup, and refuses what is no problem', () => {
    const odd = explainBayesDecision([1], [0.5], { names: ['a_b <i> 50 %'] });
    expect(renderText(odd)).toContain('p(x, a_b <i> 50 %)');
    expect(verifyDerivation(odd).ok).toBe(true);
    expect(() => explainBayesDecision([0.5, 0.5], [1, 1], { names: ['one'] })).toThrow(KindError);
    // biome-ignore lint/suspicious/noSparseArray: a hole is no name.
    const holes = { names: ['one', ,] } as never;
    expect(() => explainBayesDecision([0.5, 0.5], [1, 1], holes)).toThrow('"names"');
    expect(() => explainBayesDecision([0.5, 0.5], [1e-300, 1e-300])).toThrow(DomainError);
    const many = Array.from({ length: 128 }, () => 1 / 128);
    expect(() => explainBayesDecision(many, many)).toThrow('at most 100');
    // @ts-expect-error: the option has another name.
    expect(() => explainBayesDecision([1], [1], { classes: ['a'] })).toThrow(KindError);
  });
});

it('explains what is decided of vectors of any kind', () => {
  const prior = createNdArray(Float64Array.of(0.3, 9, 0.5, 9, 0.2, 9), [3], [2]);
  const d = explainBayesDecision(prior as never, Float32Array.from(LIKELIHOOD) as never);
  expect(d.result.index).toBe(2);
  expect(d.given[0]?.value).toEqual([0.3, 0.5, 0.2]);
  expect(verifyDerivation(d).ok).toBe(true);
  const single = Float32Array.of(0.3, 0.5, 0.2) as never;
  const divided = explainBayesDecision(single, LIKELIHOOD, { normalizePrior: true });
  expect(verifyDerivation(divided).ok).toBe(true);
  expect(() => explainBayesDecision([prior] as never, LIKELIHOOD)).toThrow(
    'explainBayesDecision: "prior"',
  );
});

describe('explainEvidenceDecomposition', () => {
  it('solves the problem of a hidden coin, the bound in both of its forms', () => {
    const d = explainEvidenceDecomposition([0.6, 0.4], [0.2, 0.7], [0.5, 0.5]);
    expect(d.result.logEvidence).toBeCloseTo(-0.9162907318741551, 15);
    expect(d.result.elbo).toBeCloseTo(-1.0034674254465439, 14);
    expect(d.result.divergence).toBeCloseTo(0.08717669357238891, 15);
    // Every step evaluates to what it says: so do the bound's own sums, which its value does not come from.
    expect(verifyDerivation(d).ok).toBe(true);
    const [r, k] = [numberAt(d.steps, 'reconstruction'), numberAt(d.steps, 'prior-divergence')];
    expect(r - k).toBeCloseTo(-1.0034674254465439, 14);
    expect(numberAt(d.steps, 'posterior-1')).toBeCloseTo(0.7, 15);
    const text = renderText(d);
    expect(text).toContain('l₁ = q(z₁) ln(p(x, z₁)/q(z₁)) = 0.5 ln(0.12/0.5) ≈ −0.7136');
    // The sheet calls the bound a divergence: it is none, and its sign tells.
    expect(d.result.elbo).toBeLessThan(0);
    expect(Math.abs(d.result.elbo - d.result.divergence)).toBeGreaterThan(1);
  });

  it('reaches the bound at the posterior, and leaves out values where q is 0', () => {
    const reached = explainEvidenceDecomposition([0.6, 0.4], [0.2, 0.7], [0.3, 0.7]);
    expect(reached.result.elbo).toBeCloseTo(reached.result.logEvidence, 15);
    expect(reached.conclusion).toContain('the bound is reached');
    const sure = explainEvidenceDecomposition([2, 1, 1], [0.5, 0, 0.5], [1, 0, 0], {
      normalizePrior: true,
    });
    expect(sure.result.elbo).toBeCloseTo(Math.log(0.25), 15);
    expect(renderText(sure)).toContain('q is 0 here');
    for (const d of [reached, sure]) expect(verifyDerivation(d).ok).toBe(true);
  });

  it('refuses a bound of −∞, and what is no problem', () => {
    expect(() => explainEvidenceDecomposition([0.5, 0.5], [0, 1], [0.5, 0.5])).toThrow(
      'got 0.5 at [0]',
    );
    expect(() => explainEvidenceDecomposition([0.5, 0.5], [0.1, 1], [0.5, 0.4])).toThrow(
      '"q" expected probabilities that add up to 1, got a sum of 0.9',
    );
    expect(() => explainEvidenceDecomposition([0.5, 0.4], [0.1, 1], [0.5, 0.5])).toThrow('"prior"');
  });
});
