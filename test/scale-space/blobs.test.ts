import fc from 'fast-check';
import type { NdArray } from 'ndarray';
import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { DomainError, KindError, ShapeError } from '../../src/core/errors.js';
import { randomGenerator } from '../../src/core/random.js';
import {
  determinantOfHessian,
  gaussianBlur,
  hessianMatrix,
  laplacianOfGaussian,
} from '../../src/filter/index.js';
import { diskOverlap, pruneOverlapping } from '../../src/scale-space/blob-overlap.js';
import {
  type DetectBlobsOptions,
  type DetectedBlob,
  detectBlobs,
} from '../../src/scale-space/blobs.js';
import { type ReferenceArray, readCases, toFloats } from '../reference/read.js';

type Image = NdArray<Float64Array>;

const drawn = (height: number, width: number, f: (x: number, y: number) => number): Image =>
  createNdArray(
    Float64Array.from({ length: height * width }, (_, i) => f(i % width, Math.floor(i / width))),
    [height, width],
  );

const noise = (height: number, width: number, seed: number): Image => {
  const rng = randomGenerator(seed);
  return drawn(height, width, () => rng.nextFloat64());
};

/** Noise with as much of it at coarse scales as at fine ones. */
const clouds = (height: number, width: number, seed: number): Image => {
  const fine = noise(height, width, seed);
  const coarse = gaussianBlur(noise(height, width, seed + 100), 1.5);
  return drawn(height, width, (x, y) => 0.2 * fine.get(y, x) + 2 * coarse.get(y, x));
};

const keys = (blobs: readonly DetectedBlob[]): string[] =>
  blobs.map((b) => `${b.polarity} ${b.y} ${b.x} ${b.sigma.toFixed(6)}`).sort();

const METHODS = ['dog', 'log', 'doh'] as const;

