import { bindShapes, checkNumber, checkOptions } from '../core/check.js';
import { checkFinite, readArray } from '../core/create.js';
import { DomainError, describeValue, KindError, ShapeError } from '../core/errors.js';
import type { ArrayInput } from '../core/types.js';
import { colorOf } from './colors.js';
import { type FrequencyAxis, frequencyAxis } from './frequency-axis.js';
import { FONT, LETTER, text, upwards } from './labels.js';
import { pngAddress } from './png.js';
import { checkText, contentId, shortNumber, svgDocument } from './svg.js';
import { checkTheme } from './theme.js';
import { ticksOf } from './ticks.js';

/** Options of `plotSpectrogram`. */
export interface PlotSpectrogramOptions {
  /** Samples a second. */
  readonly sampleRate: number;
  /** Samples from one column to the next. */
  readonly hop: number;
  /** What the rows are: "linear" where left out, the bins of `stft`; "slaney" or "htk", the bands of `melFilterbank`. */
  readonly scale?: 'linear' | 'slaney' | 'htk' | undefined;
  /** For bands: where the lowest begins, in hertz; 0 where left out. */
  readonly fMin?: number | undefined;
  /** For bands: where the highest ends, in hertz; half the sampling rate where left out. */
  readonly fMax?: number | undefined;
  /** The values of the two ends of the colours; the smallest and the largest value where left out. */
  readonly range?: readonly [low: number, high: number] | undefined;
  /** What the values are, such as "dB"; nothing where left out. */
  readonly unit?: string | undefined;
  /** "light" where left out: louder is darker, on white; "dark": louder is brighter, on black. */
  readonly theme?: 'light' | 'dark' | undefined;
  /** Width of the picture's field in pixels; 480 where left out. */
  readonly width?: number | undefined;
  /** Height of the field in pixels; 200 where left out. */
  readonly height?: number | undefined;
  /** The name that stands above the plot and that screen readers give it; the size where left out. */
  readonly title?: string | undefined;
  /** What screen readers tell of the plot; how to read it, with the loudest place, where left out. */
  readonly description?: string | undefined;
}

const FN = 'plotSpectrogram';

/** More cells than these make a file that no viewer likes. */
const MOST_CELLS = 2 ** 20;
/** Of the field, in pixels; where there is room for more marks than anyone counts, they are no picture. */
const SIDE = { min: 40, max: 1e5 };
const GAP = 8;
const TICK = 4;
/** Width of the bar that shows the colours. */
const BAR = 14;

/**
 * A picture of a spectrogram, as an SVG: time to the right in seconds, frequency upwards in hertz, a colour for each
 * value, and a bar that tells what the colours mean.
 *
 * Row 0, the lowest frequency, is at the bottom; column t stands at t·hop/sampleRate seconds. Give it logarithms, of
 * `logMelSpectrogram` or `powerToDecibels`, for powers differ by factors. Colours grow darker (or brighter, on a dark page)
 * evenly, so that the plot can be read by anybody and printed in grey.
 *
 * @param values - shape [rows, frames], finite numbers
 * @param options - `sampleRate`, `hop`; `scale`: what rows are, with `fMin` and `fMax` for bands of mel; `range`, `unit` of
 * the values; `theme`; `width`, `height` of the field; `title`, `description`
 * @returns the SVG, which can be saved as a file or put into a page
 * @throws KindError where an argument is of the wrong kind or an option is unknown, ShapeError for another shape of
 * values, DomainError where a value is not finite, an option out of range or there are more than 1,048,576 cells
 *
 * @example
 * A tone of 1000 Hz.
 * ```ts
 * import { logMelSpectrogram, plotSpectrogram } from 'fovea';
 * const tone = Float64Array.from({ length: 8000 }, (_, j) => Math.sin((2 * Math.PI * 1000 * j) / 8000));
 * const options = { sampleRate: 8000, hop: 80 };
 * const values = logMelSpectrogram(tone, { ...options, fftSize: 512, bands: 40, log: 'decibel' });
 * const svg = plotSpectrogram(values, { ...options, scale: 'slaney', unit: 'dB' });
 * svg.includes('>time (s)</text>') // => true
 * ```
 */
