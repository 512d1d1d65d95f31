import '../laws/seed.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareHistograms } from '../../src/intensity-histogram/compare.js';
import { histogram } from '../../src/intensity-histogram/histogram.js';

const of = (values: readonly number[]): ReturnType<typeof histogram> =>
  histogram(Uint8Array.from(values));
const images = fc.array(fc.integer({ min: 60, max: 160 }), { minLength: 1, maxLength: 20 });

test('the course’s relation: moved to the left is darker, with the same contrast', () => {
  const c = compareHistograms(of([100, 120, 120, 140]), of([40, 60, 60, 80]));
  expect(c).toMatchObject({ darker: 'b', moreContrast: 'neither', wider: 'neither' });
  expect(c).toMatchObject({ shifted: true, shift: -60, negative: false });
  expect(c.reasons.darker).toBe('B is darker: its mean is 60, that of A is 120.');
  expect(c.reasons.shifted).toBe('B is A moved by −60: the same shares, each level 60 darker.');
});

test('the course’s relation: of 255 − d the histogram is mirrored, of 256 − d it is not', () => {
  const image = [0, 17, 100, 100, 127, 255];
  const c = compareHistograms(of(image), of(image.map((d) => 255 - d)));
  expect(c).toMatchObject({ negative: true, moreContrast: 'neither', wider: 'neither' });
  expect(c.reasons.negative).toContain('each level v becoming 255 − v');
  const wrong = compareHistograms(of([17, 100]), of([256 - 17, 256 - 100]));
  expect(wrong.negative).toBe(false);
  expect(wrong.reasons.negative).toBe(
    'Neither is the other’s negative: with each level v becoming 255 − v, the levels of B become 16 to 99, those of A are 17 to 100.',
  );
});

test('contrast is not the range: an outlier makes B the wider one, A keeps more contrast', () => {
  const calm = Array<number>(99).fill(100);
  const a = of([...Array<number>(50).fill(80), ...Array<number>(50).fill(120)]);
  const b = of([...calm, 255]);
  const rms = compareHistograms(a, b);
  expect(rms).toMatchObject({ moreContrast: 'a', wider: 'b', measure: 'rms' });
  expect(rms.contrast.a).toBe(20);
  expect(rms.contrast.b).toBeCloseTo(155 * Math.sqrt(0.01 * 0.99), 9);
  expect(rms.reasons.contrast).toContain('by the standard deviation (RMS contrast)');
  expect(rms.reasons.contrast).toContain('The range is larger in B (155 > 40), but a range looks');
  const range = compareHistograms(a, b, { measure: 'range' });
  expect(range).toMatchObject({ moreContrast: 'b', wider: 'b' });
  expect(range.reasons.contrast).toContain('by the range: 155 > 40');
  expect(compareHistograms(a, b, { measure: 'interquartile' }).moreContrast).toBe('a');
  expect(compareHistograms(of([10, 20]), of([110, 120]), { measure: 'michelson' })).toMatchObject({
    moreContrast: 'a',
    wider: 'neither',
  });
});

test('a shifted and a mirrored image are recognised, at every size', () => {
  fc.assert(
    fc.property(images, fc.integer({ min: -60, max: 95 }), (image, by) => {
      const twice = [...image, ...image];
      const moved = compareHistograms(of(image), of(twice.map((v) => v + by)));
      expect(moved.shifted).toBe(true);
      expect(moved.shift).toBeCloseTo(by, 9);
      expect(moved.moreContrast).toBe('neither');
      expect(moved.darker).toBe(by === 0 ? 'neither' : by > 0 ? 'a' : 'b');
      const turned = compareHistograms(of(image), of(twice.map((v) => 255 - v)));
      expect(turned).toMatchObject({ negative: true, moreContrast: 'neither', wider: 'neither' });
    }),
  );
});

test('exchanging the two exchanges the answers', () => {
  const swap = { a: 'b', b: 'a', neither: 'neither' } as const;
  fc.assert(
    fc.property(images, images, (x, y) => {
      const [there, back] = [compareHistograms(of(x), of(y)), compareHistograms(of(y), of(x))];
      expect(back.darker).toBe(swap[there.darker]);
      expect(back.moreContrast).toBe(swap[there.moreContrast]);
      expect(back.wider).toBe(swap[there.wider]);
      expect([back.shifted, back.negative]).toEqual([there.shifted, there.negative]);
    }),
  );
});

test('mirroring works at the middle of whatever bins there are', () => {
  const edges = [0, 0.1, 0.2, 0.3];
  const c = compareHistograms({ counts: [3, 1, 0], edges }, { counts: [0, 1, 3], edges });
  expect(c.negative).toBe(true);
  const other = compareHistograms({ counts: [3, 1, 0], edges }, { counts: [0, 3, 1], edges });
  expect(other).toMatchObject({ negative: false, shifted: true });
});

test('each way of being no shift has its reason', () => {
  const reason = (x: number[], y: number[]): string =>
    compareHistograms(of(x), of(y)).reasons.shifted;
  expect(reason([1, 2], [3])).toContain('A has values on 2 levels, B on 1 level');
  expect(reason([1, 1, 2], [3, 4, 4])).toContain('do not hold the same shares');
  expect(reason([1, 2], [3, 5])).toContain('other distances');
  expect(reason([1, 2], [1, 2])).toBe('A and B are the same histogram.');
});

test('bad input is refused', () => {
  const a = of([1]);
  const below = { counts: [1], edges: [-2, -1] };
  expect(() => compareHistograms(below, below, { measure: 'michelson' })).toThrow('got -1.5');
  expect(() => compareHistograms(a, below)).toThrow('"b" expected the edges of a');
  expect(() => compareHistograms(a, a, { measure: 'std' as 'rms' })).toThrow('one of "rms"');
  expect(() => compareHistograms({ counts: [0.5], edges: [0, 1] }, a)).toThrow('whole numbers');
});
