import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNdArray, readArray } from '../../src/core/create.js';
import type { Dense } from '../../src/core/types.js';
import { imageLevels } from '../../src/kernels/simd/generated/image-levels.js';
import { holding, ordinary } from '../../src/kernels/simd/hold.js';
import { extremaSearch } from '../../src/scale-space/candidates.js';
import { describeInOctaves, scaleIndex } from '../../src/scale-space/describe.js';
import { detectInOctaves } from '../../src/scale-space/detect.js';
import { detectKeypoints } from '../../src/scale-space/keypoints.js';
import { WINDOW_LIMITS, type WindowLimits } from '../../src/scale-space/octave-windows.js';
import { buildOctaves } from '../../src/scale-space/octaves.js';
import { readSettings, type SiftOptions } from '../../src/scale-space/settings.js';
import { sift } from '../../src/scale-space/sift.js';
import {
  describeInWindows,
  detectInWindows,
  siftInWindows,
} from '../../src/scale-space/sift-in-windows.js';
import { randomFloats } from '../kernels/simd/numbers.js';
import { simd } from '../laws/simd.js';

/** The smallest windows there may be, for every image that has room for one. */
const SMALLEST: WindowLimits = { whole: 0, wholeForSome: 0, window: 0, room: 1 };

/** Blobs of many sizes, so dense that no row is without keypoints, and some noise. */
function picture(height: number, width: number, seed: number): Dense {
  const data = randomFloats(height * width, seed, 0.45, 0.5);
  const random = randomFloats(4 * 400, seed + 1, 0, 1);
  for (let i = 0; i < (height * width) / 60 && i < 400; i++) {
    const [a, b, c, d] = random.subarray(4 * i, 4 * i + 4) as unknown as [
      number,
      number,
      number,
      number,
    ];
    const sigma = 0.8 * 2 ** (3.5 * c * c);
    const [x0, y0, reach] = [a * width, b * height, Math.ceil(3 * sigma)];
    for (let y = Math.max(0, Math.floor(y0 - reach)); y < Math.min(height, y0 + reach); y++) {
      for (let x = Math.max(0, Math.floor(x0 - reach)); x < Math.min(width, x0 + reach); x++) {
        const square = (x - x0) ** 2 + (y - y0) ** 2;
        data[y * width + x]! += (d - 0.5) * Math.exp(-square / (2 * sigma * sigma));
      }
    }
  }
  return readArray('test', 'image', createNdArray(data, [height, width]));
}

/** What is found where all levels are held. */
function whole(image: Dense, options: SiftOptions) {
  const settings = readSettings('sift', options);
  const octaves = buildOctaves(
    'sift',
    image,
    settings,
    settings.border,
    ordinary,
    extremaSearch(settings),
  );
  const keypoints = detectInOctaves(octaves, settings);
  return { keypoints, descriptors: describeInOctaves(octaves, keypoints, settings) };
}

const options: fc.Arbitrary<SiftOptions & { seed: number; tall: number; width: number }> =
  fc.record({
    scalesPerOctave: fc.constantFrom(1, 2, 3, 4, 6, 8),
    baseSigma: fc.constantFrom(1.2, 1.6),
    contrastThreshold: fc.constantFrom(0.01, 0.03),
    upsample: fc.boolean(),
    octaves: fc.constantFrom(undefined, 1, 2),
    maxKeypoints: fc.constantFrom(undefined, 20),
    rootSift: fc.boolean(),
    seed: fc.integer({ min: 0, max: 999 }),
    tall: fc.integer({ min: 0, max: 90 }),
    width: fc.integer({ min: 32, max: 50 }),
  });

