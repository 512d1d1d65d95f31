import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { differenceOfGaussians } from '../../src/scale-space/extrema.js';
import { gaussianScaleSpace } from '../../src/scale-space/gaussian-scale-space.js';
import { planOctaves } from '../../src/scale-space/geometry.js';
import { readCases, toFloats, worstRatio } from '../reference/read.js';

describe('planOctaves', () => {
  const plan = { doublings: 1, scalesPerOctave: 3, baseSigma: 1.6, inputSigma: 0.5 };

  it('doubles sigma and sampling step from octave to octave', () => {
    const octaves = planOctaves({ ...plan, height: 64, width: 50 });
    expect(octaves.map((o) => o.sampling)).toEqual([0.5, 1, 2, 4]);
    expect(octaves.map((o) => o.octave)).toEqual([-1, 0, 1, 2]);
    expect(octaves.map((o) => [o.height, o.width])).toEqual([
      [128, 100],
      [64, 50],
      [32, 25],
      [16, 13],
    ]);
    for (const { sigmas, sampling } of octaves) {
      expect(sigmas[0]).toBeCloseTo(1.6 * sampling, 12);
      expect(sigmas[3]).toBeCloseTo(3.2 * sampling, 12);
    }
  });

  it('adds up the blurs of an octave to its sigmas', () => {
    const [first, second] = planOctaves({ ...plan, height: 64, width: 64 });
    // The doubled image is blurred by 2 · 0.5 = 1 sample.
    let variance = 1;
    first!.blurs.forEach((blur, i) => {
      variance += blur ** 2;
      expect(Math.sqrt(variance) * first!.sampling).toBeCloseTo(first!.sigmas[i]!, 12);
    });
    expect(second!.blurs[0]).toBe(0);
  });

  it('keeps the samples centred on the image, whatever its size', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 8, max: 200 }),
        fc.integer({ min: 8, max: 200 }),
        (height, width) => {
          for (const o of planOctaves({ ...plan, height, width })) {
            expect(o.offsetX + (o.sampling * (o.width - 1)) / 2).toBeCloseTo((width - 1) / 2, 9);
            expect(o.offsetY + (o.sampling * (o.height - 1)) / 2).toBeCloseTo((height - 1) / 2, 9);
          }
        },
      ),
    );
  });

  it('has no octave where there is no room for one', () => {
    expect(planOctaves({ ...plan, height: 3, width: 100 })).toEqual([]);
    expect(planOctaves({ ...plan, doublings: 0, height: 7, width: 7 })).toEqual([]);
  });
});

