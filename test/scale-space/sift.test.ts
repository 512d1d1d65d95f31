import fc from 'fast-check';
import type { NdArray } from 'ndarray';
import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { type InspectedExtremum, inspectKeypoints } from '../../src/scale-space/inspect.js';
import type { Keypoint } from '../../src/scale-space/keypoint.js';
import { describeKeypoints, detectKeypoints } from '../../src/scale-space/keypoints.js';
import { sift } from '../../src/scale-space/sift.js';
import { readCases, readImage } from '../reference/read.js';

type Image = NdArray<Float64Array>;

const make = (height: number, width: number, f: (x: number, y: number) => number): Image => {
  const data = Float64Array.from({ length: height * width }, (_, i) =>
    f(i % width, Math.floor(i / width)),
  );
  return createNdArray(data, [height, width]);
};

const gaussian = (x: number, y: number, s: number): number =>
  Math.exp(-(x * x + y * y) / (2 * s * s));

/** Blobs of both signs and several sizes on a slope. */
const scene = (height: number, width: number, dx = 0, dy = 0): Image =>
  make(height, width, (x, y) => {
    const at = (x0: number, y0: number, s: number): number => gaussian(x - x0 - dx, y - y0 - dy, s);
    return (
      0.4 +
      0.002 * (x + 2 * y) +
      0.3 * at(22.3, 20.8, 3) -
      0.25 * at(48.6, 24.1, 4.2) +
      0.2 * at(30.2, 47.7, 2.1) -
      0.2 * at(52.9, 50.4, 2.6)
    );
  });

const photo = (size: number): NdArray<Uint8Array> => {
  const camera = readImage('camera');
  const data = Uint8Array.from({ length: size * size }, (_, i) =>
    camera.get(90 + Math.floor(i / size), 190 + (i % size)),
  );
  return createNdArray(data, [size, size]);
};

const turnDistance = (a: number, b: number): number => {
  const turn = Math.abs(a - b) % (2 * Math.PI);
  return Math.min(turn, 2 * Math.PI - turn);
};

/** The keypoint of `others` nearest to `k` in place, scale and orientation, and how far it is. */
function nearest(k: Keypoint, others: readonly Keypoint[]): { index: number; distance: number } {
  let best = { index: -1, distance: Number.POSITIVE_INFINITY };
  others.forEach((o, index) => {
    const distance =
      Math.hypot(o.x - k.x, o.y - k.y) +
      Math.abs(Math.log(o.sigma / k.sigma)) +
      turnDistance(o.orientation, k.orientation);
    if (distance < best.distance) best = { index, distance };
  });
  return best;
}

