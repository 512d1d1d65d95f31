import { describe, expect, it } from 'vitest';
import { toNested } from '../../src/array/index.js';
import {
  conditionOnLabel,
  explainLabelCondition,
  explainLabelSmoothing,
  explainOneHot,
  oneHot,
  smoothLabels,
} from '../../src/gan/index.js';
import { expectShown } from '../derivation/shown.js';

describe('explanations of labels', () => {
  it('show labels as vectors', () => {
    const d = explainOneHot([1, 0, 1], 3);
    expect(toNested(d.result)).toEqual(toNested(oneHot([1, 0, 1], 3)));
    expect(expectShown(d)).toContain('(e₁, e₀, e₁)');
  });

  it('show what smoothing takes and spreads', () => {
    const labels = [
      [1, 0, 0],
      [0, 1, 0],
    ];
    const d = explainLabelSmoothing(labels, 0.3);
    expect(toNested(d.result)).toEqual(toNested(smoothLabels(labels, 0.3)));
    // 1 − ε alone, or ε over the other classes, would be other numbers.
    expect(d.result.get(0, 0)).toBeCloseTo(0.8, 15);
    expect(d.result.get(0, 1)).toBeCloseTo(0.1, 15);
    expect(expectShown(d)).toContain('s = ε/3 = 0.3/3 = 0.1');
  });

  it('show samples with their labels', () => {
    const x = [
      [0.5, 2],
      [1, 1],
    ];
    const d = explainLabelCondition(x, [1, 0], 2);
    expect(toNested(d.result)).toEqual(toNested(conditionOnLabel(x, oneHot([1, 0], 2))));
    expect(expectShown(d)).toContain('2 + 2 = 4 numbers');
  });

  it('refuse what is no label', () => {
    expect(() => explainOneHot([3], 3)).toThrow('labels');
    expect(() => explainOneHot([0], 9)).toThrow('explainOneHot: "classes"');
    expect(() => explainLabelSmoothing([1, 0], 0.1)).toThrow('explainLabelSmoothing: "labels"');
    expect(() => explainLabelCondition([[1]], [0, 1], 2)).toThrow('"labels" expected 1 numbers');
  });
});
