import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toNested } from '../../src/array/index.js';
import { explainLinearProbe, linearProbe } from '../../src/contrastive/index.js';
import { type Derivation, type Step, verifyDerivation } from '../../src/derivation/index.js';
import { expectShown } from '../derivation/shown.js';

function shownValue(d: Derivation, id: string): unknown {
  const all = (steps: readonly Step[]): Step[] =>
    steps.flatMap((step) => [step, ...all(step.steps ?? [])]);
  return all(d.steps).find((step) => step.id === id)?.value;
}

describe('explainLinearProbe', () => {
  // Two samples at ∓1: the weights are ∓w with λ w = s(−2w). For w = ln(3)/2 that is λ ln(3)/2 = 1/4.
  const penalty = 1 / (2 * Math.log(3));

  it('begins with equal probabilities and ends where the gradient is 0', () => {
    const d = explainLinearProbe([[-1], [1]], [0, 1], { penalty });
    expect(toNested(shownValue(d, 'gradient-start') as never)).toEqual([[0.5, -0.5]]);
    expect(toNested(shownValue(d, 'bias-start') as never)).toEqual([0, 0]);
    expect(d.result.weights.get(0, 1)).toBeCloseTo(Math.log(3) / 2, 7);
    const p = toNested(shownValue(d, 'probabilities') as never) as number[][];
    expect(p[0]![0]).toBeCloseTo(3 / 4, 7);
    const pull = toNested(shownValue(d, 'pull') as never) as number[][];
    expect(pull[0]![1]).toBeCloseTo(-1 / 4, 7);
    expect(Math.abs(shownValue(d, 'largest') as number)).toBeLessThan(1e-7);
    expect(d.result.loss).toBeCloseTo(Math.log(4 / 3) + Math.log(3) / 8, 12);
    const text = expectShown(d);
    expect(text).toContain('(0.2877, 0.2877)');
    expect(text).toContain('there is no smaller one');
  });

  it('says when the steps did not suffice', () => {
    const x = [
      [1, 2],
      [2, 0.5],
      [-1, 1],
      [0, 0],
    ];
    const d = explainLinearProbe(x, [0, 1, 2, 2], { steps: 2 });
    expect(d.result.converged).toBe(false);
    const text = expectShown(d);
    expect(text).toContain('The descent ended for want of steps');
    expect(text).toContain('still pull');
    expect(shownValue(d, 'largest')).toBeGreaterThan(1e-4);
  });

  it('is linearProbe, and at a minimum by its own gradient', () => {
    const points = fc.array(fc.tuple(...[0, 0].map(() => fc.integer({ min: -20, max: 20 }))), {
      minLength: 3,
      maxLength: 6,
    });
    fc.assert(
      fc.property(points, fc.constantFrom(0.01, 0.1, 1), (list, weight) => {
        const x = list.map((row) => row.map((v) => v / 10));
        const y = x.map((_, i) => i % 3);
        const options = { penalty: weight };
        const d = explainLinearProbe(x, y, options);
        const probe = linearProbe(x, y, options);
        expect(toNested(d.result.weights)).toEqual(toNested(probe.weights));
        expect(toNested(d.result.bias)).toEqual(toNested(probe.bias));
        expect(d.result.loss).toBe(probe.loss);
        expect(shownValue(d, 'largest')).toBeLessThanOrEqual(1e-8 + 1e-14);
        expect(verifyDerivation(d).steps.filter(({ ok }) => !ok)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('refuses more than can be read, and what linearProbe refuses', () => {
    const four = [[0], [1], [2], [3]];
    expect(() => explainLinearProbe(four, [0, 1, 2, 3])).toThrow(
      'explainLinearProbe: "labels" expected at most 3 classes',
    );
    expect(() => explainLinearProbe(new Array(7).fill([0]), new Array(7).fill(0))).toThrow(
      'explainLinearProbe: "features"',
    );
    expect(() => explainLinearProbe(four, [0, 1])).toThrow('"labels" expected 4 numbers');
    expect(() => explainLinearProbe(four, [0, 0, 0, 0])).toThrow('at least two classes');
    expect(() => explainLinearProbe(four, [0, 1, 0, 1], { penalty: 0 })).toThrow('"penalty"');
    expect(() => explainLinearProbe(four, [0, 1, 0, 1], { lambda: 1 } as never)).toThrow('lambda');
  });
});