describe('sift', () => {
  it.each(readCases('03-sift', 'siftLocalisation').map((c) => [c.name, c] as const))(
    'finds the blob at its true centre: %s',
    (_, c) => {
      const { data, shape } = c.inputs.image;
      const [x0, y0] = c.expected.true_x_y;
      const keypoints = detectKeypoints(createNdArray(data, shape));
      const found = keypoints.filter((k) => Math.hypot(k.x - x0, k.y - y0) < 1);
      expect(found.length).toBeGreaterThan(0);
      const best = found.reduce((a, b) => (a.response > b.response ? a : b));
      expect(Math.hypot(best.x - x0, best.y - y0)).toBeLessThan(c.tolerance.position_px);
      const ratio = best.sigma / c.expected.expected_sigma;
      expect(ratio).toBeGreaterThan(c.tolerance.sigma_ratio[0]);
      expect(ratio).toBeLessThan(c.tolerance.sigma_ratio[1]);
    },
  );

  it.each(readCases('03-sift', 'siftOrientation').map((c) => [c.name, c] as const))(
    'gives the blob on a ramp the direction of the ramp: %s',
    (_, c) => {
      const { data, shape } = c.inputs.image;
      const { contrastThreshold } = c.parameters;
      const angle = (c.expected.angle_degrees * Math.PI) / 180;
      const found = detectKeypoints(createNdArray(data, shape), { contrastThreshold }).filter(
        (k) => Math.hypot(k.x - 32, k.y - 32) < 1,
      );
      const error = Math.min(...found.map((k) => turnDistance(k.orientation, angle)));
      // The case allows 7°; half a bin of 10° would pass that.
      expect((error * 180) / Math.PI).toBeLessThan(2.5);
    },
  );

  it('moves its keypoints with the image, by whole pixels and by parts of one', () => {
    const still = sift(scene(72, 76)).keypoints;
    expect(still.length).toBeGreaterThanOrEqual(4);
    // Even steps keep the lattice of the first octaves; a part of a pixel does not.
    for (const [dx, dy, tolerance] of [
      [4, 8, 0.02],
      [1, 2, 0.06],
      [0.37, -0.61, 0.15],
    ] as const) {
      const moved = sift(scene(72, 76, dx, dy)).keypoints;
      // Orientations of nearly round blobs are loose, and wide Gaussians feel the border.
      for (const k of still.filter(({ sigma }) => sigma < 6)) {
        const distances = moved.map(
          (m) => Math.hypot(m.x - k.x - dx, m.y - k.y - dy) + Math.abs(Math.log(m.sigma / k.sigma)),
        );
        expect(Math.min(...distances)).toBeLessThan(tolerance);
      }
    }
  });

  it('turns and mirrors its keypoints with the image, and leaves descriptors of turned ones alone', () => {
    for (const size of [96, 95]) {
      const image = photo(size);
      const { keypoints, descriptors } = sift(image);
      expect(keypoints.length).toBeGreaterThan(50);
      const last = size - 1;
      // By 90°: what stood at (x, y) stands at (last − y, x).
      const turned = sift(image.transpose(1, 0).step(1, -1));
      expect(turned.keypoints.length).toBe(keypoints.length);
      keypoints.forEach((k, i) => {
        const orientation = k.orientation + Math.PI / 2;
        const { index, distance } = nearest(
          { ...k, x: last - k.y, y: k.x, orientation },
          turned.keypoints,
        );
        expect(distance).toBeLessThan(1e-4);
        for (let j = 0; j < 128; j++) {
          const difference = turned.descriptors.get(index, j) - descriptors.get(i, j);
          expect(Math.abs(difference)).toBeLessThan(1e-3);
        }
      });
      const mirrored = sift(image.step(1, -1)).keypoints;
      expect(mirrored.length).toBe(keypoints.length);
      for (const k of keypoints) {
        const orientation = Math.PI - k.orientation;
        expect(nearest({ ...k, x: last - k.x, orientation }, mirrored).distance).toBeLessThan(1e-4);
      }
    }
  });

  it('finds the same with more of the picture around it, to rounding', () => {
    const camera = readImage('camera');
    const cut = (size: number, top: number, left: number): NdArray<Uint8Array> =>
      createNdArray(
        Uint8Array.from({ length: size * size }, (_, i) =>
          camera.get(top + Math.floor(i / size), left + (i % size)),
        ),
        [size, size],
      );
    // 32 pixels are whole steps of the first six octaves, of which even sizes have one lattice.
    const small = sift(cut(128, 100, 132));
    const wide = sift(cut(192, 68, 100));
    let compared = 0;
    small.keypoints.forEach((k, i) => {
      // Blurs of the coarser levels reach about so far, one after the other.
      if (Math.min(k.x, k.y, 127 - k.x, 127 - k.y) < 14 * k.sigma) return;
      const { index, distance } = nearest({ ...k, x: k.x + 32, y: k.y + 32 }, wide.keypoints);
      expect(distance).toBeLessThan(1e-4);
      for (let j = 0; j < 128; j++) {
        expect(wide.descriptors.get(index, j)).toBeCloseTo(small.descriptors.get(i, j), 5);
      }
      compared++;
    });
    expect(compared).toBeGreaterThan(30);
  });

  it.each([
    ['float64', [-300, -100, 100, 300]],
    ['float32', [-80, -20, 20, 80]],
  ] as const)('does not depend on the unit of %s, however small or large', (dtype, powers) => {
    const bytes = photo(80);
    const scaled = (factor: number) => {
      const values = Float64Array.from(bytes.data, (v) => (v / 255) * factor);
      return createNdArray(dtype === 'float64' ? values : Float32Array.from(values), [80, 80]);
    };
    const { keypoints, descriptors } = sift(scaled(1));
    expect(keypoints.length).toBeGreaterThan(20);
    for (const power of powers) {
      const range = 2 ** power;
      const other = sift(scaled(range), { intensityRange: range });
      expect(other.keypoints).toEqual(
        keypoints.map((k) => ({ ...k, response: k.response * range })),
      );
      expect(other.descriptors.data).toEqual(descriptors.data);
    }
  });

  it('answers to contrast, not to brightness', () => {
    const image = scene(72, 76);
    const { keypoints, descriptors } = sift(image);
    const other = createNdArray(
      image.data.map((v) => 0.1 + 0.5 * v),
      [72, 76],
    );
    const dimmed = sift(other, { contrastThreshold: 0.02 });
    expect(dimmed.keypoints.length).toBe(keypoints.length);
    dimmed.keypoints.forEach((k, i) => {
      expect(k.x).toBeCloseTo(keypoints[i]!.x, 8);
      expect(k.response).toBeCloseTo(keypoints[i]!.response / 2, 10);
      expect(k.orientation).toBeCloseTo(keypoints[i]!.orientation, 8);
    });
    dimmed.descriptors.data.forEach((v, i) => {
      expect(v).toBeCloseTo(descriptors.data[i]!, 6);
    });
  });

  it('gives thresholds one meaning, whatever the scales per octave and the intensity range', () => {
    const image = photo(96);
    const count = (scalesPerOctave: number): number => inspectKept(image, scalesPerOctave);
    const three = count(3);
    // Finer scales find more extrema; with the threshold as it stands at three they would lose half.
    for (const scales of [4, 5, 6]) {
      expect(count(scales) / three).toBeGreaterThan(0.95);
      expect(count(scales) / three).toBeLessThan(1.6);
    }
    const wide = createNdArray(Float64Array.from(image.data), [96, 96]);
    const unit = createNdArray(
      Float64Array.from(image.data, (v) => v / 255),
      [96, 96],
    );
    const a = detectKeypoints(wide, { intensityRange: 255 });
    const b = detectKeypoints(unit);
    expect(a.length).toBe(b.length);
    a.forEach((k, i) => {
      expect(k.x).toBeCloseTo(b[i]!.x, 6);
    });
  });

  it('reads bytes as fractions, and views as they are seen, and changes neither', () => {
    const bytes = photo(80);
    const before = bytes.data.slice();
    const single = createNdArray(
      Float32Array.from(bytes.data, (v) => v / 255),
      [80, 80],
    );
    const a = sift(bytes);
    expect(sift(single).keypoints).toEqual(a.keypoints);
    expect(bytes.data).toEqual(before);
    const padded = createNdArray(new Float32Array(100 * 90).fill(9), [100, 90]);
    const window = padded.lo(7, 5).hi(80, 80);
    for (let y = 0; y < 80; y++) for (let x = 0; x < 80; x++) window.set(y, x, single.get(y, x));
    expect(sift(window).descriptors.data).toEqual(a.descriptors.data);
  });

  it('computes in float64 where the image is, to the same keypoints', () => {
    const bytes = photo(80);
    const double = createNdArray(
      Float64Array.from(bytes.data, (v) => v / 255),
      [80, 80],
    );
    const singles = sift(bytes).keypoints;
    const doubles = sift(double).keypoints;
    expect(doubles.length).toBe(singles.length);
    doubles.forEach((k, i) => {
      expect(Math.hypot(k.x - singles[i]!.x, k.y - singles[i]!.y)).toBeLessThan(1e-3);
    });
  });

  it('keeps the strongest where only so many are asked for, in their order', () => {
    const image = photo(96);
    const all = detectKeypoints(image);
    const few = detectKeypoints(image, { maxKeypoints: 20 });
    expect(few.length).toBe(20);
    const weakest = Math.min(...few.map((k) => k.response));
    const left = all.filter((k) => !few.some((f) => f.x === k.x && f.y === k.y));
    for (const k of left) expect(k.response).toBeLessThanOrEqual(weakest);
    expect(few).toEqual(
      all.filter((k) => few.some((f) => JSON.stringify(f) === JSON.stringify(k))),
    );
    expect(detectKeypoints(image, { maxKeypoints: 0 })).toEqual([]);
  });

  it('has no keypoints in constant images and in those too small for one octave', () => {
    expect(sift(make(40, 40, () => 0.7))).toMatchObject({ keypoints: [] });
    expect(sift(make(40, 40, () => 0.7)).descriptors.shape).toEqual([0, 128]);
    for (const [h, w] of [
      [1, 1],
      [3, 50],
      [0, 0],
      [2, 2],
    ] as const) {
      expect(sift(make(h, w, (x, y) => ((x + y) % 2) as number)).keypoints).toEqual([]);
    }
  });

  it('finds about a quarter without doubling, none finer than the image', () => {
    const image = photo(128);
    const plain = detectKeypoints(image, { upsample: false });
    expect(plain.length).toBeGreaterThan(10);
    expect(plain.length).toBeLessThan(detectKeypoints(image).length / 2);
    expect(Math.min(...plain.map((k) => k.octave))).toBe(0);
  });

  it('refuses bad images and options in the language of the house', () => {
    const image = make(32, 32, (x) => x / 32);
    expect(() => sift([[1, 2], [3]])).toThrow(
      'sift: "image" expected nested arrays of equal lengths',
    );
    expect(() => sift([1, 2, 3])).toThrow('sift: "image" expected shape (h, w), got (3)');
    expect(() => sift(make(9, 9, (x, y) => (x === 4 && y === 2 ? Number.NaN : 0)))).toThrow(
      'sift: "image" expected finite numbers, got NaN at [2, 4]',
    );
    expect(() => sift(make(9, 9, (x) => (x === 8 ? 1 / 0 : 0)))).toThrow('Infinity at [0, 8]');
    // @ts-expect-error an option that does not exist
    expect(() => sift(image, { sigma: 1.6 })).toThrow('got "sigma"');
    // @ts-expect-error a preset that does not exist
    expect(() => sift(image, { preset: 'fast' })).toThrow(
      '"standard", "precise", "opencv", got "fast"',
    );
    expect(() => sift(image, { baseSigma: -1 })).toThrow(
      '"baseSigma" expected a finite number >= 0.000001',
    );
    expect(() => sift(image, { edgeRatio: 0.5 })).toThrow('"edgeRatio"');
    expect(() => sift(image, { contrastThreshold: Number.NaN })).toThrow('got NaN');
    expect(() => sift(image, { maxKeypoints: 1.5 })).toThrow('a whole number');
  });
});

