import { describe, expect, it } from 'vitest';
import { standardNormalKl } from '../../src/divergence/index.js';
import { checkGradient } from '../../src/gradient/check-gradient.js';

describe('standardNormalKl', () => {
  const logVariance = [2 * Math.log(1.2), 2 * Math.log(0.8)];

  it('is what the formula gives, and not what the course sheet prints', () => {
    const value = standardNormalKl([0.5, -1], logVariance);
    expect(value).toBeCloseTo(0.7058219945202551, 14);
    // The sheet's sign, its standard deviation for the variance, and its lost dimension.
    for (const wrong of [-0.7058219945202551, 0.6454109972601276, 0.1626784432060453]) {
      expect(Math.abs(value - wrong)).toBeGreaterThan(0.01);
    }
  });

  it('passes checkGradient to second order', () => {
    const at = { m: [0.5, -1], l: logVariance };
    expect(checkGradient((x) => standardNormalKl(x.m, x.l), at, { order: 2 }).ok).toBe(true);
  });

  it('refuses shapes that differ and numbers that are not finite', () => {
    expect(() => standardNormalKl([1], [1, 2])).toThrow('"logVariance"');
    expect(() => standardNormalKl([NaN], [1])).toThrow('finite numbers, got NaN');
  });
});
