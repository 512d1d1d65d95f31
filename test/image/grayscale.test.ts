import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNdArray, readStored } from '../../src/core/create.js';
import { DomainError, KindError, ShapeError } from '../../src/core/errors.js';
import { fromImageData, type ImageLike, toGrayscale, toImageData } from '../../src/image/index.js';
import { matchImages } from '../../src/matching/index.js';
import { gaussianScaleSpace, sift } from '../../src/scale-space/index.js';
import { detectCorners } from '../../src/structure-tensor/index.js';
import { views } from '../laws/views.js';

// Two rows of two pixels.
const RGB = [10, 200, 30, 255, 255, 255, 0, 0, 0, 12, 34, 250];
const withAlpha = (alpha: number) => RGB.flatMap((v, i) => (i % 3 === 2 ? [v, alpha] : [v]));
const bytes = createNdArray(new Uint8Array(RGB), [2, 2, 3]);

const nearly = (actual: ArrayLike<number>, expected: readonly number[], allowed: number) => {
  expect(actual.length).toBe(expected.length);
  expected.forEach((e, i) => {
    expect(Math.abs(actual[i]! - e)).toBeLessThanOrEqual(allowed);
  });
};

describe('toGrayscale', () => {
  it('agrees with OpenCV by default and with the formula by "bt709", to float32', () => {
    // cv2 4.6.0: cvtColor((rgb / 255).astype(float32), COLOR_RGB2GRAY)
    const grey = toGrayscale(bytes);
    expect(grey.shape).toEqual([2, 2]);
    expect(grey.dtype).toBe('float32');
    nearly(grey.data, [0.48552942276000977, 1, 0, 0.20410196483135223], 6e-8);
    // numpy 1.24.2: (rgb / 255) @ [0.2126, 0.7152, 0.0722]
    nearly(
      toGrayscale(bytes, { weights: 'bt709' }).data,
      [0.5777725490196078, 1, 0, 0.17614901960784313],
      6e-8,
    );
  });

  it('gives the same for every way in which a picture comes', () => {
    const expected = Array.from(toGrayscale(bytes).data);
    const clamped = new Uint8ClampedArray(withAlpha(255));
    const sources = [
      { data: clamped, width: 2, height: 2 },
      { data: new Uint8Array(RGB), width: 2, height: 2, channels: 3, depth: 8 },
      { data: Buffer.from(RGB), width: 2, height: 2 },
      createNdArray(clamped, [2, 2, 4]),
      createNdArray(
        Uint16Array.from(RGB, (v) => 257 * v),
        [2, 2, 3],
      ),
      createNdArray(
        Float64Array.from(RGB, (v) => v / 255),
        [2, 2, 3],
      ),
      createNdArray(
        Float32Array.from(RGB, (v) => v / 255),
        [2, 2, 3],
      ),
    ];
    for (const source of sources) nearly(toGrayscale(source).data, expected, 6e-8);
  });

  it('takes grey pictures, with alpha or without', () => {
    const grey = { data: new Uint8Array([0, 51, 255, 102]), width: 4, height: 1 };
    nearly(toGrayscale(grey).data, [0, 0.2, 1, 0.4], 6e-8);
    expect(toGrayscale(grey).shape).toEqual([1, 4]);
    const pairs = { data: new Uint8Array([51, 255, 255, 0]), width: 2, height: 1 };
    nearly(toGrayscale(pairs).data, [0.2, 1], 6e-8);
    nearly(toGrayscale(pairs, { background: 0.5 }).data, [0.2, 0.5], 6e-8);
  });

  it('leaves grey pixels as they are, white at exactly 1, by either standard', () => {
    const greys = Uint8Array.from({ length: 768 }, (_, i) => Math.floor(i / 3));
    const image = createNdArray(greys, [16, 16, 3]);
    for (const weights of ['bt601', 'bt709'] as const) {
      const { data } = toGrayscale(image, { weights });
      data.forEach((v, i) => {
        expect(Math.abs(v - i / 255)).toBeLessThan(6e-8);
      });
      expect(data[255]).toBe(1);
    }
  });

  it('mixes by weights of one’s own', () => {
    nearly(toGrayscale(bytes, { weights: [0, 1, 0] }).data, [200 / 255, 1, 0, 34 / 255], 6e-8);
    nearly(toGrayscale([[[0.5, 0.25, 0.125]]], { weights: [1, -2, 8] }).data, [1], 0);
  });

  it('ignores alpha, or blends over a background where one is given', () => {
    const half = {
      data: new Uint8ClampedArray([...[10, 200, 30, 64], 255, 0, 0, 128]),
      width: 2,
      height: 1,
    };
    // numpy 1.24.2: (a * c + (1 - a) * 0.25) @ [0.2126, 0.7152, 0.0722], a and c divided by 255
    nearly(
      toGrayscale(half, { weights: 'bt709', background: 0.25 }).data,
      [0.3322644828911957, 0.23122666666666666],
      6e-8,
    );
    nearly(toGrayscale(half).data, [0.48552942276000977, 0.299], 6e-8);
    // Without alpha there is nothing to see through.
    expect(toGrayscale(bytes, { background: 0.5 }).data).toEqual(toGrayscale(bytes).data);
  });

  it('reads any view and changes nothing', () => {
    const colours = fc.integer({ min: 0, max: 100 });
    fc.assert(
      fc.property(views({ shape: [3, 2, 4], values: colours }), (view) => {
        const before = view.data.slice();
        const flat = createNdArray(readStored('f', 'a', view).data, [3, 2, 4]);
        expect(toGrayscale(view).data).toEqual(toGrayscale(flat).data);
        expect(view.data).toEqual(before);
      }),
    );
  });

  it('refuses other shapes, sizes and kinds', () => {
    expect(() => toGrayscale([[1, 2]])).toThrow(
      new ShapeError({
        function: 'toGrayscale',
        argument: 'image',
        expected: 'shape (h, w, c) with 1 to 4 channels',
        got: '(1, 2)',
      }),
    );
    expect(() => toGrayscale([[[1, 2, 3, 4, 5]]])).toThrow(ShapeError);
    expect(() => toGrayscale([[[]]])).toThrow(ShapeError);
    const data = new Uint8Array(10);
    expect(() => toGrayscale({ data, width: 2, height: 2 })).toThrow(
      'expected 1 to 4 numbers for each of 2 × 2 pixels, got 10 numbers',
    );
    expect(() => toGrayscale({ data, width: 0, height: 2 })).toThrow('"image.width" expected');
    expect(() => toGrayscale({ data, width: 1.5, height: 2 })).toThrow(DomainError);
    expect(() => toGrayscale({ data: [1], width: 1, height: 1 } as never)).toThrow(KindError);
    expect(() => toGrayscale(null as never)).toThrow(KindError);
    expect(() => toGrayscale([[[1, 2], [1]]])).toThrow(ShapeError);
  });

  it('refuses numbers that are not finite, naming their place', () => {
    expect(() => toGrayscale([[[0, 0, 0]], [[0, Number.NaN, 0]]])).toThrow(
      'toGrayscale: "image" expected finite numbers, got NaN at [1, 0, 1]',
    );
    const image = { data: new Float32Array([1, 1, 1, Infinity]), width: 1, height: 1 };
    expect(() => toGrayscale(image)).toThrow('got Infinity at [0, 0, 3]');
  });

  it('refuses options that are none', () => {
    expect(() => toGrayscale(bytes, { weights: 'rec601' as never })).toThrow(
      'toGrayscale: "weights" expected one of "bt601", "bt709", got "rec601"',
    );
    expect(() => toGrayscale(bytes, { weights: [1, 2] as never })).toThrow(KindError);
    expect(() => toGrayscale(bytes, { weights: [1, 2, Number.NaN] })).toThrow('"weights[2]"');
    expect(() => toGrayscale(bytes, { background: 2 })).toThrow(DomainError);
    expect(() => toGrayscale(bytes, { weight: 'bt601' } as never)).toThrow('got "weight"');
  });
});

