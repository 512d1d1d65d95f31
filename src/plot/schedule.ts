import { bindShapes, checkNumber, checkOptions } from '../core/check.js';
import { readArray } from '../core/create.js';
import { DomainError, describeValue, KindError } from '../core/errors.js';
import type { ArrayInput } from '../core/types.js';
import type { DiffusionSchedule } from '../diffusion/schedule.js';
import { type Axis, drawChart, GAP, linearAxis, logAxis } from './chart.js';
import { FONT, LETTER, text } from './labels.js';
import { type Picture, readPicture } from './picture.js';
import { pictureAt } from './side-by-side.js';
import { checkText, contentId, countOf, shortNumber, svgDocument } from './svg.js';
import { checkTheme, type Theme } from './theme.js';
import { numberLabel } from './ticks.js';

/** A sample at a step of a diffusion, as `plotSchedule` shows it. */
export interface PlottedSample {
  /** The step t, from 0 (the data) to T. */
  readonly t: number;
  /** The sample as a picture; clip it to 0…1 first. */
  readonly image: Picture;
}

/** Options of `plotSchedule`. */
export interface PlotScheduleOptions {
  /** Samples along the forward process, shown in a row under the curves; none where left out. */
  readonly samples?: readonly PlottedSample[] | undefined;
  /** "light" where left out, or "dark". */
  readonly theme?: 'light' | 'dark' | undefined;
  /** Width of a field in pixels; 200 where left out. */
  readonly width?: number | undefined;
  /** Height of a field in pixels; 150 where left out. */
  readonly height?: number | undefined;
  /** The name that stands above the plot and that screen readers give it; the number of steps where left out. */
  readonly title?: string | undefined;
  /** What screen readers tell of the plot; the ends of the curves where left out. */
  readonly description?: string | undefined;
}

const FN = 'plotSchedule';

/** A curve has no more corners than this: more cannot be seen. */
const MOST_CORNERS = 400;
/** Steps that are few enough for a dot each. */
const FEW = 40;
const MOST_SAMPLES = 12;

/**
 * A picture of a diffusion's schedule, as an SVG: three fields side by side with the curves of β, the variance of the noise
 * that each step adds, of ᾱ, the part of the data's variance that is left, and of the ratio of signal to noise
 * ᾱ/(1 − ᾱ), on a logarithmic axis; over the steps t from 1 to T.
 *
 * With `samples`, pictures of a forward process stand below in a row, each with its step.
 *
 * @param schedule - what `diffusionSchedule` gives; `betas`, `alphaBars` and `signalToNoise` are read, each [T]
 * @param options - `samples`: up to 12 of `{ t, image }`; `theme`; `width`, `height` of a field; `title`, `description`
 * @returns the SVG, which can be saved as a file or put into a page
 * @throws KindError where an argument is of the wrong kind or an option is unknown, ShapeError where the arrays are not of
 * one length or a sample is no image, DomainError where a number is not that of a schedule, t is no step or there are
 * more than 12 samples
 * @see J. Ho, A. Jain, P. Abbeel, "Denoising diffusion probabilistic models", 2020; A. Nichol, P. Dhariwal, "Improved
 * denoising diffusion probabilistic models", 2021, figure 5
 *
 * @example
 * The cosine schedule of 100 steps.
 * ```ts
 * import { betaSchedule, diffusionSchedule, plotSchedule } from 'fovea';
 * const svg = plotSchedule(diffusionSchedule(betaSchedule('cosine', 100)));
 * svg.includes('A diffusion of 100 steps') // => true
 * ```
 */
