// Two histograms: mean and contrast, which has more of it, and the histogram of the negative.
import { createDerivation } from '../../derivation/create-derivation.js';
import { refer } from '../../derivation/operations.js';
import type { Derivation } from '../../derivation/types.js';
import { compareHistograms } from '../../intensity-histogram/compare.js';
import type { HistogramComparison } from '../../intensity-histogram/comparison-types.js';
import { explainHistogramComparison } from '../../intensity-histogram/explain-comparison.js';
import type { Draw } from '../draw.js';
import { joinDerivations } from '../join-derivations.js';
import type { Topic } from '../topic.js';
import type { Difficulty } from '../types.js';
import { precisely } from '../wording.js';

type HistogramsGiven = {
  /** How often each of the intensities 0, 1, 2, … occurs in the first image. */
  readonly a: readonly number[];
  /** In the second. */
  readonly b: readonly number[];
};

const DECIMALS = 3;

const edgesOf = (counts: readonly number[]): number[] =>
  Array.from({ length: counts.length + 1 }, (_, i) => i - 0.5);
const compare = ({ a, b }: HistogramsGiven): HistogramComparison =>
  compareHistograms({ counts: a, edges: edgesOf(a) }, { counts: b, edges: edgesOf(b) });
const sumOf = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0);
const totalOf = ({ a }: HistogramsGiven): number => sumOf(a);

/** A mean over the pixels of the first image. */
const average = ({ a }: HistogramsGiven, of: (level: number) => number): number =>
  sumOf(a.map((count, level) => count * of(level))) / sumOf(a);

/** Mean, contrast, comparison, negative. */
export const histogramsTopic: Topic<HistogramsGiven> = {
  id: 'histograms',
  title: 'Brightness and contrast of two histograms',
  quantities: { a: 'vector', b: 'vector' },
  generate,
  accepts: (given) => {
    const { contrast, mean } = compare(given);
    return Math.abs(contrast.a - contrast.b) > 0.05 && Math.abs(mean.a - mean.b) > 0.05;
  },
  statement: ({ a, b }) => {
    const table = [
      `| intensity | ${a.map((_, level) => level).join(' | ')} |`,
      `|:--|${a.map(() => '--:').join('|')}|`,
      `| image A | ${a.join(' | ')} |`,
      `| image B | ${b.join(' | ')} |`,
    ].join('\n');
    return [
      `Two images have intensities from 0 to ${a.length - 1}. This is how many pixels have each of them:`,
      table,
      'Contrast is the standard deviation of the intensities over all pixels of an image (RMS contrast).',
    ].join('\n\n');
  },
  parts: (given) => [
    {
      id: 'a',
      prompt: `What is the mean intensity of image A? ${precisely(DECIMALS)}`,
      marks: 1,
      kind: 'number',
      decimals: DECIMALS,
      value: () => compare(given).mean.a,
    },
    {
      id: 'b',
      prompt: `What is its contrast? ${precisely(DECIMALS)}`,
      marks: 2,
      kind: 'number',
      decimals: DECIMALS,
      // The mean square, less the square of the mean.
      value: (earlier) =>
        Math.sqrt(average(given, (level) => level ** 2) - earlier.number('a') ** 2),
    },
    {
      id: 'c',
      prompt: 'Which image has more contrast?',
      marks: 1,
      kind: 'choice',
      choices: [
        { id: 'A', label: 'image A' },
        { id: 'B', label: 'image B' },
      ],
      value: (earlier) => (earlier.number('b') > compare(given).contrast.b ? 'A' : 'B'),
    },
    {
      id: 'd',
      prompt: `Write down the histogram of the negative of image A, from intensity 0 to ${given.a.length - 1}.`,
      marks: 2,
      kind: 'vector',
      value: () => [...given.a].reverse(),
    },
  ],
  misconceptions: [
    {
      id: 'mean-of-levels',
      name: 'Intensities are averaged without their counts',
      explanation:
        'Each intensity counts as often as it occurs: weigh it with its number of pixels.',
      wrong: {
        a: ({ a }) => {
          const levels = a.flatMap((count, level) => (count > 0 ? [level] : []));
          return sumOf(levels) / levels.length;
        },
      },
    },
    {
      id: 'mean-over-levels',
      name: 'Divided by the number of intensities',
      explanation: 'The sum is divided by the number of pixels, not by the number of intensities.',
      wrong: { a: (given) => (average(given, (x) => x) * totalOf(given)) / given.a.length },
    },
    {
      id: 'mean-of-counts',
      name: 'The counts are averaged',
      explanation: 'The mean is that of the intensities; the counts are their weights.',
      wrong: { a: (given) => totalOf(given) / given.a.length },
    },
    {
      id: 'contrast-variance',
      name: 'The root is not taken',
      explanation: 'This is the variance; its root is the standard deviation.',
      wrong: {
        b: (given, earlier) => average(given, (level) => level ** 2) - earlier.number('a') ** 2,
      },
    },
    {
      id: 'contrast-is-range',
      name: 'Contrast is read off the outermost intensities',
      explanation:
        'The range looks at two pixels only; this contrast is the standard deviation over all of them.',
      wrong: {
        b: (given) => compare(given).range.a,
        c: (given) => {
          const { wider, moreContrast } = compare(given);
          return wider === 'neither' || wider === moreContrast ? undefined : wider.toUpperCase();
        },
      },
    },
    {
      id: 'contrast-sample',
      name: 'Divided by one less than the number of pixels',
      explanation:
        'All pixels of the image are there, no sample of them: divide by their number, not by one less.',
      wrong: {
        b: (given, earlier) => {
          const total = totalOf(given);
          const variance = average(given, (level) => level ** 2) - earlier.number('a') ** 2;
          return Math.sqrt((variance * total) / (total - 1));
        },
      },
    },
    {
      id: 'contrast-absolute',
      name: 'Deviations are not squared',
      explanation:
        'Deviations from the mean are squared before they are averaged, and the root taken.',
      wrong: {
        b: (given, earlier) => average(given, (level) => Math.abs(level - earlier.number('a'))),
      },
    },
    {
      id: 'negative-of-256',
      name: 'Mirrored one intensity too far',
      explanation:
        'The largest intensity becomes 0: an intensity is taken from the largest one, not from the number of intensities.',
      wrong: { d: ({ a }) => [0, ...a.slice(1).reverse()] },
    },
    {
      id: 'negative-of-counts',
      name: 'The counts are inverted instead of the intensities',
      explanation:
        'The intensities change, not how many pixels there are: the histogram is mirrored.',
      wrong: { d: ({ a }) => a.map((count) => Math.max(...a) - count) },
    },
    {
      id: 'negative-unchanged',
      name: 'The histogram is left as it is',
      explanation: 'Dark pixels become bright, so the histogram is mirrored.',
      wrong: { d: ({ a }) => a },
    },
  ],
  solve,
};

