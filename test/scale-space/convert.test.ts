import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError, KindError } from '../../src/core/errors.js';
import { convertKeypoints } from '../../src/scale-space/convert.js';
import type { Keypoint } from '../../src/scale-space/keypoint.js';
import type {
  IpolKeypoint,
  KeypointConvention,
  OpenCvKeypoint,
  ScikitImageKeypoint,
} from '../../src/scale-space/keypoint-records.js';
import { detectKeypoints } from '../../src/scale-space/keypoints.js';
import { readCases, readImage } from '../reference/read.js';

const CONVENTIONS: readonly KeypointConvention[] = [
  'fovea',
  'opencv',
  'vlfeat',
  'colmap',
  'ipol',
  'scikit-image',
  'kornia',
];
const RADIANS = Math.PI / 180;

/** What two angles differ by, from 0 to half a turn. */
const turned = (a: number, b: number, turn: number): number => {
  const rest = Math.abs(a - b) % turn;
  return Math.min(rest, turn - rest);
};

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

describe('convertKeypoints', () => {
  // Octave 1 (steps of two pixels), second scale: sigma is 2·1.6·2^(2/3).
  const sigma = 3.2 * 2 ** (2 / 3);
  const keypoint: Keypoint = {
    x: 100,
    y: 40,
    sigma,
    orientation: 30 * RADIANS,
    response: 0.07,
    octave: 1,
    level: 2,
  };
  // Worked by hand from each system's definitions. The gradient points 30° below +x, that is 60° from
  // downwards to the right; half a bin of 36 is 5°.
  const worked = {
    fovea: keypoint,
    opencv: {
      x: 100.25,
      y: 40.25,
      size: 2 * sigma,
      angle: 30,
      response: 0.07,
      // Octave 1, layer 2, and the middle of 0 to 255 for a sigma that is the layer's own.
      octave: 1 + 2 * 256 + 128 * 65536,
    },
    vlfeat: { x: 100, y: 40, sigma, angle: 30 * RADIANS, o: 1, is: 1 },
    colmap: { x: 100.5, y: 40.5, scale: sigma, orientation: 30 * RADIANS },
    ipol: { x: 40, y: 100, sigma, theta: 65 * RADIANS, o: 2, s: 2 },
    'scikit-image': {
      row: 40.25,
      column: 100.25,
      sigma,
      orientation: 65 * RADIANS,
      octave: 2,
      scale: 2,
    },
    kornia: {
      laf: [
        [6 * sigma * Math.sqrt(0.75), -3 * sigma, 100],
        [3 * sigma, 6 * sigma * Math.sqrt(0.75), 40],
      ],
      response: 0.07,
    },
  } as const;

  /** Numbers of a record by name, flat. */
  const flat = (record: object): Record<string, number> =>
    Object.fromEntries(
      Object.entries(record).flatMap(([name, value]) =>
        Array.isArray(value)
          ? value.flat().map((v: number, i): [string, number] => [`${name}${i}`, v])
          : [[name, value as number]],
      ),
    );

  const expectClose = (actual: object, expected: object): void => {
    const [a, e] = [flat(actual), flat(expected)];
    expect(Object.keys(a).sort()).toEqual(Object.keys(e).sort());
    for (const name of Object.keys(e)) expect(a[name], name).toBeCloseTo(e[name]!, 10);
  };

  it.each(CONVENTIONS)('writes a worked keypoint as %s does', (to) => {
    expectClose(convertKeypoints([keypoint], { from: 'fovea', to })[0]!, worked[to]);
  });

  it('reads a worked keypoint of each convention', () => {
    const read = <C extends KeypointConvention>(from: C, expected: Partial<Keypoint>): void => {
      const records = [worked[from]] as unknown as Parameters<
        typeof convertKeypoints<C, 'fovea'>
      >[0];
      const [result] = convertKeypoints(records, { from, to: 'fovea' });
      expectClose(result!, { ...keypoint, ...expected });
    };
    read('fovea', {});
    read('opencv', {});
    read('kornia', {});
    // These have no response.
    for (const from of ['vlfeat', 'colmap', 'ipol', 'scikit-image'] as const) {
      read(from, { response: 0 });
    }
  });

  it('leaves the quarter pixel out where the image was not doubled so', () => {
    const from = { x: 8, y: 9, sigma: 2, orientation: 0 };
    const options = { from: 'fovea', doublingShift: false } as const;
    expect(convertKeypoints([from], { ...options, to: 'opencv' })[0]).toMatchObject({ x: 8, y: 9 });
    expect(convertKeypoints([from], { ...options, to: 'scikit-image' })[0]).toMatchObject({
      column: 8,
      row: 9,
    });
    expect(convertKeypoints([from], { ...options, to: 'colmap' })[0]).toMatchObject({
      x: 8.5,
      y: 9.5,
    });
  });

  it('keeps angles in the range of each system', () => {
    const at = <To extends KeypointConvention>(orientation: number, to: To) =>
      convertKeypoints([{ x: 0, y: 0, sigma: 2, orientation }], { from: 'fovea', to })[0]!;
    expect(at(-90 * RADIANS, 'opencv').angle).toBeCloseTo(270, 10);
    expect(at(2 * Math.PI, 'opencv').angle).toBe(0);
    expect(at(-1e-30, 'opencv').angle).toBe(0);
    expect(Object.is(at(-0, 'opencv').angle, 0)).toBe(true);
    expect(at(-90 * RADIANS, 'vlfeat').angle).toBeCloseTo(270 * RADIANS, 10);
    expect(at(270 * RADIANS, 'colmap').orientation).toBeCloseTo(-90 * RADIANS, 10);
    expect(at(Math.PI, 'colmap').orientation).toBe(Math.PI);
    expect(at(-Math.PI, 'colmap').orientation).toBe(Math.PI);
    // To the right is 90° from downwards, to the left −90°, each 5° more.
    expect(at(0, 'ipol').theta).toBeCloseTo(95 * RADIANS, 10);
    expect(at(Math.PI, 'scikit-image').orientation).toBeCloseTo(-85 * RADIANS, 10);
  });

  // Keypoints as a pyramid of three scales an octave has them.
  const keypoints = fc
    .record({
      x: fc.double({ min: -0.5, max: 4000, noNaN: true }),
      y: fc.double({ min: -0.5, max: 4000, noNaN: true }),
      orientation: fc.double({ min: 0, max: 2 * Math.PI, maxExcluded: true, noNaN: true }),
      response: fc.double({ min: 0, max: 1, noNaN: true }),
      octave: fc.integer({ min: -1, max: 6 }),
      level: fc.integer({ min: 1, max: 3 }),
      fraction: fc.double({ min: -0.49, max: 0.49, noNaN: true }),
    })
    .map(({ fraction, ...rest }) => ({
      ...rest,
      sigma: 1.6 * 2 ** (rest.octave + (rest.level + fraction) / 3),
    }));

  const ANGLES: Record<string, number> = {
    orientation: 2 * Math.PI,
    angle: 2 * Math.PI,
    theta: 2 * Math.PI,
  };
  const HAVE_RESPONSE = ['fovea', 'opencv', 'kornia'];

  const roundTrip = <A extends KeypointConvention, B extends KeypointConvention>(
    start: Keypoint,
    a: A,
    b: B,
  ): void => {
    const [first] = convertKeypoints([start], { from: 'fovea', to: a });
    const there = convertKeypoints([first!] as Parameters<typeof convertKeypoints<A, B>>[0], {
      from: a,
      to: b,
    });
    const [back] = convertKeypoints(there as Parameters<typeof convertKeypoints<B, A>>[0], {
      from: b,
      to: a,
    });
    const [before, after] = [flat(first!), flat(back!)];
    expect(Object.keys(after)).toEqual(Object.keys(before));
    for (const [name, value] of Object.entries(before)) {
      const turn = a === 'opencv' ? 360 : ANGLES[name];
      if (name === 'response') {
        expect(after[name]).toBe(HAVE_RESPONSE.includes(b) ? value : 0);
      } else if (name === 'octave' && a === 'opencv') {
        // The third byte is the rounded fraction of the layer.
        expect(after[name]! & 0xffff).toBe(value & 0xffff);
        expect(Math.abs((after[name]! >> 16) - (value >> 16))).toBeLessThanOrEqual(1);
      } else if (turn !== undefined && name in ANGLES) {
        expect(turned(after[name]!, value, turn)).toBeLessThan(1e-12 * turn);
      } else {
        const size = name.startsWith('laf') ? 6 * start.sigma + 4000 : Math.abs(value);
        expect(Math.abs(after[name]! - value)).toBeLessThanOrEqual(1e-12 * (1 + size));
      }
    }
  };

  it('is exact there and back, for every pair of conventions, in all that both know', () => {
    fc.assert(
      fc.property(keypoints, (start) => {
        for (const a of CONVENTIONS) for (const b of CONVENTIONS) roundTrip(start, a, b);
      }),
      { numRuns: 40 },
    );
  });

  it('says the same by way of a third convention', () => {
    fc.assert(
      fc.property(keypoints, fc.constantFrom(...CONVENTIONS), (start, to) => {
        const cv = convertKeypoints([start], { from: 'fovea', to: 'opencv' });
        const direct = flat(convertKeypoints([start], { from: 'fovea', to })[0]!);
        const around = flat(convertKeypoints(cv, { from: 'opencv', to })[0]!);
        for (const [name, value] of Object.entries(direct)) {
          const difference =
            name in ANGLES
              ? turned(around[name]!, value, to === 'opencv' ? 360 : 2 * Math.PI)
              : around[name]! - value;
          if (name === 'octave' && to === 'opencv') continue;
          expect(Math.abs(difference)).toBeLessThanOrEqual(1e-11 * (1 + Math.abs(value)));
        }
      }),
    );
  });

  describe('octaves and levels', () => {
    const frame = { x: 5, y: 5, orientation: 0 };
    const address = (record: object, options: object = {}): number[] => {
      const input = { ...frame, ...record } as Keypoint;
      const [{ octave, level }] = convertKeypoints([input], {
        from: 'fovea',
        to: 'fovea',
        ...options,
      }) as [Keypoint];
      return [octave, level];
    };

    it('are those of the pyramid where the record has none', () => {
      // Levels 1, 2 and 3 of octave −1 are 0.8·2^(1/3), 0.8·2^(2/3) and 1.6.
      expect(address({ sigma: 0.8 * 2 ** (1 / 3) })).toEqual([-1, 1]);
      expect(address({ sigma: 0.8 * 2 ** (2 / 3) })).toEqual([-1, 2]);
      expect(address({ sigma: 1.6 })).toEqual([-1, 3]);
      expect(address({ sigma: 1.6 * 2 ** (1 / 3) })).toEqual([0, 1]);
      expect(address({ sigma: 51.2 })).toEqual([4, 3]);
      // Smaller than the first keypoints of the doubled image.
      expect(address({ sigma: 0.1 })).toEqual([-1, 0]);
    });

    it('stay where they fit sigma, also beside the nearest, and go where they do not', () => {
      const sigma = 1.6 * 2 ** (3.6 / 3);
      expect(address({ sigma })).toEqual([1, 1]);
      expect(address({ sigma, octave: 0, level: 3 })).toEqual([0, 3]);
      expect(address({ sigma, octave: 0, level: 2 })).toEqual([1, 1]);
      // A keypoint of the "precise" preset: octave −2, six levels from 3.2 on.
      expect(address({ sigma: 0.8 * 2 ** (4.6 / 6), octave: -2, level: 5 })).toEqual([-1, 2]);
    });

    it('count the pyramid that is asked for', () => {
      const precise = { scalesPerOctave: 6, baseSigma: 3.2 };
      expect(address({ sigma: 0.8 * 2 ** (5 / 6), octave: -2, level: 5 }, precise)).toEqual([
        -2, 5,
      ]);
      expect(address({ sigma: 3.2 * 2 ** (5 / 6) }, precise)).toEqual([0, 5]);
    });

    it('of OpenCV are read from its packed number, signed', () => {
      const read = (octave: number, size: number): number[] => {
        const records = [{ x: 1, y: 1, size, angle: 0, octave }];
        const [k] = convertKeypoints(records, { from: 'opencv', to: 'fovea' });
        return [k!.octave, k!.level];
      };
      // 0x5a02ff: octave 255 stands for −1.
      expect(read(0x5a02ff, 1.6 * 2 ** (2 / 3))).toEqual([-1, 2]);
      expect(read(0x800304, 2 * 51.2)).toEqual([4, 3]);
    });
  });

  /** OpenCV's seven columns of the reference. */
  const openCv = (data: ArrayLike<number>): OpenCvKeypoint[] =>
    Array.from({ length: data.length / 7 }, (_, i) => {
      const [x, y, size, angle, response, octave, layer] = Array.prototype.slice.call(
        data,
        7 * i,
        7 * i + 7,
      ) as [number, number, number, number, number, number, number];
      return { x, y, size, angle, response, octave: (octave & 255) | (layer << 8) };
    });
  /** scikit-image's six columns, which the reference gives with x first. */
  const scikitImage = (data: ArrayLike<number>): ScikitImageKeypoint[] =>
    Array.from({ length: data.length / 6 }, (_, i) => {
      const [column, row, sigma, orientation, octave, scale] = Array.prototype.slice.call(
        data,
        6 * i,
        6 * i + 6,
      ) as [number, number, number, number, number, number];
      return { row, column, sigma, orientation, octave, scale };
    });

  /** Medians of b − a over the pairs that are near in place, scale and angle. */
  const differences = (as: readonly Keypoint[], bs: readonly Keypoint[]) => {
    const pairs = as.flatMap((a) => {
      const near = bs.filter(
        (b) =>
          Math.hypot(a.x - b.x, a.y - b.y) < 0.8 &&
          Math.abs(Math.log(b.sigma / a.sigma)) < 0.15 &&
          turned(a.orientation, b.orientation, 2 * Math.PI) < 20 * RADIANS,
      );
      const by = (b: Keypoint): number => turned(a.orientation, b.orientation, 2 * Math.PI);
      const [best] = near.sort((b, c) => by(b) - by(c));
      return best ? [[a, best] as const] : [];
    });
    const signed = (a: number): number => Math.atan2(Math.sin(a), Math.cos(a)) / RADIANS;
    return {
      share: pairs.length / as.length,
      x: median(pairs.map(([a, b]) => b.x - a.x)),
      y: median(pairs.map(([a, b]) => b.y - a.y)),
      sigma: median(pairs.map(([a, b]) => b.sigma / a.sigma)),
      degrees: median(pairs.map(([a, b]) => signed(b.orientation - a.orientation))),
    };
  };

  const reference = readCases('03-sift');
  const expectedOf = (name: string) => reference.find((c) => c.name === name)!.expected;

  it.each(['camera', 'astronaut', 'coins', 'text', 'brick'])(
    'brings OpenCV and scikit-image together on %s',
    (photo) => {
      const cv = convertKeypoints(openCv(expectedOf(`opencv/${photo}-0`).keypoints.data), {
        from: 'opencv',
        to: 'fovea',
      });
      const ski = convertKeypoints(scikitImage(expectedOf(`skimage/${photo}-0`).keypoints.data), {
        from: 'scikit-image',
        to: 'fovea',
      });
      const { share, x, y, sigma, degrees } = differences(cv, ski);
      expect(share).toBeGreaterThan(0.8);
      expect(Math.abs(x)).toBeLessThan(1e-4);
      expect(Math.abs(y)).toBeLessThan(1e-4);
      expect(Math.abs(sigma - 1)).toBeLessThan(1e-5);
      expect(Math.abs(degrees)).toBeLessThan(0.2);
    },
  );

  it('brings OpenCV together with the keypoints of this library', () => {
    const { inputs, expected } = reference.find((c) => c.name === 'opencv/coins-0')!;
    const { shape } = inputs.image;
    const image = readImage('coins-A');
    expect(image.shape).toEqual(shape);
    const cv = convertKeypoints(openCv(expected.keypoints.data), { from: 'opencv', to: 'fovea' });
    const { share, x, y, sigma, degrees } = differences(cv, detectKeypoints(image));
    expect(share).toBeGreaterThan(0.8);
    expect(Math.abs(x)).toBeLessThan(0.02);
    expect(Math.abs(y)).toBeLessThan(0.02);
    expect(Math.abs(sigma - 1)).toBeLessThan(0.01);
    expect(Math.abs(degrees)).toBeLessThan(1);
  });

  it('packs octaves as OpenCV does, also from scikit-image by way of sigma', () => {
    const cv = openCv(expectedOf('opencv/camera-0').keypoints.data);
    const there = convertKeypoints(cv, { from: 'opencv', to: 'kornia' });
    const back = convertKeypoints(there, { from: 'kornia', to: 'opencv' });
    expect(back.map((k) => k.octave & 0xffff)).toEqual(cv.map((k) => k.octave));
    const ski = scikitImage(expectedOf('skimage/camera-0').keypoints.data);
    const round = convertKeypoints(convertKeypoints(ski, { from: 'scikit-image', to: 'ipol' }), {
      from: 'ipol',
      to: 'scikit-image',
    });
    expect(round.map((k) => [k.octave, k.scale])).toEqual(ski.map((k) => [k.octave, k.scale]));
  });

  it('puts planted blobs at their centres and scales', () => {
    const cases = reference.filter((c) => c.operation === 'siftLocalisation');
    expect(cases).toHaveLength(10);
    for (const { expected, tolerance } of cases) {
      const [x0, y0] = expected.true_x_y;
      const [x, y, sigma] = expected.opencv_x_y_sigma;
      const found = convertKeypoints([{ x, y, size: 2 * sigma, angle: 0 }], {
        from: 'opencv',
        to: 'fovea',
      });
      if (expected.skimage_x_y_sigma) {
        const [column, row, own] = expected.skimage_x_y_sigma.data;
        const record = { row, column, sigma: own, orientation: 0 };
        found.push(...convertKeypoints([record], { from: 'scikit-image', to: 'fovea' }));
      }
      for (const k of found) {
        expect(Math.hypot(k.x - x0, k.y - y0)).toBeLessThan(tolerance.position_px);
        const [least, most] = tolerance.sigma_ratio;
        expect(k.sigma / expected.expected_sigma).toBeGreaterThan(least);
        expect(k.sigma / expected.expected_sigma).toBeLessThan(most);
      }
    }
  });

  it('turns angles to the direction in which the image brightens', () => {
    const cases = reference.filter((c) => c.operation === 'siftOrientation');
    expect(cases).toHaveLength(10);
    const off: number[] = [];
    for (const { expected } of cases) {
      const frame = { x: 32, y: 32, sigma: 3, orientation: 0 };
      const angles = expected['opencv_angles_of_keypoints_within_1.5_px'].data;
      for (const angle of angles) {
        const record = { x: 32, y: 32, size: 6, angle };
        const [k] = convertKeypoints([record], { from: 'opencv', to: 'fovea' });
        off.push(turned(k!.orientation, expected.angle_degrees * RADIANS, 2 * Math.PI));
      }
      // The reference gives scikit-image's angles from +x towards +y; its own are from +y towards +x.
      for (const angle of expected.skimage_angles_degrees_in_this_convention.data) {
        const record = { ...frame, row: 32, column: 32, orientation: (90 - angle) * RADIANS };
        const [k] = convertKeypoints([record], { from: 'scikit-image', to: 'fovea' });
        off.push(turned(k!.orientation, expected.angle_degrees * RADIANS, 2 * Math.PI));
      }
    }
    expect(Math.max(...off)).toBeLessThan(3 * RADIANS);
  });

  it('drops the shape of an affine frame, and reads its area and its turn', () => {
    // Twice as wide as high along the first axis, with the area of a circle of radius 6·2, then turned by 0.3.
    const [c, s] = [Math.cos(0.3), Math.sin(0.3)];
    const [wide, high] = [12 * Math.SQRT2, 12 / Math.SQRT2];
    const laf = [
      [wide * c, -wide * s, 7],
      [high * s, high * c, 8],
    ] as const;
    const [k] = convertKeypoints([{ laf }], { from: 'kornia', to: 'fovea' });
    expect(k!.sigma).toBeCloseTo(2, 12);
    expect(k!.orientation).toBeCloseTo(0.3, 12);
    expect([k!.x, k!.y]).toEqual([7, 8]);
  });

  it('has the type of the convention asked for, and an empty list of an empty one', () => {
    const ipol: IpolKeypoint[] = convertKeypoints([], { from: 'opencv', to: 'ipol' });
    expect(ipol).toEqual([]);
    // @ts-expect-error COLMAP has no response.
    convertKeypoints([keypoint], { from: 'fovea', to: 'colmap' })[0]?.response;
    // @ts-expect-error A record of OpenCV's has a size.
    expect(() => convertKeypoints([keypoint], { from: 'opencv', to: 'fovea' })).toThrow(KindError);
  });

  it('leaves the records as they were', () => {
    const record = Object.freeze({ ...keypoint });
    convertKeypoints(Object.freeze([record]), { from: 'fovea', to: 'opencv' });
    expect(record).toEqual(keypoint);
  });

  it('names what it cannot read', () => {
    // Calls as plain JavaScript makes them.
    const call = convertKeypoints as (keypoints: unknown, options?: unknown) => unknown;
    const options = { from: 'opencv', to: 'fovea' };
    expect(() => call([], undefined)).toThrow(/"from" expected one of "fovea"/);
    // A list of one hole.
    expect(() => call(new Array(1), options)).toThrow(
      'convertKeypoints: "keypoints[0]" expected a record of the convention "from", got undefined',
    );
    expect(() => call([], { from: 'surf', to: 'fovea' })).toThrow(KindError);
    expect(() => call([], { from: 'fovea', to: 'toString' })).toThrow(KindError);
    expect(() => call([], { ...options, shift: 1 })).toThrow(KindError);
    expect(() => call([], { ...options, scalesPerOctave: 0 })).toThrow(DomainError);
    expect(() => call([], { ...options, baseSigma: 0 })).toThrow(DomainError);
    expect(() => call([], { ...options, doublingShift: 1 })).toThrow(KindError);
    expect(() => call({ x: 1 }, options)).toThrow(/"keypoints" expected a list/);
    expect(() => call([null], options)).toThrow(/"keypoints\[0\]" expected a record/);
    const good = { x: 1, y: 2, size: 3, angle: 0 };
    expect(() => call([good, { ...good, size: 0 }], options)).toThrow(
      /"keypoints\[1\]\.size" expected a finite number > 0, got 0/,
    );
    expect(() => call([{ ...good, x: Number.NaN }], options)).toThrow(DomainError);
    expect(() => call([{ ...good, octave: 0.5 }], options)).toThrow(DomainError);
    expect(() => call([{ response: 1 }], { from: 'kornia', to: 'fovea' })).toThrow(
      /"keypoints\[0\]\.laf\[0\]\[0\]" expected a finite number, got undefined/,
    );
    const flatFrame = {
      laf: [
        [1, 1, 0],
        [1, 1, 0],
      ],
    };
    expect(() => call([flatFrame], { from: 'kornia', to: 'fovea' })).toThrow(DomainError);
  });
});
