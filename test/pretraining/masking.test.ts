import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mul, sum, toNested, zeros } from '../../src/array/index.js';
import { createNdArray } from '../../src/core/create.js';
import { randomGenerator } from '../../src/core/random.js';
import { checkGradient } from '../../src/gradient/check-gradient.js';
import type { Traced } from '../../src/gradient/index.js';
import {
  type Masking,
  maskCount,
  maskedReconstructionLoss,
  normalizePatches,
  randomMasking,
  restoreTokens,
  spanMasking,
} from '../../src/pretraining/index.js';

const numbered = (n: number) =>
  createNdArray(
    Float64Array.from({ length: n }, (_, i) => i),
    [n, 1],
  );

/** What holds for every masking of n numbered tokens. */
function expectShown({ visible, keep, masked, mask, restore }: Masking, n: number, kept: number) {
  expect(keep.length).toBe(kept);
  expect(masked.length).toBe(n - kept);
  expect([...keep, ...masked].sort((a, b) => a - b)).toEqual([...Array(n).keys()]);
  expect([...restore].sort((a, b) => a - b)).toEqual([...Array(n).keys()]);
  expect(visible.shape).toEqual([kept, 1]);
  expect([...visible.data]).toEqual(keep);
  expect(Array.from(mask.data.keys()).filter((i) => mask.data[i] === 1)).toEqual(
    [...masked].sort((a, b) => a - b),
  );
  const back = restoreTokens(visible, restore, [-1]);
  expect([...back.data]).toEqual([...Array(n).keys()].map((i) => (mask.data[i] === 1 ? -1 : i)));
}

describe('randomMasking', () => {
  it('keeps exactly ⌊(1 − ratio)·n⌋ tokens, and restores their places', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.integer({ min: 0, max: 1e6 }),
        (n, ratio, seed) => {
          const masking = randomMasking(numbered(n), { ratio, rng: randomGenerator(seed) });
          expectShown(masking, n, maskCount(n, { ratio }).visible);
          expect(masking.keep.length).toBe(Math.floor((1 - ratio) * n));
        },
      ),
    );
  });

  it('takes ratios as the decimals they are', () => {
    for (let n = 1; n <= 100; n++)
      for (let tenth = 0; tenth < 100; tenth++)
        expect(maskCount(n, { ratio: tenth / 100 }).visible).toBe(
          Math.floor(((100 - tenth) * n) / 100),
        );
    expect(maskCount(10, { ratio: 0.9 })).toEqual({ visible: 1, masked: 9 });
    expect(maskCount(196)).toEqual({ visible: 49, masked: 147 });
    expect(maskCount(0)).toEqual({ visible: 0, masked: 0 });
  });

  it('is MAE’s sort of noise, worked out by hand', () => {
    const noise = [0.7, 0.1, 0.9, 0.3, 0.5, 0.2, 0.8, 0.4];
    const masking = randomMasking(numbered(8), { noise });
    expect(masking.keep).toEqual([1, 5]);
    expect(masking.masked).toEqual([3, 7, 4, 0, 6, 2]);
    expect(masking.restore).toEqual([5, 0, 7, 2, 4, 1, 6, 3]);
    expect([...masking.mask.data]).toEqual([1, 0, 1, 1, 1, 0, 1, 1]);
    // Of equal noise the first stay.
    expect(randomMasking(numbered(4), { noise: [1, 1, 1, 1], ratio: 0.5 }).keep).toEqual([0, 1]);
  });

  it('keeps each set of tokens equally often', () => {
    const rng = randomGenerator(7);
    const counts = new Map<string, number>();
    const draws = 6000;
    for (let i = 0; i < draws; i++) {
      const { keep } = randomMasking(numbered(4), { ratio: 0.5, rng });
      const key = [...keep].sort().join();
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    // Five standard deviations of a binomial count with p = 1/6.
    for (const count of counts.values())
      expect(Math.abs(count - draws / 6)).toBeLessThan(5 * Math.sqrt((draws * 5) / 36));
  });

  it('leaves its tokens alone, and has the gradient of what it lets through', () => {
    const tokens = [
      [1, 2],
      [3, 4],
      [5, 6],
      [7, 8],
    ];
    const noise = [0.6, 0.9, 0.2, 0.4];
    const f = ({ x, m }: { x: Traced; m: Traced }): Traced => {
      const { visible, restore } = randomMasking(x, { noise, ratio: 0.5 });
      const whole = restoreTokens(visible, restore, m);
      return sum(
        mul(mul(whole, whole), [
          [1, 2],
          [3, 4],
          [5, 6],
          [7, 8],
        ]),
      );
    };
    const m = [0.5, -0.5];
    expect(checkGradient(f, { x: tokens, m }, { order: 2 }).maxError).toBeLessThan(1e-6);
    expect(tokens).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
      [7, 8],
    ]);
    const single = randomMasking(createNdArray(new Float32Array(4), [4, 1]), { noise });
    expect(single.visible.data).toBeInstanceOf(Float32Array);
  });

  it('refuses ratios outside [0, 1), other shapes, and nothing or two things to decide by', () => {
    const rng = randomGenerator(1);
    for (const ratio of [1, -0.1, 2, Number.NaN])
      expect(() => randomMasking(numbered(4), { ratio, rng })).toThrow(
        'randomMasking: "ratio" expected a finite number >= 0 and < 1',
      );
    expect(() => maskCount(4, { ratio: 1 })).toThrow('maskCount: "ratio"');
    expect(() => maskCount(-1)).toThrow('maskCount: "n"');
    expect(() => randomMasking([1, 2], { rng })).toThrow('"tokens" expected shape (n, d), got (2)');
    expect(() => randomMasking(numbered(4), {})).toThrow('randomMasking: "rng"');
    expect(() => randomMasking(numbered(4), { rng, noise: [1, 2, 3, 4] })).toThrow('"noise"');
    expect(() => randomMasking(numbered(4), { noise: [1, 2] })).toThrow('shape (n=4), got (2)');
    expect(() => randomMasking(numbered(2), { noise: [1, Number.NaN] })).toThrow('NaN at [1]');
    // @ts-expect-error: an unknown option.
    expect(() => randomMasking(numbered(4), { rng, rate: 0.5 })).toThrow('"rate"');
  });
});

