import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { DomainError, KindError, ShapeError } from '../../src/core/errors.js';
import { ransac } from '../../src/matching/ransac.js';
import { type PlottedMatches, plotMatches } from '../../src/plot/index.js';
import { type Command, commandsOf, labelsOf, pathOf, rasterOf } from './read-svg.js';

const a = { width: 100, height: 80 };
const b = { width: 60, height: 40 };
const point = (x: number, y: number) => ({ x, y });
const result: PlottedMatches = {
  keypoints: [
    [point(10, 20), point(30, 40), point(99, 0)],
    [point(5, 6), point(59, 39)],
  ],
  matches: [
    { query: 0, train: 0 },
    { query: 2, train: 1 },
  ],
};

// As many matches as there are letters; o stands for an outlier.
function matchesOf(letters: string): PlottedMatches {
  const points = Array.from(letters, (_, i) => point(i, i % 7));
  return {
    keypoints: [points, points],
    matches: points.map((_, i) => ({ query: i, train: i })),
    inliers: createNdArray(
      Uint8Array.from(letters, (letter) => (letter === 'o' ? 0 : 1)),
      [letters.length],
    ),
  };
}

const linesIn = (svg: string, kind: string): Command[] =>
  commandsOf(pathOf(svg, `-${kind}-lines`)).filter(([letter]) => letter === 'L');
const startsIn = (svg: string, kind: string): Command[] =>
  commandsOf(pathOf(svg, `-${kind}-ends`)).filter(([letter]) => letter === 'M');
const outlineIn = (svg: string): Command[] => commandsOf(pathOf(svg, '-outline'));