function inspectKept(image: NdArray<Uint8Array>, scalesPerOctave: number): number {
  return inspectKeypoints(image, { scalesPerOctave }).filter((e) => e.fate === 'kept').length;
}

describe('inspectKeypoints', () => {
  it('keeps exactly the keypoints that are detected, and has a reason for every other extremum', () => {
    const image = photo(96);
    const extrema = inspectKeypoints(image);
    const places = new Set(detectKeypoints(image).map((k) => `${k.x} ${k.y} ${k.sigma}`));
    const keptOf = (all: readonly InspectedExtremum[]) =>
      new Set(all.filter((e) => e.fate === 'kept').map((e) => `${e.x} ${e.y} ${e.sigma}`));
    expect(keptOf(extrema)).toEqual(places);
    // Of other scales an octave sigmas are multiplied by one number more; the last bit of it counts too.
    const options = { preset: 'precise', scalesPerOctave: 5 } as const;
    const precise = detectKeypoints(image, options).map((k) => `${k.x} ${k.y} ${k.sigma}`);
    expect(keptOf(inspectKeypoints(image, options))).toEqual(new Set(precise));
    for (const { fate, refinedValue, edgeRatio, reason } of extrema) {
      expect(reason.length).toBeGreaterThan(10);
      if (fate === 'low-contrast') expect(Math.abs(refinedValue!)).toBeLessThan(0.04 / 3);
      if (fate === 'edge') expect(edgeRatio).toBeGreaterThanOrEqual(12.1);
    }
    expect(extrema.some((e) => e.fate === 'edge')).toBe(true);
    expect(extrema.some((e) => e.fate === 'low-contrast')).toBe(true);
  });
});

