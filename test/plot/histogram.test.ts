import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { histogram } from '../../src/intensity-histogram/histogram.js';
import { plotHistogram } from '../../src/plot/index.js';
import { commandsOf, labelsOf, rasterOf, textsOf } from './read-svg.js';

/** The bars of each field: left edge, right edge and height, in pixels of the field. */
function barsOf(svg: string): [number, number, number][][] {
  return Array.from(svg.matchAll(/<path d="([^"]*)" fill="#(?:0072b2|56b4e9)"\/>/g), ([, data]) => {
    const bars: [number, number, number][] = [];
    let left = 0;
    let rise = 0;
    for (const [letter, a] of commandsOf(data!)) {
      if (letter === 'M') left = a!;
      else if (letter === 'v' && a! < 0) rise = -a!;
      else if (letter === 'H') bars.push([left, a!, rise]);
    }
    return bars;
  });
}

describe('plotHistogram', () => {
  it('stands bars on their edges, as high as their counts', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ count: fc.nat(1000), gap: fc.double({ min: 0.1, max: 9, noNaN: true }) }),
          {
            minLength: 1,
            maxLength: 12,
          },
        ),
        (bins) => {
          fc.pre(bins.some(({ count }) => count > 0));
          const counts = bins.map(({ count }) => count);
          const edges = [-3];
          for (const { gap } of bins) edges.push(edges.at(-1)! + gap);
          const most = Math.max(...counts);
          const across = (edge: number): number => ((edge + 3) / (edges.at(-1)! + 3)) * 100;
          const [bars] = barsOf(plotHistogram({ counts, edges }, { width: 100, height: 105 }));
          const expected = counts.flatMap((count, i) =>
            count === 0 ? [] : [[across(edges[i]!), across(edges[i + 1]!), (100 * count) / most]],
          );
          expect(bars).toHaveLength(expected.length);
          // Wide neighbours are half a pixel short at either end.
          bars!.forEach((bar, i) => {
            for (const k of [0, 1]) expect(Math.abs(bar[k]! - expected[i]![k]!)).toBeLessThan(0.51);
            expect(Math.abs(bar[2] - expected[i]![2]!)).toBeLessThan(0.006);
          });
        },
      ),
    );
  });

  it('gives equal factors equal steps where the axis is logarithmic', () => {
    const svg = plotHistogram({ counts: [2, 20, 0, 200], edges: [0, 1, 2, 3, 4] }, { log: true });
    const [bars] = barsOf(svg);
    expect(bars).toHaveLength(3);
    expect(bars![1]![2] - bars![0]![2]).toBeCloseTo(bars![2]![2] - bars![1]![2], 1);
    // From 1 to 1.2 times the largest.
    expect(bars![0]![2]).toBeCloseTo((200 * Math.log(2)) / Math.log(240), 1);
    expect(textsOf(svg)).toEqual(expect.arrayContaining(['1', '10', '100']));
    expect(labelsOf(svg).description).toContain('The axis of counts is logarithmic.');
    // A count at the very power of ten is seen.
    const single = barsOf(plotHistogram({ counts: [1, 1], edges: [0, 1, 2] }, { log: true }));
    for (const [, , rise] of single[0]!) expect(rise).toBeGreaterThan(10);
  });

  it('sets several side by side with the same axes', () => {
    const svg = plotHistogram(
      [
        { counts: [4, 2], edges: [0, 1, 2] },
        { counts: [1], edges: [1, 4] },
      ],
      { width: 80, height: 42, labels: ['a < b', 'c'] },
    );
    const [first, second] = barsOf(svg);
    expect(first!.map(([, , rise]) => rise)).toEqual([40, 20]);
    expect(second!.map(([, , rise]) => rise)).toEqual([10]);
    expect(first![0]![0]).toBeCloseTo(0.5, 9);
    expect(second![0]![0]).toBeCloseTo(20.5, 9);
    expect(textsOf(svg)).toEqual(expect.arrayContaining(['a &lt; b', 'c']));
  });

  it('draws outlines over each other, dashed but for the first', () => {
    const one = { counts: [4, 0, 2], edges: [0, 1, 2, 4] };
    const svg = plotHistogram([one, one], { style: 'steps', width: 80, height: 42 });
    const outlines = Array.from(svg.matchAll(/<path d="(M0 42V[^"]*)"[^>]*>/g));
    expect(outlines.map(([, data]) => data)).toEqual([
      'M0 42V2H20V42H40V22H80V42',
      'M0 42V2H20V42H40V22H80V42',
    ]);
    expect(outlines.map(([path]) => path.includes('dasharray'))).toEqual([false, true]);
  });

  it('has round numbers at the axes and what it is told beside them', () => {
    const texts = textsOf(
      plotHistogram(
        { counts: [30000], edges: [-1, 1] },
        { title: 'T & T', valueTitle: 'grey', countTitle: 'pixels', width: 200 },
      ),
    );
    for (const words of ['T &amp; T', 'grey', 'pixels', '−1', '0.5', '20,000'])
      expect(texts).toContain(words);
  });

  it('reads views, and takes what histogram returns', () => {
    const { counts, edges } = histogram([0, 1, 1, 3], { bins: 3 });
    // Every second number of a longer array.
    const view = createNdArray(Float64Array.of(1, 9, 2, 9, 1), [3], [2]);
    expect(barsOf(plotHistogram({ counts: view, edges }))).toEqual(
      barsOf(plotHistogram({ counts, edges })),
    );
    expect(labelsOf(plotHistogram({ counts, edges }))).toEqual({
      name: 'A histogram of 3 bins',
      description: '4 counted from 0 to 3. The highest bin, from 1 to 2, holds 2.',
    });
  });

  it('is drawn by a renderer, on the paper of its theme', () => {
    const one = { counts: [1, 2], edges: [0, 1, 2] };
    expect(rasterOf(plotHistogram(one)).at(1, 1)).toEqual([255, 255, 255, 255]);
    expect(rasterOf(plotHistogram(one, { theme: 'dark' })).at(1, 1)).toEqual([38, 40, 43, 255]);
  });

  it('refuses what it cannot draw', () => {
    const one = { counts: [1, 2], edges: [0, 1, 2] };
    expect(() => plotHistogram([])).toThrow(
      'plotHistogram: "histograms" expected 1 to 5 histograms, got 0',
    );
    expect(() => plotHistogram([1, 2] as never)).toThrow('"histograms[0]" expected a histogram');
    // biome-ignore lint/suspicious/noSparseArray: a hole is no histogram to pass over.
    expect(() => plotHistogram([, one] as never)).toThrow('"histograms[0]" expected a histogram');
    expect(() => plotHistogram(null as never)).toThrow('"histograms" expected a histogram');
    expect(() => plotHistogram({ counts: [1, -2], edges: [0, 1, 2] })).toThrow('-2');
    expect(() => plotHistogram([one, { counts: [1], edges: [1, 1] }])).toThrow(
      '"histograms[1].edges" expected rising edges',
    );
    expect(() => plotHistogram({ counts: [1], edges: [1] })).toThrow('"histograms.edges"');
    expect(() => plotHistogram({ counts: [0], edges: [0, 1] })).toThrow('at least one value');
    const many = {
      counts: new Float64Array(8193).fill(1),
      edges: Float64Array.from({ length: 8194 }, (_, i) => i),
    };
    expect(() => plotHistogram(many)).toThrow('at most 8192 bins, got 8193');
    expect(() => plotHistogram(one, { labels: [] })).toThrow('"labels" expected 1 labels, got 0');
    expect(() => plotHistogram(one, { labels: 'a' as never })).toThrow('"labels" expected a list');
    expect(() => plotHistogram(one, { style: 'line' as never })).toThrow('"bars", "steps"');
    expect(() => plotHistogram(one, { theme: 'grey' as never })).toThrow('"light", "dark"');
    expect(() => plotHistogram(one, { width: Number.NaN })).toThrow('"width"');
    expect(() => plotHistogram(one, { bins: 2 } as never)).toThrow('only the names');
  });
});