describe('detectBlobs', () => {
  // A Gaussian of standard deviation s and height a on a level ground.
  const [s, a, x0, y0] = [4, 0.6, 41, 30];
  const blob = (sign: number): Image =>
    drawn(
      64,
      72,
      (x, y) => 0.5 + sign * a * Math.exp(-((x - x0) ** 2 + (y - y0) ** 2) / (2 * s * s)),
    );
  const k = 1.25;
  // Sigmas at the ratio k, one of which is what theory expects.
  const theory = {
    dog: { sigma: s / Math.sqrt(k), response: a / (k + 1) },
    log: { sigma: s, response: a / 2 },
    doh: { sigma: s, response: (a * a) / 16 },
  };

  it.each(METHODS)(
    '%s finds a Gaussian at its centre, with the sigma and response of theory',
    (method) => {
      const { sigma, response } = theory[method];
      const sigmas = { minSigma: sigma / k ** 4, maxSigma: sigma * k ** 4, sigmaRatio: k };
      for (const [polarity, sign] of [
        ['bright', 1],
        ['dark', -1],
      ] as const) {
        const image = blob(sign);
        const found = detectBlobs(image, { method, polarity, ...sigmas });
        expect(found).toHaveLength(1);
        expect(found[0]).toMatchObject({ x: x0, y: y0, polarity });
        expect(found[0]!.sigma).toBeCloseTo(sigma, 10);
        // Kernels that end at four sigmas miss some thousandths.
        expect(Math.abs(found[0]!.response / response - 1)).toBeLessThan(5e-3);
        const both = detectBlobs(image, { method, polarity: 'both', ...sigmas });
        expect(both.filter((b) => b.polarity === polarity)).toEqual(found);
        const single = createNdArray(Float32Array.from(image.data), image.shape);
        expect(keys(detectBlobs(single, { method, polarity, ...sigmas }))).toEqual(keys(found));
      }
    },
  );

  it.each(METHODS)('%s finds what brute force finds in the responses of the filters', (method) => {
    const [height, width] = [17, 22];
    const image = clouds(height, width, 7);
    const sigmas = [0.8, 1.2, 1.8];
    const responses = sigmas.map((sigma) => {
      const options = { scaleNormalized: true };
      if (method === 'log') {
        const laplacian = laplacianOfGaussian(image, sigma, options);
        return (y: number, x: number) => -laplacian.get(y, x);
      }
      if (method === 'dog') {
        const [fine, coarse] = [gaussianBlur(image, sigma), gaussianBlur(image, sigma * 1.5)];
        return (y: number, x: number) => (fine.get(y, x) - coarse.get(y, x)) / 0.5;
      }
      const determinant = determinantOfHessian(image, sigma, options);
      const { hxx } = hessianMatrix(image, sigma, options);
      return (y: number, x: number) =>
        -Math.sign(hxx.get(y, x)) * Math.max(determinant.get(y, x), 0);
    });
    const threshold = method === 'doh' ? 2e-4 : 0.005;
    const expected: string[] = [];
    for (const [polarity, sign] of [
      ['bright', 1],
      ['dark', -1],
    ] as const) {
      for (let z = 0; z < 3; z++) {
        for (let y = 0; y < height; y++) {
          for (let x = 0; x < width; x++) {
            const v = sign * responses[z]!(y, x);
            let largest = v > threshold;
            for (let c = Math.max(z - 1, 0); c <= Math.min(z + 1, 2); c++) {
              for (let i = Math.max(y - 1, 0); i <= Math.min(y + 1, height - 1); i++) {
                for (let j = Math.max(x - 1, 0); j <= Math.min(x + 1, width - 1); j++) {
                  const self = c === z && i === y && j === x;
                  if (!self && sign * responses[c]!(i, j) > v) largest = false;
                }
              }
            }
            if (largest) expected.push(`${polarity} ${y} ${x} ${sigmas[z]!.toFixed(6)}`);
          }
        }
      }
    }
    // Edges, and the first and the last sigma, are among them.
    for (const kind of [/ 0 \d+ \d\.\d+$/, / 0\.800000$/, / 1\.800000$/]) {
      expect(expected.some((key) => kind.test(key))).toBe(true);
    }
    const options = { method, minSigma: 0.8, maxSigma: 1.8, sigmaRatio: 1.5, threshold };
    const found = detectBlobs(image, { ...options, overlap: 1, polarity: 'both' });
    expect(keys(found)).toEqual(expected.sort());
  });

  const compare = (blobs: readonly DetectedBlob[], reference: ReferenceArray): number => {
    const rows = new Set<string>();
    for (let i = 0; i < reference.shape[0]!; i++) {
      const [y, x, sigma] = reference.data.slice(3 * i, 3 * i + 3);
      rows.add(`bright ${y} ${x} ${sigma!.toFixed(6)}`);
    }
    const common = keys(blobs).filter((key) => rows.has(key)).length;
    return common / Math.max(rows.size, blobs.length);
  };

  it.each(
    [...readCases('02-pyramid-dog', 'blobLog'), ...readCases('02-pyramid-dog', 'blobDog')].map(
      (c) => [c.name, c] as const,
    ),
  )('agrees with scikit-image on %s', (_, { operation, inputs, parameters, expected }) => {
    const options: Partial<DetectBlobsOptions> = {
      minSigma: parameters.min_sigma,
      maxSigma: parameters.max_sigma,
      threshold: parameters.threshold,
      ...(operation === 'blobLog'
        ? { method: 'log', numSigma: parameters.num_sigma }
        : { method: 'dog', sigmaRatio: parameters.sigma_ratio }),
    };
    for (const dtype of ['float64', 'float32'] as const) {
      const image = toFloats(inputs.image, dtype);
      const { overlap } = parameters;
      expect(compare(detectBlobs(image, { ...options, overlap }), expected.blobs)).toBeGreaterThan(
        0.94,
      );
      if (!expected.all_maxima) continue;
      const all = detectBlobs(image, { ...options, overlap: 1 });
      expect(compare(all, expected.all_maxima)).toBeGreaterThan(0.99);
    }
  });

  it('finds the planted blobs of the reference at their places and sigmas', () => {
    const cases = readCases('02-pyramid-dog', 'blobLog').filter((c) => /synthetic/.test(c.name));
    expect(cases.length).toBeGreaterThan(0);
    for (const { inputs, parameters } of cases) {
      const found = detectBlobs(toFloats(inputs.image, 'float64'), {
        method: 'log',
        minSigma: 1,
        maxSigma: 10,
        numSigma: 37,
        threshold: 0.2,
      });
      const truth: [number, number, number][] = parameters.ground_truth_row_col_sigma;
      const rows = found.map((b) => [b.y, b.x, b.sigma]);
      expect(rows.sort((p, q) => p[0]! - q[0]!)).toEqual(truth);
    }
  });

  it.each(METHODS)(
    '%s finds the mirrored and transposed blobs in a mirrored and transposed image',
    (method) => {
      const image = noise(23, 34, 3);
      const options = { method, maxSigma: 5, threshold: 0.01, polarity: 'both' } as const;
      const found = detectBlobs(image, options);
      expect(found.length).toBeGreaterThan(20);
      const mirrored = createNdArray(image.data, [23, 34], [34, -1], 33);
      const transposed = createNdArray(image.data, [34, 23], [1, 34]);
      expect(keys(detectBlobs(mirrored, options))).toEqual(
        keys(found.map((b) => ({ ...b, x: 33 - b.x }))),
      );
      expect(keys(detectBlobs(transposed, options))).toEqual(
        keys(found.map((b) => ({ ...b, x: b.y, y: b.x }))),
      );
    },
  );

  it.each(METHODS)(
    '%s scales its responses with the contrast, to the power of its order',
    (method) => {
      const image = noise(20, 21, 5);
      const contrast = 0.25;
      const fainter = drawn(20, 21, (x, y) => contrast * image.get(y, x));
      const factor = method === 'doh' ? contrast ** 2 : contrast;
      const found = detectBlobs(image, { method, maxSigma: 4, threshold: 0.02 });
      const faint = detectBlobs(fainter, { method, maxSigma: 4, threshold: 0.02 * factor });
      expect(keys(faint)).toEqual(keys(found));
      expect(faint[0]!.response).toBeCloseTo(factor * found[0]!.response, 12);
    },
  );

  it('gives the strongest first', () => {
    const responses = detectBlobs(noise(30, 30, 9), { threshold: 0 }).map((b) => b.response);
    expect(responses.length).toBeGreaterThan(5);
    expect(responses).toEqual([...responses].sort((p, q) => q - p));
  });

  it('looks at maxSigma where it is minSigma times a power of the ratio', () => {
    // log(1.5⁵)/log(1.5) is below 5 in floating point.
    const maxSigma = 1.5 ** 5;
    const image = drawn(64, 64, (x, y) =>
      Math.exp(-((x - 32) ** 2 + (y - 32) ** 2) / (2 * maxSigma ** 2)),
    );
    const [found] = detectBlobs(image, { method: 'log', sigmaRatio: 1.5, maxSigma });
    expect(found!.sigma).toBeCloseTo(maxSigma, 10);
  });

  it('spaces numSigma sigmas evenly, and takes the smallest where it is one', () => {
    const image = clouds(24, 24, 2);
    const options = { method: 'log', minSigma: 1, threshold: 0, overlap: 1 } as const;
    const sigmas = (more: Partial<DetectBlobsOptions>): number[] => [
      ...new Set(detectBlobs(image, { ...options, ...more }).map((b) => b.sigma)),
    ];
    expect(sigmas({ maxSigma: 2, numSigma: 3 }).sort()).toEqual([1, 1.5, 2]);
    expect(sigmas({ maxSigma: 2, numSigma: 1 })).toEqual([1]);
  });

  it('reads integers as fractions of their largest value', () => {
    const bytes = Uint8Array.from(noise(24, 24, 4).data, (v) => Math.round(255 * v));
    const fractions = Float32Array.from(bytes, (v) => v / 255);
    const options = { threshold: 0.05, polarity: 'both' } as const;
    const found = detectBlobs(createNdArray(bytes, [24, 24]), options);
    expect(found.length).toBeGreaterThan(3);
    expect(found).toEqual(detectBlobs(createNdArray(fractions, [24, 24]), options));
  });

  it('finds nothing in a constant image, however low the threshold, in one pixel and in none', () => {
    for (const method of METHODS) {
      for (const [height, width] of [
        [20, 20],
        [1, 1],
        [0, 5],
      ] as const) {
        const image = drawn(height, width, () => 0.7);
        expect(detectBlobs(image, { method, threshold: 0, polarity: 'both' })).toEqual([]);
      }
    }
  });

  it('works on images smaller than its kernels', () => {
    const image = drawn(3, 2, (x, y) => (x === 1 && y === 1 ? 1 : 0));
    expect(detectBlobs(image, { maxSigma: 30 })[0]).toMatchObject({ x: 1, y: 1 });
    const row = drawn(1, 40, (x) => Math.exp(-((x - 17) ** 2) / 8));
    expect(detectBlobs(row, { method: 'log' })[0]).toMatchObject({ x: 17, y: 0 });
  });

  it('leaves its image as it was', () => {
    const image = noise(12, 12, 1);
    const before = Float64Array.from(image.data);
    for (const method of METHODS) detectBlobs(image, { method, maxSigma: 3 });
    expect(image.data).toEqual(before);
  });

  it('refuses what it cannot mean', () => {
    const image = noise(8, 8, 1);
    const refuse = (options: object, error: new (...args: never[]) => Error): void => {
      expect(() => detectBlobs(image, options)).toThrow(error);
    };
    refuse({ method: 'surf' }, KindError);
    refuse({ sigma: 3 }, KindError);
    refuse({ polarity: 'white' }, KindError);
    refuse({ minSigma: 0 }, DomainError);
    expect(() => detectBlobs([[1, 2]], { minSigma: 1e-200, method: 'log' })).toThrow(
      'detectBlobs: "minSigma" expected',
    );
    refuse({ minSigma: 5, maxSigma: 4 }, DomainError);
    refuse({ sigmaRatio: 1 }, DomainError);
    refuse({ sigmaRatio: 1 + 1e-9 }, DomainError);
    refuse({ threshold: -0.1 }, DomainError);
    refuse({ threshold: Number.NaN }, DomainError);
    refuse({ overlap: 1.1 }, DomainError);
    refuse({ overlap: '0.5' }, KindError);
    refuse({ method: 'log', numSigma: 2.5 }, DomainError);
    refuse({ numSigma: 4 }, KindError);
    refuse({ method: 'log', numSigma: 4, sigmaRatio: 2 }, KindError);
    expect(() => detectBlobs([1, 2, 3])).toThrow(ShapeError);
    expect(() => detectBlobs([[0, Number.NaN]])).toThrow(/NaN at \[0, 1\]/);
  });
});