describe('fromImageData and toImageData', () => {
  it('are undone by each other for every byte', () => {
    const data = Uint8ClampedArray.from({ length: 1024 }, (_, i) => (i * 37) % 256);
    const array = fromImageData({ data, width: 8, height: 32 });
    expect(array.shape).toEqual([32, 8, 4]);
    expect(array.dtype).toBe('float32');
    expect(toImageData(array)).toEqual({ data, width: 8, height: 32 });
  });

  it('are undone by each other with one to four channels, grey shown as equal colours', () => {
    for (const channels of [1, 2, 3, 4]) {
      const data = Uint8ClampedArray.from({ length: 6 * channels }, (_, i) => (i * 41) % 256);
      const picture = { data, width: 2, height: 3 };
      const shown = toImageData(fromImageData(picture));
      const coloured = channels > 2;
      const opaque = channels % 2 === 1;
      const expected = Array.from({ length: 6 }, (_, pixel) => {
        const own = data.subarray(pixel * channels, (pixel + 1) * channels);
        const colour = coloured ? [own[0], own[1], own[2]] : [own[0], own[0], own[0]];
        return [...colour, opaque ? 255 : own[channels - 1]];
      });
      expect(Array.from(shown.data)).toEqual(expected.flat());
      expect(toGrayscale(fromImageData(picture))).toMatchObject({ shape: [3, 2] });
      nearly(toGrayscale(fromImageData(picture)).data, Array.from(toGrayscale(picture).data), 1e-7);
    }
  });

  it('refuse a picture whose pixels are numbers of colours', () => {
    const indexed = { data: new Uint8Array(4), width: 2, height: 2, palette: [[255, 0, 0]] };
    for (const read of [fromImageData, toGrayscale]) {
      expect(() => read(indexed)).toThrow(KindError);
      expect(() => read(indexed)).toThrow(
        `${read.name}: "image" expected the colour of each pixel`,
      );
      expect(read({ ...indexed, palette: undefined } as ImageLike).shape.slice(0, 2)).toEqual([
        2, 2,
      ]);
    }
  });

  it('are named where a picture stands in the place of an array', () => {
    const picture = { data: new Uint8ClampedArray(16), width: 2, height: 2 };
    expect(() => sift(picture as never)).toThrow(
      'sift: "image" expected an ndarray, nested numbers or a typed array, got a picture (see toGrayscale, fromImageData)',
    );
  });

  it('of colour are pointed to toGrayscale by what takes grey ones', () => {
    const image = (channels: number) =>
      createNdArray(new Float32Array(8 * 8 * channels), [8, 8, channels]);
    for (const refuse of [sift, detectCorners]) {
      expect(() => refuse(image(3))).toThrow(/ got \(8, 8, 3\) \(see toGrayscale\)$/);
      expect(() => refuse(image(4))).toThrow(/ got \(8, 8, 4\) \(see toGrayscale\)$/);
      expect(() => refuse(image(2))).toThrow(/ got \(8, 8, 2\)$/);
    }
    expect(() => matchImages(image(3), image(3))).toThrow(
      'matchImages: "a" expected shape (h, w), got (8, 8, 3) (see toGrayscale)',
    );
    expect(() => gaussianScaleSpace(image(3))).toThrow(/ got \(8, 8, 3\) \(see toGrayscale\)$/);
  });

  it('read integers as fractions of their largest, floats as they stand', () => {
    const half = fromImageData({ data: new Uint16Array([0, 13107, 65535]), width: 1, height: 1 });
    nearly(half.data, [0, 0.2, 1], 1e-8);
    // Rounded once, after the division.
    const whole = new Uint32Array([4294967295, 1234567891, 16777217]);
    expect(fromImageData({ data: whole, width: 3, height: 1 }).data).toEqual(
      Float32Array.from(whole, (v) => v / 4294967295),
    );
    const every = Uint8Array.from({ length: 256 }, (_, i) => i);
    expect(fromImageData({ data: every, width: 16, height: 16 }).data).toEqual(
      Float32Array.from(every, (v) => v / 255),
    );
    expect(fromImageData({ data: new Float64Array([0.5, 2]), width: 2, height: 1 }).data).toEqual(
      new Float32Array([0.5, 2]),
    );
    expect(() =>
      fromImageData({ data: new Float32Array([Number.NaN]), width: 1, height: 1 }),
    ).toThrow('fromImageData: "image" expected finite numbers, got NaN at [0, 0, 0]');
  });

  it('show grey, colour and bytes, rounded and clamped', () => {
    expect(Array.from(toImageData([[0.5, -1, 2]]).data)).toEqual([
      128, 128, 128, 255, 0, 0, 0, 255, 255, 255, 255, 255,
    ]);
    expect(Array.from(toImageData([[[1, 0.2, 0]]]).data)).toEqual([255, 51, 0, 255]);
    expect(Array.from(toImageData(bytes).data)).toEqual(withAlpha(255));
    const turned = createNdArray(new Uint8Array([1, 2]), [1, 2]).transpose(1, 0);
    expect(toImageData(turned)).toMatchObject({ width: 1, height: 2 });
  });

  it('refuse other shapes and numbers that are not finite', () => {
    for (const image of [[1, 2], [[[1, 2, 3, 4, 5]]], [[[]]], [[]], [[[[1]]]]]) {
      expect(() => toImageData(image)).toThrow(ShapeError);
    }
    expect(() => toImageData([[Number.NaN]])).toThrow(DomainError);
    expect(() => toImageData('x' as never)).toThrow(KindError);
  });
});