describe('spanMasking', () => {
  it('hides as many tokens as randomMasking does, and restores their places', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.double({ min: 1, max: 10, noNaN: true }),
        fc.integer({ min: 0, max: 1e6 }),
        (n, ratio, meanSpan, seed) => {
          const options = { ratio, meanSpan, rng: randomGenerator(seed) };
          const masking = spanMasking(numbered(n), options);
          const { visible, masked } = maskCount(n, { ratio });
          expectShown(masking, n, visible);
          // As many runs of hidden tokens as the mean asks for and as there is room for.
          const runs = masking.masked.filter((p) => !masking.masked.includes(p - 1)).length;
          const wanted = Math.max(1, Math.round(masked / meanSpan));
          expect(runs).toBe(masked === 0 ? 0 : Math.min(wanted, masked, visible + 1));
        },
      ),
    );
  });

  it('puts spans anywhere, at both ends too', () => {
    const rng = randomGenerator(3);
    const starts = new Map<number, number>();
    const draws = 4000;
    for (let i = 0; i < draws; i++) {
      const { masked } = spanMasking(numbered(8), { ratio: 0.375, rng });
      expect(masked).toEqual([masked[0], masked[0]! + 1, masked[0]! + 2]);
      starts.set(masked[0]!, (starts.get(masked[0]!) ?? 0) + 1);
    }
    expect([...starts.keys()].sort()).toEqual([0, 1, 2, 3, 4, 5]);
    for (const count of starts.values())
      expect(Math.abs(count - draws / 6)).toBeLessThan(5 * Math.sqrt((draws * 5) / 36));
  });

  it('hides given spans whole and first', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
        const rng = randomGenerator(seed);
        const spans: [number, number][] = [
          [2, 5],
          [7, 9],
          [12, 12],
        ];
        const all = spanMasking(numbered(16), { ratio: 0.5, spans, rng });
        expectShown(all, 16, 8);
        for (const place of [2, 3, 4, 7, 8]) expect(all.masked).toContain(place);
        const some = spanMasking(numbered(16), { ratio: 0.2, spans, rng });
        // Four tokens: all of one span, and the beginning of the other.
        expect([
          [2, 3, 4, 7],
          [2, 3, 7, 8],
        ]).toContainEqual(some.masked);
        // Moments of four bands each, one of them hidden whole.
        const moments = Array.from({ length: 4 }, (_, t) => [4 * t, 4 * t + 4] as const);
        const { masked } = spanMasking(numbered(16), { ratio: 0.25, spans: moments, rng });
        expect(masked[0]! % 4).toBe(0);
        expect(masked[3]! - masked[0]!).toBe(3);
      }),
    );
  });

  it('refuses spans that overlap or leave the tokens', () => {
    const rng = randomGenerator(1);
    expect(() =>
      spanMasking(numbered(8), {
        spans: [
          [0, 3],
          [2, 4],
        ],
        rng,
      }),
    ).toThrow('spanMasking: "spans[1]" expected spans that do not overlap, got token 2 twice');
    expect(() => spanMasking(numbered(8), { spans: [[5, 9]], rng })).toThrow('"spans[0]"');
    expect(() => spanMasking(numbered(8), { spans: [[5, 3]], rng })).toThrow('"spans[0]"');
    // @ts-expect-error: no span.
    expect(() => spanMasking(numbered(8), { spans: [3], rng })).toThrow('"spans[0]"');
    // @ts-expect-error: no list.
    expect(() => spanMasking(numbered(8), { spans: 3, rng })).toThrow('"spans"');
    expect(() => spanMasking(numbered(8), { spans: [], meanSpan: 2, rng })).toThrow('"meanSpan"');
    expect(() => spanMasking(numbered(8), { meanSpan: 0.5, rng })).toThrow('"meanSpan"');
    expect(() => spanMasking(numbered(8), { ratio: 1, rng })).toThrow('spanMasking: "ratio"');
    expect(() => spanMasking(numbered(8), {})).toThrow('spanMasking: "rng"');
  });
});