describe('describeKeypoints', () => {
  it('describes given keypoints as sift describes them', () => {
    const image = photo(96);
    const { keypoints, descriptors } = sift(image);
    expect(describeKeypoints(image, keypoints).data).toEqual(descriptors.data);
    const plain = keypoints.map(({ x, y, sigma, orientation }) => ({ x, y, sigma, orientation }));
    expect(describeKeypoints(image, plain).data).toEqual(descriptors.data);
  });

  it('puts a plain ramp into the bin of its direction, in every cell alike', () => {
    // Brightness rises towards 45° below +x; the keypoint points along +x.
    const ramp = make(128, 128, (x, y) => 0.003 * (x + y));
    const frame = { x: 63.5, y: 63.5, sigma: 3, orientation: 0 };
    const d = describeKeypoints(ramp, [frame]).data;
    for (let cell = 0; cell < 16; cell++) {
      for (let bin = 0; bin < 8; bin++) {
        // Bins run against the image's angles: +45° is bin 7.
        if (bin === 7) expect(d[cell * 8 + bin]).toBeGreaterThan(0.1);
        else expect(d[cell * 8 + bin]).toBeLessThan(1e-6);
      }
    }
    // Turned to the ramp the gradient falls into bin 0.
    const turned = describeKeypoints(ramp, [{ ...frame, orientation: Math.PI / 4 }]).data;
    expect(turned[0]).toBeGreaterThan(0.1);
    expect(turned[1]).toBeLessThan(1e-6);
  });

  it('has unit length, no number far above the clip, and zeros on flat ground', () => {
    const image = photo(96);
    const { descriptors, keypoints } = sift(image);
    keypoints.forEach((_, i) => {
      const row = descriptors.data.subarray(i * 128, (i + 1) * 128);
      expect(Math.hypot(...row)).toBeCloseTo(1, 6);
      expect(Math.min(...row)).toBeGreaterThanOrEqual(0);
    });
    const flat = describeKeypoints(
      make(32, 32, () => 1),
      [{ x: 16, y: 16, sigma: 2, orientation: 0 }],
    );
    expect(flat.data.every((v) => v === 0)).toBe(true);
  });

  it('takes the square root of the L1-normalised descriptor for rootSift', () => {
    const image = photo(80);
    const { descriptors } = sift(image);
    const { descriptors: roots } = sift(image, { rootSift: true });
    const row = descriptors.data.subarray(0, 128);
    const sum = row.reduce((a, b) => a + b, 0);
    row.forEach((v, i) => {
      expect(roots.data[i]).toBeCloseTo(Math.sqrt(v / sum), 6);
    });
  });

  it('pools over domain sizes without losing unit length', () => {
    const image = photo(80);
    const pooled = sift(image, { domainSizePooling: true, maxKeypoints: 10 }).descriptors;
    const plain = sift(image, { maxKeypoints: 10 }).descriptors;
    for (let i = 0; i < 10; i++) {
      const a = pooled.data.subarray(i * 128, (i + 1) * 128);
      const b = plain.data.subarray(i * 128, (i + 1) * 128);
      expect(Math.hypot(...a)).toBeCloseTo(1, 6);
      const cosine = a.reduce((s, v, j) => s + v * b[j]!, 0);
      expect(cosine).toBeGreaterThan(0.5);
      expect(cosine).toBeLessThan(0.9999);
    }
  });

  it('does not change under any turn of place and orientation together', () => {
    // A radial pattern with a mark: turning the sampling frame with the pattern changes nothing.
    const pattern = (angle: number): Image =>
      make(81, 81, (x, y) => {
        const [u, v] = [x - 40, y - 40];
        const a = u * Math.cos(angle) + v * Math.sin(angle);
        const b = v * Math.cos(angle) - u * Math.sin(angle);
        return 0.5 + 0.2 * gaussian(a - 6, b, 4) - 0.15 * gaussian(a, b + 7, 5);
      });
    fc.assert(
      fc.property(fc.double({ min: 0, max: 6.28, noNaN: true }), (angle) => {
        const frame = { x: 40, y: 40, sigma: 3 };
        const still = describeKeypoints(pattern(0), [{ ...frame, orientation: 0 }]).data;
        const turned = describeKeypoints(pattern(angle), [{ ...frame, orientation: angle }]).data;
        for (let i = 0; i < 128; i++) expect(Math.abs(turned[i]! - still[i]!)).toBeLessThan(0.02);
      }),
      { numRuns: 8 },
    );
  });

  it('refuses keypoints outside the image, without sigma, or in too small an image', () => {
    const image = make(32, 32, (x) => x / 32);
    const frame = { x: 5, y: 5, sigma: 2, orientation: 0 };
    expect(() => describeKeypoints(image, [frame, { ...frame, x: 40 }])).toThrow(
      'describeKeypoints: "keypoints[1].x" expected a finite number >= -0.5 and <= 31.5, got 40',
    );
    expect(() => describeKeypoints(image, [{ ...frame, sigma: 0 }])).toThrow('keypoints[0].sigma');
    expect(() => describeKeypoints([[1]], [{ ...frame, x: 0, y: 0 }])).toThrow('one octave');
    expect(describeKeypoints(image, []).shape).toEqual([0, 128]);
  });
});