describe.runIf(simd)('SIFT in windows', () => {
  it('finds and describes to the last bit what it finds in a scale space that is held whole', () => {
    let most = 0;
    let served = 0;
    fc.assert(
      fc.property(options, ({ seed, tall, width, ...rest }) => {
        const image = picture((rest.upsample ? 230 : 460) + tall, width, seed);
        const settings = readSettings('sift', rest);
        const wanted = whole(image, rest);
        const run = <T>(
          way: (...given: [Dense, typeof settings, typeof ordinary, WindowLimits]) => T,
        ) => holding(imageLevels, (hold) => way(image, settings, hold, SMALLEST));
        const got = run(siftInWindows);
        // Where the largest descriptors reach over the whole image there is no room for a window.
        if (got === undefined) {
          expect(run(detectInWindows)).toBe(undefined);
          return;
        }
        served++;
        most = Math.max(most, got.keypoints.length);
        expect(got.keypoints).toEqual(wanted.keypoints);
        expect(got.descriptors).toEqual(wanted.descriptors);
        expect(run(detectInWindows)).toEqual(wanted.keypoints);
        const described = holding(imageLevels, (hold) =>
          describeInWindows(image, wanted.keypoints, settings, hold, SMALLEST),
        );
        expect(described).toEqual(wanted.descriptors);
      }),
      { numRuns: 30 },
    );
    expect(most).toBeGreaterThan(100);
    expect(served).toBeGreaterThan(15);
  });

  it('does so where fits of many scales end below the first level of an octave', () => {
    const noise = randomFloats(300 * 60, 12, 0, 1);
    const image = readArray('test', 'image', createNdArray(noise, [300, 60]));
    const given = { scalesPerOctave: 12, contrastThreshold: 0, edgeRatio: 1e9 };
    const settings = readSettings('sift', given);
    const wanted = whole(image, given);
    // They are described by a level before the last of those that the octave is made of.
    const below = wanted.keypoints.filter(({ sigma, octave }) => {
      return octave >= 0 && scaleIndex(sigma, 1 / 2, settings) < 12 * (octave + 1);
    });
    expect(below.length).toBeGreaterThan(10);
    expect(holding(imageLevels, (hold) => siftInWindows(image, settings, hold, SMALLEST))).toEqual(
      wanted,
    );
  });

  it('does so with the finer sampling of the preset "precise"', () => {
    const image = picture(150, 36, 5);
    const settings = readSettings('sift', { preset: 'precise' });
    const got = holding(imageLevels, (hold) => siftInWindows(image, settings, hold, SMALLEST));
    const wanted = whole(image, { preset: 'precise' });
    expect(wanted.keypoints.length).toBeGreaterThan(40);
    expect(got).toEqual(wanted);
  });

  it('describes given places of any size and order, as far as the border', () => {
    const image = picture(300, 40, 9);
    const random = randomFloats(4 * 80, 4, 0, 1);
    const places = Array.from({ length: 80 }, (_, i) => ({
      x: -0.5 + 40 * random[4 * i]!,
      y: -0.5 + 300 * random[4 * i + 1]!,
      sigma: 0.3 * 2 ** (6 * random[4 * i + 2]!),
      orientation: 20 * (random[4 * i + 3]! - 0.5),
    }));
    for (const given of [
      {},
      { octaves: 1 },
      { scalesPerOctave: 5 },
      { upsample: false, octaves: 2 },
      { upsample: false, octaves: 1 },
    ]) {
      const settings = readSettings('describeKeypoints', given);
      const got = holding(imageLevels, (hold) =>
        describeInWindows(image, places, settings, hold, SMALLEST),
      );
      const octaves = buildOctaves('describeKeypoints', image, settings);
      expect(got).toEqual(describeInOctaves(octaves, places, settings));
    }
  });

  it('leaves to whole scale spaces small images, float64, the presets and options that read several octaves at once', () => {
    const image = picture(300, 40, 2);
    const served = (of: Dense, given: SiftOptions, limits: WindowLimits): boolean => {
      const settings = readSettings('sift', given);
      return (
        holding(imageLevels, (hold) => siftInWindows(of, settings, hold, limits)) !== undefined
      );
    };
    expect(served(image, {}, SMALLEST)).toBe(true);
    expect(served(image, {}, WINDOW_LIMITS)).toBe(false);
    expect(served(image, { preset: 'opencv' }, SMALLEST)).toBe(false);
    expect(served(image, { domainSizePooling: true }, SMALLEST)).toBe(false);
    expect(served(image, { maxKeypoints: 9 }, { ...SMALLEST, wholeForSome: 2 ** 29 })).toBe(false);
    const wide = { ...image, data: Float64Array.from(image.data) };
    expect(served(wide, {}, SMALLEST)).toBe(false);
  });

  it('serves large images, and refuses one number among them that is not finite', () => {
    const [height, width] = [1500, 1420];
    const data = new Float32Array(height * width).map((_, i) => {
      const [y, x] = [Math.floor(i / width), i % width];
      return 0.5 + 0.4 * Math.sin(x / 9 + y / 31) * Math.cos(y / 11 - x / 47);
    });
    const image = createNdArray(data, [height, width]);
    const { keypoints, descriptors } = sift(image);
    expect(keypoints.length).toBeGreaterThan(1000);
    expect(descriptors.shape).toEqual([keypoints.length, 128]);
    const settings = readSettings('sift', {});
    const dense = readArray('test', 'image', image);
    expect(holding(imageLevels, (hold) => siftInWindows(dense, settings, hold))).not.toBe(
      undefined,
    );
    expect(keypoints).toEqual(whole(dense, {}).keypoints);
    expect(detectKeypoints(image)).toEqual(keypoints);
    data[1450 * width + 20] = Number.NaN;
    expect(() => sift(image)).toThrow(
      'sift: "image" expected finite numbers, got NaN at [1450, 20]',
    );
  });
});