export function plotSpectrogram(values: ArrayInput, options: PlotSpectrogramOptions): string {
  const given = checkOptions(FN, options, [
    'sampleRate',
    'hop',
    'scale',
    'fMin',
    'fMax',
    'range',
    'unit',
    'theme',
    'width',
    'height',
    'title',
    'description',
  ]);
  const { data, rows, frames } = readValues(values);
  const sampleRate = checkNumber(FN, 'sampleRate', given.sampleRate, { above: 0 });
  const hop = checkNumber(FN, 'hop', given.hop, { above: 0 });
  const axis = frequencyAxis(FN, rows, sampleRate, given);
  const [low, high] = readRange(given.range, data);
  const unit = checkText(FN, 'unit', given.unit ?? '');
  const theme = checkTheme(FN, given.theme);
  const [width, height] = [
    checkNumber(FN, 'width', given.width ?? 480, SIDE),
    checkNumber(FN, 'height', given.height ?? 200, SIDE),
  ];
  const named = checkText(FN, 'title', given.title ?? '');
  const title = named || `A spectrogram of ${rows} frequencies at ${frames} times`;
  const step = hop / sampleRate;
  const description = checkText(
    FN,
    'description',
    given.description ?? describe(data, frames, step, axis, unit, given.theme),
  );
  const ends = [high, low].map((value) => {
    const number = String(Number(value.toPrecision(3))).replace('-', '−');
    return unit === '' ? number : `${number} ${unit}`;
  });
  const hertz = frequencyTicks(axis, height);
  const longest = Math.max(...hertz.map(({ label }) => label.length)) * FONT * LETTER;
  const left = GAP + FONT + GAP + longest + TICK + GAP / 2;
  const top = GAP + (named === '' ? 0 : FONT + GAP) + FONT / 2;
  const bottom = TICK + FONT + GAP + FONT + GAP;
  const room = Math.max(...ends.map((end) => end.length)) * FONT * LETTER;
  const full = Math.max(
    left + width + 2 * GAP + BAR + GAP + room + GAP,
    GAP + named.length * FONT * LETTER + GAP,
  );
  const [w, h] = [Math.ceil(full), Math.ceil(top + height + bottom)];
  const field = { left, top, width, height };
  const address = pngAddress(pixels(data, rows, frames, low, high, theme.colors), frames, rows, 3);
  const place = `x="${shortNumber(left)}" y="${shortNumber(top)}" width="${shortNumber(width)}" height="${shortNumber(height)}"`;
  return svgDocument({
    id: contentId(title, description, data.join(), JSON.stringify(given)),
    width: w,
    height: h,
    scale: 1,
    title,
    description,
    elements: [
      `<rect x="-.5" y="-.5" width="${w}" height="${h}" fill="${theme.paper}"/>`,
      `<image ${place} preserveAspectRatio="none" image-rendering="pixelated" href="${address}"/>`,
      `<rect ${place} fill="none" stroke="${theme.line}"/>`,
      `<path d="${tickMarks(field, hertz, timeTicks(frames, step, width))}" fill="none" stroke="${theme.line}"/>`,
      `<g font-family="sans-serif" font-size="${FONT}" fill="${theme.ink}">`,
      ...(named === '' ? [] : [text(named, GAP, GAP + FONT / 2, 'start')]),
      ...hertz.map(({ label, at }) =>
        text(label, left - TICK - GAP / 2, top + height * (1 - at), 'end'),
      ),
      ...timeTicks(frames, step, width).map(({ label, at }) =>
        text(label, left + width * at, top + height + TICK + FONT / 2 + 2, 'middle'),
      ),
      upwards('frequency (Hz)', GAP + FONT / 2, top + height / 2, 'middle'),
      text('time (s)', left + width / 2, top + height + TICK + FONT + GAP + FONT / 2, 'middle'),
      ...legend(field, ends, theme.colors, theme.line),
      '</g>',
    ],
  });
}

function readValues(values: ArrayInput): {
  readonly data: Float64Array;
  readonly rows: number;
  readonly frames: number;
} {
  const read = checkFinite(FN, 'values', readArray(FN, 'values', values, 'float64'));
  const { rows, frames } = bindShapes(FN, { values: [read, 'rows frames'] });
  if (rows === 0 || frames === 0) {
    const [expected, got] = ['shape (rows, frames), neither of them 0', `(${rows}, ${frames})`];
    throw new ShapeError({ function: FN, argument: 'values', expected, got });
  }
  if (rows * frames > MOST_CELLS) {
    const [expected, got] = [`at most ${MOST_CELLS} cells`, String(rows * frames)];
    throw new DomainError({ function: FN, argument: 'values', expected, got });
  }
  return { data: read.data as Float64Array, rows, frames };
}