describe('gaussianScaleSpace', () => {
  it.each(readCases('02-pyramid-dog', 'scaleSpaceOctave').map((c) => [c.name, c] as const))(
    'agrees with SciPy, level by level: %s',
    (_, c) => {
      const { sigma0, scales_per_octave, assumed_input_sigma } = c.parameters;
      for (const dtype of ['float64', 'float32'] as const) {
        const { octaves } = gaussianScaleSpace(toFloats(c.inputs.image, dtype), {
          octaves: 1,
          upsample: false,
          border: c.parameters.border,
          baseSigma: sigma0,
          scalesPerOctave: scales_per_octave,
          inputSigma: assumed_input_sigma,
        });
        const { levels } = octaves[0]!;
        const { gaussians, dog } = c.expected;
        expect(levels.dtype).toBe(dtype);
        expect(worstRatio(levels.data, gaussians.data, c.tolerance[dtype])).toBeLessThan(1);
        const differences = differenceOfGaussians(levels);
        expect(worstRatio(differences.data, dog.data, c.tolerance[dtype])).toBeLessThan(1);
      }
    },
  );

  const blob = (height: number, width: number, y0: number, x0: number): number[][] =>
    Array.from({ length: height }, (_, y) =>
      Array.from({ length: width }, (_, x) =>
        Math.exp(-((x - x0) ** 2 + (y - y0) ** 2) / (2 * 3 ** 2)),
      ),
    );

  it('keeps a blob in place, in all octaves, for even and odd sizes', () => {
    for (const [height, width] of [
      [64, 64],
      [63, 70],
      [61, 61],
    ] as const) {
      const [y0, x0] = [height / 2 + 0.3, width / 2 - 1.1];
      for (const o of gaussianScaleSpace(blob(height, width, y0, x0), { octaves: 3 }).octaves) {
        const [, h, w] = o.levels.shape as [number, number, number];
        let [mass, my, mx] = [0, 0, 0];
        for (let y = 0; y < h; y++) {
          for (let x = 0; x < w; x++) {
            const v = o.levels.get(0, y, x);
            mass += v;
            my += v * (o.offset[0] + o.sampling * y);
            mx += v * (o.offset[1] + o.sampling * x);
          }
        }
        expect(my / mass).toBeCloseTo(y0, 4);
        expect(mx / mass).toBeCloseTo(x0, 4);
        // A blob of variance 9 px² gains σ² − 0.25 px² of blur (and, from the doubling, 3/16 px²).
        let spread = 0;
        for (let y = 0; y < h; y++) {
          for (let x = 0; x < w; x++) {
            spread += o.levels.get(0, y, x) * (o.offset[1] + o.sampling * x - x0) ** 2;
          }
        }
        expect(spread / mass / (9 + o.sigmas[0]! ** 2 - 0.25 + 3 / 16)).toBeCloseTo(1, 2);
      }
    }
  });

  it('mirrors with the image', () => {
    const rows = blob(40, 37, 11.3, 25.8);
    const { octaves } = gaussianScaleSpace(rows);
    const mirrored = gaussianScaleSpace(rows.map((row) => [...row].reverse())).octaves;
    octaves.forEach(({ levels }, o) => {
      const [n, h, w] = levels.shape as [number, number, number];
      for (let i = 0; i < n * h * w; i++) {
        const [s, y, x] = [Math.floor(i / (h * w)), Math.floor(i / w) % h, i % w];
        expect(mirrored[o]!.levels.get(s, y, w - 1 - x)).toBeCloseTo(levels.get(s, y, x), 12);
      }
    });
  });

  it('blurs a constant to itself and leaves its input alone', () => {
    const image = createNdArray(new Float32Array(20 * 20).fill(0.25), [20, 20]);
    for (const { levels } of gaussianScaleSpace(image).octaves) {
      for (const v of levels.data) expect(v).toBeCloseTo(0.25, 6);
    }
    expect(image.data.every((v) => v === 0.25)).toBe(true);
  });

  it('gives the octaves asked for, down to a single sample, and refuses more', () => {
    const image = blob(4, 4, 1, 1);
    const { octaves } = gaussianScaleSpace(image, { octaves: 3, upsample: false });
    expect(octaves.map((o) => o.levels.shape)).toEqual([
      [6, 4, 4],
      [6, 2, 2],
      [6, 1, 1],
    ]);
    expect(() => gaussianScaleSpace(image, { octaves: 4, upsample: false })).toThrow(
      'gaussianScaleSpace: "octaves" expected a whole number >= 1 and <= 3, got 4',
    );
  });

  it('refuses what is no image, NaN and impossible options', () => {
    expect(() => gaussianScaleSpace([1, 2])).toThrow('expected shape (h, w), got (2)');
    expect(() => gaussianScaleSpace([[1, Number.NaN]])).toThrow('NaN at [0, 1]');
    expect(() => gaussianScaleSpace([[1]], { baseSigma: 0 })).toThrow('"baseSigma"');
    expect(() => gaussianScaleSpace([[1]], { inputSigma: -1 })).toThrow('"inputSigma"');
    expect(() => gaussianScaleSpace([[1]], { scalesPerOctave: 0 })).toThrow('"scalesPerOctave"');
  });
});