export function plotSchedule(
  schedule: Pick<DiffusionSchedule, 'betas' | 'alphaBars' | 'signalToNoise'>,
  options?: PlotScheduleOptions,
): string {
  const given = checkOptions(FN, options, [
    'samples',
    'theme',
    'width',
    'height',
    'title',
    'description',
  ]);
  const { betas, alphaBars, signalToNoise, steps } = readSchedule(schedule);
  const samples = readSamples(given.samples, steps);
  const theme = checkTheme(FN, given.theme);
  const width = checkNumber(FN, 'width', given.width ?? 200, { min: 40, max: 1e4 });
  const height = checkNumber(FN, 'height', given.height ?? 150, { min: 40, max: 1e4 });
  const named = checkText(FN, 'title', given.title ?? '');
  const title = named || `A diffusion of ${countOf(steps, 'step')}`;
  const description = checkText(
    FN,
    'description',
    given.description ?? describe(betas, alphaBars, signalToNoise, samples),
  );
  const across = linearAxis(steps === 1 ? 0 : 1, steps === 1 ? 2 : steps, width / 50);
  const x = {
    axis: { ...across, ticks: across.ticks.filter(({ value }) => Number.isInteger(value)) },
    title: 't',
  };
  const count = height / 30;
  const most = betas.reduce((a, b) => Math.max(a, b), 0);
  const curves = [
    { name: 'β', values: betas, axis: linearAxis(0, most * 1.05, count) },
    { name: 'ᾱ', values: alphaBars, axis: linearAxis(0, 1, count) },
    { name: 'ᾱ / (1 − ᾱ)', values: signalToNoise, axis: ratioAxis(signalToNoise, count) },
  ];
  const charts = curves.map(({ name, values, axis }) => {
    const marks = [curve(values, x.axis, axis, { theme, width, height })];
    return drawChart({ theme, width, height, title: name, x, y: { axis, title: '' }, marks });
  });
  const top = GAP + (named === '' ? 0 : FONT + GAP);
  let right = GAP;
  const placed = charts.map((chart) => {
    const element = chart.at(right, top);
    right += chart.width + GAP;
    return element;
  });
  const below = top + charts[0]!.height + GAP;
  const row = sampleRow(samples, below, right - 2 * GAP, theme);
  const w = Math.ceil(Math.max(right, 2 * GAP + named.length * FONT * LETTER));
  const h = Math.ceil(below + row.height);
  return svgDocument({
    id: contentId(title, description, placed.join(), row.elements.join()),
    width: w,
    height: h,
    scale: 1,
    title,
    description,
    elements: [
      `<rect x="-.5" y="-.5" width="${w}" height="${h}" fill="${theme.paper}"/>`,
      `<g font-family="sans-serif" font-size="${FONT}">`,
      named === '' ? '' : text(named, GAP, GAP + FONT / 2, 'start', ` fill="${theme.ink}"`),
      ...placed,
      ...row.elements,
      '</g>',
    ],
  });
}

interface Curves {
  readonly betas: Float64Array;
  readonly alphaBars: Float64Array;
  readonly signalToNoise: Float64Array;
  readonly steps: number;
}

function readSchedule(schedule: unknown): Curves {
  if (typeof schedule !== 'object' || schedule === null) {
    const [expected, got] = ['a schedule of `diffusionSchedule`', describeValue(schedule)];
    throw new KindError({ function: FN, argument: 'schedule', expected, got });
  }
  let steps = 0;
  const read = (name: keyof Curves, below: number): Float64Array => {
    const argument = `schedule.${name}`;
    const values = (schedule as Record<string, ArrayInput>)[name];
    const dense = readArray(FN, argument, values as ArrayInput, 'float64');
    bindShapes(FN, { [argument]: [dense, steps === 0 ? 'T' : String(steps)] });
    const wrong = dense.data.findIndex((value) => !(value > 0 && value < below));
    if (dense.data.length > 0 && wrong < 0) return dense.data as Float64Array;
    const limits = below === 1 ? 'numbers between 0 and 1' : 'finite numbers above 0';
    const expected = `${limits}, at least one`;
    const got = wrong < 0 ? 'none' : `${dense.data[wrong]} at [${wrong}]`;
    throw new DomainError({ function: FN, argument, expected, got });
  };
  const betas = read('betas', 1);
  steps = betas.length;
  const alphaBars = read('alphaBars', 1);
  return { betas, alphaBars, signalToNoise: read('signalToNoise', Infinity), steps };
}

interface ReadSample {
  readonly t: number;
  readonly picture: ReturnType<typeof readPicture>;
}