function readRange(range: unknown, data: Float64Array): readonly [number, number] {
  if (range === undefined) {
    const low = data.reduce((a, b) => Math.min(a, b), Infinity);
    const high = data.reduce((a, b) => Math.max(a, b), -Infinity);
    return high > low ? [low, high] : [low, low + 1];
  }
  if (!Array.isArray(range) || range.length !== 2) {
    const [expected, got] = ['two numbers, [low, high]', describeValue(range)];
    throw new KindError({ function: FN, argument: 'range', expected, got });
  }
  const low = checkNumber(FN, 'range[0]', range[0]);
  return [low, checkNumber(FN, 'range[1]', range[1], { above: low })];
}

/** Red, green and blue of each cell, the last row first. */
function pixels(
  data: Float64Array,
  rows: number,
  frames: number,
  low: number,
  high: number,
  colors: readonly string[],
): Uint8Array {
  const bytes = new Uint8Array(3 * rows * frames);
  for (let row = 0; row < rows; row++) {
    for (let t = 0; t < frames; t++) {
      const share = (data[row * frames + t]! - low) / (high - low);
      const color = Number.parseInt(colorOf(share, colors).slice(1), 16);
      bytes.set(
        [color >> 16, (color >> 8) & 255, color & 255],
        3 * ((rows - 1 - row) * frames + t),
      );
    }
  }
  return bytes;
}

/** A mark on an axis: what it says, and where, from 0 to 1. */
interface Tick {
  readonly label: string;
  readonly at: number;
}

function frequencyTicks(axis: FrequencyAxis, height: number): readonly Tick[] {
  const ticks: Tick[] = [];
  for (const hertz of axis.ticks(Math.floor(height / (2 * FONT)))) {
    const at = axis.place(hertz);
    const far = ticks.every((other) => Math.abs(other.at - at) * height >= FONT + 2);
    if (at >= 0 && at <= 1 && far) ticks.push({ label: String(hertz), at });
  }
  return ticks;
}

/** The middle of a column is its time. */
function timeTicks(frames: number, step: number, width: number): readonly Tick[] {
  const last = (frames - 1) * step;
  return ticksOf(0, last, Math.max(2, Math.floor(width / 70))).map((seconds) => ({
    label: String(Number(seconds.toPrecision(6))),
    at: (seconds / step + 0.5) / frames,
  }));
}

interface Field {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

function tickMarks(
  { left, top, width, height }: Field,
  hertz: readonly Tick[],
  seconds: readonly Tick[],
): string {
  const across = hertz.map(
    ({ at }) => `M${shortNumber(left)} ${shortNumber(top + height * (1 - at))}h-${TICK}`,
  );
  const down = seconds.map(
    ({ at }) => `M${shortNumber(left + width * at)} ${shortNumber(top + height)}v${TICK}`,
  );
  return [...across, ...down].join('');
}

/** The bar of colours with its two ends. */
function legend(
  { left, top, width, height }: Field,
  ends: readonly string[],
  colors: readonly string[],
  line: string,
): string[] {
  const steps = 32;
  const x = left + width + 2 * GAP;
  const bar = Array.from({ length: steps }, (_, i) => {
    const y = top + (i * height) / steps;
    return `<rect x="${shortNumber(x)}" y="${shortNumber(y)}" width="${BAR}" height="${shortNumber(height / steps + 0.5)}" fill="${colorOf(1 - (i + 0.5) / steps, colors)}"/>`;
  });
  return [
    ...bar,
    `<rect x="${shortNumber(x)}" y="${shortNumber(top)}" width="${BAR}" height="${shortNumber(height)}" fill="none" stroke="${line}"/>`,
    text(ends[0]!, x + BAR + GAP, top + FONT / 2, 'start'),
    text(ends[1]!, x + BAR + GAP, top + height - FONT / 2, 'start'),
  ];
}

function describe(
  data: Float64Array,
  frames: number,
  step: number,
  axis: FrequencyAxis,
  unit: string,
  theme: unknown,
): string {
  const largest = data.reduce((best, value, i) => (value > data[best]! ? i : best), 0);
  const [row, t] = [Math.floor(largest / frames), largest % frames];
  const round = (value: number): string => String(Number(value.toPrecision(3)));
  const value = `${round(data[largest]!)}${unit === '' ? '' : ` ${unit}`}`;
  const shade = theme === 'dark' ? 'brighter' : 'darker';
  const last = round((frames - 1) * step);
  return `Time runs to the right from 0 to ${last} seconds, frequency upwards from ${round(axis.low)} to ${round(axis.high)} hertz; ${shade} where a value is larger. The largest, ${value}, is at ${round(t * step)} seconds and ${round(axis.frequency(row))} hertz.`;
}
