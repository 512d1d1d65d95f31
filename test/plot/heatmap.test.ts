import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { plotHeatmap } from '../../src/plot/index.js';
import { labelsOf, rasterOf, textsOf } from './read-svg.js';

/** Where cells begin: the frame around them. */
function frameOf(svg: string): { x: number; y: number; width: number; height: number } {
  const [, x, y, width, height] =
    /<rect x="([^"]+)" y="([^"]+)" width="([^"]+)" height="([^"]+)" fill="none"/
      .exec(svg)!
      .map(Number);
  return { x: x!, y: y!, width: width!, height: height! };
}

/** The grey of the middle of each cell, 255 for white. */
function greysOf(svg: string, n: number, m: number): number[][] {
  const raster = rasterOf(svg);
  const { x, y, width, height } = frameOf(svg);
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: m }, (_, j) => {
      const [r, g, b] = raster.at(
        Math.round(x + 0.5 + ((j + 0.5) * width) / m),
        Math.round(y + 0.5 + ((i + 0.5) * height) / n),
      );
      return Math.round(0.2126 * r + 0.7152 * g + 0.0722 * b);
    }),
  );
}

describe('plotHeatmap', () => {
  it('says where the cells of each map lie, so that a page can tell which one is pointed at', () => {
    const places = (svg: string): number[][] =>
      [...svg.matchAll(/data-cells="([^"]*)"/g)].map((match) => match[1]!.split(' ').map(Number));
    const [one] = places(plotHeatmap([[1, 0, 2]], { rows: ['a'], cellSize: 30 }));
    expect(one!.slice(2)).toEqual([30, 1, 3]);
    const two = places(plotHeatmap([[[1, 0]], [[2, 1]]], { cellSize: 30 }));
    expect(two).toHaveLength(2);
    expect(two[1]![0]).toBeGreaterThan(two[0]![0]! + 2 * 30);
    // The frame stands around them.
    const svg = plotHeatmap([[1, 0, 2]], { columns: ['a', 'b', 'c'], cellSize: 30 });
    const [[left, top, size, rows, columns]] = places(svg) as [number[]];
    expect(svg).toContain(
      `<rect x="${left}" y="${top}" width="${columns! * size!}" height="${rows! * size!}" fill="none"`,
    );
  });

  it('puts each number into its cell, row 0 above and column 0 to the left, darker where it is larger', () => {
    const greys = greysOf(
      plotHeatmap([
        [0, 0.1, 0.2],
        [0.5, 0.8, 1],
      ]),
      2,
      3,
    ).flat();
    expect(greys[0]).toBe(255);
    for (let i = 1; i < 6; i++) expect(greys[i]!).toBeLessThan(greys[i - 1]! - 10);
  });

  it('reads views, and takes the range that it is told', () => {
    const data = Float64Array.of(9, 0, 1, 9, 0.5, 0.25);
    // The rows of [[0, 1], [0.5, 0.25]], each after a 9.
    const view = createNdArray(data, [2, 3]).lo(0, 1);
    const greys = greysOf(plotHeatmap(view), 2, 2);
    expect(greys[0]![0]).toBe(255);
    expect(greys[0]![1]).toBeLessThan(greys[1]![0]!);
    expect(greys[1]![0]).toBeLessThan(greys[1]![1]!);
    const clamped = greysOf(plotHeatmap(view, { range: [0.5, 0.75] }), 2, 2);
    expect([clamped[0]![0], clamped[1]![0], clamped[1]![1]]).toEqual([255, 255, 255]);
    expect(clamped[0]![1]).toBe(greys[0]![1]);
  });

  it('writes labels, titles and numbers, escaped', () => {
    const svg = plotHeatmap([[0.125, 1]], {
      rows: ['<a>'],
      columns: ['b & c', 'd'],
      rowTitle: 'query',
      columnTitle: 'key',
      title: 'Head 1',
      digits: 2,
    });
    const texts = textsOf(svg);
    for (const words of ['&lt;a&gt;', 'b &amp; c', 'd', 'query', 'key', 'Head 1', '0.13', '1.00'])
      expect(texts).toContain(words);
    expect(labelsOf(svg).name).toBe('Head 1');
    expect(labelsOf(svg).description).toBe(
      '1 rows and 2 columns, darker where a number is larger. The largest, 1, is in row 0, “&lt;a&gt;”, column 1, “d”.',
    );
  });

  it('takes a matrix of zeros, and negative numbers', () => {
    expect(greysOf(plotHeatmap([[0, 0]]), 1, 2)).toEqual([[255, 255]]);
    const [row] = greysOf(plotHeatmap([[-2, -1]]), 1, 2);
    expect(row![0]).toBe(255);
    expect(row![1]).toBeLessThan(255);
  });

  it('keeps ids apart where plots differ', () => {
    const idOf = (svg: string): string => /aria-labelledby="([^"]+)"/.exec(svg)![1]!;
    expect(idOf(plotHeatmap([[1, 0]]))).not.toBe(idOf(plotHeatmap([[1, 0.5]])));
    expect(idOf(plotHeatmap([[1, 0]]))).toBe(idOf(plotHeatmap([[1, 0]])));
  });

  it('draws a stack side by side with one scale and the same labels', () => {
    const heads = [[[0, 1]], [[0.5, 0]]];
    const svg = plotHeatmap(heads, { columns: ['a', 'b'], heads: ['<one>', 'two'] });
    const frames = Array.from(
      svg.matchAll(/<rect x="([^"]+)" y="([^"]+)" width="40" height="20" fill="none"/g),
      ([, x, y]) => [Number(x), Number(y)] as const,
    );
    expect(frames).toHaveLength(2);
    expect(frames[1]![1]).toBe(frames[0]![1]);
    expect(frames[1]![0]).toBeGreaterThan(frames[0]![0] + 40);
    const raster = rasterOf(svg);
    const red = (k: number, j: number): number =>
      raster.at(Math.round(frames[k]![0] + 10 + 20 * j), Math.round(frames[k]![1] + 10))[0];
    expect([red(0, 0), red(1, 1)]).toEqual([255, 255]);
    expect(red(0, 1)).toBeLessThan(red(1, 0));
    const texts = textsOf(svg);
    for (const words of ['&lt;one&gt;', 'two']) expect(texts).toContain(words);
    expect(texts.filter((words) => words === 'a')).toHaveLength(2);
    expect(labelsOf(svg).description).toBe(
      '2 matrices of one scale, each of 1 rows and 2 columns, darker where a number is larger. The largest, 1, is in “&lt;one&gt;”, row 0, column 1, “b”.',
    );
    expect(textsOf(plotHeatmap(heads))).toEqual(expect.arrayContaining(['head 1', 'head 2']));
    // Twelve wide ones go on in the next row.
    const many = plotHeatmap(new Array(12).fill(new Array(2).fill(new Array(10).fill(1))));
    expect(rasterOf(many).width).toBeLessThan(1000);
  });

  it('is bright where numbers are large on a dark page', () => {
    const svg = plotHeatmap([[0, 0.5, 1]], { theme: 'dark', digits: 1 });
    const [row] = greysOf(svg.replace(/<text[^>]*>[^<]*<.text>/g, ''), 1, 3);
    expect(row![0]).toBeLessThan(row![1]! - 40);
    expect(row![1]).toBeLessThan(row![2]! - 40);
    expect(labelsOf(svg).description).toContain('brighter where a number is larger');
  });

  it('refuses what it cannot draw', () => {
    expect(() => plotHeatmap([1, 2])).toThrow(
      'plotHeatmap: "values" expected shape (n, m), got (2)',
    );
    expect(() => plotHeatmap([[1]], { heads: ['a'] })).toThrow('shape (h, n, m)');
    expect(() => plotHeatmap([[[1]]], { heads: [] })).toThrow('"heads" expected 1 labels, got 0');
    expect(() => plotHeatmap([[[]]])).toThrow('shape (h, n, m), none of them 0, got (1, 1, 0)');
    expect(() => plotHeatmap([[1]], { theme: 'grey' as never })).toThrow('"light", "dark"');
    expect(() => plotHeatmap([[]])).toThrow('neither of them 0');
    expect(() => plotHeatmap([[1, Number.NaN]])).toThrow('NaN at [0, 1]');
    expect(() => plotHeatmap([[1, 2]], { columns: ['a'] })).toThrow('"columns" expected 2 labels');
    expect(() => plotHeatmap([[1]], { rows: [1 as never] })).toThrow('"rows[0]" expected a string');
    expect(() => plotHeatmap([[1]], { rows: 'a' as never })).toThrow('"rows" expected a list');
    expect(() => plotHeatmap([[1]], { range: [1, 1] })).toThrow('"range[1]"');
    expect(() => plotHeatmap([[1]], { range: 1 as never })).toThrow('two numbers, [low, high]');
    expect(() => plotHeatmap(new Array(201).fill(new Array(200).fill(0)))).toThrow('40000 cells');
    expect(() => plotHeatmap([[1]], { scale: 2 } as never)).toThrow('only the names');
  });
});
