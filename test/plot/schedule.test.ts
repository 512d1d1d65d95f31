import { describe, expect, it } from 'vitest';
import { betaSchedule, diffusionSchedule } from '../../src/diffusion/schedule.js';
import { plotSchedule } from '../../src/plot/index.js';
import { commandsOf, labelsOf, photosOf, rasterOf, textsOf } from './read-svg.js';

const three = diffusionSchedule([0.1, 0.2, 0.3]);

/** The corners of each curve, in pixels of its field. */
function curvesOf(svg: string): [number, number][][] {
  return Array.from(svg.matchAll(/<path d="([^"]*)"[^>]*stroke-linejoin="round"\/>/g), ([, data]) =>
    commandsOf(data!).map(([, x, y]) => [x!, y!]),
  );
}

describe('plotSchedule', () => {
  it('draws the three curves over the steps', () => {
    const svg = plotSchedule(three, { width: 100, height: 105 });
    const [beta, bar, ratio] = curvesOf(svg);
    expect(beta!.map(([x]) => x)).toEqual([0, 50, 100]);
    // The axis of β ends 1.05 times its largest.
    expect(beta!.map(([, y]) => 105 - y)).toEqual(
      [33.33, 66.67, 100].map((y) => expect.closeTo(y, 1)),
    );
    for (const [i, y] of [0.9, 0.72, 0.504].entries())
      expect(bar![i]![1]).toBeCloseTo(105 * (1 - y), 1);
    // 9, 18/7 and 63/62, between 1 and 10.
    for (const [i, r] of [9, 18 / 7, 63 / 62].entries())
      expect(ratio![i]![1]).toBeCloseTo(105 * (1 - Math.log10(r)), 1);
    expect(textsOf(svg)).toEqual(expect.arrayContaining(['β', 'ᾱ', 'ᾱ / (1 − ᾱ)', 't', '10']));
  });

  it('keeps the ends of long schedules, in few corners', () => {
    const svg = plotSchedule(diffusionSchedule(betaSchedule('linear', 100000, { to: 0.001 })));
    for (const curve of curvesOf(svg)) {
      expect(curve.length).toBeLessThan(500);
      expect(curve[0]![0]).toBe(0);
      expect(curve.at(-1)![0]).toBe(200);
    }
    expect(svg.length).toBeLessThan(25000);
  });

  it('takes a single step', () => {
    const svg = plotSchedule(diffusionSchedule([0.5]));
    for (const curve of curvesOf(svg)) {
      expect(curve).toHaveLength(1);
      expect(curve[0]![0]).toBe(100);
      expect(curve[0]![1]).toBeGreaterThanOrEqual(0);
    }
    expect(svg).not.toContain('NaN');
    expect(rasterOf(svg).width).toBeGreaterThan(600);
  });

  it('shows samples with their steps', () => {
    const samples = [0, 3].map((t) => ({ t, image: [[0, 0.5, 1]] }));
    const svg = plotSchedule(three, { samples, theme: 'dark', title: 'a < b' });
    expect(photosOf(svg).map(({ width, height }) => [width, height])).toEqual([
      [3, 1],
      [3, 1],
    ]);
    expect(textsOf(svg)).toEqual(expect.arrayContaining(['t = 0', 't = 3', 'a &lt; b']));
    expect(labelsOf(svg).name).toBe('a &lt; b');
    expect(labelsOf(svg).description).toBe(
      'Three curves over 3 steps: β, the variance of the noise that a step adds, runs from 0.1 to 0.3; ᾱ, the part of the data&#39;s variance that is left, runs from 0.9 to 0.504; the ratio of signal to noise, on a logarithmic axis, runs from 9 to 1.02. Below, 2 samples at t = 0, 3.',
    );
    // All within the paper.
    const { width, height, at } = rasterOf(svg);
    expect(at(width - 1, height - 1)).toEqual([38, 40, 43, 255]);
  });

  it('refuses what it cannot draw', () => {
    expect(() => plotSchedule(null as never)).toThrow('plotSchedule: "schedule" expected');
    expect(() => plotSchedule({ ...three, betas: [0.1, 1, 0.1] as never })).toThrow(
      '"schedule.betas" expected numbers between 0 and 1, at least one, got 1 at [1]',
    );
    expect(() => plotSchedule({ ...three, betas: [] as never })).toThrow('at least one, got none');
    expect(() => plotSchedule({ ...three, alphaBars: [0.5] as never })).toThrow(
      '"schedule.alphaBars" expected shape (3), got (1)',
    );
    const bad = (samples: unknown) => () => plotSchedule(three, { samples } as never);
    expect(bad([{ t: 4, image: [[0]] }])).toThrow('"samples[0].t"');
    expect(bad([{ t: 1, image: [0] }])).toThrow('"samples[0].image"');
    expect(bad([{ t: 1, x: 0 }])).toThrow('only the names t, image');
    expect(bad(1)).toThrow('a list of samples');
    expect(bad(new Array(13).fill({ t: 1, image: [[0]] }))).toThrow('at most 12 samples');
    expect(() => plotSchedule(three, { height: 2 })).toThrow('"height"');
    expect(() => plotSchedule(three, { steps: 2 } as never)).toThrow('only the names');
  });
});
