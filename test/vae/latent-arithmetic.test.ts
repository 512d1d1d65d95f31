import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normal, randomGenerator } from '../../src/core/random.js';
import { latentArithmetic } from '../../src/vae/index.js';
import { FLOATS, numbersOf, views } from '../laws/views.js';

describe('latentArithmetic', () => {
  it('gives back what was put together: the difference of a and b on c', () => {
    const [d, noise] = [5, randomGenerator(1)];
    const draw = () => Array.from(normal(noise, [d]).data);
    const [man, woman, smile] = [draw(), draw(), draw()];
    const plus = (x: number[], y: number[]) => x.map((v, j) => v + y[j]!);
    const got = latentArithmetic(plus(woman, smile), woman, man);
    plus(man, smile).forEach((wanted, j) => {
      expect(got.get(j)).toBeCloseTo(wanted, 14);
    });
    // Not a + b − c, nor a − b − c.
    expect(latentArithmetic([1], [10], [100]).get(0)).toBe(91);
  });

  it('takes the mean of each group by itself, of any size and layout', () => {
    const group = fc
      .integer({ min: 1, max: 4 })
      .chain((n) => views({ shape: [n, 3], dtypes: FLOATS }));
    fc.assert(
      fc.property(group, group, group, (a, b, c) => {
        const before = [a, b, c].map(numbersOf);
        const mean = (x: number[], j: number): number =>
          x.filter((_, i) => i % 3 === j).reduce((sum, v) => sum + v, 0) / (x.length / 3);
        const got = latentArithmetic(a, b, c);
        expect(got.shape).toEqual([3]);
        for (let j = 0; j < 3; j++)
          expect(got.get(j)).toBeCloseTo(
            mean(before[0]!, j) - mean(before[1]!, j) + mean(before[2]!, j),
            4,
          );
        const single = [a, b, c].every(({ data }) => data instanceof Float32Array);
        expect(got.data).toBeInstanceOf(single ? Float32Array : Float64Array);
        expect([a, b, c].map(numbersOf)).toEqual(before);
      }),
    );
  });

  it('refuses codes of other lengths, with the sizes', () => {
    expect(() => latentArithmetic([1, 2], [[1, 2, 3]], [1, 2])).toThrow(
      'latentArithmetic: "b" expected a code (2) or a group of codes (n, 2), got (1, 3)',
    );
    expect(() => latentArithmetic([], [1], [1])).toThrow('"a" expected a code (d) or a group');
    expect(() => latentArithmetic([1], [1], [[[1]]])).toThrow('"c"');
    expect(() => latentArithmetic([1], [NaN], [1])).toThrow('"b" expected finite numbers');
  });
});