describe('plotMatches', () => {
  it('joins each point of the first image with its partner in the second', () => {
    // 100 wide, a gap of ⌈100/40⌉ = 3, and the lower image half of 80 − 40 down.
    const row = plotMatches(a, b, result);
    expect(row).toContain('viewBox="-.5 -.5 163 80"');
    expect(row).toContain('<svg x="102.5" y="19.5" width="60" height="40"');
    expect(commandsOf(pathOf(row, '-match-lines'))).toEqual([
      ['M', 10, 20],
      ['L', 5 + 103, 6 + 20],
      ['M', 99, 0],
      ['L', 59 + 103, 39 + 20],
    ]);
    // The narrower image half of 100 − 60 to the right.
    const column = plotMatches(a, b, result, { direction: 'column' });
    expect(column).toContain('viewBox="-.5 -.5 100 123"');
    expect(commandsOf(pathOf(column, '-match-lines')).slice(0, 2)).toEqual([
      ['M', 10, 20],
      ['L', 5 + 20, 6 + 83],
    ]);
  });

  it('marks the middle of pixels', () => {
    const image = [[0, 0, 0, 1]];
    const tiny: PlottedMatches = {
      keypoints: [[point(3, 0)], [point(3, 0)]],
      matches: [{ query: 0, train: 0 }],
    };
    const { at } = rasterOf(plotMatches(image, image, tiny, { scale: 20, lineWidth: 0.1 }));
    // Two images of 4 pixels with a gap of 1: pixel 3 of the second covers 160 to 180, its middle is 170.
    for (const middle of [70, 170]) expect(at(middle, 10)[2]).toBeGreaterThan(150);
    for (const middle of [70, 170]) expect(at(middle, 10)[0]).toBeLessThan(150);
  });

  it('tells inliers from outliers by dashes, width, marks and order, not by colour alone', () => {
    const svg = plotMatches(a, b, matchesOf('iioi'));
    expect(linesIn(svg, 'inlier')).toHaveLength(3);
    expect(linesIn(svg, 'outlier')).toHaveLength(1);
    expect(linesIn(svg, 'match')).toHaveLength(0);
    const [outliers, inliers] = ['outlier', 'inlier'].map((kind) => {
      const end = svg.slice(svg.indexOf(`-${kind}-lines"`));
      return end.slice(end.indexOf('<g'), end.indexOf('</g>'));
    });
    expect(outliers).toContain('stroke-dasharray');
    expect(inliers).not.toContain('stroke-dasharray');
    const widthOf = (group: string): number =>
      Number(/stroke-width="([\d.]+)"\/>$/m.exec(group)![1]);
    expect(widthOf(outliers!)).toBeLessThan(widthOf(inliers!));
    expect(pathOf(svg, '-inlier-ends')).toContain('h0');
    expect(pathOf(svg, '-outlier-ends')).not.toContain('h0');
    expect(svg.indexOf('-outlier-lines')).toBeLessThan(svg.indexOf('-inlier-lines'));
  });

  it('draws no more lines than asked, in proportion, and marks the ends of all', () => {
    const many = matchesOf('iiio'.repeat(100));
    const count = (maxLines?: number): [number, number] => {
      const svg = plotMatches(a, b, many, { maxLines });
      expect(startsIn(svg, 'inlier')).toHaveLength(2 * 300);
      expect(startsIn(svg, 'outlier')).toHaveLength(2 * 100);
      return [linesIn(svg, 'inlier').length, linesIn(svg, 'outlier').length];
    };
    expect(count()).toEqual([75, 25]);
    expect(count(10)).toEqual([7, 3]);
    expect(count(400)).toEqual([300, 100]);
    expect(count(1000)).toEqual([300, 100]);
    expect(count(0)).toEqual([0, 0]);
    // One outlier among many is still seen.
    const rare = plotMatches(a, b, matchesOf(`${'i'.repeat(300)}o`), { maxLines: 20 });
    expect(linesIn(rare, 'outlier')).toHaveLength(1);
    expect(linesIn(rare, 'inlier')).toHaveLength(19);
    // Spread over the list, not its head: the points' columns are their index.
    const ends = linesIn(rare, 'inlier').map(([, x]) => x! - 103);
    expect(Math.max(...ends)).toBeGreaterThan(280);
    expect(new Set(ends).size).toBe(19);
  });

  it('frames the first image in the second, from edge to edge of its pixels', () => {
    // Half the size, moved by (10, 5): corners at −0.5 and 99.5, −0.5 and 79.5.
    const transform = [
      [0.5, 0, 10],
      [0, 0.5, 5],
      [0, 0, 1],
    ];
    const corners = [
      ['M', 9.75, 4.75],
      ['L', 59.75, 4.75],
      ['L', 59.75, 44.75],
      ['L', 9.75, 44.75],
      ['z'],
    ];
    expect(outlineIn(plotMatches(a, b, { ...result, transform }))).toEqual(corners);
    // A matrix and its multiple by −2 are one transform.
    const negative = transform.map((row) => row.map((value) => -2 * value));
    expect(outlineIn(plotMatches(a, b, { ...result, transform: negative }))).toEqual(corners);
    expect(outlineIn(plotMatches(a, b, { ...result, transform }, { outline: false }))).toEqual([]);
    expect(outlineIn(plotMatches(a, b, result))).toEqual([]);
  });

  it('leaves out of the frame what lies beyond the horizon', () => {
    // (x, y) goes to (x, y) / (1 − x/80): columns beyond 80 come out on the other side of infinity.
    const transform = [
      [1, 0, 0],
      [0, 1, 0],
      [-1 / 80, 0, 1],
    ];
    const outline = outlineIn(plotMatches(a, b, { ...result, transform }));
    const points = outline.filter(([letter]) => letter !== 'z');
    expect(points).toHaveLength(4);
    for (const [, u, v] of points) {
      // Mapped back, each lies on the edge of the image or just before the horizon.
      const x = u! / (1 + u! / 80);
      const y = v! / (1 + u! / 80);
      expect(x).toBeGreaterThan(-0.51);
      expect(x).toBeLessThan(80);
      expect(Math.min(Math.abs(y + 0.5), Math.abs(y - 79.5))).toBeLessThan(0.01);
    }
    const beyond = points.filter(([, u]) => u! > 1000);
    expect(beyond).toHaveLength(2);
    // A transform that throws all of the image to infinity has no frame.
    const flat = [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 0],
    ];
    expect(outlineIn(plotMatches(a, b, { ...result, transform: flat }))).toEqual([]);
  });

  it('cuts the frame off at the edge of the second image', () => {
    const transform = [
      [1, 0, -80],
      [0, 1, 0],
      [0, 0, 1],
    ];
    const none = { keypoints: [[], []], matches: [] } as const;
    const plain = rasterOf(plotMatches(a, a, none));
    const framed = rasterOf(plotMatches(a, a, { ...none, transform }));
    let changed = 0;
    for (let y = 0; y < plain.height; y++) {
      for (let x = 0; x < plain.width; x++) {
        const differs = plain.at(x, y).join() !== framed.at(x, y).join();
        if (x < 100) expect(differs).toBe(false);
        else if (differs) changed++;
      }
    }
    expect(changed).toBeGreaterThan(50);
  });

  it('draws what ransac gives, with and without a transform', () => {
    const source = [
      [0, 0],
      [40, 0],
      [0, 30],
      [50, 60],
      [20, 10],
      [30, 30],
    ];
    const toPoints = (rows: number[][]) => rows.map(([x, y]) => point(x!, y!));
    const draw = (target: number[][]): string => {
      const { transform, inliers } = ransac(source, target, { model: 'similarity' });
      const matches = source.map((_, i) => ({ query: i, train: i }));
      const keypoints = [toPoints(source), toPoints(target)] as const;
      return plotMatches(a, a, { keypoints, matches, inliers, transform });
    };
    const found = draw(source.map(([x, y], i) => (i === 5 ? [90, 5] : [x! + 10, y!])));
    expect(labelsOf(found).name).toBe('6 matches, 5 inliers and 1 outlier');
    expect(outlineIn(found).slice(0, 2)).toEqual([
      ['M', 9.5, -0.5],
      ['L', 109.5, -0.5],
    ]);
    const lost = draw([
      [3, 70],
      [88, 2],
      [41, 33],
      [9, 12],
      [70, 64],
      [55, 5],
    ]);
    expect(labelsOf(lost).name).toBe('6 matches, 0 inliers and 6 outliers');
    expect(outlineIn(lost)).toEqual([]);
  });

  it('names itself to screen readers, and says how to read it', () => {
    const plain = labelsOf(plotMatches(a, b, result));
    expect(plain.name).toBe('2 matches');
    expect(plain.description).not.toContain('nliers');
    const { name, description } = labelsOf(plotMatches(a, b, matchesOf('ioi'), { maxLines: 2 }));
    expect(name).toBe('3 matches, 2 inliers and 1 outlier');
    expect(description).toContain('100 by 80 pixels and one of 60 by 40');
    expect(description).toContain('Lines are drawn for 2 of them');
    expect(description).toContain('dashed');
    const own = labelsOf(plotMatches(a, b, result, { title: '<A>', description: '"B"' }));
    expect(own).toEqual({ name: '&lt;A&gt;', description: '&quot;B&quot;' });
  });

  it('draws images without matches', () => {
    const none = { keypoints: [[], []], matches: [], inliers: [] } as const;
    const svg = plotMatches(a, b, none);
    expect(labelsOf(svg).name).toBe('0 matches');
    expect(rasterOf(svg).width).toBe(163);
  });

  it('refuses what it cannot draw, naming it', () => {
    const bad = (change: object, options?: object) => (): unknown =>
      plotMatches(a, b, { ...result, ...change } as PlottedMatches, options as never);
    expect(() => plotMatches(a, b, [] as never)).toThrow(/"result" expected an object/);
    expect(bad({ keypoints: undefined })).toThrow(/"result.keypoints" expected the keypoints/);
    expect(bad({ keypoints: [[]] })).toThrow(ShapeError);
    expect(bad({ keypoints: [[], 3] })).toThrow(/"result.keypoints\[1\]"/);
    expect(bad({ keypoints: [[], [{ x: 1 }]] })).toThrow(/"result.keypoints\[1\]\[0\].y"/);
    expect(bad({ matches: undefined })).toThrow(/"result.matches" expected a list/);
    expect(bad({ matches: [null] })).toThrow(/"result.matches\[0\].query"/);
    expect(bad({ matches: [{ query: 0, train: 2 }] })).toThrow(
      /"result.matches\[0\].train" expected a whole number >= 0 and < 2|< 2, got 2/,
    );
    expect(bad({ inliers: [1] })).toThrow(/"result.inliers" expected shape \(2\), got \(1\)/);
    expect(bad({ transform: [[1, 0, 0]] })).toThrow(ShapeError);
    const nan = [
      [1, 0, Number.NaN],
      [0, 1, 0],
      [0, 0, 1],
    ];
    expect(bad({ transform: nan })).toThrow(/"result.transform".*NaN at \[0, 2\]/);
    expect(bad({}, { direction: 'left' })).toThrow(/one of "row", "column"/);
    expect(bad({}, { maxLines: -1 })).toThrow(DomainError);
    expect(bad({}, { outline: 'yes' })).toThrow(KindError);
    expect(bad({}, { lines: 3 })).toThrow(/only the names direction/);
    expect(() => plotMatches(a, undefined as never, result)).toThrow(/"b" expected an image/);
  });
});
