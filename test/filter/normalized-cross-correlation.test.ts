import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, mul, normal, randomGenerator, toNested } from '../../src/array/index.js';
import { createNdArray } from '../../src/core/create.js';
import { normalizedCrossCorrelation } from '../../src/filter/index.js';

const IMAGE = [
  [3, 1, 4, 1, 5, 9, 2],
  [6, 5, 3, 5, 8, 9, 7],
  [9, 3, 2, 3, 8, 4, 6],
  [2, 6, 4, 3, 3, 8, 3],
  [2, 7, 9, 5, 0, 2, 8],
  [8, 4, 1, 9, 7, 1, 6],
];

/** The coefficient of Pearson of a window and a template, as it is defined. */
function pearson(window: readonly number[], template: readonly number[]): number {
  const meanOf = (list: readonly number[]) => list.reduce((s, v) => s + v, 0) / list.length;
  const [w, t] = [window, template].map((list) => list.map((v) => v - meanOf(list)));
  const dot = (a: readonly number[], b: readonly number[]) =>
    a.reduce((s, v, i) => s + v * b[i]!, 0);
  return dot(w!, t!) / Math.sqrt(dot(w!, w!) * dot(t!, t!));
}

describe('normalizedCrossCorrelation', () => {
  it('has the numbers of skimage.feature.match_template (0.19.3)', () => {
    const cases = [
      {
        template: [
          [2, 7, 1],
          [8, 2, 8],
        ],
        wanted: [
          [-0.12588087, 0.92836593, -0.08571149, 0.02564999, 0.57938072],
          [0.31046021, -0.49088069, -0.00759255, -0.62139222, 0.33608304],
          [-0.44736992, 0.21807947, -0.34697836, 0.59718214, -0.90854176],
          [0.25506909, -0.04638387, 0.04053314, -0.15366996, 0.38417491],
          [-0.048412, 0.47452474, -0.14825471, -0.10082491, 0.28243113],
        ],
      },
      {
        template: [
          [1, 8],
          [2, 8],
          [4, 5],
        ],
        wanted: [
          [-0.29004918, 0.24019223, -0.14411534, 0.66536648, 0.51925312, -0.67444021],
          [-0.51067604, -0.56923077, 0.57008771, 0.72111026, -0.18092326, -0.13685429],
          [-0.17021563, -0.22307121, -0.06332314, 0.36630584, 0.06966485, -0.12371953],
          [0.70696871, 0.00812579, -0.20202806, -0.38102883, 0.37383896, 0.07360107],
        ],
      },
    ];
    for (const { template, wanted } of cases) {
      const got = toNested<number[][]>(normalizedCrossCorrelation(IMAGE, template));
      expect(got.map((row) => row.length)).toEqual(wanted.map((row) => row.length));
      got.forEach((row, y) => {
        row.forEach((value, x) => {
          expect(value).toBeCloseTo(wanted[y]![x]!, 7);
        });
      });
    }
  });

  it('is the definition at every place, of either precision, at any brightness and size of the numbers', () => {
    const length = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(
        ...[length, length, length, length, fc.nat(), fc.boolean()],
        fc.constantFrom(1, 1e-200, 1e250, -3),
        fc.constantFrom(0, 1, -1e5),
        (h, w, below, beside, seed, single, size, shift) => {
          fc.pre(h * w > 1);
          const dtype = single ? 'float32' : 'float64';
          const rng = randomGenerator(seed);
          const image = normal(rng, [h + below, w + beside], dtype);
          const template = normal(rng, [h, w], dtype);
          const scale = single ? Math.sign(size) * 2 : size;
          const got = normalizedCrossCorrelation(mul(add(image, shift), scale), template);
          expect(got.dtype).toBe(dtype);
          expect(got.shape).toEqual([below + 1, beside + 1]);
          const read = mul(add(image, shift), Math.sign(scale));
          for (let y = 0; y <= below; y++)
            for (let x = 0; x <= beside; x++) {
              const window = Array.from({ length: h * w }, (_, i) =>
                read.get(y + Math.floor(i / w), x + (i % w)),
              );
              const wanted = pearson(window, Array.from(template.data));
              expect(Math.abs(got.get(y, x) - wanted)).toBeLessThan(single ? 2e-6 : 1e-9);
            }
        },
      ),
    );
  });

  it('finds what was planted, darker and fainter, between all else and where the image is flat', () => {
    const rng = randomGenerator(3);
    const image = normal(rng, [70, 90], 'float32');
    const template = normal(rng, [12, 17], 'float32');
    for (let y = 0; y < 12; y++)
      for (let x = 0; x < 17; x++) image.set(30 + y, 41 + x, 0.01 * template.get(y, x) - 40);
    for (let y = 0; y < 30; y++) for (let x = 0; x < 40; x++) image.set(y, x, 255);
    const before = image.data.slice();
    const scores = normalizedCrossCorrelation(image, template);
    expect(image.data).toEqual(before);
    const best = scores.data.indexOf(Math.max(...scores.data));
    expect([Math.floor(best / 74), best % 74]).toEqual([30, 41]);
    expect(scores.get(30, 41)).toBeGreaterThan(0.9999);
    expect(scores.get(5, 5)).toBe(0);
    expect(Math.max(...scores.data.map(Math.abs))).toBeLessThanOrEqual(1);
    expect([...normalizedCrossCorrelation([[7, 7, 7]], [[1, 2]]).data]).toEqual([0, 0]);
  });

  it('reads views and bytes', () => {
    const bytes = Uint8Array.from(IMAGE.flat());
    const across = createNdArray(bytes, [7, 6], [1, 7], 0);
    const turned = normalizedCrossCorrelation(across, [
      [2, 8],
      [7, 2],
      [1, 8],
    ]);
    expect(turned.dtype).toBe('float64');
    expect(turned.get(1, 0)).toBeCloseTo(0.92836593, 7);
  });

  it('refuses templates that are larger, empty or flat, and numbers that are none', () => {
    expect(() =>
      normalizedCrossCorrelation(
        [
          [1, 2],
          [3, 4],
        ],
        [[1, 2, 3]],
      ),
    ).toThrow(
      'normalizedCrossCorrelation: "template" expected shape (h, w), none 0, at most (2, 2), got (1, 3)',
    );
    expect(() => normalizedCrossCorrelation([[1, 2]], [1])).toThrow('got (1)');
    expect(() => normalizedCrossCorrelation([[1, 2]], [[4, 4]])).toThrow('got only 4');
    expect(() => normalizedCrossCorrelation([[1, Number.NaN]], [[4]])).toThrow(
      '"image" expected finite',
    );
    expect(() => normalizedCrossCorrelation([[1, 2]], [[4, Infinity]])).toThrow(
      '"template" expected finite',
    );
  });
});
