// The one interior extremum in a stack of differences of Gaussians.

import { toNested } from '../../core/to-nested.js';
import type { Derivation } from '../../derivation/types.js';
import { explainScaleSpaceExtremum } from '../../scale-space/explain-extremum.js';
import { differenceOfGaussians, scaleSpaceExtrema } from '../../scale-space/extrema.js';
import type { Draw } from '../draw.js';
import type { Topic } from '../topic.js';
import type { Difficulty } from '../types.js';
import { display, matrixTex } from '../wording.js';

type Stack = readonly (readonly (readonly number[])[])[];

/** Blurred images, finest first, of whole numbers. */
type ExtremumGiven = { readonly gaussians: Stack };

/** Rows and columns of the images, how many differences there are, and how large these may be. */
const SIZES: {
  readonly [Level in Difficulty]: readonly [
    height: number,
    width: number,
    differences: number,
    most: number,
  ];
} = { easy: [3, 5, 3, 3], medium: [4, 4, 3, 3], hard: [4, 4, 4, 4] };

type Place = readonly [level: number, y: number, x: number];

/** Where the extremum is, what it is worth, and of which kind it is. */
export const scaleSpaceExtremumTopic: Topic<ExtremumGiven> = {
  id: 'scale-space-extremum',
  title: 'A scale-space extremum of differences of Gaussians',
  quantities: { gaussians: 'stack' },
  generate,
  accepts: ({ gaussians }) => extremaOf(gaussians).length === 1,
  statement: ({ gaussians }) =>
    [
      `An image was blurred with ${gaussians.length} Gaussians, $G_0$ the finest:`,
      display(...gaussians.map((image, i) => `G_{${i}} = ${matrixTex(image)}`)),
      'Take the differences $D_i = G_{i+1} - G_i$, the coarser minus the finer, and look for extrema in space and scale. Levels, rows $y$ and columns $x$ are counted from 0; only places with all 26 neighbours count.',
    ].join('\n\n'),
  parts: ({ gaussians }) => [
    {
      id: 'a',
      prompt:
        'There is exactly one extremum. Where is it? Give its level, its row and its column, in this order.',
      marks: 3,
      kind: 'vector',
      value: () => {
        const { level, y, x } = onlyExtremum(gaussians);
        return [level, y, x];
      },
    },
    {
      id: 'b',
      prompt: 'Which value does the difference have there?',
      marks: 1,
      kind: 'number',
      value: (earlier) => valueAt(gaussians, earlier.vector('a')),
    },
    {
      id: 'c',
      prompt: 'Is it a maximum or a minimum?',
      marks: 1,
      kind: 'choice',
      choices: [
        { id: 'maximum', label: 'a maximum' },
        { id: 'minimum', label: 'a minimum' },
      ],
      value: (earlier) => {
        const value = valueAt(gaussians, earlier.vector('a'));
        // With all signs turned a maximum is a minimum.
        const turned = value !== 0 && earlier.number('b') === -value;
        return turned ? oppositeOf(gaussians) : onlyExtremum(gaussians).kind;
      },
    },
  ],
  misconceptions: [
    {
      id: 'dog-axes-swapped',
      name: 'Row and column are swapped',
      explanation: 'The place is right, but the row comes before the column.',
      wrong: {
        a: ({ gaussians }) => {
          const { level, y, x } = onlyExtremum(gaussians);
          return x === y ? undefined : [level, x, y];
        },
      },
    },
    {
      id: 'dog-counted-from-1',
      name: 'Counted from 1',
      explanation: 'The place is right, but levels, rows and columns were to be counted from 0.',
      wrong: {
        a: ({ gaussians }) => {
          const { level, y, x } = onlyExtremum(gaussians);
          return [level + 1, y + 1, x + 1];
        },
      },
    },
    {
      id: 'dog-border-scale',
      name: 'A place at the border is taken',
      explanation:
        'This is the largest value of all, but it lacks neighbours: at the border of the image, or in the first or last difference, there are fewer than 26.',
      wrong: {
        a: ({ gaussians }) => {
          const differences = differencesOf(gaussians);
          const place = largest(differences, () => true);
          return isInterior(differences, place) ? undefined : place;
        },
      },
    },
    {
      id: 'dog-neighbour-count',
      name: 'Only the neighbours of the same level are compared',
      explanation:
        'This place beats its 8 neighbours in its own difference, but not the 9 in the level before and the 9 in the level after.',
      wrong: {
        a: ({ gaussians }) => {
          const differences = differencesOf(gaussians);
          const { level, y, x } = onlyExtremum(gaussians);
          const place = largest(
            differences,
            (each) =>
              isInterior(differences, each) &&
              each.join() !== [level, y, x].join() &&
              beatsItsLevel(differences, each),
          );
          return place.length === 0 ? undefined : place;
        },
      },
    },
    {
      id: 'dog-sign-convention',
      name: 'The finer minus the coarser',
      explanation:
        'The differences were to be taken the other way round, the coarser image minus the finer: that turns their signs.',
      wrong: {
        b: ({ gaussians }, earlier) => {
          const value = valueAt(gaussians, earlier.vector('a'));
          return value === 0 ? undefined : -value;
        },
      },
    },
    {
      id: 'dog-extremum-direction',
      name: 'Maximum and minimum are taken for each other',
      explanation:
        'A maximum is larger than all 26 neighbours and a minimum smaller than them all; the size without the sign does not count.',
      wrong: {
        c: ({ gaussians }) => oppositeOf(gaussians),
      },
    },
  ],
  solve: ({ gaussians }): Derivation => explainScaleSpaceExtremum({ gaussians }),
};