function readSamples(samples: unknown, steps: number): readonly ReadSample[] {
  if (samples === undefined) return [];
  if (!Array.isArray(samples)) {
    const [expected, got] = ['a list of samples', describeValue(samples)];
    throw new KindError({ function: FN, argument: 'samples', expected, got });
  }
  if (samples.length > MOST_SAMPLES) {
    const [expected, got] = [`at most ${MOST_SAMPLES} samples`, String(samples.length)];
    throw new DomainError({ function: FN, argument: 'samples', expected, got });
  }
  return samples.map((sample: unknown, i) => {
    const argument = `samples[${i}]`;
    const { t, image } = checkOptions(FN, sample as PlottedSample, ['t', 'image'], argument);
    return {
      t: checkNumber(FN, `${argument}.t`, t, { integer: true, min: 0, max: steps }),
      picture: readPicture(FN, `${argument}.image`, image),
    };
  });
}

/** From a power of ten to a power of ten. */
function ratioAxis(values: Float64Array, count: number): Axis {
  const low = values.reduce((a, b) => Math.min(a, b), Infinity);
  const high = values.reduce((a, b) => Math.max(a, b), 0);
  const power = (value: number, round: (x: number) => number): number =>
    Number(`1e${round(Math.log10(value))}`);
  const [from, to] = [power(low, Math.floor), power(high, Math.ceil)];
  return logAxis(from, to > from ? to : from * 10, count);
}

/** A line through the steps, with a dot for each where they are few. */
function curve(
  values: Float64Array,
  x: Axis,
  y: Axis,
  field: { readonly theme: Theme; readonly width: number; readonly height: number },
): string {
  const { theme, width, height } = field;
  const last = values.length - 1;
  const corners = Math.min(last, MOST_CORNERS);
  const places = Array.from({ length: corners + 1 }, (_, i) => {
    const at = corners === 0 ? 0 : Math.round((i * last) / corners);
    const [left, rise] = [x.place(at + 1) * width, y.place(values[at]!) * height];
    return `${shortNumber(left)} ${shortNumber(height - rise)}`;
  });
  const color = theme.series[0];
  const line = `<path d="M${places.join('L')}" fill="none" stroke="${color}" stroke-width="2" stroke-linejoin="round"/>`;
  if (values.length > FEW) return line;
  const dots = places.map((place) => `M${place}h0`).join('');
  return `${line}\n<path d="${dots}" fill="none" stroke="${color}" stroke-width="6" stroke-linecap="round"/>`;
}

/** Samples side by side, equally high, each with its step. */
function sampleRow(
  samples: readonly ReadSample[],
  top: number,
  width: number,
  theme: Theme,
): { readonly height: number; readonly elements: readonly string[] } {
  if (samples.length === 0) return { height: 0, elements: [] };
  const shares = samples.map(({ picture }) => picture.width / picture.height);
  const room = width - (samples.length - 1) * GAP;
  const side = Math.min(room / shares.reduce((a, b) => a + b, 0), 160);
  let left = GAP;
  const elements = samples.flatMap(({ t, picture }, i) => {
    const wide = side * shares[i]!;
    const scale = shortNumber(side / picture.height, 5);
    const image = pictureAt({ ...picture, left: 0.5, top: 0.5 });
    const words = text(
      `t = ${numberLabel(t)}`,
      left + wide / 2,
      top + side + FONT,
      'middle',
      ` fill="${theme.ink}"`,
    );
    const element = [
      `<g transform="translate(${shortNumber(left)} ${shortNumber(top)}) scale(${scale})" image-rendering="pixelated">`,
      image,
      '</g>',
      words,
    ];
    left += wide + GAP;
    return element;
  });
  return { height: side + FONT + 2 * GAP, elements };
}

function describe(
  betas: Float64Array,
  alphaBars: Float64Array,
  signalToNoise: Float64Array,
  samples: readonly ReadSample[],
): string {
  const show = (value: number): string => numberLabel(value, 3);
  const ends = (values: Float64Array): string =>
    values.length === 1
      ? `is ${show(values[0]!)}`
      : `runs from ${show(values[0]!)} to ${show(values.at(-1)!)}`;
  const shown =
    samples.length === 0
      ? ''
      : ` Below, ${countOf(samples.length, 'sample')} at t = ${samples.map(({ t }) => t).join(', ')}.`;
  return (
    `Three curves over ${countOf(betas.length, 'step')}: β, the variance of the noise that a step adds, ${ends(betas)}; ` +
    `ᾱ, the part of the data's variance that is left, ${ends(alphaBars)}; the ratio of signal to noise, on a logarithmic axis, ${ends(signalToNoise)}.${shown}`
  );
}
