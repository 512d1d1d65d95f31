import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { DomainError, KindError } from '../../src/core/errors.js';
import { plotKeypoints } from '../../src/plot/index.js';
import { sift } from '../../src/scale-space/sift.js';
import { circlesOf, labelsOf, rasterOf } from './read-svg.js';

const size = { width: 64, height: 48 };
const one = { x: 20, y: 10, sigma: 4, orientation: 0 };

describe('plotKeypoints', () => {
  it('draws true circles of 1.58 sigma with a line in the direction of the orientation, y down', () => {
    const keypoint = fc.record({
      x: fc.double({ min: -10, max: 4000, noNaN: true }),
      y: fc.double({ min: -10, max: 4000, noNaN: true }),
      sigma: fc.double({ min: 0.5, max: 400, noNaN: true }),
      orientation: fc.double({ min: -7, max: 7, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(keypoint, { minLength: 1, maxLength: 5 }), (keypoints) => {
        const circles = circlesOf(plotKeypoints({ width: 4000, height: 3000 }, keypoints));
        expect(circles).toHaveLength(keypoints.length);
        circles.forEach((circle, i) => {
          const { x, y, sigma, orientation } = keypoints[i]!;
          expect(circle.flaw).toBeLessThan(1e-9);
          expect(Math.abs(circle.x - x)).toBeLessThan(0.011);
          expect(Math.abs(circle.y - y)).toBeLessThan(0.011);
          expect(Math.abs(circle.radius - 1.58 * sigma)).toBeLessThan(0.0051);
          const [tipX, tipY] = circle.tip!;
          expect(Math.abs(tipX - (x + 1.58 * sigma * Math.cos(orientation)))).toBeLessThan(0.011);
          expect(Math.abs(tipY - (y + 1.58 * sigma * Math.sin(orientation)))).toBeLessThan(0.011);
        });
      }),
    );
  });

  it('takes another multiple of sigma as the radius', () => {
    expect(circlesOf(plotKeypoints(size, [one], { radius: 3 }))[0]!.radius).toBe(12);
  });

  it('circles a disc along its edge', () => {
    for (const radius of [6, 11]) {
      const disc = Array.from({ length: 80 }, (_, y) =>
        Array.from({ length: 80 }, (_, x) =>
          Math.min(1, Math.max(0, radius + 0.5 - Math.hypot(x - 41, y - 38))),
        ),
      );
      const { keypoints } = sift(disc, { maxKeypoints: 1 });
      const [circle] = circlesOf(plotKeypoints(disc, keypoints));
      expect(circle!.radius / radius).toBeGreaterThan(0.97);
      expect(circle!.radius / radius).toBeLessThan(1.03);
    }
  });

  it('leaves the line out where there is no orientation', () => {
    const blob = { x: 3, y: 4, sigma: 2 };
    const svg = plotKeypoints(size, [blob, one]);
    expect(circlesOf(svg).map(({ tip }) => tip !== undefined)).toEqual([false, true]);
    expect(labelsOf(plotKeypoints(size, [blob])).description).not.toContain('orientation');
    expect(labelsOf(svg).description).toContain('orientation');
  });

  it('puts the centre of pixel (0, 0) at the origin, half a pixel from the corner', () => {
    const image = Array.from({ length: 3 }, (_, y) =>
      Array.from({ length: 4 }, (_, x) => (x === 2 && y === 1 ? 1 : 0)),
    );
    const photo = rasterOf(plotKeypoints(image, [], { scale: 20 }));
    expect([photo.width, photo.height]).toEqual([80, 60]);
    expect(photo.at(50, 30)[0]).toBeGreaterThan(200);
    expect(photo.at(30, 30)[0]).toBeLessThan(40);
    expect(photo.at(70, 30)[0]).toBeLessThan(40);

    // The centre of mass of what a keypoint at (2, 1) paints is the middle of that pixel.
    const keypoint = { x: 2, y: 1, sigma: 0.5 };
    const options = { scale: 20, radius: 1, lineWidth: 0.1, color: '#fff' };
    const marked = rasterOf(plotKeypoints({ width: 4, height: 3 }, [keypoint], options));
    const bare = rasterOf(plotKeypoints({ width: 4, height: 3 }, [], { scale: 20 }));
    let [mass, momentX, momentY] = [0, 0, 0];
    for (let y = 0; y < marked.height; y++) {
      for (let x = 0; x < marked.width; x++) {
        const light = Math.abs(marked.at(x, y)[0] - bare.at(x, y)[0]);
        mass += light;
        momentX += light * (x + 0.5);
        momentY += light * (y + 0.5);
      }
    }
    expect(mass).toBeGreaterThan(0);
    expect(momentX / mass).toBeCloseTo(50, 0.5);
    expect(momentY / mass).toBeCloseTo(30, 0.5);
  });

  it('stays under 300 kB with 2000 keypoints in a photo of 1920 × 1080', () => {
    const keypoints = Array.from({ length: 2000 }, (_, i) => ({
      x: (i * 1237.123) % 1920,
      y: (i * 761.377) % 1080,
      sigma: 1.6 + ((i * 13.57) % 90),
      orientation: i,
    }));
    const photo = { width: 1920, height: 1080, href: 'photo.jpg' };
    expect(Buffer.byteLength(plotKeypoints(photo, keypoints))).toBeLessThan(300_000);
  });

  it('shows positions to a 20,000th of the longer side however small the image', () => {
    const circles = circlesOf(plotKeypoints({ width: 4, height: 4 }, [{ ...one, x: 1.23456 }]));
    expect(Math.abs(circles[0]!.x - 1.23456)).toBeLessThan(4 / 20_000);
  });

  it('shows light and dark lines on any background', () => {
    for (const grey of [0, 0.5, 1]) {
      const image = createNdArray(new Float32Array(64 * 48).fill(grey), [48, 64]);
      const svg = plotKeypoints(image, [one], { scale: 8, radius: 2, lineWidth: 1 });
      const { at } = rasterOf(svg);
      const level = ([r, g, b]: number[]): number => (2126 * r! + 7152 * g! + 722 * b!) / 10_000;
      // Across the line at its middle: rim, line, rim.
      const across = Array.from({ length: 33 }, (_, i) =>
        level(at(8 * 24 + 4, 8 * 10 + 4 + i - 16)),
      );
      expect(Math.max(...across)).toBeGreaterThan(200);
      expect(Math.min(...across)).toBeLessThan(110);
    }
  });

  it('names itself to screen readers, and says how to read it', () => {
    const labels = labelsOf(plotKeypoints(size, [one, { ...one, sigma: 8.123 }]));
    expect(labels.name).toBe('2 keypoints');
    expect(labels.description).toContain('64 by 48 pixels');
    expect(labels.description).toContain('sigma from 4.00 to 8.12');
    expect(labels.description).toContain('radius 1.58 sigma');
    const own = labelsOf(plotKeypoints(size, [one], { title: 'A', description: 'B' }));
    expect(own).toEqual({ name: 'A', description: 'B' });
  });

  it('escapes every text it is given', () => {
    const nasty = `"'><script>&amp;\u0000\ud800`;
    const photo = { ...size, href: `x.png?a=1&b="><script>` };
    const svg = plotKeypoints(photo, [one], { title: nasty, description: nasty, color: nasty });
    expect(svg).not.toContain('<script');
    expect(labelsOf(svg).name).toBe('&quot;&#39;&gt;&lt;script&gt;&amp;amp;\ufffd\ufffd');
    expect(svg).toContain('href="x.png?a=1&amp;b=&quot;&gt;&lt;script&gt;"');
    expect(() => rasterOf(svg)).not.toThrow();
  });

  it('gives the same SVG for the same plot and other ids for another', () => {
    const ids = (svg: string): string[] =>
      Array.from(svg.matchAll(/ id="([^"]+)"/g), ([, id]) => id!);
    const svg = plotKeypoints(size, [one]);
    expect(plotKeypoints(size, [one])).toBe(svg);
    expect(new Set(ids(svg)).size).toBe(ids(svg).length);
    const other = ids(plotKeypoints(size, [{ ...one, x: 21 }]));
    expect(other.filter((id) => ids(svg).includes(id))).toEqual([]);
  });

  it('draws an image without keypoints', () => {
    const svg = plotKeypoints(size, []);
    expect(labelsOf(svg)).toEqual({
      name: '0 keypoints',
      description: 'No keypoints in an image of 64 by 48 pixels.',
    });
    expect(rasterOf(svg).width).toBe(64);
  });

  it('refuses what it cannot draw, naming it', () => {
    const bad = (keypoints: unknown, options?: unknown) => (): unknown =>
      plotKeypoints(size, keypoints as never, options as never);
    expect(bad('none')).toThrow(
      new KindError({
        function: 'plotKeypoints',
        argument: 'keypoints',
        expected: 'a list of keypoints',
        got: '"none"',
      }),
    );
    // biome-ignore lint/suspicious/noSparseArray: a hole is no keypoint to pass over.
    expect(bad([, one])).toThrow(/"keypoints\[0\]" expected a keypoint/);
    expect(bad([one, null])).toThrow(/"keypoints\[1\]" expected a keypoint/);
    expect(bad([{ ...one, x: Number.NaN }])).toThrow(/"keypoints\[0\].x".*got NaN/);
    expect(bad([{ ...one, y: undefined }])).toThrow(/"keypoints\[0\].y"/);
    expect(bad([one, { ...one, sigma: 0 }])).toThrow(/"keypoints\[1\].sigma".*> 0, got 0/);
    expect(bad([{ ...one, orientation: Infinity }])).toThrow(/"keypoints\[0\].orientation"/);
    expect(bad([], { colour: 'red' })).toThrow(/only the names radius, color, .*got "colour"/);
    expect(bad([], { color: 3 })).toThrow(KindError);
    expect(bad([], { title: 3 })).toThrow(KindError);
    for (const name of ['radius', 'lineWidth', 'scale']) {
      expect(bad([], { [name]: 0 })).toThrow(DomainError);
    }
  });
});