describe('restoreTokens', () => {
  it('serves a batch, a row of places for each sample', () => {
    const visible = [
      [[1], [2]],
      [[3], [4]],
    ];
    const restored = restoreTokens(
      visible,
      [
        [2, 0, 1],
        [1, 2, 0],
      ],
      [9],
    );
    expect(toNested(restored)).toEqual([
      [[9], [1], [2]],
      [[4], [9], [3]],
    ]);
  });

  it('refuses what is no permutation, and other shapes', () => {
    expect(() => restoreTokens([[1]], [0, 0], [9])).toThrow(
      'restoreTokens: "restore" expected each of 0 to 1 once, got 0 twice',
    );
    expect(() => restoreTokens([[1]], [0, 2], [9])).toThrow('got 2 at [1]');
    expect(() => restoreTokens([[1]], [0, 0.5], [9])).toThrow('got 0.5 at [1]');
    expect(() => restoreTokens([[1], [2], [3]], [0, 1], [9])).toThrow('"restore"');
    expect(() => restoreTokens([[1]], [[0, 1]], [9])).toThrow('"restore"');
    expect(() => restoreTokens([[1]], [0, 1], [9, 9])).toThrow('"maskToken" expected shape (d=1)');
    expect(() => restoreTokens([1], [0, 1], [9])).toThrow('"visible"');
  });
});

