import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { DomainError, KindError, ShapeError } from '../../src/core/errors.js';
import { type Picture, plotKeypoints } from '../../src/plot/index.js';
import { pngAddress } from '../../src/plot/png.js';
import { photosOf } from './read-svg.js';

// The picture inside a plot as an independent decoder reads it.
function shown(picture: Picture): { shape: number[]; data: number[] } {
  const [photo] = photosOf(plotKeypoints(picture, []));
  return {
    shape: [photo!.height, photo!.width, photo!.channels],
    data: Array.from(photo!.data),
  };
}

describe('the picture under a plot', () => {
  it('shows floats from 0 to 1 as bytes, clamped and rounded', () => {
    const grey = [
      [0, 1, 0.5],
      [-1, 2, 0.2],
    ];
    const bytes = { shape: [2, 3, 1], data: [0, 255, 128, 0, 255, 51] };
    expect(shown(grey)).toEqual(bytes);
    expect(shown(createNdArray(Float32Array.from(grey.flat()), [2, 3]))).toEqual(bytes);
  });

  it('shows integers as fractions of the largest of their type', () => {
    expect(shown(createNdArray(Uint8Array.from([0, 7, 255]), [1, 3])).data).toEqual([0, 7, 255]);
    const words = createNdArray(Uint16Array.from([0, 257 * 7, 65535]), [1, 3]);
    expect(shown(words).data).toEqual([0, 7, 255]);
  });

  it('reads strided, transposed and offset views as they read', () => {
    // Rows of 5 with 2 to spare before them; every other column.
    const data = Uint8Array.from({ length: 17 }, (_, i) => i);
    const view = createNdArray(data, [3, 2], [5, 2], 2);
    expect(shown(view)).toEqual({ shape: [3, 2, 1], data: [2, 4, 7, 9, 12, 14] });
    expect(shown(view.transpose(1, 0))).toEqual({
      shape: [2, 3, 1],
      data: [2, 7, 12, 4, 9, 14],
    });
    expect(data).toEqual(Uint8Array.from({ length: 17 }, (_, i) => i));
  });

  it('shows colours, with and without alpha, and pictures as decoders give them', () => {
    expect(shown([[[0, 0.2, 1]]])).toEqual({ shape: [1, 1, 3], data: [0, 51, 255] });
    expect(shown([[[0, 0.2, 1, 0.4]]])).toEqual({ shape: [1, 1, 4], data: [0, 51, 255, 102] });
    for (const channels of [1, 2, 3, 4]) {
      const data = Uint8ClampedArray.from({ length: 6 * channels }, (_, i) => 11 * i);
      const image = { data, width: 2, height: 3 };
      expect(shown(image)).toEqual({ shape: [3, 2, channels], data: Array.from(data) });
    }
  });

  it('takes the address of a file, or draws a backdrop', () => {
    const svg = plotKeypoints({ width: 30, height: 20, href: 'photos/a.jpg' }, []);
    expect(svg).toContain('<image x="-.5" y="-.5" width="30" height="20"');
    expect(svg).toContain('href="photos/a.jpg"');
    expect(plotKeypoints({ width: 30, height: 20 }, [])).toContain('<rect x="-.5" y="-.5"');
  });

  it('refuses what is no picture', () => {
    const bad = (picture: unknown) => (): unknown => plotKeypoints(picture as Picture, []);
    expect(bad(undefined)).toThrow(KindError);
    expect(bad('photo.png')).toThrow(/"image" expected an image, or \{ width, height, href \}/);
    expect(bad({ width: 3 })).toThrow(/"image.height"/);
    expect(bad({ width: 0, height: 2 })).toThrow(DomainError);
    expect(bad({ width: 3, height: 2.5 })).toThrow(/"image.height" expected a whole number/);
    expect(bad({ width: 3, height: 2, src: 'a' })).toThrow(/got "src"/);
    expect(bad({ width: 3, height: 2, href: 4 })).toThrow(/"image.href" expected a string/);
    expect(bad([1, 2, 3])).toThrow(ShapeError);
    expect(bad([[[1, 2]]])).toThrow(/expected shape \(h, w\), \(h, w, 3\) or \(h, w, 4\)/);
    expect(bad(createNdArray(new Uint8Array(0), [0, 3]))).toThrow(ShapeError);
    expect(bad([[1, Number.NaN]])).toThrow(/"image" expected finite numbers, got NaN at \[0, 1\]/);
    expect(bad({ data: new Uint8Array(5), width: 2, height: 2 })).toThrow(ShapeError);
  });
});

describe('pngAddress', () => {
  it('writes what an independent decoder reads back, of any size', () => {
    const image = fc
      .record({
        width: fc.integer({ min: 1, max: 9 }),
        height: fc.integer({ min: 1, max: 9 }),
        channels: fc.integer({ min: 1, max: 4 }),
      })
      .chain(({ width, height, channels }) => {
        const length = width * height * channels;
        return fc.tuple(
          fc.constant({ width, height, channels }),
          fc.uint8Array({ minLength: length, maxLength: length }),
        );
      });
    fc.assert(
      fc.property(image, ([{ width, height, channels }, bytes]) => {
        const address = pngAddress(bytes, width, height, channels);
        const [decoded] = photosOf(`href="${address}"`);
        expect(decoded).toMatchObject({ width, height, channels, depth: 8 });
        expect(Array.from(decoded!.data)).toEqual(Array.from(bytes));
      }),
    );
  });

  it('cuts long data into blocks', () => {
    // 65535 bytes fit in a block: a row more or less than that, and several blocks.
    for (const height of [65535 / 255, 65535 / 255 + 1, 700]) {
      const bytes = Uint8Array.from({ length: 254 * height }, (_, i) => i % 251);
      const [decoded] = photosOf(`href="${pngAddress(bytes, 254, height, 1)}"`);
      expect(Buffer.from(decoded!.data).equals(Buffer.from(bytes))).toBe(true);
    }
  });
});
