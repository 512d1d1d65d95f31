import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { plotStructureTensor } from '../../src/plot/index.js';
import { detectCorners } from '../../src/structure-tensor/detect-corners.js';
import { structureTensor } from '../../src/structure-tensor/structure-tensor.js';
import { type Command, commandsOf, labelsOf, pathOf, rasterOf } from './read-svg.js';

const marksOf = (svg: string): Command[] => commandsOf(pathOf(svg, '-tensors'));

/** A field whose every tensor is one matrix. */
function field(a: number, b: number, c: number, [height, width] = [9, 9]) {
  const fill = (value: number) =>
    createNdArray(new Float64Array(height! * width!).fill(value), [height!, width!]);
  return { ixx: fill(a), ixy: fill(b), iyy: fill(c) };
}

const size = { width: 9, height: 9 };
const points = [{ x: 4, y: 3 }];

describe('plotStructureTensor', () => {
  it('draws half-axes in proportion to eigenvalues along eigenvectors', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        fc.double({ min: 0.2, max: 0.99, noNaN: true }),
        fc.double({ min: -1.5, max: 1.5, noNaN: true }),
        (larger, share, angle) => {
          const smaller = larger * share;
          const [c, s] = [Math.cos(angle), Math.sin(angle)];
          const tensor = field(
            larger * c * c + smaller * s * s,
            (larger - smaller) * c * s,
            larger * s * s + smaller * c * c,
          );
          const [start, first, second] = marksOf(
            plotStructureTensor(size, tensor, { points, factor: 100 }),
          );
          const [, x, y] = start!;
          const [, rx, ry, turn, , , dx, dy] = first!;
          const half = Math.hypot(dx!, dy!) / 2;
          expect(Math.abs(half - 100 * larger)).toBeLessThan(0.02);
          expect(Math.abs(rx! - half)).toBeLessThan(0.01);
          expect(Math.abs(ry! - 100 * smaller)).toBeLessThan(0.02);
          expect(Math.abs(x! + dx! / 2 - 4)).toBeLessThan(0.02);
          expect(Math.abs(y! + dy! / 2 - 3)).toBeLessThan(0.02);
          // Along the eigenvector of the larger one, and the arc turned alike.
          expect(Math.abs(dx! * s - dy! * c) / (2 * half)).toBeLessThan(0.005);
          expect(Math.abs(turn! - (angle * 180) / Math.PI)).toBeLessThan(0.02);
          expect([second![6]! + dx!, second![7]! + dy!]).toEqual([0, 0]);
        },
      ),
    );
  });

  it('draws the tensor of the course: 27.04 and 2.96', () => {
    const svg = plotStructureTensor(size, field(14, 12, 16), { points, factor: 1 });
    const [, [, rx, ry] = []] = marksOf(svg);
    expect(rx).toBeCloseTo(27.04, 2);
    expect(ry).toBeCloseTo(2.96, 2);
    const root = plotStructureTensor(size, field(14, 12, 16), { points, factor: 1, axes: 'root' });
    const [, [, longer, shorter] = []] = marksOf(root);
    expect(longer).toBeCloseTo(5.2, 2);
    expect(shorter).toBeCloseTo(1.72, 2);
  });

  it('draws an edge as a line and nothing as a dot', () => {
    const edge = plotStructureTensor(size, field(4, 0, 0), { points, radius: 2 });
    expect(pathOf(edge, '-tensors')).toBe('M2 3l4 0');
    const flat = plotStructureTensor(size, field(0, 0, 0), { points });
    expect(pathOf(flat, '-tensors')).toBe('M4 3h0');
    expect(labelsOf(flat).description).toContain('All are zero.');
    // A dot is seen: round ends of a line without length.
    const options = { points, scale: 20, lineWidth: 0.5 };
    const [red] = rasterOf(plotStructureTensor(size, field(0, 0, 0), options)).at(90, 70);
    expect(red).toBeGreaterThan(200);
    // What rounding of float32 leaves below 0 is 0.
    const rounded = plotStructureTensor(size, field(1, 0.1, 0.01 - 1e-8), { points, radius: 2 });
    expect(marksOf(rounded).map(([letter]) => letter)).toEqual(['M', 'l']);
  });

  it('reads between pixels linearly', () => {
    const ixx = Array.from({ length: 9 }, (_, y) =>
      Array.from({ length: 9 }, (_, x) => x + 10 * y),
    );
    const none = ixx.map((row) => row.map(() => 0));
    const tensor = { ixx, ixy: none, iyy: none };
    const marks = marksOf(
      plotStructureTensor(size, tensor, {
        points: [
          { x: 2.25, y: 1.5 },
          { x: 8, y: 8 },
        ],
        factor: 1,
      }),
    );
    expect(marks[1]![1]).toBeCloseTo(2 * 17.25, 2);
    expect(marks[3]![1]).toBeCloseTo(2 * 88, 2);
  });

  it('marks a corner by a rounder ellipse than an edge, and covers the image where no points are given', () => {
    const image = Array.from({ length: 48 }, (_, y) =>
      Array.from({ length: 72 }, (_, x) => (x > 20 && y > 20 ? 1 : 0)),
    );
    const tensor = structureTensor(image);
    const corners = detectCorners(image);
    expect(corners).toHaveLength(1);
    const corner = marksOf(plotStructureTensor(image, tensor, { points: corners }));
    expect(corner[1]![2]! / corner[1]![1]!).toBeGreaterThan(0.3);
    const all = marksOf(plotStructureTensor(image, tensor));
    const starts = all.filter(([letter]) => letter === 'M');
    expect(starts).toHaveLength(24 * 16);
    expect(labelsOf(plotStructureTensor(image, tensor)).description).toMatch(
      /The longest half-axis, 1.35 pixels, stands for 0\.\d+\.$/,
    );
  });

  it('names itself, escaped', () => {
    const svg = plotStructureTensor(size, field(4, 0, 1), { points, title: 'a & b' });
    expect(labelsOf(svg).name).toBe('a &amp; b');
    expect(labelsOf(plotStructureTensor(size, field(4, 0, 1), { points })).name).toBe(
      '1 structure tensor',
    );
    expect(
      labelsOf(plotStructureTensor(size, field(4, 0, 1), { points: [] })).description,
    ).toContain('No structure tensors');
  });

  it('refuses what it cannot draw', () => {
    const tensor = field(1, 0, 1);
    const wrong = (options: object) => () => plotStructureTensor(size, tensor, options);
    expect(() => plotStructureTensor({ width: 8, height: 9 }, tensor)).toThrow(
      'plotStructureTensor: "tensor" expected shape (9, 8), got (9, 9)',
    );
    expect(() => plotStructureTensor(size, [[1]] as never)).toThrow(
      '"tensor" expected a structure',
    );
    expect(() => plotStructureTensor(size, field(1, 2, 1), { points })).toThrow(
      'eigenvalues that are not negative, got -1 at x = 4, y = 3',
    );
    expect(wrong({ points: [{ x: 9, y: 0 }] })).toThrow('"points[0].x"');
    expect(wrong({ points: [{ x: 0, y: -0.5 }] })).toThrow('"points[0].y"');
    expect(wrong({ points: [1] })).toThrow('"points[0]" expected a point');
    expect(wrong({ points: 1 })).toThrow('"points" expected a list of points');
    expect(wrong({ points: new Array(20001).fill(points[0]) })).toThrow('at most 20000 points');
    expect(wrong({ axes: 'square' })).toThrow('"eigenvalue", "root"');
    expect(wrong({ factor: 0 })).toThrow('"factor"');
    expect(wrong({ radius: Number.NaN })).toThrow('"radius"');
    expect(wrong({ step: 1 })).toThrow('only the names');
  });
});
