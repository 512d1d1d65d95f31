// The reasons behind a comparison of histograms, in words and numbers.
import type { ComparisonReasons, EitherHistogram, HistogramRelations } from './comparison-types.js';
import { type ContrastMeasure, isRatio } from './contrast-measures.js';
import type { Difference, Levels } from './relations.js';

/** What the reasons look at beside the answers. */
export interface ReasonGrounds {
  readonly levelsA: Levels;
  readonly levelsB: Levels;
  readonly mirror: number;
  readonly moved: Difference | undefined;
  readonly turned: Difference | undefined;
}

/** The measures as one says them. */
export const MEASURE_WORDS: { readonly [M in ContrastMeasure]: string } = {
  rms: 'standard deviation (RMS contrast)',
  michelson: 'Michelson contrast',
  weber: 'Weber contrast',
  range: 'range',
  interquartile: 'interquartile range',
};

/** The name in the sentences. */
const NAMES = { a: 'A', b: 'B' } as const;

/**
 * One sentence or two for each answer.
 *
 * @param c - the answers
 * @param grounds - the levels, and what differs
 * @returns the reasons
 */
export function reasonsOf(c: HistogramRelations, grounds: ReasonGrounds): ComparisonReasons {
  return {
    darker:
      c.darker === 'neither'
        ? `Neither is darker: both have the mean ${shown(c.mean.a)}.`
        : `${NAMES[c.darker]} is darker: its mean is ${shown(c.mean[c.darker])}, that of ${NAMES[other(c.darker)]} is ${shown(c.mean[other(c.darker)])}.`,
    contrast: contrastReason(c),
    shifted: shiftReason(c, grounds),
    negative: negativeReason(c, grounds),
  };
}

function contrastReason(c: HistogramRelations): string {
  const measure = MEASURE_WORDS[c.measure];
  const first =
    c.moreContrast === 'neither'
      ? `Neither has more contrast by the ${measure}: both have ${shown(c.contrast.a)}.`
      : `${NAMES[c.moreContrast]} has more contrast by the ${measure}: ${shown(c.contrast[c.moreContrast])} > ${shown(c.contrast[other(c.moreContrast)])}.`;
  if (c.measure === 'range') {
    return `${first} A range looks at the two outermost levels only.`;
  }
  if (c.wider === c.moreContrast) return first;
  const width =
    c.wider === 'neither'
      ? `The ranges are equal (${shown(c.range.a)})`
      : `The range is larger in ${NAMES[c.wider]} (${shown(c.range[c.wider])} > ${shown(c.range[other(c.wider)])})`;
  return isRatio(c.measure)
    ? `${first} ${width}, but a ratio is also smaller where everything is brighter.`
    : `${first} ${width}, but a range looks at the two outermost levels only.`;
}

function shiftReason(c: HistogramRelations, { levelsA, levelsB, moved }: ReasonGrounds): string {
  if (moved === 'number') return `B is no shift of A: ${countWords(levelsA, levelsB)}.`;
  if (moved === 'shares') return 'B is no shift of A: the levels do not hold the same shares.';
  if (moved === 'places') return 'B is no shift of A: the levels lie at other distances.';
  if (levelsA.values[0] === levelsB.values[0]) return 'A and B are the same histogram.';
  const way = c.shift < 0 ? 'darker' : 'brighter';
  return `B is A moved by ${shown(c.shift)}: the same shares, each level ${shown(Math.abs(c.shift))} ${way}.`;
}

function negativeReason(
  c: HistogramRelations,
  { levelsA, levelsB, mirror, turned }: ReasonGrounds,
): string {
  const rule = `v becoming ${shown(mirror)} − v`;
  if (c.negative) {
    return `A and B are each other’s mirror image, each level ${rule}, as the histograms of an image and its negative are. Where the pixels lie they do not say.`;
  }
  if (turned === 'number')
    return `Neither is the other’s negative: ${countWords(levelsA, levelsB)}.`;
  const grounds =
    turned === 'shares'
      ? 'the levels do not hold the same shares'
      : `the levels of B become ${shown(mirror - levelsB.values[levelsB.values.length - 1]!)} to ${shown(mirror - levelsB.values[0]!)}, those of A are ${shown(levelsA.values[0]!)} to ${shown(levelsA.values[levelsA.values.length - 1]!)}`;
  return `Neither is the other’s negative: with each level ${rule}, ${grounds}.`;
}

function countWords(a: Levels, b: Levels): string {
  const words = ({ values }: Levels): string =>
    values.length === 1 ? '1 level' : `${values.length} levels`;
  return `A has values on ${words(a)}, B on ${words(b)}`;
}

function other(which: Exclude<EitherHistogram, 'neither'>): 'a' | 'b' {
  return which === 'a' ? 'b' : 'a';
}

/** A number for people: seven digits, a true minus. */
function shown(value: number): string {
  return String(Number(value.toPrecision(7)) + 0).replace('-', '−');
}
