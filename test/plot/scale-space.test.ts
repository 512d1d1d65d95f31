import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { plotScaleSpace } from '../../src/plot/index.js';
import { scaleSpaceExtrema } from '../../src/scale-space/extrema.js';
import { commandsOf, labelsOf, photosOf, rasterOf, textsOf } from './read-svg.js';

/** Three levels of 4 by 5 samples; 30 at level 1, row 2, column 1, and small numbers around. */
const small = Array.from({ length: 3 }, (_, s) =>
  Array.from({ length: 4 }, (_, y) =>
    Array.from({ length: 5 }, (_, x) =>
      s === 1 && y === 2 && x === 1 ? 30 : ((7 * s + 5 * y + 3 * x) % 11) - 5,
    ),
  ),
);
const [extremum] = scaleSpaceExtrema(small, { threshold: 20 });

interface Frame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where levels and close-ups are drawn. */
function framesOf(svg: string): Frame[] {
  return Array.from(
    svg.matchAll(/<image x="([^"]+)" y="([^"]+)" width="([^"]+)" height="([^"]+)"/g),
    ([, ...numbers]) => {
      const [x, y, width, height] = numbers.map(Number);
      return { x: x!, y: y!, width: width!, height: height! };
    },
  );
}

/** Upper left corners of the squares of a colour. */
function squaresOf(svg: string, color: string): [number, number][] {
  return Array.from(svg.matchAll(/<path d="([^"]+)" fill="none" stroke="(#[^"]+)"/g))
    .filter(([, , stroke]) => stroke === color)
    .flatMap(([, data]) => commandsOf(data!))
    .filter(([letter]) => letter === 'M')
    .map(([, x, y]) => [x!, y!]);
}

describe('plotScaleSpace', () => {
  it('marks the sample and its 26 neighbours in their cells', () => {
    expect(extremum).toMatchObject({ level: 1, y: 2, x: 1 });
    const svg = plotScaleSpace(small, { extremum });
    const frames = framesOf(svg);
    expect(frames.map(({ width, height }) => [width, height])).toEqual(
      new Array(3).fill([5 * 44, 4 * 44]),
    );
    const neighbours = squaresOf(svg, '#56b4e9');
    const [own, ...others] = squaresOf(svg, '#f0e442');
    expect(neighbours).toHaveLength(26);
    expect(others).toEqual([]);
    const inside = ([x, y]: readonly [number, number], level: number): [number, number] => [
      (x - frames[level]!.x - 3.5) / 44,
      (y - frames[level]!.y - 3.5) / 44,
    ];
    expect(inside(own!, 1)).toEqual([1, 2]);
    const cells = [...neighbours.slice(0, 9), own!, ...neighbours.slice(17)].map((place, i) =>
      inside(place, i < 9 ? 0 : i === 9 ? 1 : 2).join(),
    );
    const nine = [1, 2, 3].flatMap((row) => [0, 1, 2].map((column) => `${column},${row}`));
    expect(cells).toEqual([...nine, '1,2', ...nine]);
  });

  it('writes the numbers of small stacks into their cells', () => {
    const texts = textsOf(plotScaleSpace(small));
    const expected = small.flat(2).map((value) => String(value).replace('-', '−'));
    expect(texts.filter((words) => /^−?\d+$/.test(words))).toEqual(expected);
    expect(texts).toEqual(expect.arrayContaining(['level 0', 'level 1', 'level 2']));
    // Three digits for the largest, by a power of ten that is stated.
    const fine = textsOf(plotScaleSpace([[[0.0123, -0.00004, 0.0002]]]));
    expect(fine).toEqual(expect.arrayContaining(['12.3', '0.2', 'numbers in units of 10⁻³']));
  });

  it('has one scale of grey, with 0 in the middle where there are negative numbers', () => {
    const bytes = (svg: string): number[] => photosOf(svg).flatMap(({ data }) => Array.from(data));
    expect(bytes(plotScaleSpace([[[-1, 0, 0.5]], [[1, 2, 0]]]))).toEqual([
      64, 128, 159, 191, 255, 128,
    ]);
    expect(bytes(plotScaleSpace([[[1, 3, 2]]]))).toEqual([0, 255, 128]);
    expect(bytes(plotScaleSpace([[[1, 3, 2]]], { range: [2, 4] }))).toEqual([0, 128, 0]);
    expect(bytes(plotScaleSpace([[[7, 7]]]))).toEqual([128, 128]);
  });

  it('shows large levels whole and close-ups of the three around the sample', () => {
    const [n, h, w] = [5, 40, 80];
    const data = Float64Array.from({ length: n * h * w }, (_, i) => Math.sin(i * i) / 9);
    const place = { level: 2, y: 1, x: 78 };
    data[(place.level * h + place.y) * w + place.x] = 1;
    const svg = plotScaleSpace(createNdArray(data, [n, h, w]), { extremum: place });
    const frames = framesOf(svg);
    expect(frames.map(({ width }) => width)).toEqual([160, 160, 160, 160, 160, 220, 220, 220]);
    // The close-up is moved inwards: rows 0 to 4, columns 75 to 79.
    const [own] = squaresOf(svg, '#f0e442');
    expect([(own![0] - frames[6]!.x - 3.5) / 44, (own![1] - frames[6]!.y - 3.5) / 44]).toEqual([
      3, 1,
    ]);
    expect(squaresOf(svg, '#56b4e9')).toHaveLength(26);
    expect(textsOf(svg)).toContain('level 3, around x = 78, y = 1');
    expect(labelsOf(svg).description).toBe(
      '5 levels of 80 by 40 samples in grey, black at −1, white at 1. Marked is the sample in level 2, row 1, column 78: its value, 1, is larger than those of all 26 neighbours.',
    );
  });

  it('stays small where levels are large', () => {
    const zeros = createNdArray(new Float32Array(3 * 1080 * 1920), [3, 1080, 1920]);
    const svg = plotScaleSpace(zeros);
    expect(svg.length).toBeLessThan(100000);
    for (const { width, height } of photosOf(svg)) expect([width, height]).toEqual([160, 90]);
  });

  it('tells what is no extremum, and takes views, labels and a theme', () => {
    const view = createNdArray(Float64Array.from(small.flat(2)), [3, 4, 5]).step(1, 1, -1);
    const svg = plotScaleSpace(view, {
      extremum: { level: 1, y: 1, x: 2 },
      labels: ['σ < 1', 'b', 'c'],
      theme: 'dark',
      title: 'a & b',
    });
    expect(labelsOf(svg).name).toBe('a &amp; b');
    expect(labelsOf(svg).description).toMatch(
      /its value, −?\d+, is no strict extremum: of its 26 neighbours \d+ are larger and \d+ smaller\.$/,
    );
    expect(textsOf(svg)).toContain('σ &lt; 1');
    expect(rasterOf(svg).at(1, 1)).toEqual([38, 40, 43, 255]);
  });

  it('refuses what it cannot draw', () => {
    const bad = (options: object) => () => plotScaleSpace(small, options);
    expect(() => plotScaleSpace([[1]])).toThrow(
      'plotScaleSpace: "levels" expected shape (n, h, w), got (1, 1)',
    );
    expect(() => plotScaleSpace([[[]]])).toThrow('none of them 0, got (1, 1, 0)');
    expect(() => plotScaleSpace([[[Number.NaN]]])).toThrow('NaN at [0, 0, 0]');
    expect(() => plotScaleSpace(new Array(25).fill([[1]]))).toThrow('at most 24 levels, got 25');
    expect(bad({ extremum: { level: 0, y: 1, x: 1 } })).toThrow('"extremum.level"');
    expect(bad({ extremum: { level: 1, y: 3, x: 1 } })).toThrow('"extremum.y"');
    expect(bad({ extremum: { level: 1, y: 1, x: 1.5 } })).toThrow('"extremum.x"');
    expect(bad({ extremum: 3 })).toThrow('"extremum" expected a sample');
    expect(bad({ labels: ['a'] })).toThrow('"labels" expected 3 labels, got 1');
    expect(bad({ labels: 'abc' })).toThrow('"labels" expected a list');
    expect(bad({ range: [1, 1] })).toThrow('"range[1]"');
    expect(bad({ range: 1 })).toThrow('two numbers, [low, high]');
    expect(bad({ width: 1 })).toThrow('"width"');
    expect(bad({ theme: 'x' })).toThrow('"light", "dark"');
    expect(bad({ digits: 1 })).toThrow('only the names');
  });
});
