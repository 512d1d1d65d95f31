import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNdArray, wrap } from '../../src/core/create.js';
import { DomainError, KindError, ShapeError } from '../../src/core/errors.js';
import { toNested } from '../../src/core/to-nested.js';
import { resample, warp } from '../../src/image/index.js';
import { numbersOf, views } from '../laws/views.js';

type Matrix = number[][];

const image = [
  [0, 1, 4, 9],
  [16, 8, 2, 15],
  [13, 13, 15, 2],
];
const IDENTITY = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];
const shift = (x: number, y: number): Matrix => [
  [1, 0, x],
  [0, 1, y],
  [0, 0, 1],
];
const BORDERS = ['constant', 'nearest', 'reflect', 'mirror', 'wrap'] as const;
const pixels = fc.double({ min: -5, max: 5, noNaN: true });

function nearly(actual: ArrayLike<number>, expected: ArrayLike<number>, allowed: number): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    expect(Math.abs(actual[i]! - expected[i]!)).toBeLessThanOrEqual(allowed);
  }
}

describe('warp', () => {
  const perspective = [
    [0.9, -0.3, 1.2],
    [0.25, 1.1, -0.4],
    [0.01, -0.02, 1],
  ];
  // Scipy's map_coordinates is asked at the places in the image that each pixel of the result comes from:
  // p = numpy.linalg.inv(T) @ [xs, ys, 1], map_coordinates(image, [p[1] / p[2], p[0] / p[2]], order=1,
  // mode=…, cval=0.5) with scipy 1.10.1; "constant" and "wrap" are its "grid-constant" and "grid-wrap".
  // skimage 0.19.3, warp(image, numpy.linalg.inv(T), order=1, cval=0.5, output_shape=(4, 5)), gives the
  // same as "constant".
  it.each([
    [
      'constant',
      [
        0.5, 5.60648527218714, 2.0453926523467123, 3.834747348178314, 5.0742169917994095,
        2.5511111111111133, 14.361396913335973, 6.7467222189849085, 5.572471606273663,
        7.60420670841342, 4.456370801276039, 12.721964782205742, 12.29555235586109,
        8.47422434955378, 4.259846316092501, 0.5449233016800543, 2.9223034734917714,
        5.874976335617737, 3.409636439082002, 0.7139261284909453,
      ],
    ],
    [
      'nearest',
      [
        9.91549295774648, 6.192564346997141, 2.0453926523467123, 4.206489675516224, 9.0,
        14.700000000000001, 14.361396913335973, 6.7467222189849085, 5.572471606273663,
        12.141732283464568, 13.0, 13.0, 12.29555235586109, 8.47422434955378, 10.095053346265757,
        13.0, 13.0, 14.36178107606679, 5.451977401129947, 2.0,
      ],
    ],
    [
      'reflect',
      [
        9.33525094227336, 6.192564346997141, 2.0453926523467123, 4.206489675516224, 9.0,
        14.700000000000001, 14.361396913335973, 6.7467222189849085, 5.572471606273663,
        12.141732283464568, 13.0, 13.0, 12.29555235586109, 8.47422434955378, 10.095053346265757,
        13.0, 13.0, 14.36178107606679, 5.451977401129947, 2.0,
      ],
    ],
    [
      'mirror',
      [
        5.011307280301528, 5.936893914127669, 2.0453926523467123, 4.039035511351276,
        9.840708741807642, 10.821481481481483, 14.361396913335973, 6.7467222189849085,
        5.572471606273663, 8.560202120404243, 12.610388440607995, 12.993506499083953,
        12.29555235586109, 8.47422434955378, 8.154998160798, 13.317195032870709, 11.173855064520119,
        7.965582522433837, 7.966165533531234, 10.943954754340496,
      ],
    ],
    [
      'wrap',
      [
        11.456060305494939, 6.720688185488744, 2.0453926523467123, 5.23517894901715,
        6.199426946679694, 10.137037037037038, 14.361396913335973, 6.7467222189849085,
        5.572471606273663, 10.674747349494702, 6.228823419027962, 12.719996117642305,
        12.29555235586109, 8.47422434955378, 12.997762853011537, 3.05025566106647,
        3.0497946251616743, 7.431714058536218, 6.367710428037921, 9.080730014002176,
      ],
    ],
  ] as const)('agrees with SciPy under "%s"', (border, expected) => {
    const result = warp(image, perspective, [4, 5], { border, constant: 0.5 });
    expect(result.shape).toEqual([4, 5]);
    nearly(result.data, expected, 1e-13);
  });

  it('agrees with scikit-image in taking the nearest pixel', () => {
    // skimage 0.19.3: warp(image, numpy.linalg.inv(T), order=0, mode="edge", output_shape=(4, 5))
    const result = warp(image, perspective, [4, 5], { method: 'nearest', border: 'nearest' });
    expect(Array.from(result.data)).toEqual([
      16, 0, 1, 4, 9, 16, 16, 8, 2, 15, 13, 13, 13, 2, 15, 13, 13, 15, 2, 2,
    ]);
  });

  it('moves pixels where the transform sends them: right and down for a positive shift', () => {
    expect(toNested(warp([[1, 2]], shift(1, 1), [3, 4]))).toEqual([
      [0, 0, 0, 0],
      [0, 1, 2, 0],
      [0, 0, 0, 0],
    ]);
    const point = createNdArray(new Float64Array(35), [5, 7]);
    point.set(1, 2, 1);
    // x' = 2x + 1, y' = 3y − 1 sends (2, 1) to (5, 2).
    const scaled = warp(
      point,
      [
        [2, 0, 1],
        [0, 3, -1],
        [0, 0, 1],
      ],
      [5, 7],
    );
    expect(scaled.get(2, 5)).toBeCloseTo(1, 12);
  });

  it('changes nothing under the identity, whatever its scale, method and border, on any view', () => {
    fc.assert(
      fc.property(
        views({ shape: [3, 5] }),
        fc.constantFrom('bilinear', 'nearest'),
        fc.constantFrom(...BORDERS),
        fc.constantFrom(1, -2, 0.25),
        (view, method, border, scale) => {
          const before = view.data.slice();
          const transform = IDENTITY.map((row) => row.map((v) => scale * v));
          const same = warp(view, transform, [3, 5], { method, border });
          expect(Array.from(same.data)).toEqual(numbersOf(view));
          expect(same.dtype).toBe(view.dtype === 'float32' ? 'float32' : 'float64');
          expect(view.data).toEqual(before);
        },
      ),
    );
  });

  it('shifts by whole pixels exactly, under every border', () => {
    fc.assert(
      fc.property(
        views({ shape: [4, 5], values: pixels, dtypes: ['float64', 'float32'] }),
        fc.integer({ min: -12, max: 12 }),
        fc.integer({ min: -12, max: 12 }),
        fc.constantFrom(...BORDERS),
        (view, dx, dy, border) => {
          const moved = warp(view, shift(dx, dy), [4, 5], { border, constant: 9 });
          // The place outside, step by step: each rule walks on one pixel at a time.
          const fold = (at: number, n: number): number => {
            if (at >= 0 && at < n) return at;
            if (border === 'nearest') return at < 0 ? 0 : n - 1;
            if (border === 'wrap') return fold(at < 0 ? at + n : at - n, n);
            if (border === 'reflect') return fold(at < 0 ? -1 - at : 2 * n - 1 - at, n);
            return fold(at < 0 ? -at : 2 * n - 2 - at, n);
          };
          for (let y = 0; y < 4; y++) {
            for (let x = 0; x < 5; x++) {
              const [sx, sy] = [x - dx, y - dy];
              const outside = sx < 0 || sy < 0 || sx > 4 || sy > 3;
              const expected =
                border === 'constant' && outside ? 9 : view.get(fold(sy, 4), fold(sx, 5));
              expect(moved.get(y, x) + 0).toBe(expected + 0);
            }
          }
        },
      ),
    );
  });

  it('mirrors and turns exactly', () => {
    const mirrored = warp(
      image,
      [
        [-1, 0, 3],
        [0, 1, 0],
        [0, 0, 1],
      ],
      [3, 4],
    );
    expect(toNested(mirrored)).toEqual(image.map((row) => [...row].reverse()));
    // A quarter turn: (x, y) goes to (2 − y, x).
    const turned = warp(
      image,
      [
        [0, -1, 2],
        [1, 0, 0],
        [0, 0, 1],
      ],
      [4, 3],
    );
    expect(toNested(turned)).toEqual([
      [13, 16, 0],
      [13, 8, 1],
      [15, 2, 4],
      [2, 15, 9],
    ]);
  });

  it('commutes with transposition', () => {
    const transposed = perspective.map((_, i) => {
      const row = perspective[[1, 0, 2][i]!]!;
      return [row[1]!, row[0]!, row[2]!];
    });
    fc.assert(
      fc.property(
        views({ shape: [4, 5], values: pixels, dtypes: ['float64'] }),
        fc.constantFrom(...BORDERS),
        (view, border) => {
          const straight = warp(view, perspective, [6, 7], { border });
          const across = warp(view.transpose(1, 0), transposed, [7, 6], { border });
          nearly(numbersOf(across.transpose(1, 0)), straight.data, 1e-12);
        },
      ),
    );
  });

  it('keeps a linear ramp under an affine transform', () => {
    const [a, b, c, d] = [0.8, -0.4, 0.3, 1.1];
    const ramp = wrap(
      Float64Array.from({ length: 900 }, (_, i) => 2 * (i % 30) - 3 * Math.floor(i / 30) + 1),
      [30, 30],
    );
    const result = warp(
      ramp,
      [
        [a, b, 6],
        [c, d, -4],
        [0, 0, 1],
      ],
      [20, 20],
      { border: 'nearest' },
    );
    const det = a * d - b * c;
    for (let y = 0; y < 20; y++) {
      for (let x = 0; x < 20; x++) {
        const [u, v] = [x - 6, y + 4];
        const [sx, sy] = [(d * u - b * v) / det, (a * v - c * u) / det];
        if (sx < 0 || sy < 0 || sx > 29 || sy > 29) continue;
        expect(Math.abs(result.get(y, x) - (2 * sx - 3 * sy + 1))).toBeLessThan(1e-11);
      }
    }
  });

  it('scales as resample does where pixel centres are aligned', () => {
    // x' = 2x + ½: the outer edges of both images agree.
    const doubled = warp(
      image,
      [
        [2, 0, 0.5],
        [0, 2, 0.5],
        [0, 0, 1],
      ],
      [6, 8],
      { border: 'nearest' },
    );
    nearly(doubled.data, resample(image, [6, 8]).data, 1e-14);
  });

  it('comes back after the transform and its inverse on a smooth image', () => {
    const smooth = wrap(
      Float64Array.from({ length: 3600 }, (_, i) => {
        const [x, y] = [i % 60, Math.floor(i / 60)];
        return Math.sin(x / 9) + Math.cos(y / 11 + 1);
      }),
      [60, 60],
    );
    const angle = 0.4;
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const there = [
      [c, -s, 15],
      [s, c, -5],
      [0, 0, 1],
    ];
    const back = [
      [c, s, -15 * c + 5 * s],
      [-s, c, 15 * s + 5 * c],
      [0, 0, 1],
    ];
    const options = { border: 'nearest' } as const;
    const again = warp(warp(smooth, there, [80, 80], options), back, [60, 60], options);
    let compared = 0;
    for (let y = 20; y < 40; y++) {
      for (let x = 20; x < 40; x++, compared++) {
        // Each bilinear look-up errs by at most an eighth of the second differences, twice.
        expect(Math.abs(again.get(y, x) - smooth.get(y, x))).toBeLessThan((1 / 81 + 1 / 121) / 4);
      }
    }
    expect(compared).toBe(400);
  });

  it('treats channels apart', () => {
    fc.assert(
      fc.property(
        views({ shape: [4, 5, 3], values: pixels, dtypes: ['float64', 'float32'] }),
        fc.constantFrom('bilinear', 'nearest'),
        fc.constantFrom(...BORDERS),
        (view, method, border) => {
          const all = warp(view, perspective, [5, 6], { method, border });
          expect(all.shape).toEqual([5, 6, 3]);
          for (const channel of [0, 1, 2]) {
            const one = warp(view.pick(null, null, channel), perspective, [5, 6], {
              method,
              border,
            });
            expect(numbersOf(all.pick(null, null, channel))).toEqual(Array.from(one.data));
          }
        },
      ),
    );
  });

  it('fills what comes from infinitely far away with the constant, under every border', () => {
    // x' = 1/x, so that the column x' = 0 has no origin.
    const transform = [
      [0, 0, 1],
      [0, 1, 0],
      [1, 0, 0],
    ];
    for (const border of BORDERS) {
      const result = warp(image, transform, [1, 3], { border, constant: -7 });
      expect(result.get(0, 0)).toBe(-7);
      expect(result.get(0, 1)).toBe(1);
      expect(result.get(0, 2)).toBe(0.5);
    }
  });

  it('stays finite however far a transform reaches', () => {
    for (const border of BORDERS) {
      for (const method of ['bilinear', 'nearest'] as const) {
        const { data } = warp(
          image,
          [
            [1e-9, 0, -5],
            [0, 1e-12, 7],
            [0, 0, 1],
          ],
          [3, 3],
          {
            border,
            method,
          },
        );
        expect(Array.from(data).every(Number.isFinite)).toBe(true);
      }
    }
  });

  it('works on a single pixel under every border', () => {
    for (const border of BORDERS) {
      const result = warp([[5]], shift(2, 0), [1, 3], { border });
      expect(toNested(result)).toEqual([border === 'constant' ? [0, 0, 5] : [5, 5, 5]]);
    }
  });

  it('refuses transforms without an inverse, however they are scaled', () => {
    for (const transform of [
      [
        [1, 2, 0],
        [2, 4, 0],
        [0, 0, 1],
      ],
      [
        [0.1, 0.2, 0],
        [0.3, 0.6, 0],
        [0, 0, 1],
      ],
      [
        [0, 0, 0],
        [0, 0, 0],
        [0, 0, 0],
      ],
      [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 0],
      ],
    ]) {
      expect(() => warp(image, transform, [1, 1])).toThrow(DomainError);
      expect(() => warp(image, transform, [1, 1])).toThrow('expected a matrix with an inverse');
    }
    const tiny = IDENTITY.map((row) => row.map((v) => 1e-60 * v));
    expect(toNested(warp(image, tiny, [3, 4]))).toEqual(image);
  });

  it('refuses other shapes, sizes, options and numbers that are not finite', () => {
    expect(() =>
      warp(
        image,
        [
          [1, 0],
          [0, 1],
        ],
        [1, 1],
      ),
    ).toThrow(
      new ShapeError({
        function: 'warp',
        argument: 'transform',
        expected: 'shape (3, 3)',
        got: '(2, 2)',
      }),
    );
    expect(() => warp([1, 2], IDENTITY, [1, 1])).toThrow('"image" expected shape (h, w)');
    expect(() => warp([[]], IDENTITY, [1, 1])).toThrow(ShapeError);
    expect(() => warp([[Number.NaN]], IDENTITY, [1, 1])).toThrow('NaN at [0, 0]');
    expect(() => warp(image, shift(Infinity, 0), [1, 1])).toThrow('Infinity at [0, 2]');
    expect(() => warp(image, IDENTITY, [0, 1])).toThrow(DomainError);
    expect(() => warp(image, IDENTITY, [1] as never)).toThrow(ShapeError);
    expect(() => warp(image, IDENTITY, 3 as never)).toThrow(KindError);
    expect(() => warp(image, IDENTITY, [1, 1], { border: 'edge' as never })).toThrow(
      'warp: "border" expected one of "constant", "nearest", "reflect", "mirror", "wrap", got "edge"',
    );
    expect(() => warp(image, IDENTITY, [1, 1], { method: 'cubic' as never })).toThrow(KindError);
    expect(() => warp(image, IDENTITY, [1, 1], { constant: Number.NaN })).toThrow(DomainError);
    expect(() => warp(image, IDENTITY, [1, 1], { cval: 0 } as never)).toThrow('got "cval"');
  });

  it('takes a transform times any number for the same', () => {
    const image = [
      [1, 2, 3],
      [4, 5, 6],
      [7, 8, 9],
    ];
    const transform = [
      [1, 0.25, 0.5],
      [-0.25, 1.5, 0],
      [0.125, 0, 1],
    ];
    const wanted = toNested(warp(image, transform, [3, 3]));
    for (const exponent of [-1000, -400, 400, 1000]) {
      const scaled = transform.map((row) => row.map((entry) => entry * 2 ** exponent));
      expect(toNested(warp(image, scaled, [3, 3]))).toEqual(wanted);
    }
    // A shift far beyond the image is one all the same.
    expect(toNested(warp(image, shift(1e200, 0), [1, 1], { constant: 7 }))).toEqual([[7]]);
  });
});
