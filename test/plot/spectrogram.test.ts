import { describe, expect, it } from 'vitest';
import {
  hzToMel,
  logMelSpectrogram,
  powerSpectrum,
  powerToDecibels,
  stft,
} from '../../src/audio/index.js';
import { createNdArray } from '../../src/core/create.js';
import { plotSpectrogram } from '../../src/plot/index.js';
import { labelsOf, photosOf, rasterOf } from './read-svg.js';

/** The field of the picture: the frame around the image. */
function fieldOf(svg: string): { x: number; y: number; width: number; height: number } {
  const [, x, y, width, height] = /<image x="([^"]+)" y="([^"]+)" width="([^"]+)" height="([^"]+)"/
    .exec(svg)!
    .map(Number);
  return { x: x!, y: y!, width: width!, height: height! };
}

/** Words with their places. */
const textsOf = (svg: string): { words: string; x: number; y: number }[] =>
  Array.from(
    svg.matchAll(/<text x="([^"]+)" y="([^"]+)"[^>]*>([^<]*)<\/text>/g),
    ([, x, y, words]) => ({
      words: words!,
      x: Number(x),
      y: Number(y),
    }),
  );

const grey = ([r, g, b]: readonly number[]): number =>
  Math.round(0.2126 * r! + 0.7152 * g! + 0.0722 * b!);

describe('plotSpectrogram', () => {
  const o = { sampleRate: 8000, hop: 80 };
  const tone = (hertz: number): Float64Array =>
    Float64Array.from({ length: 8000 }, (_, j) => Math.sin((2 * Math.PI * hertz * j) / 8000));

  it('puts row 0 at the bottom and column 0 at the left, a cell for each value, darker for more', () => {
    const svg = plotSpectrogram(
      [
        [0, 1],
        [2, 3],
        [4, 5],
      ],
      o,
    );
    const [image] = photosOf(svg);
    expect([image!.width, image!.height]).toEqual([2, 3]);
    const cells = Array.from({ length: 6 }, (_, i) =>
      grey(Array.from(image!.data.slice(3 * i, 3 * i + 3))),
    );
    const [a, b, c, d, e, f] = cells as [number, number, number, number, number, number];
    expect(e).toBe(255);
    for (const [more, less] of [
      [f, e],
      [c, f],
      [d, c],
      [a, d],
      [b, a],
    ])
      expect(more!).toBeLessThan(less!);
    // In the dark theme the same grow brighter.
    const [dark] = photosOf(plotSpectrogram([[0, 1]], { ...o, theme: 'dark' }));
    expect(grey(Array.from(dark!.data.slice(3, 6)))).toBe(255);
    expect(grey(Array.from(dark!.data.slice(0, 3)))).toBeLessThan(50);
  });

  it('has its ticks where the sound is: linear rows', () => {
    const power = powerSpectrum(stft(tone(2000), { fftSize: 256, hop: 80 }));
    const svg = plotSpectrogram(powerToDecibels(power, { range: 80 }), o);
    const { x, y, width, height } = fieldOf(svg);
    const raster = rasterOf(svg);
    const tick = textsOf(svg).find(({ words }) => words === '2000')!;
    const line = Array.from({ length: Math.floor(height) }, (_, i) =>
      grey(raster.at(Math.round(x + width / 2), Math.round(y + i + 0.5))),
    );
    const darkest = y + line.indexOf(Math.min(...line));
    // The middle of a label lies a third of its height above its line.
    expect(Math.abs(tick.y - 13 / 3 - darkest)).toBeLessThan(2);
    // 2000 Hz are half of the way to 4000.
    expect(Math.abs(darkest - (y + height / 2))).toBeLessThan(2);
    for (const words of ['0', '1000', '3000', '4000', 'time (s)', 'frequency (Hz)'])
      expect(textsOf(svg).map((t) => t.words)).toContain(words);
  });

  it('has its ticks where the sound is: bands of mel', () => {
    for (const scale of ['slaney', 'htk'] as const) {
      const values = logMelSpectrogram(tone(1000), {
        ...o,
        fftSize: 1024,
        bands: 64,
        scale,
        log: 'decibel',
        norm: 'none',
      });
      const svg = plotSpectrogram(values, { ...o, scale, unit: 'dB' });
      const { x, y, width, height } = fieldOf(svg);
      const raster = rasterOf(svg);
      const line = Array.from({ length: Math.floor(height) }, (_, i) =>
        grey(raster.at(Math.round(x + width / 2), Math.round(y + i + 0.5))),
      );
      const darkest = y + line.indexOf(Math.min(...line));
      const tick = textsOf(svg).find(({ words }) => words === '1000')!;
      expect(Math.abs(tick.y - 13 / 3 - darkest)).toBeLessThan(4);
      // About the share of the scale that lies below.
      const share = hzToMel(1000, { scale }) / hzToMel(4000, { scale });
      expect(Math.abs((y + height - darkest) / height - share)).toBeLessThan(0.03);
      expect(textsOf(svg).some(({ words }) => words.endsWith(' dB'))).toBe(true);
    }
  });

  it('tells seconds: a click is above its tick', () => {
    const click = new Float64Array(16000);
    click[8000] = 1;
    const power = powerSpectrum(stft(click, { fftSize: 256, hop: 80 }));
    const svg = plotSpectrogram(powerToDecibels(power), o);
    const { x, y, width, height } = fieldOf(svg);
    const raster = rasterOf(svg);
    const row = Array.from({ length: Math.floor(width) }, (_, i) =>
      grey(raster.at(Math.round(x + i + 0.5), Math.round(y + height / 2))),
    );
    const darkest = x + row.indexOf(Math.min(...row));
    const tick = textsOf(svg).find(({ words }) => words === '1')!;
    expect(Math.abs(tick.x - darkest)).toBeLessThan(5);
    expect(labelsOf(svg).description).toContain('The largest, ');
    expect(labelsOf(svg).description).toContain(' is at 1 seconds');
  });

  it('is named for screen readers, escaped, and each plot has ids of its own', () => {
    const values = createNdArray(Float64Array.of(0, 9, 1, 9, 2, 9), [3, 1], [2, 1], 0);
    const svg = plotSpectrogram(values, { ...o, title: 'A < B', description: 'x & y' });
    expect(labelsOf(svg)).toEqual({ name: 'A &lt; B', description: 'x &amp; y' });
    const plain = labelsOf(plotSpectrogram(values, o));
    expect(plain.name).toBe('A spectrogram of 3 frequencies at 1 times');
    expect(plain.description).toBe(
      'Time runs to the right from 0 to 0 seconds, frequency upwards from 0 to 4000 hertz; darker where a value is larger. The largest, 2, is at 0 seconds and 4000 hertz.',
    );
    const idOf = (text: string): string => /aria-labelledby="([^"]+)"/.exec(text)![1]!;
    expect(idOf(plotSpectrogram(values, o))).not.toBe(
      idOf(plotSpectrogram(values, { ...o, theme: 'dark' })),
    );
    expect(idOf(plotSpectrogram(values, o))).toBe(idOf(plotSpectrogram(values, o)));
    const [clamped] = photosOf(plotSpectrogram([[0, 5, 9]], { ...o, range: [4, 6] }));
    expect(Array.from(clamped!.data.slice(0, 3))).toEqual([255, 255, 255]);
  });

  it('refuses what it cannot draw', () => {
    const draw = (values: never, options: object) => () =>
      plotSpectrogram(values, options as never);
    const v = [[1, 2]] as never;
    expect(draw([1, 2] as never, o)).toThrow(
      'plotSpectrogram: "values" expected shape (rows, frames), got (2)',
    );
    expect(draw([[1, Number.NaN]] as never, o)).toThrow('NaN at [0, 1]');
    expect(draw([[]] as never, o)).toThrow('neither of them 0');
    expect(draw(v, { hop: 80 })).toThrow('"sampleRate"');
    expect(draw(v, { ...o, hop: 0 })).toThrow('"hop" expected a finite number > 0, got 0');
    expect(draw(v, { ...o, scale: 'mel' })).toThrow(
      '"scale" expected one of "linear", "slaney", "htk"',
    );
    expect(draw(v, { ...o, fMax: 3000 })).toThrow(
      '"fMax" expected nothing with the scale "linear"',
    );
    expect(draw(v, { ...o, scale: 'htk', fMin: 4000 })).toThrow('"fMin"');
    expect(draw(v, { ...o, scale: 'htk', fMax: 5000 })).toThrow('"fMax"');
    expect(draw(v, { ...o, range: [1, 1] })).toThrow('"range[1]"');
    expect(draw(v, { ...o, range: 3 })).toThrow('two numbers, [low, high]');
    expect(draw(v, { ...o, theme: 'sepia' })).toThrow('"theme"');
    expect(draw(v, { ...o, unit: 3 })).toThrow('"unit" expected a string');
    expect(draw(v, { ...o, colour: 'red' })).toThrow('got "colour"');
    const many = createNdArray(new Float64Array(1025 * 1024), [1025, 1024]) as never;
    expect(draw(many, o)).toThrow('at most 1048576 cells');
  });
});