function generate(draw: Draw, difficulty: Difficulty): HistogramsGiven {
  const levels = { easy: 5, medium: 6, hard: 8 }[difficulty];
  const pixels = difficulty === 'easy' ? 20 : 40;
  const spread = (): number[] => draw.split(pixels, levels, 0);
  // One image is calm but for a single pixel far out, which widens its range.
  const calm = (): number[] => {
    const middle = draw.integer(1, levels - 3);
    const counts = new Array<number>(levels).fill(0);
    counts[draw.pick([0, levels - 1])]! += 1;
    counts[middle]! += pixels / 2 - draw.integer(1, 5);
    counts[middle + 1]! += pixels - sumOf(counts);
    return counts;
  };
  // Or it is nearly black and white.
  const wide = (): number[] => {
    const counts = new Array<number>(levels).fill(0);
    counts[0]! += pixels / 2 - draw.integer(1, 5);
    counts[draw.integer(1, levels - 2)]! += draw.integer(0, 4);
    counts[levels - 1]! += pixels - sumOf(counts);
    return counts;
  };
  const [a, b] = [draw.split(pixels, levels, 0), draw.pick([spread, calm, wide])()];
  // The number of the seed stands in the counts: a few pixels on each intensity of the first image.
  const more = draw.ownIntegers(levels, 0, 4);
  return { a: a.map((count, level) => count + more[level]!), b };
}

function solve(given: HistogramsGiven): Derivation {
  const { a, b } = given;
  const comparison = explainHistogramComparison(
    { counts: a, edges: edgesOf(a) },
    { counts: b, edges: edgesOf(b) },
  );
  const negative = [...a].reverse();
  const mirrored = createDerivation<readonly number[]>({
    topic: 'intensity-histogram',
    title: 'The histogram of the negative',
    given: [{ id: 'counts', symbol: 'h', title: 'Pixels of image A by intensity', value: a }],
    steps: [
      {
        id: 'negative',
        symbol: "h'",
        title: 'Mirror it',
        note: `An intensity v becomes ${a.length - 1} − v.`,
        formula: `h'_v = h_{${a.length - 1} - v}`,
        check: { list: a.map((_, level) => refer('counts', [a.length - 1 - level])) },
        value: negative,
      },
    ],
    result: negative,
    answer: refer('negative'),
  });
  return joinDerivations('Brightness and contrast of two histograms', [
    { id: 'comparison', title: 'Both histograms compared', derivation: comparison },
    { id: 'negative', title: 'The negative', derivation: mirrored },
  ]);
}