function generate(draw: Draw, difficulty: Difficulty): ExtremumGiven {
  const [height, width, count, most] = SIZES[difficulty];
  const image = (low: number, high: number): number[][] =>
    Array.from({ length: height }, () => draw.integers(width, low, high));
  const differences = Array.from({ length: count }, () => image(-most, most));
  const place = [draw.integer(1, height - 2), draw.integer(1, width - 2)];
  const level = draw.integer(1, count - 2);
  differences[level]![place[0]!]![place[1]!] = draw.pick([-1, 1]) * (most + draw.integer(1, 2));
  // A larger value at the border, which is no candidate.
  if (difficulty !== 'easy') {
    // Images are square here.
    const [y, x] = draw.shuffle([draw.pick([0, width - 1]), draw.integer(0, width - 1)]);
    differences[draw.integer(0, count - 1)]![y!]![x!] = draw.pick([-1, 1]) * (most + 3);
  }
  const images = [image(4, 9)];
  for (const difference of differences) {
    const last = images.at(-1)!;
    images.push(last.map((row, y) => row.map((value, x) => value + difference[y]![x]!)));
  }
  // No grey value is negative.
  const least = Math.min(...images.flat(2), 0);
  return { gaussians: images.map((rows) => rows.map((row) => row.map((value) => value - least))) };
}

function differencesOf(gaussians: Stack): number[][][] {
  return toNested(differenceOfGaussians(gaussians)) as number[][][];
}

/** The difference at a place. */
function valueAt(gaussians: Stack, [level = 0, y = 0, x = 0]: readonly number[]): number {
  return differencesOf(gaussians)[level]![y]![x]!;
}

/** What the extremum is not. */
function oppositeOf(gaussians: Stack): string {
  return onlyExtremum(gaussians).kind === 'maximum' ? 'minimum' : 'maximum';
}

function extremaOf(gaussians: Stack): ReturnType<typeof scaleSpaceExtrema> {
  return scaleSpaceExtrema(differenceOfGaussians(gaussians));
}

function onlyExtremum(gaussians: Stack): ReturnType<typeof scaleSpaceExtrema>[number] {
  return extremaOf(gaussians)[0]!;
}

/** The place of the largest absolute value among some; empty where there are none. */
function largest(differences: Stack, counts: (place: Place) => boolean): number[] {
  let most = -1;
  let found: number[] = [];
  differences.forEach((image, level) => {
    image.forEach((row, y) => {
      row.forEach((value, x) => {
        if (Math.abs(value) <= most || !counts([level, y, x])) return;
        most = Math.abs(value);
        found = [level, y, x];
      });
    });
  });
  return found;
}

function isInterior(differences: Stack, [level = 0, y = 0, x = 0]: readonly number[]): boolean {
  const inside = (at: number, length: number): boolean => at > 0 && at < length - 1;
  const [image] = differences;
  return (
    inside(level, differences.length) && inside(y, image!.length) && inside(x, image![0]!.length)
  );
}

function beatsItsLevel(differences: Stack, [level, y, x]: Place): boolean {
  const value = differences[level]![y]![x]!;
  const around = [-1, 0, 1].flatMap((dy) =>
    [-1, 0, 1].flatMap((dx) =>
      dy === 0 && dx === 0 ? [] : [differences[level]![y + dy]![x + dx]!],
    ),
  );
  return around.every((other) => other < value) || around.every((other) => other > value);
}