describe('maskedReconstructionLoss', () => {
  const prediction = [
    [1, 2, 3],
    [4, 4, 4],
    [0, 0, 0],
    [7, 7, 7],
  ];
  const target = [
    [1, 2, 6],
    [0, 0, 0],
    [3, 0, 0],
    [7, 7, 7],
  ];

  it('is the mean over hidden patches alone', () => {
    expect(maskedReconstructionLoss(prediction, target, [1, 0, 1, 0])).toBeCloseTo(3, 14);
    // The course's mistake: the mean over all patches.
    const all = (9 / 3 + 16 + 9 / 3) / 4;
    expect(
      Math.abs(maskedReconstructionLoss(prediction, target, [1, 0, 1, 0]) - all),
    ).toBeGreaterThan(1);
    expect(maskedReconstructionLoss(prediction, target, [1, 1, 1, 1])).toBeCloseTo(all, 14);
    const batch = maskedReconstructionLoss(
      [prediction, prediction],
      [target, target],
      [
        [1, 0, 0, 0],
        [0, 1, 0, 1],
      ],
    );
    expect(batch).toBeCloseTo((3 + 16 + 0) / 3, 14);
  });

  it('takes a mask of values too', () => {
    const holes = [
      [0, 0, 1],
      [1, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
    ];
    expect(maskedReconstructionLoss(prediction, target, holes)).toBeCloseTo((9 + 16) / 2, 14);
  });

  it('does not care what is predicted for visible patches', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 3, maxLength: 3 }),
        (row) => {
          const changed = [prediction[0]!, row, prediction[2]!, row];
          expect(maskedReconstructionLoss(changed, target, [1, 0, 1, 0])).toBe(
            maskedReconstructionLoss(prediction, target, [1, 0, 1, 0]),
          );
        },
      ),
    );
  });

  it('normalises targets as MAE does, by the unbiased variance', () => {
    const normal = normalizePatches([
      [1, 2, 6],
      [5, 5, 5],
    ]);
    // Mean 3, variance (4 + 1 + 9)/2 = 7.
    const s = Math.sqrt(7 + 1e-6);
    expect([...normal.data]).toEqual(
      [-2 / s, -1 / s, 3 / s, 0, 0, 0].map((v) => expect.closeTo(v, 14)),
    );
    const loss = maskedReconstructionLoss(prediction, target, [1, 0, 0, 0], {
      normalizeTargets: true,
    });
    expect(loss).toBeCloseTo(((1 + 2 / s) ** 2 + (2 + 1 / s) ** 2 + (3 - 3 / s) ** 2) / 3, 13);
    const single = normalizePatches(createNdArray(Float32Array.of(1, 2, 6), [1, 3]));
    expect(single.data).toBeInstanceOf(Float32Array);
  });

  it('has the gradient of its value, to second order', () => {
    const mask = [1, 0, 1, 0];
    const p = [
      [0.1, 0.2, 0.3],
      [0.4, 0.5, 0.6],
      [-0.1, -0.2, 0.7],
      [1, 1, 1],
    ];
    type Pair = { readonly p: Traced; readonly t: Traced };
    for (const normalizeTargets of [false, true]) {
      const f = (x: Pair) => maskedReconstructionLoss(x.p, x.t, mask, { normalizeTargets });
      const t = [
        [1, 2, 6],
        [0, 3, 1],
        [3, 0, 1],
        [7, 6, 7],
      ];
      expect(checkGradient(f, { p, t }, { order: 2 }).maxError).toBeLessThan(1e-6);
    }
  });

  it('refuses nothing hidden, other masks and shapes', () => {
    expect(() => maskedReconstructionLoss(prediction, target, [0, 0, 0, 0])).toThrow(
      'maskedReconstructionLoss: "mask" expected something hidden to be reconstructed, got only zeros',
    );
    expect(() => maskedReconstructionLoss(prediction, target, [0, 2, 0, 0])).toThrow('2 at [1]');
    expect(() => maskedReconstructionLoss(prediction, target, [1, 0])).toThrow(
      '"mask" expected shape (4), or that of prediction, (4, 3), got (2)',
    );
    expect(() => maskedReconstructionLoss(prediction, [[1, 2, 3]], [1])).toThrow('"target"');
    expect(() => maskedReconstructionLoss([1], [1], [1])).toThrow('"prediction"');
    expect(() => maskedReconstructionLoss([[Number.NaN]], [[1]], [1])).toThrow('NaN at [0, 0]');
    expect(() => normalizePatches([[1]])).toThrow('at least two values in a patch');
    expect(() => normalizePatches([[1, 2]], { epsilon: 0 })).toThrow('"epsilon"');
    // @ts-expect-error: an unknown option.
    expect(() => maskedReconstructionLoss([[1]], [[1]], [1], { norm: true })).toThrow('"norm"');
    expect(() => maskedReconstructionLoss(zeros([0, 3]), zeros([0, 3]), zeros([0]))).toThrow();
  });
});
