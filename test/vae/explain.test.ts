import katex from 'katex';
import { describe, expect, it } from 'vitest';
import {
  derivationFromJson,
  derivationToJson,
  renderHtml,
  renderText,
  verifyDerivation,
} from '../../src/derivation/index.js';
import { discreteElbo, elbo, explainElbo } from '../../src/vae/index.js';

function expectShown(d: Parameters<typeof verifyDerivation>[0]): void {
  expect(verifyDerivation(d).ok).toBe(true);
  expect(verifyDerivation(derivationFromJson(derivationToJson(d))).ok).toBe(true);
  const strict = {
    renderToString: (latex: string, options?: object) =>
      katex.renderToString(latex, { ...options, throwOnError: true, strict: 'error' }),
  };
  expect(renderHtml(d, { katex: strict })).toContain('fovea-derivation');
}

describe('explainElbo', () => {
  it('solves the course’s problem of a binary hidden variable', () => {
    const problem = { prior: [0.6, 0.4], likelihood: [0.2, 0.7], q: [0.5, 0.5] };
    const d = explainElbo(problem);
    expect(d.result).toEqual(discreteElbo(problem));
    expect(d.result.elbo).toBeCloseTo(-1.0034674254465439, 14);
    expect(d.result.logEvidence).toBeCloseTo(-0.9162907318741551, 14);
    // The bound is no divergence, and has its sign.
    for (const wrong of [0.08717669357238891, 1.0034674254465439])
      expect(Math.abs(d.result.elbo - wrong)).toBeGreaterThan(0.01);
    expectShown(d);
    expect(renderText(d)).toContain(
      'p(x) = p(z₁) p(x | z₁) + p(z₂) p(x | z₂) = 0.6 · 0.2 + 0.4 · 0.7 = 0.4',
    );
  });

  it('leaves out what the guess rules out, and needs no more than one value', () => {
    expectShown(explainElbo({ prior: [0.2, 0, 0.8], likelihood: [0.5, 0.3, 0], q: [1, 0, 0] }));
    const sure = explainElbo({ prior: [1], likelihood: [0.5], q: [1] });
    expect(sure.result.elbo).toBeCloseTo(Math.log(0.5), 14);
    expectShown(sure);
  });

  it('solves the course’s Gaussian, dimension by dimension, where the sheet’s values differ', () => {
    const problem = {
      reconstruction: -2,
      mean: [0.5, -1],
      logVariance: [2 * Math.log(1.2), 2 * Math.log(0.8)],
    };
    const d = explainElbo(problem);
    expect(d.result).toEqual(elbo(problem));
    expect(d.result.kl).toBeCloseTo(0.7058219945202551, 14);
    for (const wrong of [
      -0.7058219945202551, -0.6454109972601276, 0.6454109972601276, 0.1626784432060453,
      1.4116439890405101, 1.3978289256145078,
    ])
      expect(Math.abs(d.result.kl - wrong)).toBeGreaterThan(0.01);
    const dimensions = d.steps.find(({ id }) => id === 'dimensions')?.value;
    expect(renderText(d)).toContain('(0.1627, 0.5431)');
    expect(dimensions).toBeDefined();
    expectShown(d);
    const weighted = explainElbo({ ...problem, beta: 4 });
    expect(weighted.result.loss).toBeCloseTo(2 + 4 * 0.7058219945202551, 13);
    expectShown(weighted);
    expectShown(explainElbo({ reconstruction: -1, mean: [0.3], logVariance: [0] }));
  });

  it('refuses problems that do not fit', () => {
    const problem = { prior: [0.5, 0.5], likelihood: [0, 1], q: [0.5, 0.5] };
    expect(() => explainElbo(problem)).toThrow('else the bound is −∞), got 0.5 at [0]');
    expect(() => explainElbo({ ...problem, q: [1] })).toThrow('"q" expected 2 numbers, got 1');
    expect(() => explainElbo({ reconstruction: -1, mean: [0], logVariance: [] })).toThrow(
      '"logVariance"',
    );
    // @ts-expect-error: of both kinds.
    expect(() => explainElbo({ ...problem, mean: [0] })).toThrow(
      'only the names prior, likelihood, q',
    );
    // @ts-expect-error: nothing.
    expect(() => explainElbo({})).toThrow('"reconstruction" expected');
  });
});

it('holds where a value of the hidden variable is next to impossible', () => {
  for (const small of [1e-300, 1e-308, 1e-310]) {
    const q = [0.5, 0.5];
    const before = explainElbo({ prior: [small, 1], likelihood: [0.5, 0.2], q });
    const seen = explainElbo({ prior: [0.4, 0.6], likelihood: [small, 0.2], q });
    expect([before, seen].map((derivation) => verifyDerivation(derivation).ok)).toEqual([
      true,
      true,
    ]);
  }
});
