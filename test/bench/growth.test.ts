// The picture of growth: what is drawn, and what cannot be.
import { XMLParser } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { drawGrowth } from '../../bench/growth/chart.js';

const chart = (values: readonly number[]) => ({
  title: 'Time',
  x: 'pixels',
  y: 'ms',
  series: [{ name: 'blur', sizes: [100, 1000, 10_000], values }],
});
const circles = (svg: string) =>
  [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => [+x!, +y!]);

describe('drawGrowth', () => {
  it('puts a power law on a straight line, and says its slope', () => {
    const svg = drawGrowth([chart([1, 10, 100])]);
    expect(svg).toContain('blur: slope 1.00');
    const [a, b, c] = circles(svg);
    expect(b![0]! - a![0]!).toBeCloseTo(c![0]! - b![0]!, 1);
    expect(b![1]! - a![1]!).toBeCloseTo(c![1]! - b![1]!, 1);
    // More is higher up.
    expect(c![1]!).toBeLessThan(a![1]!);
    // The line runs from the first point to the last.
    expect(svg).toContain(`M${a!.join(' ')}L${c!.join(' ')}`);
  });

  it('leaves out what was too little to be seen, and what failed', () => {
    const svg = drawGrowth([chart([0, 10, 100])]);
    expect(circles(svg)).toHaveLength(2);
    expect(circles(drawGrowth([chart([Number.NaN, 10, 100])]))).toHaveLength(2);
    expect(svg).not.toMatch(/NaN|Infinity/);
    const single = drawGrowth([chart([0, 0, 100])]);
    expect(circles(single)).toHaveLength(1);
    expect(single).not.toMatch(/NaN|Infinity|slope/);
  });

  it('survives a chart with nothing to draw', () => {
    const svg = drawGrowth([chart([0, 0, 0]), chart([1, 2, 4])]);
    expect(circles(svg)).toHaveLength(3);
    expect(svg).not.toMatch(/NaN|Infinity/);
  });

  it('is well-formed and named', () => {
    const svg = drawGrowth([chart([1, 10, 100]), chart([1, 2, 3]), chart([3, 3, 3])]);
    const { svg: root } = new XMLParser({ ignoreAttributes: false }).parse(svg);
    expect(root['@_role']).toBe('img');
    expect(root.title['#text']).toBe('Cost of growth');
    expect(root.desc['#text']).toContain('blur');
  });
});