describe('diskOverlap', () => {
  it('is the area of the lens over that of the smaller disk', () => {
    // Equal disks whose edges pass through each other's centres share 2π/3 − √3/2 of r².
    expect(diskOverlap(3, 3, 3)).toBeCloseTo(
      (2 * Math.PI) / 3 / Math.PI - Math.sqrt(3) / 2 / Math.PI,
      12,
    );
    // A disk of radius 1 centred on the edge of a very large one is nearly cut in half.
    expect(diskOverlap(1e4, 1e4, 1)).toBeCloseTo(0.5, 4);
    expect(diskOverlap(5, 2, 3)).toBe(0);
    expect(diskOverlap(1, 2, 3)).toBe(1);
    expect(diskOverlap(0, 2, 2)).toBe(1);
  });

  it('is symmetric, and falls with the distance', () => {
    const radius = fc.double({ min: 0.1, max: 10, noNaN: true });
    const distance = fc.double({ min: 0, max: 25, noNaN: true });
    fc.assert(
      fc.property(distance, distance, radius, radius, (d, e, p, q) => {
        expect(diskOverlap(d, p, q)).toBeCloseTo(diskOverlap(d, q, p), 9);
        const [near, far] = [Math.min(d, e), Math.max(d, e)];
        expect(diskOverlap(near, p, q)).toBeGreaterThanOrEqual(diskOverlap(far, p, q) - 1e-9);
      }),
    );
  });
});

