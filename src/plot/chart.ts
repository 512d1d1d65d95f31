// Charts: a field with axes, ticks and titles, into which marks are drawn.
import { FONT, LETTER, text, upwards } from './labels.js';
import { shortNumber } from './svg.js';
import type { Theme } from './theme.js';
import { numberLabel, powerLabel, ticksOf } from './ticks.js';

/** Room between the parts of a chart. */
export const GAP = 8;
const TICK = 4;

/** Numbers along a side of a chart. */
export interface Axis {
  /** Where a number stands: 0 at the low end, 1 at the high one. */
  readonly place: (value: number) => number;
  /** Round numbers with their words. */
  readonly ticks: readonly { readonly value: number; readonly label: string }[];
}

/**
 * An axis of equal steps.
 *
 * @param low - its low end
 * @param high - its high end
 * @param count - at most about so many ticks
 * @returns the axis
 */
export function linearAxis(low: number, high: number, count: number): Axis {
  return {
    place: (value) => (value - low) / (high - low),
    ticks: ticksOf(low, high, count).map((value) => ({ value, label: numberLabel(value) })),
  };
}

/**
 * An axis of equal factors.
 *
 * @param low - its low end, above 0
 * @param high - its high end
 * @param count - at most about so many ticks
 * @returns the axis
 */
export function logAxis(low: number, high: number, count: number): Axis {
  const [from, to] = [Math.log10(low), Math.log10(high)];
  const [first, last] = [Math.ceil(from - 1e-9), Math.floor(to + 1e-9)];
  // Where fewer than two powers of ten lie in it, twos and fives help.
  const factors = last - first < 2 ? [1, 2, 5] : [1];
  const step = Math.max(1, Math.ceil((last - first + 1) / Math.max(count, 1)));
  const ticks: { value: number; label: string }[] = [];
  for (let exponent = first - 1; exponent <= last; exponent++) {
    if ((exponent - last) % step !== 0) continue;
    for (const factor of factors) {
      const value = Number(`${factor}e${exponent}`);
      if (value < low * (1 - 1e-9) || value > high * (1 + 1e-9)) continue;
      ticks.push({ value, label: factor === 1 ? powerLabel(exponent) : numberLabel(value) });
    }
  }
  return { place: (value) => (Math.log10(value) - from) / (to - from), ticks };
}

/** What a chart shows. */
export interface Chart {
  /** Its colours. */
  readonly theme: Theme;
  /** Size of the field. */
  readonly width: number;
  readonly height: number;
  /** The words above it; none where empty. */
  readonly title: string;
  readonly x: { readonly axis: Axis; readonly title: string };
  readonly y: { readonly axis: Axis; readonly title: string };
  /** The marks in the field, whose upper left corner is (0, 0) and whose size is width by height. */
  readonly marks: readonly string[];
}

/** A chart as it is drawn. */
export interface DrawnChart {
  /** Its size with all words. */
  readonly width: number;
  readonly height: number;
  /** Its element, at a place. */
  readonly at: (left: number, top: number) => string;
}

/**
 * Draws a chart.
 *
 * @param chart - what it shows
 * @returns its size, and what draws it
 */
export function drawChart(chart: Chart): DrawnChart {
  const { theme, width, height, title, x, y, marks } = chart;
  const labels = y.axis.ticks.map(({ label }) => label.length * FONT * LETTER);
  const left = (y.title === '' ? 0 : FONT + GAP) + Math.max(0, ...labels) + TICK + GAP / 2;
  const top = (title === '' ? 0 : FONT + GAP) + FONT / 2;
  const across = y.axis.ticks.map(({ value }) => height * (1 - y.axis.place(value)));
  const down = x.axis.ticks.map(({ value }) => width * x.axis.place(value));
  const lines = across.map((at) => `M0 ${shortNumber(at)}h${shortNumber(width)}`).join('');
  const ticks = [
    ...across.map((at) => `M0 ${shortNumber(at)}h-${TICK}`),
    ...down.map((at) => `M${shortNumber(at)} ${shortNumber(height)}v${TICK}`),
  ].join('');
  const size = `width="${shortNumber(width)}" height="${shortNumber(height)}"`;
  const below = height + TICK + FONT / 2 + 2;
  const words = [
    ...y.axis.ticks.map(({ label }, i) => text(label, -TICK - GAP / 2, across[i]!, 'end')),
    ...apart(x.axis.ticks, down).map(({ label, at }) => text(label, at, below, 'middle')),
    ...(x.title === '' ? [] : [text(x.title, width / 2, below + FONT + GAP / 2, 'middle')]),
    ...(y.title === '' ? [] : [upwards(y.title, FONT / 2 - left, height / 2, 'middle')]),
    ...(title === '' ? [] : [text(title, width / 2, GAP / 2 - top + FONT / 2 - 4, 'middle')]),
  ];
  return {
    // The last number under the axis reaches over its end.
    width: left + width + 2 * GAP,
    height: top + height + TICK + FONT + 2 + (x.title === '' ? 0 : FONT + GAP / 2),
    at: (fromLeft, fromTop) =>
      [
        `<g transform="translate(${shortNumber(fromLeft + left)} ${shortNumber(fromTop + top)})">`,
        `<path d="${lines}" fill="none" stroke="${theme.grid}"/>`,
        ...marks,
        `<rect ${size} fill="none" stroke="${theme.line}"/>`,
        `<path d="${ticks}" fill="none" stroke="${theme.line}"/>`,
        `<g fill="${theme.ink}">`,
        ...words,
        '</g>',
        '</g>',
      ].join('\n'),
  };
}

/** Of the labels under an axis, those that keep clear of the one before. */
function apart(
  ticks: Axis['ticks'],
  places: readonly number[],
): readonly { readonly label: string; readonly at: number }[] {
  const kept: { label: string; at: number }[] = [];
  let end = -Infinity;
  ticks.forEach(({ label }, i) => {
    const half = (label.length * FONT * LETTER) / 2;
    if (places[i]! - half < end + GAP / 2) return;
    kept.push({ label, at: places[i]! });
    end = places[i]! + half;
  });
  return kept;
}
