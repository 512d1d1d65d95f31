import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { hog } from '../../src/orientation-histogram/hog.js';
import { type PlotHogOptions, plotHog } from '../../src/plot/index.js';
import { commandsOf, labelsOf, pathOf, photosOf, rasterOf } from './read-svg.js';

interface Line {
  readonly from: readonly [number, number];
  readonly by: readonly [number, number];
}

function linesOf(svg: string): Line[] {
  const lines: Line[] = [];
  let from: [number, number] = [0, 0];
  for (const [letter, a, b] of commandsOf(pathOf(svg, '-hog'))) {
    if (letter === 'M') from = [a!, b!];
    else lines.push({ from, by: [a!, b!] });
  }
  return lines;
}

const size = { width: 24, height: 24 };
/** The lines of one cell of 24 × 24 pixels, whose centre is (11.5, 11.5). */
const cellLines = (numbers: readonly number[], options?: PlotHogOptions): Line[] =>
  linesOf(plotHog(size, [[numbers]] as number[][][], { cellSize: 24, ...options }));

describe('plotHog', () => {
  it('draws lines along edges, at right angles to the gradients at the centres of bins', () => {
    // Gradients at 45° and 135°: their edges at 135° and 45°.
    const [first, second] = cellLines([2, 1]);
    // 11 pixels to each side: all of the cell but its margin of 1/24.
    const long = 11 * Math.SQRT1_2;
    expect(first!.from[0]).toBeCloseTo(11.5 + long, 2);
    expect(first!.from[1]).toBeCloseTo(11.5 - long, 2);
    expect(first!.by[0]).toBeCloseTo(-2 * long, 2);
    expect(first!.by[1]).toBeCloseTo(2 * long, 2);
    expect(Math.hypot(...second!.by)).toBeCloseTo(11, 2);
    expect(second!.by[0]).toBeCloseTo(second!.by[1], 2);
  });

  it('draws along gradients where it is told, signed ones to one side', () => {
    const [line] = cellLines([1], { direction: 'gradient' });
    // One bin over π: its centre is at 90°, downwards.
    expect(line!.by[0]).toBeCloseTo(0, 9);
    expect(line!.by[1]).toBeCloseTo(22, 9);
    const rays = cellLines([4, 0, 2, 0], { direction: 'gradient', signed: true });
    expect(rays.map(({ from }) => from)).toEqual([
      [11.5, 11.5],
      [11.5, 11.5],
    ]);
    expect(rays[0]!.by[0]).toBeCloseTo(11 * Math.SQRT1_2, 2);
    expect(rays[0]!.by[1]).toBeCloseTo(11 * Math.SQRT1_2, 2);
    expect(rays[1]!.by[0]).toBeCloseTo(-5.5 * Math.SQRT1_2, 2);
  });

  it('adds opposite gradients in edges of signed histograms', () => {
    const signed = cellLines([3, 1, 1, 1], { signed: true });
    expect(signed).toEqual(cellLines([4, 2]));
  });

  it('is in proportion within the image or the cell, and leaves out what looks like a dot', () => {
    const cells = [[[8], [4], [0.1], [0]]];
    const lengths = (longest: 'image' | 'cell'): number[] =>
      linesOf(plotHog({ width: 96, height: 24 }, cells, { cellSize: 24, longest })).map(({ by }) =>
        Math.hypot(...by),
      );
    expect(lengths('image')).toEqual([22, 11]);
    expect(lengths('cell')).toEqual([22, 22, 22]);
    expect(cellLines([0, 0])).toEqual([]);
  });

  it('puts each cell at its place, counted from the corner of the image', () => {
    fc.assert(
      fc.property(fc.nat(2), fc.nat(3), (row, column) => {
        const cells = Array.from({ length: 3 }, (_, i) =>
          Array.from({ length: 4 }, (_, j) => [i === row && j === column ? 1 : 0]),
        );
        const picture = { width: 30, height: 40 };
        const [line] = linesOf(plotHog(picture, cells, { cellSize: [10, 6] }));
        expect(line!.from[0] + line!.by[0] / 2).toBeCloseTo(6 * (column + 0.5) - 0.5, 9);
        expect(line!.from[1] + line!.by[1] / 2).toBeCloseTo(10 * (row + 0.5) - 0.5, 9);
        expect(Math.hypot(...line!.by)).toBeCloseTo(5.5, 9);
      }),
    );
  });

  it('retraces an edge of a photo', () => {
    const image = Array.from({ length: 32 }, () =>
      Array.from({ length: 32 }, (_, x) => (x < 16 ? 0.2 : 0.8)),
    );
    const svg = plotHog(image, hog(image, { interpolation: 'none', orientations: 8 }).cells);
    const lines = linesOf(svg);
    expect(lines.length).toBeGreaterThan(3);
    for (const { from, by } of lines) {
      expect(Math.abs(from[0] + by[0] / 2 - 15.5)).toBeLessThan(5);
      expect(Math.abs(by[1])).toBeGreaterThan(4 * Math.abs(by[0]));
    }
    expect(photosOf(svg)).toHaveLength(1);
    expect(rasterOf(svg).width).toBe(32);
  });

  it('reads views, and says how to read it', () => {
    const view = createNdArray(Float64Array.of(2, 9, 1, 9), [1, 1, 2], [4, 4, 2]);
    const svg = plotHog(size, view, { cellSize: 24, title: '<HOG>' });
    expect(linesOf(svg)).toEqual(cellLines([2, 1]));
    expect(labelsOf(svg)).toEqual({
      name: '&lt;HOG&gt;',
      description:
        '1 by 1 cells of 24 by 24 pixels, each with a histogram of 2 directions over 180 degrees, drawn as lines at right angles to its gradients, along the edges. A line is as long as its direction&#39;s number; the largest of all cells fills the cell.',
    });
  });

  it('refuses what it cannot draw', () => {
    expect(() => plotHog(size, [[1]])).toThrow(
      'plotHog: "cells" expected shape (down, across, bins), got (1, 1)',
    );
    expect(() => plotHog(size, [[[1], [1], [1], [1]]])).toThrow('across·8 at most 24 pixels');
    expect(() => plotHog(size, [[[]]])).toThrow('none of them 0');
    expect(() => plotHog(size, [[[-1]]])).toThrow('not negative, got -1');
    expect(() => plotHog(size, [[[Number.NaN]]])).toThrow('NaN at [0, 0, 0]');
    expect(() => plotHog(size, [[[1, 2, 3]]], { signed: true })).toThrow('even number of bins');
    expect(() => plotHog(size, [[[1]]], { cellSize: 0 })).toThrow('"cellSize"');
    expect(() => plotHog(size, [[[1]]], { direction: 'both' as never })).toThrow('"edge"');
    expect(() => plotHog(size, [[[1]]], { longest: 'row' as never })).toThrow('"image", "cell"');
    expect(() => plotHog(size, [[[1]]], { bins: 2 } as never)).toThrow('only the names');
    const wide = { width: 4096, height: 4096 };
    const many = createNdArray(new Float32Array(1024 * 1025), [1024, 1025, 1]);
    expect(() => plotHog(wide, many, { cellSize: 1 })).toThrow('at most 1048576 numbers');
  });
});