describe('pruneOverlapping', () => {
  const at = (x: number, sigma: number): { x: number; y: number; sigma: number } => ({
    x,
    y: 0,
    sigma,
  });

  it('drops the smaller of two, and the earlier of two equal ones', () => {
    expect(pruneOverlapping([at(0, 2), at(1, 5)], 0.5)).toEqual([at(1, 5)]);
    expect(pruneOverlapping([at(0, 2), at(1, 2)], 0.5)).toEqual([at(1, 2)]);
  });

  it('lets a blob that went take no other with it', () => {
    // The largest covers the second but not the third, which the second covers.
    const chain = [at(0, 4), at(4, 3), at(8, 2)];
    expect(pruneOverlapping(chain, 0.25)).toEqual([at(0, 4), at(8, 2)]);
  });

  it('looks at few of many: a look at all pairs of these would outlast the test', () => {
    const apart = Array.from({ length: 160000 }, (_, i) => ({
      x: 6 * (i % 400) - 50.5,
      y: 6 * Math.floor(i / 400),
      sigma: 1 + (i % 3) / 2,
    }));
    const kept = pruneOverlapping(apart, 0);
    expect(kept).toHaveLength(apart.length);
    expect(kept.every(({ x, y }, i) => x === apart[i]!.x && y === apart[i]!.y)).toBe(true);
  }, 20_000);

  it('keeps all where the overlap allowed is whole, also of one place', () => {
    const same = [at(0, 2), at(0, 2), at(0, 1)];
    expect(pruneOverlapping(same, 1)).toEqual(same);
  });

  it('leaves no two that share more than allowed, and covers each that went by one that stayed', () => {
    const disks = fc.array(
      fc.record({
        x: fc.integer({ min: 0, max: 20 }),
        y: fc.integer({ min: 0, max: 20 }),
        sigma: fc.integer({ min: 1, max: 6 }),
      }),
      { maxLength: 25 },
    );
    fc.assert(
      fc.property(disks, fc.constantFrom(0, 0.3, 0.5, 0.9), (blobs, overlap) => {
        const share = (p: (typeof blobs)[0], q: (typeof blobs)[0]): number =>
          diskOverlap(Math.hypot(p.x - q.x, p.y - q.y), p.sigma * Math.SQRT2, q.sigma * Math.SQRT2);
        const stay = pruneOverlapping(blobs, overlap);
        for (const p of stay) {
          for (const q of stay)
            if (p !== q) expect(share(p, q)).toBeLessThanOrEqual(overlap + 1e-12);
        }
        for (const gone of blobs.filter((b) => !stay.includes(b))) {
          expect(stay.some((b) => b.sigma >= gone.sigma && share(b, gone) > overlap - 1e-12)).toBe(
            true,
          );
        }
      }),
    );
  });
});
